package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/pop3/pop3test/dovecot"
)

// TestNotTwice: what Thunderbird has fetched, and is brought in with its profile, does not come
// over the line again. What it has not whole does, and what it knows but has no more as well.
func TestNotTwice(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	const all = 24
	mail := letters(all)
	mail[7] = []byte("From: bob@example.net\nSubject: quoted\nMessage-ID: <q@example.net>\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n\nFrom here on\n>From there\n")
	fill(t, s, mail)
	addAccount(t, data, s, "tls", "--leave", "forever")
	profile := filepath.Join(t.TempDir(), "abc.default")
	boxes, state := map[string]*bytes.Buffer{}, fmt.Sprintf("# POP3 State File\n*%s %s\n", s.Host, testUser)
	n := 0
	for uid, raw := range fetchRaw(t, s.Plain) {
		text := strings.ReplaceAll(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n>From ", "\n>>From ")
		text = strings.ReplaceAll(text, "\nFrom here", "\n>From here")
		name, known := "Mail/"+s.Host+"/Inbox", true
		switch n++; n {
		case 1: // the disk was full
			text = text[:len(text)-3] + "\n"
		case 2: // deleted there
			text = ""
		case 3:
			known = false
		case 4, 5, 6:
			name = "Mail/Local Folders/Kept"
		}
		if known {
			state += "k " + uid + " 1790000000\n"
		}
		if text != "" {
			if boxes[name] == nil {
				boxes[name] = &bytes.Buffer{}
			}
			fmt.Fprintf(boxes[name], "From - Fri Nov 20 10:00:00 2026\nX-Account-Key: account1\nX-UIDL: %s\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n%s\n", uid, text)
		}
	}
	put := func(name, text string) {
		path := filepath.Join(profile, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("prefs.js", "")
	put("Mail/"+s.Host+"/popstate.dat", state)
	for name, b := range boxes {
		put(name, b.String())
	}
	if r := pop(t, data, "import", profile, "--json").must(t, 0); r.stdout != fmt.Sprintf(`{"imported":%d,"duplicates":0,"failed":0}`+"\n", all-1) {
		t.Fatal(r.stdout)
	}
	// The one that is cut, and the one that is not there; the unlisted one is known by its octets.
	if got := receive(t, data, 0); got.OnServer != all || got.AlreadyHere != all-2 || got.Received != 2 {
		t.Errorf("%+v", got)
	}
	if got := receive(t, data, 0); got.AlreadyHere != all || got.Received != 0 || got.Bytes != 0 {
		t.Errorf("again: %+v", got)
	}
	checkWhole(t, data, all+1)
	sent := fetchRaw(t, s.Plain)
	for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
		if raw := sent[m.UID]; m.UID != "" && pop(t, data, "show", fmt.Sprint(m.ID), "--raw").stdout != string(raw) {
			t.Errorf("%s is not what the server has", m.UID)
		}
		delete(sent, m.UID)
	}
	if len(sent) > 0 {
		t.Errorf("%d unique-ids belong to no message", len(sent))
	}

	// With all of it there, not one octet comes; the same where unique-ids look like places.
	fresh := dataFolder(t)
	addAccount(t, fresh, s, "tls", "--leave", "forever")
	var box bytes.Buffer
	for uid, raw := range fetchRaw(t, s.Plain) {
		text := strings.ReplaceAll(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\nFrom here", "\n>From here")
		fmt.Fprintf(&box, "From - Fri Nov 20 10:00:00 2026\nX-Account-Key: account1\nX-UIDL: %s\nX-Mozilla-Status: 0001\n%s\n", uid, strings.Replace(text, "\n>From there", "\n>>From there", 1))
		state += "k " + uid + " 1790000000\n"
	}
	put("Mail/"+s.Host+"/popstate.dat", state)
	put("Mail/"+s.Host+"/Inbox", box.String())
	put("Mail/Local Folders/Kept", "")
	pop(t, fresh, "import", profile).must(t, 0)
	if got := receive(t, fresh, 0); got.OnServer != all || got.AlreadyHere != all || got.Received != 0 || got.Bytes != 0 {
		t.Errorf("with all of it: %+v", got)
	}
	checkWhole(t, fresh, all)
}

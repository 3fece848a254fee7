package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// octetsOf are the checksums of all messages of a data folder, in order.
func octetsOf(t testing.TB, data string) (sums []string) {
	t.Helper()
	for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
		raw := pop(t, data, "show", fmt.Sprint(m.ID), "--raw").must(t, 0).stdout
		sums = append(sums, fmt.Sprintf("%x", sha256.Sum256([]byte(raw))))
	}
	slices.Sort(sums)
	return sums
}

// TestMoveInAndOut: without an account, then with one; twice; out and in again.
func TestMoveInAndOut(t *testing.T) {
	dir, data := t.TempDir(), dataFolder(t)
	box := filepath.Join(dir, "Inbox")
	var text bytes.Buffer
	for i, raw := range letters(5) {
		fmt.Fprintf(&text, "From bob@example.net Fri Nov 20 10:00:0%d 2026\nStatus: %s\n%s\n", i, []string{"O", "RO"}[i%2], raw)
	}
	if err := os.WriteFile(box, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	r := pop(t, data, "import", box, filepath.Join(dir, "missing"), "--json").must(t, 1)
	if r.stdout != `{"imported":5,"duplicates":0,"failed":1}`+"\n" || !strings.Contains(r.stderr, "missing: it is not there") {
		t.Errorf("%s %s", r.stdout, r.stderr)
	}
	if r := pop(t, data, "import", box, "--json").must(t, 0); r.stdout != `{"imported":0,"duplicates":5,"failed":0}`+"\n" {
		t.Errorf("again: %s", r.stdout)
	}
	if got := rows[summaryRow](t, pop(t, data, "list", "--folder", "inbox", "--json").must(t, 0)); len(got) != 5 || got[0].Read || !got[1].Read || got[0].Date != "2026-11-20T10:00:04Z" {
		t.Errorf("%+v", got)
	}
	// The first account takes it over.
	pop(t, data, "account", "add", "--server", "localhost", "--keep-password", "ask", "--email", testUser).must(t, 0)
	if got := rows[summaryRow](t, pop(t, data, "list", "--folder", "Inbox", "--json").must(t, 0)); len(got) != 5 {
		t.Errorf("%d messages with an account", len(got))
	}
	pop(t, data, "import", box, "--folder", "Old").must(t, 0)
	more := filepath.Join(dir, "more.eml")
	if err := os.WriteFile(more, []byte("Subject: more\n\nmore <b>\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	pop(t, data, "import", more, "--folder", "Old").must(t, 0)
	if got := rows[summaryRow](t, pop(t, data, "list", "--folder", "Old", "--json").must(t, 0)); len(got) != 1 {
		t.Errorf("%d messages in Old", len(got))
	}
	want := octetsOf(t, data)
	for _, f := range []string{"mbox", "eml", "maildir"} {
		to, back := filepath.Join(dir, f), dataFolder(t)
		r := pop(t, data, "export", "--format", f, "--to", to, "--json").must(t, 0)
		var row exportRow
		if err := json.Unmarshal([]byte(r.stdout), &row); err != nil || row.Exported != 6 || row.To != to {
			t.Errorf("%s: %s %v", f, r.stdout, err)
		}
		pop(t, data, "export", "--format", f, "--to", to).must(t, 1)
		if r := pop(t, back, "import", to, "--json").must(t, 0); r.stdout != `{"imported":6,"duplicates":0,"failed":0}`+"\n" {
			t.Errorf("%s: %s", f, r.stdout)
		}
		if got := octetsOf(t, back); !slices.Equal(got, want) {
			t.Errorf("%s: other octets came back", f)
		}
		onlyOwner(t, to)
	}
	one := filepath.Join(dir, "found.mbox")
	pop(t, data, "export", "--format", "mbox", "--to", one, "--query", "subject:more").must(t, 0)
	if r := pop(t, dataFolder(t), "import", one, "--json").must(t, 0); r.stdout != `{"imported":1,"duplicates":0,"failed":0}`+"\n" {
		t.Error(r.stdout)
	}
	pop(t, data, "export", "--format", "mbox", "--to", filepath.Join(dir, "none"), "--query", "nowhere").must(t, 1)
	link := filepath.Join(dir, "link")
	if err := os.Symlink(data, link); err != nil {
		t.Log(err)
		link = data
	}
	before, err := os.ReadDir(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{data, filepath.Join(data, "out"), filepath.Join(data, "new", "out"), filepath.Join(data, "..", filepath.Base(data), "out"), filepath.Join(link, "out")} {
		if r := pop(t, data, "export", "--format", "eml", "--to", to).must(t, 1); !strings.Contains(r.stderr, "another place") {
			t.Errorf("%s: %s", to, r.stderr)
		}
	}
	if after, err := os.ReadDir(data); err != nil || len(after) != len(before) {
		t.Errorf("%v: %v instead of %v", err, after, before)
	}
	pop(t, data, "export", "--format", "eml", "--to", data+"2").must(t, 0)
	for _, args := range [][]string{{"import"}, {"export"}, {"export", "--to", "x"}, {"export", "--format", "pst", "--to", "x"}, {"export", "--format", "mbox"}, {"export", "--format", "mbox", "--to", "x", "y"}} {
		pop(t, data, args...).must(t, 2)
	}
}

// TestReadableArchive: pages with nothing of which a browser would fetch anything or run what
// came with a message.
func TestReadableArchive(t *testing.T) {
	hostile := `<img src=http://evil.example/x.gif><script>alert(1)</script><p onclick=x()>Hello <b>there</b></p>`
	data := seed(t,
		"From: a@example.org\nTo: b@example.org\nSubject: </script><script>alert(2)</script>\nContent-Type: text/html\n\n"+hostile,
		"From: a@example.org\nSubject: files\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nseen\n--x\nContent-Type: text/html; name=\"../../page.html\"\nContent-Disposition: attachment; filename=\"../../page.html\"\n\n<script>alert(3)</script>\n--x\nContent-Type: application/pdf; name=\"ticket.pdf\"\nContent-Disposition: attachment; filename=\"ticket.pdf\"\n\n%PDF\n--x--\n",
		"From: a@example.org\nSubject: off\nContent-Type: text/calendar; method=CANCEL\n\nBEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Rehearsal\nSTATUS:CANCELLED\nDTSTART:20261205T180000Z\nDESCRIPTION:Bring the score.\nEND:VEVENT\nEND:VCALENDAR\n")
	to := filepath.Join(t.TempDir(), "html")
	pop(t, data, "export", "--format", "html", "--to", to).must(t, 0)
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(to, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	index := read("index.html")
	if strings.Count(index, "<script>") != 1 || strings.Count(index, "</script>") != 1 || !strings.Contains(index, "default-src 'none'") || !strings.Contains(index, "Hello there") {
		t.Errorf("index: %s", index)
	}
	page := read("messages/1.html")
	if strings.Contains(page, "evil.example") || strings.Contains(page, "<script") || strings.Contains(page, "onclick") || !strings.Contains(page, "<b>there</b>") {
		t.Errorf("page: %s", page)
	}
	if page := read("messages/3.html"); strings.Contains(page, "18:00 UTC") || strings.Contains(page, "CANCELLED") || !strings.Contains(page, "Canceled\nRehearsal\n") || !strings.Contains(page, "Bring the score.") {
		t.Errorf("what cards alone say: %s", page)
	}
	if read("files/2/ticket.pdf") != "%PDF" || !strings.Contains(read("files/2/page.html.txt"), "alert(3)") {
		t.Error("the attachments are others")
	}
	if !strings.Contains(read("original/1.eml"), hostile) {
		t.Error("the octets are others")
	}
}

// TestImportOutlook: of a file of Outlook import says what to do with it.
func TestImportOutlook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.pst")
	if err := os.WriteFile(path, []byte("!BDN\x00\x00\x00\x00SM"), 0o600); err != nil {
		t.Fatal(err)
	}
	said := pop(t, dataFolder(t), "import", path)
	said.must(t, 1)
	if !strings.Contains(said.stderr, "old.pst: it is a file of Outlook") || !strings.Contains(said.stderr, "readpst -e -o") {
		t.Error(said.stderr)
	}
}

// TestImportKilled: an import that is killed at any moment has lost nothing, and doubles
// nothing when it is done again, also after several kills. Each kill comes when more was stored
// than before, some sooner and some later, so that most hit an import that is half stored. It is
// killed 50 times with POPMAIL_TEST_WORLD=all.
func TestImportKilled(t *testing.T) {
	dir := t.TempDir()
	var text bytes.Buffer
	const n = 8000 // 16 batches
	for i := range n {
		fmt.Fprintf(&text, "From bob@example.net Fri Nov 20 10:00:00 2026\nSubject: number %d\n\n%s\n\n", i, strings.Repeat(fmt.Sprintf("line %d\n", i), 50))
	}
	box := filepath.Join(dir, "Inbox")
	if err := os.WriteFile(box, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	pop(t, dataFolder(t), "import", box).must(t, 0)
	took := time.Since(began)
	kills := 5
	if os.Getenv(worldVar) == "all" {
		kills = 50
	}
	hit, need := 0, kills*6/10 // killed with a part of its mail stored
	done := 0
	for done < kills || hit < need && done < 6*kills {
		data, had := emptyMail(t), 0 // there is a file to look into
		for range 5 {
			cmd := call(t, data, "import", box)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() { _ = cmd.Wait(); close(ended) }()
			waitForMore(t, data, had, ended)
			time.Sleep(time.Duration(rand.Int64N(int64(took) / 40)))
			_ = cmd.Process.Kill()
			<-ended
			done++
			got := len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)))
			if got < had {
				t.Errorf("%d messages after a kill, %d before", got, had)
			}
			if !cmd.ProcessState.Exited() && got > had && got < n {
				hit++
			}
			had = got
			pop(t, data, "verify").must(t, 0)
			if got == n {
				break // nothing is left to be half stored
			}
		}
		pop(t, data, "import", box).must(t, 0)
		got := rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))
		subjects := map[string]bool{}
		for _, m := range got {
			subjects[m.Subject] = true
		}
		if len(got) != n || len(subjects) != n {
			t.Errorf("%d messages, %d different ones, want %d", len(got), len(subjects), n)
		}
		if r := pop(t, data, "verify", "--json").must(t, 0); !strings.Contains(r.stdout, `"ok":true`) {
			t.Error(r.stdout)
		}
	}
	t.Logf("%d kills, %d of them with a part of the mail stored", done, hit)
	if hit < need {
		t.Errorf("only %d of %d kills hit an import that was half stored", hit, done)
	}
}

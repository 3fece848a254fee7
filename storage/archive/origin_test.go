package archive_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/archive"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestOrigins: which unique-ids of Thunderbird are taken over, and whose mail it is.
func TestOrigins(t *testing.T) {
	top := func(uid, status string) string {
		return "From - Fri Mar 03 10:00:00 2020\nX-Account-Key: account1\nX-UIDL: " + uid + "\nX-Mozilla-Status: " + status + "\nX-Mozilla-Status2: 00000000\n"
	}
	mail := func(s string) string { return "Subject: " + s + "\n\n" + s + "\n\n" }
	// As it stands in files that were compacted.
	compacted := "From - Fri Mar 03 10:00:00 2020\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys:    \nX-Account-Key: account1\nX-UIDL: u-compacted\n"
	profile := map[string]string{
		"prefs.js":                   "",
		"Mail/Local Folders/Moved":   top("u-moved", "0001") + mail("moved") + top("w-both", "0001") + mail("both"),
		"Mail/pop.example.org/Inbox": top("u1", "0000") + mail("one") + top("u-begun", "0400") + mail("begun") + top("u-large", "0000") + mail("large") + top("u-expunged", "0009") + mail("expunged") + compacted + mail("compacted") + top("u-unlisted", "0000") + mail("unlisted") + top("u-gone", "0000") + mail("gone"),
		"Mail/pop.example.org/Sent":  "From - Fri Mar 03 10:00:00 2020\nX-Mozilla-Status: 0001\nX-UIDL: u-keyless\n" + mail("keyless") + top("", "0000") + mail("nameless") + top("u two", "0001") + mail("two words"),
		"Mail/pop.example.org/popstate.dat": "# POP3 State File\n# This is a generated file!  Do not edit.\n\n*POP.example.org ann@example.org\nk u1 1600000000\nk u-moved 1600000000\nk u-kept 1600000000\nk u-compacted 1\nk u-begun 1\nb u-large 1\n" +
			"k u-expunged 1\nd u-gone 1\nk u-keyless 1\nk u-imap 1\nk u-sent 1\nk w-both 1\nk u 1\nk\n\nk u-cut",
		"Mail/pop2.example.org/Inbox":        top("w1", "0000") + mail("second") + "From - Fri Mar 03 10:00:00 2020\nX-Account-Key: account9\nX-UIDL: w2\nX-Mozilla-Status: 0000\nX-UIDL: u1\n" + mail("two ids"),
		"Mail/pop2.example.org/popstate.dat": "*pop2.example.org bob\nk w1 1\nk w2 1\nk w-both 1\n",
		"Mail/pop3.example.org/Inbox":        top("x1", "0000") + mail("of nobody here"),
		"Mail/pop3.example.org/popstate.dat": "*pop3.example.org carl\nk x1 1\n",
		"Mail/md.example.org/Inbox/cur/1":    "X-Account-Key: account1\nX-UIDL: v1\nX-Mozilla-Status: 0001\n" + mail("in a file"),
		"Mail/md.example.org/Inbox/tmp/x":    "",
		"Mail/md.example.org/popstate.dat":   "*md.example.org dora\nk v1 1\n",
		// One file for each message, and none of them below the mailbox that it came from.
		"Mail/Local Folders/Kept/cur/1": strings.TrimPrefix(top("u-kept", "0001"), "From - Fri Mar 03 10:00:00 2020\n") + mail("kept"),
		"Mail/Local Folders/Kept/tmp/x": "",
		// Nobody but the sender has written this.
		"ImapMail/imap.example.org/INBOX": top("u-imap", "0001") + mail("by IMAP"),
		"Mail/pop.example.org/Forged":     "From - Fri Mar 03 10:00:00 2020\nReceived: x\nX-Account-Key: account1\nX-UIDL: u-sent\n" + mail("forged"),
	}
	for _, below := range []string{"", "abc.default/"} {
		files := map[string]string{}
		for name, text := range profile {
			files[below+name] = text
		}
		s := storagetest.Open(t, nil)
		emails := map[account.ID]string{}
		for _, a := range [][3]string{{"other@example.org", "pop.example.org", ""}, {"ann@example.org", "pop.example.org", ""}, {"b@example.org", "POP2.example.org", "bob"}, {"d@example.org", "md.example.org", "dora"}} {
			id, err := s.AddAccount(ctx, account.Account{Email: a[0], User: cmp.Or(a[2], a[0]), Incoming: account.Server{Host: a[1], Port: 995}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			emails[id] = a[0]
		}
		dir := write(t, files)
		for range 2 { // the second time all is here
			bring(t, s, dir)
			var claims, where []string
			for id, email := range emails {
				known, err := s.Known(ctx, id)
				if err != nil {
					t.Fatal(err)
				}
				for uid, k := range known {
					claims = append(claims, fmt.Sprint(email, " ", strings.TrimPrefix(uid, fetch.ClaimPrefix), " ", k.Size == k.Listed && k.Size > 0))
				}
			}
			slices.Sort(claims)
			same(t, claims, "ann@example.org u-compacted true", "ann@example.org u-kept true", "ann@example.org u-moved true", "ann@example.org u1 true", "b@example.org w1 true", "b@example.org w2 true", "d@example.org v1 true")
			rows, err := s.List(ctx, mailbox.View{}, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range rows {
				if m.FolderName == "Inbox" {
					where = append(where, emails[m.Account]+" "+m.Subject)
				}
				if m.Subject == "kept" && m.Flags != mailbox.Read {
					t.Errorf("marks %v", m.Flags)
				}
				if raw, err := s.Raw(ctx, m.ID); err != nil || strings.Contains(string(raw), "X-Mozilla") {
					t.Errorf("%q, %v", raw, err)
				}
			}
			slices.Sort(where)
			same(t, where, "ann@example.org begun", "ann@example.org compacted", "ann@example.org gone", "ann@example.org large", "ann@example.org one", "ann@example.org unlisted",
				"b@example.org second", "b@example.org two ids", "d@example.org in a file", "other@example.org by IMAP", "other@example.org of nobody here")
		}
		carl, err := s.AddAccount(ctx, account.Account{Email: "carl@example.org", User: "carl", Incoming: account.Server{Host: "pop3.example.org", Port: 995}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Elsewhere(ctx, carl, []string{"x1", "u1", "w1"}); err != nil || !slices.Equal(got, []string{"x1"}) {
			t.Errorf("noted for an account that came later: %q, %v", got, err)
		}
	}
}

// TestLeftOut: mail that comes without marks is unread and has no stars, also where it has a tag;
// where servers may hand it out once more nothing says that it was fetched.
func TestLeftOut(t *testing.T) {
	mail := func(uid, status, keys, s string) string {
		return "From - Fri Mar 03 10:00:00 2020\nX-Account-Key: account1\nX-UIDL: " + uid + "\nX-Mozilla-Status: " + status + "\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys: " + keys + "\nSubject: " + s + "\n\n" + s + "\n\n"
	}
	dir := write(t, map[string]string{
		"prefs.js":                          `user_pref("mailnews.tags.$label1.tag", "Important");` + "\n",
		"Mail/pop.example.org/Inbox":        mail("u1", "0005", "", "read and starred") + mail("u2", "1003", "$label1", "with a tag"),
		"Mail/pop.example.org/popstate.dat": "*pop.example.org ann\nk u1 1\nk u2 1\n",
		"oldmail-pop.example.org-995-ann":   "u3\x001500000000\n",
	})
	for _, c := range []struct {
		bare  bool
		anew  bool
		marks string
		known int
		lists int // of the unique-ids that getmail tells of
	}{
		{false, false, "[3 15]", 2, 1},
		{true, false, "[0 0]", 2, 1},
		{false, true, "[3 15]", 0, 0},
		{true, true, "[0 0]", 0, 0},
	} {
		s := storagetest.Open(t, nil)
		ann, err := s.AddAccount(ctx, account.Account{Email: "ann@example.org", User: "ann", Incoming: account.Server{Host: "pop.example.org", Port: 995}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		run := archive.Import{Store: s, Bare: c.bare, Anew: c.anew}
		if so, err := run.Run(ctx, dir); err != nil || so.Imported != 2 {
			t.Fatal(so, err)
		}
		rows, err := s.List(ctx, mailbox.View{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(rows, func(a, b mailbox.Summary) int { return cmp.Compare(a.ID, b.ID) })
		var marks []int
		for _, m := range rows {
			marks = append(marks, int(m.Flags))
		}
		known, err := s.Known(ctx, ann)
		if err != nil {
			t.Fatal(err)
		}
		lists, err := s.Elsewhere(ctx, ann, []string{"u3"})
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(marks) != c.marks || len(known) != c.known || len(lists) != c.lists {
			t.Errorf("%+v: marks %v, %d known, %q listed", c, marks, len(known), lists)
		}
	}
}

// TestOriginsLater: mail of Thunderbird that was brought in before there was an account is known
// again when its account comes.
func TestOriginsLater(t *testing.T) {
	s := storagetest.Open(t, nil)
	text := "Message-ID: <x1@example.org>\nDate: Fri, 20 Nov 2026 10:00:00 +0000\nFrom: a@example.org\nSubject: x\n\nabc\n"
	dir := write(t, map[string]string{
		"prefs.js":                          "",
		"Mail/pop.example.org/Inbox":        "From - Fri Mar 03 10:00:00 2020\nX-Account-Key: account1\nX-UIDL: u1\nX-Mozilla-Status: 0000\nX-Mozilla-Status2: 00000000\n" + text + "\n",
		"Mail/pop.example.org/popstate.dat": "*pop.example.org ann\nk u1 1\n",
	})
	if got := bring(t, s, dir); got != "1 0 0" {
		t.Fatal(got)
	}
	ann, err := s.AddAccount(ctx, account.Account{Email: "ann@example.org", User: "ann", Incoming: account.Server{Host: "pop.example.org", Port: 995}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Elsewhere(ctx, ann, []string{"u1", "u2"}); err != nil || !slices.Equal(got, []string{"u1"}) {
		t.Fatal(got, err)
	}
	raw := []byte(strings.ReplaceAll(text, "\n", "\r\n"))
	var here int
	for _, name := range fetch.Passed(raw) {
		got, err := s.Adopt(ctx, ann, []fetch.Carried{{UID: "u1", Listed: int64(len(raw)), Name: name, Head: "h"}})
		if err != nil {
			t.Fatal(err)
		}
		here += len(got)
	}
	if here != 1 {
		t.Errorf("known again %d times", here)
	}
}

// TestSavedByThunderbird: what was saved or dragged out of Thunderbird is the very message that lies in its
// mboxes, with its marks; a sender who writes such fields has written them.
func TestSavedByThunderbird(t *testing.T) {
	const top = "X-Account-Key: account1\nX-UIDL: u\nX-Mozilla-Status: 0005\nX-Mozilla-Status2: 00000000\n"
	const gone = "X-Mozilla-Status: 0009\nX-Mozilla-Status2: 00000000\nSubject: a\n\nx\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
		flags mailbox.Flag
	}{
		{"saved", map[string]string{"Inbox": "From - Fri Mar 03 10:00:00 2020\n" + top + "Subject: a\n\nx\n\n", "a.eml": top + "Subject: a\n\nx\n"}, "1 1 0", 3},
		{"saved alone", map[string]string{"a.eml": top + "Subject: a\n\nx\n"}, "1 0 0", 3},
		{"in a Maildir", map[string]string{"Kept/cur/1:2,": top + "Subject: a\n\nx\n", "Kept/tmp/x": ""}, "1 0 0", 3},
		{"taken into a Maildir of other programs", map[string]string{"Kept/cur/1:2,": gone, "Kept/tmp/x": ""}, "1 0 0", 1},
		{"taken into a folder of MH", map[string]string{"mh/1": gone, "mh/.mh_sequences": ""}, "1 0 0", 1},
		{"taken by Apple Mail", map[string]string{"a.emlx": fmt.Sprint(len(gone), "\n", gone)}, "1 0 0", 1},
		{"removed, and saved before", map[string]string{"a.eml": gone}, "1 0 0", 1},
	} {
		s := storagetest.Open(t, nil)
		if got := bring(t, s, write(t, c.files)); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
		rows, err := s.List(ctx, mailbox.View{}, 0)
		if err != nil || len(rows) != 1 {
			t.Fatal(c.name, rows, err)
		}
		if raw, err := s.Raw(ctx, rows[0].ID); err != nil || string(raw) != "Subject: a\r\n\r\nx\r\n" || rows[0].Flags != c.flags {
			t.Errorf("%s: %v %q %v", c.name, rows[0].Flags, raw, err)
		}
	}
	s := storagetest.Open(t, nil)
	sent := "Received: x\nX-Mozilla-Status: 0009\nX-Mozilla-Status2: 00000000\nSubject: a\n\nx\n"
	bring(t, s, write(t, map[string]string{"a.eml": sent}))
	rows, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	if raw, err := s.Raw(ctx, rows[0].ID); err != nil || string(raw) != strings.ReplaceAll(sent, "\n", "\r\n") || rows[0].Flags != 0 {
		t.Errorf("%v %q %v", rows[0].Flags, raw, err)
	}
}

package archive_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/storage"
	"popmail/storage/archive"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestThunderbird: a profile, found as one folder or within the folder of all profiles, is
// counted and read: each server's folders, without what belongs to the program.
func TestThunderbird(t *testing.T) {
	box := func(subject, status string) string {
		return "From - Fri Mar 03 10:00:00 2020\nX-Mozilla-Status: " + status + "\nX-Mozilla-Status2: 00000000\nFrom: a@example.org\nSubject: " + subject + "\n\nx\n\n"
	}
	profile := map[string]string{
		"prefs.js":                                "user_pref(\"mail.root\", \"x\");\n",
		"Mail/Local Folders/Sent":                 box("sent", "0001"),
		"Mail/Local Folders/Trash":                "",
		"Mail/pop.example.org/Inbox":              box("new", "0000") + box("answered", "0003") + box("removed", "0008"),
		"Mail/pop.example.org/Inbox.msf":          "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n",
		"Mail/pop.example.org/popstate.dat":       "# POP3 State File\n",
		"Mail/pop.example.org/Inbox.sbd/Holidays": box("holiday", "0005"),
		"Mail/pop.example.org/msgFilterRules.dat": "version=\"9\"\n",
		"ImapMail/imap.example.org/INBOX":         box("by imap", "1001"),
		"Mail/md.example.org/Lists/cur/1:2,S":     "From: a@example.org\nSubject: list\n\nx\n",
		"Mail/md.example.org/Lists/tmp/x":         "",
	}
	want := []string{"Inbox 0 new", "Inbox 5 answered", "Inbox 9 by imap", "Inbox/Holidays 3 holiday", "Lists 1 list", "Sent 1 sent"}
	for _, below := range []string{"", "abc.default"} {
		files := map[string]string{}
		for name, text := range profile {
			files[filepath.ToSlash(filepath.Join(below, name))] = text
		}
		dir := write(t, files)
		found, failed, err := archive.Survey(ctx, dir, nil, nil)
		if err != nil || failed != 0 {
			t.Fatal(failed, err)
		}
		var counts []string
		for _, s := range found {
			counts = append(counts, fmt.Sprintf("%s %s %d", s.Format, strings.Join(s.Folder, "/"), s.Messages))
			if s.Octets == 0 {
				t.Errorf("%v: no size", s)
			}
		}
		slices.Sort(counts)
		same(t, counts, "maildir Lists 1", "mbox INBOX 1", "mbox Inbox 2", "mbox Inbox/Holidays 1", "mbox Sent 1")
		s := storagetest.Open(t, nil)
		bring(t, s, dir)
		rows, err := s.List(ctx, mailbox.View{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range rows {
			got = append(got, fmt.Sprintf("%s %d %s", m.FolderName, m.Flags, m.Subject))
		}
		slices.Sort(got)
		same(t, got, want...)
	}
}

// TestSurveyOfOneBox: what lay in several folders and is in one file now is counted by these, as it comes in, and
// can be left out by them.
func TestSurveyOfOneBox(t *testing.T) {
	const from = "From 1@xxx Mon Jan  2 15:04:05 +0000 2006\n"
	takeout := from + "X-GM-THRID: 1\nX-Gmail-Labels: Spam\n" + letter("spam") + "\n" + from + "X-GM-THRID: 2\nX-Gmail-Labels: Inbox,Unread\n" + letter("in") + "\n" +
		from + "X-GM-THRID: 3\nX-Gmail-Labels: Trash,\n Work\n" + letter("gone") + "\n" + from + "X-GM-THRID: 4\nX-Gmail-Labels: Archived\n" + letter("kept") + "\n"
	s := storagetest.Open(t, nil)
	for folder, subject := range map[string]string{"Own": "x", "Trash": "y"} {
		f, err := s.CreateFolder(ctx, folder+" 1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Bring(ctx, []storage.Brought{{Folder: f, Raw: storagetest.Mail{Subject: subject}.Raw()}}); err != nil {
			t.Fatal(err)
		}
	}
	own := filepath.Join(t.TempDir(), "all.mbox")
	export(t, s, archive.MBox, own)
	for path, want := range map[string][]string{
		filepath.Join(write(t, map[string]string{"All mail Including Spam and Trash.mbox": takeout}), "All mail Including Spam and Trash.mbox"): {"Archive 1", "Inbox 1", "Junk 1", "Trash 1"},
		own: {"Own 1 1", "Trash 1 1"},
	} {
		found, _, err := archive.Survey(ctx, path, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			got = append(got, fmt.Sprint(strings.Join(f.Folder, "/"), " ", f.Messages))
		}
		slices.Sort(got)
		same(t, got, want...)
		to := storagetest.Open(t, nil)
		i := archive.Import{Store: to, Wanted: func(m *archive.Message) bool {
			return m.Folder[0] != "Trash" && m.Folder[0] != "Junk" && m.Folder[0] != "Own 1"
		}}
		p, err := i.Run(ctx, path)
		if err != nil || p.Imported != len(want)/2 {
			t.Error(p, err)
		}
	}
}

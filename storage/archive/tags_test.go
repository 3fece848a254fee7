package archive_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"popmail/storage/archive"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestTags: what was tagged in Thunderbird gets a star, or goes to a folder of that name.
func TestTags(t *testing.T) {
	box := func(subject, keys string) string {
		return "From - Fri Mar 03 10:00:00 2020\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys: " + keys + "\nFrom: a@example.org\nSubject: " + subject + "\n\nx\n\n"
	}
	dir := write(t, map[string]string{
		"prefs.js":                   "user_pref(\"mailnews.tags.$label2.tag\", \"Büro \\\"3\\\"\");\nuser_pref(\"mailnews.tags.house.tag\", \"Sent\");\nuser_pref(\"mailnews.tags.house.color\", \"#FF0000\");\nuser_pref(\"mailnews.tags.$label5.tag\", \"\");\n",
		"Mail/Local Folders/Inbox":   box("a", "") + box("b", "$label1") + box("c", "NonJunk $Forwarded") + box("d", "$label2 $label1   ") + box("e", "junk House") + box("f", "$label5") + box("g", "unknown"),
		"Mail/Local Folders/Archive": box("h", "$LABEL4"),
	})
	for tagged, want := range map[bool][]string{
		false: {"a Inbox 1", "b Inbox 3", "c Inbox 9", "d Inbox 3", "e Inbox 3", "f Inbox 1", "g Inbox 1", "h Archive 3"},
		true:  {"a Inbox 1", "b Important 1", "c Inbox 9", "d Büro \"3\" 1", "e Sent 1 own", "f Inbox 1", "g Inbox 1", "h To Do 1"},
	} {
		s := storagetest.Open(t, nil)
		storagetest.AddAccount(t, s, "me@example.org")
		i := archive.Import{Store: s, Tagged: tagged}
		if p, err := i.Run(ctx, dir); err != nil || p.Imported != 8 {
			t.Fatal(p, err)
		}
		own := map[mailbox.FolderID]bool{}
		folders, err := s.Folders(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range folders {
			own[f.ID] = f.Role == mailbox.Own
		}
		rows, err := s.List(ctx, mailbox.View{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range rows {
			line := fmt.Sprintf("%s %s %d", m.Subject, m.FolderName, m.Flags)
			if m.FolderName == "Sent" && own[m.Folder] {
				line += " own"
			}
			got = append(got, line)
		}
		slices.Sort(got)
		same(t, got, want...)
	}
}

// TestTwice: of a message that lies in several folders there is one, in the first; it is told
// apart from what was here before.
func TestTwice(t *testing.T) {
	mail := func(n int) string {
		return fmt.Sprintf("From a@b Mon Jan  2 15:04:05 2006\nSubject: %d\n\n%d\n\n", n, n)
	}
	dir := write(t, map[string]string{"old/A": mail(1) + mail(2), "new/A": mail(3) + mail(1) + mail(4), "new/B": mail(4) + mail(5) + mail(2) + mail(3) + mail(6)})
	s := storagetest.Open(t, nil)
	bring(t, s, dir+"/old")
	for _, want := range []string{"{4 4 2 0}", "{0 8 0 0}"} {
		i := archive.Import{Store: s}
		p, err := i.Run(context.Background(), dir+"/new")
		if got := fmt.Sprint(struct{ a, b, c, d int }{p.Imported, p.Duplicates, p.Twice, p.Failed}); err != nil || got != want {
			t.Errorf("%s, want %s (%v)", got, want, err)
		}
	}
}

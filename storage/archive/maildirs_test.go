package archive_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"popmail/storage/archive"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestMaildirParts: Maildirs of which copies have left out empty folders, and the words that Dovecot
// keeps about messages.
func TestMaildirParts(t *testing.T) {
	mail := func(s string) string { return "From: a@example.org\nSubject: " + s + "\n\n" + s + "\n" }
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string // folder, marks, subject
	}{
		{"cur alone", map[string]string{"M/cur/1.a.host:2,FS": mail("a")}, []string{"M 3 a"}},
		{"cur alone, marks of Windows", map[string]string{"M/cur/1.a.host;2,S": mail("a")}, []string{"M 1 a"}},
		{"new alone", map[string]string{"M/new/1700000000.M1P2.host": mail("a")}, []string{"M 0 a"}},
		{"cur alone in Maildir++", map[string]string{"M/cur/1:2,S": mail("a"), "M/new/1": mail("n"), "M/.Work/cur/2": mail("b")}, []string{"M 0 n", "M 1 a", "M/Work 0 b"}},
		{"a folder called cur", map[string]string{"M/cur/a.eml": mail("a"), "M/new/b.eml": mail("b")[:len(mail("b"))-1]}, []string{"M 0 a", "M 0 b"}},
		{"a folder called new", map[string]string{"M/new/a.eml": mail("a")}, []string{"M/new 0 a"}},
		{"words", map[string]string{"M/cur/1:2,Sa": mail("a"), "M/cur/2:2,b": mail("b"), "M/cur/3:2,Sz": mail("c"), "M/new/x": mail("d"), "M/dovecot-keywords": "0 $Forwarded\n1 $label1\nnonsense\n99 x\n"},
			[]string{"M 0 d", "M 1 c", "M 2 b", "M 9 a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			dir := write(t, c.files)
			bring(t, s, dir)
			rows, err := s.List(ctx, mailbox.View{}, 0)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range rows {
				where := lies(t, s, m)
				got = append(got, fmt.Sprintf("%s %d %s", where, m.Flags, m.Subject))
			}
			slices.Sort(got)
			want := c.want
			if !slices.Equal(got, want) {
				t.Errorf("got %s, want %s", strings.Join(got, "; "), strings.Join(want, "; "))
			}
		})
	}
	// As folders, where that is chosen.
	s := storagetest.Open(t, nil)
	i := archive.Import{Store: s, Tagged: true}
	if _, err := i.Run(ctx, write(t, map[string]string{"M/cur/2:2,b": mail("b"), "M/new/3": mail("c"), "M/dovecot-keywords": "1 $label1\n"})); err != nil {
		t.Fatal(err)
	}
	same(t, stored(t, s), `Important 0 "From: a@example.org\r\nSubject: b\r\n\r\nb\r\n"`, `M 0 "From: a@example.org\r\nSubject: c\r\n\r\nc\r\n"`)
}

// TestThunderbirdWithoutEmpty: Maildirs of Thunderbird are known where the empty folders in them were left out.
func TestThunderbirdWithoutEmpty(t *testing.T) {
	got, failed := came(t, write(t, map[string]string{
		"prefs.js": "", "Mail/pop.example.org/Inbox/cur/1600000000001.eml": letter("a"), "Mail/pop.example.org/Sent/cur/1600000000002.eml": letter("b"),
		"Mail/pop.example.org/Inbox.sbd/Plans/cur/1600000000003.eml": letter("c"),
	}))
	if slices.Sort(got); failed > 0 || !slices.Equal(got, []string{"Inbox 0 a", "Inbox/Plans 0 c", "Sent 0 b"}) {
		t.Errorf("%q, %d failed", got, failed)
	}
}

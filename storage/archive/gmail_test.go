package archive_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestTakeout: an mbox of Google Takeout comes in by its labels, in whatever language Gmail wrote them,
// without what Takeout has added; and what a server has given already is not brought in again.
func TestTakeout(t *testing.T) {
	cases := []struct {
		labels, want string
	}{
		{"Inbox,Opened,Important", "inbox read"},
		{"Unread,Category Updates,Inbox", "inbox"},
		{"Sent,Opened", "sent read"},
		{"Inbox,Sent,Opened", "inbox read"},
		{"Spam,Unread", "junk"},
		{"Inbox,Trash", "trash read"},
		{"Drafts", "drafts read"},
		{"Archived,Opened,Starred", "archive read star"},
		{"Archived,Unread,IMAP_$Forwarded,Work/Plans,Other", "Work/Plans forwarded"},
		{"Opened,\"Culture, associations\"", "Culture, associations read"},
		{"Opened,Archive", "Archive 2 read"}, // an own folder beside that of the account
		{"=?UTF-8?Q?Posteingang,Wichtig,Ungelesen,Kategorie:_=22Neuigkeiten=22?=", "inbox"},
		{"=?UTF-8?Q?Ge=C3=B6ffnet,Archiviert,F=C3=A4hren?=", "Fähren read"},
		{"=?UTF-8?Q?Messages_archiv=C3=A9s,Ouvert,Cat=C3=A9gorie=C2=A0:_E-mails_?=\n =?UTF-8?Q?personnels,\"Culture,_=C3=A9v=C3=A9nements\"?=", "Culture, événements read"},
		{"=?UTF-8?B?0JLRhdC+0LTRj9GJ0LjQtSzQndC10L/RgNC+0YfQuNGC0LDQvdC90YvQtQ==?=", "inbox"},
	}
	var box strings.Builder
	raw := make([]string, len(cases))
	for i, c := range cases {
		raw[i] = fmt.Sprintf("Delivered-To: me@example.org\nX-GM-THRID: 5\nX-Gmail-Labels: Spam\nStatus: RO\nFrom: a@example.org\nSubject: %02d\n\ntext\n", i)
		fmt.Fprintf(&box, "From %d@xxx Mon Apr 07 14:31:02 +0000 2025\nX-GM-THRID: %d\nX-Gmail-Labels: %s\n%s\n", i, i, c.labels, raw[i])
	}
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, fetch.Incoming{UID: "pop", Raw: []byte(strings.ReplaceAll(raw[0], "\n", "\r\n")), At: time.Now()})
	dir := write(t, map[string]string{"Takeout/Mail/All mail Including Spam and Trash.mbox": box.String()})
	if got, want := bring(t, s, dir), fmt.Sprint(len(cases)-1, 1, 0); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	rows, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b mailbox.Summary) int { return strings.Compare(a.Subject, b.Subject) })
	for i, m := range rows {
		if i == 0 {
			continue // which was there before
		}
		got := string(m.FolderRole)
		if m.FolderRole == mailbox.Own {
			var path []string
			for _, f := range mailbox.FolderPath(list, m.Folder) {
				path = append(path, f.Name)
			}
			got = strings.Join(path, "/")
		}
		for flag, word := range map[mailbox.Flag]string{mailbox.Read: " read", mailbox.Starred: " star", mailbox.Forwarded: " forwarded"} {
			if m.Is(flag) {
				got += word
			}
		}
		if want := cases[i].want; got != want && got != strings.Replace(want, " read star", " star read", 1) {
			t.Errorf("%s: %q, want %q", cases[i].labels, got, want)
		}
		var b strings.Builder
		if err := s.Stream(ctx, m.ID, &b); err != nil || b.String() != strings.ReplaceAll(raw[i], "\n", "\r\n") {
			t.Errorf("%s: %q, %v", cases[i].labels, b.String(), err)
		}
	}
	// In an mbox of another program a sender may have written the same further down.
	other := storagetest.Open(t, nil)
	storagetest.AddAccount(t, other, "me@example.org")
	bring(t, other, write(t, map[string]string{"Work": "From a@b Mon Jan  2 15:04:05 2006\n" + raw[3]}))
	if rows, err := other.List(ctx, mailbox.View{}, 0); err != nil || len(rows) != 1 || rows[0].FolderRole != mailbox.Own {
		t.Errorf("%+v, %v", rows, err)
	}
}

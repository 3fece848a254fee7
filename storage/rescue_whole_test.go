package storage_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/account"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// told are questions to a mail file whose answers do not change when it is rescued: the
// numbers of messages and folders are left out of them.
var told = []string{
	`SELECT 'account', id, email, email_key, name, user, host, port, security, ca_file, auth, leave, keep, interval_ms, removed, label, color,
		out_host, out_port, out_security, out_ca_file, paused, out_user, out_open, authorities, exceptions, signature, plain_only, leave_deleted FROM accounts ORDER BY removed, place * (1 - removed), id`,
	`SELECT 'mailbox', account, json_extract(CAST(notes AS TEXT), '$.Quota') FROM session_notes WHERE CAST(notes AS TEXT) LIKE '%Quota%' ORDER BY account`,
	`SELECT 'folder', account, role, name, name_key, kept, total, unread FROM folders ORDER BY account, role, name_key`,
	`SELECT 'message', h.subject, m.account, f.account, f.role, f.name_key, m.date, h.dated, m.received, m.size, m.flags, m.attachments, hex(o.sha256)
		FROM messages m JOIN headers h ON h.message = m.id JOIN octets o ON o.message = m.id JOIN folders f ON f.id = m.folder ORDER BY h.subject, f.role, m.size`,
	`SELECT 'unique-id', u.account, hex(u.uid), u.stored, u.size, hex(u.sha256), u.gone, u.replaced, h.subject, u.listed, hex(u.head), u.goes, u.deleted, u.begun
		FROM unique_ids u LEFT JOIN headers h ON h.message = u.message WHERE u.uid NOT LIKE 'rescued-%' ORDER BY u.account, u.uid`,
	`SELECT 'whence', h.subject, f.account, f.role, f.name_key FROM whence w JOIN headers h ON h.message = w.message JOIN folders f ON f.id = w.folder ORDER BY h.subject`,
	`SELECT 'letter', h.subject, l.account, l.state, l.message_id, l.sender, l.recipients, l.bcc, hex(l.writing), a.subject, b.subject FROM letters l
		JOIN headers h ON h.message = l.message LEFT JOIN headers a ON a.message = l.answers LEFT JOIN headers b ON b.message = l.forwards ORDER BY h.subject`,
	`SELECT 'version', h.subject, v.id, v.saved, v.size, v.codec, hex(v.data), hex(v.writing) FROM draft_versions v JOIN headers h ON h.message = v.message ORDER BY v.id`,
	`SELECT 'picture', h.subject, m.url, hex(p.octets) FROM message_pictures m JOIN headers h ON h.message = m.message LEFT JOIN pictures p ON p.id = m.picture ORDER BY h.subject, m.url`,
	`SELECT 'pictures of', address, since FROM picture_senders ORDER BY address`,
	`SELECT 'contact', id, name, note, rest FROM contacts ORDER BY id`,
	`SELECT 'address', address, contact, place, email FROM contact_addresses ORDER BY address`,
	`SELECT 'forgotten', address FROM forgotten_addresses ORDER BY address`,
	`SELECT 'group', id, name FROM contact_groups ORDER BY id`,
	`SELECT 'member', contact_group, contact FROM contact_members ORDER BY contact_group, contact`,
	`SELECT 'search', id, name, query FROM searches ORDER BY id`,
	`SELECT 'rule', r.id, r.place, r.query, r.acts, f.name_key, r.is_on, r.changed, r.caught, r.last FROM rules r LEFT JOIN folders f ON f.id = r.folder ORDER BY r.id`,
	`SELECT 'no junk filter' FROM state WHERE junk_off`,
	`SELECT 'last number', name, CASE name WHEN 'accounts' THEN seq >= 5 ELSE seq END FROM sqlite_sequence WHERE name <> 'folders' ORDER BY name`,
}

// tell answers all that is told of a mail file.
func tell(t *testing.T, path string) (out []string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, q := range told {
		rows, err := db.Query(q)
		if err != nil {
			t.Fatal(q, err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		before := len(out)
		for rows.Next() {
			values := make([]any, len(columns))
			to := make([]any, len(columns))
			for i := range values {
				to[i] = &values[i]
			}
			if err := rows.Scan(to...); err != nil {
				t.Fatal(err)
			}
			line := fmt.Sprint(values...)
			if len(line) > 600 {
				line = fmt.Sprintf("%s… %d", line[:600], len(line))
			}
			out = append(out, line)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
		if len(out) == before {
			t.Errorf("nothing is there to be rescued: %s", q)
		}
	}
	return out
}

// everything fills a store with one of each that a person can have typed or decided.
func everything(t *testing.T, s *storage.Store) {
	t.Helper()
	must := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	gone := storagetest.AddAccount(t, s, "gone@example.org")
	kept, home, club, twin := storagetest.AddAccount(t, s, "kept@example.org"), storagetest.AddAccount(t, s, "home@example.org"), storagetest.AddAccount(t, s, "club@example.org"), storagetest.AddAccount(t, s, "twin@example.org")
	must(s.RemoveAccount(ctx, gone, false))
	a := storagetest.Account("home@example.org")
	a.ID, a.Name, a.Label, a.Color, a.User, a.Auth, a.Leave, a.Interval, a.Paused = home, "Ann", "Home", 3, "ann", account.AuthPlain, account.Retention{Mode: account.LeaveDays, Days: 30}, time.Hour, true
	a.Incoming.CAFile, a.Outgoing = "/ca.pem", account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
	a.OutgoingUser, a.OutgoingOpen, a.Signature, a.PlainOnly = "out", true, "Ann\nPier 4", true
	a.Authorities = strings.Repeat("-----BEGIN CERTIFICATE-----\n", 400)
	a.Trust("smtp.example.org", [32]byte{1, 2, 3}, time.Unix(1800000000, 0))
	a.LeaveDeleted = account.Retention{Mode: account.LeaveNone}
	must(s.UpdateAccount(ctx, a, nil), s.SetQuota(ctx, home, 2e9), s.OrderAccounts(ctx, []account.ID{club, home, kept, twin}))

	future := mail("future", "from the future")
	future.Raw = bytes.Replace(future.Raw, []byte("\r\n\r\n"), []byte("\r\nDate: Fri, 1 Jan 2049 12:00:00 +0000\r\n\r\n"), 1)
	big := mail("big", "a big one")
	big.Raw = append(big.Raw, bytes.Repeat([]byte("0123456789abcdefghijklmnop\r\n"), 200_000)...)
	short := mail("short", "a short one")
	short.Listed, short.Head, short.Short = 5000, "head", true
	twice := mail("twice 1", "twice")
	again := twice
	again.UID = "twice 2"
	storagetest.Deliver(t, s, home, mail("h1", "read"), mail("h2", "starred"), mail("h3", "in the folder"), mail("h4", "discarded"), mail("h5", "archived"), mail("h6", "of home with the club"),
		mail("h7", "removed"), mail("h8", "removed and gone"), mail("h9", "answered"), mail("h10", "junk"), future, big, short, twice, again)
	storagetest.Deliver(t, s, club, mail("h1", "the club’s"), mail("c2", "of the club"))
	storagetest.Deliver(t, s, kept, mail("k1", "kept one"), mail("k2", "kept in a folder"), mail("k3", "kept and thrown away"), mail("k4", "kept and removed"))
	storagetest.Deliver(t, s, twin, mail("t1", "of the twin"))
	_, err := s.Choose(ctx, []mailbox.Choice{{Account: home, UID: "h1", Wish: account.Wish{Kind: account.WishKeep}}, {Account: home, UID: "h2", Wish: account.Wish{Kind: account.WishRemove}},
		{Account: club, UID: "c2", Wish: account.Wish{Kind: account.WishRemoveOn, On: time.Unix(1900000000, 0)}}})
	must(err, s.Listed(ctx, home, []string{"h3"}, nil))
	storagetest.DeliverPresent(t, s, club, []string{"new name"}, mail("new name", "of the club")) // the server numbers anew
	one := func(subject string) []mailbox.ID {
		t.Helper()
		ids := find(t, s, "subject:\""+subject+"\"")
		if len(ids) == 0 {
			t.Fatal(subject)
		}
		return ids[:1]
	}
	move := func(subject string, to mailbox.FolderID) {
		t.Helper()
		_, err := s.Move(ctx, one(subject), to)
		must(err)
	}
	moveTo := func(subject string, role mailbox.Role) {
		t.Helper()
		_, err := s.MoveTo(ctx, one(subject), role)
		must(err)
	}
	boats, err := s.CreateFolder(ctx, "Boats")
	must(err)
	_, err = s.CreateFolder(ctx, "Not yet used")
	must(err)
	must(s.SetFlag(ctx, one("read"), mailbox.Read, true), s.SetFlag(ctx, one("starred"), mailbox.Starred, true), s.SetFlag(ctx, one("answered"), mailbox.Answered|mailbox.Forwarded|mailbox.Read, true))
	move("in the folder", boats)
	move("kept in a folder", boats)
	move("discarded", boats)
	moveTo("discarded", mailbox.Trash)
	moveTo("junk", mailbox.Junk)
	moveTo("archived", mailbox.Archive)
	moveTo("twice", mailbox.Archive)
	moveTo("kept and thrown away", mailbox.Trash)
	clubTrash, err := s.RoleFolder(ctx, club, mailbox.Trash)
	must(err)
	move("of home with the club", clubTrash)
	must(s.Purge(ctx, one("removed and gone")), s.Removed(ctx, home, []string{"h8"}), s.Purge(ctx, find(t, s, "subject:removed")))
	for _, folder := range []mailbox.FolderID{boats, clubTrash} {
		_, err = s.Add(ctx, mailbox.New{Folder: folder, Raw: storagetest.Mail{Subject: fmt.Sprint("brought from elsewhere ", folder)}.Raw(), Flags: mailbox.Read, Date: time.Unix(1500000000, 0)})
		must(err)
	}
	must(s.KeepPictures(ctx, one("read")[0], map[string][]byte{"https://example.org/a.png": []byte("a picture"), "https://example.org/b.png": nil}),
		s.KeepPictures(ctx, one("starred")[0], map[string][]byte{"https://example.org/a.png": []byte("a picture")}),
		s.SetPictureSender(ctx, "News@Example.org", true), s.SetPictureSender(ctx, "never@example.org", true), s.SetPictureSender(ctx, "never@example.org", false))
	for _, text := range []string{"forgotten", "from:bob has:pdf", "is:unread newsletter"} {
		_, err = s.KeepSearch(ctx, "Found: "+text, text)
		must(err)
		_, err = s.SaveRule(ctx, mailbox.Rule{Query: text, Do: mailbox.RuleMove | mailbox.RuleStar, Folder: boats, Off: text == "forgotten"})
		must(err)
	}
	must(s.ForgetSearch(ctx, 1), s.SetJunkFilter(ctx, false))

	draft := mailbox.Draft{Account: home, From: "home@example.org", Recipients: []string{"bob@example.net"}, Answers: one("read")[0], Forwards: one("starred")[0]}
	for i := range 3 {
		m := storagetest.Mail{Subject: "a draft", Text: fmt.Sprint("version ", i), Attachment: "plan.pdf"}
		draft.Raw, draft.Writing = append(m.Raw(), "Bcc?"...), fmt.Appendf(nil, `{"version":%d}`, i)
		draft.ID, err = s.SaveDraft(ctx, draft)
		must(err)
	}
	must(err)
	_, err = s.SaveDraft(ctx, mailbox.Draft{Account: club, Raw: append(storagetest.Mail{Subject: "a big draft"}.Raw(), bytes.Repeat([]byte("an attached file\r\n"), 400_000)...), From: "club@example.org"})
	must(err)

	_, _, err = s.AddCards(ctx, []mailbox.Card{
		{Name: "Ann Lee", Emails: []string{"Ann@Example.org", "ann@work.example"}, Note: "Pier 4\n☎ 123", Groups: []string{"Boats", "Family"}, Rest: "TEL:123\r\n"},
		{Name: "Bob", Emails: []string{"bob@example.net"}, Groups: []string{"Family"}},
		{Name: "Nobody’s address"}, {Emails: []string{"nameless@example.net"}, Groups: []string{"Boats"}}, {Name: "Wrong", Emails: []string{"wrong@example.net"}},
	})
	must(err)
	wrong, err := s.ContactOf(ctx, "wrong@example.net")
	must(err)
	_, err = s.ForgetContacts(ctx, []mailbox.Contact{wrong, {Emails: []string{"spam@example.net"}}})
	must(err)
	_, _, err = s.SaveGroup(ctx, 0, "Nobody yet")
	must(err)

	// One whose address another account has now, one that is only kept, under a name of its own.
	must(s.RemoveAccount(ctx, twin, true), s.RemoveAccount(ctx, kept, true))
	b := storagetest.Account("twin@example.org")
	b.ID = club
	must(s.UpdateAccount(ctx, b, nil))
	folders, err := s.Folders(ctx)
	must(err)
	for _, f := range folders {
		if f.Kept == "kept@example.org" {
			must(s.RenameFolder(ctx, f.ID, "What was kept"))
		}
	}
}

// TestRescueOfEverything: of a file that can be read, even if not from its beginning, all
// that a person has typed or decided comes into the new one.
func TestRescueOfEverything(t *testing.T) {
	for _, lost := range []int64{0, 8192} {
		t.Run(fmt.Sprint(lost), func(t *testing.T) {
			dir := t.TempDir()
			s, err := storage.Open(ctx, dir, nil)
			if err != nil {
				t.Fatal(err)
			}
			everything(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, storage.FileName)
			want := tell(t, path)
			scribble(t, path, 0, lost)
			if _, err := storage.Rescue(ctx, dir, time.Now()); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, tell(t, path)); d != "" {
				t.Error(d)
			}
			// It is a file like any other.
			s = storagetest.OpenIn(t, dir, nil)
			if n, bad, err := s.Verify(ctx); n == 0 || len(bad) > 0 || err != nil {
				t.Error(n, bad, err)
			}
			accounts, err := s.Accounts(ctx)
			if err != nil || len(accounts) != 2 {
				t.Fatal(accounts, err)
			}
			before := len(rows(t, s, mailbox.View{}))
			storagetest.Deliver(t, s, accounts[1].ID, mail("h7", "removed"), mail("h1", "read"), mail("twice 2", "twice"))
			back := storagetest.AddAccount(t, s, "kept@example.org")
			storagetest.Deliver(t, s, back, mail("k1", "kept one"), mail("k4", "kept and removed"), mail("k5", "new"))
			if after := len(rows(t, s, mailbox.View{})); after != before+1 { // k5 alone
				t.Errorf("%d messages, then %d", before, after)
			}
		})
	}
}

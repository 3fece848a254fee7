package storage_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// kept is a backup in memory.
type kept struct {
	path   string
	octets map[[sha256.Size]byte][]byte
}

// keep copies what a store holds now.
func keep(t *testing.T, s *storage.Store) *kept {
	t.Helper()
	k := &kept{filepath.Join(t.TempDir(), "copy.db"), map[[sha256.Size]byte][]byte{}}
	err := s.Copy(ctx, k.path, func(c *storage.Copied) error {
		return c.Each(ctx, func(id mailbox.ID, sum [32]byte, size int64) error {
			var b bytes.Buffer
			err := c.Write(ctx, id, &b)
			if k.octets[sum] = b.Bytes(); int64(b.Len()) != size {
				t.Errorf("message %d has %d octets, not %d", id, b.Len(), size)
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *kept) give(_ context.Context, want func([32]byte) bool, put func([32]byte, int64, io.Reader) error) error {
	for sum, raw := range k.octets {
		if want(sum) {
			if err := put(sum, int64(len(raw)), bytes.NewReader(raw)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *kept) into(t *testing.T, s *storage.Store, p storage.Pick) storage.Restored {
	t.Helper()
	r, err := s.Restore(ctx, k.path, p, k.give)
	if err != nil {
		t.Fatal(err)
	}
	if n, bad, err := s.Verify(ctx); len(bad) > 0 || err != nil {
		t.Error(n, bad, err)
	}
	return r
}

// TestRestoreOfEverything: where there is no mail file, the one that is made of a backup
// says what the old one said; and once more nothing comes in.
func TestRestoreOfEverything(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	everything(t, s)
	k := keep(t, s)
	// What comes after the copy is not in it.
	accounts, err := s.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	want := tell(t, filepath.Join(dir, storage.FileName))
	to := t.TempDir()
	r, err := storage.RestoreNew(ctx, to, k.path, storage.Pick{}, k.give)
	if err != nil || r.Messages == 0 || r.Missing != 0 {
		t.Fatal(r, err)
	}
	path := filepath.Join(to, storage.FileName)
	if d := cmp.Diff(want, tell(t, path)); d != "" {
		t.Error(d)
	}
	s = storagetest.OpenIn(t, to, nil)
	if again := k.into(t, s, storage.Pick{}); again.Messages != 0 || again.Here != r.Messages || again.Accounts != 0 {
		t.Errorf("%+v, then %+v", r, again)
	}
	if d := cmp.Diff(want, tell(t, path)); d != "" {
		t.Error(d)
	}
	before := len(rows(t, s, mailbox.View{}))
	storagetest.Deliver(t, s, accounts[1].ID, mail("h7", "removed"), mail("h1", "read"), mail("twice 2", "twice"))
	if after := len(rows(t, s, mailbox.View{})); after != before {
		t.Errorf("%d messages, then %d", before, after)
	}
	if n := len(find(t, s, "subject:read")); n != 1 {
		t.Errorf("%d messages are found", n)
	}
}

// TestRestoreKeepsWhatIsNewer: what came, was read, moved or written since stays as it is.
func TestRestoreKeepsWhatIsNewer(t *testing.T) {
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, mail("a", "read since"), mail("b", "moved since"), mail("c", "purged since"), mail("d", "gone since"), mail("e", "untouched"))
	boats, err := s.CreateFolder(ctx, "Boats")
	if err != nil {
		t.Fatal(err)
	}
	k := keep(t, s)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	one := func(subject string) []mailbox.ID { return find(t, s, "subject:\""+subject+"\"") }
	storagetest.Deliver(t, s, owner, mail("f", "new since"))
	must(s.SetFlag(ctx, one("read since"), mailbox.Read, true))
	_, err = s.Move(ctx, one("moved since"), boats)
	must(err)
	must(s.Purge(ctx, one("purged since")))
	must(s.Removed(ctx, owner, []string{"d"}))
	must(s.Purge(ctx, one("gone since")))
	r := k.into(t, s, storage.Pick{})
	if r.Messages != 2 || r.Here != 3 || r.Missing != 0 {
		t.Errorf("%+v", r)
	}
	for _, subject := range []string{"read since", "moved since", "purged since", "gone since", "untouched", "new since"} {
		if n := len(one(subject)); n != 1 {
			t.Errorf("%s: %d", subject, n)
		}
	}
	list, err := s.Summaries(ctx, append(one("read since"), one("moved since")...))
	must(err)
	if list[0].Flags&mailbox.Read == 0 || list[1].Folder != boats {
		t.Errorf("%+v", list)
	}
	// Nothing comes a second time, and nothing of it is to be removed from the server.
	got := storagetest.Deliver(t, s, owner, mail("a", "read since"), mail("c", "purged since"), mail("d", "gone since"))
	for _, o := range got {
		if !o.Already {
			t.Errorf("%+v came again", o)
		}
	}
	if known, err := s.Known(ctx, owner); err != nil || !known["d"].Gone || known["c"].Gone {
		t.Error(known, err)
	}
	on, err := s.OnServer(ctx, append(one("purged since"), one("untouched")...))
	if err != nil || len(on) != 2 || on[0].Goes != on[1].Goes {
		t.Error(on, err)
	}
}

// TestRestoreOfAPart: one message, or one folder, comes back alone.
func TestRestoreOfAPart(t *testing.T) {
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, mail("a", "first"), mail("b", "second"), mail("c", "third"), mail("d", "fourth"))
	boats, err := s.CreateFolder(ctx, "Boats")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Move(ctx, append(find(t, s, "subject:third"), find(t, s, "subject:fourth")...), boats); err != nil {
		t.Fatal(err)
	}
	second := find(t, s, "subject:second")
	k := keep(t, s)
	for _, other := range []bool{false, true} {
		to := s
		if other { // where there is no such account
			to = storagetest.Open(t, nil)
		} else if err := s.Purge(ctx, append(second, find(t, s, "subject:third")...)); err != nil {
			t.Fatal(err)
		}
		if r := k.into(t, to, storage.Pick{Messages: second[:1]}); r.Messages != 1 {
			t.Errorf("%+v", r)
		}
		if len(find(t, to, "subject:second")) != 1 || len(find(t, to, "subject:third")) != 0 {
			t.Error("not the one that was asked for")
		}
		want := 1
		if other {
			want = 2
		}
		if r := k.into(t, to, storage.Pick{Folder: "boats"}); r.Messages != want {
			t.Errorf("%+v", r)
		}
		if n := len(find(t, to, "subject:third")) + len(find(t, to, "subject:fourth")); n != 2 {
			t.Errorf("%d of the folder", n)
		}
	}
	if _, err := s.Restore(ctx, k.path, storage.Pick{Folder: "nowhere"}, k.give); err == nil {
		t.Error("a folder that is not there")
	}
}

// TestRestoreOfANestedFolder: of folders with one last name the one that is picked comes back,
// by its path, and by its name alone only where no other one has that.
func TestRestoreOfANestedFolder(t *testing.T) {
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, mail("a", "first"), mail("b", "second"), mail("c", "third"), mail("d", "fourth"))
	ids := tree(t, s, "Work", "Home", "Work/Plans", "Home/Plans", "Home/Garden")
	for subject, to := range map[string]string{"first": "Work/Plans", "second": "Home/Plans", "third": "Home/Garden", "fourth": "Work"} {
		if _, err := s.Move(ctx, find(t, s, "subject:"+subject), ids[to]); err != nil {
			t.Fatal(err)
		}
	}
	k := keep(t, s)
	in, err := storage.LookInside(ctx, k.path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	inside := map[string]storage.Pick{}
	for _, f := range in.Folders {
		if f.Role == mailbox.Own {
			names = append(names, fmt.Sprint(f.Name, " ", f.Messages))
			inside[f.Name] = f.Pick()
		}
	}
	if got := strings.Join(names, ", "); got != "Work 1, Work/Plans 1, Home/Plans 1, Home/Garden 1" {
		t.Errorf("inside are %s", got)
	}
	for _, c := range []struct {
		pick storage.Pick
		want string
	}{
		{inside["Work/Plans"], "first"}, {inside["Home/Plans"], "second"}, {inside["Work"], "fourth"},
		{storage.Pick{Folder: "work/plans"}, "first"}, {storage.Pick{Folder: "garden"}, "third"}, {storage.Pick{Folder: "Work"}, "fourth"},
		{storage.Pick{Folder: "Plans"}, ""}, {storage.Pick{Folder: "Home/Work"}, ""}, {storage.Pick{Folders: []mailbox.FolderID{9999}}, ""},
	} {
		to := storagetest.Open(t, nil)
		r, err := to.Restore(ctx, k.path, c.pick, k.give)
		rows, e := to.List(ctx, mailbox.View{}, 0)
		if e != nil {
			t.Fatal(e)
		}
		switch {
		case c.want == "" && (err == nil || len(rows) != 0):
			t.Errorf("%+v: %+v, %v", c.pick, r, err)
		case c.want != "" && (err != nil || len(rows) != 1 || rows[0].Subject != c.want):
			t.Errorf("%+v: %+v, %v", c.pick, rows, err)
		}
		if c.pick.Folder == "Plans" && (err == nil || !strings.Contains(err.Error(), "Work/Plans, Home/Plans")) {
			t.Errorf("which one is meant is not told: %v", err)
		}
	}
}

// TestRestoreHeals: a message whose octets are damaged has them again.
func TestRestoreHeals(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	big := mail("big", "a big one")
	big.Raw = append(big.Raw, bytes.Repeat([]byte("0123456789abcdefghijklmnop\r\n"), 200_000)...)
	storagetest.Deliver(t, s, owner, mail("a", "first"), mail("b", "second"), mail("c", "third"), big)
	k := keep(t, s)
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("UPDATE octets SET data = x'00' WHERE message = 1; DELETE FROM octets WHERE message = 2; DELETE FROM pieces WHERE id = 2"); err != nil {
		t.Fatal(err)
	}
	if _, bad, err := s.Verify(ctx); err != nil || len(bad) != 3 {
		t.Fatal(bad, err)
	}
	if r := k.into(t, s, storage.Pick{}); r.Healed != 3 || r.Messages != 0 {
		t.Errorf("%+v", r)
	}
}

// TestRestoredLettersAsk: what waited to be sent waits no more.
func TestRestoredLettersAsk(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.Account("me@example.org")
	a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
	owner, err := s.AddAccount(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw := []byte("From: me@example.org\r\nTo: bob@example.net\r\nMessage-ID: <one@example.org>\r\nSubject: waits\r\n\r\nHello\r\n")
	id, err := s.SaveDraft(ctx, mailbox.Draft{Account: owner, Raw: raw, From: "me@example.org", Recipients: []string{"bob@example.net"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(ctx, id, time.Time{}); err != nil {
		t.Fatal(err)
	}
	k := keep(t, s)
	to := storagetest.Open(t, nil)
	k.into(t, to, storage.Pick{})
	ls, err := to.Letters(ctx)
	if err != nil || len(ls) != 1 || ls[0].State != mailbox.LetterUnknown || ls[0].Problem.Trouble != account.TroubleRescued {
		t.Fatalf("%+v %v", ls, err)
	}
	list, err := to.Summaries(ctx, []mailbox.ID{ls[0].ID})
	if err != nil || list[0].Subject != "waits" {
		t.Error(list, err)
	}
	if r := k.into(t, s, storage.Pick{}); r.Messages != 0 {
		t.Errorf("it is there twice: %+v", r)
	}
	if ls, err := s.Letters(ctx); err != nil || len(ls) != 1 || ls[0].State != mailbox.LetterQueued {
		t.Errorf("%+v %v", ls, err)
	}
}

// TestCopyWhileMailArrives: a copy is of one moment, whatever is written meanwhile, and who
// writes does not wait for it.
func TestCopyWhileMailArrives(t *testing.T) {
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	for i := range 20 {
		storagetest.Deliver(t, s, owner, mail(fmt.Sprint("before ", i), fmt.Sprint("before ", i)))
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	k := &kept{path, map[[sha256.Size]byte][]byte{}}
	err := s.Copy(ctx, path, func(c *storage.Copied) error {
		i := 0
		return c.Each(ctx, func(id mailbox.ID, sum [32]byte, _ int64) error {
			storagetest.Deliver(t, s, owner, mail(fmt.Sprint("while ", i), fmt.Sprint("while ", i)))
			if err := s.Purge(ctx, find(t, s, fmt.Sprintf("subject:\"before %d\"", 19-i))); err != nil {
				return err
			}
			i++
			var b bytes.Buffer
			err := c.Write(ctx, id, &b)
			k.octets[sum] = b.Bytes()
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	to := storagetest.Open(t, nil)
	if r := k.into(t, to, storage.Pick{}); r.Messages != 20 || r.Missing != 0 {
		t.Errorf("%+v", r)
	}
	for _, m := range rows(t, to, mailbox.View{}) {
		if !strings.HasPrefix(m.Subject, "before") {
			t.Error(m.Subject)
		}
	}
}

// TestRestorePutsBack: mail of which a damaged file did not say where it lay, and that a rescue has
// therefore put into an Inbox as if it had just come, lies where it lay again, with its marks, also
// where it is here already; mail that the person has moved since stays where it is now.
func TestRestorePutsBack(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	undated := fetch.Incoming{UID: "c", Raw: []byte("Subject: undated\r\n\r\ntext\r\n"), At: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	storagetest.Deliver(t, s, owner, mail("a", "astray"), mail("b", "moved"), undated)
	bills, err := s.CreateFolder(ctx, "Bills")
	if err != nil {
		t.Fatal(err)
	}
	ids := []mailbox.ID{1, 2, 3}
	if _, err := s.Move(ctx, ids, bills); err != nil {
		t.Fatal(err)
	}
	if err := s.SetFlag(ctx, ids, mailbox.Starred, true); err != nil {
		t.Fatal(err)
	}
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	k := keep(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	const inbox = "(SELECT id FROM folders WHERE role = 'inbox' AND account = 1)"
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	times := func(id int) (received, date int64) {
		if err := db.QueryRow("SELECT received, date FROM messages WHERE id = ?", id).Scan(&received, &date); err != nil {
			t.Fatal(err)
		}
		return received, date
	}
	received, date := times(1)
	received3, date3 := times(3)
	sqlite(t, path, "UPDATE messages SET received = received + 5000, folder = "+inbox+", flags = 0 WHERE id IN (1, 3)",
		"UPDATE messages SET date = received - 10 WHERE id = 3", "UPDATE messages SET folder = "+inbox+" WHERE id = 2")
	s = storagetest.OpenIn(t, dir, nil)
	before := rows(t, s, mailbox.View{}) // and they are in memory
	if r, err := s.Restore(ctx, k.path, storage.Pick{Messages: []mailbox.ID{2}}, k.give); r.PutBack != 0 || err != nil {
		t.Fatal(r, err)
	}
	if now := rows(t, s, mailbox.View{}); !cmp.Equal(now, before) {
		t.Errorf("another message of the backup was wanted, and %+v became %+v", before, now)
	}
	nothing := errors.New("the backup cannot be read")
	if r, err := s.Restore(ctx, k.path, storage.Pick{}, func(context.Context, func([sha256.Size]byte) bool, func([sha256.Size]byte, int64, io.Reader) error) error {
		return nothing
	}); r.PutBack != 2 || !errors.Is(err, nothing) {
		t.Fatal(r, err)
	}
	if r, err := s.Restore(ctx, k.path, storage.Pick{}, k.give); r.Messages != 0 || r.Here != 3 || r.PutBack != 0 || err != nil {
		t.Fatal(r, err)
	}
	for _, m := range rows(t, s, mailbox.View{}) {
		if back := m.Folder == bills && m.Flags&mailbox.Starred != 0; back != (m.ID != 2) || m.Flags&mailbox.Starred == 0 {
			t.Errorf("%+v", m)
		}
	}
	if r, d := times(1); r != received || d != date {
		t.Errorf("it came at %d and is of %d, not %d and %d", r, d, received, date)
	}
	if r, d := times(3); r != received3 || d != date3 {
		t.Errorf("the one without a date came at %d and is of %d, not %d and %d", r, d, received3, date3)
	}
	if c, err := s.Check(ctx); !c.OK() || err != nil {
		t.Error(c, err)
	}
}

package storage_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// A message that is put off is away until its time, also for a store that was closed when that
// came, and is then the first of the folder that it lay in, unread, with its own date.
func TestSnooze(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 27, 15, 0, 0, 0, time.Local)
	clock := &storage.Options{Now: func() time.Time { return now }}
	s, err := storage.Open(ctx, dir, clock)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	dated := now.AddDate(0, 0, -6) // number1
	var in []fetch.Incoming
	for i := range 5 {
		in = append(in, storagetest.Mail{Subject: fmt.Sprint("number", i), Text: "x", Date: now.AddDate(0, 0, -5-i)}.Incoming(fmt.Sprint(i)))
	}
	storagetest.Deliver(t, s, owner, in...)
	find1 := func(subject string) mailbox.ID { t.Helper(); return find(t, s, subject)[0] }
	one, two, three := find1("number1"), find1("number2"), find1("number3")
	box, err := s.CreateFolder(ctx, "Box")
	must(err)
	_, err = s.Move(ctx, []mailbox.ID{three}, box)
	must(err)
	must(s.SetFlag(ctx, []mailbox.ID{one, two, three}, mailbox.Read, true))

	monday := time.Date(2026, 11, 30, 8, 0, 0, 0, time.Local)
	ms, err := s.Snooze(ctx, []mailbox.ID{one, two, three}, monday)
	must(err)
	row := func(id mailbox.ID) *mailbox.Summary {
		t.Helper()
		rows, err := s.Summaries(ctx, []mailbox.ID{id})
		must(err)
		return &rows[0]
	}
	subjects := func(v mailbox.View) (out []string) {
		for _, m := range rows(t, s, v) {
			out = append(out, m.Subject)
		}
		return out
	}
	inbox := mailbox.View{Role: mailbox.Inbox}
	if got := subjects(inbox); !slices.Equal(got, []string{"number0", "number4"}) {
		t.Errorf("the inbox has %v", got)
	}
	if m := row(one); m.FolderRole != mailbox.Snoozed || !m.Snoozed.Equal(monday) || !m.Is(mailbox.Read) || !m.Back.IsZero() {
		t.Errorf("%+v", m)
	}
	if got := find(t, s, "in:snoozed number2 "); len(got) != 1 {
		t.Errorf("in:snoozed finds %v", got)
	}
	if got := find(t, s, "number2 "); len(got) != 1 {
		t.Errorf("a search finds %v", got)
	}

	// Undo, and that undone by doing it again; another time; taken back.
	must(s.Undo(ctx, ms))
	if m := row(three); m.Folder != box || !m.Snoozed.IsZero() || !m.Back.IsZero() {
		t.Errorf("undone: %+v", m)
	}
	_, err = s.Snooze(ctx, []mailbox.ID{one, two, three}, monday)
	must(err)
	if ms, err = s.Snooze(ctx, []mailbox.ID{two}, monday.AddDate(0, 0, 1)); err != nil || len(ms) > 0 || !row(two).Snoozed.Equal(monday.AddDate(0, 0, 1)) {
		t.Errorf("another time: %v %v %+v", ms, err, row(two))
	}
	if ms, err = s.Unsnooze(ctx, []mailbox.ID{two}); err != nil || row(two).FolderRole != mailbox.Inbox || !row(two).Is(mailbox.Read) {
		t.Errorf("taken back: %v %+v", err, row(two))
	}
	must(s.Undo(ctx, ms))
	if m := row(two); m.FolderRole != mailbox.Snoozed || !m.Snoozed.Equal(monday.AddDate(0, 0, 1)) {
		t.Errorf("that undone: %+v", m)
	}

	// Too early; then the computer sleeps, past the time.
	must(s.BringBack(ctx))
	if m := row(one); m.FolderRole != mailbox.Snoozed {
		t.Errorf("it is back too early: %+v", m)
	}
	k := keep(t, s)
	must(s.Close())
	now = monday.Add(3 * time.Hour)
	s = storagetest.OpenIn(t, dir, clock)
	sub := s.Changes().Subscribe(100)
	defer sub.Close()
	_ = rows(t, s, mailbox.View{}) // the catalog is in memory
	must(s.BringBack(ctx))
	if got := subjects(inbox); !slices.Equal(got, []string{"number1", "number0", "number4"}) {
		t.Errorf("the inbox has %v", got)
	}
	m := row(one)
	if !m.Back.Equal(now) || m.Is(mailbox.Read) || !m.Date.Equal(dated) || !m.Snoozed.IsZero() || !m.SortKey.Equal(now) {
		t.Errorf("back: %+v, dated %v", m, dated)
	}
	if m := row(three); m.Folder != box || m.Is(mailbox.Read) {
		t.Errorf("back in an own folder: %+v", m)
	}
	if m := row(two); m.FolderRole != mailbox.Snoozed {
		t.Errorf("one whose time has not come: %+v", m)
	}
	var returned []mailbox.ID
	for len(sub.C()) > 0 {
		if c, ok := (<-sub.C()).(mailbox.Returned); ok {
			returned = append(returned, c.IDs...)
		}
	}
	if slices.Sort(returned); !slices.Equal(returned, []mailbox.ID{min(one, three), max(one, three)}) {
		t.Errorf("told of %v", returned)
	}
	for _, f := range folders(t, s) {
		if f.Role == mailbox.Inbox && (f.Unread != 3 || f.Total != 3) || f.Role == mailbox.Snoozed && f.Total != 1 {
			t.Errorf("counts of %+v", f)
		}
	}
	// What is read out of the octets anew leaves it where it is.
	if _, bad, err := s.Verify(ctx); len(bad) > 0 || err != nil {
		t.Errorf("verified: %v %v", bad, err)
	}
	if mended, err := s.Mend(ctx); err != nil || mended.Faults.Rows > 0 || mended.Faults.Folders > 0 {
		t.Errorf("%+v %v", mended, err)
	}
	if again := row(one); !again.SortKey.Equal(now) || !again.Date.Equal(m.Date) {
		t.Errorf("read anew: %+v", again)
	}
	// Searches by date and what takes the room ask for its own date.
	for text, want := range map[string]int{
		fmt.Sprintf("number1 on:%s", dated.Format("2006-01-02")): 1, "number1 after:2026-11-28": 0, "number1 before:2026-11-28": 1, "number1 -before:2026-11-28": 0, "on:2026-11-30": 0,
	} {
		if r, err := s.Search(ctx, query.ParseWhole(text, now), 0); err != nil || r.Total != want {
			t.Errorf("%s: %d found, want %d, %v", text, r.Total, want, err)
		}
	}
	// In another folder it is one as any.
	if _, err = s.MoveTo(ctx, []mailbox.ID{one}, mailbox.Archive); err != nil || !row(one).Back.IsZero() {
		t.Errorf("%v %+v", err, row(one))
	}

	// A backup has it put off; where it is put back it comes back, too.
	to := filepath.Join(t.TempDir(), "new")
	if _, err := storage.RestoreNew(ctx, to, k.path, storage.Pick{}, k.give); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, to, clock)
	if m := row(one); m.FolderRole != mailbox.Snoozed || !m.Snoozed.Equal(monday) {
		t.Errorf("restored: %+v", m)
	}
	must(s.BringBack(ctx))
	if m := row(three); m.FolderName != "Box" || !m.Back.Equal(now) {
		t.Errorf("restored and back: %+v", m)
	}
	// Nothing of Trash is put off, and what was dropped there comes on the next morning.
	if _, err := s.MoveTo(ctx, []mailbox.ID{one}, mailbox.Trash); err != nil {
		t.Fatal(err)
	}
	if ms, err := s.Snooze(ctx, []mailbox.ID{one}, monday.AddDate(0, 0, 9)); err != nil || len(ms) > 0 || row(one).FolderRole != mailbox.Trash {
		t.Errorf("from the trash: %v %v", ms, err)
	}
	if _, err := s.Move(ctx, []mailbox.ID{three}, row(two).Folder); err != nil || !row(three).Snoozed.Equal(monday.AddDate(0, 0, 1)) {
		t.Errorf("dropped: %v %v", err, row(three).Snoozed)
	}
	// Its folder is gone: it comes to the inbox.
	must(removed(s, folderCalled(t, s, "Box")))
	now = monday.AddDate(0, 0, 2)
	must(s.BringBack(ctx))
	if m := row(three); m.FolderRole != mailbox.Inbox || !m.Back.Equal(now) {
		t.Errorf("without its folder: %+v", m)
	}
}

func folders(t *testing.T, s *storage.Store) []mailbox.Folder {
	t.Helper()
	list, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// folderCalled is the folder with a name.
func folderCalled(t *testing.T, s *storage.Store, name string) mailbox.FolderID {
	t.Helper()
	for _, f := range folders(t, s) {
		if f.Name == name {
			return f.ID
		}
	}
	t.Fatal("no folder", name)
	return 0
}

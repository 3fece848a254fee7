package storage_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

func TestFolderNames(t *testing.T) {
	s := storagetest.Open(t, nil)
	tests := []struct {
		name, want string
		err        error
	}{
		{"Family", "Family", nil},
		{"  Travel  2025 ", "Travel 2025", nil},
		{"family", "", mailbox.ErrExists},
		{" FAMILY\t", "", mailbox.ErrExists},
		{"Straße", "Straße", nil},
		{"STRASSE", "STRASSE", nil}, // another word
		{"Ärger", "Ärger", nil},
		{"A\u0308rger", "", mailbox.ErrExists}, // the same, decomposed
		{"inbox", "", mailbox.ErrExists},
		{"Trash ", "", mailbox.ErrExists},
		{"JUNK", "", mailbox.ErrExists},
		{"archive", "", mailbox.ErrExists},
		{"", "", mailbox.ErrName},
		{" \t ", "", mailbox.ErrName},
		{"a\x00b", "", mailbox.ErrName},
		{"a\nb", "", mailbox.ErrName},
		{"\xff", "", mailbox.ErrName},
		{strings.Repeat("ü", 101), "", mailbox.ErrName},
		{strings.Repeat("ü", 100), strings.Repeat("ü", 100), nil},
		{"../../x", "../../x", nil},
		{"Robert'); DROP TABLE folders;--", "Robert'); DROP TABLE folders;--", nil},
	}
	for _, tt := range tests {
		_, err := s.CreateFolder(ctx, tt.name)
		if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
			t.Errorf("%q: %v, want %v", tt.name, err, tt.err)
		}
		if tt.want != "" && folder(t, s, 0, tt.want).Name == "" {
			t.Errorf("%q is not there", tt.want)
		}
	}
	id := folder(t, s, 0, "Family").ID
	for name, want := range map[string]error{"FAMILY": nil, "Straße": mailbox.ErrExists, "Inbox": mailbox.ErrExists, "": mailbox.ErrName, "Friends": nil} {
		if err := s.RenameFolder(ctx, id, name); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("rename to %q: %v", name, err)
		}
	}
	me := storagetest.AddAccount(t, s, "me@example.org")
	inbox := folder(t, s, me, "Inbox").ID
	if err := s.RenameFolder(ctx, inbox, "x"); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("rename the inbox: %v", err)
	}
	if _, err := s.RemoveFolder(ctx, inbox); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("delete the inbox: %v", err)
	}
	if _, err := s.RemoveFolder(ctx, 999); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("delete nothing: %v", err)
	}
}

func TestMoveAndUndo(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "a@example.org")
	b := storagetest.AddAccount(t, s, "b@example.org")
	storagetest.Deliver(t, s, a, mail("1", "a1"), mail("2", "a2"))
	storagetest.Deliver(t, s, b, mail("1", "b1"))
	own, err := s.CreateFolder(ctx, "Own")
	if err != nil {
		t.Fatal(err)
	}
	all := rows(t, s, mailbox.View{})
	ids := []mailbox.ID{all[0].ID, all[1].ID, all[2].ID, 12345}
	if _, err := s.Move(ctx, ids[:1], own); err != nil {
		t.Fatal(err)
	}
	sub := s.Changes().Subscribe(10)
	moved, err := s.MoveTo(ctx, ids, mailbox.Trash)
	if err != nil || len(moved) != 2 {
		t.Fatalf("%+v %v", moved, err)
	}
	if c, ok := (<-sub.C()).(mailbox.Left); !ok || len(c.IDs) != 3 {
		t.Errorf("change %+v", c)
	}
	if c, ok := (<-sub.C()).(mailbox.FoldersChanged); !ok {
		t.Errorf("change %+v", c)
	}
	for _, m := range moved {
		if len(m.IDs) != len(m.From) {
			t.Errorf("%+v", m)
		}
	}
	if x, y := folder(t, s, a, "Trash").Total, folder(t, s, b, "Trash").Total; x != 2 || y != 1 {
		t.Errorf("trash %d and %d", x, y)
	}
	// Moving to where they are does nothing.
	if again, err := s.MoveTo(ctx, ids, mailbox.Trash); err != nil || len(again) != 0 {
		t.Errorf("%+v %v", again, err)
	}
	if err := s.Undo(ctx, moved); err != nil {
		t.Fatal(err)
	}
	if n := folder(t, s, 0, "Own").Total; n != 1 {
		t.Errorf("own folder holds %d", n)
	}
	if x, y := folder(t, s, a, "Trash").Total, folder(t, s, b, "Trash").Total; x+y != 0 {
		t.Errorf("trash %d and %d", x, y)
	}
	// The folder where a message was is gone.
	moved, err = s.MoveTo(ctx, ids[:1], mailbox.Archive)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveFolder(ctx, own); err != nil {
		t.Fatal(err)
	}
	if err := s.Undo(ctx, moved); err != nil {
		t.Fatal(err)
	}
	if n := folder(t, s, a, "Inbox").Total + folder(t, s, b, "Inbox").Total; n != 3 {
		t.Errorf("%d in the inboxes", n)
	}
	for what, err := range map[string]error{
		"no folder":        func() error { _, err := s.Move(ctx, ids, 999); return err }(),
		"no role":          func() error { _, err := s.MoveTo(ctx, ids, "attic"); return err }(),
		"the role of none": func() error { _, err := s.MoveTo(ctx, ids, mailbox.Own); return err }(),
	} {
		if !errors.Is(err, mailbox.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.Undo(ctx, nil); err != nil {
		t.Error(err)
	}
}

func TestDeleteFolder(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "a@example.org")
	storagetest.Deliver(t, s, a, mail("1", "a1"), mail("2", "a2"))
	own, err := s.CreateFolder(ctx, "Own")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Move(ctx, find(t, s, "a1"), own); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveFolder(ctx, own); err != nil {
		t.Fatal(err)
	}
	if f := folder(t, s, a, "Trash"); f.Total != 1 || f.Unread != 1 {
		t.Errorf("%+v", f)
	}
	if f := folder(t, s, 0, "Own"); f.ID != 0 {
		t.Errorf("%+v", f)
	}
}

// A folder that was removed comes back as it was: with its messages, the folders in it under their
// names, rules that move mail to it, and messages that are to come back to it.
func TestUndeleteFolder(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	a := storagetest.AddAccount(t, s, "a@example.org")
	storagetest.Deliver(t, s, a, mail("1", "a1"), mail("2", "a2"), mail("3", "a3"), mail("4", "a4"))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	in := func(parent mailbox.FolderID, name string) mailbox.FolderID {
		t.Helper()
		id, err := s.CreateFolderIn(ctx, parent, name)
		must(err)
		return id
	}
	top, work := in(0, "Bills"), in(0, "Work")
	bills := in(work, "Bills")
	in(work, "Oslo")
	must(s.DressFolder(ctx, work, 3, "suitcase"))
	must(s.PlaceFolder(ctx, work, 0, 0))
	for _, m := range []struct {
		id mailbox.ID
		to mailbox.FolderID
	}{{1, work}, {2, work}, {3, work}, {4, bills}} {
		_, err := s.Move(ctx, []mailbox.ID{m.id}, m.to)
		must(err)
	}
	_, err := s.MoveTo(ctx, []mailbox.ID{2}, mailbox.Trash)
	must(err)
	_, err = s.Snooze(ctx, []mailbox.ID{3}, time.Now().Add(time.Hour))
	must(err)
	_, err = s.SaveRule(ctx, mailbox.Rule{Query: "from:dad", Do: mailbox.RuleMove, Folder: work})
	must(err)
	all := func() map[string]int64 {
		t.Helper()
		return ask(t, dir, `SELECT format('folder %d %s %s in %d at %d: %d %s', id, name, name_key, parent, place, color, icon), total FROM folders
			UNION ALL SELECT 'message ' || id, folder FROM messages UNION ALL SELECT 'rule ' || id, coalesce(folder, 0) FROM rules
			UNION ALL SELECT 'snooze ' || message, coalesce(folder, 0) FROM snoozes UNION ALL SELECT 'whence ' || message, folder FROM whence`)
	}
	was := all()
	g, err := s.RemoveFolder(ctx, work)
	must(err)
	if g.Messages() != 1 || folder(t, s, 0, "Bills (2)").ID != bills || folder(t, s, 0, "Work").ID != 0 || folder(t, s, a, "Trash").Total != 2 {
		t.Errorf("removed: %+v", g)
	}
	must(s.UndeleteFolder(ctx, &g))
	if got := all(); !reflect.DeepEqual(got, was) {
		t.Errorf("it is\n%v, and was\n%v", got, was)
	}
	must(s.UndeleteFolder(ctx, &g))
	if got := all(); !reflect.DeepEqual(got, was) {
		t.Errorf("twice: it is\n%v, and was\n%v", got, was)
	}
	// What was done in the meantime stays.
	g, err = s.RemoveFolder(ctx, work)
	must(err)
	in(0, "Work")
	must(s.PlaceFolder(ctx, bills, top, 0))
	must(s.Purge(ctx, []mailbox.ID{1}))
	must(s.UndeleteFolder(ctx, &g))
	if f := folder(t, s, 0, "Work (2)"); f.ID != work || f.Total != 0 || f.Color != 3 {
		t.Errorf("%+v", f)
	}
	if f := folder(t, s, 0, "Bills (2)"); f.Parent != top {
		t.Errorf("%+v", f)
	}
	if _, err := s.RemoveFolder(ctx, 999); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
}

// A folder of kept mail comes back with all of its mail, also where that has been given another one meanwhile.
func TestUndeleteKeptFolder(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a := storagetest.AddAccount(t, s, "a@example.org")
	storagetest.Deliver(t, s, a, mail("1", "one"), mail("2", "two"), mail("3", "three"))
	must(s.RemoveAccount(ctx, a, true))
	kept := func() (out []mailbox.Folder) {
		t.Helper()
		list, err := s.Folders(ctx)
		must(err)
		for _, f := range list {
			if f.Kept != "" {
				out = append(out, f)
			}
		}
		return out
	}
	before := kept()
	if len(before) != 1 || before[0].Total != 3 {
		t.Fatalf("%+v", before)
	}
	if _, err := s.Index(ctx, mailbox.View{}, 0); err != nil { // of all, which is kept
		t.Fatal(err)
	}
	g, err := s.RemoveFolder(ctx, before[0].ID)
	must(err)
	_, err = s.PutBack(ctx, []mailbox.ID{1})
	must(err)
	other := kept()
	if len(other) != 1 || other[0].ID == before[0].ID || other[0].Total != 1 {
		t.Fatalf("%+v", other)
	}
	_, err = s.SaveRule(ctx, mailbox.Rule{Query: "from:dad", Do: mailbox.RuleMove, Folder: other[0].ID})
	must(err)
	must(s.UndeleteFolder(ctx, &g))
	if got := kept(); len(got) != 1 || got[0].ID != before[0].ID || got[0].Total != 3 {
		t.Errorf("%+v", got)
	}
	if list, err := s.Index(ctx, mailbox.View{Folder: before[0].ID}, 0); err != nil || len(list) != 3 {
		t.Errorf("%d messages are listed, %v", len(list), err)
	}
	if r, err := s.Rules(ctx); err != nil || r[0].Folder != before[0].ID {
		t.Errorf("%+v %v", r, err)
	}
	must(s.UndeleteFolder(ctx, &g))
	if c, err := s.Check(ctx); err != nil || !c.OK() {
		t.Errorf("%+v %v", c, err)
	}
}

func TestPurge(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "a@example.org")
	storagetest.Deliver(t, s, a, mail("1", "keepme"), mail("2", "dropme"))
	drop := find(t, s, "dropme")
	sub := s.Changes().Subscribe(10)
	if err := s.Purge(ctx, append(drop, 999)); err != nil {
		t.Fatal(err)
	}
	if got := storagetest.Told(sub); !reflect.DeepEqual(got, []mailbox.Change{mailbox.Left{IDs: drop}, mailbox.FoldersChanged{}}) {
		t.Errorf("%+v", got)
	}
	if got := find(t, s, "dropme"); len(got) != 0 {
		t.Errorf("found %v", got)
	}
	if _, err := s.Raw(ctx, drop[0]); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
	if f := folder(t, s, a, "Inbox"); f.Total != 1 || f.Unread != 1 {
		t.Errorf("%+v", f)
	}
	// IDs are not used again, also not after a restart.
	storagetest.Deliver(t, s, a, mail("3", "third"))
	if got := find(t, s, "third"); got[0] <= drop[0] {
		t.Errorf("message %v after %v", got, drop)
	}
}

// TestCounts does many things by chance and compares the counts that are kept with
// those that are counted, and the list in memory with that of a store just opened.
func TestCounts(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	a := storagetest.AddAccount(t, s, "a@example.org")
	b := storagetest.AddAccount(t, s, "b@example.org")
	own, err := s.CreateFolder(ctx, "Own")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	uid := 0
	var undo [][]mailbox.Moved
	for step := range 200 {
		entries, err := s.Index(ctx, mailbox.View{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		var ids []mailbox.ID
		for _, e := range entries {
			if r.IntN(5) == 0 {
				ids = append(ids, e.ID)
			}
		}
		switch r.IntN(9) {
		case 0, 1:
			id := a
			if r.IntN(2) == 0 {
				id = b
			}
			for range 1 + r.IntN(5) {
				uid++
				m := storagetest.Mail{Subject: "s", Text: "word", Attachment: []string{"", "f.pdf"}[r.IntN(2)]}
				m.Date = m.Date.AddDate(2000+r.IntN(30), 0, uid%3)
				storagetest.DeliverPresent(t, s, id, nil, m.Incoming(strings.Repeat("u", uid)))
			}
		case 2:
			err = s.SetFlag(ctx, ids, mailbox.Read, r.IntN(3) > 0)
		case 3:
			err = s.SetFlag(ctx, ids, mailbox.Starred|mailbox.Read, r.IntN(2) > 0)
		case 4:
			var m mailbox.Moved
			if m, err = s.Move(ctx, ids, own); len(m.IDs) > 0 {
				undo = append(undo, []mailbox.Moved{m})
			}
		case 5, 6:
			var ms []mailbox.Moved
			ms, err = s.MoveTo(ctx, ids, []mailbox.Role{mailbox.Inbox, mailbox.Archive, mailbox.Junk, mailbox.Trash}[r.IntN(4)])
			undo = append(undo, ms)
		case 7:
			if len(undo) > 0 {
				err = s.Undo(ctx, undo[len(undo)-1])
				undo = undo[:len(undo)-1]
			}
		case 8:
			if len(ids) > 3 {
				ids = ids[:3]
			}
			err = s.Purge(ctx, ids)
		}
		if err != nil {
			t.Fatal(step, err)
		}
		if step%10 == 9 {
			compare(t, s, dir)
		}
	}
}

func compare(t *testing.T, s *storage.Store, dir string) {
	t.Helper()
	fresh, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := fresh.Close(); err != nil {
			t.Error(err)
		}
	}()
	folders, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	views := []mailbox.View{{}, {Starred: true}, {Account: 1}, {Account: 2}, {Account: 1, Starred: true}}
	for _, role := range []mailbox.Role{mailbox.Inbox, mailbox.Trash, mailbox.Sent} {
		views = append(views, mailbox.View{Role: role}, mailbox.View{Role: role, Account: 2})
		want := 0
		for _, f := range folders {
			if f.Role == role {
				want += f.Total
			}
		}
		list := rows(t, s, mailbox.View{Role: role})
		if other := slices.ContainsFunc(list, func(m mailbox.Summary) bool { return m.FolderRole != role }); other || len(list) != want {
			t.Errorf("%s of all accounts: %d messages, want %d; others among them: %v", role, len(list), want, other)
		}
	}
	for _, f := range folders {
		views = append(views, mailbox.View{Folder: f.ID})
		list := rows(t, s, mailbox.View{Folder: f.ID})
		unread := 0
		for _, m := range list {
			if !m.Is(mailbox.Read) {
				unread++
			}
			if m.Folder != f.ID {
				t.Errorf("message %d of folder %d in folder %d", m.ID, m.Folder, f.ID)
			}
		}
		if f.Total != len(list) || f.Unread != unread {
			t.Errorf("%+v, counted %d and %d", f, len(list), unread)
		}
	}
	for _, v := range views {
		want, err := fresh.Index(ctx, v, 1_000_000) // from the file's index
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Index(ctx, v, 0) // from memory
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v: %d entries %v, want %d %v", v, len(got), got, len(want), want)
		}
		few, err := s.Index(ctx, v, 3)
		if err != nil || !slices.Equal(few, want[:min(3, len(want))]) {
			t.Errorf("%+v: the first are %v, want %v", v, few, want)
		}
	}
	for _, text := range []string{"is:unread", "is:read", "is:starred", "has:attachment", "word", "word in:trash", "word -is:read", "in:own"} {
		if got, want := find(t, s, text), find(t, fresh, text); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// removed removes a folder of the person's own.
func removed(s *storage.Store, id mailbox.FolderID) error {
	_, err := s.RemoveFolder(ctx, id)
	return err
}

// TestUnmakeFolder: a folder that was made goes again as long as it is empty and no rule names it.
func TestUnmakeFolder(t *testing.T) {
	b := newJunkbox(t)
	make := func(name string, in mailbox.FolderID) mailbox.FolderID {
		t.Helper()
		id, err := b.s.CreateFolderIn(ctx, in, name)
		b.do(err)
		return id
	}
	empty, full, above, named := make("Empty", 0), make("Full", 0), make("Above", 0), make("Named", 0)
	below := make("Below", above)
	b.rule("from:dad", mailbox.RuleMove, named)
	_, err := b.s.Move(ctx, b.arrive(b.letter(false, "a@example.net", "")), full)
	b.do(err)
	for _, c := range []struct {
		id   mailbox.FolderID
		gone bool
	}{{empty, true}, {empty, false}, {full, false}, {above, false}, {named, false}, {below, true}, {above, true}, {1, false}} {
		if gone, err := b.s.UnmakeFolder(ctx, c.id); err != nil || gone != c.gone {
			t.Errorf("folder %d: gone %v, %v", c.id, gone, err)
		}
	}
}

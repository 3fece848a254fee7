package storage_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// listMail brings letters of mailing lists, and one of none.
func (b *junkbox) listMail(heads ...string) []mailbox.ID {
	b.t.Helper()
	var in []fetch.Incoming
	for _, head := range heads {
		in = append(in, b.letter(false, "member@example.net", head+"\r\n"))
	}
	ids := b.arrive(in...)
	slices.Sort(ids)
	return ids
}

const nutsHead, devHead = "List-Id: Gophers <golang-nuts.googlegroups.com>", "List-Id: <golang-dev.googlegroups.com>"

// TestListsAreFound: by list: in a search, in rows, and after a reading anew of the same.
func TestListsAreFound(t *testing.T) {
	b := newJunkbox(t)
	ids := b.listMail(nutsHead, devHead, nutsHead, "X-None: 1", "List-Post: <mailto:golang-nuts@googlegroups.com>")
	for text, want := range map[string][]mailbox.ID{
		"list:golang ": {ids[0], ids[1], ids[2], ids[4]}, "list:gophers ": {ids[0], ids[2]}, "list:golang-dev.googlegroups.com ": {ids[1]},
		"-list:googlegroups.com letter ": {ids[3]}, "list:rust ": {}, "list:gol": {ids[0], ids[1], ids[2], ids[4]}, "list:golang-nuts@googlegroups.com has:attachment ": {},
		"list:(dev OR gophers)": {ids[0], ids[1], ids[2]},
	} {
		got := find(t, b.s, text)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	list, err := b.s.Summaries(ctx, ids[:1])
	b.do(err)
	if want := (mailbox.MailingList{Address: "golang-nuts.googlegroups.com", Name: "Gophers"}); list[0].List != want {
		t.Errorf("%+v", list[0].List)
	}
	if c, err := b.s.Check(ctx); err != nil || !c.OK() {
		t.Errorf("%+v %v", c, err)
	}
	// What does not fit the letters is made anew.
	b.do(b.s.Close())
	sqlite(t, filepath.Join(b.dir, storage.FileName), "UPDATE headers SET list = ''")
	b.s = storagetest.OpenIn(t, b.dir, nil)
	if told, err := b.s.Mend(ctx); err != nil || told.Faults.Rows != 4 {
		t.Errorf("%+v %v", told, err)
	}
	if got := find(t, b.s, "list:gophers "); len(got) != 2 {
		t.Errorf("after it was read anew %v", got)
	}
}

// TestListsAreOffered: after a few letters, unless the person has refused it or a rule has them.
func TestListsAreOffered(t *testing.T) {
	b := newJunkbox(t)
	ids := b.listMail(nutsHead, nutsHead, devHead, "X-None: 1")
	offered := func(id mailbox.ID) mailbox.MailingList {
		t.Helper()
		o, err := b.s.ListOffer(ctx, id)
		b.do(err)
		return o
	}
	for _, id := range ids {
		if o := offered(id); o.Address != "" {
			t.Errorf("after two letters: %+v", o)
		}
	}
	more := b.listMail("List-Post: <mailto:golang-nuts@googlegroups.com>")
	o := offered(ids[0])
	if o.Address != "golang-nuts.googlegroups.com" {
		t.Errorf("%+v", o)
	}
	if o := offered(ids[2]); o.Address != "" {
		t.Errorf("another list: %+v", o)
	}
	const address = "golang-nuts.googlegroups.com"
	b.do(b.s.RefuseList(ctx, address, true), b.s.RefuseList(ctx, address, true))
	if o := offered(ids[0]); o.Address != "" {
		t.Errorf("refused: %+v", o)
	}
	b.do(b.s.RefuseList(ctx, address, false))
	f, err := b.s.GiveListFolder(ctx, address, "Gophers")
	b.do(err)
	if r := b.rules(); !f.Made || len(r) != 1 || r[0].ID != f.Rule || r[0].Query != "list:<"+address+">" || r[0].Folder != f.Folder || r[0].Trouble != mailbox.RuleWorks {
		t.Errorf("%+v %+v", f, r)
	}
	if o := offered(ids[0]); o.Address != "" {
		t.Errorf("there is a rule: %+v", o)
	}
	// The rule puts what comes into the folder.
	next := b.listMail(nutsHead, devHead)
	b.do(b.s.Settle(ctx))
	list, err := b.s.Summaries(ctx, next)
	b.do(err)
	if list[0].Folder != f.Folder || list[1].FolderRole != mailbox.Inbox {
		t.Errorf("%+v", list)
	}
	// Undo takes the rule, and a folder in which something lies stays.
	b.do(b.s.TakeBackListFolder(ctx, f))
	if len(b.rules()) != 0 || !slices.ContainsFunc(b.folders(), func(o mailbox.Folder) bool { return o.ID == f.Folder }) {
		t.Error("the rule is there, or the folder is not")
	}
	again, err := b.s.GiveListFolder(ctx, address, "gophers")
	b.do(err)
	if again.Made || again.Folder != f.Folder {
		t.Errorf("the folder of that name: %+v", again)
	}
	b.do(b.s.TakeBackListFolder(ctx, again))
	empty, err := b.s.GiveListFolder(ctx, address, "Empty")
	b.do(err, b.s.TakeBackListFolder(ctx, empty))
	if slices.ContainsFunc(b.folders(), func(o mailbox.Folder) bool { return o.ID == empty.Folder }) {
		t.Error("an empty folder stays")
	}
	// The rule of a folder that was deleted moves nothing.
	dead, err := b.s.GiveListFolder(ctx, address, "Dead")
	b.do(err)
	late := b.listMail(nutsHead, nutsHead, nutsHead)
	if o := offered(late[0]); o.Address != "" {
		t.Errorf("there is a rule again: %+v", o)
	}
	_, err = b.s.RemoveFolder(ctx, dead.Folder)
	b.do(err)
	if o := offered(late[0]); o.Address != address {
		t.Errorf("after its folder was deleted: %+v", o)
	}
	b.do(b.s.TakeBackListFolder(ctx, dead))
	_, err = b.s.MoveTo(ctx, more, mailbox.Archive)
	b.do(err)
	if o := offered(more[0]); o.Address != "" {
		t.Errorf("outside of the Inbox: %+v", o)
	}
	if _, err := b.s.GiveListFolder(ctx, address, " "); err == nil || len(b.rules()) > 0 {
		t.Error("a folder without a name", err)
	}
}

func (b *junkbox) folders() []mailbox.Folder {
	b.t.Helper()
	list, err := b.s.Folders(ctx)
	b.do(err)
	return list
}

// TestListRefusalsStay: in a backup, and through a rescue of the file.
func TestListRefusalsStay(t *testing.T) {
	b := newJunkbox(t)
	ids := b.listMail(nutsHead, nutsHead, nutsHead)
	b.do(b.s.RefuseList(ctx, "golang-nuts.googlegroups.com", true))
	k, to := keep(t, b.s), t.TempDir()
	if _, err := storage.RestoreNew(ctx, to, k.path, storage.Pick{}, k.give); err != nil {
		t.Fatal(err)
	}
	restored := storagetest.OpenIn(t, to, nil)
	if o, err := restored.ListOffer(ctx, ids[0]); err != nil || o.Address != "" {
		t.Errorf("of a backup: %+v %v", o, err)
	}
	if got := find(t, restored, "list:gophers "); len(got) != 3 {
		t.Errorf("of a backup: %v", got)
	}
	b.do(b.s.Close())
	if _, err := storage.Rescue(ctx, b.dir, b.now); err != nil {
		t.Fatal(err)
	}
	b.s = storagetest.OpenIn(t, b.dir, nil)
	if o, err := b.s.ListOffer(ctx, ids[0]); err != nil || o.Address != "" {
		t.Errorf("%+v %v", o, err)
	}
	if got := find(t, b.s, "list:golang-nuts.googlegroups.com "); len(got) != 3 {
		t.Errorf("%v", got)
	}
}

// TestListPlans: lists are found without looking at every message.
func TestListPlans(t *testing.T) {
	b := newJunkbox(t)
	b.listMail(nutsHead)
	b.do(b.s.Close())
	db, err := sql.Open("sqlite3", filepath.Join(b.dir, storage.FileName))
	b.do(err)
	defer func() { _ = db.Close() }()
	for name, q := range storage.ListQueries {
		rows, err := db.Query("EXPLAIN QUERY PLAN "+q.Text, q.Args...)
		b.do(err)
		plan := ""
		for rows.Next() {
			var id, parent, notUsed int
			var detail string
			b.do(rows.Scan(&id, &parent, &notUsed, &detail))
			plan += detail + "\n"
		}
		b.do(rows.Err(), rows.Close())
		for line := range strings.Lines(plan) {
			if strings.Contains(line, "headers") && !strings.Contains(line, "headers_list") || strings.Contains(line, "SCAN h") || strings.Contains(line, "SCAN m") {
				t.Errorf("%s:\n%s", name, plan)
			}
		}
		if !strings.Contains(plan, "headers_list") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}

// BenchmarkLists searches 100,000 messages, every third of one of 40 mailing lists.
func BenchmarkLists(b *testing.B) {
	s := storagetest.Open(b, nil)
	id := storagetest.AddAccount(b, s, "me@example.org")
	for at := 0; at < 100_000; at += 5000 {
		var in []fetch.Incoming
		for i := at; i < at+5000; i++ {
			head := ""
			if i%3 == 0 {
				head = fmt.Sprintf("List-Id: List %d <list%d.example.net>\r\n", i/3%40, i/3%40)
			}
			in = append(in, fetch.Incoming{UID: fmt.Sprint(i), Raw: fmt.Appendf(nil, "From: a@example.net\r\nSubject: letter %d\r\n%s\r\ntext\r\n", i, head)})
		}
		storagetest.Deliver(b, s, id, in...)
	}
	if err := s.CatchUp(ctx); err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{"list:list7.example.net ", "list:example.net ", "list:li", "list:nothing "} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				find(b, s, text)
			}
		})
	}
}

// TestQueryOfOneList: the search for the letters of a list finds those of no other, whatever its
// address and name hold of it.
func TestQueryOfOneList(t *testing.T) {
	for _, address := range []string{"forum.example.org", "announce", "-odd.example.org", "a.b"} {
		q := query.ParseWhole(mailbox.MailingList{Address: address}.Query(), time.Now())
		n, ok := q.Root.(*query.And).Nodes[0].(*query.List)
		if !ok {
			t.Fatalf("%q: %+v", address, q)
		}
		for other, want := range map[string]bool{address: true, "bugs." + address: false, address + ".example.net": false, "x.example": false} {
			if got := n.Is(query.NameList(other, "about "+address)); got != want {
				t.Errorf("the search for %q finds %q: %v", address, other, got)
			}
		}
	}
}

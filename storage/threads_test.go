package storage_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// linking is a message that says where it belongs; id and those it names are without angle brackets.
type linking struct {
	id, inReplyTo, references string
	from, to, subject         string
	day                       int    // of 2026, from January 1
	list                      string // List-Id
}

func (l linking) raw() []byte {
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	bracketed := func(ids string) string {
		if ids == "" {
			return ""
		}
		return "<" + strings.Join(strings.Fields(ids), "> <") + ">"
	}
	from, to := l.from, l.to
	if from == "" {
		from = "jan@example.net"
	}
	if to == "" {
		to = "me@example.org"
	}
	field("From", from)
	field("To", to)
	field("List-Id", l.list)
	field("Subject", l.subject)
	field("Date", time.Date(2026, 1, 1+l.day, 12, 0, 0, 0, time.UTC).Format(time.RFC1123Z))
	field("Message-ID", bracketed(l.id))
	field("In-Reply-To", bracketed(l.inReplyTo))
	field("References", bracketed(l.references))
	return []byte(b.String() + "\r\ntext\r\n")
}

// january is when all of these messages are here.
func january() time.Time { return time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC) }

func openThreads(t testing.TB) (*storage.Store, mailbox.FolderID) {
	t.Helper()
	s := storagetest.Open(t, &storage.Options{Now: january})
	storagetest.AddAccount(t, s, "me@example.org")
	return s, inbox(t, s)
}

func inbox(t testing.TB, s *storage.Store) mailbox.FolderID {
	t.Helper()
	fs, err := s.Folders(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		if f.Role == mailbox.Inbox {
			return f.ID
		}
	}
	t.Fatal("no Inbox")
	return 0
}

// deliverIn brings messages in, several at once, and returns the names by which they are told.
func deliverIn(t testing.TB, s *storage.Store, list []linking, atOnce int) {
	t.Helper()
	as, err := s.Accounts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(list, atOnce) {
		var in []fetch.Incoming
		for _, l := range part {
			in = append(in, fetch.Incoming{UID: fmt.Sprintf("%s/%s/%d", l.id, l.subject, l.day), Raw: l.raw(), At: january()})
		}
		storagetest.Deliver(t, s, as[0].ID, in...)
	}
	if err := s.CatchUpThreads(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// parted are the conversations as sets of unique-ids, sorted.
func parted(t testing.TB, s *storage.Store) string {
	t.Helper()
	var out []string
	for _, m := range rows(t, s, mailbox.View{}) {
		list, _, err := s.ConversationLetters(context.Background(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, l := range list {
			names = append(names, l.UID)
		}
		slices.Sort(names)
		out = append(out, strings.Join(names, " + "))
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), "\n")
}

// some are messages of several conversations, some of whose links are not there.
func some() []linking {
	return []linking{
		{id: "a", subject: "Spare room"},
		{id: "b", inReplyTo: "a", references: "a", subject: "Re: Spare room", day: 1},
		{id: "d", references: "lost1 c", subject: "Re: Spare room", day: 3},
		{id: "c", references: "b", subject: "Re: Spare room", day: 2},
		{id: "x", references: "gone1", subject: "one", day: 4},
		{id: "y", inReplyTo: "gone1", subject: "two", day: 5},
		{id: "z", subject: "three", day: 6},
		{id: "j", references: "i h", subject: "joins two", day: 7},
		{id: "i1", references: "i", subject: "before", day: 8},
		{id: "h1", references: "h", subject: "before", day: 9},
		{subject: "no name", day: 10},
		{subject: "no name", day: 11},
		{id: "q", subject: "Holiday", day: 12, from: "dad@example.net"},
		{id: "r", subject: "AW: [family] Re: holiday", day: 13, from: "me@example.org", to: "dad@example.net"},
		{id: "s", subject: "Re: Holiday", day: 40, from: "me@example.org", to: "dad@example.net"},
		{id: "t", subject: "Re: Holiday", day: 14, from: "stranger@example.com"},
		{id: "u", subject: "Holiday", day: 15, from: "aunt@example.net"},
		{id: "n1", subject: "Digest", day: 16, from: "news@example.com"},
		{id: "n2", subject: "Digest", day: 17, from: "news@example.com"},
		{id: "v", inReplyTo: "me@example.org", subject: "of long ago", day: 18},
		{id: "w", inReplyTo: "me@example.org", subject: "of long ago, too", day: 19},
		{id: "v1", inReplyTo: "dad@example.net", subject: "of long ago", from: "eve@example.com", day: 20},
		{id: "w1", inReplyTo: "dad@example.net", subject: "of long ago, too", from: "eve@example.com", day: 21},
	}
}

// TestThreadsInAnyOrder: in whatever order messages come, few or many at once, they come into
// the same conversations.
func TestThreadsInAnyOrder(t *testing.T) {
	want := strings.Join([]string{
		"/no name/10", "/no name/11",
		"a/Spare room/0 + b/Re: Spare room/1 + c/Re: Spare room/2 + d/Re: Spare room/3",
		"h1/before/9 + i1/before/8 + j/joins two/7",
		"n1/Digest/16", "n2/Digest/17",
		"q/Holiday/12 + r/AW: [family] Re: holiday/13",
		"s/Re: Holiday/40", "t/Re: Holiday/14", "u/Holiday/15",
		"v/of long ago/18", "v1/of long ago/20", "w/of long ago, too/19", "w1/of long ago, too/21",
		"x/one/4 + y/two/5", "z/three/6",
	}, "\n")
	for seed := range uint64(12) {
		list := some()
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		s, _ := openThreads(t)
		deliverIn(t, s, list, 1+int(seed)%5)
		if got := parted(t, s); got != want {
			t.Fatalf("order %d:\n%s\nwant\n%s", seed, got, want)
		}
	}
}

// TestStrangersApart: what two strangers write to another address of the person under one subject is two
// conversations; a mailing list, the writer of one of them, or the person makes one.
func TestStrangersApart(t *testing.T) {
	for name, c := range map[string]struct {
		list []linking
		one  bool
	}{
		"an address of a firm":          {[]linking{{id: "a", subject: "Inquiry", from: "one@x.example", to: "info@firm.example"}, {id: "b", subject: "Re: Inquiry", from: "two@y.example", to: "info@firm.example"}}, false},
		"two addresses of a firm":       {[]linking{{id: "a", subject: "Inquiry", from: "one@x.example", to: "info@firm.example, shop@firm.example"}, {id: "b", subject: "Re: Inquiry", from: "two@y.example", to: "shop@firm.example, info@firm.example"}}, false},
		"an alias that is written from": {[]linking{{id: "a", subject: "Re: Inquiry", from: "alias@example.org", to: "one@x.example"}, {id: "b", subject: "Re: Inquiry", from: "two@y.example", to: "alias@example.org"}}, false},
		"the same stranger":             {[]linking{{id: "a", subject: "Inquiry", from: "one@x.example", to: "info@firm.example"}, {id: "b", subject: "Re: Inquiry", from: "One@x.example", to: "info@firm.example"}}, true},
		"who was written to":            {[]linking{{id: "a", subject: "Inquiry", from: "one@x.example", to: "info@firm.example, two@y.example"}, {id: "b", subject: "Re: Inquiry", from: "two@y.example", to: "one@x.example"}}, true},
		"the answer of the person":      {[]linking{{id: "a", subject: "Inquiry", from: "one@x.example", to: "info@firm.example"}, {id: "b", subject: "Re: Inquiry", from: "me@example.org", to: "one@x.example"}}, true},
		"both are of the person":        {[]linking{{id: "a", subject: "Inquiry", from: "me@example.org", to: "one@x.example"}, {id: "b", subject: "Re: Inquiry", from: "me@example.org", to: "one@x.example"}}, true},
		"a mailing list":                {[]linking{{id: "a", subject: "Inquiry", from: "one@x.example", to: "garden@lists.example", list: "<garden.lists.example>"}, {id: "b", subject: "Re: Inquiry", from: "two@y.example", to: "garden@lists.example"}}, true},
		"a mailing list, not named":     {[]linking{{id: "a", subject: "Inquiry", from: "one@x.example", list: "Garden <garden.lists.example>"}, {id: "b", subject: "Re: Inquiry", from: "two@y.example", list: "Garden <garden.lists.example>"}}, true},
		"two mailing lists":             {[]linking{{id: "a", subject: "Inquiry", from: "one@x.example", list: "<garden.lists.example>"}, {id: "b", subject: "Re: Inquiry", from: "two@y.example", list: "<choir.lists.example>"}}, false},
	} {
		for _, atOnce := range []int{1, 2} {
			s, _ := openThreads(t)
			as, err := s.Accounts(ctx)
			check(t, err)
			_, err = s.SaveDraft(ctx, mailbox.Draft{Account: as[0].ID, Raw: linking{from: "alias@example.org", to: "x@z.example", subject: "other"}.raw(), From: "alias@example.org", Recipients: []string{"x@z.example"}})
			check(t, err)
			deliverIn(t, s, c.list, atOnce)
			if got := len(strings.Split(parted(t, s), "\n")) - 1; got != 1 && c.one || got != 2 && !c.one {
				t.Errorf("%s, %d at once: %d conversations", name, atOnce, got)
			}
		}
	}
}

// TestThreadsLater: what was stored many at once comes into its conversations later, and a search
// for them that is stopped and begun again finds the same.
func TestThreadsLater(t *testing.T) {
	s, folder := openThreads(t)
	var list []linking
	for i := range 700 {
		l := linking{id: fmt.Sprintf("m%d", i), subject: fmt.Sprintf("subject %d", i%7), day: i % 300}
		if i >= 7 {
			l.references = fmt.Sprintf("m%d", i-7)
		}
		list = append(list, l)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	as, err := s.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var in []fetch.Incoming
	for _, l := range list {
		in = append(in, fetch.Incoming{UID: l.id, Raw: l.raw(), At: january()})
	}
	storagetest.Deliver(t, s, as[0].ID, in...)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := s.CatchUpThreads(stopped); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := s.CatchUpThreads(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{0, 7, 3} {
		got, err := s.Index(t.Context(), mailbox.View{Folder: folder, Conversations: true}, limit)
		if err != nil || limit == 0 && len(got) != 7 || limit > 0 && len(got) != limit {
			t.Fatalf("limit %d: %d conversations, %v", limit, len(got), err)
		}
		if !slices.IsSortedFunc(got, func(a, b mailbox.Entry) int { return b.Date.Compare(a.Date) }) {
			t.Error("not newest first")
		}
	}
}

// TestThreadsAfterRemoval: a conversation stays one when a letter goes that held it together, and
// nothing is left of it when the last one goes.
func TestThreadsAfterRemoval(t *testing.T) {
	s, _ := openThreads(t)
	deliverIn(t, s, []linking{{id: "a", subject: "A"}, {id: "b", references: "a", subject: "B"}, {id: "c", references: "b", subject: "C"}}, 1)
	list := rows(t, s, mailbox.View{})
	if len(list) != 3 {
		t.Fatal(list)
	}
	if err := s.Purge(t.Context(), []mailbox.ID{list[1].ID}); err != nil {
		t.Fatal(err)
	}
	if got := parted(t, s); got != "a/A/0 + c/C/0" {
		t.Errorf("%s", got)
	}
	if err := s.Purge(t.Context(), []mailbox.ID{list[0].ID, list[2].ID}); err != nil {
		t.Fatal(err)
	}
	deliverIn(t, s, []linking{{id: "e", references: "a", subject: "E"}, {id: "f", references: "b", subject: "F"}}, 1)
	if got := parted(t, s); got != "e/E/0\nf/F/0" {
		t.Errorf("%s", got)
	}
}

// TestThreadsOfHostileMail: thousands of references, and thousands of messages that refer to one,
// make one conversation, of which a row counts the first 500.
func TestThreadsOfHostileMail(t *testing.T) {
	s, folder := openThreads(t)
	var refs strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&refs, "r%d ", i)
	}
	list := []linking{{id: "many", references: refs.String(), subject: "many"}}
	for i := range 900 {
		list = append(list, linking{id: fmt.Sprintf("p%d", i), references: "r0", subject: fmt.Sprint(i)})
	}
	deliverIn(t, s, list, 300)
	got, err := s.Index(t.Context(), mailbox.View{Folder: folder, Conversations: true}, 0)
	if err != nil || len(got) != 1 {
		t.Fatalf("%d conversations, %v", len(got), err)
	}
	list2, err := s.Conversations(t.Context(), []mailbox.ID{got[0].ID})
	if err != nil || len(list2) != 1 || list2[0].Conversation == nil {
		t.Fatal(list2, err)
	}
	if c := list2[0].Conversation; c.Letters != 500 || !c.More || c.Unread != 500 || len(c.People) != 1 {
		t.Errorf("%+v", c)
	}
	letters, more, err := s.ConversationLetters(t.Context(), got[0].ID)
	if err != nil || len(letters) != 500 || !more {
		t.Errorf("%d letters, %v, %v", len(letters), more, err)
	}
	all, err := s.InConversations(t.Context(), mailbox.View{Folder: folder}, []mailbox.ID{got[0].ID})
	if err != nil || len(all) != 901 {
		t.Errorf("%d of 901, %v", len(all), err)
	}
	for _, on := range []bool{true, false} {
		change, err := s.ToMark(t.Context(), []mailbox.ID{got[0].ID}, mailbox.Read, on, true)
		if err != nil || len(change) != 901 {
			t.Errorf("read %v: %d of 901, %v", on, len(change), err)
		}
		if err := s.SetFlag(t.Context(), change, mailbox.Read, on); err != nil {
			t.Fatal(err)
		}
	}
}

// TestToMark: what is to be marked so that messages, or the conversations that they stand for, have a mark.
func TestToMark(t *testing.T) {
	s, folder := openThreads(t)
	deliverIn(t, s, []linking{
		{id: "a", subject: "Room"}, {id: "b", references: "a", subject: "Re: Room", day: 1}, {id: "c", references: "b", subject: "Re: Room", day: 2},
		{id: "d", references: "b", subject: "Re: Room", day: 3}, {id: "alone", subject: "Alone", day: 4},
	}, 1)
	id, name := map[string]mailbox.ID{}, map[mailbox.ID]string{}
	for _, m := range rows(t, s, mailbox.View{Folder: folder}) {
		id[m.MessageID], name[m.ID] = m.ID, m.MessageID
	}
	if _, err := s.MoveTo(t.Context(), []mailbox.ID{id["d"]}, mailbox.Trash); err != nil {
		t.Fatal(err)
	}
	_, err := s.MoveTo(t.Context(), []mailbox.ID{id["a"]}, mailbox.Sent)
	if err = errors.Join(err, s.SetFlag(t.Context(), []mailbox.ID{id["a"]}, mailbox.Starred|mailbox.Read, true)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ids      string
		f        mailbox.Flag
		on, rows bool
		want     string
	}{
		{"c alone", mailbox.Read, true, true, "alone b c"},
		{"c alone", mailbox.Read, true, false, "alone c"},
		{"c alone", mailbox.Read, false, true, ""}, // what was sent stays read
		{"a", mailbox.Read, false, false, "a"},
		{"d", mailbox.Read, true, false, "d"},
		{"d", mailbox.Read, true, true, "b c d"},
		{"c alone", mailbox.Starred, true, true, "alone"},
		{"c alone", mailbox.Starred, true, false, "alone c"},
		{"c alone", mailbox.Starred, false, true, "a"},
		{"", mailbox.Read, true, true, ""},
	} {
		var ids []mailbox.ID
		for _, n := range strings.Fields(c.ids) {
			ids = append(ids, id[n])
		}
		found, err := s.ToMark(t.Context(), ids, c.f, c.on, c.rows)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, id := range found {
			got = append(got, name[id])
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	for _, c := range []struct {
		ids  string
		want mailbox.Role
	}{{"b c", mailbox.Inbox}, {"d", mailbox.Trash}, {"b d", ""}, {"d b d", ""}, {"", ""}} {
		var ids []mailbox.ID
		for _, n := range strings.Fields(c.ids) {
			ids = append(ids, id[n])
		}
		if got, err := s.Tally(t.Context(), ids); err != nil || got.In != c.want {
			t.Errorf("%q lie in %q, %v", c.ids, got.In, err)
		}
	}
}

// TestConversationRow: a row says who wrote the letters, also those that lie elsewhere, but
// not those that were thrown away.
func TestConversationRow(t *testing.T) {
	s, folder := openThreads(t)
	deliverIn(t, s, []linking{
		{id: "a", subject: "Room", from: "Jan <jan@example.net>"},
		{id: "b", references: "a", subject: "Re: Room", from: "Dad <dad@example.net>", day: 1},
		{id: "c", references: "b", subject: "Re: Room", from: "Jan <JAN@example.net>", day: 2},
		{id: "d", references: "b", subject: "Re: Room", from: "Bin <bin@example.net>", day: 3},
		{id: "alone", subject: "Alone", day: 4},
	}, 1)
	list := rows(t, s, mailbox.View{Folder: folder})
	id := map[string]mailbox.ID{}
	for _, m := range list {
		id[m.MessageID] = m.ID
	}
	if _, err := s.MoveTo(t.Context(), []mailbox.ID{id["d"]}, mailbox.Trash); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MoveTo(t.Context(), []mailbox.ID{id["a"]}, mailbox.Archive); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.SetFlag(t.Context(), []mailbox.ID{id["a"]}, mailbox.Starred, true), s.SetFlag(t.Context(), []mailbox.ID{id["a"], id["c"]}, mailbox.Read, true)); err != nil {
		t.Fatal(err)
	}
	entries, err := s.Index(t.Context(), mailbox.View{Folder: folder, Conversations: true}, 10)
	if err != nil || len(entries) != 2 || entries[1].ID != id["c"] || entries[1].Thread == 0 {
		t.Fatal(entries, err)
	}
	got, err := s.Conversations(t.Context(), []mailbox.ID{entries[0].ID, entries[1].ID})
	if err != nil || len(got) != 2 || got[0].Conversation != nil || got[1].Conversation == nil {
		t.Fatal(got, err)
	}
	c := got[1].Conversation
	if c.Letters != 3 || c.Unread != 1 || !c.Starred || c.Muted || len(c.People) != 2 || c.People[0].Name != "Jan" || c.People[0].Unread || c.People[1].Name != "Dad" || !c.People[1].Unread {
		t.Errorf("%+v", c)
	}
	in, err := s.InConversations(t.Context(), mailbox.View{Folder: folder}, []mailbox.ID{id["c"]})
	if err != nil || !slices.Equal(in, []mailbox.ID{id["b"], id["c"]}) {
		t.Errorf("in this folder: %v %v", in, err)
	}
}

// TestMute: what comes of a muted conversation counts as read, few or many at once, until it is
// unmuted.
func TestMute(t *testing.T) {
	s, folder := openThreads(t)
	deliverIn(t, s, []linking{{id: "a", subject: "A"}, {id: "b", references: "a", subject: "B"}}, 1)
	list := rows(t, s, mailbox.View{Folder: folder})
	if err := s.Mute(t.Context(), []mailbox.ID{list[0].ID}, true); err != nil {
		t.Fatal(err)
	}
	unread := func() (out []string) {
		for _, m := range rows(t, s, mailbox.View{Folder: folder}) {
			if !m.Is(mailbox.Read) {
				out = append(out, m.Subject)
			}
		}
		slices.Sort(out)
		return out
	}
	if got := unread(); !slices.Equal(got, []string{"A", "B"}) {
		t.Fatalf("what was there before stays unread: %v", got)
	}
	many := make([]linking, 0, 100)
	for i := range 99 {
		many = append(many, linking{id: fmt.Sprintf("o%d", i), references: "other", subject: "o"})
	}
	many = append(many, linking{id: "d", references: "b", subject: "D"})
	deliverIn(t, s, []linking{{id: "c", references: "a", subject: "C"}}, 1)
	deliverIn(t, s, many, 100)
	if got := slices.Compact(unread()); !slices.Equal(got, []string{"A", "B", "o"}) {
		t.Errorf("unread: %v", got)
	}
	fs, err := s.Folders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		if f.ID == folder && f.Unread != 101 {
			t.Errorf("%d unread are counted", f.Unread)
		}
	}
	if got, err := s.Conversations(t.Context(), []mailbox.ID{list[0].ID}); err != nil || len(got) != 1 || !got[0].Conversation.Muted {
		t.Errorf("%+v %v", got, err)
	}
	if err := s.Mute(t.Context(), []mailbox.ID{list[1].ID}, false); err != nil {
		t.Fatal(err)
	}
	deliverIn(t, s, []linking{{id: "e", references: "a", subject: "E"}}, 1)
	if got := slices.Compact(unread()); !slices.Equal(got, []string{"A", "B", "E", "o"}) {
		t.Errorf("unread: %v", got)
	}
}

// TestThreadsOfSeveralReplies: a message that answers several ones joins them, but for whom it
// answers; what the list tells of it is the first.
func TestThreadsOfSeveralReplies(t *testing.T) {
	s, _ := openThreads(t)
	deliverIn(t, s, []linking{
		{id: "one1", subject: "boats"},
		{id: "two2", subject: "trains"},
		{id: "sum", inReplyTo: "one1 jan@example.net two2", subject: "both"},
		{id: "odd", inReplyTo: "jan@example.net none1", subject: "alone"},
	}, 10)
	want := "odd/alone/0\none1/boats/0 + sum/both/0 + two2/trains/0"
	if got := parted(t, s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, m := range rows(t, s, mailbox.View{}) {
		if m.Subject == "both" && m.InReplyTo != "one1" {
			t.Errorf("In-Reply-To is %q", m.InReplyTo)
		}
	}
}

// TestConversationsInMemory: lists and rows of conversations are the same whether they are read from
// the file, as the first page is, or from memory, while mail comes, moves, and goes.
func TestConversationsInMemory(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Now: january})
	storagetest.AddAccount(t, s, "me@example.org")
	other := storagetest.AddAccount(t, s, "other@example.org")
	r := rand.New(rand.NewPCG(12, 29))
	var names []string
	some := func(n int) (list []linking) {
		for range n {
			l := linking{id: fmt.Sprint("m", len(names)), subject: fmt.Sprint("subject ", len(names)), from: fmt.Sprintf("P%d <p%[1]d@example.net>", r.IntN(8)), day: r.IntN(300)}
			if len(names) > 0 && r.IntN(3) > 0 {
				l.references = names[r.IntN(len(names))]
				if r.IntN(4) == 0 {
					l.references += " " + names[r.IntN(len(names))]
				}
			}
			names, list = append(names, l.id), append(list, l)
		}
		return list
	}
	folder := inbox(t, s)
	views := []mailbox.View{{}, {Folder: folder}, {Role: mailbox.Inbox}, {Role: mailbox.Archive}, {Role: mailbox.Trash}, {Starred: true}, {Account: other}}
	read := func(s *storage.Store, v mailbox.View, limit int) (list []mailbox.Entry, rows []mailbox.Summary) {
		t.Helper()
		v.Conversations = true
		list, err := s.Index(t.Context(), v, limit)
		if err != nil {
			t.Fatal(err)
		}
		var ids []mailbox.ID
		for _, e := range list {
			ids = append(ids, e.ID)
		}
		if rows, err = s.Conversations(t.Context(), ids); err != nil {
			t.Fatal(err)
		}
		return list, rows
	}
	several := false
	for round := range 12 {
		deliverIn(t, s, some(1+r.IntN(40)), 1+r.IntN(20))
		var in []fetch.Incoming
		for _, l := range some(3) {
			in = append(in, fetch.Incoming{UID: l.id, Raw: l.raw(), At: january()})
		}
		storagetest.Deliver(t, s, other, in...)
		if err := s.CatchUpThreads(t.Context()); err != nil {
			t.Fatal(err)
		}
		all := rows(t, s, mailbox.View{})
		pick := func() []mailbox.ID { return []mailbox.ID{all[r.IntN(len(all))].ID} }
		newest := all[0].ID
		for _, m := range all {
			newest = max(newest, m.ID)
		}
		_, err := s.MoveTo(t.Context(), pick(), []mailbox.Role{mailbox.Trash, mailbox.Junk, mailbox.Archive}[r.IntN(3)])
		if err = errors.Join(err, s.SetFlag(t.Context(), pick(), mailbox.Starred, true), s.SetFlag(t.Context(), pick(), mailbox.Read, true)); round%4 == 0 {
			err = errors.Join(err, s.Mute(t.Context(), pick(), true))
		}
		if round%3 == 0 { // a conversation keeps the number of a message that is gone
			_, e := s.MoveTo(t.Context(), []mailbox.ID{newest}, mailbox.Trash)
			err = errors.Join(err, e, s.Purge(t.Context(), []mailbox.ID{newest}))
		}
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := storage.Open(t.Context(), dir, &storage.Options{Now: january})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views {
			first, said := read(fresh, v, 7) // nothing is in memory
			list, _ := read(s, v, 0)         // all is
			again, same := read(s, v, 7)
			if want := list[:min(7, len(list))]; !slices.Equal(first, want) || !slices.Equal(again, want) {
				t.Errorf("round %d, %+v:\n%v from the file,\n%v from memory, of all are\n%v", round, v, first, again, want)
			}
			if a, b := fmt.Sprint(words(said)), fmt.Sprint(words(same)); a != b {
				t.Errorf("round %d, %+v:\n%s from the file,\n%s from memory", round, v, a, b)
			}
			several = several || slices.ContainsFunc(said, func(m mailbox.Summary) bool { return m.Conversation != nil && len(m.Conversation.People) > 1 })
		}
		if err := fresh.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if !several {
		t.Error("no row says anything of a conversation")
	}
}

// words is what rows say of their conversations.
func words(list []mailbox.Summary) (out []string) {
	for _, m := range list {
		text := fmt.Sprint(m.ID, m.Flags, m.Attachments)
		if m.Conversation != nil {
			text += fmt.Sprintf("%+v", *m.Conversation)
		}
		out = append(out, text)
	}
	return out
}

// TestSameMessageID: strangers that have the same Message-ID are no conversation; one letter that came
// to two addresses, or once more through a mailing list, is. What refers to one still finds it.
func TestSameMessageID(t *testing.T) {
	letters := []linking{
		{id: "1@x", from: "ann@example.net", subject: "Dinner"},
		{id: "1@x", from: "shop@example.com", subject: "Your order"},
		{id: "1@x", from: "Ann@example.net", subject: "Dinner", day: 1}, // to another account
		{id: "1@x", from: "list@example.net", subject: "[club] Dinner", day: 2},
		{id: "2@x", from: "bob@example.net", subject: "Re: Dinner", inReplyTo: "1@x", day: 3},
		{id: "2@x", from: "spam@example.com", subject: "Pills", day: 3},
		{id: "2@x", from: "eve@example.com", subject: "Well", references: "1@x", day: 4},
	}
	for _, atOnce := range []int{1, 3, 100} {
		s, _ := openThreads(t)
		deliverIn(t, s, letters, atOnce)
		want := map[int]bool{1: true, 5: true} // alone
		sizes := map[int]int{}
		for _, m := range rows(t, s, mailbox.View{}) {
			list, _, err := s.ConversationLetters(context.Background(), m.ID)
			if err != nil {
				t.Fatal(err)
			}
			sizes[int(m.ID)-1] = len(list)
		}
		for i := range letters {
			if alone := sizes[i] == 1; alone != want[i] || !alone && sizes[i] != 5 {
				t.Errorf("%d at once: %s is with %d", atOnce, letters[i].subject, sizes[i])
			}
		}
	}
}

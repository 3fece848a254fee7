package gui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account/fetch"
	"popmail/gui/htmlview"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/msglist"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// answers is a message that answers others.
type answers struct {
	id, from, references, subject, text string
	hour                                int // before noon
}

func (a answers) raw() []byte {
	refs := ""
	if a.references != "" {
		refs = "References: <" + strings.Join(strings.Fields(a.references), "> <") + ">\r\n"
	}
	return fmt.Appendf(nil, "From: %s\r\nTo: Ann <ann@example.org>\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s>\r\n%s\r\n%s\r\n",
		a.from, a.subject, noon.Add(-time.Duration(a.hour)*time.Hour).Format(time.RFC1123Z), a.id, refs, a.text)
}

func (s *stage) deliverAnswers(list ...answers) {
	s.t.Helper()
	var in []fetch.Incoming
	for _, a := range list {
		in = append(in, fetch.Incoming{UID: a.id, Raw: a.raw(), At: noon})
	}
	storagetest.Deliver(s.t, s.store.Store, s.account1().ID, in...)
}

func spareRoom() []answers {
	return []answers{
		{"room1@x", "Jan Kowalski <jan@kowalski.example>", "", "Spare room in December", "Are you coming through Utrecht?", 9},
		{"room2@x", "Dad <dad@orchard.example>", "room1@x", "Re: Spare room in December", "Can I come too?\r\n\r\n> Are you coming through Utrecht?", 5},
		{"other1@x", "Lena <lena@x.example>", "", "they worked!!", "Even the oven!", 4},
		{"room3@x", "Jan Kowalski <jan@kowalski.example>", "room1@x room2@x", "Re: Spare room in December", "Perfect.", 3},
	}
}

// conversations is a window that lists letters with their answers.
func conversations(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, 0)
	s.deliverAnswers(spareRoom()...)
	s.news()
	s.listing.setTogether(true)
	return s
}

// content is what a row says.
func (s *stage) content(i int) msglist.Content {
	s.t.Helper()
	list := s.rows()
	if i >= len(list) {
		s.t.Fatalf("%d rows", len(list))
	}
	return list[i]
}

// TestConversationsInTheList: letters and their answers are one row, with its people and their
// number, in the place of the newest of them.
func TestConversationsInTheList(t *testing.T) {
	s := newStage(t, 0)
	s.deliverAnswers(spareRoom()...)
	s.news()
	if n := len(s.rows()); n != 4 {
		t.Fatalf("off at first: %d rows", n)
	}
	items := s.listing.list.Arranger().Menu().Items
	last := items[len(items)-1]
	if last.Label != lang.L("Letters with their answers") || last.Checked {
		t.Fatalf("%+v", last)
	}
	last.Action()
	if n := len(s.rows()); n != 2 {
		t.Fatalf("%d rows", n)
	}
	if c := s.content(0); c.Name != "Jan, Dad" || c.Letters != "3" || c.Face != "Jan Kowalski" || !c.Unread || c.Subject != "Spare room in December" {
		t.Errorf("%+v", c)
	}
	if c := s.content(1); c.Name != "Lena" || c.Letters != "" {
		t.Errorf("%+v", c)
	}
	// An answer that arrives comes into its conversation, which stays chosen.
	s.tapRow(1)
	s.deliverAnswers(answers{"other2@x", "Bob <bob@x.example>", "other1@x", "Re: they worked!!", "Thank you", 1})
	s.news()
	if c := s.content(0); c.Name != "Lena, Bob" || c.Letters != "2" {
		t.Errorf("%+v", c)
	}
	if ids := s.listing.list.Selected(); len(ids) != 1 || ids[0] != s.listing.list.IDs()[0] {
		t.Errorf("chosen: %v of %v", ids, s.listing.list.IDs())
	}
	// It is remembered.
	if !s.app.Preferences().Bool(prefTogether) {
		t.Error("it is not remembered")
	}
	s.listing.setTogether(false)
	if n := len(s.rows()); n != 5 {
		t.Errorf("%d rows", n)
	}
}

// TestConversationIsFiled: what is done to a row is done to all its letters in the folder, told with
// their number, and taken back as one.
func TestConversationIsFiled(t *testing.T) {
	s := conversations(t)
	s.tapRow(0)
	s.filing.archive(s.listing.list.Selected())
	s.news()
	if got := s.toasts.now.Text(); !strings.Contains(got, "3 messages moved to Archive") {
		t.Errorf("%q", got)
	}
	if n := len(s.rows()); n != 1 {
		t.Errorf("%d rows", n)
	}
	s.undo(nil)
	s.news()
	if c := s.content(0); c.Letters != "3" {
		t.Errorf("%+v", c)
	}
	s.tapRow(0)
	s.listing.list.ToggleRead()
	s.news()
	if c := s.content(0); c.Unread {
		t.Errorf("%+v", c)
	}
	s.undo(nil)
	s.news()
	if c := s.content(0); !c.Unread {
		t.Errorf("%+v", c)
	}
	s.filing.remove(s.listing.list.Selected())
	s.news()
	if got := s.toasts.now.Text(); !strings.Contains(got, "3 messages moved to Trash") {
		t.Errorf("%q", got)
	}
}

// TestConversationIsMuted: new answers then arrive read, until it is unmuted.
func TestConversationIsMuted(t *testing.T) {
	s := conversations(t)
	s.tapRow(0)
	s.listing.list.ToggleRead()
	s.rune('m')
	s.news()
	if c := s.content(0); !c.Muted || c.Unread {
		t.Fatalf("%+v", c)
	}
	s.deliverAnswers(answers{"room4@x", "Dad <dad@orchard.example>", "room3@x", "Re: Spare room in December", "Good", 1})
	s.news()
	if c := s.content(0); c.Letters != "4" || c.Unread {
		t.Errorf("%+v", c)
	}
	s.rune('m')
	s.news()
	s.deliverAnswers(answers{"room5@x", "Dad <dad@orchard.example>", "room3@x", "Re: Spare room in December", "One more", 0})
	s.news()
	if c := s.content(0); c.Letters != "5" || !c.Unread || c.Muted {
		t.Errorf("%+v", c)
	}
}

// TestAskedTogether: the question comes once, and needs no answer.
func TestAskedTogether(t *testing.T) {
	s := newStage(t, 1)
	s.listing.askTogether()
	if got := s.toasts.now.Text(); !strings.Contains(got, "Show letters and their answers together?") {
		t.Fatalf("%q", got)
	}
	s.toasts.hide()
	s.listing.askTogether()
	if s.toasts.now != nil {
		t.Error("asked a second time")
	}
	// It waits for a bar with something to do about it.
	s = newStage(t, 1)
	s.toasts.show("1 message moved to Trash", func() {})
	if s.listing.askTogether(); s.bar() != "1 message moved to Trash" {
		t.Errorf("%q has taken its place", s.bar())
	}
	if s.run.Fire(toastTime); s.bar() != "Show letters and their answers together?" {
		t.Errorf("%q", s.bar())
	}
}

// TestConversationIsRead: the letters of a conversation stand above and below the one that is
// shown, and each comes in its place, by mouse and by key; an answer is about the one in sight.
func TestConversationIsRead(t *testing.T) {
	s := conversations(t)
	s.listing.list.SelectFirst()
	s.shows("3 letters · Jan Kowalski, Dad · since", "[Mute]")
	s.cards("Are you coming through Utrecht?", "Can I come too?", "Perfect.")
	newest := s.reading.shown
	if s.reading.row != newest {
		t.Fatalf("row %d, shown %d", s.reading.row, newest)
	}
	list, _, err := s.store.ConversationLetters(t.Context(), newest)
	s.must(err)
	s.reading.reader.OnLetter(list[1].ID)
	if s.reading.shown != list[1].ID || s.reading.row != newest {
		t.Errorf("row %d, shown %d", s.reading.row, s.reading.shown)
	}
	s.shows("Dad <dad@orchard.example>", "3 letters")
	if m := s.reading.reader.Message(); m == nil || m.MessageID != "room2@x" {
		t.Errorf("%+v", m)
	}
	if got := s.listing.list.Selected(); len(got) != 1 || got[0] != newest {
		t.Errorf("chosen are %v", got)
	}
	// What has come to it meanwhile is shown as well.
	s.deliverAnswers(answers{"room4@x", "Dad <dad@orchard.example>", "room1@x room3@x", "Re: Spare room in December", "On my way.", 1})
	s.news()
	s.listing.list.SelectFirst()
	s.shows("4 letters", "On my way.")
	s.cards("Are you coming through Utrecht?", "Can I come too?", "Perfect.")
	// Muted it says so.
	s.tapIn("Mute")
	s.news()
	s.shows("[Unmute]")
	// Without conversations a letter stands alone.
	s.listing.setTogether(false)
	s.shows("!4 letters")
}

// TestLetterOfConversation: what is said of the letter that is read is done to it alone; the rest of
// its conversation stays.
func TestLetterOfConversation(t *testing.T) {
	s := conversations(t)
	s.listing.list.SelectFirst()
	list, _, err := s.store.ConversationLetters(t.Context(), s.reading.shown)
	s.must(err)
	s.reading.reader.OnLetter(list[1].ID)
	s.reading.reader.OnDelete([]mailbox.ID{list[1].ID})
	s.news()
	for i, m := range list {
		want := mailbox.Inbox
		if i == 1 {
			want = mailbox.Trash
		}
		if got := s.row(m.ID).FolderRole; got != want {
			t.Errorf("letter %d lies in %s, want %s", i, got, want)
		}
	}
	s.shows("2 letters")
}

// cards says what the open letters of the conversation say, from above.
func (s *stage) cards(want ...string) {
	s.t.Helper()
	var got []string
	for _, v := range guitest.All(readWriting, func(v *htmlview.View) bool { return v.Visible() }, s.reading.reader) {
		first, _, _ := strings.Cut(strings.TrimSpace(v.Text()), "\n")
		got = append(got, strings.TrimSpace(first))
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("open are %q, want %q", got, want)
	}
}

// unread are the numbers of the letters that are unread, from the first on.
func (s *stage) unread(list []mailbox.Summary) (out []int) {
	for i, m := range list {
		if sum := s.row(m.ID); !sum.Is(mailbox.Read) {
			out = append(out, i)
		}
	}
	return out
}

// TestUnreadAreOpen: of a conversation that is chosen the unread letters are open, and count as read
// after a while; one that is opened then stands beside them, what has come meanwhile in a line.
// Unfold all and Fold all do what they say, by mouse and by key, and nothing of it is kept for
// another row.
func TestUnreadAreOpen(t *testing.T) {
	const first, second, third = "Are you coming through Utrecht?", "Can I come too?", "Perfect."
	s := conversations(t)
	s.listing.list.SelectFirst()
	list, _, err := s.store.ConversationLetters(t.Context(), s.reading.shown)
	s.must(err)
	s.filing.mark([]mailbox.ID{list[0].ID}, mailbox.Read, true)
	s.news()
	s.tapRow(1)
	s.cards("Even the oven!")
	s.tapRow(0)
	s.cards(second, third)
	guitest.Picture(t, s.window, "conversation_window")
	if got := s.unread(list); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("unread at once are %v", got)
	}
	s.run.Fire(readAfter)
	s.news()
	if got := s.unread(list); len(got) > 0 {
		t.Errorf("unread are %v", got)
	}
	s.cards(second, third)
	// One more is opened, and is the one that is read.
	s.reading.reader.OnLetter(list[0].ID)
	s.cards(first, second, third)
	if m := s.reading.reader.Message(); m == nil || m.MessageID != "room1@x" {
		t.Errorf("%+v", m)
	}
	s.shows("[Fold all]")
	s.tapIn("Fold all")
	s.cards(first)
	s.shows("[Unfold all]", "!Fold all]")
	s.pushes("Unfold all")
	s.cards(first, second, third)
	s.pushes("Fold all")
	s.cards(first)
	// What comes while it is read waits in a line, and is not read by being there.
	s.deliverAnswers(answers{"room4@x", "Dad <dad@orchard.example>", "room1@x room3@x", "Re: Spare room in December", "On my way.", 1})
	s.news()
	s.cards(first)
	s.run.Fire(readAfter)
	s.tapRow(1)
	s.tapRow(0)
	s.cards("On my way.")
}

// TestReadWhatWasSeen: of a long conversation the pane stands at the first letter that is unread, and only what was in
// sight for a while counts as read: not what is open above or below, and nothing by choosing it once more.
func TestReadWhatWasSeen(t *testing.T) {
	s := newStage(t, 0)
	s.deliverAnswers(spareRoom()...)
	const n = 30
	for i := range n {
		after := ""
		if i > 0 {
			after = "long0@x"
		}
		s.deliverAnswers(answers{fmt.Sprintf("long%d@x", i), "Dad <dad@orchard.example>", after, "The long way", strings.Repeat(fmt.Sprintf("Line of letter %d.\r\n\r\n", i), 30), n - i})
	}
	s.news()
	s.listing.setTogether(true)
	s.listing.list.SelectFirst()
	list, _, err := s.store.ConversationLetters(t.Context(), s.reading.shown)
	s.must(err)
	if len(list) != n {
		t.Fatalf("%d letters", len(list))
	}
	page := s.reading.reader
	if !page.InSight(list[0].ID) || page.InSight(list[5].ID) || page.InSight(list[n-1].ID) {
		t.Errorf("in sight are the first: %v, the sixth: %v, the last: %v", page.InSight(list[0].ID), page.InSight(list[5].ID), page.InSight(list[n-1].ID))
	}
	fire := func(read int) {
		t.Helper()
		s.run.Fire(readAfter)
		s.news()
		if got := s.unread(list); len(got) != n-read || len(got) > 0 && got[0] != read {
			t.Errorf("unread are %v, want all from %d on", got, read)
		}
	}
	fire(1)
	fire(1)
	for range 60 { // to the next one, and a part of it
		if page.Scroll(2); page.InSight(list[1].ID) {
			break
		}
	}
	fire(2)
	// Chosen once more, it begins where reading has ended, and nothing is read by that.
	s.tapRow(1)
	s.tapRow(0)
	if !page.InSight(list[2].ID) {
		t.Error("the first that is unread is not in sight")
	}
	if got := s.unread(list); len(got) != n-2 {
		t.Errorf("unread are %v", got)
	}
	fire(3)
	// What moves something while a letter is in sight does not begin the while anew, and what nobody sees is not read.
	for range 60 {
		if page.Scroll(2); page.InSight(list[3].ID) {
			break
		}
	}
	anew, cancel := 0, s.reading.readTimer
	s.reading.readTimer = func() { anew++; cancel() }
	if page.OnMoved(); anew > 0 {
		t.Error("the while begins anew")
	}
	fire(4)
	s.window.Resize(fyne.NewSize(600, 800))
	s.bring(paneList)
	for range 60 {
		if page.Scroll(2); page.InSight(list[4].ID) {
			break
		}
	}
	page.OnMoved()
	fire(4)
	s.bring(paneReader)
	fire(5)
}

// TestStaysUnread: an open letter that is marked as unread stays so.
func TestStaysUnread(t *testing.T) {
	s := conversations(t)
	s.listing.list.SelectFirst()
	list, _, err := s.store.ConversationLetters(t.Context(), s.reading.shown)
	s.must(err)
	s.run.Fire(readAfter)
	s.news()
	s.reading.reader.OnMarkUnread(list[1].ID)
	s.news()
	s.run.Fire(readAfter)
	s.news()
	if got := s.unread(list); !slices.Equal(got, []int{1}) {
		t.Errorf("unread are %v", got)
	}
}

// TestFoldOneLetter: a letter that is open becomes a line by a click beside its sender, and by its
// menu; the newest of the others that are open is the one that is read then, and the last one can be
// folded as well. It opens again with a click.
func TestFoldOneLetter(t *testing.T) {
	const first, second, third = "Are you coming through Utrecht?", "Can I come too?", "Perfect."
	s := conversations(t)
	s.listing.list.SelectFirst()
	s.reading.unfold(true)
	s.cards(first, second, third)
	avatars := guitest.All(readWriting, func(*widgets.Avatar) bool { return true }, s.reading.reader)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(avatars[0])
	test.TapCanvas(s.window.Canvas(), at.AddXY(10, 10))
	s.cards(second, third)
	shown := s.reading.shown
	s.reading.fold(shown)
	s.cards(second)
	if s.reading.shown == shown || s.reading.reader.Shown() != s.reading.shown {
		t.Error("the letter that is read is a line")
	}
	s.reading.fold(s.reading.shown)
	s.cards()
	s.shows("[Unfold all]")
	s.reading.letter(s.reading.shown)
	s.cards(second)
	s.reading.fold(s.reading.shown)
	s.tap("Unfold all")
	s.cards(first, second, third)
}

// TestMarkInAConversation: a row says what has become of an older letter of its conversation, and the
// list is not read anew for it.
func TestMarkInAConversation(t *testing.T) {
	s := conversations(t)
	list, _, err := s.store.ConversationLetters(t.Context(), s.listing.list.IDs()[0])
	s.must(err)
	before := s.store.lists
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{list[0].ID}, mailbox.Starred, true))
	s.news()
	if c := s.content(0); !c.Starred || s.store.lists != before {
		t.Errorf("starred: %v, the list was read %d times", c.Starred, s.store.lists-before)
	}
}

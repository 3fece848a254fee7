package gui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// judgedStage is a window with letters, of which number 2 looks like junk.
func judgedStage(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, 4)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{2}, mailbox.Suspect, true))
	s.news()
	return s
}

// TestLooksLikeJunk: a mark is told in the list and above the letter, with what can be done
// about it, and goes once the person has said that it is wrong.
func TestLooksLikeJunk(t *testing.T) {
	s := judgedStage(t)
	marked := func() (out []mailbox.ID) {
		for _, r := range s.rows() {
			if r.Waits != "" {
				out = append(out, r.ID)
			}
		}
		return out
	}
	if got := marked(); len(got) != 1 || got[0] != 2 {
		t.Fatalf("marked are %v", got)
	}
	s.listing.list.Select(1)
	s.shows("!This looks like junk.")
	s.listing.list.Select(2)
	s.shows("This looks like junk.", "[Move to Junk]", "[Not junk]", "[Why?]", "!Words that point")
	s.tapIn("Why?")
	s.shows("PopMail can’t tell junk yet", "It needs 20 junk and 100 good ones")
	s.tapIn("Why?")
	s.shows("!PopMail can’t tell junk yet")
	s.tapIn("Not junk")
	s.news()
	if got := marked(); len(got) != 0 || s.row(2).Flags&mailbox.Suspect != 0 {
		t.Errorf("still marked: %v", got)
	}
	s.shows("!This looks like junk.")
	if s.row(2).FolderRole != mailbox.Inbox {
		t.Error("it was moved")
	}
}

// TestJunkButton: the button moves letters to Junk and, there, back to where they were; each can
// be taken back.
func TestJunkButton(t *testing.T) {
	s := judgedStage(t)
	s.put(mailbox.Archive, 3)
	s.news()
	s.showRole(mailbox.Archive)
	s.listing.list.Select(3)
	if s.tools.junk.Text != "Junk" {
		t.Errorf("the button says %q", s.tools.junk.Text)
	}
	s.tools.junk.Tapped(nil)
	s.news()
	if got := s.row(3).FolderRole; got != mailbox.Junk {
		t.Fatalf("it lies in %s", got)
	}
	s.showRole(mailbox.Junk)
	if s.tools.junk.Text != "Not junk" || s.tools.archive.Text != "Archive" {
		t.Errorf("the buttons say %q and %q", s.tools.junk.Text, s.tools.archive.Text)
	}
	s.listing.list.Select(3)
	s.shows("[Not junk]", "[Delete]", "[Block sender]", "links don’t open in Junk", "![Reply]")
	s.tapIn("Not junk")
	s.news()
	if got := s.row(3).FolderRole; got != mailbox.Archive {
		t.Errorf("it lies in %s", got)
	}
	s.filing.undo()
	s.news()
	if got := s.row(3).FolderRole; got != mailbox.Junk {
		t.Errorf("after Undo it lies in %s", got)
	}
}

// TestBlockSender: it is asked about once, moves the letter, holds for what comes, and is taken
// back by Undo and in the settings.
func TestBlockSender(t *testing.T) {
	s := judgedStage(t)
	s.listing.list.Select(1)
	from := s.row(1).From.Email
	s.filing.block(from, []mailbox.ID{1})
	s.shows("Block "+from+"?", "[Block sender]", "[Cancel]")
	s.tap("Cancel")
	if list, err := s.store.Senders(t.Context()); err != nil || len(list) != 0 {
		t.Fatal(list, err)
	}
	s.filing.block(from, []mailbox.ID{1})
	s.tap("Block sender")
	s.news()
	if got := s.row(1).FolderRole; got != mailbox.Junk {
		t.Errorf("it lies in %s", got)
	}
	s.accounts.showJunk()
	s.shows("Blocked senders", from, "[Unblock]", "Nobody is on this list.")
	s.tap("Unblock")
	s.shows("Nobody is blocked.", "![Unblock]")
	if list, err := s.store.Senders(t.Context()); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

// TestJunkSettings: an address is added by keyboard, and the filter is switched off and on.
func TestJunkSettings(t *testing.T) {
	s := judgedStage(t)
	s.accounts.showJunk()
	s.shows("Letters it has learned from so far: 0 junk, 0 good.", "![Forget what was learned…]")
	c := s.window.Canvas()
	for range 30 {
		if _, ok := c.Focused().(interface{ SetPlaceHolder(string) }); ok {
			break
		}
		c.FocusNext()
	}
	s.typed("pest@spam.example")
	s.pushes("Add")
	s.shows("pest@spam.example", "[Unblock]")
	s.typed("more@spam.example")
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.shows("more@spam.example")
	if _, ok := c.Focused().(interface{ SetPlaceHolder(string) }); !ok {
		t.Errorf("%T has the keyboard, not the field for the next address", c.Focused())
	}
	s.tapCheckBox()
	if f, err := s.store.JunkFilter(t.Context()); err != nil || !f.Off {
		t.Error(f, err)
	}
	s.tapCheckBox()
	if f, err := s.store.JunkFilter(t.Context()); err != nil || f.Off {
		t.Error(f, err)
	}
}

// TestPoseTold: a name of the address book from another address is told in list and letter.
func TestPoseTold(t *testing.T) {
	m := numbered(1)
	m.From = "Bob Hill <bob@example.net>"
	s := newStageOf(t, true, []storagetest.Mail{m, numbered(2)}, func(o *Options) {
		if _, _, err := o.Book.SaveContact(t.Context(), mailbox.Contact{Name: "Bob Hill", Emails: []string{"right@home.example"}}); err != nil {
			t.Fatal(err)
		}
	})
	from := s.row(1).From
	s.listing.list.Select(1)
	s.shows("This isn’t an address you know for "+from.Name, from.Email)
	told := false
	for _, r := range s.rows() {
		told = told || r.ID == 1 && r.Waits == "Not the "+from.Name+" you know"
	}
	if !told {
		t.Error("the list does not tell it")
	}
}

// tapBeside taps a word in the window of a message.
func (s *stage) tapBeside(id mailbox.ID, word string) {
	s.t.Helper()
	test.Tap(guitest.Last(s.t, readWriting, word, func(b *widgets.Button) bool { return b.Text == word }, s.own(id).window.Content()))
}

// readsBeside is what the window of a message says.
func (s *stage) readsBeside(id mailbox.ID) string {
	return guitest.Reading(readWriting).Text(s.own(id).window.Content())
}

// TestJunkInOwnWindow: a message in a window of its own says that it looks like junk, why, and does what can be
// done about it, as in the pane; in Junk it has what is there.
func TestJunkInOwnWindow(t *testing.T) {
	s := judgedStage(t)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{3, 4}, mailbox.Suspect, true))
	s.news()
	for id := mailbox.ID(1); id <= 4; id++ {
		s.openAlone(id)
	}
	if got := s.readsBeside(1); strings.Contains(got, "This looks like junk.") {
		t.Error("any letter looks like junk:", got)
	}
	guitest.Sees(t, s.readsBeside(2), "This looks like junk.")
	s.tapBeside(2, "Why?")
	guitest.Sees(t, s.readsBeside(2), "PopMail can’t tell junk yet")
	s.tapBeside(2, "Not junk")
	s.news()
	if got := s.readsBeside(2); s.is(2, mailbox.Suspect) || strings.Contains(got, "This looks like junk.") {
		t.Error("it looks like junk still:", got)
	}
	s.tapBeside(3, "Move to Junk")
	s.news()
	if s.own(3) != nil || s.role(3) != mailbox.Junk {
		t.Errorf("it lies in %s", s.role(3))
	}
	s.openAlone(3)
	guitest.Sees(t, s.readsBeside(3), "links don’t open in Junk")
	s.tapBeside(3, "Not junk")
	s.news()
	if got := s.readsBeside(3); s.role(3) != mailbox.Inbox || strings.Contains(got, "in Junk") {
		t.Errorf("it lies in %s and says %s", s.role(3), got)
	}
	// What is moved there meanwhile has its links closed at once.
	s.put(mailbox.Junk, 1)
	s.news()
	guitest.Sees(t, s.readsBeside(1), "links don’t open in Junk")
}

// TestNotJunkUndone: by the bar and by Ctrl+Z the mark is back, and nothing else is taken back with it.
func TestNotJunkUndone(t *testing.T) {
	for _, how := range []func(s *stage){func(s *stage) { s.toasts.takeBack() }, func(s *stage) { s.undo(nil) }} {
		s := judgedStage(t)
		s.filing.archive([]mailbox.ID{1})
		s.listing.list.Select(2)
		s.tapIn("Not junk")
		s.news()
		if s.is(2, mailbox.Suspect) {
			t.Fatal("the mark stays")
		}
		how(s)
		s.news()
		s.listing.list.Select(2)
		s.shows("This looks like junk.")
		if !s.is(2, mailbox.Suspect) || s.role(1) != mailbox.Archive {
			t.Errorf("marked %v, the letter before lies in %s", s.is(2, mailbox.Suspect), s.role(1))
		}
		s.must(s.store.Learn(t.Context()))
		if f, err := s.store.JunkFilter(t.Context()); err != nil || f.Good != 0 {
			t.Errorf("learned %v, %v", f, err)
		}
	}
}

// TestTrustSender: a sender is trusted at the letter, marked or in Junk, and not blocked anymore, each with Undo; nobody
// trusts the own address so.
func TestTrustSender(t *testing.T) {
	s := judgedStage(t)
	from := s.row(2).From.Email
	decided := func(want ...mailbox.Sender) {
		t.Helper()
		if list, err := s.store.Senders(t.Context()); err != nil || !slices.Equal(list, want) {
			t.Errorf("%v, want %v (%v)", list, want, err)
		}
	}
	trusted, blocked := mailbox.Sender{Address: from, Trusted: true}, mailbox.Sender{Address: from}
	s.listing.list.Select(2)
	s.tapIn("Always trust sender")
	s.news()
	decided(trusted)
	s.shows("!This looks like junk.")
	if got := s.toasts.now.Text(); got != "Mail from "+from+" is never junk from now on." {
		t.Errorf("%q is said", got)
	}
	s.toasts.takeBack()
	s.news()
	decided()
	if !s.is(2, mailbox.Suspect) {
		t.Error("the mark is not back")
	}
	// A blocked one's letter.
	s.listing.list.Select(2)
	s.filing.block(from, []mailbox.ID{2})
	s.tap("Block sender")
	s.news()
	decided(blocked)
	for word, after := range map[string][]mailbox.Sender{"Unblock": nil, "Always trust sender": {trusted}} {
		s.showRole(mailbox.Junk)
		s.listing.list.Select(2)
		s.shows("You blocked this sender", "[Unblock]", "![Block sender]")
		s.tapIn(word)
		s.news()
		decided(after...)
		if s.role(2) != mailbox.Inbox {
			t.Errorf("%s: it lies in %s", word, s.role(2))
		}
		s.filing.undo()
		s.news()
		decided(blocked)
		if s.role(2) != mailbox.Junk {
			t.Errorf("%s, undone: it lies in %s", word, s.role(2))
		}
	}
	s.must(s.store.DecideSender(t.Context(), blocked, false))
	s.addAccountFor(from)
	s.news()
	s.showRole(mailbox.Junk)
	s.listing.list.Select(2)
	s.shows("[Block sender]", "![Always trust sender]")
	// Where it cannot be kept, all is as before.
	s.listing.list.Select(2)
	s.store.err = errors.New("disk")
	s.filing.trust("x@else.example", []mailbox.ID{2})
	s.store.err = nil
	decided()
	if s.role(2) != mailbox.Junk {
		t.Errorf("it lies in %s", s.role(2))
	}
}

// failsOnce is a store in which something fails: messages are not put back, or, once, a mark of the junk filter is not given.
type failsOnce struct {
	Filing
	putBack, mark bool
}

func (f *failsOnce) PutBack(ctx context.Context, ids []mailbox.ID) ([]mailbox.Moved, error) {
	if f.putBack {
		return nil, errors.New("the disk is full")
	}
	return f.Filing.PutBack(ctx, ids)
}

func (f *failsOnce) SetFlag(ctx context.Context, ids []mailbox.ID, flag mailbox.Flag, on bool) error {
	if f.mark && flag == mailbox.Suspect {
		f.mark = false
		return errors.New("the disk is full")
	}
	return f.Filing.SetFlag(ctx, ids, flag, on)
}

// TestTrustFails: where not all of it can be done, nobody is trusted, and what looked like junk looks so still.
func TestTrustFails(t *testing.T) {
	s := judgedStage(t)
	s.filing.store = &failsOnce{Filing: s.filing.store, putBack: true}
	s.filing.trust(s.row(2).From.Email, []mailbox.ID{2})
	s.news()
	if list, err := s.store.Senders(t.Context()); err != nil || len(list) > 0 {
		t.Errorf("%v, %v", list, err)
	}
	if !s.is(2, mailbox.Suspect) || len(s.filing.past.steps) > 0 {
		t.Errorf("marked %v, %d steps can be taken back", s.is(2, mailbox.Suspect), len(s.filing.past.steps))
	}
}

// TestRuleStarFails: a star that a rule has given is taken back also where what follows it failed.
func TestRuleStarFails(t *testing.T) {
	s := judgedStage(t)
	s.filing.store = &failsOnce{Filing: s.filing.store, mark: true}
	s.filing.obeyRule(s.accounts.ruling, mailbox.Rule{Query: "from:bob", Do: mailbox.RuleStar})
	s.news()
	if !s.is(1, mailbox.Starred) || !s.is(2, mailbox.Starred) {
		t.Fatal("there are no stars")
	}
	s.filing.undo()
	s.news()
	for id := mailbox.ID(1); id <= 4; id++ {
		if got := s.is(id, mailbox.Starred); got {
			t.Errorf("letter %d keeps its star", id)
		}
	}
	if !s.is(2, mailbox.Suspect) {
		t.Error("the mark is not back")
	}
}

// TestToJunkUndone: whichever way a letter that looks like junk has come to Junk, it looks so again once that is taken back.
func TestToJunkUndone(t *testing.T) {
	for name, do := range map[string]func(s *stage){
		"button": func(s *stage) { s.tapIn("Move to Junk") },
		"key":    func(s *stage) { s.filing.junk([]mailbox.ID{2}) },
		"block": func(s *stage) {
			s.filing.block(s.row(2).From.Email, []mailbox.ID{2})
			s.tap("Block sender")
		},
	} {
		s := judgedStage(t)
		s.listing.list.Select(2)
		do(s)
		s.news()
		if s.role(2) != mailbox.Junk || s.is(2, mailbox.Suspect) {
			t.Fatalf("%s: in %s", name, s.role(2))
		}
		s.filing.undo()
		s.news()
		s.listing.list.Select(1)
		s.listing.list.Select(2)
		s.shows("This looks like junk.", "[Why?]")
		if s.role(2) != mailbox.Inbox || !s.is(2, mailbox.Suspect) || s.is(1, mailbox.Suspect) {
			t.Errorf("%s: in %s, marked %v", name, s.role(2), s.is(2, mailbox.Suspect))
		}
	}
}

// TestUndoOfADecision: Undo says what holds again where nothing was moved or marked by what was decided.
func TestUndoOfADecision(t *testing.T) {
	s := judgedStage(t)
	const other = "other@harbor.example"
	for _, c := range []struct {
		before *mailbox.Sender
		do     func(address string, ids []mailbox.ID)
		want   string
	}{
		{nil, s.filing.trust, "Undone."},
		{&mailbox.Sender{Address: other, Trusted: true}, s.filing.letPass, "Mail from " + other + " is never junk from now on."},
		{&mailbox.Sender{Address: other}, s.filing.letPass, "Mail from " + other + " goes to Junk from now on."},
		{&mailbox.Sender{Address: other}, s.filing.trust, "Mail from " + other + " goes to Junk from now on."},
	} {
		if c.before != nil {
			s.must(s.store.DecideSender(t.Context(), *c.before, true))
		}
		c.do(other, nil)
		s.toasts.hide()
		s.filing.undo()
		s.news()
		if s.toasts.now == nil || s.toasts.now.Text() != c.want {
			t.Errorf("%+v: not told %q", c.before, c.want)
		}
	}
}

// TestDecidedAtOnce: what is decided of a sender is told by the letter that is shown, in the main window and in one of
// its own, and in a conversation, wherever it was decided.
func TestDecidedAtOnce(t *testing.T) {
	s := judgedStage(t)
	from := s.row(2).From.Email
	s.filing.junk([]mailbox.ID{2})
	s.news()
	s.showRole(mailbox.Junk)
	s.openAlone(2)
	s.listing.list.Select(2)
	look := func(blocked bool) {
		t.Helper()
		words := []string{"[Block sender]", "![Unblock]"}
		if blocked {
			words = []string{"[Unblock]", "![Block sender]"}
		}
		s.shows(words...)
		beside := s.readsBeside(2)
		guitest.Sees(t, beside, strings.Trim(words[0], "[]"))
		if no := strings.Trim(words[1], "![]"); strings.Contains(beside, no) {
			t.Errorf("a window of its own: %s in:\n%s", no, beside)
		}
	}
	look(false)
	s.filing.block(from, []mailbox.ID{2})
	s.tap("Block sender")
	look(true)
	s.filing.undo()
	look(false)
	s.accounts.showJunk()
	page, ok := s.sheet.(*settings.Settings)
	if !ok {
		t.Fatalf("%T", s.sheet)
	}
	page.OnSender(mailbox.Sender{Address: from}, true)
	s.closeSheet()
	look(true)
}

// TestStarOfAnAppliedRule: a star that a rule gives to old mail says nothing of junk.
func TestStarOfAnAppliedRule(t *testing.T) {
	s := judgedStage(t)
	s.accounts.applyRule(mailbox.Rule{Query: "from:" + s.row(2).From.Email, Do: mailbox.RuleStar})
	s.tap("Apply")
	s.news()
	if !s.is(2, mailbox.Suspect) || !s.is(2, mailbox.Starred) {
		t.Errorf("marked %v, starred %v", s.is(2, mailbox.Suspect), s.is(2, mailbox.Starred))
	}
}

// TestStarUndone: a star takes the mark of junk away, and Undo, of one letter or several, gives it back.
func TestStarUndone(t *testing.T) {
	for name, ids := range map[string][]mailbox.ID{"one": {2}, "several": {1, 2}} {
		s := judgedStage(t)
		s.listing.list.SelectAll()
		s.filing.markSaid(ids, mailbox.Starred, true)
		s.news()
		if s.is(2, mailbox.Suspect) || !s.is(2, mailbox.Starred) {
			t.Fatal(name, "the star leaves the mark")
		}
		s.undo(nil)
		s.news()
		if !s.is(2, mailbox.Suspect) || s.is(2, mailbox.Starred) || s.is(1, mailbox.Suspect) {
			t.Errorf("%s: marked %v, starred %v; the other one marked %v", name, s.is(2, mailbox.Suspect), s.is(2, mailbox.Starred), s.is(1, mailbox.Suspect))
		}
	}
}

// TestTrustUndone: Undo gives the mark back to all letters of the sender that have lost it, also to those that were not named.
func TestTrustUndone(t *testing.T) {
	s := judgedStage(t)
	for _, m := range []storagetest.Mail{{Subject: "one"}, {Subject: "two"}} {
		m.From, m.To, m.Text, m.Date = "Shop <offers@shop.example>", "Ann <ann@example.org>", "Buy.", noon
		s.deliver(m)
	}
	s.must(s.store.Settle(t.Context()))
	shop := []mailbox.ID{5, 6}
	s.must(s.store.SetFlag(t.Context(), shop, mailbox.Suspect, true))
	s.news()
	s.filing.trust("offers@shop.example", shop[:1])
	s.news()
	if s.is(5, mailbox.Suspect) || s.is(6, mailbox.Suspect) || !s.is(2, mailbox.Suspect) {
		t.Fatal("trusted", s.is(5, mailbox.Suspect), s.is(6, mailbox.Suspect), s.is(2, mailbox.Suspect))
	}
	s.undo(nil)
	s.news()
	if !s.is(5, mailbox.Suspect) || !s.is(6, mailbox.Suspect) {
		t.Error("taken back", s.is(5, mailbox.Suspect), s.is(6, mailbox.Suspect))
	}
}

package gui

import (
	"testing"

	"fyne.io/fyne/v2"

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

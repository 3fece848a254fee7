package gui

import (
	"strings"
	"testing"

	"popmail/gui/settings"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// listStage is a window with letters of a mailing list, the fourth of another one.
func listStage(t *testing.T) *stage {
	t.Helper()
	letter := func(n, list string) storagetest.Mail {
		return storagetest.Mail{From: "Member " + n + " <m" + n + "@example.net>", Subject: "Letter " + n, List: list}
	}
	const nuts = "Gophers <golang-nuts.example.com>"
	return newStageOf(t, true, []storagetest.Mail{letter("1", nuts), letter("2", nuts), letter("3", nuts), letter("4", "<golang-dev.example.com>")})
}

const offersFolder = "Letters from the list “Gophers” can have a folder of their own."

func (s *stage) toast() string {
	if s.toasts.now == nil {
		return ""
	}
	return s.toasts.now.Text()
}

// TestListFolder: at a letter of a mailing list a folder is offered, by mouse and by keyboard; it is
// made with its rule, what is in the Inbox goes there, and Undo takes all of it back.
func TestListFolder(t *testing.T) {
	s := listStage(t)
	s.listing.list.Select(4)
	s.shows("!can have a folder of their own")
	s.listing.list.Select(1)
	s.shows(offersFolder)
	s.pushes("Give it a folder…")
	s.shows("A folder for “Gophers”", "[Create]")
	if got := s.checkBox(); got != "Move the 3 letters in the Inbox there, too" {
		t.Error(got)
	}
	s.tap("Cancel")
	s.shows(offersFolder)
	s.tap("Give it a folder…")
	s.typed("Go mail") // in the place of what is proposed
	s.pushes("Create")
	s.news()
	s.shows("!" + offersFolder)
	rules := s.rules()
	if len(rules) != 1 || rules[0].Query != "list:<golang-nuts.example.com>" {
		t.Fatalf("%+v", rules)
	}
	for id := mailbox.ID(1); id <= 3; id++ {
		if m := s.row(id); m.Folder != rules[0].Folder || m.FolderName != "Go mail" {
			t.Errorf("letter %d is in %s", id, m.FolderName)
		}
	}
	if s.row(4).FolderRole != mailbox.Inbox || !strings.Contains(s.toast(), "applied to 3 letters") {
		t.Error(s.row(4).FolderName, s.toast())
	}
	s.filing.undo()
	s.news()
	if len(s.rules()) != 0 || s.row(1).FolderRole != mailbox.Inbox || s.toast() != "The rule is gone, and 3 letters are back" {
		t.Error(s.rules(), s.row(1).FolderName, s.toast())
	}
	for _, f := range s.known.folders {
		if f.Role == mailbox.Own {
			t.Errorf("the folder %s stays", f.Name)
		}
	}
	s.listing.list.Select(2)
	s.shows(offersFolder)
	// Without those that are here.
	s.tap("Give it a folder…")
	s.tapCheckBox()
	s.tap("Create")
	s.news()
	if s.row(1).FolderRole != mailbox.Inbox || len(s.rules()) != 1 || s.toast() != "Letters of “Gophers” go to Gophers from now on" {
		t.Error(s.row(1).FolderName, s.rules(), s.toast())
	}
	s.filing.undo()
	s.news()
	if len(s.rules()) != 0 || s.toast() != "The rule is gone" {
		t.Error(s.rules(), s.toast())
	}
}

// TestListRefused: none is offered for a list any more, at no letter of it, until that is taken back.
func TestListRefused(t *testing.T) {
	s := listStage(t)
	s.listing.list.Select(1)
	s.tap("Not for this list")
	s.news()
	s.shows("!" + offersFolder)
	if s.toast() != "No folder will be offered for “Gophers” again" {
		t.Error(s.toast())
	}
	s.listing.list.Select(2) // it may have been read before that
	s.shows("!" + offersFolder)
	if !s.toasts.takeBack() {
		t.Error("it cannot be taken back")
	}
	s.listing.list.Select(3)
	s.shows(offersFolder)
}

// TestRuleOfList: a rule that is made from a letter of a list is for the list, and says so.
func TestRuleOfList(t *testing.T) {
	s := listStage(t)
	s.accounts.ruleOf(1)
	s.shows("Would have caught 3 letters of 4")
	_, err := s.store.SaveRule(t.Context(), mailbox.Rule{Query: "list:<golang-nuts.example.com>", Do: mailbox.RuleStar})
	s.must(err)
	s.accounts.sheet.(*settings.Settings).CloseRule()
	s.accounts.refillSettings()
	s.shows("Letters of the mailing list golang-nuts.example.com get a star")
}

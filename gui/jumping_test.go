package gui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/jump"
	"popmail/gui/search"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// ctrl presses a key with Ctrl, and with Shift.
func (s *stage) ctrl(key fyne.KeyName, shift ...fyne.KeyModifier) {
	mod := fyne.KeyModifierShortcutDefault
	for _, m := range shift {
		mod |= m
	}
	s.window.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: mod})
}

// jumper is the field that is open; nil: there is none.
func (s *stage) jumper() *jump.Jump {
	j, _ := s.window.Canvas().Overlays().Top().(*jump.Jump)
	return j
}

// jumpsTo types into the field and presses Enter.
func (s *stage) jumpsTo(typed string) {
	s.t.Helper()
	s.ctrl(fyne.KeyK)
	if s.jumper() == nil {
		s.t.Fatal("Ctrl+K opens nothing")
	}
	for _, r := range typed {
		s.window.Canvas().Focused().TypedRune(r)
	}
	s.run.Fire(60 * time.Millisecond)
	s.press(fyne.KeyReturn)
	if s.jumper() != nil {
		s.t.Fatalf("%q leads nowhere", typed)
	}
}

// The field goes to folders, accounts, people, actions and settings.
func TestJump(t *testing.T) {
	letters := []storagetest.Mail{numbered(1), numbered(2), numbered(3)}
	letters[2].From = "Tracy Hill <tracy@hill.example>"
	s := newStageOf(t, true, letters, func(o *Options) {
		o.Writing = &fakeWriting{people: []mailbox.Suggestion{{Address: mailbox.Address{Name: "Tracy Hill", Email: "tracy@hill.example"}}}}
	})
	s.put(mailbox.Trash, 1)
	if _, err := s.store.CreateFolder(t.Context(), "Travel"); err != nil {
		t.Fatal(err)
	}
	s.news()
	s.ctrl(fyne.KeyK)
	j := s.jumper()
	j.SetText("tra")
	got := j.Texts()
	if want := []string{"Folders: Trash (1 message)", "Folders: Travel", "Actions: Empty Trash… (1 message)"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if j.Chosen() != "Trash" {
		t.Errorf("Enter goes to %q", j.Chosen())
	}
	s.press(fyne.KeyDown)
	if j.Chosen() != "Travel" {
		t.Errorf("after Down Enter goes to %q", j.Chosen())
	}
	s.press(fyne.KeyUp)
	s.press(fyne.KeyUp)
	if j.Chosen() != "Empty Trash…" {
		t.Errorf("above the first row is %q", j.Chosen())
	}
	j.SetText("show pic")
	if got := j.Texts(); len(got) != 0 {
		t.Errorf("nothing begins so, and there is %q", got)
	}
	j.SetText("keyb")
	if got := j.Texts(); !slices.Contains(got, "Settings: Keyboard (Help)") {
		t.Errorf("what is set on a page is not among %q", got)
	}
	s.press(fyne.KeyEscape)
	if s.jumper() != nil {
		t.Fatal("Escape leaves the field there")
	}
	s.jumpsTo("trash")
	if f, _ := s.folder(s.listing.view.Folder); f.Role != mailbox.Trash {
		t.Errorf("the folder is %v", f)
	}
	s.jumpsTo("starr")
	if !s.listing.view.Starred {
		t.Errorf("shown is %v", s.listing.view)
	}
	s.jumpsTo("ann@")
	if f, _ := s.folder(s.listing.view.Folder); f.Role != mailbox.Inbox {
		t.Errorf("the account leads to %v", f)
	}
	s.listing.list.Select(2)
	s.jumpsTo("add or remove")
	s.news()
	if !s.is(2, mailbox.Starred) {
		t.Error("an action is not done")
	}
	s.jumpsTo("tracy")
	s.run.Fire(search.Delay)
	if got := s.listing.bar.Text(); got != "from:tracy@hill.example" || !s.listing.searching || !slices.Equal(s.listing.list.IDs(), []mailbox.ID{3}) {
		t.Errorf("a person leads to %q: %v", got, s.listing.list.IDs())
	}
	s.jumpsTo("appear")
	if _, ok := s.sheet.(*settings.Settings); !ok {
		t.Fatal("a page of the settings does not open")
	}
	s.ctrl(fyne.KeyK)
	if s.jumper() == nil || s.sheet != nil {
		t.Error("the settings are not left for the field")
	}
}

// Every action that the field offers is one that can be done, and each shortcut of the sheet
// stands in the same table.
func TestCommands(t *testing.T) {
	s := newStage(t, 2)
	names := map[string]bool{}
	for _, c := range s.commands() {
		if c.name == "" && c.what == "" && len(c.bind) == 0 {
			t.Errorf("a command without words: %+v", c.keys)
		}
		if c.name != "" && names[c.name] {
			t.Errorf("%q stands there twice", c.name)
		}
		names[c.name] = true
		if c.can && c.do == nil {
			t.Errorf("%q can be done and is not", c.name)
		}
	}
	if !slices.Contains(s.shortcutSheet(), settings.Shortcut{Keys: "Ctrl+F or /", What: "Search"}) {
		t.Errorf("the sheet of shortcuts says %v", s.shortcutSheet())
	}
	able := func(name string) bool {
		i := slices.IndexFunc(s.jumpActions(), func(it jump.Item) bool { return it.Text == name })
		return i >= 0
	}
	if able("Archive") || able("Print the message") {
		t.Error("what needs a message is offered without one")
	}
	s.listing.list.Select(1)
	if !able("Archive") || !able("Print the message") {
		t.Error("what can be done with a message is not offered")
	}
}

// What begins as it is typed goes before somebody whose address holds that in its middle.
func TestJumpBeginnings(t *testing.T) {
	s := newStageOf(t, true, []storagetest.Mail{numbered(1)}, func(o *Options) {
		o.Writing = &fakeWriting{people: []mailbox.Suggestion{{Address: mailbox.Address{Name: "Tracy Hill", Email: "tracy@rules.example"}}}}
	})
	s.ctrl(fyne.KeyK)
	for _, r := range "rul" {
		s.window.Canvas().Focused().TypedRune(r)
	}
	s.run.Fire(60 * time.Millisecond)
	j := s.jumper()
	if got := j.Texts(); !slices.Equal(got, []string{"Settings: Rules", "People: Tracy Hill (0 messages)"}) {
		t.Errorf("%q", got)
	}
	if j.Chosen() != "Rules" {
		t.Errorf("Enter goes to %q", j.Chosen())
	}
}

// TestFoldersOfOneName: folders that lie in others are named with these where they are not listed in them.
func TestFoldersOfOneName(t *testing.T) {
	s := newStage(t, 1)
	var inner []mailbox.FolderID
	for _, name := range []string{"Bank", "Tax"} {
		outer, err := s.store.CreateFolder(t.Context(), name)
		s.must(err)
		id, err := s.store.CreateFolderIn(t.Context(), outer, "2025")
		s.must(err)
		inner = append(inner, id)
	}
	s.put(mailbox.Archive)
	s.news()
	s.ctrl(fyne.KeyK)
	j := s.jumper()
	j.SetText("2025")
	if got, want := j.Texts(), []string{"Folders: Bank / 2025", "Folders: Tax / 2025"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	j.SetText("tax 2025")
	if got, want := j.Texts(), []string{"Folders: Tax / 2025"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	s.press(fyne.KeyEscape)
	s.jumpsTo("tax 2025")
	if s.listing.view.Folder != inner[1] || s.listing.viewTitle != "2025" {
		t.Errorf("%+v, %q", s.listing.view, s.listing.viewTitle)
	}
	tax, _ := s.folder(inner[1])
	if s.filing.move([]mailbox.ID{1}, tax); s.bar() != "1 message moved to Tax / 2025" {
		t.Errorf("%q", s.bar())
	}
	var rules, told []string
	for _, f := range s.accounts.ruleFolders() {
		if strings.HasSuffix(f.Name, "2025") {
			rules = append(rules, f.Name)
		}
	}
	for _, p := range s.telling.state().Places {
		if strings.HasSuffix(p.Name, "2025") {
			told = append(told, p.Name)
		}
	}
	if !slices.Equal(rules, []string{"Bank / 2025", "Tax / 2025"}) || !slices.Equal(told, []string{"Folder Bank / 2025", "Folder Tax / 2025"}) {
		t.Errorf("rules %q, notifications %q", rules, told)
	}
	_, err := s.store.Move(t.Context(), s.anyID(), inner[0])
	s.must(err)
	s.news()
	m := s.row(s.anyID()[0])
	s.listing.choose(mailbox.View{}, "All mail")
	if got := s.listing.whereabouts(&m); got != "Bank / 2025" {
		t.Errorf("it lies in %q", got)
	}
}

// anyID is the number of the one message that there is.
func (s *stage) anyID() []mailbox.ID {
	all, err := s.store.Index(s.t.Context(), mailbox.View{}, 0)
	s.must(err)
	return []mailbox.ID{all[0].ID}
}

// TestJumpToLabels: accounts, and their folders, are found by what the person calls them.
func TestJumpToLabels(t *testing.T) {
	s := newTwo(t)
	s.ctrl(fyne.KeyK)
	j := s.jumper()
	has := func(typed, want string) {
		t.Helper()
		j.SetText(typed)
		if got := j.Texts(); !slices.ContainsFunc(got, func(x string) bool { return strings.HasPrefix(x, want) }) {
			t.Errorf("%q: no %q in %q", typed, want, got)
		}
	}
	has("home", "Accounts: Home")
	has("club", "Accounts: Club")
	has("treas", "Accounts: Club")
	has("inbox club", "Folders: Inbox")
}

// TestJumpFromPages: Ctrl+K leaves the page that is over the window, and a message's own window, and jumps; the
// address book has a search of its own for it, and what is being set up stays.
func TestJumpFromPages(t *testing.T) {
	s := newStage(t, 3)
	for name, open := range map[string]func(){
		"list": func() {}, "settings": s.accounts.showJunk, "ready": s.prepared.show, "room": s.showRoom, "licenses": s.showLicenses,
		"own window": func() { s.openAlone(2); s.accounts.showJunk() },
	} {
		open()
		if o := s.own(2); o != nil {
			o.window.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierShortcutDefault})
		} else {
			s.ctrl(fyne.KeyK)
		}
		if s.jumper() == nil || s.sheet != nil {
			t.Fatalf("%s: no field opens, or the page stays: %T", name, s.sheet)
		}
		s.ctrl(fyne.KeyK) // once is enough
		s.press(fyne.KeyEscape)
		if s.jumper() != nil {
			t.Fatalf("%s: the field stays", name)
		}
		if o := s.own(2); o != nil {
			o.window.Close()
		}
	}
	// What was searched for on the server's page, and what was chosen there, does not hold it back.
	served, _ := newServerStage(t)
	served.tick(0, 1)
	served.ctrl(fyne.KeyF)
	served.typed("film")
	served.ctrl(fyne.KeyK)
	if served.jumper() == nil || served.sheet != nil {
		t.Errorf("on the server: no field opens, or the page stays: %T", served.sheet)
	}
	s.accounts.addAccount()
	s.ctrl(fyne.KeyK)
	if s.jumper() != nil || s.sheet == nil {
		t.Error("an account that is being set up is left")
	}
}

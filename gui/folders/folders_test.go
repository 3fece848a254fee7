package folders

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

var (
	people = []account.Account{{ID: 1, Name: "Home", Email: "ann@example.org"}, {ID: 2, Email: "treasurer@club.example"}}
	places = []mailbox.Folder{
		{ID: 1, Account: 1, Role: mailbox.Inbox, Unread: 1200}, {ID: 2, Account: 1, Role: mailbox.Archive, Unread: 5},
		{ID: 3, Account: 1, Role: mailbox.Junk, Unread: 3}, {ID: 4, Account: 1, Role: mailbox.Trash, Unread: 9},
		{ID: 5, Account: 2, Role: mailbox.Inbox}, {ID: 6, Account: 2, Role: mailbox.Archive}, {ID: 7, Account: 2, Role: mailbox.Junk}, {ID: 8, Account: 2, Role: mailbox.Trash, Total: 1},
		{ID: 9, Role: mailbox.Own, Name: "Travel"}, {ID: 10, Role: mailbox.Own, Name: "family", Unread: 1},
	}
)

func text(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		switch r.Kind {
		case Heading:
			fmt.Fprintf(&b, "[%s]", r.Title)
		case Create:
			fmt.Fprintf(&b, "+%s", r.Title)
		default:
			b.WriteString(r.Title)
			if r.Unread > 0 {
				fmt.Fprintf(&b, "(%d)", r.Unread)
			}
		}
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

func TestRows(t *testing.T) {
	const own = " [Folders] family(1) Travel +New folder"
	const home = "[Home · ann@example.org] Inbox(1200) Starred Archive Junk(3) Trash"
	const all = "All inboxes(1200) Starred Junk(3) Trash [Home · ann@example.org] Inbox(1200) Archive"
	const later = "All inboxes(1200) Starred Drafts(2) Outbox(1) Sent Junk(3) Trash [Home · ann@example.org] Inbox(1200) Archive [treasurer@club.example] Inbox Archive"
	more := append(slices.Clone(places), mailbox.Folder{ID: 20, Account: 2, Role: mailbox.Drafts, Total: 1}, mailbox.Folder{ID: 21, Account: 1, Role: mailbox.Drafts, Total: 1}, mailbox.Folder{ID: 22, Account: 2, Role: mailbox.Sent, Total: 9}, mailbox.Folder{ID: 23, Account: 2, Role: mailbox.Outbox, Total: 1})
	sent := append(slices.Clone(places), mailbox.Folder{ID: 23, Account: 2, Role: mailbox.Outbox})
	for _, c := range []struct {
		name     string
		accounts []account.Account
		folders  []mailbox.Folder
		present  mailbox.View
		want     string
	}{
		{"one account", people[:1], slices.Concat(places[:4], places[8:]), mailbox.View{}, home + own},
		{"two accounts", people, places, mailbox.View{}, all + " [treasurer@club.example] Inbox Archive" + own},
		{"letters of two accounts", people, more, mailbox.View{}, later + own},
		{"an empty outbox", people, sent, mailbox.View{}, all + " [treasurer@club.example] Inbox Archive" + own},
		{"an empty outbox that is shown", people, sent, mailbox.View{Role: mailbox.Outbox}, strings.Replace(all, "Junk", "Outbox Junk", 1) + " [treasurer@club.example] Inbox Archive" + own},
		{"the present view stays", people, places, mailbox.View{Folder: 7}, all + " [treasurer@club.example] Inbox Archive Junk" + own},
		{"nothing", nil, nil, mailbox.View{}, "[Folders] +New folder"},
		{"kept mail of a removed account", people[:1], places, mailbox.View{}, home + " [Kept mail] Inbox Archive Trash" + own},
		{"all accounts removed", nil, places[4:8], mailbox.View{}, "[Kept mail] Inbox Starred Archive Junk Trash [Folders] +New folder"},
	} {
		if got := text(Rows(c.accounts, c.folders, c.present)); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestMark: an account that waits for the person has a mark that says why and leads on;
// no other heading has, and the mark goes when all is well.
func TestMark(t *testing.T) {
	for _, scale := range []float32{1, 1.5} {
		s := newSide(t, scale)
		s.OnMark = func(id account.ID) { s.told = append(s.told, fmt.Sprint("mark ", id)) }
		s.SetMarks(map[account.ID]string{2: "Sign in again to check for new mail.", 0: "nobody's"})
		for i, want := range []bool{false, true, false} {
			if got := s.headings[i].mark.Visible(); got != want {
				t.Errorf("heading %d: %t", i, got)
			}
		}
		h := s.headings[1]
		if h.mark.Tip != "Sign in again to check for new mail." {
			t.Errorf("it says %q", h.mark.Tip)
		}
		if end := h.text.Position().X + h.text.Size().Width; end > h.mark.Position().X+10 || h.mark.Position().X+h.mark.Size().Width > s.Size().Width {
			t.Errorf("the text ends at %v, the mark stands at %v", end, h.mark.Position())
		}
		test.Tap(h.mark)
		s.want(t, "mark 2")
		s.win.Canvas().Focus(h.mark)
		h.mark.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		h.mark.TypedRune(' ')
		if len(s.told) == 0 {
			t.Error("the keyboard does not reach the mark")
		}
		s.told = nil
		// Another order, and it goes along.
		s.Set([]account.Account{people[1], people[0]}, places)
		if !s.headings[0].mark.Visible() || s.headings[1].mark.Visible() {
			t.Error("the mark stays where another account is")
		}
		s.SetMarks(nil)
		if s.headings[0].mark.Visible() {
			t.Error("the mark stays")
		}
	}
}

type side struct {
	*Folders
	win  fyne.Window
	told []string
}

func newSide(t *testing.T, scale float32) *side {
	t.Helper()
	words.Use("en-GB")
	guitest.App(theme.Light, scale)
	s := &side{Folders: New()}
	s.OnSelected = func(v mailbox.View, title string) {
		s.told = append(s.told, fmt.Sprintf("%s%d%v", title, v.Folder, v.Starred))
	}
	s.OnCreate = func(name string) { s.told = append(s.told, "create "+name) }
	s.OnRename = func(id mailbox.FolderID, name string) { s.told = append(s.told, fmt.Sprint("rename ", id, " ", name)) }
	s.OnDelete = func(id mailbox.FolderID) { s.told = append(s.told, fmt.Sprint("delete ", id)) }
	s.win = guitest.Window(t, s.Folders, 216, 720)
	s.Set(people, places)
	return s
}

func (s *side) item(title string, nth int) *item {
	for _, i := range s.items {
		if i.row.Title == title {
			if nth--; nth < 0 {
				return i
			}
		}
	}
	return nil
}

func (s *side) want(t *testing.T, told ...string) {
	t.Helper()
	if !slices.Equal(s.told, told) {
		t.Errorf("told %q, want %q", s.told, told)
	}
	s.told = nil
}

func TestChoose(t *testing.T) {
	s := newSide(t, 1)
	if _, ok := s.View(); ok {
		t.Error("something is chosen from the start")
	}
	if !s.Select(mailbox.View{Account: 1, Folder: 1}) || s.Title() != "Inbox" {
		t.Error("Inbox cannot be chosen")
	}
	s.want(t) // Select tells nobody
	test.Tap(s.item("Starred", 0))
	test.Tap(s.item("Inbox", 1))
	s.want(t, "Starred0true", "Inbox5false")
	if i := s.item("Inbox", 1); !i.chosen || i.Fill() != theme.ColorSelected || !i.title.Bold() || s.item("Inbox", 0).chosen {
		t.Error("the chosen folder does not look so")
	}
	if got := s.item("Inbox", 0).badge.MinSize().Width; got == 0 {
		t.Error("unread mail has no badge")
	}
	for _, title := range []string{"Archive", "Trash"} {
		if got := s.item(title, 0).badge.MinSize().Width; got != 0 {
			t.Errorf("%s has a badge", title)
		}
	}
	s.Set(people, slices.DeleteFunc(slices.Clone(places), func(f mailbox.Folder) bool { return f.ID == 5 }))
	if s.current() != -1 {
		t.Error("a folder that is gone is chosen")
	}
	if s.Select(mailbox.View{Folder: 77}) {
		t.Error("a folder that is not there was chosen")
	}
	if !s.SelectFirst() {
		t.Error("there is no first folder")
	}
	s.want(t, "All inboxes0false")
}

func TestKeys(t *testing.T) {
	s := newSide(t, 1)
	key := func(names ...fyne.KeyName) {
		for _, n := range names {
			s.TypedKey(&fyne.KeyEvent{Name: n})
		}
	}
	test.Tap(s.item("Trash", 0))
	if s.win.Canvas().Focused() != fyne.Focusable(s.Folders) {
		t.Error("a tap did not give the sidebar the keyboard")
	}
	key(fyne.KeyDown, fyne.KeyUp, fyne.KeyHome, fyne.KeyUp, fyne.KeyEnd, fyne.KeyDown)
	s.want(t, "Trash0false", "Inbox1false", "Trash0false", "All inboxes0false", "Travel9false")
	key(fyne.KeyDelete)
	s.want(t, "delete 9")
	key(fyne.KeyHome, fyne.KeyDelete) // Inbox cannot be deleted
	s.want(t, "All inboxes0false")
	passed := fyne.KeyName("")
	s.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { passed = e.Name })
	key(fyne.KeyF5)
	if passed != fyne.KeyF5 {
		t.Error("F5 did not reach the window")
	}
}

func TestNamesAreTypedInPlace(t *testing.T) {
	s := newSide(t, 1)
	before := s.body.MinSize().Height
	test.Tap(s.item("New folder", 0))
	if !s.field.Visible() || s.win.Canvas().Focused() != fyne.Focusable(s.field) {
		t.Fatal("there is no field for the name")
	}
	if s.item("New folder", 0).Visible() {
		t.Error("the field and the row are both seen")
	}
	test.Type(s.field, "  Recipes \u202e ")
	s.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.want(t, "create Recipes")
	if s.field.Visible() || s.body.MinSize().Height != before {
		t.Error("the field is still there")
	}

	test.Tap(s.item("New folder", 0))
	test.Type(s.field, "No")
	s.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.want(t)
	test.Tap(s.item("New folder", 0))
	s.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // no name
	s.want(t)
	test.Tap(s.item("New folder", 0))
	test.Type(s.field, "Garden")
	test.Tap(s.item("Trash", 0)) // a click elsewhere means it is done
	s.want(t, "create Garden", "Trash0false")

	m := s.Menu(s.item("Travel", 0).row)
	m.Items[0].Action()
	if s.field.Text != "Travel" {
		t.Errorf("the field says %q", s.field.Text)
	}
	test.Type(s.field, "Trips") // the old name is selected
	s.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.want(t, "rename 9 Trips")
	m.Items[0].Action()
	s.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // unchanged
	m.Items[1].Action()
	s.want(t, "delete 9")
	if s.Menu(s.item("Inbox", 0).row) != nil || s.Menu(s.item("Trash", 0).row) != nil {
		t.Error("folders that every account has can be renamed or deleted")
	}
	s.OnEmpty = func(v mailbox.View) { s.told = append(s.told, fmt.Sprint("empty ", v.Role)) }
	s.Menu(s.item("Trash", 0).row).Items[0].Action()
	s.want(t, "empty trash")
}

func TestManyFoldersScroll(t *testing.T) {
	s := newSide(t, 1)
	many := slices.Clone(places)
	for i := range 60 {
		many = append(many, mailbox.Folder{ID: mailbox.FolderID(100 + i), Role: mailbox.Own, Name: fmt.Sprintf("x%02d", i)})
	}
	s.Set(people, many)
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	i := s.item("x59", 0)
	top, bottom := i.Position().Y-s.scroll.Offset.Y, i.Position().Y+i.Size().Height-s.scroll.Offset.Y
	if !i.chosen || top < 0 || bottom > s.scroll.Size().Height {
		t.Errorf("the chosen folder is at %v to %v of %v", top, bottom, s.scroll.Size().Height)
	}
}

func TestFooterAndSizes(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 2} {
		s := newSide(t, scale)
		s.SetFooter("All 12,408 messages are on this computer.", "Last backup: today 09:12")
		s.Select(mailbox.View{Account: 1, Folder: 1})
		last := s.footer[1]
		if end := last.Position().Y + last.Size().Height; end > 720 || last.Hidden {
			t.Errorf("scale %v: the footer ends at %v", scale, end)
		}
		if end := s.scroll.Size().Height; end > s.footer[0].Position().Y {
			t.Errorf("scale %v: the folders end at %v, the footer begins at %v", scale, end, s.footer[0].Position().Y)
		}
		for _, i := range s.items {
			if i.title.Position().X+i.title.UsedWidth() > i.Size().Width-20 {
				t.Errorf("scale %v: %q is too wide", scale, i.row.Title)
			}
		}
		s.win.Resize(fyne.NewSize(216, 150))
		if !s.footer[0].Hidden {
			t.Errorf("scale %v: the footer takes the place of the folders in a low window", scale)
		}
		s.win.Resize(fyne.NewSize(216, 720))
		guitest.Picture(t, s.win, fmt.Sprintf("folders_%v", scale))
		s.SetFooter()
		if len(s.footer) != 0 {
			t.Error("the footer is still there")
		}
	}
}

func TestHover(t *testing.T) {
	s := newSide(t, 1)
	i := s.item("Junk", 0)
	i.MouseIn(&desktop.MouseEvent{})
	if i.Fill() != theme.ColorBadge {
		t.Error("the row under the pointer does not look so")
	}
	i.MouseOut()
	if i.Fill() != "" {
		t.Error("the row still looks as if under the pointer")
	}
}

// The store keeps facts, the words are made here.
func TestKeptFolderName(t *testing.T) {
	for want, f := range map[string]mailbox.Folder{
		"Mail of ann@example.org": {Role: mailbox.Own, Kept: "ann@example.org", Name: "not shown"},
		"Old job":                 {Role: mailbox.Own, Name: "Old job"},
		"Trash":                   {Role: mailbox.Trash},
	} {
		if got := Name(f); got != want {
			t.Errorf("%+v: %q", f, got)
		}
	}
}

// What is typed for a new folder is whole, whatever the field showed before it.
func TestNewNameAfterAnother(t *testing.T) {
	for _, end := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyReturn} {
		for _, before := range []fyne.KeyName{"", fyne.KeyLeft, fyne.KeyHome, fyne.KeyEnd} {
			s := newSide(t, 1)
			s.Menu(s.item("Travel", 0).row).Items[0].Action()
			if before != "" {
				s.field.TypedKey(&fyne.KeyEvent{Name: before})
			}
			s.field.TypedKey(&fyne.KeyEvent{Name: end})
			s.told = nil
			s.NewFolder()
			test.Type(s.field, "Recipes")
			if s.field.Text != "Recipes" {
				t.Errorf("after %q and %q the field says %q", before, end, s.field.Text)
			}
			s.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			s.want(t, "create Recipes")
		}
	}
}

// Of several accounts each has the bar of its color before its name; one alone has it where
// the person has given it a color.
func TestAccountColor(t *testing.T) {
	s := newSide(t, 1)
	colored := slices.Clone(people)
	colored[1].Color, colored[1].Label = 3, "Club"
	s.Set(colored, places)
	at := slices.IndexFunc(s.headings, func(h *heading) bool { return strings.Contains(h.text.Text(), "Club") })
	if at < 0 {
		t.Fatal("the account is not called by its name")
	}
	for i, h := range s.headings {
		if h.bar.Visible() != (h.owner != 0) {
			t.Errorf("heading %d: %q has a bar: %v", i, h.text.Text(), h.bar.Visible())
		}
	}
	h := s.headings[at]
	if h.bar.FillColor != theme.AccountBar(3, "") {
		t.Errorf("the bar is %v", h.bar.FillColor)
	}
	bar, text := h.bar.Position(), h.text.Position()
	if bar.X+h.bar.Size().Width > text.X || bar.Y < text.Y || bar.Y+h.bar.Size().Height > text.Y+h.text.Size().Height {
		t.Errorf("the bar is at %v, %v, the name at %v", bar, h.bar.Size(), text)
	}
	s.Set(people[:1], places[:4])
	if s.headings[0].bar.Visible() {
		t.Error("one account alone has a bar")
	}
	s.Set(colored[1:], places[4:8])
	if !s.headings[0].bar.Visible() {
		t.Error("the color that was chosen for the only account is not seen")
	}
}

// TestPausedAccount: it says so, its folders are dim, and those of others are not.
func TestPausedAccount(t *testing.T) {
	s := newSide(t, 1)
	paused := slices.Clone(people)
	paused[0].Paused = true
	s.Set(paused, places)
	if got := s.headings[0].text.Text(); got != "Home · ann@example.org · Paused" {
		t.Errorf("%q", got)
	}
	first := false // account
	for _, r := range s.rows {
		if r.Kind == Heading {
			first = strings.Contains(r.Title, "ann@")
		}
		if want := first && !r.View.Starred; r.Dim != want {
			t.Errorf("%q is dim: %v", r.Title, r.Dim)
		}
	}
}

// TestLongLabel: the name of an account does not fill the sidebar, whatever its length.
func TestLongLabel(t *testing.T) {
	a := account.Account{ID: 1, Email: "ann@example.org", Label: strings.Repeat("long ", 60)}
	rows := Rows([]account.Account{a}, nil, mailbox.View{})
	if got := rows[0].Title; len([]rune(got)) > 60 || !strings.HasSuffix(got, "… · ann@example.org") {
		t.Errorf("%q", got)
	}
}

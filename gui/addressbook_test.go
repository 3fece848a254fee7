package gui

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// bookStage is a window with mail of people, in which letters can be written, and a hand on
// what its address book shows.
type bookStage struct {
	*stage
}

func newBookStage(t *testing.T) bookStage {
	t.Helper()
	var letters []storagetest.Mail
	for i, from := range []string{"Maria Bauer <maria@ferry.example>", "Mark <mark@harbor.example>", "Dad <dad@home.example>", "News <noreply@news.example>"} {
		letters = append(letters, storagetest.Mail{From: from, To: "ann@example.org", Subject: fmt.Sprint("letter ", i), Date: noon})
	}
	s, _ := writingStage(t, letters...)
	b := bookStage{s}
	s.key(&fyne.KeyEvent{Name: fyne.KeyHome})
	return b
}

func bookReading(o fyne.CanvasObject) (string, bool) {
	switch v := o.(type) {
	case *widgets.Button:
		return "[" + v.Text + "]", true
	case *widgets.Chip:
		return "(" + v.Text + ")", true
	case *widgets.Text:
		return v.Text(), true
	case *selectable.Text:
		return v.Text(), true
	case *field.Entry:
		return "«" + v.Text + "»", true
	case *field.Select:
		return "<" + v.Selected + ">", true
	case *widgets.Avatar:
		return "", false
	}
	return "", false
}

func (b bookStage) trees() []fyne.CanvasObject { return guitest.Over(b.window) }

func (b bookStage) text() string {
	return guitest.Reading(bookReading).Text(b.trees()...)
}

func (b bookStage) tap(text string) {
	b.t.Helper()
	test.Tap(guitest.Last(b.t, bookReading, "button "+text, func(o *widgets.Button) bool { return o.Text == text }, b.trees()...))
}

// more taps the three dots of the page.
func (b bookStage) more() {
	b.t.Helper()
	test.Tap(guitest.All(bookReading, func(o *widgets.Button) bool { return o.Text == "" && o.Tip == "More" }, b.trees()...)[0])
}

// pick chooses an item of the menu that is open.
func (b bookStage) pick(text string) {
	b.t.Helper()
	m, ok := b.window.Canvas().Overlays().Top().(*widgets.Menu)
	if !ok {
		b.t.Fatalf("no menu is open, for %s", text)
	}
	for _, i := range m.Items() {
		if i.Label == text {
			m.Dismiss()
			i.Action()
			return
		}
	}
	b.t.Fatalf("no %s in the menu", text)
}

func (b bookStage) fields() []*field.Entry {
	return guitest.All[*field.Entry](bookReading, nil, b.trees()...)
}

// name types the name of a group.
func (b bookStage) name(text string) {
	b.t.Helper()
	all := b.fields()
	all[len(all)-1].SetText(text)
}

func (b bookStage) search(text string) {
	b.t.Helper()
	b.fields()[0].SetText(text)
}

// choose finds somebody and opens them by the keyboard.
func (b bookStage) choose(text string) {
	b.t.Helper()
	b.search(text)
	b.fields()[0].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

func (b bookStage) sees(want ...string) {
	b.t.Helper()
	guitest.Sees(b.t, b.text(), want...)
}

func (b bookStage) hides(unwanted ...string) {
	b.t.Helper()
	text := b.text()
	for _, u := range unwanted {
		if strings.Contains(text, u) {
			b.t.Errorf("%s is seen:\n%s", u, text)
		}
	}
}

func (b bookStage) own() (out []mailbox.Contact) {
	b.t.Helper()
	out, err := b.store.Contacts(b.t.Context(), mailbox.ContactView{Own: true})
	b.must(err)
	return out
}

func (b bookStage) open() bookStage {
	b.t.Helper()
	b.window.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyB, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift})
	if b.book.open() == nil {
		b.t.Fatal("the address book is not there")
	}
	return b
}

func TestAddressBook(t *testing.T) {
	b := newBookStage(t).open()
	b.sees("Address book", "Maria Bauer", "maria@ferry.example", "Dad", "Mark", "<Everybody>", "4 people") // and Ann herself
	b.hides("noreply@", "letter 1")
	// Who looks for somebody finds them as they type.
	b.search("mar bau")
	b.sees("Maria Bauer")
	b.hides("Dad")
	b.search("nonsense")
	b.sees("Nobody found")
	b.choose("mark")
	b.sees("Known from your mail", "[Write to Mark]")
	// Somebody met becomes an entry with two addresses.
	b.tap("Add to address book…")
	f := b.fields()
	f[1].SetText("Mark Olsen")
	b.tap("Add another address")
	b.fields()[3].SetText("nonsense")
	b.tap("Save")
	b.sees("“nonsense” isn’t an e-mail address")
	b.fields()[3].SetText("mo@home.example")
	b.fields()[4].SetText("Pier 4")
	b.fields()[4].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.sees("Mark Olsen is saved.", "In your address book", "mo@home.example", "Pier 4", "mark@harbor.example and ")
	if own := b.own(); len(own) != 1 || own[0].Name != "Mark Olsen" || len(own[0].Emails) != 2 {
		t.Errorf("%v", own)
	}
	// Ctrl+Z takes it back.
	b.window.Canvas().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
	b.sees("Undone.")
	if own := b.own(); len(own) != 0 {
		t.Errorf("%v", own)
	}
	// Somebody new, whose address another one has.
	b.search("")
	b.tap("New person")
	b.fields()[1].SetText("Zoe")
	b.fields()[2].SetText("zoe@x.example")
	b.tap("Save")
	b.sees("Zoe is saved.", "[Write to Zoe]")
	b.tap("New person")
	b.fields()[2].SetText("ZOE@x.example")
	b.tap("Save")
	b.sees("This address belongs to Zoe.")
	// To turn away asks first.
	b.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	b.sees("Save your changes to ZOE@x.example?")
	b.tap("Discard changes")
	b.hides("This address belongs")
	// Escape empties the search, then leaves.
	b.search("zoe")
	b.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	b.sees("5 people")
	b.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.sheet != nil {
		t.Error("Escape does not leave the address book")
	}
}

// TestChangedStaysChosen: who is saved is the one who is shown, also with another address.
func TestChangedStaysChosen(t *testing.T) {
	b := newBookStage(t)
	b.must(errOf(b.store.SaveContact(t.Context(), mailbox.Contact{Name: "Mark Olsen", Emails: []string{"mark@harbor.example"}})))
	b.open()
	b.choose("olsen")
	b.tap("Edit")
	b.fields()[2].SetText("olsen@new.example")
	b.tap("Save")
	b.sees("olsen@new.example", "[Write to Mark Olsen]")
	b.choose("dad")
	b.tap("Add to address book…")
	b.fields()[1].SetText("Father Dad")
	b.fields()[2].SetText("dad@new.example")
	b.tap("Save")
	b.sees("dad@new.example", "[Write to Father Dad]")
}

func TestForgetAndMergePeople(t *testing.T) {
	b := newBookStage(t).open()
	b.choose("dad")
	b.key(&fyne.KeyEvent{Name: fyne.KeyDelete})
	b.sees("Dad won’t be suggested anymore.", "Nobody found")
	b.tap("Undo")
	b.search("")
	b.sees("Dad")
	// One is the same person as another.
	b.choose("dad")
	b.more()
	b.pick("Is the same person as…")
	b.sees("Choose the other one in the list.")
	b.choose("maria")
	b.sees("2 people", "Dad · dad@home.example", "Maria Bauer · maria@ferry.example")
	b.tap("Make one person of them")
	b.sees("They are one person now: Dad.")
	if own := b.own(); len(own) != 1 || len(own[0].Emails) != 2 || own[0].Name != "Dad" {
		t.Errorf("%v", own)
	}
	b.search("maria") // found by either address
	b.sees("dad@home.example and ")
	b.window.Canvas().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
	if own := b.own(); len(own) != 0 {
		t.Errorf("%v", own)
	}
}

func TestGroupsOfPeople(t *testing.T) {
	b := newBookStage(t).open()
	b.choose("dad")
	b.tap("Add to group")
	b.pick("New group…")
	b.tap("Save")
	b.sees("Type a name for the group.")
	b.name("Family")
	b.tap("Save")
	b.sees("Dad added to “Family”.", "(Family)", "In your address book")
	if _, ok := b.window.Canvas().Focused().(*widgets.List); !ok {
		t.Errorf("the keyboard is at %T", b.window.Canvas().Focused())
	}
	b.choose("maria")
	b.tap("Add to group")
	b.pick("Family")
	b.sees("Maria Bauer added to “Family”.", "(Family)")
	// The name is taken now.
	b.tap("Add to group")
	b.pick("New group…")
	b.name("FAMILY")
	b.tap("Save")
	b.sees("There is a group with this name already.")
	b.tap("Cancel")
	// The group itself.
	views := guitest.Last[*field.Select](t, bookReading, "list of views", nil, b.trees()...)
	b.search("")
	views.SetSelectedIndex(2)
	b.sees("<Family · 2 people>", "[Write to the group]", "Dad", "Maria Bauer")
	b.hides("Mark")
	b.tap("Write to the group")
	if n := len(b.writing.open); n != 1 || len(b.writing.open[0].editor.Letter().To) != 2 {
		t.Errorf("%d letters", n)
	}
	// The cross of the chip takes out.
	b.choose("dad")
	chip := guitest.Last(t, bookReading, "chip", func(c *widgets.Chip) bool { return c.Text == "Family" }, b.trees()...)
	chip.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	b.sees("Dad taken out of “Family”.")
	b.search("")
	b.sees("<Family · 1 ")
	b.tap("Delete the group")
	b.sees("The group “Family” was deleted.", "<Everybody>")
	b.tap("Undo")
	if groups, err := b.store.Groups(t.Context()); err != nil || len(groups) != 1 || len(groups[0].Members) != 1 {
		t.Errorf("%v %v", groups, err)
	}
	if own := b.own(); len(own) != 2 {
		t.Errorf("who is in a group is in the address book: %v", own)
	}
}

// TestSenderToAddressBook: the menu of a message adds its sender, and then opens them.
func TestSenderToAddressBook(t *testing.T) {
	b := newBookStage(t)
	ids, err := b.store.Index(t.Context(), mailbox.View{}, 0)
	b.must(err)
	item := func(text string) *fyne.MenuItem {
		t.Helper()
		b.reading.reader.ShowMenu()
		m := b.window.Canvas().Overlays().Top().(*widgets.Menu)
		defer m.Dismiss()
		for _, i := range m.Items() {
			if i.Label == text {
				return i
			}
		}
		t.Fatalf("no %s in the menu", text)
		return nil
	}
	b.listing.list.Select(ids[0].ID)
	who := b.reading.reader.Sender()
	item("Add the sender to the address book").Action()
	b.sees("is in your address book now.", "[Edit…]")
	if own := b.own(); len(own) != 1 || own[0].Emails[0] != who.Email || own[0].Name != who.Name {
		t.Errorf("%v, want %v", own, who)
	}
	item("Edit the sender…").Action()
	b.sees("Address book", "«"+who.Name+"»", "«"+who.Email+"»", "[Save]")
}

// TestAddressBookReadOnly: people are shown where nothing can be written.
func TestAddressBookReadOnly(t *testing.T) {
	s := newStage(t, 2, func(o *Options) { o.CannotWrite = mailbox.ErrReadOnly })
	b := bookStage{s}.open()
	b.choose("ann")
	b.hides("[Add to group]", "[Edit]", "[Add to address book…]")
	b.key(&fyne.KeyEvent{Name: fyne.KeyDelete})
	b.hides("won’t be suggested")
}

// TestAddressBookNarrow: where there is no room for both, the list or the page is seen, and
// the keyboard goes with it.
func TestAddressBookNarrow(t *testing.T) {
	b := newBookStage(t)
	b.window.Resize(fyne.NewSize(600, 800))
	b.open()
	b.hides("[People]", "Your people")
	b.choose("maria")
	b.sees("[People]", "[Write to Maria Bauer]")
	b.hides("Everybody")
	if f, ok := b.window.Canvas().Focused().(*widgets.Button); !ok || f.Text != "Write to Maria Bauer" {
		t.Errorf("the keyboard is at %T", b.window.Canvas().Focused())
	}
	done := guitest.Last(t, bookReading, "Done", func(o *widgets.Button) bool { return o.Text == "Done" }, b.trees()...)
	if end := fyne.CurrentApp().Driver().AbsolutePositionForObject(done).X + done.Size().Width; end < 570 || end > 600 {
		t.Errorf("Done ends at %v of 600", end)
	}
	b.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	b.sees("<Everybody>", "«maria»")
	b.hides("[People]")
	if _, ok := b.window.Canvas().Focused().(*widgets.List); !ok {
		t.Errorf("the keyboard is at %T", b.window.Canvas().Focused())
	}
	// A form that is given up leads back as well.
	b.tap("New person")
	b.sees("[Save]")
	b.tap("Cancel")
	b.sees("<Everybody>")
}

// TestAddressBookFits shows the address book at many widths and text sizes.
func TestAddressBookFits(t *testing.T) {
	for _, scale := range []int{minScale, 100, maxScale} {
		for _, width := range []float32{600, 900, 1280} {
			t.Run(fmt.Sprintf("%d/%.0f", scale, width), func(t *testing.T) {
				b := newBookStage(t)
				setLook(b.app, Look{Mode: theme.Dark, Scale: scale})
				b.window.Resize(fyne.NewSize(width, 800))
				b.open()
				look := func(name string) {
					t.Helper()
					b.toasts.hide()
					guitest.Fits(t, b.window, name)
				}
				look("list")
				b.choose("maria")
				look("person")
				b.tap("Add to address book…")
				b.tap("Add another address")
				look("form")
				b.tap("Save")
				look("entry")
				b.tap("Add to group")
				b.pick("New group…")
				look("name of a group")
				b.name("A group with a rather long name, for the harbor")
				b.tap("Save")
				look("in a group")
				b.more()
				b.pick("Is the same person as…")
				look("mate")
			})
		}
	}
}

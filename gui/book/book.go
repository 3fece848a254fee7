// Package book is the address book over the whole window: a list of people, and the page of
// who is chosen in it. It says what the person wants; what is kept lies behind Store.
package book

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Store keeps the address book. Its calls may take long. A change returns what undoes it.
type Store interface {
	// Contacts lists people by their names.
	Contacts(ctx context.Context, v mailbox.ContactView) ([]mailbox.Contact, error)
	// Groups lists groups by their names.
	Groups(ctx context.Context) ([]mailbox.ContactGroup, error)
	// SaveContact writes somebody down; ID 0: somebody new. Errors are
	// *mailbox.AddressTakenError and mailbox.ErrName.
	SaveContact(ctx context.Context, c mailbox.Contact) (mailbox.ContactID, mailbox.ContactEdit, error)
	// MergeContacts makes one of several people; the first has the name.
	MergeContacts(ctx context.Context, list []mailbox.Contact) (mailbox.ContactID, mailbox.ContactEdit, error)
	// ForgetContacts removes people; their addresses are not offered any more.
	ForgetContacts(ctx context.Context, list []mailbox.Contact) (mailbox.ContactEdit, error)
	// SaveGroup names a group; ID 0: a new one. Errors are mailbox.ErrExists and ErrName.
	SaveGroup(ctx context.Context, id mailbox.GroupID, name string) (mailbox.GroupID, mailbox.ContactEdit, error)
	RemoveGroup(ctx context.Context, id mailbox.GroupID) (mailbox.ContactEdit, error)
	AddToGroup(ctx context.Context, id mailbox.GroupID, list []mailbox.Contact) (mailbox.ContactEdit, error)
	RemoveFromGroup(ctx context.Context, id mailbox.GroupID, members []mailbox.ContactID) (mailbox.ContactEdit, error)
	// UndoContacts takes a change back.
	UndoContacts(ctx context.Context, was mailbox.ContactEdit) error
}

// Book is the whole area of the window while the address book is open. Unset functions hide
// what would call them. All methods and functions are called on the window's thread.
type Book struct {
	widget.BaseWidget
	OnClose  func()
	OnFailed func(error)
	// OnSay tells what was done; undo may be nil.
	OnSay   func(text string, undo func())
	OnWrite func(to []mailbox.Address)
	// OnExport saves people in a file; name is a proposal for its name without an ending.
	OnExport func(list []mailbox.Contact, name string, format Format)
	// OnImport brings people in from a file; Imported lists them.
	OnImport func()

	run     loop.Runner
	store   Store // nil: nothing is there
	fixed   bool  // nothing can be changed
	loading loop.Latest
	view    mailbox.ContactView
	people  people // who is listed
	groups  []mailbox.ContactGroup
	want    int64             // key of who is to be chosen once they are listed; 0: nobody
	loaded  bool              // the list was read at least once
	mate    *mailbox.Contact  // is to be merged with who is chosen next; nil: nobody
	form    *form             // nil: nobody is being changed
	after   func()            // once people are listed anew; nil: nothing
	undo    func()            // takes back what was done last
	homing  bool              // once people are listed anew the keyboard goes home
	lead    fyne.Focusable    // the first button of the page; nil: there is none
	several []mailbox.Contact // of the page, when there is no form
	front   bool              // in a narrow window the page is seen in the place of the list
	narrow  bool

	ground, headLine, listLine, listGround *widgets.Ground
	head                                   *flow.Column
	title                                  *widgets.Text
	back, add, more, done                  *widgets.Button
	search                                 *field.Entry
	views                                  *field.Select
	top                                    *flow.Column
	list                                   *widgets.List
	count                                  *widgets.Text
	page                                   *flow.Page
	column                                 *flow.Column
}

// Format is the kind of a file with people.
type Format uint8

// The formats.
const (
	VCard Format = iota // for phones and other mail programs
	CSV                 // a table
)

// New returns the address book of a store; Load fills it. fixed: nothing can be changed.
func New(run loop.Runner, store Store, fixed bool) *Book {
	b := &Book{run: run, store: store, fixed: fixed, loading: loop.Latest{Run: run}}
	b.ground, b.listGround = widgets.NewGround(theme.ColorPane), widgets.NewGround(theme.ColorCard)
	b.headLine, b.listLine = widgets.NewHairline(), widgets.NewHairline()
	b.title = widgets.NewLine(lang.L("Address book"), true, fynetheme.SizeNameSubHeadingText, "")
	b.back = widgets.NewButton(widgets.Flat, lang.L("People"), widgets.IconBack, func() { b.goBack() })
	b.back.Color = fynetheme.ColorNameHyperlink
	b.add = widgets.NewButton(widgets.Quiet, lang.L("New person"), widgets.IconPlus, func() { b.edit(mailbox.Contact{}) })
	b.add.Tip = lang.L("New person") + " (" + lang.L("Ctrl") + "+N)"
	b.more = widgets.NewButton(widgets.Flat, "", widgets.IconMore, b.menu)
	b.more.Tip = lang.L("More")
	b.done = widgets.NewButton(widgets.Primary, lang.L("Done"), "", b.close)
	b.search = field.NewEntry(func() { b.openFirst() }, nil)
	b.search.SetPlaceHolder(lang.L("Search people"))
	b.search.OnEscape = b.escape
	b.search.OnChanged = func(string) { b.look() }
	b.search.OnDown = func() {
		if b.list.Current() < 0 {
			b.list.Step(1)
		}
		b.focus(b.list)
	}
	b.views = field.NewSelect(nil, func(string) { b.look() })
	b.newList()
	b.count = small("")
	b.head = flow.NewColumn(0, flow.NewRow(8, b.title, b.back, b.title, b.add, b.more, b.done))
	b.head.Fill, b.head.Inset = theme.ColorCard, flow.Insets{Left: 20, Top: 9, Right: 20, Bottom: 8}
	b.top = flow.NewColumn(8, b.search, field.Framed(b.views), b.count)
	b.top.Inset = flow.Insets{Left: 14, Top: 12, Right: 14, Bottom: 8}
	b.column = flow.NewColumn(16)
	b.column.Inset = flow.Insets{Left: 20, Top: 22, Right: 20, Bottom: 24}
	b.page = flow.NewPage(b.column)
	b.page.Fill, b.page.FollowFocus = theme.ColorPane, true
	b.showViews()
	b.show()
	b.ExtendBaseWidget(b)
	return b
}

// First gets the keyboard when the address book is opened.
func (b *Book) First() fyne.Focusable { return b.search }

// CreateRenderer implements fyne.Widget.
func (b *Book) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	return widget.NewSimpleRenderer(container.New(frame{b}, b.parts()...))
}

// parts is everything that frame places.
func (b *Book) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.ground, b.listGround, b.top, b.list, b.listLine, b.page, b.head, b.headLine}
}

func (b *Book) canvas() fyne.Canvas {
	if b.Size().IsZero() {
		return nil
	}
	return fyne.CurrentApp().Driver().CanvasForObject(b)
}

func (b *Book) focus(f fyne.Focusable) {
	if c := b.canvas(); c != nil && f != nil {
		c.Focus(f)
	}
}

func (b *Book) close() { b.leave(b.OnClose) }

// TypedKey lets the window hand on keys that no field has taken. It reports whether the key
// was used.
func (b *Book) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		b.escape()
	case fyne.KeyBackspace:
		return b.goBack()
	case fyne.KeyPageDown:
		b.page.By(b.page.Size().Height - 60)
	case fyne.KeyPageUp:
		b.page.By(60 - b.page.Size().Height)
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd:
		if b.narrow && b.front {
			return false
		}
		b.focus(b.list)
		b.list.TypedKey(e)
	case fyne.KeyDelete:
		if b.form == nil && len(b.several) > 0 {
			b.forget(b.several)
		}
	default:
		return false
	}
	return true
}

// Search puts the keyboard into the search field.
func (b *Book) Search() {
	b.leave(func() {
		b.setFront(false)
		b.focus(b.search)
	})
}

// Undo takes back what was done last.
func (b *Book) Undo() {
	if undo := b.undo; undo != nil {
		b.undo = nil
		undo()
	}
}

// Unsaved reports whether somebody is being changed who is not saved yet.
func (b *Book) Unsaved() bool { return b.form != nil && b.form.changed() }

// Leave goes on with then once what is being changed is saved or given up.
func (b *Book) Leave(then func()) { b.leave(then) }

// escape turns away from what is under way, then from the search, then from the page, then
// from the address book.
func (b *Book) escape() {
	switch {
	case b.form != nil:
		b.leave(func() {})
	case b.mate != nil:
		b.mate = nil
		b.show()
	case b.goBack():
	case b.search.Text != "":
		b.search.SetText("")
		b.focus(b.search)
	default:
		b.close()
	}
}

// goBack returns from the page to the list in a narrow window.
func (b *Book) goBack() bool {
	if !b.narrow || !b.front {
		return false
	}
	b.leave(func() {
		b.setFront(false)
		b.focus(b.list)
	})
	return true
}

func (b *Book) setFront(on bool) {
	b.front = on
	if s := b.Size(); !s.IsZero() {
		frame{b}.Layout(b.parts(), s) // at once: what is hidden gets no keyboard
	}
	b.Refresh()
	b.relayout()
}

// relayout gives the page its height after something has appeared or gone.
func (b *Book) relayout() {
	b.column.Refresh()
	b.page.Relayout()
}

// menu is that of the three dots.
func (b *Book) menu() {
	c := b.canvas()
	if c == nil {
		return
	}
	var items []*fyne.MenuItem
	if !b.fixed {
		items = append(items, widgets.MenuItem(widgets.IconPeople, lang.L("New group…"), "", func() { b.leave(func() { b.nameGroup(mailbox.ContactGroup{}, nil) }) }))
		if b.OnImport != nil {
			items = append(items, widgets.MenuItem("", lang.L("Bring people in from a file…"), "", func() {
				b.leave(b.OnImport)
			}))
		}
	}
	if b.OnExport != nil && len(b.people.list) > 0 {
		items = append(items, widgets.MenuItem(widgets.IconSave, lang.L("Save these people in a file…"), "", func() { b.askFormat(b.people.list, b.viewName()) }))
	}
	if len(items) > 0 {
		widgets.ShowMenuBelow(fyne.NewMenu("", items...), c, b.more, true)
	}
}

func small(text string) *widgets.Text {
	return widgets.NewText(text, theme.SizeSmall, theme.ColorMuted)
}

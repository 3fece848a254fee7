// Package compose is the window in which a letter is written. It says what the person wants
// and does nothing by itself.
package compose

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"popmail/account/letter"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Editor is one letter while it is written. Its methods are called on the window's thread.
type Editor struct {
	widget.BaseWidget

	OnChanged func() // by the person
	OnSend    func()

	// RemindMenu offers how long an answer is waited for; see SetReminder.
	RemindMenu func() *fyne.Menu
	OnAttach   func() // files are to be chosen
	OnDiscard  func()
	// OnPaste is asked about what is pasted. True: these are files, and are attached; asText is
	// called where they turn out to be none.
	OnPaste   func(text string, asText func()) bool
	MenuItems func() []*fyne.MenuItem
	OnFrom    func(below fyne.CanvasObject) // another sender is to be chosen

	run loop.Runner

	laying bool           // the card
	held   fyne.Focusable // what had the keyboard when it was taken away; nil: nothing
	lid    *widgets.Lid   // lies over all of it while it is locked; nil: it is not
	base   letter.Letter  // what cannot be changed here
	from   letter.Person
	bar    *bar
	popup  *popup

	to, cc, bcc                           *peopleField
	fromText                              *widgets.Text
	fromRow, toRow, ccRow, bccRow, subRow *line
	addCc, addBcc                         *widgets.Button
	subject                               *entry
	text                                  *entry
	quote                                 *quote
	quoteRow                              *flow.Column  // with its margin
	note                                  *widgets.Text // about the message that is redirected or answered
	noteRow                               *flow.Column
	files                                 *flow.Tiles
	photos                                *photoLine
	fileBox                               *flow.Column // both
	fileRow                               *flow.Page
	fileEdge                              *widgets.Ground
	fields, body                          *flow.Column
	top, page                             *flow.Page
	card                                  *card
	foot                                  *foot
	root                                  *fyne.Container
}

// New returns an editor without a letter. find looks for people by what is typed, in the
// background; it may be nil.
func New(run loop.Runner, find func(ctx context.Context, typed string, limit int) ([]mailbox.Suggestion, error)) *Editor {
	e := &Editor{run: run, popup: newPopup(), bar: newBar(), foot: newFoot()}
	e.bar.send.OnTapped = func() { e.send() }
	e.bar.attach.OnTapped = func() { call(e.OnAttach) }
	e.bar.discard.OnTapped = func() { call(e.OnDiscard) }
	e.bar.more.OnTapped = e.menu
	e.bar.remind.OnTapped = func() {
		if e.RemindMenu == nil {
			return
		}
		if c := fyne.CurrentApp().Driver().CanvasForObject(e.bar.remind); c != nil {
			widgets.ShowMenuBelow(e.RemindMenu(), c, e.bar.remind, false)
		}
	}
	people := func() *peopleField {
		f := newPeopleField(run, e.popup)
		f.find, f.onChanged, f.onResized = find, e.changed, e.relaid
		f.onFiles = e.pasted(f.entry)
		return f
	}
	e.to, e.cc, e.bcc = people(), people(), people()
	e.subject, e.text = newEntry(false), newEntry(true)
	e.subject.TextStyle.Bold, e.subject.selects = true, true
	e.subject.OnChanged = func(string) { e.changed() }
	e.subject.onKey = func(k *fyne.KeyEvent) bool {
		if k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter || k.Name == fyne.KeyDown {
			e.focus(e.text)
			return true
		}
		return false
	}
	e.text.OnChanged = func(string) { e.relaid(); e.changed() }
	e.text.OnCursorChanged = e.followCaret
	e.text.below = e.ownEnd
	e.text.onPaste, e.subject.onPaste = e.pasted(e.text), e.pasted(e.subject)

	e.addCc = widgets.NewButton(widgets.Flat, lang.L("Cc"), "", func() { e.reveal(e.ccRow, e.cc) })
	e.addBcc = widgets.NewButton(widgets.Flat, lang.L("Bcc"), "", func() { e.reveal(e.bccRow, e.bcc) })
	e.addCc.Small, e.addBcc.Small = true, true
	e.addCc.Tip, e.addBcc.Tip = lang.L("Send a copy to others"), lang.L("Send a copy that the others don’t see")
	e.fromText = widgets.NewSpans()
	from := widgets.NewButton(widgets.Flat, "", widgets.IconDown, nil)
	from.OnTapped = func() {
		if e.OnFrom != nil {
			e.OnFrom(from)
		}
	}
	from.Tip = lang.L("Write from another address")
	e.fromRow = newLine(lang.L("From"), newSender(e.fromText, from))
	e.toRow = newLine(lang.L("To"), e.to, e.addCc, e.addBcc)
	e.ccRow, e.bccRow = newLine(lang.L("Cc"), e.cc), newLine(lang.L("Bcc"), e.bcc)
	e.subRow = newLine(lang.L("Subject"), newOutdent(e.subject))
	e.fields = flow.NewColumn(0, e.fromRow, e.toRow, e.ccRow, e.bccRow, e.subRow)
	e.body = flow.NewColumn(14)
	e.body.Inset = flow.Insets{Left: edge - 8, Top: 8, Right: edge, Bottom: 16}
	e.page = flow.NewPage(e.body)
	e.top = flow.NewPage(e.fields)
	e.top.FollowFocus = true
	e.quote = e.newQuote()
	e.quoteRow = indented(e.quote)
	e.page.OnMoved = e.window
	e.note = widgets.NewText("", "", "")
	e.noteRow = indented(e.note)
	e.noteRow.Hide()
	e.body.Objects = []fyne.CanvasObject{e.noteRow, e.text, e.quoteRow}
	e.to.entry.onPage = e.pageBy
	e.files, e.photos = flow.NewTiles(10), newPhotoLine(e)
	e.fileBox = flow.NewColumn(9, e.files, e.photos)
	e.fileBox.Inset = flow.Insets{Left: edge, Top: 12, Right: edge, Bottom: 14}
	e.fileEdge = widgets.NewHairline()
	e.fileRow = flow.NewPage(e.fileBox)
	e.fileRow.FollowFocus = true
	e.fileRow.Hide()
	e.fileEdge.Hide()
	e.card = newCard(e)
	e.root = container.NewStack(container.New(&frame{}, e.bar, e.card, e.foot), e.popup.layer)
	e.ExtendBaseWidget(e)
	return e
}

// edge is the margin inside of the card.
const edge = 22

func call(f func()) {
	if f != nil {
		f()
	}
}

// CreateRenderer implements fyne.Widget.
func (e *Editor) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(e.root) }

// Set shows a letter; nothing of it counts as changed.
func (e *Editor) Set(l *letter.Letter) {
	was := e.OnChanged
	e.OnChanged = nil
	e.base = *l
	e.SetFrom(l.From, false)
	e.to.set(l.To)
	e.cc.set(l.Cc)
	e.bcc.set(l.Bcc)
	e.show(e.ccRow, len(l.Cc) > 0)
	e.show(e.bccRow, len(l.Bcc) > 0)
	e.subject.SetText(l.Subject)
	e.text.SetText(l.Text)
	e.text.CursorRow, e.text.CursorColumn = 0, 0
	e.quote.bare = l.Plain
	e.quote.set(l.Quote)
	e.Stop()
	e.files.Objects = nil
	e.Attach(l.Attachments...)
	if l.Resent != nil {
		e.onlyPeople()
	}
	e.OnChanged = was
	e.relaid()
}

// SetFrom names the sender; several says that there are others to choose from.
func (e *Editor) SetFrom(p letter.Person, several bool) {
	e.from = p
	if p.Name != "" {
		e.fromText.Spans = []widgets.Span{{Text: p.Name}, {Text: " <" + p.Email + ">", Color: theme.ColorMuted}}
	} else {
		e.fromText.Spans = []widgets.Span{{Text: p.Email}}
	}
	e.fromText.Refresh()
	e.show(e.fromRow, several)
}

// Letter is what is written now.
func (e *Editor) Letter() *letter.Letter {
	l := e.base
	l.From = e.from
	if e.Redirects() {
		l.To, l.Quote = e.to.people(), nil
		return &l
	}
	l.To, l.Cc, l.Bcc = e.to.people(), e.cc.people(), e.bcc.people()
	l.Subject, l.Text = strings.TrimSpace(e.subject.Text), e.text.Text
	l.Quote = e.quote.of
	l.Attachments = e.attachments()
	return &l
}

// SetIdentity gives the letter its message-id.
func (e *Editor) SetIdentity(messageID string) { e.base.MessageID = messageID }

// SetPlain says whether the letter goes without HTML. The quote is shown as it will go.
func (e *Editor) SetPlain(on bool) {
	e.base.Plain, e.quote.bare = on, on
	e.setQuote(e.quote.of)
	e.changed()
}

// Plain reports whether the letter goes without HTML.
func (e *Editor) Plain() bool { return e.base.Plain }

// Quoted reports whether the letter quotes something that had looks of its own.
func (e *Editor) Quoted() bool { return !e.Redirects() && e.quote.of != nil && e.quote.of.HTML != "" }

// Title is the subject, for the window.
func (e *Editor) Title() string { return strings.TrimSpace(e.subject.Text) }

// TextRoom is where the text begins on the canvas, and how much of it is seen.
func (e *Editor) TextRoom() (top, height float32) {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(e.page).Y, e.page.Size().Height
}

// pasted asks about what is pasted into a field, and pastes it as text where it is no file.
func (e *Editor) pasted(into *entry) func(text string) bool {
	return func(text string) bool {
		return e.OnPaste != nil && e.OnPaste(text, func() {
			into.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
		})
	}
}

// Start is called when the window is there: the quote is drawn, and what is to be filled in
// first has the keyboard.
func (e *Editor) Start() {
	e.quote.begin()
	e.relaid()
	switch {
	case len(e.to.chips) == 0 || e.Redirects():
		e.focus(e.to.entry)
	case e.subject.Text == "":
		e.focus(e.subject)
	default:
		e.focus(e.text)
		e.text.place(e.ownEnd())
	}
}

// FocusTo gives the keyboard to the people whom the letter goes to.
func (e *Editor) FocusTo() { e.focus(e.to.entry) }

// FocusSubject gives the keyboard to the subject.
func (e *Editor) FocusSubject() { e.focus(e.subject) }

// SetSaved says that the letter is kept; empty: nothing is kept yet.
func (e *Editor) SetSaved(text string) { e.bar.setSaved(text) }

// SetFoot writes the line at the bottom; brief is what it says where there is no room for
// all of it.
func (e *Editor) SetFoot(online bool, text, brief string) {
	if e.foot.set(online, text, brief) {
		e.root.Refresh() // which gives it its height
	}
}

// Lock takes pointer and keyboard away while the letter is handed over: what was typed or taken
// out then would go otherwise than it is seen.
func (e *Editor) Lock(on bool) {
	c := fyne.CurrentApp().Driver().CanvasForObject(e)
	if on {
		e.bar.send.Disable()
		if c != nil {
			e.held = c.Focused()
			c.Unfocus()
			if e.lid == nil {
				e.lid = widgets.ShowLid(c)
			}
		}
		return
	}
	e.bar.send.Enable()
	if e.lid != nil {
		e.lid.Hide()
		e.lid = nil
	}
	if c != nil && e.held != nil {
		c.Focus(e.held)
	}
	e.held = nil
}

func (e *Editor) changed() {
	call(e.OnChanged)
}

func (e *Editor) send() {
	for _, f := range []*peopleField{e.to, e.cc, e.bcc} {
		f.take()
	}
	call(e.OnSend)
}

// Send is what the button does.
func (e *Editor) Send() {
	if !e.bar.send.Disabled() {
		e.send()
	}
}

func (e *Editor) show(l *line, on bool) {
	l.Hidden = !on
	e.addCc.Hidden, e.addBcc.Hidden = !e.ccRow.Hidden || e.Redirects(), !e.bccRow.Hidden || e.Redirects()
	e.relaid()
}

func (e *Editor) reveal(l *line, f *peopleField) {
	e.show(l, true)
	e.focus(f.entry)
}

func (e *Editor) focus(f fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(e); c != nil {
		c.Focus(f)
	}
}

func (e *Editor) menu() {
	c := fyne.CurrentApp().Driver().CanvasForObject(e)
	if c == nil || e.MenuItems == nil {
		return
	}
	if items := e.MenuItems(); len(items) > 0 {
		widgets.ShowMenuBelow(fyne.NewMenu("", items...), c, e.bar.more, true)
	}
}

// relaid lays the card out after something has another height. While it is laid out, what
// is told of another height is heard already.
func (e *Editor) relaid() {
	if e.card == nil || e.card.Size().Width == 0 || e.laying {
		return
	}
	e.card.Refresh()
	e.popup.place()
}

// window tells the quote what of it is in sight.
func (e *Editor) window() {
	if !e.quote.Visible() {
		return
	}
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(e.page).Y - d.AbsolutePositionForObject(e.quote.view).Y
	e.quote.view.Window(top, top+e.page.Size().Height)
}

// followCaret keeps the line that is written in sight.
func (e *Editor) followCaret() {
	if fyne.CurrentApp().Driver().CanvasForObject(e) == nil || e.page.Size().Height == 0 {
		return
	}
	h := field.LineHeight()
	top := e.text.Position().Y + float32(e.text.CursorRow)*h
	bottom := top + 2*h
	switch at := e.page.Scroll.Offset.Y; {
	case top < at:
		e.page.By(top - at)
	case bottom > at+e.page.Scroll.Size().Height:
		e.page.By(bottom - at - e.page.Scroll.Size().Height)
	}
}

// SetReminder shows the button for reminders, and how long an answer is waited for; empty: none is.
func (e *Editor) SetReminder(text string) {
	e.bar.labels[e.bar.remind] = text
	e.bar.remind.Tip = lang.L("Remind me if nobody answers")
	if text != "" {
		e.bar.remind.Tip += ": " + text
	}
	e.bar.remind.Show()
	e.bar.Refresh()
}

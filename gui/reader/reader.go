// Package reader is the reading pane: the card with a message, its attachments
// and pictures. It says what the person wants and does nothing by itself; it
// never opens or fetches anything.
package reader

import (
	"context"
	"maps"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// Content is a message to show.
type Content struct {
	Summary mailbox.Summary
	Message *eml.Message
	Own     []string // addresses of the person's accounts, who is called "you"
	Holder  string   // address of the account that the message lies in
	// Account is the name of that account, and AccountColor the color of its bar (see
	// theme.AccountBar), where there are several in the list; empty: not shown.
	Account      string
	AccountColor int
	State        *State             // of a letter that is not sent yet; nil: it is none
	Thread       *Thread            // the conversation that it belongs to, see SetThread; nil: it stands alone
	Together     bool               // it stands in a conversation, even before SetThread has said so
	Terms        []string           // found words to mark, see mailbox.Result
	Files        []mailbox.FileRead // what is known of attached files, see SetFiles

	Offer mailbox.MailingList // for whose letters a folder is offered; without an Address: nothing is

	Pictures map[string][]byte // of the internet, by their addresses, as far as they were fetched; nil octets: in vain
	Always   bool              // the pictures of this sender are always fetched
}

// Calls say what the person wants of a message. Unset functions hide what would call them. All are
// called on the window's thread, but where they say that they run in the background.
type Calls struct {
	// OnAnswer writes a letter about the message.
	OnAnswer func(id mailbox.ID, how Answer)
	// OnEdit goes on with a letter of one's own that is not sent yet.
	OnEdit       func(id mailbox.ID)
	OnStar       func(id mailbox.ID, on bool)
	OnMarkUnread func(id mailbox.ID)
	OnArchive    func(ids []mailbox.ID)
	OnDelete     func(ids []mailbox.ID)
	// Stays reports that messages can only stay where they are; nil: none has to. Kept reports that they are out of the
	// way already, so that nothing archives them.
	Stays, Kept func(ids []mailbox.ID) bool
	// OnJunk moves messages to Junk. OnNotJunk says that they are none; out: they lie in Junk.
	// OnBlock has all mail of an address go to Junk; ids are what it was said of.
	OnJunk    func(ids []mailbox.ID)
	OnNotJunk func(ids []mailbox.ID, out bool)

	// OnUnsnooze brings messages back that are put off; nil: nothing can be changed.
	OnUnsnooze func(ids []mailbox.ID)
	OnBlock    func(address string, ids []mailbox.ID)
	// OnTrust has mail of an address never be junk, OnUnblock no longer always; ids lie in Junk and come out of it, or
	// were marked.
	OnTrust, OnUnblock func(address string, ids []mailbox.ID)
	// Mine reports whether an address is the person's own, of which that is not said: anybody can put it down
	// as the sender. nil: none is.
	Mine func(address string) bool
	// OnWhyJunk hands what is thought of a message to done, on the window's thread.
	OnWhyJunk      func(id mailbox.ID, done func(j mailbox.Judgment, err error))
	OnJunkSettings func()
	// OnLetter shows another letter of the conversation; nil: none are shown around a message.
	OnLetter func(id mailbox.ID)
	// OnMute says whether what comes of the conversation is to count as read; nil: not offered.
	OnMute func(on bool)
	// OnUnfold opens all letters of the conversation, or all but the one that is shown no more;
	// nil: not offered.
	OnUnfold func(all bool)
	// OnFold makes a letter of the conversation that is open a line again; nil: not offered.
	OnFold func(id mailbox.ID)
	// OnSaveMessage saves the message as an .eml file.
	OnSaveMessage func(id mailbox.ID)
	// OnOriginal hands the octets as received, the first MostOriginal of them, to done, on the
	// window's thread.
	OnOriginal func(id mailbox.ID, done func(raw []byte, err error))
	// OnOpenAttachment opens one in the program that is usual for it; the person
	// has been warned of programs.
	OnOpenAttachment func(id mailbox.ID, index int)
	// OnPictures shows the attached pictures, beginning with the one that has an index.
	OnPictures       func(id mailbox.ID, list []eml.Attachment, first int)
	OnSaveAttachment func(id mailbox.ID, index int)
	// OnDragAttachment carries one to another program while it is dragged. What it returns is told
	// how that ends; nil: it cannot be.
	OnDragAttachment func(id mailbox.ID, index int) (letGo func(drop bool))
	// OnSavePicture saves a picture of the text that is no attachment; title is what its
	// file is called. octets may take long.
	OnSavePicture func(title string, octets func() []byte)
	OnSaveAll     func(id mailbox.ID)
	// OnRest gets the rest of a message of which only the beginning is here, or, with on
	// false, leaves it on the server.
	OnRest func(id mailbox.ID, on bool)
	// Large reports whether a message of a size comes only where the disk has room for it; nil:
	// none does.
	Large func(octets int64) bool
	// FileText reads the text of an attached file, in the background; nil: none is shown.
	FileText func(ctx context.Context, id mailbox.ID, index int) (string, error)
	// FilePage draws a page of one, in the background; nil: only the words around what was found
	// are shown.
	FilePage func(ctx context.Context, id mailbox.ID, index int, v mailbox.PageView, terms []string) (*mailbox.PagePicture, error)
	// LoadAttachment reads the octets of one for a small picture, in the background.
	LoadAttachment func(ctx context.Context, id mailbox.ID, index int) ([]byte, error)
	// FetchPictures gets pictures of a message from the internet, by their addresses, and
	// keeps them: nil octets for one that cannot be had, none for one that did not come. The error
	// may be one of ErrOffline, ErrUnreached, ErrAnswer and ErrPrivate, and says why.
	// It runs in the background, and only when the person has said so.
	FetchPictures func(ctx context.Context, id mailbox.ID, refs []string) (map[string][]byte, error)
	// ByThemselves reports whether pictures of a sender of whom they always are fetched may come now
	// without another word of the person; nil: they may.
	ByThemselves func() bool
	// GoOut does what needs the network: at once, or when the person, who works offline, has said to go
	// online; nil: at once.
	GoOut func(do func())
	// PictureHost is the server that would be told; "" where nobody is ever asked.
	PictureHost func(ref string) string
	// OnAlwaysPictures remembers that the pictures of a sender are always fetched.
	OnAlwaysPictures func(address string)
	// OnOpenLink opens an address in the program for it; the person has been warned of
	// what is doubtful about it.
	OnOpenLink func(address string)
	// OnBrowser shows a message in the web browser; page makes the file for it and is
	// called in the background.
	OnBrowser func(id mailbox.ID, title string, page func() []byte)
	// Unsubscribe asks a server to take the person off a mailing list (RFC 8058), and calls
	// done on the window's thread; the person has said so. The error is one of
	// ErrUnsigned, ErrNotTaken and ErrNotAsked; with another one the server may have taken
	// the request.
	Unsubscribe func(id mailbox.ID, address string, done func(err error))
	// OnListFolder gives the letters of a mailing list a folder, after a question; OnRefuseList
	// has none offered for it any more.
	OnListFolder func(l mailbox.MailingList)
	OnRefuseList func(l mailbox.MailingList)
	// OnHover is told of the link that the pointer or the keyboard is on; "" is none.
	OnHover func(l Lead)
	// OnZoom is told of the size that the person has chosen for messages, in percent.
	OnZoom func(percent int)
	// Speak reads pieces of text aloud in a language (BCP 47) until that is done or the context
	// over, in the background; nil: nothing is read aloud. OnNoVoice is told of its error.
	Speak     func(ctx context.Context, pieces []string, language string) error
	OnNoVoice func(err error)
	// MenuItems are more entries for the menu, such as Move to.
	MenuItems func(ids []mailbox.ID) []*fyne.MenuItem
	// OnSender adds the sender to the address book, or opens what is known of them; see
	// SetSenderKnown.
	OnSender func(from mailbox.Address)
	// OnMoved is told of every change of what is in sight, see InSight.
	OnMoved func()
	// OnNext asks for the next message, at the end of this one.
	OnNext func()
	// OnToggleRead marks several messages as read or unread.
	OnToggleRead func(ids []mailbox.ID, read bool)
	Now          func() time.Time // nil: time.Now
}

// Reader is the reading pane. All methods are called on the window's thread.
type Reader struct {
	widget.BaseWidget

	Calls

	run         loop.Runner
	page        *flow.Page
	finder      *finder
	zoom        int // percent; 0: 100
	margins     *margins
	folding     mailbox.ID          // becomes a line, which gets the keyboard; 0: none does
	line        *folded             // that line
	tools       []fyne.CanvasObject // of the head of the conversation
	tool        fyne.Focusable      // of them: takes the place of one that had the keyboard; nil: none does
	content     Content
	senderKnown bool        // they are in the address book
	pictures    loop.Latest // decodes the pictures
	several     []mailbox.ID
	chosen      *chosen                     // nil: the pane shows something else
	warned      map[mailbox.ID]map[int]bool // programs that were asked about

	card   *card
	rest   rest
	over   *Reader                // the pane, of a letter that stands in it beside the one that is shown; else nil
	leaves map[mailbox.ID]*Reader // the letters of the conversation that are open beside it

	aloud *aloud // what is being read aloud; nil: nothing

	back func()         // from the original to the message; nil: the original is not shown
	body *htmlview.View // of the card, or of the original
	ends func()         // what is read for the message that is shown
}

// New returns an empty reading pane.
func New(run loop.Runner) *Reader {
	r := &Reader{run: run, warned: make(map[mailbox.ID]map[int]bool)}
	r.pictures.Run = run
	if run != nil {
		loop.EachDay(run, r.now, r.sayDays)
	}
	r.margins = newMargins()
	r.margins.onWheel = r.wheel
	r.margins.onTap = r.takeKeyboard
	r.page = flow.NewPage(r.margins)
	r.page.Fill = theme.ColorPane
	r.page.OnMoved = func() {
		r.window()
		if r.OnMoved != nil {
			r.OnMoved()
		}
	}
	r.finder = newFinder(r)
	r.ExtendBaseWidget(r)
	r.ShowNothing()
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *Reader) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	return paneRenderer{r}
}

// paneRenderer stands the bar for finding above the page.
type paneRenderer struct{ r *Reader }

func (p paneRenderer) Destroy() {}

func (p paneRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.r.page, p.r.finder.bar}
}

func (p paneRenderer) MinSize() fyne.Size { return p.r.page.MinSize() }

func (p paneRenderer) Layout(s fyne.Size) {
	top := float32(0)
	if bar := p.r.finder.bar; bar.Visible() {
		top = flow.WholeUp(bar.HeightFor(s.Width))
		bar.Resize(fyne.NewSize(s.Width, top))
	}
	p.r.page.Move(fyne.NewPos(0, top))
	p.r.page.Resize(fyne.NewSize(s.Width, max(s.Height-top, 0)))
}

func (p paneRenderer) Refresh() {
	p.r.page.Refresh()
	p.r.finder.bar.Refresh()
	p.Layout(p.r.Size())
	canvas.Refresh(p.r)
}

func (r *Reader) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

func (r *Reader) canvas() fyne.Canvas {
	if r.over != nil {
		return r.over.canvas()
	}
	return fyne.CurrentApp().Driver().CanvasForObject(r)
}

// Shown is the message in the pane; 0: none.
func (r *Reader) Shown() mailbox.ID {
	if r.card == nil {
		return 0
	}
	return r.content.Summary.ID
}

func (r *Reader) clear() {
	if r.ends != nil {
		r.ends()
		r.ends = nil
	}
	r.StopAloud()
	r.finder.close()
	if r.body != nil {
		r.body.Set()
	}
	r.pictures.Cancel()
	if r.card != nil {
		r.card.stopDrawing()
	}
	r.keepLeaves(nil)
	r.card, r.body, r.several, r.back, r.chosen = nil, nil, nil, nil, nil
	r.content = Content{}
}

// set puts something into the pane and shows its beginning.
func (r *Reader) set(o fyne.CanvasObject, centred bool) {
	widgets.Gone(r.canvas(), r.margins.o)
	r.margins.set(o, centred)
	r.chosen = nil
	r.page.Scroll.Offset = fyne.NewPos(0, 0)
	r.page.Relayout()
	r.page.ToTop()
}

// Message is the message that is shown; nil: none is.
func (r *Reader) Message() *eml.Message {
	if r.card == nil {
		return nil
	}
	return r.content.Message
}

// ShowNothing shows that no message is chosen.
func (r *Reader) ShowNothing() {
	r.clear()
	r.set(nothing(), true)
}

// ShowMessage shows a message from its beginning.
func (r *Reader) ShowMessage(c Content) {
	var beside map[mailbox.ID]*Reader // that may stay
	if c.Thread != nil {
		beside, r.leaves = r.leaves, nil
	}
	if c.Thread == nil {
		r.line, r.folding = nil, 0
	}
	reads := r.aloud
	if reads != nil && reads.id == c.Summary.ID {
		r.aloud = nil // it is the same message, and is read on
	}
	r.clear()
	if reads != nil && reads.id == c.Summary.ID {
		r.aloud = reads
	}
	r.content, r.leaves = c, beside
	r.card = newCard(r)
	r.body = r.card.body
	r.window()
	r.card.show()
	r.set(r.whole(), false)
	r.toTool()
	r.toLetter()
	r.SetFiles(c.Files)
	r.loadPictures()
}

// SetTerms marks other found words in the message that is shown, and reports whether there is one
// in which others were marked.
func (r *Reader) SetTerms(terms []string) bool {
	if r.card == nil || slices.Equal(terms, r.content.Terms) {
		return false
	}
	r.content.Terms = terms
	r.card.subject.SetMarks(found(terms))
	r.body.Marks(terms)
	for _, l := range r.leaves {
		l.content.Terms = terms
		l.body.Marks(terms)
	}
	r.page.Relayout()
	return true
}

// SetFlags takes in that the marks of the message have changed.
func (r *Reader) SetFlags(f mailbox.Flag) {
	if r.card == nil {
		return
	}
	was := r.content.Summary.Flags
	r.content.Summary.Flags = f
	r.card.setStar(f&mailbox.Starred != 0)
	if (was^f)&mailbox.Suspect != 0 {
		r.card.sayJudging()
	}
}

// ShowError says that a message could not be read from the disk.
func (r *Reader) ShowError(err error) {
	if r.over != nil {
		r.over.ShowError(err)
		return
	}
	r.clear()
	r.set(cannotRead(err), false)
}

// HasKeyboard reports whether keys go to the text of the message.
func (r *Reader) HasKeyboard() bool {
	c := r.canvas()
	return r.body != nil && c != nil && (c.Focused() == fyne.Focusable(r.body) || c.Focused() == fyne.Focusable(r.finder.entry) || r.beside() != 0)
}

// takeKeyboard has the keys go to the text: whoever taps beside it reads it.
func (r *Reader) takeKeyboard() {
	if r.body != nil && r.body.Visible() {
		r.body.TakeKeyboard()
	}
}

// PageDown shows what comes below and reports whether there was anything.
func (r *Reader) PageDown() bool { return r.by(1) }

// PageUp shows what comes above and reports whether there was anything.
func (r *Reader) PageUp() bool { return r.by(-1) }

func (r *Reader) by(pages float32) bool {
	if r.card == nil {
		return false
	}
	step := r.page.Size().Height - 2*widgets.LineHeight(theme.Size(theme.SizeTitle))
	return r.page.By(pages * max(step, 40))
}

// Scroll moves the message by some lines and reports whether there was anything.
func (r *Reader) Scroll(lines float32) bool {
	return r.card != nil && r.page.By(lines*2*widgets.LineHeight(theme.Size(theme.SizeTitle)))
}

// Save saves the message that is shown as an .eml file.
func (r *Reader) Save() {
	if r.card != nil && r.OnSaveMessage != nil {
		r.OnSaveMessage(r.content.Summary.ID)
	}
}

// Print hands the message that is shown to the web browser, to be printed there.
func (r *Reader) Print() { r.openOutside(true) }

// Next pages down, and at the end of the message asks for the next one.
func (r *Reader) Next() {
	if !r.PageDown() && r.OnNext != nil {
		r.OnNext()
	}
}

// window tells the text which of its lines are in sight.
func (r *Reader) window() {
	if r.body == nil {
		return
	}
	height := r.page.Scroll.Size().Height
	if height <= 0 {
		height = 1000
	}
	offset := r.page.Scroll.Offset.Y
	if c, ok := r.margins.o.(*flow.Column); ok {
		at := offset - c.Position().Y
		c.Window(at, max(at+height, 1))
	}
	// see tells a text, and the card of a conversation that it stands in, what is in sight.
	see := func(v *htmlview.View, in *flow.Column) {
		top := offset - r.margins.offset(v)
		if in != nil {
			top = offset - r.margins.offset(in)
			in.Window(top, max(top+height, 1))
			top -= v.Position().Y
		}
		v.Window(max(top, 0), max(top+height, 0))
	}
	if r.back == nil && r.card != nil && r.margins.o != fyne.CanvasObject(r.card.column) {
		see(r.body, r.card.column)
	} else {
		see(r.body, nil)
	}
	for _, l := range r.leaves {
		see(l.body, l.card.column)
	}
}

// InSight reports whether a letter that is open can be seen: all of it, or as much as fills a good part of the pane.
func (r *Reader) InSight(id mailbox.ID) bool {
	l := r
	if r.card == nil || id != r.content.Summary.ID {
		l = r.leaves[id]
	}
	switch {
	case l == nil || l.card == nil || r.back != nil && l != r:
		return false
	case r.back != nil || r.card == nil || r.margins.o == fyne.CanvasObject(r.card.column):
		return true // it stands alone
	case l == r && r.content.Thread != nil && r.content.Thread.Folded:
		return false
	}
	in := r.page.Scroll.Size().Height
	top := r.margins.offset(l.card.column) - r.page.Scroll.Offset.Y
	high := l.card.column.Size().Height
	return in <= 0 || min(top+high, in)-max(top, 0) >= min(high, in/3)
}

// resized lays the pane out anew after something has appeared or gone.
func (r *Reader) resized() { r.page.Relayout() }

// sayDays writes anew when what is shown came, or will be: "today" is yesterday by now.
func (r *Reader) sayDays() {
	for _, l := range append(slices.Collect(maps.Values(r.leaves)), r) {
		if l.card != nil {
			l.card.sayDays()
		}
	}
	if column, ok := r.margins.o.(*flow.Column); ok {
		for _, o := range column.Objects {
			if line, ok := o.(*folded); ok {
				line.sayDay()
			}
		}
	}
	r.resized()
}

func (c *card) sayDays() {
	c.sayMeta()
	c.place.SayDays(c.r.now())
	if off := c.judging.off; off != nil {
		off.SetText(c.putOffText())
	}
}

// Package maildrop is the page that lists what the server of an account holds, over the whole
// window: where each message is, and when it goes. It gets messages, keeps them on the server
// and removes them there. The server and the store lie behind Server.
package maildrop

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Server is what the page asks of a server, and of the store about it. Its calls may take
// long; errors are *account.Problem, or of the store.
type Server interface {
	// Maildrop asks the server what it holds, and goes on until it is known who wrote each
	// message, or the rest is too much.
	Maildrop(ctx context.Context, id account.ID, look account.Look) (account.Maildrop, error)
	// LastMaildrop is what the server held when the person looked last, also before the program
	// was started; At is zero: nobody has looked.
	LastMaildrop(ctx context.Context, id account.ID) (account.Maildrop, error)
	// Holdings is what is known here of what a server may hold, by unique-id.
	Holdings(ctx context.Context, id account.ID) (map[string]account.OnServer, error)
	// Quota is how many octets the mailbox on the server may hold, as the person has said; 0: not
	// said. SetQuota notes it; 0: nobody knows.
	Quota(ctx context.Context, id account.ID) (int64, error)
	SetQuota(ctx context.Context, id account.ID, octets int64) error
	// Get receives messages now, whole.
	Get(ctx context.Context, id account.ID, uids []string, tell func(event.Progress)) (account.Done, error)
	// Drop removes messages that are not on this computer now, where they are still what was
	// seen: they are lost.
	Drop(ctx context.Context, id account.ID, seen []account.Seen) (account.Done, error)
	// Choose notes when messages go that are known here, and returns what undoes it.
	Choose(ctx context.Context, list []mailbox.Choice) (before []mailbox.Choice, err error)
}

// Options are what the page works with.
type Options struct {
	Run     loop.Runner
	Server  Server
	Account account.Account
	Large   Large
	Back    string           // what is seen once the page is closed
	Now     func() time.Time // never nil
	// Offline reports whether the person works offline; OnOnline ends that.
	Offline  func() bool
	OnOnline func()
	OnClose  func()
	OnFailed func(error)
	// OnSay tells what was done; undo may be nil.
	OnSay func(text string, undo func())
	// OnListed is handed what the server has told last, for when the page is opened again.
	OnListed func(account.Maildrop)
}

// Page is the page. Its methods are called on the window's thread.
type Page struct {
	widget.BaseWidget
	o    Options
	rows rows
	stop func() // ends what is asked of the server; nil: nothing is
	said string // what is under way, or why the list is not there
	look looking

	short        bool // there is no room for all words of the line at the bottom
	bare         bool // nor for the card
	wide, folded bool // room for columns; for two lines instead of three

	ground, headLine, footLine *widgets.Ground
	head, status               *flow.Column
	back, again, ends          *widgets.Button
	title, who                 *widgets.Text
	search                     *field.Entry
	sum, counts                *widgets.Text
	full                       fullness
	unsaid                     *widgets.Button // asks for the size of the mailbox, where nobody has said it
	facts                      *flow.Column    // what is told of the mailbox
	tiles                      *flow.Tiles     // of chips
	cardWide                   bool            // its parts stand beside each other
	cardWidth                  float32
	chips                      []*widgets.Chip
	card, frame                *flow.Column
	notice                     *flow.Column
	all                        *field.Check
	columns                    []*column
	order                      *field.Select
	rowLine                    *widgets.Ground
	list                       *widgets.List
	empty                      *widgets.Text
	chosen                     *widgets.Text
	clear, keep, remove, get   *widgets.Button
	foot                       *flow.Beside
	dot                        *widgets.Dot
	state                      *widgets.Text
}

// New returns the page of an account; last is what its server has told before, if At is set.
// Load asks the server.
func New(o Options, last account.Maildrop) *Page {
	p := &Page{o: o}
	p.ground, p.headLine, p.footLine, p.rowLine = widgets.NewGround(theme.ColorPane), widgets.NewHairline(), widgets.NewHairline(), widgets.NewHairline()
	p.notice = flow.NewColumn(0)
	p.newHead()
	p.newCard()
	p.newList()
	p.newFoot()
	p.rows.set(last, o.Now())
	p.look.old = true
	p.ExtendBaseWidget(p)
	p.show()
	return p
}

func (p *Page) newHead() {
	p.back = widgets.NewButton(widgets.Flat, p.o.Back, widgets.IconBack, p.Leave)
	p.back.Color = fynetheme.ColorNameHyperlink
	p.title = widgets.NewLine(lang.L("Mail on the server"), true, fynetheme.SizeNameSubHeadingText, "")
	p.who = widgets.NewLine(who(p.o.Account), false, theme.SizeSmall, theme.ColorMuted)
	p.search = field.NewEntry(nil, nil)
	p.search.SetIcon(widgets.ColoredIcon(widgets.IconSearch, theme.ColorMuted))
	p.search.SetPlaceHolder(lang.L("Find sender or subject"))
	p.search.OnChanged = func(text string) {
		p.rows.find = text
		p.rows.list()
		p.relist()
	}
	p.search.OnEscape = p.escape
	p.search.OnDown = func() { p.focus(p.list) }
	p.again = widgets.NewButton(widgets.Quiet, lang.L("Look again"), widgets.IconRefresh, p.Load)
	p.head = flow.NewColumn(8)
	p.head.Fill, p.head.Inset = theme.ColorCard, flow.Insets{Left: 14, Top: 9, Right: 20, Bottom: 8}
}

// who is "Home · pop.example.org".
func who(a account.Account) string {
	name := a.Label
	if name == "" {
		name = a.Email
	}
	return widgets.Short(name, 40) + " · " + a.Incoming.Host
}

func (p *Page) newCard() {
	p.sum = widgets.NewSpans(widgets.Span{})
	p.counts = widgets.NewText("", theme.SizeSmall, theme.ColorMuted)
	p.newFull()
	p.unsaid = widgets.NewLink(lang.L("How big is your mailbox?"), p.askSize)
	p.unsaid.Small = true
	var tiles []fyne.CanvasObject
	for w := All; w <= Soon; w++ {
		c := widgets.NewChip("", func() {
			p.rows.choose(w)
			p.relist()
			p.list.ScrollToTop()
		}, nil)
		p.chips = append(p.chips, c)
		tiles = append(tiles, c)
	}
	p.facts = flow.NewColumn(6)
	b := beside(p.facts, tiles...)
	p.tiles, _ = b.Right.(*flow.Tiles)
	p.setCard(0)
	p.card = flow.NewColumn(0, b).Card(flow.Insets{Left: 22, Top: 14, Right: 22, Bottom: 14})
}

// beside stands words at the left end of a line and buttons at the right one, or below.
func beside(text fyne.CanvasObject, buttons ...fyne.CanvasObject) *flow.Beside {
	b := flow.NewBeside(16, func() float32 { return 240 * widgets.Unit() }, text, flow.NewTiles(8, buttons...))
	b.Below = 8
	return b
}

func (p *Page) newFoot() {
	p.chosen = widgets.NewSpans(widgets.Span{})
	p.clear = widgets.NewButton(widgets.Flat, lang.L("Clear"), "", func() { p.list.Clear() })
	p.keep = widgets.NewButton(widgets.Quiet, lang.L("Keep on the server"), widgets.IconLock, func() { p.wish(account.WishKeep) })
	p.remove = widgets.NewButton(widgets.Quiet, lang.L("Remove…"), widgets.IconTrash, p.askRemove)
	p.get = widgets.NewButton(widgets.Primary, lang.L("Get"), widgets.IconSave, p.getChosen)
	p.foot = beside(p.chosen, p.clear, p.keep, p.remove, p.get)
	p.dot = widgets.NewDot(theme.ColorGood)
	p.state = widgets.NewText("", theme.SizeSmall, theme.ColorMuted)
	p.ends = widgets.NewLink(lang.L("Stop"), func() { p.Stop() })
	p.ends.Small = true
	p.status = flow.NewColumn(0, flow.NewRow(14, p.state, p.dot, p.state, p.ends))
	p.status.Fill, p.status.Inset = theme.ColorCard, flow.Insets{Left: 14, Top: 4, Right: 20, Bottom: 4}
}

// CreateRenderer implements fyne.Widget.
func (p *Page) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return widget.NewSimpleRenderer(container.New(layout{p}, p.parts()...))
}

// parts is everything that layout places.
func (p *Page) parts() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{p.ground, p.card, p.notice, p.frame, p.all, p.order}
	for _, c := range p.columns {
		objects = append(objects, c.button, c.sign)
	}
	return append(objects, p.rowLine, p.list, p.empty, p.foot, p.status, p.footLine, p.head, p.headLine)
}

// First gets the keyboard when the page is opened.
func (p *Page) First() fyne.Focusable { return p.list }

// Account is whose mail is listed.
func (p *Page) Account() account.ID { return p.o.Account.ID }

func (p *Page) canvas() fyne.Canvas {
	if p.Size().IsZero() {
		return nil
	}
	return fyne.CurrentApp().Driver().CanvasForObject(p)
}

func (p *Page) focus(f fyne.Focusable) {
	if c := p.canvas(); c != nil {
		c.Focus(f)
	}
}

// Search puts the keyboard into the search field.
func (p *Page) Search() { p.focus(p.search) }

// SelectAll ticks all that is listed.
func (p *Page) SelectAll() { p.list.SelectAll() }

// Leave closes the page, and ends what it has asked the server to list.
func (p *Page) Leave() {
	p.look.next, p.look.resume = nil, false
	if p.look.on {
		p.Stop()
	}
	p.o.OnClose()
}

// escape turns away from the search, then from what is ticked, then from the page.
func (p *Page) escape() {
	switch {
	case p.search.Text != "":
		p.search.SetText("")
		p.focus(p.list)
	case len(p.list.Selected()) > 0:
		p.list.Clear()
	default:
		p.Leave()
	}
}

// TypedKey takes keys that no field has taken. It reports whether the key was used.
func (p *Page) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		p.escape()
	case fyne.KeyF5:
		p.Load()
	case fyne.KeyDelete:
		p.askRemove()
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown:
		p.focus(p.list)
		p.list.TypedKey(e)
	default:
		return false
	}
	return true
}

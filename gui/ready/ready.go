// Package ready has the page that tells whether everything is here for a time without internet,
// and gets what is missing.
package ready

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/sheet"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// State is what the page tells.
type State struct {
	Now     time.Time
	Mail    mailbox.Readiness
	Checked time.Time // when the account that was checked longest ago was; zero: one never was
	Late    []string  // accounts of which new mail may be waiting, by name
	Paused  []string  // accounts whose mail nobody has looked for since they were paused, by name
	Nobody  bool      // there is no account that is checked
	Rests   int       // messages of which only the beginning is here
	Octets  int64     // of what has not come of them
	Offline bool      // the person works offline
	Busy    bool      // mail is being fetched, or a backup made

	Pictures bool // pictures are fetched as mail arrives
	Lacking  int  // messages of senders whose pictures are always shown that lack some

	Backups  bool      // backups are made at all
	BackedUp time.Time // the newest backup; zero: none
	Place    string    // where; empty: PopMail's own folder
	Trouble  bool      // with backups

	Trip  *mailbox.Trip // nil: none is near
	Watch bool          // the page opens by itself the day before
}

// Bounds of what is fine.
const (
	freshMail   = time.Hour
	freshBackup = 24 * time.Hour
	leastRoom   = 1 << 30
)

// Page is the page. All methods are called on the window's thread.
type Page struct {
	widget.BaseWidget

	OnGet    func(s State) // what is missing is to be got
	OnOnline func()
	OnOpen   func(id mailbox.ID) // the letter of a journey
	OnWatch  func(on bool)

	frame *sheet.Frame
	state State
	main  *widgets.Button // nil: there is nothing to do
	watch *field.Check
}

// New returns the page; back names where its way back leads, and close goes there.
func New(back string, close func()) *Page {
	p := &Page{frame: sheet.New(lang.L("Ready to go offline"), back, close)}
	p.ExtendBaseWidget(p)
	return p
}

// First is what has the keyboard at first.
func (p *Page) First() fyne.Focusable { return p.frame.Back }

// TypedKey lets the window hand on keys that nothing has taken.
func (p *Page) TypedKey(e *fyne.KeyEvent) bool { return p.frame.Typed(e) }

// CreateRenderer implements fyne.Widget.
func (p *Page) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return p.frame.Renderer()
}

// line is one thing that is here, or not.
type line struct {
	fine       bool
	icon       widgets.IconName // where it is not
	title      string
	text, side string
	missing    string // in the heading, where it is the first that is not fine
}

// Set shows how things stand.
func (p *Page) Set(s State) {
	hadMain := p.main != nil && p.has(p.main)
	hadWatch := p.watch != nil && p.has(p.watch)
	p.state = s
	lines := s.lines()
	cards := []fyne.CanvasObject{p.top(lines), p.list(lines)}
	p.watch = nil
	if s.Trip != nil {
		cards = append(cards, p.trip())
	}
	p.frame.Column.Set(cards...)
	p.frame.Relayout()
	switch {
	case hadMain && p.main != nil:
		p.frame.Focus(p.main)
	case hadWatch && p.watch != nil:
		p.frame.Focus(p.watch)
	case hadMain || hadWatch:
		p.frame.Focus(p.frame.Back)
	}
}

// has reports whether something on the page has the keyboard.
func (p *Page) has(f fyne.Focusable) bool {
	c := p.frame.Canvas()
	return c != nil && c.Focused() == f
}

// Missing is what can be got.
type Missing struct{ Mail, Rests, Pictures, Backup bool }

// Missing tells what is not here and can be got.
func (s *State) Missing() Missing {
	return Missing{Mail: !s.checkedMail().fine, Rests: s.Rests > 0, Pictures: s.Mail.Senders > 0 && !s.pictures().fine, Backup: s.Backups && !s.backup().fine}
}

// Package settings is the page behind the gear: accounts, look, shortcuts and what
// this program is. It says what the person wants and keeps nothing.
package settings

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Account is an account with what is known of its last check.
type Account struct {
	Account  account.Account
	Status   account.Status
	Messages int    // of it on this computer
	Goes     int    // messages that its removal would delete
	Trouble  string // what is wrong, in plain words; empty: nothing
	SignIn   bool   // the person signs in to it with the browser
}

// State is what the page shows.
type State struct {
	Accounts   []Account
	Mode       theme.Mode
	Scale      int // text size in percent
	Version    string
	DataFolder string
	Senders    []string // whose pictures of the internet are always fetched
	Ahead      bool     // they are fetched as mail arrives
}

// Settings is the whole page. Unset functions hide what would call them. All
// methods are called on the window's thread.
type Settings struct {
	widget.BaseWidget

	OnAdd      func()
	OnChange   func(id account.ID)
	OnSignIn   func(id account.ID)                // the person wants to sign in with the browser again
	OnRemove   func(id account.ID, keepMail bool) // the person has been asked
	OnPause    func(id account.ID, paused bool)
	OnName     func(changed account.Account) // its Label, Name or Color
	OnInterval func(id account.ID, every time.Duration)
	OnLook     func(mode theme.Mode, scale int)
	OnClose    func()
	OnOpenLink func(address string)
	// OnForget takes back that the pictures of a sender are always fetched.
	OnForget func(address string)
	OnAhead  func(on bool)
	OnFolder func()           // the folder with the mail is to be shown
	Now      func() time.Time // nil: time.Now

	state  State
	ground *widgets.Ground
	head   *flow.Column // stays in sight
	page   *flow.Page
	column *flow.Column
	done   *widgets.Button
}

// New returns an empty page; Set fills it.
func New() *Settings {
	s := &Settings{}
	s.done = widgets.NewButton(widgets.Primary, lang.L("Done"), "", s.close)
	s.ground = widgets.NewGround(theme.ColorPane)
	s.head = flow.NewColumn(0)
	s.head.Inset = flow.Insets{Left: 20, Top: 20, Right: 20, Bottom: 12}
	s.column = flow.NewColumn(16)
	s.column.MaxWidth = pageWidth
	s.column.Inset = flow.Insets{Left: 20, Top: 4, Right: 20, Bottom: 24}
	s.page = flow.NewPage(s.column)
	s.page.Fill = theme.ColorPane
	s.ExtendBaseWidget(s)
	return s
}

const pageWidth = 760

// CreateRenderer implements fyne.Widget.
func (s *Settings) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return widget.NewSimpleRenderer(container.New(below{}, s.ground, s.head, s.page))
}

// below lays the head over the width, and the page under it.
type below struct{}

func (below) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

func (below) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	ground, head, page := objects[0], objects[1], objects[2]
	ground.Resize(size)
	h := flow.HeightFor(head, size.Width)
	head.Resize(fyne.NewSize(size.Width, h))
	page.Move(fyne.NewPos(0, h))
	page.Resize(fyne.NewSize(size.Width, max(size.Height-h, 0)))
}

func (s *Settings) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Settings) canvas() fyne.Canvas {
	if s.Size().IsZero() {
		return nil
	}
	return fyne.CurrentApp().Driver().CanvasForObject(s)
}

func (s *Settings) close() {
	if s.OnClose != nil {
		s.OnClose()
	}
}

// TypedKey lets the window hand on keys: Escape closes the page. It reports
// whether the key was used.
func (s *Settings) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		s.close()
	case fyne.KeyPageDown:
		s.page.By(s.page.Size().Height - 60)
	case fyne.KeyPageUp:
		s.page.By(60 - s.page.Size().Height)
	default:
		return false
	}
	return true
}

// Set fills the page, and keeps the place it was scrolled to.
func (s *Settings) Set(state State) {
	if state.Scale == 0 {
		state.Scale = 100
	}
	s.state = state
	s.column.MaxWidth = pageWidth * widgets.Unit()
	title := widgets.NewSpans(widgets.Span{Text: lang.L("Settings"), Bold: true})
	title.SizeName = theme.SizeTitle
	s.head.MaxWidth = s.column.MaxWidth
	s.head.Set(flow.NewRow(16, title, title, s.done))
	s.column.Set(
		s.accounts(),
		s.look(),
		s.pictures(),
		s.help(),
		s.about(),
	)
	s.page.Relayout()
	s.Refresh()
}

// card is a group of settings with a name.
func card(name string, objects ...fyne.CanvasObject) *flow.Column {
	head := widgets.NewSpans(widgets.Span{Text: name, Bold: true})
	head.SizeName = fynetheme.SizeNameSubHeadingText
	return flow.NewColumn(14, append([]fyne.CanvasObject{head}, objects...)...).Card(flow.Insets{Left: 23, Top: 17, Right: 23, Bottom: 18})
}

func small(text string) *widgets.Text {
	return widgets.NewText(text, theme.SizeSmall, theme.ColorMuted)
}

// about says what this program is.
func (s *Settings) about() fyne.CanvasObject {
	version := s.state.Version
	if version == "" {
		version = lang.L("(not a released version)")
	}
	lines := []string{
		lang.L("PopMail {{.Version}}", map[string]any{"Version": version}),
		lang.L("Free software under the MIT license."),
	}
	c := card(lang.L("About"), widgets.NewText(strings.Join(lines, "\n"), "", ""))
	if s.state.DataFolder != "" {
		c.Objects = append(c.Objects, selectable.NewText(lang.L("Your mail is stored in {{.Folder}}", map[string]any{"Folder": s.state.DataFolder}), theme.SizeSmall, theme.ColorMuted))
		if s.OnFolder != nil {
			c.Objects = append(c.Objects, flow.NewTiles(0, widgets.NewButton(widgets.Quiet, lang.L("Open folder"), "", s.OnFolder)))
		}
	}
	return c
}

// help leads to the sheet of shortcuts.
func (s *Settings) help() fyne.CanvasObject {
	return card(lang.L("Keyboard"),
		flow.NewTiles(0, widgets.NewButton(widgets.Quiet, lang.L("Keyboard shortcuts…"), "", func() {
			if c := s.canvas(); c != nil {
				ShowShortcuts(c)
			}
		})))
}

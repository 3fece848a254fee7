package settings

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// Closing is what closing the window does.
type Closing int

// The ways.
const (
	ClosingAsks Closing = iota
	ClosingQuits
	ClosingStays // in the tray
)

// Background is what PopMail does without its window.
type Background struct {
	Closing   Closing
	Tray      bool // the system shows the icon
	Starts    bool // PopMail starts with the computer…
	Forbidden bool // …but the system was told elsewhere not to start it
}

func backgroundName() string { return lang.L("In the background") }

// OfferBackground adds the page about PopMail without its window. It is called before Set.
func (s *Settings) OfferBackground() {
	at := len(s.pages) - 2
	s.pages = append(s.pages[:at:at], append([]*page{{name: backgroundName(), icon: widgets.IconComputer, build: s.background}}, s.pages[at:]...)...)
	s.list()
}

// background is the page about PopMail without its window.
func (s *Settings) background() []fyne.CanvasObject {
	now := s.state.Background
	var out []fyne.CanvasObject
	if s.OnClosing != nil {
		g := group(lang.L("The tray"))
		if now.Tray {
			c := makes(s, field.NewSelect([]string{lang.L("Asks me"), lang.L("Quits PopMail"), lang.L("Keeps PopMail running in the tray")}, nil))
			c.SetSelectedIndex(int(now.Closing))
			c.OnChanged = func(string) { s.OnClosing(Closing(c.SelectedIndex())) }
			g.Objects = append(g.Objects, field.Label(lang.L("Closing the window"), field.Framed(c)),
				small(lang.L("In the tray PopMail looks for mail and tells you about it. Its icon shows a dot while there is unread mail, and opens the window again.")))
		} else {
			g.Objects = append(g.Objects, small(lang.L("Your desktop shows no tray now, so closing the window quits PopMail.")))
		}
		out = append(out, g)
	}
	if s.OnStarts != nil {
		c := makes(s, field.NewCheck(lang.L("Start PopMail with the computer"), func(on bool) {
			s.state.Background.Starts = on // as the box says; what is so comes with Set
			s.OnStarts(on)
		}))
		c.Checked = now.Starts
		g := group(lang.L("Starting"), c, small(lang.L("It starts in the tray. Where there is none, its window starts minimized.")))
		if now.Starts && now.Forbidden {
			g.Objects = append(g.Objects, small(lang.L("The settings of your computer keep PopMail from starting. To allow it, clear the box and check it again.")))
		}
		out = append(out, g)
	}
	return out
}

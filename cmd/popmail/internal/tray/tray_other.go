//go:build !unix || darwin

package tray

import (
	"bytes"
	"context"
	"image/png"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// iconSide is the width and height of the icon, in pixels.
const iconSide = 64

// Tray is the icon, in the way that Fyne has for this system, which always shows it. Its
// methods but Run are called on the window's thread.
type Tray struct {
	app    desktop.App // nil: there is none
	icons  [2]fyne.Resource
	chosen func(key string)
	sight  func(shown bool)
	now    State
}

// New returns an icon; it is called before Fyne's loop runs, which begins it. png is square.
// chosen is called with the key of what the person has chosen, sight by Run.
func New(_, name string, icon []byte, chosen func(key string), sight func(shown bool)) *Tray {
	t := &Tray{chosen: chosen, sight: sight}
	t.app, _ = fyne.CurrentApp().(desktop.App)
	if t.app == nil {
		return t
	}
	for i, dot := range []bool{false, true} {
		var out bytes.Buffer
		if m, err := drawn(icon, iconSide, dot); err == nil && png.Encode(&out, m) == nil {
			t.icons[i] = fyne.NewStaticResource(name+".png", out.Bytes())
		}
	}
	t.app.SetSystemTrayMenu(t.menu())
	t.set(false)
	return t
}

func (t *Tray) set(dot bool) {
	r := t.icons[0]
	if dot {
		r = t.icons[1]
	}
	if r != nil {
		t.app.SetSystemTrayIcon(r)
	}
}

func (t *Tray) menu() *fyne.Menu {
	m := fyne.NewMenu("")
	for _, it := range t.now.Menu {
		if it.Key == "" {
			m.Items = append(m.Items, fyne.NewMenuItemSeparator())
			continue
		}
		line := fyne.NewMenuItem(short(it.Name), func() { t.chosen(it.Key) })
		line.Checked = it.Checked
		m.Items = append(m.Items, line)
	}
	if n := len(m.Items); n > 0 {
		m.Items[n-1].IsQuit = true // else Fyne adds a line of its own
	}
	return m
}

// Show says what the icon shows. The last line of the menu ends the program.
func (t *Tray) Show(s State) {
	was := t.now
	t.now = s
	if t.app == nil {
		return
	}
	if s.Dot != was.Dot {
		t.set(s.Dot)
	}
	if !slices.Equal(s.Menu, was.Menu) {
		t.app.SetSystemTrayMenu(t.menu())
	}
}

// Run ends with ctx.
func (t *Tray) Run(ctx context.Context) {
	if t.app != nil {
		t.sight(true)
	}
	<-ctx.Done()
}

package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/theme"
)

// avatarSide is the diameter of an Avatar at 100 % text size.
const avatarSide = 38

// Avatar is a person's initials on a disc whose colour stays the same for an
// address.
type Avatar struct {
	widget.BaseWidget
	name, email string
	initials    string
}

// NewAvatar returns the picture of a person; without a name, the address gives
// the initial.
func NewAvatar(name, email string) *Avatar {
	a := &Avatar{}
	a.ExtendBaseWidget(a)
	a.Set(name, email)
	return a
}

// Set changes the person.
func (a *Avatar) Set(name, email string) {
	if a.initials != "" && a.name == name && a.email == email {
		return
	}
	a.name, a.email = name, email
	if OneLine(name) == "" {
		name = email
	}
	a.initials = Initials(name)
	a.Refresh()
}

// Initials is what stands on the disc.
func (a *Avatar) Initials() string { return a.initials }

func (a *Avatar) color() color.Color {
	if a.email == "" {
		return theme.Sender(a.name)
	}
	return theme.Sender(a.email)
}

// CreateRenderer implements fyne.Widget.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	a.ExtendBaseWidget(a)
	back := canvas.NewRectangle(a.color())
	text := &canvas.Text{}
	r := &parts{objects: []fyne.CanvasObject{back, text}}
	r.min = func() fyne.Size { return fyne.NewSquareSize(round(avatarSide * Unit())) }
	r.layout = func(size fyne.Size) {
		d := min(size.Width, size.Height)
		x, y := round((size.Width-d)/2), round((size.Height-d)/2)
		if back.CornerRadius != d/2 {
			back.CornerRadius = d / 2
			back.Refresh()
		}
		back.Resize(fyne.NewSquareSize(d))
		back.Move(fyne.NewPos(x, y))
		bold := fyne.TextStyle{Bold: true}
		ts := round(d * 0.37)
		w := fyne.MeasureText(a.initials, ts, bold).Width
		if room := d * 0.86; w > room {
			ts *= room / w
			w = room
		}
		setText(text, a.initials, color.White, ts, bold)
		place(text, x+(d-w)/2, y, d)
	}
	r.refresh = func() {
		fill(back, a.color())
		r.layout(a.Size())
	}
	return r
}

package widgets

import (
	"cmp"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
)

// avatarSide is the diameter of an Avatar at 100 % text size.
const avatarSide = 38

// Avatar is a person's initials on a disc whose colour stays the same for an
// address.
type Avatar struct {
	widget.BaseWidget
	name, email string
	initials    string
	account     int  // color that an account was given; 0: that of the address
	mine        bool // it stands for an account
	group       bool // it stands for several people
}

// NewAvatar returns the picture of a person; without a name, the address gives
// the initial.
func NewAvatar(name, email string) *Avatar {
	a := &Avatar{}
	a.ExtendBaseWidget(a)
	a.Set(name, email)
	return a
}

// NewGroupAvatar returns the picture of a group of people.
func NewGroupAvatar() *Avatar {
	a := &Avatar{group: true}
	a.ExtendBaseWidget(a)
	return a
}

// Sender is what a sender is called in the list and in the reading pane: the
// name, else the address, else the words for neither. known is false for those.
func Sender(name, email string) (text string, known bool) {
	if text = OneLine(name); text == "" {
		text = OneLine(email)
	}
	if text == "" {
		return lang.L("No sender"), false
	}
	return text, true
}

// Set changes the person.
func (a *Avatar) Set(name, email string) {
	name, email = OneLine(name), OneLine(email)
	if a.initials != "" && a.name == name && a.email == email {
		return
	}
	a.name, a.email = name, email
	if name == "" {
		name = email
	}
	a.initials = Initials(name)
	a.Refresh()
}

// SetAccount gives the disc the color that a person chose for an account; see
// theme.Account.
func (a *Avatar) SetAccount(n int) {
	if a.account != n || !a.mine {
		a.account, a.mine = n, true
		a.Refresh()
	}
}

// Initials is what stands on the disc.
func (a *Avatar) Initials() string { return a.initials }

// Color is that of the disc.
func (a *Avatar) Color() color.Color { return a.color() }

func (a *Avatar) color() color.Color {
	if a.group {
		return theme.Color(theme.ColorBadge)
	}
	of := cmp.Or(a.email, a.name)
	if a.mine {
		return theme.Account(a.account, of)
	}
	return theme.Sender(of)
}

// CreateRenderer implements fyne.Widget.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	a.ExtendBaseWidget(a)
	back := canvas.NewRectangle(a.color())
	text, people := NewLabel(), newIcon()
	r := &parts{objects: []fyne.CanvasObject{back, text, people}}
	r.min = func() fyne.Size { return fyne.NewSquareSize(round(avatarSide * Unit())) }
	r.place = func(size fyne.Size) {
		d := min(size.Width, size.Height)
		x, y := round((size.Width-d)/2), round((size.Height-d)/2)
		if back.CornerRadius != d/2 {
			back.CornerRadius = d / 2
			back.Refresh()
		}
		back.Resize(fyne.NewSquareSize(d))
		back.Move(fyne.NewPos(x, y))
		people.Resize(fyne.NewSquareSize(round(d * 0.55)))
		people.Move(fyne.NewPos(x+round(d*0.225), y+round(d*0.225)))
		ts := round(d * 0.37)
		w := TextWidth(a.initials, ts, true)
		if room := d * 0.86; w > room {
			ts *= room / w
			w = room
		}
		text.Set(a.initials, color.White, ts, true)
		text.Place(x+(d-w)/2, y, d)
	}
	r.refresh = func() {
		fill(back, a.color())
		text.Hidden, people.Hidden = a.group, !a.group
		if a.group {
			setIcon(people, IconPeople, fynetheme.ColorNameForeground)
		}
		r.layout(a.Size())
	}
	r.refresh()
	return r
}

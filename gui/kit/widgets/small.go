package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Badge is a count in a pill; it is not seen when its text is empty.
type Badge struct {
	widget.BaseWidget
	text string
}

// NewBadge returns a badge with a text such as "12".
func NewBadge(text string) *Badge {
	b := &Badge{text: text}
	b.ExtendBaseWidget(b)
	return b
}

// SetText changes the text.
func (b *Badge) SetText(text string) {
	if b.text != text {
		b.text = text
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	back, text := canvas.NewRectangle(nil), NewLabel()
	r := &parts{objects: []fyne.CanvasObject{back, text}}
	size := func() float32 { return theme.Size(fynetheme.SizeNameCaptionText) }
	r.min = func() fyne.Size {
		if b.text == "" {
			return fyne.Size{}
		}
		h := round(size() * 1.55)
		return fyne.NewSize(ceil(max(TextWidth(b.text, size(), true)+size()*1.3, h)), h)
	}
	r.place = func(s fyne.Size) {
		back.CornerRadius = s.Height / 2
		back.Resize(s)
		w := TextWidth(b.text, size(), true)
		text.Place((s.Width-w)/2, 0, s.Height)
	}
	r.refresh = func() {
		fill(back, theme.Color(theme.ColorBadge))
		outline(back, 1)
		text.Set(b.text, theme.Color(fynetheme.ColorNameForeground), size(), true)
		back.Hidden = b.text == ""
		text.Hidden = b.text == ""
		r.layout(b.Size())
	}
	r.refresh()
	return r
}

// Dot is a small disc in the colour of a role, such as the mark of an unread
// message.
type Dot struct {
	widget.BaseWidget
	role fyne.ThemeColorName
}

// NewDot returns a dot.
func NewDot(role fyne.ThemeColorName) *Dot {
	d := &Dot{role: role}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer implements fyne.Widget.
func (d *Dot) CreateRenderer() fyne.WidgetRenderer {
	d.ExtendBaseWidget(d)
	back := canvas.NewRectangle(theme.Color(d.role))
	r := &parts{objects: []fyne.CanvasObject{back}}
	r.min = func() fyne.Size { return fyne.NewSquareSize(round(8 * Unit())) }
	r.place = func(s fyne.Size) {
		side := min(r.min().Width, s.Width, s.Height)
		back.CornerRadius = side / 2
		back.Resize(fyne.NewSquareSize(side))
		back.Move(fyne.NewPos(round((s.Width-side)/2), round((s.Height-side)/2)))
	}
	r.refresh = func() {
		fill(back, theme.Color(d.role))
		r.layout(d.Size())
	}
	return r
}

// ProgressLine is a thin bar that fills from the left.
type ProgressLine struct {
	widget.BaseWidget
	Width float32 // least width at 100 % text size; 0: 160
	done  float32
}

// NewProgressLine returns an empty bar.
func NewProgressLine() *ProgressLine {
	p := &ProgressLine{}
	p.ExtendBaseWidget(p)
	return p
}

// SetValue sets how much is done, from 0 to 1.
func (p *ProgressLine) SetValue(v float64) {
	if d := float32(min(max(v, 0), 1)); d != p.done {
		p.done = d
		p.Refresh()
	}
}

// Value is how much is done, from 0 to 1.
func (p *ProgressLine) Value() float64 { return float64(p.done) }

// CreateRenderer implements fyne.Widget.
func (p *ProgressLine) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	track, bar := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r := &parts{objects: []fyne.CanvasObject{track, bar}}
	height := func() float32 { return round(6 * Unit()) }
	r.min = func() fyne.Size {
		w := p.Width
		if w == 0 {
			w = 160
		}
		return fyne.NewSize(w*Unit(), height())
	}
	r.place = func(s fyne.Size) {
		h := min(height(), s.Height)
		y := round((s.Height - h) / 2)
		track.CornerRadius, bar.CornerRadius = h/2, h/2
		track.Move(fyne.NewPos(0, y))
		track.Resize(fyne.NewSize(s.Width, h))
		w := s.Width * p.done
		bar.Hidden = w <= 0
		bar.Move(fyne.NewPos(0, y))
		bar.Resize(fyne.NewSize(max(w, h), h))
	}
	r.refresh = func() {
		fill(track, theme.Color(theme.ColorBadge))
		fill(bar, theme.Color(fynetheme.ColorNamePrimary))
		outline(track, 1)
		r.layout(p.Size())
		canvas.Refresh(p)
	}
	r.refresh()
	return r
}

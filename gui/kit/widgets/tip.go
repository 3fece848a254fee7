package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// tipDelay is how long the pointer rests on something before its tip comes.
const tipDelay = 500 * time.Millisecond

// Tips shows the tip of what the pointer rests on or the keyboard has reached.
// It is one of the objects of the container that is the window's content, above
// the others, and takes nothing of what the mouse does.
type Tips struct {
	widget.BaseWidget
	// After runs f on the window's thread after d; what it returns cancels it.
	After func(d time.Duration, f func()) (cancel func())

	of     fyne.CanvasObject // whose tip is shown or will be; nil: none
	text   string
	shown  bool
	cancel func()
}

// NewTips returns an empty layer.
func NewTips(after func(d time.Duration, f func()) (cancel func())) *Tips {
	t := &Tips{After: after}
	t.ExtendBaseWidget(t)
	return t
}

// Text is the tip that is shown; empty: none is.
func (t *Tips) Text() string {
	if !t.shown {
		return ""
	}
	return t.text
}

// Hide takes the tip away.
func (t *Tips) hide() {
	if t.cancel != nil {
		t.cancel()
	}
	t.of, t.cancel = nil, nil
	if t.shown {
		t.shown = false
		t.Refresh()
	}
}

func (t *Tips) show(of fyne.CanvasObject, text string) {
	t.hide()
	t.of, t.text = of, text
	t.cancel = t.After(tipDelay, func() {
		if t.of == of && of.Visible() {
			t.shown = true
			t.Refresh()
		}
	})
}

// tipsOf is the layer of the window that an object is in; nil where there is none.
func tipsOf(o fyne.CanvasObject) *Tips {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	if box, ok := c.Content().(*fyne.Container); ok {
		for _, x := range box.Objects {
			if t, ok := x.(*Tips); ok {
				return t
			}
		}
	}
	return nil
}

// showTip tells a little later what an object does, unless it is left before.
func showTip(o fyne.CanvasObject, text string) {
	if text == "" {
		return
	}
	if t := tipsOf(o); t != nil {
		t.show(o, text)
	}
}

func hideTip(o fyne.CanvasObject) {
	if t := tipsOf(o); t != nil && t.of == o {
		t.hide()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tips) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	back, text := canvas.NewRectangle(nil), NewLabel()
	r := &parts{objects: []fyne.CanvasObject{back, text}, fixed: true}
	const padX, padY, away = 9, 5, 6
	size := func() float32 { return theme.Size(fynetheme.SizeNameCaptionText) }
	r.min = func() fyne.Size { return fyne.Size{} }
	r.place = func(s fyne.Size) {
		back.Hidden, text.Hidden = !t.shown, !t.shown
		if !t.shown || t.of == nil {
			return
		}
		cut, _ := Fit(t.text, s.Width-2*padX-8, size(), false)
		text.Set(cut, theme.Color(theme.ColorToastText), size(), false)
		w, h := ceil(TextWidth(cut, size(), false))+2*padX, LineHeight(size())+2*padY
		at, of := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.of), t.of.Size()
		x := round(min(max(at.X+(of.Width-w)/2, 4), s.Width-w-4))
		y := round(at.Y + of.Height + away)
		if y+h > s.Height-4 {
			y = round(at.Y - h - away)
		}
		back.CornerRadius = 6
		back.Move(fyne.NewPos(x, y))
		back.Resize(fyne.NewSize(w, h))
		text.Place(x+padX, y+padY, h-2*padY)
	}
	r.refresh = func() {
		fill(back, theme.Color(theme.ColorToast))
		r.layout(t.Size())
		canvas.Refresh(t)
	}
	r.refresh()
	return r
}

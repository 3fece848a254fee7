package gui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
)

// toastTime is how long the bar with Undo stays.
const toastTime = 8 * time.Second

// patience is how long nothing is said of what is under way.
const patience = 300 * time.Millisecond

// toasts shows one bar at a time over the bottom of the window.
type toasts struct {
	run    loop.Runner
	layer  *fyne.Container // lies over the window's content
	now    *widgets.Toast
	last   *widgets.Toast // that was shown; it may be gone
	undo   func()         // what Undo on the bar does; nil: it has none
	cancel func()
}

func newToasts(run loop.Runner) *toasts {
	return &toasts{run: run, layer: container.New(&toastLayout{})}
}

// show takes the place of the bar that is shown. A nil undo leaves out the action.
func (t *toasts) show(text string, undo func()) {
	word := ""
	if undo != nil {
		word = lang.L("Undo")
	}
	t.offer(text, word, undo)
	t.undo = undo
}

// takeBack does what Undo on the bar does, and reports whether there is one.
func (t *toasts) takeBack() bool {
	undo := t.undo
	if undo == nil {
		return false
	}
	t.hide()
	undo()
	return true
}

// during shows a text while something takes longer than a moment, until ended is called.
func (t *toasts) during(text string) (ended func()) {
	var said *widgets.Toast
	quick := t.run.After(patience, func() {
		t.show(text, nil)
		t.cancel() // it stays as long as it takes
		t.cancel, said = nil, t.now
	})
	return func() {
		if quick(); said != nil && t.now == said {
			t.hide()
		}
	}
}

// offer shows a bar with something to do about it.
func (t *toasts) offer(text, word string, do func()) { t.offerFor(toastTime, text, word, do) }

// offerFor is offer for a time of its own.
func (t *toasts) offerFor(d time.Duration, text, word string, do func()) {
	t.hide()
	t.now = widgets.NewToast(text, word, func() {
		t.hide()
		do()
	})
	t.last = t.now
	t.layer.Objects = []fyne.CanvasObject{t.now}
	t.layer.Refresh()
	t.cancel = t.run.After(d, t.hide)
}

func (t *toasts) hide() {
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
	t.undo = nil
	if t.now != nil {
		t.now = nil
		t.layer.Objects = nil
		t.layer.Refresh()
	}
}

// toastLayout places its object at the bottom in the middle, above the status line.
type toastLayout struct{}

func (*toastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (*toastLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		w := min(o.MinSize().Width, s.Width-32)
		h := flow.HeightFor(o, w)
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos((s.Width-w)/2, s.Height-h-48))
	}
}

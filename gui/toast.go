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
	acts   bool           // the bar has something to do about it
	later  []bar          // what nobody has asked for, and waits until such a bar is gone
	cancel func()
}

// bar is what is to be told.
type bar struct {
	text, word string
	do, shown  func()
}

func newToasts(run loop.Runner) *toasts {
	return &toasts{run: run, layer: container.New(&toastLayout{})}
}

// show takes the place of the bar that is shown. A nil undo leaves out the action.
func (t *toasts) show(text string, undo func()) { t.offerUndo(toastTime, text, undo) }

// offerUndo is show for a time of its own. What takes back by key does what the bar offers.
func (t *toasts) offerUndo(d time.Duration, text string, undo func()) {
	word := ""
	if undo != nil {
		word = lang.L("Undo")
	}
	t.offerFor(d, text, word, undo)
	t.undo = undo
}

// tell is offer for what nobody has asked for: it does not take the place of a bar with something to do about it, but
// comes once that is gone. shown is called then; it and do may be nil.
func (t *toasts) tell(text, word string, do, shown func()) {
	if t.now != nil && t.acts {
		t.later = append(t.later, bar{text, word, do, shown})
		return
	}
	if t.offer(text, word, do); shown != nil {
		shown()
	}
}

// next tells what has waited.
func (t *toasts) next() {
	if t.now == nil && len(t.later) > 0 {
		b := t.later[0]
		t.later = t.later[1:]
		t.tell(b.text, b.word, b.do, b.shown)
	}
}

// takeBack does what Undo on the bar does, and reports whether there is one.
func (t *toasts) takeBack() bool {
	undo := t.undo
	if undo == nil {
		return false
	}
	t.drop()
	undo()
	t.run.After(patience, t.next) // after what is said of that
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
		quick()
		t.ended(said)
	}
}

// offer shows a bar with something to do about it.
func (t *toasts) offer(text, word string, do func()) { t.offerFor(toastTime, text, word, do) }

// offerFor is offer for a time of its own.
func (t *toasts) offerFor(d time.Duration, text, word string, do func()) {
	t.drop()
	t.now = widgets.NewToast(text, word, func() {
		t.drop()
		do()
		t.run.After(patience, t.next)
	})
	t.last, t.acts = t.now, word != ""
	t.layer.Objects = []fyne.CanvasObject{t.now}
	t.layer.Refresh()
	t.cancel = t.run.After(d, t.hide)
}

// say changes what a bar says, where it is still there.
func (t *toasts) say(b *widgets.Toast, text string) {
	if t.now == b && b != nil {
		b.SetText(text)
		t.layer.Refresh()
	}
}

// hide takes the bar away; what has waited for that comes.
func (t *toasts) hide() {
	t.drop()
	t.next()
}

// ended takes a bar away that tells what is under way, where it is still there. What has waited comes after what is said
// of the end.
func (t *toasts) ended(b *widgets.Toast) {
	if b != nil && t.now == b {
		t.drop()
		t.run.After(patience, t.next)
	}
}

func (t *toasts) drop() {
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

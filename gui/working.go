package gui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// tellPause is the time between two looks at work that goes on.
const tellPause = 200 * time.Millisecond

// working does something that may take minutes, over the window. Who waits sees how far it
// is, and can stop it: then the context ends, and done is called as ever. tell may be called
// at any time by work: what is done, and how much of all it is, from 0 to 1, or less than 0
// where that is not known.
func (sh *shell) working(title, text string, work func(ctx context.Context, tell func(text string, part float64)), done func()) {
	said := widgets.NewText(text, "", "")
	line := widgets.NewProgressLine()
	line.Hide()
	ctx, cancel := context.WithCancel(context.Background())
	var hide func()
	var stop *widgets.Button
	stop = widgets.NewButton(widgets.Primary, lang.L("Stop"), "", func() {
		cancel()
		stop.Disable()
		said.SetText(lang.L("Stopping…"))
	})
	q := &ask.Question{Title: title, Extra: []fyne.CanvasObject{said, line}, Buttons: []*widgets.Button{stop}, Stays: stop, OnEscape: cancel}
	hide = q.Show(sh.window.Canvas())
	var told time.Time
	tell := func(text string, part float64) {
		now := time.Now()
		if now.Sub(told) < tellPause {
			return
		}
		told = now
		sh.run.Do(func() {
			if ctx.Err() != nil {
				return
			}
			said.SetText(text)
			line.Hidden = part < 0
			line.SetValue(max(part, 0))
			ask.Relayout(sh.window.Canvas())
		})
	}
	sh.run.Go(func(window context.Context) {
		end := context.AfterFunc(window, cancel)
		defer end()
		work(ctx, tell)
	}, func() {
		cancel()
		hide()
		done()
	})
}

// tell says something that is to be read before going on.
func (sh *shell) tell(title string, texts []string, then func()) {
	var extra []fyne.CanvasObject
	for _, t := range texts {
		extra = append(extra, widgets.NewText(t, "", ""))
	}
	q := &ask.Question{Title: title, Extra: extra, OnEscape: then, Buttons: []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("Close"), "", then)}}
	q.Show(sh.window.Canvas())
}

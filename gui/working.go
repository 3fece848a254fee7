package gui

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// tellPause is the time between two looks at work that goes on.
const tellPause = 200 * time.Millisecond

// longWork are the names of what goes on and takes long, as the windows say them.
type longWork struct{ names []*string }

// long says that something goes on that is lost, or half done, where the program ends before ended is called.
func (sh *shell) long(name string) (ended func()) {
	sh.longs.names = append(sh.longs.names, &name)
	return func() { sh.longs.names = slices.DeleteFunc(sh.longs.names, func(n *string) bool { return n == &name }) }
}

// underWay are the names of what would be stopped if the program ended now.
func (w *Window) underWay() (names []string) {
	for _, n := range w.longs.names {
		names = append(names, *n)
	}
	if w.moving.in != nil && w.moving.in.Busy() {
		names = append(names, lang.L("Bring your mail in"))
	}
	if w.moving.out != nil && w.moving.out.Busy() {
		names = append(names, lang.L("Save mail outside PopMail"))
	}
	return names
}

// workFirst does something that ends the program, once the person has said that what goes on may be stopped.
func (w *Window) workFirst(then func()) {
	names := w.underWay()
	if len(names) == 0 {
		then()
		return
	}
	var extra []fyne.CanvasObject
	for _, n := range slices.Compact(names) {
		extra = append(extra, widgets.NewText(lang.L("“{{.What}}” isn’t finished yet. If you quit now, it is stopped.", map[string]any{"What": strings.TrimRight(n, "…")}), "", ""))
	}
	w.tray.forward()
	q := &ask.Question{
		Title: lang.L("PopMail is still working"), Extra: extra,
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Quit and stop it"), "", then),
			widgets.NewButton(widgets.Primary, lang.L("Keep PopMail open"), "", nil),
		},
	}
	hide := q.Show(w.window.Canvas())
	w.asked = w.window.Canvas().Overlays().Top()
	w.askedOf(w.asked, names, hide, then)
}

// askedOf takes the question of workFirst away once what it asks about has come to its end; where other work goes on, that is
// asked. over: the question on the screen.
func (w *Window) askedOf(over fyne.CanvasObject, names []string, hide, then func()) {
	w.run.After(tellPause, func() {
		switch {
		case !slices.Contains(w.window.Canvas().Overlays().List(), over): // it is answered
		case slices.Equal(w.underWay(), names):
			w.askedOf(over, names, hide, then)
		default:
			hide()
			if len(w.underWay()) > 0 {
				w.workFirst(then)
			}
		}
	})
}

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
	ended := sh.long(title)
	sh.run.Go(func(window context.Context) {
		end := context.AfterFunc(window, cancel)
		defer end()
		work(ctx, tell)
	}, func() {
		cancel()
		ended()
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

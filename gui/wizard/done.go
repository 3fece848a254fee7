package wizard

import (
	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// donePage says that all is set, and how much of the mail has arrived. It goes by
// itself after a moment.
type donePage struct {
	w     *Wizard
	title *widgets.Text
	text  *widgets.Text
	count *widgets.Text
	line  *widgets.ProgressLine
	live  *flow.Column // count and line
	goOn  *widgets.Button
	bring *widgets.Button // in mail of another program
	all   []fyne.CanvasObject
}

// arrivals is how far the first session of the new account has come: the last
// thing that was told of it.
type arrivals struct {
	progress event.Progress // zero: nothing is being received yet
	finished *event.Finished
	err      error
}

func newDonePage(w *Wizard) *donePage {
	p := &donePage{w: w}
	p.title, p.text, p.count = heading("✓ "+lang.L("All set")), muted(""), widgets.NewText("", "", "")
	p.line = widgets.NewProgressLine()
	p.live = flow.NewColumn(7, p.count, p.line)
	p.live.Inset.Top = 15
	p.live.Hide()
	p.goOn = widgets.NewButton(widgets.Primary, lang.L("Show my mail"), "", p.submit)
	p.bring = widgets.NewLink(lang.L("Bring in mail from another program…"), func() { w.o.OnBringIn() })
	p.bring.Hidden = w.o.OnBringIn == nil || w.o.Account != nil
	p.all = []fyne.CanvasObject{
		air(20), p.title, air(11), p.text, p.live,
		air(26), flow.NewEnds(10, p.bring, p.goOn),
	}
	return p
}

// show tells what the test has found and what has arrived since.
func (p *donePage) show(found Waiting, a arrivals) {
	var text string
	later := lang.L("New mail will appear by itself.")
	none := lang.L("There is no mail on the server right now. New mail will appear by itself.")
	asked := p.w.account().Interval < 0 || p.w.o.Offline != nil && p.w.o.Offline() // nothing comes by itself
	if asked {
		later = lang.L("PopMail gets your mail when you press Get mail.")
		none = later
	}
	title := lang.L("All set")
	n, total := a.progress.Messages, a.progress.TotalMessages
	if a.finished != nil {
		n, total = a.finished.Received, 0
	}
	count := map[string]any{"Count": words.Count(n), "Total": words.Count(total)}
	switch {
	case p.w.account().Paused:
		text = lang.L("Your changes are saved. Checking for new mail is still paused.")
	case account.TroubleOf(a.err) == account.TroubleStopped:
		text = later
	case a.err != nil:
		e := account.TroubleOf(a.err)
		text = words.Sentences(words.Explain(e, p.w.account().Incoming.Host, 0).Heading, words.Later(e, p.w.account().Interval >= 0))
	case a.finished != nil && n > 0:
		text = lang.N("{{.Count}} messages have arrived.", n, count)
	case asked && a.finished == nil && total == 0:
		text = later
	case a.finished == nil && (total > 0 || found.Messages > 0):
		title = lang.L("All set — your mail is coming")
		text = lang.L("You can start reading while it arrives.")
		if found.Messages > 0 {
			text = lang.N("PopMail is fetching {{.Count}} messages ({{.Size}}). You can read while they arrive.", found.Messages,
				map[string]any{"Count": words.Count(found.Messages), "Size": words.Size(found.Bytes)})
		}
	case found.Messages == 0:
		text = none
	default:
		text = later
	}
	p.title.SetText("✓ " + title)
	p.text.SetText(text)
	p.live.Hidden = total == 0
	if total > 0 {
		p.count.SetText(lang.N("{{.Count}} of {{.Total}} messages have arrived.", total, count))
		p.line.SetValue(min(float64(n)/float64(total), 1))
		p.line.Hidden = a.err != nil
	}
}

func (p *donePage) objects() []fyne.CanvasObject { return p.all }
func (p *donePage) segment() int                 { return 4 }
func (p *donePage) first() fyne.Focusable        { return p.goOn }
func (p *donePage) submit()                      { p.w.finish() }
func (p *donePage) back()                        { p.w.finish() }

// Happened tells the wizard what happens to accounts while it is shown: receiving
// for a new account begins as soon as it is saved, maybe before Save returns.
func (w *Wizard) Happened(a event.Activity) {
	var id account.ID
	var now arrivals
	switch a := a.(type) {
	case event.Started:
		id = a.Account
	case event.Progress:
		id, now.progress = a.Account, a
	case event.Finished:
		id, now.finished = a.Account, &a
	case event.Failed:
		id, now.progress, now.err = a.Account, w.arriving[a.Account].progress, a.Err
	default:
		return
	}
	w.arriving[id] = now
	if w.at == stepDone && id == w.saved {
		w.done.show(w.waiting, now)
		w.relayout()
	}
}

package wizard

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/flow"
	"popmail/gui/widgets"
	"popmail/gui/words"
)

// donePage says that all is set. It goes by itself after a moment.
type donePage struct {
	w     *Wizard
	title *widgets.Paragraph
	text  *widgets.Paragraph
	goOn  *widgets.Button
	all   []fyne.CanvasObject
}

func newDonePage(w *Wizard) *donePage {
	p := &donePage{w: w}
	p.title, p.text = heading("✓ "+lang.L("All set")), muted("")
	p.goOn = widgets.NewButton(widgets.Primary, lang.L("Show my mail"), "", p.submit)
	p.all = []fyne.CanvasObject{
		air(20), p.title, air(11), p.text,
		air(26), flow.NewEnds(10, nil, p.goOn),
	}
	return p
}

func (p *donePage) show(found Waiting) {
	if found.Messages == 0 {
		p.title.SetText("✓ " + lang.L("All set"))
		p.text.SetText(lang.L("There is no mail on the server right now. New mail will appear by itself."))
		return
	}
	p.title.SetText("✓ " + lang.L("All set — your mail is coming"))
	p.text.SetText(lang.N("PopMail is fetching {{.Count}} messages ({{.Size}}). You can read while they arrive.", found.Messages,
		map[string]any{"Count": words.Count(found.Messages), "Size": words.Size(found.Bytes)}))
}

func (p *donePage) objects() []fyne.CanvasObject { return p.all }
func (p *donePage) segment() int                 { return 4 }
func (p *donePage) first() fyne.Focusable        { return p.goOn }
func (p *donePage) submit()                      { p.w.finish() }
func (p *donePage) back()                        { p.w.finish() }

package wizard

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// importedPage says what came of it.
type importedPage struct {
	m    *importing
	goOn *widgets.Button
	all  []fyne.CanvasObject
}

func newImportedPage(m *importing) *importedPage {
	p := &importedPage{m: m}
	p.goOn = widgets.NewButton(widgets.Primary, "", "", p.submit)
	return p
}

func (p *importedPage) objects() []fyne.CanvasObject { return p.all }
func (p *importedPage) segment() int                 { return segmentCount }
func (p *importedPage) first() fyne.Focusable        { return p.goOn }
func (p *importedPage) back()                        { p.submit() }

func (p *importedPage) fill() {
	n := len(p.m.added())
	title := lang.N("{{.Count}} accounts were added", n, map[string]any{"Count": words.Count(n)})
	if n == 0 {
		title = lang.L("No account was added")
	}
	list := flow.NewColumn(10)
	for _, t := range p.m.queue {
		email := shown(t.Account.Email)
		switch {
		case t.id != 0:
			list.Objects = append(list.Objects, widgets.NewText("✓ "+email, "", ""))
		case t.problem != "":
			list.Objects = append(list.Objects, flow.NewColumn(0, widgets.NewText(email, "", ""), widgets.NewText(lang.L("Not added: {{.Reason}}", map[string]any{"Reason": t.problem}), theme.SizeSmall, theme.ColorMuted)))
		default:
			list.Objects = append(list.Objects, flow.NewColumn(0, widgets.NewText(email, "", ""), widgets.NewText(lang.L("Skipped"), theme.SizeSmall, theme.ColorMuted)))
		}
	}
	p.goOn.Text = lang.L("Show my mail")
	if n == 0 {
		p.goOn.Text = lang.L("Back")
	}
	p.all = []fyne.CanvasObject{air(20), heading(title), air(17), list, air(25), flow.NewEnds(10, nil, p.goOn)}
}

// submit shows the mail of the first account that was added.
func (p *importedPage) submit() {
	ids := p.m.added()
	if len(ids) == 0 {
		p.m.page.fill()
		if p.m.queue[0].Program == "" {
			p.m.w.show(stepPerson)
			return
		}
		p.m.w.show(stepImport)
		return
	}
	p.m.w.saved = ids[0]
	p.m.w.finish()
}

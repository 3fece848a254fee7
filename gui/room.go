package gui

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// mostSenders is how many senders are told of what takes the room.
const mostSenders = 12

// roomPage tells what takes the room: by sender, year and size. Each line leads to the search
// for its messages.
type roomPage struct {
	widget.BaseWidget
	w      *Window
	page   *flow.Page
	column *flow.Column
	done   *widgets.Button
	lines  []*widgets.Button
}

// showRoom opens the page about what takes the room.
func (w *Window) showRoom() {
	p := &roomPage{w: w, column: flow.NewColumn(16)}
	p.done = widgets.NewButton(widgets.Primary, lang.L("Done"), "", w.closeSheet)
	p.column.Inset = flow.Insets{Left: 20, Top: 22, Right: 20, Bottom: 22}
	p.page = flow.NewPage(p.column)
	p.page.Fill, p.page.FollowFocus = theme.ColorPane, true
	p.ExtendBaseWidget(p)
	p.fill(nil)
	w.openSheet(p, p.done)
	var r mailbox.Room
	var err error
	w.run.Go(func(ctx context.Context) { r, err = w.listing.store.Room(ctx, mostSenders) }, func() {
		switch {
		case w.sheet != sheet(p):
		case err != nil:
			w.closeSheet()
			w.failed(err)
		default:
			p.fill(&r)
		}
	})
}

// fill shows what was counted; nil: it is being counted.
func (p *roomPage) fill(r *mailbox.Room) {
	p.column.MaxWidth = 760*widgets.Unit() + 40
	p.lines = nil
	title := widgets.NewSpans(widgets.Span{Text: lang.L("What takes the room"), Bold: true})
	title.SizeName = theme.SizeTitle
	objects := []fyne.CanvasObject{flow.NewRow(16, title, title, p.done)}
	if r == nil {
		p.column.Set(append(objects, widgets.NewText(lang.L("Counting…"), "", theme.ColorMuted))...)
		p.page.Relayout()
		return
	}
	objects = append(objects, widgets.NewText(lang.N("{{.Count}} messages, {{.Size}} as received. On the disk they usually take less. Choose a line to see its messages.", r.All.Messages,
		map[string]any{"Count": words.Count(r.All.Messages), "Size": words.Size(r.All.Octets)}), "", theme.ColorMuted))
	group := func(name string, list []mailbox.Taken, line func(t mailbox.Taken) (text, search string)) {
		if len(list) == 0 {
			return
		}
		head := widgets.NewSpans(widgets.Span{Text: name, Bold: true})
		head.SizeName = fynetheme.SizeNameSubHeadingText
		card := flow.NewColumn(widgets.LinkGap(), head).Card(flow.Insets{Left: 23, Top: 17, Right: 23, Bottom: 18})
		for _, t := range list {
			text, search := line(t)
			card.Objects = append(card.Objects, p.line(text, t, r.All.Octets, func() {
				p.w.closeSheet()
				p.w.searchFor(search)
			}))
		}
		objects = append(objects, card)
	}
	group(lang.L("By sender"), r.Senders, func(t mailbox.Taken) (string, string) {
		name, _ := widgets.Sender(t.Who.Name, t.Who.Email)
		return name, fromSearch(t.Who.Email)
	})
	group(lang.L("By year"), r.Years, func(t mailbox.Taken) (string, string) {
		return fmt.Sprint(t.Year), fmt.Sprint("on:", t.Year)
	})
	group(lang.L("By size"), r.Sizes, sizeLine)
	var hidden []fyne.CanvasObject
	for _, f := range p.w.known.folders {
		if (f.Role != mailbox.Trash && f.Role != mailbox.Junk) || f.Total == 0 {
			continue
		}
		name, v := lang.L("Trash"), mailbox.View{Account: f.Account, Folder: f.ID}
		if f.Role == mailbox.Junk {
			name = lang.L("Junk")
		}
		text := name + " · " + counted(f.Total)
		if a, ok := p.w.account(f.Account); ok && len(p.w.known.accounts) > 1 {
			text = name + " · " + a.Email + " · " + counted(f.Total)
		}
		b := widgets.NewLink(widgets.OneLine(text), func() {
			p.w.closeSheet()
			p.w.goTo(v, name)
		})
		p.lines = append(p.lines, b)
		hidden = append(hidden, flow.NewTiles(0, b))
	}
	if len(hidden) > 0 {
		head := widgets.NewSpans(widgets.Span{Text: lang.L("Trash and Junk"), Bold: true})
		head.SizeName = fynetheme.SizeNameSubHeadingText
		about := widgets.NewText(lang.L("Not counted above: {{.Size}}", map[string]any{"Size": words.Size(r.Trash.Octets + r.Junk.Octets)}), theme.SizeSmall, theme.ColorMuted)
		objects = append(objects, flow.NewColumn(widgets.LinkGap(), append([]fyne.CanvasObject{head, about}, hidden...)...).Card(flow.Insets{Left: 23, Top: 17, Right: 23, Bottom: 18}))
	}
	p.column.Set(objects...)
	p.page.Relayout()
}

// sizeLine is a line about messages of a size, and the search for them.
func sizeLine(t mailbox.Taken) (text, search string) {
	switch {
	case t.UpTo == 0:
		return lang.L("over {{.Size}}", map[string]any{"Size": words.Size(t.Over)}), fmt.Sprint("larger:", t.Over)
	case t.Over == 0:
		return lang.L("up to {{.Size}}", map[string]any{"Size": words.Size(t.UpTo)}), fmt.Sprint("-larger:", t.UpTo)
	}
	return lang.L("{{.From}} to {{.To}}", map[string]any{"From": words.Size(t.Over), "To": words.Size(t.UpTo)}), fmt.Sprint("larger:", t.Over, " -larger:", t.UpTo)
}

// line is a name that leads to messages, how much of all they take, and how many they are.
func (p *roomPage) line(text string, t mailbox.Taken, all int64, do func()) fyne.CanvasObject {
	b := widgets.NewLink(widgets.OneLine(text), do)
	p.lines = append(p.lines, b)
	share := 0
	if all > 0 {
		share = int((t.Octets*100 + all/2) / all)
	}
	much := counted(t.Messages) + " · " + words.Size(t.Octets)
	if share > 0 {
		much += " · " + words.Percent(share)
	}
	note := widgets.NewText(much, theme.SizeSmall, theme.ColorMuted)
	note.Align = fyne.TextAlignTrailing
	row := flow.NewRow(12, nil, flow.NewTiles(0, b), note)
	row.Parts = []float32{5, 5}
	return row
}

// CreateRenderer implements fyne.Widget.
func (p *roomPage) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return widget.NewSimpleRenderer(p.page)
}

// TypedKey implements sheet.
func (p *roomPage) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		p.w.closeSheet()
	case fyne.KeyPageDown, fyne.KeySpace:
		p.page.By(p.page.Size().Height - 60)
	case fyne.KeyPageUp:
		p.page.By(60 - p.page.Size().Height)
	default:
		return false
	}
	return true
}

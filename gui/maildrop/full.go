package maildrop

import (
	"context"
	"regexp"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/query"
)

// fullness tells how full the mailbox is. No server says how much it may hold (RFC 1939 has no word
// for it), so a person does, once; until then there is no bar.
type fullness struct {
	quota  int64 // octets; 0: not said
	line   *flow.Row
	words  *widgets.Text // "68% full"
	bar    *widgets.ProgressLine
	change *widgets.Button
	whole  *flow.Column // all of it
}

// Widths of it, and least one of what is beside it, at 100 % text size.
const (
	fullWidth   = 340
	countsLeast = 240
)

func (p *Page) newFull() {
	f := &p.full
	f.words = widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted)
	f.bar = widgets.NewProgressLine()
	f.change = widgets.NewLink("", p.askSize)
	f.change.Small = true
	f.line = flow.NewRow(12, p.sum, p.sum, flow.Wide(f.words, func() float32 {
		return widgets.TextWidth(f.words.Text(), theme.Size(theme.SizeSmall), f.words.Bold()) + 2
	}), f.change)
	f.whole = flow.NewColumn(8, f.line, f.bar)
}

// loadSize reads what the person has said of the size of the mailbox.
func (p *Page) loadSize() {
	var quota int64
	var err error
	p.o.Run.Go(func(ctx context.Context) { quota, err = p.o.Server.Quota(ctx, p.o.Account.ID) }, func() {
		if err == nil && quota != p.full.quota { // else there is no bar, and all else is there
			p.full.quota = quota
			p.show()
		}
	})
}

// showFull draws the bar, and returns what is said of the octets that the server holds.
func (p *Page) showFull(octets int64) string {
	f := &p.full
	percent, ok := account.Full(octets, f.quota)
	f.words.Hidden, f.bar.Hidden = !ok, !ok
	f.change.Hidden = f.quota == 0
	f.change.SetText(lang.L("Change…"))
	if !ok {
		return lang.L("{{.Size}} on the server", map[string]any{"Size": words.Size(octets)})
	}
	f.words.Set(fullWords(percent), percent >= account.NearlyFull, nil)
	f.words.SetColor(theme.ColorMuted)
	if percent >= account.NearlyFull {
		f.words.SetColor(theme.ColorNoticeText)
	}
	f.bar.SetValue(float64(percent) / 100)
	return lang.L("{{.Used}} of {{.Size}} used", map[string]any{"Used": words.Size(octets), "Size": words.Size(f.quota)})
}

func fullWords(percent int) string {
	return lang.L("{{.Percent}} full", map[string]any{"Percent": words.Percent(percent)})
}

// setCard stands what is told of the mailbox beside each other where there is room, and else below.
func (p *Page) setCard(width float32) {
	p.cardWidth = width
	wide := p.full.quota > 0 && width >= (fullWidth+countsLeast+32)*widgets.Unit()+p.tiles.Line()+70*widgets.Unit()
	if wide == p.cardWide && len(p.facts.Objects) > 0 {
		return
	}
	p.cardWide = wide
	if wide {
		p.facts.Set(flow.NewRow(32, p.counts, field.Sized(p.full.whole, fullWidth), p.counts))
		return
	}
	p.facts.Set(p.full.whole, p.counts, flow.NewTiles(8, p.unsaid))
}

// askSize asks the person how much the mailbox may hold.
func (p *Page) askSize() {
	c := p.canvas()
	if c == nil {
		return
	}
	const example = 2e9
	var hide func()
	var done func()
	entry := field.NewEntry(func() { done() }, func() { ask.Escape(c) })
	entry.SetPlaceHolder(words.Size(example))
	if p.full.quota > 0 {
		entry.SetText(words.Size(p.full.quota))
	}
	labelled := field.Label(lang.L("Size of the mailbox"), field.Sized(entry, 180))
	entry.OnChanged = func(string) {
		if labelled.Saying() {
			labelled.Say("")
			ask.Relayout(c)
		}
	}
	save := widgets.NewButton(widgets.Primary, lang.L("Save"), "", nil)
	q := &ask.Question{
		Title: lang.L("How big is your mailbox?"),
		Text:  lang.L("Your provider says it on its website. PopMail then shows how full the mailbox is; the server doesn’t tell."),
		Extra: []fyne.CanvasObject{labelled}, Focus: entry, Stays: save,
	}
	if p.full.quota > 0 {
		q.Buttons = append(q.Buttons, widgets.NewButton(widgets.Flat, lang.L("I don’t know"), "", func() { p.setSize(0) }))
	}
	q.Buttons = append(q.Buttons, widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil), save)
	hide = q.Show(c)
	done = func() {
		octets, ok := sizeOf(entry.Text)
		if ok {
			hide()
			p.setSize(octets)
			return
		}
		labelled.Say(lang.L("Type a size like {{.Size}}.", map[string]any{"Size": words.Size(example)}))
		ask.Relayout(c)
		c.Focus(entry)
		flow.RevealPart(labelled, 0, labelled.HeightFor(labelled.Size().Width)) // what is wrong stands below the field
	}
	save.OnTapped = done // the question stays until the size is one that can be used
}

var reNumber = regexp.MustCompile(`^\d{1,4}(?:[.,]\d{1,3})?$`)

// sizeOf reads a size that a person has typed; a number alone is one of gigabytes, in which
// mailboxes are sold.
func sizeOf(text string) (octets int64, ok bool) {
	text = strings.TrimSpace(text)
	for _, unit := range []struct{ english, shown string }{{"KB", lang.L("KB")}, {"MB", lang.L("MB")}, {"GB", lang.L("GB")}, {"TB", lang.L("TB")}} {
		if n := len(text) - len(unit.shown); n > 0 && strings.EqualFold(text[n:], unit.shown) {
			text = strings.TrimSpace(text[:n]) + unit.english
			break
		}
	}
	if reNumber.MatchString(text) {
		text += "GB"
	}
	octets, ok = query.Size(text)
	return octets, ok && octets >= account.LeastQuota && octets <= account.MostQuota
}

func (p *Page) setSize(octets int64) {
	var err error
	p.o.Run.Go(func(ctx context.Context) { err = p.o.Server.SetQuota(ctx, p.o.Account.ID, octets) }, func() {
		if err != nil {
			p.o.OnFailed(err)
			return
		}
		p.full.quota = octets
		p.show()
		p.focus(p.list)
	})
}

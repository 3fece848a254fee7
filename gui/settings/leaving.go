package settings

import (
	"context"
	"slices"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// deleted is what happens on the server to mail that is deleted here.
type deleted struct {
	choice  *field.Select
	choices []account.Retention
}

func (d *deleted) fill(r account.Retention) {
	days := []int{7, 30}
	if r.Mode == account.LeaveDays && !slices.Contains(days, r.Days) {
		days = append(days, r.Days)
		slices.Sort(days)
	}
	d.choices = []account.Retention{{}, {Mode: account.LeaveNone}}
	names := []string{lang.L("It stays on the server"), lang.L("Remove it there once Trash is emptied")}
	for _, n := range days {
		d.choices = append(d.choices, account.Retention{Mode: account.LeaveDays, Days: n})
		names = append(names, lang.N("Remove it there after {{.Count}} days in Trash", n, map[string]any{"Count": words.Count(n)}))
	}
	d.choice.Options = names
	d.choice.SetSelectedIndex(slices.Index(d.choices, r))
}

// chosen is what was chosen; before anything was, it is was.
func (d *deleted) chosen(was account.Retention) account.Retention {
	if i := d.choice.SelectedIndex(); i >= 0 {
		return d.choices[i]
	}
	return was
}

// preview tells what a choice removes from the server before it is saved, with a way to
// take it back, and what the server does by itself.
type preview struct {
	l             *leave
	goes, expires *widgets.Text
	undo          *flow.Tiles
	column        *flow.Column
	work          loop.Latest
}

func newPreview(l *leave) preview {
	p := preview{l: l, goes: small(""), expires: small(""), work: loop.Latest{Run: l.f.s.Run}}
	undo := widgets.NewLink(lang.L("Undo"), func() { l.fill(l.f.was.Leave, l.f.was.LeaveDeleted) })
	undo.Small, undo.Bold = true, true
	p.undo = flow.NewTiles(0, undo)
	p.column = flow.NewColumn(4, p.goes, p.undo, p.expires)
	p.column.Hide()
	return p
}

// look brings up to date what is told.
func (p *preview) look() {
	a := p.l.f.was
	a.Leave, a.LeaveDeleted = p.l.chosen(), p.l.deleted.chosen(a.LeaveDeleted)
	p.say("")
	p.expires.SetText(expires(p.l.f.card.account.Status.Held.Expires, a.Leave))
	p.show()
	if p.l.f.s.Removable == nil || a == p.l.f.was {
		p.work.Cancel()
		return
	}
	var r account.Removable
	var err error
	p.work.Start(func(ctx context.Context) { r, err = p.l.f.s.Removable(ctx, a) }, func() {
		if err != nil || r.Messages == 0 {
			return
		}
		data := map[string]any{"Count": words.Count(r.Messages), "Size": words.Size(r.Octets), "Days": words.Count(a.Leave.Days)}
		if a.Leave.Mode == account.LeaveDays && a.Leave.Days > 1 && r.Old == r.Messages {
			p.say(lang.N("{{.Count}} messages older than {{.Days}} days ({{.Size}}) will be removed from the server at the next check.", r.Messages, data))
		} else {
			p.say(lang.N("{{.Count}} messages ({{.Size}}) will be removed from the server at the next check.", r.Messages, data))
		}
		p.show()
	})
}

func (p *preview) say(text string) {
	p.goes.SetText(text)
	p.goes.Hidden, p.undo.Hidden = text == "", text == ""
}

func (p *preview) show() {
	p.expires.Hidden = p.expires.Text() == ""
	p.column.Hidden = p.goes.Hidden && p.expires.Hidden
	p.l.f.s.relayout()
}

// expires says that a server removes mail sooner than a person has chosen.
func expires(e account.Expiry, r account.Retention) string {
	if !e.Sooner(r) {
		return ""
	}
	return words.Expires(e)
}

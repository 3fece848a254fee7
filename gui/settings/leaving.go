package settings

import (
	"context"
	"slices"

	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
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
	box           *flow.Column // goes, with the way to take it back
	column        *flow.Column
	work          loop.Latest
}

func newPreview(l *leave) preview {
	p := preview{l: l, goes: widgets.NewText("", theme.SizeSmall, theme.ColorNoticeText), expires: small(""), work: loop.Latest{Run: l.f.s.Run}}
	undo := widgets.NewLink(lang.L("Undo"), func() { l.fill(l.f.was.Leave, l.f.was.LeaveDeleted) })
	undo.Small, undo.Bold, undo.Underline, undo.Color = true, true, true, theme.ColorNoticeText
	p.box = flow.NewColumn(4, p.goes, flow.NewTiles(0, undo))
	p.box.Fill, p.box.Radius = theme.ColorNotice, fynetheme.SizeNameInputRadius
	p.box.Inset = flow.Insets{Left: 14, Top: 10, Right: 14, Bottom: 10}
	p.column = flow.NewColumn(4, p.box, p.expires)
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
		p.say(removes(r, a.Leave))
		p.show()
	})
}

// removes says what the next check removes by a choice; r is not empty.
func removes(r account.Removable, leave account.Retention) string {
	data := map[string]any{"Count": words.Count(r.Messages), "Size": words.Size(r.Octets), "Days": words.Count(leave.Days)}
	if leave.Mode == account.LeaveDays && leave.Days > 1 && r.Old == r.Messages {
		return lang.N("{{.Count}} messages older than {{.Days}} days ({{.Size}}) will be removed from the server at the next check.", r.Messages, data)
	}
	return lang.N("{{.Count}} messages ({{.Size}}) will be removed from the server at the next check.", r.Messages, data)
}

func (p *preview) say(text string) {
	p.goes.SetText(text)
	p.box.Hidden = text == ""
}

func (p *preview) show() {
	p.expires.Hidden = p.expires.Text() == ""
	p.column.Hidden = p.box.Hidden && p.expires.Hidden
	p.l.place()
	p.l.f.s.relayout()
}

// expires says that a server removes mail sooner than a person has chosen.
func expires(e account.Expiry, r account.Retention) string {
	if !e.Sooner(r) {
		return ""
	}
	return words.Expires(e)
}

// offerBack says, after a choice was saved, what the next check removes by it, and offers to set it back.
func (s *Settings) offerBack(was, now account.Account, r account.Removable) {
	if s.OnUndo == nil || r.Messages == 0 {
		return
	}
	s.OnUndo(removes(r, now.Leave), func() {
		back := now
		back.Leave, back.LeaveDeleted = was.Leave, was.LeaveDeleted
		left := r
		var err error
		s.Run.Go(func(ctx context.Context) {
			if err = s.Save(ctx, now, back, account.Credential{}); err == nil && s.Removable != nil {
				if still, err := s.Removable(ctx, now); err == nil {
					left = still
				}
			}
		}, func() {
			switch {
			case err != nil && s.OnFailed != nil:
				s.OnFailed(err)
			case err == nil && s.OnSaved != nil:
				s.OnSaved()
			}
			if err == nil && s.OnSay != nil {
				s.OnSay(tookBack(r.Messages - left.Messages))
			}
		})
	})
}

// tookBack says that a choice was set back; gone messages are no longer among those that it would remove.
func tookBack(gone int) string {
	if gone > 0 {
		return lang.N("It may be too late for {{.Count}} messages: the server has already been asked to remove them.", gone, map[string]any{"Count": words.Count(gone)})
	}
	return lang.L("Undone.")
}

// removable counts what the next check removes by a changed choice for mail on the server; none where nothing of that has
// changed. It takes a while.
func (s *Settings) removable(ctx context.Context, was, now account.Account) account.Removable {
	if s.Removable == nil || was.Leave == now.Leave && was.LeaveDeleted == now.LeaveDeleted {
		return account.Removable{}
	}
	r, err := s.Removable(ctx, now)
	if err != nil {
		return account.Removable{}
	}
	return r
}

package settings

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// every is how often an account is checked.
type every struct {
	choice    *field.Select
	intervals []time.Duration
}

func newEvery(*form) *every { return &every{choice: field.NewSelect(nil, nil)} }

func (e *every) fill(d time.Duration) {
	if d == 0 {
		d = account.DefaultInterval
	}
	e.intervals = words.IntervalsWith(d)
	names := make([]string, len(e.intervals))
	for i, d := range e.intervals {
		names[i] = words.IntervalBrief(d)
	}
	e.choice.Options = names
	if d < 0 {
		e.choice.SetSelectedIndex(len(names) - 1)
		return
	}
	e.choice.SetSelectedIndex(slices.Index(e.intervals, d))
}

func (e *every) chosen() time.Duration {
	i := e.choice.SelectedIndex()
	if i < 0 {
		return account.DefaultInterval
	}
	if e.intervals[i] < 0 {
		return account.ByHand
	}
	return e.intervals[i]
}

// usualDays are the numbers of days that are offered.
var usualDays = []int{7, 14, 30, 90}

// leave is what happens to mail on the server.
type leave struct {
	f         *form
	choice    *field.Select
	choices   []account.Retention
	days      *field.Entry
	daysField *field.Labelled
	going     *widgets.Text
	deleted   deleted
	preview   preview
	below     *field.Labelled // what happens to mail that is deleted here
	column    *flow.Column
}

func newLeave(f *form) *leave {
	l := &leave{f: f, choice: field.NewSelect(nil, nil), days: f.entry(), going: small(lang.L("The only copy is then on this computer. Make backups."))}
	word := small(lang.L("days on the server"))
	l.daysField = field.Label("", flow.NewRow(10, word, field.Sized(l.days, 84), word))
	l.daysField.Hide()
	l.going.Hide()
	l.days.OnChanged = func(string) { l.daysField.Say(""); l.say() }
	l.choice.OnChanged = func(string) { l.say() }
	l.deleted.choice, l.preview = field.NewSelect(nil, func(string) { l.say() }), newPreview(l)
	l.below = field.Label(lang.L("When you delete mail here"), field.Framed(l.deleted.choice))
	l.column = flow.NewColumn(6, field.Label(lang.L("Mail on the server"), field.Framed(l.choice)), l.daysField, l.going, l.preview.column, l.below)
	l.column.Before(l.below, 14)
	return l
}

// place puts the preview below the choice that it is about.
func (l *leave) place() {
	if l.column == nil {
		return // not complete yet
	}
	parts := l.column.Objects[:len(l.column.Objects)-2]
	if l.chosen() == l.f.was.Leave && l.preview.expires.Hidden {
		parts = append(parts, l.below, l.preview.column)
	} else {
		parts = append(parts, l.preview.column, l.below)
	}
	l.column.Objects = parts
	l.column.Refresh()
}

func (l *leave) fill(r, deleted account.Retention) {
	l.deleted.fill(deleted)
	days := slices.Clone(usualDays)
	if r.Mode == account.LeaveDays && !slices.Contains(days, r.Days) {
		days = append(days, r.Days)
		slices.Sort(days)
	}
	l.choices = []account.Retention{{}}
	names := []string{lang.L("Keep everything")}
	for _, n := range days {
		l.choices = append(l.choices, account.Retention{Mode: account.LeaveDays, Days: n})
		names = append(names, lang.N("Keep for {{.Count}} days, then remove", n, map[string]any{"Count": words.Count(n)}))
	}
	l.choices = append(l.choices, account.Retention{Mode: account.LeaveNone})
	names = append(names, lang.L("Another number of days…"), lang.L("Remove once it is on this computer"))
	l.choice.Options = names
	i := slices.Index(l.choices, r)
	if r.Mode == account.LeaveNone {
		i++ // the other number
	}
	l.choice.SetSelectedIndex(i)
	l.say()
}

// other reports whether a number of days is to be typed.
func (l *leave) other() bool { return l.choice.SelectedIndex() == len(l.choice.Options)-2 }

func (l *leave) number() (n int, ok bool) {
	n, err := strconv.Atoi(strings.TrimSpace(l.days.Text))
	return n, err == nil && n >= 1 && n <= account.MaxDays
}

func (l *leave) chosen() account.Retention {
	i := l.choice.SelectedIndex()
	switch {
	case i < 0:
		return l.f.was.Leave
	case l.other():
		n, _ := l.number()
		return account.Retention{Mode: account.LeaveDays, Days: n}
	case i == len(l.choice.Options)-1:
		return account.Retention{Mode: account.LeaveNone}
	}
	return l.choices[i]
}

// say tells what a choice means.
func (l *leave) say() {
	l.daysField.Hidden = !l.other()
	l.going.Hidden = l.chosen().Mode != account.LeaveNone
	l.preview.look()
}

func (l *leave) check() fyne.Focusable {
	l.daysField.Say("")
	if _, ok := l.number(); l.other() && !ok {
		l.daysField.Say(lang.L("Type a number of days from 1 to {{.Most}}.", map[string]any{"Most": words.Count(account.MaxDays)}))
		return l.days
	}
	return nil
}

func (l *leave) lock(on bool) {
	lock(l.choice, on)
	lock(l.deleted.choice, on)
	lock(l.days, on)
}

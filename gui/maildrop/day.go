package maildrop

import (
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// latestDay is how far in the future a message may be removed, in years.
const latestDay = 50

// midnight is the beginning of a day, a number of days and months after that of now.
func midnight(now time.Time, months, days int) time.Time {
	y, m, d := now.Date()
	t := time.Date(y, m+time.Month(months), d+days, 0, 0, 0, 0, now.Location())
	if months > 0 && t.Day() != d { // there is no 31st
		t = time.Date(y, m+time.Month(months)+1, 0, 0, 0, 0, 0, now.Location())
	}
	return t
}

// AskDay asks on which day n messages are removed from their server, and calls then with the
// midnight that begins it.
func AskDay(c fyne.Canvas, n int, now time.Time, then func(day time.Time)) {
	var days []time.Time
	var texts []string
	offer := func(text string, months, day int) {
		at := midnight(now, months, day)
		days = append(days, at)
		texts = append(texts, text+" · "+words.LongDate(at, now))
	}
	offer(lang.L("Tomorrow"), 0, 1)
	offer(lang.L("In a week"), 0, 7)
	offer(lang.L("In two weeks"), 0, 14)
	offer(lang.L("In a month"), 1, 0)
	offer(lang.L("In three months"), 3, 0)
	offer(lang.L("In a year"), 12, 0)
	texts = append(texts, lang.L("On another day"))
	var hide func()
	var other *field.Entry
	var labelled *field.Labelled
	choice := field.NewSelect(texts, nil)
	choice.SetSelectedIndex(1)
	done := func() {
		i := choice.SelectedIndex()
		if i < len(days) {
			hide()
			then(days[i])
			return
		}
		day, ok := words.DayOf(other.Text, now)
		data := map[string]any{"Day": words.TypedDay(days[1])}
		switch {
		case !ok:
			labelled.Say(lang.L("Type a day like {{.Day}}.", data))
		case !day.After(now):
			labelled.Say(lang.L("Type a day after today, like {{.Day}}.", data))
		case day.After(now.AddDate(latestDay, 0, 0)):
			labelled.Say(lang.L("That’s too far away. Type a day like {{.Day}}.", data))
		default:
			hide()
			then(day)
			return
		}
		ask.Relayout(c)
		c.Focus(other)
		flow.RevealPart(labelled, 0, labelled.HeightFor(labelled.Size().Width)) // what is wrong stands below the field
	}
	other = field.NewEntry(done, func() { ask.Escape(c) })
	other.SetPlaceHolder(words.TypedDay(days[1]))
	labelled = field.Label(lang.L("Day"), field.Sized(other, 180))
	labelled.Hide()
	other.OnChanged = func(string) {
		if labelled.Saying() {
			labelled.Say("")
			ask.Relayout(c)
		}
	}
	choice.OnChanged = func(string) {
		another := choice.SelectedIndex() == len(days)
		if labelled.Hidden == !another {
			return
		}
		labelled.Hidden = !another
		ask.Relayout(c)
		if another {
			c.Focus(other)
		}
	}
	ok := widgets.NewButton(widgets.Primary, lang.L("Remove then"), "", nil)
	q := &ask.Question{
		Title: lang.N("When should {{.Count}} messages be removed from the server?", n, map[string]any{"Count": words.Count(n)}),
		Text:  lang.L("That happens at the first check on that day. What is on this computer stays here. Until then you can take it back."),
		Extra: []fyne.CanvasObject{field.Label("", field.Sized(choice, 300)), labelled}, Focus: choice,
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil), ok}, Stays: ok,
	}
	hide = q.Show(c)
	ok.OnTapped = done // the question stays until the day is one that can be used
}

package gui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

const (
	snoozeMorning = 8  // the hour of a day that messages come back at
	snoozeEvening = 18 // and that of the same day
	latestSnooze  = 10 // years
)

// laterTime is a time that is offered, with what it is called.
type laterTime struct {
	name string
	at   time.Time
}

// hourOf is an hour of a day, a number of days after that of now.
func hourOf(now time.Time, days, hour int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+days, hour, 0, 0, 0, now.Location())
}

// tomorrow is the next morning.
func tomorrow(now time.Time) time.Time { return hourOf(now, 1, snoozeMorning) }

// laters are the times until which messages can be put off. None is offered twice.
func laters(now time.Time) (out []laterTime) {
	if now.Before(hourOf(now, 0, snoozeEvening-1)) {
		out = append(out, laterTime{lang.L("Later today"), hourOf(now, 0, snoozeEvening)})
	}
	out = append(out, laterTime{lang.L("Tomorrow morning"), tomorrow(now)})
	if days := int(time.Saturday - now.Weekday()); days > 1 && days < 6 {
		out = append(out, laterTime{lang.L("This weekend"), hourOf(now, days, snoozeMorning)})
	}
	switch days := (int(time.Monday-now.Weekday())+6)%7 + 1; {
	case days == 7:
		out = append(out, laterTime{lang.L("Next Monday"), hourOf(now, days, snoozeMorning)})
	case days > 1:
		out = append(out, laterTime{lang.L("Monday"), hourOf(now, days, snoozeMorning)})
	}
	return out
}

// puttable reports whether messages can be put off, see snoozeMenu.
func (fl *filing) puttable(ids []mailbox.ID, here mailbox.FolderID) bool {
	return fl.o.CannotWrite == nil && len(ids) > 0 && fl.puttableFrom(here) && !fl.stays(ids)
}

// puttableFrom reports whether what is listed can be put off, see snoozeMenu.
func (fl *filing) puttableFrom(here mailbox.FolderID) bool {
	f, ok := fl.folder(here)
	if !ok && !fl.listing.searching {
		f, _ = fl.listing.place()
	}
	switch f.Role {
	case mailbox.Sent, mailbox.Drafts, mailbox.Outbox, mailbox.Trash, mailbox.Junk:
		return false
	}
	return true
}

// snoozeMenu offers times for messages; nil: what lies in a folder is not put off. here is the
// folder that is listed, 0: several.
func (fl *filing) snoozeMenu(ids []mailbox.ID, here mailbox.FolderID) *fyne.Menu {
	if !fl.puttable(ids, here) {
		return nil
	}
	now := fl.now()
	menu := fyne.NewMenu("")
	for _, l := range laters(now) {
		at, when := l.at, words.Time(l.at)
		if words.Days(at, now) < 0 {
			when = words.Weekday(at) + " " + when
		}
		menu.Items = append(menu.Items, widgets.MenuItem(widgets.IconClock, l.name, when, func() { fl.snooze(ids, at) }))
	}
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), widgets.MenuItem(widgets.IconCalendar, lang.L("Pick a date and time…"), "", func() {
		var until time.Time
		put := fl.later(func() { fl.snooze(ids, until) })
		askLater(fl.window.Canvas(), lang.N("When should {{.Count}} messages come back?", len(ids), map[string]any{"Count": words.Count(len(ids))}), lang.L("Snooze"), now, func(at time.Time) {
			until = at
			put()
		})
	}))
	return menu
}

// snoozeItems are the items of a menu of messages about putting them off.
func (fl *filing) snoozeItems(ids []mailbox.ID, here mailbox.FolderID) (items []*fyne.MenuItem) {
	menu := fl.snoozeMenu(ids, here)
	if menu == nil {
		return nil
	}
	text := lang.L("Snooze")
	if f, ok := fl.folder(here); ok && f.Role == mailbox.Snoozed || !ok && fl.listing.allIn(ids, mailbox.Snoozed) {
		items, text = append(items, widgets.MenuItem(widgets.IconInbox, lang.L("Bring back now"), "", func() { fl.unsnooze(ids) })), lang.L("Snooze until another time")
	}
	item := widgets.MenuItem(widgets.IconClock, text, "", nil)
	item.ChildMenu = menu
	return append(items, item)
}

// snooze puts messages off.
func (fl *filing) snooze(ids []mailbox.ID, until time.Time) {
	fl.whole(ids, func(ids []mailbox.ID) {
		var s step
		says := func(n int) string {
			return lang.N("{{.Count}} messages snoozed until {{.When}}", n, map[string]any{"Count": words.Count(n), "When": words.Near(until, fl.now())})
		}
		fl.do(func(ctx context.Context) (err error) {
			if s.times, err = fl.store.PutOff(ctx, ids); err != nil {
				return err
			}
			s.moves, err = fl.store.Snooze(ctx, ids, until)
			return err
		}, func() {
			if s.counted() == 0 {
				fl.toasts.show(lang.N("{{.Count}} messages can’t be snoozed.", len(ids), map[string]any{"Count": words.Count(len(ids))}), nil)
				return
			}
			if len(s.moves) > 0 || len(s.times) == 0 {
				fl.moved(s, says)
				return
			}
			fl.offerUndo(says(s.counted()), func(or func()) {
				fl.doOr(func(ctx context.Context) error { return fl.store.PutOffAgain(ctx, s.times) }, or, fl.undone)
			})
		})
	})
}

// unsnooze brings messages back that are put off.
func (fl *filing) unsnooze(ids []mailbox.ID) {
	fl.whole(ids, func(ids []mailbox.ID) {
		var s step
		fl.do(func(ctx context.Context) (err error) {
			s.moves, err = fl.store.Unsnooze(ctx, ids)
			return err
		}, func() {
			fl.moved(s, func(n int) string {
				return lang.N("{{.Count}} messages brought back", n, map[string]any{"Count": words.Count(n)})
			})
		})
	})
}

// snoozeChosen offers the times for the chosen messages, below the button for it where that is
// seen.
func (w *Window) snoozeChosen() {
	ids := w.listing.list.Selected()
	menu := w.filing.snoozeMenu(ids, w.here())
	if menu == nil {
		switch text := w.readOnly(); {
		case text != "":
			w.toasts.show(text, nil)
		case len(ids) > 0 && w.filing.puttableFrom(w.here()): // they wait to be sent
			w.toasts.show(lang.N("{{.Count}} messages can’t be snoozed.", len(ids), map[string]any{"Count": words.Count(len(ids))}), nil)
		case len(ids) > 0:
			w.toasts.show(lang.L("Messages in this folder can’t be snoozed."), nil)
		}
		return
	}
	c := w.window.Canvas()
	if b := w.tools.snooze; b.Visible() {
		widgets.ShowMenuBelow(menu, c, b, false)
		return
	}
	widgets.ShowMenu(menu, c, fyne.NewPos(flow.Across(c.Size().Width, c.Size().Width/3), c.Size().Height/4))
}

// askLater asks for a day and an hour, and calls then with them. do is what the button says.
func askLater(c fyne.Canvas, title, do string, now time.Time, then func(at time.Time)) {
	var hide func()
	next := tomorrow(now)
	var hours []string
	for h := range 24 {
		hours = append(hours, words.Time(hourOf(now, 1, h)))
	}
	hour := field.NewSelect(hours, nil)
	hour.SetSelectedIndex(snoozeMorning)
	var day *field.Entry
	var labelled *field.Labelled
	done := func() {
		d, ok := words.DayOf(day.Text, now)
		at := time.Date(d.Year(), d.Month(), d.Day(), hour.SelectedIndex(), 0, 0, 0, now.Location())
		data := map[string]any{"Day": words.TypedDay(next)}
		switch {
		case !ok:
			labelled.Say(lang.L("Type a day like {{.Day}}.", data))
		case !at.After(now):
			labelled.Say(lang.L("That time has passed. Type a day like {{.Day}}.", data))
		case at.After(now.AddDate(latestSnooze, 0, 0)):
			labelled.Say(lang.L("That’s too far away. Type a day like {{.Day}}.", data))
		default:
			hide()
			then(at)
			return
		}
		ask.Relayout(c)
		c.Focus(day)
		flow.RevealPart(labelled, 0, labelled.HeightFor(labelled.Size().Width))
	}
	day = field.NewEntry(done, func() { ask.Escape(c) })
	day.SetText(words.TypedDay(next))
	labelled = field.Label(lang.L("Day"), field.Sized(day, 180))
	day.OnChanged = func(string) {
		if labelled.Saying() {
			labelled.Say("")
			ask.Relayout(c)
		}
	}
	ok := widgets.NewButton(widgets.Primary, do, "", nil)
	q := &ask.Question{
		Title: title, Extra: []fyne.CanvasObject{labelled, field.Label(lang.L("Time"), field.Sized(hour, 180))}, Focus: day,
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil), ok}, Stays: ok,
	}
	hide = q.Show(c)
	ok.OnTapped = done
}

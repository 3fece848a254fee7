package gui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// answerWait is how long the person waits for an answer; the zero one: nothing is waited for.
type answerWait struct {
	at    time.Time     // until then…
	after time.Duration // …or, where that is zero, so long after the letter is sent
}

// says is what it reads like; empty: nothing is waited for.
func (p answerWait) says(now time.Time) string {
	switch {
	case !p.at.IsZero():
		return words.LongDate(p.at, now)
	case p.after > 0 && p.after%week == 0:
		return lang.N("{{.Count}} weeks", int(p.after/week), map[string]any{"Count": words.Count(int(p.after / week))})
	case p.after > 0:
		return lang.N("{{.Count}} days", int(p.after/day), map[string]any{"Count": words.Count(int(p.after / day))})
	}
	return ""
}

// waitMenu offers how long the person waits; was is what is chosen now.
func (sh *shell) waitMenu(c fyne.Canvas, was answerWait, then func(p answerWait)) *fyne.Menu {
	menu := fyne.NewMenu("")
	for _, after := range []time.Duration{3 * day, week, 2 * week} {
		p := answerWait{after: after}
		item := widgets.MenuItem("", lang.L("In {{.Time}}", map[string]any{"Time": p.says(sh.now())}), "", func() { then(p) })
		item.Checked = was == p
		menu.Items = append(menu.Items, item)
	}
	another := widgets.MenuItem("", lang.L("Pick a date and time…"), "", func() {
		askLater(c, lang.L("When should PopMail remind you, if nobody answers?"), lang.L("Remind me"), sh.now(), func(at time.Time) { then(answerWait{at: at}) })
	})
	if another.Checked = !was.at.IsZero(); another.Checked {
		another.Label = lang.L("On {{.Day}}…", map[string]any{"Day": was.says(sh.now())})
	}
	if menu.Items = append(menu.Items, another); was != (answerWait{}) {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), widgets.MenuItem("", lang.L("Don’t remind me"), "", func() { then(answerWait{}) }))
	}
	return menu
}

// reminder is what is known of a letter of which the person wants to be reminded.
func (sh *shell) reminder(id mailbox.ID) (mailbox.Reminder, bool) {
	i := slices.IndexFunc(sh.known.reminded, func(r mailbox.Reminder) bool { return r.ID == id })
	if i < 0 {
		return mailbox.Reminder{}, false
	}
	return sh.known.reminded[i], true
}

// unanswered are the letters of which the person is reminded now.
func (sh *shell) unanswered() (out []mailbox.Reminder) {
	for _, r := range sh.known.reminded {
		if r.Due {
			out = append(out, r)
		}
	}
	return out
}

// remindItems are the items of a menu of sent letters about reminders.
func (fl *filing) remindItems(ids []mailbox.ID, here mailbox.FolderID) []*fyne.MenuItem {
	f, ok := fl.folder(here)
	sent := ok && f.Role == mailbox.Sent || !ok && (fl.listing.allIn(ids, mailbox.Sent) || fl.listing.view.Remind && !fl.listing.searching)
	if !sent || fl.o.CannotWrite != nil || len(ids) == 0 {
		return nil
	}
	var was answerWait
	if r, ok := fl.reminder(ids[0]); ok {
		if was = (answerWait{after: r.After}); r.After == 0 {
			was = answerWait{at: r.At}
		}
	}
	item := widgets.MenuItem(widgets.IconBell, lang.L("Remind me if nobody answers"), "", nil)
	item.ChildMenu = fl.waitMenu(fl.window.Canvas(), was, func(p answerWait) { fl.remind(ids, p) })
	return []*fyne.MenuItem{item}
}

// remind has the person reminded of letters that nobody answers, or no longer.
func (fl *filing) remind(ids []mailbox.ID, p answerWait) {
	if p == (answerWait{}) {
		fl.forgetReminder(ids)
		return
	}
	at := p.at
	if at.IsZero() {
		at = fl.now().Add(p.after)
	}
	fl.changeReminders(ids, lang.L("PopMail reminds you on {{.Day}}, unless there is an answer.", map[string]any{"Day": words.LongDate(at, fl.now())}),
		func(ctx context.Context) error { return fl.store.Remind(ctx, ids, p.at, p.after) })
}

// forgetReminder has the person no longer reminded of letters.
func (fl *filing) forgetReminder(ids []mailbox.ID) {
	fl.changeReminders(ids, lang.L("PopMail won’t remind you of this."), func(ctx context.Context) error { return fl.store.Unremind(ctx, ids) })
}

// changeReminders does something to the reminders of letters and says so; Undo makes each of them what
// it was.
func (fl *filing) changeReminders(ids []mailbox.ID, says string, do func(ctx context.Context) error) {
	var was []mailbox.Reminder
	fl.do(func(ctx context.Context) (err error) {
		if was, err = fl.store.RemindersOf(ctx, ids); err != nil {
			return err
		}
		return do(ctx)
	}, func() {
		fl.offerUndo(says, func(or func()) {
			fl.doOr(func(ctx context.Context) error { return fl.store.RemindAgain(ctx, ids, was) }, or, fl.undone)
		})
	})
}

// reminderState is what the reading pane says of a letter that nobody has answered; nil: the
// person is not reminded of it now.
func (w *Window) reminderState(id mailbox.ID) *reader.State {
	r, ok := w.reminder(id)
	if !ok || !r.Due || w.o.CannotWrite != nil {
		return nil
	}
	ids := []mailbox.ID{id}
	out := &reader.State{
		Title: words.NoAnswer(r.To, r.Sent, w.now()), Text: lang.L("You wanted to be reminded of this letter. It leaves this place when somebody answers."),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Quiet, lang.L("Wait a week"), widgets.IconClock, func() { w.filing.remind(ids, answerWait{after: week}) }),
			widgets.NewButton(widgets.Quiet, lang.L("Done"), widgets.IconCheck, func() { w.filing.forgetReminder(ids) }),
		},
	}
	if w.writing.store != nil {
		again := widgets.NewButton(widgets.Primary, lang.L("Write again"), widgets.IconReply, func() { w.writing.answer(id, reader.ReplyAll) })
		out.Buttons = append([]*widgets.Button{again}, out.Buttons...)
	}
	return out
}

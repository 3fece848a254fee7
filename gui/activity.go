package gui

import (
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/status"
	"popmail/gui/textview"
	"popmail/gui/wizard"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// activityPause is the least time between two changes of the status line.
const activityPause = 400 * time.Millisecond

// happened follows the sessions.
func (w *Window) happened(batch []event.Activity, _ bool) {
	for _, a := range batch {
		w.status.Apply(a)
		if z, ok := w.sheet.(*wizard.Wizard); ok {
			z.Happened(a)
		}
		if _, ok := a.(event.Started); ok {
			w.run.After(status.LongWait+time.Second, w.showStatus)
		}
		switch a := a.(type) {
		case event.Failed:
			w.tellDamaged(a.Err)
		case event.NotKept:
			if of, ok := w.account(a.Account); ok {
				w.toasts.show(lang.L("The password for {{.Account}} could not be saved. PopMail will ask for it again next time.", map[string]any{"Account": of.Email}), nil)
			}
		}
		if a, ok := a.(event.Finished); ok && a.Problems > 0 {
			w.toasts.show(lang.N("{{.Count}} messages could not be received. PopMail will ask for them again at the next check.", a.Problems,
				map[string]any{"Count": words.Count(a.Problems)}), nil)
		}
	}
	w.showStatus()
}

// showStatus draws the status line and what goes with it.
func (w *Window) showStatus() {
	w.line.Set(w.status.Line(w.now()))
	if w.status.Running() {
		w.tools.getMail.Disable()
	} else {
		w.tools.getMail.Enable()
	}
	w.tree.SetFooter(w.status.Here())
	w.setTitle()
}

func (w *Window) getMail() {
	if len(w.accounts) == 0 {
		w.addAccount()
		return
	}
	if text := w.readOnly(); text != "" {
		w.toasts.show(text, nil)
		return
	}
	if id, e, ok := w.status.NeedsPassword(); ok && !w.asking && w.sheet == nil {
		w.askPassword(id, e)
	}
	w.post.CheckNow()
}

func (w *Window) account(id account.ID) (account.Account, bool) {
	for _, a := range w.accounts {
		if a.ID == id {
			return a, true
		}
	}
	return account.Account{}, false
}

// askPassword asks for the password of an account.
func (w *Window) askPassword(id account.ID, e event.NeedsPassword) {
	a, ok := w.account(id)
	if !ok {
		return
	}
	w.asking = true
	text := lang.L("Type the password for {{.Account}} to check for new mail. You can read the mail that is already here without it.", map[string]any{"Account": a.Email})
	if e.Rejected {
		text = lang.L("The server did not accept the password for {{.Account}}. Please type it again.", map[string]any{"Account": a.Email})
		if e.Answer != "" {
			text += "\n" + lang.L("The server said: “{{.Answer}}”", map[string]any{"Answer": e.Answer})
		}
	}
	var note string
	switch a.Keep {
	case account.KeepKeyring:
		note = lang.L("Saved in this computer’s password manager.")
	case account.KeepFile:
		note = lang.L("Saved in a private file.")
	default:
		note = lang.L("Not saved. PopMail will ask again next time.")
	}
	later := func() { w.asking = false }
	var hide func()
	var entry *field.Entry
	give := func() {
		w.asking = false
		if entry.Text == "" {
			later()
			return
		}
		w.post.Give(id, account.Password(entry.Text), true)
	}
	entry = field.NewPassword(func() { hide(); give() }, func() { hide(); later() })
	q := &ask.Question{
		Title: lang.L("Password"), Text: text, Focus: entry, OnEscape: later,
		Extra: []fyne.CanvasObject{entry, widgets.NewText(note, theme.SizeSmall, theme.ColorMuted)},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Not now"), "", later),
			widgets.NewButton(widgets.Primary, lang.L("OK"), "", give),
		},
	}
	hide = q.Show(w.window.Canvas())
}

// givePassword asks for the password that an account waits for.
func (w *Window) givePassword(l status.Line) {
	w.askPassword(l.Account, w.status.Asked(l.Account))
}

// details explains what is wrong.
func (w *Window) details(l status.Line) {
	a, _ := w.account(l.Account)
	p := account.ProblemOf(l.Err)
	x := words.Explain(p.Trouble, a.Incoming.Host, a.Incoming.Port)
	if errors.Is(l.Err, mailbox.ErrDamaged) {
		x = words.Explanation{Heading: lang.L("Your mail file is damaged"), What: damagedText()}
	}
	technical := words.Technical(p, a)
	q := &ask.Question{
		Title: x.Heading, Text: x.What,
		Extra: []fyne.CanvasObject{
			widgets.NewText(strings.TrimSpace(words.Said(p)+"\n"+x.Safe), "", ""),
			widgets.NewText(words.Later(p.Trouble, a.Interval >= 0 && !w.status.Rejected(a.ID)), "", ""),
			textview.Details(technical),
		},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Copy details"), "", func() {
				w.app.Clipboard().SetContent(technical)
				w.toasts.show(lang.L("Copied."), nil)
			}),
			widgets.NewButton(widgets.Primary, lang.L("Close"), "", nil),
		},
	}
	q.Show(w.window.Canvas())
}

// headingOf is a short sentence for an error.
func headingOf(err error) string {
	if errors.Is(err, mailbox.ErrDamaged) {
		return lang.L("Your mail file is damaged")
	}
	return words.Explain(account.ProblemOf(err).Trouble, "", 0).Heading
}

// failed tells that the store could not do what was asked.
func (w *Window) failed(err error) {
	if w.toasts == nil {
		return
	}
	fyne.LogError("the store failed", err)
	if w.tellDamaged(err) {
		return
	}
	if text := w.readOnly(); text != "" && account.TroubleOf(err) == account.TroubleOf(w.o.CannotWrite) {
		w.toasts.show(text, nil)
		return
	}
	w.toasts.show(lang.L("That didn’t work: {{.Reason}}", map[string]any{"Reason": headingOf(err)}), nil)
}

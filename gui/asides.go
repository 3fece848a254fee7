package gui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// maxAsides bounds the messages that showAsides lists.
const maxAsides = 20

// showAsides lists the messages of an account that could not be received, and what can be
// done about each.
func (act *activity) showAsides(id account.ID) {
	a, ok := act.account(id)
	if !ok {
		return
	}
	var all map[account.ID][]account.Aside
	var err error
	act.run.Go(func(ctx context.Context) { all, err = act.owners.Asides(ctx) }, func() {
		list := all[id]
		switch {
		case err != nil:
			act.failed(err)
			return
		case len(list) == 0:
			act.toasts.show(lang.L("No message waits on the server of {{.Account}} any more.", map[string]any{"Account": a.Email}), nil)
			act.status.SetAside(id, 0)
			act.showStatus()
			return
		}
		var hide func()
		var rows []fyne.CanvasObject
		for i, m := range list {
			if i == maxAsides {
				rows = append(rows, widgets.NewText(lang.L("…and {{.Count}} more", map[string]any{"Count": words.Count(len(list) - i)}), "", theme.ColorMuted))
				break
			}
			rows = append(rows, act.aside(a, m, func() { hide() }))
		}
		q := &ask.Question{
			Title: lang.L("Messages that could not be received"),
			Text:  lang.L("They stay on the server of {{.Account}}. PopMail asks for each of them again by itself, less and less often.", map[string]any{"Account": a.Email}),
			Extra: rows, Width: 560,
			Buttons: []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("Close"), "", nil)},
		}
		hide = q.Show(act.window.Canvas())
	})
}

// aside is one message of the list.
func (act *activity) aside(a account.Account, m account.Aside, hide func()) fyne.CanvasObject {
	about := widgets.NewText(strings.Join(words.Aside(m, act.now()), "\n"), "", "")
	change := func(left bool, then func()) func() {
		return func() {
			hide()
			act.do(func(ctx context.Context) error { return act.owners.ChangeAside(ctx, a.ID, m.UID, left) }, then)
		}
	}
	again := change(false, func() { act.post.CheckAccount(a.ID) })
	buttons := flow.NewTiles(8, widgets.NewButton(widgets.Quiet, lang.L("Try again now"), "", again))
	if !m.Left && !m.Nameless {
		buttons.Objects = append(buttons.Objects,
			widgets.NewButton(widgets.Quiet, lang.L("Save as it comes…"), "", func() { hide(); act.saveAside(a, m) }),
			widgets.NewButton(widgets.Quiet, lang.L("Leave it on the server"), "", change(true, func() {
				act.toasts.show(lang.L("PopMail leaves this message on the server."), nil)
				act.status.SetAside(a.ID, -1)
				act.showStatus()
			})))
	}
	return flow.NewColumn(8, about, buttons)
}

// saveAside gets a message as the server sends it, and saves it as a file.
func (act *activity) saveAside(a account.Account, m account.Aside) {
	var raw []byte
	var err error
	act.toasts.show(lang.L("Getting the message…"), nil)
	act.run.Go(func(ctx context.Context) { raw, err = act.post.RawMessage(ctx, a.ID, m.UID) }, func() {
		switch {
		case err != nil && account.TroubleOf(err) != account.TroubleOther:
			act.toasts.show(lang.L("That didn’t work: {{.Why}}", map[string]any{"Why": words.Explain(account.TroubleOf(err), a.Incoming.Host, a.Incoming.Port).Heading}), nil)
		case err != nil, len(raw) == 0:
			act.toasts.show(lang.L("The server did not send this message."), nil)
		default:
			act.onSaveAs(lang.L("Message")+".eml", raw)
		}
	})
}

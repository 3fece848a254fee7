package gui

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
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
			act.toasts.show(lang.L("No message waits on the server of {{.Account}} anymore.", map[string]any{"Account": a.Email}), nil)
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

// rawShown is how long it is said that a message comes: for as long as it does.
const rawShown = 24 * time.Hour

// saveAside asks for a place, and gets a message into a file there as the server sends it.
func (act *activity) saveAside(a account.Account, m account.Aside) {
	act.onPlace(lang.L("Save as"), lang.L("Save"), lang.L("Message")+".eml", func(path string) {
		var got RawFile
		var err error
		ctx, cancel := context.WithCancel(context.Background())
		act.toasts.offerFor(rawShown, lang.L("Getting the message…"), lang.L("Stop"), cancel)
		ended := act.long(lang.L("Getting the message…"))
		act.run.Go(func(window context.Context) {
			stop := context.AfterFunc(window, cancel)
			defer stop()
			got, err = act.post.RawMessage(ctx, a.ID, m.UID, path)
		}, func() {
			stopped := ctx.Err() != nil
			cancel()
			ended()
			data := map[string]any{"Size": words.Size(got.Octets), "Place": got.Path}
			if got.Announced > got.Octets {
				data["Size"] = words.Part(got.Octets, got.Announced)
			}
			switch {
			case got.Part:
				act.onSaved(lang.L("The connection ended before the message was complete. Only this part came: {{.Size}}. It is saved as {{.Place}}", data), filepath.Dir(got.Path))
			case err == nil && got.Announced > 0 && got.Octets < got.Announced-got.Announced/10:
				act.onSaved(lang.L("The server sent only {{.Size}} of this message. That part is saved as {{.Place}}", data), filepath.Dir(got.Path))
			case err == nil:
				act.onSaved(lang.L("Saved as {{.Place}}", data), filepath.Dir(got.Path))
			case stopped:
				act.toasts.show(lang.L("Stopped. Nothing was saved."), nil)
			case account.TroubleOf(err) == account.TroubleDiskFull:
				act.toasts.show(lang.L("There is not enough room on that disk. Nothing was saved."), nil)
			case account.TroubleOf(err) != account.TroubleOther:
				act.toasts.show(lang.L("That didn’t work: {{.Why}}", map[string]any{"Why": words.Explain(account.TroubleOf(err), a.Incoming.Host, a.Incoming.Port).Heading}), nil)
			case errors.As(err, new(*fs.PathError)):
				act.failed(err)
			default:
				act.toasts.show(lang.L("The server did not send this message."), nil)
			}
		})
	})
}

package gui

import (
	"context"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// getRest gets the rest of a message of which only the beginning is here, or leaves it on the
// server. The wish is kept: without a connection it comes when there is one. A large message
// is asked for first.
func (w *Window) getRest(id mailbox.ID, on bool) { w.getRestIn(w.shell, id, on) }

// getRestIn is getRest that is asked, and told, in a window.
func (w *Window) getRestIn(sh *shell, id mailbox.ID, on bool) {
	if !on {
		w.wantRests(sh, []mailbox.ID{id}, false)
		return
	}
	w.getRestsIn(sh, []mailbox.ID{id})
}

// getRests gets the rests of several messages.
func (w *Window) getRests(ids []mailbox.ID) { w.getRestsIn(w.shell, ids) }

func (w *Window) getRestsIn(sh *shell, ids []mailbox.ID) {
	var rows []mailbox.Summary
	w.sides.doIn(sh, func(ctx context.Context) (err error) {
		rows, err = w.o.Mail.Summaries(ctx, ids)
		return err
	}, func() {
		sh := w.sides.still(sh)
		var sizes []int64
		for i := range rows {
			sizes = append(sizes, rows[i].Rest.Whole)
		}
		w.o.Large.Ask(w.run, sh.window.Canvas(), sizes, sh.failed, func() { w.wantRests(sh, ids, true) })
	})
}

func (w *Window) wantRests(sh *shell, ids []mailbox.ID, on bool) {
	w.sides.doIn(sh, func(ctx context.Context) error { return w.o.Rest(ctx, ids, on) }, func() {
		sh := w.sides.still(sh)
		if on && w.activity.worksOffline() {
			sh.toasts.offer(lang.L("The rest comes as soon as you are online again."), lang.L("Go online"), func() { w.activity.workOffline(false) })
		}
	})
}

// noteBegun says in a letter about a message of which only the beginning is here that it is so.
func (wr *writing) noteBegun(begun bool, d *draft) {
	if begun && d != nil {
		d.editor.SetNote(lang.L("Only the beginning of the message is here, so the rest and its attachments are not in this letter."))
	}
}

// wholeFirst asks before something is done with a message of which only the beginning is here,
// and offers to get the rest. would says what would be done with the beginning; goOn does it,
// nil: that is of no use. With a message that is whole goOn is called at once.
func (sh *shell) wholeFirst(s mailbox.Summary, would string, goOn func()) {
	if s.Rest.Whole == 0 {
		goOn()
		return
	}
	data := map[string]any{"Size": words.Size(max(s.Rest.Whole-s.Size, 0))}
	rest := lang.L("The rest ({{.Size}}) waits on the server.", data)
	offered := sh.onRest != nil
	switch {
	case s.Rest.Gone:
		rest, offered = lang.L("The rest is no longer on the server."), false
	case s.Rest.Wanted:
		rest, offered = lang.L("The rest ({{.Size}}) comes as soon as the server can be reached.", data), false
	}
	q := &ask.Question{Title: lang.L("Only the beginning is here"), Text: rest + " " + would}
	add := func(k widgets.Look, text string, do func()) {
		q.Buttons = append(q.Buttons, widgets.NewButton(k, text, "", do))
	}
	if offered || goOn != nil {
		add(widgets.Flat, lang.L("Cancel"), nil)
	}
	switch {
	case offered && goOn != nil:
		add(widgets.Quiet, lang.L("Go on anyway"), goOn)
	case goOn != nil:
		add(widgets.Primary, lang.L("Go on anyway"), goOn)
	case !offered:
		add(widgets.Primary, lang.L("OK"), nil)
	}
	if offered {
		add(widgets.Primary, lang.L("Get the rest"), func() { sh.onRest(s.ID, true) })
	}
	q.Show(sh.window.Canvas())
}

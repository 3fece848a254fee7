package gui

import (
	"context"

	"fyne.io/fyne/v2/lang"

	"popmail/storage/mailbox"
)

// getRest gets the rest of a message of which only the beginning is here, or leaves it on the
// server. The wish is kept: without a connection it comes when there is one.
func (w *Window) getRest(id mailbox.ID, on bool) {
	w.do(func(ctx context.Context) error { return w.o.Rest(ctx, []mailbox.ID{id}, on) }, func() {
		if on && w.activity.worksOffline() {
			w.activity.toasts.offer(lang.L("The rest comes as soon as you are online again."), lang.L("Go online"), func() { w.activity.workOffline(false) })
		}
	})
}

// noteBegun says in a letter about a message of which only the beginning is here that it is so.
func (wr *writing) noteBegun(begun bool, d *draft) {
	if begun && d != nil {
		d.editor.SetNote(lang.L("Only the beginning of the message is here, so the rest and its attachments are not in this letter."))
	}
}

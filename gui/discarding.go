package gui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/storage/mailbox"
)

// discard takes the letter away; it can be had back.
func (d *draft) discard() {
	if d.sending {
		return
	}
	id, old := d.keeper.ID(), d.replaced()
	if d.untouched() {
		d.gone = true
		d.side.window.Close()
		if old != 0 {
			d.discardAsItCame(old)
		}
		return
	}
	d.turn++
	d.settleIdentity()
	n, l, from := d.turn, d.editor.Letter(), d.from
	d.nothingDue()
	d.gone = true
	d.side.window.Close()
	var moved []mailbox.Moved
	var kept error
	d.do(func(ctx context.Context) (err error) {
		if id, kept = d.keeper.keep(ctx, n, from, l); kept != nil {
			return nil
		}
		d.throwAway(ctx, old)
		moved, err = d.filing.MoveTo(ctx, []mailbox.ID{id}, mailbox.Trash)
		return err
	}, func() {
		if kept != nil { // nobody could have it back
			d.gone = false
			d.unsaved(kept)
			return
		}
		d.trashed(id, moved)
	})
}

// trashed says that the letter is in the Trash, and brings it back.
func (d *draft) trashed(id mailbox.ID, moved []mailbox.Moved) {
	d.offerUndo(lang.L("Letter moved to Trash"), func() {
		d.do(func(ctx context.Context) error { return d.filing.Undo(ctx, moved) }, func() { d.openDraft(id) })
	})
	d.beSeen()
}

// discardAsItCame takes away the draft that the letter was begun with, in which nothing was changed; it can be had back.
func (d *draft) discardAsItCame(id mailbox.ID) {
	var moved []mailbox.Moved
	d.do(func(ctx context.Context) (err error) {
		moved, err = d.toTrash(ctx, id)
		return err
	}, func() {
		if len(moved) == 0 {
			return
		}
		d.trashed(id, moved)
	})
}

// replaced is the draft of the person's own that the letter takes the place of as soon as it is kept; 0: there is
// none, or it is thrown away already.
func (d *draft) replaced() mailbox.ID {
	if !d.keeper.instead || d.filing == nil {
		return 0
	}
	return d.keeper.of
}

// throwAway puts the draft that the letter has taken the place of into the Trash; 0 is none. It goes on when the
// window is closed. false: it is to be tried again with the next save.
func (d *draft) throwAway(ctx context.Context, id mailbox.ID) bool {
	if id == 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	_, err := d.toTrash(ctx, id)
	if err != nil { // the letter is kept all the same
		fyne.LogError("a draft was not thrown away", err)
	}
	return err == nil
}

// toTrash puts a message into the Trash, where it lies among the drafts still.
func (d *draft) toTrash(ctx context.Context, id mailbox.ID) (moved []mailbox.Moved, err error) {
	_, m, err := d.reading.Message(ctx, id)
	if err == nil && m.FolderRole == mailbox.Drafts {
		moved, err = d.filing.MoveTo(ctx, []mailbox.ID{id}, mailbox.Trash)
	}
	if errors.Is(err, mailbox.ErrNotFound) {
		err = nil
	}
	return moved, err
}

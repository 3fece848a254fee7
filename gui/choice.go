package gui

import (
	"context"
	"slices"

	"popmail/storage/mailbox"
)

// choice is what the store says of chosen messages of which rows are not loaded.
type choice struct {
	ids          []mailbox.ID  // empty: nothing is known
	unread, bare bool          // one of them is unread, has no star
	tally        mailbox.Tally // of the messages themselves
}

// lookAtChosen asks the store about the chosen messages where not all of their rows are loaded.
func (ls *listing) lookAtChosen() {
	ids := ls.list.Selected()
	if len(ids) < 2 || ls.list.Loaded(ids) {
		ls.choosing.Cancel()
		ls.choice = choice{}
		return
	}
	c, together := choice{ids: ids}, ls.conversing()
	var err error
	ls.choosing.Start(func(ctx context.Context) {
		if c.tally, err = ls.store.Tally(ctx, ids); err != nil {
			return
		}
		c.unread, c.bare = c.tally.Unread > 0, c.tally.Starred < c.tally.Messages
		if !together {
			return
		}
		var unread, bare []mailbox.ID
		if unread, err = ls.store.ToMark(ctx, ids, mailbox.Read, true, true); err == nil {
			bare, err = ls.store.ToMark(ctx, ids, mailbox.Starred, true, true)
		}
		c.unread, c.bare = len(unread) > 0, len(bare) > 0
	}, func() {
		if err != nil {
			ls.failed(err)
			return
		}
		ls.choice = c
		ls.onRows()
	})
}

// of reports whether the choice is about ids.
func (c *choice) of(ids []mailbox.ID) bool { return len(c.ids) > 0 && slices.Equal(c.ids, ids) }

// without reports whether one of ids has no mark, as far as it is known.
func (c *choice) without(ids []mailbox.ID, f mailbox.Flag) (without, known bool) {
	if !c.of(ids) {
		return false, false
	}
	if f == mailbox.Starred {
		return c.bare, true
	}
	return c.unread, true
}

// roleOf is the role of the folders that all of ids lie in, empty where they lie in several or there are
// none. What is listed of a folder lies there; of anything else it is what is known of the letter itself.
func (ls *listing) roleOf(ids []mailbox.ID) (role mailbox.Role, known bool) {
	listed := make(map[mailbox.ID]bool, len(ids))
	for _, id := range ls.list.Listed(ids) {
		listed[id] = true
	}
	place, ok := ls.place()
	// While another folder is on its way, or could not be read, the rows are still those of before.
	ofPlace := ok && !ls.searching && ls.rowsOf == ls.view
	unknown := false
	for i, id := range ids {
		in := place.Role
		if !listed[id] || !ofPlace {
			var s *mailbox.Summary
			switch {
			case !listed[id]:
				s = ls.readOf(id)
			case len(ids) == 1 || ls.list.Loaded([]mailbox.ID{id}): // else it may lie elsewhere by now
				s = ls.list.Summary(id)
			}
			if s == nil {
				unknown = true
				continue
			}
			f, ok := ls.folder(s.Folder)
			if !ok {
				return "", true
			}
			in = f.Role
		}
		switch {
		case i == 0 || role == "":
			role = in
		case role != in:
			return "", true
		}
	}
	switch {
	case !unknown:
		return role, true
	case ls.choice.of(ids):
		return ls.choice.tally.In, true
	}
	return "", false
}

// allIn reports whether all of ids lie in folders of a role, as far as it is known.
func (ls *listing) allIn(ids []mailbox.ID, role mailbox.Role) bool {
	in, known := ls.roleOf(ids)
	return len(ids) == 0 || known && in == role
}

// whetherIn hands then whether all of ids lie in folders of a role. Where that is not known the store is
// asked.
func (fl *filing) whetherIn(ids []mailbox.ID, role mailbox.Role, then func(in bool)) {
	if in, known := fl.listing.roleOf(ids); known {
		then(in == role)
		return
	}
	var t mailbox.Tally
	var err error
	on := fl.later(func() { then(t.In == role) })
	fl.run.Go(func(ctx context.Context) { t, err = fl.listing.store.Tally(ctx, ids) }, func() {
		if err != nil {
			fl.stopped()
			fl.failed(err)
			return
		}
		on()
	})
}

// toggle gives rows a mark, or takes it away where all of them have it, which the store is asked.
func (fl *filing) toggle(ids []mailbox.ID, f mailbox.Flag) {
	fl.markFound(ids, f, func(find func(on bool) ([]mailbox.ID, error)) (change []mailbox.ID, on bool, err error) {
		if change, err = find(true); err != nil || len(change) > 0 {
			return change, true, err
		}
		change, err = find(false)
		return change, false, err
	})
}

// markOrToggle is markRows where on is true of all rows, as they are loaded, else toggle.
func (fl *filing) markOrToggle(ids []mailbox.ID, f mailbox.Flag, on bool) {
	if fl.listing.list.Loaded(ids) {
		fl.markRows(ids, f, on)
	} else {
		fl.toggle(ids, f)
	}
}

// markRows marks what rows stand for: all letters that are not marked so, but that a star goes to
// the newest one alone.
func (fl *filing) markRows(ids []mailbox.ID, f mailbox.Flag, on bool) {
	fl.markFound(ids, f, func(find func(on bool) ([]mailbox.ID, error)) ([]mailbox.ID, bool, error) {
		change, err := find(on)
		return change, on, err
	})
}

// markFound marks the messages that look finds, in the background, and offers to take that back where
// they are several.
func (fl *filing) markFound(ids []mailbox.ID, f mailbox.Flag, look func(find func(on bool) ([]mailbox.ID, error)) (change []mailbox.ID, on bool, err error)) {
	together := !fl.apart && fl.listing.conversing()
	fl.listing.stay(ids) // at once: a list that is read meanwhile may be without them
	var change []mailbox.ID
	var on bool
	var err error
	fl.run.Go(func(ctx context.Context) {
		change, on, err = look(func(on bool) ([]mailbox.ID, error) { return fl.listing.store.ToMark(ctx, ids, f, on, together) })
	}, func() {
		if err != nil {
			fl.failed(err)
			return
		}
		n := len(change)
		if n == 1 {
			fl.markSaid(change, f, on)
			return
		}
		if n == 0 {
			return
		}
		fl.listing.stay(change)
		var m marked
		fl.do(func(ctx context.Context) (err error) {
			m, err = fl.setMark(ctx, change, f, on)
			return err
		}, func() {
			fl.took(step{marks: []marked{m}})
			fl.showUndo(markedText(n, f, on))
			fl.seen()
		})
	})
}

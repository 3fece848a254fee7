package gui

import (
	"context"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// several is what the reading pane says of more than one chosen message.
type several struct {
	*Window
	counting loop.Latest
}

// chosenCount is what there is to be said of chosen rows.
type chosenCount struct {
	ids     []mailbox.ID  // the messages that the rows stand for, where they lie
	all     mailbox.Tally // of these
	unread  int           // that are marked read with the rows, wherever they lie
	starred int           // of the rows themselves
}

// count reads it. It is called in the background.
func (s *several) count(ctx context.Context, v mailbox.View, rows []mailbox.ID, together bool) (c chosenCount, err error) {
	c.ids = rows
	if together {
		if c.ids, err = s.listing.store.InConversations(ctx, v, rows); err != nil {
			return c, err
		}
	}
	if c.all, err = s.listing.store.Tally(ctx, c.ids); err != nil {
		return c, err
	}
	c.unread, c.starred = c.all.Unread, c.all.Starred
	if !together {
		return c, nil
	}
	own, err := s.listing.store.Tally(ctx, rows)
	if err != nil {
		return c, err
	}
	unread, err := s.listing.store.ToMark(ctx, rows, mailbox.Read, true, true)
	c.starred, c.unread = own.Starred, len(unread)
	return c, err
}

// show tells how many there are and, once it is counted, what can be done with them.
func (s *several) show(ids []mailbox.ID) {
	var c chosenCount
	var err error
	v, together := s.listing.view, s.listing.conversing()
	s.counting.Start(func(ctx context.Context) { c, err = s.count(ctx, v, ids, together) }, func() {
		if err != nil {
			s.failed(err)
			return
		}
		if s.reading.shown == 0 && len(s.listing.list.Selected()) == len(ids) {
			s.reading.reader.ShowChosen(len(c.ids), lang.L("{{.Size}} together", map[string]any{"Size": words.Size(c.all.Octets)}), s.actions(ids, c))
		}
	})
}

// again counts anew after a change of the store.
func (s *several) again() {
	if chosen := s.listing.list.Selected(); s.reading.shown == 0 && len(chosen) > 1 {
		s.show(chosen)
	}
}

// actions is what can be done with rows, each with the number of messages that it concerns.
func (s *several) actions(ids []mailbox.ID, c chosenCount) (out []reader.Action) {
	if s.o.CannotWrite != nil || s.filing.stays(ids) {
		return nil
	}
	add := func(icon widgets.IconName, text string, n int, do func()) {
		if n > 0 {
			out = append(out, reader.Action{Icon: icon, Text: lang.L("{{.Action}} {{.Count}}", map[string]any{"Action": text, "Count": words.Count(n)}), Do: do})
		}
	}
	fl, n := s.filing, len(c.ids)
	trash, junk := c.all.In == mailbox.Trash, c.all.In == mailbox.Junk
	switch {
	case trash:
		add(widgets.IconRestore, lang.L("Put back"), n, func() { fl.putBack(ids) })
	case junk:
		add(widgets.IconCheck, lang.L("Not junk"), n, func() { fl.toggleJunk(ids) })
	default:
		add(widgets.IconArchive, lang.X("put into the archive", "Archive"), n, func() { fl.archive(ids) })
	}
	add(widgets.IconTrash, lang.L("Delete"), n, func() { fl.remove(ids) })
	if c.unread > 0 {
		read := func() {
			s.reading.stopReading()
			fl.markRows(ids, mailbox.Read, true)
		}
		out = append(out, reader.Action{Icon: widgets.IconMailOpen, Text: lang.L("Mark {{.Count}} as read", map[string]any{"Count": words.Count(c.unread)}), Do: read})
	}
	if read := n - c.all.Unread; read > 0 {
		out = append(out, reader.Action{Icon: widgets.IconMail, Text: lang.L("Mark {{.Count}} as unread", map[string]any{"Count": words.Count(read)}), Do: func() {
			s.reading.stopReading()
			fl.letters(func(ids []mailbox.ID) { fl.markRows(ids, mailbox.Read, false) })(c.ids)
		}})
	}
	if bare := len(ids) - c.starred; bare > 0 {
		out = append(out, reader.Action{Icon: widgets.IconStar, Text: lang.L("Star {{.Count}}", map[string]any{"Count": words.Count(bare)}), Do: func() {
			fl.letters(func(ids []mailbox.ID) { fl.markRows(ids, mailbox.Starred, true) })(ids)
		}})
	}
	if starred := c.all.Starred; starred > 0 {
		out = append(out, reader.Action{Icon: widgets.IconStarred, Text: lang.N("Remove {{.Count}} stars", starred, map[string]any{"Count": words.Count(starred)}), Do: func() {
			fl.letters(func(ids []mailbox.ID) { fl.markRows(ids, mailbox.Starred, false) })(c.ids)
		}})
	}
	var here mailbox.FolderID
	if !s.listing.searching {
		here = s.listing.view.Folder
	}
	out = append(out, reader.Action{Icon: widgets.IconFolder, Text: lang.L("Move {{.Count}}", map[string]any{"Count": words.Count(n)}), Menu: func() *fyne.Menu { return fl.targets(ids, here) }})
	if !trash && !junk && fl.puttable(ids, here) {
		out = append(out, reader.Action{Icon: widgets.IconClock, Text: lang.L("Snooze {{.Count}}", map[string]any{"Count": words.Count(n)}), Menu: func() *fyne.Menu { return fl.snoozeMenu(ids, here) }}) // with the times of then
	}
	if !trash && !junk {
		add(widgets.IconJunk, lang.L("Junk"), n, func() { fl.toggleJunk(ids) })
	}
	return out
}

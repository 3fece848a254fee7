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

// show tells how many there are and, once it is counted, what can be done with them.
func (s *several) show(ids []mailbox.ID) {
	var t mailbox.Tally
	var err error
	s.counting.Start(func(ctx context.Context) { t, err = s.listing.store.Tally(ctx, ids) }, func() {
		if err != nil {
			s.failed(err)
			return
		}
		if s.reading.shown == 0 && len(s.listing.list.Selected()) == len(ids) {
			s.reading.reader.ShowChosen(len(ids), lang.L("{{.Size}} together", map[string]any{"Size": words.Size(t.Octets)}), s.actions(ids, t))
		}
	})
}

// again counts anew after a change of the store.
func (s *several) again() {
	if chosen := s.listing.list.Selected(); s.reading.shown == 0 && len(chosen) > 1 {
		s.show(chosen)
	}
}

// actions is what can be done, each with the number of messages that it concerns.
func (s *several) actions(ids []mailbox.ID, t mailbox.Tally) (out []reader.Action) {
	if s.o.CannotWrite != nil {
		return nil
	}
	add := func(icon widgets.IconName, text string, n int, do func()) {
		if n > 0 {
			out = append(out, reader.Action{Icon: icon, Text: lang.L("{{.Action}} {{.Count}}", map[string]any{"Action": text, "Count": words.Count(n)}), Do: do})
		}
	}
	fl, n := s.filing, len(ids)
	trash, junk := fl.listing.allIn(ids, mailbox.Trash), fl.listing.allIn(ids, mailbox.Junk)
	switch {
	case trash:
		add(widgets.IconRestore, lang.L("Put back"), n, func() { fl.putBack(ids) })
	case junk:
		add(widgets.IconCheck, lang.L("Not junk"), n, func() { fl.toggleJunk(ids) })
	default:
		add(widgets.IconArchive, lang.X("put into the archive", "Archive"), n, func() { fl.archive(ids) })
	}
	add(widgets.IconTrash, lang.L("Delete"), n, func() { fl.remove(ids) })
	if t.Unread > 0 {
		out = append(out, reader.Action{Icon: widgets.IconMailOpen, Text: lang.L("Mark {{.Count}} as read", map[string]any{"Count": words.Count(t.Unread)}), Do: func() { s.reading.markRead(ids, true) }})
	}
	if read := n - t.Unread; read > 0 {
		out = append(out, reader.Action{Icon: widgets.IconMail, Text: lang.L("Mark {{.Count}} as unread", map[string]any{"Count": words.Count(read)}), Do: func() { s.reading.markRead(ids, false) }})
	}
	if t.Starred < n {
		out = append(out, reader.Action{Icon: widgets.IconStar, Text: lang.L("Star {{.Count}}", map[string]any{"Count": words.Count(n - t.Starred)}), Do: func() { fl.mark(ids, mailbox.Starred, true) }})
	}
	if t.Starred > 0 {
		out = append(out, reader.Action{Icon: widgets.IconStarred, Text: lang.N("Remove {{.Count}} stars", t.Starred, map[string]any{"Count": words.Count(t.Starred)}), Do: func() { fl.mark(ids, mailbox.Starred, false) }})
	}
	var here mailbox.FolderID
	if !s.listing.searching {
		here = s.listing.view.Folder
	}
	out = append(out, reader.Action{Icon: widgets.IconFolder, Text: lang.L("Move {{.Count}}", map[string]any{"Count": words.Count(n)}), Menu: func() *fyne.Menu { return fl.targets(ids, here) }})
	if times := fl.snoozeMenu(ids, here); !trash && !junk && times != nil {
		out = append(out, reader.Action{Icon: widgets.IconClock, Text: lang.L("Snooze {{.Count}}", map[string]any{"Count": words.Count(n)}), Menu: func() *fyne.Menu { return times }})
	}
	if !trash && !junk {
		add(widgets.IconJunk, lang.L("Junk"), n, func() { fl.toggleJunk(ids) })
	}
	return out
}

package msglist

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// key takes the keys that act on the chosen messages.
func (l *List) key(e *fyne.KeyEvent) bool {
	if !deletes(e.Name) {
		return false
	}
	if ids := l.Selected(); len(ids) > 0 && l.OnDelete != nil {
		l.OnDelete(ids)
	}
	return true
}

// ToggleRead asks to mark the chosen messages read when one of them is unread,
// else unread.
func (l *List) ToggleRead() {
	if ids := l.Selected(); len(ids) > 0 && l.OnToggleRead != nil {
		l.OnToggleRead(ids, l.anyWithout(ids, mailbox.Read))
	}
}

// ToggleStar asks to star the chosen messages when one of them is not, else to
// take the stars away.
func (l *List) ToggleStar() {
	if ids := l.Selected(); len(ids) > 0 && l.OnToggleStar != nil {
		l.OnToggleStar(ids, l.anyWithout(ids, mailbox.Starred))
	}
}

// Unread reports whether one of the chosen messages is unread.
func (l *List) Unread() bool { return l.anyWithout(l.Selected(), mailbox.Read) }

// Loaded reports whether the rows of all of ids are here as they are in the store.
func (l *List) Loaded(ids []mailbox.ID) bool {
	for _, id := range ids {
		if e := l.cache.byID[id]; e == nil || e.Value.(*cached).stale {
			return false
		}
	}
	return true
}

// anyWithout reports whether one of ids does not have a mark. Of several of which rows are not loaded, or out of
// date, it is what Without says.
func (l *List) anyWithout(ids []mailbox.ID, f mailbox.Flag) bool {
	loaded := true
	for _, id := range ids {
		e := l.cache.byID[id]
		if e == nil || len(ids) > 1 && e.Value.(*cached).stale {
			loaded = false
		} else if !e.Value.(*cached).Is(f) {
			return true
		}
	}
	if loaded || l.Without == nil {
		return false
	}
	without, known := l.Without(ids, f)
	return without || !known && len(ids) > 1
}

// Menu is the context menu for the chosen messages. Its entries do what they say to these, whatever is chosen, and
// however they are marked, once one of them is tapped: a letter may count as read, or leave the list, while it is open.
func (l *List) Menu() *fyne.Menu {
	ids := l.Selected()
	ctrl := lang.L("Ctrl")
	mark := func(f mailbox.Flag, on bool) func() { return func() { l.OnMark(ids, f, on) } }
	read := widgets.MenuItem(widgets.IconMail, lang.L("Mark unread"), ctrl+"+U", mark(mailbox.Read, false))
	if l.anyWithout(ids, mailbox.Read) {
		read = widgets.MenuItem(widgets.IconMailOpen, lang.L("Mark read"), ctrl+"+U", mark(mailbox.Read, true))
	}
	star := widgets.MenuItem(widgets.IconStar, lang.L("Remove star"), ctrl+"+D", mark(mailbox.Starred, false))
	if l.anyWithout(ids, mailbox.Starred) {
		star = widgets.MenuItem(widgets.IconStar, lang.L("Add star"), ctrl+"+D", mark(mailbox.Starred, true))
	}
	m := fyne.NewMenu("")
	if l.FirstItems != nil {
		if m.Items = l.FirstItems(ids); len(m.Items) > 0 {
			m.Items = append(m.Items, fyne.NewMenuItemSeparator())
		}
	}
	stays, kept := l.Stays != nil && l.Stays(ids), l.Kept != nil && l.Kept(ids)
	if l.OnMark != nil && !stays {
		m.Items = append(m.Items, read)
	}
	if l.OnMark != nil {
		m.Items = append(m.Items, star)
	}
	if l.MenuItems != nil {
		if more := l.MenuItems(ids); len(more) > 0 {
			if n := len(m.Items); n > 0 && !m.Items[n-1].IsSeparator {
				m.Items = append(m.Items, fyne.NewMenuItemSeparator())
			}
			m.Items = append(m.Items, more...)
		}
	}
	archives, deletes := l.OnArchive != nil && !stays && !kept, l.OnDelete != nil && !stays
	if n := len(m.Items); (archives || deletes) && n > 0 && !m.Items[n-1].IsSeparator {
		m.Items = append(m.Items, fyne.NewMenuItemSeparator())
	}
	if archives {
		m.Items = append(m.Items, widgets.MenuItem(widgets.IconArchive, lang.X("put into the archive", "Archive"), ctrl+"+E", func() { l.OnArchive(ids) }))
	}
	if deletes {
		m.Items = append(m.Items, widgets.MenuItem(widgets.IconTrash, lang.L("Delete"), lang.X("key Delete", "Delete"), func() { l.OnDelete(ids) }))
	}
	return m
}

func (l *List) menu(_ int, at fyne.Position) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		widgets.ShowMenu(l.Menu(), c, at)
	}
}

package gui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/msglist"
	"popmail/storage/mailbox"
)

// arranging is how the messages of a folder are listed. Order and groups hold for all folders
// and are remembered; what is left out holds as long as the folder is shown.
type arranging struct {
	order mailbox.Order
	group msglist.Grouping
	only  mailbox.Only
	talks bool         // letters and their answers are one row
	stays []mailbox.ID // listed although they are no longer what only or a search asks for, so that the list stays still
}

// connectArranging wires the bar above the list.
func (ls *listing) connectArranging() {
	p := ls.app.Preferences()
	ls.order = mailbox.Order(min(max(p.Int(prefOrder), 0), int(mailbox.BySize)))
	ls.group = msglist.Grouping(min(max(p.Int(prefGroup), 0), int(msglist.NoGroups)))
	bar := ls.list.Arranger()
	bar.OnOnly = ls.setOnly
	bar.OnOrder = func(o mailbox.Order) { ls.setOrder(o, ls.group) }
	bar.OnGroup = func(g msglist.Grouping) { ls.setOrder(ls.order, g) }
	ls.talks = p.Bool(prefTogether)
	bar.MoreItems = func() []*fyne.MenuItem {
		i := widgets.MenuItem("", lang.L("Letters with their answers"), "", func() { ls.setTogether(!ls.talks) })
		i.Checked = ls.talks
		return []*fyne.MenuItem{i}
	}
	bar.Set(ls.only, ls.order, ls.group)
}

// setOrder lists what is shown in another order, or in other groups. What is chosen stays so.
func (ls *listing) setOrder(o mailbox.Order, g msglist.Grouping) {
	if o == ls.order && g == ls.group {
		return
	}
	ls.order, ls.group = o, g
	ls.app.Preferences().SetInt(prefOrder, int(o))
	ls.app.Preferences().SetInt(prefGroup, int(g))
	ls.rearranged()
}

// setOnly leaves out of the folder what does not have all of these marks.
func (ls *listing) setOnly(o mailbox.Only) {
	ls.only, ls.stays = o, nil
	ls.rearranged()
}

func (ls *listing) rearranged() {
	ls.list.Arranger().Set(ls.only, ls.order, ls.group)
	if !ls.searching {
		ls.reloadList(nil)
	}
}

// arrangement is how the folder that is shown is listed. The outbox has an order of its own.
func (ls *listing) arrangement() mailbox.Arrangement {
	if f, ok := ls.place(); ok && f.Role == mailbox.Outbox {
		return mailbox.Arrangement{}
	}
	a := mailbox.Arrangement{Order: ls.order, Together: ls.group == msglist.ByPerson, Only: ls.only}
	if a.Only != 0 || ls.view.Search != 0 {
		a.Keep = ls.stays
	}
	return a
}

// arranged reads the messages of a view; limit counts only where they are all listed, newest
// first. It is called in the background.
func (ls *listing) arranged(ctx context.Context, v mailbox.View, a mailbox.Arrangement, limit int) (out mailbox.Arranged, err error) {
	if !a.Plain() {
		return ls.store.Arranged(ctx, v, a)
	}
	out.Entries, err = ls.store.Index(ctx, v, limit)
	return out, err
}

// grouping is the groups that a list of an arrangement has.
func (ls *listing) grouping(a mailbox.Arrangement) msglist.Grouping {
	if a.Together {
		return msglist.ByPerson
	}
	return ls.group
}

// stay keeps messages in the list whose marks have changed, whatever is left out or searched for.
// Otherwise reading one would take it away, and with it choose the next one, which is then read.
func (ls *listing) stay(ids []mailbox.ID) {
	if ls.only == 0 && ls.view.Search == 0 && !ls.searching {
		return
	}
	if ids = ls.list.Listed(ids); len(ids) > 0 {
		all := slices.Concat(ls.stays, ids) // another one: what is read in the background keeps its own
		slices.Sort(all)
		ls.stays = slices.Compact(all)
	}
}

// leave lets go of messages that were moved or removed.
func (ls *listing) leave(ids []mailbox.ID) {
	if len(ls.stays) == 0 || len(ids) == 0 {
		return
	}
	gone := make(map[mailbox.ID]bool, len(ids))
	for _, id := range ids {
		gone[id] = true
	}
	ls.stays = slices.DeleteFunc(slices.Clone(ls.stays), func(id mailbox.ID) bool { return gone[id] })
}

// setBar fits the bar above the list to the folder.
func (w *Window) setBar() {
	f, ok := w.listing.place()
	var empty func()
	if ok && (f.Role == mailbox.Trash || f.Role == mailbox.Junk) && w.o.CannotWrite == nil {
		empty = w.filing.emptyShown
	}
	note := ""
	if ok && f.Role == mailbox.Junk {
		note = lang.L("Letters stay here until you delete them.")
	}
	w.listing.list.SetNote(note)
	sent := ok && (f.Role == mailbox.Sent || f.Role == mailbox.Drafts || f.Role == mailbox.Outbox)
	w.listing.list.Arranger().SetPlace(folders.Name(f), sent, empty)
	w.listing.list.Refresh()
}

// setColumns lists messages in columns, or not, in a pane that has a width of its own for it.
func (w *Window) setColumns() {
	p := w.app.Preferences()
	on, start := p.Bool(prefColumns), float32(0)
	if on {
		start = msglist.ColumnsWidth
	}
	w.listing.list.SetColumns(on)
	w.panes.SetList(float32(p.Float(w.listPref())), start)
}

// listPref is where the width of the list is remembered.
func (w *Window) listPref() string {
	if w.app.Preferences().Bool(prefColumns) {
		return prefListWide
	}
	return prefList
}

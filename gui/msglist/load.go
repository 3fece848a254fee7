package msglist

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// bind draws a row; what is not known yet is loaded afterwards.
func (l *List) bind(i int, o fyne.CanvasObject, state widgets.RowState) {
	row, e := o.(*Row), l.rows.At(i)
	l.rows.remember(e)
	s := l.cache.get(e.ID)
	if s == nil {
		date := words.Date
		if !l.hasDays() {
			date = words.Brief
		}
		row.show(Content{Time: date(e.Date, l.now()), Columns: l.asColumns}, state)
		return
	}
	line := contentOf(&s.Summary, l.now(), l.terms, l.found[s.ID])
	line.Standing, line.Tall = l.standing(s.ID), l.asOutbox()
	if !l.hasDays() {
		line.Time = words.Brief(s.ListDate(), l.now())
	}
	if l.FolderOf != nil {
		line.Folder = widgets.OneLine(l.FolderOf(&s.Summary))
	}
	if l.AccountOf != nil {
		line.Account, line.AccountColor = l.AccountOf(&s.Summary)
	}
	if line.Columns = l.asColumns; line.Columns {
		line.Size = words.Size(s.Size)
	}
	row.show(line, state)
}

// load asks for the rows in view and about a screen above and below that are not
// known or out of date.
func (l *List) load() {
	first, end := l.view.InView()
	if first == end {
		return
	}
	screen := end - first
	first, end = max(first-screen, 0), min(end+screen, l.rows.Len())
	var ids, snippets []mailbox.ID
	for i := first; i < end; i++ {
		id := l.rows.At(i).ID
		if len(l.terms) > 0 && l.OnSnippets != nil {
			if _, ok := l.asked[id]; !ok {
				l.asked[id] = struct{}{}
				snippets = append(snippets, id)
			}
		}
		if s := l.cache.get(id); s != nil && !s.stale {
			continue
		}
		if _, ok := l.cache.loading[id]; ok {
			continue
		}
		if _, ok := l.cache.missing[id]; ok {
			continue
		}
		l.cache.loading[id] = false
		ids = append(ids, id)
	}
	if len(ids) > 0 && l.OnLoad != nil {
		into := l.cache
		l.OnLoad(ids, func(found []mailbox.Summary) { l.arrived(into, ids, found) })
	}
	if len(snippets) > 0 {
		serial := l.serial
		l.OnSnippets(snippets, l.terms, func(m map[mailbox.ID]mailbox.Excerpt) {
			if serial != l.serial {
				return
			}
			for id, s := range m {
				l.found[id] = s
			}
			l.view.RefreshRows()
		})
	}
}

func (l *List) arrived(into *cache, ids []mailbox.ID, found []mailbox.Summary) {
	again := false
	stale := map[mailbox.ID]bool{}
	for _, id := range ids {
		changed := into.loading[id]
		delete(into.loading, id)
		if found == nil { // it failed: tried again when the list moves or changes
			into.stale(id)
			continue
		}
		into.missing[id] = struct{}{}
		if changed { // while it was being loaded
			stale[id] = true
			again = true
		}
	}
	for _, s := range found {
		delete(into.missing, s.ID)
		into.put(s)
		if stale[s.ID] {
			into.stale(s.ID)
		}
	}
	l.view.RefreshRows()
	if again {
		l.load()
	}
}

// Summary is what is known of a listed message; nil when it is not loaded.
func (l *List) Summary(id mailbox.ID) *mailbox.Summary {
	if s := l.cache.get(id); s != nil {
		c := s.Summary
		return &c
	}
	return nil
}

package msglist

import (
	"slices"
	"time"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// ShowEntries lists other messages, grouped by day, from the upper end, with
// nothing chosen, and with the terms marked that a kept search has found them by. The entries
// belong to the list from then on, here and in the functions below.
func (l *List) ShowEntries(entries []mailbox.Entry, terms ...string) {
	l.ShowArranged(mailbox.Arranged{Entries: entries}, mailbox.Newest, ByDay, terms...)
}

// ShowArranged is ShowEntries for messages in an order and in groups. Where these are by
// person, a says whose the messages are.
func (l *List) ShowArranged(a mailbox.Arranged, order mailbox.Order, group Grouping, terms ...string) {
	l.leaveSearch()
	l.mark(terms)
	l.view.SelectOnly(-1)
	l.order, l.group = order, group
	l.rows.SetArranged(a, order)
	l.start()
	l.regroup()
	l.view.ScrollToTop()
	l.report()
}

// Reload lists the same messages anew after a change that is not known in
// detail. What is chosen and where the list stands is kept.
func (l *List) Reload(entries []mailbox.Entry) {
	l.ReloadArranged(mailbox.Arranged{Entries: entries}, mailbox.Newest, ByDay)
}

// ReloadArranged is Reload for messages in an order and in groups, which may be others than
// before: then what is chosen is brought into view.
func (l *List) ReloadArranged(a mailbox.Arranged, order mailbox.Order, group Grouping) {
	next, ok := l.successor(nil, a.Entries)
	l.rearrange(a, order, group, next, ok)
}

// Filter is ReloadArranged for what other filters leave. What is chosen and left out is not chosen
// any more, and nothing takes its place: that would be opened, and marked as read, by itself.
func (l *List) Filter(a mailbox.Arranged, order mailbox.Order, group Grouping) {
	chosen := l.view.Selected()
	l.rearrange(a, order, group, 0, false)
	l.view.Deselect(slices.DeleteFunc(chosen, func(key int64) bool { return l.rows.Index(mailbox.ID(key)) >= 0 })...)
	l.report()
}

func (l *List) rearrange(a mailbox.Arranged, order mailbox.Order, group Grouping, next mailbox.ID, ok bool) {
	same := l.sameConversations(a.Entries)
	moved := l.order != order || l.group != group
	l.order, l.group = order, group
	l.rows.SetArranged(a, order)
	l.start()
	l.allStale()
	l.regroup()
	if same != nil {
		l.view.ReplaceKeys(same)
		ok = false
	}
	l.afterRemoval(next, ok)
	if moved {
		l.view.ScrollToTop()
		if at := l.view.Current(); at >= 0 {
			l.view.ScrollTo(at)
		}
	}
}

// ShowResults lists what a search has found. terms are the folded words to mark.
func (l *List) ShowResults(r mailbox.Result) {
	kept := l.view.Selected()
	same := l.searching
	l.leaveSearch()
	l.SetOutbox(false)
	l.searching, l.anywhere, l.total, l.best = true, false, r.Total, r.Best
	l.mark(r.Terms)
	if r.Best > 0 {
		l.rows.SetRanked(r.Entries)
	} else {
		l.rows.Set(r.Entries)
	}
	l.start()
	l.headResults(r)
	l.regroup()
	var still []int64
	for _, k := range kept {
		if same && l.rows.Index(mailbox.ID(k)) >= 0 {
			still = append(still, k)
		}
	}
	l.view.SelectKeys(still...)
	if len(still) == 0 {
		l.view.ScrollToTop()
	}
	l.report()
}

// ShowAgain lists what the search whose results are listed finds now, and those of keep that are
// listed. What is chosen and where the list stands is kept.
func (l *List) ShowAgain(r mailbox.Result, keep []mailbox.ID) {
	found := l.found
	l.mark(r.Terms)
	if found != nil {
		l.found = found // until they are read anew
	}
	l.best = r.Best
	l.relist(r, keep)
	l.headResults(r)
}

// ShowAll lists all that a search has found behind the first results, which are listed, and those
// of keep that are. What is chosen and where the list stands is kept.
func (l *List) ShowAll(r mailbox.Result, keep []mailbox.ID) {
	l.relist(r, keep)
	l.setHeading(r.Took)
}

// relist lists other results of the same search.
func (l *List) relist(r mailbox.Result, keep []mailbox.ID) {
	entries := l.kept(r.Entries, keep)
	next, ok := l.successor(nil, entries)
	l.total = max(r.Total, len(entries))
	if l.best > 0 {
		l.rows.SetRanked(entries)
	} else {
		l.rows.Set(entries)
	}
	l.start()
	l.regroup()
	l.afterRemoval(next, ok)
}

// kept is entries with those of keep that are listed, in the places in which they stand.
func (l *List) kept(entries []mailbox.Entry, keep []mailbox.ID) []mailbox.Entry {
	if len(keep) == 0 {
		return entries
	}
	missing := make(map[mailbox.ID]bool, len(keep))
	for _, id := range keep {
		missing[id] = true
	}
	for _, e := range entries {
		delete(missing, e.ID)
	}
	for i, e := range l.rows.entries {
		switch {
		case !missing[e.ID]:
		case l.best > 0:
			entries = slices.Insert(entries, min(i, len(entries)), e)
		default: // they are put in order
			entries = append(entries, e)
		}
	}
	return entries
}

// Listed is those of ids that are listed.
func (l *List) Listed(ids []mailbox.ID) (out []mailbox.ID) {
	if len(ids) == 0 {
		return nil
	}
	asked := make(map[mailbox.ID]bool, len(ids))
	for _, id := range ids {
		asked[id] = true
	}
	for _, e := range l.rows.entries {
		if asked[e.ID] {
			out = append(out, e.ID)
		}
	}
	return out
}

// headResults says above the results how many there are.
func (l *List) headResults(r mailbox.Result) {
	if r.More {
		l.heading.Set(lang.N("The newest {{.Shown}} results", len(r.Entries), map[string]any{"Shown": words.Count(len(r.Entries))}), true, nil)
	} else {
		l.setHeading(r.Took)
	}
}

// mark has the rows show the words around terms.
func (l *List) mark(terms []string) {
	l.terms, l.found, l.asked = terms, map[mailbox.ID]mailbox.Excerpt{}, map[mailbox.ID]struct{}{}
}

// SetAnywhere tells that the search whose results are shown has looked into Trash
// and Junk too.
func (l *List) SetAnywhere(on bool) {
	l.anywhere = on
	l.Refresh()
}

// ShowHint is a search that asks for nothing, or not yet: no messages, and what is
// missing.
func (l *List) ShowHint(hint string) {
	l.ShowResults(mailbox.Result{})
	l.hint = hint
	l.heading.Set("", true, nil)
	l.Refresh()
}

func (l *List) leaveSearch() {
	l.hint = ""
	l.searching, l.terms, l.found, l.asked = false, nil, nil, nil
	l.serial++
}

func (l *List) start() {
	l.loaded = true
	clear(l.cache.missing)
}

func (l *List) setHeading(took time.Duration) {
	ms := max(took.Milliseconds(), 1)
	data := map[string]any{"Count": words.Count(l.total), "Time": words.Count(int(ms)), "Shown": words.Count(l.rows.Len()), "Best": words.Count(l.best)}
	var s string
	switch {
	case l.total == 0:
		s = lang.L("No results")
	case l.best > 0 && l.best < l.total:
		s = lang.N("{{.Count}} results · the best of the newest {{.Best}} first", l.total, data)
	case l.best > 0:
		s = lang.N("{{.Count}} results in {{.Time}} ms · best first", l.total, data)
	case l.total > l.rows.Len():
		s = lang.N("{{.Count}} results in {{.Time}} ms · the newest {{.Shown}}", l.total, data)
	case l.total == 1:
		s = lang.L("1 result in {{.Time}} ms", data)
	default:
		s = lang.N("{{.Count}} results in {{.Time}} ms · newest first", l.total, data)
	}
	l.heading.Set(s, true, nil)
}

// Add lists messages that have arrived.
func (l *List) Add(entries []mailbox.Entry) {
	if l.rows.Add(entries) > 0 {
		l.regroup()
	}
}

// Gone takes messages out. When the one being read is among them, the next one
// is chosen.
func (l *List) Gone(ids []mailbox.ID) {
	next, ok := l.successor(ids, nil)
	keys := make([]int64, len(ids))
	for i, id := range ids {
		keys[i] = int64(id)
		l.cache.drop(id)
		l.other.drop(id)
	}
	l.view.Deselect(keys...) // while the rows are still those that it knows
	if l.rows.Remove(ids) == 0 {
		return
	}
	l.regroup()
	l.afterRemoval(next, ok)
}

// Heir is the message that is chosen once these are gone, if all that are chosen are among them; false: none is.
func (l *List) Heir(gone []mailbox.ID) (mailbox.ID, bool) { return l.successor(gone, nil) }

// successor is the message to be chosen when all chosen ones go, either because
// they are in gone or because they are not in stay.
func (l *List) successor(gone []mailbox.ID, stay []mailbox.Entry) (mailbox.ID, bool) {
	chosen := l.Selected()
	if len(chosen) == 0 {
		return 0, false
	}
	at := l.view.Current()
	if at < 0 {
		at = l.rows.Index(chosen[0])
	}
	if stay != nil {
		few := make(map[mailbox.ID]struct{}, len(chosen))
		for _, id := range chosen {
			few[id] = struct{}{}
		}
		for _, e := range stay {
			if _, is := few[e.ID]; is {
				return 0, false // something stays chosen
			}
		}
		there := make(map[mailbox.ID]struct{}, len(stay))
		for _, e := range stay {
			there[e.ID] = struct{}{}
		}
		for _, e := range l.rows.entries {
			if _, ok := there[e.ID]; !ok {
				gone = append(gone, e.ID)
			}
		}
	}
	set := make(map[mailbox.ID]struct{}, len(gone))
	for _, id := range gone {
		set[id] = struct{}{}
	}
	for _, id := range chosen {
		if _, is := set[id]; !is {
			return 0, false // something stays chosen
		}
	}
	return l.rows.After(at, gone)
}

func (l *List) afterRemoval(next mailbox.ID, ok bool) {
	if ok {
		l.Select(next)
	}
	l.report()
}

// Updated loads rows anew whose marks have changed.
func (l *List) Updated(ids []mailbox.ID) {
	for _, id := range ids {
		for _, c := range []*cache{l.cache, l.other} {
			c.stale(id)
			delete(c.missing, id)
		}
	}
	l.view.RefreshRows()
	l.load()
}

// AllUpdated loads the rows in sight anew where what they say may have changed.
func (l *List) AllUpdated() {
	l.allStale()
	clear(l.cache.missing)
	clear(l.other.missing)
	l.load()
}

// allStale has all rows loaded anew once they are seen.
func (l *List) allStale() {
	l.cache.allStale()
	l.other.allStale()
}

// sections groups the rows of a folder.
func (l *List) sections() []widgets.Section {
	switch {
	case l.rows.people != nil:
		return l.rows.People()
	case l.hasDays():
		return l.rows.Days(l.now())
	}
	return []widgets.Section{{Rows: l.rows.Len()}}
}

// hasDays reports whether headings say the days of the rows.
func (l *List) hasDays() bool {
	return !l.searching && !l.outbox && l.rows.people == nil && l.group == ByDay && (l.order == mailbox.Newest || l.order == mailbox.Oldest)
}

// regroup brings headings, rows and the words of an empty list up to date.
func (l *List) regroup() {
	l.resection()
	l.Refresh()
	l.load()
}

// resection groups the rows.
func (l *List) resection() {
	if l.searching {
		l.view.SetSections([]widgets.Section{{Rows: l.rows.Len()}})
	} else if l.outbox {
		l.view.SetSections(l.letters())
	} else {
		l.view.SetSections(l.sections())
	}
}

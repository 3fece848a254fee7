// Package msglist is the list of messages between the folders and the reading
// pane. Rows holds what is listed and how it is grouped, without any drawing;
// List shows it.
package msglist

import (
	"slices"
	"sort"
	"time"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Rows is the messages of a list by ID and date, newest first. It holds no
// texts, so that a mailbox of any size fits.
type Rows struct {
	entries []mailbox.Entry
	dates   map[mailbox.ID]time.Time // of those asked for lately, see Index
	months  map[time.Time]string     // their names in Days
	year    int                      // that of now when months was made

	// urgent says which letters of the outbox stand first; nil: the rows are not those of the
	// outbox, which is short.
	urgent func(id mailbox.ID) bool

	ranked bool            // the entries are not by date, see SetRanked
	places *ranks          // of ranked entries; nil: not made yet
	oldest bool            // ranked, with the oldest first
	people []mailbox.Share // whose the ranked entries are, from top to bottom; nil: they are not grouped so
}

// arrange puts the letters of the outbox in order: those that need a decision, the newest
// first, then those that wait, in the order in which they go.
func (r *Rows) arrange() {
	slices.SortFunc(r.entries, order)
	r.entries = slices.CompactFunc(r.entries, func(a, b mailbox.Entry) bool { return a.ID == b.ID })
	var first, then []mailbox.Entry
	for _, e := range r.entries {
		if r.urgent(e.ID) {
			first = append(first, e)
		} else {
			then = append(then, e)
		}
	}
	slices.Reverse(then)
	r.entries = append(first, then...)
}

// order is negative when a stands above b: newest first, and of two messages of
// the same time the one that came later.
func order(a, b mailbox.Entry) int {
	if c := b.Date.Compare(a.Date); c != 0 {
		return c
	}
	switch {
	case a.ID > b.ID:
		return -1
	case a.ID < b.ID:
		return 1
	}
	return 0
}

// Set puts entries in the place of all rows. They belong to the rows from then on.
func (r *Rows) Set(entries []mailbox.Entry) {
	r.entries, r.dates, r.ranked = entries, nil, false
	r.places, r.oldest, r.people = nil, false, nil
	if r.urgent != nil {
		r.arrange()
		return
	}
	for i := 1; i < len(entries); i++ {
		if order(entries[i-1], entries[i]) >= 0 { // the store lists them in order
			slices.SortFunc(r.entries, order)
			r.entries = slices.CompactFunc(r.entries, func(a, b mailbox.Entry) bool { return a.ID == b.ID })
			return
		}
	}
}

// SetRanked is Set for what stands in an order of its own, such as the best results first.
func (r *Rows) SetRanked(entries []mailbox.Entry) {
	r.entries, r.dates, r.ranked = entries, nil, true
	r.places, r.oldest, r.people = nil, false, nil
}

// SetArranged is Set for what stands in the order and the groups of a.
func (r *Rows) SetArranged(l mailbox.Arranged, order mailbox.Order) {
	if order == mailbox.Newest && l.People == nil || r.urgent != nil {
		r.Set(l.Entries)
		return
	}
	r.SetRanked(l.Entries)
	r.oldest, r.people = order == mailbox.Oldest && l.People == nil, slices.Clone(l.People)
}

// Add merges entries into the rows and returns how many were new.
func (r *Rows) Add(entries []mailbox.Entry) int {
	if r.urgent != nil {
		before := len(r.entries)
		r.entries = append(r.entries, entries...)
		r.arrange()
		return len(r.entries) - before
	}
	if r.ranked { // they come last
		before := len(r.entries)
		there := make(map[mailbox.ID]bool, len(entries))
		for _, e := range entries {
			if !there[e.ID] && r.Index(e.ID) < 0 {
				there[e.ID] = true
				r.entries = append(r.entries, e)
			}
		}
		r.places = nil
		return len(r.entries) - before
	}
	add := slices.Clone(entries)
	slices.SortFunc(add, order)
	add = slices.CompactFunc(add, func(a, b mailbox.Entry) bool { return a.ID == b.ID })
	add = slices.DeleteFunc(add, func(e mailbox.Entry) bool {
		_, there := slices.BinarySearchFunc(r.entries, e, order)
		return there
	})
	if len(add) == 0 {
		return 0
	}
	// From the end to the front, in place: what stays together moves together, once.
	end := len(r.entries)
	r.entries = append(r.entries, add...)
	for j := len(add) - 1; j >= 0; j-- {
		at, _ := slices.BinarySearchFunc(r.entries[:end], add[j], order)
		copy(r.entries[at+j+1:], r.entries[at:end])
		r.entries[at+j] = add[j]
		end = at
	}
	return len(add)
}

// Remove takes messages out and returns how many were there.
func (r *Rows) Remove(ids []mailbox.ID) int {
	if len(ids) == 0 {
		return 0
	}
	gone := make(map[mailbox.ID]struct{}, len(ids))
	for _, id := range ids {
		gone[id] = struct{}{}
		delete(r.dates, id)
	}
	before := len(r.entries)
	r.places = nil
	at := 0
	for i, p := range r.people {
		for _, e := range r.entries[at : at+p.Rows] {
			if _, is := gone[e.ID]; is {
				r.people[i].Rows--
			}
		}
		at += p.Rows
	}
	r.entries = slices.DeleteFunc(r.entries, func(e mailbox.Entry) bool {
		_, is := gone[e.ID]
		return is
	})
	return before - len(r.entries)
}

// Len is the number of rows.
func (r *Rows) Len() int { return len(r.entries) }

// At is a row.
func (r *Rows) At(index int) mailbox.Entry { return r.entries[index] }

// Index is the place of a message, -1 when it is not listed. The date of a
// message that was found once is kept, so that the next time is quick.
func (r *Rows) Index(id mailbox.ID) int {
	if r.ranked {
		if r.places == nil {
			r.places = ranksOf(r.entries)
		}
		return r.places.of(id)
	}
	if r.urgent != nil {
		return slices.IndexFunc(r.entries, func(e mailbox.Entry) bool { return e.ID == id })
	}
	if date, ok := r.dates[id]; ok {
		if i, there := slices.BinarySearchFunc(r.entries, mailbox.Entry{ID: id, Date: date}, order); there {
			return i
		}
		return -1
	}
	for i, e := range r.entries {
		if e.ID == id {
			r.remember(e)
			return i
		}
	}
	return -1
}

// Around are the messages right below and above one, the one below first.
func (r *Rows) Around(id mailbox.ID) (ids []mailbox.ID) {
	at := r.Index(id)
	if at < 0 {
		return nil
	}
	for _, i := range []int{at + 1, at - 1} {
		if i >= 0 && i < len(r.entries) {
			ids = append(ids, r.entries[i].ID)
		}
	}
	return ids
}

// remember keeps a message's date for Index.
func (r *Rows) remember(e mailbox.Entry) {
	if r.dates == nil || len(r.dates) > 10_000 {
		r.dates = map[mailbox.ID]time.Time{}
	}
	r.dates[e.ID] = e.Date
}

// After is the message that takes the place of one that is to be removed with
// others: the next one below that stays, else the last one above.
func (r *Rows) After(index int, gone []mailbox.ID) (mailbox.ID, bool) {
	set := make(map[mailbox.ID]struct{}, len(gone))
	for _, id := range gone {
		set[id] = struct{}{}
	}
	for i := max(index, 0); i < len(r.entries); i++ {
		if _, is := set[r.entries[i].ID]; !is {
			return r.entries[i].ID, true
		}
	}
	for i := min(index, len(r.entries)) - 1; i >= 0; i-- {
		if _, is := set[r.entries[i].ID]; !is {
			return r.entries[i].ID, true
		}
	}
	return 0, false
}

// Days groups the rows by day as seen at now: today, yesterday, the rest of the
// week and of the month, then month by month; the other way round where the oldest stand first.
// It looks at a few rows for each group.
func (r *Rows) Days(now time.Time) []widgets.Section {
	midnight := func(back int) time.Time {
		y, m, d := now.Date()
		return time.Date(y, m, d-back, 0, 0, 0, 0, now.Location())
	}
	month := func(t time.Time, back int) time.Time {
		y, m, _ := t.In(now.Location()).Date()
		return time.Date(y, m-time.Month(back), 1, 0, 0, 0, 0, now.Location())
	}
	date := func(i int) time.Time {
		if r.oldest {
			i = len(r.entries) - 1 - i
		}
		return r.entries[i].Date
	}
	var out []widgets.Section
	pos := 0
	// take makes a group of the rows from pos on that are not older than start.
	take := func(title string, start time.Time) {
		n := sort.Search(len(r.entries)-pos, func(i int) bool { return date(pos + i).Before(start) })
		if n > 0 {
			out = append(out, widgets.Section{Title: title, Rows: n})
			pos += n
		}
	}
	take(lang.L("Dated in the future"), midnight(-1))
	take(lang.L("Today"), midnight(0))
	take(lang.L("Yesterday"), midnight(1))
	take(lang.L("This week"), words.WeekStart(now))
	take(lang.L("Earlier this month"), month(now, 0))
	for pos < len(r.entries) {
		start := month(date(pos), 0)
		before := pos
		take(r.month(start, now), start)
		if pos == before { // a date beyond what months can be counted in
			out = append(out, widgets.Section{Title: lang.L("Without a date"), Rows: len(r.entries) - pos})
			break
		}
	}
	if r.oldest {
		slices.Reverse(out)
	}
	return out
}

// People groups the rows by whose they are.
func (r *Rows) People() []widgets.Section {
	out := make([]widgets.Section, len(r.people))
	for i, p := range r.people {
		name, _ := widgets.Sender(p.Who.Name, p.Who.Email)
		out[i] = widgets.Section{Title: name + " · " + words.Count(p.Rows), Rows: p.Rows}
	}
	return out
}

// month is the name of a month, kept because a long list has many and putting it
// into words is slow.
func (r *Rows) month(start, now time.Time) string {
	if r.months == nil || r.year != now.Year() {
		r.months, r.year = map[time.Time]string{}, now.Year()
	}
	name, ok := r.months[start]
	if !ok {
		name = words.Month(start, now)
		r.months[start] = name
	}
	return name
}

// ranks is where messages stand in a list.
type ranks struct {
	rows []int32              // by ID, one more than the row; 0: not listed
	few  map[mailbox.ID]int32 // in its place where IDs are far more than messages
}

func ranksOf(entries []mailbox.Entry) *ranks {
	p := &ranks{}
	var top mailbox.ID
	for _, e := range entries {
		top = max(top, e.ID)
	}
	if int(top) > 8*len(entries)+1000 {
		p.few = make(map[mailbox.ID]int32, len(entries))
		for i, e := range entries {
			p.few[e.ID] = int32(i + 1)
		}
		return p
	}
	p.rows = make([]int32, top+1)
	for i, e := range entries {
		p.rows[e.ID] = int32(i + 1)
	}
	return p
}

// of is the row of a message, -1 when it is not listed.
func (p *ranks) of(id mailbox.ID) int {
	if p.few != nil {
		return int(p.few[id]) - 1
	}
	if id < 0 || int(id) >= len(p.rows) {
		return -1
	}
	return int(p.rows[id]) - 1
}

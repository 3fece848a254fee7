package msglist

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/loop"
	"popmail/gui/theme"
	"popmail/gui/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// List shows messages, newest first: those of a folder by day, or what a search
// has found with its words marked. It tells what a person wants by its On…
// functions and changes nothing by itself; what has changed it is told with
// Add, Gone and Updated.
type List struct {
	widget.BaseWidget
	Now func() time.Time // nil: time.Now

	// OnLoad asks for rows. done is to be called on the window's thread with what
	// was found; with nil when it failed, which is tried again later.
	OnLoad func(ids []mailbox.ID, done func([]mailbox.Summary))
	// OnSnippets asks for the words around the first of terms, in the same way. A
	// list without it shows the first words of the messages.
	OnSnippets func(ids []mailbox.ID, terms []string, done func(map[mailbox.ID]string))

	OnOpen       func(id mailbox.ID)    // one message is chosen: to be read
	OnSelection  func(ids []mailbox.ID) // other messages are chosen, from top to bottom; also after OnOpen
	OnActivate   func(id mailbox.ID)    // double tap or Enter
	OnDelete     func(ids []mailbox.ID)
	OnArchive    func(ids []mailbox.ID)
	OnToggleRead func(ids []mailbox.ID, read bool)
	OnToggleStar func(ids []mailbox.ID, starred bool)
	OnKey        func(e *fyne.KeyEvent) bool             // keys that the list has no use for; see widgets.List
	MenuItems    func(ids []mailbox.ID) []*fyne.MenuItem // more entries for the context menu

	rows    Rows
	cache   *cache
	loading map[mailbox.ID]struct{}
	missing map[mailbox.ID]struct{} // not in the store; not asked for again until something changes

	searching bool
	total     int
	terms     []string
	found     map[mailbox.ID]string
	asked     map[mailbox.ID]struct{} // whose found words were asked for
	serial    int                     // of the search; results of older ones are dropped

	emptyTitle, emptyText string
	loaded                bool // something was shown; before that an empty list says nothing
	reported              []mailbox.ID

	view    *widgets.List
	heading *widgets.MarkedText
	top     fyne.CanvasObject
	title   *widgets.Paragraph
	text    *widgets.Paragraph
	back    *widgets.Ground
}

// New returns an empty list. A Runner, where there is one, brings the headings
// up to date when a day begins.
func New(run loop.Runner) *List {
	l := &List{
		cache:   newCache(),
		loading: map[mailbox.ID]struct{}{},
		missing: map[mailbox.ID]struct{}{},
		view:    widgets.NewList(),
		heading: widgets.NewMarkedText(fynetheme.SizeNameCaptionText, theme.ColorMuted),
		title:   widgets.NewText("", fynetheme.SizeNameSubHeadingText, fynetheme.ColorNameForeground),
		text:    widgets.NewText("", "", theme.ColorMuted),
		back:    widgets.NewGround(theme.ColorCard),
	}
	l.title.Align, l.text.Align = fyne.TextAlignCenter, fyne.TextAlignCenter
	l.emptyTitle = lang.L("No mail here yet.")
	v := l.view
	v.FollowTop = true
	v.RowHeight = rowHeight
	v.NewRow = func() fyne.CanvasObject { return newRow() }
	v.Bind = l.bind
	v.Key = func(i int) int64 {
		e := l.rows.At(i)
		return int64(e.ID)
	}
	v.Index = func(key int64) int { return l.rows.Index(mailbox.ID(key)) }
	v.OnSelected = l.selected
	v.OnOpen = func(i int) {
		if l.OnActivate != nil {
			l.OnActivate(l.rows.At(i).ID)
		}
	}
	v.OnMenu = l.menu
	v.OnKey = l.key
	v.OnScrolled = l.load
	l.ExtendBaseWidget(l)
	if run != nil {
		l.eachDay(run)
	}
	return l
}

func (l *List) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now()
}

// eachDay groups anew after each midnight.
func (l *List) eachDay(run loop.Runner) {
	now := l.now()
	y, m, d := now.Date()
	next := time.Date(y, m, d+1, 0, 0, 1, 0, now.Location())
	run.After(next.Sub(now), func() {
		l.regroup()
		l.eachDay(run)
	})
}

// SetTop puts something between the heading and the rows, such as the filters of
// a search; nil takes it away.
func (l *List) SetTop(o fyne.CanvasObject) {
	l.top = o
	l.Refresh()
}

// SetEmpty says what an empty list shows: a short sentence and a longer one,
// which may be empty.
func (l *List) SetEmpty(title, text string) {
	l.emptyTitle, l.emptyText = title, text
	l.Refresh()
}

// ShowEntries lists other messages, grouped by day, from the upper end, with
// nothing chosen. The entries belong to the list from then on, here and in the
// functions below.
func (l *List) ShowEntries(entries []mailbox.Entry) {
	l.leaveSearch()
	l.view.SelectOnly(-1)
	l.rows.Set(entries)
	l.start()
	l.regroup()
	l.view.ScrollToTop()
	l.report()
}

// Reload lists the same messages anew after a change that is not known in
// detail. What is chosen and where the list stands is kept.
func (l *List) Reload(entries []mailbox.Entry) {
	next, ok := l.successor(nil, entries)
	l.rows.Set(entries)
	l.start()
	l.cache.allStale()
	l.regroup()
	l.afterRemoval(next, ok)
}

// ShowResults lists what a search has found. terms are the folded words to mark.
func (l *List) ShowResults(r mailbox.Result) {
	kept := l.view.Selected()
	same := l.searching
	l.leaveSearch()
	l.searching, l.terms, l.total = true, r.Terms, r.Total
	l.found, l.asked = map[mailbox.ID]string{}, map[mailbox.ID]struct{}{}
	l.rows.Set(r.Entries)
	l.start()
	l.setHeading(r.Took)
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

func (l *List) leaveSearch() {
	l.searching, l.terms, l.found, l.asked = false, nil, nil, nil
	l.serial++
}

func (l *List) start() {
	l.loaded = true
	clear(l.missing)
}

// Searching reports whether results of a search are shown.
func (l *List) Searching() bool { return l.searching }

func (l *List) setHeading(took time.Duration) {
	ms := max(took.Milliseconds(), 1)
	data := map[string]any{"Count": words.Count(l.total), "Time": words.Count(int(ms)), "Shown": words.Count(l.rows.Len())}
	var s string
	switch {
	case l.total == 0:
		s = lang.L("No results")
	case l.total > l.rows.Len():
		s = lang.N("{{.Count}} results in {{.Time}} ms · the newest {{.Shown}}", l.total, data)
	case l.total == 1:
		s = lang.L("1 result in {{.Time}} ms", data)
	default:
		s = lang.N("{{.Count}} results in {{.Time}} ms · newest first", l.total, data)
	}
	l.heading.Set(s, true, nil)
}

// Heading is what stands above the results of a search.
func (l *List) Heading() string { return l.heading.Text() }

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
	}
	l.view.Deselect(keys...) // while the rows are still those that it knows
	if l.rows.Remove(ids) == 0 {
		return
	}
	l.regroup()
	l.afterRemoval(next, ok)
}

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
		l.cache.stale(id)
		delete(l.missing, id)
	}
	l.view.RefreshRows()
	l.load()
}

// regroup brings headings, rows and the words of an empty list up to date.
func (l *List) regroup() {
	if l.searching {
		l.view.SetSections([]widgets.Section{{Rows: l.rows.Len()}})
	} else {
		l.view.SetSections(l.rows.Days(l.now()))
	}
	l.Refresh()
	l.load()
}

// bind draws a row; what is not known yet is loaded afterwards.
func (l *List) bind(i int, o fyne.CanvasObject, state widgets.RowState) {
	row, e := o.(*Row), l.rows.At(i)
	l.rows.remember(e)
	s := l.cache.get(e.ID)
	if s == nil {
		row.show(Line{Time: words.Date(e.Date, l.now())}, state)
		return
	}
	row.show(lineOf(&s.Summary, l.now(), l.terms, l.found[s.ID]), state)
}

// load asks for the rows in view and about a screen above and below that are not
// known or out of date.
func (l *List) load() {
	first, end := l.view.InView()
	if first == end {
		return
	}
	around := end - first
	first, end = max(first-around, 0), min(end+around, l.rows.Len())
	var ids, snippets []mailbox.ID
	for i := first; i < end; i++ {
		id := l.rows.At(i).ID
		if l.searching && len(l.terms) > 0 && l.OnSnippets != nil {
			if _, ok := l.asked[id]; !ok {
				l.asked[id] = struct{}{}
				snippets = append(snippets, id)
			}
		}
		if s := l.cache.get(id); s != nil && !s.stale {
			continue
		}
		if _, ok := l.loading[id]; ok {
			continue
		}
		if _, ok := l.missing[id]; ok {
			continue
		}
		l.loading[id] = struct{}{}
		ids = append(ids, id)
	}
	if len(ids) > 0 && l.OnLoad != nil {
		for _, id := range ids { // from here on a change makes it stale again
			if s := l.cache.get(id); s != nil {
				s.stale = false
			}
		}
		l.OnLoad(ids, func(found []mailbox.Summary) { l.arrived(ids, found) })
	}
	if len(snippets) > 0 {
		serial := l.serial
		l.OnSnippets(snippets, l.terms, func(m map[mailbox.ID]string) {
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

func (l *List) arrived(ids []mailbox.ID, found []mailbox.Summary) {
	again := false
	stale := map[mailbox.ID]bool{}
	for _, id := range ids {
		delete(l.loading, id)
		s := l.cache.get(id)
		if found == nil { // it failed: tried again when the list moves or changes
			if s != nil {
				s.stale = true
			}
			continue
		}
		l.missing[id] = struct{}{}
		if s != nil && s.stale { // changed while it was being loaded
			stale[id] = true
			again = true
		}
	}
	for _, s := range found {
		delete(l.missing, s.ID)
		l.cache.put(s)
		if stale[s.ID] {
			l.cache.stale(s.ID)
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

// Len is the number of messages listed.
func (l *List) Len() int { return l.rows.Len() }

// IDs is the messages listed, from top to bottom.
func (l *List) IDs() []mailbox.ID {
	ids := make([]mailbox.ID, l.rows.Len())
	for i, e := range l.rows.entries {
		ids[i] = e.ID
	}
	return ids
}

// Selected is the chosen messages, from top to bottom.
func (l *List) Selected() []mailbox.ID {
	keys := l.view.Selected()
	ids := make([]mailbox.ID, len(keys))
	for i, k := range keys {
		ids[i] = mailbox.ID(k)
	}
	return ids
}

// Select chooses one message and brings it into view; it reports whether it is
// listed.
func (l *List) Select(id mailbox.ID) bool {
	i := l.rows.Index(id)
	if i < 0 {
		return false
	}
	l.view.SelectOnly(i)
	l.view.ScrollTo(i)
	l.report()
	return true
}

// SelectAll chooses all messages.
func (l *List) SelectAll() { l.view.SelectAll() }

// SelectFirst chooses the first message.
func (l *List) SelectFirst() bool { return l.rows.Len() > 0 && l.Select(l.rows.At(0).ID) }

// Next chooses the message below, Previous the one above.
func (l *List) Next() bool { return l.view.Step(1) }

// Previous chooses the message above.
func (l *List) Previous() bool { return l.view.Step(-1) }

// Focus gives the list the keyboard. An empty list has no use for it and leaves
// the keys to the window.
func (l *List) Focus() {
	c := fyne.CurrentApp().Driver().CanvasForObject(l)
	switch {
	case c == nil:
	case l.view.Hidden:
		c.Unfocus()
	default:
		c.Focus(l.view)
	}
}

// View is the list of rows inside.
func (l *List) View() *widgets.List { return l.view }

// Lines is what the rows in view say, from top to bottom.
func (l *List) Lines() []Line {
	first, end := l.view.InView()
	var out []Line
	for i := first; i < end; i++ {
		if r, ok := l.view.Row(i).(*Row); ok {
			out = append(out, r.Line())
		}
	}
	return out
}

func (l *List) selected() { l.report() }

// report tells of the selection when it is not the one told of last.
func (l *List) report() {
	ids := l.Selected()
	if slices.Equal(ids, l.reported) {
		return
	}
	l.reported = ids
	if len(ids) == 1 && l.OnOpen != nil {
		l.OnOpen(ids[0])
	}
	if l.OnSelection != nil {
		l.OnSelection(slices.Clone(ids))
	}
}

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	r := &renderer{l: l}
	r.Refresh()
	return r
}

type renderer struct {
	l       *List
	objects []fyne.CanvasObject
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) MinSize() fyne.Size           { return fyne.NewSize(160, 120) }

// Refresh arranges heading, filters, rows or the words of an empty list.
func (r *renderer) Refresh() {
	l := r.l
	empty := l.rows.Len() == 0 && l.loaded
	title, text := l.emptyTitle, l.emptyText
	if l.searching {
		title, text = lang.L("Nothing found."), lang.L("Try fewer or other words, or take away a filter. Trash and Junk are left out.")
	}
	l.title.SetText(title)
	l.text.SetText(text)
	l.view.Hidden = empty
	l.title.Hidden = !empty
	l.text.Hidden = !empty || text == ""
	l.heading.Hidden = !l.searching
	r.objects = []fyne.CanvasObject{l.back, l.heading, l.view, l.title, l.text}
	if l.top != nil {
		r.objects = append(r.objects, l.top)
	}
	r.Layout(l.Size())
	canvas.Refresh(l)
}

// Layout implements fyne.WidgetRenderer.
func (r *renderer) Layout(s fyne.Size) {
	l := r.l
	if s.IsZero() {
		return
	}
	const edge = 16
	l.back.Resize(s)
	y := float32(0)
	if l.searching {
		y = round(9 * widgets.Unit())
		h := l.heading.MinSize().Height
		l.heading.Move(fyne.NewPos(edge, y))
		l.heading.Resize(fyne.NewSize(s.Width-2*edge, h))
		y += h + round(5*widgets.Unit())
	}
	if l.top != nil && l.top.Visible() {
		w := s.Width - 2*edge
		l.top.Resize(fyne.NewSize(w, l.top.Size().Height)) // so that it knows how it wraps
		h := l.top.MinSize().Height
		if h > 0 {
			if y == 0 {
				y = round(9 * widgets.Unit())
			}
			l.top.Move(fyne.NewPos(edge, y))
			l.top.Resize(fyne.NewSize(w, h))
			y += h + round(12*widgets.Unit())
		}
	}
	l.view.Move(fyne.NewPos(0, y))
	l.view.Resize(fyne.NewSize(s.Width, max(s.Height-y, 0)))
	w := min(s.Width-4*edge, 300*widgets.Unit())
	x := round((s.Width - w) / 2)
	th := l.title.HeightFor(w)
	ty := y + round(max((s.Height-y)*0.3-th, 12))
	l.title.Move(fyne.NewPos(x, ty))
	l.title.Resize(fyne.NewSize(w, th))
	l.text.Move(fyne.NewPos(x, ty+th+round(6*widgets.Unit())))
	l.text.Resize(fyne.NewSize(w, l.text.HeightFor(w)))
	l.load()
}

package msglist

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// desk is a List in a window over a store in memory.
type desk struct {
	*List
	win      fyne.Window
	run      *loop.Inline
	store    map[mailbox.ID]mailbox.Summary
	loads    [][]mailbox.ID
	held     []func() // answers of the store that are held back
	hold     bool
	opened   []mailbox.ID
	selected [][]mailbox.ID
	deleted  [][]mailbox.ID
}

func newDesk(t testing.TB, n int) *desk {
	t.Helper()
	words.Use("en-GB")
	guitest.App(theme.Light, 1)
	d := &desk{run: &loop.Inline{}, store: map[mailbox.ID]mailbox.Summary{}}
	d.List = New(d.run)
	d.Now = func() time.Time { return at("2026-11-21 14:32") }
	d.OnLoad = func(ids []mailbox.ID, done func([]mailbox.Summary)) {
		d.loads = append(d.loads, ids)
		found := []mailbox.Summary{}
		for _, id := range ids {
			if s, ok := d.store[id]; ok {
				found = append(found, s)
			}
		}
		if d.hold {
			d.held = append(d.held, func() { done(found) })
			return
		}
		done(found)
	}
	d.OnOpen = func(id mailbox.ID) { d.opened = append(d.opened, id) }
	d.OnSelection = func(ids []mailbox.ID) { d.selected = append(d.selected, ids) }
	d.OnDelete = func(ids []mailbox.ID) { d.deleted = append(d.deleted, ids) }
	d.win = guitest.Window(t, d.List, 392, 720)
	for _, e := range entries(n) {
		d.put(e)
	}
	return d
}

func (d *desk) put(e mailbox.Entry) {
	d.store[e.ID] = mailbox.Summary{ID: e.ID, From: mailbox.Address{Name: "Maria Bauer", Email: "maria@example.org"},
		Subject: fmt.Sprint("Letter ", e.ID), Date: e.Date, Snippet: "Dear Ann,\nthank you"}
}

func (d *desk) change(id mailbox.ID, f func(*mailbox.Summary)) {
	s := d.store[id]
	f(&s)
	d.store[id] = s
}

func subjects(lines []Content) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Subject)
	}
	return out
}

func TestRowsSayWhatIsInTheSummary(t *testing.T) {
	d := newDesk(t, 0)
	d.put(mailbox.Entry{ID: 2, Date: at("2026-11-21 14:21")})
	d.change(2, func(s *mailbox.Summary) {
		s.Attachments, s.Flags = 1, mailbox.Starred
		s.Subject = "Two\r\n lines"
	})
	d.store[1] = mailbox.Summary{ID: 1, Date: at("2024-11-17 08:00"), Flags: mailbox.Read, From: mailbox.Address{Email: "bank@example.com"}}
	d.ShowEntries([]mailbox.Entry{{ID: 2, Date: at("2026-11-21 14:21")}, {ID: 1, Date: at("2024-11-17 08:00")}})
	lines := d.Rows()
	if len(lines) != 2 {
		t.Fatalf("%d rows", len(lines))
	}
	a, b := lines[0], lines[1]
	if a.Name != "Maria Bauer" || a.Time != "14:21" || a.Subject != "Two lines" || a.Snippet != "Dear Ann, thank you" || !a.Unread || !a.Clip || !a.Starred {
		t.Errorf("first row: %+v", a)
	}
	if b.Name != "bank@example.com" || b.Time != "17 Nov 2024" || b.Subject != "(no subject)" || b.Unread || b.Clip || b.Starred {
		t.Errorf("second row: %+v", b)
	}
	r := d.view.Row(0).(*Row)
	if !r.name.Bold() || !r.subject.Bold() || r.text.Bold() || r.dot.Hidden || r.clip.Hidden || r.star.Hidden {
		t.Error("an unread, starred row with a file does not look so")
	}
	if r := d.view.Row(1).(*Row); r.name.Bold() || !r.dot.Hidden || !r.clip.Hidden || !r.star.Hidden {
		t.Error("a read row without a file does not look so")
	}
}

// A row says what of its message is on the server, before the first words.
func TestRowOfABeginning(t *testing.T) {
	d := newDesk(t, 0)
	d.put(mailbox.Entry{ID: 2, Date: at("2026-11-21 14:21")})
	for want, rest := range map[string]mailbox.Rest{"24 MB on the server": {Whole: 24_000_300}, "only the beginning": {Whole: 24_000_300, Gone: true}, "": {}} {
		d.change(2, func(s *mailbox.Summary) { s.Size, s.Rest = 300, rest })
		d.Updated([]mailbox.ID{2})
		d.ShowEntries([]mailbox.Entry{{ID: 2, Date: at("2026-11-21 14:21")}})
		r := d.view.Row(0).(*Row)
		if got := r.Shown(); got.Waits != want || r.waits.Hidden != (want == "") {
			t.Errorf("%+v, hidden %v", got, r.waits.Hidden)
		}
		if want != "" && r.text.Position().X < r.waits.Position().X+r.waits.Size().Width {
			t.Error("both stand over each other")
		}
	}
}

func TestLoadsWhatIsInView(t *testing.T) {
	d := newDesk(t, 5000)
	d.hold = true
	d.ShowEntries(entries(5000))
	if l := d.Rows(); l[0].Subject != "" || l[0].Time == "" {
		t.Errorf("a row that is not loaded says %+v", l[0])
	}
	total := 0
	for _, l := range d.loads {
		total += len(l)
	}
	if len(d.loads) != 1 || total > 40 {
		t.Errorf("%d loads of %d rows for one screen", len(d.loads), total)
	}
	d.view.RefreshRows()
	d.load()
	if len(d.loads) != 1 {
		t.Error("rows under way were asked for twice")
	}
	for _, f := range d.held {
		f()
	}
	if got := subjects(d.Rows())[:2]; !slices.Equal(got, []string{"Letter 5000", "Letter 4999"}) {
		t.Errorf("got %q", got)
	}
	d.hold = false
	d.view.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	lines := d.Rows()
	if got := lines[len(lines)-1].Subject; got != "Letter 1" {
		t.Errorf("the last row says %q", got)
	}
	if d.rows.Index(2500) < 0 || d.Summary(2500) != nil {
		t.Error("rows that were never seen were loaded")
	}
}

func TestRowsThatAreGoneOrFail(t *testing.T) {
	d := newDesk(t, 3)
	delete(d.store, 2)
	d.ShowEntries(entries(3))
	n := len(d.loads)
	d.view.RefreshRows()
	d.load()
	if len(d.loads) != n {
		t.Error("a row that is not in the store is asked for again and again")
	}
	fail := true
	d.OnLoad = func(ids []mailbox.ID, done func([]mailbox.Summary)) {
		n++
		if fail {
			done(nil)
			return
		}
		done([]mailbox.Summary{d.store[3]})
	}
	d.change(3, func(s *mailbox.Summary) { s.Subject = "changed" })
	d.Updated([]mailbox.ID{3})
	if got := d.Rows()[0].Subject; got != "Letter 3" {
		t.Errorf("after a failure the row says %q", got)
	}
	fail = false
	d.load()
	if got := d.Rows()[0].Subject; got != "changed" {
		t.Errorf("after the second try the row says %q", got)
	}
}

func TestChangedWhileLoading(t *testing.T) {
	d := newDesk(t, 1)
	d.ShowEntries(entries(1))
	d.hold = true
	d.Updated([]mailbox.ID{1}) // reads the old state
	d.change(1, func(s *mailbox.Summary) { s.Flags = mailbox.Read })
	d.Updated([]mailbox.ID{1})
	d.hold = false
	for _, f := range d.held {
		f()
	}
	if d.Rows()[0].Unread {
		t.Error("a change that came while the row was being loaded is lost")
	}
	// Likewise of rows that are loaded for the first time, by name or all of them.
	for name, change := range map[string]func(d *desk){"named": func(d *desk) { d.Updated([]mailbox.ID{1}) }, "all": (*desk).allUpdated} {
		d := newDesk(t, 1)
		d.hold = true
		d.ShowEntries(entries(1))
		d.change(1, func(s *mailbox.Summary) { s.Flags = mailbox.Read })
		change(d)
		d.hold = false
		for _, f := range d.held {
			f()
		}
		if d.Rows()[0].Unread {
			t.Errorf("%s: a change that came while the row was being loaded for the first time is lost", name)
		}
	}
}

func (d *desk) allUpdated() { d.AllUpdated() }

func TestMailArrives(t *testing.T) {
	d := newDesk(t, 100)
	d.ShowEntries(entries(100))
	d.Select(60)
	first, _ := d.view.InView()
	key, y := d.rows.At(first).ID, d.view.RowTop(first)
	told := len(d.selected)
	for i := range 100 {
		var batch []mailbox.Entry
		for j := range 100 {
			e := mailbox.Entry{ID: mailbox.ID(1000 + i*100 + j), Date: at("2026-11-21 14:30")}
			d.put(e)
			batch = append(batch, e)
		}
		d.Add(batch)
		d.Add(batch) // twice, as when the index already held them
	}
	if d.Len() != 10_100 {
		t.Errorf("%d messages are listed", d.Len())
	}
	if got := d.view.RowTop(d.rows.Index(key)); got != y {
		t.Errorf("the upper row went from %v to %v", y, got)
	}
	if got := d.Selected(); !slices.Equal(got, []mailbox.ID{60}) || len(d.selected) != told {
		t.Errorf("chosen is %v, told %d more times", got, len(d.selected)-told)
	}
	d.view.ScrollToTop()
	if got := subjects(d.Rows())[0]; got != "Letter 10999" {
		t.Errorf("the newest row says %q", got)
	}
}

func TestSelectionGoesOn(t *testing.T) {
	d := newDesk(t, 5)
	d.ShowEntries(entries(5))
	d.Select(3)
	d.view.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if len(d.deleted) != 1 || !slices.Equal(d.deleted[0], []mailbox.ID{3}) {
		t.Fatalf("Delete asked for %v", d.deleted)
	}
	d.Gone([]mailbox.ID{3})
	if got := d.Selected(); !slices.Equal(got, []mailbox.ID{2}) || d.opened[len(d.opened)-1] != 2 {
		t.Errorf("after deleting 3, %v is chosen and %v opened", got, d.opened)
	}
	d.Gone([]mailbox.ID{5}) // another one, by another process
	if got := d.Selected(); !slices.Equal(got, []mailbox.ID{2}) {
		t.Errorf("%v is chosen", got)
	}
	d.Select(1)
	d.Gone([]mailbox.ID{1})
	if got := d.Selected(); !slices.Equal(got, []mailbox.ID{2}) {
		t.Errorf("after the last one, %v is chosen", got)
	}
	d.SelectAll()
	d.Gone(d.IDs())
	if got := d.Selected(); len(got) != 0 || len(d.selected[len(d.selected)-1]) != 0 {
		t.Errorf("in an empty list, %v is chosen", got)
	}
	if d.title.Hidden || !d.view.Hidden || d.title.Text() != "No mail here yet." {
		t.Error("an empty list does not say so")
	}
}

func TestReloadKeeps(t *testing.T) {
	d := newDesk(t, 5)
	d.ShowEntries(entries(5))
	d.Select(3)
	d.change(3, func(s *mailbox.Summary) { s.Subject = "changed" })
	d.Reload(entries(5))
	if got := d.Rows()[2].Subject; got != "changed" || !slices.Equal(d.Selected(), []mailbox.ID{3}) {
		t.Errorf("after a reload: %q, chosen %v", got, d.Selected())
	}
	left := slices.DeleteFunc(entries(5), func(e mailbox.Entry) bool { return e.ID == 3 })
	d.Reload(left)
	if !slices.Equal(d.Selected(), []mailbox.ID{2}) || d.opened[len(d.opened)-1] != 2 {
		t.Errorf("chosen %v", d.Selected())
	}
}

func TestEachSelectionIsToldOnce(t *testing.T) {
	d := newDesk(t, 5)
	d.ShowEntries(entries(5))
	if len(d.selected) != 0 {
		t.Errorf("told %v before anything was chosen", d.selected)
	}
	press := func(row int, mod fyne.KeyModifier) {
		e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: mod}
		e.AbsolutePosition = fyne.NewPos(200, d.view.RowTop(row)+20)
		e.Position = e.AbsolutePosition
		area := test.WidgetRenderer(test.WidgetRenderer(d.view).Objects()[0].(fyne.Widget)).Objects()[0]
		area.(desktop.Mouseable).MouseDown(e)
		area.(fyne.Tappable).Tapped(&e.PointEvent)
	}
	press(1, 0)
	press(1, 0)
	press(3, fyne.KeyModifierControl)
	want := [][]mailbox.ID{{4}, {4, 2}}
	if fmt.Sprint(d.selected) != fmt.Sprint(want) || !slices.Equal(d.opened, []mailbox.ID{4}) {
		t.Errorf("told %v and opened %v", d.selected, d.opened)
	}
	if !d.Next() || !slices.Equal(d.Selected(), []mailbox.ID{1}) || d.Next() {
		t.Errorf("Next went to %v", d.Selected())
	}
}

func TestToggles(t *testing.T) {
	d := newDesk(t, 3)
	d.change(3, func(s *mailbox.Summary) { s.Flags = mailbox.Read | mailbox.Starred })
	d.ShowEntries(entries(3))
	var got []string
	d.OnToggleRead = func(ids []mailbox.ID, on bool) { got = append(got, fmt.Sprint("read ", ids, on)) }
	d.OnToggleStar = func(ids []mailbox.ID, on bool) { got = append(got, fmt.Sprint("star ", ids, on)) }
	d.OnMark = func(ids []mailbox.ID, f mailbox.Flag, on bool) { got = append(got, fmt.Sprint("mark ", ids, f, on)) }
	d.ToggleRead() // nothing chosen
	d.Select(3)
	d.ToggleRead()
	d.ToggleStar()
	d.SelectAll()
	d.ToggleRead()
	for _, item := range d.Menu().Items {
		if strings.HasPrefix(item.Label, "Mark") || strings.HasSuffix(item.Label, "star") {
			got = append(got, item.Label)
			d.Select(1) // what is chosen meanwhile does not count
			item.Action()
		}
	}
	want := []string{"read [3] false", "star [3] false", "read [3 2 1] true", "Mark read", fmt.Sprint("mark ", []mailbox.ID{3, 2, 1}, mailbox.Read, true), "Add star", fmt.Sprint("mark ", []mailbox.ID{3, 2, 1}, mailbox.Starred, true)}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	d.OnArchive = func([]mailbox.ID) {}
	d.MenuItems = func([]mailbox.ID) []*fyne.MenuItem { return []*fyne.MenuItem{fyne.NewMenuItem("Move to…", nil)} }
	var labels []string
	for _, item := range d.Menu().Items {
		labels = append(labels, item.Label)
	}
	for _, l := range []string{"Move to…", "Archive", "Delete"} {
		if !slices.Contains(labels, l) {
			t.Errorf("the menu %q has no %q", labels, l)
		}
	}
}

// Below the rows of a folder stands what is to be said about it, in sight however many there are.
func TestNoteBelowRows(t *testing.T) {
	d := newDesk(t, 30)
	d.SetNote("Letters stay here")
	bottom := func(o fyne.CanvasObject) float32 { return o.Position().Y + o.Size().Height }
	d.ShowEntries(entries(2))
	if end := d.view.Position().Y + d.view.Length(); !d.note.Visible() || d.note.Position().Y < end || d.note.Position().Y > end+30 {
		t.Errorf("%v at %v, rows down to %v", d.note.Visible(), d.note.Position(), end)
	}
	d.ShowEntries(entries(30))
	if !d.note.Visible() || d.note.Position().Y < bottom(d.view) || bottom(d.note) > 720 {
		t.Errorf("of many: from %v to %v, rows down to %v", d.note.Position().Y, bottom(d.note), bottom(d.view))
	}
	d.ShowResults(mailbox.Result{Entries: entries(2), Total: 2})
	if d.note.Visible() {
		t.Error("in a search")
	}
	d.ShowEntries(nil)
	if d.note.Visible() {
		t.Error("in an empty folder")
	}
}

// Below the results stands that Trash and Junk were left out, and what else there is to say where
// the list is high enough.
func TestBelowResults(t *testing.T) {
	d := newDesk(t, 30)
	asked := 0
	d.OnAnywhere = func() { asked++ }
	also := widgets.NewText("You can also type", "", "")
	d.SetBottom(also)
	bottom := func(o fyne.CanvasObject) float32 { return o.Position().Y + o.Size().Height }
	d.ShowEntries(entries(30))
	if d.left.Visible() || also.Visible() || bottom(d.view) != 720 {
		t.Errorf("in a folder: %v, %v, rows down to %v", d.left.Visible(), also.Visible(), bottom(d.view))
	}
	d.ShowResults(mailbox.Result{Entries: entries(2), Total: 2})
	if end := d.view.Position().Y + d.view.Length(); !d.left.Visible() || d.left.Position().Y < end || d.left.Position().Y > end+30 {
		t.Errorf("%v at %v, rows down to %v", d.left.Visible(), d.left.Position(), end)
	}
	if !also.Visible() || also.Position().Y < bottom(d.view) || bottom(also) > 720 {
		t.Errorf("%v from %v to %v, rows down to %v", also.Visible(), also.Position().Y, bottom(also), bottom(d.view))
	}
	d.ShowResults(mailbox.Result{Entries: entries(30), Total: 30})
	if !d.left.Visible() || d.left.Position().Y < bottom(d.view) || bottom(d.left) > also.Position().Y {
		t.Errorf("of many: from %v to %v, rows down to %v", d.left.Position().Y, bottom(d.left), bottom(d.view))
	}
	d.left.OnLink("", fyne.Position{})
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	d.SetAnywhere(true)
	if d.left.Visible() {
		t.Error("they were searched")
	}
	d.win.Resize(fyne.NewSize(392, 400))
	if also.Visible() || bottom(d.view) != 400 {
		t.Errorf("in a low list: %v, rows down to %v", also.Visible(), bottom(d.view))
	}
	d.ShowEntries(entries(3))
	if d.left.Visible() || also.Visible() {
		t.Error("after the search")
	}
}

func TestResults(t *testing.T) {
	d := newDesk(t, 30)
	d.change(29, func(s *mailbox.Summary) { s.Subject = "The FERRY, and a ferret" })
	d.ShowEntries(entries(30))
	d.Select(28)
	asked := 0
	d.OnSnippets = func(ids []mailbox.ID, terms []string, done func(map[mailbox.ID]mailbox.Excerpt)) {
		asked += len(ids)
		done(map[mailbox.ID]mailbox.Excerpt{28: {Text: "…the evening ferry\nleaves at 18:30"}})
	}
	res := mailbox.Result{Entries: entries(30)[:4], Total: 4, Terms: []string{"ferry"}, Took: 3 * time.Millisecond}
	d.ShowResults(res)
	if got := d.heading.Text(); got != "4 results in 3 ms · newest first" || !d.searching {
		t.Errorf("the heading says %q", got)
	}
	lines := d.Rows()
	if len(lines) != 4 || asked != 4 || len(d.Selected()) != 0 {
		t.Fatalf("%d rows, %d found words asked for, %v chosen", len(lines), asked, d.Selected())
	}
	row := d.view.Row(1).(*Row)
	if got := row.subject.Marks; !slices.Equal(got, []widgets.Range{{Start: 4, End: 9}}) {
		t.Errorf("marked in the subject: %v", got)
	}
	row = d.view.Row(2).(*Row)
	if got := row.text; got.Text() != "…the evening ferry leaves at 18:30" || len(got.Marks) != 1 {
		t.Errorf("the found words are %q, marked %v", got.Text(), got.Marks)
	}
	d.Select(28)
	res.Entries, res.Total = res.Entries[1:], 3
	d.ShowResults(res) // as typing goes on
	if !slices.Equal(d.Selected(), []mailbox.ID{28}) {
		t.Errorf("chosen %v", d.Selected())
	}
	d.ShowResults(mailbox.Result{})
	if d.title.Hidden || d.title.Text() != "Nothing found." || d.heading.Text() != "No results" {
		t.Errorf("nothing found: %q, %q", d.title.Text(), d.heading.Text())
	}
	d.ShowResults(mailbox.Result{Entries: entries(1), Total: 1})
	if got := d.heading.Text(); got != "1 result in 1 ms" {
		t.Errorf("the heading says %q", got)
	}
	d.ShowResults(mailbox.Result{Entries: entries(2), Total: 1234, Took: time.Second})
	if got := d.heading.Text(); got != "1,234 results in 1,000 ms · the newest 2" {
		t.Errorf("the heading says %q", got)
	}
	d.ShowEntries(entries(30))
	if d.searching || !d.heading.Hidden || len(d.Rows()) < 5 {
		t.Error("the search is still shown")
	}
}

// The found word must be among the first that a row shows.
func TestFoundWordsAreInSight(t *testing.T) {
	for _, c := range []struct{ text, term, want string }{
		{"the ferry leaves", "ferry", "the ferry leaves"},
		{"… the pier 45 minutes before. The harbour map is at the ferry office", "ferry", "…map is at the ferry office"},
		{"no such word in this long text, not even at its end", "ferry", "no such word in this long text, not even at its end"},
		{"この度はご予約いただき、誠にありがとうございます。お客様の船", "船", "…誠にありがとうございます。お客様の船"},
		{strings.Repeat("x", 100) + " ferry", "ferry", "…ferry"},
		{strings.Repeat("x", 100) + "-ferry", "ferry", "…" + strings.Repeat("x", 17) + "-ferry"},
		{strings.Repeat("e\u0301", 50) + "-ferry", "ferry", "…" + strings.Repeat("e\u0301", 8) + "-ferry"},
	} {
		if got := excerpt(c.text, []string{c.term}); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// Found words of a search that is over must not appear.
func TestLateSnippets(t *testing.T) {
	d := newDesk(t, 3)
	var late func(map[mailbox.ID]mailbox.Excerpt)
	d.OnSnippets = func(_ []mailbox.ID, _ []string, done func(map[mailbox.ID]mailbox.Excerpt)) { late = done }
	d.ShowResults(mailbox.Result{Entries: entries(3), Total: 3, Terms: []string{"a"}})
	first := late
	d.ShowResults(mailbox.Result{Entries: entries(3), Total: 3, Terms: []string{"ab"}})
	first(map[mailbox.ID]mailbox.Excerpt{3: {Text: "old"}})
	if got := d.Rows()[0].Snippet; got == "old" {
		t.Error("words of an older search are shown")
	}
	d.ShowEntries(entries(3))
	late(map[mailbox.ID]mailbox.Excerpt{3: {Text: "old"}})
	if got := d.Rows()[0].Snippet; got == "old" {
		t.Error("words of a search are shown in a folder")
	}
}

// What its sender dates later than it came stands under the day on which it came, and its row
// says so.
func TestRowDatedAfterItCame(t *testing.T) {
	d := newDesk(t, 0)
	d.put(mailbox.Entry{ID: 2, Date: at("2028-10-04 14:21")})
	came := at("2026-11-21 11:05")
	d.change(2, func(s *mailbox.Summary) { s.SortKey = came })
	d.ShowEntries([]mailbox.Entry{{ID: 2, Date: came}})
	if got := d.Rows()[0].Time; got != "11:05" {
		t.Errorf("the row says %q", got)
	}
}

// Yesterday's messages tell only the time under their heading; where none says the day they do.
func TestRowsWithoutDaysTellYesterday(t *testing.T) {
	d := newDesk(t, 0)
	e := mailbox.Entry{ID: 2, Date: at("2026-11-20 14:21")}
	d.put(e)
	list := mailbox.Arranged{Entries: []mailbox.Entry{e}}
	for i, c := range []struct {
		show func()
		want string
	}{
		{func() { d.ShowArranged(list, mailbox.Newest, ByDay) }, "14:21"},
		{func() { d.ShowArranged(list, mailbox.BySize, ByDay) }, "Yesterday"},
		{func() { d.ShowArranged(list, mailbox.Newest, NoGroups) }, "Yesterday"},
		{func() { d.ShowResults(mailbox.Result{Entries: list.Entries, Total: 1}) }, "Yesterday"},
	} {
		c.show()
		if got := d.Rows()[0].Time; got != c.want {
			t.Errorf("%d: the row says %q, not %q", i, got, c.want)
		}
	}
}

func TestANewDayBegins(t *testing.T) {
	now := at("2026-11-21 23:59")
	d := newDesk(t, 1)
	d.Now = func() time.Time { return now }
	d.ShowEntries(entries(1))
	if got := d.Rows()[0].Time; got != "14:00" {
		t.Errorf("today: %q", got)
	}
	now = at("2026-11-23 00:01") // the computer slept through a whole day
	d.run.Fire(time.Minute)      // and so did any timer until midnight
	if got := d.Rows()[0].Time; got != "Sat" {
		t.Errorf("two midnights later: %q", got)
	}
}

func TestSizesAndWidths(t *testing.T) {
	d := newDesk(t, 5)
	d.change(4, func(s *mailbox.Summary) {
		s.Subject, s.Attachments, s.Flags = strings.Repeat("A long subject ", 30), 1, mailbox.Starred
		s.From.Name = strings.Repeat("Long Name ", 30)
	})
	d.ShowEntries(entries(5))
	for _, scale := range []float32{0.8, 1, 1.5, 2} {
		for _, width := range []float32{160, 230, 392, 900} {
			fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Dark, Scale: scale})
			d.view.Refresh()
			d.List.Refresh()
			d.win.Resize(fyne.NewSize(width, 700))
			for i := range 5 {
				r, ok := d.view.Row(i).(*Row)
				if !ok {
					continue
				}
				s := r.Size()
				for _, o := range r.Content {
					if !o.Visible() {
						continue
					}
					p, m := o.Position(), o.Size()
					if p.X < 0 || p.Y < 0 || p.X+m.Width > s.Width+0.5 || p.Y+m.Height > s.Height+0.5 {
						t.Errorf("scale %v, width %v, row %d: %T at %v, %v in %v", scale, width, i, o, p, m, s)
					}
				}
				if used := r.subject.UsedWidth(); used > r.subject.Size().Width+0.5 {
					t.Errorf("scale %v, width %v: the subject is %v wide in %v", scale, width, used, r.subject.Size().Width)
				}
				if r.when.Visible() && r.name.Position().X+r.name.UsedWidth() > r.when.Position().X {
					t.Errorf("scale %v, width %v: sender and time overlap", scale, width)
				}
			}
			if width == 392 {
				guitest.Picture(t, d.win, fmt.Sprintf("list_%v", scale))
			}
		}
	}
}

// Showing a folder and scrolling in it must cost the same for 10 messages as for
// 100,000. Showing includes a look at each entry, whether they are in order.
func BenchmarkListLength(b *testing.B) {
	cost := func(d *desk, work func(i int)) time.Duration {
		begin := time.Now()
		for i := range 50 {
			work(i)
		}
		return time.Since(begin) / 50
	}
	short, long := newDesk(b, 10), newDesk(b, 100_000)
	few, many := entries(10), entries(100_000)
	wheel := func(d *desk) func(int) {
		return func(i int) {
			dy := float32(-200)
			if i%2 == 1 {
				dy = 200
			}
			d.view.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: dy}})
		}
	}
	short.win.Resize(fyne.NewSize(392, 500))
	long.win.Resize(fyne.NewSize(392, 500))
	for name, work := range map[string][2]func(int){
		"show":   {func(int) { short.ShowEntries(few) }, func(int) { long.ShowEntries(many) }},
		"scroll": {wheel(short), wheel(long)},
	} {
		b.Run(name, func(b *testing.B) {
			short.ShowEntries(few)
			long.ShowEntries(many)
			var a, z time.Duration
			for b.Loop() {
				a, z = cost(short, work[0]), cost(long, work[1])
				for range 5 {
					a, z = min(a, cost(short, work[0])), min(z, cost(long, work[1]))
				}
			}
			b.ReportMetric(float64(a.Microseconds()), "µs/10rows")
			b.ReportMetric(float64(z.Microseconds()), "µs/100000rows")
			b.ReportMetric(float64(z)/float64(a), "ratio")
		})
	}
}

// All results take the place of the first ones; what was chosen among these stays so, and the
// words around the hits are not asked for twice.
func TestAllResults(t *testing.T) {
	d := newDesk(t, 30)
	asked := map[mailbox.ID]int{}
	d.OnSnippets = func(ids []mailbox.ID, _ []string, done func(map[mailbox.ID]mailbox.Excerpt)) {
		for _, id := range ids {
			asked[id]++
		}
		done(map[mailbox.ID]mailbox.Excerpt{28: {Text: "the evening ferry"}})
	}
	d.ShowResults(mailbox.Result{Entries: entries(30)[:4], More: true, Terms: []string{"ferry"}})
	if got := d.heading.Text(); got != "The newest 4 results" {
		t.Errorf("the heading says %q", got)
	}
	d.Select(28)
	d.ShowAll(mailbox.Result{Entries: entries(30), Total: 30, Terms: []string{"ferry"}, Took: 9 * time.Millisecond}, nil)
	if got := d.heading.Text(); got != "30 results in 9 ms · newest first" || len(d.Rows()) < 5 || !slices.Equal(d.Selected(), []mailbox.ID{28}) {
		t.Errorf("%q, %d rows, chosen %v", got, len(d.Rows()), d.Selected())
	}
	for id, n := range asked {
		if n != 1 {
			t.Errorf("the words of %d were asked for %d times", id, n)
		}
	}
	if row := d.view.Row(2).(*Row); row.text.Text() != "the evening ferry" {
		t.Errorf("a row says %q", row.text.Text())
	}
}

package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
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
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

type tried struct {
	*Bar
	win  fyne.Window
	run  *loop.Inline
	told []string
}

func newField(t *testing.T) *tried {
	t.Helper()
	guitest.App(theme.Light, 1)
	f := &tried{run: &loop.Inline{}}
	f.Bar = New(f.run)
	f.Now = func() time.Time { return time.Date(2026, 11, 21, 14, 32, 0, 0, time.UTC) }
	f.Find = func(_ context.Context, q *query.Query) (mailbox.Result, error) {
		return mailbox.Result{Total: len(q.Text)}, nil
	}
	f.OnFound = func(q *query.Query, r mailbox.Result, err error) {
		f.told = append(f.told, fmt.Sprint(q.Text, " ", r.Total, " ", err))
	}
	f.OnLeave = func() { f.told = append(f.told, "leave") }
	f.OnDown = func() { f.told = append(f.told, "down") }
	f.OnEscape = func() { f.told = append(f.told, "escape") }
	f.win = guitest.Window(t, f.Bar, 500, 40)
	return f
}

func (f *tried) want(t *testing.T, told ...string) {
	t.Helper()
	if !slices.Equal(f.told, told) {
		t.Errorf("told %q, want %q", f.told, told)
	}
	f.told = nil
}

func labels(b *Bar) (out []string) {
	for _, o := range b.Filters().chips.Objects {
		c := o.(*widgets.Chip)
		s := c.Text
		if c.OnRemove != nil {
			s += " ✕"
		}
		out = append(out, s)
	}
	return out
}

func (f *tried) tap(t *testing.T, label string) {
	t.Helper()
	for i, l := range labels(f.Bar) {
		if l == label {
			f.Filters().chips.Objects[i].(*widgets.Chip).Tapped(nil)
			return
		}
	}
	t.Fatalf("there is no chip %q among %q", label, labels(f.Bar))
}

func TestSearchAsYouType(t *testing.T) {
	f := newField(t)
	f.Focus()
	if !f.Focused() {
		t.Fatal("the field has not got the keyboard")
	}
	for _, r := range "ferry" {
		f.entry.TypedRune(r)
	}
	f.want(t) // waits for the typing to pause
	f.run.Fire(Delay)
	f.want(t, "ferry 5 <nil>")
	f.run.Fire(time.Hour)
	f.want(t) // the shorter texts are never searched for
	f.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	f.want(t, "down")
	f.Again()
	f.run.Fire(Delay)
	f.want(t, "ferry 5 <nil>")
	f.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	f.run.Fire(time.Hour)
	f.want(t, "leave", "escape")
	if f.Text() != "" || f.Active() {
		t.Errorf("after Escape the field says %q", f.Text())
	}
	f.Leave()
	f.want(t)
	f.Find = func(context.Context, *query.Query) (mailbox.Result, error) { return mailbox.Result{}, errors.New("no") }
	f.SetText("x")
	f.run.Fire(Delay)
	f.want(t, "x 0 no")
	f.SetText("")
	f.want(t, "leave")
}

// A slow answer to an older text must not come after the one to a newer text.
// What is typed is whole, whatever was selected in the text before it.
func TestTypingAfterASelectedText(t *testing.T) {
	for name, empty := range map[string]func(f *tried){
		"Escape":   func(f *tried) { f.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
		"left":     func(f *tried) { f.Leave() },
		"replaced": func(f *tried) { f.SetText("from:") },
	} {
		f := newField(t)
		f.SetText("picnic")
		f.Focus() // selects all
		empty(f)
		was := f.Text()
		test.Type(f.entry, "boat")
		if f.Text() != was+"boat" {
			t.Errorf("%s: the field says %q, want %q", name, f.Text(), was+"boat")
		}
	}
}

func TestOldAnswersAreDropped(t *testing.T) {
	f := newField(t)
	f.SetText("old")
	f.Find = func(_ context.Context, q *query.Query) (mailbox.Result, error) {
		if q.Text == "old" {
			f.SetText("old and new") // typed while it was searching
		}
		return mailbox.Result{}, nil
	}
	f.run.Fire(Delay)
	f.run.Fire(Delay)
	f.want(t, "old and new 0 <nil>")
}

// A text that asks for nothing, or not yet, takes the old results away and says
// what is missing.
func TestNothingToLookFor(t *testing.T) {
	f := newField(t)
	f.OnNothing = func(hint string) { f.told = append(f.told, "nothing: "+hint) }
	for _, c := range []struct{ text, hint string }{
		{"from:", "Type a name or an e-mail address after “from:”."}, {"(((", "Type a word to look for."}, {"!?", "Type a word to look for."},
		{"-", "Type a word to look for."}, {"has:att", "After “has:” comes “attachment”, “pdf”, “picture”, “calendar”, “document” or “star”."}, {"before:20", "Type a date after “before:”"},
		{"larger:5x", "Type a size after “larger:”"}, {`""`, "Type a word to look for."}, {"from:!!! ", "“from:!!!” has no letters or digits"},
		{"in:", "Type the name of a folder"}, {"is:", "After “is:”"}, {"subject:", "Type a word after “subject:”."},
	} {
		f.SetText("ferry")
		f.run.Fire(Delay)
		f.want(t, "ferry 5 <nil>")
		f.SetText("slow")
		f.SetText(c.text) // before the search for the other text began
		f.run.Fire(time.Hour)
		if len(f.told) != 1 || !strings.HasPrefix(f.told[0], "nothing: "+c.hint) || !f.Active() {
			t.Errorf("%q: told %q, want %q", c.text, f.told, c.hint)
		}
		f.told = nil
		f.SetText("   ")
		f.want(t, "leave")
		if f.Filters().Visible() {
			t.Error("blanks have chips")
		}
	}
}

// What an operator can be followed by is offered, and so are operators.
func TestCompletions(t *testing.T) {
	f := newField(t)
	for _, c := range []struct{ text, chip, after string }{
		{"fr", "from:…", "from:"}, {"ferry Lar", "larger:…", "ferry larger:"}, {"ferry -su", "subject:…", "ferry -subject:"},
		{"ferry has:", "attachment", "ferry has:attachment "}, {"is:st", "starred", "is:starred "}, {"-in:", "trash", "-in:trash "},
		{"x before:last w", "last week", `x before:"last week" `}, {"larger:", "5 MB", `larger:"5 MB" `}, {"has：", "star", "has：star "},
	} {
		f.SetText(c.text)
		f.tap(t, c.chip)
		if f.Text() != c.after || !f.Focused() {
			t.Errorf("%q with %q is %q", c.text, c.chip, f.Text())
		}
	}
	f.SetText("larger:5mb ferry")
	if got := labels(f.Bar)[0]; got != "larger: 5 MB ✕" {
		t.Errorf("the chip says %q", got)
	}
	f.Find = func(context.Context, *query.Query) (mailbox.Result, error) {
		return mailbox.Result{NoFolders: []string{"nowhere"}}, nil
	}
	f.SetText("in:nowhere ferry")
	f.run.Fire(Delay)
	if got := f.Filters().Notes(); got != "There is no folder called “nowhere”." {
		t.Errorf("the notes say %q", got)
	}
	f.Anywhere()
	f.Anywhere()
	if got := f.Text(); got != "in:nowhere ferry in:anywhere" {
		t.Errorf("everywhere is %q", got)
	}
}

// TestWithinWords: what stands within a word, behind an operator or in a quotation is no operator that was begun.
func TestWithinWords(t *testing.T) {
	f := newField(t)
	for _, text := range []string{"check-in", "e-to", "from:fr", "from: fr", "„fr", `"fr`, "27“ fr", "x\u00a0OR"} {
		f.SetText(text)
		for _, label := range labels(f.Bar) {
			if strings.HasSuffix(label, ":…") {
				t.Errorf("%q offers %s", text, label)
			}
		}
	}
	for _, text := range []string{"check -in", "(fr", "（to", "“a” fr", "a\u00a0fr"} {
		f.SetText(text)
		if !slices.ContainsFunc(labels(f.Bar), func(label string) bool { return strings.HasSuffix(label, ":…") }) {
			t.Errorf("%q offers %q", text, labels(f.Bar))
		}
	}
}

// TestOpenQuotations: what is put behind a quotation that is still open is no part of it, whatever mark has opened it.
func TestOpenQuotations(t *testing.T) {
	f := newField(t)
	filters := func() (out []string) {
		for _, fl := range query.ParseWhole(f.Text(), f.now()).Filters {
			out = append(out, fl.Key+":"+fl.Value)
		}
		return out
	}
	for _, text := range []string{"„spare room", "“spare room", "«spare", "「spare", `"spare room`, `Monitor 27“ spare`, "„spare room“", "spare ＂room"} {
		f.SetText(text)
		f.tap(t, "unread")
		if got := filters(); !slices.Equal(got, []string{"is:unread"}) {
			t.Errorf("%q became %q, with %q", text, f.Text(), got)
		}
		f.SetText(text)
		f.Anywhere()
		once := f.Text()
		f.Anywhere()
		if got := filters(); !slices.Equal(got, []string{"in:anywhere"}) || f.Text() != once {
			t.Errorf("%q became %q, then %q", text, once, f.Text())
		}
		f.SetText(text)
		if got := exactly(f.Text()); !query.Unclosed(got) || query.Unclosed(text) && got != text {
			t.Errorf("behind %q exact words are typed as %q", text, got)
		}
	}
	for name, want := range map[string]string{"Projekt „Nord“": "in:archive", `a "b"`: "in:archive", "Tax (old)": `in:"tax (old)"`, "旅行（新）": `in:"旅行（新）"`, "a:b": `in:"a:b"`, "-x": `in:"-x"`, "co-op": "in:co-op", "Tax": "in:tax", "": "in:archive"} {
		f.Folder = func() string { return name }
		f.SetText("ferry " + strconv.Itoa(len(name)))
		got := f.Also().chips.Objects[3].(*widgets.Chip).Text
		if got != want {
			t.Errorf("the folder %q is offered as %s, want %s", name, got, want)
		}
		if q := query.ParseWhole(got, f.now()); len(q.Filters) != 1 || want != "in:archive" && q.Filters[0].Value != strings.ToLower(name) {
			t.Errorf("%s asks for %+v", got, q.Filters)
		}
		f.SetText("")
	}
}

// TestAgainBehind: while mail comes in all the time, a search that takes long shows what it finds all the same, and
// what came meanwhile behind that.
func TestAgainBehind(t *testing.T) {
	f := newField(t)
	var found []func()
	slow := &slowly{Inline: f.run, ends: &found}
	f.latest.Run = slow
	end := func() {
		t.Helper()
		if len(found) != 1 {
			t.Fatalf("%d searches are under way", len(found))
		}
		last := found[0]
		found = nil
		last()
	}
	f.FindFirst = func(context.Context, *query.Query) (mailbox.Result, error) { return mailbox.Result{More: true}, nil }
	f.OnAll = func(q *query.Query, r mailbox.Result, err error) {
		f.told = append(f.told, fmt.Sprint("all of ", q.Text, " ", r.Total, " ", err))
	}
	f.SetText("ferry")
	f.run.Fire(Delay)
	again := func() {
		t.Helper()
		for range 3 {
			f.Again()
			f.run.Fire(Delay)
		}
	}
	again()
	end()
	f.want(t, "ferry 0 <nil>")
	f.run.Fire(Delay)
	again()
	end()
	f.want(t, "all of ferry 5 <nil>")
	f.run.Fire(Delay)
	end() // what came meanwhile
	f.want(t, "ferry 5 <nil>")
	f.run.Fire(Delay)
	if len(found) != 0 {
		t.Error("it searches without end")
	}
	f.Again()
	f.run.Fire(Delay)
	f.SetText("boat")
	f.run.Fire(Delay)
	found = found[1:] // the first one is cancelled
	end()
	f.want(t, "boat 0 <nil>")
	f.SetText("")
	f.run.Fire(Delay)
	f.Again()
	f.run.Fire(Delay)
	f.want(t, "leave")
}

// slowly is work in the background that ends when the test says so.
type slowly struct {
	*loop.Inline
	ends *[]func()
}

func (s *slowly) Go(work func(ctx context.Context), done func()) {
	*s.ends = append(*s.ends, func() { s.Inline.Go(work, done) })
}

func TestChips(t *testing.T) {
	f := newField(t)
	if len(labels(f.Bar)) != 0 || f.Filters().Visible() {
		t.Errorf("an empty field has chips %q", labels(f.Bar))
	}
	f.SetText("from:maria ferry")
	if got := labels(f.Bar); !slices.Equal(got, []string{"from: maria ✕", "has attachment", "this year", "unread"}) {
		t.Errorf("chips %q", got)
	}
	f.tap(t, "has attachment")
	f.tap(t, "this year")
	if got := f.Text(); got != "from:maria ferry has:attachment after:2026" {
		t.Errorf("the field says %q", got)
	}
	if got := labels(f.Bar); !slices.Equal(got, []string{"from: maria ✕", "has attachment ✕", "this year ✕", "unread"}) {
		t.Errorf("chips %q", got)
	}
	f.tap(t, "from: maria ✕")
	f.tap(t, "has attachment ✕")
	if got := f.Text(); got != "ferry after:2026" {
		t.Errorf("the field says %q", got)
	}
	f.tap(t, "this year ✕")
	f.run.Fire(Delay)
	f.want(t, "ferry 5 <nil>")
	f.SetText("-from:maria")
	if got := labels(f.Bar)[0]; got != "not from: maria ✕" {
		t.Errorf("the chip says %q", got)
	}
	f.tap(t, "not from: maria ✕")
	if f.Text() != "" {
		t.Errorf("the field says %q", f.Text())
	}
	f.SetText(`"spare room`)
	f.tap(t, "unread")
	if got := f.Text(); got != `"spare room" is:unread` {
		t.Errorf("the field says %q", got)
	}
	if got := labels(f.Bar)[0]; got != "unread ✕" {
		t.Errorf("the chip says %q", got)
	}
}

// Each chip of each text must take out just its operator, and leave text that
// reads the same otherwise.
func TestEachChipTakesOutItsOperator(t *testing.T) {
	for _, text := range []string{
		`from:maria ferry`, `ferry from:maria`, `a from:"Maria Bauer" b`, `from:a to:b subject:c is:unread`,
		`  from:東京   ホテル `, `-from:x -is:read y`, `(from:a OR from:b) c`, `before:2025-11-01 after:2025`,
	} {
		q := query.Parse(text, time.Now())
		for i, fl := range q.Filters {
			left := query.Parse(without(text, fl), time.Now())
			var want, got []string
			for j, o := range q.Filters {
				if j != i {
					want = append(want, o.Key+o.Value)
				}
			}
			for _, o := range left.Filters {
				got = append(got, o.Key+o.Value)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q without %s:%s is %q", text, fl.Key, fl.Value, left.Text)
			}
		}
	}
	for _, bad := range []query.Span{{Start: -1, End: 2}, {Start: 3, End: 99}, {Start: 3, End: 1}} {
		if got := without("text", query.Filter{Span: bad}); got != "text" {
			t.Errorf("a wrong span gave %q", got)
		}
	}
}

func TestNotes(t *testing.T) {
	f := newField(t)
	f.SetText("before:someday ferry")
	if got := f.Filters().Notes(); got != "PopMail doesn’t know “before:someday”, so it looked for those words." {
		t.Errorf("the notes say %q", got)
	}
	f.SetText("is:unread ferry")
	if got := f.Filters().Notes(); got != "" {
		t.Errorf("the notes say %q", got)
	}
}

func TestWindowShortcutsPassTheField(t *testing.T) {
	f := newField(t)
	f.Focus()
	got := 0
	quit := &desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierControl}
	f.win.Canvas().AddShortcut(quit, func(fyne.Shortcut) { got++ })
	f.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyF5 {
			got++
		}
	})
	f.entry.TypedShortcut(quit)
	f.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF5})
	if got != 2 {
		t.Errorf("%d of 2 reached the window", got)
	}
	f.SetText("some words")
	f.Focus()
	if got := f.entry.SelectedText(); got != "some words" {
		t.Errorf("selected %q", got)
	}
}

func TestChipsWrap(t *testing.T) {
	f := newField(t)
	f.SetText("from:maria ferry")
	w := f.Filters()
	w.Resize(fyne.NewSize(1000, 30))
	one := w.MinSize().Height
	w.Resize(fyne.NewSize(200, 30))
	if got := w.MinSize().Height; got <= one {
		t.Errorf("narrow chips are %v high, wide ones %v", got, one)
	}
	for _, o := range w.chips.Objects {
		if c := o.(*widgets.Chip); c.Position().X+c.Size().Width > 200 {
			t.Errorf("%q ends at %v", c.Text, c.Position().X+c.Size().Width)
		}
	}
}

// The first rows come before all; what is searched for again comes at once.
func TestFirstRowsFirst(t *testing.T) {
	f := newField(t)
	f.FindFirst = func(_ context.Context, q *query.Query) (mailbox.Result, error) {
		return mailbox.Result{More: len(q.Text) < 5}, nil
	}
	f.OnAll = func(q *query.Query, r mailbox.Result, err error) {
		f.told = append(f.told, fmt.Sprint("all of ", q.Text, " ", r.Total, " ", err))
	}
	f.SetText("fer")
	f.run.Fire(Delay)
	f.want(t, "fer 0 <nil>")
	f.run.Fire(Delay)
	f.want(t, "all of fer 3 <nil>")
	f.SetText("ferr")
	f.run.Fire(Delay)
	f.want(t, "ferr 0 <nil>")
	f.SetText("ferry") // before all of the last text was found
	f.run.Fire(time.Hour)
	f.run.Fire(time.Hour)
	f.want(t, "ferry 0 <nil>")
	f.Again()
	f.run.Fire(time.Hour)
	f.want(t, "ferry 5 <nil>")
}

// What else can be typed is typed by a tap, so that one can go on.
func TestAlso(t *testing.T) {
	f := newField(t)
	f.Folder = func() string { return "Tax receipts" }
	also := func() (out []string) {
		for _, o := range f.Also().chips.Objects {
			out = append(out, o.(*widgets.Chip).Text)
		}
		return out
	}
	tap := func(label string) {
		t.Helper()
		at := slices.Index(also(), label)
		if at < 0 {
			t.Fatalf("there is no %s among %q", label, also())
		}
		f.Also().chips.Objects[at].(*widgets.Chip).Tapped(nil)
	}
	f.SetText("ferry")
	year := strconv.Itoa(f.now().Year() - 1)
	if want := []string{"from:", "to:", "subject:", `in:"tax receipts"`, "has:picture", "larger:5mb", "before:" + year, "“exact words”"}; !slices.Equal(also(), want) {
		t.Errorf("%q, want %q", also(), want)
	}
	for _, c := range []struct{ tap, want string }{
		{"from:", "ferry from:"}, {`in:"tax receipts"`, `ferry in:"tax receipts" `}, {"larger:5mb", "ferry larger:5mb "}, {"before:" + year, "ferry before:" + year + " "}, {"“exact words”", `ferry "`},
	} {
		f.SetText("ferry ")
		tap(c.tap)
		if f.Text() != c.want {
			t.Errorf("%s: %q, want %q", c.tap, f.Text(), c.want)
		}
		if n := query.Parse(f.Text(), f.now()).Notes; len(n) > 0 {
			t.Errorf("%q: %v", f.Text(), n)
		}
	}
	f.SetText(`boat "`)
	tap("has:picture")
	if f.Text() != `boat "" has:picture ` {
		t.Errorf("after an open phrase: %q", f.Text())
	}
	if slices.Contains(also(), "has:picture") {
		t.Error("what is there is offered")
	}
	f.Folder = nil
	f.SetText("boat")
	if !slices.Contains(also(), "in:archive") {
		t.Errorf("without folders: %q", also())
	}
}

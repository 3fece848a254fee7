package compose

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account/letter"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/storage/mailbox"
)

// newStage is an editor in a window, with three people who are known.
func newStage(t *testing.T) (*Editor, fyne.Window, *int) {
	t.Helper()
	guitest.App(theme.Light, 1)
	known := []mailbox.Address{{Name: "Maria Bauer", Email: "maria@ferry.example"}, {Name: "Mark Olsen", Email: "mark@harbor.example"}, {Email: "mabel@x.example"}}
	groups := []mailbox.Suggestion{
		{Address: mailbox.Address{Name: "Marathon friends"}, Group: true, Members: []mailbox.Address{{Name: "Lena", Email: "lena@x.example"}, {Name: "Mark Olsen", Email: "mark@harbor.example"}}, Without: []string{"Jan"}},
		{Address: mailbox.Address{Name: "Nobody yet"}, Group: true},
	}
	e := New(&loop.Inline{}, func(_ context.Context, typed string, limit int) (out []mailbox.Suggestion, _ error) {
		for _, a := range known {
			if strings.HasPrefix(strings.ToLower(a.Name+a.Email), strings.ToLower(typed)) && len(out) < limit {
				out = append(out, mailbox.Suggestion{Address: a})
			}
		}
		for _, g := range groups {
			if strings.HasPrefix(strings.ToLower(g.Name), strings.ToLower(typed)) {
				out = append(out, g)
			}
		}
		return out, nil
	})
	changes := 0
	e.Set(&letter.Letter{From: letter.Person{Email: "ann@example.org"}})
	e.OnChanged = func() { changes++ }
	w := guitest.Window(t, e, 900, 700)
	e.Start()
	return e, w, &changes
}

func keys(w fyne.Window, names ...fyne.KeyName) {
	for _, n := range names {
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func typ(w fyne.Window, text string) {
	for _, r := range text {
		w.Canvas().Focused().TypedRune(r)
	}
}

func to(e *Editor) string {
	var out []string
	for _, p := range e.Letter().To {
		out = append(out, p.Email)
	}
	return strings.Join(out, " ")
}

func TestPeopleByKeyboard(t *testing.T) {
	e, w, changes := newStage(t)
	typ(w, "ma")
	if !e.popup.shows(e.to) || len(e.popup.rows) != 4 || e.popup.at != 0 {
		t.Fatal("nobody is offered")
	}
	if !e.to.entry.AcceptsTab() {
		t.Error("Tab leaves the field although somebody is offered")
	}
	keys(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyTab)
	if to(e) != "maria@ferry.example" {
		t.Errorf("%s", to(e))
	}
	if e.popup.shows(e.to) || e.to.entry.AcceptsTab() {
		t.Error("the list stays")
	}
	typ(w, "ma")
	if len(e.popup.rows) != 3 {
		t.Error("who is chosen already is offered again")
	}
	keys(w, fyne.KeyEscape)
	typ(w, "x@y.example;")
	typ(w, `"Last, First" <l@y.example>,`)
	if got := to(e); got != "maria@ferry.example max@y.example l@y.example" {
		t.Errorf("%s", got)
	}
	// To the chips and back.
	keys(w, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyDelete)
	if got := to(e); got != "maria@ferry.example l@y.example" {
		t.Errorf("%s", got)
	}
	keys(w, fyne.KeyEscape, fyne.KeyBackspace)
	if got := e.to.entry.Text; got != `"Last, First" <l@y.example>` {
		t.Errorf("%q", got)
	}
	keys(w, fyne.KeyReturn)
	if got := to(e); got != "maria@ferry.example l@y.example" || e.Letter().To[1].Name != "Last, First" {
		t.Errorf("%s", got)
	}
	if *changes == 0 {
		t.Error("nobody was told")
	}
}

// TestPastingAPicture: a clipboard without text changes nothing in a letter, and Undo after it neither.
func TestPastingAPicture(t *testing.T) {
	e, w, _ := newStage(t)
	w.Canvas().Focus(e.text)
	typ(w, "one two")
	e.text.TypedShortcut(&fyne.ShortcutSelectAll{})
	clipboard := fyne.CurrentApp().Clipboard()
	clipboard.SetContent("")
	e.text.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
	if e.text.Text != "one two" || e.text.SelectedText() != "one two" {
		t.Errorf("%q, %q is selected", e.text.Text, e.text.SelectedText())
	}
	e.text.TypedShortcut(&fyne.ShortcutUndo{})
	if strings.Contains(e.text.Text, "one twoone two") {
		t.Errorf("%q", e.text.Text)
	}
}

// TestEditedQuoteKeepsPictures: the pictures of a message that is passed on are files once its words are edited; those of
// one that is answered are left out, as they are of an answer in plain text.
func TestEditedQuoteKeepsPictures(t *testing.T) {
	for forward, want := range map[bool]string{true: "pier.png picture-2.png", false: ""} {
		e, _, _ := newStage(t)
		e.Set(&letter.Letter{From: letter.Person{Email: "ann@example.org"}, Quote: &letter.Quote{Forward: forward, Text: "Look\n", HTML: `<img src="cid:a@q"><img src="cid:b@q">`,
			Pictures: []letter.Picture{{CID: "a@q", Name: "pier.png", Type: "image/png", Data: []byte("1")}, {CID: "b@q", Type: "image/png", Data: []byte("2")}}}})
		e.editQuote()
		var names []string
		for _, f := range e.Letter().Attachments {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != want || !strings.Contains(e.Letter().Text, "Look") {
			t.Errorf("forward %v: %q, %q", forward, got, e.Letter().Text)
		}
	}
}

// TestWholeAddress: an address that is typed whole is taken as it is, whoever's begins with it, unless the person
// goes on to somebody of the list.
func TestWholeAddress(t *testing.T) {
	known := []mailbox.Suggestion{{Address: mailbox.Address{Name: "Ana", Email: "ana@firm.com.br"}}, {Address: mailbox.Address{Name: "Tom", Email: "tom@shop.com"}}, {Address: mailbox.Address{Name: "Tom B", Email: "tom@shop.co"}}, {Address: mailbox.Address{Name: "Max", Email: "max@gmx.net"}}, {Address: mailbox.Address{Name: "Lin", Email: "lin@harbor.example"}}, {Address: mailbox.Address{Name: "Bo", Email: "bo@bücher.de"}}}
	for _, c := range []struct {
		typed string
		keys  []fyne.KeyName
		want  string
		name  string
		mark  string // who is marked before the keys; empty: nobody
	}{
		{"ana@firm.com", []fyne.KeyName{fyne.KeyReturn}, "ana@firm.com", "", ""},
		{"ana@firm.com", []fyne.KeyName{fyne.KeyEnter}, "ana@firm.com", "", ""},
		{"ana@firm.com", []fyne.KeyName{fyne.KeyTab}, "ana@firm.com", "", ""},
		{"ana@firm.com", []fyne.KeyName{fyne.KeyDown, fyne.KeyReturn}, "ana@firm.com.br", "Ana", ""},
		{"ana@firm.com.br", []fyne.KeyName{fyne.KeyReturn}, "ana@firm.com.br", "Ana", "ana@firm.com.br"},
		{"ana@firm.", []fyne.KeyName{fyne.KeyReturn}, "ana@firm.com.br", "Ana", "ana@firm.com.br"},
		{"ana@fi", []fyne.KeyName{fyne.KeyTab}, "ana@firm.com.br", "Ana", "ana@firm.com.br"},
		{"ana", []fyne.KeyName{fyne.KeyTab}, "ana@firm.com.br", "Ana", "ana@firm.com.br"},
		{"tom@shop.co", []fyne.KeyName{fyne.KeyReturn}, "tom@shop.co", "Tom B", "tom@shop.co"}, // the second of the list
		{"Tom@Shop.co", []fyne.KeyName{fyne.KeyTab}, "tom@shop.co", "Tom B", "tom@shop.co"},
		{"max@gmx.ne", []fyne.KeyName{fyne.KeyReturn}, "max@gmx.ne", "", ""},
		{"max@gmx.ne", []fyne.KeyName{fyne.KeyUp, fyne.KeyReturn}, "max@gmx.net", "Max", ""},
		{"max@gmx.net", []fyne.KeyName{fyne.KeyReturn}, "max@gmx.net", "Max", "max@gmx.net"},
		{"lin@harbor.exam", []fyne.KeyName{fyne.KeyReturn}, "lin@harbor.example", "Lin", "lin@harbor.example"},
		{"bo@büch", []fyne.KeyName{fyne.KeyReturn}, "bo@bücher.de", "Bo", "bo@bücher.de"},
	} {
		e, w, _ := newStage(t)
		e.to.find = func(_ context.Context, typed string, _ int) (out []mailbox.Suggestion, _ error) {
			for _, p := range known {
				if mayMean(p, typed) {
					out = append(out, p)
				}
			}
			return out, nil
		}
		typ(w, c.typed)
		if !e.popup.shows(e.to) {
			t.Fatalf("%s: nobody is offered", c.typed)
		}
		for range 2 {
			if got := markedRow(e); got != c.mark {
				t.Errorf("%s: %q is marked", c.typed, got)
			}
			last := len(e.popup.rows) - 1
			if e.popup.rows[last].MouseIn(nil); c.mark == "" && e.popup.rows[last].Fill() != theme.ColorHover {
				t.Errorf("%s: the row under the pointer is not seen", c.typed)
			}
			if whole(c.typed) == "" {
				e.popup.choose(0) // what the pointer chooses is taken there
			}
			e.popup.rows[last].MouseOut()
		}
		for _, k := range c.keys {
			if k == fyne.KeyTab && !e.to.entry.AcceptsTab() {
				w.Canvas().FocusNext()
				continue
			}
			keys(w, k)
		}
		if to(e) != c.want || e.Letter().To[0].Name != c.name || e.to.entry.Text != "" {
			t.Errorf("%s %v: %s, %+v", c.typed, c.keys, to(e), e.Letter().To)
		}
	}
}

// markedRow is who is marked in the list; empty: nobody.
func markedRow(e *Editor) (email string) {
	for _, r := range e.popup.rows {
		if r.Fill() == theme.ColorSelected {
			email += r.who.Email
		}
	}
	return email
}

// TestMovedThenTyped: who was chosen with the arrows for another text is not taken for an address that is typed whole,
// also where all in the list are still meant.
func TestMovedThenTyped(t *testing.T) {
	e, w, _ := newStage(t)
	slow := &looking{}
	e.to.finding.Run = slow
	e.to.find = func(context.Context, string, int) ([]mailbox.Suggestion, error) {
		return []mailbox.Suggestion{{Address: mailbox.Address{Name: "Ana", Email: "ana@firm.com.br"}}}, nil
	}
	typ(w, "ana@fi")
	slow.all()
	keys(w, fyne.KeyDown)
	typ(w, "rm.com")
	if got := markedRow(e); got != "" {
		t.Errorf("%s is marked", got)
	}
	if keys(w, fyne.KeyReturn); to(e) != "ana@firm.com" {
		t.Error(to(e))
	}
}

// looking is a Runner whose background goes on when it is told to.
type looking struct {
	loop.Inline
	works []func()
}

func (l *looking) Go(work func(ctx context.Context), done func()) {
	l.works = append(l.works, func() { l.Inline.Go(work, done) })
}

func (l *looking) all() {
	for len(l.works) > 0 {
		w := l.works[0]
		l.works = l.works[1:]
		w()
	}
}

// TestListOfTheTextBefore: while it is looked for who is meant now, nobody is taken who cannot be.
func TestListOfTheTextBefore(t *testing.T) {
	for _, c := range []struct {
		more string
		key  fyne.KeyName
		want string
	}{
		{"rk@new.example", fyne.KeyReturn, "mark@new.example"},
		{"rk@new.example", fyne.KeyTab, "mark@new.example"},
		{"rk", fyne.KeyReturn, "mark@harbor.example"}, // the first of the list cannot be meant any more
		{"ri", fyne.KeyTab, "maria@ferry.example"},
		{"x", fyne.KeyReturn, "max"},
	} {
		e, w, _ := newStage(t)
		slow := &looking{}
		e.to.finding.Run = slow
		typ(w, "ma")
		slow.all()
		if !e.popup.shows(e.to) {
			t.Fatal("nobody is offered")
		}
		typ(w, c.more)
		if c.key == fyne.KeyTab && !e.to.entry.AcceptsTab() {
			w.Canvas().FocusNext()
		} else {
			keys(w, c.key)
		}
		if to(e) != c.want {
			t.Errorf("ma%s, %s: %s", c.more, c.key, to(e))
		}
		slow.all()
		if e.popup.shows(e.to) {
			t.Errorf("ma%s: the list is there again", c.more)
		}
	}
}

// TestGroup: a group is one chip that sends to its people, tells who has no address, and
// opens into its people.
func TestGroup(t *testing.T) {
	e, w, _ := newStage(t)
	typ(w, "mark@harbor.example,")
	typ(w, "marath")
	if len(e.popup.rows) != 1 || !e.popup.rows[0].who.Group {
		t.Fatal("no group is offered")
	}
	keys(w, fyne.KeyReturn)
	if got := to(e); got != "mark@harbor.example lena@x.example" {
		t.Errorf("sent to %s", got)
	}
	if len(e.to.chips) != 2 || e.to.chips[1].name() != "Marathon friends · 2 people" {
		t.Errorf("%d chips, %s", len(e.to.chips), e.to.chips[1].name())
	}
	if !e.to.wrong.Visible() || !strings.Contains(e.to.wrong.Text(), "Jan") {
		t.Errorf("who has no address is not told: %s", e.to.wrong.Text())
	}
	typ(w, "marath")
	if e.popup.shows(e.to) {
		t.Error("a group that is chosen is offered again")
	}
	keys(w, fyne.KeyEscape)
	e.to.fill("")
	// Left to the group, Enter opens it.
	keys(w, fyne.KeyLeft, fyne.KeyReturn)
	if got := to(e); got != "mark@harbor.example lena@x.example" || len(e.to.chips) != 2 || e.to.chips[1].group != nil || e.to.wrong.Visible() {
		t.Errorf("opened: %s, %d chips, %s", got, len(e.to.chips), e.to.wrong.Text())
	}
	// One without anybody sends to nobody.
	typ(w, "nobody")
	keys(w, fyne.KeyReturn)
	if got := to(e); got != "mark@harbor.example lena@x.example" || len(e.to.chips) != 3 {
		t.Errorf("%s", got)
	}
	keys(w, fyne.KeyLeft, fyne.KeyDelete)
	if len(e.to.chips) != 2 {
		t.Error("the group stays")
	}
}

func TestPasteOfPeople(t *testing.T) {
	e, w, _ := newStage(t)
	paste := func(text string) {
		fyne.CurrentApp().Clipboard().SetContent(text)
		w.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
	}
	paste("Dad <dad@home.example>; jan@x.example\nnobody\nDAD@home.example")
	if got := to(e); got != "dad@home.example jan@x.example nobody" {
		t.Errorf("%s", got)
	}
	if !e.to.wrong.Visible() || !strings.Contains(e.to.wrong.Text(), "nobody") {
		t.Error("the wrong address is not marked")
	}
	e.to.remove(e.to.chips[2])
	if e.to.wrong.Visible() {
		t.Error("the mark stays")
	}
	paste("just a word")
	if e.to.entry.Text != "just a word" {
		t.Errorf("%q", e.to.entry.Text)
	}
}

// TestLeavingTakesWhatIsTyped: what stands in the field when it is left becomes a person.
func TestLeavingTakesWhatIsTyped(t *testing.T) {
	e, w, _ := newStage(t)
	typ(w, "zoe@x.example")
	w.Canvas().FocusNext()
	if len(e.to.chips) != 1 || e.to.entry.Text != "" {
		t.Errorf("%d chips, %q", len(e.to.chips), e.to.entry.Text)
	}
}

func TestMarked(t *testing.T) {
	for _, c := range []struct{ text, typed, want string }{
		{"Maria Bauer", "ma", "*Ma*ria Bauer"}, {"Lena Martins", "ma", "Lena *Ma*rtins"}, {"Maria Bauer", "bau ma", "*Ma*ria *Bau*er"}, {"Emma", "ma", "Emma"}, {"mark.olsen@x.example", "ol", "mark.*ol*sen@x.example"}, {"Åse", "åse", "*Åse*"}, {"", "x", ""},
	} {
		got := ""
		for _, s := range marked(c.text, c.typed, "") {
			if s.Bold {
				got += "*" + s.Text + "*"
			} else {
				got += s.Text
			}
		}
		if got != c.want {
			t.Errorf("%q in %q: %s", c.typed, c.text, got)
		}
	}
}

// TestGrows: the field is as high as its text, so that it never scrolls by itself, and the
// quote moves down.
func TestGrows(t *testing.T) {
	e, w, _ := newStage(t)
	e.setQuote(&letter.Quote{Line: "Bob wrote:", Text: "Hello"})
	e.focus(e.text)
	before := e.quoteRow.Position().Y
	e.text.SetText(strings.Repeat(strings.Repeat("words ", 30)+"\n", 30))
	keys(w, fyne.KeyPageDown)
	typ(w, strings.Repeat("words ", 30))
	if e.quoteRow.Position().Y < before+500 {
		t.Errorf("the quote stands at %v, before at %v", e.quoteRow.Position().Y, before)
	}
	if h, need := e.text.Size().Height, float32(e.text.CursorRow+1)*field.LineHeight(); h < need {
		t.Errorf("the field is %v high, its text %v", h, need)
	}
	if e.page.Scroll.Offset.Y == 0 {
		t.Error("the line that is written is out of sight")
	}
}

// TestFields: Tab leads from whom a letter goes to to what it is about, and the sender stands
// on one line where there is room.
func TestFields(t *testing.T) {
	e, w, _ := newStage(t)
	e.SetFrom(letter.Person{Name: "Ann Example", Email: "ann.example@mail.example.org"}, true)
	e.relaid()
	if n, _, _ := e.fromText.Lines(); len(n) != 1 {
		t.Errorf("the sender takes %d lines", len(n))
	}
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != fyne.Focusable(e.subject) {
		t.Errorf("behind To comes %T", w.Canvas().Focused())
	}
	w.Resize(fyne.NewSize(320, 700))
	if n, _, _ := e.fromText.Lines(); len(n) < 2 || e.fromText.Position().X+e.fromText.Size().Width > 320 {
		t.Errorf("in a narrow window the sender takes %d lines", len(n))
	}
}

// TestSubjectIsSeen: the field of the subject is there before the window changes its size.
func TestSubjectIsSeen(t *testing.T) {
	e, _, _ := newStage(t)
	if s := e.subject.Size(); s.Width < 100 || s.Height < 20 {
		t.Errorf("the field of the subject has %v", s)
	}
}

// TestPeopleMirrored: people stand from right to left, so the arrow to the right leads from the
// empty field to the last of them, and on to the first. A press on the cross at the left removes.
func TestPeopleMirrored(t *testing.T) {
	lang.UseMirrored()
	t.Cleanup(func() { lang.Use(lang.English) })
	e, w, _ := newStage(t)
	typ(w, "one@a.example, two@a.example,")
	f := e.to
	if len(f.chips) != 2 || f.chips[0].Position().X < f.chips[1].Position().X || f.entry.Position().X > f.chips[1].Position().X {
		t.Fatalf("%d people are there, the field at %v", len(f.chips), f.entry.Position())
	}
	for i, key := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft} {
		keys(w, key)
		if want := []int{2, 1, 0, 1}[i]; f.at != want {
			t.Errorf("after %s the %dth is chosen, want %d", key, f.at, want)
		}
	}
	f.chips[1].Tapped(&fyne.PointEvent{Position: fyne.NewPos(8, 10)})
	if len(f.chips) != 1 {
		t.Errorf("%d people are left", len(f.chips))
	}
}

// TestCaretStays: the caret stays between the same letters when the text wraps anew.
func TestCaretStays(t *testing.T) {
	e, w, _ := newStage(t)
	e.focus(e.text)
	long := strings.Repeat("words and more words, ", 40)
	for _, c := range []struct {
		text string
		back int // keys from the end
	}{{long, 0}, {long, 7}, {"a\n\n" + long + "\n\n", 0}, {long + "\n\n" + long, len(long) + 1}, {"", 0}, {long + "end", 3}} {
		w.Resize(fyne.NewSize(900, 700))
		e.text.SetText("")
		e.text.SetText(c.text)
		e.text.end()
		keys(w, fyne.KeyLeft, fyne.KeyRight)
		for range c.back {
			keys(w, fyne.KeyLeft)
		}
		at := e.text.CursorTextOffset()
		if off := len(c.text) - c.back - at; off < -2 || off > 2 {
			t.Fatalf("the caret is behind %d letters", at) // Fyne counts the end of a row and the beginning of the next as two
		}
		for _, width := range []float32{420, 1200, 333, 900} {
			w.Resize(fyne.NewSize(width, 700))
			if got := e.text.CursorTextOffset(); got != at {
				t.Errorf("%d wide: the caret is behind %d letters, was behind %d of %d", int(width), got, at, len(c.text))
			}
		}
		typ(w, "X")
		if want := c.text[:at] + "X" + c.text[at:]; e.text.Text != want {
			t.Errorf("after %d keys back it was typed elsewhere", c.back)
		}
	}
}

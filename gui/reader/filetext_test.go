package reader

import (
	"context"
	"errors"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// What stands in an attached file is shown with the words around it, and the text of the file in
// the place of the message, from which one comes back.
func TestTextOfAttachedFiles(t *testing.T) {
	s := newStage(t, 672, 720)
	asked := -1
	s.r.FileText = func(_ context.Context, _ mailbox.ID, index int) (string, error) {
		asked = index
		return "Ticket\n" + strings.Repeat("a line\n", 200) + "Two, outside cabin, deck 7\n", nil
	}
	m := ferry()
	m.Terms = []string{"cabin"}
	s.r.ShowMessage(m)
	at := m.Message.Attachments[0].Index
	name := m.Message.Attachments[0].Name
	if strings.Contains(s.text(), "Found in") {
		t.Fatal("nothing is known yet")
	}
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Found: places(0, "Two, outside cabin, deck 7")}, {Index: 99, Found: places(0, "no such file")}})
	s.sees("Found in "+name, "Two, outside cabin, deck 7", "Show the text of this file")
	if strings.Contains(s.text(), "no such file") {
		t.Error("what is not there is shown")
	}
	s.tap("Show the text of this file")
	s.sees(name, "This is only the text of the file", "Two, outside cabin, deck 7", "[Back to the message]")
	if asked != at {
		t.Errorf("asked for %d", asked)
	}
	if !s.r.Back() {
		t.Fatal("there is no way back")
	}
	s.sees("Found in " + name)
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Found: places(2, "a cabin"), Pages: 12}})
	s.sees("Found in " + name + " · page 2 of 12")
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Found: places(2000, "a cabin")}})
	s.sees("Found in " + name + " · page 2,000")
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Encrypted: true}})
	s.sees(name + " has a password, so PopMail can’t search what is in it.")
	s.r.SetFiles([]mailbox.FileRead{{Index: at}})
	if text := s.text(); strings.Contains(text, "password") || strings.Contains(text, "Found in") {
		t.Error(text)
	}
}

// Of a long file it is said that its text is only the beginning, and the text is shown where what of the search
// stands in it, be it not the longest word.
func TestBeginningOfAttachedFile(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.FileText = func(context.Context, mailbox.ID, int) (string, error) {
		return strings.Repeat("a line\n", 400) + "Two, outside Kabine, deck 7\n", nil
	}
	m := ferry()
	m.Terms = []string{"rechnungsbetrag", "seven kab"}
	s.r.ShowMessage(m)
	s.r.SetFiles([]mailbox.FileRead{{Index: m.Message.Attachments[0].Index, Found: places(0, "Two, outside Kabine"), Cut: true}})
	s.tap("Show the text of this file")
	s.sees("This is only the beginning of the text of the file")
	for _, c := range []struct {
		text  string
		terms []string
		want  string
	}{
		{"eine Kabine", []string{"rechnungsbetrag", "kabine"}, "kabine"}, {"eine Kabine", []string{"rechnungsbetrag kab"}, "kab"},
		{"x", []string{"rechnungsbetrag"}, ""}, {"x", nil, ""}, {"Rechnungsbetrag, Kabine", []string{"rechnungsbetrag", "kabine"}, "rechnungsbetrag"},
	} {
		if got := heldBy(c.text, c.terms); got != c.want {
			t.Errorf("%q of %q: %q", c.terms, c.text, got)
		}
	}
}

func places(page int, found ...string) (out []mailbox.Passage) {
	for i, w := range found {
		out = append(out, mailbox.Passage{Words: w, Page: max(page+i, 0)})
	}
	return out
}

// One goes through the places in a file, from the last one on to the first, and opens the file.
func TestPlacesInAttachedFile(t *testing.T) {
	s := newStage(t, 672, 720)
	opened := -1
	s.r.OnOpenAttachment = func(_ mailbox.ID, index int) { opened = index }
	m := ferry()
	m.Terms = []string{"cabin"}
	s.r.ShowMessage(m)
	a := m.Message.Attachments[0]
	s.r.SetFiles([]mailbox.FileRead{{Index: a.Index, Found: places(4, "an outside cabin", "an inside cabin", "no cabin at all"), Pages: 9}})
	s.sees("Found in "+a.Name+" · page 4 of 9", "1 of 3", "an outside cabin")
	for _, c := range []struct{ tap, at, page, words string }{
		{"Next", "2 of 3", "5", "an inside cabin"}, {"Next", "3 of 3", "6", "no cabin at all"}, {"Next", "1 of 3", "4", "an outside cabin"}, {"Previous", "3 of 3", "6", "no cabin at all"},
	} {
		test.Tap(guitest.Last(t, reading, "button "+c.tap, func(b *widgets.Button) bool { return b.Tip == c.tap }, s.win.Content()))
		s.sees("Found in "+a.Name+" · page "+c.page+" of 9", c.at, c.words)
	}
	s.r.SetFiles([]mailbox.FileRead{{Index: a.Index, Found: places(4, "an outside cabin", "an inside cabin"), Pages: 9, More: true}})
	s.sees("1 of more than 2")
	s.tap("Open")
	if opened != a.Index {
		t.Errorf("attachment %d was opened", opened)
	}
	s.r.SetFiles([]mailbox.FileRead{{Index: a.Index, Found: places(0, "an outside cabin")}})
	if text := s.text(); strings.Contains(text, "1 of 1") || strings.Contains(text, "Next") {
		t.Error("a single place has steps")
	}
}

// sheetOf is a page of 400 × high pixels, white, with a black spot, and what was found on it.
func sheetOf(high int, found ...[]image.Rectangle) *mailbox.PagePicture {
	img := image.NewRGBA(image.Rect(0, 0, 400, high))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for _, place := range found {
		for _, r := range place {
			at := img.PixOffset(r.Min.X, r.Min.Y)
			img.Pix[at], img.Pix[at+1], img.Pix[at+2] = 0, 0, 0
		}
	}
	return &mailbox.PagePicture{Image: img, Found: found}
}

// The page on which something was found is shown, cut to what is around it, with all that was found
// on it marked; where it cannot be drawn, the words are.
func TestPageOfAttachedFile(t *testing.T) {
	s := newStage(t, 672, 720)
	var asked []mailbox.PageView
	var failing error
	s.r.FilePage = func(_ context.Context, id mailbox.ID, index int, v mailbox.PageView, terms []string) (*mailbox.PagePicture, error) {
		if id != 42 || index != 0 || !slices.Equal(terms, []string{"cabin"}) {
			t.Errorf("asked for %d %d %v", id, index, terms)
		}
		asked = append(asked, v)
		if v.Page == 1 {
			return sheetOf(700, []image.Rectangle{image.Rect(40, 30, 90, 44)}, []image.Rectangle{image.Rect(40, 500, 90, 514)}), failing
		}
		return sheetOf(120, []image.Rectangle{image.Rect(10, 100, 60, 114)}), failing
	}
	m := ferry()
	m.Terms = []string{"cabin"}
	s.r.ShowMessage(m)
	found := []mailbox.FileRead{{Index: 0, Found: append(places(1, "an outside cabin"), mailbox.Passage{Words: "an inside cabin", Page: 1}, mailbox.Passage{Words: "no cabin", Page: 2}), Pages: 2, Paged: true}}
	s.r.SetFiles(found)
	fire := func() { s.r.run.(*loop.Inline).Fire(pageDelay) }
	fire()
	page := guitest.Last(t, reading, "page", func(*filePage) bool { return true }, s.win.Content())
	s.sees("Found in ticket.pdf · page 1 of 2", "1 of 3")
	if len(asked) != 1 || asked[0].Page != 1 || asked[0].Width != int(page.Size().Width)-2*pageBeside || asked[0].PerPoint != perPoint {
		t.Fatalf("asked for %+v in %v", asked, page.Size())
	}
	if page.words.Visible() || !page.img.Visible() || page.Size().Height != pageHigh {
		t.Errorf("words %v, picture %v, %v", page.words.Visible(), page.img.Visible(), page.Size())
	}
	at := func(x, y int) color.Color { return page.cut.img.At(x, y) }
	is := func(what string, got, want color.Color) {
		t.Helper()
		if r, g, b, _ := got.RGBA(); true {
			if wr, wg, wb, _ := want.RGBA(); r != wr || g != wg || b != wb {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
	}
	is("paper", at(20, 10), color.White)
	is("the place that is shown", at(60, 40), paperNow)
	is("ink", at(40, 30), color.Black)
	if page.cut.above != pageAbove || page.cut.img.Rect.Dy() != pageHigh-pageAbove {
		t.Errorf("%d above %v", page.cut.above, page.cut.img.Rect)
	}
	next := func() {
		test.Tap(guitest.Last(t, reading, "button Next", func(b *widgets.Button) bool { return b.Tip == "Next" }, s.win.Content()))
		fire()
	}
	next() // further down on the same page, which is not drawn again
	if len(asked) != 1 || page.cut.above != 0 || page.cut.img.Rect.Dy() != pageHigh {
		t.Errorf("%d times; %d above %v", len(asked), page.cut.above, page.cut.img.Rect)
	}
	is("the second place", at(60, pageHigh*2/5), paperNow)
	next()
	s.sees("page 2 of 2", "3 of 3")
	if len(asked) != 2 || asked[1].Page != 2 || page.Size().Height != 120+2*pageAbove {
		t.Errorf("asked for %+v; %v", asked, page.Size())
	}
	is("the third place", at(30, 110), paperNow)
	next()
	is("another place of the page", page.picture.Image.At(60, 40), color.White)
	// The whole page, and only what is around the place again.
	s.tap("Show the whole page")
	fire()
	if n := 700 + 2*pageAbove; page.cut.img.Rect.Dy() != 700 || page.Size().Height != float32(n) || len(asked) != 3 {
		t.Errorf("%d times; %v in %v", len(asked), page.cut.img.Rect, page.Size())
	}
	is("a place further down", at(60, 505), paperMark)
	next()
	is("the place that is shown now", at(60, 505), paperNow)
	s.tap("Show only what was found")
	if page.cut.img.Rect.Dy() != pageHigh || page.Size().Height != pageHigh {
		t.Errorf("%v in %v", page.cut.img.Rect, page.Size())
	}
	s.sees("Show the whole page")
	next()
	if text := s.text(); strings.Contains(text, "whole page") {
		t.Error("there is no more of the page:", text)
	}
	next()
	asked = asked[:3]
	s.win.Resize(fyne.NewSize(500, 720))
	fire()
	if n := len(asked); n != 4 || asked[n-1].Width >= asked[0].Width {
		t.Errorf("in a narrower window: %+v", asked)
	}
	s.win.Resize(fyne.NewSize(672, 720))

	for _, without := range []func(){
		func() { failing = errors.New("it cannot be drawn") },
		func() { failing, found[0].Paged = nil, false },
	} {
		without()
		s.r.SetFiles(found)
		fire()
		page = guitest.Last(t, reading, "page", func(*filePage) bool { return true }, s.win.Content())
		s.sees("an outside cabin")
		if !page.words.Visible() || page.img.Visible() || page.Size().Height > 100 {
			t.Errorf("words %v, picture %v, %v", page.words.Visible(), page.img.Visible(), page.Size())
		}
	}
}

// The place that was found is in what is seen of the page, wherever it stands.
func TestCutOut(t *testing.T) {
	for _, c := range []struct{ high, from, top, above, left int }{
		{100, 50, 0, 17, 100}, {1000, 0, 0, 17, 183}, {1000, 120, 0, 17, 183}, {1000, 160, 87, 0, 200}, {1000, 990, 800, 0, 200},
	} {
		p := sheetOf(c.high, []image.Rectangle{image.Rect(0, c.from, 50, c.from+14)})
		got := cutOut(p, 0, 200, 17)
		if got.above != c.above || got.img.Rect.Dy() != c.left {
			t.Errorf("%+v: %d above %v", c, got.above, got.img.Rect)
		}
		if y := c.from - c.top; y < got.img.Rect.Dy() && got.img.RGBAAt(0, y) != (color.RGBA{A: 255}) {
			t.Errorf("%+v: %v is seen there", c, got.img.At(0, y))
		}
	}
	if got := cutOut(sheetOf(50), 3, 200, 17); got.img.Rect.Dy() != 50 {
		t.Error("of nothing found the beginning is seen")
	}
}

// The whole page is copied once, however often it is laid out and whatever was put off comes due; and
// again for another place on it, and in another width.
func TestWholePageIsCopiedOnce(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.FilePage = func(context.Context, mailbox.ID, int, mailbox.PageView, []string) (*mailbox.PagePicture, error) {
		return sheetOf(700, []image.Rectangle{image.Rect(40, 30, 90, 44)}, []image.Rectangle{image.Rect(40, 500, 90, 514)}), nil
	}
	m := ferry()
	m.Terms = []string{"cabin"}
	s.r.ShowMessage(m)
	s.r.SetFiles([]mailbox.FileRead{{Index: 0, Found: append(places(1, "an outside cabin"), mailbox.Passage{Words: "an inside cabin", Page: 1}), Pages: 1, Paged: true}})
	fire := func() { s.r.run.(*loop.Inline).Fire(pageDelay) }
	fire()
	page := guitest.Last(t, reading, "page", func(*filePage) bool { return true }, s.win.Content())
	made, last := 0, page.cut.img
	page.onPaint = func() {
		if page.cut.img != last {
			made, last = made+1, page.cut.img
		}
	}
	expect := func(what string, want int) {
		t.Helper()
		for range 5 {
			fire()
			page.Refresh()
		}
		if made != want || page.img.Image != image.Image(page.cut.img) {
			t.Errorf("%s: copied %d times, want %d", what, made, want)
		}
	}
	expect("what was found", 0)
	s.tap("Show the whole page")
	expect("the whole page", 1)
	test.Tap(guitest.Last(t, reading, "button Next", func(b *widgets.Button) bool { return b.Tip == "Next" }, s.win.Content()))
	expect("the next place", 2)
	s.win.Resize(fyne.NewSize(500, 720))
	expect("a narrower window", 3)
	s.tap("Show only what was found")
	expect("what was found again", 4)
	s.tap("Show the whole page")
	s.tap("Show only what was found") // before it was copied
	expect("both at once", 5)
}

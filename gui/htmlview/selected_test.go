package htmlview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/loop"
)

// keys moves the end of what is selected in all ways.
func keys(v *View) {
	for _, key := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd} {
		for _, far := range []bool{false, true} {
			v.Extend(key, far)
			_ = v.SelectedText()
		}
	}
}

// Where other words are laid out in the place of those that are selected, nothing else is selected in
// their stead; what still is there stays selected.
func TestSelectedInOtherText(t *testing.T) {
	here := false
	picture := func(string) ([]byte, bool) { return blinking(t), here }
	const page = `<p>first<p><img alt="a long text in its place" src="https://x.example/a.png" width=300 height=60><p>one two`
	for name, c := range map[string]struct {
		doc    Document
		choose func(v *View)
		change func(v *View)
		want   string
	}{
		"all, and pictures come": {Document{HTML: page}, func(v *View) { v.SelectAll() }, func(v *View) { v.Reload() }, ""},
		"words below a picture":  {Document{HTML: page}, choose("one"), func(v *View) { v.Reload() }, ""},
		"words above a picture":  {Document{HTML: page}, choose("first"), func(v *View) { v.Reload() }, "first"},
		"a place only":           {Document{HTML: page}, func(v *View) { v.Select(v.End(), v.End()) }, func(v *View) { v.Reload() }, ""},
		"a hit":                  {Document{HTML: page}, func(v *View) { v.Find("TWO") }, func(v *View) { v.Reload() }, "two"},
		"a quotation is folded": {Document{Text: "me\n\nOn 12 Nov 2026, Ann wrote:\n" + strings.Repeat("> a     b     c\n> dd    ee    ff\n", 10)}, func(v *View) { v.SelectAll() },
			func(v *View) { v.FoldTails(true) }, ""},
		"a quotation of a page is folded": {Document{HTML: `<p>me</p><div class="gmail_quote"><p>On 12 Nov 2026, Ann wrote:<blockquote>` + strings.Repeat("<p>quoted", 10) + `</blockquote></div>`},
			func(v *View) { v.SelectAll() }, func(v *View) { v.FoldTails(true) }, ""},
		"other colors":            {Document{Text: strings.Repeat("words of a long text\n", 4000)}, func(v *View) { v.SelectAll() }, func(v *View) { v.SetOriginalColors(true) }, "all"},
		"words of a text, colors": {Document{Text: strings.Repeat("words of a long text\n", 4000) + "last"}, choose("last"), func(v *View) { v.SetOriginalColors(true) }, "last"},
		"another width":           {Document{Text: strings.Repeat("words of a long text\n", 4000) + "last"}, choose("last"), func(v *View) { v.HeightFor(300) }, "last"},
	} {
		t.Run(name, func(t *testing.T) {
			here = false
			s := newStage(t, 500, 400, &loop.Inline{})
			c.doc.Picture = picture
			s.set(c.doc)
			all := shown(s.v)
			c.choose(s.v)
			here = true
			c.change(s.v)
			if c.want == "all" {
				c.want = all
			}
			if got := s.v.SelectedText(); got != c.want {
				t.Errorf("%.60q is selected, want %.60q", got, c.want)
			}
			keys(s.v)
		})
	}
}

// choose selects words.
func choose(words string) func(v *View) {
	return func(v *View) {
		for i := range v.Parts() {
			if at := strings.LastIndex(v.Part(i), words); at >= 0 {
				v.Select(position{Part: i, Offset: at}, position{Part: i, Offset: at + len(words)})
			}
		}
	}
}

// While a long text is being laid out anew, what is selected may stand where nothing is yet.
func TestSelectedWhatIsNotThere(t *testing.T) {
	s := newStage(t, 500, 400, &loop.Inline{})
	s.set(Document{Text: strings.Repeat("words of a long text\n", 4000)})
	whole := s.v.sheet
	s.v.SelectAll()
	s.v.put(&sheet{spec: whole.spec, parts: whole.parts[:1], height: whole.height}, nil)
	keys(s.v)
	for _, at := range []position{{Part: 9999, Offset: 1}, {Part: 0, Offset: 1 << 20}} {
		s.v.Select(position{}, at)
		keys(s.v)
		s.v.Select(at, at)
		keys(s.v)
	}
}

package htmlview

import (
	"iter"
	"strconv"
	"strings"

	"fyne.io/fyne/v2/lang"

	"popmail/gui/htmlview/plain"
	"popmail/gui/htmlview/style"
	"popmail/gui/words"
)

// Letters of plain text, in CSS pixels, and the height of its lines as a multiple of them.
const (
	plainSize = 14
	plainLine = 1.45
)

// A quotation is one of plain text that is long and can be folded.
type quotation struct{ doc, fold int }

// plainSources are the pages of a plain text; open are the quotations that are not folded.
func plainSources(doc int, text string, s *spec, open map[quotation]bool) iter.Seq[source] {
	o := plain.Options{
		Size: plainSize, Line: plainLine, Join: plain.Narrow(float64(s.width)/s.zoom, plainSize),
		Ink: plain.Ink{Text: s.text, Muted: s.line, Bar: plain.Light.Bar, Link: s.link},
		More: func(n int) string {
			return "… " + lang.N("Show {{.Count}} more quoted lines", n, map[string]any{"Count": words.Count(n)})
		},
		Less: lang.L("Show less of the quoted text"),
	}
	if s.dark {
		o.Ink.Bar = plain.Dark.Bar
	}
	return func(yield func(source) bool) {
		for p := range plain.Parts(text, o) {
			for _, fold := range p.Folds {
				if open[quotation{doc, fold}] {
					p.Unfold(fold, true)
				}
			}
			if !p.Empty() && !yield(source{page: p.Page, plain: true, wide: p.Wide, joined: p.Joined}) {
				return
			}
		}
	}
}

// foldOf is the quotation that a link opens or closes; ok is false for other links.
func (v *View) foldOf(l *link) (q quotation, ok bool) {
	p := v.sheet.parts[l.part]
	number, is := strings.CutPrefix(l.target, plain.FoldLink)
	fold, err := strconv.Atoi(number)
	return quotation{p.doc, fold}, p.plain && is && err == nil
}

// toggle opens a folded quotation, or closes it again.
func (v *View) toggle(q quotation, target string) {
	open := make(map[quotation]bool, len(v.opened)+1) // the old one may be in use
	for k := range v.opened {
		open[k] = true
	}
	if open[q] {
		delete(open, q)
	} else {
		open[q] = true
	}
	v.opened = open
	v.anchor, v.head = position{}, position{}
	if v.stop != nil {
		v.stopAgain = target
	}
	v.asked = spec{}
	v.relay()
}

// onFold puts the keyboard back on the words that have opened or closed a quotation.
func (v *View) onFold() {
	target := v.stopAgain
	v.stopAgain = ""
	if target == "" || !v.focused || !v.byKey {
		return
	}
	for _, s := range v.stops() {
		if s.link.target == target {
			v.stop = &s
			return
		}
	}
}

// pad adds the empty lines with which a page of plain text begins and ends: they part it
// from other pages of the same text.
func (r *reading) pad(root *style.Node) {
	var b strings.Builder
	var read func(n *style.Node)
	read = func(n *style.Node) {
		if n.Style.Display == style.None || plain.IsLabel(n) {
			return
		}
		b.WriteString(n.Text)
		for _, c := range n.Children {
			read(c)
		}
	}
	read(root)
	text := strings.TrimSuffix(b.String(), "\n") // each line has an end
	inner := strings.Trim(text, "\n")
	before := len(text) - len(strings.TrimLeft(text, "\n"))
	after := len(text) - before - len(inner)
	if inner == "" {
		before, after = 0, len(text)
	}
	for i := range r.pieces {
		r.pieces[i].start += before
		r.pieces[i].end += before
	}
	for i := range r.quoted {
		r.quoted[i].start += before
	}
	r.text = strings.Repeat("\n", before) + r.text + strings.Repeat("\n", after)
}

// copied is the text from one offset to another with the marks of quotation.
func (r *reading) copied(start, end int) string {
	lines := strings.Contains(r.text[start:end], "\n")
	var b strings.Builder
	for _, q := range r.quoted {
		if q.start >= start && q.start < end && (lines || q.start > start) {
			b.WriteString(r.text[start:q.start])
			b.WriteString(strings.Repeat("> ", q.depth))
			start = q.start
		}
	}
	b.WriteString(r.text[start:end])
	return b.String()
}

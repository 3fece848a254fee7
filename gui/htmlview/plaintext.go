package htmlview

import (
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"popmail/gui/htmlview/plain"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/lang"
	"popmail/gui/words"
	"popmail/storage/query"
)

// Letters of plain text, in CSS pixels, and the height of its lines as a multiple of them.
const (
	plainSize = 14
	plainLine = 1.45
)

// A quotation is one of plain text that is long and can be folded, or the details of a page.
type quotation struct{ doc, fold int }

// folding says which quotations are folded, and which details are not as their page says.
type folding struct {
	all    bool               // none is; all details are open
	except map[quotation]bool // of which the other is true
}

func (f *folding) open(q quotation) bool { return f.all != f.except[q] }

// plainSources are the pages of a plain text.
func plainSources(doc int, text string, s *spec, f folding) iter.Seq[source] {
	return plainPages(doc, plain.Parts(text, plainOptions(s)), f)
}

func plainOptions(s *spec) plain.Options {
	o := plain.Options{
		Size: plainSize, Line: plainLine, Width: float64(s.width) / s.zoom,
		Ink: plain.Ink{Text: s.text, Muted: s.line, Bar: plain.Light.Bar, Link: s.link, Ground: s.ground},
		More: func(n int) string {
			return "… " + lang.N("Show {{.Count}} more quoted lines", n, map[string]any{"Count": words.Count(n)})
		},
		Less:    lang.L("Show less of the quoted text"),
		Advance: s.measurer().Width,
	}
	if s.dark {
		o.Ink.Bar = plain.Dark.Bar
	}
	if s.strong {
		o.Ink.Bar = s.line
	}
	if s.tails {
		o.Tail, o.TailLess = quotedText, lang.L("Hide the quoted text")
	}
	return o
}

// quotedText are the words in the place of a quotation of so many lines.
func quotedText(n int) string {
	return lang.N("Quoted text · {{.Count}} lines", n, map[string]any{"Count": words.Count(n)})
}

// quotedPage gives the same for pages; nil: their quotations are not folded.
func quotedPage(s *spec) func(lines int) string {
	if s.tails {
		return quotedText
	}
	return nil
}

func plainPages(doc int, parts iter.Seq[plain.Part], f folding) iter.Seq[source] {
	return func(yield func(source) bool) {
		for p := range parts {
			folded := false
			for _, fold := range p.Folds {
				if f.open(quotation{doc, fold}) {
					p.Unfold(fold, true)
				} else {
					folded = true
				}
			}
			if p.Empty() {
				continue
			}
			again := func(s *spec) iter.Seq[source] { return plainPages(doc, p.Again(plainOptions(s)), f) }
			if !yield(source{page: p.Page, plain: true, again: again, wide: p.Wide, joined: p.Joined, folded: folded}) {
				return
			}
		}
	}
}

// foldOf is the quotation that a link opens or closes; ok is false for other links.
func (v *View) foldOf(l *link) (q quotation, ok bool) {
	p := v.sheet.parts[l.part]
	if l.node.Tag == "summary" {
		number, ok := p.page.Details[l.node.Parent]
		return quotation{p.doc, number}, ok
	}
	number, is := strings.CutPrefix(l.target, plain.FoldLink)
	fold, err := strconv.Atoi(number)
	return quotation{p.doc, fold}, p.plain && is && err == nil
}

// toggle opens a folded quotation, or closes it again.
func (v *View) toggle(q quotation, target string) {
	except := maps.Clone(v.folding.except) // that one may be in use
	if except == nil {
		except = map[quotation]bool{}
	}
	except[q] = !except[q]
	v.folding.except = except
	if _, on := v.Focus(); on != nil {
		v.stopAgain = target
	}
	v.Reset()
	v.asked = spec{}
	v.relay()
}

// unfold opens all quotations where what is looked for, or marked, stands in one that is
// folded.
func (v *View) unfold() {
	if v.folding.all || v.sheet == nil || !slices.ContainsFunc(v.sheet.parts, func(p *part) bool { return p.folded }) {
		return
	}
	count := func(text string) int {
		n := len(occurrences(text, v.find.text, mostHits))
		if len(v.terms) > 0 {
			n += len(query.Marks(text, v.terms))
		}
		return n
	}
	hits := 0
	for i := range v.docs {
		if v.docs[i].HTML == "" {
			hits += count(v.docs[i].Text)
		}
	}
	for _, p := range v.sheet.parts {
		switch {
		case p.plain:
			hits -= count(p.reading().text)
		case p.folded:
			hits += count(p.page.Closed)
		}
	}
	if hits > 0 {
		v.folding = folding{all: true}
		v.asked = spec{}
		v.relay()
	}
}

// onFold puts the keyboard back on the words that have opened or closed a quotation.
func (v *View) onFold() {
	target := v.stopAgain
	v.stopAgain = ""
	if shown, _ := v.Focus(); target == "" || !shown {
		return
	}
	for _, s := range v.Stops() {
		if l, _ := v.linkOfStop(&s); l != nil && l.target == target {
			v.GoTo(&s)
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

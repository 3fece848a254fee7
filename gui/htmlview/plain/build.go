package plain

import (
	"strconv"
	"strings"

	"popmail/gui/htmlview/style"
	"popmail/gui/kit/bidi"
)

// wideLeast is how many letters a line of fixed pitch has at least that gets a part of its
// own: shorter ones fit into every pane, also at three times the usual size. Around a table
// that is wider than the pane the text would be made smaller.
const wideLeast = 16

// A block is lines in one look at one level of quotation.
type block struct {
	manner
	depth int
	fold  int
	opens int  // the folded quotation that begins below it, 0 for none
	label int  // lines that it hides
	bare  bool // without lines: the words alone that open and close it
	lines []string
}

// blocks puts the lines of a chunk together.
func (r *reader) blocks(lines []line) []block {
	var out []block
	for i := 0; i < len(lines); {
		if l := &lines[i]; l.bare {
			out = append(out, block{manner: manner{muted: true}, opens: l.opens, label: l.label, bare: true})
			i++
			continue
		}
		// A paragraph has one direction, that of its first letters.
		end := i + 1
		alike := func(k int) bool {
			a, b := &lines[k-1], &lines[k]
			return !b.bare && a.depth == b.depth && a.fixed == b.fixed && a.muted == b.muted && a.fold == b.fold && a.opens == 0 && !rule(a.text) && !rule(b.text)
		}
		for end < len(lines) && alike(end) && !(lines[end-1].text == "" && lines[end].text != "" && !lines[end].fixed) {
			end++
		}
		texts := make([]string, end-i)
		for k := range texts {
			texts[k] = lines[i+k].text
		}
		l := &lines[i]
		b := block{manner: manner{fixed: l.fixed, muted: l.muted, rtl: directed(texts), rule: !l.fixed && rule(l.text)}, depth: l.depth, fold: l.fold, opens: lines[end-1].opens, label: lines[end-1].label}
		if r.full != nil && !b.fixed && b.depth < fullLevels {
			texts = join(texts, r.full[b.depth])
		}
		b.lines = texts
		if n := len(out); n > 0 && out[n-1].manner == b.manner && out[n-1].depth == b.depth && out[n-1].fold == b.fold && out[n-1].opens == 0 {
			out[n-1].lines = append(out[n-1].lines, b.lines...)
			out[n-1].opens, out[n-1].label = b.opens, b.label
		} else {
			out = append(out, b)
		}
		i = end
	}
	return out
}

// ruleLeast is how many signs a line across the pane has at least.
const ruleLeast = 20

// rule reports whether a line is a line across the pane: one sign again and again.
func rule(s string) bool {
	return len(s) >= ruleLeast && strings.IndexByte("-_=*~#+.", s[0]) >= 0 && strings.Trim(s, s[:1]) == ""
}

// directed reports whether a paragraph runs from right to left.
func directed(lines []string) bool {
	for _, s := range lines {
		if bidi.HasRTL(s) {
			return bidi.RightToLeft(strings.Join(lines, " "))
		}
	}
	return false
}

// build makes the parts of a chunk: one, or more where blocks of wide lines lie in it.
func (r *reader) build(c chunk, first bool) []Part {
	var out []Part
	blocks := r.blocks(c.lines)
	for i := 0; i < len(blocks); {
		end := i + 1
		isWide := blocks[i].wide()
		for end < len(blocks) && !isWide && !blocks[end].wide() {
			end++
		}
		p := r.part(blocks[i:end], first && i == 0, c.last && end == len(blocks))
		p.Wide, p.Joined = isWide, c.joined && i == 0
		out = append(out, p)
		i = end
	}
	return out
}

// wide reports whether a block has lines that some panes are too narrow for.
func (b *block) wide() bool {
	if b.fixed {
		for _, s := range b.lines {
			if len(s) > wideLeast {
				return true
			}
		}
	}
	return false
}

// A builder puts the nodes of a part together.
type builder struct {
	r      *reader
	part   *Part
	body   *style.Node
	top    *style.Node   // the body or a folded quotation
	quotes []*style.Node // the levels of quotation that are open in it
	fold   int
}

func (r *reader) part(blocks []block, first, last bool) Part {
	root := &style.Node{Tag: "html", Style: r.styles.block}
	p := Part{Page: &style.Page{Root: root}}
	b := builder{r: r, part: &p, body: child(root, "body", r.styles.body(first, last))}
	p.Page.Body, b.top = b.body, b.body
	for i := range blocks {
		b.add(&blocks[i])
	}
	return p
}

// child appends an element to a node.
func child(n *style.Node, tag string, st *style.Computed) *style.Node {
	c := &style.Node{Parent: n, Tag: tag, Style: st}
	n.Children = append(n.Children, c)
	return c
}

// leaf appends text to a node.
func leaf(n *style.Node, text string, st *style.Computed) {
	n.Children = append(n.Children, &style.Node{Parent: n, Text: text, Style: st})
}

func (b *builder) add(bl *block) {
	if bl.fold != b.fold {
		b.fold, b.top, b.quotes = bl.fold, b.body, nil
		if bl.fold > 0 {
			b.top = b.foldable("div", b.body, b.r.styles.block, bl.fold, true)
		}
	}
	in := b.level(bl.depth, bl.rtl)
	if !bl.bare {
		st := b.r.styles.text(bl.manner)
		b.text(child(in, "div", st.element), bl, st.text)
	}
	if bl.opens > 0 {
		b.label(in, bl)
	}
}

// level is the node for a level of quotation.
func (b *builder) level(depth int, rtl bool) *style.Node {
	depth = min(depth, maxBars)
	b.quotes = b.quotes[:min(len(b.quotes), depth)]
	in := b.top
	if n := len(b.quotes); n > 0 {
		in = b.quotes[n-1]
	}
	for len(b.quotes) < depth {
		in = child(in, quoteTag, b.r.styles.quote(len(b.quotes), rtl))
		b.quotes = append(b.quotes, in)
	}
	return in
}

// text puts lines into a node, with their links. Each line but none else ends with LF, so
// that an empty one at the end is a line too.
func (b *builder) text(n *style.Node, bl *block, st *style.Computed) {
	var run strings.Builder
	linked := allLinks(bl.lines)
	for i, s := range bl.lines {
		done := 0
		for _, l := range linked[i] {
			run.WriteString(s[done:l.start])
			if run.Len() > 0 {
				b.put(n, run.String(), st, bl.fixed)
				run.Reset()
			}
			look := b.r.styles.linkTo(l.target, bl.manner)
			a := child(n, "a", look.element)
			a.Attrs = map[string]string{"href": l.target}
			b.put(a, s[l.start:l.end], look.text, bl.fixed)
			done = l.end
		}
		run.WriteString(s[done:])
		run.WriteByte('\n')
	}
	b.put(n, run.String(), st, bl.fixed)
}

// label adds the words that open and close the folded quotation below bl.
func (b *builder) label(in *style.Node, bl *block) {
	fold := bl.opens
	look := manner{muted: true, rtl: bl.rtl}
	st := b.r.styles.text(look)
	target := FoldLink + strconv.Itoa(fold)
	more, less := b.r.o.More, b.r.o.Less
	if bl.bare {
		more, less = b.r.o.Tail, b.r.o.TailLess
	}
	for _, w := range []struct {
		words string
		open  bool
	}{{more(bl.label), false}, {less, true}} {
		n := b.foldable(labelTag, in, st.element, fold, w.open)
		p := b.r.styles.colored(st.text, b.r.o.Ink.Link, target)
		if bl.bare {
			p = b.r.styles.tablet(st.text, target)
		}
		a := child(n, "a", p.element)
		a.Attrs = map[string]string{"href": target}
		leaf(a, w.words, p.text)
	}
}

// foldable appends an element that is seen when a folded quotation is open, or when not.
func (b *builder) foldable(tag string, in *style.Node, st *style.Computed, fold int, open bool) *style.Node {
	n := child(in, tag, st)
	n.Attrs = map[string]string{foldAttr: strconv.Itoa(fold)}
	b.part.folded = append(b.part.folded, folded{fold, n, st, open})
	if open {
		n.Style = hidden()
	}
	for _, f := range b.part.Folds {
		if f == fold {
			return n
		}
	}
	b.part.Folds = append(b.part.Folds, fold)
	return n
}

package htmlview

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/plain"
	"popmail/gui/htmlview/style"
)

// readPage makes the reading of a page.
func readPage(p *layout.Page, root *style.Node) *reading {
	r := &reader{of: map[*style.Node][]*layout.Text{}}
	var texts []*layout.Text
	for _, item := range p.Items {
		if t, ok := item.(*layout.Text); ok && t.Node != nil && t.Opacity > 0 {
			texts = append(texts, t)
		}
	}
	slices.SortStableFunc(texts, func(a, b *layout.Text) int { return cmp.Compare(a.Start, b.Start) })
	for _, t := range texts {
		r.of[t.Node] = append(r.of[t.Node], t)
	}
	for n := root; n != nil && n.Parent != nil; n = n.Parent {
		root = n.Parent
	}
	if root != nil {
		r.node(root)
	}
	return &reading{text: r.b.String(), pieces: r.out, quoted: r.quoted}
}

// A reader walks through a page. What stands between two texts is the strongest of what
// was met there.
type reader struct {
	of    map[*style.Node][]*layout.Text
	b     strings.Builder
	out   []piece
	lines int    // ends of lines that are due
	tab   int    // cells of the row that have ended since
	space bool   // white space
	mark  string // of the item of a list
	cell  bool   // a cell has begun, and nothing stands in it yet
	depth int    // of quotation in plain text
	cells int    // of tables of data that it is in: what ends lines in them is a blank

	quoted []quotedLine
}

func (r *reader) need(lines int) {
	if r.cells > 0 {
		r.space = r.space || lines > 0
	} else if !r.cell && lines > 0 {
		r.lines, r.tab = max(r.lines, lines), 0
	}
}

func (r *reader) write(t *layout.Text, s string) {
	if r.b.Len() > 0 {
		switch {
		case r.lines > 0:
			r.b.WriteString(strings.Repeat("\n", min(r.lines, 2)) + strings.Repeat("\t", r.tab))
		case r.tab > 0:
			r.b.WriteString(strings.Repeat("\t", r.tab))
		case r.space:
			if last := r.b.String()[r.b.Len()-1]; last != ' ' && last != '\n' && last != '\t' && !strings.HasPrefix(s, " ") {
				r.b.WriteByte(' ')
			}
		}
	}
	if r.depth > 0 && (r.b.Len() == 0 || r.lines > 0 || strings.HasSuffix(r.b.String(), "\n")) {
		r.quoted = append(r.quoted, quotedLine{r.b.Len(), r.depth})
	}
	r.lines, r.tab, r.space, r.cell = 0, 0, false, false
	if r.mark != "" {
		r.b.WriteString(r.mark)
		r.mark = ""
	}
	start := r.b.Len()
	r.b.WriteString(s)
	r.out = append(r.out, piece{t, start, r.b.Len()})
}

// node reads an element or a text.
func (r *reader) node(n *style.Node) {
	switch {
	case n.Tag == "":
		r.words(n)
		return
	case n.Tag == "br":
		if r.cells > 0 {
			r.space = true
		} else {
			r.lines++
		}
		return
	case n.Style == nil || n.Style.Display == style.None || plain.IsLabel(n):
		return
	}
	above, after := apart(n)
	r.need(above)
	lines, written := r.lines, r.b.Len()
	if n.Style.Display == style.TableCell {
		data := inRow(n)
		switch {
		case firstCell(n):
		case data: // an empty cell is one of its columns too
			r.tab = min(r.tab+1, maxTabs)
		case r.lines == 0:
			r.tab = 1
		}
		r.cell = true
		if data {
			r.cells++
			defer func() { r.cells-- }()
		}
	}
	if n.Style.Display == style.ListItem {
		r.mark = markOf(n, r.of[n])
	}
	var before *layout.Text
	for _, t := range r.of[n] { // what stands for a picture, or marks an item
		if t.Alt || n.Style.Display != style.ListItem {
			if before != nil && before.Baseline != t.Baseline {
				r.space = r.space || spaced(before.Text, t.Text)
			}
			before = t
			r.write(t, t.Text)
		}
	}
	if plain.IsQuote(n) {
		r.depth++
		defer func() { r.depth-- }()
	}
	for _, c := range n.Children {
		r.node(c)
	}
	if n.Style.Display == style.TableCell {
		r.lines, r.space, r.cell = 0, false, false // what ends within a cell does not end its row
		if r.b.Len() == written {
			r.lines = lines // but what ended before it has ended
		}
		return
	}
	r.need(after)
}

// spaced reports whether a blank stands between the end of one line and the beginning of the
// next: in scripts that put blanks between words.
func spaced(end, begin string) bool {
	last, _ := utf8.DecodeLastRuneInString(end)
	first, _ := utf8.DecodeRuneInString(begin)
	return !unicode.In(last, unblanked...) && !unicode.In(first, unblanked...)
}

var unblanked = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// apart says how many ends of lines an element has before and after it.
func apart(n *style.Node) (before, after int) {
	switch n.Style.Display {
	case style.Inline, style.InlineBlock, style.InlineTable, style.InlineFlex, style.TableCell, style.TableColumn, style.TableColumnGroup:
		return 0, 0
	}
	switch n.Tag {
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "hr":
		if n.Parent != nil && n.Parent.Tag == "li" {
			return 1, 1
		}
		return 2, 2
	}
	return 1, 1
}

// inRow reports whether a cell is one of a row of a table that holds data: a few words in
// each of several cells. What is copied of such a row is one line. Tables that place the
// parts of a page beside each other hold whole parts of it in their cells.
func inRow(n *style.Node) bool {
	if n.Parent == nil {
		return false
	}
	cells, left := 0, rowWords
	for _, c := range n.Parent.Children {
		if c.Tag != "" && c.Style != nil && c.Style.Display == style.TableCell {
			cells++
			if left -= short(c, left); left < 0 {
				return false
			}
		}
	}
	return cells > 1
}

// maxTabs bounds the empty cells of a row that are copied.
const maxTabs = 50

// rowWords is how many octets the cells of a row of data hold at most.
const rowWords = 2000

// short counts the octets of what is in a cell; what no row of data has counts for more
// than most.
func short(n *style.Node, most int) (size int) {
	switch n.Tag {
	case "table", "ul", "ol", "dl", "pre", "blockquote", "h1", "h2", "h3", "hr":
		return most + 1
	}
	size = len(strings.TrimSpace(n.Text))
	for _, c := range n.Children {
		if size += short(c, most); size > most {
			break
		}
	}
	return size
}

func firstCell(n *style.Node) bool {
	if n.Parent == nil {
		return true
	}
	for _, c := range n.Parent.Children {
		if c == n {
			return true
		}
		if c.Tag != "" && c.Style != nil && c.Style.Display == style.TableCell {
			return false
		}
	}
	return true
}

// markOf is what stands before the item of a list in plain text: a bullet, or the number as
// it is drawn, which is among the texts of the item's own element.
func markOf(n *style.Node, drawn []*layout.Text) string {
	depth := 0
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Tag == "ul" || p.Tag == "ol" {
			depth++
		}
	}
	indent := strings.Repeat("  ", min(max(depth-1, 0), 8))
	switch n.Style.ListType {
	case "none", "disclosure-open", "disclosure-closed":
		return indent
	case "", "disc", "circle", "square":
		return indent + "• "
	}
	mark := ""
	drawn = slices.Clone(drawn) // the dot may stand by itself
	slices.SortFunc(drawn, func(a, b *layout.Text) int { return a.Start - b.Start })
	for _, t := range drawn {
		if !t.Alt {
			mark += strings.TrimSpace(t.Text)
		}
	}
	if mark == "" {
		return indent
	}
	return indent + mark + " "
}

// words reads a text of the page: what is drawn of it, and the white space between.
func (r *reader) words(n *style.Node) {
	rest := n.Text
	pre := n.Style != nil && (n.Style.White == style.Pre || n.Style.White == style.PreWrap || n.Style.White == style.PreLine)
	blank := func() {
		for rest != "" {
			c, k := utf8.DecodeRuneInString(rest)
			if c == '\n' && pre {
				r.lines++
			} else if c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0xad && c != 0x200b {
				return
			}
			if c != 0xad && c != 0x200b {
				r.space = true
			}
			rest = rest[k:]
		}
	}
	for _, t := range r.of[n] {
		if shown := strings.TrimLeft(t.Text, " \t"); !pre || len(shown) == len(t.Text) {
			blank()
		} else { // blanks at the start of a line that are drawn
			for strings.HasPrefix(rest, "\n") {
				r.lines++
				rest = rest[1:]
			}
		}
		many := r.lines > 2 && pre
		for ; many && r.lines > 2; r.lines-- {
			r.b.WriteByte('\n')
		}
		r.write(t, t.Text)
		rest = rest[along(rest, t.Text):]
	}
	blank()
}

// along is how much of the text of a page what is drawn of it takes.
func along(source, shown string) int {
	at := 0
	for _, c := range shown {
		if at >= len(source) {
			break
		}
		s, k := utf8.DecodeRuneInString(source[at:])
		if blankRune(c) {
			for blankRune(s) && at < len(source) {
				at += k
				s, k = utf8.DecodeRuneInString(source[at:])
			}
			continue
		}
		for (s == 0xad || s == 0x200b || blankRune(s)) && s != c && at+k < len(source) {
			at += k
			s, k = utf8.DecodeRuneInString(source[at:])
		}
		at += k
	}
	return min(at, len(source))
}

func blankRune(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' }

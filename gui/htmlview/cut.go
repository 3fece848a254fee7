package htmlview

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"popmail/gui/htmlview/style"
)

// smallBlock is how much text an element has at most, in octets, that is cut off whole.
const smallBlock = 4 << 10

// A cut is what of a page holds a stretch of its text.
type cut struct {
	page        *style.Page
	first, last int // the pieces of the whole page with which it begins and ends
}

// cutPage is what of a page holds its text from one offset to another; nil where it has
// none. What is cut off are whole elements before and after the stretch; all others are
// those of the page.
func cutPage(page *style.Page, r *reading, from, to int) *cut {
	if len(r.pieces) == 0 || page.Root == nil {
		return nil
	}
	c := &cutter{of: page}
	out := &cut{first: min(r.piece(max(from, 0)), len(r.pieces)-1)}
	out.last = max(min(r.piece(max(to, 0)), len(r.pieces)-1), out.first)
	c.first, c.last = block(r.pieces[out.first].item.Node), block(r.pieces[out.last].item.Node)
	for out.first > 0 && !c.text(c.first) && within(r.pieces[out.first-1].item.Node, c.first) {
		out.first--
	}
	for out.last < len(r.pieces)-1 && !c.text(c.last) && within(r.pieces[out.last+1].item.Node, c.last) {
		out.last++
	}
	c.begin, c.end = 0, -1
	if c.text(c.first) {
		c.begin = textBefore(r, out.first)
	}
	if c.text(c.last) {
		c.end = textBefore(r, out.last) + len(r.pieces[out.last].item.Text) + 1
	}
	c.above, c.below = ancestors(c.first), ancestors(c.last)
	root := page.Root
	for root.Parent != nil {
		root = root.Parent
	}
	p := *page
	p.Root = nil
	c.out = &p
	if top := c.node(root, nil); p.Root == nil {
		p.Root = top
	}
	if p.Root == nil || !c.begun {
		return nil
	}
	out.page = &p
	return out
}

// block is the outermost element around a text that holds little more than it; the text
// itself where that is long.
func block(n *style.Node) *style.Node {
	for n.Parent != nil && textIn(n.Parent, smallBlock) <= smallBlock {
		n = n.Parent
	}
	return n
}

// textIn counts the octets of text in an element and 8 for each element, up to a bound.
func textIn(n *style.Node, most int) int {
	size := len(n.Text) + 8
	for _, c := range n.Children {
		if size > most {
			break
		}
		size += textIn(c, most-size)
	}
	return size
}

func ancestors(n *style.Node) map[*style.Node]bool {
	out := map[*style.Node]bool{}
	for n = n.Parent; n != nil; n = n.Parent {
		out[n] = true
	}
	return out
}

// textBefore is how much of the text of a page stands before a piece, in its own node.
func textBefore(r *reading, i int) int {
	n := r.pieces[i].item.Node
	first := i
	for first > 0 && r.pieces[first-1].item.Node == n {
		first--
	}
	at := 0
	for k := first; k < i; k++ {
		at += along(n.Text[at:], r.pieces[k].item.Text)
	}
	return at
}

// A cutter copies what is needed of a page.
type cutter struct {
	of, out      *style.Page
	first, last  *style.Node // where it begins and ends
	begin, end   int         // offsets in them where they are texts; -1: the end
	above, below map[*style.Node]bool
	begun, ended bool
}

// text reports whether a node is a text that is cut itself.
func (c *cutter) text(n *style.Node) bool { return n.Tag == "" && len(n.Text) > smallBlock }

// node is what is left of an element or text; nil: nothing.
func (c *cutter) node(n, parent *style.Node) *style.Node {
	if n == c.first {
		c.begun = true
	}
	switch {
	case c.ended, !c.begun && !c.above[n]:
		return nil
	case n == c.last:
		c.ended = true
		fallthrough
	case n == c.first && !c.below[n]:
		if !c.text(n) {
			return n
		}
		return c.part(n, parent)
	case !c.above[n] && !c.below[n]:
		return n
	}
	out := *n
	out.Parent, out.Children = parent, nil
	skipped := 0
	for _, k := range n.Children {
		begun := c.begun
		left := c.node(k, &out)
		switch {
		case left != nil && n.Tag == "ol" && left == k: // it is counted in this list
			item := *k
			item.Parent = &out
			left = &item
		case left == nil && k.Style != nil && k.Tag != "" && beside(n, k):
			shell := *k // that keeps a column
			shell.Parent, shell.Children = &out, nil
			left = &shell
		case left == nil && !begun && k.Tag == "li":
			skipped++
		}
		if left != nil {
			out.Children = append(out.Children, left)
		}
	}
	if n.Tag == "ol" && skipped > 0 {
		start, err := strconv.Atoi(strings.TrimSpace(n.Attrs["start"]))
		if err != nil {
			start = 1
		}
		if out.Attrs = maps.Clone(n.Attrs); out.Attrs == nil {
			out.Attrs = map[string]string{}
		}
		out.Attrs["start"] = strconv.Itoa(start + skipped)
	}
	switch n {
	case c.of.Root:
		c.out.Root = &out
	case c.of.Body:
		c.out.Body = &out
	}
	return &out
}

// part is a text that is cut.
func (c *cutter) part(n, parent *style.Node) *style.Node {
	out := *n
	out.Parent = parent
	begin, end := 0, len(n.Text)
	if n == c.first {
		begin = min(c.begin, end)
	}
	if n == c.last && c.end >= 0 {
		end = max(min(c.end, end), begin)
	}
	out.Text = strings.ToValidUTF8(n.Text[begin:end], "")
	return &out
}

// beside reports whether what is cut off leaves a gap beside what stays: cells and columns
// of a table.
func beside(n, k *style.Node) bool {
	return n.Style != nil && n.Style.Display == style.TableRow && k.Style.Display == style.TableCell ||
		slices.Contains([]style.Display{style.TableColumn, style.TableColumnGroup}, k.Style.Display)
}

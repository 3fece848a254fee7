// Package plain makes documents of plain text, for the same layout as pages of HTML:
// quotations with a bar for each level and the long ones folded, signatures muted, links
// found, and what lines up in columns in letters of fixed pitch. It measures nothing,
// draws nothing and fetches nothing.
//
// A text comes in parts of some ten KB, each a page of its own, so that the first screen
// of a long text needs only the first of them. The one who shows them lays each out for
// the same width and places it right below the one before. What is folded has no height.
package plain

import (
	"image/color"
	"iter"

	"popmail/gui/htmlview/style"
)

// Options say how a text is to look.
type Options struct {
	Size   float64 // of proportional letters in CSS pixels; 0: 16
	Line   float64 // height of their lines as a multiple of it; 0: as the font has it
	Margin float64 // around the whole text, CSS pixels
	Ink    Ink     // the zero value: Light

	// Width is that of the pane in CSS pixels. In one that is narrower than lines that end
	// only because the sender's program broke them, those are joined. 0: none are.
	Width float64

	// Advance is how wide a letter is, in CSS pixels. Nil: letters of Chinese, Japanese and
	// Korean in columns of fixed pitch are as wide as their font has them.
	Advance func(f style.Font, letter string) float64

	// More gives the words that open a folded quotation of which so many lines are hidden,
	// Less those that close it again. Without More nothing is folded.
	More func(lines int) string
	Less string

	// Tail gives the words in the place of a quotation at the end, of so many lines, which is
	// folded as a whole, with the line that says whose words it is; TailLess those that close it
	// again. Without Tail it is folded as any other. Again takes no heed of another one.
	Tail     func(lines int) string
	TailLess string
}

// Ink is the colors of a text.
type Ink struct {
	Text, Muted, Bar, Link color.NRGBA
	Ground                 color.NRGBA // below the words in the place of a quotation
}

// Light is for light paper.
var Light = Ink{
	Text:  color.NRGBA{0x1c, 0x1f, 0x26, 0xff},
	Muted: color.NRGBA{0x5c, 0x63, 0x70, 0xff},
	Bar:   color.NRGBA{0x9d, 0xb2, 0xd6, 0xff},
	Link:  color.NRGBA{0x2a, 0x65, 0xdb, 0xff},

	Ground: color.NRGBA{0xee, 0xf0, 0xf4, 0xff},
}

// Dark is for dark paper; a page with it must not be darkened.
var Dark = Ink{
	Text:  color.NRGBA{0xe6, 0xe8, 0xec, 0xff},
	Muted: color.NRGBA{0xa3, 0xa9, 0xb5, 0xff},
	Bar:   color.NRGBA{0x4c, 0x60, 0x85, 0xff},
	Link:  color.NRGBA{0x6e, 0xa0, 0xff, 0xff},

	Ground: color.NRGBA{0x19, 0x1c, 0x21, 0xff},
}

// FoldLink is what Style.Link of the words that open and close a folded quotation begins
// with; the quotation's number follows. It is no address: a tap on it asks for Unfold in
// all parts of the text.
const FoldLink = "popmail-fold:"

// A Part is a piece of a text as a page.
type Part struct {
	Page *style.Page
	// Wide says that its lines do not wrap: where the page is wider than the pane it is not
	// made smaller but scrolls sideways, by itself.
	Wide bool
	// Joined says that it goes on in the middle of the line with which the part before ends,
	// for copying: a line was too long for one part.
	Joined bool
	// Folds are the numbers of the folded quotations something of which is here.
	Folds []int

	folded []folded
	from   *reader // as it was before the chunk that the part is of
	index  int     // among the parts of that
	first  bool
}

// A folded node is seen either when its quotation is open or when it is closed.
type folded struct {
	fold  int
	node  *style.Node
	shown *style.Computed
	open  bool // when it is seen
}

// Unfold shows or hides a folded quotation and reports whether some of it is in this part,
// which then is to be laid out anew. At first all are hidden.
func (p *Part) Unfold(fold int, open bool) bool {
	some := false
	for _, f := range p.folded {
		if f.fold == fold {
			some = true
			if f.node.Style = f.shown; f.open != open {
				f.node.Style = hidden()
			}
		}
	}
	return some
}

// IsLabel reports whether n holds the words that open or close a folded quotation, which
// are no part of the text: neither copied nor found.
func IsLabel(n *style.Node) bool { return n.Tag == labelTag }

// IsQuote reports whether n is a level of quotation.
func IsQuote(n *style.Node) bool { return n.Tag == quoteTag }

// Empty reports whether all of the part is folded away.
func (p *Part) Empty() bool {
	for _, n := range p.Page.Body.Children {
		if n.Style.Display != style.None {
			return false
		}
	}
	return len(p.Page.Body.Children) > 0
}

const (
	foldAttr = "fold"
	quoteTag = "Quote"
	labelTag = "Label" // no page has it: the parser writes names in lower case
)

// Parts are the parts of a text, made as they are asked for. It always gives one at least.
func Parts(text string, o Options) iter.Seq[Part] {
	return func(yield func(Part) bool) { newReader(text, o).parts(true, 0, yield) }
}

// Again gives the same part for other options, then those after it. The text is cut into
// the same parts, whatever the options are.
func (p *Part) Again(o Options) iter.Seq[Part] {
	return func(yield func(Part) bool) {
		r := *p.from
		r.look(o)
		r.parts(p.first, p.index, yield)
	}
}

// parts gives the parts of what is left of a text but for some of the first ones.
func (r *reader) parts(first bool, skip int, yield func(Part) bool) {
	for {
		from := *r
		c := r.next()
		for i, p := range r.build(c, first) {
			if i < skip {
				continue
			}
			p.from, p.index, p.first = &from, i, first
			if !yield(p) {
				return
			}
		}
		if c.last {
			return
		}
		first, skip = false, 0
	}
}

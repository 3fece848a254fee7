// Package style turns a page of HTML into a tree of elements that know how they look:
// the parser's tree, the presentational attributes, the style sheets and the inline CSS
// become one computed style per element. It measures nothing, draws nothing and fetches
// nothing; what a page refers to stays a string.
package style

import "image/color"

// A Node is an element or a run of text of a page.
type Node struct {
	Parent   *Node
	Children []*Node
	Tag      string // the element's name in lower case; "" for text
	Text     string // of text as it stands in the page, white space and all
	Attrs    map[string]string
	Options  []string  // of a select: the texts that it is wide enough for
	Style    *Computed // of text: the parent's, with its box parts as by default

	classes []string
	look    string // the attributes that say how the element looks, with their values
	at      place
}

// A place is where an element lies among its siblings, text left out.
type place struct {
	before      *Node // the element before it
	index, last int32 // from the start, 1 is the first, and how many there are
	kind, kinds int32 // the same among those of its name
	void        bool  // has neither elements nor text
}

// Attr is the value of an attribute, "" where the element has none of that name.
func (n *Node) Attr(name string) string { return n.Attrs[name] }

// A Page is a document with its styles computed.
type Page struct {
	Root   *Node // html
	Body   *Node // nil where the page has none
	Quirks bool  // no doctype, or an old one (HTML, The quirks mode)
	// LimitedQuirks is set instead for the doctypes of XHTML 1.0 and HTML 4.01 Transitional
	// and Frameset: lines are as high as in quirks mode, all else is not.
	LimitedQuirks bool
	Lang          string
	Details       map[*Node]int // their numbers
	Quoted        *Node         // the first element of the quotation with which the page ends; nil: there is none
	Closed        string        // the words that stand in details which are closed
	// Problems says what was left out because the page reached a bound.
	Problems []string
}

// Media is what the page is drawn for.
type Media struct {
	Width float64 // of the pane in CSS pixels
	Dark  bool
	// Opened says whether details are open, by their number in the page from 0 on and by
	// what the page itself says. nil: as the page says.
	Opened func(number int, open bool) bool
	// Quoted gives the words in the place of a quotation of so many lines with which the page
	// ends; they open and close it as the summary of details does. nil: none is folded.
	Quoted func(lines int) string
}

// LengthKind says what a length is relative to.
type LengthKind uint8

// Kinds of lengths. Font-relative lengths are computed to Px.
const (
	Auto    LengthKind = iota // also none and normal
	Px                        // CSS pixels
	Percent                   // hundredths of the containing block's
)

// A Length is a size as far as it is known without layout.
type Length struct {
	Kind LengthKind
	V    float64
	Plus float64 // CSS pixels that calc() adds to a Percent
}

// Family is one of the three families of letters that a page can have.
type Family uint8

// Families. Which names mean which is said in CONTRACT.md, render.
const (
	Sans Family = iota
	Serif
	Mono
)

// A Font is a face in a size.
type Font struct {
	Family Family
	Size   float64 // CSS pixels
	Bold   bool    // weight 600 and more
	Italic bool
}

// Sides of a box.
const (
	Top = iota
	Right
	Bottom
	Left
)

// An Edge is a border on one side; Width is 0 where the style is none or hidden.
type Edge struct {
	Width float64
	Style string // solid, dashed, dotted, double, groove, ridge, inset, outset, none
	Color color.NRGBA
}

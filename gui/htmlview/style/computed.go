package style

import "image/color"

// Display is the kind of box that an element makes.
type Display uint8

// Displays.
const (
	Inline Display = iota
	None
	Block
	ListItem
	InlineBlock
	Table
	InlineTable
	TableRowGroup
	TableHeaderGroup
	TableFooterGroup
	TableRow
	TableCell
	TableCaption
	TableColumn
	TableColumnGroup
	Flex
	InlineFlex
)

// Align is text-align. The HTML ones come from align attributes and <center>: they move
// block children too, and a table inside sets them back to Start.
type Align uint8

// Alignments.
const (
	Start Align = iota
	AlignLeft
	AlignRight
	AlignCenter
	Justify
	End
	HTMLLeft
	HTMLRight
	HTMLCenter
)

// Float takes a box out of the flow.
type Float uint8

// Floats.
const (
	NoFloat Float = iota
	FloatLeft
	FloatRight
)

// Clear moves a box below floats.
type Clear uint8

// Clears.
const (
	NoClear Clear = iota
	ClearLeft
	ClearRight
	ClearBoth
)

// WhiteSpace is white-space.
type WhiteSpace uint8

// Ways with white space.
const (
	Normal WhiteSpace = iota
	NoWrap
	Pre
	PreWrap
	PreLine
)

// Fit is object-fit: how a picture fills its box.
type Fit uint8

// Fits.
const (
	Fill Fit = iota
	Contain
	Cover
	NoScale
	ScaleDown
)

// VAlign is vertical-align; Shifted stands with Computed.Shift.
type VAlign uint8

// Vertical alignments.
const (
	Baseline VAlign = iota
	Sub
	Super
	VTop
	VMiddle
	VBottom
	TextTop
	TextBottom
	Shifted        // by Computed.Shift above the baseline
	BaselineMiddle // the middle stands on the baseline (HTML, 15.4.3, align=middle)
)

// Background is what lies behind a box.
type Background struct {
	Color    color.NRGBA // alpha 0: none
	Image    string      // what url() says, "" for none
	Gradient *Gradient   // nil: none; Color is then its mean where that covers more than the color
	Veil     bool        // Gradient lies on Image, else below it
	RepeatX  bool
	RepeatY  bool
	Position [2]Length // x, y
	Size     [2]Length // Auto: the picture's own
	Cover    bool      // size: cover; Contain: contain
	Contain  bool
}

// A Computed is the style of one element: CSS computed values, with font-relative lengths
// as pixels. Percentages and auto stay, for the layout to work out.
type Computed struct {
	Display  Display
	Float    Float
	Clear    Clear
	Relative bool      // position: relative, moved by Offset
	Absolute bool      // position: absolute or fixed, with a place of its own at the top or the bottom
	Offset   [4]Length // top, right, bottom, left
	Move     [2]Length // transform: translate of an absolute box, x and y; percentages of its own size
	Covers   bool      // it lies on all of the positioned box around it

	Margin    [4]Length
	Padding   [4]Length
	Border    [4]Edge
	Radius    [4]Length // top left, top right, bottom right, bottom left
	Width     Length
	Height    Length
	MinWidth  Length
	MaxWidth  Length // Auto: none
	MinHeight Length
	MaxHeight Length
	Ratio     float64 // aspect-ratio, width by height; 0: none
	AutoRatio bool    // of Ratio: a picture that is here keeps its own
	Fit       Fit     // object-fit
	BorderBox bool    // box-sizing: border-box
	Clip      bool    // overflow is not visible
	Unrolled  bool    // it would scroll: nothing in it is cut off

	Background Background
	Shadows    []Shadow
	Color      color.NRGBA
	Font       Font
	LineHeight float64 // CSS pixels; 0: normal, as the font wants it
	Letter     float64 // letter-spacing, CSS pixels
	Word       float64 // word-spacing, CSS pixels
	Indent     Length  // text-indent
	Align      Align
	VAlign     VAlign
	Shift      float64 // CSS pixels upwards, with VAlign Shifted
	White      WhiteSpace
	BreakWords bool   // overflow-wrap: break-word or anywhere, word-break: break-word: a word longer than the line is broken
	Anywhere   bool   // of BreakWords: such a word needs no more room than its widest letter (overflow-wrap: anywhere, word-break: break-word)
	BreakAll   bool   // word-break: break-all
	Transform  string // text-transform: uppercase, lowercase, capitalize or ""
	SmallCaps  bool   // font-variant: small letters look like capitals
	Underline  bool   // text-decoration of this element and those around it
	Strike     bool
	Overline   bool
	RTL        bool // direction
	Isolate    bool // unicode-bidi other than normal, or a dir attribute
	Opacity    float64
	Hidden     bool // visibility

	ListType   string // list-style-type: disc, circle, square, decimal, lower-alpha, ... or none
	ListInside bool

	Collapse      bool       // border-collapse
	Spacing       [2]float64 // border-spacing, CSS pixels
	FixedTable    bool       // table-layout: fixed
	CaptionBottom bool

	Column   bool // flex-direction: column; Reverse: reversed
	Reverse  bool
	Wrap     bool // flex-wrap
	JustifyC string
	AlignI   string // align-items; AlignS: align-self, "" for auto
	AlignS   string
	Grow     float64
	Shrink   float64
	Basis    Length
	Gap      [2]float64 // row, column, CSS pixels
	Order    int

	IsGrid    bool // display: grid or inline-grid, with Display Flex or InlineFlex
	Grid      Grid
	GridLines [2]int // grid-column: from and to, 0 for auto
	GridSpan  int    // how many columns, 0 is one
	JustifyI  string // justify-items; JustifyS: justify-self
	JustifyS  string

	Link string // the target of the link that this element lies in, "" for none

	// MarginQuirk says of the top and the bottom margin that it is a default one, which
	// quirks mode drops at the edges of a cell and of the body (HTML, 15.3.8).
	MarginQuirk [2]bool
	LineColor   color.NRGBA // of underline, strike and overline

	internal
}

// internal is what later steps of the cascade need to know.
type internal struct {
	weight     int16
	keyword    int8          // which of sizes the letters' size is, or noKeyword
	absolute   bool          // the letters' size comes from a length
	mono       bool          // font-family is the generic monospace alone
	signs      map[rune]rune // what letters stand for in the first family of font-family; nil: for themselves
	lineFactor float64
	edgeInk    [4]ink
	backInk    ink
	lineInk    ink
	gradient   color.NRGBA // the color that stands for one
	content    *content    // of a pseudo-element, nil for none
	lines      lines
	wrapWords  bool // overflow-wrap
	anywhere   bool // overflow-wrap: anywhere
	wordBreak  bool // word-break: break-word
	outOfFlow  bool // position: absolute or fixed
	clipped    bool // clip leaves nothing to be seen of a box out of the flow
	scrolls    bool // overflow: auto or scroll
	cut        bool // clip-path leaves nothing to be seen
	custom     *customs
	serial     uint32
	text       *Computed // that of the text within
}

// lines are the kinds of text-decoration.
type lines uint8

const (
	underline lines = 1 << iota
	overline
	strike
)

package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/gui/htmlview/style"
	"popmail/gui/kit/bidi"
)

// itemKind says what an item of a line is.
type itemKind uint8

const (
	iWord   itemKind = iota
	iSpace           // white space at which a line may end
	iOpen            // an inline box begins
	iClose           // and ends
	iAtomic          // an inline-block, a picture
	iBreak           // a forced end of line
	iFloat
)

// An item is a piece of a paragraph that is not broken.
type item struct {
	kind  itemKind
	wraps bool // the line may end after it
	hangs bool // white space that vanishes at the end of a line and at its start
	soft  bool // a soft hyphen stands at its end
	any   bool // may be broken anywhere where it does not fit
	wide  bool // may be broken anywhere at all
	long  bool // of more than longestWord characters, which are broken wherever they stand
	off   int32
	b     *box // the text, the inline box, the atomic box
	text  string
	w     float64
}

// inlines is the content of a block container whose children stand in lines.
type inlines struct {
	done  bool
	items []item
	empty bool // it makes no line
	bidi  bool // some of it runs from right to left
	lines []line
	lo    float64
	hi    float64
	sized bool
}

// maxInlines is how deep inline boxes may lie in each other and still have edges, a
// background and a vertical alignment of their own.
const maxInlines = 50

// object stands for an atomic box in the text of a paragraph.
const object = "\uFFFC"

// A collector turns inline boxes into items.
type collector struct {
	e     *engine
	text  strings.Builder // of the paragraph, white space processed
	parts []part
	space bool         // the text ends with white space that swallows what follows
	stuck bool         // at which no line may end
	freed map[int]bool // ends of such white space that has swallowed some at which one may
	depth int          // of inline boxes
	word  bool         // the text ends within a word, for capitalize
}

// A part is a stretch of the paragraph's text, or something between two stretches.
type part struct {
	kind       itemKind
	b          *box
	start, end int
}

// collect makes the items of a block container, once.
func (e *engine) collect(b *box) *inlines {
	in := b.inl
	if in.done {
		return in
	}
	in.done = true
	c := &collector{e: e}
	for _, k := range b.kids {
		c.add(k)
	}
	para := c.text.String()
	breaks := opportunities(para)
	in.items = make([]item, 0, len(c.parts)*2)
	in.empty = true
	for _, p := range c.parts {
		switch p.kind {
		case iWord:
			c.words(in, p, para, breaks)
		case iAtomic:
			in.empty = false
			in.items = append(in.items, item{kind: iAtomic, b: p.b, wraps: breaks.at(p.end) && wrapping(p.b.parent.st.White)})
			// A line may also end before an atomic box.
			if n := len(in.items); n > 1 && breaks.at(p.start) {
				c.allowBefore(in, n-1)
			}
		case iBreak:
			in.empty = false
			in.items = append(in.items, item{kind: iBreak, b: p.b})
		default:
			if p.kind == iOpen || p.kind == iClose {
				edges, margins := p.b.edges(0), p.b.margins(0)
				side := style.Left
				if p.kind == iClose {
					side = style.Right
				}
				if edges[side]+margins[side] != 0 {
					in.empty = false
				}
			}
			in.bidi = in.bidi || p.b.st.Isolate && p.b.st.RTL
			in.items = append(in.items, item{kind: p.kind, b: p.b})
		}
	}
	in.bidi = in.bidi || bidi.HasRTL(para) || b.st.RTL
	return in
}

// allowBefore lets the line end before item i where the text around it lets it.
func (c *collector) allowBefore(in *inlines, i int) {
	for j := i - 1; j >= 0; j-- {
		switch in.items[j].kind {
		case iOpen, iClose, iFloat:
			continue
		case iWord, iAtomic:
			if wrapping(in.items[i].b.parent.st.White) {
				in.items[j].wraps = true
			}
		}
		return
	}
}

func wrapping(w style.WhiteSpace) bool { return w != style.NoWrap && w != style.Pre }

func (c *collector) add(b *box) {
	switch {
	case b.floating():
		c.parts = append(c.parts, part{kind: iFloat, b: b})
	case b.kind == kText:
		c.addText(b)
	case b.kind == kBreak:
		c.parts = append(c.parts, part{kind: iBreak, b: b})
		c.text.WriteByte('\n')
		c.space, c.word = true, false
	case b.kind == kInline:
		c.depth++
		if c.depth <= maxInlines {
			c.parts = append(c.parts, part{kind: iOpen, b: b})
		}
		for _, k := range b.kids {
			c.add(k)
		}
		if c.depth <= maxInlines {
			c.parts = append(c.parts, part{kind: iClose, b: b})
		}
		c.depth--
	default:
		c.parts = append(c.parts, part{iAtomic, b, c.text.Len(), c.text.Len() + len(object)})
		c.text.WriteString(object)
		c.space, c.word = false, false
	}
}

// addText processes white space (CSS 2.2, 16.6.1) and text-transform.
func (c *collector) addText(b *box) {
	w := b.st.White
	start := c.text.Len()
	flush := func() {
		if c.text.Len() > start {
			c.parts = append(c.parts, part{iWord, b, start, c.text.Len()})
		}
		start = c.text.Len()
	}
	text := b.text
	for i := 0; i < len(text); {
		switch ch := text[i]; ch {
		case '\n':
			if w == style.Pre || w == style.PreWrap || w == style.PreLine {
				flush()
				c.parts = append(c.parts, part{kind: iBreak, b: b})
				c.text.WriteByte('\n')
				start = c.text.Len()
				c.space = w == style.PreLine
				c.word = false
				i++
				continue
			}
			fallthrough
		case ' ', '\t', '\r', '\f':
			if w == style.Pre || w == style.PreWrap {
				if ch == '\r' {
					i++
					continue
				}
				if ch == '\t' {
					c.text.WriteByte('\t')
				} else {
					c.text.WriteByte(' ')
				}
				c.space = false
			} else if !c.space {
				c.text.WriteByte(' ')
				c.space, c.stuck = true, !wrapping(w)
			} else if c.stuck && wrapping(w) {
				if c.freed == nil {
					c.freed = map[int]bool{}
				}
				c.freed[c.text.Len()] = true
			}
			c.word = false
			i++
		default:
			n := i + 1
			for n < len(text) && text[n] != ' ' && text[n] != '\n' && text[n] != '\t' && text[n] != '\r' && text[n] != '\f' {
				n++
			}
			c.write(text[i:n], b.st.Transform)
			c.space, c.word = false, true
			i = n
		}
	}
	flush()
}

// write appends a word, transformed (CSS Text, 2.1).
func (c *collector) write(word, transform string) {
	if !utf8.ValidString(word) {
		word = strings.ToValidUTF8(word, "\uFFFD")
	}
	if strings.Contains(word, object) {
		word = strings.ReplaceAll(word, object, "\uFFFD")
	}
	switch transform {
	case "uppercase":
		word = strings.ReplaceAll(strings.ToUpper(word), "ß", "SS")
	case "lowercase":
		word = strings.ToLower(word)
	case "capitalize":
		if !c.word {
			for i, r := range word {
				if unicode.IsLetter(r) || unicode.IsDigit(r) {
					word = word[:i] + string(unicode.ToTitle(r)) + word[i+utf8.RuneLen(r):]
					break
				}
			}
		}
	}
	c.text.WriteString(word)
}

// words cuts a stretch of text into items.
func (c *collector) words(in *inlines, p part, para string, breaks opportunity) {
	st := p.b.st
	wraps := wrapping(st.White)
	keeps := st.White == style.Pre || st.White == style.PreWrap
	for i := p.start; i < p.end; {
		j := i
		if para[i] == ' ' || para[i] == '\t' {
			for j < p.end && para[j] == para[i] {
				j++
			}
			it := item{kind: iSpace, b: p.b, text: para[i:j], wraps: wraps || c.freed[j], hangs: !keeps, off: int32(i - p.start)}
			if keeps {
				in.empty = false
			}
			if para[i] == '\t' {
				it.w = 8 * float64(j-i) * c.e.width(st.Font, " ")
				it.text = strings.Repeat(" ", 8*(j-i))
			} else {
				it.w = float64(j-i) * (c.e.width(st.Font, " ") + st.Letter + st.Word)
			}
			in.items = append(in.items, it)
			i = j
			continue
		}
		j++
		for j < p.end && para[j] != ' ' && para[j] != '\t' && !breaks.at(j) {
			j++
		}
		it := item{kind: iWord, b: p.b, text: para[i:j], wraps: wraps && j < len(para) && breaks.at(j), any: wraps && st.BreakWords, wide: wraps && st.BreakAll, off: int32(i - p.start)}
		if strings.HasSuffix(it.text, "\u00AD") {
			it.soft = true
		}
		if strings.Contains(it.text, "\u00AD") {
			it.text = strings.ReplaceAll(it.text, "\u00AD", "")
		}
		if len(it.text) > longestWord && utf8.RuneCountInString(it.text) > longestWord {
			it.long, it.any = wraps, it.any || wraps
		}
		it.w = c.e.wordWidth(st, it.text)
		in.empty = false
		in.items = append(in.items, it)
		i = j
	}
}

// longestWord is the number of characters in a word that stands in one piece where it does
// not fit. Browsers break none; what is longer than this is no word, and nobody scrolls
// sideways through it.
const longestWord = 400

// wordWidth is how wide a word is with letter-spacing.
func (e *engine) wordWidth(st *style.Computed, text string) float64 {
	w := e.width(st.Font, text)
	if st.Letter != 0 {
		w += st.Letter * float64(utf8.RuneCountInString(text))
	}
	return sane(w)
}

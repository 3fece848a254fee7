package plain

import (
	"strings"
	"unicode/utf8"

	chars "popmail/assets/plain"
)

// How a text is cut into parts, in octets of it.
const (
	partLeast = 8 << 10
	partMost  = 16 << 10
)

// A reader cuts a text into chunks.
type reader struct {
	o      Options
	start  string // of the text
	rest   string
	joined bool // the chunk before ended within a line

	diff  diff
	inner struct { // the patch in the quotation that the chunk before ended with
		depth int
		diff  diff
	}
	fixed    bool // the chunk before ended within what is of fixed pitch, and no empty line
	sign     int  // lines of a signature that may still come
	armor    bool // it ended in a signature of PGP
	quoted   bool // the chunk before ended in a quotation
	fold     int  // that is folded: its number, 0 where it is not
	folds    int  // made so far
	folding  bool // quotations are folded
	tail     tail
	tailFold int // its number once it has begun, 0 before
	full     []int
	styles   *styles
}

// A chunk is a piece of a text in lines.
type chunk struct {
	lines  []line
	joined bool
	last   bool
}

// A line is a line of a text.
type line struct {
	text  string // without the marks of quotation
	depth int    // levels of quotation
	fixed bool   // in letters of fixed pitch
	muted bool
	fold  int  // the folded quotation that hides it, 0 for none
	opens int  // the folded quotation that begins below it, 0 for none
	label int  // how many lines the folded quotation hides
	bare  bool // it is none of the text, see bareLine
}

func newReader(text string, o Options) *reader {
	r := &reader{rest: strings.TrimRight(text, "\r\n\t \x00")}
	r.start = cutAt(r.rest, 64<<10)
	r.look(o)
	if r.folding && o.Tail != nil {
		r.tail = tailOf(r.rest)
	}
	return r
}

// look sets how the text is to look.
func (r *reader) look(o Options) {
	if o.Size <= 0 {
		o.Size = 16
	}
	if o.Ink == (Ink{}) {
		o.Ink = Light
	}
	r.o, r.styles, r.full = o, newStyles(o), nil
	r.folding = o.More != nil && !onlyQuoted(r.start)
	if o.Width > 0 {
		r.full = fullLines(r.start, int(o.Width/o.Size/letterWide))
	}
}

// next cuts the next chunk off the text.
func (r *reader) next() chunk {
	left := len(r.rest)
	raw, whole := r.cut()
	c := chunk{joined: r.joined, last: r.rest == ""}
	r.joined = !whole && !c.last
	text := strings.TrimSuffix(expand(chars.Text(raw, chars.Hidden|chars.Unseen)), "\n")
	if c.last {
		text = strings.TrimRight(text, "\n ")
	}
	lines := strings.Split(text, "\n")
	for i := range lines {
		if whole || i < len(lines)-1 { // the blank before what goes on stays
			lines[i] = strings.TrimRight(lines[i], " ")
		}
	}
	c.lines = r.understand(lines)
	if r.folding {
		c.lines = r.foldTail(c.lines, raw, left)
	}
	return c
}

// cut takes the text of a chunk: up to an empty line, else to the end of a line, else to a
// blank, else up to any letter. whole: it ends with a line.
func (r *reader) cut() (raw string, whole bool) {
	s := r.rest
	if len(s) <= partMost {
		r.rest = ""
		return s, true
	}
	at := -1
	for _, gap := range []string{"\n\n", "\n\r\n", "\r\r"} {
		if i := strings.Index(s[partLeast:partMost], gap); i >= 0 && (at < 0 || partLeast+i+len(gap) < at) {
			at = partLeast + i + len(gap)
		}
	}
	if at < 0 {
		if i := strings.LastIndexAny(s[:partMost], "\n\r"); i >= partLeast/2 {
			at = i + 1
		}
	}
	if at > 0 {
		if s[at-1] == '\r' && s[at] == '\n' {
			at++
		}
		raw, r.rest = s[:at], s[at:]
		return raw, true
	}
	at = strings.LastIndexByte(s[partLeast:partMost], ' ') + 1
	if at > 0 {
		at += partLeast
	} else {
		at = len(cutAt(s, partMost))
	}
	raw, r.rest = s[:at], s[at:]
	return raw, false
}

// cutAt is at most n octets of s, whole characters only where it is UTF-8.
func cutAt(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for k := n; k > n-utf8.UTFMax; k-- {
		if utf8.RuneStart(s[k]) {
			return s[:k]
		}
	}
	return s[:n]
}

// expand makes blanks of tabs, up to the next multiple of 8 columns.
func expand(text string) string {
	if !strings.Contains(text, "\t") {
		return text
	}
	var b strings.Builder
	column, skip := 0, 0
	last := '\n'
	for i, ch := range text {
		// The marks of quotation moved what the sender had lined up.
		if column == skip && (ch == '>' || ch == ' ' && last == '>') {
			skip++
		}
		last = ch
		switch ch {
		case '\n':
			column, skip = -1, 0
		case '\t':
			n := 8 - (column-skip)%8
			b.WriteString("        "[:n])
			column += n
			continue
		}
		if ch == utf8.RuneError {
			b.WriteString("\uFFFD")
		} else {
			b.WriteString(text[i : i+utf8.RuneLen(ch)])
		}
		column++
	}
	return b.String()
}

// quotedAhead counts the quoted lines that s begins with.
func quotedAhead(s string) (n int) {
	for {
		t := strings.TrimPrefix(s, " ")
		if !strings.HasPrefix(t, ">") {
			return n
		}
		n++
		i := strings.IndexAny(s, "\n\r")
		if i < 0 {
			return n
		}
		if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			i++
		}
		s = s[i+1:]
	}
}

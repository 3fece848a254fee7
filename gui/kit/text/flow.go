package text

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"popmail/gui/kit/bidi"
	"popmail/gui/kit/breaks"
)

// A Span gives the face of a part of a text: from the end of the span before up to End.
// The last one counts for the rest.
type Span struct {
	End  int
	Face Face
}

// A Run is a part of a line in one face and one direction, drawn in one go.
type Run struct {
	Start, End int     // in the text
	X, Width   float64 // from the line's left end
	Face       Face
	RTL        bool
	Hyphen     bool // a hyphen follows, as the line ends at a soft one
}

// Shown is what is drawn for the run.
func (r *Run) Shown(text string) string {
	if r.Hyphen {
		return text[r.Start:r.End] + "-"
	}
	return text[r.Start:r.End]
}

// A Line is a line of a text. Blanks at its end belong to it but are in no run.
type Line struct {
	Start, End      int
	Runs            []Run // from left to right
	Width           float64
	Ascent, Descent float64 // the largest of its faces
	RTL             bool    // the paragraph's direction: it begins at the right
	Last            bool    // the paragraph ends with it
}

// Options says how a text is broken into lines.
type Options struct {
	RTL    bool    // the paragraphs' direction
	Auto   bool    // each paragraph's direction is that of its first letter, else RTL
	NoWrap bool    // lines end only where they must
	Tab    float64 // distance of tab stops; 0: eight blanks of the first face
}

// chunk is how much of a paragraph is looked at in one go, in octets.
const chunk = 32 << 10

// A Flow makes lines of a text, one after the other, and looks at no more of the text
// than it must.
type Flow struct {
	fonts  *Fonts
	text   string
	spans  []Span
	o      Options
	at     int // where the next line begins
	done   bool
	from   int // of the part whose breaks and levels are known
	to     int
	ended  bool // the paragraph ends at to
	rtl    bool
	breaks []breaks.Break // offsets in the text
	levels []uint8        // of text[from:to]
}

// Flow begins to make lines of a text. An empty text has one line, and a line feed at the
// end is followed by none.
func (f *Fonts) Flow(text string, spans []Span, o Options) *Flow {
	w := &Flow{fonts: f, text: text, o: o}
	for _, s := range spans {
		for s.End < len(text) && !Boundary(text, s.End) {
			s.End++
		}
		if k := len(w.spans); k > 0 && w.spans[k-1].Face == s.Face {
			w.spans[k-1].End = s.End
		} else {
			w.spans = append(w.spans, s)
		}
	}
	if len(w.spans) == 0 {
		w.spans = []Span{{Face: Face{Size: 16}}}
	}
	w.spans[len(w.spans)-1].End = len(text)
	if o.Tab <= 0 {
		w.o.Tab = f.Width(w.spans[0].Face, "        ")
	}
	return w
}

// Lines are all lines of a text at a width.
func (f *Fonts) Lines(text string, spans []Span, o Options, width float64) []Line {
	var out []Line
	for w := f.Flow(text, spans, o); ; {
		l, ok := w.Next(width)
		if !ok {
			return out
		}
		out = append(out, l)
	}
}

// Next is the next line, at most width wide; false where the text has ended. A word wider
// than the line is broken after a sign of addresses, else between characters.
func (w *Flow) Next(width float64) (Line, bool) {
	if w.done {
		return Line{}, false
	}
	if w.o.NoWrap {
		width = math.Inf(1)
	}
	if w.at >= w.to {
		w.paragraph()
	}
	var end int
	var soft, must bool
	for size := chunk; ; size *= 2 {
		var full bool
		if end, soft, must, full = w.fill(width); full || w.ended {
			break
		}
		w.look(w.at, size*2) // the line reaches over what is known of the paragraph
	}
	l := w.place(w.at, end, soft)
	l.Last = must || end >= len(w.text)
	w.at = end
	w.done = end >= len(w.text)
	return l, true
}

// paragraph begins a new paragraph at w.at.
func (w *Flow) paragraph() {
	w.rtl = w.o.RTL
	if w.o.Auto {
		rest := w.text[w.at:]
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			rest = rest[:i]
		}
		if rest = clip(rest, 1024); bidi.RightToLeft(rest) {
			w.rtl = true
		}
	}
	w.look(w.at, chunk)
}

// look works out the breaks and levels of what follows from on, up to the paragraph's end
// or some size.
func (w *Flow) look(from, size int) {
	end, ended := from, false
	for end < len(w.text) {
		n := hardBreak(w.text[end:])
		if n > 0 {
			end, ended = end+n, true
			break
		}
		if end-from >= size && w.text[end] == ' ' || end-from >= 2*size && utf8.RuneStart(w.text[end]) {
			break
		}
		end++
	}
	w.from, w.to, w.ended = from, end, ended || end == len(w.text)
	part := w.text[from:end]
	w.levels = bidi.Levels(part, w.rtl)
	w.breaks = breaks.Lines(part)
	for i := range w.breaks {
		w.breaks[i].At += from
	}
}

// hardBreak is the length of what ends a line at the start of s, 0 for nothing.
func hardBreak(s string) int {
	switch c := s[0]; {
	case c == '\r' && len(s) > 1 && s[1] == '\n':
		return 2
	case c >= '\n' && c <= '\r':
		return 1
	case c == 0xc2 && len(s) > 1 && s[1] == 0x85:
		return 2
	case c == 0xe2 && len(s) > 2 && s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9):
		return 3
	}
	return 0
}

// signs are those of addresses, after which a word that is too long is best broken.
const signs = "@/._-?&=,;:"

// fill finds where the line that begins at w.at ends. full is false where the known part
// of the text came to its end before the line did.
func (w *Flow) fill(width float64) (end int, soft, must, full bool) {
	x, start := 0.0, w.at
	i, _ := slices.BinarySearchFunc(w.breaks, start+1, func(b breaks.Break, at int) int { return b.At - at })
	for ; ; i++ {
		b := breaks.Break{At: w.to, Must: w.ended}
		if i < len(w.breaks) {
			b = w.breaks[i]
		}
		stop := start + len(trimBlanks(w.text[start:b.At]))
		to := w.advance(start, stop, x, width+1)
		if to > width+0.01 && stop > start {
			if end > w.at {
				return end, soft, false, true
			}
			if end = w.breakWord(w.at, stop, width); end < stop {
				return end, false, false, true
			}
			return b.At, false, b.Must, w.ended || b.At < w.to // one character was too wide
		}
		if b.Must || i >= len(w.breaks) {
			return b.At, false, b.Must, w.ended || b.Must
		}
		if !b.Soft || to+w.fonts.Width(w.faceAt(start), "-") <= width {
			end, soft = b.At, b.Soft
		}
		x, start = w.advance(stop, b.At, to, math.Inf(1)), b.At
	}
}

// advance is where the text from start to end ends if it begins at x, or some place beyond
// the limit.
func (w *Flow) advance(start, end int, x, limit float64) float64 {
	for start < end && x <= limit {
		face, to := w.faceAt(start), min(w.faceEnd(start), end)
		for start < to && x <= limit {
			part := w.text[start:to]
			if part[0] == '\t' {
				x = (math.Floor(x/w.o.Tab+1e-6) + 1) * w.o.Tab
				start++
				continue
			}
			if k := strings.IndexByte(part, '\t'); k > 0 {
				part = part[:k]
			}
			x += w.fonts.widthTo(face, part, limit-x)
			start += len(part)
		}
	}
	return x
}

func (w *Flow) span(at int) int {
	i, _ := slices.BinarySearchFunc(w.spans, at+1, func(s Span, at int) int { return s.End - at })
	return min(i, len(w.spans)-1)
}

func (w *Flow) faceAt(at int) Face { return w.spans[w.span(at)].Face }
func (w *Flow) faceEnd(at int) int {
	if k := w.span(at); k < len(w.spans)-1 {
		return w.spans[k].End
	}
	return len(w.text)
}

// breakWord is where a word that is wider than the line is broken: at least one character
// is left before.
func (w *Flow) breakWord(start, end int, width float64) int {
	x, at := 0.0, start
	for at < end {
		to := min(w.faceEnd(at), end)
		n, adv := w.fonts.Fitting(w.faceAt(at), w.text[at:to], width-x)
		x += adv
		at += n
		if at < to {
			break
		}
	}
	if at == start {
		return start + character(w.text[start:end])
	}
	if sign := strings.LastIndexAny(w.text[start:at], signs); sign > 0 && at < end {
		if cut := start + sign + 1; w.advance(start, cut, 0, width) > width/3 && Boundary(w.text, cut) {
			return cut
		}
	}
	return at
}

// place puts the line from start to end into its order.
func (w *Flow) place(start, end int, soft bool) Line {
	l := Line{Start: start, End: end, RTL: w.rtl}
	stop := start + len(trimBlanks(w.text[start:end]))
	var tabs []float64 // the widths of the line's tabs
	x := 0.0
	if strings.IndexByte(w.text[start:stop], '\t') >= 0 {
		for at := start; at < stop; {
			n := max(strings.IndexByte(w.text[at:stop], '\t'), 0)
			if n == 0 && w.text[at] != '\t' {
				break
			}
			from := w.advance(at, at+n, x, math.Inf(1))
			x = w.advance(at+n, at+n+1, from, math.Inf(1))
			tabs = append(tabs, x-from)
			at += n + 1
		}
		x = 0
	}
	var levels []uint8
	if w.levels != nil {
		levels = w.levels
	}
	for _, s := range bidi.Line(w.text[w.from:w.to], levels, start-w.from, stop-w.from, w.rtl) {
		s.Start, s.End = s.Start+w.from, s.End+w.from
		var parts []Run
		for at := s.Start; at < s.End; {
			r := Run{Start: at, End: min(w.faceEnd(at), s.End), Face: w.faceAt(at), RTL: s.RTL}
			if w.text[at] == '\t' {
				r.End = at + 1
			} else if k := strings.IndexByte(w.text[at:r.End], '\t'); k > 0 {
				r.End = at + k
			}
			at = r.End
			parts = append(parts, r)
		}
		if s.RTL {
			slices.Reverse(parts)
		}
		for _, r := range parts {
			r.Hyphen = soft && r.End == stop
			r.Width = w.fonts.Width(r.Face, r.Shown(w.text))
			if w.text[r.Start] == '\t' {
				r.Width = tabs[strings.Count(w.text[start:r.Start], "\t")]
			}
			r.X = x
			x += r.Width
			l.Runs = append(l.Runs, r)
		}
	}
	l.Width = x
	if len(l.Runs) == 0 {
		l.Ascent, l.Descent, _ = w.fonts.Metrics(w.faceAt(min(start, max(len(w.text)-1, 0))))
	}
	for i := range l.Runs {
		a, d, _ := w.fonts.Metrics(l.Runs[i].Face)
		l.Ascent, l.Descent = max(l.Ascent, a), max(l.Descent, d)
	}
	return l
}

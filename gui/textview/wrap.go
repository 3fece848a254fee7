package textview

import (
	"strings"

	"fyne.io/fyne/v2"
	"github.com/rivo/uniseg"
)

// meter knows how wide each sign is in one style. The widths of signs that stand
// alone add up to the width of most texts; where signs join (Arabic, Indic
// scripts, emoji) the sum is too large, so that lines break a little early and
// nothing is cut off.
type meter struct {
	meterKey
	ascii [128]float32
	other map[rune]float32
}

type meterKey struct {
	size  float32
	style fyne.TextStyle
}

// Meters keeps the widths of signs, as measuring one takes a tenth of a
// millisecond. It is used on the window's thread only. The zero value is empty.
type Meters struct{ kept map[meterKey]*meter }

func (k *Meters) of(size float32, style fyne.TextStyle) *meter {
	key := meterKey{size, style}
	if m, ok := k.kept[key]; ok {
		return m
	}
	m := &meter{meterKey: key, other: make(map[rune]float32)}
	for c := ' '; c < 127; c++ {
		m.ascii[c] = fyne.MeasureText(string(c), size, style).Width
	}
	if k.kept == nil {
		k.kept = make(map[meterKey]*meter)
	}
	k.kept[key] = m
	return m
}

func (m *meter) sign(r rune) float32 {
	if r < 128 {
		return m.ascii[r]
	}
	w, ok := m.other[r]
	if !ok {
		w = fyne.MeasureText(string(r), m.size, m.style).Width
		m.other[r] = w
	}
	return w
}

// text is the width of s as it will be drawn.
func (m *meter) text(s string) float32 {
	if s == "" {
		return 0
	}
	return fyne.MeasureText(s, m.size, m.style).Width
}

// line is one line on the screen: a part of a paragraph, or the button of a
// folded quotation (toggle is its block, else -1).
type line struct {
	para, start, end int32
	toggle           int32
}

// styleAt walks through the spans of a paragraph, offset by offset.
type styleAt struct {
	spans []span
	bold  bool // of the whole view
}

func (s *styleAt) isBold(offset int) bool {
	if s.bold {
		return true
	}
	for len(s.spans) > 0 && s.spans[0].end <= offset {
		s.spans = s.spans[1:]
	}
	return len(s.spans) > 0 && s.spans[0].start <= offset && s.spans[0].bold
}

// signs are those of addresses, after which a word that is wider than the line is
// cut rather than between letters.
const signs = "@/._-?&="

// wrap breaks a paragraph into lines of at most width. Blanks at the end of a
// line hang over.
func wrap(lines []line, index int, p *para, width float32, regular, bold *meter, allBold bool) []line {
	if p.text == "" {
		return append(lines, line{int32(index), 0, 0, -1})
	}
	style := styleAt{p.spans, allBold}
	mixed := !allBold && hasBold(p.spans)
	m := regular
	if allBold {
		m = bold
	}
	start, word, sign := 0, 0, 0   // of the line, of the last place for a break, and after the last sign
	var at, atWord, atSign float32 // width from the line's start to the offset, to word and to sign
	var edge = width - 1           // sums may be off by a fraction
	broke := func(end int) {       // ends the line before end
		lines = append(lines, line{int32(index), int32(start), int32(end), -1})
		start = end
	}
	full := func(offset int) { // ends the line, as what stands at offset is too much for it
		end, w := offset, at
		switch {
		case word > start:
			end, w = word, atWord
		case sign > start && atSign > width/3:
			end, w = sign, atSign
		}
		broke(end)
		at -= w
		word, atWord = end, 0
		if sign, atSign = max(sign, end), atSign-w; sign == end {
			atSign = 0
		}
	}
	if p.ascii {
		for i := 0; i < len(p.text); i++ {
			c := p.text[i]
			if mixed {
				if m = regular; style.isBold(i) {
					m = bold
				}
			}
			w := m.ascii[c]
			if c != ' ' && at+w > edge && i > start {
				full(i)
			}
			at += w
			if c == ' ' || c == '-' && i > 0 && isLetter(p.text[i-1]) {
				word, atWord = i+1, at
			}
			if strings.IndexByte(signs, c) >= 0 {
				sign, atSign = i+1, at
			}
		}
		broke(len(p.text))
		return lines
	}
	rest, state, offset := p.text, -1, 0
	for rest != "" {
		var cluster string
		var boundaries int
		cluster, rest, boundaries, state = uniseg.StepString(rest, state)
		if mixed {
			if m = regular; style.isBold(offset) {
				m = bold
			}
		}
		var w float32
		blank := true
		for _, r := range cluster {
			w += m.sign(r)
			blank = blank && (r == ' ' || r == 0x3000)
		}
		if !blank && at+w > edge && offset > start {
			full(offset)
		}
		at += w
		offset += len(cluster)
		if boundaries&uniseg.MaskLine != uniseg.LineDontBreak {
			word, atWord = offset, at
		}
		if strings.Contains(signs, cluster) {
			sign, atSign = offset, at
		}
	}
	broke(len(p.text))
	return lines
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func hasBold(spans []span) bool {
	for _, s := range spans {
		if s.bold {
			return true
		}
	}
	return false
}

package text

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"github.com/rivo/uniseg"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// A word is a piece of text, shaped: its glyphs from left to right, in ems.
type word struct {
	glyphs []glyph
	width  float64
}

func (w *word) cost() int { return len(w.glyphs) + 2 }

type glyph struct {
	from  *letters
	id    font.GID
	at    int32   // offset of the first octet of its character in the word
	x, y  float32 // where it is drawn, from the word's start at the baseline, upwards
	width float32 // advance
	own   float32 // advance without kerning
}

// advance is how far a glyph moves on, in the units of a face's size.
func (g *glyph) advance(size float64, grid bool) float64 {
	if !grid {
		return float64(g.width) * size
	}
	size = math.Floor(size*64) / 64 // FreeType takes 64ths
	return whole(float64(g.own)*size) + whole(float64(g.width-g.own)*size)
}

// whole rounds to 64ths, as FreeType's advances are, and then to whole units.
func whole(v float64) float64 { return math.Floor(math.Round(v*64)/64 + 0.5) }

// across is the width of a word in the units of a face's size.
func (w *word) across(size float64, grid bool) (sum float64) {
	if !grid {
		return w.width * size
	}
	for i := range w.glyphs {
		sum += w.glyphs[i].advance(size, true)
	}
	return sum
}

type wordKey struct {
	style Face
	text  string
	rtl   bool
	apart bool // without ligatures
}

// unit is the size at which words are shaped: widths grow with the size of the em, as
// nothing is hinted.
const unit = 1024

// Width is how far text advances in a face when it is drawn, in the units of the face's
// size. It is the sum of the widths of its words, of blanks of one kind and of single
// ideographs, each of them shaped in one piece: the parts of a line add up to the line.
// Control characters have no width but the tab, which is eight blanks wide.
func (f *Fonts) Width(face Face, text string) float64 {
	return f.widthTo(face, text, math.Inf(1))
}

// widthTo is Width, or something beyond the limit if the width is.
func (f *Fonts) widthTo(face Face, text string, limit float64) float64 {
	if text == "" {
		return 0
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	style, size, sum := face.style(), face.size(), 0.0
	for text != "" && sum <= limit {
		n := piece(text)
		sum += f.word(style, text[:n], leansRight(text[:n])).across(size, face.Grid)
		text = text[n:]
	}
	return sum
}

// Metrics are the ascent above and the descent below the baseline and the gap between
// lines that the font asks for, in the units of the face's size and not rounded.
func (f *Fonts) Metrics(face Face) (ascent, descent, gap float64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.stackOf(face.style()).main
	e, ok := l.face.FontHExtents()
	if !ok {
		return 0.8 * face.size(), 0.2 * face.size(), 0
	}
	k := face.size() / l.em
	return float64(e.Ascender) * k, -float64(e.Descender) * k, float64(e.LineGap) * k
}

// Extent is how far the fonts that a text is drawn with reach above and below the baseline,
// with half of the gap that they ask for, each in whole units: what browsers give a line
// whose height is "normal", of the face's own font and those that stand in for it.
func (f *Fonts) Extent(face Face, text string) (ascent, descent float64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	style, size := face.style(), face.size()
	var last *letters
	for text != "" {
		n := piece(text)
		for _, g := range f.word(style, text[:n], leansRight(text[:n])).glyphs {
			if g.from == nil || g.from == last {
				continue
			}
			last = g.from
			e, ok := last.face.FontHExtents()
			if !ok {
				continue
			}
			k := size / last.em
			a, d := math.Round(float64(e.Ascender)*k), math.Round(-float64(e.Descender)*k)
			gap := math.Round(float64(e.LineGap) * k)
			ascent, descent = max(ascent, a+math.Floor(gap/2)), max(descent, d+gap-math.Floor(gap/2))
		}
		text = text[n:]
	}
	return ascent, descent
}

// leansRight reports whether the first letter of a word that has a direction runs from
// right to left. Digits do not, whatever script they are of.
func leansRight(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < 0x80 {
			if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
				return false
			}
			i++
			continue
		}
		p, n := bidi.LookupString(s[i:])
		switch p.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
		i += max(n, 1)
	}
	return false
}

// word is a piece of text as it is drawn, from the cache or shaped. The lock is held.
func (f *Fonts) word(style Face, text string, rtl bool) *word {
	return f.wordOf(wordKey{style: style, text: text, rtl: rtl})
}

func (f *Fonts) wordOf(key wordKey) *word {
	if w, ok := f.words.get(key); ok {
		return w
	}
	key.text = strings.Clone(key.text) // so that a long text is not kept with it
	w := f.shape(f.stackOf(key.style), key)
	f.words.put(key, w, w.cost()+len(key.text)/16)
	return w
}

// noLigatures is for spaced letters (CSS Text, letter-spacing: optional ligatures are not used).
var noLigatures = []shaping.FontFeature{{Tag: opentype.MustNewTag("liga")}, {Tag: opentype.MustNewTag("clig")}}

// shape shapes a piece.
func (f *Fonts) shape(s *stack, key wordKey) *word {
	text, rtl := key.text, key.rtl
	if text[0] <= ' ' || text[0] == 0x7f {
		return f.blank(s, text)
	}
	runes := []rune(text)
	offsets := make([]int32, 0, len(runes))
	for i := range text {
		offsets = append(offsets, int32(i))
	}
	in := shaping.Input{Text: runes, RunStart: 0, RunEnd: len(runes), Size: fixed.I(unit), Script: language.Latin, Language: language.DefaultLanguage()}
	if key.apart {
		in.FontFeatures = noLigatures
	}
	w := &word{}
	parts := f.parts(s, text, runes)
	for k := range parts {
		if rtl {
			k = len(parts) - 1 - k
		}
		p := parts[k]
		in.RunStart, in.RunEnd, in.Face, in.Script = p.start, p.end, p.from.face, p.script
		in.Direction = di.DirectionLTR
		if rtl || p.right {
			in.Direction = di.DirectionRTL
		}
		out := f.shaper.Shape(in)
		for _, g := range out.Glyphs {
			adv := ems(g.Advance)
			w.glyphs = append(w.glyphs, glyph{
				from: p.from, id: g.GlyphID, at: offsets[min(g.TextIndex(), len(offsets)-1)],
				x: float32(w.width + ems(g.XOffset)), y: float32(ems(g.YOffset)), width: float32(adv),
				own: float32(ownAdvance(p.from, g, adv)),
			})
			w.width += adv
		}
	}
	return w
}

// ownAdvance is a glyph's advance in its font; where shaping has changed it altogether, as
// that of a mark, what it has become.
func ownAdvance(from *letters, g shaping.Glyph, adv float64) float64 {
	if own := float64(from.face.HorizontalAdvance(g.GlyphID)) / from.em; adv != 0 && math.Abs(adv-own) < own/2 {
		return own
	}
	return adv
}

func ems(v fixed.Int26_6) float64 { return float64(v) / (64 * unit) }

// blank is what blanks and control characters take.
func (f *Fonts) blank(s *stack, text string) *word {
	w := &word{}
	gid, _ := s.main.face.NominalGlyph(' ')
	adv := float64(s.main.face.HorizontalAdvance(gid)) / s.main.em
	for i := range len(text) {
		width := 0.0
		switch text[i] {
		case ' ':
			width = adv
		case '\t':
			width = 8 * adv
		}
		w.glyphs = append(w.glyphs, glyph{at: int32(i), x: float32(w.width), width: float32(width), own: float32(width)})
		w.width += width
	}
	return w
}

// part is a part of a piece in one font and one script, in runes.
type part struct {
	start, end int
	from       *letters
	script     language.Script
	right      bool // holds letters that run from right to left
}

// parts cuts a piece by script and font, between characters.
func (f *Fonts) parts(s *stack, text string, runes []rune) []part {
	ascii := true
	for i := range len(text) {
		if text[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return []part{{0, len(runes), s.main, language.Latin, false}}
	}
	script := language.Latin // what signs without script at the beginning belong to
	for _, r := range runes {
		if sc := language.LookupScript(r); sc.Strong() {
			script = sc
			break
		}
	}
	var out []part
	at, state := 0, -1
	for rest := text; rest != ""; {
		var c string
		c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		n := utf8.RuneCountInString(c)
		cluster := runes[at : at+n]
		for _, r := range cluster {
			if sc := language.LookupScript(r); sc.Strong() {
				script = sc
				break
			}
		}
		var from *letters
		if k := len(out); k > 0 && ignorable(cluster[0]) {
			from = out[k-1].from
		} else {
			from = f.resolve(s, cluster, script)
		}
		right := leansRight(c)
		if k := len(out); k > 0 && out[k-1].from == from && out[k-1].script == script {
			out[k-1].end, out[k-1].right = at+n, out[k-1].right || right
		} else {
			out = append(out, part{at, at + n, from, script, right})
		}
		at += n
	}
	return out
}

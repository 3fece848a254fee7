package text

import (
	"slices"

	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"
)

// resolve finds the letters for a cluster: the style's own, coloured ones for emoji, the
// system's for its script, or, where nobody has them, the style's own with their sign
// for what is missing.
func (f *Fonts) resolve(s *stack, cluster []rune, script language.Script) *letters {
	if isEmoji(cluster) {
		for _, l := range f.emojiOf(s) {
			if l.has(cluster) {
				return l
			}
		}
	}
	if s.main.has(cluster) {
		return s.main
	}
	// Signs of no script are looked for by themselves, so that it does not matter what stood
	// before them.
	base := cluster[0]
	sign := !language.LookupScript(base).Strong()
	if sign {
		if l := s.signs[base]; l != nil && l.has(cluster) {
			return l
		}
		// Some, such as the danda, are only in the fonts of the scripts that use them.
		for _, l := range s.script[script] {
			if l.has(cluster) {
				return l
			}
		}
		script = language.Latin
	} else {
		for _, l := range s.script[script] {
			if l.has(cluster) {
				return l
			}
		}
	}
	if s.none[base] {
		return s.main
	}
	if l := f.fromSystem(s, cluster, script); l != nil {
		switch {
		case !sign && !slices.Contains(s.script[script], l): // else it has the base of the cluster, and nobody all of it
			s.script[script] = append(s.script[script], l)
		case sign && len(s.signs) < mostKnown:
			s.signs[base] = l
		}
		return l
	}
	for _, l := range f.emojiOf(s) {
		if l.has(cluster[:1]) {
			return l
		}
	}
	if s.main.has(cluster[:1]) {
		return s.main
	}
	if len(s.none) < mostKnown {
		s.none[base] = true
	}
	return s.main
}

// mostKnown bounds what a style remembers of single signs.
const mostKnown = 4096

// fromSystem looks for a font of the system that has a cluster, or at least its base.
func (f *Fonts) fromSystem(s *stack, cluster []rune, script language.Script) *letters {
	if face := f.find(s.style, cluster, script); face != nil {
		return f.systemLetters(face, s.style)
	}
	return nil
}

// find is fromSystem without the letters: it needs no lock of those who measure, and reads the font
// from the disk where nobody has done so.
func (f *Fonts) find(of Face, cluster []rune, script language.Script) *font.Face {
	f.disk.Lock()
	defer f.disk.Unlock()
	m := f.fontMap()
	if m == nil {
		return nil
	}
	ask := func(family string, style Face, whole bool) *font.Face {
		m.SetQuery(fontscan.Query{Families: []string{family}, Aspect: style.aspect()})
		m.SetScript(script)
		face := m.ResolveFace(cluster[0])
		if face == nil {
			return nil
		}
		if !covers(face.Font, cluster) && (whole || !covers(face.Font, cluster[:1])) || !style.Bold && face.Describe().Aspect.Weight >= font.WeightSemibold {
			return nil
		}
		return face
	}
	style := of.style()
	upright := style
	upright.Italic = false
	for _, family := range f.families(style.Family, script) {
		if face := ask(family, style, true); face != nil {
			return face
		}
		if face := ask(family, upright, true); face != nil { // rather slanted than thickened
			return face
		}
	}
	if face := ask(fontscan.SansSerif, Face{}, true); face != nil {
		return face
	}
	return ask(fontscan.SansSerif, Face{}, false)
}

// noto are the names by which Noto has fonts of scripts that are in no font for all of them.
var noto = map[language.Script]string{
	language.Armenian: "Armenian", language.Bengali: "Bengali", language.Devanagari: "Devanagari", language.Ethiopic: "Ethiopic",
	language.Georgian: "Georgian", language.Gujarati: "Gujarati", language.Gurmukhi: "Gurmukhi", language.Kannada: "Kannada",
	language.Khmer: "Khmer", language.Lao: "Lao", language.Malayalam: "Malayalam", language.Myanmar: "Myanmar",
	language.Sinhala: "Sinhala", language.Tamil: "Tamil", language.Telugu: "Telugu", language.Thai: "Thai", language.Tibetan: "Tibetan",
}

// square reports whether all letters of a script are as wide as they are high in every font.
// Fonts of them are so large that one for each family is a burden.
func square(script language.Script) bool {
	return script == language.Han || script == language.Hiragana || script == language.Katakana
}

// families are the names to ask the system for, the best first. fontscan would take any font
// of a script, such as Noto Looped Thai.
func (f *Fonts) families(family Family, script language.Script) (out []string) {
	generic, plain := fontscan.SansSerif, "Noto Sans "
	switch family {
	case Serif:
		generic, plain = fontscan.Serif, "Noto Serif "
	case Mono:
		if !square(script) {
			generic = fontscan.Monospace
		}
	}
	if name := noto[script]; name != "" {
		for _, n := range []string{plain + name, "Noto Sans " + name} {
			if _, ok := f.system.FindSystemFont(n); ok {
				out = append(out, n)
			}
		}
	}
	return append(out, generic)
}

// emojiOf are coloured pictures: those of the system where they are bitmaps, else Fyne's.
func (f *Fonts) emojiOf(s *stack) []*letters {
	if s.emoji != nil {
		return s.emoji
	}
	for _, face := range f.colored() {
		l := f.letters(face, false, false)
		if l.has([]rune{0x1F600}) && len(face.BitmapSizes()) > 0 {
			s.emoji = append(s.emoji, l)
			break
		}
	}
	s.emoji = append(s.emoji, f.built(theme.DefaultEmojiFont(), false, false))
	return s.emoji
}

// colored are the fonts of the system with coloured pictures.
func (f *Fonts) colored() (out []*font.Face) {
	f.disk.Lock()
	defer f.disk.Unlock()
	m := f.fontMap()
	if m == nil {
		return nil
	}
	for _, family := range []string{"Noto Color Emoji", "Apple Color Emoji"} {
		if _, ok := m.FindSystemFont(family); !ok {
			continue
		}
		m.SetQuery(fontscan.Query{Families: []string{family}})
		m.SetScript(language.Common)
		if face := m.ResolveFace(0x1F600); face != nil {
			out = append(out, face)
		}
	}
	return out
}

// ignorable reports whether a rune needs no glyph (Default_Ignorable_Code_Point, DerivedCoreProperties.txt).
func ignorable(r rune) bool {
	switch {
	case r < 0xad:
		return r < 0x20 || r == 0x7f
	case r == 0xad, r == 0x34f, r == 0x61c, r >= 0x115f && r <= 0x1160, r >= 0x17b4 && r <= 0x17b5, r >= 0x180b && r <= 0x180f,
		r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0x3164, r >= 0xfe00 && r <= 0xfe0f,
		r == 0xfeff, r == 0xffa0, r >= 0xfff0 && r <= 0xfff8, r >= 0x1bca0 && r <= 0x1bca3, r >= 0x1d173 && r <= 0x1d17a,
		r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return r >= 0x7f && r <= 0x9f
}

// isEmoji reports whether a cluster is to be shown as a coloured picture: what says so
// (U+FE0F), and what does so by itself (UTS 51, Emoji_Presentation).
func isEmoji(cluster []rune) bool {
	r := cluster[0]
	if r < 0x23 {
		return false
	}
	if len(cluster) > 1 {
		for _, c := range cluster[1:] {
			if c == 0xfe0e {
				return false
			}
			if c == 0xfe0f || c >= 0x1f3fb && c <= 0x1f3ff {
				return true
			}
		}
	}
	if r < 0x231a {
		return false
	}
	if r >= 0x1f000 {
		switch {
		case r == 0x1f004, r == 0x1f0cf, r == 0x1f18e, r >= 0x1f191 && r <= 0x1f19a, r >= 0x1f1e6 && r <= 0x1f1ff, r == 0x1f201, r == 0x1f21a,
			r == 0x1f22f, r >= 0x1f232 && r <= 0x1f236, r >= 0x1f238 && r <= 0x1f23a, r >= 0x1f250 && r <= 0x1f251,
			r >= 0x1f300 && r <= 0x1f64f, r >= 0x1f680 && r <= 0x1f6ff, r >= 0x1f7e0 && r <= 0x1f7f0, r >= 0x1f90c && r <= 0x1f9ff,
			r >= 0x1fa70 && r <= 0x1faff:
			return true
		}
		return false
	}
	for _, span := range [...][2]rune{{0x231a, 0x231b}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0}, {0x23f3, 0x23f3}, {0x25fd, 0x25fe}, {0x2614, 0x2615},
		{0x2648, 0x2653}, {0x267f, 0x267f}, {0x2693, 0x2693}, {0x26a1, 0x26a1}, {0x26aa, 0x26ab}, {0x26bd, 0x26be}, {0x26c4, 0x26c5},
		{0x26ce, 0x26ce}, {0x26d4, 0x26d4}, {0x26ea, 0x26ea}, {0x26f2, 0x26f3}, {0x26f5, 0x26f5}, {0x26fa, 0x26fa}, {0x26fd, 0x26fd},
		{0x2705, 0x2705}, {0x270a, 0x270b}, {0x2728, 0x2728}, {0x274c, 0x274c}, {0x274e, 0x274e}, {0x2753, 0x2755}, {0x2757, 0x2757},
		{0x2795, 0x2797}, {0x27b0, 0x27b0}, {0x27bf, 0x27bf}, {0x2b1b, 0x2b1c}, {0x2b50, 0x2b50}, {0x2b55, 0x2b55}} {
		if r >= span[0] && r <= span[1] {
			return true
		}
	}
	return false
}

package text

import (
	"bytes"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
)

// Fonts measures and draws text. It is safe for use by several goroutines; what was
// shaped and drawn is kept within bounds. Make one with NewFonts or use Shared.
type Fonts struct {
	mu     sync.Mutex
	stacks map[Face]*stack
	known  map[lettersKey]*letters
	shaper shaping.HarfbuzzShaper
	words  cache[wordKey, *word]
	masks  cache[maskKey, *mask]

	// disk is held by who looks for a font of the system, which can take a fifth of a second; mu may be
	// held before it, not after it.
	disk   sync.Mutex
	system *fontscan.FontMap // nil: not looked for yet, or there are none
	asked  bool              // whether the system's fonts were looked for

	ready sync.Map // fontKey -> true: what Prepare has read
}

// NewFonts returns the window's fonts. Those of the system are looked for when the first
// letter needs them, which takes a quarter of a second, and some seconds on a computer
// where no program has done it before.
func NewFonts() *Fonts {
	return &Fonts{
		stacks: map[Face]*stack{},
		known:  map[lettersKey]*letters{},
		words:  cache[wordKey, *word]{most: 100_000}, // glyphs: 13 MB, twice
		masks:  cache[maskKey, *mask]{most: 8 << 20}, // octets
	}
}

// Shared are the fonts that the whole program uses.
var Shared = sync.OnceValue(NewFonts)

// letters are the glyphs of one font file and how they are made to fit a style.
type letters struct {
	face  *font.Face
	em    float64 // units per em
	bold  bool    // to be thickened, as there is no bold font of them
	slant bool    // to be slanted
	id    uint32  // number among the fonts in use
}

// lettersKey is a font file and how its glyphs are made to fit.
type lettersKey struct {
	font        *font.Font
	bold, slant bool
}

// has reports whether all of a cluster's visible runes are in the font.
func (l *letters) has(cluster []rune) bool {
	for _, r := range cluster {
		if ignorable(r) {
			continue
		}
		if _, ok := l.face.NominalGlyph(r); !ok {
			return false
		}
	}
	return true
}

// covers is has for a font that others may be using: it remembers nothing.
func covers(ft *font.Font, cluster []rune) bool {
	for _, r := range cluster {
		if ignorable(r) {
			continue
		}
		if _, ok := ft.NominalGlyph(r); !ok {
			return false
		}
	}
	return true
}

// stack is where a style's letters come from, in the order in which they are asked.
type stack struct {
	style  Face
	main   *letters
	emoji  []*letters                     // coloured ones
	script map[language.Script][]*letters // of the system, found so far
	signs  map[rune]*letters              // of the system, for what is of no script
	none   map[rune]bool                  // nobody has them
}

// stackOf is called with the lock held.
func (f *Fonts) stackOf(style Face) *stack {
	s := f.stacks[style]
	if s == nil {
		s = &stack{style: style, script: map[language.Script][]*letters{}, signs: map[rune]*letters{}, none: map[rune]bool{}}
		s.main = f.mainOf(style)
		f.stacks[style] = s
	}
	return s
}

func (f *Fonts) mainOf(style Face) *letters {
	d := theme.DefaultTheme()
	switch style.Family {
	case Serif:
		for _, family := range []string{"Noto Serif", "DejaVu Serif", "Liberation Serif", "Times New Roman", "Georgia", fontscan.Serif} {
			if l := f.named(family, style); l != nil {
				return l
			}
		}
	case Mono:
		if !style.Bold && !style.Italic {
			return f.built(d.Font(fyne.TextStyle{Monospace: true}), false, false)
		}
		if l := f.named("DejaVu Sans Mono", style); l != nil {
			return l
		}
		return f.built(d.Font(fyne.TextStyle{Monospace: true}), style.Bold, style.Italic)
	}
	return f.built(d.Font(fyne.TextStyle{Bold: style.Bold, Italic: style.Italic}), false, false)
}

// parsed keeps Fyne's fonts, read once for all Fonts.
var parsed sync.Map // fyne.Resource name -> *font.Font

// built are the letters of one of Fyne's own fonts.
func (f *Fonts) built(res fyne.Resource, bold, slant bool) *letters {
	ft, ok := parsed.Load(res.Name())
	if !ok {
		face, err := font.ParseTTF(bytes.NewReader(res.Content()))
		if err != nil { // a font named by FYNE_FONT
			fyne.LogError("the font "+res.Name()+" cannot be read", err)
			face, err = font.ParseTTF(bytes.NewReader(theme.DefaultTextFont().Content()))
			if err != nil {
				panic(err) // Fyne's own font is part of the program
			}
		}
		ft, _ = parsed.LoadOrStore(res.Name(), face.Font)
	}
	return f.letters(font.NewFace(ft.(*font.Font)), bold, slant)
}

// letters are those of a font, the same ones each time.
func (f *Fonts) letters(face *font.Face, bold, slant bool) *letters {
	key := lettersKey{face.Font, bold, slant}
	if l := f.known[key]; l != nil {
		return l
	}
	l := &letters{face: face, em: float64(max(face.Upem(), 1)), bold: bold, slant: slant, id: uint32(len(f.known))}
	f.known[key] = l
	return l
}

// silent drops what fontscan tells about each font.
type silent struct{}

func (silent) Printf(string, ...any) {}

// fontMap are the system's fonts, nil where there are none. It is called with disk held.
func (f *Fonts) fontMap() *fontscan.FontMap {
	if !f.asked {
		f.asked = true
		FindSystem()
		m := fontscan.NewFontMap(silent{})
		if err := m.UseSystemFonts(""); err == nil {
			f.system = m
		}
	}
	return f.system
}

// aspect is what fontscan calls a style.
func (f Face) aspect() font.Aspect {
	a := font.Aspect{Style: font.StyleNormal, Weight: font.WeightNormal, Stretch: font.StretchNormal}
	if f.Italic {
		a.Style = font.StyleItalic
	}
	if f.Bold {
		a.Weight = font.WeightBold
	}
	return a
}

// named are the letters of a font of the system, nil where it is not there.
func (f *Fonts) named(family string, style Face) *letters {
	if face := f.namedFace(family, style); face != nil {
		return f.systemLetters(face, style)
	}
	return nil
}

func (f *Fonts) namedFace(family string, style Face) *font.Face {
	f.disk.Lock()
	defer f.disk.Unlock()
	m := f.fontMap()
	if m == nil {
		return nil
	}
	if family != fontscan.Serif {
		if _, ok := m.FindSystemFont(family); !ok {
			return nil
		}
	}
	m.SetScript(language.Latin)
	m.SetQuery(fontscan.Query{Families: []string{family}, Aspect: style.aspect()})
	face := m.ResolveFace('a')
	if face == nil {
		return nil
	}
	if !covers(face.Font, []rune{'a'}) {
		return nil
	}
	return face
}

// systemLetters are the letters of a font of the system, which one style may have
// thickened and another not.
func (f *Fonts) systemLetters(face *font.Face, style Face) *letters {
	is := face.Describe().Aspect
	return f.letters(face, style.Bold && is.Weight < font.WeightSemibold, style.Italic && is.Style != font.StyleItalic)
}

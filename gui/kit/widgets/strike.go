package widgets

import (
	"bytes"
	"sync"
	"unicode"

	"fyne.io/fyne/v2"
	"github.com/go-text/typesetting/font"

	"popmail/gui/kit/bidi"
	"popmail/gui/kit/theme"
)

// Strike is a piece of a bold text that is drawn once more, X to the right of
// where the text begins.
type Strike struct {
	Text string
	X    float32
}

// Strikes are the pieces of a bold text to draw once more.
//
// QUIRK: Fyne asks the system for a regular font wherever its own bold one lacks a
// letter, as it does for all of Chinese, Japanese, Korean, Thai or Hindi, so that
// such a text looks as if it was not bold, or half of it. Drawn twice, one point
// of the screen apart, it is.
func Strikes(text string, size float32, style fyne.TextStyle) (out []Strike) {
	if !style.Bold {
		return nil
	}
	start, step := -1, round(size*0.045)
	if step == 0 {
		step = round(1)
	}
	end := func(at int) {
		if start >= 0 {
			x := fyne.MeasureText(text[:start], size, style).Width
			out = append(out, Strike{text[start:at], x + step})
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case r < unicode.MaxASCII:
			end(i)
		case lacksBold(r):
			if start < 0 {
				start = i
			}
		case !unicode.Is(unicode.M, r):
			end(i)
		}
	}
	end(len(text))
	if len(out) > 0 && bidi.HasRTL(text) { // its letters stand in another order
		return []Strike{{text, step}}
	}
	return out
}

// bold is Fyne's own bold font.
var bold = sync.OnceValue(func() *font.Face {
	f, err := font.ParseTTF(bytes.NewReader(theme.Font(fyne.TextStyle{Bold: true}).Content()))
	if err != nil {
		fyne.LogError("the bold font cannot be read", err)
		return nil
	}
	return f
})

var lacks sync.Map // rune -> bool

// lacksBold reports whether a letter is not in the bold font. Signs such as emoji
// have no bold form.
func lacksBold(r rune) bool {
	if !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) {
		return false
	}
	if known, ok := lacks.Load(r); ok {
		return known.(bool)
	}
	is := false
	if f := bold(); f != nil {
		_, has := f.NominalGlyph(r)
		is = !has
	}
	lacks.Store(r, is)
	return is
}

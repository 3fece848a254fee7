package text

import "github.com/go-text/typesetting/language"

// A font for Chinese and Japanese is read from the disk in a fifth of a second. Whoever measures the
// first letter that needs it would wait for that; who knows beforehand which texts are to be shown has
// the fonts read in the background.

// fontKey is what a font of the system is read for. Of emoji the script is Common.
type fontKey struct {
	style  Face
	script language.Script
}

// wanting is a font that is to be read, and a letter that it is for.
type wanting struct {
	fontKey
	letter rune
}

// readyOctets is how much of a text is looked at.
const readyOctets = 64 << 10

// Ready reports whether nobody has to wait for the disk when texts are measured or drawn in the styles
// of faces, as far as can be said without looking for fonts. It is quick.
func (f *Fonts) Ready(faces []Face, texts ...string) bool {
	return len(f.lacking(faces, texts, 1)) == 0
}

// Prepare reads the fonts of the system that texts need in the styles of faces. It is called in the
// background: others can measure and draw meanwhile.
func (f *Fonts) Prepare(faces []Face, texts ...string) {
	for _, w := range f.lacking(faces, texts, -1) {
		if w.script == language.Common {
			f.colored()
		} else {
			f.find(w.style, []rune{w.letter}, w.script)
		}
		f.ready.Store(w.fontKey, true)
	}
}

// lacking are fonts that texts need and that Prepare has not read, each once, at most so many; -1: all.
func (f *Fonts) lacking(faces []Face, texts []string, most int) (out []wanting) {
	last := language.Latin // of the letter before
	seen := map[fontKey]bool{}
	for _, text := range texts {
		for i, r := range text {
			if r < 0x590 { // Latin, Greek, Cyrillic and Armenian, which are quick
				continue
			}
			if i > readyOctets {
				break
			}
			script := language.LookupScript(r)
			switch {
			case script == last:
				continue
			case r == 0xFE0F, isEmoji([]rune{r}): // that character makes an emoji of the one before
				script = language.Common
			case !script.Strong():
				continue
			}
			if last = script; script == language.Latin || script == language.Greek || script == language.Cyrillic {
				continue
			}
			for _, face := range faces {
				w := wanting{fontKey{face.style(), script}, r}
				if seen[w.fontKey] {
					continue
				}
				seen[w.fontKey] = true
				if _, ok := f.ready.Load(w.fontKey); ok || f.inMain(w) {
					continue
				}
				if out = append(out, w); len(out) == most {
					return out
				}
			}
		}
	}
	return out
}

// inMain reports whether the font of a style itself has a letter.
func (f *Fonts) inMain(w wanting) bool {
	if w.script == language.Common {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stackOf(w.style).main.has([]rune{w.letter})
}

package widgets

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"github.com/rivo/uniseg"

	"popmail/assets/plain"
)

// OneLine makes text fit for one line: what ends a line and runs of blanks become
// one space, and what is not to be seen is gone. What joins letters or emoji stays.
func OneLine(s string) string { return plain.Line(s, plain.Shown|plain.Broken) }

const ellipsis = "…"

// Fit cuts text so that it is at most width wide, with an ellipsis where
// something was cut, never inside of what a reader takes for one character. It
// measures a handful of times whatever the length. The width of the result is
// returned with it.
func Fit(text string, width, size float32, style fyne.TextStyle) (string, float32) {
	if text == "" || width <= 0 {
		return "", 0
	}
	// Nothing visible is narrower than an eighth of the text size, so of a long
	// text only the beginning needs to be measured.
	ends := boundaries(text, int(width/(size*0.125))+16)
	text = text[:ends[len(ends)-1]]
	measure := func(s string) float32 { return fyne.MeasureText(s, size, style).Width }
	w := measure(text)
	if w <= width {
		return text, w
	}
	// The widths at lo and hi enclose the wanted one; the guess between them is by
	// proportion, which is right or one off for most texts.
	room := width - measure(ellipsis)
	if room < 0 {
		return "", 0
	}
	lo, hi := 0, len(ends)-1 // number of characters that fit, that do not
	loW, hiW := float32(0), w
	for tries := 0; hi-lo > 1; tries++ {
		mid := lo + int(float32(hi-lo)*(room-loW)/(hiW-loW))
		if tries > 5 {
			mid = (lo + hi) / 2
		}
		mid = min(max(mid, lo+1), hi-1)
		if mw := measure(text[:ends[mid]]); mw <= room {
			lo, loW = mid, mw
		} else {
			hi, hiW = mid, mw
		}
	}
	kept := len(strings.TrimRight(text[:ends[lo]], " .,;:"))
	cut := text[:kept] + ellipsis
	return cut, measure(cut)
}

// boundaries lists the byte offsets between the characters (grapheme clusters)
// of text, from 0 on, for at most the given number of characters.
func boundaries(text string, most int) []int {
	ends := make([]int, 1, min(len(text), most)+1)
	state := -1
	for pos := 0; pos < len(text) && len(ends) <= most; {
		if c := text[pos]; c < 0x80 && (pos+1 == len(text) || text[pos+1] < 0x80) { // no mark can follow
			pos++
			state = -1
		} else {
			var cluster string
			cluster, _, _, state = uniseg.FirstGraphemeClusterInString(text[pos:], state)
			pos += len(cluster)
		}
		ends = append(ends, pos)
	}
	return ends
}

// Initials are the one or two characters that stand for a person in an Avatar:
// the first ones of the first and of the last word ("Maria Bauer": "MB"), or one
// alone for a single word and for scripts that do not part words by blanks.
func Initials(name string) string {
	name = strings.Trim(OneLine(name), ` "'“”„«»()[]{}<>.,;:·-_*#!?/\|`)
	if name == "" {
		return "?"
	}
	if at := strings.IndexByte(name, '@'); at > 0 && !strings.Contains(name, " ") {
		name = name[:at]
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) })
	var firsts []string
	for _, w := range words {
		if f := firstSign(w); f != "" {
			firsts = append(firsts, f)
		}
	}
	switch {
	case len(firsts) == 0:
		cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(name, -1)
		return cluster
	case len(firsts) == 1 || !casedLetter(firsts[0]):
		return firsts[0]
	}
	last := firsts[len(firsts)-1]
	if !casedLetter(last) && !unicode.IsDigit([]rune(last)[0]) {
		return firsts[0]
	}
	return firsts[0] + last
}

// firstSign is the first character of a word that is a letter, a digit or an
// emoji, in upper case.
func firstSign(word string) string {
	state := -1
	for word != "" {
		var cluster string
		cluster, word, _, state = uniseg.FirstGraphemeClusterInString(word, state)
		for _, r := range cluster {
			if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.So, r) {
				return strings.ToUpper(cluster)
			}
			break
		}
	}
	return ""
}

// casedLetter reports whether s begins with a letter of a script in which two
// initials are usual.
func casedLetter(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r) || unicode.IsLower(r) || unicode.IsTitle(r)
	}
	return false
}

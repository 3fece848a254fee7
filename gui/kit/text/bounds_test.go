package text

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"
	"unsafe"

	"github.com/go-text/typesetting/font"
)

// However many different words and letters a session shows, what is kept of them has an end.
func TestCachesAreBounded(t *testing.T) {
	f := NewFonts()
	f.words.most, f.masks.most = 2000, 1<<16
	dst := image.NewRGBA(image.Rect(0, 0, 200, 60))
	for i := range 5000 {
		face := Face{Size: float64(8 + i%40), Bold: i%3 == 0}
		f.Draw(dst, Ink{Face: face, Text: fmt.Sprintf("word%d and %c", i, rune('!'+i%90)), Color: color.Black, X: 2, Baseline: 40, Scale: 1 + float64(i%7)/8})
	}
	if words, _ := spent(f.words.young, f.words.old); words > 2*2000 || f.words.cost > 2000 {
		t.Errorf("words of a cost of %d are kept, and of %d in the young ones", words, f.words.cost)
	}
	if masks, n := spent(f.masks.young, f.masks.old); masks > 2<<16 || n == 0 {
		t.Errorf("%d octets of %d glyphs are kept", masks, n)
	}
}

func spent[K comparable, V any](generations ...map[K]*kept[K, V]) (cost, n int) {
	for _, g := range generations {
		for _, k := range g {
			cost, n = cost+k.cost, n+1
		}
	}
	return cost, n
}

// What is in use outlives what is not, and counts once.
func TestCacheKeepsWhatIsUsed(t *testing.T) {
	c := cache[int, string]{most: 10}
	c.put(0, "used", 1)
	for i := 1; i < 500; i++ {
		c.put(i, "other", 1)
		if v, ok := c.get(0); !ok || v != "used" {
			t.Fatalf("what is used is lost after %d others", i)
		}
		if cost, n := spent(c.young, c.old); cost > 20 || n > 20 {
			t.Fatalf("%d values of a cost of %d are kept", n, cost)
		}
	}
	if _, ok := c.get(1); ok {
		t.Error("what was not used for long is still there")
	}
}

// A word that is kept does not keep the message with it that it was met in, neither the one
// that brought it nor a later one that has it, too.
func TestWordsKeepNoMessage(t *testing.T) {
	f := NewFonts()
	f.words.most = 400
	var messages []string
	for i := range 300 {
		m := strings.Repeat(fmt.Sprintf("hello again number%d from the shop ", i), 20)
		messages = append(messages, m)
		f.Width(Face{Size: 16}, m)
	}
	n := 0
	for _, g := range []map[wordKey]*kept[wordKey, *word]{f.words.young, f.words.old} {
		for key := range g {
			n++
			at := uintptr(unsafe.Pointer(unsafe.StringData(key.text)))
			for _, m := range messages {
				if from := uintptr(unsafe.Pointer(unsafe.StringData(m))); at >= from && at < from+uintptr(len(m)) {
					t.Fatalf("the word %q keeps a message of %d octets", key.text, len(m))
				}
			}
		}
	}
	if n == 0 {
		t.Error("no words are kept")
	}
}

// The letters of a font of the system are made once, however many signs are found in it and
// however often a character is met that no font has all of.
func TestLettersAreMadeOnce(t *testing.T) {
	f := NewFonts()
	if f.fontMap() == nil {
		t.Skip("no fonts of the system")
	}
	for _, style := range []Face{{Size: 16}, {Size: 16, Bold: true}, {Size: 16, Italic: true}, {Size: 16, Bold: true, Italic: true}, {Size: 16, Family: Serif, Italic: true}} {
		for r := rune(0x2190); r < 0x2600; r++ {
			f.Width(style, string(r))
		}
		for i := range 300 {
			f.Width(style, fmt.Sprintf("%c\u0489%cab\u0489", 'ა'+rune(i%30), '一'+rune(i)))
		}
	}
	fonts := map[*font.Font]bool{}
	for _, l := range f.known {
		fonts[l.face.Font] = true
	}
	if len(f.known) > 4*len(fonts) {
		t.Errorf("letters were made %d times of %d fonts", len(f.known), len(fonts))
	}
	for style, s := range f.stacks {
		if len(s.signs) > mostKnown || len(s.none) > mostKnown {
			t.Errorf("%v remembers %d signs, and %d that nobody has", style, len(s.signs), len(s.none))
		}
		for script, all := range s.script {
			seen := map[*letters]bool{}
			for _, l := range all {
				if seen[l] {
					t.Errorf("%v asks the same font more than once for %v: %d fonts", style, script, len(all))
					break
				}
				seen[l] = true
			}
		}
	}
}

// Ideographs of fixed pitch come from the font of those that are not, which is as wide: each
// such font takes 20 MB.
func TestIdeographsShareAFont(t *testing.T) {
	f := NewFonts()
	for _, letter := range []string{"汉", "の", "カ"} {
		sans, mono := f.word(Face{}, letter, false), f.word(Face{Family: Mono}, letter, false)
		if mono.glyphs[0].from.face.Font != sans.glyphs[0].from.face.Font {
			t.Errorf("%s of fixed pitch is in %s, else in %s", letter, mono.glyphs[0].from.face.Describe().Family, sans.glyphs[0].from.face.Describe().Family)
		}
	}
}

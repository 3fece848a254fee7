package text

import (
	"image"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
)

// paper draws text black on white, the baseline at 60, and returns how dark it is and
// where the darkness lies.
func paper(f *Fonts, ink Ink) (dark float64, box image.Rectangle, advance float64) {
	dst := image.NewRGBA(image.Rect(0, 0, 600, 100))
	for i := range dst.Pix {
		dst.Pix[i] = 0xff
	}
	ink.Color, ink.Baseline = color.Black, 60
	if ink.Scale == 0 {
		ink.Scale = 1
	}
	end := f.Draw(dst, ink)
	for y := range 100 {
		for x := range 600 {
			c := dst.RGBAAt(x, y)
			if v := 255 - (int(c.R)+int(c.G)+int(c.B))/3; v > 0 {
				dark += float64(v) / 255
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return dark, box, end - ink.X
}

func TestDrawAdvances(t *testing.T) {
	f := NewFonts()
	for _, c := range []struct {
		text string
		rtl  bool
	}{{"Hamburg 12", false}, {"שלום", true}, {"السلام عليكم", true}, {"字体", false}, {"😀👨‍👩‍👧", false}, {"नमस्ते", false}} {
		for _, scale := range []float64{1, 1.25, 1.5, 2} {
			face := Face{Size: 13.333}
			dark, box, advance := paper(f, Ink{Face: face, Text: c.text, RTL: c.rtl, X: 20, Scale: scale})
			width := f.Width(face, c.text) * scale
			if math.Abs(advance-width) > 0.01 {
				t.Errorf("%s at %g advances by %.2f, is %.2f wide", c.text, scale, advance, width)
			}
			if dark < 10 || box.Min.X < 16 || float64(box.Max.X) > 24+width || box.Min.Y < 60-int(1.3*13.4*scale) || box.Max.Y > 60+int(0.6*13.4*scale) {
				t.Errorf("%s at %g: darkness %.0f in %v, %.1f wide", c.text, scale, dark, box, width)
			}
		}
	}
}

// What is drawn is what Fyne's painter draws: as dark, at the same place.
func TestDrawIsFynes(t *testing.T) {
	f := NewFonts()
	for _, word := range []string{"Hamburg", "Ёлка", "नमस्ते", "字"} {
		text := canvas.NewText(word, color.Black)
		text.TextSize = 32
		c := software.NewCanvas()
		c.SetPadded(false)
		box := container.NewWithoutLayout(canvas.NewRectangle(color.White), text)
		box.Objects[0].Resize(fyne.NewSize(600, 100))
		text.Resize(text.MinSize())
		text.Move(fyne.NewPos(20, 60-float32(math.Ceil(32*1.069))))
		c.SetContent(box)
		c.Resize(fyne.NewSize(600, 100))
		pic := c.Capture()
		var want float64
		var place image.Rectangle
		for y := range 100 {
			for x := range 600 {
				if r, _, _, _ := pic.At(x, y).RGBA(); r < 0xfff0 {
					want += 1 - float64(r)/0xffff
					place = place.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		got, at, _ := paper(f, Ink{Face: Face{Size: 32}, Text: word, X: 20})
		if math.Abs(got-want) > 0.02*want || at.Min.X-place.Min.X > 1 || place.Min.X-at.Min.X > 1 || at.Max.X-place.Max.X > 1 || place.Max.X-at.Max.X > 1 {
			t.Errorf("%s: darkness %.1f in %v, Fyne %.1f in %v", word, got, at, want, place)
		}
	}
}

// Every script has a bold and an italic form, made where no font has it.
func TestBoldAndItalicEverywhere(t *testing.T) {
	f := NewFonts()
	for _, word := range []string{"Hamburg", "Ёлка", "שלום", "السلام", "नमस्ते", "字体", "한국어", "ไทย"} {
		for _, family := range []Family{Sans, Serif, Mono} {
			regular, _, _ := paper(f, Ink{Face: Face{Family: family, Size: 32}, Text: word, X: 20})
			bold, _, _ := paper(f, Ink{Face: Face{Family: family, Size: 32, Bold: true}, Text: word, X: 20})
			if bold < 1.08*regular {
				t.Errorf("%s in family %d: bold is %.2f times as dark", word, family, bold/regular)
			}
		}
		_, upright, _ := paper(f, Ink{Face: Face{Size: 32}, Text: word, X: 20})
		_, slanted, _ := paper(f, Ink{Face: Face{Size: 32, Italic: true}, Text: word, X: 20})
		if upright == slanted {
			t.Errorf("%s: italic is not slanted", word)
		}
	}
}

func TestLetterSpacing(t *testing.T) {
	f := NewFonts()
	face := Face{Size: 20}
	_, _, advance := paper(f, Ink{Face: face, Text: "AV 12", Letter: 3, X: 20, Scale: 1.5})
	if want := (f.Width(face, "AV 12") + 5*3) * 1.5; math.Abs(advance-want) > 0.01 {
		t.Errorf("advance %.2f, want %.2f", advance, want)
	}
	serif := Face{Family: Serif, Size: 20} // has a ligature for fi, which spaced letters do not join
	_, _, advance = paper(f, Ink{Face: serif, Text: "fi", Letter: 3, X: 20})
	if want := f.Width(serif, "f") + f.Width(serif, "i") + 2*3; math.Abs(advance-want) > 0.5 {
		t.Errorf("fi advances by %.2f, want %.2f", advance, want)
	}
}

// A letter as large as a house is drawn as far as it is seen.
func TestHugeLetters(t *testing.T) {
	f := NewFonts()
	dark, _, _ := paper(f, Ink{Face: Face{Size: 1e9}, Text: "M", X: -1000, Scale: 4})
	if dark < 100 {
		t.Errorf("a huge letter is not seen: %v", dark)
	}
	paper(f, Ink{Face: Face{Size: 1500}, Text: "😀", X: -100, Scale: 4})
}

func BenchmarkDraw(b *testing.B) {
	f := NewFonts()
	dst := image.NewRGBA(image.Rect(0, 0, 600, 24))
	for b.Loop() {
		f.Draw(dst, Ink{Face: Face{Size: 16}, Text: "The quick brown fox jumps over the lazy dog, and so on to the end.", Color: color.Black, X: 2, Baseline: 18, Scale: 1})
	}
}

// Digits of Arabic are read from left to right, by themselves and beside letters.
func TestArabicDigits(t *testing.T) {
	f := NewFonts()
	glyphs := func(s string) (ids []uint32) {
		for _, g := range f.word(Face{}, s, false).glyphs {
			ids = append(ids, uint32(g.id))
		}
		return ids
	}
	if got, one, two := glyphs("٣٤"), glyphs("٣"), glyphs("٤"); len(got) != 2 || got[0] != one[0] || got[1] != two[0] {
		t.Errorf("٣٤ is drawn as %v, its digits are %v and %v", got, one, two)
	}
	const text = "نص ٣٤٥"
	l := f.Lines(text, []Span{{Face: sans}}, Options{Auto: true}, 300)
	if got := rows(text, l); got != "٣٤٥_نص ¶|" {
		t.Errorf("seen %q", got)
	}
}

// Italic is not bold where a script has only bold slanted letters.
func TestItalicIsNotBold(t *testing.T) {
	f := NewFonts()
	for _, word := range []string{"Hamburg", "שלום", "السلام", "नमस्ते", "ไทย", "ყველა"} {
		regular, _, _ := paper(f, Ink{Face: Face{Size: 32}, Text: word, X: 20})
		italic, _, _ := paper(f, Ink{Face: Face{Size: 32, Italic: true}, Text: word, X: 20})
		if italic > 1.12*regular {
			t.Errorf("%s: italic is %.2f times as dark", word, italic/regular)
		}
	}
}

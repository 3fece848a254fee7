package plain_test

import (
	"context"
	"fmt"
	"image"
	"strings"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/paint"
	"popmail/gui/htmlview/plain"
	"popmail/gui/kit/text"
)

// longTexts are texts of five megabytes.
var longTexts = map[string]string{
	"prose":      fill("The ferry leaves at half past six from pier 4, and whoever comes late\nhas to wait for the next one, on Sunday. See https://ferry.example/times.\n\n"),
	"quotations": fill("Ann wrote:\n> Whoever comes late has to wait for the next ferry, which leaves\n> on Sunday.\n>> And the one after it?\n\nOn Monday.\n\n"),
	"columns":    fill("12:30  INFO   ferry     left pier 4 for the island\n12:45  WARN   harbour   the tide is low, the next one has to wait for an hour or two\n"),
	"one line":   fill("word and "),
	"one word":   fill("word"),
	"Hebrew":     fill("המעבורת יוצאת בשש וחצי, ומי שמאחר צריך לחכות לבאה, ביום ראשון.\n\n"),
}

func fill(s string) string { return strings.Repeat(s, 5<<20/len(s)) }

// BenchmarkFirstScreen measures what it takes until a window of 700 × 900 pixels shows the
// top of five megabytes of text: parts, layout, painting.
func BenchmarkFirstScreen(b *testing.B) {
	for _, name := range []string{"prose", "quotations", "columns", "one line", "one word", "Hebrew"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				firstScreen(longTexts[name])
			}
		})
	}
}

// BenchmarkAll measures all parts of the same texts, layout with them.
func BenchmarkAll(b *testing.B) {
	m := paint.Measurer{Fonts: text.Shared()}
	for _, name := range []string{"prose", "columns"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				for p := range plain.Parts(longTexts[name], options()) {
					layout.Lay(context.Background(), p.Page, 700, m, nil)
				}
			}
		})
	}
}

func options() plain.Options {
	return plain.Options{Margin: 8, More: func(n int) string { return fmt.Sprint("Show ", n, " lines") }, Less: "Show less"}
}

func firstScreen(s string) (img *image.RGBA, words int) {
	const width, height = 700, 900
	fonts := text.Shared()
	painter := &paint.Painter{Fonts: fonts}
	img = image.NewRGBA(image.Rect(0, 0, width, height))
	top := 0.0
	for p := range plain.Parts(s, options()) {
		page := layout.Lay(context.Background(), p.Page, width, paint.Measurer{Fonts: fonts}, nil)
		part := *img
		part.Rect = part.Rect.Sub(image.Pt(0, int(top)))
		painter.Draw(&part, page, 1)
		words += len(page.Items)
		if top += page.Height; top >= height {
			break
		}
	}
	return img, words
}

// TestFirstScreen holds that the first screen needs only the beginning of a text.
func TestFirstScreen(t *testing.T) {
	for name, s := range longTexts {
		img, words := firstScreen(s)
		dark := 0
		for i := 3; i < len(img.Pix); i += 4 {
			if img.Pix[i] > 0x80 {
				dark++
			}
		}
		if words == 0 || words > 4000 || dark < 2000 {
			t.Errorf("%s: %d items, %d dark pixels", name, words, dark)
		}
	}
}

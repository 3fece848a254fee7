package htmlview

import (
	"context"
	"html"
	"image/color"
	"iter"
	"strings"

	"popmail/assets/plain"
	"popmail/gui/htmlview/style"
)

// How much of a plain text is a page, in octets: the first one is there at once.
const (
	firstPage = 16 << 10
	otherPage = 64 << 10
)

// plainSources are the pages of a plain text.
func plainSources(ctx context.Context, t string, s *spec) iter.Seq[source] {
	return func(yield func(source) bool) {
		t = plain.Text(t, plain.Forced|plain.Unseen)
		for n := firstPage; ; n = otherPage {
			var part string
			part, t = cutLine(t, n)
			if !yield(source{page: style.Parse(ctx, textPage(part, s), style.Media{Width: float64(s.width) / s.zoom}), plain: true}) || t == "" {
				return
			}
		}
	}
}

// textPage is plain text as a page.
func textPage(t string, s *spec) string {
	return `<!DOCTYPE html><body style="margin:0;font-size:14px;line-height:1.45;color:` + css(s.text) +
		`"><div style="white-space:pre-wrap;overflow-wrap:anywhere">` + html.EscapeString(t) + `</div>`
}

// cutLine cuts a text after about n octets, at the end of a line if there is one near.
func cutLine(t string, n int) (first, rest string) {
	if len(t) <= n {
		return t, ""
	}
	if i := strings.IndexByte(t[n:], '\n'); i >= 0 && i < n/4 {
		n += i + 1
	} else {
		for n > 0 && t[n]&0xc0 == 0x80 {
			n--
		}
	}
	return t[:n], t[n:]
}

func css(c color.NRGBA) string {
	const hex = "0123456789abcdef"
	b := []byte("#000000")
	for i, v := range []uint8{c.R, c.G, c.B} {
		b[1+2*i], b[2+2*i] = hex[v>>4], hex[v&15]
	}
	return string(b)
}

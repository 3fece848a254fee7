package letter

import (
	"html"
	"strings"

	"popmail/assets/plain"
)

// plainText is the whole of the letter as text.
func (l *Letter) plainText() string {
	own := l.own()
	q := l.Quote
	if q == nil {
		return ended(own)
	}
	if own != "" {
		own = strings.TrimRight(own, "\n") + "\n\n"
	}
	return own + q.AsText()
}

func ended(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

// AsText is a quote with marks before its lines, or as it is where it is passed on.
func (q *Quote) AsText() string {
	var b strings.Builder
	if q.Line != "" {
		b.WriteString(ended(clean(q.Line)))
		if q.Forward {
			b.WriteString("\n")
		}
	}
	for l := range strings.Lines(strings.TrimRight(clean(q.Text), "\n")) {
		l = strings.TrimRight(l, "\n")
		switch {
		case q.Forward:
		case l == "" || l[0] == '>':
			b.WriteString(">")
		default:
			b.WriteString("> ")
		}
		b.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	return b.String()
}

// own are the own words as they are sent: where there is nothing but a signature, the lines
// above it, which are left for the words, are gone.
func (l *Letter) own() string {
	if l.Wordless() {
		return strings.TrimLeft(clean(l.Text), " \t\n")
	}
	return clean(l.Text)
}

// clean is a text with \n line ends and without signs that no mail may hold.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if plain.Of(r)&plain.Control != 0 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}

// page is the whole of the letter as HTML.
func (l *Letter) page() string {
	q := l.Quote
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n")
	if own := strings.TrimRight(l.own(), "\n"); own != "" {
		b.WriteString(`<div dir="auto">` + lines(own) + "</div><br>\n")
	}
	if q.Line != "" {
		b.WriteString(`<div dir="auto">` + lines(strings.TrimRight(clean(q.Line), "\n")) + "</div>\n")
	}
	if q.Forward {
		b.WriteString("<br>" + q.HTML + "\n")
	} else {
		b.WriteString(`<blockquote type="cite" style="margin:0 0 0 8px;padding-left:10px;border-left:2px solid #c3cde0">` + q.HTML + "</blockquote>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// lines is a text as HTML that keeps its lines and blanks.
func lines(s string) string {
	s = html.EscapeString(s)
	s = strings.ReplaceAll(s, "\t", "    ")
	s = strings.ReplaceAll(s, "  ", "&nbsp; ")
	s = strings.ReplaceAll(s, "\n ", "\n&nbsp;")
	return strings.ReplaceAll(s, "\n", "<br>\n")
}

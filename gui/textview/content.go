package textview

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

// Run is a piece of text in one style, for SetRuns.
type Run struct {
	Text  string
	Bold  bool
	Color fyne.ThemeColorName // empty: that of the view
	Link  string              // address that a tap asks for; empty: none
}

// span is a styled part of a paragraph, in bytes.
type span struct {
	start, end int
	bold       bool
	color      fyne.ThemeColorName
	link       string
}

// para is a line of the source text. It is wrapped on its own.
type para struct {
	text  string
	quote int // depth of quotation; the marks are not part of text
	muted bool
	ascii bool
	spans []span // sorted, not overlapping; between them is plain text
}

// block is a long quotation that can be folded away, in paragraphs.
type block struct {
	first, last int // the ones that are hidden; last is inclusive
	open        bool
}

// How quotations are folded: those with more than quoteLong lines, down to the
// first quoteShown.
const (
	quoteLong  = 12
	quoteShown = 4
)

// clean makes text fit for drawing: valid UTF-8, line ends as line feeds, tabs as
// blanks up to the next multiple of 8, and without control characters, marks that
// override the writing direction and other invisible signs that could make a line
// read otherwise than it is written.
func clean(text string) string {
	ok := true
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < ' ' && c != '\n' || c == 0x7f || c >= 0xc2 && c <= 0xf4 || c >= 0x80 {
			ok = false
			break
		}
	}
	if ok {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 16)
	column := 0
	var r rune
	var w int
	for i := 0; i < len(text); i += w {
		r, w = utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n':
			column = 0
			b.WriteByte('\n')
			continue
		case r == '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				continue
			}
			column = 0
			b.WriteByte('\n')
			continue
		case r == 0x2028, r == 0x2029, r == '\v', r == '\f', r == 0x85:
			column = 0
			b.WriteByte('\n')
			continue
		case r == '\t':
			n := 8 - column%8
			b.WriteString("        "[:n])
			column += n
			continue
		case r < ' ', r >= 0x7f && r < 0xa0:
			continue
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff, r == 0xad,
			r >= 0x2060 && r <= 0x2065, r >= 0x206a && r <= 0x206f, r >= 0xe0000 && r <= 0xe001f, r >= 0xfff9 && r <= 0xfffb:
			continue
		}
		b.WriteRune(r) // U+FFFD for bytes that are not UTF-8
		column++
	}
	return b.String()
}

// parse cuts text into paragraphs, with quotations ("> ") and, if asked, links.
func parse(text string, quotes, links bool) (paras []para, blocks []block) {
	text = strings.TrimRight(clean(text), "\n ")
	signature := false
	for more := true; more; {
		var line string
		line, text, more = strings.Cut(text, "\n")
		p := para{text: line}
		if quotes {
			if p.quote, p.text = unquote(line); p.quote == 0 && (line == "-- " || line == "--") {
				signature = true // RFC 3676, section 4.3
			}
			p.muted = p.quote > 0 || signature
		}
		p.ascii = isASCII(p.text)
		if links {
			p.spans = findLinks(p.text)
		}
		paras = append(paras, p)
	}
	if !quotes {
		return paras, nil
	}
	for i := 0; i < len(paras); i++ {
		if paras[i].quote == 0 {
			continue
		}
		end := i
		for end+1 < len(paras) && paras[end+1].quote > 0 {
			end++
		}
		if end-i+1 > quoteLong {
			blocks = append(blocks, block{first: i + quoteShown, last: end})
		}
		i = end
	}
	return paras, blocks
}

// unquote takes quotation marks from the start of a line. Senders write "> > "
// as well as ">> " (RFC 3676, section 4.5).
func unquote(line string) (depth int, rest string) {
	rest = line
	for strings.HasPrefix(rest, ">") {
		depth++
		rest = rest[1:]
		if strings.HasPrefix(rest, " >") {
			rest = rest[1:]
		}
	}
	if depth > 0 {
		rest = strings.TrimPrefix(rest, " ")
	}
	return depth, rest
}

// styled makes paragraphs of runs.
func styled(runs []Run) []para {
	paras := []para{{}}
	for _, r := range runs {
		text := clean(r.Text)
		for more := true; more; {
			var line string
			line, text, more = strings.Cut(text, "\n")
			p := &paras[len(paras)-1]
			if line != "" && (r.Bold || r.Color != "" || r.Link != "") {
				p.spans = append(p.spans, span{len(p.text), len(p.text) + len(line), r.Bold, r.Color, r.Link})
			}
			p.text += line
			if more {
				paras = append(paras, para{})
			}
		}
	}
	for i := range paras {
		paras[i].ascii = isASCII(paras[i].text)
	}
	return paras
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

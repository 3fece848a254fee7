package textview

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/assets/plain"
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

// clean makes text fit for drawing: plain, lines ended by LF, and tabs as blanks up to
// the next multiple of 8.
func clean(text string) string {
	text = plain.Text(text, plain.Forced|plain.Unseen)
	if !strings.Contains(text, "\t") {
		return text
	}
	var b strings.Builder
	column := 0
	for _, r := range text {
		switch r {
		case '\n':
			column = -1
		case '\t':
			n := 7 - column%8
			b.WriteString("       "[:n])
			column += n
			r = ' '
		}
		b.WriteRune(r)
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

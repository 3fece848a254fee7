package eml

import (
	"bytes"
	"strings"
)

// unflow joins the lines of format=flowed text (RFC 3676, section 4) to
// paragraphs. With delSp the blank that marks a soft line end goes too.
func unflow(b []byte, delSp bool) string {
	var out strings.Builder
	out.Grow(len(b))
	soft := false // the line before goes on
	depth := 0    // its number of quotation signs
	for len(b) > 0 {
		line, rest := b, []byte(nil)
		end := false
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			line, rest, end = b[:i], b[i+1:], true
		}
		b = rest
		d, text := quoted(line)
		arrow := false
		if len(text) > 0 && text[0] == ' ' { // space-stuffing
			// A ">" behind it is none of the signs of quotation, which are counted before (4.5).
			text = text[1:]
			arrow = bytes.HasPrefix(text, []byte(">")) || bytes.HasPrefix(text, []byte(" >"))
		}
		signature := string(text) == "-- "
		if soft && (d != depth || signature) {
			out.WriteByte('\n')
			soft = false
		}
		if !soft && d > 0 {
			for range d {
				out.WriteByte('>')
			}
			out.WriteByte(' ')
		}
		if arrow && !soft {
			out.WriteString("  ") // all that read the line from here on count anew, but not behind two blanks
		}
		flows := len(text) > 0 && text[len(text)-1] == ' ' && !signature && end
		if flows && delSp {
			text = text[:len(text)-1]
		}
		out.Write(text)
		if !flows && end {
			out.WriteByte('\n')
		}
		soft, depth = flows, d
	}
	return out.String()
}

// quoted counts the quotation signs at the beginning of a line. QUIRK: some programs set
// blanks between them, as is done in text that does not flow.
func quoted(line []byte) (depth int, text []byte) {
	for {
		switch {
		case len(line) > 0 && line[0] == '>':
			line = line[1:]
		case depth > 0 && len(line) > 1 && line[0] == ' ' && line[1] == '>':
			line = line[2:]
		default:
			return depth, line
		}
		depth++
	}
}

// enrichedText takes the commands out of text/enriched (RFC 1896).
func enrichedText(s string) string {
	var out strings.Builder
	params := 0
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			out.WriteString(s)
			break
		}
		if params == 0 {
			out.WriteString(s[:i])
		}
		s = s[i:]
		if strings.HasPrefix(s, "<<") {
			out.WriteByte('<')
			s = s[2:]
			continue
		}
		k := strings.IndexByte(s[:min(len(s), 80)], '>')
		if k < 0 {
			out.WriteByte('<')
			s = s[1:]
			continue
		}
		switch strings.ToLower(s[1:k]) {
		case "param":
			params++
		case "/param":
			params = max(0, params-1)
		case "nl":
			out.WriteByte('\n')
		case "lt":
			out.WriteByte('<')
		}
		s = s[k+1:]
	}
	// A single line end is a blank, n of them are n-1.
	var joined strings.Builder
	run := 0
	flush := func() {
		if run == 1 {
			joined.WriteByte(' ')
		} else if run > 1 {
			joined.WriteString(strings.Repeat("\n", run-1))
		}
		run = 0
	}
	for _, r := range out.String() {
		if r == '\n' {
			run++
			continue
		}
		flush()
		joined.WriteRune(r)
	}
	if run > 0 {
		joined.WriteByte('\n')
	}
	return joined.String()
}

// richText takes the commands out of text/richtext (RFC 1341, section 7.1.3): a line end
// is a blank there, and lines end by command. QUIRK: where none says so, the text is
// meant as text/enriched, its successor.
func richText(s string) string {
	if low := strings.ToLower(s); !strings.Contains(low, "<nl>") && !strings.Contains(low, "<paragraph>") && !strings.Contains(low, "<np>") {
		return enrichedText(s)
	}
	var out strings.Builder
	last := byte('\n') // that was written
	write := func(text string) {
		for _, c := range []byte(text) {
			if c == '\r' || c == '\n' || c == '\t' {
				c = ' '
			}
			if c == ' ' && (last == ' ' || last == '\n') {
				continue
			}
			out.WriteByte(c)
			last = c
		}
	}
	end := func() {
		if last != '\n' {
			out.WriteByte('\n')
			last = '\n'
		}
	}
	comments := 0
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			i = len(s)
		}
		if comments == 0 {
			write(s[:i])
		}
		if s = s[i:]; s == "" {
			break
		}
		k := strings.IndexByte(s[:min(len(s), 80)], '>')
		if k < 0 {
			write("<")
			s = s[1:]
			continue
		}
		switch command := strings.ToLower(s[1:k]); command {
		case "comment":
			comments++
		case "/comment":
			comments = max(0, comments-1)
		case "lt":
			if comments == 0 {
				write("<")
			}
		case "nl":
			out.WriteByte('\n')
			last = '\n'
		case "np", "paragraph", "/paragraph", "heading", "/heading", "footing", "/footing", "signature", "/signature", "excerpt", "/excerpt",
			"center", "/center", "flushleft", "/flushleft", "flushright", "/flushright", "indent", "/indent", "samepage", "/samepage":
			end()
		}
		s = s[k+1:]
	}
	end()
	return out.String()
}

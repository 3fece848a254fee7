package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLevels is how many marks of quotation are taken from a line.
const maxLevels = 64

// How quotations are folded, where there is more than them: those of more than foldLong lines, down to the first
// foldShown; a line counts for as many as it takes in a pane of lineUsual letters.
const (
	foldLong  = 12
	foldShown = 4
	lineUsual = 90
)

// unquote takes the marks of quotation from the start of a line. Senders write "> > " as
// well as ">> " (RFC 3676, section 4.5).
func unquote(s string) (depth int, rest string) {
	rest = s
	for depth < maxLevels && strings.HasPrefix(rest, ">") {
		depth++
		rest = rest[1:]
		if strings.HasPrefix(rest, " >") {
			rest = rest[1:]
		}
	}
	if depth == 0 {
		return 0, s
	}
	return depth, strings.TrimPrefix(rest, " ")
}

// onlyQuoted reports whether a text has no words of its own but lines such as "Ann wrote:".
func onlyQuoted(text string) bool {
	for s := range strings.Lines(text) {
		s = strings.TrimSpace(s)
		if s != "" && s[0] != '>' && !strings.HasSuffix(s, ":") {
			return false
		}
	}
	return true
}

// initials is how much of a line is who said it, as in "AB> "; 0: it is something else.
// Some programs write this instead of a mark alone.
func initials(s string) int {
	t := strings.TrimLeft(s, " ")
	n := 0
	for n < len(t) && n < 4 && t[n] >= 'A' && t[n] <= 'Z' {
		n++
	}
	if n == 0 || n == 4 || len(s)-len(t) > 8 || !strings.HasPrefix(t[n:], ">") || len(t) > n+1 && t[n+1] != ' ' && t[n+1] != '>' {
		return 0
	}
	return len(s) - len(t) + n
}

func marked(s string) bool { return strings.HasPrefix(strings.TrimPrefix(s, " "), ">") }

// unbar is unquote for the bars of "| ".
func unbar(s string) (depth int, rest string) {
	rest = s
	for depth < maxLevels && strings.HasPrefix(rest, "|") {
		depth++
		rest = strings.TrimPrefix(rest[1:], " ")
	}
	return depth, rest
}

// barIndent is how many blanks may stand before the bars of a quotation.
const barIndent = 8

func indent(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// bars reports for lines that begin with "|", after blanks, whether that quotes them: in a table there
// are more bars in a line.
func bars(lines []string, indent int) bool {
	ink := false
	for _, s := range lines {
		_, rest := unbar(s[indent:])
		if strings.Contains(rest, "|") || strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, "_") {
			return false
		}
		if strings.HasPrefix(rest, "  ") {
			return false
		}
		ink = ink || rest != ""
	}
	return len(lines) > 1 && ink
}

// understand finds out what the lines of a chunk are.
func (r *reader) understand(raw []string) []line {
	lines := make([]line, len(raw))
	r.diff.mark(raw, func(i int) { lines[i].fixed = true })
	for i := 0; i < len(raw); i++ {
		l := &lines[i]
		l.text = raw[i]
		if l.fixed {
			continue
		}
		if n := indent(raw[i]); n <= barIndent && strings.HasPrefix(raw[i][n:], "|") {
			end := i + 1
			for end < len(raw) && indent(raw[end]) == n && strings.HasPrefix(raw[end][n:], "|") && !lines[end].fixed {
				end++
			}
			quotes := bars(raw[i:end], n)
			for ; i < end; i++ {
				if lines[i].text = raw[i]; quotes {
					lines[i].depth, lines[i].text = unbar(raw[i][n:])
				}
			}
			i--
			continue
		}
		// QUIRK: some put a blank before the marks, of more lines than one.
		if strings.HasPrefix(raw[i], " >") && (i > 0 && marked(raw[i-1]) || i+1 < len(raw) && marked(raw[i+1])) {
			l.depth, l.text = unquote(raw[i][1:])
			continue
		}
		if n := initials(raw[i]); n > 0 {
			end := i + 1
			for end < len(raw) && initials(raw[end]) == n && raw[end][:n] == raw[i][:n] && !lines[end].fixed {
				end++
			}
			if end-i > 1 {
				for ; i < end; i++ {
					depth, text := unquote(raw[i][n:])
					lines[i].depth, lines[i].text = depth, strings.TrimRight(strings.TrimLeft(raw[i][:n], " ")+"> "+text, " ")
				}
				i--
				continue
			}
		}
		l.depth, l.text = unquote(raw[i])
		// QUIRK: mailboxes of Unix write ">From " for "From " at the start of a line.
		if strings.HasPrefix(raw[i], ">From ") && (i == 0 || !strings.HasPrefix(raw[i-1], ">")) && (i+1 == len(raw) || !strings.HasPrefix(raw[i+1], ">")) {
			l.depth, l.text = 0, raw[i]
		}
	}
	rejoin(lines)
	r.columns(lines)
	r.signature(lines)
	return lines
}

// rejoin counts to a quotation what a program broke off its lines, which had become too
// long by its marks: a few words without a mark between two quoted lines.
func rejoin(lines []line) {
	for i := 1; i+1 < len(lines); i++ {
		before, l, after := &lines[i-1], &lines[i], &lines[i+1]
		if l.depth > 0 || l.fixed || l.text == "" || before.depth == 0 || after.depth == 0 || len(before.text) < brokenLeast || strings.Count(l.text, " ") > brokenWords-1 {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(l.text); unicode.IsLower(first) {
			l.depth = before.depth
		}
	}
}

// What rejoin takes for broken: the least length of the line before and the most words.
const (
	brokenLeast = 60
	brokenWords = 4
)

// signLines is how many lines of a signature are muted, with the one that it begins with.
// Others follow it in digests.
const signLines = 21

// signature mutes quotations, signatures (RFC 3676, section 4.3, and those for programs of
// RFC 9580) and what mailing lists add at the end.
func (r *reader) signature(lines []line) {
	for i := range lines {
		l := &lines[i]
		if l.depth > 0 {
			l.muted = true
			r.sign, r.armor = 0, false
			continue
		}
		if r.armor = r.armor || l.text == "-----BEGIN PGP SIGNATURE-----"; r.armor {
			l.muted = true
			r.armor = l.text != "-----END PGP SIGNATURE-----"
			continue
		}
		if r.sign == 0 {
			switch {
			case l.text == "--":
				r.sign = signLines
			case strings.HasPrefix(l.text, "____") && strings.Trim(l.text, "_") == "" && i+1 < len(lines) && strings.Contains(strings.ToLower(lines[i+1].text), "list"):
				r.sign = signLines
			}
		} else if attributes(lines[i:]) {
			r.sign = 0
		}
		if r.sign > 0 {
			l.muted = true
			if l.text != "" {
				r.sign--
			}
		}
	}
}

// attributes reports whether lines begin with one or two that say whose words the
// quotation below is.
func attributes(lines []line) bool {
	for i := range min(len(lines), 3) {
		if lines[i].depth > 0 || lines[i].text == "" {
			return false
		}
		if strings.HasSuffix(lines[i].text, ":") {
			j := i + 1
			for j < len(lines) && lines[j].depth == 0 && lines[j].text == "" {
				j++
			}
			return j < len(lines) && lines[j].depth > 0
		}
	}
	return false
}

// foldQuotes folds long quotations.
func (r *reader) foldQuotes(lines []line) {
	for i := 0; i < len(lines); i++ {
		if lines[i].depth == 0 {
			r.quoted, r.fold = false, 0
			continue
		}
		end := i
		for end < len(lines) && lines[end].depth > 0 {
			end++
		}
		if i == 0 && r.quoted {
			for k := range end {
				lines[k].fold = r.fold
			}
		} else {
			r.foldQuote(lines[i:end], end == len(lines))
		}
		r.quoted = end == len(lines)
		if !r.quoted {
			r.fold = 0
		}
		i = end - 1
	}
}

// foldQuote folds one quotation where it is long; open tells that it may go on in the next
// chunk.
func (r *reader) foldQuote(lines []line, open bool) {
	weight, shown := 0, 0
	for i := range lines {
		if weight < foldShown {
			shown = i + 1
		}
		weight += 1 + len(lines[i].text)/lineUsual
	}
	more := 0
	if open {
		more = quotedAhead(r.rest)
	}
	hides := len(lines) - shown + more
	r.fold = 0
	if weight+more <= foldLong || hides == 0 {
		return
	}
	r.folds++
	r.fold = r.folds
	lines[shown-1].opens, lines[shown-1].label = r.fold, hides
	for i := shown; i < len(lines); i++ {
		lines[i].fold = r.fold
	}
}

package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// verdict says how much speaks for letters of fixed pitch in a paragraph.
type verdict uint8

const (
	none   verdict = iota
	weak           // enough beside a paragraph that needs them
	strong         // enough by itself
)

// columns finds out which lines need letters of fixed pitch: each paragraph of lines of
// one level of quotation is judged by itself, doubtful ones by their neighbours.
func (r *reader) columns(lines []line) {
	carried := r.fixed
	for i := 0; i < len(lines); {
		end := i + 1
		for end < len(lines) && lines[end].depth == lines[i].depth {
			end++
		}
		if lines[i].depth > 0 {
			if i > 0 || r.inner.depth != lines[i].depth {
				r.inner.diff = diff{}
			}
			texts := make([]string, end-i)
			for k := range texts {
				texts[k] = lines[i+k].text
			}
			r.inner.depth = lines[i].depth
			r.inner.diff.mark(texts, func(k int) { lines[i+k].fixed = true })
		}
		judge(lines[i:end], carried && i == 0)
		i = end
	}
	if n := len(lines); n > 0 {
		r.fixed = lines[n-1].fixed && lines[n-1].text != ""
	}
}

// A stretch is a paragraph, or a part of one that is in a patch or in none.
type stretch struct {
	from, to int
	verdict  verdict
	patch    bool
}

// judge marks the lines of one level of quotation; carried tells that they go on with
// what is of fixed pitch.
func judge(lines []line, carried bool) {
	fences(lines)
	var parts []stretch
	for i := 0; i < len(lines); {
		if lines[i].text == "" && !lines[i].fixed {
			i++
			continue
		}
		end := i + 1
		for end < len(lines) && lines[end].fixed == lines[i].fixed && (lines[end].text != "" || lines[i].fixed) {
			end++
		}
		s := stretch{from: i, to: end, patch: lines[i].fixed}
		switch {
		case s.patch:
			s.verdict = strong
		case carried && i == 0 && end-i > 1:
			s.verdict = max(weak, look(lines[i:end]))
			if lined(lines[i:end]) {
				s.verdict = strong
			}
		default:
			s.verdict = look(lines[i:end])
		}
		parts = append(parts, s)
		i = end
	}
	near := func(i, by int) bool {
		k := i + by
		return k >= 0 && k < len(parts) && parts[k].verdict == strong && !parts[k].patch
	}
	for i := range parts {
		if parts[i].verdict == weak && near(i, -1) {
			parts[i].verdict = strong
		}
	}
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i].verdict == weak && near(i, 1) {
			parts[i].verdict = strong
		}
	}
	for i, s := range parts {
		if s.verdict != strong {
			continue
		}
		to := s.to
		if i+1 < len(parts) && parts[i+1].verdict == strong {
			to = parts[i+1].from // and the empty lines between them
		}
		for k := s.from; k < to; k++ {
			lines[k].fixed = true
		}
	}
}

// fences marks what stands between lines of "```".
func fences(lines []line) {
	open := -1
	for i := range lines {
		t := strings.TrimLeft(lines[i].text, " ")
		if !strings.HasPrefix(t, "```") || lines[i].fixed {
			continue
		}
		if open < 0 {
			open = i
			continue
		}
		if strings.Trim(t, "`") == "" {
			for k := open; k <= i; k++ {
				lines[k].fixed = true
			}
			open = -1
		}
	}
}

// lineMost is how much of a line is looked at, in octets. Tables are not wider.
const lineMost = 512

// look judges a paragraph by itself.
func look(lines []line) verdict {
	if lined(lines) || boxes(lines) || table(lines) || numbers(lines) || code(lines) || art(lines) {
		return strong
	}
	indented, words := true, 0
	for i := range lines {
		if wide(lines[i].text) {
			return weak
		}
		indented = indented && strings.HasPrefix(lines[i].text, "  ")
		if strings.Count(strings.TrimSpace(lines[i].text), " ") > 5 {
			words++
		}
	}
	if indented && 2*words <= len(lines) {
		return weak
	}
	return none
}

// wide reports whether a line holds a gap within that no sentence has.
func wide(s string) bool {
	for _, c := range cells(cutAt(s, lineMost)) {
		if c.gap >= 3 {
			return true
		}
	}
	return false
}

// A cell is what stands after a gap of a line, in columns.
type cell struct{ start, end, gap int }

// cells are what stands in a line after gaps of two and more blanks, or after a row of
// dots that leads to it. Gaps after the end of a sentence and after the mark of a list's
// item are none.
func cells(s string) []cell {
	if !strings.Contains(s, "  ") && !strings.Contains(s, "....") {
		return nil
	}
	var out []cell
	column := 0
	i := 0
	for i < len(s) && s[i] == ' ' {
		i++
		column++
	}
	begin := i
	for i < len(s) {
		// A word, up to two blanks or four dots.
		from := i
		for i < len(s) && !strings.HasPrefix(s[i:], "  ") && !strings.HasPrefix(s[i:], "....") {
			if s[i] < utf8.RuneSelf {
				i++
				continue
			}
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
		}
		column += cellsWide(s[from:i])
		if n := len(out); n > 0 && out[n-1].end == 0 {
			out[n-1].end = column
		}
		if i >= len(s) {
			break
		}
		gap := 0
		for i < len(s) && (s[i] == ' ' || s[i] == '.') {
			i++
			gap++
		}
		column += gap
		if i >= len(s) {
			break
		}
		before := s[begin : i-gap]
		if gap == 2 && sentence(before) || marker(before) {
			continue
		}
		out = append(out, cell{start: column, gap: gap})
	}
	if n := len(out); n > 0 && out[n-1].end == 0 {
		out[n-1].end = column
	}
	return out
}

// cellsWide is how many columns a text takes.
func cellsWide(s string) int {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return uniseg.StringWidth(s)
		}
	}
	return len(s)
}

// sentence reports whether a sentence may end with s.
func sentence(s string) bool {
	s = strings.TrimRight(s, `"'”’)]*_`)
	return s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…")
}

// marker reports whether s marks an item of a list: "*", "12.", "b)", "(3)".
func marker(s string) bool {
	if n := utf8.RuneCountInString(s); n > 4 {
		return false
	} else if n == 1 {
		r, _ := utf8.DecodeRuneInString(s)
		return s == "o" || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, ")") || strings.HasSuffix(s, "]") || s == "--"
}

// lined reports whether words of several lines stand below each other after gaps, by
// their first letters or by their last ones.
func lined(lines []line) bool {
	starts, ends := map[int]int{}, map[int]int{}
	all := make([][]cell, len(lines))
	gapped := 0
	for i := range lines {
		all[i] = cells(cutAt(lines[i].text, lineMost))
		if len(all[i]) > 0 {
			gapped++
		}
		for _, c := range all[i] {
			starts[c.start]++
			ends[c.end]++
		}
	}
	if gapped == 0 {
		return false
	}
	// A word after a gap, and lines below it that are indented to it.
	for i := range lines {
		t := strings.TrimLeft(cutAt(lines[i].text, lineMost), " ")
		if n := len(cutAt(lines[i].text, lineMost)) - len(t); n > 5 && i > 0 && t != "" {
			for _, c := range all[i-1] {
				if c.start == n && c.gap > 2 {
					return true
				}
			}
		}
	}
	// How many lines have a word below or above that of another line, and how many after
	// a gap that no sentence has.
	share, clear, columns := 0, 0, 0
	for _, cs := range all {
		hit, big, n := false, false, 0
		for _, c := range cs {
			if starts[c.start] > 1 || ends[c.end] > 1 {
				hit, big = true, big || c.gap > 2
				n++
			}
		}
		if hit {
			share++
		}
		if big {
			clear++
		}
		columns = max(columns, n)
	}
	n := len(lines)
	switch {
	case share >= 3 && 5*share >= 2*n && (clear > 0 || columns > 1):
		return true
	case share >= 3 && 5*share >= 4*n:
		return true
	case share == 2 && clear == 2 && n <= 5:
		return true
	}
	return false
}

// boxes reports whether a paragraph is drawn with the letters for lines and blocks, or
// with dots of Braille.
func boxes(lines []line) bool {
	n := 0
	for i := range lines {
		signs := 0
		for _, r := range cutAt(lines[i].text, lineMost) {
			if r >= 0x2500 && r <= 0x259F || r > 0x2800 && r <= 0x28FF {
				signs++
			}
		}
		if signs > 0 {
			n++
		}
		if len(lines) == 1 && signs < 3 {
			return false
		}
	}
	return n >= 2 && 3*n >= len(lines)
}

// table reports whether a paragraph has the frame of a table: bars below each other, rows
// of dashes with crosses, or a head whose words are underlined each.
func table(lines []line) bool {
	if len(lines) < 2 {
		return false
	}
	bars := map[int]int{}
	rows, below := 0, 0
	for i := range lines {
		s := cutAt(strings.TrimLeft(lines[i].text, " "), lineMost)
		if underlines(s) || pointer(lines[i].text) && i > 0 {
			return true
		}
		if strings.HasPrefix(s, "+") && strings.Count(s, "+") > 1 && strings.Trim(s, "+-=: ") == "" && strings.Contains(s, "--") {
			return true
		}
		if strings.HasPrefix(s, "|") && strings.Trim(s, "|-:+ ") == "" && strings.Contains(s, "--") {
			return true
		}
		if strings.Count(s, "|") < 2 {
			continue
		}
		rows++
		hit := false
		for at := range len(s) {
			if s[at] == '|' {
				column := cellsWide(s[:at])
				hit = hit || bars[column] > 0
				bars[column]++
			}
		}
		if hit {
			below++
		}
	}
	return rows >= 2 && below >= 1 && 2*rows >= len(lines)
}

// numbers reports whether most lines are of several numbers, as those of a calendar.
func numbers(lines []line) bool {
	n := 0
	for i := range lines {
		words := 0
		for word := range strings.FieldsSeq(cutAt(lines[i].text, lineMost)) {
			if strings.Trim(word, "0123456789+-.,%") != "" {
				words = -1
				break
			}
			words++
		}
		if words > 2 {
			n++
		}
	}
	return n > 1 && 2*n >= len(lines)
}

// underlines reports whether a line is of two and more rows of dashes.
func underlines(s string) bool {
	words := 0
	for word := range strings.FieldsSeq(s) {
		if len(word) < 2 || strings.Trim(word, "-") != "" && strings.Trim(word, "=") != "" && strings.Trim(word, "_") != "" {
			return false
		}
		words++
	}
	return words > 1
}

// pointer reports whether a line only points at something in the line above it.
func pointer(s string) bool {
	return strings.HasPrefix(s, " ") && strings.Contains(s, "^") && strings.Trim(s, " ^~") == ""
}

var codeStarts = []string{"#include", "#define ", "import ", "package ", "def ", "func ", "return ", "if (", "for (", "while (", "class ", "var ", "let ", "const ",
	"public ", "private ", "static ", "void ", "int ", "<?", "$ ", "% ", ">>> ", "//", "/*", "*/", "}", "SELECT ", "#!/"}

// code reports whether a paragraph is of a program.
func code(lines []line) bool {
	if len(lines) < 2 {
		return false
	}
	n, indents := 0, map[int]bool{}
	for i := range lines {
		s := cutAt(lines[i].text, lineMost)
		t := strings.TrimLeft(s, " ")
		indents[len(s)-len(t)] = true
		if codeLine(t) {
			n++
		}
	}
	return 2*n >= len(lines) && (len(indents) > 1 || n == len(lines)) && n >= 2
}

func codeLine(s string) bool {
	for _, p := range codeStarts {
		if strings.HasPrefix(s, p) {
			// Words of the language are also those of other languages.
			return p[0] < 'a' || p[0] > 'z' || p == "import " || p == "package " || strings.ContainsAny(s, "(){}[]=;\"")
		}
	}
	switch {
	case s == "{", s == "[", s == "]", s == "],", s == "});":
		return true
	case strings.HasSuffix(s, "{"), strings.HasSuffix(s, "):"), strings.HasSuffix(s, ");"), strings.HasSuffix(s, "};"), strings.HasSuffix(s, " \\"):
		return true
	case strings.HasSuffix(s, ";"):
		return strings.ContainsAny(s, "=()[]<>")
	case strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">"):
		return !strings.Contains(s, "://") && !strings.Contains(s, "@")
	case strings.HasPrefix(s, `"`):
		return strings.Contains(s, `":`)
	}
	return false
}

// art reports whether a paragraph is a picture made of signs.
func art(lines []line) bool {
	if len(lines) < 3 {
		return false
	}
	drawn, signs, ink := 0, 0, 0
	indents := map[int]bool{}
	gaps, urls := false, 0
	for i := range lines {
		s := cutAt(lines[i].text, lineMost)
		t := strings.TrimLeft(s, " ")
		indents[len(s)-len(t)] = true
		gaps = gaps || strings.Contains(t, "  ")
		if strings.Contains(t, "://") {
			urls++
		}
		some, all := 0, 0
		for _, r := range t {
			switch {
			case r == ' ':
				continue
			case r < utf8.RuneSelf && !(r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z'):
				some++
			}
			all++
		}
		if 5*some >= 3*all && all > 0 {
			drawn++
		}
		signs, ink = signs+some, ink+all
	}
	return urls == 0 && (len(indents) > 1 || gaps) && 5*drawn >= 3*len(lines) && 2*signs >= ink
}

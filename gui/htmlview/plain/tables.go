package plain

import (
	"strings"
	"unicode/utf8"
)

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

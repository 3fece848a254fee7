package plain

import (
	"regexp"
	"slices"
	"strings"

	chars "popmail/assets/plain"
)

// A tail is the quotation with which a text ends, where nothing but empty lines and a signature
// follow it, however short it is: the letter that it quotes stands above. Places are told by how many octets of the text are left there, so that they hold for
// whoever reads on from the middle.
type tail struct {
	from, to int // where it begins and where it has ended; both 0: there is none
	lines    int // of it that are quoted
}

// dated finds what tells a line such as "On 12 Nov 2026 at 9:50 Jan <jan@x.example> wrote:" from
// words of one's own that end with a colon.
var dated = regexp.MustCompile(`@|\b(19|20)[0-9]{2}\b|[0-9][:.][0-9]{2}\b`)

// saidLines is how many lines those have at most that say whose words follow.
const saidLines = 3

// tailOf looks for the quotation at the end of a text, in one pass over it.
func tailOf(text string) tail {
	var t tail
	own, begin := 0, 0 // lines of the paragraph of one's own that ends here, and where it begins
	colon := false     // its last one ends with a colon
	sign := 0          // lines of a signature that may still come
	for rest := text; rest != ""; {
		left := len(rest)
		var line string
		line, rest = cutLine(rest)
		depth, _ := unquote(line)
		line = strings.TrimSpace(line)
		switch {
		case depth > 0:
			if t.from == 0 {
				t.from = left
				if colon && own <= saidLines && dated.MatchString(text[len(text)-begin:len(text)-left]) {
					t.from = begin
				}
			}
			t.lines++
			t.to, own, sign, colon = len(rest), 0, 0, false
		case line == "":
			if !colon {
				own = 0
			}
		case sign > 0:
			sign--
		case t.from > 0 && line == "--":
			sign = signLines
		default:
			t = tail{}
			if own == 0 || colon {
				own, begin = 0, left
			}
			own++
			colon = strings.HasSuffix(line, ":")
		}
	}
	return t
}

// Own is a text without the quotation at its end and the line that says whose words it has. A text
// of quotations alone is whole.
func Own(text string) string {
	text = strings.TrimRight(text, "\r\n\t \x00")
	t := tailOf(text)
	if t.from == 0 || onlyQuoted(text) {
		return text
	}
	return text[:len(text)-t.from] + text[len(text)-t.to:]
}

// cutLine cuts the first line off a text.
func cutLine(text string) (line, rest string) {
	i := strings.IndexAny(text, "\n\r")
	if i < 0 {
		return text, ""
	}
	if strings.HasPrefix(text[i:], "\r\n") {
		return text[:i], text[i+2:]
	}
	return text[:i], text[i+1:]
}

// foldTail folds the lines of a chunk, which begins where so much of the text is left, that lie in
// the quotation at the end, and all others as usual. raw are the octets of the chunk.
func (r *reader) foldTail(lines []line, raw string, left int) []line {
	end := left - len(raw)
	if r.tail.from <= end || r.tail.to >= left {
		r.foldQuotes(lines)
		return lines
	}
	// line is the number of the line that begins where so much is left.
	line := func(at int) int {
		return min(strings.Count(chars.Text(raw[:left-at], chars.Forced|chars.Unseen), "\n"), len(lines))
	}
	first, past := 0, len(lines)
	begins := r.tail.from <= left && r.tailFold == 0
	if begins {
		first = line(r.tail.from)
	}
	if r.tail.to > end {
		past = line(r.tail.to)
	}
	r.foldQuotes(lines[:first])
	if begins {
		r.folds++
		r.tailFold = r.folds
	}
	for i := first; i < past; i++ {
		lines[i].fold = r.tailFold
	}
	if !begins {
		return lines
	}
	return slices.Insert(lines, first, bareLine(r.tailFold, r.tail.lines))
}

// bareLine is no line of the text: in its place stand the words that open and close a quotation.
func bareLine(fold, hides int) line { return line{bare: true, muted: true, opens: fold, label: hides} }

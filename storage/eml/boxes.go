package eml

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"popmail/assets/plain"
)

// What stands apart on the screen is apart in the text: HTML has words side by side
// without a blank between them where styles set them into boxes of their own.

// apart is how an element, or each of its children, stands to its neighbours.
type apart byte

const (
	noGap     apart = iota
	wordGap                  // a blank is between them
	lineGap                  // each has lines of its own
	told      apart = 1 << 2 // of boxOf: the styles say it
	letterGap apart = 1 << 3 // wordGap, but a single letter belongs to the word behind it
)

// box is an element that is open: how it stands, how its children do, and where its text
// begins in out.
type box struct {
	name       atom.Atom
	self, kids apart
	start      int
}

const (
	maxBoxes   = 200       // that are looked after at a time; deeper ones are as if they had no styles
	maxImplied = 32        // elements without an end tag that one around them ends
	maxSheet   = 256 << 10 // octets of styles that are read of one HTML
	maxClasses = 1000
)

// inline reports elements that have no lines of their own. Unknown ones are such.
func inline(a atom.Atom) bool {
	switch a {
	case 0, atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Button, atom.Cite, atom.Code, atom.Data, atom.Del,
		atom.Dfn, atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Meter, atom.Output, atom.Progress, atom.Q, atom.S,
		atom.Samp, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var:
		return true
	}
	return false
}

// boxOf is what declarations of CSS say of an element itself, and of its children.
func boxOf(declarations string) (self, kids apart) {
	low := strings.ToLower(declarations)
	if !strings.Contains(low, "display") && !strings.Contains(low, "float") {
		return 0, 0
	}
	column := strings.Contains(low, "column")
	for declaration := range strings.SplitSeq(low, ";") {
		name, value, _ := strings.Cut(declaration, ":")
		value, _, _ = strings.Cut(value, "!")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(name) {
		case "float":
			if self&^told == noGap && (value == "left" || value == "right") {
				self = told | letterGap
			}
		case "display":
			self, kids = told, told
			switch strings.TrimPrefix(strings.TrimPrefix(value, "-webkit-"), "-ms-") {
			case "block", "list-item", "table", "table-row", "table-caption", "flow-root":
				self |= lineGap
			case "flex", "grid", "box", "flexbox":
				self, kids = self|lineGap, kids|wordGap
			case "inline-flex", "inline-grid", "inline-flexbox":
				self, kids = self|wordGap, kids|wordGap
			case "inline-block", "inline-table":
				self |= letterGap
			case "table-cell":
				self |= wordGap
			}
		}
	}
	if kids&^told == wordGap && column {
		kids = told | lineGap
	}
	return self, kids
}

// sheet reads the styles of a page, for what they say of classes. Rules that hold for some
// windows alone, or for paper, do not count. Of a selector the last class does.
func (w *htmlWriter) sheet(css []byte) {
	css = css[:min(len(css), maxSheet-w.read)]
	w.read += len(css)
	if !bytes.Contains(css, []byte("display")) && !bytes.Contains(css, []byte("float")) {
		return
	}
	s := string(css)
	for s != "" {
		i := strings.IndexAny(s, "{}/")
		if i < 0 {
			return
		}
		if s[i] == '/' && !strings.HasPrefix(s[i:], "/*") || s[i] == '}' {
			s = s[i+1:]
			continue
		}
		if s[i] == '/' {
			k := strings.Index(s[i+2:], "*/")
			if k < 0 {
				return
			}
			// What is before the comment is a selector's beginning at best.
			s = s[i+2+k+2:]
			continue
		}
		before, rest := strings.TrimSpace(s[:i]), s[i+1:]
		if k := strings.LastIndexByte(before, ';'); k >= 0 { // @import and @charset
			before = strings.TrimSpace(before[k+1:])
		}
		if strings.HasPrefix(before, "@") {
			if s = rest; strings.Contains(before, "(") || strings.Contains(before, "print") || !strings.HasPrefix(before, "@media") {
				s = behind(rest)
			}
			continue
		}
		k := strings.IndexByte(rest, '}')
		if k < 0 {
			k = len(rest)
		}
		s = rest[k:]
		if self, kids := boxOf(rest[:k]); self != 0 {
			for selector := range strings.SplitSeq(before, ",") {
				w.class(selector, self, kids)
			}
		}
	}
}

// behind is what follows the block of CSS that s begins in.
func behind(s string) string {
	for open := 1; open > 0; {
		i := strings.IndexAny(s, "{}")
		if i < 0 {
			return ""
		}
		if s[i] == '{' {
			open++
		} else {
			open--
		}
		s = s[i+1:]
	}
	return s
}

// class takes in what a rule says of the last class of its selector.
func (w *htmlWriter) class(selector string, self, kids apart) {
	selector = strings.TrimSpace(selector)
	if i := strings.LastIndexAny(selector, " \t\r\n>+~"); i >= 0 {
		selector = selector[i+1:]
	}
	i := strings.LastIndexByte(selector, '.')
	if i < 0 || strings.ContainsAny(selector, ":[") {
		return
	}
	if w.classes == nil {
		w.classes = map[string][2]apart{}
	}
	if name := selector[i+1:]; name != "" && len(name) <= 100 && len(w.classes) < maxClasses {
		w.classes[name] = [2]apart{self, kids}
	}
}

// begin opens the box of an element.
func (w *htmlWriter) begin(a atom.Atom, style, class string) {
	var self, kids apart
	if len(w.classes) > 0 && class != "" {
		n := 0
		for name := range strings.FieldsSeq(class) {
			if c, ok := w.classes[name]; ok {
				self, kids = c[0], c[1]
			}
			if n++; n == 20 {
				break
			}
		}
	}
	if s, k := boxOf(style); s != 0 {
		self, kids = s, k
	}
	own := inline(a)
	if self, kids = self&^told, kids&^told; !own {
		self = noGap
	} else if self == noGap && (a == atom.Button || a == atom.Label) {
		self = wordGap
	}
	if n := len(w.boxes); n > 0 && self != lineGap && w.boxes[n-1].kids != noGap && (own || void[a]) {
		self = w.boxes[n-1].kids
	}
	w.part(self)
	if !void[a] && len(w.boxes) < maxBoxes {
		w.boxes = append(w.boxes, box{a, self, kids, len(w.out)})
	}
}

// finish closes the box of an element, and those in it that were left open.
func (w *htmlWriter) finish(a atom.Atom) {
	for i := len(w.boxes) - 1; i >= 0 && i >= len(w.boxes)-maxImplied; i-- {
		b := w.boxes[i]
		if b.name != a {
			continue
		}
		w.boxes = w.boxes[:i]
		if b.self == letterGap && utf8.RuneCount(bytes.TrimSpace(w.out[min(b.start, len(w.out)):])) == 1 {
			return
		}
		w.part(b.self)
		return
	}
}

// part sets what comes next apart from what is there.
func (w *htmlWriter) part(a apart) {
	switch a {
	case lineGap:
		w.lines(1)
	case wordGap, letterGap:
		w.apart = true
	}
}

// clings reports words that no blank is to come before, or none after: signs at the end of
// a sentence or of a number, and brackets.
func clings(before, next []byte) bool {
	r, _ := utf8.DecodeRune(next)
	last, _ := utf8.DecodeLastRune(before)
	return strings.ContainsRune(".,;:!?)]}%’”»…。、，）」", r) || strings.ContainsRune("([{“„«¿¡（「", last) || plain.Of(r) != 0
}

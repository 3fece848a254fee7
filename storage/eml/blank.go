package eml

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"popmail/assets/plain"
)

// mostBlank is how long a page may be that is looked at whether it is blank, in octets.
const mostBlank = 32 << 10

// blankForms reports whether the HTML of two forms of a text shows nothing, and the plain form has words: so write
// devices and gateways that make a page of nothing. What is shown then is the plain form.
func (r *reading) blankForms(b *block) bool {
	if len(b.plain) == 0 || len(b.html) == 0 {
		return false
	}
	if b.blank == nil {
		blank := r.looksBlank(b)
		b.blank = &blank
	}
	return *b.blank
}

func (r *reading) looksBlank(b *block) bool {
	size := 0
	for _, i := range b.html {
		size += len(r.t.body(&r.t.parts[i]))
	}
	if size > mostBlank {
		return false
	}
	for _, i := range b.html {
		if isHTML(r.t.parts[i].media) {
			if page := r.t.htmlPart(i, r); seenPicture(r.bud, page) || seenWords(htmlUntil(r.bud, page, seenLine)) {
				return false
			}
		} else if seenWords(r.text(i)) {
			return false
		}
	}
	for _, i := range b.plain {
		if seenWords(r.text(i)) {
			return true
		}
	}
	return false
}

func seenLine(lines []byte) bool { return seenWords(string(lines)) }

// seenWords reports whether a text has a sign that is seen.
func seenWords(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && plain.Of(r)&plain.Any == 0
	})
}

// seenPicture reports whether a page may have something that is seen and is no text: a picture larger than a dot,
// a background, a field.
func seenPicture(bud *budget, page string) bool {
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(mostBlank * 4)
	for {
		kind := z.Next()
		if kind == html.ErrorToken || !bud.spend(40+htmlSteps*len(z.Raw())) {
			return false
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		dot, hidden := false, false
		for _, a := range t.Attr {
			value := strings.ToLower(a.Val)
			switch a.Key {
			case "background":
				return true
			case "style":
				if strings.Contains(value, "url(") {
					return true
				}
				hidden = hidden || hiddenStyle(value)
				for d := range strings.SplitSeq(value, ";") {
					name, v, _ := strings.Cut(d, ":")
					name = strings.TrimSpace(name)
					dot = dot || (name == "width" || name == "height") && tiny(v)
				}
			case "width", "height":
				dot = dot || tiny(value)
			case "type":
				hidden = hidden || value == "hidden"
			}
		}
		switch t.Data {
		case "img", "input":
			if !dot && !hidden {
				return true
			}
		case "svg", "video", "object", "embed", "iframe", "canvas", "select", "textarea", "button", "picture":
			if !hidden {
				return true
			}
		}
	}
}

// tiny reports whether a width or a height is that of a dot.
func tiny(s string) bool {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "!important")), "px"))
	n, err := strconv.ParseFloat(s, 32)
	return err == nil && n <= 2
}

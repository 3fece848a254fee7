package style

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// Bounds of what the HTML parser is given. It repeats formatting elements that are left
// open in each paragraph after them, compares their attributes in pairs, and gives up
// where more than 512 elements are open.
const (
	maxOpen       = 480     // elements open at once
	maxFormatting = 40      // formatting elements open at once
	maxRepeated   = 300_000 // elements that open formatting elements may grow to
	maxAttributes = 64      // of an element
	longTag       = 4096    // octets; longer tags are looked at more closely
)

// formatting are the elements that HTML calls so (13.2.4.3).
var formatting = map[string]bool{"a": true, "b": true, "big": true, "code": true, "em": true, "font": true, "i": true, "nobr": true,
	"s": true, "small": true, "strike": true, "strong": true, "tt": true, "u": true}

var void = map[string]bool{"area": true, "base": true, "basefont": true, "bgsound": true, "br": true, "col": true, "embed": true, "frame": true, "hr": true,
	"img": true, "image": true, "input": true, "keygen": true, "link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true}

// suspicious reports whether a page might grow in the parser. It counts without regard to
// where elements end by themselves, so some harmless pages are suspicious.
func suspicious(page string) bool {
	cost, open := 0, 0
	for i := 0; ; {
		at := strings.IndexByte(page[i:], '<')
		if at < 0 {
			return false
		}
		i += at + 1
		end := i < len(page) && page[i] == '/'
		if end {
			i++
		}
		j := i
		for j < len(page) && j-i < 8 && (page[j]|0x20 >= 'a' && page[j]|0x20 <= 'z') {
			j++
		}
		cost += 1 + open
		if formatting[page[i:j]] || formatting[strings.ToLower(page[i:j])] {
			if end {
				open = max(0, open-1)
			} else {
				open++
			}
		}
		if j > i && !end {
			if close := strings.IndexByte(page[j:], '>'); close < 0 || close > longTag {
				return true
			}
		}
		if cost > maxRepeated {
			return true
		}
		i = j
	}
}

// tame rewrites a page so that it does not grow in the parser: elements nested deeper than
// deep, formatting elements and attributes beyond the bounds are left out. cut is true
// where something was.
func tame(page string, deep int) (out string, cut bool) {
	z := html.NewTokenizer(strings.NewReader(page))
	var b bytes.Buffer
	b.Grow(len(page))
	var open []string
	dropped := map[string]int{}
	active, marks := []string{}, []int{}
	cost := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String(), cut
		}
		raw := z.Raw()
		if kind == html.TextToken {
			cost += 1 + len(active)
		}
		if kind != html.StartTagToken && kind != html.EndTagToken && kind != html.SelfClosingTagToken {
			b.Write(raw)
			continue
		}
		raw = bytes.Clone(raw)
		nameBytes, more := z.TagName()
		name := string(nameBytes)
		cost += 1 + len(active)
		if cost > 4*maxRepeated {
			return b.String(), true
		}
		if kind == html.EndTagToken {
			if i := lastOf(open, name); i >= 0 {
				open = open[:i]
			} else if dropped[name] > 0 {
				dropped[name]--
				continue
			}
			if formatting[name] {
				if i := lastOf(active, name); i >= 0 {
					active = append(active[:i], active[i+1:]...)
				}
			}
			active, marks = cellEnd(name, active, marks)
			b.Write(raw)
			continue
		}
		if formatting[name] {
			limit := maxFormatting
			if cost > maxRepeated {
				limit = 3
			}
			if len(active) >= limit {
				cut = true
				continue
			}
			active = append(active, name)
		}
		if cellStarts[name] {
			active, marks = cellEnd(name, active, marks)
			if name != "tr" {
				marks = append(marks, len(active))
			}
		}
		if !void[name] {
			if n := len(open); n > 0 && open[n-1] == name && selfEnding[name] {
				open = open[:n-1]
			}
			if len(open) >= deep {
				dropped[name]++
				cut = true
				continue
			}
			open = append(open, name)
		}
		if !more || len(raw) < longTag {
			b.Write(raw)
			continue
		}
		var fewer bool
		raw, fewer = fewAttributes(z, name)
		cut = cut || fewer
		b.Write(raw)
	}
}

var cellStarts = map[string]bool{"td": true, "th": true, "tr": true, "caption": true}

// selfEnding are elements that end where the next one of their name begins.
var selfEnding = map[string]bool{"p": true, "li": true, "td": true, "th": true, "tr": true, "dd": true, "dt": true, "option": true}

// cellEnd forgets the formatting elements of a cell that ends (HTML, 13.2.4.3).
func cellEnd(name string, active []string, marks []int) ([]string, []int) {
	if n := len(marks); n > 0 && (cellStarts[name] || name == "table") {
		active, marks = active[:min(len(active), marks[n-1])], marks[:n-1]
	}
	return active, marks
}

func lastOf(names []string, name string) int {
	for i := len(names) - 1; i >= 0; i-- {
		if names[i] == name {
			return i
		}
	}
	return -1
}

// fewAttributes writes a start tag with the first of its attributes.
func fewAttributes(z *html.Tokenizer, name string) (tag []byte, cut bool) {
	t := html.Token{Type: html.StartTagToken, Data: name}
	seen := map[string]bool{}
	for {
		k, v, more := z.TagAttr()
		if key := string(k); key != "" && !seen[key] {
			if len(t.Attr) == maxAttributes {
				return []byte(t.String()), true
			}
			seen[key] = true
			t.Attr = append(t.Attr, html.Attribute{Key: key, Val: string(v)})
		}
		if !more {
			return []byte(t.String()), false
		}
	}
}

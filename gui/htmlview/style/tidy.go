package style

import (
	"strings"

	"golang.org/x/net/html"

	"popmail/assets/plain"
)

// shownAttrs are the attributes whose words a page shows.
var shownAttrs = map[string]bool{"alt": true, "title": true, "value": true, "placeholder": true, "label": true}

// Tidy takes out of a parsed page what turns or hides its words by force: the octets of a
// message came without that, but "&#8238;" makes it anew. An element for it (bdo) stays,
// since what it does is known.
func Tidy(root *html.Node) {
	for n := root; n != nil; {
		if n.Type == html.TextNode {
			n.Data = Unforced(n.Data)
		}
		for i := range n.Attr {
			if shownAttrs[n.Attr[i].Key] {
				n.Attr[i].Val = Unforced(n.Attr[i].Val)
			}
		}
		if n.FirstChild != nil {
			n = n.FirstChild
			continue
		}
		for n != nil && n.NextSibling == nil {
			n = n.Parent
		}
		if n != nil {
			n = n.NextSibling
		}
	}
}

// Unforced is text without the signs that Tidy takes out.
func Unforced(text string) string {
	if strings.IndexFunc(text, forced) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if forced(r) {
			return -1
		}
		return r
	}, text)
}

func forced(r rune) bool { return plain.Of(r)&plain.Forced != 0 }

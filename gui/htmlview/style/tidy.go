package style

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"popmail/assets/plain"
)

// shownAttrs are the attributes whose words a page shows,
// and those that say where something is.
var shownAttrs = map[string]bool{"href": true, "src": true, "alt": true, "title": true, "value": true, "placeholder": true, "label": true}

// Tidy takes out of a parsed page what turns or hides its words by force: the octets of a
// message came without that, but "&#8238;" makes it anew. An element for it (bdo) stays,
// since what it does is known. A sign that sets a piece of a text apart becomes such an
// element (bdi), but within a link, where the words are compared with its target.
func Tidy(root *html.Node) {
	embeds := 0
	for n := root; n != nil; {
		if n.Type == html.TextNode {
			if embeds < maxEmbeds && plain.HasEmbeds(n.Data) && mayEmbed(n.Parent) {
				n = embed(n, &embeds)
			} else {
				n.Data = Unforced(n.Data)
			}
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

// maxEmbeds is how many pieces of the texts of a page have a direction by a sign, and
// maxAround how many elements around them are looked at.
const maxEmbeds, maxAround = 20000, 64

// mayEmbed reports whether the text in an element may be taken apart.
func mayEmbed(in *html.Node) bool {
	for k := 0; in != nil; k++ {
		switch in.DataAtom {
		case atom.A, atom.Style, atom.Script, atom.Textarea, atom.Title, atom.Option, atom.Select, atom.Button, atom.Svg, atom.Math:
			return false
		}
		if k == maxAround {
			return false
		}
		in = in.Parent
	}
	return true
}

// preformatted reports whether the ends of lines of the text in an element are kept.
func preformatted(in *html.Node) bool {
	for ; in != nil; in = in.Parent {
		switch in.DataAtom {
		case atom.Pre, atom.Listing, atom.Xmp:
			return true
		}
	}
	return false
}

// embed puts elements in the place of the signs of a text. It returns the last node that is
// in the place of n.
func embed(n *html.Node, embeds *int) *html.Node {
	in, before := n.Parent, n.NextSibling
	at := in
	add := func(k *html.Node) {
		if at == in {
			in.InsertBefore(k, before)
		} else {
			at.AppendChild(k)
		}
	}
	last := n
	plain.Embedded(n.Data, preformatted(in), func(s string) {
		add(&html.Node{Type: html.TextNode, Data: Unforced(s)})
	}, func(dir string) {
		*embeds++
		k := &html.Node{Type: html.ElementNode, Data: "bdi", DataAtom: atom.Bdi, Attr: []html.Attribute{{Key: "dir", Val: dir}}}
		add(k)
		at = k
	}, func() { at = at.Parent })
	n.Data = ""
	if before != nil {
		last = before.PrevSibling
	} else if in.LastChild != nil {
		last = in.LastChild
	}
	for last.LastChild != nil { // what is in it is tidy
		last = last.LastChild
	}
	return last
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

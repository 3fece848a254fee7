package htmlview

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/plain"
	"popmail/gui/htmlview/style"
)

// A link is a link of a page.
type link struct {
	part   int
	node   *style.Node // the element
	target string      // absolute where the document says what it stands below
}

// detailsLink is what the target of a summary begins with, before the number of its
// details. Links of a page with that target do nothing.
const detailsLink = plain.FoldLink + "details-"

// linkOf is the link that a thing on a page belongs to; nil: none.
func (v *View) linkOf(i int, item layout.Item) *link {
	var n *style.Node
	switch it := item.(type) {
	case *layout.Text:
		n = it.Node
	case *layout.Picture:
		n = it.Node
	case *layout.Box:
		n = it.Node
	}
	for ; n != nil; n = n.Parent {
		if n.Tag == "a" {
			href, ok := n.Attrs["href"]
			if href = strings.TrimSpace(href); !ok || href == "" {
				return nil
			}
			return &link{i, n, absolute(v.sheet.parts[i].base, href)}
		}
		if n.Tag == "summary" && n.Parent != nil {
			if number, ok := v.sheet.parts[i].page.Details[n.Parent]; ok {
				return &link{i, n, detailsLink + strconv.Itoa(number)}
			}
		}
	}
	return nil
}

// absolute is a link of a page whose base is known.
func absolute(base, href string) string {
	u, err := url.Parse(href)
	if err != nil || u.IsAbs() || strings.HasPrefix(href, "#") {
		return href
	}
	b, err := url.Parse(base)
	if err != nil || b.Scheme != "http" && b.Scheme != "https" {
		if u.Host != "" && strings.HasPrefix(href, "//") {
			return "https:" + href // as everywhere, an encrypted line is tried first
		}
		return href
	}
	return b.ResolveReference(u).String()
}

// linkAt is the link at a place of the view; nil: none.
func (v *View) linkAt(at fyne.Position) *link {
	if v.sheet == nil || len(v.sheet.parts) == 0 {
		return nil
	}
	i, x, y := v.on(at)
	if l, hit := v.areaAt(i, x, y); hit {
		return l
	}
	items := v.sheet.parts[i].laid.Items
	for k := len(items) - 1; k >= 0; k-- {
		r := items[k].Place()
		if x < r.X || y < r.Y || x >= r.X+r.W || y >= r.Y+r.H {
			continue
		}
		if t, ok := items[k].(*layout.Text); ok && t.Opacity <= 0 {
			continue
		}
		return v.linkOf(i, items[k])
	}
	return nil
}

// oneWord reports whether a piece of text goes on with the word of the one before: it touches
// that, as in <b>bank</b>.example, also where it is moved by less than a blank takes, or it
// is what was broken off.
func oneWord(last, it *layout.Text) bool {
	if sameLine(last, it) {
		gap := max(1, 0.15*min(last.Font.Size, it.Font.Size)) // less than the blank of any font
		if it.X <= last.X+last.W+gap && it.X+it.W >= last.X-gap {
			return true
		}
	}
	return last.Node == it.Node && strings.Contains(it.Node.Text, last.Text+it.Text)
}

// sameLine reports whether texts stand beside each other.
func sameLine(a, b *layout.Text) bool {
	return min(a.Y+a.H, b.Y+b.H)-max(a.Y, b.Y) > min(a.H, b.H)/2
}

// mostInSight is how many pieces of a link are put in order. More are no name of a site.
const mostInSight = 40

// inSight puts pieces of a line in the order from left to right, where a page has moved them:
// the words of a link are those that are read.
func inSight(texts []*layout.Text) {
	if len(texts) > mostInSight || slices.ContainsFunc(texts, func(t *layout.Text) bool { return t.RTL && !turned(t) }) {
		return
	}
	for i := 1; i < len(texts); i++ {
		for k := i; k > 0 && sameLine(texts[k-1], texts[k]) && texts[k].X < texts[k-1].X; k-- {
			texts[k-1], texts[k] = texts[k], texts[k-1]
		}
	}
}

// turned reports whether an element turns a text around by force: <bdo dir=rtl>.
func turned(t *layout.Text) bool {
	for n := t.Node; n != nil; n = n.Parent {
		if n.Tag == "bdo" && n.Style != nil {
			return n.Style.RTL
		}
	}
	return false
}

// asSeen is a text in the order in which its letters are read.
func asSeen(t *layout.Text) string {
	if turned(t) {
		letters := []rune(t.Text)
		slices.Reverse(letters)
		return string(letters)
	}
	return t.Text
}

func within(n, outer *style.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

// open follows a link: to a place of its own page or to what is folded, else by OnLink.
func (v *View) open(l *link, at fyne.Position) {
	if q, ok := v.foldOf(l); ok {
		v.toggle(q, l.target)
		return
	}
	if name, ok := strings.CutPrefix(l.target, "#"); ok {
		v.goTo(l.part, name)
		return
	}
	if v.OnLink != nil {
		v.OnLink(l.target, v.words(l), at)
	}
}

// goTo scrolls to an element that has a name.
func (v *View) goTo(i int, name string) {
	if un, err := url.PathUnescape(name); err == nil {
		name = un
	}
	p := v.sheet.parts[i]
	root := p.page.Root
	var found *style.Node
	var look func(n *style.Node)
	look = func(n *style.Node) {
		if found != nil {
			return
		}
		if n.Tag != "" && (n.Attrs["id"] == name || n.Tag == "a" && n.Attrs["name"] == name) {
			found = n
			return
		}
		for _, c := range n.Children {
			look(c)
		}
	}
	if root == nil || name == "" {
		return
	}
	look(root)
	if found == nil || v.OnScroll == nil {
		return
	}
	// What is drawn first of the element, or comes after it.
	seen := false
	after := map[*style.Node]bool{}
	var mark func(n *style.Node)
	mark = func(n *style.Node) {
		seen = seen || n == found
		if seen {
			after[n] = true
		}
		for _, c := range n.Children {
			mark(c)
		}
	}
	mark(root)
	best := -1.0
	for _, item := range p.laid.Items {
		var n *style.Node
		switch it := item.(type) {
		case *layout.Text:
			n = it.Node
		case *layout.Picture:
			n = it.Node
		}
		if y := item.Place().Y; n != nil && after[n] && (best < 0 || y < best) {
			best = y
		}
	}
	if best >= 0 {
		v.OnScroll(p.y + float32(best*p.scale) - v.top)
	}
}

// Places are how far down the view elements with these ids stand, of those that are laid out and
// have something drawn in them.
func (v *View) Places(ids []string) map[string]float32 {
	out := map[string]float32{}
	if v.sheet == nil {
		return out
	}
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	for _, p := range v.sheet.parts {
		for _, item := range p.laid.Items {
			t, ok := item.(*layout.Text)
			if !ok {
				continue
			}
			for n := t.Node; n != nil; n = n.Parent {
				if id := n.Attrs["id"]; id != "" && wanted[id] {
					y := p.y + float32(t.Place().Y*p.scale)
					if at, known := out[id]; !known || y < at {
						out[id] = y
					}
				}
			}
		}
	}
	return out
}

package eml

import (
	"cmp"
	"html"
	"slices"
	"strings"
)

// Pictures between the texts of a message, each a part of its own.

// inOrder is what is shown where texts have pictures between them, in the order of the
// message: parts that are texts, and pictures by their place among the items.
type inOrder struct {
	part    int
	item    int // of a picture
	picture bool
}

// placed puts the pictures that stand among texts in between them; none does where it
// returns nil. The parts of a multipart/mixed are shown one after the other (RFC 2046,
// section 5.1.3), those called attachments are not (RFC 2183, section 2.2). Pictures that
// only follow the text stay with the attachments.
func (r *reading) placed(texts []int) (out []inOrder) {
	if len(r.items) == 0 || len(texts) == 0 {
		return nil
	}
	parent := r.shownFiles().parent
	says := map[int]bool{} // parts with a text in them
	last := 0
	for _, i := range texts {
		if !r.blank(i) {
			last = max(last, i)
			for k := i; k > 0 && !says[parent[k]]; k = parent[k] {
				says[parent[k]] = true
			}
		}
	}
	among := map[int]bool{} // parts in which a picture stands before a text
	for n := range r.items {
		it := &r.items[n]
		if p := &r.t.parts[it.part]; it.inText || it.named || it.a.Minor || p.disp == "attachment" || !strings.HasPrefix(it.a.Type, "image/") {
			continue
		}
		around := it.part
		for around > 0 && r.t.parts[parent[around]].media == "multipart/mixed" {
			around = parent[around]
		}
		if around == it.part || !says[around] {
			continue
		}
		out = append(out, inOrder{part: it.part, item: n, picture: true})
		among[around] = among[around] || it.part < last
	}
	out = slices.DeleteFunc(out, func(o inOrder) bool {
		around := parent[o.part]
		for around > 0 && !among[around] {
			around = parent[around]
		}
		return !among[around]
	})
	if len(out) == 0 {
		return nil
	}
	for _, i := range texts {
		out = append(out, inOrder{part: i})
	}
	slices.SortStableFunc(out, func(a, b inOrder) int { return cmp.Compare(a.part, b.part) })
	return out
}

// blank reports whether a part that is shown says nothing.
func (r *reading) blank(i int) bool {
	if p := &r.t.parts[i]; isHTML(p.media) {
		return len(r.t.body(p)) == 0
	}
	return strings.TrimSpace(r.text(i)) == ""
}

// ownPicture is what a page refers to that is a picture of its own.
const ownPicture = "cid:picture"

// picturePage is the page that an item makes which stands between texts.
func (r *reading) picturePage(item int) Page {
	p := r.page(r.items[item].part)
	p.picture = item + 1
	p.HTML = `<!DOCTYPE html><img src="` + ownPicture + `" alt="` + html.EscapeString(r.items[item].a.Name) + `" style="display: block; max-width: 100%; height: auto">`
	return p
}

package htmlview

import (
	"strings"

	"fyne.io/fyne/v2"

	clean "popmail/assets/plain"
	"popmail/gui/kit/selectable"
)

var (
	_ selectable.Subject = (*View)(nil)
	_ fyne.Scrollable    = (*View)(nil)
)

// position is a place in the text of a document.
type position = selectable.Place

// Text is the whole text as it would be copied, plain text as it was sent, with what is
// folded away.
func (v *View) Text() string { return v.text(false) }

// Own is the text without the quotations with which pages end; empty where they are all there is.
func (v *View) Own() string { return v.text(true) }

func (v *View) text(own bool) string {
	var b strings.Builder
	for i := range v.docs {
		d := &v.docs[i]
		if i > 0 && !d.Joined {
			b.WriteString("\n\n")
		}
		if d.HTML == "" {
			b.WriteString(clean.Text(d.Text, clean.Forced))
			continue
		}
		first, last := position{Part: -1, Offset: 0}, position{}
		if v.sheet != nil {
			for k, p := range v.sheet.parts {
				if p.doc == i {
					if first.Part < 0 {
						first.Part = k
					}
					last = position{Part: k, Offset: len(p.reading().text)}
					if own {
						last.Offset = p.own()
					}
				}
			}
		}
		if first.Part >= 0 {
			b.WriteString(v.Between(first, last))
		}
	}
	return strings.TrimRight(b.String(), " \t\r\n")
}

// own is where in its text the quotation begins with which a page ends, else the end.
func (p *part) own() int {
	r := p.reading()
	if p.page.Quoted == nil {
		return len(r.text)
	}
	for i := range r.pieces {
		for n := r.pieces[i].item.Node; n != nil; n = n.Parent {
			if n == p.page.Quoted {
				return r.pieces[i].start
			}
		}
	}
	return len(r.text)
}

// Parts implements selectable.Content.
func (v *View) Parts() int {
	if v.sheet == nil {
		return 0
	}
	return len(v.sheet.parts)
}

// Part implements selectable.Content.
func (v *View) Part(i int) string { return v.sheet.parts[i].reading().text }

// Between is the text from one place to another; documents are a blank line apart.
func (v *View) Between(from, to position) string {
	if v.sheet == nil || !from.Before(to) {
		return ""
	}
	if n := len(v.sheet.parts); to.Part >= n {
		to = v.End()
	}
	var b strings.Builder
	for i := from.Part; i <= to.Part; i++ {
		t := v.sheet.parts[i].reading().text
		start, end := 0, len(t)
		if i == from.Part {
			start = min(from.Offset, end)
		}
		if i == to.Part {
			end = min(to.Offset, end)
		}
		if p := v.sheet.parts[i]; i > from.Part && !p.joined {
			b.WriteByte('\n')
			if p.first {
				b.WriteByte('\n')
			}
		}
		b.WriteString(v.sheet.parts[i].reading().copied(start, end))
	}
	return strings.ReplaceAll(b.String(), "\u00a0", " ")
}

// A selected is what is selected: from where to where, and the words.
type selected struct {
	anchor, head position
	words        string
}

// selected is what is selected, or was before its text was laid out anew and is not there yet.
func (v *View) selected() selected {
	from, to := v.Range()
	if from == (position{}) && to == from {
		return v.lost
	}
	s := selected{anchor: from, head: v.Head(), words: v.Between(from, to)}
	if s.head == from {
		s.anchor = to
	}
	return s
}

// reselect selects once more what was selected, after other pages have been put into the view: where
// the same words stand in the same place. Else nothing is selected.
func (v *View) reselect(was selected) {
	from, to := was.anchor, was.head
	if from == (position{}) && to == from {
		return
	}
	if to.Before(from) {
		from, to = to, from
	}
	if v.within(from) && v.within(to) && v.Between(from, to) == was.words {
		v.lost = selected{}
		v.Select(was.anchor, was.head)
		return
	}
	v.lost = was
	v.Select(position{}, position{})
}

// within reports whether there is such a place.
func (v *View) within(at position) bool {
	return at.Part < v.Parts() && at.Offset <= len(v.Part(at.Part))
}

// on is the part at a height of the view, and the place on its page.
func (v *View) on(at fyne.Position) (i int, x, y float64) {
	parts := v.sheet.parts
	for i < len(parts)-1 && at.Y >= parts[i+1].y {
		i++
	}
	p := parts[i]
	return i, float64(at.X-p.x+p.shift) / p.scale, float64(at.Y-p.y) / p.scale
}

// PlaceAt implements selectable.Content.
func (v *View) PlaceAt(at fyne.Position) selectable.Place {
	if v.sheet == nil || len(v.sheet.parts) == 0 {
		return position{}
	}
	i, x, y := v.on(at)
	return position{Part: i, Offset: v.sheet.parts[i].reading().at(x, y)}
}

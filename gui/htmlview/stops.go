package htmlview

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/plain"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/selectable"
)

// stopKey is what a link is known by: its part and its element.
type stopKey struct {
	part int
	node *style.Node
}

func (l *link) stop(at fyne.Position) selectable.Stop {
	s := selectable.Stop{Key: stopKey{l.part, l.node}, Target: l.target, At: at}
	if strings.HasPrefix(l.target, plain.FoldLink) {
		s.Target = ""
	}
	return s
}

// Stops implements selectable.Links.
func (v *View) Stops() (out []selectable.Stop) {
	if v.sheet == nil {
		return nil
	}
	for i, p := range v.sheet.parts {
		known := map[*style.Node]bool{}
		for _, item := range p.laid.Items {
			if _, ok := item.(*layout.Box); ok {
				continue
			}
			if l := v.linkOf(i, item); l != nil && !known[l.node] {
				known[l.node] = true
				pos, size := p.place(item.Place())
				out = append(out, l.stop(pos.AddXY(0, size.Height/2)))
			}
			if pic, ok := item.(*layout.Picture); ok && pic.Node != nil {
				for k := range p.areas {
					a := &p.areas[k]
					if l := v.linkOfArea(i, a); l != nil && a.on == pic.Rect && !known[l.node] {
						known[l.node] = true
						pos, size := p.place(a.box)
						out = append(out, l.stop(pos.AddXY(0, size.Height/2)))
					}
				}
			}
		}
	}
	return out
}

// StopAt implements selectable.Links.
func (v *View) StopAt(at fyne.Position) (selectable.Stop, bool) {
	l := v.linkAt(at)
	if l == nil {
		return selectable.Stop{}, false
	}
	return l.stop(at), true
}

// linkOfStop is the link that a stop stands for; nil: it is not there any more.
func (v *View) linkOfStop(s *selectable.Stop) (l *link, boxes []layout.Rect) {
	key, ok := s.Key.(stopKey)
	if !ok || v.sheet == nil || key.part >= len(v.sheet.parts) {
		return nil, nil
	}
	p := v.sheet.parts[key.part]
	for k := range p.areas {
		if a := &p.areas[k]; a.node == key.node {
			return v.linkOfArea(key.part, a), []layout.Rect{a.box}
		}
	}
	for _, item := range p.laid.Items {
		if found := v.linkOf(key.part, item); found != nil && found.node == key.node {
			l = found
			if _, ok := item.(*layout.Box); !ok {
				boxes = append(boxes, item.Place())
			}
		}
	}
	return l, boxes
}

// Follow implements selectable.Links.
func (v *View) Follow(s selectable.Stop, at fyne.Position) {
	if l, _ := v.linkOfStop(&s); l != nil {
		v.open(l, at)
	}
}

// Reached implements selectable.Links.
func (v *View) Reached(s selectable.Stop) {
	if l, boxes := v.linkOfStop(&s); len(boxes) > 0 {
		v.revealBox(v.sheet.parts[l.part], l.part, boxes[0])
	}
}

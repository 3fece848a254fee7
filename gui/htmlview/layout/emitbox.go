package layout

import (
	"popmail/gui/htmlview/style"
)

// frame draws a box's background and border.
func (d *drawer) frame(b *box, r Rect, s stage) {
	if b.st.Hidden || s.opacity <= 0 {
		return
	}
	if b.kind == kTable && b.tab != nil {
		r.Y += b.tab.top
		r.H -= b.tab.top + b.tab.bottom
	}
	out := &Box{Rect: r, Opacity: s.opacity, Clip: s.clip, Node: b.node}
	if b != d.back && !b.anon {
		out.Background = b.st.Background
	} else if b.stands {
		out.Background.Color = b.st.Background.Color
	}
	if !b.anon {
		out.Shadows = b.st.Shadows
	}
	if !b.anon || b.stands {
		for i := range out.Border {
			if b.frame != nil || b.kind == kTable && b.st.Collapse {
				break
			}
			if b.borderWidth(i) > 0 {
				out.Border[i] = b.st.Border[i]
			}
		}
	}
	if out.Background.Color.A == 0 && out.Background.Image == "" && out.Border == [4]style.Edge{} && len(out.Shadows) == 0 {
		return
	}
	for i := range out.Radius {
		out.Radius[i] = orZero(b.st.Radius[i], min(r.W, r.H))
	}
	d.page.Items = append(d.page.Items, out)
}

// collapsed draws the borders around a cell of a table with collapsed borders: they lie
// half in it.
func (d *drawer) collapsed(b *box, r Rect, s stage) {
	if b.st.Hidden || s.opacity <= 0 || *b.frame == [4]style.Edge{} {
		return
	}
	half := func(side int) float64 { return b.borderWidth(side) }
	r.X, r.Y = r.X-half(style.Left), r.Y-half(style.Top)
	r.W, r.H = r.W+half(style.Left)+half(style.Right), r.H+half(style.Top)+half(style.Bottom)
	d.page.Items = append(d.page.Items, &Box{Rect: r, Border: *b.frame, Opacity: s.opacity, Clip: s.clip, Node: b.node})
}

// inlineFrame draws the part of an inline box on a line.
func (d *drawer) inlineFrame(fr inlineFrame, s stage) {
	b := fr.b
	s = d.around(b, nil, s)
	if b.st.Opacity < 1 {
		s.opacity *= max(0, b.st.Opacity)
	}
	if b.st.Hidden || s.opacity <= 0 || fr.rect.W <= 0 {
		return
	}
	if b.st.Relative {
		dx, dy := b.offset()
		s.x, s.y = s.x+dx, s.y+dy
	}
	out := &Box{Rect: Rect{s.x + fr.rect.X, s.y + fr.rect.Y, fr.rect.W, fr.rect.H}, Background: b.st.Background, Shadows: b.st.Shadows, Opacity: s.opacity, Clip: s.clip, Node: b.node}
	for i := range out.Border {
		if i == style.Left && !fr.left || i == style.Right && !fr.right {
			continue
		}
		if b.borderWidth(i) > 0 {
			out.Border[i] = b.st.Border[i]
		}
	}
	for i := range out.Radius {
		out.Radius[i] = orZero(b.st.Radius[i], min(out.W, out.H))
	}
	if out.Background.Color.A != 0 || out.Background.Image != "" || out.Border != [4]style.Edge{} {
		d.page.Items = append(d.page.Items, out)
	}
}

// picture draws a picture, or the box that stands for it.
func (d *drawer) picture(b *box, r Rect, s stage) {
	if b.st.Hidden || s.opacity <= 0 {
		return
	}
	if b.node == nil { // the sign for a picture that is not here
		d.page.Items = append(d.page.Items, &Picture{Rect: r, Opacity: s.opacity, Clip: s.clip})
		return
	}
	if b.node.Tag != "img" && b.node.Tag != "image" && b.node.Tag != "video" && !(b.node.Tag == "svg" && b.here) {
		return
	}
	edges := b.edges(0)
	r = Rect{r.X + edges[style.Left], r.Y + edges[style.Top], r.W - edges[style.Left] - edges[style.Right], r.H - edges[style.Top] - edges[style.Bottom]}
	if r.W <= 0 || r.H <= 0 {
		return
	}
	alt := b.node.Attrs["alt"]
	d.page.Items = append(d.page.Items, &Picture{Rect: r, Ref: b.ref, Alt: alt, Here: b.here, Opacity: s.opacity, Clip: s.clip, Node: b.node})
}

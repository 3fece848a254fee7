package layout

import "popmail/gui/htmlview/style"

// Telling are Pictures that have words for a person in the place of a thing that is not drawn:
// a video, audio, iframe, embed or object, by the name of its element.
type Telling interface{ Tell(tag string) string }

// media makes the box of something that is played, or is a page of its own: the picture that
// a page gives a video, else words in a box of its size (HTML, 4.8 and 15.4.1; CSS 2.2, 10.3.2).
func (e *engine) media(b *box) *box {
	e.order++
	b.order = e.order
	if b.node.Tag == "video" {
		b.ref = b.node.Attr("poster")
	}
	if e.pics != nil && b.ref != "" {
		if w, h, ok := e.pics.Size(b.ref); ok {
			b.kind, b.here, b.natural = kReplaced, true, [2]float64{max(0, sane(w)), max(0, sane(h))}
			return b
		}
	}
	words := ""
	if t, ok := e.pics.(Telling); ok {
		words = t.Tell(b.node.Tag)
	}
	st := *b.st
	wide, high := 300.0, 150.0
	if b.node.Tag == "audio" {
		high = 54
	}
	switch {
	case st.Height.Kind != style.Auto:
	case st.Width.Kind == style.Auto || b.node.Tag != "video":
		st.Height = style.Length{Kind: style.Px, V: high}
	case st.Ratio == 0:
		st.Ratio = wide / high
	}
	if st.Width.Kind == style.Auto {
		st.Width = style.Length{Kind: style.Px, V: wide}
		if b.node.Tag == "video" && st.Height.Kind == style.Px && b.st.Height.Kind != style.Auto {
			st.Width.V = st.Height.V * wide / high
		}
	}
	b.st = &st
	return e.missing(b, words, words != "", true)
}

package layout

// addMarker gives a list item its mark.
func (e *engine) addMarker(b *box) {}

// hasMarker reports whether a box has a mark outside its lines.
func (b *box) hasMarker() bool { return b.marker != "" }

func (d *drawer) marker(b *box, x, y float64, s stage) {}

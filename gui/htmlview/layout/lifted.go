package layout

// What is positioned or not wholly opaque lies above what is in the flow, also above what
// follows it there (CSS 2.2, appendix E; CSS Color 4, section 13). Mail puts words over
// pictures in this way: in a box of no height before them.

// A lifted is a box that waits until what lies below it is drawn.
type lifted struct {
	b *box
	s stage
}

// later reports whether a box is drawn later, and notes it the first time.
func (d *drawer) later(b *box, s stage, ph phase) bool {
	if b == d.lifted || b.anon || b.kind == kInline || b.kind == kText || !b.st.Relative && b.st.Opacity >= 1 {
		return false
	}
	if ph == phaseAll || ph == phaseBlocks {
		d.late = append(d.late, lifted{b, s})
	}
	return true
}

// lift draws a box and then what lies above its content.
func (d *drawer) lift(b *box, s stage) {
	around, late := d.lifted, d.late
	d.lifted, d.late = b, nil
	d.box(b, s, phaseAll)
	for i := 0; i < len(d.late); i++ {
		d.lift(d.late[i].b, d.late[i].s)
	}
	d.lifted, d.late = around, late
}

package htmlview

import (
	"fyne.io/fyne/v2"

	"popmail/gui/htmlview/layout"
)

// A Pointed is the picture that a context menu is opened on.
type Pointed struct {
	Document int    // it is in, by its place among those that were set
	Ref      string // as the page has it
	Octets   func() []byte
}

// Pointed is the picture that the context menu is opened on. MenuItems may ask for it; nil:
// it is opened on something else. Its Octets may be called in the background.
func (v *View) Pointed() *Pointed { return v.pointed }

// TappedSecondary implements fyne.SecondaryTappable.
func (v *View) TappedSecondary(e *fyne.PointEvent) {
	v.pointed = v.pictureAt(e.Position)
	v.Selection.TappedSecondary(e)
	v.pointed = nil
}

// pictureAt is the picture that is seen at a place of the view; nil: none.
func (v *View) pictureAt(at fyne.Position) *Pointed {
	if v.sheet == nil || len(v.sheet.parts) == 0 {
		return nil
	}
	i, x, y := v.on(at)
	p := v.sheet.parts[i]
	for k := len(p.laid.Items) - 1; k >= 0; k-- {
		it, ok := p.laid.Items[k].(*layout.Picture)
		if !ok || !it.Here || it.Opacity <= 0 || it.Ref == "" {
			continue
		}
		if r := it.Rect; x < r.X || y < r.Y || x >= r.X+r.W || y >= r.Y+r.H {
			continue
		}
		pics, ref := v.pics[p.doc], it.Ref
		return &Pointed{Document: p.doc, Ref: ref, Octets: func() []byte { return pics.Octets(ref) }}
	}
	return nil
}

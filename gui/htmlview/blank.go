package htmlview

import (
	"strings"

	"popmail/gui/htmlview/layout"
)

// Blank reports whether nothing is to be seen in the documents, as far as they have been laid
// out, but perhaps colors: no words, no picture, nothing to be filled in.
func (v *View) Blank() bool {
	if v.sheet == nil || v.Form() {
		return len(v.docs) == 0
	}
	for _, p := range v.sheet.parts {
		for _, item := range p.laid.Items {
			switch it := item.(type) {
			case *layout.Text:
				if strings.TrimSpace(it.Text) != "" {
					return false
				}
			case *layout.Picture:
				if it.W > 2 && it.H > 2 {
					return false
				}
			case *layout.Box:
				if it.Background.Image != "" && it.W > 2 && it.H > 2 {
					return false
				}
			}
		}
	}
	return true
}

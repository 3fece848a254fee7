package htmlview

import (
	"strings"

	"popmail/gui/htmlview/layout"
)

// Absolute is a reference in a page whose references stand below base.
func Absolute(base, ref string) string { return absolute(base, strings.TrimSpace(ref)) }

// Remote are the http and https references to pictures that the documents ask for and
// that are not here: those that would be seen, each once, from top to bottom.
func (v *View) Remote() []string {
	if v.sheet == nil {
		return nil
	}
	var out []string
	known := map[string]bool{}
	for _, p := range v.sheet.parts {
		add := func(ref string, r layout.Rect, clip *layout.Rect, opacity float64) {
			if clip != nil {
				r = common(r, *clip)
			}
			ref = absolute(p.base, strings.TrimSpace(ref))
			low := strings.ToLower(ref)
			if !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") || known[ref] || opacity <= 0 || r.W <= 1 || r.H <= 1 {
				return
			}
			known[ref] = true
			out = append(out, ref)
		}
		for _, item := range p.laid.Items {
			switch it := item.(type) {
			case *layout.Picture:
				if !it.Here {
					add(it.Ref, it.Rect, it.Clip, it.Opacity)
				}
			case *layout.Box:
				if ref := it.Background.Image; ref != "" {
					if _, _, ok := v.pics[p.doc].Size(ref); !ok {
						add(ref, it.Rect, it.Clip, it.Opacity)
					}
				}
			}
		}
	}
	return out
}

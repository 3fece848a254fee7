package htmlview

import (
	"context"
	"strings"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/paint"
)

// Absolute is a reference in a page whose references stand below base.
func Absolute(base, ref string) string { return absolute(base, strings.TrimSpace(ref)) }

// Remote are the http and https references to pictures that the documents ask for and
// that are not here: those that would be seen, each once, from top to bottom.
func (v *View) Remote() []string {
	if v.sheet == nil {
		return nil
	}
	var r refs
	for _, p := range v.sheet.parts {
		r.add(p, v.pics[p.doc])
	}
	return r.list
}

// RemoteOf is Remote for documents that nobody looks at. It may be called in the background.
func RemoteOf(ctx context.Context, docs []Document) []string {
	const width = 700
	ctx, cancel := context.WithTimeout(ctx, mostTime)
	defer cancel()
	pics := (&rooms{}).pictures(docs)
	var r refs
	lay(ctx, docs, pics, folding{}, spec{width: width, device: 1, zoom: 1}, -1, func(p *part) bool {
		r.add(p, pics[p.doc])
		return ctx.Err() == nil
	})
	return r.list
}

// refs collects references to pictures, each once.
type refs struct {
	list  []string
	known map[string]bool
}

// add adds those of a part of which pics has nothing.
func (r *refs) add(p *part, pics *paint.Pictures) {
	if r.known == nil {
		r.known = map[string]bool{}
	}
	for _, item := range p.laid.Items {
		switch it := item.(type) {
		case *layout.Picture:
			if !it.Here {
				r.one(p.base, it.Ref, it.Rect, it.Clip, it.Opacity)
			}
		case *layout.Box:
			if ref := it.Background.Image; ref != "" {
				if _, _, ok := pics.Size(ref); !ok {
					r.one(p.base, ref, it.Rect, it.Clip, it.Opacity)
				}
			}
		}
	}
}

// one adds a reference, unless nothing would be seen of the picture.
func (r *refs) one(base, ref string, at layout.Rect, clip *layout.Rect, opacity float64) {
	if clip != nil {
		at = common(at, *clip)
	}
	ref = Absolute(base, ref)
	low := strings.ToLower(ref)
	if !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") || r.known[ref] || opacity <= 0 || at.W <= 1 || at.H <= 1 {
		return
	}
	r.known[ref] = true
	r.list = append(r.list, ref)
}

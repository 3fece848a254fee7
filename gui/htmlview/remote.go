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
		r.add(p.remote...)
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
		r.add(p.remote...)
		return ctx.Err() == nil
	})
	return r.list
}

// refs collects references to pictures, each once.
type refs struct {
	list  []string
	known map[string]bool
}

func (r *refs) add(refs ...string) {
	if r.known == nil {
		r.known = map[string]bool{}
	}
	for _, ref := range refs {
		if !r.known[ref] {
			r.known[ref] = true
			r.list = append(r.list, ref)
		}
	}
}

// remoteOf are the references of a page, which stand below base, to pictures of the internet
// of which pics has nothing. It may take long: backgrounds that lie in the message are read.
func remoteOf(page *layout.Page, base string, pics *paint.Pictures) []string {
	var r refs
	for _, item := range page.Items {
		switch it := item.(type) {
		case *layout.Picture:
			if ref, ok := seenFrom(base, it.Ref, it.Rect, it.Clip, it.Opacity); ok && !it.Here {
				r.add(ref)
			}
		case *layout.Box:
			if it.Background.Image == "" {
				continue
			}
			if ref, ok := seenFrom(base, it.Background.Image, it.Rect, it.Clip, it.Opacity); ok && !r.known[ref] {
				if _, _, here := pics.Size(it.Background.Image); !here {
					r.add(ref)
				}
			}
		}
	}
	return r.list
}

// seenFrom is the reference to a picture as seen from base; false where it does not lie on the
// internet, or nothing would be seen of it.
func seenFrom(base, ref string, at layout.Rect, clip *layout.Rect, opacity float64) (string, bool) {
	if clip != nil {
		at = common(at, *clip)
	}
	ref = Absolute(base, ref)
	low := strings.ToLower(ref)
	return ref, (strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://")) && opacity > 0 && at.W > 1 && at.H > 1
}

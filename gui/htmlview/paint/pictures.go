package paint

import (
	"bytes"
	"encoding/base64"
	"image"
	_ "image/gif"  // registers its decoder
	_ "image/jpeg" // registers its decoder
	_ "image/png"  // registers its decoder
	"net/url"
	"strings"
	"sync"

	_ "golang.org/x/image/bmp"  // registers its decoder
	_ "golang.org/x/image/webp" // registers its decoder

	"popmail/gui/htmlview/layout"
)

// Limits of the pictures of a page.
const (
	mostOctets = 30 << 20 // of one that is decoded
	mostPixels = 40 << 20 // of all that are decoded
)

// Pictures are the pictures of a page whose octets are here: those in the page itself
// ("data:", RFC 2397) and what a source has. Nothing is ever fetched. It is a
// layout.Pictures; its methods may be called from any goroutine.
type Pictures struct {
	// Source returns the octets that a reference stands for. It may be nil.
	Source func(ref string) ([]byte, bool)

	mu     sync.Mutex
	known  map[string]*decoded
	pixels int
}

type decoded struct {
	data          []byte
	width, height int // 0: no picture
	img           image.Image
	tried         bool
}

var _ layout.Pictures = (*Pictures)(nil)

// Size is a picture's own size in CSS pixels.
func (p *Pictures) Size(ref string) (width, height float64, ok bool) {
	if p == nil {
		return 0, 0, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.find(ref)
	return float64(d.width), float64(d.height), d.width > 0
}

// image is a picture, nil where it is not here or cannot be read.
func (p *Pictures) image(ref string) image.Image {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.find(ref)
	if d.width == 0 || d.tried {
		return d.img
	}
	d.tried = true
	if p.pixels+d.width*d.height > mostPixels {
		return nil
	}
	img, _, err := image.Decode(bytes.NewReader(d.data))
	d.data = nil
	if err != nil {
		return nil
	}
	p.pixels += d.width * d.height
	d.img = img
	return img
}

// find reads a picture's head; mu is held.
func (p *Pictures) find(ref string) *decoded {
	if d := p.known[ref]; d != nil {
		return d
	}
	if p.known == nil {
		p.known = map[string]*decoded{}
	}
	d := &decoded{}
	p.known[ref] = d
	data, ok := inPage(ref)
	if !ok && p.Source != nil {
		data, ok = p.Source(ref)
	}
	if !ok || len(data) > mostOctets {
		return d
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > mostPixels/cfg.Height {
		return d
	}
	d.data, d.width, d.height = data, cfg.Width, cfg.Height
	return d
}

// inPage decodes a "data:" reference.
func inPage(ref string) ([]byte, bool) {
	ref = strings.TrimSpace(ref)
	if len(ref) < 5 || !strings.EqualFold(ref[:5], "data:") || len(ref) > mostOctets*3/2 {
		return nil, false
	}
	head, body, ok := strings.Cut(ref[5:], ",")
	if !ok {
		return nil, false
	}
	body, err := url.PathUnescape(body)
	if err != nil {
		return nil, false
	}
	if !strings.HasSuffix(strings.ToLower(strings.TrimSpace(head)), ";base64") {
		return []byte(body), true
	}
	body = strings.TrimRight(strings.Join(strings.Fields(body), ""), "=")
	data, err := base64.RawStdEncoding.DecodeString(body)
	return data, err == nil
}

package paint

import (
	"image"
	"sync"

	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/picture"
)

// Limits of the pictures of a page.
const (
	mostPixels = 40 << 20 // of all that are decoded
	mostKept   = 64 << 20 // octets of all that are not yet
	drawnSide  = 2048     // longest side of one that is drawn anew, in pixels
	mostDrawn  = 4.0      // what drawings may take, in that of one which takes all that it may
)

// Pictures are the pictures of a page whose octets are here: those in the page itself
// ("data:", RFC 2397) and what a source has. Nothing is ever fetched. It is a
// layout.Pictures; its methods may be called from any goroutine.
type Pictures struct {
	// Source returns the octets that a reference stands for. It may be nil.
	Source func(ref string) ([]byte, bool)
	// Side is the longest side of a picture that is kept, in pixels; 0: its own.
	Side int
	// Room is what these pictures may take together with others; nil: as much as those of a
	// page.
	Room *Room

	work sync.Mutex // held while a picture is read or decoded, which may take long

	mu    sync.Mutex          // held for no more than a moment
	known map[string]*decoded // those whose heads were read
	own   Room
}

// A Room is how much the pictures of several pages take. It may be used by any goroutine.
type Room struct {
	mu     sync.Mutex
	pixels int
	octets int     // that are kept until a picture is decoded
	drawn  float64 // what drawings took
}

// take reports whether there is room for so many pixels more, and takes it.
func (r *Room) take(pixels int, drawing bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pixels+pixels > mostPixels || drawing && r.drawn >= mostDrawn {
		return false
	}
	r.pixels += pixels
	return true
}

// give gives room back.
func (r *Room) give(pixels int) {
	r.mu.Lock()
	r.pixels -= pixels
	r.mu.Unlock()
}

// drew notes what a drawing took.
func (r *Room) drew(took float64) {
	r.mu.Lock()
	r.drawn += took
	r.mu.Unlock()
}

// keep reports whether there is room for so many octets more, and takes it. A negative
// number gives room back.
func (r *Room) keep(octets int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if octets > 0 && r.octets+octets > mostKept {
		return false
	}
	r.octets += octets
	return true
}

// room is where the pictures have their place.
func (p *Pictures) room() *Room {
	if p.Room != nil {
		return p.Room
	}
	return &p.own
}

type decoded struct {
	data          []byte // nil where there was no room for them; of Pictures.work
	drawing       bool
	width, height int  // 0: no picture
	moves         bool // it is a GIF of several frames

	img   image.Image // of Pictures.mu
	tried bool        // img is all that there will be; of Pictures.mu
}

var _ layout.Pictures = (*Pictures)(nil)

// Size is a picture's own size in CSS pixels. It may take long.
func (p *Pictures) Size(ref string) (width, height float64, ok bool) {
	if p == nil {
		return 0, 0, false
	}
	d := p.seen(ref)
	if d == nil {
		p.work.Lock()
		d = p.find(ref)
		p.work.Unlock()
	}
	return float64(d.width), float64(d.height), d.width > 0
}

// image is a picture, nil where it is not here or cannot be read. It may take long.
func (p *Pictures) image(ref string) image.Image {
	if p == nil {
		return nil
	}
	if d := p.seen(ref); d != nil {
		if img, is := p.result(d); is {
			return img
		}
	}
	p.work.Lock()
	defer p.work.Unlock()
	d := p.find(ref)
	if img, is := p.result(d); is {
		return img
	}
	img := p.decode(ref, d)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !d.tried { // else another frame of it is shown already
		d.img, d.tried = img, true
	}
	return d.img
}

// seen is a picture whose head was read; nil: it was not.
func (p *Pictures) seen(ref string) *decoded {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known[ref]
}

// result is what was made of a picture; false: nothing yet.
func (p *Pictures) result(d *decoded) (image.Image, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return d.img, d.tried || d.width == 0
}

// decode makes a picture; nil where it cannot be read or there is no room for it. work is held.
func (p *Pictures) decode(ref string, d *decoded) image.Image {
	side, cost := 0, d.width*d.height
	if longest := max(d.width, d.height); p.Side > 0 && longest > p.Side {
		side = p.Side
		cost = min(d.width, d.height) * side / longest * side
	}
	if d.drawing {
		// Twice as large, so that it is sharp on fine screens.
		side = min(2*max(d.width, d.height), drawnSide)
		cost = side * side
	}
	data := d.data
	d.data = nil
	p.room().keep(-len(data))
	if !p.room().take(cost, d.drawing) {
		return nil
	}
	if data == nil {
		data = p.Octets(ref)
	}
	decode := picture.Decode
	if d.drawing {
		decode = p.draw
	}
	img, err := decode(data, side)
	if err != nil {
		p.room().give(cost)
		return nil
	}
	return img
}

// draw makes a picture of a drawing and notes what it took; work is held.
func (p *Pictures) draw(data []byte, side int) (image.Image, error) {
	img, took, err := picture.Draw(data, side)
	p.room().drew(took)
	return img, err
}

// find reads a picture's head; work is held.
func (p *Pictures) find(ref string) *decoded {
	if d := p.seen(ref); d != nil {
		return d
	}
	d := p.head(ref)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known = map[string]*decoded{}
	}
	p.known[ref] = d
	return d
}

func (p *Pictures) head(ref string) *decoded {
	data := p.Octets(ref)
	if data == nil {
		return &decoded{}
	}
	w, h, err := picture.Size(data)
	drawing := picture.Drawn(data)
	if err != nil || w > mostPixels/h && !drawing {
		return &decoded{}
	}
	d := &decoded{drawing: drawing, width: w, height: h, moves: picture.Moves(data)}
	if p.room().keep(len(data)) {
		d.data = data
	}
	return d
}

// Octets are those of a picture; nil: they are not here. It may take long.
func (p *Pictures) Octets(ref string) []byte {
	data, ok := picture.InPage(ref)
	if !ok && p.Source != nil {
		data, ok = p.Source(ref)
	}
	if !ok {
		return nil
	}
	return data
}

// Moves reports whether a picture that is here can move. It does not wait for others that are
// being read.
func (p *Pictures) Moves(ref string) bool {
	d := p.seen(ref)
	return d != nil && d.moves
}

// Movie reads a picture that can move, and what is shown of it while it does not; nil: it
// cannot. It may take long.
func (p *Pictures) Movie(ref string) (*picture.Movie, image.Image) {
	m, err := picture.Play(p.Octets(ref))
	if err != nil {
		return nil, nil
	}
	return m, p.image(ref)
}

// Put shows another frame of a picture. It does not wait for others that are being read.
func (p *Pictures) Put(ref string, img image.Image) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d := p.known[ref]; d != nil && d.width > 0 {
		d.img, d.tried = img, true
	}
}

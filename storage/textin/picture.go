package textin

import (
	"encoding/binary"
	"errors"
	"math"
	"unicode/utf8"
)

// Limits of the picture of a page.
const (
	MaxPixels = 8 << 20  // four octets each
	MaxChars  = 50 << 10 // of the text of the page; of what follows nobody knows where it stands
)

// View says which page of a PDF is to be drawn, and how large.
type View struct {
	Page     int     // from 1
	Width    int     // pixels, at most
	PerPoint float64 // pixels for a point of 1/72 inch, at most
}

// Picture is a page of a PDF as it is printed.
type Picture struct {
	Width, Height int
	Pixels        []byte // red, green, blue and 255, in rows from the top
	Text          string // as Reader.Text has it of the page
	Boxes         []Box  // where each character of Text stands; fewer where the text is long
}

// Box is a place in a picture, in pixels. One that is empty stands nowhere.
type Box struct{ Left, Top, Right, Bottom float32 }

// Empty reports whether nothing is in it.
func (b Box) Empty() bool { return b.Left >= b.Right || b.Top >= b.Bottom }

// errShort says that octets are no picture.
var errShort = errors.New("this is no picture of a page")

// AppendBinary appends the picture as octets, for UnmarshalBinary: four numbers of 32 bits, high octet
// first, its width, height, the length of its text and the count of boxes; the boxes, each edge 32
// bits (IEEE 754); the text; the pixels.
func (p *Picture) AppendBinary(b []byte) ([]byte, error) {
	for _, n := range []int{p.Width, p.Height, len(p.Text), len(p.Boxes)} {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	for _, x := range p.Boxes {
		for _, edge := range []float32{x.Left, x.Top, x.Right, x.Bottom} {
			b = binary.BigEndian.AppendUint32(b, math.Float32bits(edge))
		}
	}
	return append(append(b, p.Text...), p.Pixels...), nil
}

// UnmarshalBinary takes what AppendBinary has made; Pixels lie in b from then on. What does not fit
// together is an error.
func (p *Picture) UnmarshalBinary(b []byte) error {
	if len(b) < 16 {
		return errShort
	}
	var n [4]int64
	for i := range n {
		n[i] = int64(binary.BigEndian.Uint32(b[4*i:]))
	}
	b = b[16:]
	if n[0] < 1 || n[1] < 1 || n[0] > MaxPixels || n[1] > MaxPixels || n[0]*n[1] > MaxPixels || n[2] > MaxText || n[3] > MaxChars || int64(len(b)) != 16*n[3]+n[2]+4*n[0]*n[1] {
		return errShort
	}
	p.Width, p.Height, p.Boxes = int(n[0]), int(n[1]), make([]Box, n[3])
	for i := range p.Boxes {
		edge := func(k int) float32 {
			f := math.Float32frombits(binary.BigEndian.Uint32(b[16*i+4*k:]))
			if f != f || f < -MaxPixels || f > MaxPixels { // NaN is not itself
				return 0
			}
			return f
		}
		p.Boxes[i] = Box{edge(0), edge(1), edge(2), edge(3)}
	}
	b = b[16*n[3]:]
	p.Text, p.Pixels = string(b[:n[2]]), b[n[2]:]
	if !utf8.ValidString(p.Text) || len(p.Boxes) > utf8.RuneCountInString(p.Text) {
		return errShort
	}
	return nil
}

// MostPicture is the length of what AppendBinary makes, at most.
const MostPicture = 16 + 16*MaxChars + MaxText + 4*MaxPixels

// Paged reports whether a file with this media type and name is one whose pages can be drawn.
func Paged(typ, name string) bool { return formatOf(typ, name) == portable }

package textin

import (
	"bytes"
	"math"
	"reflect"
	"testing"
)

// What is packed comes out again, and nothing else does.
func TestPicture(t *testing.T) {
	p := &Picture{Width: 2, Height: 1, Pixels: []byte{1, 2, 3, 255, 4, 5, 6, 255}, Text: "aü", Boxes: []Box{{1, 2, 3, 4}, {}}}
	b, err := p.AppendBinary(nil)
	if err != nil || len(b) > MostPicture {
		t.Fatal(err)
	}
	got := &Picture{}
	if err := got.UnmarshalBinary(b); err != nil || !reflect.DeepEqual(p, got) {
		t.Errorf("%v %v", got, err)
	}
	for n := range b {
		if new(Picture).UnmarshalBinary(b[:n]) == nil {
			t.Errorf("%d of %d octets are a picture", n, len(b))
		}
	}
	for name, bad := range map[string]*Picture{
		"no height":      {Width: 2, Text: "a"},
		"too many boxes": {Width: 1, Height: 1, Pixels: make([]byte, 4), Text: "ü", Boxes: make([]Box, 2)},
		"no UTF-8":       {Width: 1, Height: 1, Pixels: make([]byte, 4), Text: "\xff"},
		"too large":      {Width: MaxPixels, Height: 2, Pixels: make([]byte, 8)},
	} {
		b, _ := bad.AppendBinary(nil)
		if new(Picture).UnmarshalBinary(b) == nil {
			t.Error(name)
		}
	}
	far := &Picture{Width: 1, Height: 1, Pixels: make([]byte, 4), Text: "a", Boxes: []Box{{float32(math.NaN()), float32(math.Inf(1)), 1, 1}}}
	b, _ = far.AppendBinary(nil)
	if err := got.UnmarshalBinary(b); err != nil || got.Boxes[0] != (Box{0, 0, 1, 1}) {
		t.Errorf("%v %v", got.Boxes, err)
	}
}

func FuzzPicture(f *testing.F) {
	b, _ := (&Picture{Width: 2, Height: 1, Pixels: make([]byte, 8), Text: "aü", Boxes: []Box{{1, 2, 3, 4}}}).AppendBinary(nil)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		p := &Picture{}
		if p.UnmarshalBinary(b) != nil {
			return
		}
		if len(p.Pixels) != 4*p.Width*p.Height {
			t.Fatal("pixels are missing")
		}
		again, _ := p.AppendBinary(nil)
		q := &Picture{}
		if err := q.UnmarshalBinary(again); err != nil || !bytes.Equal(p.Pixels, q.Pixels) || p.Text != q.Text || !reflect.DeepEqual(p.Boxes, q.Boxes) {
			t.Error(err)
		}
	})
}

package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// ErrNotUnderstood is returned for a file that cannot be taken apart.
var ErrNotUnderstood = errors.New("the picture cannot be taken apart")

// Place reports whether a JPEG, PNG or WebP says where it was taken: in Exif, in XMP
// (ISO 16684), or in what a PNG keeps of either as text.
func Place(data []byte) bool {
	list, _ := partsOf(data)
	for _, p := range list {
		if t, ok := p.exif(); ok {
			if tiff(t).place() {
				return true
			}
		} else if !p.keeps() && p.placeInWords() {
			return true
		}
	}
	return false
}

// placeInWords looks for the names that XMP has for a place.
func (p part) placeInWords() bool {
	for _, w := range []string{"GPSLatitude", "LocationCreated", "photoshop:City"} {
		if bytes.Contains(p.body, []byte(w)) {
			return true
		}
	}
	return false
}

// Bare returns a JPEG, PNG or WebP without the notes in it. Its pixels, its colors and how it
// is to be turned stay as they are. What lies behind the picture, such as a second one or a
// short movie, has notes of its own and is left out.
func Bare(data []byte) ([]byte, error) {
	list, whole := partsOf(data)
	if !whole || !slices.ContainsFunc(list, part.pixels) {
		return nil, ErrNotUnderstood
	}
	turn := orientation(data)
	switch formatOf(data) {
	case "jpeg":
		return bareJPEG(list, turn), nil
	case "png":
		out := []byte(sig8)
		for _, p := range list {
			if p.kind == "IDAT" && turn != 1 {
				out = append(out, chunk("eXIf", onlyOrientation(turn))...)
				turn = 1
			}
			if p.keeps() {
				out = append(out, p.all...)
			}
		}
		return out, nil
	}
	return bareWebP(list, turn), nil
}

func bareJPEG(list []part, turn int) []byte {
	out := []byte{0xff, markSOI}
	for i, p := range list {
		if p.keeps() {
			out = append(out, p.all...)
		}
		// JFIF says that its own segment comes first.
		if turn != 1 && (i == 0 && p.marker == markAPP0 || i == 0 && !p.keeps() || i == 1) {
			out = append(out, segment(markAPP1, append([]byte(exifMark), onlyOrientation(turn)...))...)
			turn = 1
		}
	}
	return out
}

// Bits of VP8X that say which chunks there are (RFC 9649, section 2.7.1).
const webpExif, webpXMP = 0x08, 0x04

func bareWebP(list []part, turn int) []byte {
	out := []byte("RIFF\x00\x00\x00\x00WEBP")
	for _, p := range list {
		if !p.keeps() {
			continue
		}
		at := len(out)
		if out = append(out, p.all...); p.kind == "VP8X" && len(p.body) > 0 {
			out[at+8] &^= webpExif | webpXMP
			if turn != 1 {
				out[at+8] |= webpExif
			}
		}
	}
	if turn != 1 {
		t := onlyOrientation(turn)
		out = append(out, "EXIF"...)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(t)))
		out = append(out, t...)
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// Tags of Exif 2.3, sections 4.6.4 and 4.6.6.
const (
	tagOrientation = 0x0112
	tagGPS         = 0x8825 // where the directory of the place begins
	tagLatitude    = 0x0002 // in that directory
)

const exifMark = "Exif\x00\x00" // before the TIFF of a JPEG's APP1

// orientation reads how a picture is to be turned: the value 1 to 8 of the Exif tag
// "Orientation"; 1 when there is none.
func orientation(data []byte) int {
	for _, t := range exifOf(data) {
		if v, ok := tiff(t).value(tiff(t).first(), tagOrientation); ok && v >= 1 && v <= 8 {
			return int(v)
		}
	}
	return 1
}

// exifOf returns the TIFF structures with what a camera noted, of a JPEG, PNG or WebP.
func exifOf(data []byte) (out [][]byte) {
	parts, _ := partsOf(data)
	for _, p := range parts {
		if t, ok := p.exif(); ok {
			out = append(out, t)
		}
	}
	return out
}

// tiff is a TIFF 6.0 structure: directories of entries with 12 octets each.
type tiff []byte

func (t tiff) order() binary.ByteOrder {
	if len(t) < 8 {
		return nil
	}
	switch string(t[:4]) {
	case "II*\x00":
		return binary.LittleEndian
	case "MM\x00*":
		return binary.BigEndian
	}
	return nil
}

// first is where the first directory begins; -1: there is none.
func (t tiff) first() int64 {
	if o := t.order(); o != nil {
		return int64(o.Uint32(t[4:]))
	}
	return -1
}

// value is the number of an entry: where its value lies, for one of more than four octets.
func (t tiff) value(directory int64, tag uint16) (uint32, bool) {
	o := t.order()
	if o == nil || directory < 0 || directory+2 > int64(len(t)) {
		return 0, false
	}
	for i := range int64(o.Uint16(t[directory:])) {
		at := directory + 2 + i*12
		if at+12 > int64(len(t)) {
			break
		}
		if o.Uint16(t[at:]) != tag {
			continue
		}
		const short = 3
		if o.Uint16(t[at+2:]) == short {
			return uint32(o.Uint16(t[at+8:])), true
		}
		return o.Uint32(t[at+8:]), true
	}
	return 0, false
}

// place reports whether it says where the picture was taken.
func (t tiff) place() bool {
	at, ok := t.value(t.first(), tagGPS)
	if !ok {
		return false
	}
	_, ok = t.value(int64(at), tagLatitude)
	return ok
}

// onlyOrientation is a TIFF structure that says how a picture is to be turned, and nothing else.
func onlyOrientation(o int) []byte {
	var b bytes.Buffer
	b.WriteString("MM\x00*\x00\x00\x00\x08\x00\x01")
	for _, v := range []uint16{tagOrientation, 3, 0, 1, uint16(o), 0, 0, 0} { // one entry of one number; no directory follows
		_ = binary.Write(&b, binary.BigEndian, v)
	}
	return b.Bytes()
}

// turned is a picture turned and mirrored as an Exif orientation says.
func turned(src *image.NRGBA, orientation int) image.Image {
	if orientation <= 1 || orientation > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dw, dh := w, h
	if orientation >= 5 {
		dw, dh = h, w
	}
	dst := image.NewNRGBA(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			var dx, dy int
			switch orientation {
			case 2:
				dx, dy = w-1-x, y
			case 3:
				dx, dy = w-1-x, h-1-y
			case 4:
				dx, dy = x, h-1-y
			case 5:
				dx, dy = y, x
			case 6:
				dx, dy = h-1-y, x
			case 7:
				dx, dy = h-1-y, w-1-x
			case 8:
				dx, dy = y, w-1-x
			}
			dst.SetNRGBA(dx, dy, src.NRGBAAt(x, y))
		}
	}
	return dst
}

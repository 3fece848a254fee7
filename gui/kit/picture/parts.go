package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// part is a piece of a picture's file: a segment of a JPEG with its marker, the chunk of a
// PNG or of a WebP.
type part struct {
	marker byte   // of a segment; 0: it is a chunk
	kind   string // the name of a chunk
	body   []byte // without name, length and check sum
	all    []byte
}

const (
	sig8     = "\x89PNG\r\n\x1a\n"
	mostPart = 1 << 16 // parts of a file; a PNG has one for every few thousand octets at most
)

// JPEG markers (ISO 10918-1, table B.1).
const (
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markAPP0 = 0xe0
	markAPP1 = 0xe1
	markAPP2 = 0xe2
	markAPPE = 0xee // Adobe's: which colors the numbers stand for
	markAPPF = 0xef
	markCOM  = 0xfe
)

// partsOf takes a JPEG, PNG or WebP apart. Segments of a JPEG end with its first picture: what
// lies behind is another one, or a movie. whole says that it was understood to its end.
func partsOf(data []byte) (list []part, whole bool) {
	switch formatOf(data) {
	case "jpeg":
		return jpegParts(data)
	case "png":
		return pngParts(data)
	case "webp":
		return webpParts(data)
	}
	return nil, false
}

func formatOf(data []byte) string {
	switch {
	case len(data) > 4 && data[0] == 0xff && data[1] == markSOI:
		return "jpeg"
	case bytes.HasPrefix(data, []byte(sig8)):
		return "png"
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "webp"
	}
	return ""
}

func jpegParts(data []byte) (list []part, whole bool) {
	for at := 2; at+2 <= len(data) && data[at] == 0xff && len(list) < mostPart; {
		marker := data[at+1]
		if marker == 0xff { // a filling octet
			at++
			continue
		}
		if marker == markEOI {
			return append(list, part{marker: marker, all: data[at : at+2]}), true
		}
		if at+4 > len(data) {
			break
		}
		end := at + 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if end < at+4 || end > len(data) {
			break
		}
		body := data[at+4 : end]
		if marker == markSOS {
			end = scanEnd(data, end)
		}
		list = append(list, part{marker: marker, body: body, all: data[at:end]})
		at = end
	}
	return list, false
}

// scanEnd is where the next marker stands behind the octets of a scan, which hold others
// only for starting anew, and 0xff with 0 behind it (ISO 10918-1, B.1.1.5).
func scanEnd(data []byte, at int) int {
	for at+1 < len(data) {
		i := bytes.IndexByte(data[at:], 0xff)
		if i < 0 || at+i+1 >= len(data) {
			break
		}
		at += i
		if m := data[at+1]; m != 0 && m != 0xff && (m < 0xd0 || m > 0xd7) {
			return at
		}
		at++
	}
	return len(data)
}

func pngParts(data []byte) (list []part, whole bool) {
	for at := len(sig8); at+12 <= len(data) && len(list) < mostPart; {
		size := int64(binary.BigEndian.Uint32(data[at:]))
		if size > int64(len(data)-at-12) {
			break
		}
		end := at + 12 + int(size)
		p := part{kind: string(data[at+4 : at+8]), body: data[at+8 : end-4], all: data[at:end]}
		list = append(list, p)
		if p.kind == "IEND" {
			return list, true
		}
		at = end
	}
	return list, false
}

func webpParts(data []byte) (list []part, whole bool) {
	end := min(int64(binary.LittleEndian.Uint32(data[4:]))+8, int64(len(data)))
	at := int64(12)
	for at+8 <= end && len(list) < mostPart {
		size := int64(binary.LittleEndian.Uint32(data[at+4:]))
		next := at + 8 + size + size%2
		if at+8+size > end {
			return list, false
		}
		next = min(next, end)
		list = append(list, part{kind: string(data[at : at+4]), body: data[at+8 : at+8+size], all: data[at:next]})
		at = next
	}
	return list, at >= end && len(list) > 0
}

// exif is the TIFF structure that a part holds.
func (p part) exif() (t []byte, ok bool) {
	switch {
	case p.marker == markAPP1:
		return bytes.CutPrefix(p.body, []byte(exifMark))
	case p.kind == "EXIF":
		// QUIRK: some programs write it as a JPEG has it.
		return bytes.TrimPrefix(p.body, []byte(exifMark)), true
	}
	return p.body, p.kind == "eXIf"
}

// profileMark begins an APP2 with a piece of a color profile (ICC.1, B.4).
const profileMark = "ICC_PROFILE\x00"

// keeps reports whether a part is needed to see the picture as it is. All others are notes:
// when and where it was taken, with what and by whom, and small copies of it.
func (p part) keeps() bool {
	switch m := p.marker; {
	case m == 0:
		return keptChunks[p.kind]
	case m == markAPP0:
		return bytes.HasPrefix(p.body, []byte("JFIF\x00"))
	case m == markAPP2:
		return bytes.HasPrefix(p.body, []byte(profileMark))
	case m == markAPPE:
		return bytes.HasPrefix(p.body, []byte("Adobe"))
	default:
		return (m < markAPP0 || m > markAPPF) && m != markCOM
	}
}

// pixels reports whether a part holds some.
func (p part) pixels() bool {
	switch p.kind {
	case "IDAT", "VP8 ", "VP8L", "ANMF":
		return true
	}
	return p.marker == markSOS
}

// keptChunks are those that say how a picture looks: of a PNG (third edition, section 11),
// then of a WebP (RFC 9649, section 2.7).
var keptChunks = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true, "cICP": true,
	"sBIT": true, "pHYs": true, "bKGD": true, "acTL": true, "fcTL": true, "fdAT": true,
	"VP8X": true, "VP8 ": true, "VP8L": true, "ALPH": true, "ANIM": true, "ANMF": true, "ICCP": true,
}

// segment is one of a JPEG.
func segment(marker byte, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
}

// chunk is one of a PNG.
func chunk(kind string, body []byte) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind...)
	b = append(b, body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

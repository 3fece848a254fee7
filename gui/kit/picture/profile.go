package picture

import (
	"bytes"
	"compress/zlib"
	"io"
)

// Limits of a color profile; those of cameras have a few hundred octets.
const (
	mostProfile      = 4 << 20
	mostProfilePiece = 0xffff - 2 - len(profileMark) - 2
)

// profileOf is the color profile (ICC.1) of a JPEG, PNG or WebP; nil: none, and its colors are
// those of sRGB.
func profileOf(data []byte) (out []byte) {
	list, _ := partsOf(data)
	for _, p := range list {
		switch {
		case p.marker == markAPP2 && p.keeps() && len(p.body) > len(profileMark)+2:
			// The pieces come in order in all files of cameras.
			out = append(out, p.body[len(profileMark)+2:]...)
		case p.kind == "ICCP":
			out = p.body
		case p.kind == "iCCP":
			_, packed, ok := bytes.Cut(p.body, []byte{0})
			if !ok || len(packed) < 2 {
				continue
			}
			z, err := zlib.NewReader(bytes.NewReader(packed[1:]))
			if err != nil {
				continue
			}
			if all, err := io.ReadAll(io.LimitReader(z, mostProfile+1)); err == nil {
				out = all
			}
		}
	}
	if len(out) > mostProfile {
		return nil
	}
	return out
}

// withProfile puts a color profile into a JPEG.
func withProfile(data, profile []byte) []byte {
	if len(profile) == 0 {
		return data
	}
	out := append([]byte{}, data[:2]...)
	n := (len(profile) + mostProfilePiece - 1) / mostProfilePiece
	for i := range n {
		body := append([]byte(profileMark), byte(i+1), byte(n))
		piece := profile[i*mostProfilePiece : min((i+1)*mostProfilePiece, len(profile))]
		out = append(out, segment(markAPP2, append(body, piece...))...)
	}
	return append(out, data[2:]...)
}

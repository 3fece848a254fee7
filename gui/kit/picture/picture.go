// Package picture reads pictures that strangers have sent: PNG, JPEG, GIF, WebP, BMP and
// SVG, each within a limit of octets, memory and work. Nothing is ever fetched.
package picture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	_ "image/gif"  // registers its decoder
	_ "image/jpeg" // registers its decoder
	_ "image/png"  // registers its decoder
	"math"
	"strings"

	_ "golang.org/x/image/bmp" // registers its decoder
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // registers its decoder
)

// Limits of one picture.
const (
	MostOctets = 30 << 20
	mostMemory = 100 << 20 // what decoding may take, in octets
)

// ErrTooLarge is returned for pictures that would take more memory or work than a picture may.
var ErrTooLarge = errors.New("the picture is too large")

var endings = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg"}

// Is reports whether a media type, or that of any file and the ending of its name, is that
// of a picture that can be read.
func Is(media, name string) bool {
	switch media {
	case "image/png", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp", "image/bmp", "image/x-ms-bmp", "image/svg+xml":
		return true
	}
	if !strings.HasPrefix(media, "image/") && media != "application/octet-stream" {
		return false
	}
	name = strings.ToLower(name)
	for _, e := range endings {
		if strings.HasSuffix(name, e) {
			return true
		}
	}
	return false
}

// Ending is what the name of a picture's file ends with, by its octets.
func Ending(data []byte) string {
	if isSVG(data) {
		return ".svg"
	}
	_, format, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return ""
	case format == "jpeg":
		return ".jpg"
	}
	return "." + format
}

// head is what the beginning of a picture says.
type head struct {
	width, height int // as it is to be seen
	format        string
	orient        int // see orientation
}

// read reads the beginning and holds it against the limits.
func read(data []byte) (head, error) { return readWithin(data, mostMemory) }

// readWithin is read with another limit of what decoding may take, in octets.
func readWithin(data []byte, memory int) (h head, err error) {
	if len(data) > MostOctets {
		return h, ErrTooLarge
	}
	if isSVG(data) {
		d, err := readSVG(data)
		if err != nil {
			return h, err
		}
		return head{int(math.Ceil(d.width)), int(math.Ceil(d.height)), "svg", 1}, nil
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return h, err
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > memory/octetsPerPixel(cfg.ColorModel, format, data)/cfg.Height {
		return h, ErrTooLarge
	}
	h = head{cfg.Width, cfg.Height, format, 1}
	if h.orient = orientation(data); h.orient >= 5 {
		h.width, h.height = h.height, h.width
	}
	return h, nil
}

// Size is the size of a picture in pixels, as it is to be seen.
func Size(data []byte) (width, height int, err error) {
	h, err := read(data)
	return h.width, h.height, err
}

// Decode reads a picture, the first frame of one that moves, and makes it small: its longest
// side has at most side pixels; 0: any. Pictures of phones are turned as they say.
func Decode(data []byte, side int) (image.Image, error) {
	h, err := read(data)
	if err != nil {
		return nil, err
	}
	if h.format == "svg" {
		img, _, err := Draw(data, side)
		return img, err
	}
	src, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		if src, _ = whatIsThere(data, h); src == nil {
			return nil, err
		}
	}
	return smaller(src, side, h.orient), nil
}

func smaller(src image.Image, side, orient int) image.Image {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	longest := max(w, h)
	if side <= 0 || longest <= side {
		if orient <= 1 {
			return src
		}
		side = longest
	}
	w, h = max(w*side/longest, 1), max(h*side/longest, 1)
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	if b.Dx() == w && b.Dy() == h {
		draw.Draw(small, small.Rect, src, b.Min, draw.Src)
	} else {
		draw.ApproxBiLinear.Scale(small, small.Rect, src, b, draw.Src, nil)
	}
	return turned(small, orient)
}

// octetsPerPixel is the most that decoding takes for a pixel. The decoders have no
// way to make a picture smaller while they read it.
func octetsPerPixel(m color.Model, format string, data []byte) int {
	switch m {
	case color.GrayModel, color.AlphaModel:
		if format == "jpeg" && progressive(data) {
			return 5
		}
		return 1
	case color.Gray16Model, color.Alpha16Model:
		return 2
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.YCbCrModel, color.CMYKModel:
		if format == "jpeg" && progressive(data) {
			return 4 + 4*4 // coefficients of up to four components are kept to the end
		}
		return 4
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 4
}

// progressive reports whether a JPEG comes in several passes (ISO 10918-1, B.1.1.3:
// SOF2, and the rarer SOF6, SOF10 and SOF14).
func progressive(data []byte) bool {
	for i := 2; i+4 <= len(data); {
		if data[i] != 0xFF {
			return true // not to be told; the worst is taken
		}
		switch marker := data[i+1]; marker {
		case 0xFF:
			i++
			continue
		case 0xC2, 0xC6, 0xCA, 0xCE:
			return true
		case 0xC0, 0xC1, 0xDA:
			return false
		}
		i += 2 + int(data[i+2])<<8 + int(data[i+3])
	}
	return true
}

package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
)

// mostCut is how many pixels such a picture has at most; it takes several times as much memory
// and work as another.
const mostCut = 8 << 20

// whatIsThere reads a picture whose end is missing as far as it goes; the rest is
// transparent. Mail is cut off on its way, and browsers show what there is.
func whatIsThere(data []byte, h head) (image.Image, error) {
	if h.width > mostCut/h.height {
		return nil, ErrTooLarge
	}
	switch h.format {
	case "jpeg":
		return cutJPEG(data)
	case "png":
		return cutPNG(data)
	}
	return nil, errors.ErrUnsupported
}

// padding gives octets of one kind without end.
type padding byte

func (p padding) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(p)
	}
	return len(b), nil
}

// cutJPEG reads the picture twice, with something else in the place of what is missing: what
// differs is not there.
func cutJPEG(data []byte) (image.Image, error) {
	read := func(fill padding) (*image.NRGBA, error) {
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		most := int64(cfg.Width+64)*int64(cfg.Height+64)*12 + 1<<16
		img, err := jpeg.Decode(io.MultiReader(bytes.NewReader(data), io.LimitReader(fill, most), bytes.NewReader([]byte{0xff, 0xd9})))
		if err != nil {
			return nil, err
		}
		out := image.NewNRGBA(img.Bounds())
		draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
		return out, nil
	}
	one, err := read(0)
	if err != nil {
		return nil, err
	}
	for _, fill := range [...]padding{0x11, 0x24, 0x55} {
		other, err := read(fill)
		if err != nil {
			continue
		}
		const block = 8 // rows and columns that come together
		for y := 0; y < one.Rect.Dy(); y += block {
			for x := 0; x < one.Rect.Dx(); x += block {
				r := image.Rect(x, y, x+block, y+block).Intersect(one.Rect)
				if !same(one, other, r) {
					draw.Draw(one, r, image.Transparent, image.Point{}, draw.Src)
				}
			}
		}
		break
	}
	return one, nil
}

// same reports whether two pictures of one size are the same in r.
func same(a, b *image.NRGBA, r image.Rectangle) bool {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from, to := a.PixOffset(r.Min.X, y), a.PixOffset(r.Max.X-1, y)+4
		if !bytes.Equal(a.Pix[from:to], b.Pix[from:to]) {
			return false
		}
	}
	return true
}

// cutPNG reads the rows of a picture that are there, if they come from top to bottom (PNG, third
// edition, sections 5 and 8).
func cutPNG(data []byte) (image.Image, error) {
	cfg, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	const head = 8
	var out, packed bytes.Buffer
	out.Write(data[:head])
	chunk := func(kind string, body []byte) {
		n := out.Len() + 4
		_ = binary.Write(&out, binary.BigEndian, uint32(len(body)))
		out.WriteString(kind)
		out.Write(body)
		_ = binary.Write(&out, binary.BigEndian, crc32.ChecksumIEEE(out.Bytes()[n:]))
	}
	row := 0
	for at := head; at+8 <= len(data); {
		size, kind := int(binary.BigEndian.Uint32(data[at:])), string(data[at+4:at+8])
		end := at + 8 + size
		if size < 0 || end > len(data) {
			end = len(data)
		}
		body := data[at+8 : end]
		switch kind {
		case "IHDR":
			if len(body) < 13 || body[12] != 0 { // the rows of others come in passes
				return nil, errors.ErrUnsupported
			}
			channels := map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[body[9]]
			row = 1 + (cfg.Width*channels*int(body[8])+7)/8
			chunk(kind, body)
		case "PLTE", "tRNS":
			chunk(kind, body)
		case "IDAT":
			packed.Write(body)
		}
		at = end + 4
	}
	if row <= 1 {
		return nil, errors.ErrUnsupported
	}
	z, err := zlib.NewReader(&packed)
	if err != nil {
		return nil, err
	}
	rows := make([]byte, row*cfg.Height)
	n, _ := io.ReadFull(z, rows) // the error says that some are missing
	if n /= row; n == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	clear(rows[n*row:])
	var again bytes.Buffer
	w := zlib.NewWriter(&again)
	_, _ = w.Write(rows)
	_ = w.Close()
	chunk("IDAT", again.Bytes())
	chunk("IEND", nil)
	img, err := png.Decode(&out)
	if err != nil {
		return nil, err
	}
	seen := image.NewNRGBA(img.Bounds())
	draw.Draw(seen, image.Rect(0, 0, cfg.Width, n), img, image.Point{}, draw.Src)
	return seen, nil
}

package picture

import (
	"bytes"
	"errors"
	"image"
	"image/draw"
	"image/gif"
	"time"
)

// mostFrames is how many pixels the frames of a GIF may have together that are decoded; what
// comes behind is left out.
const mostFrames = 64 << 20

// Movie is a GIF that moves. Its methods are not to be called at the same time.
type Movie struct {
	g     *gif.GIF
	at    int // frame that comes next
	round int // times that it was shown to the end
	on    *image.NRGBA
	kept  *image.NRGBA // what was there before the last frame, where that is to come back
}

var errStill = errors.New("the picture does not move")

// Moves reports whether a picture is a GIF of several frames.
func Moves(data []byte) bool {
	_, n := frames(data)
	return n > 1
}

// Play reads a GIF of several frames.
func Play(data []byte) (*Movie, error) {
	if h, err := read(data); err != nil || h.format != "gif" {
		return nil, errors.Join(errStill, err)
	}
	cut, n := frames(data)
	if n < 2 {
		return nil, errStill
	}
	g, err := gif.DecodeAll(bytes.NewReader(append(data[:cut:cut], 0x3B)))
	if err != nil {
		return nil, err
	}
	return &Movie{g: g, on: image.NewNRGBA(image.Rect(0, 0, g.Config.Width, g.Config.Height))}, nil
}

// Next draws the next frame. last is true for the one that stays: a GIF says how often it
// is shown.
func (m *Movie) Next() (frame *image.NRGBA, shown time.Duration, last bool) {
	if m.at == 0 {
		clear(m.on.Pix)
		m.kept = nil
	}
	if m.kept != nil {
		copy(m.on.Pix, m.kept.Pix)
		m.kept = nil
	}
	if m.at > 0 && m.g.Disposal[m.at-1] == gif.DisposalBackground {
		draw.Draw(m.on, m.g.Image[m.at-1].Rect, image.Transparent, image.Point{}, draw.Src)
	}
	f := m.g.Image[m.at]
	if m.g.Disposal[m.at] == gif.DisposalPrevious {
		m.kept = copied(m.on)
	}
	draw.Draw(m.on, f.Rect, f, f.Rect.Min, draw.Over)
	// QUIRK: browsers take less than 20 ms for "as quick as possible", which is 100 ms.
	delay := m.g.Delay[m.at]
	if delay < 2 {
		delay = 10
	}
	if m.at++; m.at == len(m.g.Image) {
		m.at = 0
		m.round++
		// LoopCount is -1 for once, 0 for ever, else how often again.
		last = m.g.LoopCount < 0 || m.g.LoopCount > 0 && m.round > m.g.LoopCount
	}
	return copied(m.on), time.Duration(delay) * 10 * time.Millisecond, last
}

func copied(img *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(img.Rect)
	copy(out.Pix, img.Pix)
	return out
}

// frames finds how many frames of a GIF (GIF89a, sections 18 to 26) there are within the
// limit, and where the last of them ends; nothing is decoded.
func frames(data []byte) (end, n int) {
	if len(data) < 13 || string(data[:4]) != "GIF8" {
		return 0, 0
	}
	table := func(flags byte) int {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	at := 13 + table(data[10])
	blocks := func() {
		for at < len(data) && data[at] != 0 {
			at += 1 + int(data[at])
		}
		at++
	}
	pixels := 0
	// Each frame is drawn over the whole picture.
	whole := (int(data[6]) | int(data[7])<<8) * (int(data[8]) | int(data[9])<<8)
	for at < len(data) {
		switch data[at] {
		case 0x21:
			at += 2
			blocks()
		case 0x2C:
			if at+10 > len(data) {
				return end, n
			}
			w, h := int(data[at+5])|int(data[at+6])<<8, int(data[at+7])|int(data[at+8])<<8
			if pixels += w*h + whole/64; pixels > mostFrames {
				return end, n
			}
			at += 11 + table(data[at+9])
			if blocks(); at > len(data) {
				return end, n
			}
			end, n = at, n+1
		default:
			return end, n
		}
	}
	return end, n
}

package picture

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
)

// What photos are made.
const (
	photoSide    = 2048      // the longest side, in pixels: more than most screens show
	photoQuality = 85        // of JPEG
	leastPhoto   = 400 << 10 // octets below which a picture is small already
	mostPhoto    = 240 << 20 // octets of memory: 60 megapixels, or 12 that come in several passes
)

// ErrSmall is returned for a picture that would not become much smaller.
var ErrSmall = errors.New("the picture is small already")

// Shrink makes a JPEG, PNG or WebP smaller: fewer pixels, turned as it says, with its color
// profile and without any other notes. What comes back is a PNG where parts of it are
// transparent, else a JPEG. Pictures that move, and those for print, are not understood.
func Shrink(ctx context.Context, data []byte) (small []byte, media string, err error) {
	if len(data) < leastPhoto {
		return nil, "", ErrSmall
	}
	list, _ := partsOf(data)
	for _, p := range list {
		if p.kind == "acTL" || p.kind == "ANIM" {
			return nil, "", ErrNotUnderstood
		}
	}
	if len(list) == 0 {
		return nil, "", ErrNotUnderstood
	}
	h, err := readWithin(data, mostPhoto)
	if err != nil {
		return nil, "", err
	}
	src, _, err := image.Decode(&ctxReader{ctx, bytes.NewReader(data)})
	if err != nil {
		return nil, "", cmp.Or(ctx.Err(), err)
	}
	if _, ok := src.(*image.CMYK); ok {
		return nil, "", ErrNotUnderstood
	}
	clear, gray := !opaque(src), false
	switch src.(type) {
	case *image.Gray, *image.Gray16:
		gray = true
	}
	fit, err := fitted(ctx, src, h.orient)
	if err != nil {
		return nil, "", err
	}
	var b bytes.Buffer
	if clear {
		media, err = "image/png", png.Encode(&ctxWriter{ctx, &b}, fit)
	} else {
		if gray { // a profile for gray fits gray alone
			g := image.NewGray(fit.Bounds())
			draw.Draw(g, g.Rect, fit, fit.Bounds().Min, draw.Src)
			fit = g
		}
		media, err = "image/jpeg", jpeg.Encode(&ctxWriter{ctx, &b}, fit, &jpeg.Options{Quality: photoQuality})
	}
	if err != nil {
		return nil, "", err
	}
	if small = b.Bytes(); !clear {
		small = withProfile(small, profileOf(data))
	} else if p := profileOf(data); p != nil {
		return nil, "", ErrNotUnderstood // its colors would be others
	}
	if len(small) > len(data)/10*8 {
		return nil, "", ErrSmall
	}
	return small, media, nil
}

// opaque reports whether nothing shines through.
func opaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// fitted makes an image fit and turns it. It is halved as long as it is twice as large, so
// that every pixel counts and no step needs more memory than the image itself.
func fitted(ctx context.Context, src image.Image, orient int) (image.Image, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s := src.Bounds().Size()
		longest := max(s.X, s.Y)
		w, h := s.X, s.Y
		switch {
		case longest >= 2*photoSide:
			w, h = (w+1)/2, (h+1)/2
		case longest > photoSide:
			w, h = max(w*photoSide/longest, 1), max(h*photoSide/longest, 1)
		}
		dst := image.NewRGBA(image.Rect(0, 0, w, h)) // the kind that is quick
		draw.ApproxBiLinear.Scale(dst, dst.Rect, src, src.Bounds(), draw.Src, nil)
		if src = dst; longest >= 2*photoSide {
			continue
		}
		if orient <= 1 {
			return dst, nil
		}
		straight := &image.NRGBA{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
		if !dst.Opaque() {
			straight = image.NewNRGBA(dst.Rect)
			draw.Draw(straight, dst.Rect, dst, image.Point{}, draw.Src)
		}
		return turned(straight, orient), nil
	}
}

// ctxReader ends with a context: decoders know none.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (r *ctxReader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(b[:min(len(b), 64<<10)])
}

// ctxWriter ends with a context: encoders know none.
type ctxWriter struct {
	ctx context.Context
	w   io.Writer
}

func (w *ctxWriter) Write(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(b)
}

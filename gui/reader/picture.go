package reader

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	_ "image/gif" // registers its decoder
	"image/jpeg"
	_ "image/png" // registers its decoder
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // registers its decoder

	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/eml"
)

// Limits of the small pictures below the text.
const (
	pictureOctets = 30 << 20
	pictureMemory = 100 << 20 // what decoding one may take, in octets
	pictureMost   = 24        // of them in one message
	pictureSide   = 640       // longest side of what is kept, in pixels
	shotWide      = 270       // at 100 % text size
	shotHigh      = 200
)

// isPicture reports whether an attachment is of a kind that is shown.
func isPicture(a eml.Attachment) bool {
	switch a.Type {
	case "image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp":
		return true
	}
	if strings.HasPrefix(a.Type, "image/") || a.Type == "application/octet-stream" {
		name := strings.ToLower(a.Name)
		for _, e := range []string{".png", ".jpg", ".jpeg", ".gif", ".webp"} {
			if strings.HasSuffix(name, e) {
				return true
			}
		}
	}
	return false
}

// loadPictures decodes the pictures of the message in the background, one after
// the other, and shows each as it comes.
func (r *Reader) loadPictures() {
	if r.LoadAttachment == nil {
		return
	}
	var list []eml.Attachment
	for _, a := range r.content.Message.Attachments {
		if inside := a.Inline && len(r.content.Message.Pages) > 0; !inside && isPicture(a) && a.Size <= pictureOctets && len(list) < pictureMost {
			list = append(list, a)
		}
	}
	if len(list) == 0 {
		return
	}
	id, c := r.content.Summary.ID, r.card
	r.pictures.Start(func(ctx context.Context) {
		for _, a := range list {
			data, err := r.LoadAttachment(ctx, id, a.Index)
			if err != nil || ctx.Err() != nil {
				continue
			}
			img, err := decode(data)
			if err != nil || ctx.Err() != nil || tiny(img) {
				continue
			}
			r.run.Do(func() {
				if r.card == c {
					c.addPicture(a, img)
				}
			})
		}
	}, func() {})
}

var errTooLarge = errors.New("the picture has too many pixels")

// decode reads a picture and makes it small. Pictures of phones are turned as
// they say.
func decode(data []byte) (image.Image, error) {
	if len(data) > pictureOctets {
		return nil, errTooLarge
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > pictureMemory/octetsPerPixel(cfg.ColorModel, format, data)/cfg.Height {
		return nil, errTooLarge
	}
	var src image.Image
	if format == "jpeg" {
		src, err = jpeg.Decode(bytes.NewReader(data))
	} else {
		src, _, err = image.Decode(bytes.NewReader(data))
	}
	if err != nil {
		return nil, err
	}
	orient := 1
	if format == "jpeg" {
		orient = orientation(data)
	}
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if longest := max(w, h); longest > pictureSide {
		w, h = max(w*pictureSide/longest, 1), max(h*pictureSide/longest, 1)
	}
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), src, b, draw.Src, nil)
	return turned(small, orient), nil
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

// tiny reports pictures that are not for looking at, such as the spots that
// newsletters hold.
func tiny(img image.Image) bool { return img.Bounds().Dx() < 16 || img.Bounds().Dy() < 16 }

// addPicture shows a small picture below the text.
func (c *card) addPicture(a eml.Attachment, img image.Image) {
	c.shots.Objects = append(c.shots.Objects, newShot(c.r, a, img))
	c.shots.Hidden = false
	c.shots.Refresh()
	c.r.resized()
}

// shot is a small picture; a tap opens it.
type shot struct {
	attached
	img *canvas.Image
	w   float32
	h   float32
}

func newShot(r *Reader, a eml.Attachment, img image.Image) *shot {
	s := &shot{attached: attached{r: r, a: a}, img: canvas.NewImageFromImage(img)}
	s.w, s.h = float32(img.Bounds().Dx()), float32(img.Bounds().Dy())
	s.img.FillMode = canvas.ImageFillContain
	s.img.ScaleMode = canvas.ImageScaleSmooth
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *shot) CreateRenderer() fyne.WidgetRenderer {
	back := canvas.NewRectangle(theme.Color(theme.ColorField))
	back.CornerRadius = tileRound
	return &shotRenderer{s, back}
}

type shotRenderer struct {
	s    *shot
	back *canvas.Rectangle
}

func (r *shotRenderer) Destroy() {}
func (r *shotRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.s.img}
}
func (r *shotRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.s.img.Resize(size)
}
func (r *shotRenderer) Refresh() {
	r.back.FillColor = theme.Color(theme.ColorField)
	r.back.Refresh()
}

func (r *shotRenderer) MinSize() fyne.Size {
	u := widgets.Unit()
	scale := min(shotWide*u/r.s.w, shotHigh*u/r.s.h, 1)
	return fyne.NewSize(r.s.w*scale, r.s.h*scale)
}

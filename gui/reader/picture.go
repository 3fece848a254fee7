package reader

import (
	"context"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"popmail/gui/kit/picture"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/eml"
)

// Limits of the small pictures below the text.
const (
	pictureMost = 24  // of them in one message
	pictureSide = 640 // longest side of what is kept, in pixels
	shotWide    = 270 // at 100 % text size
	shotHigh    = 200
)

// isPicture reports whether an attachment is of a kind that is shown.
func isPicture(a eml.Attachment) bool { return picture.Is(a.Type, a.Name) }

// loadPictures decodes the pictures of the message in the background, one after
// the other, and shows each as it comes.
func (r *Reader) loadPictures() {
	if r.LoadAttachment == nil {
		return
	}
	m := r.content.Message
	inside := map[int]bool{} // pictures that stand between the texts
	for i := range m.Pages {
		if index, ok := m.Pages[i].Picture(); ok {
			inside[index] = true
		}
	}
	var list []eml.Attachment
	for _, a := range m.Attachments {
		if !inside[a.Index] && !(a.Inline && len(m.Pages) > 0) && isPicture(a) && a.Size <= picture.MostOctets && len(list) < pictureMost {
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
			img, err := picture.Decode(data, pictureSide)
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
	s := &shot{attached: attached{r: r, a: r.attachment(a)}, img: canvas.NewImageFromImage(img)}
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

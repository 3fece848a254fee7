package pdf

import (
	"image"
	"math"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"popmail/storage/textin"
)

// Draw draws a page on white paper, no larger than v says and textin.MaxPixels allow, with the places of
// its characters. Its errors are those of Text; a page that is not there is textin.ErrUnreadable.
func (e *Engine) Draw(data []byte, v textin.View) (p *textin.Picture, err error) {
	err = e.with(data, func(in pdfium.Pdfium, doc references.FPDF_DOCUMENT) error {
		if p, err = draw(in, doc, v); err != nil {
			return textin.ErrUnreadable
		}
		return nil
	})
	return p, err
}

func draw(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, v textin.View) (*textin.Picture, error) {
	size, err := in.FPDF_GetPageSizeByIndexF(&requests.FPDF_GetPageSizeByIndexF{Document: doc, Index: v.Page - 1})
	if err != nil {
		return nil, err
	}
	w, h := pixels(float64(size.Size.Width), float64(size.Size.Height), v)
	loaded, err := in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: v.Page - 1})
	if err != nil {
		return nil, err
	}
	page := requests.Page{ByReference: &loaded.Page}
	// What was filled into its fields is drawn with them.
	drawn, err := in.RenderPageInPixels(&requests.RenderPageInPixels{Page: page, Width: w, Height: h, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT, RenderForm: true, Document: &doc})
	if err != nil { // of a form that is broken the page is still there
		drawn, err = in.RenderPageInPixels(&requests.RenderPageInPixels{Page: page, Width: w, Height: h, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT})
	}
	if err != nil {
		return nil, err
	}
	defer drawn.Cleanup()
	img, ok := drawn.Result.RenderedImage.(*image.RGBA)
	if !ok {
		return nil, textin.ErrUnreadable
	}
	p := onPaper(img)
	return p, letters(in, doc, page, p)
}

// pixels is how large a page of w × h points is drawn.
func pixels(w, h float64, v textin.View) (int, int) {
	w, h = max(w, 1), max(h, 1)
	scale := min(v.PerPoint, float64(v.Width)/w, math.Sqrt(textin.MaxPixels/(w*h)))
	return max(int(w*scale), 1), max(int(h*scale), 1)
}

// onPaper copies a picture, of colors that are not multiplied by how much they cover, onto white.
func onPaper(img *image.RGBA) *textin.Picture {
	s := img.Bounds().Size()
	p := &textin.Picture{Width: s.X, Height: s.Y, Pixels: make([]byte, 4*s.X*s.Y)}
	for y := range s.Y {
		from, to := img.Pix[y*img.Stride:y*img.Stride+4*s.X], p.Pixels[4*s.X*y:]
		copy(to, from)
		for x := 3; x < len(from); x += 4 {
			if a := int(from[x]); a < 255 {
				for c := x - 3; c < x; c++ {
					to[c] = byte((int(from[c])*a + 255*(255-a)) / 255)
				}
				to[x] = 255
			}
		}
	}
	return p
}

// letters notes the text of a page and where its characters stand.
func letters(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, page requests.Page, p *textin.Picture) error {
	t, err := in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return err
	}
	count, err := in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: t.TextPage})
	if err != nil {
		return err
	}
	place, err := onto(in, page, p.Width, p.Height)
	if err != nil {
		return err
	}
	var text []rune
	for i := 0; i < count.Count && len(p.Boxes) < textin.MaxChars; i++ {
		c, err := in.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: t.TextPage, Index: i})
		if err != nil {
			return err
		}
		if c.Unicode == 0 {
			continue
		}
		text = append(text, rune(c.Unicode))
		var at textin.Box
		if b, err := in.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: t.TextPage, Index: i}); err == nil {
			at = place(b.Rect.Left, b.Rect.Top, b.Rect.Right, b.Rect.Bottom)
		}
		p.Boxes = append(p.Boxes, at)
	}
	p.Text = string(hyphens(text)) // what is no character becomes U+FFFD
	form, closed := fieldsOf(in, doc)
	defer closed()
	addNotes(p, notes(in, page, form), place)
	return nil
}

// onto tells where a rectangle of a page, in points from the lower left corner of what it was made
// on, stands in a picture of it: the page can be turned and cut.
func onto(in pdfium.Pdfium, page requests.Page, w, h int) (func(left, top, right, bottom float32) textin.Box, error) {
	const fine, far = 64, 1000 // parts of a pixel; points
	var x, y [3]float64
	for i, at := range [3][2]float64{{0, 0}, {far, 0}, {0, far}} {
		d, err := in.FPDF_PageToDevice(&requests.FPDF_PageToDevice{Page: page, SizeX: fine * w, SizeY: fine * h, PageX: at[0], PageY: at[1]})
		if err != nil {
			return nil, err
		}
		x[i], y[i] = float64(d.DeviceX)/fine, float64(d.DeviceY)/fine
	}
	of := func(px, py float32) (float32, float32) {
		r, u := float64(px)/far, float64(py)/far
		return float32(x[0] + (x[1]-x[0])*r + (x[2]-x[0])*u), float32(y[0] + (y[1]-y[0])*r + (y[2]-y[0])*u)
	}
	return func(left, top, right, bottom float32) textin.Box {
		x0, y0 := of(left, top)
		x1, y1 := of(right, bottom)
		return textin.Box{Left: min(x0, x1), Top: min(y0, y1), Right: max(x0, x1), Bottom: max(y0, y1)}
	}, nil
}

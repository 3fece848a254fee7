package compose

import (
	"context"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/account/letter"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/picture"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// previewSide is the longest side of a small picture, in pixels.
const previewSide = 160

// tile is one attached file: what it looks like, its name and size, and a cross.
type tile struct {
	widget.BaseWidget
	file  letter.Attachment
	photo photo
	stop  context.CancelFunc // ends what goes on in the background
	shot  *canvas.Image      // nil: none yet, or no picture
	glyph *widgets.Glyph
	name  *widgets.Text
	size  *widgets.Text
	cross *widgets.Button
}

func (e *Editor) newTile(a letter.Attachment) *tile {
	t := &tile{file: a, stop: func() {}, glyph: widgets.NewGlyph(widgets.IconDocument, theme.ColorMuted)}
	t.name, t.size = widgets.NewLine("", true, theme.SizeSmall, ""), widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted)
	t.cross = widgets.NewButton(widgets.Flat, "", widgets.IconClose, func() { e.removeFile(t) })
	t.tell(letter.PhotosWhole)
	t.ExtendBaseWidget(t)
	if picture.Is(a.Type, a.Name) {
		e.look(t)
	}
	return t
}

// tell says how the file goes.
func (t *tile) tell(how letter.Photos) {
	a := t.photo.as(how, t.file)
	cut, _ := widgets.Fit(widgets.OneLine(letter.FileName(a.Name)), 200*widgets.Unit(), chipText(), true)
	t.name.SetText(cut)
	t.size.SetText(words.Size(int64(len(a.Data))))
	t.cross.Tip = lang.L("Remove {{.Name}}", map[string]any{"Name": cut})
}

// look finds out in the background what a picture looks like and what can be done about it.
func (e *Editor) look(t *tile) {
	var ctx context.Context
	ctx, t.stop = context.WithCancel(context.Background())
	var p photo
	var img image.Image
	e.run.Go(func(window context.Context) {
		defer context.AfterFunc(window, t.stop)()
		inTurn(ctx, func() {
			p = look(ctx, t.file)
			img, _ = picture.Decode(p.as(letter.PhotosSmaller, t.file).Data, previewSide)
		})
	}, func() {
		if ctx.Err() != nil {
			return
		}
		t.photo = p
		if img != nil {
			t.shot = canvas.NewImageFromImage(img)
			t.shot.FillMode = canvas.ImageFillContain
			t.shot.ScaleMode = canvas.ImageScaleSmooth
			t.Refresh()
		}
		e.photosChanged()
	})
}

// Stop ends what goes on in the background.
func (e *Editor) Stop() {
	for _, o := range e.files.Objects {
		o.(*tile).stop()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *tile) CreateRenderer() fyne.WidgetRenderer {
	r := &tileRenderer{t: t, ground: canvas.NewRectangle(nil)}
	r.paint()
	return r
}

type tileRenderer struct {
	t      *tile
	ground *canvas.Rectangle
}

func (r *tileRenderer) paint() {
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.ColorPane), theme.Color(theme.ColorLine), 1
	r.ground.CornerRadius = theme.Size(fynetheme.SizeNameInputRadius)
}

func (r *tileRenderer) Destroy() {}

func (r *tileRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.ground}
	if r.t.shot != nil {
		out = append(out, r.t.shot)
	} else {
		out = append(out, r.t.glyph)
	}
	return append(out, r.t.name, r.t.size, r.t.cross)
}

func (r *tileRenderer) MinSize() fyne.Size {
	u := widgets.Unit()
	w := max(widgets.TextWidth(r.t.name.Text(), chipText(), true), widgets.TextWidth(r.t.size.Text(), chipText(), false)) + 2
	return fyne.NewSize(flow.WholeUp(70*u+w+6+r.t.cross.MinSize().Width), flow.WholeUp(52*u))
}

func (r *tileRenderer) Layout(s fyne.Size) {
	defer flow.Mirror(s.Width, r.Objects()...)
	u := widgets.Unit()
	r.ground.Resize(s)
	w, h := flow.Whole(54*u), flow.Whole(40*u)
	if r.t.shot != nil {
		r.t.shot.Resize(fyne.NewSize(w, h))
		r.t.shot.Move(fyne.NewPos(6, flow.Whole((s.Height-h)/2)))
	}
	g := flow.Whole(22 * u)
	r.t.glyph.Resize(fyne.NewSquareSize(g))
	r.t.glyph.Move(fyne.NewPos(flow.Whole(6+(w-g)/2), flow.Whole((s.Height-g)/2)))
	x := w + 14
	c := r.t.cross.MinSize()
	text := max(s.Width-x-c.Width-4, 1)
	line := r.t.name.HeightFor(text)
	top := flow.Whole((s.Height - line - r.t.size.HeightFor(text)) / 2)
	r.t.name.Resize(fyne.NewSize(text, line))
	r.t.name.Move(fyne.NewPos(x, top))
	r.t.size.Resize(fyne.NewSize(text, line))
	r.t.size.Move(fyne.NewPos(x, top+line))
	r.t.cross.Resize(c)
	r.t.cross.Move(fyne.NewPos(s.Width-c.Width-2, flow.Whole((s.Height-c.Height)/2)))
}

func (r *tileRenderer) Refresh() {
	r.paint()
	for _, o := range r.Objects() {
		o.Refresh()
	}
	r.Layout(r.t.Size())
	canvas.Refresh(r.t)
}

// Attach adds files to the letter.
func (e *Editor) Attach(files ...letter.Attachment) {
	for _, f := range files {
		e.files.Objects = append(e.files.Objects, e.newTile(f))
	}
	e.filesChanged()
}

func (e *Editor) removeFile(t *tile) {
	for i, o := range e.files.Objects {
		if o == fyne.CanvasObject(t) {
			e.files.Objects = append(e.files.Objects[:i:i], e.files.Objects[i+1:]...)
			break
		}
	}
	t.stop()
	e.filesChanged()
	e.focus(e.text)
}

func (e *Editor) filesChanged() {
	none := len(e.files.Objects) == 0
	e.fileRow.Hidden, e.fileEdge.Hidden = none, none
	e.photosChanged()
	e.changed()
}

func (e *Editor) attachments() (out []letter.Attachment) {
	for _, o := range e.files.Objects {
		out = append(out, o.(*tile).file)
	}
	return out
}

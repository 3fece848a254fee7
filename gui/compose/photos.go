package compose

import (
	"context"
	"path"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/account/letter"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/picture"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// One picture is worked on at a time, in whichever window: each may take a few hundred
// megabytes.
var turn = make(chan struct{}, 1)

// inTurn does something when its turn comes, if ctx lasts until then.
func inTurn(ctx context.Context, do func()) {
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
		if ctx.Err() == nil {
			do()
		}
	case <-ctx.Done():
	}
}

// photo is what is known of an attached picture.
type photo struct {
	known bool
	place bool               // it says where it was taken
	dark  bool               // whether it says so cannot be told, or not changed
	small *letter.Attachment // nil: it does not become much smaller
	bare  *letter.Attachment // without notes of the camera; nil: as it is
}

// look finds out what can be done about a picture. It is called in the background, in turn.
func look(ctx context.Context, a letter.Attachment) (p photo) {
	data, media, err := picture.Shrink(ctx, a.Data)
	if ctx.Err() != nil {
		return p
	}
	p.known = true
	if err == nil {
		p.small = &letter.Attachment{Name: a.Name, Type: media, Data: data, Whole: &a}
		if end := picture.Ending(data); !sameKind(path.Ext(a.Name), end) {
			p.small.Name = strings.TrimSuffix(a.Name, path.Ext(a.Name)) + end
		}
	}
	p.place = picture.Place(a.Data)
	bare, err := picture.Bare(a.Data)
	switch {
	case err != nil && p.small == nil:
		p.dark, p.place = true, false
	case err == nil && p.place:
		p.bare = &letter.Attachment{Name: a.Name, Type: a.Type, Data: bare, Whole: &a}
	}
	return p
}

// isPhoto reports whether a file is a picture of any kind.
func isPhoto(a letter.Attachment) bool {
	switch strings.ToLower(path.Ext(a.Name)) {
	case ".heic", ".heif", ".avif", ".jxl", ".tif", ".tiff", ".dng":
		return true
	}
	return strings.HasPrefix(a.Type, "image/")
}

func sameKind(have, want string) bool {
	have = strings.ToLower(have)
	return have == want || want == ".jpg" && (have == ".jpeg" || have == ".jpe" || have == ".jfif")
}

// as is how a file goes.
func (p photo) as(how letter.Photos, a letter.Attachment) letter.Attachment {
	switch {
	case how == letter.PhotosSmaller && p.small != nil:
		return *p.small
	case how != letter.PhotosWhole && p.bare != nil:
		return *p.bare
	}
	return a
}

// Outgoing is the letter as it goes, with photos as the person wants them. The function it
// returns does what is left to be done for that, in the background; its error is that of ctx.
func (e *Editor) Outgoing() func(ctx context.Context) (*letter.Letter, error) {
	l := e.Letter()
	var known []photo
	for _, o := range e.files.Objects {
		known = append(known, o.(*tile).photo)
	}
	return func(ctx context.Context) (*letter.Letter, error) {
		for i, a := range l.Attachments {
			p := known[i]
			if l.Photos != letter.PhotosWhole && !p.known && picture.Is(a.Type, a.Name) {
				if inTurn(ctx, func() { p = look(ctx, a) }); !p.known {
					return nil, ctx.Err() // it must not go otherwise than the person was told
				}
			}
			l.Attachments[i] = p.as(l.Photos, a)
		}
		return l, nil
	}
}

// setPhotos says how photos go.
func (e *Editor) setPhotos(how letter.Photos) {
	e.base.Photos = how
	e.photosChanged()
	e.focus(e.text)
	e.changed()
}

// photosChanged brings what is seen of photos up to date.
func (e *Editor) photosChanged() {
	for _, o := range e.files.Objects {
		o.(*tile).tell(e.base.Photos)
	}
	e.photos.tell()
	e.relaid()
}

// photoSum is what is offered for all photos together.
type photoSum struct {
	pending, shrinks, places, dark int // dark: pictures that cannot be looked into
	whole, small                   int64
}

func (e *Editor) sumPhotos() (s photoSum) {
	for _, o := range e.files.Objects {
		t := o.(*tile)
		p, a := t.photo, t.file
		switch {
		case picture.Is(a.Type, a.Name) && !p.known:
			s.pending++
		case p.dark, !picture.Is(a.Type, a.Name) && isPhoto(a):
			s.dark++
		}
		if p.small != nil {
			s.shrinks++
			s.whole += int64(len(a.Data))
			s.small += int64(len(p.small.Data))
		}
		if p.place {
			s.places++
		}
	}
	return s
}

// photoLine says below the files what can be done about photos, or what was.
type photoLine struct {
	widget.BaseWidget
	e             *Editor
	glyph         *widgets.Glyph
	text          *widgets.Text
	first, second *widgets.Button
	long, short   string // what stands for making them smaller, and where there is less room
}

func newPhotoLine(e *Editor) *photoLine {
	p := &photoLine{e: e, glyph: widgets.NewGlyph(widgets.IconPicture, theme.ColorMuted), text: widgets.NewText("", theme.SizeSmall, theme.ColorMuted),
		first: widgets.NewLink("", nil), second: widgets.NewLink("", nil)}
	p.first.Small, p.second.Small = true, true
	p.ExtendBaseWidget(p)
	p.Hide()
	return p
}

// link gives a button its words; none hide it.
func link(b *widgets.Button, text string, do func()) {
	b.Hidden = text == ""
	b.OnTapped = do
	b.SetText(text)
}

// tell brings the line up to date. Nothing is said as long as nothing is known.
func (p *photoLine) tell() {
	s, how := p.e.sumPhotos(), p.e.base.Photos
	sizes := map[string]any{"Small": words.Size(s.small), "Full": words.Size(s.whole)}
	set := func(how letter.Photos) func() { return func() { p.e.setPhotos(how) } }
	p.long, p.short = "", lang.L("Smaller: {{.Small}} instead of {{.Full}}", sizes)
	if s.shrinks > 0 && s.pending == 0 {
		p.long = lang.N("Make the photos smaller: {{.Small}} instead of {{.Full}}", s.shrinks, sizes)
	}
	smaller := set(letter.PhotosSmaller)
	text := ""
	link(p.first, "", nil)
	link(p.second, "", nil)
	switch {
	case how == letter.PhotosSmaller && s.pending > 0:
		text = lang.L("Making the photos smaller…")
		link(p.first, lang.L("Send full size"), set(letter.PhotosWhole))
	case how == letter.PhotosSmaller && s.shrinks > 0:
		if text = lang.N("Photos made smaller: {{.Small}} instead of {{.Full}}.", s.shrinks, sizes); s.places > 0 && s.dark == 0 {
			text = lang.N("Photos made smaller: {{.Small}} instead of {{.Full}}, and without the place where they were taken.", s.shrinks, sizes)
		}
		link(p.first, lang.L("Send full size"), set(letter.PhotosWhole))
	case how != letter.PhotosWhole && s.places > 0:
		text = lang.N("The place is taken out of {{.Count}} photos.", s.places, map[string]any{"Count": words.Count(s.places)})
		link(p.first, lang.L("Put it back"), set(letter.PhotosWhole))
		link(p.second, p.long, smaller)
	case s.pending > 0:
	case s.places > 0:
		text = lang.N("{{.Count}} photos tell where they were taken.", s.places, map[string]any{"Count": words.Count(s.places)})
		link(p.first, p.long, smaller)
		link(p.second, lang.L("Take out the place"), set(letter.PhotosBare))
	default:
		link(p.first, p.long, smaller)
	}
	p.text.SetText(text)
	p.Hidden = text == "" && p.first.Hidden && p.second.Hidden
	p.Refresh()
}

func (p *photoLine) walk(width float32, place func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	if place == nil {
		place = func(fyne.CanvasObject, float32, float32, float32, float32) {}
	}
	u := widgets.Unit()
	side := flow.Whole(14 * u)
	left := side + flow.Whole(8*u)
	line := flow.WholeUp(p.text.HeightFor(10000))
	x, y := left, float32(0)
	if p.text.Text() != "" {
		room := max(width-left, 1)
		h := flow.WholeUp(p.text.HeightFor(room))
		place(p.text, left, 0, room, h)
		y = h - line
		x = left + widgets.TextWidth(p.text.Text(), theme.Size(theme.SizeSmall), false) + flow.Whole(8*u)
		if h > line {
			x = width + 1 // the words wrap: links begin a line
		}
	} else {
		place(p.text, left, 0, 1, line)
	}
	place(p.glyph, 0, flow.Whole((line-side)/2), side, side)
	for _, b := range []*widgets.Button{p.first, p.second} {
		if b.Hidden {
			continue
		}
		m := b.MinSize()
		if b.Text == p.long || b.Text == p.short {
			if b.SetText(p.long); left+b.MinSize().Width > width {
				b.SetText(p.short)
			}
			m = b.MinSize()
		}
		if x > left && x+m.Width > width {
			x, y = left, y+line+flow.Whole(4*u)
		}
		place(b, x, y+flow.Whole((line-m.Height)/2), min(m.Width, max(width-left, 1)), m.Height)
		x += m.Width + flow.Whole(14*u)
	}
	return y + line
}

// HeightFor implements flow.Sizer.
func (p *photoLine) HeightFor(width float32) float32 { return p.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (p *photoLine) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: p, Walk: p.walk, Least: func() float32 { return 120 }, Parts: func() []fyne.CanvasObject {
		return []fyne.CanvasObject{p.glyph, p.text, p.first, p.second}
	}}
}

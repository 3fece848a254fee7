// Package viewer shows the pictures that are attached to a message, one after the other. It
// opens and fetches nothing by itself.
package viewer

import (
	"context"
	"errors"
	"image"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/picture"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
)

// most is the longest side of what is shown, in pixels.
const most = 4096

// patience is how long nothing is said of a picture that is being loaded: most are there by
// then, and words would flicker.
const patience = 250 * time.Millisecond

// Viewer shows one picture of several. All methods are called on the window's thread.
type Viewer struct {
	widget.BaseWidget

	// Load reads the octets of a picture, in the background.
	Load func(ctx context.Context, index int) ([]byte, error)
	// OnSave saves one.
	OnSave func(index int)
	// OnShown is told of the picture that is shown.
	OnShown func(a eml.Attachment)

	run      loop.Runner
	list     []eml.Attachment
	at       int
	loading  loop.Latest
	movie    *reel           // nil: the picture does not move
	moving   bool            // it does now
	moves    *widgets.Button // lets it move, or stand still
	tick     func()          // cancels the next frame, or the word that it takes long; nil: none waits
	bar      *flow.Column
	name     *widgets.Text
	count    *widgets.Text
	previous *widgets.Button
	next     *widgets.Button
	said     *widgets.Text // in the place of the picture
	stage    *stage
}

// A reel is a picture that moves. One frame is drawn at a time, as each is drawn over the last.
type reel struct {
	*picture.Movie
	draws bool // a frame is under way
}

// New is a viewer of pictures.
func New(run loop.Runner, list []eml.Attachment) *Viewer {
	v := &Viewer{run: run, list: list, stage: newStage(), loading: loop.Latest{Run: run},
		name: widgets.NewLine("", true, theme.SizeSmall, fynetheme.ColorNameForeground), count: widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted),
		said: widgets.NewText("", "", theme.ColorMuted)}
	v.said.Align = fyne.TextAlignCenter
	button := func(icon widgets.IconName, tip string, do func()) *widgets.Button {
		b := widgets.NewButton(widgets.Flat, "", icon, do)
		b.Tip = tip
		return b
	}
	v.previous = button(widgets.IconLeft, lang.L("Previous"), func() { v.Go(-1) })
	v.next = button(widgets.IconNext, lang.L("Next"), func() { v.Go(1) })
	alone := len(list) < 2
	count := flow.Wide(v.count, func() float32 { return widgets.TextWidth(v.place(), theme.Size(theme.SizeSmall), false) + 2 })
	v.previous.Hidden, v.next.Hidden = alone, alone
	if alone {
		count.Hide()
	}
	v.moves = button(widgets.IconPlay, lang.L("Play the moving picture"), v.playOrRest)
	v.moves.Hide()
	fit := widgets.NewButton(widgets.Flat, lang.L("Fit"), "", v.Fit)
	fit.Tip = lang.L("Show the whole picture")
	row := flow.NewRow(6, v.name, v.previous, v.next, v.name, count, v.moves,
		button(widgets.IconMinus, lang.L("Smaller"), func() { v.Zoom(-1) }), fit, button(widgets.IconPlus, lang.L("Larger"), func() { v.Zoom(1) }),
		button(widgets.IconSave, lang.L("Save…"), v.Save))
	v.bar = flow.NewColumn(0, row, widgets.NewHairline())
	v.bar.Fill, v.bar.Inset = theme.ColorCard, flow.Insets{Left: 12, Top: 6, Right: 12}
	v.bar.Before(v.bar.Objects[1], 6)
	v.ExtendBaseWidget(v)
	return v
}

// Open shows the attachment with an index.
func (v *Viewer) Open(index int) {
	v.show(max(slices.IndexFunc(v.list, func(a eml.Attachment) bool { return a.Index == index }), 0))
}

// Go shows the next picture (1) or the one before (-1), and reports whether there is one.
func (v *Viewer) Go(by int) bool {
	to := v.at + by
	if to < 0 || to >= len(v.list) {
		return false
	}
	v.show(to)
	return true
}

// show loads a picture and puts it into the window.
func (v *Viewer) show(at int) {
	v.Stop()
	v.moves.Hide()
	v.at = at
	a := v.list[at]
	v.name.Set(widgets.OneLine(a.Name), true, nil)
	v.count.Set(v.place(), false, nil)
	enable(v.previous, at > 0)
	enable(v.next, at+1 < len(v.list))
	if v.OnShown != nil {
		v.OnShown(a)
	}
	v.put(nil, "")
	v.tick = v.run.After(patience, func() { v.put(nil, lang.L("Loading the picture…")) })
	var img image.Image
	var movie *picture.Movie
	var err error
	v.loading.Start(func(ctx context.Context) {
		var data []byte
		if data, err = v.Load(ctx, a.Index); err != nil {
			return
		}
		if img, err = picture.Decode(data, most); err == nil && ctx.Err() == nil {
			movie, _ = picture.Play(data)
		}
	}, func() {
		v.tick()
		if err != nil {
			v.put(nil, why(err))
			return
		}
		v.put(img, "")
		if movie != nil {
			v.movie = &reel{Movie: movie}
			v.moves.Show()
			if !theme.Still() {
				v.playOrRest()
			}
			v.bar.Refresh()
		}
	})
}

// place says which of the pictures is shown.
func (v *Viewer) place() string {
	return lang.L("{{.At}} of {{.Count}}", map[string]any{"At": words.Count(v.at + 1), "Count": words.Count(len(v.list))})
}

func why(err error) string {
	if errors.Is(err, picture.ErrTooLarge) {
		return lang.L("This picture is too large to be shown. Save it to open it in another program.")
	}
	return lang.L("This picture is damaged and can’t be shown.")
}

func enable(b *widgets.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// put shows a picture, or says why there is none.
func (v *Viewer) put(img image.Image, why string) {
	v.said.SetText(why)
	v.said.Hidden = why == ""
	v.stage.set(img)
	v.Refresh()
}

// playOrRest lets the picture move, or stand still.
func (v *Viewer) playOrRest() {
	if v.moving = !v.moving; v.moving {
		v.moves.Tip = lang.L("Stop the moving picture")
		v.moves.SetIcon(widgets.IconPause)
		v.play()
		return
	}
	v.rest()
}

// rest lets the picture stand still at the frame that is shown.
func (v *Viewer) rest() {
	if v.tick != nil {
		v.tick()
	}
	v.moving, v.tick = false, nil
	v.moves.Tip = lang.L("Play the moving picture")
	v.moves.SetIcon(widgets.IconPlay)
}

// play shows the next frame of a picture that moves, and those after it. Where a frame is under way
// already, from before the picture was told to stand still, it goes on with that one.
func (v *Viewer) play() {
	m := v.movie
	if m.draws {
		return
	}
	m.draws = true
	var img image.Image
	var d time.Duration
	var last bool
	v.run.Go(func(context.Context) { img, d, last = m.Next() }, func() {
		m.draws = false
		switch {
		case v.movie != m || !v.moving:
			return
		case last:
			v.rest()
		default:
			v.tick = v.run.After(d, v.play)
		}
		v.stage.frame(img)
	})
}

// Stop ends what is under way: the viewer is closed.
func (v *Viewer) Stop() {
	v.loading.Cancel()
	v.rest()
	v.movie = nil
}

// Save saves the picture that is shown.
func (v *Viewer) Save() {
	if v.OnSave != nil {
		v.OnSave(v.list[v.at].Index)
	}
}

// Zoom shows the picture some steps larger, or smaller.
func (v *Viewer) Zoom(steps int) { v.stage.zoomBy(steps) }

// Fit shows the whole picture.
func (v *Viewer) Fit() { v.stage.fit() }

// Key takes a key that nothing else takes, and reports whether it had a use for it.
func (v *Viewer) Key(e *fyne.KeyEvent) bool {
	const step = 60
	switch e.Name {
	case fyne.KeyLeft:
		return v.stage.by(step, 0) || v.Go(int(flow.Rightwards(-1)))
	case fyne.KeyRight:
		return v.stage.by(-step, 0) || v.Go(int(flow.Rightwards(1)))
	case fyne.KeyUp:
		return v.stage.by(0, step)
	case fyne.KeyDown:
		return v.stage.by(0, -step)
	case fyne.KeyPageUp, fyne.KeyBackspace:
		return v.Go(-1)
	case fyne.KeyPageDown, fyne.KeySpace:
		return v.Go(1)
	case fyne.KeyHome:
		v.show(0)
	case fyne.KeyEnd:
		v.show(len(v.list) - 1)
	default:
		return false
	}
	return true
}

// Rune takes a letter that nothing else takes.
func (v *Viewer) Rune(r rune) {
	switch r {
	case '+', '=':
		v.Zoom(1)
	case '-', '−':
		v.Zoom(-1)
	case '0':
		v.Fit()
	}
}

// CreateRenderer implements fyne.Widget.
func (v *Viewer) CreateRenderer() fyne.WidgetRenderer {
	back := widgets.NewGround(theme.ColorPane)
	r := &viewerRenderer{v: v, back: back, clip: container.NewClip(v.stage)}
	return r
}

type viewerRenderer struct {
	v    *Viewer
	back *widgets.Ground
	clip *container.Clip
}

func (r *viewerRenderer) Destroy() {}

func (r *viewerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.clip, r.v.said, r.v.bar}
}

func (r *viewerRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 160) }

func (r *viewerRenderer) Layout(s fyne.Size) {
	v := r.v
	top := flow.WholeUp(v.bar.HeightFor(s.Width))
	v.bar.Resize(fyne.NewSize(s.Width, top))
	rest := fyne.NewSize(s.Width, max(s.Height-top, 0))
	for _, o := range []fyne.CanvasObject{r.back, r.clip} {
		o.Move(fyne.NewPos(0, top))
		o.Resize(rest)
	}
	v.stage.Resize(rest)
	w := max(s.Width-2*24, 1)
	h := v.said.HeightFor(w)
	v.said.Move(fyne.NewPos(24, top+flow.Whole(max((rest.Height-h)/2, 0))))
	v.said.Resize(fyne.NewSize(w, h))
}

func (r *viewerRenderer) Refresh() {
	r.back.Refresh()
	r.v.bar.Refresh()
	r.v.said.Refresh()
	r.Layout(r.v.Size())
	canvas.Refresh(r.v)
}

package viewer

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/storage/eml"
)

func still(t *testing.T, w, h int) []byte {
	var b bytes.Buffer
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = byte(0x60 + i%4*0x20)
	}
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// moving is a GIF of a white frame and a black one.
func moving(t *testing.T) []byte {
	pal := color.Palette{color.White, color.Black}
	a, b := image.NewPaletted(image.Rect(0, 0, 40, 30), pal), image.NewPaletted(image.Rect(0, 0, 40, 30), pal)
	for i := range b.Pix {
		b.Pix[i] = 1
	}
	var buf bytes.Buffer
	if err := gif.EncodeAll(&buf, &gif.GIF{Image: []*image.Paletted{a, b}, Delay: []int{20, 30}}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

type album struct {
	*Viewer
	run   *loop.Inline
	win   fyne.Window
	saved []int
}

func open(t *testing.T, mode theme.Mode, scale, w, h float32) *album {
	guitest.App(mode, scale)
	data := map[int][]byte{2: still(t, 1600, 1200), 3: []byte("no picture"), 5: moving(t), 7: still(t, 100, 50)}
	a := &album{run: &loop.Inline{}}
	a.Viewer = New(a.run, []eml.Attachment{{Index: 2, Name: "garden.png"}, {Index: 3, Name: "broken.jpg"}, {Index: 5, Name: "dance.gif"}, {Index: 7, Name: "small.png"}})
	a.Load = func(_ context.Context, i int) ([]byte, error) {
		if d := data[i]; d != nil {
			return d, nil
		}
		return nil, errors.New("gone")
	}
	a.OnSave = func(i int) { a.saved = append(a.saved, i) }
	a.win = guitest.Window(t, a.Viewer, w, h)
	return a
}

func key(n fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: n} }

// Pictures are walked through by the keyboard, those that are broken say so, and all can be
// saved.
func TestWalk(t *testing.T) {
	a := open(t, theme.Light, 1, 600, 500)
	a.Open(2)
	if !a.previous.Disabled() || a.next.Disabled() || a.stage.pixels != fyne.NewSize(1600, 1200) {
		t.Fatal("the first picture is not shown")
	}
	if s := a.stage.img.Size(); s.Width > 600 || s.Height > 500-a.bar.Size().Height || s.Width < 500 {
		t.Errorf("it is shown in %v", s)
	}
	a.Key(key(fyne.KeyRight))
	if !a.said.Visible() || !strings.Contains(a.said.Text(), "damaged") || !a.stage.img.Hidden {
		t.Error("a broken picture does not say so")
	}
	a.Save()
	a.Key(key(fyne.KeyEnd))
	if a.stage.pixels != fyne.NewSize(100, 50) || a.stage.img.Size() != fyne.NewSize(100, 50) || !a.next.Disabled() || a.Go(1) {
		t.Errorf("the last picture is shown in %v", a.stage.img.Size())
	}
	a.Key(key(fyne.KeyLeft))
	a.Save()
	if len(a.saved) != 2 || a.saved[0] != 3 || a.saved[1] != 5 {
		t.Errorf("saved %v", a.saved)
	}
}

// A picture is made larger and smaller by keys, buttons and double click, is moved where it
// is larger than the window, and never leaves the window.
func TestZoom(t *testing.T) {
	a := open(t, theme.Light, 1, 600, 500)
	a.Open(2)
	s := a.stage
	fit := s.img.Size()
	a.Rune('+')
	if got := s.img.Size(); got.Width < fit.Width*1.24 || got.Width > fit.Width*1.26 {
		t.Errorf("larger: %v of %v", got, fit)
	}
	a.Rune('-')
	a.Rune('-')
	if got := s.img.Size(); got.Width > fit.Width*0.81 {
		t.Errorf("smaller: %v of %v", got, fit)
	}
	a.Rune('0')
	if s.img.Size() != fit {
		t.Error("0 does not show the whole picture")
	}
	s.DoubleTapped(nil)
	if s.img.Size() != fyne.NewSize(1600, 1200) {
		t.Errorf("in its own size: %v", s.img.Size())
	}
	at := s.img.Position()
	if !a.Key(key(fyne.KeyRight)) || s.img.Position().X >= at.X || a.at != 0 {
		t.Error("the arrow does not move the picture")
	}
	for range 100 {
		s.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-100, -100)})
	}
	if p, r := s.img.Position(), s.Size(); p.X+1600 < r.Width || p.Y+1200 < r.Height {
		t.Errorf("the picture has left the window: %v", p)
	}
	a.Key(key(fyne.KeyRight)) // at its edge: the next one
	if a.at != 1 {
		t.Error("at the edge the arrow does not go on")
	}
	a.Open(2)
	for range 200 {
		a.Zoom(1)
	}
	if s.img.Size().Width > 1600*largest {
		t.Error("it grows without end")
	}
}

// Where nothing is to move by itself, a GIF stands still until the person lets it play.
func TestMovesWhenAsked(t *testing.T) {
	a := open(t, theme.Light, 1, 600, 500)
	fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Light, Told: theme.Told{Still: true}})
	a.Open(5)
	shade := func() byte { // of whatever kind of picture it is
		r, _, _, _ := a.stage.img.Image.At(0, 0).RGBA()
		return byte(r >> 8)
	}
	a.run.Fire(200 * time.Millisecond)
	if shade() != 0xff || a.moves.Hidden {
		t.Fatal("it moves, or cannot be told to")
	}
	a.moves.Tapped(nil)
	for range 3 {
		if was := shade(); was == 0 {
			break
		}
		a.run.Fire(300 * time.Millisecond)
	}
	if shade() != 0 {
		t.Error("it stands still when it is told to move")
	}
	a.moves.Tapped(nil)
	a.run.Fire(300 * time.Millisecond)
	if shade() != 0 {
		t.Error("it moves when it is told to stand still")
	}
	a.Open(2)
	if !a.moves.Hidden {
		t.Error("what does not move can be told to")
	}
}

// A GIF plays as long as it is shown.
func TestPlay(t *testing.T) {
	a := open(t, theme.Light, 1, 600, 500)
	a.Open(5)
	shade := func() byte { return a.stage.img.Image.(*image.NRGBA).Pix[0] }
	if shade() != 0xff {
		t.Fatal("the first frame is not shown")
	}
	a.run.Fire(200 * time.Millisecond)
	if shade() != 0 {
		t.Fatal("it does not move")
	}
	a.run.Fire(300 * time.Millisecond)
	if shade() != 0xff {
		t.Error("it does not begin again")
	}
	a.Stop()
	a.run.Fire(200 * time.Millisecond)
	if a.movie != nil || shade() != 0xff {
		t.Error("it moves on when it is closed")
	}
}

// In every look everything fits, and the buttons work.
func TestViewerLooks(t *testing.T) {
	for _, c := range []struct {
		name  string
		mode  theme.Mode
		scale float32
	}{{"viewer_light", theme.Light, 1}, {"viewer_dark", theme.Dark, 1}, {"viewer_large", theme.Light, 2}} {
		a := open(t, c.mode, c.scale, 600, 500)
		a.Open(2)
		guitest.Fits(t, a.win, c.name)
		guitest.Picture(t, a.win, c.name)
		test.Tap(a.next)
		if a.at != 1 {
			t.Error("the button does not show the next one")
		}
		guitest.Fits(t, a.win, c.name)
	}
}

// waiting is a background that ends when it is told to.
type waiting struct {
	loop.Inline
	ends []func()
}

func (w *waiting) Go(work func(context.Context), done func()) {
	w.ends = append(w.ends, func() { w.Inline.Go(work, done) })
}

// A picture that takes long says so, until it is there.
func TestSlowPictures(t *testing.T) {
	guitest.App(theme.Light, 1)
	w := &waiting{}
	v := New(w, []eml.Attachment{{Index: 1, Name: "large.png"}, {Index: 2, Name: "larger.png"}})
	v.Load = func(context.Context, int) ([]byte, error) { return still(t, 30, 20), nil }
	guitest.Window(t, v, 600, 500)
	v.Open(1)
	if !v.said.Hidden {
		t.Error("words at once")
	}
	w.Fire(patience)
	if v.said.Hidden || v.said.Text() != "Loading the picture…" {
		t.Errorf("%v %q", v.said.Hidden, v.said.Text())
	}
	v.Go(1)
	for _, end := range w.ends {
		end()
	}
	w.Fire(patience)
	if !v.said.Hidden || v.stage.pixels != fyne.NewSize(30, 20) {
		t.Errorf("%q stays, %v", v.said.Text(), v.stage.pixels)
	}
}

// TestOneFrameAtATime: however often the picture is told to move and to stand still while a frame
// is drawn, no other one is begun, and it does at the end what it was told last.
func TestOneFrameAtATime(t *testing.T) {
	guitest.App(theme.Light, 1)
	w := &waiting{}
	v := New(w, []eml.Attachment{{Index: 1, Name: "dance.gif"}, {Index: 2, Name: "still.png"}})
	v.Load = func(_ context.Context, i int) ([]byte, error) {
		if i == 2 {
			return still(t, 30, 20), nil
		}
		return moving(t), nil
	}
	guitest.Window(t, v, 600, 500)
	ended := 0
	end := func(want string) {
		t.Helper()
		if len(w.ends) != ended+1 {
			t.Fatalf("%s: %d are under way", want, len(w.ends)-ended)
		}
		ended++
		w.ends[ended-1]()
	}
	v.Open(1)
	end("the picture")
	for range 3 {
		v.moves.Tapped(nil)
		v.moves.Tapped(nil)
	}
	end("a frame")
	w.Fire(200 * time.Millisecond)
	end("the next one")
	if !v.moving {
		t.Error("it stands still")
	}
	w.Fire(300 * time.Millisecond)
	v.moves.Tapped(nil)
	shown := v.stage.img.Image
	end("one that comes after it was told to stand still")
	w.Fire(300 * time.Millisecond)
	if len(w.ends) != ended || v.moving || v.stage.img.Image != shown {
		t.Error("it moves on when it is told to stand still")
	}
	v.moves.Tapped(nil)
	v.Go(1)
	ended++
	w.ends[ended-1]()
	end("the other picture")
	if v.stage.pixels != fyne.NewSize(30, 20) {
		t.Error("a frame of the one before is shown")
	}
}

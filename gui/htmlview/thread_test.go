package htmlview

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/loop"
)

// watched is a Runner that knows what runs in the background, and holds back what comes of
// it while hold is set.
type watched struct {
	loop.Inline
	behind, hold bool
	dones        []func()
}

func (w *watched) Go(work func(ctx context.Context), done func()) {
	was := w.behind
	w.behind = true
	work(context.Background())
	if w.behind = was; done == nil {
		return
	}
	if w.hold {
		w.dones = append(w.dones, done)
		return
	}
	done()
}

// What lies in the message itself is read in the background alone, also backgrounds that are
// out of sight when it is asked which pictures of the internet are missing.
func TestPicturesAreReadInTheBackground(t *testing.T) {
	run := &watched{}
	s := newStage(t, 400, 300, run)
	var early []string
	read := map[string]int{}
	var missing []string
	s.v.OnLaid = func() { missing = s.v.Remote() }
	const far = `<div style="height:5000px"></div>`
	s.set(Document{Picture: func(ref string) ([]byte, bool) {
		if read[ref]++; !run.behind {
			early = append(early, ref)
		}
		return blinking(t), ref != "https://a.example/gone.gif"
	}, HTML: `<p>words` + far + `<table background="cid:a"><tr><td>x</table><div style="background:url(cid:b)">y</div><div style="background:url(https://a.example/part.gif)">z</div>
		<div style="background:url(https://a.example/gone.gif)">z</div><div style="background:url(data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7)">z</div>`})
	s.v.Remote()
	if len(early) > 0 {
		t.Errorf("read on the window's thread: %q", early)
	}
	if !slices.Equal(missing, []string{"https://a.example/gone.gif"}) {
		t.Errorf("missing: %q", missing)
	}
	if read["cid:a"]+read["cid:b"] > 0 {
		t.Errorf("what cannot lie on the internet was read to see whether it is missing: %v", read)
	}
}

// The background hands over the frames of a picture only with its end.
func TestMovieIsHandedOver(t *testing.T) {
	run := &watched{}
	s := newStage(t, 400, 300, run)
	data := blinking(t)
	s.set(Document{HTML: `<!DOCTYPE html><body style="margin:0"><img src="cid:a" style="display:block">`, Picture: func(string) ([]byte, bool) { return data, true }})
	run.hold = true
	s.v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(30, 20)})
	if m := s.v.playing; m == nil || m.movie != nil || m.still != nil || len(run.dones) != 1 {
		t.Fatalf("%+v, %d to come", m, len(run.dones))
	}
	run.hold = false
	run.dones[0]()
	if m := s.v.playing; m == nil || m.movie == nil || m.still == nil {
		t.Errorf("%+v", m)
	}
}

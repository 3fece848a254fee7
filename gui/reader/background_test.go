package reader

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// talker is a voice that speaks until it is told to stop, or ends with an error at once.
type talker struct {
	heard   []string
	spoke   chan string // the language, as it begins
	stopped chan error
	err     error
}

func (v *talker) say(ctx context.Context, pieces []string, language string) error {
	v.heard = pieces
	v.spoke <- language
	if v.err == nil {
		<-ctx.Done()
	}
	v.stopped <- ctx.Err()
	return v.err
}

// aloudStage is a pane whose voice speaks in the background. What comes back for the window waits
// until turn.
func aloudStage(t *testing.T, v *talker) (s *stage, turn func()) {
	t.Helper()
	words.Use("en-GB")
	guitest.App(theme.Light, 1)
	v.spoke, v.stopped = make(chan string, 4), make(chan error, 4)
	back := make(chan func(), 64)
	run := loop.NewOn(t.Context(), func(f func()) { back <- f })
	t.Cleanup(func() { run.Stop(0) })
	s = &stage{t: t, r: New(&halfInline{Background: run})}
	s.r.Speak = v.say
	s.r.OnNoVoice = func(err error) { s.said = append(s.said, "no voice: "+err.Error()) }
	s.win = guitest.Window(t, s.r, 672, 700)
	return s, func() { (<-back)() }
}

// halfInline does in the background what the voice says, and all else at once.
type halfInline struct {
	loop.Inline
	*loop.Background
	voice bool
}

func (h *halfInline) Go(work func(context.Context), done func()) {
	if h.voice {
		h.Background.Go(work, done)
		return
	}
	h.Inline.Go(work, done)
}
func (h *halfInline) Keep(w loop.Lasting)                    { h.Inline.Keep(w) }
func (h *halfInline) Do(f func())                            { h.Inline.Do(f) }
func (h *halfInline) After(d time.Duration, f func()) func() { return h.Inline.After(d, f) }

// TestBackgroundAloud: a message is read from the menu, says so, and is silent when the person says
// so, when another message comes, when there is none, and when the window goes.
func TestBackgroundAloud(t *testing.T) {
	for name, end := range map[string]func(s *stage){
		"button":  func(s *stage) { s.tap("Stop reading") },
		"menu":    func(s *stage) { s.choose("Stop reading") },
		"key":     func(s *stage) { s.r.ToggleAloud() },
		"another": func(s *stage) { other := ferry(); other.Summary.ID = 43; s.r.ShowMessage(other) },
		"nothing": func(s *stage) { s.r.ShowNothing() },
		"several": func(s *stage) { s.r.ShowSeveral([]mailbox.ID{1, 2}) },
		"quit":    func(s *stage) { s.r.run.(*halfInline).Background.Stop(0) },
	} {
		t.Run(name, func(t *testing.T) {
			var v talker
			s, _ := aloudStage(t, &v)
			s.r.ShowMessage(ferry())
			if s.r.ReadsAloud() || strings.Contains(s.text(), "read aloud") {
				t.Fatal("it is read unasked")
			}
			s.r.run.(*halfInline).voice = true
			s.choose("Read aloud")
			s.r.run.(*halfInline).voice = false
			<-v.spoke
			if !s.r.ReadsAloud() {
				t.Error("it is not said to be read")
			}
			s.sees("This message is being read aloud.", "[Stop reading]")
			s.r.ShowMessage(ferry()) // the same one, as when something about it has changed
			s.sees("This message is being read aloud.")
			select {
			case err := <-v.stopped:
				t.Fatal("it stops by itself: ", err)
			default:
			}
			end(s)
			if err := <-v.stopped; !errors.Is(err, context.Canceled) {
				t.Errorf("it ends with %v", err)
			}
			if name != "quit" && (s.r.ReadsAloud() || strings.Contains(s.text(), "is being read aloud")) {
				t.Error("it is said to be read")
			}
			s.wants()
		})
	}
}

// TestBackgroundNoVoice: what went wrong is told, and the message is not said to be read.
func TestBackgroundNoVoice(t *testing.T) {
	v := talker{err: errors.New("hoarse")}
	s, turn := aloudStage(t, &v)
	s.r.ShowMessage(ferry())
	s.r.run.(*halfInline).voice = true
	s.r.ToggleAloud()
	if err := <-v.stopped; err != nil {
		t.Errorf("it was stopped: %v", err)
	}
	turn()
	if s.r.ReadsAloud() || strings.Contains(s.text(), "is being read aloud") {
		t.Error("it is said to be read")
	}
	s.wants("no voice: hoarse")
	s.r.Speak = nil
	for _, i := range s.r.menuItems() {
		if i.Label == "Read aloud" {
			t.Error("offered without a voice")
		}
	}
}

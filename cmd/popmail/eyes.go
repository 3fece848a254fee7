//go:build popmail_eyes

// With the tag popmail_eyes, which only tests build with, another program can ask what is
// to be read in the window and where, so that tests of the real window need not guess it
// from pixels. Nothing of this is in the program otherwise.

package main

import (
	"bufio"
	"encoding/json"
	"net"
	"os"
	"reflect"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"

	"popmail/gui"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/msglist"
)

// ahead is how far the clock was put forward, as a time.Duration.
var ahead atomic.Int64

// later is the time by the clock that was put forward.
func later() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }

func init() {
	path := os.Getenv("POPMAIL_EYES")
	if path == "" {
		return
	}
	clock = later
	_ = os.Remove(path)
	l, err := net.Listen("unix", path)
	if err != nil {
		panic(err)
	}
	if left := os.Getenv(leftPath); left != "" {
		lookAtTheEnd(left)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			answerEyes(c)
		}
	}()
}

// leftPath names the file for what still runs at the end of the program.
const leftPath = "POPMAIL_LEFT"

// wholeProcess are functions that run for as long as there is a process: the eyes themselves, the signals that end the
// program and its log, which are above the window, and what Fyne 2.7.4 never ends, the watching of its settings.
var wholeProcess = []string{
	"main.init.0.func1", "os/signal.NotifyContext.func1", "popmail/account/journal.(*file).run",
	"fyne.io/fyne/v2/app.watchFile.func1", "fyne.io/fyne/v2/app.watchTheme.func1", "fyne.io/fyne/v2/internal/driver/glfw.(*gLDriver).catchTerm",
	"github.com/fsnotify/fsnotify.(*inotify).readEvents",
}

// lookAtTheEnd writes into a file which goroutines are left when the program has closed all, but for wholeProcess.
func lookAtTheEnd(path string) {
	var but []goleak.Option
	for _, f := range wholeProcess {
		but = append(but, goleak.IgnoreAnyFunction(f))
	}
	ended = func() {
		// That line is Fyne's, which shares it with whoever asks the library for one. Lines of ours are not shared.
		if shared, err := dbus.SessionBus(); err == nil {
			_ = shared.Close()
		}
		text := "nothing"
		err := goleak.Find(but...)
		for late := time.Now().Add(20 * time.Second); err != nil && time.Now().Before(late); {
			err = goleak.Find(but...)
		}
		if err != nil {
			text = err.Error()
		}
		_ = os.WriteFile(path, []byte(text), 0o600)
	}
}

// answerEyes answers "see" with what is in the window; "panic" is a fault in its loop, "look
// dark 200 600" dresses the window so, in letters of 200 % and 600 wide, "ahead 1h" puts
// its clock forward, and "runs" is answered with the stacks of all goroutines.
func answerEyes(c net.Conn) {
	defer c.Close()
	line, _ := bufio.NewReader(c).ReadString('\n')
	var all []sight
	if strings.TrimSpace(line) == "runs" {
		var b strings.Builder
		_ = pprof.Lookup("goroutine").WriteTo(&b, 2)
		all = append(all, sight{Text: b.String()})
	} else if fyne.CurrentApp() != nil {
		fyne.DoAndWait(func() {
			switch f := strings.Fields(line); {
			case len(f) == 0:
			case f[0] == "panic":
				panic("provoked by a test")
			case f[0] == "look" && len(f) == 4:
				dress(f[1], f[2], f[3])
			case f[0] == "ahead" && len(f) == 2:
				if by, err := time.ParseDuration(f[1]); err == nil {
					ahead.Store(int64(by))
				}
			}
			for _, w := range fyne.CurrentApp().Driver().AllWindows() {
				e := eyes{w.Canvas().Focused(), w.Canvas().Scale(), w.Canvas().Size(), nil}
				e.look(w.Canvas().Content(), fyne.Position{})
				for _, o := range w.Canvas().Overlays().List() {
					e.look(o, fyne.Position{})
				}
				all = append(all, e.all...)
			}
		})
	}
	_ = json.NewEncoder(c).Encode(all)
}

// dress gives the windows a look and letters of a size in percent, and the one that was opened last a width.
func dress(mode, scale, width string) {
	a := fyne.CurrentApp()
	percent, _ := strconv.Atoi(scale)
	wide, _ := strconv.Atoi(width)
	a.Preferences().SetString("look.mode", mode)
	a.Preferences().SetInt("look.scale", percent)
	gui.ApplyLook(a, theme.Told{Silent: true})
	all := a.Driver().AllWindows()
	w := all[len(all)-1]
	w.Resize(fyne.NewSize(float32(wide), w.Canvas().Size().Height))
}

// sight is a thing with words, in pixels of the window.
type sight struct {
	Kind, Text string
	Tip        string // that shows when the pointer rests on it; of a menu and of the field that goes anywhere, what Enter does
	X, Y, W, H int
	Focused    bool
	Disabled   bool
}

type eyes struct {
	focused fyne.Focusable
	scale   float32
	size    fyne.Size
	all     []sight
}

func (e *eyes) look(o fyne.CanvasObject, at fyne.Position) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	text, whole := textOf(o)
	f, ok := o.(fyne.Focusable)
	m, chooses := o.(interface{ Chosen() string }) // a menu, and the field that goes anywhere
	if text != "" || ok || chooses {               // an empty field, too
		px := func(v float32) int { return int(v * e.scale) }
		s := sight{reflect.TypeOf(o).String(), text, "", px(at.X), px(at.Y), px(o.Size().Width), px(o.Size().Height), ok && f == e.focused, false}
		if tip := reflect.Indirect(reflect.ValueOf(o)).FieldByName("Tip"); tip.IsValid() && tip.Kind() == reflect.String {
			s.Tip = tip.String()
		}
		if chooses {
			s.Tip = m.Chosen()
		}
		if d, ok := o.(fyne.Disableable); ok {
			s.Disabled = d.Disabled()
		}
		e.all = append(e.all, s)
	}
	if l, ok := o.(*msglist.List); ok { // its tip is the subject of the message that is chosen
		s := sight{Kind: "*msglist.List"}
		if ids := l.Selected(); len(ids) == 1 && l.Summary(ids[0]) != nil {
			s.Tip = l.Summary(ids[0]).Subject
		}
		e.all = append(e.all, s)
	}
	switch v := o.(type) {
	case *fyne.Container:
		for _, c := range v.Objects {
			e.look(c, at)
		}
	case fyne.Widget:
		if !whole {
			for _, c := range test.WidgetRenderer(v).Objects() {
				e.look(c, at)
			}
		}
	}
}

// textOf is what is read in an object. A whole one has nothing more to read in it.
func textOf(o fyne.CanvasObject) (text string, whole bool) {
	if t, ok := o.(*canvas.Text); ok {
		return t.Text, true
	}
	switch n := o.(type) { // what can be done stands in them
	case *widgets.Notice:
		return n.Text(), false
	case *widgets.Toast:
		return n.Text(), false
	}
	if t, ok := o.(interface{ Text() string }); ok {
		return t.Text(), true
	}
	v := reflect.Indirect(reflect.ValueOf(o))
	if v.Kind() != reflect.Struct {
		return "", false
	}
	for _, name := range []string{"Title", "Text"} {
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String && f.String() != "" {
			text = f.String()
			if p := v.FieldByName("Password"); p.IsValid() && p.Kind() == reflect.Bool && p.Bool() {
				text = "•••"
			}
			return text, name == "Text"
		}
	}
	return "", false
}

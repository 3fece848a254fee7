package desktop

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// display starts an X server of the test's own and returns its name.
func display(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skip("Xvfb is not installed")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	x := exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0", "600x400x24", "-nolisten", "tcp", "-noreset")
	x.ExtraFiles = []*os.File{w}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	t.Cleanup(func() { cancel(); _ = x.Wait(); _ = r.Close() })
	var n int
	if _, err := fmt.Fscan(r, &n); err != nil {
		t.Fatal("Xvfb did not start: ", err)
	}
	return fmt.Sprintf(":%d", n)
}

// dropPlace is another program with one window, which asks for the files as soon as something is dragged over it.
type dropPlace struct {
	t      *testing.T
	x      *xgb.Conn
	window xproto.Window
	heard  chan string // XdndEnter, XdndDrop …, and the list that it was given
}

func newDropPlace(t *testing.T, name string, left int16) *dropPlace {
	t.Helper()
	x, err := xgb.NewConnDisplay(name)
	if err != nil {
		t.Fatal(err)
	}
	p := &dropPlace{t: t, x: x, heard: make(chan string, 256)}
	if p.window, err = xproto.NewWindowId(x); err != nil {
		t.Fatal(err)
	}
	screen := xproto.Setup(x).DefaultScreen(x)
	if err := xproto.CreateWindowChecked(x, 0, p.window, screen.Root, left, 0, 100, 400, 0, xproto.WindowClassInputOutput, screen.RootVisual, 0, nil).Check(); err != nil {
		t.Fatal(err)
	}
	if err := xproto.ChangePropertyChecked(x, xproto.PropModeReplace, p.window, p.atom("XdndAware"), xproto.AtomAtom, 32, 1, []byte{5, 0, 0, 0}).Check(); err != nil {
		t.Fatal(err)
	}
	if err := xproto.MapWindowChecked(x, p.window).Check(); err != nil {
		t.Fatal(err)
	}
	atoms := make(map[xproto.Atom]string)
	for _, n := range []string{"XdndEnter", "XdndPosition", "XdndLeave", "XdndDrop"} {
		atoms[p.atom(n)] = n
	}
	selection, list, status, finished := p.atom("XdndSelection"), p.atom("text/uri-list"), p.atom("XdndStatus"), p.atom("XdndFinished")
	ended := make(chan struct{})
	t.Cleanup(func() { x.Close(); <-ended })
	go func() {
		defer close(ended)
		var source xproto.Window
		dropped, given := false, ""
		tell := func(kind xproto.Atom) {
			e := xproto.ClientMessageEvent{Format: 32, Window: source, Type: kind, Data: xproto.ClientMessageDataUnionData32New([]uint32{uint32(p.window), 1, 0, 0, 0})}
			_ = xproto.SendEventChecked(x, false, source, 0, string(e.Bytes())).Check()
		}
		for {
			e, err := x.WaitForEvent()
			if e == nil && err == nil {
				return
			}
			switch e := e.(type) {
			case xproto.ClientMessageEvent:
				source = xproto.Window(e.Data.Data32[0])
				switch name := atoms[e.Type]; name {
				case "XdndPosition":
					tell(status)
				case "XdndEnter":
					_ = xproto.ConvertSelectionChecked(x, p.window, selection, list, list, xproto.TimeCurrentTime).Check()
					p.heard <- name
				case "XdndDrop":
					dropped = true
					p.heard <- name
				default:
					p.heard <- name
				}
			case xproto.SelectionNotifyEvent:
				if r, err := xproto.GetProperty(x, true, p.window, list, xproto.GetPropertyTypeAny, 0, 1<<16).Reply(); err == nil && e.Property != 0 {
					given = string(r.Value)
				}
				p.heard <- "given " + given
			}
			if dropped && given != "" {
				tell(finished)
				dropped = false
			}
		}
	}()
	return p
}

func (p *dropPlace) atom(name string) xproto.Atom {
	r, err := xproto.InternAtom(p.x, false, uint16(len(name)), name).Reply()
	if err != nil {
		p.t.Fatal(err)
	}
	return r.Atom
}

// hears waits until the program was told that.
func (p *dropPlace) hears(what string) {
	p.t.Helper()
	for end := time.After(20 * time.Second); ; {
		select {
		case h := <-p.heard:
			if strings.HasPrefix(h, what) {
				return
			}
		case <-end:
			p.t.Fatalf("%s was not heard", what)
		}
	}
}

// TestDragOutWhileWritten: writing the files takes long, and begins as soon as a program asks. The pointer is followed
// meanwhile, and they are dropped where the button was let go, wherever the pointer has gone since.
func TestDragOutWhileWritten(t *testing.T) {
	name := display(t)
	own, first, second := newDropPlace(t, name, 0), newDropPlace(t, name, 200), newDropPlace(t, name, 400)
	conn, err := xgb.NewConnDisplay(name)
	if err != nil {
		t.Fatal(err)
	}
	root := xproto.Setup(own.x).DefaultScreen(own.x).Root
	move := func(x int16) {
		t.Helper()
		if err := xproto.WarpPointerChecked(own.x, 0, root, 0, 0, 0, 0, x, 100).Check(); err != nil {
			t.Fatal(err)
		}
	}
	written, away := make(chan struct{}), make(chan bool, 64)
	c := &carrying{
		screen: screen{Conn: conn, window: own.window}, not: map[xproto.Window]bool{own.window: true}, atoms: map[string]xproto.Atom{},
		other: func(on bool) { away <- on },
		files: func(ctx context.Context) ([]string, error) {
			select {
			case <-written:
				return []string{"/tmp/a letter.eml"}, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		},
	}
	isAway := func(want bool) {
		t.Helper()
		select {
		case got := <-away:
			if got != want {
				t.Fatalf("away: %v", got)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("away is not told to be %v while the files are written", want)
		}
	}
	move(50)
	letGo, took := make(chan bool, 1), make(chan bool, 1)
	go func() { took <- c.run(t.Context(), letGo) }()
	move(250)
	isAway(true)
	first.hears("XdndEnter")
	move(50)
	isAway(false)
	first.hears("XdndLeave")
	move(250)
	isAway(true)
	first.hears("XdndEnter")
	time.Sleep(300 * time.Millisecond) // it says that it takes them
	letGo <- true
	first.hears("XdndDrop")
	move(450)
	close(written)
	first.hears("given " + (&url.URL{Scheme: "file", Path: "/tmp/a letter.eml"}).String())
	select {
	case ok := <-took:
		if !ok {
			t.Error("nobody took the files")
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the drag does not end")
	}
	for len(second.heard) > 0 {
		t.Errorf("the other program heard %s", <-second.heard)
	}
}

// TestDragOutEndsWriting: a drag that is taken back while files are written for a program ends that.
func TestDragOutEndsWriting(t *testing.T) {
	name := display(t)
	own, first := newDropPlace(t, name, 0), newDropPlace(t, name, 200)
	conn, err := xgb.NewConnDisplay(name)
	if err != nil {
		t.Fatal(err)
	}
	begun := make(chan struct{})
	c := &carrying{
		screen: screen{Conn: conn, window: own.window}, not: map[xproto.Window]bool{own.window: true}, atoms: map[string]xproto.Atom{}, other: func(bool) {},
		files: func(ctx context.Context) ([]string, error) { close(begun); <-ctx.Done(); return nil, ctx.Err() },
	}
	if err := xproto.WarpPointerChecked(own.x, 0, xproto.Setup(own.x).DefaultScreen(own.x).Root, 0, 0, 0, 0, 250, 100).Check(); err != nil {
		t.Fatal(err)
	}
	letGo, took := make(chan bool, 1), make(chan bool, 1)
	go func() { took <- c.run(t.Context(), letGo) }()
	<-begun
	letGo <- false
	first.hears("XdndLeave")
	select {
	case ok := <-took:
		if ok {
			t.Error("it counts as dropped")
		}
	case <-time.After(20 * time.Second):
		t.Fatal("writing goes on")
	}
}

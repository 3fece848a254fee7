//go:build !windows && !darwin

package desktop

import (
	"io"
	"log"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Maximize lets a window fill the screen, and Maximized reports whether it does.
// Fyne has no word for either. Both must be called on the window's thread; where
// the system has no way to tell, nothing is done.
func Maximize(w fyne.Window) {
	x, ok := reach(w)
	if !ok {
		return
	}
	defer x.Close()
	const add = 1 // to the state; then two atoms, and that an application asks (EWMH, _NET_WM_STATE)
	state := x.atom("_NET_WM_STATE")
	data := []uint32{add, uint32(x.atom("_NET_WM_STATE_MAXIMIZED_VERT")), uint32(x.atom("_NET_WM_STATE_MAXIMIZED_HORZ")), 1, 0}
	e := xproto.ClientMessageEvent{Format: 32, Window: x.window, Type: state, Data: xproto.ClientMessageDataUnionData32New(data)}
	root := xproto.Setup(x.Conn).DefaultScreen(x.Conn).Root
	_ = xproto.SendEventChecked(x.Conn, false, root, xproto.EventMaskSubstructureRedirect|xproto.EventMaskSubstructureNotify, string(e.Bytes())).Check()
}

// Maximized reports whether a window fills the screen.
func Maximized(w fyne.Window) bool {
	x, ok := reach(w)
	if !ok {
		return false
	}
	defer x.Close()
	r, err := xproto.GetProperty(x.Conn, false, x.window, x.atom("_NET_WM_STATE"), xproto.AtomAtom, 0, 64).Reply()
	if err != nil || r.Format != 32 {
		return false
	}
	found := 0
	for v := r.Value; len(v) >= 4; v = v[4:] {
		switch xproto.Atom(xgb.Get32(v)) {
		case x.atom("_NET_WM_STATE_MAXIMIZED_VERT"), x.atom("_NET_WM_STATE_MAXIMIZED_HORZ"):
			found++
		}
	}
	return found == 2
}

// screen is a connection to the X server of a window.
type screen struct {
	*xgb.Conn
	window xproto.Window
}

// quiet keeps the library from writing to the terminal, such as that there is no file
// of passwords for the screen.
var quiet = sync.OnceFunc(func() { xgb.Logger = log.New(io.Discard, "", 0) })

// handle is the X server's number of a window; 0: it has none.
func handle(w fyne.Window) (id xproto.Window) {
	if native, is := w.(driver.NativeWindow); is {
		native.RunNative(func(c any) {
			if c, is := c.(driver.X11WindowContext); is {
				id = xproto.Window(c.WindowHandle)
			}
		})
	}
	return id
}

func reach(w fyne.Window) (x screen, ok bool) {
	if x.window = handle(w); x.window == 0 {
		return x, false
	}
	quiet()
	conn, err := xgb.NewConn()
	x.Conn = conn
	return x, err == nil
}

func (x screen) atom(name string) xproto.Atom {
	r, err := xproto.InternAtom(x.Conn, true, uint16(len(name)), name).Reply()
	if err != nil {
		return xproto.AtomNone
	}
	return r.Atom
}

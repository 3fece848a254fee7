package main

import (
	"encoding/binary"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// dragger is the other program of a drag: a window of the display that offers files, as the
// XDND protocol, version 5, has it, https://freedesktop.org/wiki/Specifications/XDND.
type dragger struct {
	t      *testing.T
	x      *xgb.Conn
	root   xproto.Window
	window xproto.Window
	atoms  map[string]xproto.Atom
	offers []byte
}

func newDragger(s *screen) *dragger {
	s.t.Helper()
	x, err := xgb.NewConnDisplay(s.display)
	if err != nil {
		s.t.Fatal(err)
	}
	d := &dragger{t: s.t, x: x, atoms: map[string]xproto.Atom{}}
	s.t.Cleanup(x.Close)
	screen := xproto.Setup(x).DefaultScreen(x)
	d.root = screen.Root
	if d.window, err = xproto.NewWindowId(x); err == nil {
		err = xproto.CreateWindowChecked(x, 0, d.window, d.root, -10, -10, 1, 1, 0, xproto.WindowClassInputOutput, screen.RootVisual, 0, nil).Check()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

func (d *dragger) atom(name string) xproto.Atom {
	d.t.Helper()
	if d.atoms[name] == 0 {
		r, err := xproto.InternAtom(d.x, false, uint16(len(name)), name).Reply()
		if err != nil {
			d.t.Fatal(err)
		}
		d.atoms[name] = r.Atom
	}
	return d.atoms[name]
}

func (d *dragger) property(w xproto.Window, name string) []byte {
	r, err := xproto.GetProperty(d.x, false, w, d.atom(name), xproto.GetPropertyTypeAny, 0, 256).Reply()
	if err != nil {
		return nil
	}
	return r.Value
}

// find looks for the window with a title that things can be dropped on.
func (d *dragger) find(w xproto.Window, title string) xproto.Window {
	if len(d.property(w, "XdndAware")) > 0 && strings.HasPrefix(string(d.property(w, "_NET_WM_NAME")), title) {
		return w
	}
	tree, err := xproto.QueryTree(d.x, w).Reply()
	if err != nil {
		return 0
	}
	for _, c := range tree.Children {
		if f := d.find(c, title); f != 0 {
			return f
		}
	}
	return 0
}

func (d *dragger) tell(to xproto.Window, kind string, data ...uint32) {
	d.t.Helper()
	list := make([]uint32, 5)
	list[0] = uint32(d.window)
	copy(list[1:], data)
	e := xproto.ClientMessageEvent{Format: 32, Window: to, Type: d.atom(kind), Data: xproto.ClientMessageDataUnionData32New(list)}
	if err := xproto.SendEventChecked(d.x, false, to, 0, string(e.Bytes())).Check(); err != nil {
		d.t.Fatal(err)
	}
}

// drop drags files onto the middle of the window with a title.
func (d *dragger) drop(title string, paths ...string) {
	d.t.Helper()
	target := d.find(d.root, title)
	if target == 0 {
		d.t.Fatalf("there is no window %q that takes files", title)
	}
	var list strings.Builder
	for _, p := range paths {
		list.WriteString((&url.URL{Scheme: "file", Path: p}).String() + "\r\n")
	}
	d.offers = []byte(list.String())
	if err := xproto.SetSelectionOwnerChecked(d.x, d.window, d.atom("XdndSelection"), xproto.TimeCurrentTime).Check(); err != nil {
		d.t.Fatal(err)
	}
	size, err := xproto.GetGeometry(d.x, xproto.Drawable(target)).Reply()
	if err != nil {
		d.t.Fatal(err)
	}
	at, err := xproto.TranslateCoordinates(d.x, target, d.root, int16(size.Width/2), int16(size.Height/2)).Reply()
	if err != nil {
		d.t.Fatal(err)
	}
	d.tell(target, "XdndEnter", 5<<24, uint32(d.atom("text/uri-list")))
	d.tell(target, "XdndPosition", 0, uint32(at.DstX)<<16|uint32(at.DstY), 0, uint32(d.atom("XdndActionCopy")))
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		e, xerr := d.x.PollForEvent()
		if e == nil && xerr == nil {
			time.Sleep(5 * time.Millisecond)
			continue
		}
		switch e := e.(type) {
		case xproto.ClientMessageEvent:
			switch e.Type {
			case d.atom("XdndStatus"):
				if e.Data.Data32[1]&1 == 0 {
					d.t.Fatalf("%q takes no files", title)
				}
				d.tell(target, "XdndDrop", 0, 0)
			case d.atom("XdndFinished"):
				return
			}
		case xproto.SelectionRequestEvent:
			d.give(e)
		}
	}
	d.t.Fatalf("the drop on %q has no end", title)
}

// give hands over what was dropped.
func (d *dragger) give(e xproto.SelectionRequestEvent) {
	d.t.Helper()
	err := xproto.ChangePropertyChecked(d.x, xproto.PropModeReplace, e.Requestor, e.Property, e.Target, 8, uint32(len(d.offers)), d.offers).Check()
	if err != nil {
		d.t.Fatal(err)
	}
	told := make([]byte, 32)
	told[0] = xproto.SelectionNotify
	for i, v := range []uint32{uint32(e.Time), uint32(e.Requestor), uint32(e.Selection), uint32(e.Target), uint32(e.Property)} {
		binary.LittleEndian.PutUint32(told[4+4*i:], v)
	}
	if err := xproto.SendEventChecked(d.x, false, e.Requestor, 0, string(told)).Check(); err != nil {
		d.t.Fatal(err)
	}
}

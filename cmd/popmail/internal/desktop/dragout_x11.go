//go:build !windows && !darwin

package desktop

import (
	"context"
	"encoding/binary"
	"net/url"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// How a drag out of the window goes on.
const (
	pointerEvery = 30 * time.Millisecond // is looked where the pointer is
	statusWithin = time.Second           // a window says whether it would take the files
	takenWithin  = 30 * time.Second      // it has taken them
	windowsDeep  = 32                    // windows in one another
	xdndVersion  = 5
)

// DragOut returns what carries files from a window to those of other programs, while the primary button that
// is held down there is held on, as XDND has it, version 5 (https://freedesktop.org/wiki/Specifications/XDND); nil where
// that cannot be. It must be called on the window's thread, and what it returns in the background: that
// ends when letGo says that the button was let go, true, or that nothing is to be dropped, and reports whether another
// program was handed the files and has not refused them: it may read them for long after. files is called when one
// asks for them, once, and returns their paths; of more than go into a message to the X server (some thousand) none
// are given. Where files is nil, nothing is offered to any program. The windows of not are no places to drop
// something. other is called in the background with whether the pointer is on something else than these, each time
// that this changes; at first it is not. What cannot be known counts as unchanged.
func DragOut(w fyne.Window, not []fyne.Window, other func(on bool), files func(ctx context.Context) ([]string, error)) func(ctx context.Context, letGo <-chan bool) bool {
	x, ok := reach(w)
	if !ok {
		return nil
	}
	c := &carrying{screen: x, files: files, other: other, not: map[xproto.Window]bool{x.window: true}, atoms: map[string]xproto.Atom{}}
	for _, w := range not {
		if id := handle(w); id != 0 {
			c.not[id] = true
		}
	}
	return c.run
}

// carrying is a drag out of the window.
type carrying struct {
	screen
	root   xproto.Window
	source xproto.Window // of this connection; nobody sees it
	cursor xproto.Cursor // over what takes files
	not    map[xproto.Window]bool
	files  func(ctx context.Context) ([]string, error) // nil: there are none
	other  func(on bool)
	away   bool   // the pointer is on none of not, as other was told
	list   []byte // text/uri-list; empty once it is listed: there is nothing
	listed bool
	// writing brings the list while the files are written, so that the pointer is followed meanwhile; nil: they are not.
	writing chan []byte
	write   func(to chan<- []byte)         // begins that
	waiting []xproto.SelectionRequestEvent // who has asked for the list meanwhile
	atoms   map[string]xproto.Atom

	over     target
	accepts  bool
	asked    time.Time // zero: it has answered
	at       [2]int16
	told     [2]int16
	taken    bool
	finished bool
}

// target is a window that things can be dropped on, and the one that is told, which may stand for it.
type target struct {
	window, told xproto.Window
	version      uint32
}

func (c *carrying) run(ctx context.Context, letGo <-chan bool) bool {
	defer c.Close()
	var writers sync.WaitGroup
	defer writers.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c.write = func(to chan<- []byte) { writers.Go(func() { to <- c.addresses(ctx) }) }
	if !c.begin() {
		return false
	}
	events := make(chan xgb.Event, 64)
	go func() { // until the connection is closed
		defer close(events)
		for {
			e, err := c.WaitForEvent()
			if e == nil && err == nil {
				return
			}
			if e != nil {
				select {
				case events <- e:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	defer c.look(false)
	c.point()
	tick := time.NewTicker(pointerEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			c.leave()
			return false
		case e, open := <-events:
			if !open {
				return false
			}
			c.heed(e)
		case list := <-c.writing:
			c.written(list)
		case <-tick.C:
			c.point()
		case dropped := <-letGo:
			if !dropped {
				c.leave()
				return false
			}
			return c.drop(ctx, events)
		}
	}
}

// begin makes a window that the files are offered by.
func (c *carrying) begin() bool {
	setup := xproto.Setup(c.Conn).DefaultScreen(c.Conn)
	c.root = setup.Root
	id, err := xproto.NewWindowId(c.Conn)
	if err != nil {
		return false
	}
	c.source = id
	if xproto.CreateWindowChecked(c.Conn, 0, id, c.root, -10, -10, 1, 1, 0, xproto.WindowClassInputOnly, setup.RootVisual, 0, nil).Check() != nil {
		return false
	}
	if c.files == nil {
		return true
	}
	c.makeCursor()
	return xproto.SetSelectionOwnerChecked(c.Conn, id, c.named("XdndSelection"), xproto.TimeCurrentTime).Check() == nil
}

// makeCursor takes the hand of the font of cursors that each X server has.
func (c *carrying) makeCursor() {
	const hand = 60 // XC_hand2
	font, err := xproto.NewFontId(c.Conn)
	if err != nil {
		return
	}
	cursor, err := xproto.NewCursorId(c.Conn)
	if err != nil || xproto.OpenFontChecked(c.Conn, font, uint16(len("cursor")), "cursor").Check() != nil {
		return
	}
	if xproto.CreateGlyphCursorChecked(c.Conn, cursor, font, font, hand, hand+1, 0, 0, 0, 0xffff, 0xffff, 0xffff).Check() == nil {
		c.cursor = cursor
	}
}

// look shows by the pointer whether what is under it takes the files. As long as the button is held, the pointer looks
// as the window says in which it was pressed.
func (c *carrying) look(takes bool) {
	if c.cursor == 0 {
		return
	}
	cursor := uint32(xproto.CursorNone)
	if takes {
		cursor = uint32(c.cursor)
	}
	_ = xproto.ChangeWindowAttributesChecked(c.Conn, c.window, xproto.CwCursor, []uint32{cursor}).Check()
}

// named is an atom, which is made where there is none.
func (c *carrying) named(name string) xproto.Atom {
	if a, ok := c.atoms[name]; ok {
		return a
	}
	r, err := xproto.InternAtom(c.Conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return xproto.AtomNone
	}
	c.atoms[name] = r.Atom
	return r.Atom
}

// point looks what is under the pointer, and tells it.
func (c *carrying) point() {
	now, away, at := c.under()
	if c.at = at; away != c.away {
		c.away = away
		c.other(away)
	}
	if c.files == nil {
		return
	}
	if now != c.over {
		c.leave()
		c.over, c.told = now, [2]int16{-1, -1}
		if now.window != 0 {
			c.tell("XdndEnter", min(now.version, xdndVersion)<<24, uint32(c.named("text/uri-list")), 0, 0)
		}
	}
	if c.over.window == 0 || c.told == c.at || !c.asked.IsZero() && time.Since(c.asked) < statusWithin {
		return
	}
	c.told, c.asked = c.at, time.Now()
	c.tell("XdndPosition", 0, uint32(uint16(at[0]))<<16|uint32(uint16(at[1])), xproto.TimeCurrentTime, uint32(c.named("XdndActionCopy")))
}

// leave tells a window that the pointer has left it.
func (c *carrying) leave() {
	if c.over.window != 0 {
		c.tell("XdndLeave", 0, 0, 0, 0)
	}
	if c.accepts {
		c.look(false)
	}
	c.over, c.accepts, c.asked = target{}, false, time.Time{}
}

// under is the window under the pointer that takes what is dropped, none: zero, and whether the pointer is on none of
// not. These may lie in a frame that takes something itself, so they are looked for down to the last window. The root
// window, which may stand for what draws the desktop, counts only where no other window is.
func (c *carrying) under() (t target, away bool, at [2]int16) {
	w := c.root
	for range windowsDeep {
		r, err := xproto.QueryPointer(c.Conn, w).Reply()
		if err != nil { // it has gone meanwhile
			return target{}, c.away, c.at
		}
		at = [2]int16{r.RootX, r.RootY}
		if c.not[w] {
			return target{}, false, at
		}
		if t.window == 0 && (w != c.root || r.Child == 0) && c.files != nil {
			t = c.taker(w)
		}
		if r.Child == 0 {
			break
		}
		w = r.Child
	}
	return t, true, at
}

// taker is what a window says of itself: whether things can be dropped on it, and who is to be told.
func (c *carrying) taker(w xproto.Window) target {
	told := w
	if p := c.number(w, "XdndProxy", xproto.AtomWindow); p != 0 && c.number(xproto.Window(p), "XdndProxy", xproto.AtomWindow) == p {
		told = xproto.Window(p)
	}
	if v := c.number(told, "XdndAware", xproto.AtomAtom); v >= 3 {
		return target{w, told, v}
	}
	return target{}
}

func (c *carrying) number(w xproto.Window, property string, kind xproto.Atom) uint32 {
	r, err := xproto.GetProperty(c.Conn, false, w, c.named(property), kind, 0, 1).Reply()
	if err != nil || r.Format != 32 || len(r.Value) < 4 {
		return 0
	}
	return xgb.Get32(r.Value)
}

func (c *carrying) tell(kind string, data ...uint32) {
	e := xproto.ClientMessageEvent{Format: 32, Window: c.over.window, Type: c.named(kind), Data: xproto.ClientMessageDataUnionData32New(append([]uint32{uint32(c.source)}, data...))}
	_ = xproto.SendEventChecked(c.Conn, false, c.over.told, 0, string(e.Bytes())).Check()
}

// heed takes what other programs answer.
func (c *carrying) heed(e xgb.Event) {
	switch e := e.(type) {
	case xproto.ClientMessageEvent:
		if e.Format != 32 || xproto.Window(e.Data.Data32[0]) != c.over.window {
			return
		}
		switch e.Type {
		case c.named("XdndStatus"):
			c.asked = time.Time{}
			if takes := e.Data.Data32[1]&1 != 0; takes != c.accepts {
				c.accepts = takes
				c.look(takes)
			}
		case c.named("XdndFinished"):
			c.finished, c.taken = true, c.over.version < 5 || e.Data.Data32[1]&1 != 0
		}
	case xproto.SelectionRequestEvent:
		c.give(e)
	}
}

// drop lets the files go over what is under the pointer.
func (c *carrying) drop(ctx context.Context, events <-chan xgb.Event) bool {
	c.point()
	if !c.until(ctx, events, statusWithin, func() bool { return c.asked.IsZero() }) || c.over.window == 0 || !c.accepts {
		c.leave()
		return false
	}
	c.tell("XdndDrop", 0, xproto.TimeCurrentTime, 0, 0)
	c.until(ctx, events, takenWithin, func() bool { return c.finished })
	return len(c.list) > 0 && (c.taken || !c.finished)
}

// until heeds answers until something is so, at most within that time, which begins anew once files were handed over.
func (c *carrying) until(ctx context.Context, events <-chan xgb.Event, within time.Duration, so func() bool) bool {
	end := time.NewTimer(within)
	defer end.Stop()
	for !so() {
		select {
		case e, open := <-events:
			if !open {
				return false
			}
			c.heed(e)
		case list := <-c.writing:
			c.written(list)
			end.Reset(within)
		case <-end.C:
			if c.writing == nil {
				return false
			}
			end.Reset(within) // which may take long
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// mostWaiting bounds who waits for the list.
const mostWaiting = 64

// give hands over what was asked for (ICCCM, section 2.2); the list of the files once they are written.
func (c *carrying) give(e xproto.SelectionRequestEvent) {
	if e.Target == c.named("text/uri-list") && !c.listed && len(c.waiting) < mostWaiting {
		if c.waiting = append(c.waiting, e); c.writing == nil {
			c.writing = make(chan []byte, 1)
			c.write(c.writing)
		}
		return
	}
	property := e.Property
	if property == xproto.AtomNone {
		property = e.Target // of programs from before ICCCM
	}
	kind, format, value := e.Target, byte(8), []byte(nil)
	switch e.Target {
	case c.named("TARGETS"):
		kind, format, value = xproto.AtomAtom, 32, binary.LittleEndian.AppendUint32(nil, uint32(c.named("text/uri-list")))
	case c.named("text/uri-list"):
		value = c.list
	}
	if len(value) == 0 || xproto.ChangePropertyChecked(c.Conn, xproto.PropModeReplace, e.Requestor, property, kind, format,
		uint32(len(value)*8)/uint32(format), value).Check() != nil {
		property = xproto.AtomNone
	}
	told := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: property}
	_ = xproto.SendEventChecked(c.Conn, false, e.Requestor, 0, string(told.Bytes())).Check()
}

// written hands the list of the files to all who wait for it.
func (c *carrying) written(list []byte) {
	c.list, c.listed, c.writing = list, true, nil
	for _, e := range c.waiting {
		c.give(e)
	}
	c.waiting = nil
}

// addresses writes the files and returns where they are (RFC 2483, section 5); empty: nowhere.
func (c *carrying) addresses(ctx context.Context) []byte {
	paths, err := c.files(ctx)
	if err != nil {
		return nil
	}
	var list strings.Builder
	for _, p := range paths {
		list.WriteString((&url.URL{Scheme: "file", Path: p}).String() + "\r\n")
	}
	if most := int(xproto.Setup(c.Conn).MaximumRequestLength)*4 - 64; list.Len() > most {
		return nil
	}
	return []byte(list.String())
}

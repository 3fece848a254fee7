package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

const (
	stillFor   = 250 * time.Millisecond // how long the pane stays the same once a message is whole
	pressEnd   = 10 * time.Second       // one message may take so long
	windowEnd  = 60 * time.Second       // the window may take so long to open
	lookEvery  = time.Millisecond
	paneLeft   = 720    // where the reading pane is in a window of 1280 × 800, in pixels
	keyDown    = 0xff54 // key symbols (X11/keysymdef.h)
	keyUp      = 0xff52
	keyControl = 0xffe3
	keyEscape  = 0xff1b
	xwdNumbers = 25 // of 32 bits each, in the header of a dump (X11/XWDFile.h)
)

// presser presses keys at a display and watches the pixels of the reading pane in the
// file that Xvfb keeps of them.
type presser struct {
	x           *xgb.Conn
	root        xproto.Window
	frame       *os.File
	start, line int64 // where the first line of pixels begins, octets in a line
	lines       int
	left        int // where what is watched begins, in pixels
	codes       map[xproto.Keysym]xproto.Keycode
	down, up    xproto.Keycode
	pixels, now []byte
}

func newPresser(display, frame string) (*presser, error) {
	p := &presser{left: paneLeft, codes: map[xproto.Keysym]xproto.Keycode{}}
	xgb.Logger.SetOutput(io.Discard) // it has no Xauthority, and needs none
	var err error
	if p.x, err = xgb.NewConnDisplay(display); err != nil {
		return nil, err
	}
	if err = xtest.Init(p.x); err == nil {
		err = p.open(frame)
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *presser) open(frame string) error {
	setup := xproto.Setup(p.x)
	p.root = setup.DefaultScreen(p.x).Root
	n := byte(setup.MaxKeycode - setup.MinKeycode + 1)
	keys, err := xproto.GetKeyboardMapping(p.x, setup.MinKeycode, n).Reply()
	if err != nil {
		return err
	}
	for i, sym := range keys.Keysyms {
		if _, known := p.codes[sym]; !known {
			p.codes[sym] = setup.MinKeycode + xproto.Keycode(i/int(keys.KeysymsPerKeycode))
		}
	}
	p.down, p.up = p.codes[keyDown], p.codes[keyUp]
	if p.down == 0 || p.up == 0 {
		return errors.New("the keyboard has no Down or Up")
	}
	if p.frame, err = os.Open(frame); err != nil {
		return err
	}
	head := make([]byte, 4*xwdNumbers)
	if _, err := p.frame.ReadAt(head, 0); err != nil {
		return err
	}
	number := func(i int) int64 { return int64(binary.BigEndian.Uint32(head[4*i:])) }
	p.lines, p.line = int(number(5)), number(12)
	p.start = number(0) + 12*number(19)
	return nil
}

func (p *presser) close() {
	p.x.Close()
	if p.frame != nil {
		_ = p.frame.Close()
	}
}

// look tells whether what is watched has changed.
func (p *presser) look() (changed bool, err error) {
	n, err := p.rows()
	return n > 0, err
}

// rows reads what is watched and tells how many rows of pixels have changed.
func (p *presser) rows() (changed int, err error) {
	size := int(p.line) * p.lines
	if p.pixels == nil {
		p.pixels, p.now = make([]byte, size), make([]byte, size)
	}
	if _, err := p.frame.ReadAt(p.now, p.start); err != nil {
		return 0, fmt.Errorf("the screen: %w", err)
	}
	for y := range p.lines {
		from := y*int(p.line) + 4*p.left
		if to := (y + 1) * int(p.line); !bytes.Equal(p.now[from:to], p.pixels[from:to]) {
			changed++
		}
	}
	if changed > 0 {
		p.now, p.pixels = p.pixels, p.now
	}
	return changed, nil
}

// ready waits until the window is drawn and gives it the keyboard.
func (p *presser) ready() error {
	begin, last := time.Now(), time.Time{}
	for time.Since(begin) < windowEnd {
		changed, err := p.look()
		if err != nil {
			return err
		}
		if changed {
			last = time.Now()
		}
		tree, err := xproto.QueryTree(p.x, p.root).Reply()
		if err != nil {
			return err
		}
		if len(tree.Children) > 0 && time.Since(begin) > 3*time.Second && time.Since(last) > time.Second {
			for _, w := range tree.Children {
				is, err := xproto.GetWindowAttributes(p.x, w).Reply()
				if err != nil || is.MapState != xproto.MapStateViewable {
					continue // on a busy machine it is made, and not on the screen yet
				}
				if g, err := xproto.GetGeometry(p.x, xproto.Drawable(w)).Reply(); err == nil && g.Width > 400 {
					return xproto.SetInputFocusChecked(p.x, xproto.InputFocusPointerRoot, w, xproto.TimeCurrentTime).Check()
				}
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	return errors.New("the window does not open")
}

// tap presses a key and lets it go.
func (p *presser) tap(key xproto.Keycode) error {
	for _, kind := range []byte{xproto.KeyPress, xproto.KeyRelease} {
		if err := xtest.FakeInputChecked(p.x, kind, byte(key), xproto.TimeCurrentTime, p.root, 0, 0, 0).Check(); err != nil {
			return err
		}
	}
	return nil
}

// chord presses the key of a symbol while another one is held; 0: none.
func (p *presser) chord(held, sym xproto.Keysym) error {
	key, known := p.codes[sym]
	if !known {
		return fmt.Errorf("the keyboard has no key %#x", sym)
	}
	if held == 0 {
		return p.tap(key)
	}
	hold := func(kind byte) error {
		return xtest.FakeInputChecked(p.x, kind, byte(p.codes[held]), xproto.TimeCurrentTime, p.root, 0, 0, 0).Check()
	}
	return errors.Join(hold(xproto.KeyPress), p.tap(key), hold(xproto.KeyRelease))
}

// press presses Down once and returns when the pane began to change, and when it
// changed for the last time.
func (p *presser) press() (begun, whole time.Duration, err error) {
	if _, err := p.look(); err != nil {
		return 0, 0, err
	}
	at := time.Now()
	if err := p.tap(p.down); err != nil {
		return 0, 0, err
	}
	for {
		took := time.Since(at)
		changed, err := p.look()
		switch {
		case err != nil:
			return 0, 0, err
		case changed:
			if whole = time.Since(at); begun == 0 {
				begun = whole
			}
		case begun > 0 && took > whole+stillFor:
			return begun, whole, nil
		case took > pressEnd:
			return 0, 0, errors.New("the pane does not change")
		}
		time.Sleep(lookEvery)
	}
}

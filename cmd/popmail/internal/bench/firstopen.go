package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/jezek/xgb/xproto"

	"popmail/storage"
	"popmail/storage/mailbox"
)

const (
	openEvery = 400 * time.Millisecond // between two presses of Down, until one opens a message: the pane may wait until no more follow
	openRows  = 200                    // rows of pixels of the pane that a message changes at least
)

// firstOpen starts the window on an account of which nothing has been received, and returns how
// long after its start the first message was in the store, and how long after it a message that
// was chosen by key was drawn in the reading pane.
func firstOpen(ctx context.Context, o options, data string) (stored, open time.Duration, err error) {
	s, err := storage.Open(ctx, data, nil)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	frames, err := os.MkdirTemp("", "popmail-frames-")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(frames)
	display, end, err := screen(ctx, "-fbdir", frames)
	if err != nil {
		return 0, 0, err
	}
	defer end()
	p, err := newPresser(display, filepath.Join(frames, "Xvfb_screen0"))
	if err != nil {
		return 0, 0, err
	}
	defer p.close()
	ctx, cancel := context.WithTimeout(ctx, windowEnd)
	defer cancel()
	c := exec.CommandContext(ctx, o.popmail, "--data", data)
	c.Env = append(os.Environ(), "DISPLAY="+display, "LANG=en_US.UTF-8")
	begin := time.Now()
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		cancel()
		_ = c.Wait() // which says that it was ended
	}()
	for focused := false; ctx.Err() == nil; time.Sleep(lookEvery) {
		if !focused {
			if focused, err = p.focus(); err != nil {
				return 0, 0, err
			}
		}
		if stored == 0 {
			list, err := s.Index(ctx, mailbox.View{}, 1)
			if err != nil {
				return 0, 0, err
			}
			if len(list) > 0 {
				stored = time.Since(begin)
			}
		}
		if focused && stored > 0 {
			open, err = p.untilOpen(ctx, begin)
			return stored, open, err
		}
	}
	return 0, 0, fmt.Errorf("no message came: %w", ctx.Err())
}

// untilOpen presses Down until the pane shows a message, and returns when that was.
func (p *presser) untilOpen(ctx context.Context, begin time.Time) (time.Duration, error) {
	for ctx.Err() == nil {
		if _, err := p.look(); err != nil {
			return 0, err
		}
		if err := p.tap(p.down); err != nil {
			return 0, err
		}
		for pressed := time.Now(); time.Since(pressed) < openEvery; time.Sleep(lookEvery) {
			changed, err := p.rows()
			if err != nil {
				return 0, err
			}
			if changed >= openRows {
				return time.Since(begin), nil
			}
		}
	}
	return 0, fmt.Errorf("no message was opened: %w", ctx.Err())
}

// focus gives the keyboard to the window once it is there.
func (p *presser) focus() (bool, error) {
	tree, err := xproto.QueryTree(p.x, p.root).Reply()
	if err != nil {
		return false, err
	}
	for _, w := range tree.Children {
		g, err := xproto.GetGeometry(p.x, xproto.Drawable(w)).Reply()
		if err != nil || g.Width <= 400 {
			continue // it is gone, or a helper
		}
		a, err := xproto.GetWindowAttributes(p.x, w).Reply()
		if err == nil && a.MapState == xproto.MapStateViewable {
			return true, xproto.SetInputFocusChecked(p.x, xproto.InputFocusPointerRoot, w, xproto.TimeCurrentTime).Check()
		}
	}
	return false, nil
}

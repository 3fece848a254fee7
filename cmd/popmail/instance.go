package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"popmail/cmd/popmail/internal/summon"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// secondTime is how long a second start tries to get the first window to the
// front, or the folder of one that is just ending.
const secondTime = 5 * time.Second

// instance is a window's hold on its data folder.
type instance struct {
	dir   string
	asks  string // what this start is to open, see windowOptions.Open; empty: nothing
	lurks bool   // this start is not to bring the first window forward
	lock  *storage.InstanceLock
	calls *summon.Listener // of later starts; nil: they are not heard
	front frontDoor
}

// takeFolder takes the data folder for one window. Where another window has it,
// that one comes to the front, if it is to, and shown is true. mailbox.ErrInUse: it did not come.
func (i *instance) takeFolder(ctx context.Context) (shown bool, err error) {
	if err := os.MkdirAll(i.dir, 0o700); err != nil {
		return false, fmt.Errorf("the data folder cannot be used: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, secondTime)
	defer cancel()
	for {
		if i.lock, err = storage.Lock(i.dir); !errors.Is(err, mailbox.ErrInUse) {
			if err == nil {
				i.listen()
			}
			return false, err
		}
		if i.lurks && i.asks == "" {
			return true, nil
		}
		called := summon.Call(ctx, i.dir, i.asks)
		if called == nil {
			return true, nil
		}
		select { // it may be starting or ending
		case <-ctx.Done():
			return false, fmt.Errorf("%w: %w", err, called)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (i *instance) listen() {
	var err error
	if i.calls, err = summon.Listen(i.dir, i.front.come); err != nil {
		fyne.LogError("a second start will not find this window", err)
	}
}

// deaf ends listening: the window is gone.
func (i *instance) deaf() {
	i.front.to(windowGone)
	if i.calls != nil {
		_ = i.calls.Close()
		i.calls = nil
	}
}

// release gives the data folder back.
func (i *instance) release() error {
	i.deaf()
	if i.lock == nil {
		return nil
	}
	return i.lock.Release()
}

// mostAsked bounds what waits for a window.
const mostAsked = 100

// The life of a window.
const (
	windowComing int32 = iota
	windowOpen
	windowGone
)

// frontDoor brings a window to the front, from any goroutine, with what is
// asked for.
type frontDoor struct {
	state atomic.Int32
	// forward brings the window to the front, on its thread; from windowOpen on.
	forward func()

	mu    sync.Mutex
	early bool                 // it was asked to the front while it was coming
	asked []string             // addresses that no window has taken yet
	shows func(address string) // opens one; nil: there is no mail to be seen yet
}

func (f *frontDoor) to(state int32) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.Store(state)
}

// waited reports, once the window is open, whether it was asked to the front before: one
// that starts hidden is not there by itself.
func (f *frontDoor) waited() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.early
}

// come returns once the window was asked to the front, by the thread of the window;
// one that is still coming opens there by itself. address is what is to be
// opened; empty: nothing. Once ctx is done nothing is opened.
func (f *frontDoor) come(ctx context.Context, address string) error {
	if f.comesEarly(address) {
		return nil
	}
	asked := make(chan bool, 1)
	fyne.Do(func() {
		// Who has stopped waiting asks once more, which would open a second letter.
		open := f.state.Load() == windowOpen && ctx.Err() == nil
		if open {
			f.forward()
			f.ask(address)
			f.open()
		}
		asked <- open
	})
	select {
	case open := <-asked:
		if open {
			return nil
		}
		return errors.New("the window is closed")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// comesEarly keeps what is asked for while the window is coming, and reports whether it is.
func (f *frontDoor) comesEarly(address string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state.Load() != windowComing {
		return false
	}
	f.early = true
	f.keep(address)
	return true
}

func (f *frontDoor) ask(address string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.keep(address)
}

// keep is called with mu.
func (f *frontDoor) keep(address string) {
	if address != "" && len(f.asked) < mostAsked {
		f.asked = append(f.asked, address)
	}
}

// opener says who opens addresses, and opens those that wait. It is called on the window's
// thread, as open is.
func (f *frontDoor) opener(shows func(address string)) {
	f.shows = shows
	f.open()
}

func (f *frontDoor) open() {
	if f.shows == nil {
		return
	}
	f.mu.Lock()
	list := f.asked
	f.asked = nil
	f.mu.Unlock()
	for _, address := range list {
		f.shows(address)
	}
}

package main

/*
#cgo CFLAGS: -fobjc-arc
#cgo LDFLAGS: -framework Cocoa
void popmailListen(void);
*/
import "C"

import (
	"context"
	"sync/atomic"

	"fyne.io/fyne/v2"
)

// systemAsks is what listenToSystem was given.
var systemAsks atomic.Pointer[func(ctx context.Context, address string) error]

// systemHands is what has been handed over and is not opened yet.
var systemHands handed

// listenToSystem has come called for each mailto: address and each file that macOS hands to the
// program, which comes by events and not by arguments: the first of them while the window is
// still being made. It is called before that.
func listenToSystem(come func(ctx context.Context, address string) error) {
	systemAsks.Store(&come)
	C.popmailListen()
}

// popmailOpened is called by the event's handler, on the thread of the window, which must not wait
// for itself.
//
//export popmailOpened
func popmailOpened(address *C.char) {
	come, what := systemAsks.Load(), C.GoString(address)
	if come == nil || what == "" {
		return
	}
	systemHands.add(what, *come, func(err error) { fyne.LogError("what macOS has handed over was not opened", err) })
}

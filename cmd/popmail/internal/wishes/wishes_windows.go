package wishes

import (
	"context"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var parameters = windows.NewLazySystemDLL("user32.dll").NewProc("SystemParametersInfoW")

// What SystemParametersInfo is asked for (winuser.h).
const (
	getHighContrast        = 0x0042
	getClientAreaAnimation = 0x1042
	highContrastOn         = 1
)

// highContrast is HIGHCONTRASTW of winuser.h.
type highContrast struct {
	Size          uint32
	Flags         uint32
	DefaultScheme *uint16
}

// look is the time between two questions, which the system answers from its memory.
const look = 5 * time.Second

// Watch calls tell with what is asked for, at first where that is anything and then whenever it
// changes, until ctx ends.
func Watch(ctx context.Context, tell func(Wishes)) {
	t := time.NewTicker(look)
	defer t.Stop()
	for last := (Wishes{}); ; {
		if w := now(); w != last {
			last = w
			tell(w)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

func now() (w Wishes) {
	if parameters.Find() != nil {
		return Wishes{}
	}
	h := highContrast{Size: uint32(unsafe.Sizeof(highContrast{}))}
	if ok, _, _ := parameters.Call(getHighContrast, uintptr(h.Size), uintptr(unsafe.Pointer(&h)), 0); ok != 0 {
		w.Contrast = h.Flags&highContrastOn != 0
	}
	var moves int32
	if ok, _, _ := parameters.Call(getClientAreaAnimation, 0, uintptr(unsafe.Pointer(&moves)), 0); ok != 0 {
		w.Still = moves == 0
	}
	return w
}

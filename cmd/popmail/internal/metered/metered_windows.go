package metered

import (
	"context"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Windows tells from version 10, 2004 on (netioapi.h, GetNetworkConnectivityHint).
var hintCall = windows.NewLazySystemDLL("iphlpapi.dll").NewProc("GetNetworkConnectivityHint")

// hint is NL_NETWORK_CONNECTIVITY_HINT of nldef.h.
type hint struct {
	Level            int32
	Cost             int32
	ApproachingLimit uint8
	OverLimit        uint8
	Roaming          uint8
}

// What costs by what goes over it, NL_NETWORK_CONNECTIVITY_COST_HINT; 0 is not known, 1 unrestricted.
const (
	costFixed    = 2 // up to a limit it does not
	costVariable = 3
)

// look is the time between two questions. The answer comes from this computer.
const look = 10 * time.Second

// Told reports whether this system may tell.
func Told() bool { return hintCall.Find() == nil }

// Watch calls tell with whether the connection is metered, at first where it is and then
// whenever that changes, until ctx ends.
//
// There is a call that tells of changes, NotifyNetworkConnectivityHintChange. It hands over
// the hint by value, which callbacks of Go cannot take on every processor.
func Watch(ctx context.Context, tell func(metered bool)) {
	t := time.NewTicker(look)
	defer t.Stop()
	for last := false; ; {
		if on := Now(ctx); on != last {
			last = on
			tell(on)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Now asks once.
func Now(context.Context) bool {
	if !Told() {
		return false
	}
	var h hint
	status, _, _ := hintCall.Call(uintptr(unsafe.Pointer(&h)))
	return status == 0 && (h.Cost == costFixed || h.Cost == costVariable || h.Roaming != 0)
}

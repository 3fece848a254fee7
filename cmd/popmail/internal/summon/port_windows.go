package summon

import (
	"context"
	"net"

	"golang.org/x/sys/windows"
)

func listen(dir string) (net.Listener, string, error) { return listenPort(dir) }

func dial(ctx context.Context, dir string) (net.Conn, string, error) { return dialPort(ctx, dir) }

var allowSetForegroundWindow = windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow")

// anyProcess is ASFW_ANY.
const anyProcess = 0xFFFFFFFF

// giveFront hands on the right to come to the front, which Windows gives to the
// program that the person has just started.
func giveFront() {
	if allowSetForegroundWindow.Find() == nil {
		_, _, _ = allowSetForegroundWindow.Call(anyProcess)
	}
}

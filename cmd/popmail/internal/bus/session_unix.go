//go:build unix && !darwin

package bus

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/godbus/dbus/v5"
)

// AskTime bounds one answer of the bus.
const AskTime = 5 * time.Second

// Session opens a line of its own to the session's bus. No bus is started for this. The end of
// ctx does not end the line, so that what is said at the end is still heard.
func Session(ctx context.Context) (*dbus.Conn, error) {
	addr := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if addr == "" {
		bus := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus")
		if _, err := os.Stat(bus); err != nil || !filepath.IsAbs(bus) {
			return nil, errors.New("there is no session bus")
		}
		addr = "unix:path=" + dbus.EscapeBusAddressValue(bus)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	late := time.AfterFunc(AskTime, cancel) // logging in has no limit of its own
	conn, err := dbus.Connect(addr, dbus.WithContext(ctx))
	if late.Stop(); err != nil {
		cancel()
		return nil, err
	}
	context.AfterFunc(conn.Context(), cancel)
	return conn, nil
}

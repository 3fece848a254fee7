package secret

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
)

// keyringReady reports why there is no way to the Secret Service. Without a
// session bus the D-Bus library would start one of its own, which nobody owns and
// in which no password store answers.
func keyringReady() error {
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && a != "autolaunch:" {
		return nil
	}
	run := filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join(run, name)); err == nil {
			return nil
		}
	}
	return errors.New("there is no session bus")
}

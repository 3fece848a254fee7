package desktop

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// The programs that Windows starts for the person, and those of them that the Task Manager has
// switched off: an odd first octet of their value.
const (
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
)

// Offered reports whether the system can be told.
func (*Autostart) Offered() bool { return true }

// State reports whether the program is started with the session; disabled: it is to be, and
// the person has forbidden it in the settings of the system.
func (a *Autostart) State(context.Context) (on, disabled bool, err error) {
	k, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if err != nil {
		return false, false, err
	}
	defer k.Close()
	if _, _, err = k.GetStringValue(a.ID); errors.Is(err, registry.ErrNotExist) {
		return false, false, nil
	} else if err != nil {
		return false, false, err
	}
	if off, err := registry.OpenKey(registry.CURRENT_USER, approvedKey, registry.QUERY_VALUE); err == nil {
		defer off.Close()
		said, _, err := off.GetBinaryValue(a.ID)
		disabled = err == nil && len(said) > 0 && said[0]&1 == 1
	}
	return true, disabled, nil
}

// Set says whether the program is to be started with the session.
func (a *Autostart) Set(_ context.Context, on bool) error {
	k, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer k.Close()
	if off, err := registry.OpenKey(registry.CURRENT_USER, approvedKey, registry.SET_VALUE); err == nil {
		_ = off.DeleteValue(a.ID) // what was forbidden before is by this word no more
		off.Close()
	}
	if !on {
		if err := k.DeleteValue(a.ID); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return err
		}
		return nil
	}
	line := []string{windows.EscapeArg(a.Path)}
	for _, arg := range a.Args {
		line = append(line, windows.EscapeArg(arg))
	}
	return k.SetStringValue(a.ID, strings.Join(line, " "))
}

// Mend tells the system anew what to start where that is not there any more, as the program was
// moved, and it is started as it is to be started.
func (a *Autostart) Mend(ctx context.Context) error {
	if on, disabled, err := a.State(ctx); !on || disabled || err != nil {
		return err
	}
	k, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if err != nil {
		return err
	}
	line, _, err := k.GetStringValue(a.ID)
	k.Close()
	if err != nil || !startsGone(line, a.Args...) {
		return err
	}
	return a.Set(ctx, true)
}

// startsGone reports whether a command line starts a program that is not there, with these arguments.
func startsGone(line string, with ...string) bool {
	args, err := windows.DecomposeCommandLine(line)
	if err != nil || len(args) == 0 || !slices.Equal(args[1:], with) {
		return false
	}
	_, err = os.Stat(args[0])
	return errors.Is(err, os.ErrNotExist)
}

// Forget takes back what Set has told, unless it is about a program in another place.
func (a *Autostart) Forget() error {
	k, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if err != nil {
		return nil // nothing is started
	}
	line, _, err := k.GetStringValue(a.ID)
	k.Close()
	if err != nil || !starts(line, a.Path) {
		return nil
	}
	return errors.Join(deleteValue(runKey, a.ID), deleteValue(approvedKey, a.ID))
}

// starts reports whether a command line starts a program.
func starts(line, program string) bool {
	return strings.HasPrefix(strings.ToLower(line+" "), strings.ToLower(windows.EscapeArg(program))+" ")
}

//go:build unix && !darwin

package desktop

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"

	"popmail/account/disk"
)

// mostEntry bounds how much of an entry is read, in octets.
const mostEntry = 64 << 10

// Offered reports whether the system can be told: Flatpak shuts a program in.
func (*Autostart) Offered() bool {
	_, err := os.Stat("/.flatpak-info")
	return err != nil
}

// file is the entry (Desktop Application Autostart Specification, "Autostart Directories").
func (a *Autostart) file() string {
	return filepath.Join(xdg.ConfigHome, "autostart", a.ID+".desktop")
}

// State reports whether the program is started with the session; disabled: it is to be, and
// the person has forbidden it in the settings of the system.
func (a *Autostart) State(context.Context) (on, disabled bool, err error) {
	entry, err := readEntry(a.file())
	if errors.Is(err, os.ErrNotExist) {
		return false, false, nil
	} else if err != nil {
		return false, false, err
	}
	return true, stopped(entry), nil // an empty entry starts nothing
}

// Mend writes the entry anew where the program that it starts is not there any more: it has been
// moved, or its next version has another name, as an AppImage has. An entry that starts it otherwise,
// such as on another data folder, stays as it is.
func (a *Autostart) Mend(ctx context.Context) error {
	entry, err := readEntry(a.file())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	if stopped(entry) || !startsGone(entry, a.Args...) {
		return nil
	}
	return a.Set(ctx, true)
}

// readEntry reads the beginning of a desktop entry.
func readEntry(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostEntry))
}

// startsGone reports whether an entry of ours starts a program that is not there, with these
// arguments.
func startsGone(entry []byte, args ...string) bool {
	path, line := "", ""
	for s := bufio.NewScanner(bytes.NewReader(entry)); s.Scan(); {
		if v, found := strings.CutPrefix(s.Text(), "TryExec="); found {
			path = v
		} else if v, found := strings.CutPrefix(s.Text(), "Exec="); found {
			line = v
		}
	}
	path = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r").Replace(path)
	want := []string{quotedArg(path)}
	for _, a := range args {
		if a != addressArg {
			a = quotedArg(a)
		}
		want = append(want, a)
	}
	_, err := os.Stat(path)
	return filepath.IsAbs(path) && errors.Is(err, os.ErrNotExist) && line == entryText(strings.Join(want, " "))
}

// stopped reports whether an entry starts nothing: it is hidden, or Gnome, Xfce and others were
// told to leave it out.
func stopped(entry []byte) bool {
	group, execs, off := "", false, false
	for s := bufio.NewScanner(bytes.NewReader(entry)); s.Scan(); {
		line := strings.TrimSpace(s.Text())
		if strings.HasPrefix(line, "[") {
			group = line
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if group != "[Desktop Entry]" {
			continue
		}
		switch key {
		case "Hidden":
			off = off || value == "true"
		case "X-GNOME-Autostart-enabled":
			off = off || value == "false"
		case "Exec":
			execs = value != ""
		}
	}
	return off || !execs
}

// Set says whether the program is to be started with the session.
func (a *Autostart) Set(_ context.Context, on bool) error {
	if !on {
		if err := os.Remove(a.file()); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}
	line := make([]string, 0, len(a.Args)+1)
	for _, arg := range append([]string{a.Path}, a.Args...) {
		if strings.ContainsAny(arg, "\r\n\x00") {
			return fmt.Errorf("%q cannot stand in a desktop entry", arg)
		}
		line = append(line, quotedArg(arg))
	}
	if err := os.MkdirAll(filepath.Dir(a.file()), 0o700); err != nil {
		return err
	}
	return disk.Replace(a.file(), fmt.Appendf(nil, `[Desktop Entry]
Version=1.0
Type=Application
Name=%s
Comment=%s
Icon=%s
TryExec=%s
Exec=%s
Terminal=false
X-GNOME-Autostart-enabled=true
`, entryText(a.Name), entryText(a.Comment), a.ID, entryText(a.Path), entryText(strings.Join(line, " "))))
}

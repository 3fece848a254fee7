//go:build unix && !darwin

package desktop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"

	"popmail/account/disk"
)

// What mailto: addresses and files with a message are to desktops (Shared MIME-info, section 2.3).
const (
	mailScheme   = "x-scheme-handler/mailto"
	mailFileType = "message/rfc822"
)

// addressArg stands for the address in Exec (Desktop Entry Specification, section "The Exec key").
const addressArg = "%u"

// mimeTime is how long xdg-mime may take.
const mimeTime = 10 * time.Second

// Offered reports whether the system can be told: xdg-mime is there, and the program is not
// shut in by Flatpak, which writes the entries of its programs itself.
func (*MailProgram) Offered() bool {
	if _, err := os.Stat("/.flatpak-info"); err == nil {
		return false
	}
	_, err := exec.LookPath("xdg-mime")
	return err == nil
}

// Is reports whether the program is the one for mail.
func (m *MailProgram) Is(ctx context.Context) (bool, error) {
	said, err := xdgMime(ctx, "query", "default", mailScheme)
	return said == m.ID+".desktop", err
}

// Become makes it that, and writes an entry for the program into the person's own folder
// where the system has none. ErrNotTaken: all was done, and the system keeps another one.
// With an error no new entry is left.
func (m *MailProgram) Become(ctx context.Context) (err error) {
	undo := func() {}
	if !m.installed() {
		if undo, err = m.install(); err != nil {
			return err
		}
	}
	defer func() {
		if err != nil {
			undo()
		}
	}()
	if _, err := xdgMime(ctx, "default", m.ID+".desktop", mailScheme); err != nil {
		return err
	}
	is, err := m.Is(ctx)
	if err == nil && !is {
		err = ErrNotTaken
	}
	return err
}

func xdgMime(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, mimeTime)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, "xdg-mime", args...)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &errs, time.Second
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("xdg-mime %s: %w: %s", args[0], err, strings.TrimSpace(errs.String()))
	}
	return strings.TrimSpace(out.String()), nil
}

// Mend looks after the entry that Become has written, where the program that it starts is not there
// any more, and it starts it as it is to be started: beside the entry of a package, which it would hide, it is removed, else it is written
// anew.
func (m *MailProgram) Mend(context.Context) error {
	own := filepath.Join(xdg.DataHome, "applications", m.ID+".desktop")
	entry, err := readEntry(own)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	switch {
	case !startsGone(entry, append(slices.Clone(m.Args), addressArg)...):
		return nil
	case m.installed():
		return os.Remove(own)
	}
	_, err = m.install()
	return err
}

// installed reports whether a package has brought an entry that starts the program as it is to be
// started.
func (m *MailProgram) installed() bool {
	if len(m.Args) > 0 {
		return false
	}
	for _, dir := range xdg.DataDirs {
		if _, err := os.Stat(filepath.Join(dir, "applications", m.ID+".desktop")); err == nil {
			return true
		}
	}
	return false
}

// install writes entry and icon. undo takes away what was not there before.
func (m *MailProgram) install() (undo func(), err error) {
	entry, err := m.entry()
	if err != nil {
		return nil, err
	}
	var fresh []string
	undo = func() {
		for _, path := range fresh {
			_ = os.Remove(path)
		}
	}
	for _, f := range []struct {
		path string
		data []byte
	}{
		{filepath.Join(xdg.DataHome, "icons", "hicolor", "512x512", "apps", m.ID+".png"), m.Icon},
		{filepath.Join(xdg.DataHome, "applications", m.ID+".desktop"), entry},
	} {
		if _, err := os.Lstat(f.path); errors.Is(err, os.ErrNotExist) {
			fresh = append(fresh, f.path)
		}
		if err = os.MkdirAll(filepath.Dir(f.path), 0o700); err == nil {
			err = disk.Replace(f.path, f.data)
		}
		if err != nil {
			undo()
			return nil, err
		}
	}
	return undo, nil
}

// entry is what desktops know of the program (Desktop Entry Specification).
func (m *MailProgram) entry() ([]byte, error) {
	line := make([]string, 0, len(m.Args)+2)
	for _, a := range append([]string{m.Path}, m.Args...) {
		if strings.ContainsAny(a, "\r\n\x00") {
			return nil, fmt.Errorf("%q cannot stand in a desktop entry", a)
		}
		line = append(line, quotedArg(a))
	}
	line = append(line, addressArg)
	return fmt.Appendf(nil, `[Desktop Entry]
Version=1.0
Type=Application
Name=%s
Comment=%s
Icon=%s
TryExec=%s
Exec=%s
Terminal=false
Categories=Network;Email;
MimeType=%s;%s;
StartupWMClass=%s
`, entryText(m.Name), entryText(m.Comment), m.ID, entryText(m.Path), entryText(strings.Join(line, " ")), mailScheme, mailFileType, m.ID), nil
}

// quotedArg is an argument of Exec (section "The Exec key").
func quotedArg(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\"'\\><~|&;$*?#()`") {
		return strings.ReplaceAll(s, "%", "%%") // QUIRK: xdg-open 1.1.3 takes quotes for a part of the path
	}
	s = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`, `%`, `%%`).Replace(s)
	return `"` + s + `"`
}

// entryText is a value of an entry (section "Possible value types").
func entryText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s)
}

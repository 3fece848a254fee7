package desktop

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"popmail/account/disk"
)

// Offered reports whether the system can be told.
func (*Autostart) Offered() bool { return true }

// file is the agent (launchd.plist(5)).
func (a *Autostart) file() (string, error) {
	home, err := os.UserHomeDir()
	return filepath.Join(home, "Library", "LaunchAgents", a.ID+".plist"), err
}

// State reports whether the program is started with the session; disabled: it is to be, and
// its agent says that it is switched off.
func (a *Autostart) State(context.Context) (on, disabled bool, err error) {
	path, err := a.file()
	if err != nil {
		return false, false, err
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, false, nil
	} else if err != nil {
		return false, false, err
	}
	_, after, found := bytes.Cut(text, []byte("<key>Disabled</key>"))
	return true, found && bytes.HasPrefix(bytes.TrimSpace(after), []byte("<true/>")), nil
}

// Mend writes the agent anew where the program that it starts is not there any more, and it is started as it is to be started.
func (a *Autostart) Mend(ctx context.Context) error {
	if on, disabled, err := a.State(ctx); !on || disabled || err != nil {
		return err
	}
	path, err := a.file()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var agent struct {
		Arrays []struct {
			Strings []string `xml:"string"`
		} `xml:"dict>array"`
	}
	if err := xml.Unmarshal(text, &agent); err != nil || len(agent.Arrays) == 0 || len(agent.Arrays[0].Strings) == 0 {
		return err
	}
	line := agent.Arrays[0].Strings
	if _, err := os.Stat(line[0]); !errors.Is(err, os.ErrNotExist) || !slices.Equal(line[1:], a.Args) {
		return nil
	}
	return a.Set(ctx, true)
}

// Set says whether the program is to be started with the session.
func (a *Autostart) Set(_ context.Context, on bool) error {
	path, err := a.file()
	if err != nil {
		return err
	}
	if !on {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}
	var b strings.Builder
	b.WriteString(xml.Header + `<plist version="1.0"><dict><key>Label</key>`)
	text := func(s string) {
		b.WriteString("<string>")
		_ = xml.EscapeText(&b, []byte(s)) // a Builder takes all
		b.WriteString("</string>")
	}
	text(a.ID)
	b.WriteString("<key>ProgramArguments</key><array>")
	for _, arg := range append([]string{a.Path}, a.Args...) {
		text(arg)
	}
	b.WriteString("</array><key>RunAtLoad</key><true/><key>ProcessType</key><string>Interactive</string></dict></plist>\n")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return disk.Replace(path, []byte(b.String()))
}

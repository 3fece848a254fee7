package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"popmail/account/letter"
	"popmail/cmd/popmail/internal/summon"
	"popmail/gui"
	"popmail/gui/kit/lang"
)

// toOpen is the address of what the window is to open, of the arguments without a command: a
// mailto: address, or a file with a message by its path or address, as desktops hand them over
// (Desktop Entry Specification, %u). Without arguments it is empty.
func toOpen(cmd *cobra.Command, args []string) (string, error) {
	switch {
	case len(args) == 0:
		return "", nil
	case letter.IsMailto(args[0]):
		if _, ok := letter.Mailto(args[0]); !ok {
			return "", refusef(gui.Refused, cannotOpen, "the mailto: address is too long")
		}
	default:
		if elsewhere(args[0]) {
			return "", refusef(gui.Refused, cannotOpen, "%q cannot be opened: it lies on another computer", args[0])
		}
		path, ok := pathOf(args[0])
		if !ok {
			return "", noCommand(cmd, args)
		}
		path, err := filepath.Abs(path)
		if err != nil {
			return "", err
		}
		unread := func() string {
			return lang.L("“{{.Name}}” can’t be read.", map[string]any{"Name": filepath.Base(path)})
		}
		if st, err := os.Stat(path); err != nil {
			return "", refusef(fileURL(path), unread, "%q cannot be opened: there is no such file", path)
		} else if !st.Mode().IsRegular() {
			return "", refusef(fileURL(path), unread, "%q cannot be opened: it is no file", path)
		}
		args = append([]string{fileURL(path)}, args[1:]...)
	}
	if len(args) > 1 {
		return "", usagef("unexpected argument %q", args[1])
	}
	return args[0], nil
}

// refusal is what was to be opened, as by a click in another program, and cannot be.
type refusal struct {
	usage   usageError
	address string        // by which a window tells it
	says    func() string // what the person is told where there is none
	told    bool          // by a window
}

func (r *refusal) Error() string { return r.usage.Error() }
func (r *refusal) Unwrap() error { return r.usage }

func refusef(address string, says func() string, format string, a ...any) error {
	return &refusal{usage: usageError{fmt.Errorf(format, a...)}, address: address, says: says}
}

func cannotOpen() string { return lang.L("This link can’t be opened.") }

// refuse has the window that is open tell what cannot be opened, where there is one.
func (e *env) refuse(ctx context.Context, r *refusal, demo bool) error {
	if demo {
		return r
	}
	dir, err := e.dataDir()
	if err != nil {
		return errors.Join(r, err)
	}
	r.told = summon.Call(ctx, dir, r.address) == nil
	return r
}

// elsewhere reports whether an argument is the address of a file on another computer.
func elsewhere(arg string) bool {
	u, err := url.Parse(arg)
	return err == nil && strings.EqualFold(u.Scheme, "file") && !here(u.Host)
}

// here reports whether the host in the address of a file is this computer. On Windows its own name
// is that of what it shares.
func here(host string) bool {
	if host == "" || strings.EqualFold(host, "localhost") {
		return true
	}
	name, err := os.Hostname()
	return err == nil && runtime.GOOS != "windows" && strings.EqualFold(host, name)
}

// pathOf is the file that an argument means; false: none, but a command that there is not.
func pathOf(arg string) (path string, ok bool) {
	if scheme, _, cut := strings.Cut(arg, ":"); cut && strings.EqualFold(scheme, "file") {
		u, err := url.Parse(arg)
		if err != nil || !here(u.Host) || u.Path == "" {
			return "", false
		}
		path = u.Path
		if len(path) > 2 && path[2] == ':' {
			path = path[1:] // /C:/… of Windows
		}
		return filepath.FromSlash(path), true
	}
	if strings.EqualFold(filepath.Ext(arg), ".eml") || filepath.Base(arg) != arg {
		return arg, true
	}
	return "", false
}

// fileURL is the address of a file.
func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… of Windows
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

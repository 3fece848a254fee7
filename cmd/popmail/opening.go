package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"popmail/account/letter"
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
			return "", usagef("the mailto: address is too long")
		}
	default:
		path, ok := pathOf(args[0])
		if !ok {
			return "", noCommand(cmd, args)
		}
		if st, err := os.Stat(path); err != nil {
			return "", usagef("%q cannot be opened: there is no such file", path)
		} else if !st.Mode().IsRegular() {
			return "", usagef("%q cannot be opened: it is no file", path)
		}
		path, err := filepath.Abs(path)
		if err != nil {
			return "", err
		}
		args = append([]string{fileURL(path)}, args[1:]...)
	}
	if len(args) > 1 {
		return "", usagef("unexpected argument %q", args[1])
	}
	return args[0], nil
}

// pathOf is the file that an argument means; false: none, but a command that there is not.
func pathOf(arg string) (path string, ok bool) {
	if scheme, _, cut := strings.Cut(arg, ":"); cut && strings.EqualFold(scheme, "file") {
		u, err := url.Parse(arg)
		if err != nil || u.Host != "" && u.Host != "localhost" || u.Path == "" {
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

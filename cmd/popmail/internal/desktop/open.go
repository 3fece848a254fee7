// Package desktop is what PopMail asks of the system's desktop: to open a file or a
// page in the program that the person has for it.
package desktop

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// ErrNoProgram is that no program could open what was to be opened.
var ErrNoProgram = errors.New("no program on this computer could open it")

// openTime is how long the system's starter of programs may take to say that it
// failed. One that is still at it has found a program.
const openTime = 10 * time.Second

// local is the path of a file: address; "" for other addresses.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	path := u.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' { // /C:/… on Windows
		path = strings.TrimPrefix(path, "/")
	}
	return filepath.FromSlash(path)
}

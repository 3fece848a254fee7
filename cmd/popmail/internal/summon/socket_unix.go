//go:build !windows

package summon

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
)

// listen makes a socket. The rights of the folder and of the socket are the token.
//
// QUIRK: a path of more than about 100 bytes is too long for a socket, and FAT and
// some network file systems have none; a port serves there.
func listen(dir string) (net.Listener, string, error) {
	path := filepath.Join(dir, socketName)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return listenPort(dir)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, "", errors.Join(err, l.Close())
	}
	return l, "", nil
}

func dial(ctx context.Context, dir string) (net.Conn, string, error) {
	c, err := new(net.Dialer).DialContext(ctx, "unix", filepath.Join(dir, socketName))
	if err == nil {
		return c, "", nil
	}
	c, token, perr := dialPort(ctx, dir)
	if perr != nil {
		return nil, "", errors.Join(err, perr)
	}
	return c, token, nil
}

// giveFront is nothing here: every program may ask for the front.
func giveFront() {}

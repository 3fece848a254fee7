package backup

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

const (
	tempName     = "backup-"
	tempLockName = "lock" // in such a folder
)

// inTemp runs fn with a folder of newTemp, which is gone afterwards.
func inTemp(near string, fn func(dir string) error) (err error) {
	dir, drop, err := newTemp(near)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	return fn(dir)
}

// newTemp makes a folder in the folder near, or in the system's where near is empty or takes
// nothing. Those of processes that were killed go, in both.
func newTemp(near string) (dir string, drop func() error, err error) {
	const inSystem = "popmail-" + tempName
	patterns := []string{filepath.Join(escaped(os.TempDir()), inSystem+"*")}
	if near != "" {
		patterns = append(patterns, filepath.Join(escaped(near), tempName+"*"))
	}
	for _, pattern := range patterns {
		left, _ := filepath.Glob(pattern) // the pattern is right
		for _, dir := range left {
			if _, err := os.Lstat(filepath.Join(dir, tempLockName)); err != nil {
				if strings.Trim(filepath.Base(dir), "0123456789") == strings.TrimSuffix(filepath.Base(pattern), "*") {
					_ = os.Remove(dir) // only where it is empty: its process was killed before it had a lock, or makes another one
				}
				continue // somebody's own folder
			}
			l := tempLock(dir)
			if ok, err := l.TryLock(); err == nil && ok {
				_ = l.Close()
				_ = os.RemoveAll(dir) // else the next time
			}
		}
	}
	for range 3 { // another process may have taken it for what is left of one that was killed
		if near != "" {
			dir, err = os.MkdirTemp(near, tempName)
		}
		if err != nil || near == "" {
			dir, err = os.MkdirTemp("", inSystem)
		}
		if err != nil {
			return "", nil, err
		}
		l := tempLock(dir)
		_, _ = l.TryLock() // where there are no locks, nobody else gets one either
		if _, err = os.Lstat(dir); err == nil {
			return dir, func() error { return errors.Join(l.Close(), os.RemoveAll(dir)) }, nil
		}
		_ = l.Close()
	}
	return "", nil, err
}

func tempLock(dir string) *flock.Flock {
	return flock.New(filepath.Join(dir, tempLockName), flock.SetPermissions(0o600))
}

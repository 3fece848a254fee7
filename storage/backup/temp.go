package backup

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

const tempName = "backup-"

// inTemp runs fn with a folder in the folder near, or in the system's where near is empty or
// takes nothing. The folder is gone afterwards; those of processes that were killed go with it.
func inTemp(near string, fn func(dir string) error) (err error) {
	if near != "" {
		left, _ := filepath.Glob(filepath.Join(near, tempName+"*")) // the pattern is right
		for _, dir := range left {
			l := tempLock(dir)
			if ok, err := l.TryLock(); err == nil && ok {
				_ = l.Close()
				_ = os.RemoveAll(dir) // else the next time
			}
		}
	}
	dir, err := os.MkdirTemp(near, tempName)
	if err != nil && near != "" {
		dir, err = os.MkdirTemp("", "popmail-"+tempName)
	}
	if err != nil {
		return err
	}
	l := tempLock(dir)
	_, _ = l.TryLock() // where there are no locks, nobody else gets one either
	defer func() { err = errors.Join(err, l.Close(), os.RemoveAll(dir)) }()
	return fn(dir)
}

func tempLock(dir string) *flock.Flock {
	return flock.New(filepath.Join(dir, "lock"), flock.SetPermissions(0o600))
}

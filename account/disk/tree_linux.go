package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// SyncTree puts all that lies below dir on the disk, however many files that are.
func SyncTree(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = unix.Syncfs(int(f.Fd()))
	// QUIRK: some file systems, such as those over a network, know no way to do it at once.
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EOPNOTSUPP) {
		err = syncEach(dir)
	}
	return errors.Join(err, f.Close())
}

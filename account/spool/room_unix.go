//go:build unix

package spool

import "golang.org/x/sys/unix"

// Room is the number of octets that this person may still write in the folder dir.
func Room(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(uint64(st.Bavail) * uint64(st.Bsize)), nil //nolint:unconvert // other systems have other types
}

//go:build !linux

package disk

// SyncTree puts all that lies below dir on the disk, however many files that are.
func SyncTree(dir string) error { return syncEach(dir) }

package spool

import "golang.org/x/sys/windows"

// Room is the number of octets that this person may still write in the folder dir.
func Room(dir string) (int64, error) {
	p, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	err = windows.GetDiskFreeSpaceEx(p, &free, nil, nil)
	return int64(min(free, 1<<62)), err
}

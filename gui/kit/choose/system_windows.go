package choose

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/windows"
)

// mostDrives is how many letters there are for drives.
const mostDrives = 26

// drives are those of this computer, by their letters.
func drives() (out []string) {
	there, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	for i := range mostDrives {
		if there&(1<<i) != 0 {
			out = append(out, string(rune('A'+i))+`:\`)
		}
	}
	return out
}

// hidden reports whether Windows would not show it.
func hidden(e fs.DirEntry) bool {
	i, err := e.Info()
	if err != nil {
		return false
	}
	a, ok := i.Sys().(*syscall.Win32FileAttributeData)
	return ok && a.FileAttributes&syscall.FILE_ATTRIBUTE_HIDDEN != 0
}

//go:build !windows

package choose

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// mostDrives is how many folders of what is plugged in are offered.
const mostDrives = 6

// drives are the folders of what is plugged in: where macOS and the desktops of Linux have them.
func drives() []string {
	var all []string
	for _, pattern := range []string{"/Volumes/*", filepath.Join("/media", os.Getenv("USER"), "*"), filepath.Join("/run/media", os.Getenv("USER"), "*")} {
		found, _ := filepath.Glob(pattern)
		all = append(all, found...)
	}
	slices.Sort(all)
	return all[:min(len(all), mostDrives)]
}

// hidden: a name tells it, see read.
func hidden(fs.DirEntry) bool { return false }

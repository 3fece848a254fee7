package choose

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/adrg/xdg"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// place is a folder that is one step away.
type place struct {
	path  string
	known string // what it is for; empty: it goes by its own name
}

func home() string { return xdg.Home }

// root is the folder above all others; on Windows that of the home folder's drive.
func root() string { return filepath.VolumeName(home()) + string(filepath.Separator) }

// findPlaces are the folders that people keep files in, and what is plugged in, as far as
// they are there. It is called in the background.
func findPlaces() (out []place) {
	dirs := xdg.UserDirs
	all := []place{{home(), "home"}, {dirs.Desktop, "desktop"}, {dirs.Documents, "documents"}, {dirs.Download, "downloads"}, {dirs.Pictures, "pictures"}}
	for _, path := range drives() {
		all = append(all, place{path: path})
	}
	for _, p := range all {
		i, err := os.Stat(p.path)
		if err == nil && i.IsDir() && !slices.ContainsFunc(out, func(o place) bool { return o.path == p.path }) {
			out = append(out, p)
		}
	}
	return out
}

// name is what a person calls it.
func (p place) name() string {
	switch p.known {
	case "home":
		return lang.L("Home folder")
	case "desktop":
		return lang.L("Desktop")
	case "documents":
		return lang.L("Documents")
	case "downloads":
		return lang.L("Downloads")
	case "pictures":
		return lang.L("Pictures")
	}
	if base := filepath.Base(p.path); base != string(filepath.Separator) {
		return widgets.Short(widgets.OneLine(base), 30)
	}
	return filepath.VolumeName(p.path)
}

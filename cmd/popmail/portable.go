package main

import (
	"cmp"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// portableMark is a file beside the program that makes it portable: everything is kept in the
// folder portableData beside it, such as on a stick that goes from one computer to another. What
// the file holds does not matter. The portable package for Windows has it.
const (
	portableMark = "portable.txt"
	portableData = "data"
)

// usualData is where mail is kept where nothing else is asked for.
func usualData() string {
	return cmp.Or(portableHere(), filepath.Join(xdg.DataHome, "popmail"))
}

// portableHere is the data folder of this program where it is portable, else empty. Such a program
// leaves nothing in the computer: what it would tell the system, or keep in a folder of the system,
// would be there without it.
func portableHere() string {
	self, err := selfPath()
	if err != nil {
		return ""
	}
	return portableFolder(self)
}

// selfPath is the file that starts this program: an AppImage runs what lies in a folder that is
// there as long as it runs. The AppImage is that of this program only where that folder holds it,
// as everything that an AppImage starts inherits its name.
func selfPath() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	image, dir := os.Getenv("APPIMAGE"), os.Getenv("APPDIR")
	if real, err := filepath.EvalSymlinks(dir); err == nil && dir != "" {
		dir = real // as the system names what it runs
	}
	if within, err := filepath.Rel(dir, self); image != "" && filepath.IsAbs(dir) && err == nil && filepath.IsLocal(within) {
		return image, nil
	}
	return self, nil
}

// portableFolder is the data folder of a portable program; empty: it is not portable. The program of
// a bundle of macOS lies beside it.
func portableFolder(program string) string {
	dir := filepath.Dir(program)
	if contents := filepath.Dir(dir); filepath.Base(dir) == "MacOS" && filepath.Base(contents) == "Contents" && filepath.Ext(filepath.Dir(contents)) == ".app" {
		dir = filepath.Dir(filepath.Dir(contents))
	}
	if st, err := os.Stat(filepath.Join(dir, portableMark)); err != nil || !st.Mode().IsRegular() {
		return ""
	}
	return filepath.Join(dir, portableData)
}

package main

import (
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
	if self, err := os.Executable(); err == nil {
		if dir := portableFolder(self); dir != "" {
			return dir
		}
	}
	return filepath.Join(xdg.DataHome, "popmail")
}

// portableFolder is the data folder of a portable program; empty: it is not portable.
func portableFolder(program string) string {
	dir := filepath.Dir(program)
	if st, err := os.Stat(filepath.Join(dir, portableMark)); err != nil || !st.Mode().IsRegular() {
		return ""
	}
	return filepath.Join(dir, portableData)
}

package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The mark beside a program makes it portable; nothing else does.
func TestPortableFolder(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "PopMail.exe")
	if got := portableFolder(program); got != "" {
		t.Errorf("without the mark: %q", got)
	}
	mark := filepath.Join(dir, portableMark)
	if err := os.Mkdir(mark, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := portableFolder(program); got != "" {
		t.Errorf("a folder is no mark: %q", got)
	}
	if err := os.Remove(mark); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := portableFolder(program); got != filepath.Join(dir, portableData) {
		t.Errorf("with the mark: %q", got)
	}
}

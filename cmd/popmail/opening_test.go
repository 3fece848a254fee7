package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What the window opens is asked for by a mailto: address, or by a file's path or address; a
// word alone is a command that there is not.
func TestToOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a letter 100% ü")
	if err := os.WriteFile(path, []byte("From: a@b.example\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "x.EML"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	own, err := os.Hostname()
	if err != nil || runtime.GOOS == "windows" {
		own = "localhost"
	}
	root := newRoot(testEnv(&bytes.Buffer{}, &bytes.Buffer{}))
	for arg, want := range map[string]string{
		"mailto:a@b.example?subject=x": "mailto:a@b.example?subject=x",
		path:                           fileURL(path),
		fileURL(path):                  fileURL(path),
		"file://localhost" + strings.TrimPrefix(fileURL(path), "file://"): fileURL(path),
		"file://LocalHost" + strings.TrimPrefix(fileURL(path), "file://"): fileURL(path),
		"file://" + own + strings.TrimPrefix(fileURL(path), "file://"):    fileURL(path),
		"x.EML": fileURL(filepath.Join(dir, "x.EML")),
		filepath.Join(".", "..", filepath.Base(dir), "x.EML"): fileURL(filepath.Join(dir, "x.EML")),
	} {
		if got, err := toOpen(root, []string{arg}); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", arg, got, err, want)
		}
		if _, err := toOpen(root, []string{arg, "more"}); !isUsage(err) {
			t.Errorf("%s more: %v", arg, err)
		}
	}
	if got, err := toOpen(root, nil); err != nil || got != "" {
		t.Errorf("%q %v", got, err)
	}
	for arg, want := range map[string]string{
		"receiv": "is not a command", "gone.eml": "no such file", dir: "is no file", "file://elsewhere/x.eml": "another computer", "file:": "is not a command",
		"mailto:a@b.c?body=" + strings.Repeat("x", 70_000): "too long",
	} {
		if got, err := toOpen(root, []string{arg}); !isUsage(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: %q, %v", arg, got, err)
		}
	}
}

func isUsage(err error) bool {
	_, ok := errors.AsType[usageError](err)
	return ok
}

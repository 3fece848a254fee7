package text

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestIndexElsewhere: where the user's folder for caches cannot be made, or the index in it cannot be
// written, the fonts of the computer are found all the same, and nothing of it stays.
func TestIndexElsewhere(t *testing.T) {
	if at := os.Getenv("POPMAIL_TEST_FONTS"); at != "" {
		if !SystemFirst() {
			t.Error("the usual folder is taken for one that can be written")
		}
		FindSystem()
		if m := NewFonts().fontMap(); m == nil {
			t.Error("no fonts are found")
		}
		return
	}
	if m := NewFonts().fontMap(); m == nil {
		t.Skip("this computer has no fonts")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	locked := filepath.Join(t.TempDir(), "cache")
	if err := os.MkdirAll(filepath.Join(locked, "font_index_v6.cache"), 0o700); err != nil { // as little to be written as another's file
		t.Fatal(err)
	}
	for name, cache := range map[string]string{"a file is in its place": file, "the index is no file": locked, "no folder": ""} {
		runtime, temp := t.TempDir(), t.TempDir()
		cmd := exec.Command(os.Args[0], "-test.run=^TestIndexElsewhere$")
		cmd.Env = append(os.Environ(), "POPMAIL_TEST_FONTS="+cache+" ", "XDG_CACHE_HOME="+cache, "XDG_RUNTIME_DIR="+runtime, "TMPDIR="+temp)
		if cache == "" {
			cmd.Env = append(cmd.Env, "HOME=")
		}
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, said)
		}
		for _, dir := range []string{runtime, temp} {
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("%s: left are %v, %v", name, left, err)
			}
		}
	}
}

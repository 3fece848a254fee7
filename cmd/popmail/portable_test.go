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

// What an AppImage starts has its name in the environment; only the AppImage of this program is it.
func TestSelfPath(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), "PopMail.AppImage")
	link := filepath.Join(t.TempDir(), "mount")
	if err := os.Symlink(filepath.Dir(self), link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ image, dir, want string }{
		{own, link, own},
		{"", "", self}, {own, "", self}, {own, "/tmp/.mount_other", self}, {own, filepath.Dir(filepath.Dir(self)), own}, {own, filepath.Dir(self) + "x", self}, {"", filepath.Dir(self), self},
	} {
		t.Setenv("APPIMAGE", c.image)
		t.Setenv("APPDIR", c.dir)
		if got, err := selfPath(); got != c.want || err != nil {
			t.Errorf("%q in %q: %q, %v; want %q", c.image, c.dir, got, err, c.want)
		}
	}
}

// A portable program tells the system nothing, and keeps what it makes for later beside itself.
func TestPortableLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("APPIMAGE", filepath.Join(dir, "PopMail.AppImage"))
	t.Setenv("APPDIR", filepath.Dir(self))
	data := filepath.Join(dir, portableData)
	for _, portable := range []bool{false, true} {
		if portable {
			if err := os.WriteFile(filepath.Join(dir, portableMark), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s := &session{options: windowOptions{Data: usualData()}}
		if got := portableHere() != ""; got != portable {
			t.Fatalf("portable: %v", got)
		}
		if portable && (s.options.Data != data || s.autostart() != nil || s.mailProgram() != nil || readerCache(data) != filepath.Join(data, "reader")) {
			t.Errorf("data in %s, %v, %v, a cache in %s", s.options.Data, s.autostart(), s.mailProgram(), readerCache(data))
		}
		if !portable && s.autostart() == nil {
			t.Error("no program is started with the session")
		}
	}
}

// The program of a bundle lies in it; what makes it portable lies beside the bundle.
func TestPortableBundle(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, portableMark), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for program, want := range map[string]string{"PopMail.app/Contents/MacOS/popmail": filepath.Join(dir, portableData), "PopMail.app/Contents/Resources/popmail": "", "PopMail/Contents/MacOS/popmail": ""} {
		if got := portableFolder(filepath.Join(dir, filepath.FromSlash(program))); got != want {
			t.Errorf("%s: %q, want %q", program, got, want)
		}
	}
}

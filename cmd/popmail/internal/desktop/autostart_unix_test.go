//go:build unix && !darwin

package desktop

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAutostart: the entry is one that desktops take, it is told where it is switched off
// elsewhere, and switching it off takes it away.
func TestAutostart(t *testing.T) {
	home := ownFolders(t)
	file := filepath.Join(home, "config", "autostart", "org.example.Mail.desktop")
	a := &Autostart{ID: "org.example.Mail", Name: "Mail", Comment: "Read and write mail", Path: "/opt/my programs/mail", Args: []string{"--hidden", "--data", "/home/ann/100 %"}}
	is := func(on, disabled bool) {
		t.Helper()
		if gotOn, gotDisabled, err := a.State(t.Context()); gotOn != on || gotDisabled != disabled || err != nil {
			t.Errorf("on %v, disabled %v, %v; want %v, %v", gotOn, gotDisabled, err, on, disabled)
		}
	}
	set := func(on bool) {
		t.Helper()
		if err := a.Set(t.Context(), on); err != nil {
			t.Fatal(err)
		}
	}
	is(false, false)
	set(false)
	if list, _ := filepath.Glob(filepath.Join(home, "config", "*")); len(list) != 0 {
		t.Errorf("asking has written %v", list)
	}
	set(true)
	is(true, false)
	entry, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(entry), `Exec="/opt/my programs/mail" --hidden --data "/home/ann/100 %%"`+"\n") {
		t.Errorf("%v\n%s", err, entry)
	}
	if tool, err := exec.LookPath("desktop-file-validate"); err == nil {
		if said, err := exec.Command(tool, file).CombinedOutput(); err != nil {
			t.Errorf("%s", said)
		}
	}
	for _, change := range []string{"X-GNOME-Autostart-enabled=false\n", "Hidden = true\n"} {
		text := strings.Replace(string(entry), "X-GNOME-Autostart-enabled=true\n", change, 1)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		is(true, true)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	is(true, true)
	if err := os.WriteFile(file, []byte("[Desktop Entry]\nExec=mail\n[Other]\nHidden=true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	is(true, false)
	set(true) // allows it again
	is(true, false)
	set(false)
	is(false, false)
	if _, err := os.Lstat(file); !os.IsNotExist(err) {
		t.Errorf("%v", err)
	}
	a.Path = "/opt/two\nlines"
	if a.Set(t.Context(), true) == nil {
		t.Error("a path of two lines is taken")
	}
}

// FuzzAutostartEntry: whatever is in the entry, it is read.
func FuzzAutostartEntry(f *testing.F) {
	f.Add([]byte("[Desktop Entry]\nExec=mail\nHidden=true\n"))
	f.Fuzz(func(t *testing.T, entry []byte) {
		if stopped(append(entry, "\n[Desktop Entry]\nHidden=true\n"...)) != true && len(entry) < 32<<10 {
			t.Fatal("a hidden entry starts something")
		}
	})
}

// TestMendAutostart: where the program has gone, the entry starts the one that is here; what starts
// another program, or was switched off elsewhere, stays as it is.
func TestMendAutostart(t *testing.T) {
	home := ownFolders(t)
	path, _ := program(t, home)
	a := &Autostart{ID: "org.example.Mail", Name: "Mail", Path: path}
	read := func() string {
		entry, err := os.ReadFile(a.file())
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return string(entry)
	}
	mend := func() {
		t.Helper()
		if err := a.Mend(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	mend()
	if read() != "" {
		t.Error("an entry was written")
	}
	if err := a.Set(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	first := read()
	a.Path = filepath.Join(home, "Mail-2.AppImage")
	mend()
	if read() != first {
		t.Errorf("the program is there:\n%s", read())
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	off := strings.Replace(first, "X-GNOME-Autostart-enabled=true", "X-GNOME-Autostart-enabled=false", 1)
	if err := os.WriteFile(a.file(), []byte(off), 0o600); err != nil {
		t.Fatal(err)
	}
	mend()
	if read() != off {
		t.Errorf("it was switched off:\n%s", read())
	}
	if err := os.WriteFile(a.file(), []byte(first), 0o600); err != nil {
		t.Fatal(err)
	}
	other := *a
	other.Args = []string{"--data", "/media/stick/mail"}
	if err := other.Mend(t.Context()); err != nil || read() != first {
		t.Errorf("%v, it starts another folder:\n%s", err, read())
	}
	mend()
	if !strings.Contains(read(), "\nExec="+a.Path+"\n") {
		t.Errorf("the program is gone:\n%s", read())
	}
}

// TestMendMailProgram: an entry whose program has gone is written anew, and removed where a package
// has brought one, which it would hide.
func TestMendMailProgram(t *testing.T) {
	home := ownFolders(t)
	path, _ := program(t, home)
	m := &MailProgram{ID: "org.example.Mail", Name: "Mail", Path: path}
	own := filepath.Join(home, "data", "applications", "org.example.Mail.desktop")
	if err := m.Mend(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := m.install(); err != nil {
		t.Fatal(err)
	}
	m.Path = "/bin/true"
	starts := func() string {
		entry, err := os.ReadFile(own)
		if err != nil {
			return ""
		}
		_, after, _ := strings.Cut(string(entry), "\nTryExec=")
		line, _, _ := strings.Cut(after, "\n")
		return line
	}
	before := starts()
	if err := m.Mend(t.Context()); err != nil || starts() != before {
		t.Errorf("%v, %q", err, starts())
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	other := *m
	other.Args = []string{"--data", "/media/stick/mail"}
	if err := other.Mend(t.Context()); err != nil || starts() != before {
		t.Errorf("with another folder: %v, %q", err, starts())
	}
	if err := m.Mend(t.Context()); err != nil || starts() != "/bin/true" {
		t.Errorf("%v, %q", err, starts())
	}
	m.Path = filepath.Join(home, "gone")
	if _, err := m.install(); err != nil {
		t.Fatal(err)
	}
	system := filepath.Join(home, "system", "applications")
	if err := os.MkdirAll(system, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(system, "org.example.Mail.desktop"), []byte("[Desktop Entry]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := m.Mend(t.Context()); err != nil || starts() != "" {
		t.Errorf("beside the entry of a package: %v, %q", err, starts())
	}
	m.Args = []string{"--data", "/home/ann/mail"} // which the package's does not have
	if m.installed() {
		t.Error("the package's entry starts it with another folder")
	}
}

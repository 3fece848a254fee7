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

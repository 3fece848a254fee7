//go:build unix && !darwin

package desktop

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// ownFolders gives the test data and configuration folders of its own.
func ownFolders(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	for name, dir := range map[string]string{"HOME": home, "XDG_DATA_HOME": filepath.Join(home, "data"), "XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_DATA_DIRS": filepath.Join(home, "system"), "XDG_CONFIG_DIRS": filepath.Join(home, "etc"),
		"XDG_CURRENT_DESKTOP": "X-Generic", "KDE_FULL_SESSION": "", "GNOME_DESKTOP_SESSION_ID": "", "DESKTOP_SESSION": "", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent", "DISPLAY": ""} {
		t.Setenv(name, dir)
	}
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	return home
}

// program is a program that notes what it was started with, in a folder with an odd name.
func program(t *testing.T, home string) (path, log string) {
	t.Helper()
	dir := filepath.Join(home, "a \"b\" $c `d` 100% \\e ü")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path, log = filepath.Join(dir, "mail"), filepath.Join(home, "log")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nfor a; do printf '%s\\n' \"$a\"; done > "+log+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path, log
}

// TestMailProgram: with the real xdg-mime, in folders of the test's own; xdg-open then opens
// an address with the program.
func TestMailProgram(t *testing.T) {
	if _, err := exec.LookPath("xdg-mime"); err != nil {
		t.Skip("xdg-utils are not installed")
	}
	home := ownFolders(t)
	path, log := program(t, home)
	m := &MailProgram{ID: "org.example.Mail", Name: "Mail", Comment: "Read and write mail", Path: path, Icon: []byte("icon")}
	if !m.Offered() {
		t.Fatal("it is not offered")
	}
	if is, err := m.Is(t.Context()); is || err != nil {
		t.Fatalf("at first: %v, %v", is, err)
	}
	if list, _ := filepath.Glob(filepath.Join(home, "data", "*")); len(list) != 0 {
		t.Errorf("asking has written %v", list)
	}
	for range 2 {
		if err := m.Become(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if is, err := m.Is(t.Context()); !is || err != nil {
		t.Fatalf("afterwards: %v, %v", is, err)
	}
	if icon, err := os.ReadFile(filepath.Join(home, "data", "icons", "hicolor", "512x512", "apps", "org.example.Mail.png")); string(icon) != "icon" {
		t.Error(err)
	}
	if tool, err := exec.LookPath("desktop-file-validate"); err == nil {
		if said, err := exec.Command(tool, filepath.Join(home, "data", "applications", "org.example.Mail.desktop")).CombinedOutput(); err != nil {
			t.Errorf("%s", said)
		}
	}
	// Some versions of xdg-open do not undo the quotes of Exec; a plain path has none.
	m.Path = filepath.Join(home, "mail")
	if err := os.Rename(path, m.Path); err != nil {
		t.Fatal(err)
	}
	if err := m.Become(t.Context()); err != nil {
		t.Fatal(err)
	}
	entry, err := os.ReadFile(filepath.Join(home, "data", "applications", "org.example.Mail.desktop"))
	if err != nil || !strings.Contains(string(entry), "\nExec="+m.Path+" %u\n") {
		t.Errorf("%v\n%s", err, entry)
	}
	t.Setenv("DISPLAY", ":99999") // without one, xdg-open looks for programs of the terminal
	if said, err := exec.Command("xdg-open", "mailto:ann@example.org?subject=A%20b").CombinedOutput(); err != nil {
		t.Fatalf("xdg-open: %v, %s", err, said)
	}
	if got, _ := os.ReadFile(log); string(got) != "mailto:ann@example.org?subject=A%20b\n" {
		t.Errorf("the program was started with %q", got)
	}
}

// TestMailProgramOfAPackage: where a package has brought an entry, no other one is written.
func TestMailProgramOfAPackage(t *testing.T) {
	if _, err := exec.LookPath("xdg-mime"); err != nil {
		t.Skip("xdg-utils are not installed")
	}
	home := ownFolders(t)
	dir := filepath.Join(home, "system", "applications")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	m := &MailProgram{ID: "org.example.Mail", Name: "Mail", Path: "/bin/true"}
	entry, err := m.entry()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "org.example.Mail.desktop"), entry, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := m.Become(t.Context()); err != nil {
		t.Fatal(err)
	}
	if is, err := m.Is(t.Context()); !is || err != nil {
		t.Errorf("%v, %v", is, err)
	}
	if list, _ := filepath.Glob(filepath.Join(home, "data", "*")); len(list) != 0 {
		t.Errorf("%v", list)
	}
}

// TestMailProgramRefused: what fails, and what the system does not take, is told and leaves
// nothing behind.
func TestMailProgramRefused(t *testing.T) {
	for name, script := range map[string]string{"fails": "echo no >&2; exit 4", "keeps another": "[ $1 = query ] && echo other.desktop; exit 0"} {
		t.Run(name, func(t *testing.T) {
			home := ownFolders(t)
			if err := os.WriteFile(filepath.Join(home, "xdg-mime"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", home)
			m := &MailProgram{ID: "org.example.Mail", Name: "Mail", Path: "/bin/true", Icon: []byte("icon")}
			err := m.Become(t.Context())
			if err == nil || errors.Is(err, ErrNotTaken) != (name == "keeps another") {
				t.Errorf("%v", err)
			}
			_ = filepath.WalkDir(filepath.Join(home, "data"), func(path string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					t.Errorf("%s is left", path)
				}
				return nil
			})
		})
	}
	home := ownFolders(t)
	m := &MailProgram{ID: "org.example.Mail", Path: home + "/a\nb"}
	if err := m.Become(t.Context()); err == nil {
		t.Error("a path of two lines")
	}
	t.Setenv("PATH", home)
	if m.Offered() {
		t.Error("offered without xdg-mime")
	}
}

func TestDesktopEntryQuotes(t *testing.T) {
	m := &MailProgram{ID: "id", Name: "N", Path: "/opt/a b/$x`\"\\%", Args: []string{"--data", "/home/ann/my mail"}}
	entry, err := m.entry()
	if err != nil || !strings.Contains(string(entry), `Exec="/opt/a b/\\$x\\`+"`"+`\\"\\\\%%" --data "/home/ann/my mail" %u`+"\n") {
		t.Errorf("%v\n%s", err, entry)
	}
}

//go:build linux

package peers

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// .ci/peers knows the programs that are looked for here.
func TestSetupKnowsThePrograms(t *testing.T) {
	text, err := os.ReadFile("../../../.ci/peers")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "\nPROGRAMS=\"")
	list, _, _ = strings.Cut(list, "\"")
	got, want := strings.Fields(list), slices.Collect(maps.Values(programs))
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Without a network, and with packages that do not come, .ci/peers keeps the servers that are here, says that
// it has failed, and tries again the next time.
func TestSetupKeepsWhatIsHere(t *testing.T) {
	for _, p := range []string{"dpkg-deb", "apt-get"} {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
	script, err := filepath.Abs("../../../.ci/peers")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ get, offered string }{
		"no network":          {"exit 100", "exit 0"},
		"no lists, no offers": {"exit 100", "exit 100"},
		"nothing comes":       {"exit 0", "exit 0"},
	} {
		for _, here := range []bool{true, false} {
			bin, to := t.TempDir(), filepath.Join(t.TempDir(), "peers")
			for file, text := range map[string]string{"apt-get": c.get, "apt-cache": c.offered} {
				if err := os.WriteFile(filepath.Join(bin, file), []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			if here {
				for _, p := range programs {
					path := filepath.Join(to, p)
					if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(path, []byte(p), 0o755); err != nil {
						t.Fatal(err)
					}
				}
				if err := os.WriteFile(filepath.Join(to, "complete"), []byte("an older list\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command("sh", script, to)
			cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
			out, err := cmd.CombinedOutput()
			if err == nil {
				t.Errorf("%s: it says that all is well\n%s", name, out)
			}
			kept, err := os.ReadFile(filepath.Join(to, "complete"))
			if here && (err != nil || string(kept) != "an older list\n") || !here && err == nil {
				t.Errorf("%s: %q %v", name, kept, err)
			}
			for _, p := range programs {
				if _, err := os.Stat(filepath.Join(to, p)); (err == nil) != here {
					t.Errorf("%s: %s: %v", name, p, err)
				}
			}
		}
	}
}

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPeers: .ci/peers gets its servers also where the system has no lists of packages, as in a fresh image, or old ones; what the
// release does not have is left out.
func TestPeers(t *testing.T) {
	const lists, has = `[ -e "$STATE/lists" ]`, `case $1 in courier-*|popa3d|solid-pop3d|cyrus-pop3d|mailutils-pop3d) ;; *) exit 100 ;; esac`
	stubs := map[string]string{
		"apt-cache": `shift; ` + lists + ` || [ "$INSTALLED" = "$1" ] || exit 100; ` + has,
		"apt-get":   `while [ "$1" = -q ]; do shift; done; case $1 in update) [ -z "$OFFLINE" ] && echo new >"$STATE/lists" ;; download) shift; [ "$(cat "$STATE/lists" 2>/dev/null)" = new ] && ` + has + ` && : >"$1_1%3a2_all.deb" ;; esac`,
		"dpkg-deb":  `for f in usr/lib/courier/courier/courierpop3d usr/sbin/pop3d usr/sbin/popa3d usr/sbin/solid-pop3d usr/lib/cyrus/bin/pop3d; do mkdir -p "$3/$(dirname $f)"; : >"$3/$f"; done`,
	}
	bin := t.TempDir()
	for name, text := range stubs {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		lists, env string
		fails      bool
	}{"no lists": {}, "no lists, and one is installed": {"", "INSTALLED=popa3d", false}, "old lists": {"old", "", false}, "lists of today": {"new", "OFFLINE=1", false}, "no network": {"", "OFFLINE=1", true}} {
		t.Run(name, func(t *testing.T) {
			state, to := t.TempDir(), filepath.Join(t.TempDir(), "peers")
			if c.lists != "" {
				if err := os.WriteFile(filepath.Join(state, "lists"), []byte(c.lists+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			run := func() (string, error) {
				cmd := exec.Command(filepath.Join(repoRoot(t), ".ci", "peers"), to)
				cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "STATE="+state, "INSTALLED=", "OFFLINE=", c.env)
				said, err := cmd.CombinedOutput()
				return string(said), err
			}
			said, err := run()
			if (err != nil) != c.fails || !c.fails && !strings.Contains(said, "no package libdb5.3") && !strings.Contains(said, " libdb5.3") {
				t.Errorf("%v: %s", err, said)
			}
			if _, err := os.Stat(filepath.Join(to, "usr/sbin/popa3d")); (err != nil) != c.fails {
				t.Error(err)
			}
			if said, err := run(); !c.fails && (err != nil || said != "") {
				t.Errorf("the second time: %v %s", err, said)
			}
		})
	}
}

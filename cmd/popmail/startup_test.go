package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestStartup: what the parts of PopMail make before main, they make in each command and each
// window, so it has to be little. Tables and patterns are made when they are wanted.
func TestStartup(t *testing.T) {
	const most = 120_000 // octets a package
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	text, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatal(err, string(text))
	}
	seen := 0
	for line := range strings.Lines(string(text)) {
		var pkg string
		var at, took float64
		var octets int
		if n, _ := fmt.Sscanf(line, "init %s @%f ms, %f ms clock, %d bytes", &pkg, &at, &took, &octets); n < 4 || !strings.HasPrefix(pkg, "popmail/") {
			continue
		}
		if seen++; octets > most {
			t.Errorf("%s makes %d octets of tables before main, want %d at most", pkg, octets, most)
		}
	}
	if seen < 5 {
		t.Errorf("only %d packages told what they make:\n%s", seen, text)
	}
}

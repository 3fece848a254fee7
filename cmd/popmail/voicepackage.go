package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
)

// mostRelease is how much of the file is read that says which system this is, in octets.
const mostRelease = 64 << 10

// voicePackage is what has to be installed where there is no voice; "": the settings of the system
// add one. In a Flatpak the system is the one around it, of which it is not seen what it has.
func voicePackage() string {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return ""
	}
	const around = "/run/host/os-release"
	_, err := exec.LookPath("speech-dispatcher")
	for _, path := range []string{around, "/etc/os-release", "/usr/lib/os-release"} {
		if f, open := os.Open(path); open == nil {
			defer func() { _ = f.Close() }()
			return voicePackageOf(io.LimitReader(f, mostRelease), err == nil)
		}
	}
	return voicePackageOf(strings.NewReader(""), err == nil)
}

// voicePackageOf is the same of a system by its os-release(5) and whether it has the program with
// the voices: on Debian, Fedora and their children one package brings both, elsewhere each has the
// name that its makers gave it.
func voicePackageOf(release io.Reader, program bool) string {
	for lines := bufio.NewScanner(release); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), "=")
		if key != "ID" && key != "ID_LIKE" {
			continue
		}
		like := strings.Fields(strings.Trim(value, `"'`))
		if slices.Contains(like, "debian") || slices.Contains(like, "ubuntu") || slices.Contains(like, "fedora") {
			return "speech-dispatcher-espeak-ng"
		}
	}
	if program {
		return "espeak-ng"
	}
	return "speech-dispatcher"
}

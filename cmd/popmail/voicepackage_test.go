package main

import (
	"strings"
	"testing"
)

// TestVoicePackage: each system is told the package that it has.
func TestVoicePackage(t *testing.T) {
	for release, want := range map[string][2]string{
		"NAME=\"Debian GNU/Linux\"\nID=debian\n":    {"speech-dispatcher-espeak-ng", "speech-dispatcher-espeak-ng"},
		"ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n": {"speech-dispatcher-espeak-ng", "speech-dispatcher-espeak-ng"},
		"ID='fedora'\n": {"speech-dispatcher-espeak-ng", "speech-dispatcher-espeak-ng"},
		"ID=arch\nHOME_URL=\"https://debian.example\"": {"speech-dispatcher", "espeak-ng"},
		"ID=\"opensuse-leap\"\nID_LIKE=\"suse\"\n":     {"speech-dispatcher", "espeak-ng"},
		"":                         {"speech-dispatcher", "espeak-ng"},
		strings.Repeat("x", 1<<20): {"speech-dispatcher", "espeak-ng"},
	} {
		for i, program := range []bool{false, true} {
			if got := voicePackageOf(strings.NewReader(release), program); got != want[i] {
				t.Errorf("%.40q, with the program %v: %s, want %s", release, program, got, want[i])
			}
		}
	}
}

package voice

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestNoVoiceWithinASandbox: within a Flatpak it is not known whether the computer has a voice, and that there is none is
// not said.
func TestNoVoiceWithinASandbox(t *testing.T) {
	was := sandbox
	t.Cleanup(func() { sandbox = was })
	t.Setenv("SPEECHD_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	t.Setenv("PATH", t.TempDir())
	for _, within := range []bool{false, true} {
		sandbox = filepath.Join(t.TempDir(), "flatpak-info")
		if within {
			if err := os.WriteFile(sandbox, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := Say(t.Context(), []string{"Yes."}, ""); err == nil || errors.Is(err, ErrNone) == within {
			t.Errorf("in a sandbox %v: %v", within, err)
		}
	}
}

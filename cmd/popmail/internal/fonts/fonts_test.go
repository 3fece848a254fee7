package fonts

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/fontscan"

	"popmail/gui/kit/text"
)

func TestWithout(t *testing.T) {
	for _, c := range []struct {
		lacks, names, packages string
	}{
		{"", "", ""},
		{"の", "Japanese", "fonts-noto-cjk"},
		{"ש", "Hebrew", "fonts-noto-core"},
		{"國한ー", "Chinese Japanese Korean", "fonts-noto-cjk"},
		{"ა", "", ""}, // a script that is not asked for
		{"يع😀ก", "Arabic Thai Emoji", "fonts-noto-core fonts-noto-color-emoji"},
	} {
		names, packages := without(func(r rune) bool { return !strings.ContainsRune(c.lacks, r) })
		if got := strings.Join(names, " "); got != c.names {
			t.Errorf("without %q: %s, want %s", c.lacks, got, c.names)
		}
		if got := strings.Join(packages, " "); got != c.packages {
			t.Errorf("without %q: packages %s, want %s", c.lacks, got, c.packages)
		}
	}
}

// A computer without any font of its own still has those that Fyne brings.
func TestBuiltIn(t *testing.T) {
	own, err := faces(theme.DefaultTextFont().Content(), theme.DefaultEmojiFont().Content())
	if err != nil {
		t.Fatal(err)
	}
	names, _ := without(func(r rune) bool {
		for _, f := range own {
			if _, ok := f.NominalGlyph(r); ok {
				return true
			}
		}
		return false
	})
	for _, name := range []string{"Latin", "Greek", "Cyrillic"} {
		if slices.Contains(names, name) {
			t.Errorf("%s is missing in the built-in font", name)
		}
	}
	for _, name := range []string{"Japanese", "Chinese", "Korean", "Arabic", "Thai"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is said to be in the built-in font", name)
		}
	}
}

func TestBadFont(t *testing.T) {
	if _, err := faces([]byte("not a font")); err == nil {
		t.Error("garbage is taken for a font")
	}
	names, packages := missing(t.Context(), func() (covers, error) { return nil, errors.New("no font") })
	if names != nil || packages != nil {
		t.Errorf("a failed look reports %v, %v", names, packages)
	}
}

func TestMissingStopsWaiting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := make(chan struct{})
	defer close(never)
	if names, _ := missing(ctx, func() (covers, error) { <-never; return nil, nil }); names != nil {
		t.Errorf("reports %v without having looked", names)
	}
}

// With the Noto fonts that the demonstration installs nothing is missing. The
// look is repeated, since the window and this package share Fyne's index.
func TestMissingHere(t *testing.T) {
	noto := []string{"fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"}
	for _, p := range noto {
		if err := exec.Command("dpkg-query", "-W", p).Run(); err != nil {
			t.Skipf("%s is not installed here", p)
		}
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for range 2 {
		start := time.Now()
		if names, packages := Missing(t.Context()); len(names) > 0 {
			t.Errorf("missing: %v (install %v)", names, packages)
		}
		t.Logf("took %v", time.Since(start))
	}
	entries, err := os.ReadDir(os.Getenv("XDG_CACHE_HOME"))
	if err != nil || len(entries) == 0 {
		t.Errorf("no index was kept: %v %v", entries, err)
	}
}

// After FindSystem nobody reads the fonts any more. It is looked at in a process of its own, as they
// are found once in each.
func TestFind(t *testing.T) {
	if os.Getenv("XDG_CACHE_HOME") != "" && os.Getenv("POPMAIL_TEST_FIND") != "" {
		text.FindSystem()
		index, err := os.ReadDir(os.Getenv("XDG_CACHE_HOME"))
		if err != nil || len(index) == 0 {
			t.Fatalf("no index was made: %v", err)
		}
		if err := os.RemoveAll(os.Getenv("XDG_CACHE_HOME")); err != nil {
			t.Fatal(err)
		}
		if err := fontscan.NewFontMap(silent{}).UseSystemFonts(""); err != nil {
			t.Error(err)
		}
		if _, err := os.ReadDir(os.Getenv("XDG_CACHE_HOME")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the fonts were read once more: %v", err)
		}
		return
	}
	if runtime.GOOS != "linux" {
		t.Skip("the index lies elsewhere")
	}
	c := exec.Command(os.Args[0], "-test.run=^TestFind$")
	c.Env = append(os.Environ(), "POPMAIL_TEST_FIND=1", "XDG_CACHE_HOME="+t.TempDir())
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/cmd/popmail/internal/prefs"
)

func TestFitTo(t *testing.T) {
	for _, c := range []struct {
		size          fyne.Size
		width, height int
		scale         float32
		want          fyne.Size
	}{
		{fyne.NewSize(1280, 800), 1920, 1080, 1, fyne.NewSize(1280, 800)},
		{fyne.NewSize(1280, 800), 1920, 1008, 1.5, fyne.NewSize(1280, 645)},
		{fyne.NewSize(1280, 800), 3840, 2160, 2, fyne.NewSize(1280, 800)},
		{fyne.NewSize(1280, 800), 1024, 600, 1, fyne.NewSize(1024, 560)},
		{fyne.NewSize(1280, 800), 0, 0, 1, fyne.NewSize(1280, 800)},
	} {
		if got := fitTo(c.size, c.width, c.height, c.scale); got != c.want {
			t.Errorf("%v on %d×%d at %v: %v, want %v", c.size, c.width, c.height, c.scale, got, c.want)
		}
	}
	for _, c := range []struct {
		wide, high, pixels int
		want               string
	}{{294, 165, 1920, "1.4"}, {256, 144, 1366, "1.1"}, {344, 193, 3840, "2.4"}, {520, 320, 1920, "1.0"}, {60, 60, 1280, "1.0"}, {0, 0, 1920, "1.0"}, {1, 1, 1920, "1.0"}} {
		if got := fmt.Sprintf("%.1f", density(c.wide, c.high, c.pixels)); got != c.want {
			t.Errorf("%d pixels on %d mm: %s, want %s", c.pixels, c.wide, got, c.want)
		}
	}
}

// TestWindowFitsScreen: whatever the scale, the first window and one whose size was kept from a larger screen are no
// larger than the screen.
func TestWindowFitsScreen(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	for name, c := range map[string]struct{ scale, kept string }{"150 %": {"1.5", ""}, "200 %": {"2", ""}, "kept, 125 %": {"1.25", `{"window.width": 1900, "window.height": 1000}`}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := seed(t, onlyHTML)
			if err := os.WriteFile(filepath.Join(data, prefs.FileName), []byte(c.kept), 0o600); err != nil {
				t.Fatal(err)
			}
			s := newScreen(t, "fits-"+c.scale)
			n := openPopMail(s, data, "FYNE_SCALE="+c.scale)
			s.wait("the mail is listed", func() bool { return strings.HasPrefix(s.title(), "Inbox") })
			is := s.place()
			said := func(name string) int {
				m := regexp.MustCompile(name + `=(-?\d+)`).FindStringSubmatch(is)
				if m == nil {
					t.Fatal(is)
				}
				n, err := strconv.Atoi(m[1])
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			const odd = 1 // pixel that Fyne adds where a size is no whole number of its units
			if w, h := said("WIDTH"), said("HEIGHT"); w > 1280+odd || h > 800-titleBar+odd || w < 1000 || h < 700 {
				t.Errorf("the window is %d×%d on a screen of 1280×800", w, h)
			}
			n.leave()
		})
	}
}

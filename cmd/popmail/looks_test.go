//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/assets/sample"
	"popmail/cmd/popmail/internal/prefs"
	"popmail/gui/kit/theme"
	"popmail/pop3/pop3test"
	"popmail/storage/mailbox"
)

// TestLooks walks through the real window in light and dark, with small and large
// letters, at four widths. Pictures of each step are left in build/e2e/looks-… for
// people to look at; what a program can see in them is checked: the window has the
// width it was given, nothing runs into its edge, and every place is reached and left
// by keyboard and mouse. That texts are whole and apart is checked by the tests of
// package gui, which know where each stands.
func TestLooks(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, scale := range []int{80, 200} {
			name := fmt.Sprintf("looks-%s-%d", mode, scale)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				data := readMail(t)
				l := &looks{screen: newScreenOf(t, name, looksWidth, looksHeight), mode: mode, scale: scale}
				l.open(data)
				for _, width := range []int{600, 900, 1280, 1920} {
					l.walk(width)
				}
				l.n.leave()
			})
		}
	}
}

// readMail is a data folder with the sample mail, all of it read, so that no list
// changes by itself when a message is looked at. Its server stays.
func readMail(t *testing.T) string {
	t.Helper()
	s := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, m := range sample.Messages(time.Now()) {
		s.AddMessage(testUser, m.Raw)
	}
	data := dataFolder(t)
	addTo(t, data, s.Port(), "none")
	receive(t, data, 0)
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	var ids []mailbox.ID
	for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
		ids = append(ids, mailbox.ID(m.ID))
	}
	if err := app.store.SetFlag(t.Context(), ids, mailbox.Read, true); err != nil {
		t.Fatal(err)
	}
	return data
}

// looks is a window that is walked through.
type looks struct {
	*screen
	n             *newcomer
	mode          theme.Mode
	scale         int // percent
	id            string
	width, height int
	at            image.Point // of the window's content on the screen
}

// The size of the screen: the widest window, its frame, and room for the pointer.
const looksWidth, looksHeight = 1930, 900

func (l *looks) open(data string) {
	l.t.Helper()
	chosen, err := json.Marshal(map[string]any{"look.mode": l.mode, "look.scale": l.scale, "window.width": 1280, "window.height": 800})
	if err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, prefs.FileName), chosen, 0o600); err != nil {
		l.t.Fatal(err)
	}
	l.n = openPopMail(l.screen, data, "FYNE_SCALE=1")
	l.wait("the mail is listed", func() bool { return strings.HasPrefix(l.title(), "Inbox") })
	l.id = l.active()
}

// walk visits the places of the window at a width.
func (l *looks) walk(width int) {
	l.t.Helper()
	l.width, l.height = width, 800
	l.resize()
	l.keys("Home", "Down")
	l.wait(fmt.Sprintf("%d wide: the mail is drawn", l.width), func() bool {
		l.find() // the window may have been moved to have room
		return l.button(l.look("", nil)) > 0
	})
	list := l.look("list", nil)
	l.letters(list)

	// Below 800 px, or with large letters, the message takes the list's place.
	if single := l.width < max(800, 560*l.scale/100); single {
		l.keys("Return")
		message := l.look("message", list)
		l.keys("Escape")
		list = l.look("", message)
	}
	for key, name := range map[string]string{"shift+F10": "menu", "question": "keys"} {
		l.keys(key)
		sheet := l.look(name, list)
		l.keys("Escape")
		list = l.look("", sheet)
	}

	// No shortcut works while something lies over the window.
	l.search("ferry")
	l.keys("Down") // no caret blinks in the list
	l.look("search", list)
	l.keys("Escape")
	l.titled("Inbox")

	l.run("xdotool", "mousemove", "--window", l.id, fmt.Sprint(l.width-24), fmt.Sprint(26*max(l.scale, 100)/100), "click", "1")
	l.titled("Settings — PopMail")
	l.away()
	page := l.look("settings", list)
	// The page's right margin, between its cards and the bar that scrolls it.
	if n := jumps(page, l.width-8, l.height/4, l.height*3/4); n > 0 {
		l.t.Errorf("%d wide: the page of Settings reaches over its margin: %d changes of color there", l.width, n)
	}
	l.keys("Escape")
	l.titled("Inbox")
}

// search types into the search field from the list. What is typed before the field has the keyboard
// would be commands, so it waits until the field is seen to have it; a busy machine may want to be
// asked twice.
func (l *looks) search(text string) {
	l.t.Helper()
	before := l.capture()
	l.wait(fmt.Sprintf("%d wide: the search field has the keyboard", l.width), func() bool {
		l.keys("ctrl+f")
		for range 12 {
			time.Sleep(250 * time.Millisecond)
			if !bytes.Equal(before.Pix, l.capture().Pix) {
				return true
			}
		}
		l.t.Logf("%d wide: Ctrl+F once more", l.width)
		return false
	})
	l.typ(text)
	l.titled("Search — PopMail")
}

// resize gives the window its size. A size that is asked for while PopMail lays
// itself out may be taken back once.
func (l *looks) resize() {
	l.t.Helper()
	l.wait(fmt.Sprintf("%d wide", l.width), func() bool {
		l.run("xdotool", "windowsize", l.id, fmt.Sprint(l.width), fmt.Sprint(l.height))
		l.find()
		return l.look("", nil).Bounds().Size() == image.Pt(l.width, l.height)
	})
}

// find notes where the window is.
func (l *looks) find() {
	l.t.Helper()
	l.at = l.numbers("X", "Y", "mousemove", "--window", l.id, "0", "0", "getmouselocation", "--shell")
	l.away()
}

// titled waits for the window's title to begin so.
func (l *looks) titled(start string) {
	l.t.Helper()
	l.wait(fmt.Sprintf("%d wide: %q", l.width, start), func() bool { return strings.HasPrefix(l.title(), start) })
}

// look waits until the window stays as it is, and differs from before unless that is
// nil; it leaves a picture, unless the name is empty, and checks it.
func (l *looks) look(name string, before *image.RGBA) *image.RGBA {
	l.t.Helper()
	now, still := l.capture(), 2
	if before == nil {
		still = 6 // it may not have begun to change
	}
	for end, calm := time.Now().Add(20*time.Second), 0; calm < still; {
		if time.Now().After(end) {
			l.t.Errorf("%d wide: %q does not come, or does not come to rest", l.width, name)
			break
		}
		time.Sleep(60 * time.Millisecond)
		next := l.capture()
		calm++
		if !bytes.Equal(now.Pix, next.Pix) || before != nil && bytes.Equal(before.Pix, next.Pix) {
			calm = 0
		}
		now = next
	}
	if name == "" {
		return now
	}
	l.save(fmt.Sprintf("%04d-%s", l.width, name), now)
	if got := now.Bounds().Size(); got != image.Pt(l.width, l.height) {
		l.t.Errorf("%s: the window is %v, want %d × %d", name, got, l.width, l.height)
		return now
	}
	// The edges of the window have the grounds of its parts, and the mark of the chosen
	// message at the left one.
	for _, x := range []int{0, l.width - 8} {
		if n := jumps(now, x, 0, l.height); n > 4 {
			l.t.Errorf("%s, %d wide: something reaches over the edge at %d: %d changes of color there", name, l.width, x, n)
		}
	}
	return now
}

// letters checks that the picture is in the colors and the size of letters that were
// chosen: by the main button, which is as high as its words ask for.
func (l *looks) letters(im *image.RGBA) {
	l.t.Helper()
	high, least, most := l.button(im), l.scale*30/100, l.scale*48/100
	if high < least || high > most {
		l.t.Errorf("%d wide: the main button is %d px high, want %d to %d", l.width, high, least, most)
	}
}

// button is the height of the main button in px, 0 while it is not drawn.
func (l *looks) button(im *image.RGBA) (high int) {
	th := &theme.Theme{Mode: l.mode}
	blue := color.RGBAModel.Convert(th.Color(fynetheme.ColorNamePrimary, fynetheme.VariantLight))
	for y := range 120 {
		n := 0
		for x := range im.Bounds().Dx() / 2 {
			if im.RGBAAt(x, y) == blue {
				n++
			}
		}
		if n > 20 {
			high++
		}
	}
	return high
}

// jumps counts how often the color of a column of pixels changes at once, as it does
// along letters but not in a shadow.
func jumps(im *image.RGBA, x, top, bottom int) (n int) {
	for y := top + 1; y < bottom; y++ {
		a, b := im.RGBAAt(x, y-1), im.RGBAAt(x, y)
		for _, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
			if d > 48 || d < -48 {
				n++
				break
			}
		}
	}
	return n
}

// capture is what the window shows.
func (l *looks) capture() *image.RGBA {
	l.t.Helper()
	size := l.numbers("WIDTH", "HEIGHT", "getwindowgeometry", "--shell", l.id)
	all := l.picture()
	im := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(im, im.Bounds(), all, l.at, draw.Src)
	return im
}

// numbers returns two of the numbers that xdotool tells.
func (l *looks) numbers(x, y string, args ...string) (p image.Point) {
	l.t.Helper()
	for line := range strings.Lines(l.run("xdotool", args...)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if to, ok := map[string]*int{x: &p.X, y: &p.Y}[name]; ok {
			*to, _ = strconv.Atoi(value)
		}
	}
	return p
}

// away takes the pointer off the window, which is where Xvfb would draw it.
func (l *looks) away() {
	l.t.Helper()
	l.run("xdotool", "mousemove", fmt.Sprint(looksWidth-1), fmt.Sprint(looksHeight-1))
}

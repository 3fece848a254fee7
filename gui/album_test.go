package gui

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account/fetch"
	"popmail/gui/kit/guitest"
	"popmail/gui/viewer"
	"popmail/storage/storagetest"
)

// Attached pictures open in a window of their own, on the one that was pressed, and are
// saved from there; a program that says it is a picture is none.
func TestAttachedPicturesOpen(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	part := func(name string) string {
		return "--b\r\nContent-Type: image/png; name=" + name + "\r\nContent-Disposition: attachment; filename=" + name + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString(b.Bytes()) + "\r\n"
	}
	d := &fakeDesktop{}
	s := newStageOf(t, true, nil, func(o *Options) { o.Desktop = d })
	raw := "From: eva@shop.example\r\nTo: ann@example.org\r\nSubject: Pictures\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nLook\r\n" + part("one.png") + part("two.png") + "--b--\r\n"
	storagetest.Deliver(t, s.store.Store, 1, fetch.Incoming{UID: "u", Raw: []byte(raw), At: noon})
	s.news()
	s.tapRow(0)
	tiles := guitest.All(said, func(o tappable) bool { return name(o) == "*reader.tile" }, s.main)
	shots := guitest.All(said, func(o tappable) bool { return name(o) == "*reader.shot" }, s.main)
	if len(tiles) != 2 || len(shots) != 2 {
		t.Fatalf("%d tiles, %d previews", len(tiles), len(shots))
	}
	test.Tap(tiles[1])
	two := s.beside("two.png")
	d.place = filepath.Join(t.TempDir(), "x.png")
	two.ctrl(fyne.KeyS)
	if data, err := os.ReadFile(d.place); err != nil || !bytes.Equal(data, b.Bytes()) || d.names[0] != "two.png" {
		t.Errorf("saved %d octets, %v, under %q", len(data), err, d.names)
	}
	two.key(fyne.KeyLeft)
	if two.window.Title() != "one.png" {
		t.Errorf("title %q", two.window.Title())
	}
	test.Tap(shots[1])
	if len(s.sides.open) != 1 || two.window.Title() != "two.png" || len(d.opened) != 0 {
		t.Errorf("%d windows, %q is shown, opened %q", len(s.sides.open), two.window.Title(), d.opened)
	}
	v := guitest.Last(t, said, "viewer", func(*viewer.Viewer) bool { return true }, two.main)
	two.window.Canvas().OnTypedRune()('+')
	two.key(fyne.KeyEscape)
	if v == nil || len(s.sides.open) != 0 {
		t.Error("Escape does not close the window")
	}
}

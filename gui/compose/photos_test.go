package compose

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account/letter"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/picture"
	"popmail/gui/kit/widgets"
)

// snap is a photo of w by h pixels; placed: it says where it was taken.
func snap(t testing.TB, w, h int, placed bool) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(r.UintN(200))
	}
	img.SetGray(0, 0, color.Gray{})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 97}); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	if placed {
		data = append([]byte("\xff\xd8\xff\xe1\x00\x31http://ns.adobe.com/xap/1.0/\x00 exif:GPSLatitude "), data[2:]...)
	}
	return data
}

func readLine(o fyne.CanvasObject) (string, bool) {
	switch v := o.(type) {
	case *widgets.Button:
		return v.Text, true
	case *widgets.Text:
		return v.Text(), true
	}
	return "", false
}

// said is what the line of photos says; "[ ]" stand around what can be tapped.
func said(e *Editor) string {
	if e.photos.Hidden {
		return ""
	}
	out := []string{e.photos.text.Text()}
	for _, b := range []*widgets.Button{e.photos.first, e.photos.second} {
		if !b.Hidden {
			out = append(out, "["+b.Text+"]")
		}
	}
	return strings.TrimSpace(strings.Join(out, " "))
}

// outgoing is how the n-th file of the letter goes.
func outgoing(t *testing.T, e *Editor, n int) letter.Attachment {
	t.Helper()
	l, err := e.Outgoing()(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return l.Attachments[n]
}

func TestPhotosSmallerAndBack(t *testing.T) {
	e, w, changes := newStage(t)
	whole := letter.Attachment{Name: "pier.JPG", Type: "image/jpeg", Data: snap(t, 2600, 1300, true)}
	e.Attach(letter.Attachment{Name: "a.txt", Type: "text/plain", Data: []byte("a")})
	if said(e) != "" {
		t.Errorf("something is said where there is no photo: %s", said(e))
	}
	e.Attach(whole)
	offer := said(e)
	if !strings.HasPrefix(offer, "The photo tells where it was taken. [Make the photo smaller: ") {
		t.Errorf("%s", offer)
	}
	if got := outgoing(t, e, 1); !bytes.Equal(got.Data, whole.Data) || got.Whole != nil {
		t.Error("the photo changes before anybody wants it")
	}
	was := *changes
	test.Tap(e.photos.first)
	if *changes == was || e.Letter().Photos != letter.PhotosSmaller {
		t.Error("the wish is not kept")
	}
	got := outgoing(t, e, 1)
	if len(got.Data) >= len(whole.Data)*8/10 || picture.Place(got.Data) || got.Whole == nil || !bytes.Equal(got.Whole.Data, whole.Data) || got.Name != "pier.JPG" {
		t.Errorf("%d octets, place %v, %s", len(got.Data), picture.Place(got.Data), got.Name)
	}
	if kept := e.Letter().Attachments[1]; !bytes.Equal(kept.Data, whole.Data) {
		t.Error("the draft has lost the photo itself")
	}
	text := guitest.Reading(readLine).Text(w.Content())
	guitest.Sees(t, text, "and without the place where", "Send full size")
	if w.Canvas().Focused() != fyne.Focusable(e.text) {
		t.Error("what is typed now is not written")
	}
	w.Canvas().Focus(e.photos.first)
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if said(e) != offer || e.Letter().Photos != letter.PhotosWhole || !bytes.Equal(outgoing(t, e, 1).Data, whole.Data) {
		t.Errorf("it is not taken back: %s", said(e))
	}
	test.Tap(e.photos.second)
	if got := outgoing(t, e, 1); len(got.Data) >= len(whole.Data) || len(got.Data) < len(whole.Data)-100 || picture.Place(got.Data) {
		t.Errorf("%d of %d octets, place %v", len(got.Data), len(whole.Data), picture.Place(got.Data))
	}
	test.Tap(e.files.Objects[1].(*tile).cross)
	if said(e) != "" {
		t.Errorf("without photos: %s", said(e))
	}
}

// TestPhotosSayNoMoreThanIsKnown: nothing of files that cannot be changed, nothing of the place
// where one of the photos may still tell it.
func TestPhotosSayNoMoreThanIsKnown(t *testing.T) {
	big, placed := snap(t, 2600, 1300, false), snap(t, 2600, 1300, true)
	heic := letter.Attachment{Name: "IMG_1.HEIC", Type: "application/octet-stream", Data: make([]byte, 3<<20)}
	jpg := func(data []byte) letter.Attachment {
		return letter.Attachment{Name: "x.jpg", Type: "image/jpeg", Data: data}
	}
	for name, c := range map[string]struct {
		files     []letter.Attachment
		tap       bool
		yes, noes string
	}{
		"heic":                {files: []letter.Attachment{heic}},
		"small":               {files: []letter.Attachment{jpg(snap(t, 200, 200, false))}},
		"no photo":            {files: []letter.Attachment{jpg(bytes.Repeat([]byte("no "), 400000))}},
		"no place":            {files: []letter.Attachment{jpg(big)}, tap: true, yes: "made smaller", noes: "taken"},
		"with one nobody can": {files: []letter.Attachment{jpg(placed), heic}, tap: true, yes: "made smaller", noes: "taken"},
		"small with place":    {files: []letter.Attachment{jpg(snap(t, 200, 200, true))}, yes: "[Take out the place]", noes: "smaller"},
	} {
		t.Run(name, func(t *testing.T) {
			e, _, _ := newStage(t)
			e.Attach(c.files...)
			if c.tap {
				test.Tap(e.photos.first)
			}
			if s := said(e); c.yes == "" && s != "" || !strings.Contains(s, c.yes) || c.noes != "" && strings.Contains(s, c.noes) {
				t.Errorf("%q", s)
			}
		})
	}
}

// TestPhotosGoAsPromised: what was not ready when the letter is sent is made ready, and where
// there is no time for it the letter does not go.
func TestPhotosGoAsPromised(t *testing.T) {
	e, _, _ := newStage(t)
	e.Set(&letter.Letter{Photos: letter.PhotosSmaller, Attachments: []letter.Attachment{{Name: "x.jpg", Type: "image/jpeg", Data: snap(t, 2600, 1300, true)}}})
	e.files.Objects[0].(*tile).photo = photo{}
	e.photosChanged()
	if s := said(e); s != "Making the photos smaller… [Send full size]" {
		t.Error(s)
	}
	if got := outgoing(t, e, 0); picture.Place(got.Data) || got.Whole == nil {
		t.Error("it goes as it is")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if l, err := e.Outgoing()(ctx); err == nil {
		t.Errorf("it goes with %d octets", len(l.Attachments[0].Data))
	}
}

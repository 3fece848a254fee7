package reader

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// The menu of a picture in the text saves it, whether it came as a part or within the page.
func TestSavePictureOfTheText(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	photo := guitest.Photo(t, 100, 60)
	s.r.LoadAttachment = func(context.Context, mailbox.ID, int) ([]byte, error) { return photo, nil }
	s.r.OnPictures = func(id mailbox.ID, list []eml.Attachment, first int) {
		s.said = append(s.said, fmt.Sprint("pictures ", id, " ", first))
	}
	var title string
	var saved []byte
	s.r.OnSavePicture = func(name string, octets func() []byte) { title, saved = name, octets() }
	menu := func(label string, x, y float32) {
		t.Helper()
		items := s.r.body.MenuItems
		defer func() { s.r.body.MenuItems = items }()
		var shown []*fyne.MenuItem
		s.r.body.MenuItems = func() []*fyne.MenuItem { shown = items(); return shown }
		s.r.body.TappedSecondary(&fyne.PointEvent{Position: fyne.NewPos(x, y), AbsolutePosition: fyne.NewPos(200, 300)})
		for _, i := range shown {
			if i.Label == label {
				i.Action()
				return
			}
		}
		t.Errorf("there is no %q at %v, %v", label, x, y)
	}
	s.r.ShowMessage(received(t, walk))
	menu("Save picture…", 20, 60)
	s.wants("save 7 0")
	menu("Show picture", 20, 60)
	s.wants("pictures 7 0")

	c := received(t, "Content-Type: text/plain\n\nx\n")
	c.Message.Pages = []eml.Page{{HTML: `<body style="margin:0"><img src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(photo) + `"><p>words</p>`}}
	s.r.ShowMessage(c)
	menu("Save picture…", 20, 30)
	if title != "picture" || !bytes.Equal(saved, photo) {
		t.Errorf("%d octets saved as %q", len(saved), title)
	}
	if p := s.r.body.Pointed(); p != nil {
		t.Error("it is still pointed at")
	}
	for ref, want := range map[string]string{"https://a.example/pics/boat.png?x=1": "boat", "https://a.example/": "picture", "cid:x": "picture", "http://a.example/..png": "picture"} {
		if got := nameOf(ref); got != want {
			t.Errorf("%s is called %q", ref, got)
		}
	}
}

package gui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/account/fetch"
	"popmail/gui/htmlview"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/storage/storagetest"
)

// within is a message with text and, where there is one, something attached.
func within(subject, body, attached string) string {
	head := "From: Eva <eva@shop.example>\r\nTo: ann@example.org\r\nSubject: " + subject + "\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n" +
		"List-Unsubscribe: <https://shop.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
	html := "Content-Type: text/html; charset=utf-8\r\n\r\n<p>" + body + "</p><img src=\"https://cdn.shop.example/x.gif\" width=60 height=40>\r\n"
	if attached == "" {
		return head + html
	}
	mark := "b" + strings.ReplaceAll(subject, " ", "")
	return head + "Content-Type: multipart/mixed; boundary=" + mark + "\r\n\r\n--" + mark + "\r\n" + html + "--" + mark + "\r\n" + attached + "\r\n--" + mark + "--\r\n"
}

// letterStage is a window on a message that holds a message, which holds another.
func letterStage(t *testing.T) (*stage, *internet, *fakeDesktop) {
	web, d := &internet{}, &fakeDesktop{}
	s := newStageOf(t, true, nil, func(o *Options) {
		web.brittle = o.Mail.(*brittle)
		o.Pictures, o.Desktop = web, d
	})
	file := "Content-Type: application/octet-stream; name=plan.xyz\r\nContent-Disposition: attachment; filename=plan.xyz\r\n\r\nthe plan"
	inner := within("Inmost", "the innermost words", file)
	middle := within("Middle", "words between", "Content-Type: application/octet-stream; name=\"in.eml\"\r\nContent-Disposition: attachment; filename=\"in.eml\"\r\n\r\n"+inner)
	raw := within("Outer", "outer words", "Content-Type: message/rfc822\r\n\r\n"+middle)
	storagetest.Deliver(t, s.store.Store, 1, fetch.Incoming{UID: "u", Raw: []byte(raw), At: noon})
	s.news()
	s.tapRow(0)
	return s, web, d
}

// beside is the window beside the main one with a title.
func (s *stage) beside(title string) *side {
	s.t.Helper()
	for _, x := range s.sides.open {
		if x.window.Title() == title {
			return x
		}
	}
	s.t.Fatalf("no window %q is open", title)
	return nil
}

func (s *side) pane(t *testing.T) string {
	none := func(fyne.CanvasObject) (string, bool) { return "", false }
	return guitest.Last(t, none, "text", func(*htmlview.View) bool { return true }, s.main).Text()
}

func (s *side) key(name fyne.KeyName) { s.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name}) }

func (s *side) ctrl(name fyne.KeyName) {
	s.window.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault})
}

// An attached message is read in a window of its own, one in it likewise; each is saved,
// searched and closed by the keys that one expects, and all go with the main window.
func TestAttachedMessages(t *testing.T) {
	s, web, d := letterStage(t)
	s.saving.openAttachment(1, 0)
	middle := s.beside("Middle")
	if got := middle.pane(t); !strings.Contains(got, "words between") || strings.Contains(got, "outer words") {
		t.Fatalf("shown: %s", got)
	}
	if said := guitest.Reading(said).Text(middle.main); !strings.Contains(said, "cdn.shop.example are not loaded") || strings.Contains(said, "mailing list") {
		t.Errorf("said: %s", said)
	}
	if find(middle.main, "Always for this sender") != nil || len(web.asked) != 0 {
		t.Error("pictures of a sender who is made up easily are fetched unasked")
	}
	s.saving.openAttachment(1, 0)
	if len(s.sides.open) != 1 {
		t.Error("the same message is open twice")
	}
	middle.saving.openAttachment(1, 0)
	inmost := s.beside("Inmost")
	if got := inmost.pane(t); !strings.Contains(got, "innermost words") {
		t.Errorf("shown: %s", got)
	}
	inmost.saving.openAttachment(1, 0)
	if len(d.opened) != 1 || !strings.HasSuffix(d.opened[0], "/plan.xyz") {
		t.Errorf("opened %q", d.opened)
	}
	d.place = filepath.Join(t.TempDir(), "x.eml")
	inmost.ctrl(fyne.KeyS)
	if data, err := os.ReadFile(d.place); err != nil || !strings.HasPrefix(string(data), "From: Eva") || !strings.Contains(string(data), "the plan") || d.names[0] != "Inmost.eml" {
		t.Errorf("saved %.60q, %v, under %q", data, err, d.names)
	}
	inmost.ctrl(fyne.KeyF)
	if inmost.window.Canvas().Focused() == nil {
		t.Error("nothing is there to find words with")
	}
	inmost.key(fyne.KeyEscape)
	if len(s.sides.open) != 2 {
		t.Fatal("Escape closes the window while words are looked for")
	}
	inmost.key(fyne.KeyEscape)
	if len(s.sides.open) != 1 {
		t.Fatal("Escape does not close the window")
	}
	middle.ctrl(fyne.KeyW)
	if len(s.sides.open) != 0 {
		t.Fatal("Ctrl+W does not close the window")
	}
	s.saving.openAttachment(1, 0)
	s.Window.close()
	if len(s.sides.open) != 0 {
		t.Error("an attached message outlives the main window")
	}
}

func said(o fyne.CanvasObject) (string, bool) {
	if p, ok := o.(*widgets.Text); ok {
		return p.Text(), true
	}
	return "", false
}

// The pictures of an attached message are fetched once the person says so there, who is online, also
// after the main window was drawn anew.
func TestAttachedPictures(t *testing.T) {
	s, web, _ := letterStage(t)
	s.activity.workOffline(true)
	s.saving.openAttachment(1, 0)
	beside := s.beside("Middle")
	ask := func() { find(beside.main, "Show pictures").Tapped(nil) }
	ask()
	if now := beside.toasts.now; len(web.asked) > 0 || now == nil || now.Action().Text != "Go online" {
		t.Fatalf("offline it asked for %v", web.asked)
	}
	s.activity.workOffline(false)
	s.Window = s.Window.anew()
	s.activity.workOffline(true)
	ask()
	if len(web.asked) > 0 {
		t.Fatalf("offline it asked for %v", web.asked)
	}
	test.Tap(beside.toasts.now.Action())
	if s.activity.worksOffline() {
		t.Error("it goes on working offline")
	}
	if len(web.asked) != 1 {
		t.Errorf("asked for %v", web.asked)
	}
}

// Only so many windows are open, and what lies very deep is not opened as a message.
func TestManyAttachedMessages(t *testing.T) {
	s, _, d := letterStage(t)
	for i := range mostSides + 5 {
		s.sides.show(fmt.Sprint(i), "window", s.store, fyne.NewSize(100, 100), func(*side) fyne.CanvasObject { return widgets.NewHairline() })
	}
	if len(s.sides.open) != mostSides || s.toasts.now == nil {
		t.Errorf("%d windows", len(s.sides.open))
	}
	s.sides.closeAll()
	s.saving.openAttachment(1, 0)
	middle := s.beside("Middle")
	middle.saving.store.(*enclosed).depth = mostDeep
	middle.saving.openAttachment(1, 0)
	if len(s.sides.open) != 1 || len(d.opened) != 1 || !strings.HasSuffix(d.opened[0], "/in.eml") {
		t.Errorf("%d windows, opened %q", len(s.sides.open), d.opened)
	}
}

// The window of an attached message at widths, by mouse.
func TestAttachedByMouse(t *testing.T) {
	s, _, _ := letterStage(t)
	tile := guitest.Last(t, said, "tile", func(o tappable) bool { return name(o) == "*reader.tile" }, s.main)
	test.Tap(tile)
	s.beside("Middle")
}

type tappable interface {
	fyne.CanvasObject
	fyne.Tappable
}

func name(o fyne.CanvasObject) string { return fmt.Sprintf("%T", o) }

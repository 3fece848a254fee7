package gui

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/storage/storagetest"
)

// pick carries out an entry of the menu of the message that is shown.
func (s *stage) pick(label string) {
	s.t.Helper()
	s.window.Canvas().Unfocus()
	s.press(desktop.KeyMenu)
	menu := guitest.Last(s.t, func(fyne.CanvasObject) (string, bool) { return "", false }, "menu", func(m *widgets.Menu) bool { return len(m.Items()) > 0 }, s.front())
	for _, i := range menu.Items() {
		if i.Label == label {
			s.window.Canvas().Overlays().Remove(s.front())
			i.Action()
			return
		}
	}
	s.t.Fatalf("no %q in the menu", label)
}

// A message is saved as it was received, under its subject; what cannot be written says so.
func TestSaveMessage(t *testing.T) {
	dir := t.TempDir()
	l := numbered(1)
	l.Subject = "Offer 3/4: “yes?”"
	d := &fakeDesktop{place: filepath.Join(dir, "x.eml")}
	s := newStageOf(t, true, []storagetest.Mail{l}, func(o *Options) { o.Desktop = d })
	s.listing.list.Select(1)
	s.pick("Save the message…")
	if data, err := os.ReadFile(d.place); err != nil || string(data) != string(l.Raw()) {
		t.Errorf("%q, %v", data, err)
	}
	if err := os.Remove(d.place); err != nil {
		t.Fatal(err)
	}
	s.window.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierShortcutDefault})
	if data, err := os.ReadFile(d.place); err != nil || string(data) != string(l.Raw()) {
		t.Errorf("by Ctrl+S: %q, %v", data, err)
	}
	s.bring(paneReader)
	s.panes.Enlarge(true) // whoever reads prints; else Ctrl+P goes to any place
	s.window.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyP, Modifier: fyne.KeyModifierShortcutDefault})
	if len(d.opened) != 1 || !strings.HasSuffix(d.opened[0], ".html") {
		t.Errorf("Ctrl+P has opened %q", d.opened)
	}
	if d.names[0] != "Offer 3_4_ “yes_”.eml" {
		t.Errorf("the name offered is %q", d.names[0])
	}
	d.place = filepath.Join(dir, "nowhere", "x.eml")
	s.pick("Save the message…")
	if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), "didn’t work") {
		t.Error("nothing says that it was not saved")
	}
	d.none = context.Canceled // the program ends
	s.toasts.hide()
	s.pick("Save the message…")
	if asksForPath(s.window) || s.toasts.now != nil {
		t.Error("something happens at the end of the program")
	}
}

// A message for the browser is a private file of PopMail's own.
func TestOpenInBrowser(t *testing.T) {
	l := numbered(1)
	l.Subject = "Offer 3/4"
	d := &fakeDesktop{}
	data := t.TempDir()
	clock := noon
	s := newStageOf(t, true, []storagetest.Mail{l}, func(o *Options) {
		o.Desktop, o.DataFolder, o.Now = d, data, func() time.Time { return clock }
	})
	s.listing.list.Select(1)
	s.pick("Open in browser")
	if len(d.opened) != 1 {
		t.Fatalf("opened %q", d.opened)
	}
	u, err := url.Parse(d.opened[0])
	if err != nil || u.Scheme != "file" || filepath.Base(u.Path) != "Offer 3_4.html" || !strings.HasPrefix(u.Path, filepath.Join(data, opened)) {
		t.Fatalf("opened %v, %v", u, err)
	}
	page, err := os.ReadFile(u.Path)
	if err != nil || !strings.Contains(string(page), "default-src 'none'") || !strings.Contains(string(page), "Offer 3/4") {
		t.Errorf("%s, %v", page, err)
	}
	if i, err := os.Stat(filepath.Dir(u.Path)); err != nil || i.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", i, err)
	}
	s.saving.forgetOpened()
	if _, err := os.Stat(u.Path); err == nil {
		t.Error("it is never forgotten")
	}
	// PopMail runs for days: each of them takes away what was lent long ago, and nothing else.
	s.pick("Open in browser")
	s.pick("Open in browser")
	path := func(i int) string {
		u, err := url.Parse(d.opened[i])
		s.must(err)
		return u.Path
	}
	for i, age := range map[int]time.Duration{1: 80 * time.Hour, 2: 60 * time.Hour} {
		at := time.Now().Add(-age)
		s.must(os.Chtimes(filepath.Dir(path(i)), at, at))
	}
	clock = clock.AddDate(0, 0, 1)
	s.run.Fire(time.Minute)
	if _, err := os.Stat(path(1)); err == nil {
		t.Error("what was lent days ago stays")
	}
	if _, err := os.Stat(path(2)); err != nil {
		t.Error(err)
	}
}

// Where the system has no dialog for files PopMail's own one saves, and Escape leaves it.
func TestOwnDialogSaves(t *testing.T) {
	dir := t.TempDir()
	d := &fakeDesktop{none: errors.New("no portal")}
	s := withFile(t, d)
	s.app.Preferences().SetString(prefSaved, dir)
	s.saving.saveAttachment(1, 0)
	if !asksForPath(s.window) {
		t.Fatal("there is no dialog")
	}
	s.press(fyne.KeyEscape)
	if asksForPath(s.window) {
		t.Error("Escape does not leave it")
	}
	s.saving.saveAttachment(1, 0)
	s.tap("Save")
	if data, err := os.ReadFile(filepath.Join(dir, "plan 1%.xyz")); err != nil || string(data) != "%PDF-1.4\n" {
		t.Errorf("%q, %v", data, err)
	}
	if s.toasts.now == nil || !strings.HasPrefix(s.toasts.now.Text(), "Saved as "+dir) {
		t.Error("it is not said where the file lies")
	}
	s.saving.saveAll(1)
	if !asksForPath(s.window) {
		t.Error("for a folder there is no dialog")
	}
	s.must(os.Remove(filepath.Join(dir, "plan 1%.xyz")))
	s.tap("Save here")
	if data, err := os.ReadFile(filepath.Join(dir, "plan 1%.xyz")); err != nil || string(data) != "%PDF-1.4\n" {
		t.Errorf("%q, %v", data, err)
	}
	// What is there is asked about.
	s.saving.saveAttachment(1, 0)
	s.tap("Save")
	s.sees("Replace “plan 1%.xyz”?")
	s.tap("Cancel")
	s.press(fyne.KeyEscape)
	if asksForPath(s.window) {
		t.Error("it asks on")
	}
	// A file that is to be read.
	var chosen string
	s.saving.chooseFile("Which?", "Open", func(path string) { chosen = path })
	for _, r := range "1%" {
		s.window.Canvas().Focused().TypedRune(r)
	}
	s.press(fyne.KeyReturn)
	if chosen != filepath.Join(dir, "plan 1%.xyz") {
		t.Errorf("%q was chosen", chosen)
	}
}

// asksForPath reports whether a window asks for a file or a folder.
func asksForPath(w fyne.Window) bool {
	top := w.Canvas().Overlays().Top()
	return top != nil && len(guitest.All(readWriting, func(b *widgets.Button) bool { return b.Text == "Cancel" }, top)) > 0 && len(guitest.All(readWriting, func(*widgets.List) bool { return true }, top)) > 0
}

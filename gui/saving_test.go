package gui

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
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
	s := newStageOf(t, true, []storagetest.Mail{l}, func(o *Options) { o.Desktop, o.DataFolder = d, data })
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
}

// TestLent: PopMail runs for days, and is begun anew: what other programs were lent long ago is gone then, and what was
// changed since stays, for a month after that.
func TestLent(t *testing.T) {
	hours := func(n int) time.Time { return time.Now().Add(time.Duration(-n) * time.Hour) }
	for name, c := range map[string]struct {
		did       func(t *testing.T, path string) // another program, or the clock
		day, anew bool                            // it is still there after a day has passed, and after the next start
	}{
		"read just now":          {did: func(*testing.T, string) {}, day: true},
		"60 hours":               {did: func(t *testing.T, p string) { lentBefore(t, p, 60, 60) }, day: true},
		"80 hours":               {did: func(t *testing.T, p string) { lentBefore(t, p, 80, 80) }},
		"a program had it":       {did: func(t *testing.T, p string) { lentBefore(t, p, 80, 20) }, day: true}, // and its lock is gone
		"saved in place":         {did: func(t *testing.T, p string) { saved(t, lentBefore(t, p, 200, 200), hours(100)) }, day: true, anew: true},
		"saved, then closed":     {did: func(t *testing.T, p string) { saved(t, lentBefore(t, p, 200, 99), hours(100)) }, day: true, anew: true},
		"saved at once":          {did: func(t *testing.T, p string) { saved(t, p, hours(0).Add(5*time.Second)) }, day: true, anew: true},
		"saved long ago":         {did: func(t *testing.T, p string) { saved(t, lentBefore(t, p, 24*40, 24*31), hours(24*31)) }},
		"saved 29 days ago":      {did: func(t *testing.T, p string) { saved(t, lentBefore(t, p, 24*40, 24*29), hours(24*29)) }, day: true, anew: true},
		"saved by a wrong clock": {did: func(t *testing.T, p string) { saved(t, lentBefore(t, p, 24*40, 24*40), hours(-24*365)) }, day: true, anew: true},
		"saved as another file": {did: func(t *testing.T, p string) {
			p = lentBefore(t, p, 200, 100)
			saved(t, filepath.Join(filepath.Dir(p), "filled in.pdf"), hours(100))
		}, day: true, anew: true},
		"by another version": {did: func(t *testing.T, p string) {
			dir := filepath.Join(filepath.Dir(filepath.Dir(p)), "3141592653")
			if err := os.Rename(filepath.Dir(p), dir); err != nil {
				t.Fatal(err)
			}
			p = filepath.Join(dir, filepath.Base(p))
			saved(t, p, hours(100))
		}, day: true, anew: true},
		"half of it": {did: func(t *testing.T, p string) {
			p = lentBefore(t, p, 200, 100)
			part := filepath.Join(filepath.Dir(p), "PopMail-ABC.part")
			saved(t, part, hours(100))
			if err := os.Chtimes(filepath.Dir(p), hours(100), hours(100)); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			there := func(data string) (n int) {
				list, err := filepath.Glob(filepath.Join(data, opened, "*", "*"))
				if err != nil {
					t.Fatal(err)
				}
				return len(list)
			}
			lend := func() (*stage, string, func()) {
				data, clock := t.TempDir(), noon
				s := newStageOf(t, true, []storagetest.Mail{numbered(1)}, func(o *Options) { o.DataFolder, o.Now = data, func() time.Time { return clock } })
				path, err := s.saving.lend("form.pdf", octets([]byte("empty")))
				s.must(err)
				c.did(t, path)
				return s, data, func() { clock = clock.AddDate(0, 0, 1) }
			}
			s, data, tomorrow := lend()
			tomorrow()
			s.run.Fire(time.Minute)
			if got := there(data) > 0; got != c.day {
				t.Errorf("after a day it is there: %v, want %v", got, c.day)
			}
			s, data, _ = lend()
			s.saving.forgetOpened()
			if got := there(data) > 0; got != c.anew {
				t.Errorf("after a start it is there: %v, want %v", got, c.anew)
			}
			if _, err := os.Stat(filepath.Join(data, opened)); !c.anew && err == nil {
				t.Error("the folder stays")
			}
		})
	}
}

// lentBefore makes a lent file one that was lent some hours ago, in a folder in which something came or went touched hours ago.
func lentBefore(t *testing.T, path string, lent, touched int) string {
	t.Helper()
	at, ok := lentAt(filepath.Dir(path))
	if is, err := os.Stat(path); err != nil || !ok || !is.ModTime().Equal(at) || time.Since(at) > time.Minute {
		t.Fatalf("%s, %v", path, err)
	}
	at = at.Add(time.Duration(-lent) * time.Hour)
	dir := filepath.Join(filepath.Dir(filepath.Dir(path)), "lent-"+strconv.FormatInt(at.Unix(), 10)+"-27")
	now := filepath.Join(dir, filepath.Base(path))
	folder := time.Now().Add(time.Duration(-touched) * time.Hour)
	if err := errors.Join(os.Rename(filepath.Dir(path), dir), os.Chtimes(now, at, at), os.Chtimes(dir, folder, folder)); err != nil {
		t.Fatal(err)
	}
	return now
}

// saved is what another program does to a file at a time, in place: the time of the folder stays.
func saved(t *testing.T, path string, at time.Time) {
	t.Helper()
	folder, err := os.Stat(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(path, []byte("filled in"), 0o600), os.Chtimes(path, at, at), os.Chtimes(filepath.Dir(path), folder.ModTime(), folder.ModTime())); err != nil {
		t.Fatal(err)
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

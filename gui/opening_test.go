package gui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/storage/storagetest"
)

// fakeDesktop opens nothing, or everything.
type fakeDesktop struct {
	opened []string
	err    error
	begun  []string // folders that dialogs began in
	names  []string // that they offered
	place  string
	files  []string // that are chosen together
	none   error    // there is no dialog
}

func (d *fakeDesktop) Open(_ context.Context, address string) error {
	d.opened = append(d.opened, address)
	return d.err
}

func (d *fakeDesktop) Choose(_ context.Context, _, _, dir, name string) (string, error) {
	d.begun, d.names = append(d.begun, dir), append(d.names, name)
	return d.place, d.none
}

func (d *fakeDesktop) ChooseFiles(_ context.Context, _, _ string, many bool) ([]string, error) {
	if many {
		return d.files, d.none
	}
	return []string{d.place}, d.none
}

// withFile is a window on one message with one attachment.
func withFile(t *testing.T, d Desktop) *stage {
	l := numbered(1)
	l.Attachment = "plan 1%.xyz"
	return newStageOf(t, true, []storagetest.Mail{l}, func(o *Options) { o.Desktop = d })
}

// What no program opens is said, with what can be done instead.
func TestNoProgramOpens(t *testing.T) {
	d := &fakeDesktop{none: errors.New("no portal")}
	s := withFile(t, d)
	s.saving.openAttachment(1, 0)
	if len(d.opened) != 1 || !strings.HasPrefix(d.opened[0], "file:///") || !strings.HasSuffix(d.opened[0], "/plan%201%25.xyz") || s.toasts.now != nil {
		t.Fatalf("opened %q", d.opened)
	}
	d.err = errors.New("exit status 3")
	s.saving.openAttachment(1, 0)
	if s.toasts.now == nil || s.toasts.now.Text() != "No program on this computer could open the file. Save it instead." || s.toasts.now.Action().Text != "Save…" {
		t.Fatal("nothing says that no program opens the file")
	}
	s.toasts.now.Action().Tapped(nil)
	if !asksForPath(s.window) {
		t.Error("Save… does not ask for a place")
	}
	s.press(fyne.KeyEscape)

	s.openLink("https://example.org/a?b=c")
	if d.opened[2] != "https://example.org/a?b=c" || s.toasts.now == nil || strings.Contains(s.toasts.now.Text(), "exit status") {
		t.Fatalf("opened %q", d.opened)
	}
	s.toasts.now.Action().Tapped(nil)
	if got := s.app.Clipboard().Content(); got != "https://example.org/a?b=c" {
		t.Errorf("copied %q", got)
	}
	d.err = context.Canceled
	s.openLink("https://example.org/")
	if s.toasts.now != nil {
		t.Error("the end of the program is a failure")
	}
}

// What is saved is told with its whole path; the next dialog begins where it lies.
func TestSaving(t *testing.T) {
	dir := t.TempDir()
	d := &fakeDesktop{place: filepath.Join(dir, "plan.xyz")}
	s := withFile(t, d)
	s.saving.saveAttachment(1, 0)
	if data, err := os.ReadFile(d.place); err != nil || string(data) != "%PDF-1.4\n" {
		t.Fatalf("%q, %v", data, err)
	}
	if s.toasts.now == nil || s.toasts.now.Text() != "Saved as "+d.place || asksForPath(s.window) {
		t.Fatal("it is not said where the file lies")
	}
	s.toasts.now.Action().Tapped(nil)
	if len(d.opened) != 1 || d.opened[0] != fileAddress(dir).String() {
		t.Errorf("opened %q", d.opened)
	}
	s.saving.saveAttachment(1, 0)
	if d.begun[1] != dir {
		t.Errorf("the next dialog begins in %q", d.begun[1])
	}
	d.place = dir
	s.saving.saveAll(1)
	if s.toasts.now == nil || !strings.HasSuffix(s.toasts.now.Text(), "saved in "+dir) {
		t.Errorf("of a folder it says %q", s.toasts.now.Text())
	}
	s.toasts.hide()
	d.place = ""
	s.saving.saveAttachment(1, 0)
	if s.toasts.now != nil || asksForPath(s.window) {
		t.Error("something happens after the person has changed their mind")
	}
	d.none = errors.New("no portal")
	s.saving.saveAttachment(1, 0)
	if !asksForPath(s.window) {
		t.Error("without the system's dialog there is none")
	}
	s.press(fyne.KeyEscape)
}

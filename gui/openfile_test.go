package gui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file with a message that another program hands over is read in a window of its own, whatever
// its name; it is not kept, and nobody is asked for its pictures. What is no message is told.
func TestOpenFiles(t *testing.T) {
	web := &internet{}
	s := newStageOf(t, true, nil, func(o *Options) {
		web.brittle = o.Mail.(*brittle)
		o.Pictures = web
	})
	dir := t.TempDir()
	write := func(name, data string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return fileAddress(path).String()
	}
	inner := "Content-Type: message/rfc822\r\n\r\n" + within("Inmost", "the innermost words", "")
	letter := write("a letter 100% ü.eml", within("From a file", "words of the file", inner))
	s.OpenAddress(letter)
	w := s.beside("From a file")
	if got := w.pane(t); !strings.Contains(got, "words of the file") {
		t.Errorf("shown: %s", got)
	}
	if find(w.main, "Show pictures") != nil || len(web.asked) != 0 {
		t.Error("its pictures are offered")
	}
	s.OpenAddress(letter)
	if len(s.sides.open) != 1 {
		t.Error("the same file is open twice")
	}
	w.saving.openAttachment(0, 0)
	if got := s.beside("Inmost").pane(t); !strings.Contains(got, "innermost words") {
		t.Errorf("shown: %s", got)
	}
	s.sides.closeAll()
	s.OpenAddress(write("named otherwise", within("Otherwise", "more words", "")))
	s.beside("Otherwise")
	s.sides.closeAll()
	for address, want := range map[string]string{
		write("notes.eml", "Dear diary,\n\nno letter today.\n"): "There is no letter in “notes.eml”.",
		fileAddress(dir).String():                               "There is no letter in “" + filepath.Base(dir) + "”.",
		fileAddress(filepath.Join(dir, "gone.eml")).String():    "“gone.eml” can’t be read.",
		Refused: "This link can’t be opened.",
	} {
		s.OpenAddress(address)
		if got := s.toast(); got != want || len(s.sides.open) != 0 {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	large := filepath.Join(dir, "large.eml")
	f, err := os.Create(large)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(mostEnclosed + 1); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	s.OpenAddress(fileAddress(large).String())
	if got := s.toast(); !strings.HasPrefix(got, "“large.eml” is larger than 6") || len(s.sides.open) != 0 {
		t.Errorf("%q", got)
	}
}

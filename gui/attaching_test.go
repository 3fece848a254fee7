package gui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"popmail/account/letter"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// TestTakeFiles: what becomes of files of every kind, and what is said of it.
func TestTakeFiles(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name string, n int) string {
		t.Helper()
		if err := os.WriteFile(at(name), make([]byte, n), 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	if err := os.Mkdir(at("trip"), 0o700); err != nil {
		t.Fatal(err)
	}
	locked := write("locked.txt", 5)
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	link := at("link.txt")
	if err := os.Symlink(write("a.txt", 3), link); err != nil {
		t.Log(err)
	}
	var many []string
	for i := range 200 {
		many = append(many, write(fmt.Sprintf("n%03d.bin", i), 100))
	}
	for name, c := range map[string]struct {
		paths []string
		room  int64
		files int
		says  string
	}{
		"file":      {[]string{at("a.txt")}, 10, 1, ""},
		"link":      {[]string{link}, 10, 1, ""},
		"folder":    {[]string{at("trip"), at("a.txt")}, 10, 1, "A folder can’t be attached, only the files in it: trip."},
		"gone":      {[]string{at("x, y.txt")}, 10, 0, "Not there anymore: “x, y.txt”."},
		"empty":     {[]string{write("void.txt", 0)}, 10, 1, "There is nothing in void.txt."},
		"too large": {[]string{write("film.mp4", 11), at("a.txt")}, 10, 1, "Too large: film.mp4. All files of a letter together can be 105 MB at most."},
		"together":  {[]string{at("a.txt"), write("b.txt", 8)}, 10, 1, "Too large: b.txt. All files of a letter together can be 105 MB at most."},
		"device":    {[]string{"/dev/zero"}, 10, 0, "Could not be attached: zero."},
		"many":      {many, 100 * 100, 100, "Too large: n100.bin, n101.bin, n102.bin and 97 more. All files of a letter together can be 105 MB at most."},
		"all there": {many, 1 << 20, 200, ""},
		"locked":    {[]string{locked}, 10, 0, "You may not read locked.txt."},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "locked" && os.Geteuid() == 0 {
				t.Skip("root reads everything")
			}
			got := takeFiles(t.Context(), c.paths, c.room)
			if len(got.files) != c.files || got.words() != c.says {
				t.Errorf("%d files, %q", len(got.files), got.words())
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := takeFiles(ctx, many, 1<<20); len(got.files) != 0 {
		t.Errorf("%d files are read when nobody waits for them", len(got.files))
	}
}

// between is a context that does something when it is asked, as it is before each read: at
// the first of a file, not at the one that finds its end.
type between struct {
	context.Context
	do    func()
	asked int
}

func (b *between) Err() error {
	if b.asked++; b.asked%2 == 1 {
		b.do()
	}
	return b.Context.Err()
}

// TestTakeFileThatChanges: a file that is copied by another program is taken whole, or not.
func TestTakeFileThatChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "film.mp4")
	write := func(data string) {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	later := time.Now()
	for what, change := range map[string]func(){
		"grows": func() {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err == nil {
				_, err = f.WriteString("more")
				err = errors.Join(err, f.Close())
			}
			if err != nil {
				t.Fatal(err)
			}
		},
		"is replaced": func() {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			write("whole")
		},
		"is written over": func() {
			later = later.Add(time.Second)
			if err := os.Chtimes(path, later, later); err != nil {
				t.Fatal(err)
			}
		},
	} {
		write("whole")
		ctx := &between{Context: t.Context(), do: change}
		if got := takeFiles(ctx, []string{path}, mostAttached); len(got.files) != 0 || got.words() != "Still being written: film.mp4. Attach it again in a moment." {
			t.Errorf("%s: %d files, %q", what, len(got.files), got.words())
		}
	}
	write("whole")
	// One that changes only while it is first read is there at the second try.
	n := 0
	ctx := &between{Context: t.Context(), do: func() {
		if n++; n == 1 {
			write("all of it")
		}
	}}
	if got := takeFiles(ctx, []string{path}, mostAttached); len(got.files) != 1 || string(got.files[0].Data) != "all of it" || got.words() != "" {
		t.Errorf("once it is there: %d files, %q", len(got.files), got.words())
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if got := takeFiles(ended, []string{path}, mostAttached); len(got.files) != 0 {
		t.Error("a file is taken for a letter that is gone")
	}
}

func TestFilePaths(t *testing.T) {
	for text, want := range map[string]string{
		"/home/ann/a b.txt": "/home/ann/a b.txt",
		"file:///home/ann/a%20b.txt\r\nfile://localhost/c.txt\r\n":          "/home/ann/a b.txt|/c.txt sure",
		"x-special/nautilus-clipboard\ncopy\nfile:///home/ann/%C3%BC.txt\n": "/home/ann/ü.txt sure",
		"/a.txt\n/b.txt":            "/a.txt|/b.txt",
		"file://server/share/a.txt": "",
		"see /etc/hosts":            "",
		"/a.txt\nand words":         "",
		"":                          "",
		"copy":                      "",
		"https://example.org/a.txt": "",
	} {
		paths, sure := filePaths(text)
		got := strings.Join(paths, "|")
		if sure && got != "" {
			got += " sure"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// later is a Runner whose background goes on when it is told to.
type later struct {
	*loop.Inline
	works []func()
}

func (l *later) Go(work func(ctx context.Context), done func()) {
	l.works = append(l.works, func() { l.Inline.Go(work, done) })
}

func (l *later) all() {
	for len(l.works) > 0 {
		w := l.works[0]
		l.works = l.works[1:]
		w()
	}
}

// TestAttachingMeanwhile: a letter that is sent, closed or discarded while files are read.
func TestAttachingMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	begin := func(t *testing.T) (*fakeWriting, *draft, *later) {
		s, f := writingStage(t)
		s.write()
		d := s.letterWindow(t)
		typeInto(d, "bob@example.org\n\t")
		d.editor.Start()
		typeInto(d, "Files")
		slow := &later{Inline: s.run}
		d.run = slow
		d.attachFiles([]string{path})
		return f, d, slow
	}
	raws := func(f *fakeWriting) (out string) {
		for _, d := range f.drafts {
			out += string(d.Raw)
		}
		return out
	}
	t.Run("sent", func(t *testing.T) {
		f, d, slow := begin(t)
		d.editor.Send()
		if len(f.sent) != 0 {
			t.Fatal("it went without the file")
		}
		slow.all()
		if len(f.sent) != 1 || !strings.Contains(raws(f), "aGVsbG8=") {
			t.Errorf("%d sent", len(f.sent))
		}
	})
	t.Run("sent, and the file is gone", func(t *testing.T) {
		f, d, slow := begin(t)
		d.attachFiles([]string{path + ".gone"})
		d.editor.Send()
		slow.all()
		if len(f.sent) != 0 || d.side.toasts.now.Text() != "Not there anymore: a.txt.gone." {
			t.Errorf("%d sent, and the person does not know that a file is missing", len(f.sent))
		}
	})
	t.Run("closed", func(t *testing.T) {
		f, d, slow := begin(t)
		d.side.window.Close()
		slow.all()
		if !strings.Contains(raws(f), "aGVsbG8=") {
			t.Error("the draft has no file")
		}
	})
	t.Run("discarded", func(t *testing.T) {
		_, d, slow := begin(t)
		d.gone = true
		slow.all()
		if len(d.editor.Letter().Attachments) != 0 {
			t.Error("it gets a file")
		}
	})
}

// TestLooksOfPhotos draws what is said of photos for people to look at.
func TestLooksOfPhotos(t *testing.T) {
	photo := guitest.Noise(t, 2300, 1500)
	xmp := "http://ns.adobe.com/xap/1.0/\x00<x exif:GPSLatitude=\"50,56.17N\"/>"
	photo = append([]byte("\xff\xd8\xff\xe1\x00"+string(rune(len(xmp)+2))+xmp), photo[2:]...)
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, c := range []struct {
			name  string
			w, h  float32
			scale int
			files int
		}{{"900", 900, 700, 100, 2}, {"600", 600, 500, 100, 2}, {"600_200", 600, 700, 200, 1}, {"1280_80", 1280, 800, 80, 2}} {
			s, _ := writingStage(t)
			setLook(s.app, Look{mode, c.scale})
			s.write()
			d := s.letterWindow(t)
			d.side.window.Resize(fyne.NewSize(c.w, c.h))
			typeInto(d, "dad@home.example\n")
			d.editor.Attach(letter.Attachment{Name: "ticket.pdf", Type: "application/pdf", Data: make([]byte, 212<<10)})
			for i := range c.files {
				d.editor.Attach(letter.Attachment{Name: fmt.Sprintf("pier %d.jpg", i+1), Type: "image/jpeg", Data: photo})
			}
			guitest.Picture(t, d.side.window, "compose_photos_"+c.name+"_"+string(mode))
			test.Tap(guitest.Last(t, readWriting, "smaller", func(b *widgets.Button) bool { return strings.Contains(b.Text, " instead of ") }, d.side.window.Content()))
			guitest.Picture(t, d.side.window, "compose_smaller_"+c.name+"_"+string(mode))
			s.run.Fire(saveAfter)
		}
	}
}

// TestDropOnMainWindow: files that are dragged onto the main window begin a letter.
func TestDropOnMainWindow(t *testing.T) {
	s, _ := writingStage(t)
	path := filepath.Join(t.TempDir(), "a.txt")
	s.must(os.WriteFile(path, []byte("hello"), 0o600))
	s.writing.writeWith(pathsOf([]fyne.URI{storage.NewFileURI(path)}))
	if got := s.letterWindow(t).editor.Letter(); len(got.Attachments) != 1 || got.From.Email != "ann@example.org" {
		t.Errorf("%+v", got)
	}
	// Another letter gets its own.
	s.write()
	d := s.letterWindow(t)
	d.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(path), storage.NewFileURI(path)})
	if n := len(s.writing.open[0].editor.Letter().Attachments); n != 1 || len(d.editor.Letter().Attachments) != 2 {
		t.Errorf("%d and %d files", n, len(d.editor.Letter().Attachments))
	}
	s.run.Fire(time.Second)
}

// TestFilesThatFitNoMore: what has come into a letter while files were read counts as well, and so do the pictures of
// what it quotes.
func TestFilesThatFitNoMore(t *testing.T) {
	file := func(name string, n int) letter.Attachment {
		return letter.Attachment{Name: name, Data: make([]byte, n)}
	}
	got := taken{files: []letter.Attachment{file("a", 40), file("b", 70), file("c", 60), file("void", 0)}, left: map[reason][]string{}}
	got.fit(100)
	if len(got.files) != 3 || strings.Join(got.left[tooLarge], "") != "b" {
		t.Errorf("%d files, %v left out", len(got.files), got.left)
	}
	got.fit(-5)
	if len(got.files) != 1 || got.files[0].Name != "void" {
		t.Errorf("%d files without room", len(got.files))
	}
	l := &letter.Letter{Attachments: []letter.Attachment{file("a", 10)}, Quote: &letter.Quote{Pictures: []letter.Picture{{Data: make([]byte, 30)}}}}
	if n := roomIn(l); n != mostAttached-40 {
		t.Errorf("room for %d", n)
	}
	// Both lots are read before either is in the letter.
	s, _ := writingStage(t)
	s.writing.begin(&letter.Letter{}, 1, 0, 0)
	d := s.letterWindow(t)
	path := filepath.Join(t.TempDir(), "photo.jpg")
	s.must(os.WriteFile(path, make([]byte, 1<<20), 0o600))
	inner := d.run
	d.side.shell.run = inner
	d.writing.shell.run = &overtaking{Runner: inner, then: func() { d.editor.Attach(file("film.mp4", mostAttached-1000)) }}
	d.attachFiles([]string{path})
	if n := len(d.editor.Letter().Attachments); n != 1 {
		t.Errorf("%d files are in the letter", n)
	}
	d.sees(t, "Too large: photo.jpg.")
}

// overtaking does something between what is done in the background and what is done with it.
type overtaking struct {
	loop.Runner
	then func()
}

func (b *overtaking) Go(work func(ctx context.Context), done func()) {
	b.Runner.Go(work, func() {
		if then := b.then; then != nil {
			b.then = nil
			then()
		}
		done()
	})
}

package gui

import (
	"bytes"
	"context"
	"flag"
	"mime"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/letter"
	"popmail/assets/sample"
	"popmail/gui/kit/guitest"
	"popmail/gui/moving"
	"popmail/gui/wizard"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

var update = flag.Bool("update", false, "make the pictures of the guide anew")

// pictured is a window with the sample mail, as far as its subjects and names are in letters that
// every computer can show.
func pictured(t *testing.T) *stage {
	t.Helper()
	c := &copier{dir: filepath.Join(t.TempDir(), "backups"), state: BackupState{Place: "/media/ann/STICK/backups"}}
	s := newStage(t, 0, func(o *Options) {
		c.store = o.Mail.(*brittle).Store
		o.Writing, o.Backups, o.Restoring, o.Mover, o.Travel = &fakeWriting{}, c, c, &olderPrograms{}, &fakeTravel{}
		o.Tray, o.Notices, o.Pictures = &fakeTray{}, &fakeDesk{}, &internet{brittle: o.Mail.(*brittle)}
	})
	words.Use("en-US")
	var in []fetch.Incoming
	for _, m := range sample.Messages(noon) {
		head, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if s.must(err); !latin(head.Header.Get("From")) || !latin(head.Header.Get("Subject")) {
			continue
		}
		at, err := head.Header.Date()
		s.must(err)
		in = append(in, fetch.Incoming{UID: m.UID, Raw: bytes.Clone(m.Raw), At: at, Listed: int64(len(m.Raw))})
	}
	for _, o := range storagetest.Deliver(t, s.store.Store, 1, in...) {
		s.must(o.Err)
	}
	ids := func(subjects ...string) (out []mailbox.ID) {
		rows, err := s.store.List(t.Context(), mailbox.View{Account: 1}, 0)
		s.must(err)
		for _, r := range rows {
			if len(subjects) == 0 || slices.Contains(subjects, r.Subject) {
				out = append(out, r.ID)
			}
		}
		return out
	}
	s.must(s.store.SetFlag(t.Context(), ids(), mailbox.Read, true))
	s.must(s.store.SetFlag(t.Context(), ids("Photos from the garden", "Gale warning lifted", "Two loans are due in three days"), mailbox.Read, false))
	s.must(s.store.SetFlag(t.Context(), ids("Your appointment", "Spare room in December"), mailbox.Starred, true))
	for _, f := range []struct {
		name     string
		subjects []string
	}{{"Family", []string{"The letters are too small", "Re: The letters are too small", "Fwd: for your book"}}, {"Receipts", []string{"Your receipt", "Your statement is ready"}}, {"Travel", []string{"Welcome aboard", "Timetable changes"}}} {
		id, err := s.store.CreateFolder(t.Context(), f.name)
		s.must(err)
		_, err = s.store.Move(t.Context(), ids(f.subjects...), id)
		s.must(err)
	}
	s.must(s.store.SetStatus(t.Context(), 1, account.Status{LastCheck: noon.Add(-4 * time.Minute)}))
	c.BackUp()
	s.Window = New(s.o)
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(1020, 640))
	return s
}

// latin reports whether a field of a header is in Latin letters.
func latin(field string) bool {
	text, err := new(mime.WordDecoder).DecodeHeader(field)
	return err == nil && !strings.ContainsFunc(text, func(r rune) bool { return r > 0x24f && r != '’' && r != '€' })
}

// subject chooses the newest letter with a subject.
func (s *stage) subject(text string) {
	s.t.Helper()
	rows, err := s.store.List(s.t.Context(), mailbox.View{Account: 1}, 0)
	s.must(err)
	for _, r := range rows {
		if r.Subject == text {
			s.listing.list.Select(r.ID)
			s.run.Fire(time.Minute)
			return
		}
	}
	s.t.Fatalf("there is no letter %q", text)
}

// olderPrograms is mail of another program on this computer.
type olderPrograms struct{ fakeMover }

func (*olderPrograms) Places(context.Context) ([]moving.Place, error) {
	return []moving.Place{{Program: "Thunderbird", Paths: []string{"/home/ann/.thunderbird"}}}, nil
}

// TestGuidePictures: the pictures of the guide are those of the window. Run it with -update after a
// change, and look at them.
func TestGuidePictures(t *testing.T) {
	morning := noon
	t.Cleanup(func() { noon = morning })
	noon = morning.Add(4 * time.Hour) // all letters of the day have come
	for _, p := range []struct {
		name          string
		width, height float32
		show          func(t *testing.T) fyne.Window
	}{
		{"window", 1020, 640, func(t *testing.T) fyne.Window {
			s := pictured(t)
			s.subject("Your booking for the ferry on Friday")
			return s.window
		}},
		{"welcome", 820, 600, func(t *testing.T) fyne.Window {
			s := newStage(t, -1, func(o *Options) {
				c := &copier{dir: t.TempDir()}
				o.Backups, o.Restoring, o.Mover = c, c, &olderPrograms{}
				o.Import = &Importer{Find: func(context.Context) ([]wizard.Found, error) { return nil, nil }, Read: func(context.Context, string) (wizard.Found, error) { return wizard.Found{}, nil }}
			})
			s.types("Ann Example", "ann@example.org", "secret")
			return s.window
		}},
		{"server", 820, 600, func(t *testing.T) fyne.Window {
			s := newStage(t, -1, func(o *Options) { o.Setup = goodSetup{} })
			s.types("Ann Example", "ann@example.org", "secret")
			s.press(fyne.KeyReturn)
			s.press(fyne.KeyReturn)
			return s.window
		}},
		{"reading", 860, 600, func(t *testing.T) fyne.Window {
			s := pictured(t)
			s.subject("Three towns best reached by boat")
			return s.window
		}},
		{"search", 1020, 560, func(t *testing.T) fyne.Window {
			s := pictured(t)
			s.search()
			s.listing.bar.SetText("ferry")
			s.run.Fire(time.Hour)
			s.subject("Your booking for the ferry on Friday")
			return s.window
		}},
		{"write", 760, 560, func(t *testing.T) fyne.Window {
			s, _ := writingStage(t, storagetest.Mail{From: "Maria Bauer <bookings@ferry.example>", To: "Ann <ann@example.org>", Subject: "Your booking for the ferry on Friday", Text: "Dear Ann,\r\n\r\nthank you for booking with us. Your cabin is reserved.", Date: noon.Add(-2 * time.Hour)})
			s.listing.list.SelectFirst()
			s.rune('r')
			d := s.letterWindow(t)
			typeInto(d, "Dear Maria,\n\nthank you. Could we have a cabin on deck 8 instead?\n\nBest regards,\nAnn")
			d.editor.Attach(letter.Attachment{Name: "pier.jpg", Type: "image/jpeg", Data: guitest.Photo(t, 400, 300)})
			s.run.Fire(saveAfter)
			return d.side.window
		}},
		{"conversation", 1020, 640, func(t *testing.T) fyne.Window {
			s := pictured(t)
			s.listing.setTogether(true)
			s.subject("Re: Spare room in December")
			s.reading.reader.PageUp() // the test's window draws what is scrolled over what is above it
			return s.window
		}},
		{"snooze", 1020, 520, func(t *testing.T) fyne.Window {
			s := pictured(t)
			s.subject("Your appointment")
			s.snoozeChosen()
			return s.window
		}},
		{"rules", 860, 560, func(t *testing.T) fyne.Window {
			s := pictured(t)
			for _, r := range []mailbox.Rule{{Query: "from:@bank.example", Do: mailbox.RuleMove | mailbox.RuleStar, Folder: s.named("Receipts")}, {Query: "from:@ferry.example", Do: mailbox.RuleMove, Folder: s.named("Travel")}} {
				_, err := s.store.SaveRule(t.Context(), r)
				s.must(err)
			}
			s.accounts.showSettingsAt("Rules")
			return s.window
		}},
		{"ready", 860, 560, func(t *testing.T) fyne.Window {
			s := pictured(t)
			s.must(s.store.SetStatus(t.Context(), 1, account.Status{LastCheck: noon.Add(-5 * time.Hour)}))
			s.prepared.show()
			return s.window
		}},
		{"backup", 860, 600, func(t *testing.T) fyne.Window {
			s := pictured(t)
			s.accounts.showSettingsAt("Backup")
			return s.window
		}},
		{"moving", 860, 560, func(t *testing.T) fyne.Window {
			s := pictured(t)
			s.moving.bringIn("", nil)
			return s.window
		}},
	} {
		t.Run(p.name, func(t *testing.T) {
			w := p.show(t)
			w.SetPadded(false)
			w.Resize(fyne.NewSize(p.width, p.height))
			guitest.Kept(t, filepath.Join("..", "docs", "pictures", p.name+".png"), w.Canvas().Capture(), *update)
		})
	}
}

// types fills the fields of a page, the first of which has the keyboard.
func (s *stage) types(texts ...string) {
	for i, text := range texts {
		if i > 0 {
			s.window.Canvas().FocusNext()
		}
		for _, r := range text {
			s.window.Canvas().Focused().TypedRune(r)
		}
	}
}

// named is the own folder of that name.
func (s *stage) named(name string) mailbox.FolderID {
	s.t.Helper()
	for _, f := range s.known.folders {
		if f.Name == name {
			return f.ID
		}
	}
	s.t.Fatalf("there is no folder %q", name)
	return 0
}

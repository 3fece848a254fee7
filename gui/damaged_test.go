package gui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account/event"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

func TestDamagedFile(t *testing.T) {
	words.Use("en-US")
	app := test.NewTempApp(t)
	ApplyLook(app, theme.Told{Silent: true})
	w := test.NewTempWindow(t, Opening())
	w.Resize(fyne.NewSize(1280, 800))
	reading := func(o fyne.CanvasObject) (string, bool) {
		switch o := o.(type) {
		case *widgets.Text:
			return o.Text(), true
		case *widgets.Button:
			return "[" + o.Text + "]", true
		}
		return "", false
	}
	sees := func(want ...string) {
		t.Helper()
		text := guitest.Reading(reading).Text(w.Content())
		for _, want := range want {
			if no, ok := strings.CutPrefix(want, "!"); ok && strings.Contains(text, no) {
				t.Errorf("%q is seen in:\n%s", no, text)
			} else if !ok {
				guitest.Sees(t, text, want)
			}
		}
	}
	enter := func() {
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	why := fmt.Errorf("%w: raw words", mailbox.ErrDamaged)
	opened, quit := 0, 0
	m := &fakeMender{readable: Readable{Messages: 11986, All: 12408, OnServer: 5020}, together: 12406, got: Rescued{Messages: 1, Accounts: 1, Aside: "popmail damaged 2026-11-27.db"}}
	r := Repair{Run: &loop.Inline{}, Mender: m, Open: func() { opened++ }, Quit: func() { quit++ }}
	down := func() { w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown}) }

	// Without a backup.
	ShowDamaged(w, why, r)
	sees("PopMail has left it as it is. 11,986 of 12,408 messages in it can still be read.", "Use only what can be read", "11,986 messages. Missing mail is received again if it is still on the server.",
		"5,020 messages when PopMail last looked.", "kept next to the new one", "[Quit]", "[Save what can be read]", "!raw words", "!backup", "!Open it anyway", "!Choose")
	enter()
	if m.how != MendSave {
		t.Errorf("done: %d", m.how)
	}
	sees("1 message", "popmail damaged 2026-11-27.db", "received at the next check", "!set them up again")
	enter()
	if opened != 1 {
		t.Error("the mail is not shown")
	}

	// With one.
	r.Newest, r.Backups = ChosenBackup{BackupMade: BackupMade{Path: "b", Made: time.Now(), Messages: 12400}}, oneBackup{}
	r.Anyway = func() {}
	m.got = Rescued{Messages: 11986, Backup: 420, Accounts: 1, Aside: "x.db"}
	ShowDamaged(w, why, r)
	sees("There is a backup from today", "12,406 messages. The other 2 are received again if they are still on the server.", "The backup stays where it is.", "[Choose another backup…]", "[Open it anyway]", "[Restore my mail]")
	enter()
	if m.how != MendRestore || m.with.Path != "b" {
		t.Errorf("done: %d with %+v", m.how, m.with)
	}
	sees("11,986 messages were saved.", "420 messages came back from the backup.")

	// The third way, by the keyboard.
	m.got = Rescued{Messages: 2, Accounts: 1, Aside: "x.db"}
	ShowDamaged(w, why, r)
	w.Canvas().FocusPrevious() // Quit
	w.Canvas().FocusPrevious() // Open it anyway
	for w.Canvas().Focused() != nil {
		if _, ok := w.Canvas().Focused().(*widgets.OptionCard); ok {
			break
		}
		w.Canvas().FocusPrevious()
	}
	down()
	down()
	sees("[Start again]")
	for {
		if b, ok := w.Canvas().Focused().(*widgets.Button); ok && b.Text == "Start again" {
			break
		}
		w.Canvas().FocusNext()
	}
	enter()
	if m.how != MendAfresh {
		t.Errorf("done: %d", m.how)
	}
	sees("2 messages were saved: your own letters, the Trash", "still on the server will be received", "!came back")

	// What is not known is not told.
	m.readable, m.err = Readable{}, errors.New("raw words")
	ShowDamaged(w, why, r)
	sees("How much of it can be read could not be found out", "There are 12,400 messages in the backup.", "What is no longer there will be missing", "!No message", "!Being counted")
	m.err, m.readable, m.failing = nil, Readable{Messages: 3, All: 3}, errors.New("raw words")
	ShowDamaged(w, why, r)
	sees("All 3 messages in it can still be read.", "There are 12,400 messages in the backup.", "3 messages. The backup stays", "!Being counted")

	// It fails, before and after a new file was made.
	m.got = Rescued{}
	enter()
	sees("That didn’t work", "PopMail has left it as it is", "[Back]", "!raw words")
	enter()
	sees("[Restore my mail]")
	m.got = Rescued{Aside: "x.db"}
	enter()
	sees("The damaged file is now called “x.db”.", "[Continue]", "!left it as it is")
	enter()
	if opened != 2 {
		t.Error("the new file is not shown")
	}

	// Another backup.
	m.failing, m.together, m.got = nil, 7, Rescued{Messages: 3, Backup: 4, Aside: "x.db"}
	r.Newest = ChosenBackup{}
	ShowDamaged(w, why, r)
	sees("[Choose a backup…]", "!Restore the backup")
	tap := func(text string) {
		t.Helper()
		trees := append([]fyne.CanvasObject{w.Content()}, w.Canvas().Overlays().List()...)
		guitest.Last(t, guitest.Reading(reading), text, func(b *widgets.Button) bool { return b.Text == text }, trees...).Tapped(nil)
	}
	tap("Choose a backup…")
	tap("Choose")
	sees("7 messages.", "[Restore my mail]", "[Choose another backup…]")
	enter()
	if m.how != MendRestore || m.with.Path != "/backups/a" {
		t.Errorf("done: %d with %+v", m.how, m.with)
	}

	quit = 0
	ShowDamaged(w, why, Repair{Quit: func() { quit++ }})
	sees("![Save what can be read]", "[Close]", "PopMail has left it as it is. Mail still on the server can be fetched again.")
	enter()
	if quit != 1 {
		t.Error("Close does not close")
	}
}

// oneBackup is all that there is.
type oneBackup struct{ Restoring }

func (oneBackup) Made(context.Context, string) ([]BackupMade, error) {
	return []BackupMade{{Path: "/backups/a"}}, nil
}

func (oneBackup) Inside(context.Context, string, string) (BackupInside, error) {
	return BackupInside{BackupMade: BackupMade{Path: "/backups/a", Made: noon, Messages: 4}}, nil
}

// fakeMender answers as it is told to.
type fakeMender struct {
	readable Readable
	together int
	got      Rescued
	err      error // of Survey
	failing  error // of the others
	how      Mending
	with     ChosenBackup
}

func (m *fakeMender) Survey(context.Context, func(done, all int)) (Readable, error) {
	return m.readable, m.err
}

func (m *fakeMender) Together(context.Context, ChosenBackup) (int, error) {
	return m.together, m.failing
}

func (m *fakeMender) Mend(_ context.Context, how Mending, b ChosenBackup) (Rescued, error) {
	m.how, m.with = how, b
	return m.got, m.failing
}

func TestDamageThatIsMetLater(t *testing.T) {
	why := &mailbox.FileError{Err: fmt.Errorf("%w: raw words", mailbox.ErrDamaged)}
	for name, meet := range map[string]func(s *stage){
		"a change": func(s *stage) { s.store.err = why; s.filing.remove([]mailbox.ID{2}) },
		"the start": func(s *stage) {
			s.o.InLists = func(context.Context) error { return why }
			s.tellUnlisted()
			s.run.Fire(unlistedAfter)
		},
		"a session": func(s *stage) { s.activity.happened([]event.Activity{event.Failed{Account: 1, Err: why}}, false) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 3, func(o *Options) { o.OnRepair = func(context.Context) error { return nil } })
			meet(s)
			if !s.notice.Visible() || len(s.notice.Objects) != 1 {
				t.Fatal("no bar tells of the damage")
			}
			if text := s.notice.Objects[0].(*widgets.Notice).Text(); !strings.Contains(text, "is damaged") || strings.Contains(text, "raw words") {
				t.Errorf("the bar says %q", text)
			}
			if text := s.activity.bar.Line().Text; strings.Contains(text, "raw words") || strings.Contains(text, "another program") {
				t.Errorf("the status line says %q", text)
			}
			s.expect("1 2 3")
		})
	}
}

// quitting is an App that only counts how often it is to end.
type quitting struct {
	fyne.App
	quits int
}

func (q *quitting) Quit() { q.quits++ }

// PopMail closes for a repair only where its next start will offer that.
func TestRepairThatCannotBeNoted(t *testing.T) {
	for name, failing := range map[string]error{"noted": nil, "full": &fs.PathError{Op: "write", Path: "note", Err: syscall.ENOSPC}} {
		t.Run(name, func(t *testing.T) {
			app := &quitting{}
			s := newStage(t, 3, func(o *Options) {
				app.App, o.App = o.App, app
				o.OnRepair = func(context.Context) error { return failing }
			})
			s.failed(&mailbox.FileError{Err: mailbox.ErrDamaged})
			s.repairLater()
			if closes := app.quits > 0; closes != (failing == nil) {
				t.Errorf("closed %d times", app.quits)
			}
			if told := s.toasts.last != nil; told != (failing != nil) {
				t.Errorf("told: %v", told)
			}
		})
	}
}

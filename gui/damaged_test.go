package gui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account/event"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

func TestDamagedFile(t *testing.T) {
	words.Use("en-US")
	app := test.NewTempApp(t)
	ApplyLook(app, true)
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
	var done func(Rescued, error)
	opened, quit := 0, 0
	r := Repair{Rescue: func(d func(Rescued, error)) { done = d }, Open: func() { opened++ }, Quit: func() { quit++ }}
	ShowDamaged(w, why, r)
	sees("PopMail has left it as it is. Mail still on the server can be fetched again.", "[Close]", "[Save what can be read]", "!raw words", "!Nothing was changed or lost")
	enter()
	if done == nil {
		t.Fatal("nothing is saved")
	}
	sees("Saving what can be read.", "![Close]")
	done(Rescued{Messages: 1, Accounts: 1, Aside: "popmail damaged 2026-11-27.db"}, nil)
	sees("1 message", "popmail damaged 2026-11-27.db", "received at the next check", "!set them up again")
	enter()
	if opened != 1 {
		t.Error("the mail is not shown")
	}
	ShowDamaged(w, why, r)
	enter()
	done(Rescued{}, errors.New("raw words"))
	sees("That didn’t work", "PopMail has left it as it is", "!raw words")
	enter()
	if quit != 1 {
		t.Error("Close does not close")
	}
	r.Restore, r.Made = r.Rescue, BackupMade{Made: time.Now(), Messages: 12408}
	done = nil
	ShowDamaged(w, why, r)
	sees("There is a backup from today", "12,408 messages", "[Save what can be read]", "[Restore my mail]")
	enter()
	if done == nil {
		t.Fatal("nothing is restored")
	}
	done(Rescued{Messages: 11986, Backup: 420, Accounts: 1, Aside: "x.db"}, nil)
	sees("11,986 messages were saved.", "420 messages came back from the backup.")
	ShowDamaged(w, why, Repair{Quit: r.Quit})
	sees("![Save what can be read]", "[Close]")
}

func TestDamageThatIsMetLater(t *testing.T) {
	why := &mailbox.FileError{Err: fmt.Errorf("%w: raw words", mailbox.ErrDamaged)}
	for name, meet := range map[string]func(s *stage){
		"a change":  func(s *stage) { s.store.err = why; s.filing.remove([]mailbox.ID{2}) },
		"a session": func(s *stage) { s.activity.happened([]event.Activity{event.Failed{Account: 1, Err: why}}, false) },
	} {
		t.Run(name, func(t *testing.T) {
			repairs := 0
			s := newStage(t, 3, func(o *Options) { o.OnRepair = func() { repairs++ } })
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

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

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/gui/status"
	"popmail/gui/wizard"
	"popmail/storage/mailbox"
)

func TestFirstStart(t *testing.T) {
	s := newStage(t, -1)
	if _, ok := s.sheet.(*wizard.Wizard); !ok {
		t.Fatal("without an account there is no wizard")
	}
	if s.main.Visible() {
		t.Error("the window is seen behind the wizard")
	}
	if s.window.Canvas().Focused() == nil {
		t.Error("no field of the wizard has the keyboard")
	}
}

func TestReading(t *testing.T) {
	s := newStage(t, 3)
	s.expect("1 2 3")
	if got := s.window.Title(); got != "Inbox · 3 unread — PopMail" {
		t.Errorf("title %q", got)
	}
	if !s.tools.archive.Disabled() || !s.tools.remove.Disabled() {
		t.Error("buttons for chosen messages work without any")
	}
	s.listing.list.Select(2)
	if s.reading.reader.Shown() != 2 || s.tools.archive.Disabled() {
		t.Fatalf("message %d is shown", s.reading.reader.Shown())
	}
	if s.is(2, mailbox.Read) {
		t.Error("a message counts as read at once")
	}
	s.run.Fire(readAfter)
	s.news()
	if !s.is(2, mailbox.Read) {
		t.Error("the message is not read")
	}
	if got := s.window.Title(); got != "Inbox · 2 unread — PopMail" {
		t.Errorf("title %q", got)
	}
	if s.tools.read.Text != "Mark unread" {
		t.Errorf("the button says %q", s.tools.read.Text)
	}
	s.tools.read.Tapped(nil)
	s.news()
	s.run.Fire(readAfter)
	if s.is(2, mailbox.Read) {
		t.Error("what was marked unread is read again by itself")
	}
	if s.tools.read.Text != "Mark read" {
		t.Errorf("the button says %q", s.tools.read.Text)
	}
	s.listing.list.Select(3)
	s.listing.list.Select(1)
	s.run.Fire(readAfter)
	if s.is(3, mailbox.Read) || !s.is(1, mailbox.Read) {
		t.Error("walking past a message has marked it as read")
	}
}

func TestDeleteAndUndo(t *testing.T) {
	s := newStage(t, 4)
	s.listing.list.Select(2)
	s.tools.remove.Tapped(nil)
	s.news()
	s.expect("1 3 4")
	if s.role(2) != mailbox.Trash {
		t.Error("the message is not in the Trash")
	}
	if s.reading.reader.Shown() != 3 {
		t.Errorf("after deleting, message %d is shown, want the next one", s.reading.reader.Shown())
	}
	if s.toasts.now == nil || s.toasts.now.Action() == nil {
		t.Fatal("no Undo is offered")
	}
	s.tools.archive.Tapped(nil) // message 3
	s.news()
	s.expect("1 4")
	s.filing.undo()
	s.news()
	s.expect("1 3 4")
	s.filing.undo()
	s.news()
	s.expect("1 2 3 4")
	s.filing.undo()
	s.expect("1 2 3 4")
	s.run.Fire(toastTime)
	if s.toasts.now != nil {
		t.Error("the bar stays for ever")
	}
}

func TestTrashAsksOnce(t *testing.T) {
	s := newStage(t, 2)
	s.listing.list.Select(1)
	s.filing.remove([]mailbox.ID{1})
	s.news()
	s.goes(mailbox.Trash)
	s.expect("1")
	s.listing.list.Select(1)
	s.tools.remove.Tapped(nil)
	if s.row(1).ID == 0 {
		t.Fatal("gone without a question")
	}
	pop := s.window.Canvas().Overlays().Top()
	if pop == nil {
		t.Fatal("there is no question")
	}
	for _, word := range []string{"Keep", "Delete permanently"} {
		b := find(pop, word)
		if b == nil {
			t.Fatalf("no %q", word)
		}
		if word == "Delete permanently" {
			b.Tapped(nil)
		}
	}
	s.news()
	if s.row(1).ID != 0 {
		t.Error("still there")
	}
	s.expect("")
}

// find returns a button by its text.
func find(o fyne.CanvasObject, text string) *widgets.Button {
	var found *widgets.Button
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if b, ok := o.(*widgets.Button); ok && b.Text == text {
			found = b
		}
		switch o := o.(type) {
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c)
			}
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		}
	}
	walk(o)
	return found
}

func TestMailArrives(t *testing.T) {
	s := newStage(t, 1)
	late := numbered(2)
	late.Date = noon.Add(time.Minute)
	s.deliver(late)
	s.news()
	s.expect("2 1")
	// Into another folder than the one that is shown.
	_, err := s.store.Add(t.Context(), mailbox.New{Folder: s.in(mailbox.Archive), Raw: numbered(3).Raw()})
	s.must(err)
	s.news()
	s.expect("2 1")
	// What was lost is loaded anew.
	late = numbered(4)
	late.Date = noon.Add(time.Hour)
	s.deliver(late)
	for range 5000 {
		s.store.Changes().Publish(mailbox.FoldersChanged{})
	}
	s.news()
	s.expect("4 2 1")
}

// Mail that arrives while a folder is being read is listed.
func TestMailArrivesMeanwhile(t *testing.T) {
	s := newStage(t, 2)
	s.goes(mailbox.Archive)
	s.store.then = func() {
		late := numbered(3)
		late.Date = noon.Add(time.Minute)
		s.deliver(late)
		s.news()
	}
	s.goes(mailbox.Inbox)
	s.expect("3 1 2")
	// The same while the list is read anew.
	s.store.then = func() {
		late := numbered(4)
		late.Date = noon.Add(time.Hour)
		s.deliver(late)
		s.news()
	}
	s.put(mailbox.Archive, 2)
	s.news()
	s.expect("4 3 1")
}

func TestSearching(t *testing.T) {
	s := newStage(t, 12)
	s.listing.bar.SetText("letter 11")
	s.run.Fire(time.Second)
	s.expect("11")
	if !strings.HasPrefix(s.window.Title(), "Search") {
		t.Errorf("title %q", s.window.Title())
	}
	s.listing.list.SelectFirst()
	if s.reading.reader.Shown() != 11 {
		t.Error("the result is not shown")
	}
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.expect("1 2 3 4 5 6 7 8 9 10 11 12")
	if s.listing.bar.Text() != "" {
		t.Error("the field is not empty")
	}
	// A folder that is chosen ends the search.
	s.listing.bar.SetText("letter 12")
	s.run.Fire(time.Second)
	s.listing.tree.OnSelected(mailbox.View{Account: 1, Folder: s.in(mailbox.Archive)}, "Archive")
	s.expect("")
	if s.listing.searching || s.listing.bar.Text() != "" {
		t.Error("the search goes on")
	}
}

func TestStatusAndPassword(t *testing.T) {
	s := newStage(t, 1)
	s.says(event.Started{Account: 1}, event.Progress{Account: 1, Messages: 1, TotalMessages: 4, Bytes: 10, TotalBytes: 40})
	if s.activity.bar.Line().Kind != status.Busy || s.activity.bar.Action().Text != "Stop" {
		t.Errorf("%+v", s.activity.bar.Line())
	}
	s.activity.bar.Action().Tapped(nil)
	if s.post.stops != 1 {
		t.Error("Stop does not stop")
	}
	s.says(event.Failed{Account: 1, Offline: true, Err: &account.Problem{Trouble: account.TroubleOffline}})
	if !strings.Contains(s.window.Title(), "Offline") || !strings.HasPrefix(s.activity.bar.Line().Text, "Offline") {
		t.Errorf("%q, %q", s.window.Title(), s.activity.bar.Line().Text)
	}
	s.says(event.NeedsPassword{Account: 1, Rejected: true, Answer: "no such user"})
	if s.activity.asking || s.window.Canvas().Overlays().Top() != nil {
		t.Fatal("the password is asked for before the person has done anything")
	}
	s.activity.bar.Action().Tapped(nil)
	if top := s.window.Canvas().Overlays().Top(); !s.activity.asking || top == nil {
		t.Fatal("the password is not asked for")
	} else if text := guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
		p, ok := o.(*widgets.Text)
		if !ok {
			return "", false
		}
		return p.Text(), true
	}).Text(top); !strings.Contains(text, "no such user") {
		t.Errorf("the server’s words are not shown: %q", text)
	}
	test.Type(s.window.Canvas().Focused(), "rosebud")
	find(s.window.Canvas().Overlays().Top(), "OK").Tapped(nil)
	if s.post.password != "rosebud" || s.activity.asking {
		t.Errorf("password %q", s.post.password)
	}
	// "Not now" is an answer too.
	s.says(event.Started{Account: 1}, event.NeedsPassword{Account: 1})
	s.activity.getMail()
	if !s.activity.asking {
		t.Error("Get mail does not ask for the password")
	}
	find(s.window.Canvas().Overlays().Top(), "Not now").Tapped(nil)
	if s.activity.asking || s.post.checks != 1 {
		t.Error("Get mail does nothing")
	}
}

func TestTheStoreFails(t *testing.T) {
	s := newStage(t, 2)
	s.store.err = errors.New("disk I/O error")
	s.filing.remove([]mailbox.ID{1})
	if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), "didn’t work") || strings.Contains(s.toasts.now.Text(), "disk I/O error") {
		t.Error("nothing is told")
	}
	s.expect("1 2")
}

func TestNarrowWindow(t *testing.T) {
	s := newStage(t, 2)
	if s.tools.folders.Visible() || !s.listing.tree.Visible() {
		t.Error("a wide window hides its folders")
	}
	for _, width := range []float32{900, 600} {
		s.window.Resize(fyne.NewSize(width, 600))
		if !s.tools.folders.Visible() || s.listing.tree.Visible() || !s.listing.list.Visible() || s.reading.reader.Visible() != (width > 800) {
			t.Errorf("at %v the folders are %v, the list %v, the reader %v", width, s.listing.tree.Visible(), s.listing.list.Visible(), s.reading.reader.Visible())
		}
		if got := s.tools.folders; got.Text != "Inbox" || got.Count != "2" {
			t.Errorf("the button for the folders says %q %q", got.Text, got.Count)
		}
		s.tools.folders.Tapped(nil)
		if !s.listing.tree.Visible() || s.listing.list.Visible() {
			t.Error("the folders do not come")
		}
		s.listing.tree.OnSelected(mailbox.View{Account: 1, Folder: s.in(mailbox.Archive)}, "Archive")
		if s.listing.tree.Visible() || !s.listing.list.Visible() || s.tools.folders.Text != "Archive" {
			t.Error("the folders do not go")
		}
		s.tools.folders.Tapped(nil)
		s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if s.listing.tree.Visible() || !s.listing.list.Visible() {
			t.Error("Escape does not leave the folders")
		}
		s.listing.tree.OnSelected(mailbox.View{Account: 1, Folder: s.in(mailbox.Inbox)}, "Inbox")
	}
	s.window.Resize(fyne.NewSize(1280, 800))
	if s.tools.archive.Text != "Archive" || !s.listing.tree.Visible() || !s.reading.reader.Visible() {
		t.Error("the wide window is not back")
	}
}

func TestTextSize(t *testing.T) {
	s := newStage(t, 2)
	for range 20 {
		s.scale(scaleStep)
	}
	if l := look(s.app.Preferences()); l.Scale != maxScale {
		t.Errorf("scale %d", l.Scale)
	}
	s.scale(0)
	for range 20 {
		s.scale(-scaleStep)
	}
	if l := look(s.app.Preferences()); l.Scale != minScale {
		t.Errorf("scale %d", l.Scale)
	}
}

// The last check is known from the store, before any session of this run.
func TestLastCheckAfterRestart(t *testing.T) {
	s := newStage(t, 1)
	if text := s.activity.status.Line(noon).Text; !strings.Contains(text, "Not checked yet") {
		t.Errorf("never checked: %q", text)
	}
	s.must(s.store.SetStatus(t.Context(), 1, account.Status{LastCheck: noon.Add(-90 * time.Minute)}))
	s.listing.loadFolders(nil) // as at the start
	if text := s.activity.status.Line(noon).Text; strings.Contains(text, "Not checked yet") || !strings.Contains(text, "10:30") {
		t.Errorf("checked before the restart: %q", text)
	}
	// What this run has seen itself is newer.
	s.says(event.Finished{Account: 1, At: noon.Add(-time.Minute)})
	s.listing.loadFolders(nil)
	if text := s.activity.status.Line(noon).Text; !strings.Contains(text, "11:59") {
		t.Errorf("checked in this run: %q", text)
	}
}

// TestSettingsStay: what is opened from the Settings leads back to them, and a new
// account shows its own mail.
func TestSettingsStay(t *testing.T) {
	s := newStage(t, 3)
	s.listing.loadAll()
	inSettings := func(when string) {
		t.Helper()
		if _, ok := s.sheet.(*settings.Settings); !ok {
			t.Errorf("%s: the sheet is a %T", when, s.sheet)
		}
	}
	s.accounts.showMenu()
	s.accounts.addAccount()
	s.sheet.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	inSettings("Esc in Add…")

	club := s.addAccountFor("club@example.org")
	inbox, err := s.store.RoleFolder(t.Context(), club, mailbox.Inbox)
	s.must(err)
	s.accounts.removeAccount(2, true, func() { s.accounts.showMenu() })
	inSettings("after the removal of an account")
	s.closeSheet()

	s.listing.loadFolders(func() { s.listing.showInbox(2) })
	if s.listing.view.Folder != inbox {
		t.Errorf("the new account's Inbox is not shown: %+v", s.listing.view)
	}
}

// TestLastPlace: the folder and the message that were on the screen come back with
// the next start, but for a message that is unread.
func TestLastPlace(t *testing.T) {
	s := newStage(t, 3)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{2}, mailbox.Read, true))
	s.put(mailbox.Archive, 2)
	s.put(mailbox.Archive, 3)
	s.listing.list.Updated([]mailbox.ID{2, 3})
	s.listing.loadAll()
	again := func() {
		s.close()
		s.listing.view, s.listing.placed = mailbox.View{}, false
		s.reading.shown = 0
		s.listing.loadAll()
	}
	archive := mailbox.View{Account: 1, Folder: s.in(mailbox.Archive)}
	s.listing.tree.Select(archive)
	s.listing.chooseAt(archive, "Archive", 2)
	again()
	if s.listing.view != archive || s.reading.shown != 2 || s.listing.viewTitle == "" {
		t.Errorf("%+v, message %d, %q", s.listing.view, s.reading.shown, s.listing.viewTitle)
	}
	s.listing.chooseAt(archive, "Archive", 3)
	again()
	if s.listing.view != archive || s.reading.shown != 0 {
		t.Errorf("%+v, message %d", s.listing.view, s.reading.shown)
	}
	// A folder that is gone.
	s.close()
	s.app.Preferences().SetInt(prefFolder, 9999)
	s.listing.view, s.listing.placed = mailbox.View{}, false
	s.listing.loadAll()
	if s.listing.view.Folder != 1 {
		t.Errorf("%+v", s.listing.view)
	}
}

// Where nothing can be done, it is said why.
func TestCannotOpen(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{mailbox.ErrInUse, "PopMail is already open"}, {mailbox.ErrNoLocks, "Your mail can’t stay on this disk"}, {mailbox.ErrNewerStore, "This mail needs a newer PopMail"}, {errors.New("disk I/O error"), "PopMail can’t open your mail"},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, "PopMail may not write to the folder /home/ann/mail."}, {fmt.Errorf("open x: %w", syscall.EROFS), "PopMail may not write to the folder"},
	} {
		s := newStage(t, -1)
		quit := 0
		ShowCannotOpen(s.window, c.err, "/home/ann/mail", func() { quit++ })
		s.sheet, s.main = nil, s.window.Content()
		s.sees(c.want)
		if strings.Contains(s.said(), "disk I/O") {
			t.Error("the raw words of an error are shown at once")
		}
		if errors.Is(c.err, mailbox.ErrInUse) == (find(s.main, "Details") != nil) {
			t.Errorf("%v: details are offered or not", c.err)
		}
		if b := find(s.main, "Details"); b != nil {
			b.Tapped(nil)
			s.sees(c.err.Error())
		}
		s.tap("Close")
		s.press(fyne.KeyEscape)
		s.window.Canvas().Unfocus()
		s.press(fyne.KeyEscape)
		if quit < 2 {
			t.Errorf("it ended %d times by button and key", quit)
		}
	}
}

// The scripts that this computer cannot show are told once.
func TestFontsAreToldOnce(t *testing.T) {
	for range 2 {
		s := newStage(t, 1, func(o *Options) {
			o.MissingFonts = func(context.Context) ([]string, []string) { return []string{"Tamil"}, []string{"fonts-taml"} }
		})
		if !s.notice.Visible() {
			t.Fatal("nothing is told")
		}
		find(s.notice, "Copy").Tapped(nil)
		if got := s.app.Clipboard().Content(); got != "fonts-taml" {
			t.Errorf("copied %q", got)
		}
		find(s.notice, "Close").Tapped(nil)
		s.tellFonts()
		if s.notice.Visible() {
			t.Error("it is told again")
		}
	}
}

// The window remembers its size, and whether it filled the screen.
func TestWindowSize(t *testing.T) {
	full := false
	s := newStage(t, 1, func(o *Options) { o.Maximized = func() bool { return full } })
	s.window.Resize(fyne.NewSize(1000, 700))
	s.close()
	p := s.app.Preferences()
	if WasMaximized(p) || WindowSize(p) != fyne.NewSize(1000, 700) {
		t.Errorf("%v %v", WasMaximized(p), WindowSize(p))
	}
	full = true
	s.window.Resize(fyne.NewSize(1900, 1000))
	s.close()
	if !WasMaximized(p) || WindowSize(p) != fyne.NewSize(1000, 700) {
		t.Errorf("filling the screen: %v %v", WasMaximized(p), WindowSize(p))
	}
	p.SetFloat(prefWidth, 10)
	if got := WindowSize(p); got.Width < 360 {
		t.Errorf("%v", got)
	}
}

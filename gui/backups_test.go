package gui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account/event"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/gui/wizard"
	"popmail/storage"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
)

// copier makes backups of the store of a stage, as cmd/popmail does.
type copier struct {
	store  *storage.Store
	dir    string // where they are made
	state  BackupState
	states event.Topic[BackupState]
	lock   *backup.Lock
	during func() // called while mail comes back
	// placing is called while a place is looked at.
	placing func()
}

func (c *copier) State() BackupState                { return c.state }
func (c *copier) States() *event.Topic[BackupState] { return &c.states }
func (c *copier) Stop()                             {}
func (c *copier) SetOn(on bool)                     { c.state.Off = !on }
func (c *copier) SetSpare(on bool)                  { c.state.Spare = on }
func (c *copier) SetKeep(k settings.KeptFor)        { c.state.Keep = k }
func (c *copier) SetPlace(ctx context.Context, dir string) error {
	if c.placing != nil {
		c.placing()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	c.state.Place = dir
	return nil
}
func (c *copier) SetPassword(_ context.Context, password string) (err error) {
	c.lock = nil
	if password != "" {
		c.lock, err = backup.NewLock(password)
	}
	c.state.Locked = c.lock != nil
	return err
}
func (c *copier) BackUp() {
	dir := c.dir
	if c.lock != nil {
		dir = filepath.Join(filepath.Dir(dir), c.lock.Folder)
	}
	r, err := backup.ToFolder(context.Background(), c.store, dir, backup.Options{Origin: "here", Lock: c.lock, Now: func() time.Time { return noon.Add(-time.Hour) }})
	if err == nil {
		c.state.Last, c.state.Messages, c.state.Octets = r.Made, r.Messages, r.Octets
	}
	c.states.Publish(c.state)
}

func (c *copier) Kept(context.Context) (k BackupsKept) {
	list, _ := backup.List(c.dir)
	if k.Count = len(list); k.Count > 0 {
		k.First, k.Taken = list[k.Count-1].Manifest.Made, backup.Taken(c.dir)
	}
	return k
}

func (c *copier) SaveBackup(ctx context.Context, path, password string, tell func(done, all int64)) (BackupMade, error) {
	r, err := backup.ToFile(ctx, c.store, path, backup.Options{Password: password, Progress: tell})
	if errors.Is(err, backup.ErrNotBackup) {
		err = ErrNotBackup
	}
	return BackupMade{Path: path, Messages: r.Messages}, err
}

func (c *copier) Made(_ context.Context, dir string) (out []BackupMade, err error) {
	if dir == "" {
		dir = c.dir
	}
	list, err := backup.List(dir)
	for _, m := range list {
		out = append(out, BackupMade{Path: m.Path, Made: m.Manifest.Made, Messages: m.Manifest.Messages})
	}
	for _, path := range backup.Alone(dir) {
		out = append(out, BackupMade{Path: path, Alone: true})
	}
	return out, err
}

func (c *copier) open(ctx context.Context, path, password string) (*backup.Backup, error) {
	b, err := backup.Open(ctx, path, password)
	switch {
	case errors.Is(err, backup.ErrPassword):
		err = ErrBackupPassword
	case errors.Is(err, backup.ErrWrong):
		err = ErrBackupWrong
	case errors.Is(err, backup.ErrNotBackup):
		err = ErrNotBackup
	}
	return b, err
}

func (c *copier) Inside(ctx context.Context, path, password string) (in BackupInside, err error) {
	b, err := c.open(ctx, path, password)
	if err != nil {
		return in, err
	}
	found, err := b.Inside(ctx)
	in.Messages = found.Messages
	for _, f := range found.Folders {
		in.Folders = append(in.Folders, BackupFolder{BackupPick{Folder: f.Pick().Folder, Folders: f.Pick().Folders}, f.Name, f.Role, f.Messages})
	}
	return in, err
}

func (c *copier) Restore(ctx context.Context, path, password string, pick BackupPick, tell func(int)) (got BroughtBack, err error) {
	b, err := c.open(ctx, path, password)
	if err != nil {
		return got, err
	}
	b.Progress = func(n int) {
		tell(n)
		if c.during != nil {
			c.during()
		}
	}
	r, err := b.Restore(ctx, c.store, storage.Pick{Folder: pick.Folder, Folders: pick.Folders, Messages: pick.Messages})
	return BroughtBack{Messages: r.Messages, Here: r.Here, Healed: r.Healed, Missing: r.Missing, Accounts: r.Accounts, ListsLost: r.ListsLost}, err
}

func (c *copier) Look(ctx context.Context, path, password string) (LookedInto, error) {
	b, err := c.open(ctx, path, password)
	if err != nil {
		return nil, err
	}
	return b.Look(ctx, filepath.Dir(c.dir))
}

// newCopied is a stage with n messages, whose backups lie in c.dir.
func newCopied(t *testing.T, n int) (*stage, *copier) {
	t.Helper()
	c := &copier{dir: filepath.Join(t.TempDir(), "backups")}
	s := newStage(t, n, func(o *Options) {
		c.store = o.Mail.(*brittle).Store
		o.Backups, o.Restoring = c, c
	})
	return s, c
}

// reads is what a person reads in front.
func (s *stage) reads() string {
	return guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
		switch o := o.(type) {
		case *widgets.Text:
			return o.Text(), true
		case *widgets.Button:
			return "[" + o.Text + "]", true
		case *field.Select:
			return "<" + o.Selected + ">", true
		}
		return "", false
	}).Text(s.front())
}

func (s *stage) shows(want ...string) {
	s.t.Helper()
	text := s.reads()
	for _, want := range want {
		if no, ok := strings.CutPrefix(want, "!"); ok && strings.Contains(text, no) {
			s.t.Errorf("%q is seen in:\n%s", no, text)
		} else if !ok {
			guitest.Sees(s.t, text, want)
		}
	}
}

// press goes with the keyboard to a button in front, and presses it.
func (s *stage) pushes(text string) {
	s.t.Helper()
	c := s.window.Canvas()
	for range 60 {
		if b, ok := c.Focused().(*widgets.Button); ok && b.Text == text {
			b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			return
		}
		c.FocusNext()
	}
	s.t.Fatalf("the keyboard comes to no button %q in:\n%s", text, s.reads())
}

// typed types into the field that has the keyboard.
func (s *stage) typed(text string) {
	s.t.Helper()
	e, ok := s.window.Canvas().Focused().(*field.Entry)
	if !ok {
		s.t.Fatalf("%T has the keyboard, no field, in:\n%s", s.window.Canvas().Focused(), s.reads())
	}
	for _, r := range text {
		e.TypedRune(r)
	}
}

func (s *stage) backupPage() {
	s.t.Helper()
	s.accounts.showMenu()
	s.sheet.(*settings.Settings).ShowBackup()
}

// TestBackupPage: a backup is made by a key, and page and side pane tell of it.
func TestBackupPage(t *testing.T) {
	s, _ := newCopied(t, 12)
	s.shows("No backup yet")
	s.backupPage()
	s.shows("No backup yet", "There is no second copy of your mail yet", "This computer", "[Back up now]", "![Stop]", "![Use this computer]")
	s.pushes("Back up now")
	s.news()
	s.shows("Last backup: today", "12 messages", "checked and complete", " since November · ")
	s.closeSheet()
	s.shows("Last backup: today")
}

// TestBackupGoesOn: how far it is, and Stop, are on the page while it is made.
func TestBackupGoesOn(t *testing.T) {
	s, c := newCopied(t, 1)
	s.backupPage()
	c.state.Running, c.state.Done, c.state.All = true, 84_000_000, 136_000_000
	c.states.Publish(c.state)
	s.news()
	s.shows("Backing up… 84 of 136 MB", "[Stop]", "![Back up now]")
	c.state.Running = false
	c.states.Publish(c.state)
	s.news()
	s.shows("![Stop]", "[Back up now]")
}

// TestBackupTrouble: what is in the way is told calmly, and after days in the window.
func TestBackupTrouble(t *testing.T) {
	s, c := newCopied(t, 1)
	c.state = BackupState{Place: "/media/ann/ANN-BACKUP", Last: noon.Add(-30 * time.Hour), Trouble: settings.BackupMissing}
	tell := func() { c.states.Publish(c.state); s.news() }
	tell()
	s.shows("Last backup: yesterday", "!ANN-BACKUP")
	s.backupPage()
	s.shows("“ANN-BACKUP” isn’t there now. It gets a backup once it is back.", "[Use this computer]", "Make it on this computer while that place isn’t there", "!· on this computer")
	s.sheet.(*settings.Settings).OnSpare(true)
	if !c.state.Spare {
		t.Error("no spare one is made")
	}
	c.state.LastIsSpare = true
	tell()
	s.shows("· on this computer")
	s.closeSheet()
	c.state.Urgent = true
	tell()
	s.shows("“ANN-BACKUP” hasn’t been there for days", "[Backup settings…]")
	s.backups.show()
	s.shows("Where", "[Change…]")
	s.closeSheet()
	c.state.Urgent, c.state.Trouble = false, settings.BackupFine
	tell()
	s.shows("!ANN-BACKUP")
	for trouble := settings.BackupMissing; trouble <= settings.BackupFailed; trouble++ {
		for _, place := range []string{"", "/x"} {
			if settings.Trouble(BackupState{Place: place, Trouble: trouble}) == "" {
				t.Errorf("trouble %d at %q has no words", trouble, place)
			}
		}
	}
}

// lose removes messages for ever.
func (s *stage) lose(ids ...mailbox.ID) {
	s.t.Helper()
	s.must(s.store.Purge(s.t.Context(), ids))
	s.news()
}

// TestRestoreByKeys: what was lost comes back, what is newer stays, and the counts are told.
func TestRestoreByKeys(t *testing.T) {
	s, c := newCopied(t, 6)
	c.BackUp()
	s.deliver(numbered(7))
	s.lose(2, 3)
	s.backupPage()
	s.pushes("Restore…")
	s.shows("Get mail back from a backup", "<Today 11:00 · 6 messages>", "<Everything · 6 messages>")
	s.pushes("Restore")
	s.shows("Your mail is back", "2 messages came back.", "4 messages were here already.", "!damaged")
	s.pushes("Close")
	s.news()
	list, err := s.store.List(t.Context(), mailbox.View{}, 0)
	if s.must(err); len(list) != 7 {
		t.Errorf("%d messages", len(list))
	}
	s.pushes("Restore…")
	s.pushes("Restore")
	s.shows("Nothing was missing", "6 messages were here already.")
}

// TestRestoreFolder: one folder alone comes back.
func TestRestoreFolder(t *testing.T) {
	s, c := newCopied(t, 4)
	id, err := s.store.CreateFolder(t.Context(), "Club")
	s.must(err)
	_, err = s.store.Move(t.Context(), []mailbox.ID{1}, id)
	s.must(err)
	c.BackUp()
	s.lose(1, 2)
	s.backups.restoring.ask(nil)
	var what *field.Select
	guitest.Reading(func(fyne.CanvasObject) (string, bool) { return "", false }).Walk(func(o fyne.CanvasObject) {
		if x, ok := o.(*field.Select); ok {
			what = x
		}
	}, s.front())
	what.SetSelected(what.Options[len(what.Options)-1])
	s.pushes("Restore")
	s.shows("1 message came back.")
	if list, _ := s.store.List(t.Context(), mailbox.View{}, 0); len(list) != 3 {
		t.Errorf("%d messages", len(list))
	}
}

// TestRestoreListsLost: that the lists of a backup were damaged is said, but not where nothing was missing.
func TestRestoreListsLost(t *testing.T) {
	for _, c := range []struct {
		got   BroughtBack
		title string
		told  bool
	}{
		{BroughtBack{Messages: 3, ListsLost: true}, "Not all mail came back", true},
		{BroughtBack{Messages: 20, Here: 980, ListsLost: true}, "Not all mail came back", true}, // the 980 lie where they lay
		{BroughtBack{Here: 2, Missing: 1, ListsLost: true}, "Not all mail came back", true},
		{BroughtBack{Here: 3, ListsLost: true}, "Nothing was missing", false},
		{BroughtBack{Messages: 3}, "Your mail is back", false},
	} {
		title, texts := whatCame(c.got, nil)
		if title != c.title || slices.ContainsFunc(texts, func(s string) bool {
			return strings.Contains(s, "lists of this backup are damaged. What came back is in the Inbox")
		}) != c.told {
			t.Errorf("%+v: %s %q", c.got, title, texts)
		}
	}
}

// TestRestorePacksAlone: a folder of backups whose lists are lost is offered for what it still
// has, and gives that back.
func TestRestorePacksAlone(t *testing.T) {
	s, c := newCopied(t, 4)
	c.BackUp()
	list, err := backup.List(c.dir)
	s.must(err)
	for _, m := range list {
		s.must(os.Remove(m.Path))
	}
	s.lose(1, 2)
	s.backups.restoring.ask(nil)
	s.shows("Only messages are left of this backup: they come back to the Inbox, without folders and marks.")
	var which *field.Select
	guitest.Reading(func(fyne.CanvasObject) (string, bool) { return "", false }).Walk(func(o fyne.CanvasObject) {
		if x, ok := o.(*field.Select); ok && which == nil {
			which = x
		}
	}, s.front())
	if want := "Messages alone · " + filepath.Base(c.dir); len(which.Options) != 1 || which.Options[0] != want {
		t.Errorf("%q is offered, not %q", which.Options, want)
	}
	s.pushes("Restore")
	s.shows("2 messages came back.")
	if list, _ := s.store.List(t.Context(), mailbox.View{}, 0); len(list) != 4 {
		t.Errorf("%d messages", len(list))
	}
}

// TestCopyWithPassword: a file that was locked with a password opens with that alone, in a
// window without mail, and brings its account along.
func TestCopyWithPassword(t *testing.T) {
	s, _ := newCopied(t, 3)
	path := filepath.Join(t.TempDir(), "mail.popmail")
	s.backups.askPassword()
	s.shows("nobody can open the copy without it", "if it is lost, the copy is lost")
	s.typed("open sesame")
	s.window.Canvas().FocusNext() // the eye
	s.window.Canvas().FocusNext()
	s.typed("open barley")
	s.pushes("Choose where…")
	s.shows("These two are not the same.")
	s.typed("open sesame")
	s.pushes("Choose where…")
	s.window.Canvas().Focused().(*field.Entry).SetText(path)
	s.pushes("Save")
	s.shows("The copy is saved", "3 messages were copied. The copy was read back, and is complete.", path)
	if raw, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(raw), "age-encryption.org") {
		t.Error("the copy is not locked", err)
	}

	n, c := newCopied(t, -1)
	if _, ok := n.sheet.(*wizard.Wizard); !ok {
		t.Fatal("no wizard")
	}
	n.pushes("I have a backup…")
	n.shows("PopMail knows of no backup yet.", "!What to bring back")
	n.pushes("A backup in a file…")
	n.window.Canvas().Focused().(*field.Entry).SetText(path)
	n.pushes("Open")
	n.shows("This backup has a password.", "!What to bring back")
	n.typed("wrong")
	n.pushes("Restore")
	n.shows("This is not the password of the backup.")
	n.typed("open sesame")
	n.pushes("Restore")
	n.shows("<Everything · 3 messages>")
	n.pushes("Restore")
	n.shows("3 messages came back.", "1 account came back. PopMail asks for its password")
	n.pushes("Close")
	if n.sheet != nil || len(n.known.accounts) != 1 || c.state.Off {
		t.Errorf("the mail is not shown: %T, %d accounts", n.sheet, len(n.known.accounts))
	}
	n.expect("1 2 3")
}

// TestRestoreStopped: what came before Stop stays, and going on later brings the rest.
func TestRestoreStopped(t *testing.T) {
	s, c := newCopied(t, 200)
	c.BackUp()
	var ids []mailbox.ID
	for i := range 200 {
		ids = append(ids, mailbox.ID(i+1))
	}
	s.lose(ids...)
	n := 0
	c.during = func() {
		if n++; n == 100 {
			s.pushes("Stop")
		}
	}
	s.backups.restoring.ask(nil)
	s.pushes("Restore")
	s.shows("Stopped", "What came stays.")
	list, err := s.store.List(t.Context(), mailbox.View{}, 0)
	if s.must(err); len(list) < 64 || len(list) >= 200 {
		t.Errorf("%d messages came before the stop", len(list))
	}
	s.pushes("Close")
	c.during = nil
	s.backups.restoring.ask(nil)
	s.pushes("Restore")
	if list, _ := s.store.List(t.Context(), mailbox.View{}, 0); len(list) != 200 {
		t.Errorf("%d messages", len(list))
	}
}

// TestPlaceInTheBackground: a place that does not answer holds nothing up, and where another is chosen
// meanwhile that one counts.
func TestPlaceInTheBackground(t *testing.T) {
	s, c := newCopied(t, 3)
	shown := 0
	c.placing = func() {
		c.placing = nil
		s.backups.place("/quick", func() { shown++ })
	}
	s.backups.place("/slow", func() { t.Error("the place that was given up is shown") })
	if c.state.Place != "/quick" || shown != 1 {
		t.Errorf("%q, shown %d times", c.state.Place, shown)
	}
}

// TestBackupLock: backups in a chosen place get a password, typed two times, which restoring
// asks for; another one, and none, are told of in plain words.
func TestBackupLock(t *testing.T) {
	s, c := newCopied(t, 3)
	s.backupPage()
	s.shows("![Change the password…]")
	_ = c.SetPlace(t.Context(), filepath.Dir(c.dir))
	c.states.Publish(c.state)
	s.news()
	check := func(on bool) { s.backups.askLock(on, func() { s.sheet.(*settings.Settings).SetBackup(c.state) }) }
	check(true)
	s.shows("Protect backups with a password", "if it is lost, the backups are lost", "without a password")
	s.pushes("Protect")
	s.shows("Type the password.")
	s.typed("open sesame")
	s.window.Canvas().FocusNext()
	s.window.Canvas().FocusNext()
	s.typed("open barley")
	s.pushes("Protect")
	s.shows("These two are not the same.")
	s.window.Canvas().Focused().(*field.Entry).SetText("open sesame")
	s.pushes("Protect")
	if !c.state.Locked || c.lock == nil {
		t.Fatal("not locked")
	}
	s.news()
	s.shows("[Change the password…]")
	list, err := backup.List(filepath.Join(filepath.Dir(c.dir), c.lock.Folder))
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if _, err := backup.Open(t.Context(), list[0].Path, "open sesame"); err != nil {
		t.Error(err)
	}
	check(true)
	s.shows("Change the password of your backups", "it opens the older ones")
	s.pushes("Cancel")
	check(false)
	s.shows("Make backups without a password?", "still need their password")
	s.pushes("Keep the password")
	if !c.state.Locked {
		t.Error("the password is gone without a word")
	}
	check(false)
	s.pushes("No password")
	if c.state.Locked {
		t.Error("the password is still there")
	}
	s.shows("![Change the password…]")
}

// TestKeepBackups: which older backups stay is shown and can be changed; Cancel changes nothing.
func TestKeepBackups(t *testing.T) {
	s, c := newCopied(t, 3)
	s.backupPage()
	s.shows("The last 7 days, 4 weeks and 12 months")
	change := func() {
		s.sheet.(*settings.Settings).OnBackupKeep()
		s.shows("Which backups to keep", "removed when the next one is made", "— recommended")
	}
	down := func() { s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown}) }
	change()
	down()
	s.pushes("Cancel")
	if c.state.Keep != settings.KeepYear {
		t.Error("Cancel changes it")
	}
	for _, want := range []settings.KeptFor{settings.KeepMonth, settings.KeepWeek, settings.KeepAll} {
		change()
		down()
		s.pushes("Save")
		if c.state.Keep != want {
			t.Errorf("kept for %d, not %d", c.state.Keep, want)
		}
		s.shows(want.String())
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"

	"popmail/account"
	"popmail/account/disk"
	"popmail/account/event"
	"popmail/account/journal"
	"popmail/account/pictures"
	"popmail/account/poll"
	"popmail/account/secret"
	"popmail/account/thread"
	"popmail/assets"
	"popmail/cmd/popmail/internal/desktop"
	"popmail/cmd/popmail/internal/fonts"
	"popmail/cmd/popmail/internal/metered"
	"popmail/cmd/popmail/internal/prefs"
	"popmail/cmd/popmail/internal/still"
	"popmail/gui"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/reader"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
)

// appID names PopMail to the desktop and is the folder of its preferences.
const appID = "org.popmail.PopMail"

// networkTimeout is how long the window waits for an operation of a server that
// makes no progress; 0: what fetch.Session takes by itself.
const networkTimeout = 0

// endTime bounds the wait for the end of the sessions when the window is closed. A
// session brings to disk what has arrived, for up to 30 s.
const endTime = 40 * time.Second

// clock is that of the window and its mail file. Tests of the real window put it forward, see eyes.go.
var clock = time.Now

// ended is called once nothing is to run any more. Tests of the real window look then at what does, see eyes.go.
var ended = func() {}

// windowOptions say how the window is opened.
type windowOptions struct {
	Data        string   // the data folder
	Demo        bool     // sample mail from a built-in server, in a folder that is thrown away
	DemoPicture string   // with Demo: save a picture of the window here and end
	UntilDrawn  bool     // print "drawn" once the list is on the screen, and end
	UntilDone   bool     // print how the window kept up with the first session, and end
	Open        string   // an address that is opened: mailto: for a letter to be written, file: for a message in a file; empty: none
	refused     *refusal // what was to be opened and cannot be; nil: nothing
	Hidden      bool     // the window is not shown where the system shows the tray's icon, else minimised
}

// measures reports whether the window is opened for what it prints.
func (o *windowOptions) measures() bool { return o.UntilDrawn || o.UntilDone || o.DemoPicture != "" }

// runWindow opens the window and returns when it is closed.
func runWindow(ctx context.Context, o windowOptions) error {
	if o.Demo {
		return runDemo(ctx, o)
	}
	if o.UntilDone {
		return openWindow(ctx, o, new(pulse).begin)
	}
	return openWindow(ctx, o, nil)
}

// collectAt is how much new memory, in percent of what is in use, the window takes before
// what is no longer used of it is given back. Much of what is in use are fonts, which cost the
// collector nothing: with half of Go's usual percentage the window has a sixth less memory.
const collectAt = 50

// openWindow shows the window of a data folder. started is called on the
// window's thread once the store is open; it may be nil.
func openWindow(ctx context.Context, o windowOptions, started func(*session)) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	thread.More()
	s := &session{options: o}
	s.instance.dir, s.instance.asks, s.instance.lurks = o.Data, o.Open, o.Hidden
	s.instance.front.ask(o.Open)
	var shown bool
	if shown, s.err = s.instance.takeFolder(ctx); shown && (o.UntilDrawn || o.UntilDone) {
		return mailbox.ErrInUse // the other window measures nothing
	} else if shown {
		return nil
	}
	listenToSystem(s.instance.front.come)
	id := appID
	if o.Demo {
		id += ".demo"
	}
	fa := still.Install(fyneapp.NewWithID(id), theme.Still)
	s.remember(fa)
	gui.ApplyLanguage(fa)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	run := loop.New(ctx)
	s.fyne, s.run = fa, run
	s.first = firstOf(fa.Preferences())
	opening := s.openEarly()
	s.prepare()
	without := func(again func() error) error {
		cancel()
		if !run.Stop(endTime) {
			return s.err // the folder is still in use: a new start would find it so
		}
		if s.err = s.close(); s.err != nil {
			return s.err
		}
		return again()
	}
	if again, ok := onScreen(); !ok {
		return without(again)
	}
	fa.SetIcon(assets.Icon())
	w := fa.NewWindow("PopMail")
	nameWindows()
	if again, ok := drawable(o.Hidden); !ok {
		return without(again)
	}
	w.SetMaster()
	w.SetPadded(false)
	size := gui.WindowSize(fa.Preferences())
	if o.DemoPicture == "" {
		size = fit(size, scaleAhead())
	}
	w.Resize(size)
	s.dress()
	s.window = w
	s.icon = s.tray() // before the loop runs, which begins it on some systems
	w.SetContent(gui.Opening())
	// Until the window has its own keys, opening a large file can be left too.
	w.Canvas().AddShortcut(&fynedesktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) { w.Close() })
	s.instance.front.forward = s.comeForward
	fa.Lifecycle().SetOnEnteredForeground(func() { s.inFront = true })
	fa.Lifecycle().SetOnExitedForeground(func() { s.inFront = false })
	fa.Lifecycle().SetOnStarted(func() {
		s.instance.front.to(windowOpen)
		if s.away && s.instance.front.waited() {
			s.comeForward()
		}
		if gui.WasMaximized(fa.Preferences()) && o.DemoPicture == "" && !o.Hidden {
			desktop.Maximize(w)
		}
		run.Go(opening, func() { s.opened(started) })
	})
	stay := context.AfterFunc(ctx, func() { fyne.Do(s.end) }) // as if the person had closed it
	stopped := stopping(fa.Lifecycle())
	if !o.Hidden {
		w.Show()
		if again, ok := cameUp(w); !ok {
			stopped()
			stay()
			return without(again)
		}
		if fits := fit(size, w.Canvas().Scale()); fits != size && oneScreen() && o.DemoPicture == "" { // its scale is another than was thought
			w.Resize(fits)
		}
	}
	s.away = o.Hidden
	fa.Run()
	s.instance.deaf()
	stopped()
	stay()
	cancel()
	if !run.Stop(endTime) {
		// What still runs writes to the store. The end of the process is no harm to
		// it, closing it under a session would be.
		return s.err
	}
	err := s.close()
	if err != nil && s.err == nil {
		err = &closeError{err}
	}
	err = errors.Join(s.err, err)
	ended()
	if err != nil && s.onPage {
		err = &pageError{err}
	}
	return err
}

// pageError is one that the person has seen in the window.
type pageError struct{ error }

func (p *pageError) Unwrap() error { return p.error }

// closeError is one of the end, when nothing is to be opened any more.
type closeError struct{ error }

func (c *closeError) Unwrap() error { return c.error }

// session is an open window with all that stands behind it.
type session struct {
	fyne    fyne.App
	window  fyne.Window
	run     *loop.Background
	options windowOptions
	err     error

	first  firstCheck
	before map[account.ID]account.Status // what was known before the first checks

	inFront  bool // the window has the keyboard; until gui sees to that itself
	away     bool // the window is not on the screen, also not minimised
	icon     *trayIcon
	app      *app
	instance instance
	prefs    *prefs.File // nil: nothing is remembered
	poller   *poll.Poller
	activity event.Topic[event.Activity]
	metered  event.Topic[bool] // whether the connection is
	gui      *gui.Window
	told     theme.Told                  // what the system has said of how programs are to look
	copies   []gui.BackupMade            // where the mail file is damaged: backups, the newest first
	behind   atomic.Int64                // discover.Result.Behind of the last search
	program  atomic.Pointer[asProgram]   // see lookAround; nil: it is not known yet
	lost     bool                        // what the window remembered could not be read
	onPage   bool                        // why the mail cannot be opened is on the screen
	noted    bool                        // the mail file was to be repaired at this start
	anyway   bool                        // it is opened as it is
	backups  *backup.Automatic           // nil: none are made
	lock     atomic.Pointer[backup.Lock] // of backups; nil: they are not locked

	keyLooks, keyLooked atomic.Int64   // how often the key of that was looked for, and when last, in seconds
	keyPlaces           []secret.Store // where it may be kept; nil: the usual ones
}

// open opens the mail. Where the folder cannot be written there is no lock either,
// and none is needed.
func (s *session) open(ctx context.Context) {
	if errors.Is(s.err, mailbox.ErrInUse) {
		return
	}
	_, err := os.Lstat(s.repairNote())
	s.noted = err == nil
	if s.noted && s.anyway {
		s.noted = os.Remove(s.repairNote()) != nil // then the next start offers it once more
	} else if s.noted && s.err == nil {
		s.err = fmt.Errorf("%w: it was to be repaired at this start", mailbox.ErrDamaged)
		s.findCopies(ctx)
		return
	}
	locked := s.err
	if s.app, s.err = openForWindow(ctx, s.options.Data); s.err == nil && locked != nil && s.app.store.Unwritable() == nil {
		s.app, s.err = nil, errors.Join(locked, s.app.Close())
	}
	if s.err == nil {
		s.loadLock(ctx)
		s.collect(ctx)
		s.newBackups()
	}
	if errors.Is(s.err, mailbox.ErrDamaged) {
		s.findCopies(ctx)
	}
}

// opened shows the mail, or why it cannot be shown.
func (s *session) opened(started func(*session)) {
	if s.onPage = s.err != nil; s.onPage && s.away {
		s.comeForward()
	}
	switch {
	case errors.Is(s.err, mailbox.ErrDamaged):
		gui.ShowDamaged(s.window, s.err, s.repair(started))
	case s.err != nil:
		gui.ShowCannotOpen(s.window, s.err, s.options.Data, s.fyne.Quit)
	default:
		s.show()
		if started != nil {
			started(s)
		}
		s.heard()
	}
}

// repairNote is a file that says that the mail file is to be repaired at the next
// start, when nobody has it open.
func (s *session) repairNote() string { return filepath.Join(s.options.Data, "popmail.repair") }

// repairLater has the next start offer to repair the mail file.
func (s *session) repairLater(context.Context) error { return disk.Replace(s.repairNote(), nil) }

// repair is what can be done about a damaged mail file. Without the lock another
// window may have it open.
func (s *session) repair(started func(*session)) gui.Repair {
	r := gui.Repair{Quit: s.fyne.Quit, Open: func() {
		s.err = nil
		s.window.SetContent(gui.Opening())
		s.run.Go(s.open, func() { s.opened(started) })
	}}
	if s.instance.lock == nil {
		return r
	}
	if s.noted {
		r.Anyway = func() {
			s.anyway = true
			r.Open()
		}
	}
	r.Run, r.Backups = s.run, restorePort{s}
	r.Mender = &mender{s: s}
	if len(s.copies) > 0 {
		r.Newest.BackupMade = s.copies[0]
	}
	return r
}

// remember makes the file of the data folder what the window remembers itself by.
// It begins with what an earlier PopMail has left in Fyne's own file.
func (s *session) remember(fa fyne.App) {
	p, err := prefs.Open(filepath.Join(s.options.Data, prefs.FileName), prefs.Former(fa))
	if err != nil {
		fyne.LogError("what the window remembers cannot be read", err)
		gui.BeginAnew(p)
		s.lost = true
	}
	prefs.Install(fa, p)
	if s.instance.lock == nil {
		return // the folder is another window's
	}
	p.Keep(func(err error) { fyne.LogError("what the window remembers cannot be written", err) })
	s.prefs = p
}

// show fills the window.
func (s *session) show() {
	program := s.asProgram()
	s.gui = gui.New(gui.Options{
		App: s.fyne, Window: s.window, Run: s.run,
		Mail: s.app.store, Post: post{s}, Before: s.before, Travel: travelPort{s}, Setup: accountPort{s}, Files: files{}, Desktop: system{parentOf(s.window)}, DragOut: desktop.DragOut, MailProgram: program.mail,
		Voice:        new(voicePort),
		Certificates: certificates{},
		SignIns:      signInPort{s.app},
		Mover:        s.mover(),
		Import:       accountPort{s}.importer(),
		Pictures:     &picturePort{Store: s.app.store},
		Texts:        s.app.store,
		Writing:      s.app.store,
		Rest:         s.rest,
		Large:        gui.Large{Above: askAbove(), Room: s.app.room},
		ServerMail:   serverPort{s},
		Backups:      s.backupPort(),
		Restoring:    restorePort{s},
		Book:         s.app.store,
		ContactFiles: contactFiles{},
		Unsubscribe:  s.unsubscribe,
		MissingFonts: fonts.Missing,
		Version:      version,
		Maximized:    func() bool { return desktop.Maximized(s.window) },
		DataFolder:   s.options.Data,
		LogFile:      journal.Path(s.options.Data),
		SupportText:  func(context.Context) (string, error) { return journal.Support(s.options.Data, version+revision()) },
		CannotWrite:  s.app.store.Unwritable(),
		OnDrawn:      s.drawn,
		InLists:      s.app.store.InLists,
		OnRepair:     s.repairLater,
		SettingsLost: s.lost,
		Notices:      s.notices(),
		InFront:      s.inFront,
		Front:        s.comeForward,
		Tray:         s.icon.port(),
		Hidden:       s.away,
		Hide:         s.hide,
		Minimize:     s.minimize,
		Autostart:    program.start,
		Newer:        newVersions(),
		Now:          func() time.Time { return clock() },
		OnAnew:       s.renewed,
	})
	s.renewed(s.gui)
	s.run.Go(func(ctx context.Context) { mendEntries(ctx, program.mail, program.start) }, nil)
	if s.icon != nil {
		s.run.Go(s.icon.Run, nil) // gui listens already
	}
	if metered.Told() {
		s.run.Go(func(ctx context.Context) { metered.Watch(ctx, s.metered.Publish) }, nil)
	}
	loop.Follow(s.run, s.app.store.Changes().Subscribe(64), time.Second, func(batch []mailbox.Change, lost bool) {
		// Another process may have added or removed an account.
		if lost || slices.ContainsFunc(batch, func(c mailbox.Change) bool { _, accounts := c.(mailbox.AccountsChanged); return accounts }) {
			s.poller.Reload()
		}
	})
	loop.Follow(s.run, s.app.store.Changes().Subscribe(64), letterPause, func(batch []mailbox.Change, lost bool) {
		if lost || slices.ContainsFunc(batch, lettersMayWait) {
			s.poller.LettersChanged()
		}
	})
	if s.first.waits {
		s.check()
	}
	s.keepBackups()
}

// mendEntries looks after what the system was told of a program that has been moved since.
func mendEntries(ctx context.Context, entries ...any) {
	for _, e := range entries {
		if m, ok := e.(interface {
			Mend(ctx context.Context) error
		}); ok {
			if err := m.Mend(ctx); err != nil {
				slog.InfoContext(ctx, "what the system knows of this program was not brought up to date", "error", err)
			}
		}
	}
}

// renewed takes the window, which is another one after each change of the language.
func (s *session) renewed(w *gui.Window) {
	s.gui = w
	s.instance.front.forward = w.ComeForward
	s.instance.front.opener(w.OpenAddress)
}

// unsubscribe fills gui.Options.Unsubscribe.
func (s *session) unsubscribe(ctx context.Context, id mailbox.ID, address string) error {
	return leftOrNot(s.app.store.Look(ctx, id, func(letter []byte) error {
		return (&pictures.Fetcher{}).Unsubscribe(ctx, letter, address)
	}))
}

// leftOrNot is the reader's error for one of a request to leave a mailing list.
func leftOrNot(err error) error {
	for of, is := range map[error]error{pictures.ErrUnsigned: reader.ErrUnsigned, pictures.ErrNotTaken: reader.ErrNotTaken, pictures.ErrNotAsked: reader.ErrNotAsked, pictures.ErrAddress: reader.ErrNotTaken} {
		if errors.Is(err, of) {
			return is
		}
	}
	return err
}

// drawn is called once, when the first list is on the screen.
func (s *session) drawn() {
	if s.options.UntilDrawn {
		fmt.Println("drawn")
		s.fyne.Quit()
	}
}

func (s *session) close() error {
	var errs []error
	if s.prefs != nil {
		s.prefs.Close(5 * time.Second)
	}
	if s.app != nil {
		errs = append(errs, s.app.Close())
	}
	errs = append(errs, s.instance.release())
	return errors.Join(errs...)
}

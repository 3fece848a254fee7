package gui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/maildrop"
	"popmail/gui/moving"
	"popmail/gui/settings"
	"popmail/gui/status"
	"popmail/gui/wizard"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Options are what the window works with.
type Options struct {
	App    fyne.App
	Window fyne.Window
	Run    loop.Runner
	Mail   Mail
	// ServerMail is the mail on the servers; nil: nothing is told of it.
	ServerMail ServerMail
	// Writing keeps the letters that are written; nil: none are.
	Writing Writing
	// Book keeps people; nil: there is no address book.
	Book AddressBook
	// ContactFiles reads and writes files with people; nil: nobody comes in or goes out.
	ContactFiles ContactFiles
	Post         Post
	// Before is what was known of the accounts before their first checks, which may have
	// begun before the window; nil: none has.
	Before map[account.ID]account.Status
	// Rest gets the rest of messages of which only the beginning is here, as soon as there is
	// a connection, or, with on false, leaves it on the server; nil: it cannot be had.
	Rest   func(ctx context.Context, ids []mailbox.ID, on bool) error
	Large  Large  // messages that are so large that each is asked for
	Travel Travel // nil: there is no travel mode
	Setup  Setup
	// Backups keeps copies of the mail; nil: none are made.
	Backups Backups
	// Restoring brings mail back from such copies; nil: nobody does.
	Restoring Restoring
	Files     Files
	// Pictures fetches pictures from the internet; nil: none are ever shown.
	Pictures RemotePictures
	// Texts are those of attached files; nil: nothing is known of them.
	Texts FileTexts
	// Unsubscribe asks a server to take the person off the mailing list of a message (RFC
	// 8058), or returns reader.ErrUnsigned; nil: pages and letters do.
	Unsubscribe func(ctx context.Context, id mailbox.ID, address string) error
	// Mover reads and writes mail in files of other programs; nil: none comes in or goes out.
	Mover Mover
	// Import brings in settings that are on this computer; nil: none.
	Import       *Importer
	Voice        Voice            // nil: nothing is read aloud
	MailProgram  MailProgram      // nil: the system cannot be told which program mail is for
	Desktop      Desktop          // nil: Fyne's own ways
	DragOut      DragOut          // nil: nothing is dragged to other programs
	Notices      Notices          // nil: nothing is told outside of the window
	InFront      bool             // the window has the keyboard already
	Front        func()           // brings the window in front of others, hidden or not; nil: Fyne's own way
	Tray         Tray             // nil: the window is never hidden
	Hidden       bool             // the window is not shown yet, and shall not be by itself
	Hide         func()           // takes the window from the screen; nil: Fyne's own way
	Minimize     func()           // shows the window as small as there is; nil: Fyne's own way
	Autostart    Autostart        // nil: the system cannot be told
	Newer        Newer            // nil: this PopMail was not made to look for new versions
	Certificates Certificates     // nil: files of certificate authorities are not read
	SignIns      SignIns          // nil: nobody signs in with the browser
	Now          func() time.Time // nil: time.Now
	// MissingFonts returns the scripts that this computer cannot show and the
	// packages that would help. It may take long. May be nil.
	MissingFonts func(ctx context.Context) (scripts, packages []string)
	Version      string
	Maximized    func() bool // whether the window fills the screen; nil: not known
	DataFolder   string
	LogFile      string // what the program notes for those who help; "": nothing
	// SupportText is the end of it, for a letter to them. It may take long.
	SupportText func(ctx context.Context) (string, error)
	// CannotWrite is why nothing can be saved: the mail is there to be read and
	// searched, and no new mail comes in. nil: all is as it should be.
	CannotWrite error
	// SettingsLost says that what the window remembers could not be read: it begins with the
	// usual, and offline.
	SettingsLost bool
	// InLists returns mailbox.ErrDamaged where messages are in no list, as their folder is not there. It may take
	// long. May be nil.
	InLists func(ctx context.Context) error
	// OnRepair has the next start of the program offer to repair the mail file. It may take
	// long. May be nil.
	OnRepair func(ctx context.Context) error
	// OnDrawn is called once, when the first list is on the screen. May be nil.
	OnDrawn func()
	// OnAnew is handed the Window that takes the place of the one before, on the window's
	// thread, after the person has chosen another language. May be nil.
	OnAnew func(*Window)
}

// Window is PopMail's main window: its parts, and how they lie beside and over one
// another. Its methods are called on the window's thread.
type Window struct {
	*shell
	*trio
	filing   *filing
	saving   *saving
	sides    *sides
	activity *activity
	travel   *travel
	accounts *accounts
	writing  *writing
	book     *addressBook
	onServer *onServer
	prepared *readyPage
	backups  *backups
	moving   *movingMail
	telling  *telling
	weekly   *weekly
	tray     *tray
	versions *newVersions
	ahead    *ahead // nil: no pictures are fetched

	tools *toolbar
	drag  *drag
	tips  *widgets.Tips
	given Options // as the program has them

	asked    fyne.CanvasObject // the question before the program ends that was put last
	settling func()            // gives up the wait for another language; nil: there is none
}

// New fills the window and begins to load.
func New(o Options) *Window { return fill(o, nil) }

// fill fills the window in the place of was, which shows it until now; nil: nothing was there.
func fill(o Options, was *Window) *Window {
	var w *Window
	given := o
	if o.Pictures != nil {
		o.Pictures = freshPictures{o.Pictures, func() { o.Run.Do(func() { w.reading.near.drop(nil, nil, true) }) }}
	}
	sh := newShell(o)
	if was != nil {
		sh.longs = was.longs // windows beside it that stay as they are go on with it
	}
	sh.scope = loop.NewScope(o.Run)
	sh.run = sh.scope
	beside := &sides{main: sh}
	if was != nil {
		beside = was.sides
		beside.main = sh
	}
	ls := newListing(sh, o.Mail)
	fl := newFiling(sh, ls, o.Mail, o.Mail)
	fl.judge = o.Mail
	act := newActivity(sh, ls, o.Post, o.Mail)
	if was != nil {
		act.outward = was.activity.outward
	}
	beside.activity = act
	tr := newTravel(sh, act, o.Travel)
	w = &Window{
		shell: sh, trio: &trio{shell: sh, listing: ls, reading: newReading(sh, ls, fl, o.Mail, o.Pictures)}, filing: fl, activity: act, travel: tr,
		saving: newSaving(sh, o.Mail), sides: beside, given: given, accounts: newAccounts(sh, ls, act, tr, o.Mail, o.Setup),
		tools: newToolbar(ls.bar), drag: newDrag(), tips: widgets.NewTips(sh.run.After),
	}
	w.writing = &writing{shell: sh, sides: w.sides, store: o.Writing, reading: o.Mail, filing: o.Mail, listing: ls, activity: act, loading: loop.Latest{Run: sh.run}}
	w.book = &addressBook{shell: sh, store: o.Book, files: o.ContactFiles, writing: w.writing, saving: w.saving}
	w.prepared = &readyPage{shell: sh, listing: ls, activity: act, travel: tr, owners: o.Mail, store: o.Mail, looking: loop.Latest{Run: sh.run}, looked: map[mailbox.ID]bool{}}
	w.onServer = &onServer{shell: sh, listing: ls, activity: act, server: o.ServerMail}
	w.backups = &backups{shell: sh, port: o.Backups, restoring: &restoring{shell: sh.lasting(), port: o.Restoring, saving: w.saving, sides: w.sides}, saving: w.saving, activity: act, counting: loop.Latest{Run: sh.run}, placing: loop.Latest{Run: sh.run}, settings: w.accounts.showSettings}
	w.versions = newNewVersions(sh, act, tr, o.Newer)
	w.versions.refill = w.accounts.refillSettings
	w.accounts.versions = w.versions
	w.weekly = newWeekly(sh, act, tr, w.backups, o.Mail)
	w.weekly.versions, w.weekly.showHelp = w.versions, w.accounts.showHelp
	w.telling = newTelling(sh, ls, fl, o.Notices)
	w.tray = newTray(sh, ls, act, w.telling, o.Tray)
	w.tray.write, w.tray.onForward = w.write, w.prepared.cameForward
	w.tray.onSight = w.accounts.refillSettings
	w.tray.onHide = w.reading.reader.StopAloud
	sh.onQuit = func() { w.leaveFrom(w.End) }
	sh.onGuide = func() { w.showGuide() }
	sh.onLeave = w.turnFrom
	w.accounts.telling, w.accounts.tray = w.telling, w.tray
	w.accounts.backups, w.accounts.judge, w.accounts.ruling, w.accounts.files = w.backups, o.Mail, o.Mail, fl
	w.prepared.backups = w.backups
	w.moving = &movingMail{shell: sh, listing: ls, saving: w.saving, accounts: w.accounts, mover: o.Mover, listed: o.Mail, writeWith: w.writing.writeWith}
	p := w.app.Preferences()
	w.panes = newPanes(ls.tree, ls.list, w.reading.reader, float32(p.Float(prefFolders)), float32(p.Float(prefList)))
	w.reading.inFront = func() bool { return w.panes.Shows(paneReader) }
	w.panes.least = ls.tree.Room
	w.main = container.New(&stack{}, w.tools, tr.bar, w.weekly.card, w.notice, w.panes, act.bar)
	o.Window.SetContent(container.NewStack(w.main, w.sheetBox, w.toasts.layer, w.drag.layer, w.tips))
	w.connect()
	if was != nil {
		w.follow(was)
	}
	w.app.Lifecycle().SetOnExitedForeground(func() {
		w.prepared.behind = true
		w.telling.setFront(false)
		field.WindowLeft(w.window.Canvas())
	})
	w.keys()
	w.writing.loadLetters()
	w.travel.count()
	w.backups.follow()
	ls.loadAll()
	w.tick()
	w.tellReadOnly()
	w.tellLost(was == nil)
	w.tellFonts()
	if was == nil {
		w.tellUnlisted()
		w.saving.forgetOpened()
	} else {
		w.again(was)
	}
	loop.EachDay(w.run, w.now, w.saving.forgetLent)
	return w
}

// stack lays its objects one below the other without gaps, and gives the room
// that is left to the one before the last.
type stack struct{}

func (*stack) Layout(o []fyne.CanvasObject, s fyne.Size) {
	rest := s.Height
	for i, x := range o {
		if i != len(o)-2 && x.Visible() {
			x.Resize(fyne.NewSize(s.Width, x.MinSize().Height)) // the height may depend on the width
			rest -= flow.WholeUp(x.MinSize().Height)
		}
	}
	y := float32(0)
	for i, x := range o {
		if !x.Visible() {
			continue
		}
		h := flow.WholeUp(x.MinSize().Height)
		if i == len(o)-2 {
			h = flow.Whole(rest)
		}
		x.Move(fyne.NewPos(0, y))
		x.Resize(fyne.NewSize(s.Width, h))
		y += h
	}
}

func (*stack) MinSize(o []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, x := range o {
		if x.Visible() {
			x := x.MinSize()
			m = fyne.NewSize(max(m.Width, x.Width), m.Height+x.Height)
		}
	}
	return m
}

// setTitle names the window after what it shows.
func (w *Window) setTitle() {
	title := w.listing.viewTitle
	w.nameFolder()
	switch s := w.sheet.(type) {
	case *settings.Settings:
		title = lang.L("Settings")
	case *wizard.Wizard:
		title = s.Title()
	case *maildrop.Page:
		title = lang.L("Mail on the server")
	case *roomPage:
		title = lang.L("What takes the room")
	case *moving.In:
		title = lang.L("Bring your mail in")
	case *moving.Out:
		title = lang.L("Save mail outside PopMail")
	default:
		if w.book.open() != nil {
			title = lang.L("Address book")
		} else if w.listing.searching {
			title = lang.L("Search")
		} else if f, ok := w.listing.place(); ok && f.Unread > 0 && (f.Role == mailbox.Inbox || f.Role == mailbox.Own) {
			title += " · " + lang.N("{{.Count}} unread", f.Unread, map[string]any{"Count": words.Count(f.Unread)})
		}
	}
	if title != "" {
		title += " — "
	}
	title += "PopMail"
	if w.activity.bar.Line().Kind == status.Offline {
		title += " · " + lang.L("Offline")
	}
	if w.window.Title() != title {
		w.window.SetTitle(title)
	}
}

// Open shows a message, in its list where it is there.
func (w *Window) Open(id mailbox.ID) {
	if !w.listing.list.Select(id) {
		w.reading.show(id)
	}
}

// Write opens the letter that a mailto: address asks for, once there is an account to write
// from.
func (w *Window) Write(address string) { w.writing.ask(address) }

// tick keeps what depends on the time of day up to date.
func (w *Window) tick() {
	w.run.After(20*time.Second, func() {
		w.activity.showStatus()
		w.versions.look()
		w.weekly.look()
		w.tick()
	})
}

// leave ends the program.
func (w *Window) leave() { w.askedOnce(func() { w.leaveThen(func() { w.endAfter(w.End) }) }) }

// askedOnce does something that may ask before the program ends. While such a question waits for its answer it comes
// forward, and none comes over it; but who asks again while letters are going out waits for nothing.
func (w *Window) askedOnce(leave func()) {
	over := w.window.Canvas().Overlays()
	was := over.Top()
	if was != nil && was == w.asked && w.writing.out.then == nil {
		w.tray.forward()
		return
	}
	leave()
	if now := over.Top(); now != was {
		w.asked = now
	}
}

// leaveFrom ends the program from elsewhere than the main window, which comes forward where
// there is something to be answered first: else nothing would be seen to happen.
func (w *Window) leaveFrom(end func()) {
	ended := false
	w.askedOnce(func() {
		w.leaveThen(func() {
			ended = true
			w.endAfter(end)
		})
	})
	if !ended && w.window.Canvas().Overlays().Top() != nil {
		w.tray.forward()
	}
}

// endAfter ends the program once all letters are kept, and those that are going out are gone.
func (w *Window) endAfter(end func()) {
	w.workFirst(func() { w.writing.keepAll(func() { w.writing.outFirst(end) }) })
}

// leaveThen does something once what was typed in the settings is saved or given up.
func (w *Window) leaveThen(then func()) {
	if b := w.book.open(); b != nil {
		b.Leave(func() { w.leaveSettings(then) })
		return
	}
	w.leaveSettings(then)
}

// turnFrom is shell.leaveSheet.
func (w *Window) turnFrom(then func()) {
	switch s := w.sheet.(type) {
	case *settings.Settings:
		s.Leave(then)
	case *wizard.Wizard:
		w.accounts.closeWizard() // which keeps what was typed
		then()
	default:
		if b := w.book.open(); b != nil {
			b.Leave(then)
			return
		}
		then()
	}
}

// leaveSettings is leaveThen for the settings, with the rule that is gone on with in them.
func (w *Window) leaveSettings(then func()) {
	if _, open := w.sheet.(*settings.Settings); !open && w.accounts.ruleKept != nil {
		w.accounts.showSettings(nil)
	}
	if s, ok := w.sheet.(*settings.Settings); ok {
		s.Leave(then)
		return
	}
	then()
}

// End closes the window for good. One that was never shown cannot be closed.
func (w *Window) End() {
	if w.unseen {
		w.close()
		w.app.Quit()
		return
	}
	w.window.Close()
}

// closing is the person closing the window.
func (w *Window) closing() {
	w.askedOnce(func() {
		w.leaveThen(func() { w.tray.closing(func() { w.endAfter(w.End) }) })
	})
}

// keepSize remembers the size of the window.
func (sh *shell) keepSize() {
	if sh.hidden {
		return
	}
	p := sh.app.Preferences()
	full := sh.o.Maximized != nil && sh.o.Maximized()
	p.SetBool(prefFull, full)
	if s := sh.window.Canvas().Size(); !full { // else the size before stays
		p.SetFloat(prefWidth, float64(s.Width))
		p.SetFloat(prefHeight, float64(s.Height))
	}
}

// close remembers what the window shows.
func (w *Window) close() {
	w.remember()
	w.sides.closeAll() // which saves the letters
}

// remember keeps what the window shows.
func (w *Window) remember() {
	p := w.app.Preferences()
	w.keepSize()
	last := lastShown{w.listing.view, w.reading.row}
	if w.listing.list.Unread() {
		last.message = 0 // to show it again would mark it as read
	}
	last.keep(p)
	p.SetBool(prefSeveral, w.listing.several())
	if z, ok := w.sheet.(*wizard.Wizard); ok {
		w.accounts.keepDraft(z)
	}
}

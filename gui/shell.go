package gui

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"popmail/account"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
)

// shell is the window itself, with what all its parts need: the way into the background,
// what is known of accounts and folders, bars, questions and sheets.
type shell struct {
	o      Options
	app    fyne.App
	window fyne.Window
	run    loop.Runner
	scope  *loop.Scope // that is run; nil: of a window that is never drawn anew
	now    func() time.Time
	known  known

	toasts   *toasts
	longs    *longWork         // what goes on and takes long, in all windows
	notice   *fyne.Container   // below the toolbar
	main     fyne.CanvasObject // what a sheet lies over
	sheet    sheet             // nil unless something lies over the whole window
	sheetBox *fyne.Container

	hidden bool // the main window is not on the screen, also not minimised
	unseen bool // it has never been

	onSheet  func()                    // a sheet has come or gone
	onLeave  func(then func())         // see leaveSheet; nil: nothing is asked
	onRest   func(mailbox.ID, bool)    // gets the rest of a message of which only the beginning is here; nil: nobody does
	onRests  func([]mailbox.ID)        // gets the rests of several
	onMailto func(address string) bool // writes the letter that an address asks for; nil: other programs do
	onGuide  func()                    // opens the guide; nil: there is none
	onQuit   func()                    // ends the program from elsewhere than the main window, see Window.leaveFrom
}

// known is what the store has said of accounts and folders last.
type known struct {
	read     bool // once: until then nobody knows whether there is an account
	accounts []account.Account
	colors   map[account.ID]int // of the accounts, as they are drawn
	folders  []mailbox.Folder
	reminded []mailbox.Reminder
}

func newShell(o Options) *shell {
	sh := &shell{o: o, app: o.App, window: o.Window, run: o.Run, now: o.Now, toasts: newToasts(o.Run), longs: &longWork{}, notice: container.NewStack(), sheetBox: container.NewStack()}
	if sh.now == nil {
		sh.now = time.Now
	}
	sh.notice.Hide()
	sh.sheetBox.Hide()
	sh.hidden, sh.unseen = o.Hidden, o.Hidden
	return sh
}

// lasting is the shell for work that is told to the person also when the window was drawn anew
// meanwhile, in windows and bars of its own.
func (sh *shell) lasting() *shell {
	l := *sh
	l.run = sh.o.Run
	return &l
}

// sheet is something that lies over the whole window for a while.
type sheet interface {
	fyne.CanvasObject
	// TypedKey takes keys that no field has taken.
	TypedKey(e *fyne.KeyEvent) bool
}

// openSheet puts s over the window; first gets the keyboard and may be nil.
func (sh *shell) openSheet(s sheet, first fyne.Focusable) {
	sh.toasts.hide()
	sh.sheet = s
	sh.sheetBox.Objects = []fyne.CanvasObject{s}
	sh.main.Hide()
	sh.sheetBox.Show()
	sh.sheetBox.Refresh()
	c := sh.window.Canvas()
	c.Unfocus()
	if first != nil {
		c.Focus(first)
	}
	sh.onSheet()
}

// leaveSheet does something that puts another page over the window, once what was typed on the one that is there is
// kept or given up.
func (sh *shell) leaveSheet(then func()) {
	if sh.onLeave == nil {
		then()
		return
	}
	sh.onLeave(then)
}

func (sh *shell) closeSheet() {
	sh.sheet = nil
	sh.sheetBox.Hide()
	sh.sheetBox.Objects = nil
	sh.main.Show()
	sh.onSheet()
}

// unlistedAfter is how long the window is open before all rows are looked through: the beginning is for what is seen.
const unlistedAfter = 15 * time.Second

// tellUnlisted tells that messages are in no list, where that is so, some time after the start.
func (sh *shell) tellUnlisted() {
	if sh.o.InLists == nil {
		return
	}
	var err error
	sh.run.After(unlistedAfter, func() {
		sh.run.Go(func(ctx context.Context) { err = sh.o.InLists(ctx) }, func() { sh.tellDamaged(err) })
	})
}

// tellFonts says once which scripts this computer cannot show.
func (sh *shell) tellFonts() {
	if sh.o.MissingFonts == nil || sh.o.CannotWrite != nil || sh.o.SettingsLost {
		return
	}
	var scripts, packages []string
	sh.run.Go(func(ctx context.Context) { scripts, packages = sh.o.MissingFonts(ctx) }, func() {
		p := sh.app.Preferences()
		known := strings.Split(p.String(prefFonts), ",")
		news := slices.ContainsFunc(scripts, func(s string) bool { return !slices.Contains(known, s) })
		if !news {
			return
		}
		p.SetString(prefFonts, strings.Join(scripts, ","))
		sh.notice.Objects = nil
		if n := settings.FontsNotice(scripts, packages, sh.hideNotice); n != nil {
			sh.notice.Objects = []fyne.CanvasObject{n}
			sh.notice.Show()
			sh.main.Refresh()
		}
	})
}

// hideNotice takes the bar below the toolbar away.
func (sh *shell) hideNotice() {
	sh.notice.Hide()
	sh.notice.Objects = nil
	sh.main.Refresh()
}

// covered reports whether something lies over the main window: a question, a
// menu, a dialog for files, or a sheet.
func (sh *shell) covered() bool {
	return sh.sheet != nil || sh.window.Canvas().Overlays().Top() != nil
}

// ask puts a question with two answers; do is carried out for yes. The keyboard
// is at no, so that Enter pressed in haste changes nothing.
func (sh *shell) ask(title, text, no, yes string, do func()) {
	q := &ask.Question{Title: title, Text: text, Buttons: []*widgets.Button{
		widgets.NewButton(widgets.Flat, yes, "", do),
		widgets.NewButton(widgets.Primary, no, "", nil),
	}}
	q.Show(sh.window.Canvas())
}

// do runs a change of the store in the background, then done when it succeeded.
func (sh *shell) do(change func(ctx context.Context) error, done func()) { sh.doOr(change, nil, done) }

// doOr is do; or is called where it failed, and may be nil.
func (sh *shell) doOr(change func(ctx context.Context) error, or, done func()) {
	var err error
	sh.run.Go(func(ctx context.Context) { err = change(ctx) }, func() {
		if err != nil {
			if or != nil {
				or()
			}
			sh.failed(err)
			return
		}
		if done != nil {
			done()
		}
	})
}

func (sh *shell) account(id account.ID) (account.Account, bool) {
	for _, a := range sh.known.accounts {
		if a.ID == id {
			return a, true
		}
	}
	return account.Account{}, false
}

// failed tells that the store could not do what was asked.
func (sh *shell) failed(err error) {
	fyne.LogError("the store failed", err)
	if sh.tellDamaged(err) {
		return
	}
	if text := sh.readOnly(); text != "" && account.TroubleOf(err) == account.TroubleOf(sh.o.CannotWrite) {
		sh.toasts.show(text, nil)
		return
	}
	sh.toasts.show(lang.L("That didn’t work: {{.Reason}}", map[string]any{"Reason": headingOf(err)}), nil)
}

// failedAfter is failed where something was done before, which can be taken back: both are said.
func (sh *shell) failedAfter(done string, err error, undo func()) {
	fyne.LogError("the store failed", err)
	if !sh.tellDamaged(err) {
		sh.toasts.show(done+" · "+lang.L("That didn’t work: {{.Reason}}", map[string]any{"Reason": headingOf(err)}), undo)
	}
}

// openFolder shows a folder in the system's program for files.
func (sh *shell) openFolder(dir string) {
	sh.openAddress(fileAddress(dir), func() {
		sh.toasts.offer(lang.L("No program on this computer could open the folder."), lang.L("Copy"), func() { sh.app.Clipboard().SetContent(dir) })
	})
}

// fileAddress is the address of a file.
func fileAddress(path string) *url.URL {
	u := &url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	if !strings.HasPrefix(u.Path, "/") {
		u.Path = "/" + u.Path // C:/… on Windows
	}
	return u
}

// openAddress opens an address in another program, or calls failed.
func (sh *shell) openAddress(u *url.URL, failed func()) {
	var err error
	sh.run.Go(func(ctx context.Context) {
		if sh.o.Desktop != nil {
			err = sh.o.Desktop.Open(ctx, u.String())
		}
	}, func() {
		if sh.o.Desktop == nil {
			err = sh.app.OpenURL(u)
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			failed()
		}
	})
}

// openLink opens a page in the web browser. Only addresses of the web, of mail and of
// telephones are opened.
func (sh *shell) openLink(address string) {
	if sh.onMailto != nil && sh.onMailto(address) {
		return
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto" && u.Scheme != "tel") {
		sh.toasts.show(lang.L("This link can’t be opened."), nil)
		return
	}
	sh.openAddress(u, func() {
		sh.toasts.offer(lang.L("No program on this computer could open the link."), lang.L("Copy link"), func() { sh.app.Clipboard().SetContent(address) })
	})
}

// total is the number of messages on this computer.
func (sh *shell) total() int {
	n := 0
	for _, f := range sh.known.folders {
		n += f.Total
	}
	return n
}

func (sh *shell) folder(id mailbox.FolderID) (mailbox.Folder, bool) {
	for _, f := range sh.known.folders {
		if f.ID == id {
			return f, true
		}
	}
	return mailbox.Folder{}, false
}

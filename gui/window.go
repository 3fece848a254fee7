package gui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/folders"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/msglist"
	"popmail/gui/reader"
	"popmail/gui/search"
	"popmail/gui/settings"
	"popmail/gui/status"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Options are what the window works with.
type Options struct {
	App     fyne.App
	Window  fyne.Window
	Run     loop.Runner
	Mail    Mail
	Post    Post
	Setup   Setup
	Files   Files
	Desktop Desktop          // nil: Fyne's own ways
	Now     func() time.Time // nil: time.Now
	// MissingFonts returns the scripts that this computer cannot show and the
	// packages that would help. It may take long. May be nil.
	MissingFonts func(ctx context.Context) (scripts, packages []string)
	Version      string
	Maximized    func() bool // whether the window fills the screen; nil: not known
	DataFolder   string
	// CannotWrite is why nothing can be saved: the mail is there to be read and
	// searched, and no new mail comes in. nil: all is as it should be.
	CannotWrite error
	// OnRepair ends the program so that its next start offers to repair the mail
	// file. May be nil.
	OnRepair func()
	// OnDrawn is called once, when the first list is on the screen. May be nil.
	OnDrawn func()
}

// Window is PopMail's main window. Its methods are called on the window's thread.
type Window struct {
	o       Options
	app     fyne.App
	window  fyne.Window
	run     loop.Runner
	listing Listing
	reading Reading
	filing  Filing
	cabinet Cabinet
	owners  Owners
	post    Post
	setup   Setup
	now     func() time.Time

	tree     *folders.Folders
	list     *msglist.List
	reader   *reader.Reader
	bar      *search.Bar
	tools    *toolbar
	panes    *panes
	line     *status.Bar
	toasts   *toasts
	drag     *drag
	tips     *widgets.Tips
	notice   *fyne.Container    // below the toolbar
	files    *dialog.FileDialog // asks for a place; nil: none
	sheet    sheet              // nil unless something lies over the whole window
	sheetBox *fyne.Container
	main     fyne.CanvasObject

	status status.Model
	loads  loaders

	accounts  []account.Account
	folders   []mailbox.Folder
	view      mailbox.View
	viewTitle string
	searching bool
	placed    bool // the last place was chosen again, or was not there
	terms     []string
	again     bool       // a repeated search is due
	before    mailbox.ID // was read when the search began; 0: none
	last      mailbox.ID // to be chosen again once it is listed; 0: none
	news      int        // changes of the store that were told of
	steps     []step
	shown     mailbox.ID // message in the reader; 0: none
	readTimer func()     // cancels marking as read
	drawn     bool
	asking    bool // the question for a password is on the screen
}

// New fills the window and begins to load.
func New(o Options) *Window {
	w := &Window{
		o: o, app: o.App, window: o.Window, run: o.Run, listing: o.Mail, reading: o.Mail, filing: o.Mail, cabinet: o.Mail, owners: o.Mail, post: o.Post, setup: o.Setup, now: o.Now,
		loads: newLoaders(o.Run),
	}
	if w.now == nil {
		w.now = time.Now
	}
	w.status.Explain = headingOf
	w.tree = folders.New()
	w.list = msglist.New(o.Run)
	w.list.Now = w.now
	w.reader = reader.New(o.Run)
	w.bar = search.New(o.Run)
	w.bar.Now = w.now
	w.line = status.NewBar()
	w.tools = newToolbar(w.bar)
	w.toasts = newToasts(o.Run)
	w.drag = newDrag()
	w.tips = widgets.NewTips(o.Run.After)
	p := w.app.Preferences()
	w.panes = newPanes(w.tree, w.list, w.reader, float32(p.Float(prefFolders)), float32(p.Float(prefList)))
	w.notice = container.NewStack()
	w.notice.Hide()
	w.sheetBox = container.NewStack()
	w.sheetBox.Hide()
	w.main = container.New(&frame{}, w.tools, w.notice, w.panes, w.line)
	o.Window.SetContent(container.New(&unpadded{o.Window}, w.main, w.sheetBox, w.toasts.layer, w.drag.layer, w.tips))
	w.connect()
	w.app.Lifecycle().SetOnExitedForeground(func() { field.WindowLeft(w.window.Canvas()) })
	w.keys()
	w.loadAll()
	w.tick()
	w.tellReadOnly()
	w.tellFonts()
	w.forgetOpened()
	return w
}

// frame lays its objects one below the other without gaps, and gives the room
// that is left to the one before the last.
type frame struct{}

func (*frame) Layout(o []fyne.CanvasObject, s fyne.Size) {
	rest := s.Height
	for i, x := range o {
		if i != len(o)-2 && x.Visible() {
			x.Resize(fyne.NewSize(s.Width, x.MinSize().Height)) // the height may depend on the width
			rest -= x.MinSize().Height
		}
	}
	y := float32(0)
	for i, x := range o {
		if !x.Visible() {
			continue
		}
		h := x.MinSize().Height
		if i == len(o)-2 {
			h = rest
		}
		x.Move(fyne.NewPos(0, y))
		x.Resize(fyne.NewSize(s.Width, h))
		y += h
	}
}

func (*frame) MinSize(o []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, x := range o {
		if x.Visible() {
			x := x.MinSize()
			m = fyne.NewSize(max(m.Width, x.Width), m.Height+x.Height)
		}
	}
	return m
}

// unpadded lays its objects over one another without margins, on whole pixels of
// the screen that the window is on.
type unpadded struct{ window fyne.Window }

func (u *unpadded) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	flow.SetDevice(u.window.Canvas().Scale())
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(s)
	}
}

func (*unpadded) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m = m.Max(o.MinSize())
		}
	}
	return m
}

// choose shows a view in the list.
func (w *Window) choose(v mailbox.View, title string) { w.chooseAt(v, title, 0) }

// chooseAt shows a view in the list with one of its messages chosen; 0: none.
func (w *Window) chooseAt(v mailbox.View, title string, id mailbox.ID) {
	w.view, w.viewTitle, w.last = v, title, id
	w.setEmpty()
	w.loadList()
	w.setTitle()
	w.setKeep()
	w.bring(paneList)
}

// chooseInbox shows the first Inbox.
func (w *Window) chooseInbox() {
	if !w.tree.SelectFirst() {
		w.choose(mailbox.View{}, lang.L("All mail"))
	}
}

// setEmpty says what an empty folder shows.
func (w *Window) setEmpty() {
	f, _ := w.folder(w.view.Folder)
	switch {
	case w.view.Starred:
		w.list.SetEmpty(lang.L("No starred messages."), lang.L("Star a message to find it here."))
	case f.Role == mailbox.Inbox:
		w.list.SetEmpty(lang.L("No mail here yet."), lang.L("New mail appears here as it arrives."))
	case f.Role == mailbox.Trash:
		w.list.SetEmpty(lang.L("The Trash is empty."), "")
	case f.Role == mailbox.Junk:
		w.list.SetEmpty(lang.L("No junk mail."), "")
	default:
		w.list.SetEmpty(lang.L("This folder is empty."), "")
	}
}

// setTitle names the window after what it shows.
func (w *Window) setTitle() {
	title := w.viewTitle
	w.nameFolder()
	if _, ok := w.sheet.(*settings.Settings); ok {
		title = lang.L("Settings")
	} else if w.searching {
		title = lang.L("Search")
	} else if f, ok := w.folder(w.view.Folder); ok && f.Unread > 0 && (f.Role == mailbox.Inbox || f.Role == mailbox.Own) {
		title += " (" + words.Count(f.Unread) + ")"
	}
	if title != "" {
		title += " – "
	}
	title += "PopMail"
	if w.line.Line().Kind == status.Offline {
		title += " · " + lang.L("Offline")
	}
	if w.window.Title() != title {
		w.window.SetTitle(title)
	}
}

// Open shows a message, in its list where it is there.
func (w *Window) Open(id mailbox.ID) {
	if !w.list.Select(id) {
		w.show(id)
	}
}

// firstDrawn tells once that the list is on the screen: two frames after it was
// filled.
func (w *Window) firstDrawn() {
	if w.drawn {
		return
	}
	w.drawn = true
	if w.o.OnDrawn == nil {
		return
	}
	frames := 0
	var a *fyne.Animation
	a = &fyne.Animation{Duration: time.Second, RepeatCount: fyne.AnimationRepeatForever, Tick: func(float32) {
		if frames++; frames == 3 {
			a.Stop()
			w.o.OnDrawn()
		}
	}}
	a.Start()
}

// tick keeps what depends on the time of day up to date.
func (w *Window) tick() {
	w.run.After(20*time.Second, func() {
		w.showStatus()
		w.tick()
	})
}

// close remembers the size of the window.
func (w *Window) close() {
	p := w.app.Preferences()
	full := w.o.Maximized != nil && w.o.Maximized()
	p.SetBool(prefFull, full)
	if s := w.window.Canvas().Size(); !full { // else the size before stays
		p.SetFloat(prefWidth, float64(s.Width))
		p.SetFloat(prefHeight, float64(s.Height))
	}
	last := lastShown{w.view, w.shown}
	if w.list.Unread() {
		last.message = 0 // to show it again would mark it as read
	}
	last.keep(p)
}

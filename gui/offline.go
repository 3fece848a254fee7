package gui

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
)

// WorksOffline reports whether the person has chosen to work offline, as p has it.
func WorksOffline(p fyne.Preferences) bool { return p.Bool(prefOffline) }

func (act *activity) worksOffline() bool { return WorksOffline(act.app.Preferences()) }

// workOffline keeps PopMail off the network until it is called with false, also when it is
// started again: no mail is fetched, and letters wait.
func (act *activity) workOffline(on bool) {
	act.app.Preferences().SetBool(prefOffline, on)
	act.outward.open(!on)
	act.post.WorkOffline(on)
	act.status.WorkOffline(on)
	act.showStatus()
}

// toggleOffline is workOffline by key.
func (act *activity) toggleOffline() {
	on := !act.worksOffline()
	act.workOffline(on)
	if on {
		act.toasts.offer(lang.L("You are working offline now."), lang.L("Go online"), func() { act.workOffline(false) })
	} else {
		act.toasts.show(lang.L("You are online again."), nil)
	}
}

// offerOnline says that something needs the network.
func (act *activity) offerOnline(then func()) {
	act.toasts.offer(lang.L("You are working offline, so no mail is received."), lang.L("Go online"), func() {
		act.workOffline(false)
		then()
	})
}

// goOut does what needs the network, or offers in a window to go online for it first.
func (act *activity) goOut(sh *shell, do func()) {
	if !act.worksOffline() {
		do()
		return
	}
	sh.toasts.offer(lang.L("You are working offline, so the server can’t be asked."), lang.L("Go online"), func() {
		act.workOffline(false)
		do()
	})
}

// outward is the way out for what is fetched in the background: shut while the person works offline.
// Its methods may be called from any goroutine.
type outward struct {
	mu   sync.Mutex
	shut bool
	ways map[*context.CancelFunc]bool // of what is under way
}

// open opens or shuts it; what is under way ends then.
func (o *outward) open(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.shut = !on; on {
		return
	}
	for end := range o.ways {
		(*end)()
	}
}

// through is ctx for something that goes out, which ends too when it is shut. done is called after it.
func (o *outward) through(ctx context.Context) (way context.Context, done func()) {
	way, end := context.WithCancel(ctx)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.shut {
		end()
	}
	if o.ways == nil {
		o.ways = make(map[*context.CancelFunc]bool)
	}
	o.ways[&end] = true
	return way, func() {
		end()
		o.mu.Lock()
		defer o.mu.Unlock()
		delete(o.ways, &end)
	}
}

// outwardPictures asks nobody while the person works offline, whoever wants pictures.
type outwardPictures struct {
	RemotePictures
	way *outward
}

// FetchPictures implements RemotePictures.
func (p outwardPictures) FetchPictures(ctx context.Context, id mailbox.ID, refs []string) (map[string][]byte, error) {
	ctx, done := p.way.through(ctx)
	defer done()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.RemotePictures.FetchPictures(ctx, id, refs)
}

// connectPictures has pictures of the internet shown in a reading pane of a window.
func (w *Window) connectPictures(sh *shell, r *reader.Reader) {
	r.GoOut = func(do func()) { w.activity.goOut(sh, do) }
	if w.o.Pictures == nil || w.o.CannotWrite != nil {
		return
	}
	p := outwardPictures{w.o.Pictures, w.activity.outward}
	r.FetchPictures, r.PictureHost = p.FetchPictures, p.PictureHost
	r.ByThemselves = func() bool { return !w.keepsQuiet() }
	r.OnAlwaysPictures = func(address string) {
		w.do(func(ctx context.Context) error { return p.SetPictureSender(ctx, address, true) }, nil)
	}
}

// keepsQuiet reports that nothing goes over the network that nobody has just asked for: the person works
// offline, or what goes over it costs.
func (w *Window) keepsQuiet() bool { return w.activity.worksOffline() || w.travel.on() }

// BeginAnew makes the best of preferences that could not be read: nothing goes over the network
// before the person says so, who may have worked offline or limited what is fetched.
func BeginAnew(p fyne.Preferences) { p.SetBool(prefOffline, true) }

// tellLost says that the settings could not be read; first: the window was just opened.
func (w *Window) tellLost(first bool) {
	if !w.o.SettingsLost || !first || w.o.CannotWrite != nil {
		return
	}
	bar := widgets.NewNotice(widgets.IconWarning,
		lang.L("PopMail couldn’t read its settings, so it uses the usual ones and works offline. Please look through them, also where backups are kept, and then go online."))
	bar.AddAction(lang.L("Settings"), func() { w.accounts.showSettings(nil) })
	bar.AddAction(lang.L("Go online"), func() {
		w.hideNotice()
		w.activity.workOffline(false)
	})
	bar.AddAction(lang.L("Close"), w.hideNotice)
	w.notice.Objects = []fyne.CanvasObject{bar}
	w.notice.Show()
	w.main.Refresh()
}

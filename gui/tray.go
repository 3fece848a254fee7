package gui

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/gui/status"
	"popmail/gui/words"
)

// trayPause is how long the icon may be out of sight before a hidden window comes back: panels
// begin after programs do, and begin again.
const trayPause = 20 * time.Second

// tray is the icon that PopMail has where the system shows those of programs without a window,
// and the way of the window there and back.
type tray struct {
	*shell
	listing  *listing
	activity *activity
	telling  *telling
	port     Tray // nil: there is none

	inSight   bool
	told      TrayIcon
	onForward func() // the window is in front again
	lateness  func() // forgets that a hidden window is to come back
	asks      bool   // the question about closing is there
	onSight   func() // that has changed
	onHide    func() // the person closes the window, which goes from sight
	write     func()
}

func newTray(sh *shell, ls *listing, act *activity, te *telling, port Tray) *tray {
	t := &tray{shell: sh, listing: ls, activity: act, telling: te, port: port, lateness: func() {}, onSight: func() {}, onHide: func() {}}
	te.onQuiet = t.show
	if port != nil {
		loop.Follow(sh.run, port.InSight().Subscribe(8), 0, func(batch []bool, _ bool) {
			if len(batch) > 0 {
				t.sighted(batch[len(batch)-1])
			}
		})
		loop.Follow(sh.run, port.Chosen().Subscribe(8), 0, func(batch []TrayChoice, _ bool) {
			for _, c := range batch {
				t.chosen(c)
			}
		})
	}
	if sh.hidden {
		t.missed()
	}
	return t
}

// sighted takes whether the icon is seen.
func (t *tray) sighted(on bool) {
	if t.inSight = on; on {
		t.lateness()
	} else if t.hidden {
		t.missed()
	}
	t.onSight()
}

// missed brings a hidden window back, as small as there is, where the icon stays out of sight:
// else nothing would be left of the program to be seen.
func (t *tray) missed() {
	t.lateness()
	after := trayPause
	if t.port == nil {
		after = 0
	}
	t.lateness = t.run.After(after, func() {
		if !t.hidden || t.inSight {
			return
		}
		t.hidden, t.unseen = false, false
		if t.o.Minimize != nil {
			t.o.Minimize()
		} else {
			t.window.Show()
		}
	})
}

// show says what the icon shows now.
func (t *tray) show() {
	if t.port == nil {
		return
	}
	now := TrayIcon{Tip: t.tip(), Menu: t.menu(), Unread: t.unreadMail() > 0}
	if now.Unread != t.told.Unread || now.Tip != t.told.Tip || !slices.Equal(now.Menu, t.told.Menu) {
		t.told = now
		t.port.Show(now)
	}
}

// tip is what stands beside the pointer: how much is unread, and what needs the person.
func (t *tray) tip() string {
	var out []string
	if n := t.unreadMail(); n > 0 {
		out = append(out, lang.N("{{.Count}} unread", n, map[string]any{"Count": words.Count(n)}))
	}
	switch l := t.activity.bar.Line(); l.Kind {
	case status.Offline, status.Problem, status.Password:
		out = append(out, l.Text)
	}
	return strings.Join(out, " · ")
}

func (t *tray) menu() []TrayItem {
	open := lang.L("Open PopMail")
	if n := t.unreadMail(); n > 0 {
		open = lang.L("Open PopMail ({{.Count}})", map[string]any{"Count": words.Count(n)})
	}
	list := []TrayItem{{Choice: TrayOpen, Name: open}, {}}
	if t.o.CannotWrite == nil && len(t.known.accounts) > 0 {
		list = append(list, TrayItem{Choice: TrayCheck, Name: lang.L("Check now")})
		if t.o.Writing != nil {
			list = append(list, TrayItem{Choice: TrayWrite, Name: lang.L("Write a letter")})
		}
		list = append(list, TrayItem{Choice: TrayOffline, Name: lang.L("Work offline"), Checked: t.activity.worksOffline()})
		if t.telling.able() {
			list = append(list, TrayItem{Choice: TrayQuiet, Name: t.telling.quietName()})
		}
		list = append(list, TrayItem{})
	}
	return append(list, TrayItem{Choice: TrayQuit, Name: lang.L("Quit")})
}

// chosen does what the person has chosen in the tray.
func (t *tray) chosen(c TrayChoice) {
	switch c {
	case TrayOpen:
		t.forward()
	case TrayCheck:
		if t.activity.worksOffline() { // which is asked about there
			t.forward()
		}
		t.activity.getMail()
	case TrayWrite:
		t.forward()
		t.write()
	case TrayOffline:
		t.activity.toggleOffline()
	case TrayQuiet:
		t.telling.toggleQuiet()
	case TrayQuit:
		t.onQuit()
	}
}

// forward brings the window forward, and takes away what was told outside of it.
func (t *tray) forward() {
	t.comeForward()
	t.onForward()
	if t.telling.watched() {
		t.telling.seen()
	}
}

// closing is what closing the window does: as it was chosen, and asked once.
func (t *tray) closing(end func()) {
	if !t.inSight || t.o.CannotWrite != nil {
		end()
		return
	}
	switch t.chosenClosing() {
	case settings.ClosingQuits:
		end()
	case settings.ClosingStays:
		t.hide()
	default:
		t.askClosing(end)
	}
}

func (t *tray) chosenClosing() settings.Closing {
	return settings.Closing(t.app.Preferences().Int(prefClosing))
}

// askClosing asks what closing is to do from now on. The keyboard is at what loses nothing.
func (t *tray) askClosing(end func()) {
	if t.asks {
		return
	}
	t.asks = true
	choose := func(c settings.Closing, then func()) func() {
		return func() {
			t.asks = false
			t.app.Preferences().SetInt(prefClosing, int(c))
			then()
		}
	}
	q := &ask.Question{
		Title: lang.L("Keep PopMail running?"),
		Text:  lang.L("PopMail can stay in the tray, look for mail and tell you about it. You can change this in Settings."),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Quit"), "", choose(settings.ClosingQuits, end)),
			widgets.NewButton(widgets.Primary, lang.L("Keep running"), "", choose(settings.ClosingStays, t.hide)),
		},
		OnEscape: func() { t.asks = false },
	}
	q.Show(t.window.Canvas())
}

// hide takes the window from the screen; the icon brings it back. Where the icon has gone
// meanwhile, the window stays as small as there is.
func (t *tray) hide() {
	t.onHide()
	if !t.inSight {
		if t.o.Minimize != nil {
			t.o.Minimize()
		}
		return
	}
	t.keepSize()
	t.hidden = true
	if t.o.Hide != nil {
		t.o.Hide()
	} else {
		t.window.Hide()
	}
}

// fill tells the settings what is so.
func (t *tray) fill(b *settings.Background) {
	b.Closing, b.Tray = t.chosenClosing(), t.inSight
}

// connect wires the page about PopMail without its window; again fills it anew.
func (t *tray) connect(s *settings.Settings, again func()) {
	if t.port == nil && t.o.Autostart == nil {
		return
	}
	s.OfferBackground()
	if t.port != nil {
		s.OnClosing = func(c settings.Closing) {
			t.app.Preferences().SetInt(prefClosing, int(c))
			again()
		}
	}
	if a := t.o.Autostart; a != nil {
		s.OnStarts = func(on bool) {
			var err error
			t.run.Go(func(ctx context.Context) { err = a.Set(ctx, on) }, func() {
				if err != nil {
					fyne.LogError("the system has not taken whether PopMail starts with it", err)
					t.toasts.show(lang.L("That didn’t work: your computer didn’t accept it."), nil)
				}
				again()
			})
		}
	}
}

// beSeen brings the window forward where it is hidden: something was done in another window that is told, and taken
// back, in this one.
func (w *Window) beSeen() {
	if w.hidden {
		w.tray.forward()
	}
}

// ComeForward brings the window in front of others, hidden or not.
func (w *Window) ComeForward() { w.tray.forward() }

package gui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/maildrop"
)

// heldMail is ServerMail with a server that holds what a test says.
type heldMail struct {
	*brittle
	held    []account.OnServer
	got     []string
	dropped []string
	keeps   error // why it removes nothing; nil: it does
	expires account.Expiry
	err     error
	last    account.Maildrop // from before the program was started
	quota   int64            // octets
	// going is what a look does beyond the list d.
	going func(ctx context.Context, d account.Maildrop, look account.Look) (account.Maildrop, error)
}

func (h *heldMail) Maildrop(ctx context.Context, id account.ID, look account.Look) (account.Maildrop, error) {
	known, err := h.Holdings(ctx, id)
	if err = errors.Join(h.err, err); err != nil {
		return account.Maildrop{}, h.err
	}
	d := account.Maildrop{At: noon, Messages: slices.Clone(h.held), Expires: h.expires}
	for i, o := range d.Messages {
		if k, ok := known[o.UID]; ok {
			k.Size = o.Size
			d.Messages[i] = k
		}
		d.Octets += o.Size
	}
	if h.going != nil {
		return h.going(ctx, d, look)
	}
	return d, nil
}

func (h *heldMail) LastMaildrop(context.Context, account.ID) (account.Maildrop, error) {
	return h.last, h.err
}

func (h *heldMail) Quota(context.Context, account.ID) (int64, error) { return h.quota, h.err }

func (h *heldMail) SetQuota(_ context.Context, _ account.ID, octets int64) error {
	if h.err == nil {
		h.quota = octets
	}
	return h.err
}

func (h *heldMail) Get(_ context.Context, _ account.ID, uids []string, _ func(event.Progress)) (account.Done, error) {
	h.got = append(h.got, uids...)
	return account.Done{UIDs: uids}, h.err
}

func (h *heldMail) Drop(_ context.Context, _ account.ID, seen []account.Seen) (account.Done, error) {
	var uids []string
	for _, o := range seen {
		uids = append(uids, o.UID)
	}
	if h.keeps != nil {
		return account.Done{Failed: map[string]error{uids[0]: h.keeps}}, h.err
	}
	h.dropped = append(h.dropped, uids...)
	h.held = slices.DeleteFunc(h.held, func(o account.OnServer) bool { return slices.Contains(uids, o.UID) })
	return account.Done{UIDs: uids}, h.err
}

// newServerStage is a window with 3 letters that are here and on the server, and 2 that are on
// the server alone.
func newServerStage(t *testing.T) (*stage, *heldMail) {
	h := &heldMail{held: []account.OnServer{
		{UID: "away 1", Size: 9_800_000, From: "Boat Museum <info@boats.example>", Subject: "Winter brochure", Mark: "m", Date: noon.Add(-100 * time.Hour)},
		{UID: "letter 3", Size: 3000}, {UID: "letter 2", Size: 2000}, {UID: "letter 1", Size: 1000},
		{UID: "away 2", Size: 24_000_000, From: "Dad <dad@orchard.example>", Subject: "The film of the garden", Mark: "m", Date: noon.Add(time.Hour)},
	}}
	s := newStage(t, 3, func(o *Options) {
		h.brittle = o.Mail.(*brittle)
		o.ServerMail = h
	})
	a := s.account1()
	a.Leave = account.Retention{Mode: account.LeaveDays, Days: 13}
	s.must(s.store.UpdateAccount(t.Context(), a, nil))
	s.news()
	s.onServerPage()
	return s, h
}

func (s *stage) onServerPage() {
	s.Window.onServer.showPresent()
	if s.Window.onServer.open() == nil {
		s.t.Fatal("there is no page")
	}
}

// tick ticks rows of the page by keyboard, counted from 0.
func (s *stage) tick(rows ...int) {
	l := guitest.Last(s.t, func(fyne.CanvasObject) (string, bool) { return "", false }, "list", func(*widgets.List) bool { return true }, s.front())
	l.Clear()
	for _, i := range rows {
		l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
		for range i {
			l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		}
		l.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
}

// TestServerPage: what the server holds is listed, sorted and found, and what is chosen is
// got, kept and removed, with a question that says what happens.
func TestServerPage(t *testing.T) {
	s, h := newServerStage(t)
	for _, want := range []string{"34 MB on the server", "5 messages · 3 are on this computer too", "The film of the garden", "Winter brochure", "Only on the server", "On this computer",
		"Goes on 4 December", "Stays", "The server’s list from 12:00", "Select messages to get, keep, or remove them."} {
		s.sees(want)
	}
	if got := s.said(); strings.Index(got, "The film") > strings.Index(got, "letter 1") || strings.Index(got, "letter 3") > strings.Index(got, "Winter") {
		t.Errorf("not the newest first:\n%s", got)
	}
	s.tick(0, 1)
	s.sees("2 selected · 24 MB to get")
	s.tap("Get")
	if fmt.Sprint(h.got) != "[away 2]" {
		t.Errorf("%q was got", h.got)
	}

	s.tick(1, 2)
	s.tap("Keep on the server")
	s.sees("Kept by you")
	if all, err := s.store.Chosen(t.Context(), 1); err != nil || len(all) != 2 || all["letter 1"].Wish.Kind != account.WishKeep {
		t.Errorf("%+v %v", all, err)
	}
	s.toasts.now.Action().Tapped(nil)
	if strings.Contains(s.said(), "Kept by you") {
		t.Error("Undo has kept it")
	}

	// One that is here, and one that is not.
	s.tick(3, 4)
	s.tap("Remove…")
	s.sees("Remove 2 messages from the server?")
	s.sees("1 message is on this computer and stays here. Until the next check you can take this back.")
	s.sees("1 message is only on the server. It is removed now and lost for good.")
	s.tap("Cancel")
	if all, err := s.store.Chosen(t.Context(), 1); err != nil || len(h.dropped)+len(all) != 0 {
		t.Errorf("Cancel has removed %v %v %v", h.dropped, all, err)
	}
	s.tap("Remove…")
	s.tap("Get first, then remove")
	if all, err := s.store.Chosen(t.Context(), 1); err != nil || len(h.dropped) != 0 || all["letter 3"].Wish.Kind != account.WishRemove || h.got[len(h.got)-1] != "away 1" {
		t.Errorf("%v %v %v %v", h.got, h.dropped, all, err)
	}
	s.sees("Goes at the next check")
	s.tick(4)
	h.keeps = &account.Problem{Trouble: account.TroubleServer, Answer: "read-only mailbox"}
	s.tap("Remove…")
	s.tap("Remove for good")
	if got := s.toast(); got != "1 message couldn’t be removed. The server said: “read-only mailbox”" {
		t.Error(got)
	}
	h.keeps = nil
	s.tap("Remove…")
	s.tap("Remove for good")
	if fmt.Sprint(h.dropped) != "[away 1]" || strings.Contains(s.said(), "Winter brochure") {
		t.Errorf("%q\n%s", h.dropped, s.said())
	}
	s.sees("4 messages · 3 are on this computer too")

	// What a check removes goes from the list by itself, and not what the server lists again.
	s.must(s.store.Removed(t.Context(), 1, []string{"letter 3"}))
	s.news()
	s.sees("3 messages · 2 are on this computer too")
	if strings.Contains(s.said(), "letter 3") {
		t.Errorf("what was removed is still listed:\n%s", s.said())
	}
	s.tap("Look again")
	s.sees("letter 3")
	s.must(s.store.Removed(t.Context(), 1, []string{"letter 2"}))
	s.news()
	s.sees("letter 3")
	if strings.Contains(s.said(), "letter 2") {
		t.Errorf("what was removed is still listed:\n%s", s.said())
	}
}

// TestServerPageExpires: what the server says about removing mail by itself is told.
func TestServerPageExpires(t *testing.T) {
	s, h := newServerStage(t)
	if strings.Contains(s.said(), "by itself") {
		t.Errorf("the server has not said it:\n%s", s.said())
	}
	h.expires = account.Expiry{Said: true, Days: 30}
	s.tap("Look again")
	s.sees("The server says that it removes mail by itself after 30 days.")
	s.tick(0)
	guitest.Picture(t, s.window, "server_expires")
}

// TestServerPageTrouble: a list that cannot be had is told in words, and what was known is
// shown as what it is.
func TestServerPageTrouble(t *testing.T) {
	s, h := newServerStage(t)
	h.err = &account.Problem{Trouble: account.TroubleBusy, Err: errors.New("in use")}
	s.tap("Look again")
	s.sees("Winter brochure")
	s.sees("The server’s list from 12:00")
	if strings.Contains(s.said(), "So PopMail can’t show") {
		t.Errorf("it says that nothing is shown:\n%s", s.said())
	}
	before := s.said()
	h.err = nil
	s.tap("Look again")
	if s.said() == before {
		t.Error("the notice stays")
	}
	s.Window.onServer.open().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.sheet != nil {
		t.Error("Escape has not closed the page")
	}
	s.activity.workOffline(true)
	s.onServerPage()
	s.sees("You are working offline, so the server can’t be asked.")
	s.sees("Winter brochure")
	h.held = h.held[1:]
	s.tap("Go online")
	s.sees("4 messages · 3 are on this computer too")
}

// TestPauseByMenu: the menu of an account stops its checks and goes on with them.
func TestPauseByMenu(t *testing.T) {
	s, _ := newServerStage(t)
	s.accounts.setup = storeSetup{s: s}
	s.Window.onServer.open().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	labels := func() (out []string) {
		for _, i := range s.accountItems(1) {
			out = append(out, i.Label)
		}
		return out
	}
	if got := labels(); !slices.Equal(got, []string{"Check now", "Mail on the server", "Pause"}) {
		t.Fatal(got)
	}
	s.accountItems(1)[2].Action()
	if got := labels(); !slices.Equal(got, []string{"Resume", "Mail on the server"}) || !s.account1().Paused {
		t.Fatal(got)
	}
	s.accountItems(1)[0].Action()
	if got := labels(); !slices.Equal(got, []string{"Check now", "Mail on the server", "Pause"}) || s.account1().Paused {
		t.Fatal(got)
	}
}

// TestServerPageMenus: the page is reached from the menu of an account and from the Settings,
// and leads back.
func TestServerPageMenus(t *testing.T) {
	s, _ := newServerStage(t)
	s.Window.onServer.open().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	items := s.accountItems(1)
	if len(items) != 3 || items[1].Label != "Mail on the server" {
		t.Fatalf("%+v", items)
	}
	items[1].Action()
	if _, ok := s.sheet.(*maildrop.Page); !ok {
		t.Fatal("the menu has not opened the page")
	}
	s.tap("Inbox")
	s.accounts.showMenu()
	s.tap("Edit")
	s.tap("Mail on the server")
	if _, ok := s.sheet.(*maildrop.Page); !ok {
		t.Fatal("the Settings have not opened the page")
	}
	s.tap("Settings")
	if _, ok := s.sheet.(*maildrop.Page); ok || s.sheet == nil {
		t.Error("the page does not lead back to the Settings")
	}
}

// TestServerPageLarge: what is over 200 MB is asked for before it comes, by every way, and what is
// smaller is not.
func TestServerPageLarge(t *testing.T) {
	free := int64(2_000_000_000)
	h := &heldMail{held: []account.OnServer{
		{UID: "film 1", Size: 300_000_000, Subject: "The long film", Date: noon.Add(time.Hour)},
		{UID: "film 2", Size: 400_000_000, Subject: "The longer film", Date: noon.Add(time.Minute)},
		{UID: "away", Size: 150_000_000, Subject: "The short film", Date: noon},
	}}
	s := newStage(t, 1, func(o *Options) {
		h.brittle = o.Mail.(*brittle)
		o.ServerMail = h
		o.Large = Large{Room: func(_ context.Context, sizes ...int64) (account.Room, error) {
			return account.RoomFor(free, sizes...), nil
		}}
	})
	s.news()
	s.onServerPage()
	s.tick(2)
	s.tap("Get")
	if fmt.Sprint(h.got) != "[away]" {
		t.Errorf("%q was got without a question", h.got)
	}
	h.got = nil
	s.tick(0, 2)
	s.tap("Get")
	s.sees("Get a message of 300 MB?")
	s.sees("On this computer 2 GB are free.")
	s.tap("Cancel")
	s.tick(0, 1)
	free = 2_100_000_000 // 2 × 400 MB, 700 MB and the reserve
	s.tap("Get")
	s.sees("Get 2 large messages?")
	s.sees("2 large messages have 700 MB together.")
	s.tap("Cancel")
	free = 1_900_000_000
	s.tap("Get")
	s.sees("There is not enough room on the disk")
	s.sees("2 large messages have 700 MB together. To get them, 2 GB have to be free on this computer; 1.9 GB are.")
	s.tap("Close")
	if len(h.got) > 0 {
		t.Errorf("%q was got", h.got)
	}
	s.tick(0)
	s.tap("Get")
	s.tap("Get it")
	if fmt.Sprint(h.got) != "[film 1]" {
		t.Errorf("%q was got", h.got)
	}
	h.got = nil
	s.tick(1)
	s.tap("Remove…")
	s.tap("Get first, then remove")
	s.sees("Get a message of 400 MB?")
	s.tap("Cancel")
	if len(h.got)+len(h.dropped) > 0 {
		t.Errorf("%q was got, %q removed", h.got, h.dropped)
	}
}

// anew opens the page as if the program had been started anew.
func (s *stage) anew() {
	s.Window.onServer.open().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.Window.onServer.last = nil
	s.onServerPage()
}

// TestServerPageGoesOn: while it is still asked who wrote what, the list can be used; that makes
// way for what the person wants of the server, and goes on afterwards. It asks first about what
// is in sight. That is so already while the first session goes on.
func TestServerPageGoesOn(t *testing.T) {
	t.Run("first session", func(t *testing.T) { serverPageGoesOn(t, false) })
	t.Run("later", func(t *testing.T) { serverPageGoesOn(t, true) })
}

func serverPageGoesOn(t *testing.T, later bool) {
	s, h := newServerStage(t)
	for i := range 300 {
		h.held = append(h.held, account.OnServer{UID: fmt.Sprint("untold ", i), Size: 5000})
	}
	looks := 0
	h.going = func(ctx context.Context, d account.Maildrop, look account.Look) (account.Maildrop, error) {
		looks++
		if looks > 1 {
			for i := range d.Messages {
				if o := &d.Messages[i]; o.Untold() {
					o.Mark, o.From, o.Subject, o.Date = "m", "Late <late@example.org>", "told now", noon
				}
			}
			return d, nil
		}
		d.Untold, d.Going = 300, later
		look.Tell(d)
		s.sees("Asking the server who wrote 300 more messages…")
		s.sees("305 messages · 3 are on this computer too")
		s.sees("Sender and subject aren’t known yet")
		if got := look.Sight(); len(got) < 3 || len(got) > 100 || got[0] != "untold 299" {
			t.Errorf("in sight: %q", got)
		}
		guitest.Picture(t, s.window, "server_going_on")
		s.tick(0)
		s.tap("Get")
		if len(h.got) > 0 || ctx.Err() == nil {
			t.Errorf("a second session is begun beside the first one: %q, %v", h.got, ctx.Err())
		}
		d.Going = false
		return d, nil
	}
	s.anew()
	if fmt.Sprint(h.got) != "[untold 299]" || looks != 2 {
		t.Errorf("%q was got, %d looks", h.got, looks)
	}
	s.sees("told now")
	s.sees("The server’s list from 12:00")
	if strings.Contains(s.said(), "aren’t known yet") {
		t.Errorf("it is not told:\n%s", s.said())
	}
}

// TestServerPageScrolls: of what was too much to be asked for by itself, what comes into sight is
// asked for once the list stands still, and once only.
func TestServerPageScrolls(t *testing.T) {
	s, h := newServerStage(t)
	for i := range 300 {
		h.held = append(h.held, account.OnServer{UID: fmt.Sprint("untold ", i), Size: 5000})
	}
	told := map[string]bool{}
	var asked [][]string
	h.going = func(_ context.Context, d account.Maildrop, look account.Look) (account.Maildrop, error) {
		if look.SightOnly {
			asked = append(asked, look.Sight())
			for _, uid := range look.Sight() {
				told[uid] = uid != "untold 245" // of which the server does not tell
			}
		}
		for i := range d.Messages {
			o := &d.Messages[i]
			if told[o.UID] {
				o.Mark, o.Subject = "m", "told now"
			}
			if o.Untold() {
				d.Untold++
			}
		}
		return d, nil
	}
	s.anew()
	s.sees("300 senders not known yet")
	s.run.Fire(time.Second)
	first := len(asked)
	if first != 1 || asked[0][0] != "untold 299" {
		t.Fatalf("asked for %q", asked)
	}
	s.sees("told now")
	l := guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, "list", func(*widgets.List) bool { return true }, s.front())
	l.ScrollTo(60)
	for range 3 {
		s.run.Fire(time.Second)
	}
	if len(asked) != 2 || !slices.Contains(asked[1], "untold 245") || slices.Contains(asked[1], "untold 299") {
		t.Errorf("asked for %q", asked)
	}
}

// TestServerPageAfterRestart: what was known when the person looked last is shown at once, as
// what it is, also where the server cannot be asked.
func TestServerPageAfterRestart(t *testing.T) {
	s, h := newServerStage(t)
	h.last = account.Maildrop{At: noon.Add(-26 * time.Hour), Octets: 4000, Messages: []account.OnServer{{UID: "old", Size: 4000, Mark: "m", From: "Ann <ann@example.org>", Subject: "from yesterday"}}}
	h.going = func(_ context.Context, d account.Maildrop, _ account.Look) (account.Maildrop, error) {
		s.sees("from yesterday")
		s.sees("Asking the server what it holds…")
		s.sees("4 KB on the server · as of ")
		return d, nil
	}
	s.anew()
	s.sees("5 messages · 3 are on this computer too")
	if got := s.said(); strings.Contains(got, "from yesterday") || strings.Contains(got, "as of ") {
		t.Errorf("it is still shown:\n%s", got)
	}
	s.activity.workOffline(true)
	s.anew()
	s.sees("You are working offline, so the server can’t be asked.")
	s.sees("from yesterday")
	s.sees("· as of ")
	guitest.Picture(t, s.window, "server_as_of")
}

// TestServerPageFull: how full the mailbox is stands there once a person has said how big it is, and
// until then nothing of it.
func TestServerPageFull(t *testing.T) {
	s, h := newServerStage(t)
	if got := s.said(); strings.Contains(got, "full") || strings.Contains(got, "used") {
		t.Errorf("nobody has said it:\n%s", got)
	}
	answer := func(text string) {
		t.Helper()
		s.typed(text)
		s.press(fyne.KeyReturn)
	}
	s.tap("How big is your mailbox?")
	s.sees("Your provider says it on its website. PopMail then shows how full the mailbox is; the server doesn’t tell.")
	answer("very")
	s.sees("Type a size like 2 GB.")
	guitest.Picture(t, s.window, "server_size_wrong")
	s.tap("Cancel")
	if h.quota != 0 {
		t.Errorf("%d", h.quota)
	}
	s.pushes("How big is your mailbox?")
	answer("50 MB")
	if h.quota != 50e6 {
		t.Fatalf("%d", h.quota)
	}
	s.sees("34 MB of 50 MB used")
	s.sees("67% full")
	s.sees("5 messages · 3 are on this computer too")
	if got := s.said(); strings.Contains(got, "How big") {
		t.Errorf("it is asked again:\n%s", got)
	}
	for _, size := range []struct {
		name string
		w    float32
		look Look
	}{{"server_full_narrow", 600, Look{theme.Light, 100}}, {"server_full_large", 1280, Look{theme.Light, 200}}, {"server_full_large_narrow", 600, Look{theme.Dark, 200}}, {"server_full_dark", 1280, Look{theme.Dark, 100}}, {"server_full", 1280, Look{theme.Light, 100}}} {
		setLook(s.app, size.look)
		s.window.Resize(fyne.NewSize(size.w, 800))
		guitest.Picture(t, s.window, size.name)
		s.sees("67% full")
	}
	// It is kept, and can be changed and taken back.
	s.Window.onServer.open().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.onServerPage()
	s.sees("67% full")
	s.pushes("Change…")
	answer("0,034") // gigabytes
	s.sees("99% full")
	h.err = errors.New("disk")
	s.tap("Change…")
	s.tap("I don’t know")
	h.err = nil
	s.sees("99% full")
	s.tap("Change…")
	s.tap("I don’t know")
	s.sees("34 MB on the server")
	if got := s.said(); strings.Contains(got, "full") || h.quota != 0 {
		t.Errorf("%d\n%s", h.quota, got)
	}
}

// TestServerPageIsAskedByBothKeys: Ctrl+R and F5 ask the server anew while its page is there, and neither gets mail
// behind it.
func TestServerPageIsAskedByBothKeys(t *testing.T) {
	s, h := newServerStage(t)
	c := s.window.Canvas().(interface{ TypedShortcut(fyne.Shortcut) })
	for name, press := range map[string]func(){
		"F5": func() { s.Window.onServer.open().TypedKey(&fyne.KeyEvent{Name: fyne.KeyF5}) },
		"Ctrl+R": func() {
			c.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierShortcutDefault})
		},
	} {
		h.held = append(h.held, account.OnServer{UID: name, Size: 77, From: "A <a@b.example>", Subject: "Fresh by " + name, Mark: "m", Date: noon})
		press()
		s.sees("Fresh by " + name)
	}
}

// TestServerPageLeavesWhatCannotBePressed: once nothing is chosen any more, the keyboard is at the list, not at a button
// that does nothing.
func TestServerPageLeavesWhatCannotBePressed(t *testing.T) {
	s, _ := newServerStage(t)
	s.tick(0)
	b := find(s.sheet, "Remove…")
	s.window.Canvas().Focus(b)
	s.Window.onServer.open().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if f := s.window.Canvas().Focused(); !b.Disabled() || f == nil || f == fyne.Focusable(b) {
		t.Errorf("the keyboard is at %T", f)
	}
}

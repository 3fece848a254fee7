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

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// fakeDesk is the desktop that notices come to.
type fakeDesk struct {
	choices event.Topic[NoticeChoice]
	told    []string
	stands  bool
	unread  int
}

func (d *fakeDesk) Tell(n Notice) {
	lines := []string{n.Title}
	for _, l := range n.Lines {
		lines = append(lines, strings.TrimSpace(l.Who+" "+l.What))
	}
	d.told, d.stands = append(d.told, strings.Join(lines, "|")), true
}
func (d *fakeDesk) Withdraw()                           { d.stands = false }
func (d *fakeDesk) SetUnread(n int)                     { d.unread = n }
func (d *fakeDesk) Choices() *event.Topic[NoticeChoice] { return &d.choices }

// toldStage is a window behind others with two letters of before.
type toldStage struct {
	*stage
	desk  *fakeDesk
	forth int // times that the window came forward
	seen  int // of desk.told
	n     int
}

func newToldStage(t *testing.T) *toldStage {
	t.Helper()
	s := &toldStage{desk: &fakeDesk{}}
	s.stage = newStage(t, 2, func(o *Options) {
		o.Notices, o.Front = s.desk, func() { s.forth++ }
	})
	s.settle()
	s.desk.told = nil
	s.telling.setFront(true)
	s.telling.setFront(false)
	return s
}

func (s *toldStage) settle() {
	s.t.Helper()
	s.must(s.store.Settle(s.t.Context()))
	s.news()
}

// comes delivers a letter that was written so long ago, and returns its number.
func (s *toldStage) comes(from, subject string, ago time.Duration) mailbox.ID {
	s.t.Helper()
	s.n++
	s.deliver(storagetest.Mail{From: from, To: "Ann <ann@example.org>", Subject: subject, Text: fmt.Sprint("text ", s.n), Date: noon.Add(-ago)})
	s.settle()
	entries, err := s.store.Index(s.t.Context(), mailbox.View{}, 0)
	s.must(err)
	return slices.MaxFunc(entries, func(a, b mailbox.Entry) int { return int(a.ID - b.ID) }).ID
}

// tells checks what was told since the last look. Tests have no words for one of a thing.
func (s *toldStage) tells(want ...string) {
	s.t.Helper()
	if got := s.desk.told[s.seen:]; !slices.Equal(got, want) {
		s.t.Errorf("told\n%q, want\n%q", got, want)
	}
	s.seen = len(s.desk.told)
}

// TestToldTogether: letters are told in one notice, the newest first, and it goes on with what
// comes; letters that were read meanwhile leave it.
func TestToldTogether(t *testing.T) {
	s := newToldStage(t)
	a := s.comes("Dad <dad@home.example>", "Photos <b>from</b> the garden", time.Hour)
	s.tells("1 new letter|Dad Photos <b>from</b> the garden")
	s.comes("Town Hall <hall@town.example>", "Keys", time.Minute)
	s.comes("ruth@club.example", "", 2*time.Hour)
	s.tells("2 new letters|Town Hall Keys|Dad Photos <b>from</b> the garden", "3 new letters|Town Hall Keys|Dad Photos <b>from</b> the garden|ruth@club.example (no subject)")
	s.comes("Last <last@home.example>", "only counted", 3*time.Hour)
	s.tells("4 new letters|Town Hall Keys|Dad Photos <b>from</b> the garden|ruth@club.example (no subject)")
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{a}, mailbox.Read, true))
	s.news()
	s.tells("3 new letters|Town Hall Keys|ruth@club.example (no subject)|Last only counted")
	s.telling.setFront(true)
	if s.desk.stands {
		t.Error("it stands although the window was looked at")
	}
	s.comes("Dad <dad@home.example>", "while the window is in front", 0)
	s.telling.setFront(false)
	s.news()
	s.comes("Dad <dad@home.example>", "and behind", 0)
	s.tells("1 new letter|Dad and behind")
}

// TestNotTold: what is old, junk, muted, read or elsewhere, and what comes at quiet hours.
func TestNotTold(t *testing.T) {
	s := newToldStage(t)
	for _, ago := range []time.Duration{25 * time.Hour, 49 * time.Hour, 20000 * time.Hour} {
		s.comes("Old <old@example.net>", "from a first check", ago)
		s.tells()
	}
	s.must(s.store.DecideSender(t.Context(), mailbox.Sender{Address: "pest@spam.example"}, true))
	s.comes("Pest <pest@spam.example>", "buy", 0)
	s.tells()
	for _, f := range []mailbox.Flag{mailbox.Suspect, mailbox.Muted, mailbox.Read} {
		s.deliver(storagetest.Mail{From: "x@example.net", Subject: fmt.Sprint("flag ", f), Date: noon})
		id := s.newest()
		s.must(s.store.SetFlag(t.Context(), []mailbox.ID{id}, f, true))
		s.settle()
		s.tells()
	}
	s.deliver(storagetest.Mail{From: "x@example.net", Subject: "moved", Date: noon})
	s.put(mailbox.Trash, s.newest())
	s.settle()
	s.tells()
	p := s.app.Preferences()
	p.SetBool(prefQuiet, true)
	p.SetInt(prefQuietFrom, 11)
	p.SetInt(prefQuietTo, 13)
	s.comes("Ann <a@example.net>", "at noon", 0)
	s.tells()
	p.SetBool(prefQuiet, false)
	p.SetInt(prefQuietUntil, int(noon.Unix())+1)
	s.comes("Ann <a@example.net>", "a moment before", 0)
	s.tells()
	p.SetInt(prefQuietUntil, int(noon.Add(31*time.Hour).Unix()))
	s.comes("Ann <a@example.net>", "until tomorrow morning", 0)
	s.tells()
	p.SetInt(prefQuietUntil, int(noon.Add(37*time.Hour).Unix())) // the clock was ahead
	s.comes("Ann <a@example.net>", "told", time.Second)
	s.tells("4 new letters|Ann at noon|Ann a moment before|Ann until tomorrow morning") // with what was kept back
}

func (s *stage) newest() mailbox.ID {
	s.t.Helper()
	entries, err := s.store.Index(s.t.Context(), mailbox.View{}, 0)
	s.must(err)
	return slices.MaxFunc(entries, func(a, b mailbox.Entry) int { return int(a.ID - b.ID) }).ID
}

// ticks presses a box of the settings.
func (s *stage) ticks(text string) {
	s.t.Helper()
	none := func(fyne.CanvasObject) (string, bool) { return "", false }
	guitest.Last(s.t, none, text, func(c *field.Check) bool { return c.Text == text }, s.front()).Tapped(nil)
}

// TestRuleNotifies: what a rule wants told is told wherever it lies and whatever account is not,
// but not out of the Trash.
func TestRuleNotifies(t *testing.T) {
	s := newToldStage(t)
	s.app.Preferences().SetStringList(prefTellNot, []string{tellAccount(s.account1().ID)})
	archive := s.in(mailbox.Archive)
	for _, r := range []mailbox.Rule{
		{Query: "from:dad", Do: mailbox.RuleNotify | mailbox.RuleMove | mailbox.RuleRead, Folder: archive},
		{Query: "from:pest", Do: mailbox.RuleNotify | mailbox.RuleDelete},
	} {
		_, err := s.store.SaveRule(t.Context(), r)
		s.must(err)
	}
	s.comes("Ruth <ruth@club.example>", "not told", time.Hour)
	s.comes("pest <pest@spam.example>", "thrown away", time.Hour)
	s.tells()
	s.comes("dad <dad@home.example>", "Old photos", 25*time.Hour) // it lay on the server before
	s.tells()
	s.comes("dad <dad@home.example>", "New photos", 23*time.Hour)
	s.tells("1 new letter|dad New photos")
	s.telling.setFront(true)
	s.telling.setFront(false)
	s.clock = noon.Add(30 * time.Hour) // the account is no longer new
	s.must(s.store.SetStatus(t.Context(), 1, account.Status{LastCheck: noon.Add(29 * time.Hour)}))
	s.news()
	s.comes("dad <dad@home.example>", "Photos", 96*time.Hour) // it was on its way for long
	s.tells("1 new letter|dad Photos")
	s.telling.setFront(true)
	s.telling.setFront(false)
	s.comes("Ruth <ruth@club.example>", "not told either", time.Hour)
	s.tells()
}

func TestBetweenHours(t *testing.T) {
	for _, c := range []struct {
		h, from, to int
		want        bool
	}{{22, 22, 7, true}, {6, 22, 7, true}, {7, 22, 7, false}, {12, 22, 7, false}, {8, 8, 9, true}, {9, 8, 9, false}, {0, 0, 0, true}, {5, 22, 22, true}} {
		if got := betweenHours(c.h, c.from, c.to); got != c.want {
			t.Errorf("%d in %d–%d: %v", c.h, c.from, c.to, got)
		}
	}
}

// TestNoticeOpens: a click on a notice of one letter shows it, wherever the window is; of several
// it shows their list.
func TestNoticeOpens(t *testing.T) {
	s := newToldStage(t)
	id := s.comes("Dad <dad@home.example>", "Photos", 0)
	s.showRole(mailbox.Archive)
	s.accounts.showMenu()
	s.desk.choices.Publish(NoticeOpened)
	s.news()
	if s.forth != 1 || s.sheet != nil || s.reading.shown != id || s.listing.view.Folder != s.in(mailbox.Inbox) {
		t.Errorf("in front %d times, letter %d of %v", s.forth, s.reading.shown, s.listing.view)
	}
	s.tells("1 new letter|Dad Photos")
	s.showRole(mailbox.Archive)
	s.comes("Dad <dad@home.example>", "one", 0)
	s.comes("Dad <dad@home.example>", "two", 0)
	s.desk.choices.Publish(NoticeOpened)
	s.news()
	if s.forth != 2 || s.listing.view.Folder != s.in(mailbox.Inbox) || s.reading.shown != 0 {
		t.Errorf("in front %d times, letter %d of %v", s.forth, s.reading.shown, s.listing.view)
	}
	s.seen = len(s.desk.told)
	s.comes("Dad <dad@home.example>", "three", 0)
	s.tells("1 new letter|Dad three")
}

// TestNoticeMarksRead: the other button marks what the notice tells of, and nothing else.
func TestNoticeMarksRead(t *testing.T) {
	s := newToldStage(t)
	a, b := s.comes("Dad <dad@home.example>", "one", 0), s.comes("Dad <dad@home.example>", "two", 0)
	if s.desk.unread != 4 {
		t.Errorf("%d are told as unread", s.desk.unread)
	}
	s.desk.choices.Publish(NoticeDismissed)
	s.news()
	c := s.comes("Dad <dad@home.example>", "three", 0)
	s.desk.choices.Publish(NoticeRead)
	s.news()
	s.news()
	for id, want := range map[mailbox.ID]bool{a: false, b: false, c: true} {
		if got := s.row(id); got.Is(mailbox.Read) != want {
			t.Errorf("letter %q is read: %v", got.Subject, !want)
		}
	}
	if s.desk.unread != 4 {
		t.Errorf("%d are told as unread", s.desk.unread)
	}
}

// TestTellingSettings: what is told, when and of which mail is chosen in the settings.
func TestTellingSettings(t *testing.T) {
	s := newToldStage(t)
	s.accounts.showSettingsAt("Notifications")
	s.shows("Tell me about new mail", "A notification shows", "Quiet hours", "ann@example.org", "!From")
	st := s.telling.state()
	st.Detail = 1
	s.telling.choose(st)
	s.comes("Dad <dad@home.example>", "one", 0)
	s.comes("Dad <dad@home.example>", "two", 0)
	s.tells("1 new letter|Dad", "2 new letters|Dad")
	st.Detail = 2
	s.telling.choose(st)
	s.comes("Dad <dad@home.example>", "three", 0)
	s.tells("2 new letters", "3 new letters")
	s.telling.seen()
	st.Places[0].Off = true
	s.telling.choose(st)
	if !s.telling.state().Places[0].Off {
		t.Error("the account was not kept")
	}
	s.comes("Dad <dad@home.example>", "of an account that is not told", 0)
	s.tells()
	st.Places[0].Off = false
	s.telling.choose(st)
	s.accounts.showSettingsAt("Notifications")
	s.ticks("Tell me about new mail")
	s.shows("!Quiet hours", "!ann@example.org")
	s.comes("Dad <dad@home.example>", "not told", 0)
	s.tells()
	s.ticks("Tell me about new mail")
	s.shows("Quiet hours")
	s.comes("Dad <dad@home.example>", "told", 0)
	s.tells("1 new letter")
	s.ticks("No notifications at these hours")
	s.shows("From", "To", "<22:00>", "<07:00>")
	s.comes("Dad <dad@home.example>", "at noon", 0)
	s.tells("2 new letters")
}

// TestQuietUntilTomorrow: the field that jumps keeps notifications back until seven in the morning.
func TestQuietUntilTomorrow(t *testing.T) {
	s := newToldStage(t)
	now := noon
	s.telling.now = func() time.Time { return now }
	s.comes("Dad <dad@home.example>", "before", 0)
	s.tells("1 new letter|Dad before")
	s.does("Quiet until tomorrow")
	if got := s.toasts.now.Text(); got != "No notifications until tomorrow at 07:00." {
		t.Errorf("the bar says %q", got)
	}
	if s.desk.stands {
		t.Error("the notice stands")
	}
	now = noon.Add(19*time.Hour - time.Second)
	s.comes("Dad <dad@home.example>", "at night", -18*time.Hour)
	s.tells()
	now = noon.Add(19 * time.Hour)
	s.comes("Dad <dad@home.example>", "in the morning", 0)
	s.tells("2 new letters|Dad at night|Dad in the morning")
	now = noon
	s.does("Tell me about new mail again")
	s.comes("Dad <dad@home.example>", "again", 0)
	s.tells("3 new letters|Dad at night|Dad in the morning|Dad again")
}

// does what the field that jumps offers under a name.
func (s *toldStage) does(name string) {
	s.t.Helper()
	for _, c := range s.commands() {
		if c.name == name && c.can {
			c.do()
			return
		}
	}
	s.t.Fatalf("%q is not offered", name)
}

// TestToldOverPages: a message that was told is shown also where a page lies over the window; one on which something
// is under way stays, and the message has a window of its own.
func TestToldOverPages(t *testing.T) {
	for name, show := range map[string]func(s *toldStage){
		"ready": func(s *toldStage) { s.prepared.show() }, "room": func(s *toldStage) { s.showRoom() },
		"licenses": func(s *toldStage) { s.showLicenses() }, "people": func(s *toldStage) { s.book.show() },
	} {
		s := newToldStage(t)
		show(s)
		id := s.comes("Dad <dad@home.example>", "Photos", 0)
		s.desk.choices.Publish(NoticeOpened)
		s.news()
		if s.sheet != nil || s.reading.shown != id {
			t.Errorf("%s: shown is %d, page %T", name, s.reading.shown, s.sheet)
		}
	}
	s := newToldStage(t)
	s.accounts.addAccount()
	page := s.sheet
	id := s.comes("Dad <dad@home.example>", "Photos", 0)
	s.desk.choices.Publish(NoticeOpened)
	s.news()
	if s.sheet != page || s.sides.open[ownKey(id)] == nil {
		t.Errorf("page %T, %d windows", s.sheet, len(s.sides.open))
	}
	s.comes("Dad <dad@home.example>", "More", 0)
	s.comes("Dad <dad@home.example>", "Still more", 0)
	s.telling.setFront(false)
	s.desk.choices.Publish(NoticeOpened)
	s.news()
	if s.sheet != page {
		t.Errorf("page %T", s.sheet)
	}
}

// TestTrayWritesOverPages: a letter has a window of its own, so it is written whatever lies over the main one.
func TestTrayWritesOverPages(t *testing.T) {
	s := newStage(t, 1, func(o *Options) { o.Writing = &fakeWriting{} })
	s.book.show()
	page := s.sheet
	s.tray.chosen(TrayWrite)
	if len(s.sides.open) != 1 || s.sheet != page {
		t.Errorf("%d windows, page %T", len(s.sides.open), s.sheet)
	}
}

// TestToldAfterQuiet: what came at quiet hours, or while the person wanted quiet until tomorrow, is told once that is over; what
// was looked at meanwhile is not.
func TestToldAfterQuiet(t *testing.T) {
	s := newToldStage(t)
	p := s.app.Preferences()
	p.SetBool(prefQuiet, true)
	p.SetInt(prefQuietFrom, 11)
	p.SetInt(prefQuietTo, 13)
	sent := s.comes("Ann <ann@example.org>", "Ferry", time.Hour)
	s.put(mailbox.Sent, sent)
	s.must(s.store.Remind(t.Context(), []mailbox.ID{sent}, noon.Add(-time.Minute), 0))
	s.must(s.store.LookForAnswers(t.Context()))
	s.comes("Dad <dad@home.example>", "Photos", time.Minute)
	s.news()
	s.run.Fire(quietLook)
	s.tells()
	p.SetBool(prefQuiet, false) // as when its hours are over
	s.run.Fire(quietLook)
	s.tells("1 new letter · 1 reminder|Dad Photos|No answer from Ann since 21 November Ferry")
	if s.run.Fire(quietLook); s.desk.told == nil || !s.desk.stands {
		t.Error("it does not stand")
	}
	s.telling.setFront(true)
	s.telling.setFront(false)
	// Until tomorrow, and the person ends it.
	s.telling.toggleQuiet()
	s.comes("Dad <dad@home.example>", "More photos", 0)
	s.tells()
	s.telling.toggleQuiet()
	s.tells("1 new letter|Dad More photos")
	// What was seen meanwhile.
	s.telling.toggleQuiet()
	s.comes("Dad <dad@home.example>", "Seen", 0)
	s.telling.setFront(true)
	s.telling.setFront(false)
	s.telling.toggleQuiet()
	s.tells()
	// In another language.
	s.telling.toggleQuiet()
	s.comes("Dad <dad@home.example>", "Last photos", 0)
	n := s.Window.anew()
	s.tells()
	n.telling.toggleQuiet()
	s.tells("1 new letter|Dad Last photos")
}

// TestHeldIsBounded: of very much that comes at quiet hours the newest is told.
func TestHeldIsBounded(t *testing.T) {
	s := newToldStage(t)
	s.app.Preferences().SetInt(prefQuietUntil, int(noon.Add(time.Hour).Unix()))
	for i := range 3 {
		ids := make([]mailbox.ID, mostHeld)
		for j := range ids {
			ids[j] = mailbox.ID(1000*(i+1) + j)
		}
		s.telling.changed([]mailbox.Change{mailbox.Returned{IDs: ids}}, false)
	}
	tl := s.telling
	if len(tl.held) != mostHeld || len(tl.wished) != mostHeld || len(tl.back) != mostHeld || tl.held[0] != 3000 {
		t.Errorf("%d %d %d held, from %d", len(tl.held), len(tl.wished), len(tl.back), tl.held[0])
	}
	// What is wished stays before what is not, however much of that comes.
	tl.forget()
	tl.changed([]mailbox.Change{mailbox.Returned{IDs: []mailbox.ID{1, 2}}}, false)
	many := make([]mailbox.ID, 3*mostHeld)
	for i := range many {
		many[i] = mailbox.ID(5000 + i)
	}
	tl.changed([]mailbox.Change{mailbox.Settled{IDs: many}}, false)
	if len(tl.held) != mostHeld || !slices.Equal(tl.held[:3], []mailbox.ID{1, 2, many[2*mostHeld+2]}) || len(tl.back) != 2 {
		t.Errorf("%d held, first %d; %d back", len(tl.held), tl.held[:3], len(tl.back))
	}
}

// heldOne has a reminder come back, and a letter come, at quiet hours.
func heldOne(t *testing.T) *toldStage {
	s := newToldStage(t)
	s.app.Preferences().SetBool(prefQuiet, true)
	s.app.Preferences().SetInt(prefQuietFrom, 11)
	s.app.Preferences().SetInt(prefQuietTo, 13)
	sent := s.comes("Ann <ann@example.org>", "Ferry", time.Hour)
	s.put(mailbox.Sent, sent)
	s.must(s.store.Remind(t.Context(), []mailbox.ID{sent}, noon.Add(-time.Minute), 0))
	s.must(s.store.LookForAnswers(t.Context()))
	s.comes("Dad <dad@home.example>", "Photos", time.Minute)
	s.news()
	s.tells()
	return s
}

const heldTold = "1 new letter · 1 reminder|Dad Photos|No answer from Ann since 21 November Ferry"

// TestQuietForgetsNothing: quiet until tomorrow that is chosen when something is held already holds that too.
func TestQuietForgetsNothing(t *testing.T) {
	s := heldOne(t)
	s.telling.toggleQuiet()
	s.app.Preferences().SetBool(prefQuiet, false) // its hours are over, tomorrow is not yet
	s.run.Fire(quietLook)
	s.tells()
	s.telling.toggleQuiet()
	s.tells(heldTold)
}

// TestHeldIsKept: what is held is told in the next run, once it may be; once it was seen, never.
func TestHeldIsKept(t *testing.T) {
	s := heldOne(t)
	next := func() *telling { return newTelling(s.telling.shell, s.telling.listing, s.telling.filing, s.desk) }
	s.telling.waiting() // this run is over
	n := next()
	s.run.Fire(tellTogether)
	s.tells()
	n.waiting()
	s.app.Preferences().SetBool(prefQuiet, false)
	next()
	s.run.Fire(tellTogether)
	s.tells(heldTold)
	if n = next(); len(n.held) != 0 || len(s.app.Preferences().StringList(prefHeld)) != 0 {
		t.Errorf("%d are held still", len(n.held))
	}
	// Seen.
	s.app.Preferences().SetBool(prefQuiet, true)
	n.changed([]mailbox.Change{mailbox.Settled{IDs: []mailbox.ID{1}}}, false)
	if n = next(); len(n.held) != 1 {
		t.Fatalf("%d held", len(n.held))
	}
	n.setFront(true)
	if n = next(); len(n.held) != 0 {
		t.Errorf("%d held after they were seen", len(n.held))
	}
	// What is no number is nothing.
	s.app.Preferences().SetStringList(prefHeld, []string{"x back", "", "7 wished", "8 back", "9", "9999999999999999999"})
	if n = next(); !slices.Equal(n.held, []mailbox.ID{7, 8, 9}) || len(n.wished) != 2 || len(n.back) != 1 {
		t.Errorf("%d %v %v", n.held, n.wished, n.back)
	}
}

// TestToldWhatItIs: what was put off and is back, and a reminder, are no new letters.
func TestToldWhatItIs(t *testing.T) {
	s := newToldStage(t)
	sent := s.comes("Ann <ann@example.org>", "Tap", time.Hour)
	later := s.comes("Dad <dad@home.example>", "Photos", 30*time.Hour)
	s.telling.setFront(true)
	s.put(mailbox.Sent, sent)
	_, err := s.store.Snooze(t.Context(), []mailbox.ID{later}, noon.Add(time.Minute))
	s.must(err)
	s.news()
	s.telling.setFront(false)
	s.seen = len(s.desk.told)
	s.app.Preferences().SetInt(prefTell, int(settings.TellNumber))
	s.must(s.store.Remind(t.Context(), []mailbox.ID{sent}, noon.Add(-time.Minute), 0))
	s.must(s.store.LookForAnswers(t.Context()))
	s.news()
	s.tells("1 reminder")
	s.clock = noon.Add(time.Hour)
	s.must(s.store.BringBack(t.Context()))
	s.news()
	s.tells("1 letter is back · 1 reminder")
	s.comes("Dad <dad@home.example>", "one", 0)
	s.comes("Dad <dad@home.example>", "two", 0)
	s.tells("1 new letter · 1 letter is back · 1 reminder", "2 new letters · 1 letter is back · 1 reminder")
	s.telling.setFront(true)
}

// TestToldAfterAWeek: what comes after a week without internet is told, however old its date says it is; what
// lay on the server before the account was here is not.
func TestToldAfterAWeek(t *testing.T) {
	s := newToldStage(t)
	s.comes("Old <old@example.net>", "lay there before", 80*time.Hour)
	s.tells()
	// The first check was stopped, and goes on two days later.
	s.clock = noon.AddDate(0, 0, 2)
	s.comes("Old <old@example.net>", "lay there as well", 90*24*time.Hour)
	s.tells()
	s.must(s.store.SetStatus(t.Context(), 1, account.Status{LastCheck: s.clock}))
	s.news()
	s.comes("Old <old@example.net>", "put in order only now", 100*24*time.Hour)
	s.tells()
	s.clock = noon.AddDate(0, 0, 7)
	s.comes("Dad <dad@home.example>", "Photos", -24*time.Hour)
	s.comes("Town Hall <hall@town.example>", "Keys", -6*24*time.Hour)
	s.comes("News <news@paper.example>", "a clock of 2002", 24*365*24*time.Hour)
	s.tells("1 new letter|Dad Photos", "2 new letters|Town Hall Keys|Dad Photos", "3 new letters|Town Hall Keys|Dad Photos|News a clock of 2002")
	if got := s.desk.unread; got != 8 {
		t.Errorf("%d are counted", got)
	}
}

// TestLeftAtFirst: what the first check has left on the server, as there was no room for it, is not told when it comes weeks
// later, also once PopMail was begun anew; what was written after it is.
func TestLeftAtFirst(t *testing.T) {
	for _, left := range []int{0, 2} {
		s := newToldStage(t)
		s.comes("Old <old@example.net>", "lay there before", 80*time.Hour)
		s.clock = noon.AddDate(0, 0, 1)
		held := account.Held{At: s.clock, Messages: 9, Missing: left}
		s.must(s.store.SetStatus(t.Context(), 1, account.Status{LastCheck: s.clock, Held: held}))
		s.says(event.Finished{Account: 1, At: s.clock, NoRoom: left, Held: held})
		s.clock = noon.AddDate(0, 0, 9)
		held = account.Held{At: s.clock, Messages: 9}
		s.must(s.store.SetStatus(t.Context(), 1, account.Status{LastCheck: s.clock, Held: held}))
		s.says(event.Finished{Account: 1, At: s.clock, Held: held})
		s.clock = s.clock.Add(time.Hour)
		s.comes("Old <old@example.net>", "of 2019", 7*365*24*time.Hour)
		old := []string{"1 new letter|Old of 2019"}
		if left > 0 {
			old = nil
		}
		s.tells(old...)
		s.telling.seen()
		s.comes("Town Hall <hall@town.example>", "Keys", -6*24*time.Hour)
		s.tells("1 new letter|Town Hall Keys")
	}
}

// unread is a store whose rows cannot be read as often as that.
type unread struct {
	Listing
	times int
	then  func() // when they were asked for, once; may be nil
}

func (u *unread) Brief(ctx context.Context, ids []mailbox.ID) ([]mailbox.Summary, error) {
	if then := u.then; then != nil {
		u.then = nil
		then()
	}
	if u.times > 0 {
		u.times--
		return nil, errors.New("I/O error")
	}
	return u.Listing.Brief(ctx, ids)
}

// TestToldThoughReadFails: what was held through the night is told though it could not be read at first, at the next look,
// with what comes next, or in the next run; so is what was never held.
func TestToldThoughReadFails(t *testing.T) {
	fails := func(s *toldStage, times int, then func()) {
		s.telling.listing.store = &unread{s.telling.listing.store, times, then}
	}
	over := func(s *toldStage) {
		s.app.Preferences().SetBool(prefQuiet, false)
		s.run.Fire(quietLook)
	}
	s := heldOne(t)
	fails(s, 2, nil)
	over(s)
	s.tells()
	if n := len(s.app.Preferences().StringList(prefHeld)); n != 3 { // one of them is the letter that was sent
		t.Errorf("%d are noted for the next run", n)
	}
	s.run.Fire(quietLook)
	s.tells()
	s.run.Fire(quietLook)
	s.tells(heldTold)
	if n := len(s.app.Preferences().StringList(prefHeld)); n != 0 {
		t.Errorf("told, %d are noted for the next run", n)
	}
	s = heldOne(t)
	fails(s, 1, nil)
	over(s)
	s.comes("Dad <dad@home.example>", "More", 0)
	s.tells("2 new letters · 1 reminder|Dad More|Dad Photos|No answer from Ann since 21 November Ferry")
	// The program is ended as they are read.
	s = heldOne(t)
	noted := -1
	fails(s, 0, func() { noted = len(s.app.Preferences().StringList(prefHeld)) })
	over(s)
	if s.tells(heldTold); noted != 3 {
		t.Errorf("%d are noted for the next run as they are read", noted)
	}
	// Looked at meanwhile.
	s = heldOne(t)
	fails(s, 1, nil)
	over(s)
	s.telling.setFront(true)
	s.telling.setFront(false)
	s.run.Fire(quietLook)
	s.tells()
	// Never held.
	s = newToldStage(t)
	fails(s, 1, nil)
	s.comes("Dad <dad@home.example>", "Photos", 0)
	s.tells()
	s.run.Fire(quietLook)
	s.tells("1 new letter|Dad Photos")
}

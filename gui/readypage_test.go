package gui

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/gui/ready"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// flight is a letter with a calendar in which a flight leaves the day after noon.
func flight() []byte {
	at := noon.Add(20 * time.Hour).UTC().Format("20060102T150405Z")
	return []byte("From: Air <air@air.example>\r\nTo: ann@example.org\r\nSubject: Your booking\r\nDate: " + noon.Add(-time.Hour).Format(time.RFC1123Z) + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nSee you.\r\n--b\r\nContent-Type: text/calendar; name=trip.ics\r\nContent-Disposition: attachment; filename=trip.ics\r\n\r\n" +
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:" + at + "\r\nSUMMARY:Flight to Oslo\r\nLOCATION:Gate 4\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n")
}

// TestReadyPage: what is here and what is not, opened and left by key; its button gets what is
// missing.
func TestReadyPage(t *testing.T) {
	s := newStage(t, 3)
	s.prepared.show()
	s.shows("New mail may be waiting", "Almost ready: new mail may be waiting", "All messages are complete", "Nothing is removed from the server", "Enough room on this computer", "[Get what’s missing]", "!trip")
	before := s.post.checks
	s.pushes("Get what’s missing")
	if s.post.checks == before {
		t.Error("no mail is fetched")
	}
	// After a check all is well.
	s.must(s.store.SetStatus(t.Context(), s.account1().ID, account.Status{LastCheck: noon}))
	s.run.Fire(readyPause)
	s.shows("Ready to go offline", "All new mail is here", "3 messages, and nothing new was waiting at the last check", "![Get what’s missing]", "!Almost ready")
	// Hours later it may not be so.
	s.must(s.store.SetStatus(t.Context(), s.account1().ID, account.Status{LastCheck: noon.Add(-2 * time.Hour)}))
	s.run.Fire(readyPause)
	s.shows("New mail may be waiting")
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.sheet != nil {
		t.Error("Escape does not close the page")
	}
	s.run.Fire(readyPause) // nothing is looked at any more
}

// TestReadyPageFromSettings: the page is reached without its key.
func TestReadyPageFromSettings(t *testing.T) {
	s := newStage(t, 1, func(o *Options) { o.Travel = &fakeTravel{} })
	s.accounts.showSettingsAt("Accounts")
	s.pushes("Ready to go offline…")
	s.shows("All messages are complete")
}

// TestTripPage: a flight of tomorrow is told, opens the page by itself where that was chosen, and
// once.
func TestTripPage(t *testing.T) {
	s := newStage(t, 2)
	storagetest.Deliver(t, s.store.Store, s.account1().ID, fetch.Incoming{UID: "flight", Raw: flight(), At: noon})
	s.must(s.store.CatchUp(t.Context()))
	s.run.Fire(tripLook)
	if s.sheet != nil {
		t.Fatal("the page opens although nobody has chosen that")
	}
	s.prepared.show()
	s.shows("Flight to Oslo: tomorrow at", "Gate 4 · from the letter “Your booking”", "[Open letter]")
	s.tapCheckBox()
	s.prepared.close()
	s.run.Fire(tripLook)
	if _, ok := s.sheet.(*ready.Page); !ok {
		t.Fatal("the page does not open by itself")
	}
	s.prepared.close()
	s.run.Fire(tripLook)
	if s.sheet != nil {
		t.Error("it opens a second time")
	}
}

// TestTripOfTheWholeDay: a journey without an hour is told by its day alone.
func TestTripOfTheWholeDay(t *testing.T) {
	for day, want := range map[string]string{"20261121": "Ferry to Bastia: today", "20261122": "Ferry to Bastia: tomorrow"} {
		s := newStage(t, 1)
		raw := strings.Replace(string(flight()), "SUMMARY:Flight to Oslo", "SUMMARY:Ferry to Bastia", 1)
		raw = regexp.MustCompile(`DTSTART:\w+`).ReplaceAllString(raw, "DTSTART;VALUE=DATE:"+day)
		storagetest.Deliver(t, s.store.Store, s.account1().ID, fetch.Incoming{UID: "ferry", Raw: []byte(raw), At: noon})
		s.must(s.store.CatchUp(t.Context()))
		s.prepared.show()
		s.shows(want, "!AM", "!00:00", "!"+want+" at")
	}
}

// TestTripPageHidden: while the window is in the tray no page opens that nobody would see, and nothing is counted for
// one that is open; it is there when the window comes forward.
func TestTripPageHidden(t *testing.T) {
	s := newStage(t, 1)
	storagetest.Deliver(t, s.store.Store, s.account1().ID, fetch.Incoming{UID: "flight", Raw: flight(), At: noon})
	s.must(s.store.CatchUp(t.Context()))
	s.app.Preferences().SetBool(prefTripPage, true)
	s.hidden = true
	s.run.Fire(tripLook)
	if s.sheet != nil || s.app.Preferences().String(prefTripShown) != "" {
		t.Fatalf("page %T opens unseen", s.sheet)
	}
	s.ComeForward()
	if _, ok := s.sheet.(*ready.Page); !ok {
		t.Fatal("the page does not open when the window is seen")
	}
	c := &counting{Prepared: s.prepared.store}
	s.prepared.store = c
	s.hidden = true
	for range 4 { // the look that was due is the last one
		s.run.Fire(readyPause)
	}
	if c.n > 1 {
		t.Errorf("%d looks while nobody sees the page", c.n)
	}
	before := c.n
	s.ComeForward()
	if c.n != before+1 {
		t.Errorf("%d looks when the window is seen again", c.n-before)
	}
	s.prepared.behind = true
	for range 4 {
		s.run.Fire(readyPause)
	}
	if before++; c.n > before+1 {
		t.Errorf("%d looks while another program is in front", c.n-before)
	}
	before = c.n
	if s.ComeForward(); c.n != before+1 {
		t.Errorf("%d looks when it is in front again", c.n-before)
	}
}

// TestReadyPictures: pictures of trusted senders that are not here are told of and fetched.
func TestReadyPictures(t *testing.T) {
	web := &internet{}
	s := newStageOf(t, true, []storagetest.Mail{
		{From: "Shop <news@shop.example>", Subject: "with", HTML: `<p>New <img src="https://shop.example/a.png" width=40 height=40></p>`, Date: noon},
		{From: "Shop <news@shop.example>", Subject: "without", HTML: `<p>No picture</p>`, Date: noon},
		numbered(3),
	}, func(o *Options) {
		web.brittle = o.Mail.(*brittle)
		o.Pictures = web
	})
	s.must(s.store.SetPictureSender(t.Context(), "news@shop.example", true))
	s.must(s.store.Settle(t.Context()))
	s.prepared.show()
	s.shows("Pictures of 1 message from a trusted sender may be missing")
	s.pushes("Get what’s missing")
	if len(web.asked) != 1 {
		t.Errorf("asked for %v", web.asked)
	}
	s.run.Fire(readyPause)
	s.shows("Pictures of trusted senders come only when you open a letter", "!may be missing", "!some pictures")
	if s.app.Preferences().Bool(prefAhead) {
		t.Error("pictures of all mail come from now on")
	}
}

// TestReadyButton: the button is there only where something can be got.
func TestReadyButton(t *testing.T) {
	now := noon
	fine := ready.State{Now: now, Checked: now, Mail: mailbox.Readiness{Free: 1 << 40}}
	for name, c := range map[string]struct {
		change func(s *ready.State)
		says   string
	}{
		"disk":             {func(s *ready.State) { s.Mail.Free = 1000 }, "![Get what’s missing]"},
		"paused":           {func(s *ready.State) { s.Paused = []string{"Club"} }, "![Get what’s missing]"},
		"both, offline":    {func(s *ready.State) { s.Paused, s.Mail.Free, s.Offline = []string{"Club"}, 1000, true }, "![Go online]"},
		"old, offline":     {func(s *ready.State) { s.Checked, s.Offline = now.Add(-2*time.Hour), true }, "[Go online]"},
		"disk and old":     {func(s *ready.State) { s.Mail.Free, s.Checked = 1000, now.Add(-2*time.Hour) }, "[Get what’s missing]"},
		"pictures, chosen": {func(s *ready.State) { s.Mail.Senders, s.Lacking, s.Pictures = 1, 2, true }, "[Get what’s missing]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 1)
			s.prepared.show()
			st := fine
			c.change(&st)
			s.prepared.open().Set(st)
			s.shows("Almost ready", c.says)
		})
	}
}

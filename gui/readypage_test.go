package gui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/gui/ready"
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

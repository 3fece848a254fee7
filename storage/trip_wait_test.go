package storage

import (
	"testing"
	"time"
)

// A window that asks for a journey does not wait for who reads letters.
func TestTripWhileRead(t *testing.T) {
	s, add := aside(t)
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	s.now = func() time.Time { return now }
	add([]byte("From: x@example.net\r\nSubject: tickets\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n" +
		"Content-Type: text/calendar; name=a.ics\r\nContent-Disposition: attachment; filename=a.ics\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261127T080000Z\r\nSUMMARY:Ferry to Hull\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n"))
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.trips.kick = make(chan struct{}, 1)
	ask := func(want bool) {
		t.Helper()
		if trip, ok, err := s.Trip(t.Context(), now.Add(48*time.Hour)); err != nil || ok != want {
			t.Errorf("%+v %v %v", trip, ok, err)
		}
	}
	s.trips.reading.Lock()
	ask(false)
	s.trips.reading.Unlock()
	select {
	case <-s.trips.kick:
	default:
		t.Error("nobody is told to read it")
	}
	if more, err := s.tripStep(t.Context()); more || err != nil {
		t.Error(more, err)
	}
	s.trips.reading.Lock()
	ask(true)
	s.trips.reading.Unlock()
}

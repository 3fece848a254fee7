package storage_test

import (
	"fmt"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/storagetest"
)

// TestReadiness: what is counted of the mail, and when something goes from a server.
func TestReadiness(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	a := storagetest.Account("me@example.org")
	a.Leave = account.Retention{Mode: account.LeaveDays, Days: 14}
	id, err := s.AddAccount(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "one"}.Incoming("1"), storagetest.Mail{Subject: "two"}.Incoming("2"))
	r, err := s.Readiness(ctx)
	if err != nil || r.Messages != 2 || r.Due != 0 || !r.Removes.Equal(now.Add(14*24*time.Hour)) || r.Room == 0 || r.Free <= 0 || len(r.Waiting) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	now = now.Add(15 * 24 * time.Hour)
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "three"}.Incoming("3"))
	if r, err = s.Readiness(ctx); err != nil || r.Due != 2 || !r.Removes.Equal(now.Add(14*24*time.Hour)) {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestTrip: the next journey is found among events; what is over, canceled or no journey is none.
func TestTrip(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	id := storagetest.AddAccount(t, s, "me@example.org")
	n := 0
	letter := func(summary, more string, in time.Duration) {
		n++
		raw := fmt.Sprintf("From: x@example.net\r\nTo: me@example.org\r\nSubject: letter %d\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: text/calendar; name=a.ics\r\nContent-Disposition: attachment; filename=a.ics\r\n\r\n"+
			"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:%d\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:%s\r\nSUMMARY:%s\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n",
			n, now.Add(-time.Hour).Format(time.RFC1123Z), n, now.Add(in).Format("20060102T150405Z"), summary, more)
		storagetest.Deliver(t, s, id, fetch.Incoming{UID: fmt.Sprint(n), Raw: []byte(raw), At: now})
	}
	letter("Ferry to Hull", "", -2*time.Hour) // over
	letter("Dentist", "", 3*time.Hour)
	letter("Flight home", "STATUS:CANCELLED\r\n", 4*time.Hour)
	letter("Flight in spring", "", 90*24*time.Hour)
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if trip, ok, err := s.Trip(ctx, now.Add(48*time.Hour)); ok || err != nil {
		t.Fatalf("%+v, %v", trip, err)
	}
	letter("Ferry to Rotterdam", "LOCATION:Pier 4\r\n", 30*time.Hour)
	letter("Train to the pier", "", 20*time.Hour)
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	trip, ok, err := s.Trip(ctx, now.Add(48*time.Hour))
	if err != nil || !ok || trip.Title != "Train to the pier" || trip.Subject != "letter 6" || !trip.Start.Equal(now.Add(20*time.Hour)) {
		t.Errorf("%+v, %v, %v", trip, ok, err)
	}
	if trip, ok, err = s.Trip(ctx, now.Add(10*time.Hour)); ok || err != nil {
		t.Errorf("%+v, %v", trip, err)
	}
}

// TestTripWords: a journey is known in each language of the window, whatever stands around its word,
// and also where it takes the whole day; other appointments are none.
func TestTripWords(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	found := func(start, summary string) bool {
		t.Helper()
		s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
		id := storagetest.AddAccount(t, s, "me@example.org")
		raw := fmt.Sprintf("From: x@example.net\r\nTo: me@example.org\r\nSubject: letter\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: text/calendar; charset=utf-8; name=a.ics\r\nContent-Transfer-Encoding: 8bit\r\nContent-Disposition: attachment; filename=a.ics\r\n\r\n"+
			"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n%s\r\nSUMMARY:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n", start, summary)
		storagetest.Deliver(t, s, id, fetch.Incoming{UID: "1", Raw: []byte(raw), At: now})
		if err := s.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
		_, ok, err := s.Trip(ctx, now.Add(48*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	const tomorrow = "DTSTART:20261127T080000Z"
	for _, text := range []string{
		"Flight: LH 123", "Ihr Rückflug (LH 123)", "Fähre nach Rügen", "Vol Paris–Nice", "Traversée en ferry", "Vuelo IB123", "Il tuo treno", "Seu voo: LA 3040", "Vlucht KL123",
		"Pociąg do Gdańska", "Рейс SU 100", "Самолёт в 8", "Потяг до Львова", "Поїзд №7", "Uçuş: TK 1", "フライト予約", "新幹線のぞみ", "您的航班CA123", "高铁G1", "رحلة إلى دبي", "موعد القطار",
	} {
		if !found(tomorrow, text) {
			t.Errorf("%s is no journey", text)
		}
	}
	for _, text := range []string{"Dentist", "A lot of trainees", "Besprechung", "会議", "Reunión", "Зустріч"} {
		if found(tomorrow, text) {
			t.Errorf("%s is a journey", text)
		}
	}
	for start, want := range map[string]bool{"DTSTART;VALUE=DATE:20261127": true, "DTSTART;VALUE=DATE:20261126": true, "DTSTART;VALUE=DATE:20261125": false} {
		if found(start, "Ferry to Hull") != want {
			t.Errorf("%s: %v", start, !want)
		}
	}
}

package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

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

// TestTripChanged: of several letters about an event the last word counts.
func TestTripChanged(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	type said struct {
		method string
		lines  string // of the event, besides its title
	}
	first := said{"REQUEST", "UID:a\nDTSTART:20261127T100000Z"}
	for _, c := range []struct {
		name  string
		said  []said // oldest first
		start string // "" for none
	}{
		{"as it was said", []said{first}, "27 10"},
		{"canceled", []said{first, {"CANCEL", "UID:a\nDTSTART:20261127T100000Z"}}, ""},
		{"canceled, without a time and counted less", []said{{"REQUEST", "UID:a\nSEQUENCE:4\nDTSTART:20261127T100000Z"}, {"CANCEL", "UID:a"}}, ""},
		{"canceled by its state", []said{first, {"PUBLISH", "UID:a\nSTATUS:CANCELLED\nDTSTART:20261127T100000Z"}}, ""},
		{"moved", []said{first, {"REQUEST", "UID:a\nSEQUENCE:1\nDTSTART:20261127T180000Z"}}, "27 18"},
		{"moved, uncounted", []said{first, {"REQUEST", "UID:a\nDTSTART:20261127T180000Z"}}, "27 18"},
		{"moved to next week", []said{first, {"REQUEST", "UID:a\nSEQUENCE:1\nDTSTART:20261207T180000Z"}}, ""},
		{"moved, and the letters came in another order", []said{{"REQUEST", "UID:a\nSEQUENCE:2\nDTSTART:20261127T180000Z"}, {"REQUEST", "UID:a\nSEQUENCE:1\nDTSTART:20261127T100000Z"}}, "27 18"},
		{"written later", []said{{"REQUEST", "UID:a\nDTSTAMP:20261102T000000Z\nDTSTART:20261127T180000Z"}, {"REQUEST", "UID:a\nDTSTAMP:20261101T000000Z\nDTSTART:20261127T100000Z"}}, "27 18"},
		{"canceled and asked for again", []said{first, {"CANCEL", "UID:a\nSEQUENCE:1"}, {"REQUEST", "UID:a\nSEQUENCE:2\nDTSTART:20261127T110000Z"}}, "27 11"},
		{"another one is canceled", []said{first, {"CANCEL", "UID:b\nDTSTART:20261127T100000Z"}}, "27 10"},
		{"somebody accepts", []said{first, {"REPLY", "UID:a\nSEQUENCE:9\nDTSTART:20261127T090000Z"}}, "27 10"},
		{"somebody proposes another time", []said{first, {"COUNTER", "UID:a\nSEQUENCE:9\nDTSTART:20261127T090000Z"}}, "27 10"},
		{"one time is canceled", []said{{"REQUEST", "UID:a\nRRULE:FREQ=WEEKLY\nDTSTART;TZID=Europe/Berlin:20261127T110000"}, {"CANCEL", "UID:a\nRECURRENCE-ID:20261127T100000Z"}}, ""},
		{"another time is canceled", []said{{"REQUEST", "UID:a\nRRULE:FREQ=WEEKLY\nDTSTART:20261127T100000Z"}, {"CANCEL", "UID:a\nRECURRENCE-ID:20261204T100000Z"}}, "27 10"},
		{"all times are canceled", []said{{"REQUEST", "UID:a\nRECURRENCE-ID:20261127T100000Z\nDTSTART:20261127T120000Z"}, {"CANCEL", "UID:a"}}, ""},
		{"of no name", []said{{"REQUEST", "DTSTART:20261127T100000Z"}, {"REQUEST", "DTSTART:20261127T180000Z"}}, "27 10"},
	} {
		for _, thrown := range []bool{false, true} {
			s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
			id := storagetest.AddAccount(t, s, "me@example.org")
			look := func() string {
				t.Helper()
				trip, ok, err := s.Trip(ctx, now.Add(36*time.Hour))
				if err != nil {
					t.Fatal(err)
				}
				if !ok {
					return ""
				}
				return trip.Start.UTC().Format("2 15")
			}
			for i, e := range c.said {
				raw := fmt.Sprintf("From: x@example.net\r\nTo: me@example.org\r\nSubject: letter %d\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; name=a.ics\r\nContent-Disposition: attachment; filename=a.ics\r\n\r\n"+
					"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:%s\r\nBEGIN:VEVENT\r\nSUMMARY:Flight to Oslo\r\n%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
					i, now.Add(time.Duration(i-10)*time.Hour).Format(time.RFC1123Z), e.method, strings.ReplaceAll(e.lines, "\n", "\r\n"))
				storagetest.Deliver(t, s, id, fetch.Incoming{UID: fmt.Sprint(i), Raw: []byte(raw), At: now})
				if err := s.CatchUp(ctx); err != nil {
					t.Fatal(err)
				}
				look() // what was read once is read again with what came since
			}
			if thrown { // who has read that it was canceled throws that letter away
				last := rows(t, s, mailbox.View{})[0].ID
				if _, err := s.MoveTo(ctx, []mailbox.ID{last}, mailbox.Trash); err != nil {
					t.Fatal(err)
				}
				if len(c.said) == 1 {
					c.start = ""
				}
				if c.start != "" {
					continue
				}
			}
			if got := look(); got != c.start {
				t.Errorf("%s, thrown away %v: %q, want %q", c.name, thrown, got, c.start)
			}
		}
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
		"Pociąg do Gdańska", "Рейс SU 100", "Самолёт в 8", "Потяг до Львова", "Поїзд №7", "Vol AF 123", "Vol retour", "Votre vol du 12 mai", "Train 6607", "Train Paris–Lyon", "Boarding pass", "Zug nach Köln", "By train to Rome", "العبارة إلى جدة", "Uçuş: TK 1", "フライト予約", "新幹線のぞみ", "您的航班CA123", "高铁G1", "رحلة إلى دبي", "موعد القطار",
	} {
		if !found(tomorrow, text) {
			t.Errorf("%s is no journey", text)
		}
	}
	for _, text := range []string{"Dentist", "A lot of trainees", "Jazz night, Vol. 2", "Concert, Vol. II – The Return", "Vol à la roulotte", "الاجتماع عبارة عن عرض", "Train the trainer", "We train the model", "Boarding school: open day", "Departure of a colleague", "Zug um Zug", "Стерилизация паром",
		"Party\r\nDESCRIPTION:Take the ferry or come by car.", "Review\r\nDESCRIPTION:How the airport was built\\, vol. 2 of the series.", "Besprechung", "会議", "Reunión", "Зустріч"} {
		if found(tomorrow, text) {
			t.Errorf("%s is a journey", text)
		}
	}
	for _, text := range []string{"Oslo\r\nDESCRIPTION:Flight SK 123", "Rome\r\nDESCRIPTION:Your ferry\\, pier 4", "Hull\r\nDESCRIPTION:The ferry leaves near the airport."} {
		if !found(tomorrow, text) {
			t.Errorf("%s is no journey", text)
		}
	}
	for start, want := range map[string]bool{"DTSTART;VALUE=DATE:20261127": true, "DTSTART;VALUE=DATE:20261126": true, "DTSTART;VALUE=DATE:20261125": false} {
		if found(start, "Ferry to Hull") != want {
			t.Errorf("%s: %v", start, !want)
		}
	}
}

// TestTripAmongMany: a journey is found, and its cancellation too, however many invitations have come since,
// also where a window is answered before all of them are read; and it is not read again.
func TestTripAmongMany(t *testing.T) {
	for _, window := range []bool{false, true} {
		now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
		s := storagetest.OpenIn(t, t.TempDir(), &storage.Options{Window: window, Now: func() time.Time { return now }})
		id := storagetest.AddAccount(t, s, "me@example.org")
		n := 0
		letter := func(uid, summary, more string, in, age time.Duration) fetch.Incoming {
			n++
			raw := fmt.Sprintf("From: x@example.net\r\nTo: me@example.org\r\nSubject: letter %d\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: text/calendar; name=a.ics\r\nContent-Disposition: attachment; filename=a.ics\r\n\r\n"+
				"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:%s\r\nSUMMARY:%s\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n",
				n, now.Add(-age).Format(time.RFC1123Z), uid, now.Add(in).Format("20060102T150405Z"), summary, more)
			return fetch.Incoming{UID: fmt.Sprint(n), Raw: []byte(raw), At: now}
		}
		day := 24 * time.Hour
		in := []fetch.Incoming{letter("flight", "Flight home", "", 20*time.Hour, 90*day), letter("ferry", "Ferry to Hull", "", 10*time.Hour, 80*day)}
		for i := range 130 {
			in = append(in, letter(fmt.Sprint(i), "Meeting", "", 30*time.Hour, 70*day-time.Duration(i)*time.Hour))
		}
		storagetest.Deliver(t, s, id, append(in, letter("ferry", "Ferry to Hull", "STATUS:CANCELLED\r\n", 10*time.Hour, day))...)
		if err := s.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
		var trip mailbox.Trip
		var ok bool
		for end := time.Now().Add(time.Minute); !ok && time.Now().Before(end); { // one look is enough without a window
			var err error
			if trip, ok, err = s.Trip(ctx, now.Add(48*time.Hour)); err != nil {
				t.Fatal(err)
			}
			if !window {
				break
			}
			time.Sleep(time.Millisecond)
		}
		if !ok || trip.Title != "Flight home" || trip.Subject != "letter 1" {
			t.Errorf("with a window %v: %+v", window, trip)
		}
	}
}

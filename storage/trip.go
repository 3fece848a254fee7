package storage

import (
	"cmp"
	"context"
	"database/sql"
	"sync"
	"time"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

const (
	tripLetters = 60                   // the newest messages with a calendar that are looked at for a journey
	tripAge     = 365 * 24 * time.Hour // older ones are not
	tripOctets  = 4 << 20
)

// trips keeps what the calendars of the letters say that Trip looks at: who watches asks every few seconds.
type trips struct {
	mu   sync.Mutex
	read map[tripLetter][]tripEvent
}

// tripLetter is a message as it was read: of one whose rest has come since, the size is another.
type tripLetter struct {
	id   mailbox.ID
	size int64
}

// tripEvent is what of an event says whether it is a journey that takes place.
type tripEvent struct {
	uid, one         string // of which event it tells, and of which time of it ("": of all)
	answer, canceled bool   // it only answers; it does not take place
	sequence         int
	stamp            time.Time
	start            eml.Moment
	allDay, journey  bool
	trip             mailbox.Trip // but for Start
}

// told is an event with the place of its letter, 0 is the newest.
type told struct {
	*tripEvent
	age    int
	thrown bool // its letter lies in Trash
}

// Trip finds the next journey that begins before a time, in the calendars of the newest messages
// that have one; false: there is none. What a later letter says of an event counts, also where it is
// in Trash: that it was canceled or moved.
func (s *Store) Trip(ctx context.Context, before time.Time) (trip mailbox.Trip, ok bool, err error) {
	now := s.now()
	list, err := s.tripEvents(ctx, now)
	if err != nil {
		return trip, false, err
	}
	for i := range list {
		e := &list[i]
		at := e.start.Time
		over := at
		switch {
		case e.allDay:
			at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, now.Location())
			over = at.AddDate(0, 0, 1)
		case e.start.Floating: // the hour counts where one is
			at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, now.Location())
			over = at
		}
		if !e.journey || e.canceled || e.thrown || !over.After(now) || !at.Before(before) || ok && !at.Before(trip.Start) || outdated(e, list) {
			continue
		}
		trip, ok = e.trip, true
		trip.Start = at
	}
	return trip, ok, ctx.Err()
}

// tripEvents are the events of the newest letters with a calendar.
func (s *Store) tripEvents(ctx context.Context, now time.Time) (list []told, err error) {
	type letter struct {
		tripLetter
		thrown bool
	}
	var letters []letter
	rows, err := s.r.QueryContext(ctx, `SELECT m.id, m.size, f.role = 'trash' FROM messages m JOIN folders f ON f.id = m.folder
		WHERE m.date >= ? AND m.attachments > 0 AND m.size < ? AND f.role NOT IN ('junk', 'drafts', 'outbox', 'sent')
		AND EXISTS (SELECT 1 FROM parts p WHERE p.message = m.id AND (p.type = 'text/calendar' OR p.name LIKE '%.ics'))
		ORDER BY m.date DESC LIMIT ?`, now.Add(-tripAge).UnixMilli(), tripOctets, tripLetters)
	err = each(rows, err, func(rows *sql.Rows) error {
		var l letter
		err := rows.Scan(&l.id, &l.size, &l.thrown)
		letters = append(letters, l)
		return err
	})
	if err != nil {
		return nil, problem(err)
	}
	s.trips.mu.Lock()
	defer s.trips.mu.Unlock()
	kept := map[tripLetter][]tripEvent{}
	for age, l := range letters {
		events, known := s.trips.read[l.tripLetter]
		if !known {
			m, row, err := s.Message(ctx, l.id)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil {
				continue // it can't be read, which is told where it is opened
			}
			for i := range m.Events {
				events = append(events, tripEventOf(&m.Events[i], l.id, row.Subject))
			}
		}
		kept[l.tripLetter] = events
		for i := range events {
			list = append(list, told{&events[i], age, l.thrown})
		}
	}
	s.trips.read = kept
	return list, nil
}

func tripEventOf(e *eml.Event, id mailbox.ID, subject string) tripEvent {
	out := tripEvent{
		uid: e.UID, canceled: e.Canceled, sequence: e.Sequence, stamp: e.Stamp, start: e.Start, allDay: e.AllDay,
		journey: !e.Task && isTrip(e),
		trip:    mailbox.Trip{ID: id, Subject: subject, Title: e.Summary, Location: e.Location, Floating: e.Start.Floating},
	}
	if e.One {
		out.one = instance(e.Instance)
	}
	switch e.Method {
	case "REPLY":
		out.answer = true
	case "COUNTER", "DECLINECOUNTER", "REFRESH": // nobody has decided anything (RFC 5546, section 3.2)
		out.answer, out.journey, out.uid = true, false, ""
	}
	return out
}

// instance is one time of an event that repeats, whatever zone it is written in.
func instance(m eml.Moment) string { return m.Time.UTC().Format(time.RFC3339) }

// outdated reports whether another letter says later what becomes of an event.
func outdated(e *told, list []told) bool {
	if e.uid == "" {
		return false
	}
	for i := range list {
		o := &list[i]
		if o.tripEvent == e.tripEvent || o.uid != e.uid {
			continue
		}
		switch {
		case o.one == e.one:
			if o.later(e) {
				return true
			}
		case o.one == "":
			if o.canceled && o.later(e) { // with all of its times
				return true
			}
		case e.one == "" && o.one == instance(e.start):
			if o.age <= e.age || o.later(e) { // its first time is another one
				return true
			}
		}
	}
	return false
}

// later reports whether a letter about the same event counts more: the event was changed more often
// (RFC 5546, section 2.1.5), or what is written later. That it is canceled counts wherever it comes in
// a later letter: programs forget to count.
func (o *told) later(e *told) bool {
	if o.answer != e.answer {
		return e.answer
	}
	if o.canceled != e.canceled && o.age != e.age {
		return o.age < e.age
	}
	return cmp.Or(cmp.Compare(o.sequence, e.sequence), o.stamp.Compare(e.stamp), cmp.Compare(e.age, o.age)) > 0
}

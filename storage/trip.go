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
	tripAge    = 365 * 24 * time.Hour // older messages are not looked at for a journey
	tripMost   = 5000                 // messages with a calendar that are, the newest
	tripAtOnce = 50                   // that are read before Trip answers, where a window waits: the others later
	tripOctets = 4 << 20
)

// trips keeps what the calendars of the letters say that Trip looks at: who watches asks every few seconds.
type trips struct {
	reading sync.Mutex                 // of who reads letters
	mu      sync.Mutex                 // of read
	read    map[tripLetter][]tripEvent // it is never changed; another one takes its place
	kick    chan struct{}              // wakes who reads the others; nil: nobody does
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
// in Trash: that it was canceled or moved. A window is answered before all of them are read, of which
// the newest are first, and by what is known while others are being read.
func (s *Store) Trip(ctx context.Context, before time.Time) (trip mailbox.Trip, ok bool, err error) {
	now := s.now()
	list, more, err := s.tripsAtOnce(ctx, now)
	if err != nil {
		return trip, false, err
	}
	if more {
		select {
		case s.trips.kick <- struct{}{}:
		default:
		}
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

// keepTrips reads what Trip has left, until ctx ends.
func (s *Store) keepTrips(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.trips.kick:
		}
		for more := true; more && ctx.Err() == nil; {
			var err error
			if more, err = s.tripStep(ctx); err != nil {
				break // it is asked again
			}
			s.giveWay(ctx)
		}
	}
}

// tripsAtOnce is tripEvents for who waits.
func (s *Store) tripsAtOnce(ctx context.Context, now time.Time) (list []told, more bool, err error) {
	if s.trips.kick == nil {
		s.trips.reading.Lock()
		defer s.trips.reading.Unlock()
		return s.tripEvents(ctx, now, tripMost)
	}
	most := 0
	if s.trips.reading.TryLock() {
		defer s.trips.reading.Unlock()
		most = tripAtOnce
	}
	return s.tripEvents(ctx, now, most)
}

// tripStep reads some of the letters that Trip has left, and reports whether there are others.
func (s *Store) tripStep(ctx context.Context) (more bool, err error) {
	s.trips.reading.Lock()
	defer s.trips.reading.Unlock()
	_, more, err = s.tripEvents(ctx, s.now(), tripAtOnce)
	return more, err
}

// tripEvents are the events of the newest letters with a calendar. Of those that were not read before
// it reads so many, the newest, which is for who holds reading; more: there are others.
func (s *Store) tripEvents(ctx context.Context, now time.Time, most int) (list []told, more bool, err error) {
	type letter struct {
		tripLetter
		thrown  bool
		subject string
	}
	s.trips.mu.Lock()
	read, reads := s.trips.read, most > 0
	s.trips.mu.Unlock()
	var letters []letter
	rows, err := s.r.QueryContext(ctx, `SELECT m.id, m.size, f.role = 'trash', h.subject FROM messages m JOIN folders f ON f.id = m.folder JOIN headers h ON h.message = m.id
		WHERE m.date >= ? AND m.attachments > 0 AND m.size < ? AND f.role NOT IN ('junk', 'drafts', 'outbox', 'sent')
		AND EXISTS (SELECT 1 FROM parts p WHERE p.message = m.id AND (p.type = 'text/calendar' OR p.name LIKE '%.ics'))
		AND NOT EXISTS (SELECT 1 FROM unique_ids u WHERE u.message = m.id AND u.begun > 0)
		ORDER BY m.date DESC LIMIT ?`, now.Add(-tripAge).UnixMilli(), tripOctets, tripMost)
	err = each(rows, err, func(rows *sql.Rows) error {
		var l letter
		err := rows.Scan(&l.id, &l.size, &l.thrown, &l.subject)
		letters = append(letters, l)
		return err
	})
	if err != nil {
		return nil, false, problem(err)
	}
	kept := map[tripLetter][]tripEvent{}
	for age, l := range letters {
		events, known := read[l.tripLetter]
		if !known {
			if most == 0 {
				more = true
				continue
			}
			most--
			if events, err = s.readTrips(ctx, l.id, l.subject); err != nil {
				return nil, false, err
			}
		}
		kept[l.tripLetter] = events
		for i := range events {
			list = append(list, told{&events[i], age, l.thrown})
		}
	}
	if reads {
		s.trips.mu.Lock()
		s.trips.read = kept
		s.trips.mu.Unlock()
	}
	return list, more, nil
}

// readTrips reads the events of a letter. Of one that can't be read there are none; that is told where it
// is opened.
func (s *Store) readTrips(ctx context.Context, id mailbox.ID, subject string) (events []tripEvent, err error) {
	s.front.giveWay(ctx)
	raw, f, err := s.lay(ctx, s.r, id)
	if err != nil {
		return nil, ctx.Err()
	}
	_ = f.Look(func() {
		h, err := eml.Open(ctx, raw)
		if err != nil {
			return
		}
		m, err := h.Message(ctx)
		if err != nil {
			return
		}
		for i := range m.Events {
			events = append(events, tripEventOf(&m.Events[i], id, subject))
		}
	})
	_ = f.Close()
	return events, ctx.Err()
}

func tripEventOf(e *eml.Event, id mailbox.ID, subject string) tripEvent {
	out := tripEvent{
		uid: e.UID, canceled: e.Canceled, sequence: e.Sequence, stamp: e.Stamp, start: e.Start, allDay: e.AllDay,
		journey: !e.Task && isTrip(e),
		trip:    mailbox.Trip{ID: id, Subject: subject, Title: e.Summary, Location: e.Location, Floating: e.Start.Floating, AllDay: e.AllDay},
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

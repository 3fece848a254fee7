package gui

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/ready"
	"popmail/storage/mailbox"
)

const (
	prefTripPage  = "tripPage"  // the page opens by itself the day before a journey
	prefTripShown = "tripShown" // of which journey it was shown so

	readyPause  = 2 * time.Second  // between two looks while the page is open
	readyBehind = 30 * time.Second // and while another program has the keyboard: the window may be minimised
	tripNear    = 36 * time.Hour   // a journey is told of when it begins within it
	tripLook    = time.Hour        // between two looks for one
)

// readyPage tells whether everything is here for a time without internet.
type readyPage struct {
	*shell
	listing  *listing
	activity *activity
	travel   *travel
	backups  *backups
	owners   Owners
	store    Prepared
	onLetter func(id mailbox.ID)

	looking loop.Latest
	trip    *mailbox.Trip
	next    func()              // cancels the next look; nil: none is due
	ahead   *ahead              // nil: no pictures are fetched
	lacking []mailbox.ID        // messages of trusted senders that lack pictures, as far as it is known
	looked  map[mailbox.ID]bool // those that were looked at: whether they lack pictures for which nobody has asked yet
	behind  bool                // another program has the keyboard
	missed  bool                // it was not looked for a journey, as nobody would have seen the page
}

// open is the page that is over the window; nil: it is not there.
func (rp *readyPage) open() *ready.Page {
	p, _ := rp.sheet.(*ready.Page)
	return p
}

// show opens the page.
func (rp *readyPage) show() {
	if rp.store == nil || rp.o.CannotWrite != nil {
		return
	}
	name := rp.listing.viewTitle
	if name == "" {
		name = lang.L("Back")
	}
	p := ready.New(name, rp.close)
	p.OnGet = rp.get
	p.OnOnline = func() { rp.activity.workOffline(false); rp.look() }
	p.OnOpen = func(id mailbox.ID) { rp.close(); rp.onLetter(id) }
	p.OnWatch = func(on bool) { rp.app.Preferences().SetBool(prefTripPage, on) }
	rp.openSheet(p, p.First())
	rp.look()
}

func (rp *readyPage) close() {
	rp.looking.Cancel()
	if rp.next != nil {
		rp.next()
		rp.next = nil
	}
	rp.closeSheet()
}

// look finds out how things stand, and again while the page is open.
func (rp *readyPage) look() {
	if rp.next != nil { // there is one chain of looks
		rp.next()
		rp.next = nil
	}
	if rp.open() == nil {
		return
	}
	var mail mailbox.Readiness
	var known map[account.ID]account.Status
	var trip mailbox.Trip
	var near bool
	var lacking []mailbox.ID
	var looked map[mailbox.ID]bool
	var err error
	before := maps.Clone(rp.looked)
	var own []string
	if rp.ahead != nil {
		own = rp.ahead.own()
	}
	rp.looking.Start(func(ctx context.Context) {
		if mail, err = rp.store.Readiness(ctx); err != nil {
			return
		}
		if rp.ahead != nil && mail.Senders > 0 {
			if lacking, looked, err = rp.withoutPictures(ctx, before, own); err != nil {
				return
			}
		}
		if known, err = rp.owners.Status(ctx); err != nil {
			return
		}
		trip, near, err = rp.store.Trip(ctx, rp.now().Add(tripNear))
	}, func() {
		p := rp.open()
		if p == nil {
			return
		}
		if err != nil {
			rp.failed(err)
			return
		}
		rp.lacking = lacking
		maps.Copy(rp.looked, looked)
		rp.trip = nil
		if near {
			rp.trip = &trip
		}
		p.Set(rp.state(mail, known))
		if rp.hidden { // cameForward looks again
			return
		}
		pause := readyPause
		if rp.behind {
			pause = readyBehind
		}
		rp.next = rp.run.After(pause, func() { rp.next = nil; rp.look() })
	})
}

// looksAtOnce is how many messages one look reads, to see whether they lack pictures.
const looksAtOnce = 40

// withoutPictures are new messages of trusted senders that lack pictures, and what was found of those that were looked
// at for that; known is what was found before. It stays so: of which pictures were asked for are not among these messages
// any more. What was not looked at yet may lack some.
func (rp *readyPage) withoutPictures(ctx context.Context, known map[mailbox.ID]bool, own []string) (lacking []mailbox.ID, found map[mailbox.ID]bool, err error) {
	limit := mostAhead
	for _, lacks := range known {
		if !lacks { // it stays among them for ever
			limit++
		}
	}
	ids, err := rp.store.WithoutPictures(ctx, limit)
	if err != nil {
		return nil, nil, err
	}
	found = map[mailbox.ID]bool{}
	for _, id := range ids {
		lacks, looked := known[id]
		switch {
		case looked:
		case len(found) == looksAtOnce:
			lacks = true
		default:
			lacks = len(rp.ahead.lacking(ctx, id, own)) > 0
			found[id] = lacks
		}
		if lacks {
			lacking = append(lacking, id)
		}
	}
	return lacking, found, nil
}

// state is what the page tells.
func (rp *readyPage) state(mail mailbox.Readiness, known map[account.ID]account.Status) ready.State {
	p := rp.app.Preferences()
	s := ready.State{Now: rp.now(), Mail: mail, Offline: rp.activity.worksOffline(), Pictures: p.Bool(prefAhead), Trip: rp.trip, Watch: p.Bool(prefTripPage)}
	s.Lacking = len(rp.lacking)
	s.Rests, s.Octets = rp.travel.rests.Messages, rp.travel.rests.Octets
	var checked []time.Time
	for _, a := range rp.known.accounts {
		if a.Paused {
			s.Paused = append(s.Paused, cmp.Or(a.Label, a.Email))
			continue
		}
		st := known[a.ID]
		checked = append(checked, st.LastCheck)
		if st.Failure.Happened() || st.Held.Missing > 0 || st.LastCheck.IsZero() {
			s.Late = append(s.Late, cmp.Or(a.Label, a.Email))
		}
		s.Busy = s.Busy || rp.activity.status.Checks(a.ID)
	}
	if s.Nobody = len(checked) == 0; !s.Nobody {
		s.Checked = slices.MinFunc(checked, time.Time.Compare)
	}
	if b := rp.backups; b.port != nil {
		st := b.port.State()
		s.Backups, s.BackedUp, s.Place, s.Trouble = !st.Off, st.Last, st.Place, st.Urgent
		s.Busy = s.Busy || st.Running
	}
	return s
}

// get gets what is missing: new mail, the rests, pictures of what comes, a backup.
func (rp *readyPage) get(s ready.State) {
	missing := s.Missing()
	if missing.Mail {
		rp.activity.getMail()
	}
	if missing.Rests {
		rp.travel.getAll()
	}
	if missing.Pictures && rp.ahead != nil { // these; whether those of what comes are fetched as well is the person's choice
		rp.ahead.fetch(rp.lacking)
	}
	if missing.Backup && rp.backups.port != nil {
		rp.backups.port.BackUp()
	}
	rp.look()
}

// watch opens the page by itself the day before a journey, once for each, where the person has
// chosen that.
func (rp *readyPage) watch() {
	if rp.store == nil || rp.o.CannotWrite != nil {
		return
	}
	rp.run.After(tripLook, rp.watch)
	rp.lookForTrip()
}

// cameForward does what waited for the window to be seen.
func (rp *readyPage) cameForward() {
	if rp.hidden {
		return
	}
	waits := rp.next == nil || rp.behind
	rp.behind = false
	if rp.open() != nil && waits {
		rp.look()
	}
	if rp.missed {
		rp.missed = false
		rp.lookForTrip()
	}
}

// lookForTrip opens the page where a journey is near. While the window is hidden it waits for that to end.
func (rp *readyPage) lookForTrip() {
	p := rp.app.Preferences()
	if !p.Bool(prefTripPage) {
		return
	}
	if rp.hidden {
		rp.missed = true
		return
	}
	var trip mailbox.Trip
	var near bool
	rp.run.Go(func(ctx context.Context) {
		trip, near, _ = rp.store.Trip(ctx, rp.now().Add(tripNear)) // where that fails it is looked again
	}, func() {
		key := strings.Join([]string{trip.Title, trip.Start.UTC().Format(time.RFC3339)}, " ")
		if !near || rp.sheet != nil || rp.window.Canvas().Overlays().Top() != nil || p.String(prefTripShown) == key {
			return
		}
		p.SetString(prefTripShown, key)
		rp.show()
	})
}

package backup

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"popmail/account/disk"
	"popmail/account/event"
	"popmail/storage"
	"popmail/storage/mailbox"
)

const (
	// OwnFolder is where backups are made in the data folder until a person chooses a place.
	OwnFolder = "backups"
	// ChosenFolder is made in the place that a person chooses.
	ChosenFolder = "PopMail backup"
	stateName    = "backup.json"

	every    = 20 * time.Hour   // less than a day, so that it may be the same hour each day
	idleWait = time.Hour        // that a backup which is due waits for a quiet moment
	glance   = 5 * time.Second  // between two looks whether it is due, and whether the place is there
	settle   = time.Minute      // after the start, before the first
	retry    = 15 * time.Minute // after one that has failed
	patience = 72 * time.Hour   // after which trouble is told more clearly

	ownReserve = 1 << 30 // octets that stay free on the disk with the mail
)

// Trouble is why there is no new backup.
type Trouble string

// The kinds of trouble.
const (
	NoTrouble      Trouble = ""
	TroubleMissing Trouble = "missing" // the place is not there, as a stick that is not plugged in
	TroubleFull    Trouble = "full"
	TroubleHere    Trouble = "here"    // the disk with the mail is full
	TroubleDenied  Trouble = "denied"  // nothing may be written there
	TroubleDamaged Trouble = "damaged" // mail here is damaged; what is whole was copied
	TroubleLocked  Trouble = "locked"  // the key is not here
	TroubleOther   Trouble = "other"
)

// State is how things stand with automatic backups.
type State struct {
	Place    string    `json:"place"` // the folder of the last one
	Last     time.Time `json:"last,omitzero"`
	Messages int       `json:"messages"`       // in that, or in the spare one if it is newer
	Octets   int64     `json:"octets"`         // of all its messages
	Trouble  Trouble   `json:"trouble"`        // since the last one
	Since    time.Time `json:"since,omitzero"` // the first time
	Own      bool      `json:"own"`            // Place lies in the data folder, on the same disk
	Spare    time.Time `json:"spare,omitzero"` // the last one in the data folder while Place was missing

	Running   bool  `json:"-"`
	Done, All int64 `json:"-"` // octets of messages, while it runs
	Urgent    bool  `json:"-"` // the trouble has lasted for days
}

// Automatic makes a backup of a store each day. Its fields are set before Run.
type Automatic struct {
	Store   *storage.Store
	Options Options
	// Chosen is the place that the person has chosen; "": none yet.
	Chosen func() string
	// Off reports whether none is made by itself, but only when asked for; nil: never.
	Off func() bool
	// Spare reports whether one is made in the data folder while the chosen place is missing;
	// nil: no.
	Spare func() bool
	// Keep says which older ones stay; nil: Usual.
	Keep func() Rule
	// Lock is what backups in the chosen place are locked with; nil: nothing.
	Lock func() *Lock
	// Ready is called before each, as to look for the key of Lock; nil: nothing is to be done.
	Ready func(ctx context.Context)
	// Idle reports whether nothing else is done; nil: always.
	Idle func() bool
	// States are published as they change.
	States event.Topic[State]

	write func(ctx context.Context, s *storage.Store, dir string, o Options) (Report, error) // nil: ToFolder
	save  func(path string, data []byte) error                                               // nil: disk.Replace
	dir   string                                                                             // the data folder; "": that of Store

	once  sync.Once
	asked chan struct{}
	mu    sync.Mutex // held for no more than a moment
	state State
	stop  context.CancelFunc // ends the one that is being made; nil: none is
}

func (a *Automatic) begin() {
	a.once.Do(func() {
		a.asked = make(chan struct{}, 1)
		if a.dir == "" {
			a.dir = a.Store.Dir()
		}
		if b, err := os.ReadFile(filepath.Join(a.dir, stateName)); err == nil && len(b) < 1<<20 {
			_ = json.Unmarshal(b, &a.state) // else nothing is known of earlier ones
		}
	})
}

// State is how things stand now. What was before is read when any method is called for the
// first time; later it does not wait for the disk.
func (a *Automatic) State() State {
	a.begin()
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.state
	s.Urgent = s.Trouble != NoTrouble && !s.Since.IsZero() && a.Options.now().Sub(s.Since) >= patience
	return s
}

// Now asks for a backup at once.
func (a *Automatic) Now() {
	a.begin()
	select {
	case a.asked <- struct{}{}:
	default:
	}
}

// Stop gives up the backup that is being made. The next one is made when a day has passed.
func (a *Automatic) Stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stop != nil {
		a.stop()
	}
}

// Place is the folder that backups belong into now. An error says that it cannot be reached.
func (a *Automatic) Place() (dir string, err error) {
	a.begin()
	dir = a.place()
	return dir, a.there(dir)
}

// Run makes backups when they are due, until ctx ends.
func (a *Automatic) Run(ctx context.Context) {
	a.begin()
	var tried, due, stopped time.Time
	_, err := a.Place()
	there, begun := err == nil, a.Options.now()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		asked := false
		select {
		case <-ctx.Done():
			return
		case <-a.asked:
			asked = true
		case <-tick.C:
		}
		now := a.Options.now()
		if _, err := a.Place(); there != (err == nil) {
			there = err == nil // as a stick that is plugged in, or taken away
			a.States.Publish(a.State())
		}
		if !asked {
			s := a.State()
			moved := s.Place != "" && s.Place != a.place()
			// A clock that was put back does not keep it from being made.
			fresh := !moved && now.Sub(s.Last) < every && !s.Last.After(now)
			back := s.Trouble == TroubleMissing && there
			fresh = fresh || now.Sub(begun) < settle && !begun.After(now) || now.Sub(stopped) < every && !stopped.After(now) || a.Off != nil && a.Off()
			if fresh || s.Trouble != NoTrouble && now.Sub(tried) < retry && !back {
				due = time.Time{}
				continue
			}
			if due.IsZero() {
				due = now
			}
			if a.Idle != nil && !a.Idle() && now.Sub(due) < idleWait {
				continue
			}
		}
		due, tried = time.Time{}, now
		if a.stoppable(ctx, asked) {
			stopped = now
		}
	}
}

// stoppable makes a backup, and reports whether it was given up.
func (a *Automatic) stoppable(ctx context.Context, asked bool) bool {
	one, stop := context.WithCancel(ctx)
	defer stop()
	a.mu.Lock()
	a.stop = stop
	a.mu.Unlock()
	a.one(one, asked)
	a.mu.Lock()
	a.stop = nil
	a.mu.Unlock()
	return one.Err() != nil
}

// place is the folder that backups belong into now.
func (a *Automatic) place() string {
	if a.Chosen != nil {
		if p := a.Chosen(); p != "" {
			if l := a.lock(); l != nil {
				return filepath.Join(p, l.Folder)
			}
			return filepath.Join(p, ChosenFolder)
		}
	}
	return filepath.Join(a.dir, OwnFolder)
}

func (a *Automatic) lock() *Lock {
	if a.Lock == nil {
		return nil
	}
	return a.Lock()
}

// one makes a backup. Where the chosen place is missing it makes one in the data folder, if
// that is wanted and the last one there is not of today or the person asks.
func (a *Automatic) one(ctx context.Context, asked bool) {
	if a.Ready != nil {
		a.Ready(ctx)
	}
	place := a.place()
	ownFolder := filepath.Join(a.dir, OwnFolder)
	own := place == ownFolder
	o := a.Options
	if a.Keep != nil {
		o.Keep = a.Keep()
	}
	missing := a.there(place)
	spare := false
	if !own && errors.Is(missing, os.ErrNotExist) && a.Spare != nil && a.Spare() {
		since := o.now().Sub(a.State().Spare)
		spare = asked || since >= every || since < 0
	}
	if own || spare { // it lies beside the mail, which is not locked either
		o.Reserve = ownReserve
	} else {
		o.Lock = a.lock()
	}
	told := time.Time{}
	o.Progress = func(done, all int64) {
		if now := o.now(); now.Sub(told) >= time.Second/4 {
			told = now
			a.set(func(s *State) { s.Done, s.All = done, all })
		}
	}
	write := a.write
	if write == nil {
		write = ToFolder
	}
	var r Report
	err := missing
	switch {
	case spare:
		a.set(func(s *State) { s.Running, s.Done, s.All = true, 0, 0 })
		if r, err = write(ctx, a.Store, ownFolder, o); err == nil {
			a.set(func(s *State) { s.Spare, s.Messages, s.Octets = r.Made, r.Messages, r.Octets })
		} else if ctx.Err() == nil {
			slog.WarnContext(ctx, "no backup in the data folder", "error", err)
		}
		err = missing // that is still so
	case err == nil:
		a.set(func(s *State) { s.Running, s.Done, s.All = true, 0, 0 })
		r, err = write(ctx, a.Store, place, o)
	}
	if err == nil && len(r.Damaged) == 0 && !own && !o.unsure {
		if err := rotateOlder(place, o.Origin, o.keep(), o.now()); err != nil {
			slog.WarnContext(ctx, "older backups stay", "error", err)
		}
	}
	if ctx.Err() != nil {
		a.set(func(s *State) { s.Running = false })
		return
	}
	slog.InfoContext(ctx, "automatic backup", "own", own || spare, "messages", r.Messages, "written", r.Written, "damaged", len(r.Damaged), "error", err)
	s := a.change(func(s *State) {
		s.Running = false
		t := troubleOf(err)
		if err == nil {
			s.Place, s.Own, s.Last, s.Messages, s.Octets = place, own, r.Made, r.Messages, r.Octets
			if len(r.Damaged) > 0 {
				t = TroubleDamaged
			}
		}
		if t == NoTrouble {
			s.Since = time.Time{}
		} else if s.Trouble == NoTrouble {
			s.Since = o.now().UTC().Truncate(time.Second)
		}
		s.Trouble = t
	})
	save := a.save
	if save == nil {
		save = disk.Replace
	}
	if b, err := json.Marshal(s); err == nil {
		_ = save(filepath.Join(a.dir, stateName), b) // else it is only not known after the next start
	}
	a.States.Publish(a.State())
}

// there is an error where a place is missing. One that had a backup and has none of its
// folders now is another disk, or none, under the same name.
func (a *Automatic) there(place string) error {
	if _, err := os.Stat(filepath.Dir(place)); err != nil {
		return err
	}
	// The folder of before may have another name since, by a password that was set or taken away.
	if s := a.State(); s.Place != "" && !s.Own && filepath.Dir(s.Place) == filepath.Dir(place) {
		if _, err := os.Stat(place); err == nil {
			return nil
		}
		_, err := os.Stat(s.Place)
		return err
	}
	return nil
}

// change changes the state, and returns it.
func (a *Automatic) change(fn func(s *State)) State {
	a.mu.Lock()
	defer a.mu.Unlock()
	fn(&a.state)
	return a.state
}

// set changes the state and tells of it.
func (a *Automatic) set(fn func(s *State)) {
	a.change(fn)
	a.States.Publish(a.State())
}

func troubleOf(err error) Trouble {
	switch {
	case err == nil:
		return NoTrouble
	case errors.Is(err, os.ErrNotExist):
		return TroubleMissing
	case errors.Is(err, ErrRoomHere):
		return TroubleHere
	case isFull(err):
		return TroubleFull
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return TroubleDenied
	case errors.Is(err, ErrPassword):
		return TroubleLocked
	case errors.Is(err, mailbox.ErrDamaged):
		return TroubleDamaged
	}
	return TroubleOther
}

package traffic

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"popmail/account"
	"popmail/account/disk"
)

// FileName is the name of the file in the data folder: a JSON object with "since", a day,
// and "days", the octets of each day by its date here.
const FileName = "data-used.json"

const (
	maxFile    = 1 << 20          // of what is read, in octets
	maxDays    = 400              // that are kept
	settleTime = 30 * time.Second // between two writes at least; a program that is killed loses no more than that
	lockWait   = 2 * time.Second
)

// Ledger keeps what was moved, day by day, in a file that all PopMails on a data folder
// add to. A day is one of the calendar here: a clock that is set back goes on with an
// earlier day, and takes nothing from any. Its methods may be called from any goroutine.
type Ledger struct {
	path string
	now  func() time.Time

	settling sync.Mutex // held while the file is read and written

	mu   sync.Mutex // held for no more than a moment
	done Octets     // of Moved, is in the file
	book book       // as it was read or written last
}

// book is the content of the file.
type book struct {
	Since string            `json:"since"`
	Days  map[string]Octets `json:"days"`
}

// Open reads what was counted before in the data folder dir. Where it cannot be read, the
// counting begins anew. now is the clock; nil: time.Now.
func Open(dir string, now func() time.Time) *Ledger {
	if now == nil {
		now = time.Now
	}
	l := &Ledger{path: filepath.Join(dir, FileName), now: now, done: Moved()}
	l.book = read(l.path)
	return l
}

// read is the file without what cannot be.
func read(path string) book {
	b := book{Days: map[string]Octets{}}
	f, err := os.Open(path)
	if err != nil {
		return b
	}
	defer func() { _ = f.Close() }()
	var in book
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil || len(data) > maxFile || json.Unmarshal(data, &in) != nil {
		return b
	}
	if isDay(in.Since) {
		b.Since = in.Since
	}
	for day, o := range in.Days {
		if isDay(day) && o.In >= 0 && o.Out >= 0 && o.In <= math.MaxInt64>>12 && o.Out <= math.MaxInt64>>12 {
			b.Days[day] = o
		}
	}
	b.trim("")
	return b
}

// dateForm is how the file writes days, which sort as they follow one another.
const dateForm = time.DateOnly

func isDay(s string) bool {
	_, err := time.Parse(dateForm, s)
	return err == nil
}

// add notes what was moved on a day.
func (b *book) add(day string, o Octets) {
	b.Days[day] = b.Days[day].plus(o)
	// Where the clock was ahead when the counting began, it began today at the latest.
	if b.Since == "" || day < b.Since {
		b.Since = day
	}
	b.trim(day)
}

// trim leaves the newest days, and today.
func (b *book) trim(today string) {
	if len(b.Days) <= maxDays {
		return
	}
	days := slices.Sorted(maps.Keys(b.Days))
	for _, day := range days[:len(days)-maxDays] {
		if day != today {
			delete(b.Days, day)
		}
	}
}

// Used is what was moved today and this month, by this program and those that have shared
// its data folder. It does not wait for the disk.
func (l *Ledger) Used() account.Used {
	now := l.now()
	today := now.Format(dateForm)
	month := today[:len("2006-01")]
	l.mu.Lock()
	defer l.mu.Unlock()
	open := Moved().minus(l.done).sum()
	u := account.Used{Today: l.book.Days[today].sum() + open, Month: open}
	for day, o := range l.book.Days {
		if day[:len(month)] == month {
			u.Month += o.sum()
		}
	}
	since := l.book.Since
	if since == "" || since > today {
		since = today
	}
	if since[:len(month)] == month && since != month+"-01" {
		u.Since, _ = time.ParseInLocation(dateForm, since, now.Location())
	}
	return u
}

// Settle adds what was moved since the last time to the file.
func (l *Ledger) Settle(ctx context.Context) error {
	l.settling.Lock()
	defer l.settling.Unlock()
	moved := Moved()
	l.mu.Lock()
	open := moved.minus(l.done)
	l.mu.Unlock()
	if open == (Octets{}) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	lock := flock.New(l.path+".lock", flock.SetPermissions(0o600))
	if ok, err := lock.TryLockContext(ctx, 20*time.Millisecond); !ok {
		return errors.Join(err, errBusy)
	}
	defer func() { _ = lock.Unlock() }()
	b := read(l.path) // others may have written meanwhile
	b.add(l.now().Format(dateForm), open)
	data, err := json.MarshalIndent(b, "", "\t")
	if err == nil {
		err = disk.Replace(l.path, append(data, '\n'))
	}
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.book, l.done = b, moved
	l.mu.Unlock()
	return nil
}

var errBusy = errors.New("another PopMail is writing down the data used")

// Run settles now and then until ctx ends, and once more then.
func (l *Ledger) Run(ctx context.Context) {
	tick := time.NewTicker(settleTime)
	defer tick.Stop()
	for {
		// What could not be written is added the next time.
		select {
		case <-tick.C:
			_ = l.Settle(ctx)
		case <-ctx.Done():
			_ = l.Settle(context.WithoutCancel(ctx))
			return
		}
	}
}

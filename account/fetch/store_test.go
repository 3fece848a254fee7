package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/spool"
)

var errKilled = errors.New("killed")

// memStore is a Store in memory that can fail at any step.
type memStore struct {
	t     *testing.T
	batch int // messages of one commit
	now   func() time.Time

	mu       sync.Mutex
	known    map[string]Known
	mails    []*kept
	came     []Incoming // in the order of Add
	presents [][]string

	// budget is the number of commits that succeed before fault; < 0: all.
	budget  int
	fault   error
	refuse  func(m Incoming) error // for one message
	known1  error                  // of Known
	opening error                  // of Deliver
	marking error                  // of Removed
	open    int

	notes   []byte
	heads   map[string]string
	headers map[string]int // calls of Header, by unique-id

	elsewhere map[string]bool // unique-ids that another program has fetched
	carried   map[string]bool // names of messages that are here

	seen    []byte
	seenAt  int64  // changes
	seenSum uint64 // sum
	changes int64  // of known, by the store itself
	looks   int    // calls of Known
	blind   bool   // nothing is told of what was seen

	spools    []*spool.File // made so far
	spoolFrom int64         // octets; 0: nothing is spooled

	chosen   func() map[string]account.Kept // what the person wants; nil: nothing
	dropping bool                           // messages are removed that are not known
}

func (s *memStore) Chosen(context.Context, account.ID) (map[string]account.Kept, error) {
	if s.chosen == nil {
		return nil, nil
	}
	return s.chosen(), nil
}

func (s *memStore) Listed(_ context.Context, _ account.ID, away, back []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, uids := range [][]string{away, back} {
		for _, uid := range uids {
			k := s.known[uid]
			if k.Gone || k.Away == (i == 0) {
				s.t.Errorf("%q: %+v, listed: %v", uid, k, i == 1)
			}
			k.Away = i == 0
			s.known[uid] = k
			s.changes++
		}
	}
	return nil
}

func (s *memStore) Notes(context.Context, account.ID) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.notes), nil
}

func (s *memStore) SetNotes(_ context.Context, _ account.ID, notes []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes = slices.Clone(notes)
	return nil
}

// sum stands for all that Known tells, for tests that change it themselves.
func (s *memStore) sum() uint64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%+v", s.known)
	return h.Sum64()
}

func (s *memStore) Seen(context.Context, account.ID) ([]byte, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.blind || s.seenAt != s.changes || s.seenSum != s.sum() || s.chosen != nil { // that may say something else each time
		return nil, s.changes, nil
	}
	return slices.Clone(s.seen), s.changes, nil
}

func (s *memStore) SetSeen(_ context.Context, _ account.ID, seen []byte, changes int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if changes == s.changes {
		s.seen, s.seenAt, s.seenSum = slices.Clone(seen), changes, s.sum()
	}
	return nil
}

func (s *memStore) Heads(context.Context, account.ID) (map[string]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.heads), nil
}

func (s *memStore) Header(_ context.Context, _ account.ID, uid string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.headers[uid]++
	for _, m := range s.mails {
		if slices.Contains(m.uids, uid) {
			return []byte(m.raw), nil
		}
	}
	return nil, nil
}

func (s *memStore) Holds(ctx context.Context, id account.ID, uid string, raw []byte) (bool, error) {
	stored, err := s.Header(ctx, id, uid)
	s.mu.Lock()
	defer s.mu.Unlock()
	return stored != nil && bytes.Equal(stored, raw) && s.known[uid].Rest == Whole, err
}

func (s *memStore) Elsewhere(_ context.Context, _ account.ID, uids []string) (list []string, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, uid := range uids {
		if s.elsewhere[uid] {
			list = append(list, uid)
		}
	}
	return list, nil
}

func (s *memStore) Adopt(_ context.Context, _ account.ID, list []Carried) (map[string]time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]time.Time{}
	for _, m := range list {
		delete(s.elsewhere, m.UID)
		if m.Name == "" || !s.carried[m.Name] {
			continue
		}
		delete(s.carried, m.Name)
		out[m.UID] = s.now()
		s.known[m.UID], s.heads[m.UID] = Known{Stored: s.now(), Listed: m.Listed}, m.Head
		s.changes++
	}
	return out, nil
}

func (s *memStore) Rename(_ context.Context, _ account.ID, names []Renaming) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range names {
		s.changes++
		k, ok := s.known[n.From]
		if ok && n.From == n.To {
			k.Gone = false
			if n.Listed > 0 {
				k.Listed = n.Listed
			}
			k.Short = (k.Short || n.Short) && !n.Whole
			s.known[n.To] = k
			continue
		}
		if _, taken := s.known[n.To]; !ok || taken {
			continue
		}
		k.Listed, k.Gone, k.Away = n.Listed, false, false
		delete(s.known, n.From)
		s.known[n.To] = k
		if h, ok := s.heads[n.From]; ok {
			delete(s.heads, n.From)
			s.heads[n.To] = h
		}
		for _, m := range s.mails {
			for i, u := range m.uids {
				if u == n.From {
					m.uids[i] = n.To
				}
			}
		}
	}
	return nil
}

// stumbles returns what is noted of lost lines.
func (s *memStore) stumbles() (names []string) {
	n, err := readNotes(context.Background(), s, 1)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range n.Stumbles {
		names = append(names, string(name))
	}
	return names
}

type kept struct {
	raw  string
	hash string
	uids []string
}

func newStore(t *testing.T) *memStore {
	s := &memStore{t: t, batch: 3, known: map[string]Known{}, heads: map[string]string{}, headers: map[string]int{}, budget: -1, now: time.Now}
	// In half of the tests all messages are large ones.
	if h := fnv.New32a(); spoolAll {
		s.spoolFrom = 1
	} else if _, _ = h.Write([]byte(t.Name())); h.Sum32()&1 == 0 {
		s.spoolFrom = 1
	}
	t.Cleanup(func() {
		for i, f := range s.spools {
			if _, err := f.Octets(); !errors.Is(err, os.ErrClosed) {
				t.Errorf("spool file %d of %d, with %d octets, was not closed: %v", i+1, len(s.spools), f.Size(), err)
			}
		}
	})
	return s
}

// spoolAll spools in all tests.
var spoolAll = os.Getenv("POPMAIL_TEST_SPOOL") != ""

// into lets a session spool.
func (s *memStore) into(session *Session) *Session {
	if s.spoolFrom > 0 {
		session.SpoolFrom = s.spoolFrom
		dir := s.t.TempDir()
		session.Spool = func(id account.ID) (*spool.File, error) {
			f, err := spool.Create(dir, fmt.Sprint(id))
			if err == nil {
				s.spools = append(s.spools, f)
			}
			return f, err
		}
	}
	return session
}

func (s *memStore) Known(ctx context.Context, _ account.ID) (map[string]Known, error) {
	if s.known1 != nil {
		return nil, s.known1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	out := make(map[string]Known, len(s.known))
	for k, v := range s.known {
		out[k] = v
	}
	return out, ctx.Err()
}

func (s *memStore) AnyKnown(_ context.Context, _ account.ID, uids []string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, uid := range uids {
		if has(s.known, uid) || s.elsewhere[uid] {
			return true, nil
		}
	}
	return false, nil
}

func (s *memStore) Removed(_ context.Context, _ account.ID, uids []string) error {
	if s.marking != nil {
		return s.marking
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range uids {
		k, ok := s.known[u]
		if !ok && s.dropping {
			continue
		}
		if !ok {
			s.t.Errorf("Removed of %q, which is not known", u)
		}
		k.Gone = true
		s.known[u] = k
		s.changes++
	}
	return nil
}

func (s *memStore) Deliver(_ context.Context, _ account.ID, present []string) (Delivery, error) {
	if s.opening != nil {
		return nil, s.opening
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.presents = append(s.presents, present)
	s.open++
	if s.open > 1 {
		s.t.Error("two deliveries at once")
	}
	d := &memDelivery{s: s, free: map[string][]*kept{}}
	for _, m := range s.mails {
		if !slices.ContainsFunc(m.uids, func(u string) bool { return slices.Contains(present, u) }) {
			d.free[m.hash] = append(d.free[m.hash], m)
		}
	}
	return d, nil
}

type memDelivery struct {
	s      *memStore
	free   map[string][]*kept // octets under unique-ids that are not present
	buf    []Incoming
	done   []Outcome
	broken error
	closed bool
}

func (d *memDelivery) Add(_ context.Context, m Incoming) error {
	if m.File != nil {
		err := m.File.Look(func() { m.Raw = bytes.Clone(m.Raw) })
		if err := errors.Join(err, m.File.Close()); err != nil {
			d.s.t.Error(err)
		}
	}
	if d.broken != nil {
		return d.broken
	}
	if m.UID == "" {
		d.s.t.Error("Add without a unique-id")
	}
	d.buf = append(d.buf, m)
	d.s.came = append(d.s.came, m)
	if len(d.buf) >= d.s.batch {
		d.commit()
	}
	return nil
}

func (d *memDelivery) commit() {
	s := d.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.broken != nil || len(d.buf) == 0 {
		return
	}
	if s.budget == 0 {
		d.broken = s.fault
		return
	}
	s.budget--
	for _, m := range d.buf {
		if s.refuse != nil {
			if err := s.refuse(m); err != nil {
				d.done = append(d.done, Outcome{UID: m.UID, Err: err})
				continue
			}
		}
		h := hashOf(m.Raw)
		old, was := s.known[m.UID]
		if was != m.Replace {
			s.t.Errorf("Add of %q, known: %v, to replace: %v", m.UID, was, m.Replace)
		}
		if m.Beginning && (!m.Short || m.Replace) {
			s.t.Errorf("%q is a beginning, and yet: %+v", m.UID, m)
		}
		k := Known{Stored: s.now(), Size: int64(len(m.Raw)), Listed: m.Listed, Short: m.Short}
		if m.Beginning {
			k.Rest = Waits
		}
		s.known[m.UID] = k
		s.changes++
		s.heads[m.UID] = m.Head
		if was {
			if old.Rest != Whole {
				old.Stored = s.now()
			}
			s.known[m.UID] = Known{Stored: old.Stored, Size: int64(len(m.Raw)), Listed: m.Listed, Short: m.Short}
			for _, k := range s.mails {
				if slices.Contains(k.uids, m.UID) {
					k.raw, k.hash = string(m.Raw), h
				}
			}
			d.done = append(d.done, Outcome{UID: m.UID, Size: int64(len(m.Raw))})
			continue
		}
		if f := d.free[h]; len(f) > 0 {
			s.changes++ // of what it was before
			f[0].uids = append(f[0].uids, m.UID)
			d.free[h] = f[1:]
			d.done = append(d.done, Outcome{UID: m.UID, Already: true, Size: int64(len(m.Raw))})
			continue
		}
		s.mails = append(s.mails, &kept{raw: string(m.Raw), hash: h, uids: []string{m.UID}})
		d.done = append(d.done, Outcome{UID: m.UID, Size: int64(len(m.Raw))})
	}
	d.buf = nil
}

func (d *memDelivery) Stored() []Outcome {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	out := d.done
	d.done = nil
	return out
}

func (d *memDelivery) Flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.commit()
	return d.broken
}

func (d *memDelivery) Close() error {
	if !d.closed {
		d.closed = true
		d.s.mu.Lock()
		d.s.open--
		d.s.mu.Unlock()
	}
	return nil
}

// copies counts the stored messages by their octets.
func (s *memStore) copies() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := map[string]int{}
	for _, m := range s.mails {
		n[m.raw]++
	}
	return n
}

func (s *memStore) uids() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sortedKeys(s.known)
}

// mustHold checks that the store holds exactly one copy of each message of want.
func (s *memStore) mustHold(t *testing.T, want ...string) {
	t.Helper()
	got := s.copies()
	count := map[string]int{}
	for _, w := range want {
		count[w]++
	}
	for w, n := range count {
		if got[w] != n {
			t.Errorf("%d copies of %q are stored, want %d", got[w], short(w), n)
		}
	}
	for g, n := range got {
		if count[g] == 0 {
			t.Errorf("%d copies of %q are stored, want none", n, short(g))
		}
	}
}

func short(s string) string { return fmt.Sprintf("%.60s…(%d)", s, len(s)) }

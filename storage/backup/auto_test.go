package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// robot is an Automatic whose backups are only counted. The test holds mu but while time passes.
type robot struct {
	*Automatic
	mu     sync.Mutex
	made   []string // the folders
	fails  error
	hurt   []mailbox.ID
	chosen string
	busy   bool
}

func newRobot(t *testing.T, dir string) *robot {
	t.Helper()
	r := &robot{}
	r.Automatic = &Automatic{dir: dir, Chosen: func() string { r.mu.Lock(); defer r.mu.Unlock(); return r.chosen }, Idle: func() bool { r.mu.Lock(); defer r.mu.Unlock(); return !r.busy }}
	r.write = func(_ context.Context, _ *storage.Store, dir string, o Options) (Report, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.made = append(r.made, dir)
		if r.fails != nil {
			return Report{}, r.fails
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return Report{}, err
		}
		return Report{Manifest: Manifest{Made: o.now().UTC().Truncate(time.Second), Messages: 3, Octets: 300, Damaged: r.hurt}}, nil
	}
	return r
}

func (r *robot) pass(d time.Duration) {
	r.mu.Unlock()
	defer r.mu.Lock()
	time.Sleep(d)
	synctest.Wait()
}

// TestAutomatic: a backup is made at the start, then daily, in a quiet moment or an hour
// later; in the place that is chosen, also one that is there again only later.
func TestAutomatic(t *testing.T) {
	dir, stick := t.TempDir(), filepath.Join(t.TempDir(), "stick")
	synctest.Test(t, func(t *testing.T) {
		r := newRobot(t, dir)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); r.Run(ctx) }()
		r.mu.Lock()
		defer func() { r.mu.Unlock(); stop(); <-done }()
		want := func(n int) {
			t.Helper()
			if len(r.made) != n {
				t.Fatalf("%d backups, not %d: %q", len(r.made), n, r.made)
			}
		}
		r.pass(2 * time.Minute)
		want(1)
		if s := r.State(); !s.Own || s.Place != filepath.Join(dir, OwnFolder) || s.Messages != 3 || s.Last.IsZero() || s.Trouble != NoTrouble || s.Running {
			t.Errorf("%+v", s)
		}
		r.pass(19 * time.Hour)
		want(1)
		r.busy = true
		r.pass(90 * time.Minute)
		want(1)
		r.pass(time.Hour)
		want(2)
		r.busy = false
		r.Now()
		r.pass(0)
		want(3)

		// A place that is not there.
		r.chosen = stick
		r.pass(2 * time.Minute)
		want(3)
		if s := r.State(); s.Trouble != TroubleMissing || s.Urgent || s.Last.IsZero() {
			t.Errorf("%+v", s)
		}
		r.pass(73 * time.Hour)
		if s := r.State(); s.Trouble != TroubleMissing || !s.Urgent {
			t.Errorf("%+v", s)
		}
		if err := os.Mkdir(stick, 0o700); err != nil {
			t.Fatal(err)
		}
		r.pass(2 * time.Minute)
		want(4)
		if s := r.State(); s.Trouble != NoTrouble || s.Own || s.Place != filepath.Join(stick, ChosenFolder) {
			t.Errorf("%+v", s)
		}
		// Another disk under its name is not taken for it.
		if err := os.Rename(filepath.Join(stick, ChosenFolder), filepath.Join(stick, "away")); err != nil {
			t.Fatal(err)
		}
		r.pass(21 * time.Hour)
		want(4)
		if s := r.State(); s.Trouble != TroubleMissing {
			t.Errorf("%+v", s)
		}
		if err := os.Rename(filepath.Join(stick, "away"), filepath.Join(stick, ChosenFolder)); err != nil {
			t.Fatal(err)
		}
		r.fails = &os.PathError{Op: "write", Path: stick, Err: syscall.ENOSPC}
		r.pass(10 * time.Minute)
		want(5)
		if s := r.State(); s.Trouble != TroubleFull {
			t.Errorf("%+v", s)
		}
		r.pass(10 * time.Minute)
		want(6)
		r.fails = errors.New("anything")
		r.pass(16 * time.Minute)
		if s := r.State(); s.Trouble != TroubleOther {
			t.Errorf("%+v", s)
		}
		r.fails, r.hurt = nil, []mailbox.ID{7}
		r.pass(16 * time.Minute)
		if s := r.State(); s.Trouble != TroubleDamaged || time.Since(s.Last) > time.Hour {
			t.Errorf("%+v", s)
		}
		// What was, another start knows.
		if again := newRobot(t, dir).State(); again != r.State() {
			t.Errorf("%+v\n%+v", again, r.State())
		}
	})
}

// Whoever asks how things stand, or stops a backup, does not wait for the disk on which a
// backup is noted down.
func TestAutomaticKeepsNobodyWaiting(t *testing.T) {
	noting, may := make(chan struct{}), make(chan struct{})
	r := newRobot(t, t.TempDir())
	r.save = func(string, []byte) error {
		close(noting)
		<-may
		return nil
	}
	r.State()
	made := make(chan struct{})
	go func() { defer close(made); r.stoppable(t.Context(), true) }()
	<-noting
	asked := make(chan State, 1)
	go func() { r.Stop(); asked <- r.State() }()
	select {
	case s := <-asked:
		if s.Running || s.Messages != 3 {
			t.Errorf("%+v", s)
		}
	case <-time.After(10 * time.Second):
		t.Error("it waits")
	}
	close(may)
	<-made
}

// TestAutomaticForReal: a store is copied into its own folder, and into the chosen one as
// soon as there is one.
func TestAutomaticForReal(t *testing.T) {
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, storagetest.Mail{Subject: "one"}.Incoming("1"))
	chosen := ""
	a := &Automatic{Store: s, Options: Options{Origin: "here"}, Chosen: func() string { return chosen }}
	a.begin()
	sub := a.States.Subscribe(100)
	defer sub.Close()
	for _, chosen = range []string{"", t.TempDir()} {
		a.one(t.Context(), false)
		st := a.State()
		if st.Trouble == TroubleFull && chosen == "" {
			continue // this disk has no room to spare
		}
		if st.Trouble != NoTrouble || st.Messages != 1 || st.Place != a.place() {
			t.Fatalf("%+v", st)
		}
		b, err := Open(t.Context(), st.Place, "")
		if err != nil {
			t.Fatal(err)
		}
		if v, err := b.Verify(t.Context()); err != nil || v.Messages != 1 {
			t.Error(v, err)
		}
	}
	if first := <-sub.C(); !first.Running {
		t.Errorf("%+v", first)
	}
}

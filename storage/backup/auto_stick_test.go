package backup

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"popmail/storage"
	"popmail/storage/storagetest"
)

// running runs a robot while test does something, which has r.mu.
func running(t *testing.T, test func(t *testing.T, r *robot)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := newRobot(t, dir)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		r.mu.Lock()
		defer func() { r.mu.Unlock(); stop(); <-done }()
		go func() { defer close(done); r.Run(ctx) }()
		test(t, r)
	})
}

// TestAutomaticStick: a stick is missed calmly; once it is plugged in the backup that is due is
// made within seconds, and one that is not due is not. That it comes and goes is told.
func TestAutomaticStick(t *testing.T) {
	place := filepath.Join(t.TempDir(), "stick")
	away := place + " is away"
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(away, 0o700); err != nil {
		t.Fatal(err)
	}
	running(t, func(t *testing.T, r *robot) {
		r.chosen = place
		states := r.States.Subscribe(1 << 10)
		defer states.Close()
		told := func() (n int) {
			for len(states.C()) > 0 {
				<-states.C()
				n++
			}
			return n
		}
		r.pass(2 * time.Minute)
		if s := r.State(); s.Trouble != TroubleMissing || s.Urgent || len(r.made) != 0 {
			t.Fatalf("%+v, %q", s, r.made)
		}
		move(away, place)
		r.pass(10 * time.Second)
		if s := r.State(); s.Trouble != NoTrouble || len(r.made) != 1 {
			t.Fatalf("%+v, %q", s, r.made)
		}
		told()
		move(place, away)
		r.pass(10 * time.Second)
		if told() == 0 {
			t.Error("nobody hears that the stick was taken away")
		}
		r.pass(time.Hour)
		if s := r.State(); s.Trouble != NoTrouble { // none is due
			t.Errorf("%+v", s)
		}
		move(away, place)
		r.pass(10 * time.Second)
		if told() == 0 || len(r.made) != 1 {
			t.Errorf("%q", r.made)
		}
		move(place, away)
		r.pass(20 * time.Hour)
		if s := r.State(); s.Trouble != TroubleMissing || s.Urgent {
			t.Errorf("%+v", s)
		}
		r.pass(patience)
		if s := r.State(); s.Trouble != TroubleMissing || !s.Urgent || len(r.made) != 1 {
			t.Errorf("%+v, %q", s, r.made)
		}
		move(away, place)
		r.pass(10 * time.Second)
		if s := r.State(); s.Trouble != NoTrouble || s.Urgent || len(r.made) != 2 {
			t.Errorf("%+v, %q", s, r.made)
		}
	})
}

// TestAutomaticOff: where the person wants none, none is made but by their word.
func TestAutomaticOff(t *testing.T) {
	off := true
	running(t, func(t *testing.T, r *robot) {
		r.Off = func() bool { r.mu.Lock(); defer r.mu.Unlock(); return off }
		r.pass(100 * time.Hour)
		if len(r.made) != 0 {
			t.Fatalf("%q", r.made)
		}
		r.Now()
		r.pass(0)
		if len(r.made) != 1 {
			t.Fatalf("%q", r.made)
		}
		off = false
		r.pass(10 * time.Second) // it is fresh
		if len(r.made) != 1 {
			t.Errorf("%q", r.made)
		}
		r.pass(21 * time.Hour)
		if len(r.made) != 2 {
			t.Errorf("%q", r.made)
		}
	})
}

// TestAutomaticStop: a backup that was given up is no trouble, and is made the next day.
func TestAutomaticStop(t *testing.T) {
	running(t, func(t *testing.T, r *robot) {
		r.Stop() // nothing is being made
		begun, made := 0, r.write
		r.write = func(ctx context.Context, s *storage.Store, dir string, o Options) (Report, error) {
			r.mu.Lock()
			begun++
			slow := begun == 1
			r.mu.Unlock()
			if slow {
				<-ctx.Done()
				return Report{}, ctx.Err()
			}
			return made(ctx, s, dir, o)
		}
		r.pass(2 * time.Minute)
		if s := r.State(); begun != 1 || !s.Running {
			t.Fatalf("%d, %+v", begun, s)
		}
		r.Stop()
		r.pass(time.Hour)
		if s := r.State(); begun != 1 || s.Running || s.Trouble != NoTrouble || !s.Last.IsZero() {
			t.Errorf("%d, %+v", begun, s)
		}
		r.pass(20 * time.Hour)
		if s := r.State(); begun != 2 || s.Last.IsZero() {
			t.Errorf("%d, %+v", begun, s)
		}
	})
}

// TestKeepRule: the rule that was chosen last is that of the next backup, and mail that only
// backups hold that go goes with them.
func TestKeepRule(t *testing.T) {
	s := storagetest.OpenIn(t, t.TempDir(), nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	chosen, rule := t.TempDir(), Rule{}
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.Local)
	a := &Automatic{Store: s, Options: Options{Origin: "here", Now: func() time.Time { return at }}, Chosen: func() string { return chosen }, Keep: func() Rule { return rule }, dir: t.TempDir()}
	for _, tt := range []struct {
		rule Rule
		days int // with a backup each
		stay int
	}{{Rule{Days: 3}, 5, 3}, {Rule{Days: 100}, 4, 7}, {Rule{Days: 1}, 1, 1}} {
		for range tt.days {
			rule, at = tt.rule, at.AddDate(0, 0, 1)
			storagetest.Deliver(t, s, owner, storagetest.Mail{Subject: at.String()}.Incoming(at.String()))
			a.one(t.Context(), false)
		}
		list, err := List(a.place())
		if err != nil || len(list) != tt.stay {
			t.Errorf("%+v: %d stay, %v", tt.rule, len(list), err)
		}
	}
}

// TestSpare: while the chosen place is missing a backup is made in the data folder each day,
// if that is wanted, and at once when the person asks; the trouble is told all the same, and
// the place gets its own as soon as it is there.
func TestSpare(t *testing.T) {
	dir, stick := t.TempDir(), filepath.Join(t.TempDir(), "stick")
	synctest.Test(t, func(t *testing.T) {
		r := newRobot(t, dir)
		r.chosen = stick
		wanted := false
		r.Spare = func() bool { r.mu.Lock(); defer r.mu.Unlock(); return wanted }
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); r.Run(ctx) }()
		r.mu.Lock()
		defer func() { r.mu.Unlock(); stop(); <-done }()
		own := filepath.Join(dir, OwnFolder)
		want := func(when string, n int, in string) {
			t.Helper()
			if len(r.made) != n || n > 0 && r.made[n-1] != in {
				t.Fatalf("%s: %q, not %d", when, r.made, n)
			}
		}
		r.pass(30 * time.Hour)
		want("not wanted", 0, "")
		wanted = true
		r.pass(2 * time.Hour)
		want("wanted", 1, own)
		if s := r.State(); s.Trouble != TroubleMissing || s.Spare.IsZero() || !s.Last.IsZero() || s.Messages != 3 || s.Since.IsZero() {
			t.Errorf("%+v", s)
		}
		r.pass(10 * time.Hour)
		want("the same day", 1, own)
		r.pass(3 * every)
		want("the next days", 4, own)
		r.Now()
		r.pass(time.Minute)
		want("asked", 5, own)
		r.pass(40 * time.Hour)
		if s := r.State(); !s.Urgent {
			t.Errorf("nobody is told: %+v", s)
		}
		n := len(r.made)
		if err := os.Mkdir(stick, 0o700); err != nil {
			t.Fatal(err)
		}
		r.pass(2 * time.Minute)
		want("plugged in", n+1, filepath.Join(stick, ChosenFolder))
		if s := r.State(); s.Trouble != NoTrouble || s.Last.IsZero() {
			t.Errorf("%+v", s)
		}
	})
}

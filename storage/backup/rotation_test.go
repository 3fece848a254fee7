package backup

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"popmail/storage/storagetest"
)

// TestStaying: of daily backups of two years stay seven days, four weeks and twelve months;
// of one made seldom, all.
func TestStaying(t *testing.T) {
	rule := Usual
	count := func(every time.Duration, n int) (stay, first int, oldest time.Duration) {
		now := time.Date(2027, 6, 16, 12, 0, 0, 0, time.Local) // a Wednesday
		var made []time.Time
		for i := range n {
			made = append(made, now.Add(-time.Duration(i)*every))
		}
		stays := rule.staying(made)
		for i, s := range stays {
			if s {
				stay++
				oldest = now.Sub(made[i])
			} else if first == 0 {
				first = i
			}
		}
		return stay, first, oldest
	}
	const day = 24 * time.Hour
	// The weeks of 14 and 7 June are there by their days, those before by their Sundays, and
	// eleven months by their last days.
	if stay, first, oldest := count(day, 730); stay != 7+2+11 || first != 7 || oldest != 320*day {
		t.Errorf("daily: %d stay, the first that goes is %d, the oldest of %v", stay, first, oldest)
	}
	if stay, first, _ := count(4*time.Hour, 6*14); stay >= 6*14 || first != 1 {
		t.Errorf("every four hours: %d stay, the first that goes is %d", stay, first)
	}
	if stay, _, _ := count(40*day, 12); stay != 12 {
		t.Errorf("seldom: %d stay", stay)
	}
	if stay, _, _ := count(day, 1); stay != 1 {
		t.Error("the only one goes")
	}
	// Other rules, down to one that says nothing: the newest stays by each of them.
	for _, tt := range []struct {
		rule Rule
		stay int
	}{{Rule{Days: 7}, 7}, {Rule{Days: 7, Weeks: 4}, 7 + 2}, {Rule{Days: 1000}, 730}, {Rule{}, 1}} {
		rule = tt.rule
		if stay, _, _ := count(day, 730); stay != tt.stay {
			t.Errorf("%+v: %d stay", tt.rule, stay)
		}
	}
}

// TestRotationOfOlderFolders: after the password was set, taken away and set anew, the backups
// of before are thinned with those that come, also where the key is gone; in the end their
// folders are gone, at no time is there none that can be read, and what another one has made in
// them stays.
func TestRotationOfOlderFolders(t *testing.T) {
	s := storagetest.OpenIn(t, t.TempDir(), nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, storagetest.Mail{Subject: "one"}.Incoming("1"))
	first, err := NewLock("sesame")
	if err != nil {
		t.Fatal(err)
	}
	second, err := NewLock("open barley")
	if err != nil {
		t.Fatal(err)
	}
	place, now := t.TempDir(), time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)
	var lock *Lock
	a := &Automatic{Store: s, Options: Options{Origin: "here", Now: func() time.Time { return now }}, Chosen: func() string { return place }, Lock: func() *Lock { return lock }}
	a.begin()
	another := filepath.Join(place, ChosenFolder+" 2")
	if _, err := ToFolder(t.Context(), s, another, Options{Origin: "another", Now: func() time.Time { return now.AddDate(-3, 0, 0) }}); err != nil {
		t.Fatal(err)
	}
	counts := func() (n []int) {
		for _, dir := range []string{filepath.Join(place, ChosenFolder), filepath.Join(place, first.Folder), filepath.Join(place, second.Folder), another} {
			n = append(n, len(snapshots(dir)))
		}
		return n
	}
	most := 0
	back := func(l *Lock, n int, every time.Duration) {
		t.Helper()
		lock = l
		for range n {
			now = now.Add(every)
			a.one(t.Context(), false)
			if st := a.State(); st.Trouble != NoTrouble {
				t.Fatalf("%+v", st)
			}
			b, err := OpenLocked(t.Context(), a.place(), l)
			if err != nil {
				t.Fatal(err)
			}
			if v, err := b.Verify(t.Context()); err != nil || v.Messages != 1 {
				t.Fatal(v, err)
			}
			sum := 0
			for _, n := range counts()[:3] {
				sum += n
			}
			most = max(most, sum)
		}
	}
	const day = 24 * time.Hour
	back(nil, 5, day)
	back(first, 9, day)
	if n := counts(); n[0] == 0 || n[0] == 5 || n[1] < 7 || n[2] != 0 {
		t.Errorf("%v", n)
	}
	back(nil, 3, 10*day)
	back(second, 3, 20*day)
	if n := counts(); n[0] == 0 || n[1] == 0 || n[2] != 3 {
		t.Errorf("%v", n)
	}
	back(second, 16, 31*day)
	if n := counts(); n[0] != 0 || n[1] != 0 || n[2] < 12 || n[3] != 1 {
		t.Errorf("%v", n)
	}
	if most > 7+4+12 {
		t.Errorf("%d at once", most)
	}
	for _, dir := range []string{filepath.Join(place, ChosenFolder), filepath.Join(place, first.Folder)} {
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			list, _ := filepath.Glob(filepath.Join(dir, "*"))
			t.Errorf("%s is left: %q", dir, list)
		}
	}
	if b, err := Open(t.Context(), another, ""); err != nil {
		t.Error(err)
	} else if v, err := b.Verify(t.Context()); err != nil || v.Messages != 1 {
		t.Error(v, err)
	}
}

// TestOnlyOwnFolders: a copy that a person has made of a folder with backups is not thinned,
// and none that can be read goes for one that is locked with another key. The backup of just
// now stays though the clock was wrong once, and nothing goes where the list is not whole.
func TestOnlyOwnFolders(t *testing.T) {
	place := t.TempDir()
	now := time.Date(2027, 6, 16, 12, 0, 0, 0, time.UTC)
	put := func(dir string, made ...time.Time) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(place, dir, packsFolder), 0o700); err != nil {
			t.Fatal(err)
		}
		for _, at := range made {
			if err := os.WriteFile(filepath.Join(place, dir, at.Format(stamp)+"-here"+snapshotSuffix), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	left := func(dir string) int { return len(snapshots(filepath.Join(place, dir))) }
	old := now.AddDate(0, 0, -1)
	fresh, locked := ChosenFolder, ChosenFolder+" (locked 2ecfbe)"
	put(fresh, now, old)
	put(ChosenFolder+" - Copy", now, old)
	put(ChosenFolder+" 2025", old)
	put(locked, old.Add(-time.Hour), old.AddDate(0, 0, -40))
	for _, path := range keyPlaces(filepath.Join(place, locked)) {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := rotateOlder(filepath.Join(place, fresh), "here", Rule{Days: 2}, time.Now()); err != nil {
		t.Fatal(err)
	}
	for dir, n := range map[string]int{fresh: 2, ChosenFolder + " - Copy": 2, ChosenFolder + " 2025": 1, locked: 0} {
		if left(dir) != n {
			t.Errorf("%s: %d are left", dir, left(dir))
		}
	}
	if _, err := os.Stat(filepath.Join(place, locked)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder of which nothing stays is still there: %v", err)
	}
	// Now the locked one is the newer one, and its key is not here.
	put(locked, now.Add(-time.Hour), old.Add(time.Hour))
	put(ChosenFolder+" (locked aaaaaa)", now)
	if err := rotateOlder(filepath.Join(place, ChosenFolder+" (locked aaaaaa)"), "here", Rule{Days: 2}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if left(fresh) != 1 { // that of the day before; the new one stands for today
		t.Errorf("%d are left of those that can be read", left(fresh))
	}

	put("clock", now, now.AddDate(70, 0, 0), now.AddDate(70, 0, 1))
	dir := filepath.Join(place, "clock")
	made := filepath.Join(dir, now.Format(stamp)+"-here"+snapshotSuffix)
	if err := rotate(dir, []string{"here"}, Rule{Days: 1}, made, opener{}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(made); err != nil || left("clock") != 2 {
		t.Errorf("%d are left, %v", left("clock"), err)
	}
	if err := rotate(dir, []string{"here"}, Rule{Days: 1}, filepath.Join(dir, "another"), opener{}, time.Now()); err != nil || left("clock") != 2 {
		t.Errorf("by a list without the new one: %d are left, %v", left("clock"), err)
	}
}

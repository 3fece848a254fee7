package backup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// Rule says what stays of older backups: the newest of each of so many days, weeks and months.
type Rule struct{ Days, Weeks, Months int }

// Usual is the rule where a person has chosen no other.
var Usual = Rule{Days: 7, Weeks: 4, Months: 12}

// staying tells of backups, the newest first, whether they stay; the newest does. Days, weeks
// and months without one do not count.
func (r Rule) staying(made []time.Time) []bool {
	stays := make([]bool, len(made))
	for _, rule := range []struct {
		most int
		name func(time.Time) string
	}{
		{max(r.Days, 1), func(t time.Time) string { return t.Format(time.DateOnly) }},
		{r.Weeks, func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, " ", w) }},
		{r.Months, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		last, n := "", 0
		for i, t := range made {
			if name := rule.name(t.Local()); name != last {
				if last, n = name, n+1; n > rule.most {
					break
				}
				stays[i] = true
			}
		}
	}
	return stays
}

// aheadOfNow is how much later than now a backup may say that it was made. One that says more is of a clock
// that was wrong, and counts as the oldest of all: who knows when it was made.
const aheadOfNow = 24 * time.Hour

// newerFirst orders times of backups, the newest first.
func newerFirst(now time.Time) func(a, b time.Time) int {
	limit := now.Add(aheadOfNow)
	return func(a, b time.Time) int {
		if wrong := a.After(limit); wrong != b.After(limit) {
			if wrong {
				return 1
			}
			return -1
		}
		return b.Compare(a)
	}
}

// inOrder sorts the paths of backups, the newest first.
func inOrder(paths []string, now time.Time) {
	order := newerFirst(now)
	slices.SortStableFunc(paths, func(a, b string) int {
		at, _, _ := timeOf(a)
		bt, _, _ := timeOf(b)
		return order(at, bt)
	})
}

// rotate removes older backups of some origins, and the packs that no backup needs any more. The
// one that was made just now stays, whatever the clock said then and says now.
func rotate(dir string, origins []string, keep Rule, fresh string, o opener, now time.Time) error {
	paths, err := snapshotsIn(dir, origins...)
	if err != nil || !slices.Contains(paths, fresh) {
		return err // nothing is removed by a list that is not whole
	}
	inOrder(paths, now)
	made := make([]time.Time, len(paths))
	for i, path := range paths {
		made[i], _, _ = timeOf(path)
	}
	for i, stays := range keep.staying(made) {
		if !stays && paths[i] != fresh {
			if err := os.Remove(paths[i]); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	return dropPacks(dir, o, packRest)
}

// folderNames are the names that PopMail gives to folders for backups in a chosen place.
var folderNames = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("^" + regexp.QuoteMeta(ChosenFolder) + `( \(locked [0-9a-f]+\))?$`)
})

// IsOwn reports whether a folder is one that PopMail has made in a chosen place.
func IsOwn(dir string) bool {
	if !folderNames().MatchString(filepath.Base(dir)) {
		return false
	}
	_, err := os.Stat(filepath.Join(dir, packsFolder))
	return err == nil || len(snapshots(dir)) > 0
}

// rotateOlder does the same for the folders beside one in which a new backup was made just now,
// as they were used before the password was set, changed for another, or taken away. The
// backups of all count together, but that none goes for the sake of one that is locked with
// another key. Only folders with the names that PopMail gives are meant: a copy that a person
// has made of one is theirs. What is locked with a key that is not here is thinned as well,
// but its packs stay until no backup is left. A folder of which nothing is left is removed.
func rotateOlder(dir, origin string, keep Rule, now time.Time) error {
	if !folderNames().MatchString(filepath.Base(dir)) || origin == "" || len(snapshots(dir, origin)) == 0 {
		return nil
	}
	all, err := filepath.Glob(filepath.Join(escaped(filepath.Dir(dir)), ChosenFolder+"*"))
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(d string) bool { return !folderNames().MatchString(filepath.Base(d)) })
	for _, d := range all {
		if d == dir {
			continue
		}
		var paths []string
		for _, other := range all {
			if locked := len(keysIn(other)) > 0; other == dir || other == d || !locked {
				paths = append(paths, snapshots(other, origin)...)
			}
		}
		inOrder(paths, now)
		made := make([]time.Time, len(paths))
		for i, path := range paths {
			made[i], _, _ = timeOf(path)
		}
		if err := thin(d, paths, keep.staying(made)); err != nil {
			return err
		}
	}
	return nil
}

// thin removes the backups in an older folder that do not stay, and what nothing needs then.
func thin(dir string, paths []string, stays []bool) (err error) {
	if !slices.ContainsFunc(paths, func(path string) bool { return filepath.Dir(path) == dir }) {
		return nil // nothing of this origin: it is another's
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	if ok, err := lock.TryLock(); err == nil && !ok {
		return nil // somebody uses it
	}
	removed := false
	for i, path := range paths {
		if stays[i] || filepath.Dir(path) != dir {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return errors.Join(err, lock.Close())
		}
		removed = true
	}
	left, err := snapshotsIn(dir)
	empty := err == nil && len(left) == 0
	if removed && err == nil {
		rest := packRest
		if empty {
			rest = 0
		}
		err = dropPacks(dir, opener{}, rest)
	}
	if err = errors.Join(err, lock.Close()); err != nil || !empty {
		return err
	}
	for _, name := range []string{filepath.Join(packsFolder, keyName), packsFolder, keyName, lockName, ""} { // folders only where nothing else is in them
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil
		}
	}
	return nil
}

// packRest is how old packs are before one that no backup needs goes: in the folder of a cloud, another
// computer's packs come first, and the backup that needs them hours later. No lock reaches there.
var packRest = 14 * 24 * time.Hour

// dropPacks removes the packs that no backup in a folder needs, and that are so old. Where one of these cannot be
// read no pack is removed: nobody knows which it needs.
func dropPacks(dir string, o opener, rest time.Duration) error {
	needed := map[string]bool{}
	all, err := snapshotsIn(dir)
	if err != nil {
		return err
	}
	for _, path := range all {
		m, err := manifestOf(path, o)
		if err != nil {
			return nil
		}
		for _, p := range m.Packs {
			needed[p.Name] = true
		}
	}
	list, err := os.ReadDir(filepath.Join(dir, packsFolder))
	if err != nil {
		return err
	}
	for _, e := range list {
		name, ok := strings.CutSuffix(e.Name(), packSuffix)
		if !ok && !strings.HasSuffix(e.Name(), partSuffix) || needed[name] {
			continue
		}
		if st, err := e.Info(); err != nil || rest > 0 && time.Since(st.ModTime()) < rest {
			continue
		}
		if err := os.Remove(filepath.Join(dir, packsFolder, e.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

package backup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
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

// rotate removes older backups of an origin, and the packs that no backup needs any more.
// Where one of those that stay cannot be read no pack is removed: nobody knows which it needs.
func rotate(dir, origin string, keep Rule, o opener) error {
	paths := snapshots(dir, origin)
	made := make([]time.Time, len(paths))
	for i, path := range paths {
		made[i], _, _ = timeOf(path)
	}
	for i, stays := range keep.staying(made) {
		if !stays {
			if err := os.Remove(paths[i]); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	needed := map[string]bool{}
	for _, path := range snapshots(dir, "") {
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
		if err := os.Remove(filepath.Join(dir, packsFolder, e.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

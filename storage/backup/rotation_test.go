package backup

import (
	"testing"
	"time"
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

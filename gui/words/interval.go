package words

import (
	"slices"
	"time"

	"popmail/gui/kit/lang"
)

// Intervals are the choices for the time between two checks; the last, negative
// one means only when the person asks.
var Intervals = []time.Duration{time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, -1}

// IntervalName is a choice of Intervals in words.
func IntervalName(d time.Duration) string {
	if d < 0 {
		return lang.L("Only when I ask")
	}
	n := int(d.Round(time.Minute) / time.Minute)
	return lang.N("Every {{.Count}} minutes while PopMail is open", n, map[string]any{"Count": Count(n)})
}

// IntervalBrief is IntervalName without the condition, for narrow fields.
func IntervalBrief(d time.Duration) string {
	if d < 0 {
		return IntervalName(d)
	}
	n := int(d.Round(time.Minute) / time.Minute)
	return lang.N("Every {{.Count}} minutes", n, map[string]any{"Count": Count(n)})
}

// IntervalsWith is Intervals with another choice, if it is not among them.
func IntervalsWith(d time.Duration) []time.Duration {
	if d < 0 {
		d = -1
	}
	if d == 0 || slices.Contains(Intervals, d) {
		return Intervals
	}
	out := slices.Insert(slices.Clone(Intervals), 0, d)
	slices.SortStableFunc(out[:len(out)-1], func(a, b time.Duration) int { return int(a - b) })
	return out
}

package main

import (
	"strings"
	"testing"
)

// What grows is told from what only wavers, from a cache that fills at the beginning, and
// from single odd minutes.
func TestVerdict(t *testing.T) {
	run := func(n int, size func(i int) float64) string {
		var minutes []minute
		for i := range n {
			minutes = append(minutes, minute{100 * (i + 1), size(i)})
		}
		return verdict(minutes)
	}
	wave := func(i int) float64 { return float64(i*7%11) - 5 }
	for name, c := range map[string]struct {
		size func(i int) float64
		says string
	}{
		"level":           {func(i int) float64 { return 400 + wave(i) }, "does not grow"},
		"fills and stays": {func(i int) float64 { return 400 - max(0, 250-20*float64(i)) + wave(i) }, "does not grow"},
		"odd minutes":     {func(i int) float64 { return 400 + 300*float64(i/17%2*(i%17/16)) }, "does not grow"},
		"shrinks":         {func(i int) float64 { return 500 - 2*float64(i) }, "does not grow"},
		"steady growth":   {func(i int) float64 { return 400 + 2*float64(i) + wave(i) }, "grows"},
		"a late step":     {func(i int) float64 { return 400 + 60*float64(i/41) }, "grows"},
	} {
		if got := run(60, c.size); !strings.Contains(got, "The memory "+c.says+":") {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := run(60, func(i int) float64 { return 400 + 2*float64(i) }); !strings.Contains(got, "+20.0 MB per thousand") {
		t.Errorf("2 MB for each 100 messages: %s", got)
	}
	if got := run(2, func(int) float64 { return 1 }); !strings.Contains(got, "Too short") {
		t.Errorf("two minutes: %s", got)
	}
	run(3, func(int) float64 { return 1 })
}

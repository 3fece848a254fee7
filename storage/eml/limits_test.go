package eml_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"popmail/storage/eml"
)

// What one reading may take for an input of up to 1 MB; for longer ones it grows
// with the length.
const (
	mostTime = 250 * time.Millisecond
	mostRoom = 64 << 20 // octets allocated, those that were given back included
)

// within holds that fn, which reads size octets, keeps to time and room. Other
// programs take the processors at times: what this one used of them counts where that
// is less, and the best of three.
func within(t *testing.T, what string, size int, fn func()) {
	t.Helper()
	times := max(1, float64(size)/(1<<20)) * slower
	var took time.Duration
	var room uint64
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		from, used := time.Now(), cpuTime()
		fn()
		took = time.Since(from)
		if used = cpuTime() - used; used > 0 {
			took = min(took, used)
		}
		runtime.ReadMemStats(&after)
		room = after.TotalAlloc - before.TotalAlloc
		if float64(took) <= float64(mostTime)*times && float64(room) <= mostRoom*times {
			return
		}
	}
	t.Errorf("%s: %d octets took %v and %d MB", what, size, took.Round(time.Millisecond), room>>20)
}

// bounded holds that whole readings of raw keep to time and room, each for itself.
func bounded(t *testing.T, what string, raw []byte) {
	t.Helper()
	ctx := context.Background()
	var h *eml.Handle
	within(t, what+": Open", len(raw), func() { h, _ = eml.Open(ctx, raw) })
	var files int
	within(t, what+": Message", len(raw), func() {
		m, err := h.Message(ctx)
		if err != nil {
			t.Fatal(err)
		}
		files = len(m.Attachments)
	})
	within(t, what+": Digest", len(raw), func() {
		if _, err := h.Digest(ctx); err != nil {
			t.Fatal(err)
		}
	})
	for _, i := range []int{0, files - 1} {
		if i < 0 || i >= files {
			continue
		}
		within(t, what+": Data", len(raw), func() {
			if _, _, err := h.Data(ctx, i); err != nil {
				t.Fatal(err)
			}
		})
	}
}

package pop3test

import (
	"runtime"
	"testing"
	"time"
)

// Within runs fn, which reads octets of a stranger, and holds that it takes no more time
// and room than honest work on so many: 5 s and 64 MB, and as much again for each MB. A
// busy machine gets three tries.
func Within(t testing.TB, octets int, fn func()) {
	t.Helper()
	shares := 1 + octets>>20
	var took time.Duration
	var room uint64
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		from := time.Now()
		fn()
		took = time.Since(from)
		runtime.ReadMemStats(&after)
		room = after.TotalAlloc - before.TotalAlloc
		if took <= time.Duration(shares)*5*time.Second && room <= uint64(shares)<<26 {
			return
		}
	}
	t.Errorf("%d octets took %v and %d MB", octets, took.Round(time.Millisecond), room>>20)
}

// Swollen is raw with what stands behind at repeated until it is of size octets: what is
// slow or large only a little then shows.
func Swollen(raw []byte, at, size int) []byte {
	if len(raw) == 0 || len(raw) >= size {
		return raw[:min(len(raw), size)]
	}
	at = ((at % len(raw)) + len(raw)) % len(raw)
	out := append(make([]byte, 0, size+len(raw)), raw[:at]...)
	for len(out) < size {
		out = append(out, raw[at:]...)
	}
	return out[:size]
}

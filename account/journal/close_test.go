package journal

import (
	"testing"
	"testing/synctest"
	"time"
)

// Who closes the log waits for what is to be written, but not for ever for a disk that takes
// nothing.
func TestCloseIsBounded(t *testing.T) {
	for name, c := range map[string]struct {
		writes time.Duration // how long writing what waits lasts; 0: it never ends
		want   time.Duration
	}{"never": {0, 2 * time.Second}, "slow": {1500 * time.Millisecond, 1500 * time.Millisecond}} {
		synctest.Test(t, func(t *testing.T) {
			f := &file{end: make(chan struct{}), done: make(chan struct{})}
			if c.writes > 0 {
				time.AfterFunc(c.writes, func() { close(f.done) })
			}
			begun := time.Now()
			f.close()
			if took := time.Since(begun); took != c.want {
				t.Errorf("%s: closing lasted %v, want %v", name, took, c.want)
			}
			f.close() // a second time costs nothing
			if took := time.Since(begun); took != c.want {
				t.Errorf("%s: closing again lasted %v", name, took-c.want)
			}
		})
	}
}

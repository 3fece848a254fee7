package fetch

import (
	"testing"
	"time"

	"popmail/account/event"
)

// A server that needs its time for each message, however small, is not nearly
// done when most of the octets are here.
func TestTimeLeftCountsMessages(t *testing.T) {
	left := func(fetched int) time.Duration {
		m := newMeter(func(event.Progress) {}, 1, Report{})
		m.planned = true
		for n := range 1000 {
			m.sizes[n+1] = 10
		}
		m.p.TotalBytes, m.p.Bytes, m.shown = 1_010_000, 1_000_000, 1_000_000
		m.started = time.Now().Add(-10 * time.Second)
		m.last = time.Now()
		m.rate = 100_000
		m.fetched = fetched
		return m.now().Left
	}
	if got := left(100); got < 95*time.Second || got > 110*time.Second {
		t.Errorf("%v left with 100 messages in 10 s and 1,000 to come, want about 100 s", got)
	}
	if got := left(1); got > time.Second {
		t.Errorf("%v left after one message, which may have been a large one", got)
	}
}

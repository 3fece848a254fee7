package fetch

import (
	"sync"
	"sync/atomic"
	"time"

	"popmail/account"
	"popmail/account/event"
)

// tick is the time between two reports of progress.
const tick = 250 * time.Millisecond

// settle is how long the rate is watched before a time left is named.
const settle = time.Second

// typical is how many messages have to come before they count as typical of those
// still to come.
const typical = 20

// meter reports how far a session has come. Its goroutine lives from start to
// finish.
type meter struct {
	wire   atomic.Int64 // octets read from the line, with everything around the messages
	report func(event.Progress)
	stop   chan struct{}
	done   sync.WaitGroup

	mu      sync.Mutex
	p       event.Progress
	planned bool          // TotalBytes is what the server listed
	sizes   map[int]int64 // listed, of messages still to come
	rests   map[int]bool  // of them: the beginning is here
	fetched int           // messages that have come
	base    int64         // wire when the last message was complete
	shown   int64         // octets reported last: they never go back
	rate    float64       // octets a second, smoothed
	started time.Time
	last    time.Time
}

func newMeter(report func(event.Progress), id account.ID, before Report) *meter {
	return &meter{
		report: report,
		p: event.Progress{
			Account: id, Messages: before.Received, TotalMessages: before.Received,
			Bytes: before.Bytes, TotalBytes: before.Bytes,
		},
		sizes: make(map[int]int64), rests: make(map[int]bool),
	}
}

// start begins to report, when there is something to fetch.
func (m *meter) start(l *listing) {
	if m.report == nil {
		return
	}
	m.planned = true
	for _, it := range l.items {
		if it.fetch {
			if m.rests[it.number] = it.begun; it.begun {
				m.p.Rests++
			} else {
				m.p.TotalMessages++
			}
			size := it.size
			if it.begin {
				size = min(size, beginningOctets)
			}
			m.p.TotalBytes += size
			m.sizes[it.number] = size
			m.planned = m.planned && it.size > 0
		}
	}
	if len(m.sizes) == 0 {
		return
	}
	m.started = time.Now()
	m.last = m.started
	m.base = m.wire.Load()
	m.shown = m.p.Bytes
	m.stop = make(chan struct{})
	m.report(m.now())
	m.done.Add(1)
	go func() {
		defer m.done.Done()
		t := time.NewTicker(tick)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				m.mu.Lock()
				p := m.now()
				m.mu.Unlock()
				m.report(p)
			case <-m.stop:
				return
			}
		}
	}()
}

// arrived notes a complete message.
func (m *meter) arrived(number int, octets int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sizes, number)
	m.fetched++
	m.p.Bytes += int64(octets)
	m.base = m.wire.Load()
}

// stored notes a message on disk.
func (m *meter) stored() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.p.Messages++
}

// dropped notes a message that is not to be stored: it was here before, all of it or its
// beginning, or it cannot be.
func (m *meter) dropped(number int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.p.TotalBytes -= m.sizes[number] // which do not come
	delete(m.sizes, number)
	if rest, ok := m.rests[number]; ok {
		delete(m.rests, number)
		if rest {
			m.p.Rests--
		} else {
			m.p.TotalMessages--
		}
	}
}

// now returns the state with an estimate for the message under way. m.mu is held
// once the goroutine runs.
func (m *meter) now() event.Progress {
	p := m.p
	var next int64 // octets that were listed of what is still to come
	for _, size := range m.sizes {
		next += size
	}
	p.Bytes += max(0, min(m.wire.Load()-m.base, next))
	p.Bytes = max(p.Bytes, m.shown)
	now := time.Now()
	if dt := now.Sub(m.last).Seconds(); dt > 0 {
		r := float64(p.Bytes-m.shown) / dt
		if m.rate == 0 {
			m.rate = r
		} else {
			m.rate += (r - m.rate) * min(1, dt/3)
		}
		m.last = now
	}
	m.shown = p.Bytes
	if !m.planned {
		p.TotalBytes = 0
		return p
	}
	p.TotalBytes = max(p.TotalBytes, p.Bytes)
	if m.rate > 0 && now.Sub(m.started) >= settle {
		left := time.Duration(float64(p.TotalBytes-p.Bytes) / m.rate * float64(time.Second))
		// Many small messages take their time for each, whatever their octets.
		if m.fetched >= typical {
			each := now.Sub(m.started) / time.Duration(m.fetched)
			left = max(left, each*time.Duration(len(m.sizes)))
		}
		p.Left = left.Round(time.Second)
	}
	return p
}

// finish ends the goroutine and reports what the session has done, to the octet.
func (m *meter) finish(rep Report, whole bool) {
	if m.stop == nil {
		return
	}
	close(m.stop)
	m.done.Wait()
	p := m.p
	p.Messages, p.Bytes = rep.Received, rep.Bytes
	if whole || !m.planned {
		p.TotalBytes = rep.Bytes
	}
	p.TotalBytes = max(p.TotalBytes, p.Bytes)
	p.TotalMessages = max(p.TotalMessages, p.Messages)
	m.report(p)
}

package storage

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/spool"
	"popmail/account/thread"
	"popmail/storage/mailbox"
)

// How a delivery works: Add puts messages into a queue that is bounded by octets;
// workers read and pack them, several at once; one goroutine commits them in the
// order of arrival, many in one transaction.
const (
	queueOctets = 16 << 20 // messages that are taken and not yet committed
	spooledJob  = 8 << 20  // share of one that lies in a file: its texts, and room for few files at a time
	jobOctets   = 4 << 10  // least share of the queue, so that it is bounded by count as well

	// From here on mail arrives faster than it can be stored: then it is not packed.
	hurryOctets = queueOctets / 4
	hurryCount  = 4 // messages that no worker has begun to read

	// How long a message waits for others: first short, so that the first mail is
	// seen at once, then longer, because few large transactions are less work.
	firstBatchTime = 250 * time.Millisecond
	lastBatchTime  = 1500 * time.Millisecond
	batchOctets    = 8 << 20
	batchCount     = 2000
	enoughOctets   = 4 << 20
	enoughCount    = 300
)

var errDeliveryClosed = errors.New("the delivery is closed")

// delivery is a fetch.Delivery.
type delivery struct {
	s       *Store
	account account.ID
	present *presence
	senders map[string]bool // see ownSenders

	ctx    context.Context
	cancel context.CancelFunc
	all    sync.WaitGroup
	room   *semaphore.Weighted
	queue  chan *job // in the order of arrival
	work   chan *job
	urgent chan struct{} // Flush waits

	taken atomic.Int64 // octets in the queue

	// Of the writing goroutine:
	head     *job          // taken from the queue, in no batch yet
	wait     time.Duration // how long the next batch may wait
	flushing bool          // Flush waits

	mu       sync.Mutex
	pending  int           // taken and neither committed nor failed
	empty    chan struct{} // closed when pending becomes 0; nil while nobody waits
	outcomes []fetch.Outcome
	failed   error // of the first transaction that failed
	broken   error // a failure that the following messages would meet as well
	closed   bool
	files    map[*spool.File]bool // of what is taken and neither committed nor failed
}

// presence holds the unique-ids that the server lists. They are made a set only once one is looked
// for, which mostly none is: they may be many.
type presence struct {
	uids []string
	set  map[string]struct{}
}

func (p *presence) add(uid string) {
	if p.uids = append(p.uids, uid); p.set != nil {
		p.set[uid] = struct{}{}
	}
}

func (p *presence) has(uid string) bool {
	if p.set == nil {
		p.set = make(map[string]struct{}, len(p.uids))
		for _, uid := range p.uids {
			p.set[uid] = struct{}{}
		}
	}
	_, ok := p.set[uid]
	return ok
}

// job is one message on its way.
type job struct {
	in     fetch.Incoming
	weight int64
	size   int64
	done   chan struct{} // closed when digest is there, or unread
	digest *digest
	unread error // the disk has not given the octets back
}

// Deliver opens a delivery into the Inbox of an account, see fetch.Store.
func (s *Store) Deliver(ctx context.Context, id account.ID, present []string) (fetch.Delivery, error) {
	var there bool
	if err := s.r.QueryRowContext(ctx, "SELECT count(*) FROM accounts WHERE id = ? AND removed = 0", id).Scan(&there); err != nil {
		return nil, problem(err)
	}
	if !there {
		return nil, fmt.Errorf("account %d: %w", id, mailbox.ErrNotFound)
	}
	senders, err := s.ownSenders(ctx, id)
	if err != nil {
		return nil, err
	}
	d := &delivery{
		s: s, files: make(map[*spool.File]bool), account: id, senders: senders, present: &presence{uids: present},
		room: semaphore.NewWeighted(queueOctets), queue: make(chan *job, queueOctets/jobOctets), work: make(chan *job, queueOctets/jobOctets),
		urgent: make(chan struct{}, 1), wait: firstBatchTime,
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	s.deliveries.Add(1)
	for range max(1, min(4, thread.Processors())) {
		s.behind(&d.all, d.read)
	}
	s.behind(&d.all, d.write)
	return d, nil
}

// Add takes one message. It waits while the queue is full.
func (d *delivery) Add(ctx context.Context, m fetch.Incoming) (err error) {
	defer func() {
		if err != nil {
			_ = m.File.Close() // it is of no more use
		}
	}()
	j := &job{in: m, size: int64(len(m.Raw)), done: make(chan struct{})}
	j.weight = min(max(j.size, jobOctets), queueOctets)
	if m.File != nil {
		j.weight = spooledJob
	}
	if err := d.usable(); err != nil {
		return err
	}
	d.s.front.giveWay(ctx)
	if err := d.room.Acquire(ctx, j.weight); err != nil {
		return err
	}
	d.mu.Lock()
	if err := errors.Join(d.broken, closedError(d.closed)); err != nil {
		d.mu.Unlock()
		d.room.Release(j.weight)
		return err
	}
	d.pending++
	if m.File != nil {
		d.files[m.File] = true
	}
	d.taken.Add(j.size)
	d.s.arriving.Add(j.size)
	d.s.indexing.taken.Add(j.size)
	d.mu.Unlock()
	// There is room in both: each job has its share of queueOctets.
	d.queue <- j
	d.work <- j
	return nil
}

func closedError(closed bool) error {
	if closed {
		return errDeliveryClosed
	}
	return nil
}

func (d *delivery) usable() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return errors.Join(d.broken, closedError(d.closed))
}

// Stored returns the messages committed or failed since it was last called.
func (d *delivery) Stored() []fetch.Outcome {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := d.outcomes
	d.outcomes = nil
	return out
}

// Flush returns once everything taken so far is on disk, or has failed; then with
// the first error.
func (d *delivery) Flush(ctx context.Context) error {
	d.mu.Lock()
	if d.pending > 0 && d.closed {
		d.mu.Unlock()
		return errDeliveryClosed
	}
	if d.pending > 0 {
		if d.empty == nil {
			d.empty = make(chan struct{})
		}
		empty := d.empty
		d.mu.Unlock()
		select {
		case d.urgent <- struct{}{}:
		default:
		}
		select {
		case <-empty:
		case <-ctx.Done():
			return ctx.Err()
		case <-d.ctx.Done():
			return errDeliveryClosed
		}
		d.mu.Lock()
	}
	defer d.mu.Unlock()
	err := d.failed
	d.failed = nil
	return errors.Join(err)
}

// Close ends the delivery and drops what was not committed.
func (d *delivery) Close() error {
	d.mu.Lock()
	again := d.closed
	d.closed = true
	d.mu.Unlock()
	if again {
		return nil
	}
	d.cancel()
	d.all.Wait()
	for f := range d.files {
		_ = f.Close() // nothing of it is wanted
	}
	d.s.arriving.Add(-d.taken.Load())
	d.s.deliveries.Add(-1)
	d.s.delivered.Store(true)
	d.s.wake()
	d.s.wakeIndex()
	return nil
}

// read makes digests until the delivery is closed.
func (d *delivery) read() {
	for {
		select {
		case <-d.ctx.Done():
			return
		case j := <-d.work:
			d.s.front.giveWay(d.ctx)
			hurry := len(d.work) >= hurryCount || d.taken.Load() > hurryOctets
			j.unread = j.in.File.Look(func() {
				j.digest = makeRow(j.in.Raw, j.in.File, [sha256.Size]byte{}, hurry, hurry)
				j.digest.own = ownOf(j.digest, j.in.Raw, j.in.Beginning, d.senders)
			})
			j.in.Raw = nil
			close(j.done)
		}
	}
}

// write commits batches until the delivery is closed.
func (d *delivery) write() {
	for {
		batch, ok := d.collect()
		if !ok {
			return
		}
		outcomes, err := d.commit(batch)
		d.finish(batch, outcomes, err)
		d.s.giveWay(d.ctx)
		d.s.boundWaiting(d.ctx)
	}
}

// collect waits for a batch. A batch is complete when its first message has
// waited long enough, when it is large, when it is worth a transaction and the
// next message is not ready, or when Flush waits and it is all.
func (d *delivery) collect() ([]*job, bool) {
	var batch []*job
	var octets int64
	var late <-chan time.Time
	for len(batch) < batchCount && octets < batchOctets && !(d.flushing && d.isAll(len(batch))) {
		enough := octets >= enoughOctets || len(batch) >= enoughCount
		if d.head == nil {
			if enough && len(d.queue) == 0 {
				return batch, true
			}
			select {
			case <-d.ctx.Done():
				return nil, false
			case <-d.urgent:
				d.flushing = true
				continue
			case <-late:
				return batch, true
			case d.head = <-d.queue:
			}
		}
		if enough {
			select {
			case <-d.head.done:
			default:
				return batch, true
			}
		}
		select {
		case <-d.ctx.Done():
			return nil, false
		case <-d.head.done:
		}
		if len(batch) == 0 {
			timer := time.NewTimer(d.wait)
			defer timer.Stop()
			d.wait = min(d.wait*2, lastBatchTime)
			late = timer.C
		}
		batch, octets = append(batch, d.head), octets+d.head.size
		d.head = nil
	}
	if d.isAll(len(batch)) {
		d.flushing = false
	}
	return batch, true
}

func (d *delivery) isAll(n int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return n == d.pending
}

// finish reports what became of a batch and gives its room back.
func (d *delivery) finish(batch []*job, outcomes []fetch.Outcome, err error) {
	if len(batch) == 0 {
		return
	}
	var weight, octets int64
	for _, j := range batch {
		weight, octets = weight+j.weight, octets+j.size
		if err != nil {
			outcomes = append(outcomes, fetch.Outcome{UID: j.in.UID, Err: err, Size: j.size})
		}
	}
	d.mu.Lock()
	d.outcomes = append(d.outcomes, outcomes...)
	if err != nil && d.failed == nil {
		d.failed = err
	}
	if err != nil {
		d.broken = err
	}
	d.pending -= len(batch)
	for _, j := range batch {
		if f := j.in.File; f != nil {
			delete(d.files, f)
			defer func() { _ = f.Close() }() // what was to be stored is, and what was not is asked for again
		}
	}
	if d.pending == 0 && d.empty != nil {
		close(d.empty)
		d.empty = nil
	}
	d.mu.Unlock()
	d.taken.Add(-octets)
	d.s.arriving.Add(-octets)
	d.room.Release(weight)
}

// Package inorder has work done by several goroutines at once, and what follows on it in the
// order in which it was asked for.
package inorder

import (
	"sync"

	"popmail/account/thread"
)

// Limits of a queue.
const (
	mostJobs  = 64
	mostAhead = 12 << 20 // weight of what is in a queue, or one job that is heavier
	mostTurns = 4        // goroutines that work at once
)

// Queue is a queue of jobs. It belongs to one goroutine, which calls its methods; the zero value
// is empty. Stop has to be called at the end.
type Queue struct {
	jobs   []job
	weight int64
	turns  chan struct{}
	all    sync.WaitGroup
}

type job struct {
	weight int64
	done   chan struct{}
	then   func() error
}

// Put has work done, by another goroutine, and then then by this one: behind that of what was put
// before, in this call or in a later one. weight is what the job takes of memory, in octets. An
// error is that of one of the thens; what was put after it is to be given up by Stop.
func (q *Queue) Put(weight int64, work func(), then func() error) error {
	for len(q.jobs) > 0 && (len(q.jobs) >= mostJobs || q.weight+weight > mostAhead) {
		if err := q.first(); err != nil {
			return err
		}
	}
	if q.turns == nil {
		q.turns = make(chan struct{}, min(mostTurns, thread.Processors()))
	}
	j := job{weight: weight, done: make(chan struct{}), then: then}
	q.all.Go(func() {
		defer close(j.done)
		q.turns <- struct{}{}
		defer func() { <-q.turns }()
		work()
	})
	q.jobs, q.weight = append(q.jobs, j), q.weight+weight
	return nil
}

// first waits for the first job and does what follows on it.
func (q *Queue) first() error {
	j := q.jobs[0]
	q.jobs, q.weight = q.jobs[1:], q.weight-j.weight
	<-j.done
	return j.then()
}

// Flush does what follows on all that is in the queue.
func (q *Queue) Flush() error {
	for len(q.jobs) > 0 {
		if err := q.first(); err != nil {
			return err
		}
	}
	return nil
}

// Stop waits for the work under way; nothing follows on what is left in the queue.
func (q *Queue) Stop() {
	q.all.Wait()
	q.jobs, q.weight = nil, 0
}

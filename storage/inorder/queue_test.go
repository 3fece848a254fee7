package inorder_test

import (
	"errors"
	"slices"
	"sync/atomic"
	"testing"

	"popmail/storage/inorder"
)

// TestOrder: what follows comes in the order of the calls, whoever is ready first, and in the
// goroutine of the caller; what is in the queue at once is bounded.
func TestOrder(t *testing.T) {
	var q inorder.Queue
	defer q.Stop()
	const n = 1000
	var got, want []int
	var begun atomic.Int64
	most := 0
	for i := range n {
		want = append(want, i)
		v := 0
		if err := q.Put(int64(i%7)<<20, func() { begun.Add(1); v = i }, func() error { got = append(got, v); return nil }); err != nil {
			t.Fatal(err)
		}
		most = max(most, i+1-len(got))
	}
	if err := q.Flush(); err != nil || !slices.Equal(got, want) || begun.Load() != n {
		t.Errorf("%v: %d of %d, %d begun", err, len(got), n, begun.Load())
	}
	if most > 64 {
		t.Errorf("%d at once", most)
	}
}

// TestWeight: what is heavy waits until there is room for it.
func TestWeight(t *testing.T) {
	var q inorder.Queue
	defer q.Stop()
	done := 0
	for range 10 {
		if err := q.Put(8<<20, func() {}, func() error { done++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if done != 9 {
		t.Errorf("%d of 10 are done, each of which leaves no room for another one", done)
	}
}

// TestError: nothing follows behind an error, and no work is left when Stop returns.
func TestError(t *testing.T) {
	var q inorder.Queue
	want := errors.New("no")
	followed := 0
	var worked atomic.Int64
	put := func(err error) error {
		return q.Put(1, func() { worked.Add(1) }, func() error { followed++; return err })
	}
	if err := errors.Join(put(nil), put(want), put(nil)); err != nil {
		t.Fatal(err)
	}
	if err := q.Flush(); !errors.Is(err, want) {
		t.Error(err)
	}
	q.Stop()
	if err := q.Flush(); err != nil || followed != 2 || worked.Load() != 3 {
		t.Errorf("%v: %d followed, %d worked", err, followed, worked.Load())
	}
}

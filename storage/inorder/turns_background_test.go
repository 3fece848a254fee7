package inorder_test

import (
	"sync/atomic"
	"testing"
	"time"

	"popmail/account/thread"
	"popmail/storage/inorder"
)

// TestBackgroundTurns: no more work at once than there are processors, also in a program with a window, whose turns beyond
// those are not for work.
func TestBackgroundTurns(t *testing.T) {
	thread.More()
	var q inorder.Queue
	defer q.Stop()
	var now, most atomic.Int64
	for range 30 {
		err := q.Put(1, func() {
			for n := now.Add(1); ; {
				if old := most.Load(); n <= old || most.CompareAndSwap(old, n) {
					break
				}
			}
			time.Sleep(2 * time.Millisecond)
			now.Add(-1)
		}, func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := q.Flush(); err != nil {
		t.Fatal(err)
	}
	if most.Load() > int64(thread.Processors()) {
		t.Errorf("%d at once, of %d processors", most.Load(), thread.Processors())
	}
}

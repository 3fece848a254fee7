package loop

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2/test"
)

// feed is a Feed that a test fills.
type feed struct {
	c      chan int
	lost   chan struct{}
	closed int
}

func newFeed() *feed { return &feed{c: make(chan int, 8), lost: make(chan struct{}, 1)} }

func (f *feed) C() <-chan int             { return f.c }
func (f *feed) Overflow() <-chan struct{} { return f.lost }
func (f *feed) Close()                    { f.closed++ }

// told is what came to the window's thread, which a test's driver does not have.
type told struct {
	mu  sync.Mutex
	all []string
}

func (l *told) add(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, s)
}

// expect waits until all is quiet, and compares what came since.
func (l *told) expect(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(l.all, want) {
		t.Errorf("got %q, want %q", l.all, want)
	}
	l.all = nil
}

// TestFollowInBatches: the first value is handed over at once, what comes soon after
// it together, and a loss is told.
func TestFollowInBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		test.NewTempApp(t)
		b, f := New(t.Context()), newFeed()
		var got told
		Follow(b, f, time.Second, func(batch []int, lost bool) { got.add(fmt.Sprint(batch, lost)) })
		got.expect(t)
		f.c <- 1
		got.expect(t, "[1] false")
		f.c <- 2
		f.c <- 3
		time.Sleep(time.Second - 1)
		got.expect(t)
		f.c <- 4
		time.Sleep(time.Nanosecond)
		got.expect(t, "[2 3 4] false")
		time.Sleep(time.Hour)
		got.expect(t)
		f.lost <- struct{}{}
		got.expect(t, "[] true")
		f.lost <- struct{}{}
		f.c <- 5
		time.Sleep(time.Second)
		got.expect(t, "[5] true")
		f.c <- 6 // the window ends before its turn
		synctest.Wait()
		if f.closed != 0 {
			t.Error("closed before the end")
		}
		if !b.Stop(time.Minute) || f.closed != 1 {
			t.Errorf("closed %d times", f.closed)
		}
		time.Sleep(time.Hour)
		got.expect(t)

		other, ended := New(t.Context()), newFeed()
		Follow(other, ended, time.Second, func([]int, bool) { t.Error("nothing came") })
		close(ended.c)
		synctest.Wait()
		if ended.closed != 1 {
			t.Error("what has ended is followed on")
		}
	})
}

// TestFollowSlowly: the slower the window's thread answers, the longer it takes to the next
// batch, up to a bound, where one follows the other; not after one alone.
func TestFollowSlowly(t *testing.T) {
	for slow, want := range map[time.Duration]time.Duration{0: 400 * time.Millisecond, 40 * time.Millisecond: 400 * time.Millisecond, 60 * time.Millisecond: 800 * time.Millisecond, time.Second: mostPause} {
		synctest.Test(t, func(t *testing.T) {
			answers, changed := make(chan func(), 8), false // changed is of the window's thread
			b := NewOn(t.Context(), func(f func()) { answers <- f })
			b.Go(func(ctx context.Context) {
				for {
					select {
					case <-ctx.Done():
						return
					case f := <-answers:
						changed = false
						if f(); changed {
							time.Sleep(slow) // the frame that shows it; the thread is asked 20 ms after it was begun
						}
					}
				}
			}, nil)
			at := make(chan time.Time, 8)
			f := newFeed()
			Follow(b, f, 400*time.Millisecond, func([]int, bool) { changed = true; at <- time.Now() })
			f.c <- 1
			f.c <- 2
			first := <-at
			f.c <- 3
			second := <-at
			if took := second.Sub(first); took != max(400*time.Millisecond, slow) {
				t.Errorf("after the first one: %v", took)
			}
			f.c <- 4
			took := (<-at).Sub(second)
			if took != want {
				t.Errorf("a thread that takes %v: %v, want %v", slow, took, want)
			}
			if !b.Stop(time.Minute) {
				t.Error("it does not end")
			}
		})
	}
}

// TestFollowInline: without a background, what has come is handed over step by step.
func TestFollowInline(t *testing.T) {
	var run Inline
	f := newFeed()
	var got []string
	Follow(&run, f, time.Hour, func(batch []int, lost bool) { got = append(got, fmt.Sprint(batch, lost)) })
	f.c <- 1
	f.c <- 2
	run.Step()
	run.Step()
	f.lost <- struct{}{}
	run.Step()
	close(f.c)
	run.Step()
	if want := []string{"[1 2] false", "[] true"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestBackground: work gets the context of the window, its end is told on the
// window's thread, and nothing is told once the window is gone.
func TestBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		test.NewTempApp(t)
		var got told
		tell := func(s string) func() { return func() { got.add(s) } }
		ctx, end := context.WithCancel(t.Context())
		b := New(ctx)
		b.Go(func(context.Context) {}, tell("done"))
		got.expect(t, "done")
		b.Do(tell("do"))
		got.expect(t, "do")
		b.After(time.Second, tell("second"))
		cancel := b.After(time.Second, tell("cancelled"))
		b.After(time.Minute, tell("after the end"))
		time.Sleep(time.Second - 1)
		got.expect(t)
		cancel()
		time.Sleep(time.Nanosecond)
		got.expect(t, "second")
		b.Go(func(ctx context.Context) { <-ctx.Done() }, tell("result of a window that is gone"))
		end()
		got.expect(t)
		b.Do(tell("do"))
		b.Go(func(context.Context) { t.Error("work begins after the end") }, tell("done"))
		time.Sleep(time.Hour)
		got.expect(t)
		if !b.Stop(time.Second) {
			t.Error("work goes on")
		}
	})
}

func TestInlineFires(t *testing.T) {
	var run Inline
	var got []string
	tell := func(s string) func() { return func() { got = append(got, s) } }
	run.Go(func(context.Context) { got = append(got, "work") }, tell("done"))
	run.Go(func(context.Context) {}, nil)
	run.Do(tell("do"))
	run.After(time.Second, tell("second"))
	run.After(time.Second, tell("cancelled"))()
	run.After(time.Minute, func() { run.After(0, tell("again")); tell("minute")() })
	for _, d := range []time.Duration{time.Second - 1, time.Second, time.Second, time.Hour, 0, time.Hour} {
		run.Fire(d)
	}
	if want := []string{"work", "done", "do", "second", "minute", "again"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLatestEndsWithTheWindow: the newest request is cancelled by the next one and by
// the end of the window.
func TestLatestEndsWithTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		test.NewTempApp(t)
		b := New(t.Context())
		l := &Latest{Run: b}
		var ended []string
		for _, name := range []string{"first", "second"} {
			l.Start(func(ctx context.Context) { <-ctx.Done(); ended = append(ended, name) }, func() { t.Error("a result that is of no use is told") })
			synctest.Wait()
		}
		if !slices.Equal(ended, []string{"first"}) {
			t.Errorf("%q ended", ended)
		}
		if !b.Stop(time.Minute) || !slices.Equal(ended, []string{"first", "second"}) {
			t.Errorf("%q ended", ended)
		}
	})
}

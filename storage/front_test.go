package storage

import (
	"testing"
	"testing/synctest"
	"time"
)

// waited is how long giveWay keeps who reads what arrives.
func waited(t *testing.T, f *front) time.Duration {
	begin := time.Now()
	f.giveWay(t.Context())
	return time.Since(begin)
}

// TestFront: who opens a message is waited for until it is drawn, but nobody stops the mail, by
// holding a key down either.
func TestFront(t *testing.T) {
	near := func(got, want time.Duration) bool { return got >= want && got <= want+2*restLook }
	synctest.Test(t, func(t *testing.T) {
		var f front
		if d := waited(t, &f); d != 0 {
			t.Errorf("nobody was there, %v", d)
		}
		leave := f.enter()
		go func() {
			time.Sleep(50 * time.Millisecond)
			leave()
		}()
		if d := waited(t, &f); !near(d, 50*time.Millisecond+restAfter) {
			t.Errorf("a message: %v", d)
		}
		if d := waited(t, &f); d != 0 {
			t.Errorf("it was drawn: %v", d)
		}
		time.Sleep(time.Second)
		leave = f.enter() // of a message that does not end
		if d := waited(t, &f); !near(d, restMost) {
			t.Errorf("a long one: %v", d)
		}
		if d := waited(t, &f); d != 0 {
			t.Errorf("right after it: %v", d)
		}
		time.Sleep(restMost + 2*restLook)
		if d := waited(t, &f); !near(d, restMost) {
			t.Errorf("after as long a time: %v", d)
		}
		leave()
		// Many in a row leave half of the time.
		time.Sleep(time.Second)
		begin, rested := time.Now(), time.Duration(0)
		for time.Since(begin) < 10*time.Second {
			f.enter()()
			rested += waited(t, &f)
			time.Sleep(time.Millisecond)
		}
		if share := rested.Seconds() / 10; share < 0.3 || share > 0.55 {
			t.Errorf("it rests for %.2f of the time", share)
		}
	})
}

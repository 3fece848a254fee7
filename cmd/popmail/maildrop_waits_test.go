package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// Between two sessions of a look it is waited as long as the server wishes, and not at all once the
// person has turned away.
func TestPauseOfALook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, d := range []time.Duration{lookPause, lookDelay} {
			began := time.Now()
			if !pause(t.Context(), d) || time.Since(began) != d {
				t.Errorf("%v took %v", d, time.Since(began))
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		if pause(ctx, lookDelay) || time.Since(began) != 10*time.Second {
			t.Errorf("turned away, it took %v", time.Since(began))
		}
	})
}

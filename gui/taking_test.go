package gui

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// meddling is a context in whose life a file is written.
type meddling struct {
	context.Context
	write func()
}

func (m meddling) Err() error { m.write(); return m.Context.Err() }

// A file that another program writes is read again after a moment, a few times.
func TestChangingFileIsReadAgain(t *testing.T) {
	for _, c := range []struct {
		changes int
		why     reason
		want    time.Duration
	}{{0, 0, 0}, {1, 0, 400 * time.Millisecond}, {2, 0, 800 * time.Millisecond}, {1000, changing, 1200 * time.Millisecond}} {
		synctest.Test(t, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file.txt")
			text := []byte("begun")
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			begun, last := time.Now(), time.Now().Add(-time.Hour)
			left := c.changes
			ctx := meddling{t.Context(), func() {
				if left == 0 || time.Now().Equal(last) { // once each time that it is read
					return
				}
				left, last = left-1, time.Now()
				text = append(text, " and on"...)
				if err := os.WriteFile(path, text, 0o600); err != nil {
					t.Error(err)
				}
			}}
			data, why := readFile(ctx, path, 1000)
			if took := time.Since(begun); took != c.want || why != c.why || why == 0 && string(data) != string(text) {
				t.Errorf("%d changes: %q, reason %d after %v, want reason %d after %v", c.changes, data, why, took, c.why, c.want)
			}
		})
	}
}

package main

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account/event"
	"popmail/gui/kit/loop"
)

// sampleEvery is the time between two looks at how soon the window's thread answers.
const sampleEvery = 5 * time.Millisecond

// pulse measures, while a window receives mail, how long its thread keeps work
// waiting. It prints one JSON line and ends the window once the first session
// has ended.
type pulse struct {
	waits []time.Duration // used by one goroutine until done is closed
	stop  context.CancelFunc
	done  chan struct{}
}

// pulseRow is what pulse prints.
type pulseRow struct {
	Received  int     `json:"received"`
	Beats     int     `json:"beats"`
	MedianMS  float64 `json:"median_ms"`
	P99MS     float64 `json:"p99_ms"`
	LongestMS float64 `json:"longest_ms"`
	Error     string  `json:"error"`
}

func (p *pulse) begin(s *session) {
	ctx, stop := context.WithCancel(context.Background())
	p.stop, p.done = stop, make(chan struct{})
	s.run.Go(func(window context.Context) {
		defer close(p.done)
		for ctx.Err() == nil && window.Err() == nil {
			asked, answered := time.Now(), make(chan struct{})
			fyne.Do(func() { close(answered) })
			select {
			case <-answered:
				p.waits = append(p.waits, time.Since(asked))
			case <-window.Done():
				return
			}
			time.Sleep(sampleEvery)
		}
	}, nil)
	loop.Follow(s.run, s.activity.Subscribe(1024), 20*time.Millisecond, func(batch []event.Activity, _ bool) {
		for _, a := range batch {
			switch a := a.(type) {
			case event.Finished:
				p.end(s, pulseRow{Received: a.Received})
			case event.Failed:
				p.end(s, pulseRow{Error: a.Err.Error()})
			}
		}
	})
}

func (p *pulse) end(s *session, row pulseRow) {
	p.stop()
	s.run.Go(func(context.Context) { <-p.done }, func() {
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		slices.Sort(p.waits)
		if n := len(p.waits); n > 0 {
			row.Beats, row.MedianMS, row.P99MS, row.LongestMS = n, ms(p.waits[n/2]), ms(p.waits[n*99/100]), ms(p.waits[n-1])
		}
		_ = json.NewEncoder(os.Stdout).Encode(row)
		s.fyne.Quit()
	})
}

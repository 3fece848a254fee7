package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"time"
)

// run is the cost of one process, from fork to exit.
type run struct {
	wall time.Duration
	cpu  time.Duration // of the process and its children
}

// timed runs a command to its end. What it printed is in the error when it fails.
func timed(c *exec.Cmd) (run, error) {
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	begin := time.Now()
	err := c.Run()
	r := run{wall: time.Since(begin)}
	if c.ProcessState != nil {
		r.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	if err != nil {
		return r, fmt.Errorf("%s: %w\n%s", c.Path, err, out.Bytes())
	}
	return r, nil
}

func median[T ~int64 | ~float64](v []T) T {
	if len(v) == 0 {
		return 0
	}
	s := slices.Clone(v)
	slices.Sort(s)
	return s[len(s)/2]
}

// ratios is a/b, round by round: a machine that is slower in one round is so for
// both.
func ratios(a, b []time.Duration) []float64 {
	r := make([]float64, 0, len(a))
	for i := range a {
		if i < len(b) && b[i] > 0 {
			r = append(r, float64(a[i])/float64(b[i]))
		}
	}
	return r
}

// spread is "median (least to most)".
func spread(v []float64) string {
	if len(v) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f (%.2f to %.2f)", median(v), slices.Min(v), slices.Max(v))
}

func seconds(v []time.Duration) string {
	f := make([]float64, len(v))
	for i := range v {
		f[i] = v[i].Seconds()
	}
	return spread(f)
}

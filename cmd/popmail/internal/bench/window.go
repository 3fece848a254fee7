package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// window measures a real window while a whole mailbox arrives: how long that
// takes beside the command without a window, and how soon the window answers.
func window(ctx context.Context, out io.Writer, o options) error {
	display, end, err := screen(ctx)
	if err != nil {
		return err
	}
	defer end()
	dir, err := os.MkdirTemp("", "popmail-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server, _, err := serve(dir, o.messages)
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	type row struct {
		Received  int     `json:"received"`
		MedianMS  float64 `json:"median_ms"`
		P99MS     float64 `json:"p99_ms"`
		LongestMS float64 `json:"longest_ms"`
		Error     string  `json:"error"`
	}
	var windows, commands []time.Duration
	var medians, p99s, longest []float64
	for round := range o.rounds + 1 {
		for _, args := range [][]string{{"receive"}, {"--until-done"}} {
			data, err := os.MkdirTemp(dir, "data-")
			if err != nil {
				return err
			}
			if err := addAccount(ctx, o, data, server, "tls"); err != nil {
				return err
			}
			c := exec.CommandContext(ctx, o.popmail, append(args, "--data", data)...)
			c.Env = append(os.Environ(), "DISPLAY="+display, "LANG=en_US.UTF-8")
			begin := time.Now()
			text, err := c.Output()
			took := time.Since(begin)
			if err != nil {
				return fmt.Errorf("popmail %s: %w", args[0], err)
			}
			if args[0] == "receive" {
				if round > 0 {
					commands = append(commands, took)
				}
				continue
			}
			var r row
			if err := json.Unmarshal(text, &r); err != nil || r.Received != o.messages {
				return fmt.Errorf("popmail --until-done: %d of %d messages, %s, %w", r.Received, o.messages, r.Error, err)
			}
			if round > 0 {
				windows = append(windows, took)
				medians, p99s, longest = append(medians, r.MedianMS), append(p99s, r.P99MS), append(longest, r.LongestMS)
			}
		}
	}
	fmt.Fprintf(out, "## A window while %d messages arrive\n\nOver TLS, on a virtual display without a graphics card (every frame is drawn by the processor). The window's thread is asked every 5 ms; the answer waits for what it is doing, drawing included.\n\n| what | figure |\n| --- | --- |\n", o.messages)
	fmt.Fprintf(out, "| window, from start to the last message, × popmail receive | %s |\n", spread(ratios(windows, commands)))
	fmt.Fprintf(out, "| the window answers after, median, ms | %s |\n| 99 in 100 times within, ms | %s |\n| longest wait, ms | %s |\n\n", spread(medians), spread(p99s), spread(longest))
	return nil
}

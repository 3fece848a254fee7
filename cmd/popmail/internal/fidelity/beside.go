package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// besideRounds is how often each page is drawn by both.
const besideRounds = 15

// beside tells what the median and the heaviest page cost Chromium, of what they cost here:
// processor time of reading, layout and drawing the first screen, in programs that run
// already. Of Chromium it is that of all its processes, less what an empty page takes.
func beside(ctx context.Context, w io.Writer, k *keeper, results []result) error {
	if len(results) == 0 {
		return errors.New("no pages")
	}
	for i := range results { // what was drawn for the first time paid for its letters
		_, again, err := ours(ctx, results[i].page.html, results[i].width)
		if err != nil {
			return err
		}
		results[i].cpu = min(results[i].cpu, again)
	}
	slices.SortFunc(results, func(a, b result) int { return int(1e3 * (a.cpu - b.cpu)) })
	fmt.Fprint(w, "\n| page | Chromium's processor time × PopMail's |\n| --- | --- |\n")
	for i, r := range []result{results[len(results)/2], results[len(results)-1]} {
		name := []string{"median", "heaviest"}[i]
		var ratios []float64
		for round := range besideRounds + 2 {
			theirs, err := k.cost(ctx, r.page.html, r.width)
			if err != nil {
				return err
			}
			empty, err := k.cost(ctx, "<!doctype html>", r.width)
			if err != nil {
				return err
			}
			_, mine, err := ours(ctx, r.page.html, r.width)
			if err != nil {
				return err
			}
			if round < 2 { // neither is warm yet
				continue
			}
			ratios = append(ratios, (theirs-empty)/max(mine, 0.01))
		}
		slices.Sort(ratios)
		fmt.Fprintf(w, "| %s, %s at %d | %.1f (%.1f to %.1f) |\n", name, filepath.Base(r.page.name), r.width, ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1])
	}
	return nil
}

// cost is the processor time that the browser takes to show a page, its first screen as a
// picture, in milliseconds.
func (k *keeper) cost(ctx context.Context, html string, width int) (ms float64, err error) {
	if k.b == nil {
		if k.b, err = startBrowser(ctx, k.scratch); err != nil {
			return 0, err
		}
	}
	before, err := treeTime(k.b.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	if err := k.b.show(html, width); err != nil {
		return 0, err
	}
	if err := k.b.call("Page.captureScreenshot", map[string]any{"format": "jpeg", "quality": 1}, nil); err != nil {
		return 0, err
	}
	after, err := treeTime(k.b.cmd.Process.Pid)
	return after - before, err
}

// treeTime is the processor time of a process and all below it, in milliseconds, by what
// Linux tells of its threads.
func treeTime(pid int) (ms float64, err error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil || len(tasks) == 0 {
		return 0, errors.Join(errors.New("processor time of other programs is told on Linux only"), err)
	}
	for _, task := range tasks {
		stat, err := os.ReadFile(filepath.Join(task, "schedstat"))
		if err != nil {
			continue // it has ended
		}
		if f := bytes.Fields(stat); len(f) > 0 {
			ns, _ := strconv.ParseFloat(string(f[0]), 64)
			ms += ns / 1e6
		}
		kids, _ := os.ReadFile(filepath.Join(task, "children"))
		for _, kid := range bytes.Fields(kids) {
			if n, err := strconv.Atoi(string(kid)); err == nil {
				below, _ := treeTime(n)
				ms += below
			}
		}
	}
	return ms, nil
}

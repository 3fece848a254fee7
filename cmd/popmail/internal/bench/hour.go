package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

const (
	hourMail  = 2700                   // different messages that are opened, down the list and up again
	hourEvery = 650 * time.Millisecond // between two of them
	hourWarm  = 10                     // minutes until the window has what it keeps: fonts, words, the widgets of a minute
)

// hour opens messages in the real window for o.minutes minutes, one and a half a second,
// and tells each minute what memory the window has and what of it Go has in use.
func hour(ctx context.Context, out io.Writer, o options) error {
	what, mail := someMail()
	dir, err := filledWith(ctx, len(mail), func(i int) []byte { return mail[i] })
	defer os.RemoveAll(dir)
	if err != nil {
		return err
	}
	frames, err := os.MkdirTemp("", "popmail-frames-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(frames)
	display, end, err := screen(ctx, "-fbdir", frames)
	if err != nil {
		return err
	}
	defer end()
	ctx, cancel := context.WithCancel(ctx)
	c := exec.CommandContext(ctx, o.popmail, "--data", dir)
	c.Env = append(os.Environ(), "DISPLAY="+display, "LANG=en_US.UTF-8", "GODEBUG=gctrace=1")
	trace, err := c.StderrPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		cancel()
		return err
	}
	defer func() { _ = c.Wait() }()
	defer cancel()
	var heap atomic.Int64
	go heaps(trace, &heap)
	p, err := newPresser(display, filepath.Join(frames, "Xvfb_screen0"))
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.ready(); err != nil {
		return err
	}
	fmt.Fprintf(out, "## An hour of opening messages\n\nA real window of 1280 × 800 on a virtual display without a graphics card, with %s. About %d a minute are opened by key, down the list and up again; where the list was walked through once, each is opened for the second time.\n\n| minute | messages opened | pane changed | memory of the window, MB | of it Go's, in use after a collection, MB |\n| --- | --- | --- | --- | --- |\n", what, time.Minute/hourEvery)
	var sizes []float64
	opened, changed, begin := 0, 0, time.Now()
	tick := time.NewTicker(hourEvery)
	defer tick.Stop()
	for minute := 1; minute <= o.minutes; {
		key := p.down
		if opened/len(mail)%2 == 1 {
			key = p.up
		}
		if err := p.tap(key); err != nil {
			return err
		}
		opened++
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		other, err := p.look()
		if err != nil {
			return err
		}
		if other {
			changed++
		}
		if time.Since(begin) < time.Duration(minute)*time.Minute {
			continue
		}
		size, err := resident(c.Process.Pid)
		if err != nil {
			return err
		}
		sizes = append(sizes, size)
		fmt.Fprintf(out, "| %d | %d | %d | %.0f | %d |\n", minute, opened, changed, size/1e6, heap.Load())
		minute++
	}
	if warm := min(hourWarm, len(sizes)/2); warm > 0 {
		before, after := slices.Sorted(slices.Values(sizes[warm:2*warm])), slices.Sorted(slices.Values(sizes[len(sizes)-warm:]))
		fmt.Fprintf(out, "\nMedian of the last %d minutes beside that of minutes %d to %d: %.2f.\n", warm, warm+1, 2*warm, after[warm/2]/before[warm/2])
	}
	fmt.Fprintln(out)
	return nil
}

// heaps keeps what Go has in use, in MB, as its collector tells it (GODEBUG=gctrace=1).
func heaps(trace io.Reader, heap *atomic.Int64) {
	for lines := bufio.NewScanner(trace); lines.Scan(); {
		for _, part := range strings.Split(lines.Text(), ", ") {
			var before, marked, after int64
			if n, _ := fmt.Sscanf(part, "%d->%d->%d MB", &before, &marked, &after); n == 3 {
				heap.Store(after)
			}
		}
	}
}

// someMail is mail of all kinds that the corpora have, mixed, all pages of HTML among it;
// made-up messages where there are none.
func someMail() (what string, mail [][]byte) {
	var pages, letters [][]byte
	for i, p := range under("../shared/corpora/html", ".html") {
		if page, err := os.ReadFile(p); err == nil {
			pages = append(pages, fmt.Appendf(nil, "From: News <news@example.org>\r\nSubject: Number %d\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%s",
				i, time.Date(2002, 1, 1+i*5, 0, 0, 0, 0, time.UTC).Format(time.RFC1123Z), b64(page)))
		}
	}
	for _, folder := range []string{"list", "torture"} {
		for _, p := range under("../shared/corpora/"+folder, "") {
			if raw, err := os.ReadFile(p); err == nil {
				letters = append(letters, bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n")))
			}
		}
	}
	if len(letters) == 0 {
		made := newDrop(false)
		for i := range hourMail {
			mail = append(mail, made.message(i))
		}
		return fmt.Sprintf("%d made-up messages", len(mail)), mail
	}
	mail = pages
	for i := range hourMail - len(pages) {
		mail = append(mail, letters[i*len(letters)/(hourMail-len(pages))])
	}
	return fmt.Sprintf("%d newsletters, letters and hostile messages of the corpora", len(mail)), mail
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// hourMail is how many different messages are opened, down the list and up again.
const hourMail = 2700

// mostGrown is how much more memory the window may have in the last third of the time than
// in the second, to count as not growing.
const mostGrown = 1.03

// A minute is what was found at the end of one.
type minute struct {
	opened int     // messages since the start
	size   float64 // memory of the window, MB
}

// hour opens messages in the real window for o.minutes minutes, one each o.every, while mail arrives, is
// put in order by rules and the junk filter, and some is put off (see hourHome). It tells each minute what memory the
// window has and what of it Go has in use, and at the end whether it grows.
func hour(ctx context.Context, out io.Writer, o options) (err error) {
	what, mail, later, junk := someMail()
	home, err := newHourHome(ctx, o, mail, later, junk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, home.close()) }()
	trace, said := io.Pipe()
	defer said.Close()
	var heap atomic.Int64
	go heaps(trace, &heap)
	w, err := openOn(ctx, o, home.data, said, "GODEBUG=gctrace=1")
	if err != nil {
		return err
	}
	defer w.close()
	fmt.Fprintf(out, "## An hour of opening messages\n\nA real window of 1280 × 800 on a virtual display without a graphics card, with %s, whose list has a row for each of %d conversations. About %d rows a minute are opened by key, down the list and up again; where the list was walked through once, each is opened for the second time. "+
		"%d letters a minute arrive from a real server and go through %d rules and the junk filter; now and then a letter is put off or taken for junk, for good or until that is taken back.\n\n| minute | messages opened | pane changed | memory of the window, MB | of it Go's, in use after a collection, MB |\n| --- | --- | --- | --- | --- |\n",
		what, home.rows, time.Minute/o.every, hourArrive, hourRules)
	var minutes []minute
	opened, changed, begin := 0, 0, time.Now()
	tick := time.NewTicker(o.every)
	defer tick.Stop()
	for len(minutes) < o.minutes {
		key := w.down
		if opened/home.rows%2 == 1 {
			key = w.up
		}
		if err := w.tap(key); err != nil {
			return err
		}
		opened++
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		other, err := w.look()
		if err != nil {
			return err
		}
		if other {
			changed++
		}
		if err := home.work(w, opened, o.every); err != nil {
			return err
		}
		if time.Since(begin) < time.Duration(len(minutes)+1)*time.Minute {
			continue
		}
		size, err := w.resident()
		if err != nil {
			return err
		}
		minutes = append(minutes, minute{opened, size / 1e6})
		fmt.Fprintf(out, "| %d | %d | %d | %.0f | %d |\n", len(minutes), opened, changed, size/1e6, heap.Load())
		if err := home.arrive(w); err != nil {
			return err
		}
	}
	fmt.Fprintln(out, verdict(minutes))
	w.close()
	says, err := home.done(ctx)
	fmt.Fprintln(out, says)
	return err
}

// verdict says whether the memory grows: by the medians of the last two thirds of the time,
// and by the median of the slopes between each two of their minutes (Theil and Sen), which
// a few odd minutes do not change.
func verdict(minutes []minute) string {
	n := len(minutes) / 3
	if n == 0 {
		return "\nToo short to say whether it grows."
	}
	second, last := minutes[len(minutes)-2*n:len(minutes)-n], minutes[len(minutes)-n:]
	size := func(part []minute) float64 {
		var sizes []float64
		for _, m := range part {
			sizes = append(sizes, m.size)
		}
		slices.Sort(sizes)
		return sizes[len(sizes)/2]
	}
	var slopes []float64
	both := minutes[len(minutes)-2*n:]
	for i, a := range both {
		for _, b := range both[i+1:] {
			slopes = append(slopes, (b.size-a.size)/float64(b.opened-a.opened)*1000)
		}
	}
	slices.Sort(slopes)
	ratio, says := size(last)/size(second), "does not grow"
	if ratio > mostGrown {
		says = "grows"
	}
	return fmt.Sprintf("\nThe memory %s: in the last third of the time it is %.3f × that of the second (%.0f MB, %.0f MB; up to %.2f is taken for none), %+.1f MB per thousand messages opened.\n",
		says, ratio, size(last), size(second), mostGrown, slopes[len(slopes)/2])
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
	_, _ = io.Copy(io.Discard, trace) // after a line that is too long
}

// someMail is mail of all kinds that the corpora have, mixed, all pages of HTML among it, which of it is junk,
// and other mail that may come later; made-up messages where there are no corpora.
func someMail() (what string, mail, later [][]byte, junk []int) {
	var pages, letters [][]byte
	var spam []bool // of letters
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
				spam = append(spam, strings.Contains(p, "/spam/"))
			}
		}
	}
	if len(letters) == 0 {
		made := newDrop(false)
		for i := range hourMail {
			mail = append(mail, made.message(i))
			if i%20 == 0 {
				junk = append(junk, i)
			}
		}
		for i := range 1000 {
			later = append(later, made.message(hourMail+i))
		}
		return fmt.Sprintf("%d made-up messages", len(mail)), mail, later, junk
	}
	mail = pages
	n, taken := min(hourMail-len(pages), len(letters)), map[int]bool{}
	for i := range n {
		from := i * len(letters) / n
		taken[from] = true
		if spam[from] {
			junk = append(junk, len(mail))
		}
		mail = append(mail, letters[from])
	}
	for i := range letters {
		if !taken[i] {
			later = append(later, letters[i])
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(later), func(i, k int) { later[i], later[k] = later[k], later[i] }) // junk among them all
	return fmt.Sprintf("%d newsletters, letters and hostile messages of the corpora", len(mail)), mail, later, junk
}

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// filled returns a data folder with an account and n messages in its Inbox,
// brought there the way a session does.
func filled(ctx context.Context, n int) (dir string, err error) {
	return filledWith(ctx, n, newDrop(true).message)
}

// filledWith is filled with mail of another kind: message is the i-th of n.
func filledWith(ctx context.Context, n int, message func(i int) []byte) (dir string, err error) {
	dir, err = os.MkdirTemp("", "popmail-store-")
	if err != nil {
		return "", err
	}
	return dir, fill(ctx, dir, n, message)
}

// fill makes a store in dir as filledWith does.
func fill(ctx context.Context, dir string, n int, message func(i int) []byte) (err error) {
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	defer func() {
		if e := s.Close(); err == nil {
			err = e
		}
	}()
	a := account.Account{Email: "bench@example.org", Keep: account.KeepAsk, Interval: -1, Incoming: account.Server{Host: "127.0.0.1", Port: 9, Security: account.None}}
	if err := a.Validate(); err != nil {
		return err
	}
	id, err := s.AddAccount(ctx, a, nil)
	if err != nil {
		return err
	}
	delivery, err := s.Deliver(ctx, id, nil)
	if err != nil {
		return err
	}
	for i := range n {
		if err := delivery.Add(ctx, fetch.Incoming{UID: fmt.Sprintf("uid-%d", i), Raw: message(i), At: time.Now()}); err != nil {
			return err
		}
	}
	if err := delivery.Flush(ctx); err != nil {
		return err
	}
	if err := delivery.Close(); err != nil {
		return err
	}
	return s.CatchUp(ctx)
}

// search measures how long the store needs for what people type.
func search(ctx context.Context, out io.Writer, o options) error {
	dir, err := o.keep, error(nil)
	if dir == "" {
		dir, err = filled(ctx, o.stored)
		defer os.RemoveAll(dir)
	} else if _, e := os.Stat(dir); os.IsNotExist(e) {
		err = fill(ctx, dir, o.stored, newDrop(true).message)
	}
	if err != nil {
		return err
	}
	if err := searchIn(ctx, out, o, dir, "as they came"); err != nil {
		return err
	}
	took, err := rest(ctx, dir)
	if err != nil {
		return err
	}
	if err := searchIn(ctx, out, o, dir, fmt.Sprintf("after the window had nothing else to do for %.0f s", took.Seconds())); err != nil {
		return err
	}
	base := dir + "-beside"
	if o.keep == "" {
		defer os.RemoveAll(base)
	}
	return besideIndexers(ctx, out, o, dir, base)
}

func searchIn(ctx context.Context, out io.Writer, o options, dir, state string) error {
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	d := newDrop(true)
	w := d.latin.words
	queries := []struct{ what, text string }{
		{"rare word", rareWord + " "},
		{"common word", w[5] + " "},
		{"most common word", w[0] + " "},
		{"two words", w[60] + " " + w[90] + " "},
		{"phrase", `"` + phraseText + `"`},
		{"beginning, 1 letter", string([]rune(w[7])[:1])},
		{"beginning, 2 letters", string([]rune(w[7])[:min(2, len([]rune(w[7])))])},
		{"beginning, 3 letters", "ste"},
		{"sender and word", "from:" + ascii(w[310]) + " " + w[5] + " "},
		{"has:attachment and word", "has:attachment " + w[5] + " "},
		{"is:unread", "is:unread"},
		{"year and word", "after:2021 before:2022 " + w[20] + " "},
		{"Cyrillic word", d.cyr.words[10] + " "},
		{"Japanese word", d.kanji.words[3]},
		{"nothing found", "qqxxqqzz "},
	}
	fmt.Fprintf(out, "## Searching %d messages, %s\n\nIn one process, the first run of each not counted. All is what the window asks for behind the first page: all hits, newest first, and their number; best is the same with those first that fit best.\n\n| query | hits | the 50 newest, with their rows and the words around: median ms | 99 in 100 | all: median ms | 99 in 100 | best: median ms |\n| --- | --- | --- | --- | --- | --- | --- |\n", o.stored, state)
	var all, pages []float64
	for _, q := range queries {
		var page, took, best []float64
		hits := 0
		for i := range 4*o.rounds + 1 {
			begin := time.Now()
			if err := firstRows(ctx, s, query.Parse(q.text, time.Now())); err != nil {
				return fmt.Errorf("%s: %w", q.text, err)
			}
			middle := time.Now()
			r, err := s.Search(ctx, query.Parse(q.text, time.Now()), 0)
			if err != nil {
				return fmt.Errorf("%s: %w", q.text, err)
			}
			end := time.Now()
			if _, err := s.SearchBest(ctx, query.Parse(q.text, time.Now()), 0); err != nil {
				return fmt.Errorf("%s: %w", q.text, err)
			}
			if i > 0 {
				page = append(page, middle.Sub(begin).Seconds()*1000)
				took, best = append(took, end.Sub(middle).Seconds()*1000), append(best, time.Since(end).Seconds()*1000)
			}
			hits = r.Total
		}
		all, pages = append(all, took...), append(pages, page...)
		fmt.Fprintf(out, "| %s `%s` | %d | %.1f | %.1f | %.1f | %.1f | %.1f |\n", q.what, q.text, hits, median(page), most(page), median(took), most(took), median(best))
	}
	fmt.Fprintf(out, "\nAll queries: the first page %.1f ms at the median, %.1f for 99 in 100; all hits %.1f and %.1f.\n\n", median(pages), most(pages), median(all), most(all))
	return nil
}

// firstRows does what the window does until the first rows of a search are on the screen, and
// twice as many: it lists some twenty.
func firstRows(ctx context.Context, s *storage.Store, q *query.Query) error {
	r, err := s.SearchFirst(ctx, q, 50)
	if err != nil {
		return err
	}
	ids := make([]mailbox.ID, len(r.Entries))
	for i, e := range r.Entries {
		ids[i] = e.ID
	}
	if _, err := s.Summaries(ctx, ids); err != nil {
		return err
	}
	_, err = s.Snippets(ctx, ids, r.Terms)
	return err
}

// most is what 99 in 100 do not exceed.
func most(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[(len(s)-1)*99/100]
}

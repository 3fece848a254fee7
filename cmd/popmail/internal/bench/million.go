package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// million measures stores of ever more short messages, ten times as many each time, up to very
// many: what a window does with them, and commands.
func million(ctx context.Context, out io.Writer, o options) error {
	dir := o.keep
	if dir == "" {
		temp, err := os.MkdirTemp("", "popmail-million-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	var sizes []int
	for n := o.million; n >= 1000; n /= 10 {
		sizes = append([]int{n}, sizes...)
	}
	all := &grown{took: map[string][][]float64{}, sizes: len(sizes)}
	for i, n := range sizes {
		if err := all.measure(ctx, o, filepath.Join(dir, fmt.Sprint(n)), i, n); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "## Stores of short messages\n\nMedian ms (and 99 in 100) of %d rounds, each of which opens the store anew in one process; where it says process, a whole process.\n\n| what |", o.rounds)
	for _, n := range sizes {
		fmt.Fprintf(out, " %d messages |", n)
	}
	fmt.Fprint(out, "\n| --- |", strings.Repeat(" --- |", len(sizes)), "\n")
	for _, name := range all.names {
		fmt.Fprintf(out, "| %s |", name)
		for _, took := range all.took[name] {
			switch len(took) {
			case 0:
				fmt.Fprint(out, " |")
			case 1:
				fmt.Fprintf(out, " %.0f |", took[0])
			default:
				fmt.Fprintf(out, " %.1f (%.1f) |", median(took), most(took))
			}
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out)
	return nil
}

// grown is what was measured in stores of several sizes.
type grown struct {
	sizes int
	names []string
	took  map[string][][]float64 // by name and size
}

// put notes a figure of the i-th size.
func (g *grown) put(i int, name string, figure float64) {
	if g.took[name] == nil {
		g.names = append(g.names, name)
		g.took[name] = make([][]float64, g.sizes)
	}
	g.took[name][i] = append(g.took[name][i], figure)
}

// measure makes a store of n messages in dir, unless there is one, and measures it as the i-th.
func (g *grown) measure(ctx context.Context, o options, dir string, i, n int) error {
	d := newDrop(true)
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		begin := time.Now()
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := fill(ctx, dir, n, d.note); err != nil {
			return err
		}
		g.put(i, "stored and indexed, s", time.Since(begin).Seconds())
	}
	took, err := rest(ctx, dir)
	if err != nil {
		return err
	}
	g.put(i, "at rest after, s", took.Seconds())
	size, err := folderSize(dir)
	if err != nil {
		return err
	}
	g.put(i, "folder, MB", float64(size.size)/1e6)
	step := func(name string, fn func() error) error {
		begin := time.Now()
		err := fn()
		g.put(i, name, time.Since(begin).Seconds()*1000)
		return err
	}
	w := d.latin.words
	for range o.rounds {
		if err := millionOnce(ctx, dir, w, step); err != nil {
			return err
		}
	}
	for _, args := range [][]string{{"list", "--limit", "60"}, {"search", "--limit", "50", w[0]}, {"search", "--count", w[0]}, {"search", "--count", rareWord}} {
		var octets int64
		for range o.rounds {
			if err := step("process: popmail "+strings.Join(args, " "), func() (err error) {
				octets, err = peak(exec.CommandContext(ctx, o.popmail, append(args, "--data", dir)...))
				return err
			}); err != nil {
				return err
			}
		}
		g.put(i, "its most memory, MB: "+strings.Join(args, " "), float64(octets>>20))
	}
	return nil
}

// millionOnce opens the store and does what a window does first.
func millionOnce(ctx context.Context, dir string, w []string, step func(name string, fn func() error) error) error {
	var s *storage.Store
	err := step("open", func() (err error) {
		s, err = storage.Open(ctx, dir, nil)
		return err
	})
	if err != nil {
		return err
	}
	defer s.Close()
	var folders []mailbox.Folder
	if folders, err = s.Folders(ctx); err != nil {
		return err
	}
	v := mailbox.View{Folder: folders[0].ID}
	if err := step("the first 60 rows of the list", func() error {
		_, err := s.List(ctx, v, 60)
		return err
	}); err != nil {
		return err
	}
	search := func(when string) error {
		for _, q := range []struct{ what, text string }{{"rare word", rareWord + " "}, {"most common word", w[0] + " "}, {"two words", w[60] + " " + w[90] + " "}, {"beginning, 3 letters", "ste"}, {"is:unread", "is:unread"}} {
			if err := step("first 50 of a search"+when+", "+q.what, func() error { return firstRows(ctx, s, query.Parse(q.text, time.Now())) }); err != nil {
				return err
			}
		}
		return nil
	}
	if err := search(", right after opening"); err != nil {
		return err
	}
	var entries []mailbox.Entry
	if err := step("all rows of the list, which stay in memory", func() (err error) {
		entries, err = s.Index(ctx, v, 0)
		return err
	}); err != nil {
		return err
	}
	// As who drags the bar of the list: 60 rows somewhere.
	at := rand.New(rand.NewPCG(60, 11))
	for range 20 {
		from := at.IntN(max(1, len(entries)-60))
		var ids []mailbox.ID
		for _, e := range entries[from:min(from+60, len(entries))] {
			ids = append(ids, e.ID)
		}
		if err := step("60 rows anywhere in the list", func() error {
			_, err := s.Summaries(ctx, ids)
			return err
		}); err != nil {
			return err
		}
	}
	if err := search(""); err != nil {
		return err
	}
	for _, q := range []struct{ what, text string }{{"rare word", rareWord + " "}, {"most common word", w[0] + " "}} {
		if err := step("all hits, newest first, "+q.what, func() error {
			_, err := s.Search(ctx, query.Parse(q.text, time.Now()), 0)
			return err
		}); err != nil {
			return err
		}
		if err := step("all hits, best first, "+q.what, func() error {
			_, err := s.SearchBest(ctx, query.Parse(q.text, time.Now()), 0)
			return err
		}); err != nil {
			return err
		}
	}
	return deleted(ctx, s, entries, folders[0].ID, step)
}

// deleted moves up to 10,000 of the newest messages into the trash, and back.
func deleted(ctx context.Context, s *storage.Store, entries []mailbox.Entry, from mailbox.FolderID, step func(name string, fn func() error) error) error {
	var ids []mailbox.ID
	for _, e := range entries[:min(10_000, len(entries))] {
		ids = append(ids, e.ID)
	}
	if err := step("10,000 (or all) deleted: into the trash", func() error {
		_, err := s.MoveTo(ctx, ids, mailbox.Trash)
		return err
	}); err != nil {
		return err
	}
	if err := step("the first 60 rows of the list then", func() error {
		_, err := s.List(ctx, mailbox.View{Folder: from}, 60)
		return err
	}); err != nil {
		return err
	}
	return step("and back, with Undo", func() error {
		_, err := s.Move(ctx, ids, from)
		return err
	})
}

// note is the i-th of very many messages: a few lines of plain text.
func (d *drop) note(i int) []byte {
	r := rand.New(rand.NewPCG(20261129, uint64(i)))
	var text strings.Builder
	for k := range 30 {
		text.WriteString(d.latin.draw(r))
		text.WriteString([]string{" ", "\r\n"}[k%10/9])
	}
	if i%2000 == 777 {
		text.WriteString(rareWord + "\r\n")
	}
	sender := r.IntN(400)
	return fmt.Appendf(nil, "From: %s <%[1]s%d@example%d.org>\r\nTo: Me <me@example.com>\r\nSubject: %s %s\r\nDate: %s\r\nMessage-ID: <%d.note@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s",
		ascii(d.latin.words[300+sender%50]), sender, sender%37, ascii(d.latin.draw(r)), ascii(d.latin.draw(r)), time.Unix(1_200_000_000+int64(i)*300, 0).UTC().Format(time.RFC1123Z), i, text.String())
}

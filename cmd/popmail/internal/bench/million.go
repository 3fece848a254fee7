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

// million measures a store of very many short messages: opening it, the first page of the list
// and of searches, and the memory of a command that does so.
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
	dir = filepath.Join(dir, fmt.Sprint(o.million))
	d := newDrop(true)
	begin := time.Now()
	made := ""
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := fill(ctx, dir, o.million, d.note); err != nil {
			return err
		}
		made = fmt.Sprintf(" Stored and indexed in %.0f s.", time.Since(begin).Seconds())
	}
	size, err := folderSize(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "## A store of %d short messages\n\nThe folder has %.0f MB.%s In one process, %d rounds, the first included.\n\n| what | median ms | 99 in 100 |\n| --- | --- | --- |\n", o.million, float64(size.size)/1e6, made, o.rounds)
	took := map[string][]float64{}
	var names []string
	step := func(name string, fn func() error) error {
		begin := time.Now()
		err := fn()
		if _, known := took[name]; !known {
			names = append(names, name)
		}
		took[name] = append(took[name], time.Since(begin).Seconds()*1000)
		return err
	}
	w := d.latin.words
	for range o.rounds {
		if err := millionOnce(ctx, dir, w, step); err != nil {
			return err
		}
	}
	for _, name := range names {
		fmt.Fprintf(out, "| %s | %.1f | %.1f |\n", name, median(took[name]), most(took[name]))
	}
	fmt.Fprint(out, "\n| a whole process | seconds | most memory, MB |\n| --- | --- | --- |\n")
	for _, args := range [][]string{{"list", "--limit", "60"}, {"search", "--limit", "50", w[0]}, {"search", "--count", w[0]}, {"search", "--count", rareWord}} {
		begin := time.Now()
		octets, err := peak(exec.CommandContext(ctx, o.popmail, append(args, "--data", dir)...))
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "| popmail %s | %.2f | %d |\n", strings.Join(args, " "), time.Since(begin).Seconds(), octets>>20)
	}
	fmt.Fprintln(out)
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
	if err := step("all rows of the list", func() error {
		_, err := s.Index(ctx, v, 0)
		return err
	}); err != nil {
		return err
	}
	if err := search(""); err != nil {
		return err
	}
	for _, q := range []struct{ what, text string }{{"rare word", rareWord + " "}, {"most common word", w[0] + " "}} {
		for name, find := range map[string]func(context.Context, *query.Query, int) (mailbox.Result, error){"all hits, newest first": s.Search, "all hits, best first": s.SearchBest} {
			if err := step(name+", "+q.what, func() error {
				_, err := find(ctx, query.Parse(q.text, time.Now()), 0)
				return err
			}); err != nil {
				return err
			}
		}
	}
	return nil
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

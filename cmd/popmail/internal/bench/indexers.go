package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// indexer is another program that searches mail.
type indexer struct {
	name    string
	prepare func(ctx context.Context, place, mail string) error // makes its index
	find    func(ctx context.Context, place, word string) *exec.Cmd
}

func indexers() []indexer {
	notmuch := func(ctx context.Context, place string, args ...string) *exec.Cmd {
		c := exec.CommandContext(ctx, "notmuch", args...)
		c.Env = append(os.Environ(), "NOTMUCH_CONFIG="+filepath.Join(place, "config"))
		return c
	}
	return []indexer{
		{
			"notmuch",
			func(ctx context.Context, place, mail string) error {
				text := fmt.Sprintf("[database]\npath=%s\nmail_root=%s\n[user]\nname=Me\nprimary_email=me@example.com\n[new]\ntags=inbox\n", filepath.Join(place, "index"), mail)
				if err := errors.Join(os.MkdirAll(filepath.Join(place, "index"), 0o700), os.WriteFile(filepath.Join(place, "config"), []byte(text), 0o600)); err != nil {
					return err
				}
				_, err := timed(notmuch(ctx, place, "new", "--quiet"))
				return err
			},
			func(ctx context.Context, place, word string) *exec.Cmd {
				return notmuch(ctx, place, "search", "--output=summary", "--limit=50", "--sort=newest-first", word)
			},
		},
		{
			"mu",
			func(ctx context.Context, place, mail string) error {
				for _, args := range [][]string{{"init", "--maildir=" + mail}, {"index", "--quiet"}} {
					if _, err := timed(exec.CommandContext(ctx, "mu", append(args, "--muhome="+place)...)); err != nil {
						return err
					}
				}
				return nil
			},
			func(ctx context.Context, place, word string) *exec.Cmd {
				return exec.CommandContext(ctx, "mu", "find", "--muhome="+place, "--maxnum=50", "--sortfield=date", "--reverse", word)
			},
		},
	}
}

// besideIndexers measures the process of "popmail search" beside those of other programs on the
// same messages, and beside a process of PopMail's that does nothing. What is in base is left
// there and used again.
func besideIndexers(ctx context.Context, out io.Writer, o options, data, base string) error {
	d := newDrop(true)
	mail := filepath.Join(base, "mail")
	if err := maildirOf(mail, o.stored, d.message); err != nil {
		return err
	}
	fmt.Fprintf(out, "### As processes, beside other programs, %d messages\n\nEach prints the newest 50 that it finds.\n\n", o.stored)
	type runner struct {
		name string
		cmd  func(word string) *exec.Cmd
	}
	list := []runner{
		{"popmail version", func(string) *exec.Cmd { return exec.CommandContext(ctx, o.popmail, "version") }},
		{"popmail search", func(word string) *exec.Cmd {
			return exec.CommandContext(ctx, o.popmail, "search", "--data", data, "--limit", "50", "--", word)
		}},
	}
	for _, x := range indexers() {
		if _, err := exec.LookPath(x.name); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", x.name, "is not installed and is left out")
			continue
		}
		place := filepath.Join(base, x.name)
		if _, err := os.Stat(place); os.IsNotExist(err) {
			begin := time.Now()
			if err := errors.Join(os.MkdirAll(place, 0o700), x.prepare(ctx, place, mail)); err != nil {
				return err
			}
			size, err := folderSize(place)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "The index of %s took %.0f s and has %.0f MB.\n", x.name, time.Since(begin).Seconds(), float64(size.size)/1e6)
		}
		list = append(list, runner{x.name, func(word string) *exec.Cmd { return x.find(ctx, place, word) }})
	}
	fmt.Fprint(out, "\n| word | program | seconds | × popmail version |\n| --- | --- | --- | --- |\n")
	w := d.latin.words
	for _, q := range []struct{ what, word string }{{"rare word", rareWord}, {"common word", w[5]}, {"most common word", w[0]}, {"two words", w[60] + " " + w[90]}, {"phrase", `"` + phraseText + `"`}} {
		took := make([][]time.Duration, len(list))
		for round := range 2*o.rounds + 1 {
			for i, r := range list {
				t, err := timed(r.cmd(q.word))
				if err != nil {
					return err
				}
				if round > 0 {
					took[i] = append(took[i], t.wall)
				}
			}
		}
		for i, r := range list {
			fmt.Fprintf(out, "| %s | %s | %s | %s |\n", q.what, r.name, millis(took[i]), spread(ratios(took[i], took[0])))
		}
	}
	_, err := fmt.Fprintln(out)
	return err
}

func millis(v []time.Duration) string {
	return fmt.Sprintf("%.3f (%.3f to %.3f)", median(v).Seconds(), slices.Min(v).Seconds(), slices.Max(v).Seconds())
}

// maildirOf writes n messages into a Maildir, unless it is there.
func maildirOf(dir string, n int, message func(i int) []byte) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	part := dir + ".part"
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(part, sub), 0o700); err != nil {
			return err
		}
	}
	for i := range n {
		if err := os.WriteFile(filepath.Join(part, "cur", fmt.Sprintf("%d.bench:2,", i)), message(i), 0o600); err != nil {
			return err
		}
	}
	return os.Rename(part, dir)
}

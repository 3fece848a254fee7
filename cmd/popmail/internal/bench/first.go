package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// first measures what the first page of a process costs: `popmail render` of each page of
// the corpora, its PNG among it, less `popmail version`. Other builds are measured in turn.
func first(ctx context.Context, out io.Writer, o options) error {
	pages := under("../shared/corpora/html", ".html")
	if len(pages) == 0 {
		return fmt.Errorf("there are no pages in ../shared/corpora/html")
	}
	dir, err := os.MkdirTemp("", "popmail-first-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	builds := append([]string{o.popmail}, o.beside...)
	costs := make([][]time.Duration, len(builds)) // of each page, the median of its rounds
	for _, page := range pages {
		rounds := make([][]time.Duration, len(builds))
		for range o.rounds {
			for i, popmail := range builds {
				drawn, err := timed(exec.CommandContext(ctx, popmail, "render", "--html", page, "--output", filepath.Join(dir, "page.png")))
				if err != nil {
					return err
				}
				none, err := timed(exec.CommandContext(ctx, popmail, "version"))
				if err != nil {
					return err
				}
				rounds[i] = append(rounds[i], drawn.cpu-none.cpu)
			}
		}
		for i := range builds {
			costs[i] = append(costs[i], median(rounds[i]))
		}
	}
	fmt.Fprintf(out, "## The first page of a process\n\n`popmail render` of each of %d pages at 700 px, the whole picture with its PNG, less `popmail version`: processor time.\n\n| program | median ms | 9 in 10 within, ms | most ms |\n| --- | --- | --- | --- |\n", len(pages))
	for i, all := range costs {
		slices.Sort(all)
		n := len(all)
		fmt.Fprintf(out, "| %s | %d | %d | %d |\n", builds[i], all[n/2].Milliseconds(), all[n*9/10].Milliseconds(), all[n-1].Milliseconds())
	}
	fmt.Fprintln(out)
	return nil
}

// Command fidelity lays out pages of HTML in Chromium and in PopMail, with the same fonts
// and without remote pictures, and compares where the words stand.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type options struct {
	corpora, cache, pictures string
	only                     string
	widths                   []int
	worst                    int
	words, looks, styles     bool
	beside                   bool
}

func run(ctx context.Context, args []string) error {
	var o options
	var widths string
	fl := flag.NewFlagSet("fidelity", flag.ContinueOnError)
	fl.StringVar(&o.corpora, "corpora", "../shared/corpora", "folder with the corpora")
	fl.StringVar(&o.cache, "cache", "build/fidelity/cache", "folder that keeps what Chromium showed")
	fl.StringVar(&o.pictures, "pictures", "", "folder for pictures of the worst pages side by side")
	fl.StringVar(&o.only, "only", "", "only pages whose name holds this")
	fl.StringVar(&widths, "widths", "480,700,1000", "widths in CSS pixels")
	fl.IntVar(&o.worst, "worst", 20, "how many of the worst pages are told")
	fl.BoolVar(&o.words, "words", false, "tell each word that is not in its place")
	fl.BoolVar(&o.looks, "looks", false, "rank the pages by how far their pictures are from Chromium's")
	fl.BoolVar(&o.beside, "beside", false, "tell what the median and the heaviest page cost the browser, of what they cost here")
	fl.BoolVar(&o.styles, "styles", false, "compare the computed styles of all elements instead")
	if err := fl.Parse(args); err != nil {
		return err
	}
	for s := range strings.SplitSeq(widths, ",") {
		w, err := strconv.Atoi(s)
		if err != nil {
			return fmt.Errorf("-widths: %w", err)
		}
		o.widths = append(o.widths, w)
	}
	places := fl.Args()
	if len(places) == 0 {
		places = []string{"html", "list", "torture"}
	}
	pages, err := readPages(ctx, o.corpora, places)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.cache, 0o755); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "fidelity-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	version, err := browserVersion(ctx)
	if err != nil {
		return err
	}
	k := &keeper{dir: filepath.Clean(o.cache), version: version, scratch: scratch}
	defer k.close()
	pages = slices.DeleteFunc(pages, func(p page) bool { return !strings.Contains(p.name, o.only) })
	if o.styles {
		return styles(ctx, os.Stdout, k, pages, o)
	}
	var results []result
	for _, p := range pages {
		for _, width := range o.widths {
			theirs, err := k.words(ctx, p.html, width)
			if err != nil {
				fmt.Fprintln(os.Stderr, p.name, width, err)
				continue
			}
			if len(theirs.Words) == 0 {
				continue
			}
			drawn, cpu, err := ours(ctx, p.html, width)
			if err != nil {
				return err
			}
			if o.words {
				fmt.Printf("%s at %d\n", p.name, width)
				tellWords(os.Stdout, theirs.Words, drawn)
			}
			results = append(results, result{page: p, width: width, score: compare(theirs.Words, drawn), cpu: cpu})
		}
	}
	tell(os.Stdout, results, o.worst)
	if o.beside {
		return beside(ctx, os.Stdout, k, results)
	}
	if o.looks {
		if results, err = looks(ctx, os.Stdout, k, results, o.worst); err != nil {
			return err
		}
	}
	if o.pictures != "" {
		return sideBySide(ctx, k, first(results, o), o.pictures)
	}
	return nil
}

// first are the pages of which pictures are left, the worst ones first.
func first(results []result, o options) []result {
	if o.looks {
		return results
	}
	return worstOf(results, o.worst)
}

package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// A result is the score of a page at a width.
type result struct {
	page  page
	width int
	score
	cpu float64 // milliseconds of CPU for layout and, on a page as high as a window, drawing
}

func (r result) share() float64 { return float64(r.near) / float64(max(r.wanted, 1)) }

// lost are the words that count against the page.
func (r result) lost() int { return r.wanted - r.near + r.extra }

type sum struct {
	pages, tall                int
	wanted, drawn, extra, near int
	cpu                        []float64
}

func (s *sum) add(r *result) {
	s.pages++
	s.wanted += r.wanted
	s.drawn += r.drawn
	s.extra += r.extra
	s.near += r.near
	if r.height >= 0.85 && r.height <= 1.15 {
		s.tall++
	}
	s.cpu = append(s.cpu, r.cpu)
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }

// tell prints a table with a line per corpus, and the worst pages.
func tell(w io.Writer, results []result, worst int) {
	var names []string
	sums := map[string]*sum{}
	var all sum
	for i := range results {
		r := &results[i]
		s := sums[r.page.corpus]
		if s == nil {
			s = &sum{}
			sums[r.page.corpus] = s
			names = append(names, r.page.corpus)
		}
		s.add(r)
		all.add(r)
	}
	slices.Sort(names)
	fmt.Fprintf(w, "%-12s %6s %8s %8s %7s %9s %8s %8s %8s\n", "corpus", "pages", "words", "drawn", "extra", "in place", "height", "CPU ms", "most")
	line := func(name string, s *sum) {
		slices.Sort(s.cpu)
		fmt.Fprintf(w, "%-12s %6d %8d %7.2f%% %6.2f%% %8.1f%% %7.0f%% %8.1f %8.1f\n", name, s.pages, s.wanted,
			percent(s.drawn, s.wanted), percent(s.extra, s.wanted), percent(s.near, s.wanted), percent(s.tall, s.pages),
			s.cpu[len(s.cpu)/2], s.cpu[len(s.cpu)-1])
	}
	for _, name := range names {
		line(name, sums[name])
	}
	if len(results) > 0 {
		line("all", &all)
	}
	for _, r := range worstOf(results, worst) {
		if r.lost() == 0 {
			break
		}
		fmt.Fprintf(w, "%5d lost  %s at %d: drawn %d of %d, extra %d, in place %.1f %%, height x%.2f\n",
			r.lost(), r.page.name, r.width, r.drawn, r.wanted, r.extra, 100*r.share(), r.height)
	}
}

// worstOf are the pages that lose most words, each at the width at which it loses most.
func worstOf(results []result, most int) (out []result) {
	slices.SortStableFunc(results, func(a, b result) int {
		return cmp.Or(-cmp.Compare(a.lost(), b.lost()), cmp.Compare(a.page.name, b.page.name), cmp.Compare(a.width, b.width))
	})
	seen := map[string]bool{}
	for _, r := range results {
		if len(out) < most && !seen[r.page.name] {
			seen[r.page.name] = true
			out = append(out, r)
		}
	}
	return out
}

// Command verdict reads what "go test -json" says, prints it as go test does without -json, and keeps
// what that does not tell: which tests were skipped, and why. Then it says whether all of them may be.
//
//	go test -json ./... | verdict -keep FILE
//	verdict -allowed FILE [-must] [-without WORD,…] [-some] FILE…
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

func main() {
	keep := flag.String("keep", "", "read go test -json, and keep in this `FILE` what was skipped")
	allowed := flag.String("allowed", "", "the `FILE` that says what may be skipped")
	must := flag.Bool("must", false, "fail where something else was skipped")
	without := flag.String("without", "", "what this computer does not have, such as shared,mounts")
	some := flag.Bool("some", false, "fail where no test has run")
	flag.Parse()
	var err error
	if *keep != "" {
		err = follow(os.Stdin, os.Stdout, *keep)
	} else {
		err = judge(os.Stdout, *allowed, strings.Split(*without, ","), *must, *some, flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "verdict:", err)
		os.Exit(1)
	}
}

// event is a line of go test -json (go doc test2json).
type event struct {
	Action, Package, Test, Output string
}

// follow prints what go test would, and keeps the rest.
func follow(in io.Reader, out io.Writer, keep string) error {
	f, err := os.Create(keep)
	if err != nil {
		return err
	}
	defer f.Close()
	said := map[[2]string]*strings.Builder{} // of tests that run
	ran := 0
	lines := bufio.NewReaderSize(in, 1<<20)
	for {
		line, rerr := lines.ReadString('\n')
		var e event
		if json.Unmarshal([]byte(line), &e) != nil {
			fmt.Fprint(out, line)
		} else if err := hear(e, said, out, f, &ran); err != nil {
			return err
		}
		if rerr == io.EOF {
			break
		} else if rerr != nil {
			return rerr
		}
	}
	for _, b := range said { // these did not come to an end
		fmt.Fprint(out, b.String())
	}
	fmt.Fprintf(f, "ran\t%d\n", ran)
	return f.Close()
}

func hear(e event, said map[[2]string]*strings.Builder, out, kept io.Writer, ran *int) error {
	key := [2]string{e.Package, e.Test}
	switch {
	case e.Action == "build-output", e.Action == "output" && e.Test == "":
		if e.Output != "PASS\n" {
			fmt.Fprint(out, e.Output)
		}
	case e.Test == "":
	case e.Action == "output":
		b := said[key]
		if b == nil {
			b = &strings.Builder{}
			said[key] = b
		}
		b.WriteString(e.Output)
	case e.Action == "fail":
		*ran++
		if b := said[key]; b != nil {
			fmt.Fprint(out, b.String())
		}
		delete(said, key)
	case e.Action == "pass":
		*ran++
		delete(said, key)
	case e.Action == "skip":
		why := ""
		if b := said[key]; b != nil {
			why = reason(b.String())
		}
		delete(said, key)
		_, err := fmt.Fprintf(kept, "skip\t%s.%s: %s\n", strings.TrimPrefix(e.Package, "popmail/"), e.Test, why)
		return err
	}
	return nil
}

var place = regexp.MustCompile(`^\s*[\w./-]+\.go:\d+: `)

// reason is why a test was skipped, of what it has said.
func reason(said string) string {
	var out []string
	for l := range strings.Lines(said) {
		l = strings.TrimSpace(place.ReplaceAllString(l, ""))
		if l != "" && !strings.HasPrefix(l, "=== ") && !strings.HasPrefix(l, "--- ") {
			out = append(out, l)
		}
	}
	if r := []rune(strings.Join(out, " ")); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return strings.Join(out, " ")
}

// rule is a line of the file that says what may be skipped: where the computer lacks something
// (always: everywhere), what matches may.
type rule struct {
	when string
	what *regexp.Regexp
}

func readRules(path string) ([]rule, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []rule
	for l := range strings.Lines(string(text)) {
		l = strings.TrimSpace(l)
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		when, what, ok := strings.Cut(l, " ")
		r, err := regexp.Compile(strings.TrimSpace(what))
		if err != nil {
			return nil, fmt.Errorf("%s: %q is no rule: %w", path, l, err)
		}
		if !ok {
			return nil, fmt.Errorf("%s: %q is no rule", path, l)
		}
		out = append(out, rule{when, r})
	}
	return out, nil
}

// judge lists what was skipped by the files that follow has kept.
func judge(out io.Writer, allowed string, without []string, must, some bool, kept []string) error {
	rules, err := readRules(allowed)
	if err != nil {
		return err
	}
	var skipped []string
	ran := 0
	for _, path := range kept {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		whole := false
		for l := range strings.Lines(string(text)) {
			kind, what, _ := strings.Cut(strings.TrimSuffix(l, "\n"), "\t")
			switch kind {
			case "skip":
				skipped = append(skipped, what)
			case "ran":
				n := 0
				_, err := fmt.Sscan(what, &n)
				whole = err == nil
				ran += n
			}
		}
		if !whole {
			return fmt.Errorf("%s: it is not known what was skipped", path)
		}
	}
	slices.Sort(skipped)
	wrong := 0
	if len(skipped) > 0 {
		fmt.Fprintf(out, "skipped: %d (%d ran)\n", len(skipped), ran)
	}
	for _, s := range skipped {
		mark := " "
		if !slices.ContainsFunc(rules, func(r rule) bool {
			return (r.when == "always" || slices.Contains(without, r.when)) && r.what.MatchString(s)
		}) {
			mark = "!"
			wrong++
		}
		fmt.Fprintf(out, "%s %s\n", mark, s)
	}
	if some && ran == 0 {
		return fmt.Errorf("no test has run")
	}
	if wrong > 0 {
		fmt.Fprintf(out, "! %d that %s does not let be skipped\n", wrong, allowed)
		if must {
			return fmt.Errorf("%d tests were skipped that have to run", wrong)
		}
	}
	return nil
}

// Package licenses holds the licenses of all that is in the program besides its own code: the
// modules of Go that it is linked with, on whichever system, and what is in these.
package licenses

import (
	_ "embed"
	"strings"
	"sync"
)

// Text is all of them, to be printed. Its parts begin with a ruled line; the names of what a
// license is for stand below that, one a line, and an empty line ends them.
//
//go:embed licenses.txt
var Text string

// rule stands above each part of Text.
const rule = "________________________________________________________________________"

// Part is a license and what comes under it.
type Part struct {
	Names []string // such as "filippo.io/age v1.3.2"
	Text  string
}

// All are the parts of Text.
var All = sync.OnceValue(func() []Part { return parse(Text) })

func parse(text string) (list []Part) {
	for i, part := range strings.Split("\n"+text, "\n"+rule+"\n") {
		if i == 0 {
			continue
		}
		names, terms, _ := strings.Cut(strings.TrimPrefix(part, "\n"), "\n\n")
		list = append(list, Part{Names: strings.Split(names, "\n"), Text: strings.TrimSpace(terms)})
	}
	return list
}

// format is what parse reads.
func format(list []Part) string {
	var b strings.Builder
	b.WriteString("What PopMail is made of, and under which licenses it comes.\n")
	for _, p := range list {
		b.WriteString("\n" + rule + "\n\n" + strings.Join(p.Names, "\n") + "\n\n" + p.Text + "\n")
	}
	return b.String()
}

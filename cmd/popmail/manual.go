//go:build popmail_manual

// With the tag popmail_manual, which only make dist builds with, the program writes its pages for
// man into the folder that POPMAIL_MANUAL names, and ends. Nothing of this is in the program
// otherwise.

package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func init() {
	dir := os.Getenv("POPMAIL_MANUAL")
	if dir == "" {
		return
	}
	root := newRoot(&env{})
	laidOut(root)
	// Its date is that of SOURCE_DATE_EPOCH.
	if err := doc.GenManTree(root, &doc.GenManHeader{Source: "PopMail " + version, Manual: "PopMail"}, dir); err != nil {
		fmt.Fprintln(os.Stderr, "manual:", err)
		os.Exit(exitFailed)
	}
	os.Exit(exitDone)
}

// laidOut keeps the tables in what commands say of themselves: the pages are made of Markdown,
// which would make running text of them.
func laidOut(c *cobra.Command) {
	c.DisableAutoGenTag = true
	var b strings.Builder
	for line := range strings.Lines(c.Long) {
		if strings.HasPrefix(line, " ") {
			line = "    " + line
		}
		b.WriteString(line)
	}
	c.Long = b.String()
	for _, below := range c.Commands() {
		laidOut(below)
	}
}

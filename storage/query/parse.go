package query

import (
	"strings"
	"time"
)

// Parse reads what was typed. It never fails: what it does not understand is
// searched for as words, and Notes say so. now gives the meaning of "today" and
// the time zone of dates.
func Parse(text string, now time.Time) *Query {
	and := &And{}
	for _, w := range strings.Fields(text) {
		and.Nodes = append(and.Nodes, &Term{Text: w})
	}
	return &Query{Text: text, Root: and}
}

package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"golang.org/x/term"

	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// json prints v as one line of JSON.
func (e *env) json(v any) error {
	enc := json.NewEncoder(e.out) // ends the line
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// width is the number of columns of the terminal that results go to; 0: they go
// elsewhere, and nothing is cut.
func (e *env) width() int {
	if !isTerminal(e.term) {
		return 0
	}
	w, _, err := term.GetSize(int(e.term.Fd()))
	if err != nil {
		return 80
	}
	return w
}

// close closes the store; what it was used for has been done by then.
func (e *env) close(a *app) {
	if err := a.Close(); err != nil {
		fmt.Fprintf(e.err, "popmail: closing the mail: %s\n", oneLine(err.Error()))
	}
}

// notThere is mailbox.ErrNotFound in a sentence that is whole.
type notThere string

func (n notThere) Error() string { return string(n) }

// Is reports whether it is target.
func (notThere) Is(target error) bool { return target == mailbox.ErrNotFound }

// stamp writes a time in RFC 3339, in UTC and whole seconds. Years that RFC 3339
// cannot write become its first and last.
func stamp(t time.Time) string {
	t = t.UTC()
	switch {
	case t.Year() < 0:
		t = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	case t.Year() > 9999:
		t = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	}
	return t.Format("2006-01-02T15:04:05Z")
}

// shortTime is a time for a table: the time of day for today, else the date.
func shortTime(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	t, now = t.Local(), now.Local()
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02")
}

// count is a number with its noun: "1 message", "12 messages".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// size is a number of octets for people, as the window has it, in English.
func size(n int64) string {
	v, digits, unit := words.Measure(n, n)
	return strings.TrimSuffix(fmt.Sprintf("%.*f", digits, v), ".0") + " " + unit
}

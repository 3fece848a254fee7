package fetch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// long is a letter of about 3,200 octets.
func long(n int) string {
	return letter(n, true, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", n), 130))
}

// TestShortMessages: a message that comes shorter than announced, from a server
// whose sizes are right for the others, is neither stored nor removed; the next
// session gets it whole.
func TestShortMessages(t *testing.T) {
	head := func(p *post) int { return strings.Index(p.raw, "\r\n\r\n") + 4 }
	for _, c := range []struct {
		name     string
		messages int
		short    func(p *post) int // -1: whole
		bad      []string
	}{
		{"nothing came", 6, func(p *post) int { return 0 }, []string{"u3"}},
		{"only the head came", 6, head, []string{"u3"}},
		{"a part of the head came", 6, func(p *post) int { return strings.Index(p.raw, "\r\n") + 2 }, []string{"u3"}},
		{"most of it came", 6, func(p *post) int { return strings.LastIndex(p.raw[:len(p.raw)*9/10], "\r\n") + 2 }, []string{"u3"}},
		{"the first", 6, head, []string{"u1"}},
		{"the last", 6, func(p *post) int { return 0 }, []string{"u6"}},
		{"two empty ones", 6, func(p *post) int { return 0 }, []string{"u2", "u5"}},
		{"two heads", 6, head, []string{"u1", "u2"}},
		{"the only one, empty", 1, func(p *post) int { return 0 }, []string{"u1"}},
		{"the only one, its head", 1, head, []string{"u1"}},
		{"all of them, empty", 3, func(p *post) int { return 0 }, []string{"u1", "u2", "u3"}},
	} {
		for _, capa := range [][]string{nil, {"TOP", "PIPELINING"}} {
			for _, noUIDL := range []bool{false, true} {
				t.Run(fmt.Sprint(c.name, capa, noUIDL), func(t *testing.T) {
					o := newOffice(t, 0, true)
					for i := range c.messages {
						o.post(fmt.Sprintf("u%d", i+1), long(i+1))
					}
					o.capa, o.noUIDL = capa, noUIDL
					o.short = func(session int, p *post) int {
						if session == 1 && slices.Contains(c.bad, p.uid) {
							return c.short(p)
						}
						return -1
					}
					good := c.messages - len(c.bad)
					rep, err := o.run(t.Context(), leaving(deleteAll))
					if err != nil || rep.Received != good || rep.AlreadyHere != 0 || rep.Removed != good {
						t.Fatalf("%+v, %v", rep, err)
					}
					if len(rep.Failed) != len(c.bad) || !errors.Is(rep.Failed[0].Err, errShort) {
						t.Fatalf("%+v", rep.Failed)
					}
					if o.count() != len(c.bad) {
						t.Fatalf("%d messages are left on the server, want %d", o.count(), len(c.bad))
					}
					rep = o.must(t, leaving(deleteAll), len(c.bad), len(c.bad), 0, len(c.bad))
					if len(rep.Failed) != 0 {
						t.Errorf("%+v", rep.Failed)
					}
					o.mustHold(t, o.mail...)
				})
			}
		}
	}
}

// TestSizesThatAreNeverRight: a server that counts in its own way goes on working.
func TestSizesThatAreNeverRight(t *testing.T) {
	for name, size := range map[string]func(p *post) int{
		"zero":              func(p *post) int { return 0 },
		"one for all":       func(p *post) int { return 5000 },
		"twice":             func(p *post) int { return 2 * len(p.raw) },
		"lines end in LF":   func(p *post) int { return len(p.raw) - strings.Count(p.raw, "\n") },
		"blocks":            func(p *post) int { return (len(p.raw) + 1023) / 1024 * 1024 },
		"with the dot":      func(p *post) int { return len(p.raw) + 3 },
		"a header not sent": func(p *post) int { return len(p.raw) + 97 },
	} {
		for _, messages := range []int{1, 2, 6} {
			t.Run(fmt.Sprint(name, messages), func(t *testing.T) {
				o := newOffice(t, 0, true)
				for i := range messages {
					o.post(fmt.Sprintf("u%d", i+1), long(i+1))
				}
				o.size = size
				for range 2 {
					if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || len(rep.Failed) != 0 {
						t.Fatalf("%+v, %v", rep, err)
					}
				}
				if o.count() != 0 {
					t.Errorf("%d messages are left", o.count())
				}
				o.mustHold(t, o.mail...)
			})
		}
	}
}

// TestShortLFMessage: the sizes of a server that counts lines with one octet at
// their end are right in their way.
func TestShortLFMessage(t *testing.T) {
	o := newOffice(t, 0, true)
	for i := range 4 {
		o.post(fmt.Sprintf("u%d", i+1), long(i+1))
	}
	o.size = func(p *post) int { return len(p.raw) - strings.Count(p.raw, "\n") }
	o.short = func(session int, p *post) int {
		if session == 1 && p.uid == "u2" {
			return strings.Index(p.raw, "\r\n\r\n") + 4
		}
		return -1
	}
	if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Received != 3 || rep.Removed != 3 || len(rep.Failed) != 1 {
		t.Fatalf("%+v, %v", rep, err)
	}
	o.must(t, leaving(deleteAll), 1, 1, 0, 1)
	o.mustHold(t, o.mail...)
}

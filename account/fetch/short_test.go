package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
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
					o.wait = 800 * time.Millisecond
					for i := range c.messages {
						o.post(fmt.Sprintf("u%d", i+1), long(i+1))
					}
					o.capa, o.noUIDL = capa, noUIDL
					var well atomic.Bool
					o.short = func(_ int, p *post) int {
						if !well.Load() && slices.Contains(c.bad, p.uid) {
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
					well.Store(true)
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
		"anything":          func(p *post) int { return len(p.raw) + []int{700, -300, 1100, -90, 333, 2000}[p.serial%6] },
		"with the dot":      func(p *post) int { return len(p.raw) + 3 },
		"a header not sent": func(p *post) int { return len(p.raw) + 97 },
	} {
		for _, messages := range []int{1, 2, 6} {
			t.Run(fmt.Sprint(name, messages), func(t *testing.T) {
				o := newOffice(t, 0, true)
				o.wait = 800 * time.Millisecond
				for i := range messages {
					o.post(fmt.Sprintf("u%d", i+1), long(i+1))
				}
				o.size = size
				// A second session sees the same octets again; then it is known.
				for range 3 {
					if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || len(rep.Failed) != 0 {
						t.Fatalf("%+v, %v", rep, err)
					}
				}
				// From one or two messages nothing can be told: they may have been cut.
				if left := o.count(); left != 0 && (messages >= enough || size(o.maildrop.mail[0]) <= len(o.mail[0])) {
					t.Errorf("%d messages are left", left)
				}
				o.mustHold(t, o.mail...)
			})
		}
	}
}

// lineBefore is where the line ends before the n-th octet.
func lineBefore(p *post, n int) int { return strings.LastIndex(p.raw[:n], "\r\n") + 2 }

// TestAllAreCut: where all messages come cut there is nothing to tell by. What came
// can be read, and the server keeps all of it until it sends the messages whole.
func TestAllAreCut(t *testing.T) {
	for name, short := range map[string]func(p *post) int{
		"to a tenth of the server's buffer": func(p *post) int { return lineBefore(p, 409) },
		"to their heads":                    func(p *post) int { return strings.Index(p.raw, "\r\n\r\n") + 4 },
		"somewhere":                         func(p *post) int { return lineBefore(p, len(p.raw)*(p.serial+2)/10) },
	} {
		for _, messages := range []int{2, 6} {
			for _, quiet := range []bool{false, true} {
				capa := map[bool][]string{true: {"TOP", "PIPELINING"}}[quiet == (messages == 2)]
				t.Run(fmt.Sprint(name, messages, quiet), func(t *testing.T) {
					o := newOffice(t, 0, true)
					o.capa, o.wait = capa, 800*time.Millisecond
					for i := range messages {
						o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i+1), 100+i*40)))
					}
					var well atomic.Bool
					o.maildrop.short = func(_ int, p *post) int {
						if well.Load() {
							return -1
						}
						return short(p)
					}
					for range 2 {
						if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
							t.Fatal(err)
						}
					}
					if o.count() != messages {
						t.Fatalf("%d messages are left on the server", o.count())
					}
					well.Store(true)
					if quiet { // no other mail shows what the sizes are worth
						for range 5 {
							if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
								t.Fatal(err)
							}
						}
						if o.count() != 0 {
							t.Errorf("%d messages are left on the server", o.count())
						}
						o.mustHold(t, o.mail...)
						return
					}
					o.post("new1", long(90))
					o.post("new2", long(91))
					o.post("new3", long(92))
					o.post("new4", long(93))
					for range 3 {
						if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
							t.Fatal(err)
						}
						o.post(fmt.Sprint("more", o.sessions), long(100+o.sessions))
					}
					if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
						t.Fatal(err)
					}
					if o.count() != 0 {
						t.Errorf("%d messages are left on the server", o.count())
					}
					o.mustHold(t, o.mail...)
				})
			}
		}
	}
}

// TestAllAreCutAlike: a first session in which all messages come cut by the same looks
// like a server that counts in its own way. The next one shows what it is.
func TestAllAreCutAlike(t *testing.T) {
	for name, keep := range map[string]func(p *post) int{
		"the same tail": func(p *post) int { return lineBefore(p, len(p.raw)-400) },
		"half":          func(p *post) int { return lineBefore(p, len(p.raw)/2) },
		"within blocks": func(p *post) int { return lineBefore(p, len(p.raw)-100-p.serial*7) },
	} {
		for _, capa := range [][]string{nil, {"TOP", "PIPELINING"}} {
			o := newOffice(t, 0, true)
			o.capa, o.wait = capa, 800*time.Millisecond
			for i := range 8 {
				o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, strings.Repeat("A line of the letter.\r\n", 100+i*41)))
			}
			if name == "within blocks" {
				o.size = func(p *post) int { return (len(p.raw) + 1023) / 1024 * 1024 }
			}
			cut := true
			o.short = func(_ int, p *post) int {
				if cut {
					return keep(p)
				}
				return -1
			}
			for range 6 {
				if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
					t.Fatal(err)
				}
				o.mustHaveRemoved(t)
				cut = false
			}
			if name != "within blocks" && o.count() > 0 {
				for i := range 3 {
					o.post(fmt.Sprintf("new%d", i), long(90+i)) // what is right shows what the sizes are worth
				}
				for range 2 {
					_, _ = o.run(t.Context(), leaving(deleteAll))
				}
			}
			o.mustHaveRemoved(t)
		}
	}
}

// TestShortEachTime: a message that comes short with the same octets each time can
// be read after some sessions, and stays on the server.
func TestShortEachTime(t *testing.T) {
	o := newOffice(t, 0, true)
	for i := range 6 {
		o.post(fmt.Sprintf("u%d", i+1), long(i+1))
	}
	o.maildrop.short = func(_ int, p *post) int {
		if p.uid == "u3" {
			return lineBefore(p, len(p.raw)/2)
		}
		return -1
	}
	for range 6 {
		if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
			t.Fatal(err)
		}
	}
	if o.count() != 1 || len(o.memStore.mails) != 6 {
		t.Errorf("%d messages are left, %d are here", o.count(), len(o.memStore.mails))
	}
	// It is asked for after a day, two, four and so on, and once in 32 days at last.
	asked, day := []int(nil), 0
	for ; day < 128; day++ {
		o.commands()
		o.clock = o.clock.Add(24 * time.Hour)
		for range 2 {
			if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
				t.Fatal(err)
			}
		}
		if n := o.commands()["RETR"]; n > 0 {
			asked = append(asked, (day+1)*n)
		}
	}
	if !slices.Equal(asked, []int{1, 3, 7, 15, 31, 63, 95, 127}) {
		t.Errorf("asked for on the days %v", asked)
	}
	o.maildrop.short = nil
	o.clock = o.clock.Add(32 * 24 * time.Hour)
	o.must(t, leaving(deleteAll), 1, 0, 1, 1)
	o.mustHold(t, o.mail...)
}

// TestLoneDots: servers that do not stuff dots. A message with a line of one dot
// comes whole, and no other is harmed, however its rest begins and arrives.
func TestLoneDots(t *testing.T) {
	for _, rest := range []string{"and on it goes\r\n", "+OK 3246 octets\r\n", "-ERR no such message\r\n", "\r\nafter a blank line\r\n", ".\r\nanother\r\n", "", "From: x\r\n\r\ny\r\n"} {
		for _, bad := range []int{1, 3, 6} {
			for _, capa := range [][]string{nil, {"PIPELINING"}} {
				for _, slow := range []bool{false, true} {
					t.Run(fmt.Sprintf("%q %d %v %v", rest, bad, capa, slow), func(t *testing.T) {
						t.Parallel()
						o := newOffice(t, 0, true)
						o.capa = capa
						for i := range 6 {
							raw := long(i + 1)
							if i+1 == bad {
								raw = letter(i+1, true, "before\r\n.\r\n"+rest+strings.Repeat("x", 40))
							}
							o.post(fmt.Sprintf("u%d", i+1), raw)
						}
						if slow {
							o.wrap = func(c net.Conn) net.Conn { return &lineByLine{c} }
						}
						a := leaving(deleteAll)
						a.Incoming.Host = fmt.Sprintf("%x.example.org", t.Name())
						for range 2 {
							if rep, err := o.run(t.Context(), a); err != nil {
								t.Errorf("%+v %v", rep, err)
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
	}
}

// TestLoneDotsWithoutAProof: the same where no size tells where a message ends. What
// was cut may stay so, but it is not removed, and nothing else either that is not here.
func TestLoneDotsWithoutAProof(t *testing.T) {
	sizes := map[string]func(o *office){
		"LF": func(o *office) {
			o.size = func(p *post) int { return len(p.raw) - strings.Count(p.raw, "\r\n") }
		},
		"no LIST": func(o *office) { o.noLIST = true },
		"zero":    func(o *office) { o.size = func(*post) int { return 0 } },
		"one":     func(o *office) { o.size = func(*post) int { return 1 } },
	}
	for name, setup := range sizes {
		for _, rest := range []string{"-- \r\nAnna\r\n", "- one\r\n- two\r\n", "and on it goes\r\n", "-ERR no\r\nmore\r\n", "+OK 12 octets\r\nx\r\n", "+OK\r\n"} {
			for _, bad := range []int{0, 2, 5} {
				for _, slow := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s %q %d %v", name, rest, bad, slow), func(t *testing.T) {
						t.Parallel()
						o := newOffice(t, 0, true)
						setup(o)
						for i := range 6 {
							raw := long(i + 1)
							if i == bad {
								raw = letter(i+1, true, "before\r\n.\r\n"+rest+strings.Repeat("x", 40))
							}
							o.post(fmt.Sprintf("u%d", i+1), raw)
						}
						if slow {
							o.wrap = func(c net.Conn) net.Conn { return &lineByLine{c} }
						}
						for range 3 {
							_, _ = o.runTCP(t.Context(), leaving(deleteAll)) // it may well fail
						}
						got := o.copies()
						for _, p := range o.gone {
							if got[p.raw] == 0 {
								t.Errorf("%s was removed and is not here", p.uid)
							}
						}
					})
				}
			}
		}
	}
}

// lineByLine hands out one line at a time, with a pause.
type lineByLine struct{ net.Conn }

func (l *lineByLine) Write(p []byte) (int, error) {
	n := 0
	for line := range bytes.SplitAfterSeq(p, []byte("\n")) {
		if len(line) == 0 {
			continue // net.Pipe waits for a reader even then
		}
		if bytes.HasPrefix(line, []byte(".")) || bytes.HasPrefix(line, []byte("before")) {
			time.Sleep(20 * time.Millisecond)
		}
		m, err := l.Conn.Write(line)
		if n += m; err != nil {
			return n, err
		}
	}
	return n, nil
}

// A message of which nothing or only the head comes is not lost where the server
// announces no size that would show it.
func TestShortWithoutASize(t *testing.T) {
	for _, how := range []struct {
		name  string
		setup func(o *office)
	}{
		{"no LIST", func(o *office) { o.noLIST, o.statOctets = true, true }},
		{"no LIST, no octets", func(o *office) { o.noLIST = true }},
		{"LIST says 0", func(o *office) {
			o.size = func(p *post) int {
				if p.serial == 3 {
					return 0
				}
				return len(p.raw)
			}
		}},
		{"neither LIST nor UIDL", func(o *office) { o.noLIST, o.noUIDL = true, true }},
	} {
		for _, head := range []bool{false, true} {
			o := newOffice(t, 0, true)
			for i := range 6 {
				o.post(fmt.Sprintf("u%d", i+1), long(i+1))
			}
			faulty := true
			o.short = func(_ int, p *post) int {
				switch {
				case !faulty || p.serial != 3:
					return -1
				case head:
					return strings.Index(p.raw, "\r\n\r\n") + 4
				}
				return 0
			}
			how.setup(o)
			rep, err := o.run(t.Context(), leaving(deleteAll))
			if err != nil || rep.Received != 5 || rep.Removed != 5 || len(rep.Failed) != 1 || o.count() != 1 {
				t.Errorf("%s, head %v: %+v, %v, %d left", how.name, head, rep, err, o.count())
			}
			faulty = false
			if rep, err = o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Received != 1 || rep.Removed != 1 || o.count() != 0 {
				t.Errorf("%s, head %v, then: %+v, %v, %d left", how.name, head, rep, err, o.count())
			}
			o.mustHold(t, o.mail...)
			// What never comes whole is told each time, and never removed.
			o = newOffice(t, 0, true)
			for i := range 4 {
				o.post(fmt.Sprintf("u%d", i+1), long(i+1))
			}
			faulty = true
			o.short = func(_ int, p *post) int {
				if p.serial != 3 {
					return -1
				}
				return 0
			}
			how.setup(o)
			for range 5 {
				rep, err = o.run(t.Context(), leaving(deleteAll))
			}
			if err != nil || len(rep.Failed) != 1 || o.count() != 1 {
				t.Errorf("%s, for ever: %+v, %v, %d left", how.name, rep, err, o.count())
			}
		}
	}
}

// What was noted with a clock that was ahead is not waited for.
func TestDueAfterAClockAhead(t *testing.T) {
	now := time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	for at, due := range map[time.Duration]bool{5 * 365 * 24 * time.Hour: true, time.Minute: true, 0: false, -time.Hour: false, -asidePause: true} {
		n := &notes{Asides: []asideNote{{Name: []byte("a"), Times: patientAsides, At: now.Add(at)}}}
		if n.due("a", now) != due {
			t.Errorf("noted at %v: not %v", at, due)
		}
	}
}

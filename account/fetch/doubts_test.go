package fetch

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

// afterDots writes line by line, and rests after a line of one dot; a far server also
// before its answers.
type afterDots struct {
	net.Conn
	far bool
}

func (l *afterDots) Write(p []byte) (int, error) {
	n := 0
	for line := range strings.SplitAfterSeq(string(p), "\n") {
		if line == "" {
			continue
		}
		if l.far && line == "+OK\r\n" {
			time.Sleep(20 * time.Millisecond)
		}
		m, err := l.Conn.Write([]byte(line))
		if n += m; err != nil {
			return n, err
		}
		if line == ".\r\n" {
			time.Sleep(20 * time.Millisecond)
		}
	}
	return n, nil
}

// officeWith is an office with messages of which number special (from 0) has another body.
func officeWith(t *testing.T, messages, special int, body string) *office {
	o := newOffice(t, 0, true)
	for i := range messages {
		raw := long(i + 1)
		if i == special {
			raw = letter(i+1, true, body)
		}
		o.post(fmt.Sprintf("u%d", i+1), raw)
	}
	return o
}

// runs runs some sessions, which may fail, that remove what is here.
func (o *office) runs(t *testing.T, n int) {
	t.Helper()
	a := leaving(deleteAll)
	a.Incoming.Host = fmt.Sprintf("%x.example.org", t.Name())
	for range n {
		_, _ = o.runTCP(t.Context(), a)
	}
	o.mustHaveRemoved(t)
}

// mustHaveRemoved checks that what was removed from the server is here.
func (o *office) mustHaveRemoved(t *testing.T) {
	t.Helper()
	got := o.copies()
	for _, p := range o.gone {
		if got[p.raw] == 0 {
			t.Errorf("%s was removed and is not here (%d are here, %d were removed)", p.uid, len(got), len(o.gone))
		}
	}
}

// A line that is lost before a portion is whole brings the mail all the same.
func TestCutWithinAPortion(t *testing.T) {
	t.Parallel()
	for _, capa := range [][]string{nil, {"PIPELINING", "UIDL", "TOP"}} {
		o := officeWith(t, 60, -1, "")
		o.capa, o.size = capa, estimated
		o.cutAfter = func(int) int { return 20 * len(long(1)) }
		o.runs(t, 8)
		if n := len(o.copies()); n < 60 {
			t.Errorf("%v: %d of 60 are here", capa, n)
		}
	}
}

// A server that bears no STAT between messages.
func TestNoStatBetween(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"cut", "silence", "-ERR not now"} {
		o := officeWith(t, 40, -1, "")
		o.size, o.wait = estimated, 300*time.Millisecond
		last, stats := 0, 0
		o.answer = func(session int, command string) string {
			if session != last {
				last, stats = session, 0
			}
			if command == "STAT" {
				if stats++; stats > 1 {
					return how
				}
			}
			return ""
		}
		o.runs(t, 6)
		if n := len(o.copies()); n < 40 || o.count() > 0 {
			t.Errorf("%s: %d of 40 are here, %d are left there", how, n, o.count())
		}
	}
}

// One message that is asked for over several lines does not count as several: neither one
// that comes short nor one that comes longer makes another whole.
func TestCountedOnce(t *testing.T) {
	t.Parallel()
	for _, longer := range []bool{false, true} {
		o := officeWith(t, 8, -1, "")
		short := "u1"
		if longer {
			short = "u2"
		}
		o.size = func(p *post) int {
			if longer && p.uid == "u1" {
				return 700
			}
			return len(p.raw)
		}
		o.short = func(_ int, p *post) int {
			if p.uid == short {
				return lineBefore(p, len(p.raw)/2)
			}
			return -1
		}
		o.hangUp = func(p *post) bool { return p.uid != short && p.uid != "u1" }
		o.runs(t, 4)
	}
}

// Right sizes but for one, of a message with a line of one dot: it is not fetched for ever,
// and what came with it is removed.
func TestOneWrongSize(t *testing.T) {
	t.Parallel()
	for _, noUIDL := range []bool{false, true} {
		o := officeWith(t, 40, 10, strings.Repeat("before\r\n", 100)+".\r\nmore\r\n"+strings.Repeat("after\r\n", 100))
		o.noUIDL = noUIDL
		o.size = func(p *post) int {
			if p.serial == 10 {
				return len(p.raw) - 57
			}
			return len(p.raw)
		}
		o.runs(t, 4)
		o.commands()
		o.runs(t, 1)
		if n := o.commands()["RETR"]; n > 1 || o.count() > 1 {
			t.Errorf("without UIDL %v: %d RETR, %d left", noUIDL, n, o.count())
		}
		o.mustHold(t, o.mail...)
	}
}

// What a message holds, or a late refusal, is not taken for the answer of a check.
func TestChecksThatAreNone(t *testing.T) {
	t.Parallel()
	o := officeWith(t, 8, 2, "before\r\n.\r\n+OK\r\nmore")
	o.size, o.noSTAT = estimated, true
	o.wrap = func(c net.Conn) net.Conn { return &afterDots{c, true} }
	o.deny = func(_ int, p *post) string {
		if p.uid == "u8" {
			return "cannot read it"
		}
		return ""
	}
	o.runs(t, 3)
	for _, rest := range []string{"+OK 6 1234", "+OK 8 1234\r\n+OK", "+OK 1234 12"} {
		for _, slow := range []bool{false, true} {
			o := officeWith(t, 8, 7, "before\r\n.\r\n"+rest)
			o.size, o.statOctets = func(p *post) int { return len(p.raw) - 60 }, true
			if slow {
				o.wrap = func(c net.Conn) net.Conn { return &afterDots{c, false} }
			}
			o.runs(t, 3)
		}
	}
}

// Lines of one dot at the end of a message, several or with empty lines.
func TestDotsAtTheEnd(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"two": "before\r\n.\r\n.", "one": "before\r\n.", "and empty": "before\r\n.\r\n\r\n", "nothing else": ".\r\n.\r\n.\r\n", "a signature": "before\r\n.\r\n-- \r\nAnna",
	} {
		for size, f := range map[string]func(p *post) int{
			"estimated": estimated, "0": func(*post) int { return 0 }, "4096": func(*post) int { return 4096 },
			"LF": func(p *post) int { return len(p.raw) - strings.Count(p.raw, "\n") }, "less": func(p *post) int { return len(p.raw) * 3 / 4 },
		} {
			for _, slow := range []bool{false, true} {
				t.Run(fmt.Sprint(name, size, slow), func(t *testing.T) {
					t.Parallel()
					o := officeWith(t, 8, 4, strings.Repeat("text\r\n", 100)+body)
					o.size = f
					if slow {
						o.wrap = func(c net.Conn) net.Conn { return &afterDots{c, false} }
					}
					o.runs(t, 2)
				})
			}
		}
	}
}

// After answers that were out of step every mail but the one that was cut comes, once.
func TestNothingIsHidden(t *testing.T) {
	t.Parallel()
	o := officeWith(t, 10, 4, "before\r\n.\r\n+OK\r\nmore")
	o.size = estimated
	o.wrap = func(c net.Conn) net.Conn { return &afterDots{c, false} }
	o.runs(t, 5)
	got := o.copies()
	for i, raw := range o.mail {
		if got[raw] != 1 && i != 4 {
			t.Errorf("u%d: %d copies", i+1, got[raw])
		}
	}
}

// What was found to be perhaps not whole stays so when the mailbox is made anew.
func TestDoubtsStay(t *testing.T) {
	t.Parallel()
	o := officeWith(t, 40, 2, "before\r\n.\r\n+OK\r\nmore")
	o.size = func(*post) int { return 4096 }
	o.wrap = func(c net.Conn) net.Conn { return &afterDots{c, false} }
	for range 4 {
		_, _ = o.runTCP(t.Context(), leaving(account.Retention{}))
	}
	o.maildrop.mail[39].raw = letter(77, true, strings.Repeat("another\r\n", 600))
	o.size = func(p *post) int { return (len(p.raw) + 4095) / 4096 * 4096 }
	o.runs(t, 4)
}

// A message of a wrong size, whose rest is no answer, keeps nothing back on a server of
// right sizes.
func TestRestKeepsNothingBack(t *testing.T) {
	t.Parallel()
	for _, slow := range []bool{false, true} {
		o := officeWith(t, 20, 4, strings.Repeat("before\r\n", 100)+".\r\n-- \r\nAnna")
		o.wait = 500 * time.Millisecond
		o.size = func(p *post) int {
			if p.serial == 4 {
				return 300
			}
			return len(p.raw)
		}
		if slow {
			o.wrap = func(c net.Conn) net.Conn { return &afterDots{c, false} }
		}
		o.runs(t, 8)
		if o.count() > 1 {
			t.Errorf("slow %v: %d are left, %d are here", slow, o.count(), len(o.copies()))
		}
	}
}

// A full disk is no fault of a message, and no reason for another line.
func TestFullDiskBlamesNobody(t *testing.T) {
	t.Parallel()
	for _, size := range []func(p *post) int{nil, estimated} {
		o := officeWith(t, 100, -1, "")
		o.size = size
		o.hangUp = func(p *post) bool { return p.serial == 99 }
		o.runs(t, 1)
		o.hangUp = nil
		o.budget, o.fault = 2, errors.New("no space left")
		before := o.sessions
		o.runs(t, 1)
		if o.sessions-before > 1 || len(o.stumbles()) > 1 {
			t.Errorf("%d lines, blamed %v", o.sessions-before, o.stumbles())
		}
		o.budget = -1
		o.runs(t, 2)
		o.mustHold(t, o.mail...)
		if o.count() > 0 {
			t.Errorf("%d are left", o.count())
		}
	}
}

// Sizes that prove nothing from servers that end each message twice, and whose STAT says
// something else from time to time, or each time.
func TestOddServersWithoutAProof(t *testing.T) {
	t.Parallel()
	for name, setup := range map[string]func(o *office){
		"two ends":   func(o *office) { o.endAgain = "." },
		"three ends": func(o *office) { o.endAgain = ".\r\n." },
		"octets that settle": func(o *office) {
			stats := 0
			o.answer = func(_ int, command string) string {
				if command != "STAT" {
					return ""
				}
				stats++
				return fmt.Sprintf("+OK %d %d", o.count(), 50000+stats/7)
			}
		},
		"octets that move": func(o *office) {
			stats := 0
			o.answer = func(_ int, command string) string {
				if command != "STAT" {
					return ""
				}
				stats++
				return fmt.Sprintf("+OK %d %d", o.count(), 50000+stats)
			}
		},
	} {
		o := officeWith(t, 40, -1, "")
		o.size = estimated
		setup(o)
		o.runs(t, 1)
		if n := o.commands()["RETR"]; o.count() > 0 || n > 80 {
			t.Errorf("%s: %d are left, %d RETR", name, o.count(), n)
		}
		o.mustHold(t, o.mail...)
	}
}

// After a line that was lost, servers whose sizes are right again are asked for many
// messages at a time again.
func TestCautionEnds(t *testing.T) {
	t.Parallel()
	o := officeWith(t, 120, -1, "")
	o.capa = []string{"PIPELINING", "UIDL", "TOP"}
	o.size = func(p *post) int {
		if p.serial == 50 {
			return len(p.raw) - 57
		}
		return len(p.raw)
	}
	o.cutAfter = func(session int) int {
		if session == 1 {
			return 60 * len(long(1))
		}
		return -1
	}
	o.runs(t, 2)
	for i := range 40 {
		o.post(fmt.Sprintf("n%d", i), long(1000+i))
	}
	o.runs(t, 1)
	if o.count() > 0 || strings.Contains(string(o.memStore.notes), "Wary") {
		t.Errorf("%d are left, noted %s", o.count(), o.memStore.notes)
	}
	o.mustHold(t, o.mail...)
}

// A server that says nothing at any check is not asked over and over.
func TestSilentAtChecks(t *testing.T) {
	t.Parallel()
	o := officeWith(t, 40, -1, "")
	o.size, o.wait = estimated, 200*time.Millisecond
	last, stats := 0, 0
	o.answer = func(session int, command string) string {
		if session != last {
			last, stats = session, 0
		}
		if command == "STAT" {
			stats++
		}
		if command == "NOOP" || command == "STAT" && stats > 1 {
			return "silence"
		}
		return ""
	}
	o.runs(t, 1)
	if o.sessions > maxSilentLines {
		t.Errorf("%d lines", o.sessions)
	}
}

// stray sends a line that nobody asked for, as an answer to the first command that
// begins with before.
type stray struct {
	net.Conn
	before, text string
	sent         bool
}

func (s *stray) Read(p []byte) (int, error) {
	n, err := s.Conn.Read(p)
	if !s.sent && strings.HasPrefix(string(p[:n]), s.before) {
		s.sent = true
		_, _ = s.Conn.Write([]byte(s.text + "\r\n"))
		time.Sleep(30 * time.Millisecond) // the other side goes on
	}
	return n, err
}

// Lines that nobody asked for do not put a message under another's name, or into
// another message.
func TestStrayLines(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"RETR 1\r", "RETR 3\r", "RETR 6\r", "STAT", "LIST", "UIDL"} {
		for _, text := range []string{"-ERR idle", "+OK note", "+OK", "+OK 6 12", "*", "-ERR\r\n-ERR"} {
			for _, size := range []func(p *post) int{nil, estimated, func(*post) int { return 0 }} {
				t.Run(fmt.Sprint(before, text, size == nil), func(t *testing.T) {
					t.Parallel()
					o := newOffice(t, 0, true)
					for i := range 6 { // of different sizes: else a right size proves nothing
						o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, strings.Repeat("A line of the letter.\r\n", 100+7*i)))
					}
					o.size, o.wait = size, time.Second
					first := true
					o.wrap = func(c net.Conn) net.Conn {
						if !first {
							return c
						}
						first = false
						return &stray{Conn: c, before: before, text: text}
					}
					o.runs(t, 4)
					for raw, n := range o.copies() {
						if strings.HasPrefix(raw, "+OK") && o.count() == 0 {
							t.Errorf("%d copies begin with an answer", n)
						}
					}
				})
			}
		}
	}
}

// A server that refuses UIDL each time, whatever it says besides.
func TestUIDLIsAlwaysRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer string
		capa   []string
		runs   int
	}{
		{"-ERR unknown command", []string{"UIDL", "TOP"}, 5},
		{"-ERR [SYS/PERM] no UIDL here", []string{"UIDL", "TOP"}, 5},
		{"-ERR [SYS/PERM] no UIDL here", []string{"TOP"}, 1},
		{"-ERR [BADCMD] unknown command", nil, 1},
		{"-ERR [SYS/PERM/X] UIDL is disabled", nil, 1},
	} {
		t.Run(c.answer, func(t *testing.T) {
			o := officeWith(t, 6, -1, "")
			o.capa, o.noUIDL = c.capa, true
			o.maildrop.answer = func(_ int, command string) string {
				if command == "UIDL" {
					return c.answer
				}
				return ""
			}
			o.runs(t, c.runs)
			o.mustHold(t, o.mail...)
		})
	}
}

// A server that loses its unique-ids is believed in the fourth session in a row, and not before:
// what is here is not transferred anew for less. An empty mailbox tells nothing.
func TestUIDLIsLost(t *testing.T) {
	for _, answer := range []string{"-ERR what?", "-ERR [X] what?", "+OK\r\n1 \r\n.", "+OK\r\n.", "+OK\r\n1 u1\r\n.", "what?"} {
		t.Run(answer, func(t *testing.T) {
			o := newOffice(t, 12, true)
			ask := answer
			o.maildrop.answer = func(_ int, command string) string {
				if command == "UIDL" {
					return ask
				}
				return ""
			}
			ask = ""
			o.must(t, testAccount, 12, 12, 0, 0)
			mail := o.maildrop.mail
			ask = answer
			for i := range 3 {
				o.maildrop.mail = nil
				o.must(t, testAccount, 0, 0, 0, 0)
				if i == 0 {
					o.maildrop.mail = mail
					o.commands()
					_, err := o.run(t.Context(), testAccount)
					wantTrouble(t, err, account.TroubleServer)
					if n := o.commands(); n["RETR"]+n["TOP"] > 0 || n["PASS"] != 1 {
						t.Errorf("%v", n)
					}
				}
			}
			o.maildrop.mail = mail
			o.post("u13", letter(13, true, "body of 13"))
			for range 2 {
				if _, err := o.run(t.Context(), testAccount); err == nil {
					t.Error("it is believed too early")
				}
			}
			if rep, err := o.run(t.Context(), testAccount); err != nil || rep.Received != 1 {
				t.Errorf("%+v, %v", rep, err)
			}
			ask = ""
			o.must(t, testAccount, 13, 0, 13, 0)
			o.mustHold(t, o.mail...)
			if n := notesOf(t, o).NoUIDL; n != 0 {
				t.Errorf("NoUIDL: %d", n)
			}
		})
	}
}

// A session that is told of new mail under names has been told names: what failed before it does not
// count any more.
func TestUIDLIsLostNowAndThen(t *testing.T) {
	for _, answer := range []string{"-ERR what?", "+OK\r\n."} {
		t.Run(answer, func(t *testing.T) {
			o := newOffice(t, 12, true)
			o.statOctets = true
			ask := ""
			o.maildrop.answer = func(_ int, command string) string {
				if command == "UIDL" {
					return ask
				}
				return ""
			}
			o.must(t, testAccount, 12, 12, 0, 0)
			o.must(t, testAccount, 12, 0, 12, 0)
			for i := range 6 {
				ask = answer
				o.commands()
				_, err := o.run(t.Context(), testAccount)
				wantTrouble(t, err, account.TroubleServer)
				if n := o.commands(); n["RETR"]+n["TOP"] > 0 {
					t.Errorf("%v", n)
				}
				ask = ""
				o.post(fmt.Sprintf("n%d", i), letter(100+i, true, fmt.Sprintf("new %0*d", 10+7*i, 0)))
				o.must(t, testAccount, 13+i, 1, 12+i, 0)
				if n := notesOf(t, o).NoUIDL; n != 0 {
					t.Errorf("NoUIDL: %d", n)
				}
			}
		})
	}
}

// A server that has no unique-ids for many messages is read each time.
func TestUIDLOfSomeAlone(t *testing.T) {
	o := newOffice(t, 30, true)
	o.uid = func(n int, p *post) (string, bool) { return p.uid, n > 20 }
	o.must(t, testAccount, 30, 30, 0, 0)
	for i := range 4 {
		o.post(fmt.Sprintf("later%d", i), long(100+i))
		o.must(t, testAccount, 31+i, 1, 30+i, 0)
	}
	o.mustHold(t, o.mail[:34]...)
}

// Messages that cannot be read at both ends keep nothing between them back.
func TestUnreadableAtBothEnds(t *testing.T) {
	t.Parallel()
	o := officeWith(t, 11, -1, "")
	o.deny = func(_ int, p *post) string {
		if p.serial < 4 || p.serial == 10 {
			return "cannot open it"
		}
		return ""
	}
	o.runs(t, 2)
	o.mustHold(t, o.mail[4:10]...)
}

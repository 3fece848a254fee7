package fetch

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// highOffice is a server without unique-ids whose sizes are always too high, with a dozen letters.
func highOffice(t *testing.T) *office {
	o := newOffice(t, 0, true)
	o.wait, o.noUIDL = 5*time.Second, true
	o.size = func(p *post) int { return len(p.raw)*4/3 + p.serial%50 }
	for i := range 12 {
		o.post(fmt.Sprintf("u%d", i+1), long(i+1))
	}
	return o
}

// anew is a multipart with another boundary each time, as some servers make it.
func anew(turn int) string {
	return strings.ReplaceAll(inParts(1, 100), "AbC", fmt.Sprintf("b%06d", turn))
}

// becomes gives a message on the server other octets.
func (o *office) becomes(uid, raw string) {
	for _, p := range o.maildrop.mail {
		if p.uid == uid {
			p.raw = raw
		}
	}
}

// having counts the messages here in which some text is.
func (o *office) having(text string) (n int) {
	for _, m := range o.mails {
		if strings.Contains(m.raw, text) {
			n++
		}
	}
	return n
}

// hasOctets checks how long the messages here are in which some text is.
func (o *office) hasOctets(t *testing.T, text string, want int) {
	t.Helper()
	for _, m := range o.mails {
		if strings.Contains(m.raw, text) && len(m.raw) != want {
			t.Errorf("%d of %d octets", len(m.raw), want)
		}
	}
}

// TestCopiesOfOneLetter: the copy that came directly and that of a mailing list, of one name, stay two messages, though both
// come with other octets each time.
func TestCopiesOfOneLetter(t *testing.T) {
	for _, order := range []bool{false, true} {
		o := highOffice(t)
		text := func(list bool, turn int) string {
			if list {
				return "Received: from list by b id L1; Sat, 21 Nov 2026 10:00:00 +0000\r\n" + strings.Replace(anew(turn), "--\r\n", "--\r\nFOOTER of the list, which is long\r\n", 1)
			}
			return "Received: from a by b id D1; Sat, 21 Nov 2026 10:00:00 +0000\r\n" + anew(turn)
		}
		o.post("A", text(order, 0))
		o.post("B", text(!order, 0))
		for turn := range 6 {
			o.becomes("A", text(order, turn))
			o.becomes("B", text(!order, turn))
			_, _ = o.run(t.Context(), leaving(deleteAll))
			o.clock = o.clock.Add(time.Hour)
			if l, d := o.having("id L1;"), o.having("id D1;"); l != 1 || d != 1 {
				t.Fatalf("order %v, check %d: %d of the list and %d direct", order, turn, l, d)
			}
		}
	}
}

// TestNamelessComesAnew: a letter that nothing names, and that comes with other octets each time, is not one more each time.
func TestNamelessComesAnew(t *testing.T) {
	o := highOffice(t)
	text := func(turn int) string {
		_, raw, _ := strings.Cut(anew(turn), "\r\n") // no Message-ID
		return "X-Scan: 1\r\n" + raw
	}
	o.post("x", text(0))
	for turn := range 8 {
		o.becomes("x", text(turn))
		_, _ = o.run(t.Context(), leaving(deleteAll))
		o.clock = o.clock.Add(time.Hour)
	}
	if n := o.having("X-Scan: 1"); n > 1 || o.count() == 0 {
		t.Errorf("%d of it are here, %d on the server", n, o.count())
	}
}

// TestCutThenWhole: what came cut and then whole is here once, whether its size stays or is told anew, and is removed only then.
func TestCutThenWhole(t *testing.T) {
	for _, traced := range []bool{false, true} {
		for _, told := range []bool{false, true} {
			o := newOffice(t, 0, true)
			o.wait, o.noUIDL = 5*time.Second, true
			turn := 0
			o.size = func(p *post) int {
				if told && turn > 0 && p.uid == "x" {
					return len(p.raw)
				}
				return len(p.raw) + 200
			}
			for i := range 12 {
				o.post(fmt.Sprintf("u%d", i+1), letter(i+1, traced, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), 300)))
			}
			o.post("x", letter(77, traced, strings.Repeat("Line of the letter X.\r\n", 400)))
			o.cutAt("x", 985)
			for turn = range 5 {
				_, _ = o.run(t.Context(), leaving(deleteAll))
				o.clock = o.clock.Add(time.Hour)
				o.short = nil
			}
			if n := o.having("letter X."); n != 1 || len(o.mails) != 13 {
				t.Errorf("traced %v, told anew %v: %d of it, %d in all", traced, told, n, len(o.mails))
			}
		}
	}
}

// TestBeginningMadeAnew: of a letter whose boundary is another one each time the whole takes the place of the beginning.
func TestBeginningMadeAnew(t *testing.T) {
	o := newOffice(t, 6, true)
	o.whole = wholeUpTo
	text := func(turn int) string {
		_, raw, _ := strings.Cut(strings.ReplaceAll(inParts(1, 800), "AbC", fmt.Sprintf("b%06d", turn)), "\r\n")
		return "X-Scan: 1\r\n" + raw
	}
	o.post("x", text(0))
	for turn := range 3 {
		o.becomes("x", text(turn))
		if turn == 1 {
			o.want("x")
		}
		_, _ = o.run(t.Context(), leaving(deleteAll))
		o.clock = o.clock.Add(time.Hour)
	}
	if n := o.having("X-Scan: 1"); n != 1 {
		t.Errorf("%d of it are here", n)
	}
	o.hasOctets(t, "X-Scan: 1", len(text(1)))
}

// TestLongerPartAndNoRoom: the longer part of a letter for which there was no room when it came is stored once there is.
func TestLongerPartAndNoRoom(t *testing.T) {
	o := highOffice(t)
	text := func(turn int) string {
		return "Received: from a by b id x1; Sat, 21 Nov 2026 10:00:00 +0000\r\n" + strings.ReplaceAll(inParts(1, 100+10*min(turn, 1)), "AbC", fmt.Sprintf("b%06d", min(turn, 1)))
	}
	o.post("x", text(0))
	for turn := range 12 {
		o.becomes("x", text(turn))
		if o.budget, o.fault = -1, nil; turn == 1 {
			o.budget, o.fault = 0, errors.New("no space left")
		}
		_, _ = o.run(t.Context(), leaving(deleteAll))
		o.budget = -1
		o.clock = o.clock.Add(100 * time.Hour)
	}
	if n := o.having("id x1;"); n != 1 {
		t.Fatalf("%d of it are here", n)
	}
	o.hasOctets(t, "id x1;", len(text(1)))
}

// TestCutTwiceInOneRun: a message that is got by name and comes cut twice in one Run, with the same octets, is not whole by that.
func TestCutTwiceInOneRun(t *testing.T) {
	o := estimating(t, 12, false)
	o.check(t, 3)
	for _, n := range []string{"y", "z"} {
		o.post(n, letter(700, true, strings.Repeat("Line of the letter "+n+".\r\n", 300)))
	}
	o.hangUp = func(p *post) bool { return p.uid == "y" || p.uid == "z" }
	for range 3 {
		_, _ = o.run(t.Context(), leaving(deleteAll))
		o.clock = o.clock.Add(time.Hour)
	}
	o.post("x", letter(900, true, strings.Repeat("Line of the letter X.\r\n", 400)))
	o.cutAt("x", 985)
	o.only = &Only{Get: []string{"x", "y", "z"}}
	rep, _ := o.run(t.Context(), leaving(deleteAll))
	if o.count() != 3 || rep.Removed != 0 {
		t.Errorf("%d are on the server, %d were removed", o.count(), rep.Removed)
	}
}

// TestAbsurdTotal: a sum of STAT that cannot be is not told as what the mailbox holds.
func TestAbsurdTotal(t *testing.T) {
	for _, sum := range []string{"4294967295", "2147483647", "9223372036854775807", "-1"} {
		o := newOffice(t, 3, true)
		o.answer = func(_ int, command string) string {
			if command == "STAT" {
				return "+OK 3 " + sum
			}
			return ""
		}
		if rep, err := o.run(t.Context(), testAccount); err != nil || rep.Octets > 1000 || rep.Received != 3 {
			t.Errorf("%s: %d octets, %d received, %v", sum, rep.Octets, rep.Received, err)
		}
	}
}

package fetch

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// inParts is a message of two lines of parts, which is whole only with the last one.
func inParts(i, lines int) string {
	body := strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), lines)
	return fmt.Sprintf("Message-ID: <p%d@example.org>\r\nSubject: s\r\nDate: Mon, 2 Jan 2006 15:04:05 +0000\r\nContent-Type: multipart/mixed; boundary=\"AbC\"\r\n\r\n--AbC\r\n\r\n%s--AbC--\r\n", i, body)
}

// estimating is an office whose server announces sizes that are too high by up to a twentieth, or,
// where below, too low as well.
func estimating(t *testing.T, messages int, below bool) *office {
	o := newOffice(t, 0, true)
	o.wait = 800 * time.Millisecond
	for i := range messages {
		o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), 60+i)))
	}
	o.size = func(p *post) int {
		f := 1.004 + rand.New(rand.NewPCG(7, uint64(len(p.raw)))).Float64()*.04
		if below && len(p.raw)%2 == 0 {
			f = 2 - f
		}
		return int(float64(len(p.raw)) * f)
	}
	return o
}

// cutAt cuts one message, ended properly, to a part of a thousand.
func (o *office) cutAt(uid string, part int) {
	before := o.short
	o.short = func(n int, p *post) int {
		if p.uid == uid {
			return lineBefore(p, len(p.raw)*part/1000)
		}
		if before != nil {
			return before(n, p)
		}
		return -1
	}
}

func (o *office) check(t *testing.T, n int) {
	t.Helper()
	for range n {
		if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
			t.Fatal(err)
		}
		o.clock = o.clock.Add(time.Hour)
	}
}

// mustKeep checks that a message is still on the server, and that what was removed is here.
func (o *office) mustKeep(t *testing.T, uids ...string) {
	t.Helper()
	there := map[string]bool{}
	for _, p := range o.maildrop.mail {
		there[p.uid] = true
	}
	for _, uid := range uids {
		if !there[uid] {
			t.Errorf("%s was removed, and is not whole here", uid)
		}
	}
	o.mustHaveRemoved(t)
}

// TestOneCutAmongEstimated: of a server that estimates sizes, one message that comes cut stays
// there, whatever explains the others, also where it is one of many or comes later.
func TestOneCutAmongEstimated(t *testing.T) {
	for _, c := range []struct {
		messages, part int
		below, later   bool
	}{{100, 400, false, false}, {20, 400, false, false}, {20, 850, true, false}, {20, 400, false, true}, {20, 400, true, true}, {9, 700, true, false}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			t.Parallel()
			o := estimating(t, c.messages, c.below)
			x := "u5"
			if c.later {
				o.check(t, 3)
				x = "x"
				o.post(x, letter(900, true, strings.Repeat("Line of the letter X.\r\n", 300)))
				for i := range 5 {
					o.post(fmt.Sprint("y", i), letter(901+i, true, strings.Repeat("Line of the letter Y.\r\n", 90+i)))
				}
			}
			o.cutAt(x, c.part)
			o.check(t, 8)
			o.mustKeep(t, x)
			if n := o.count(); n != 1 {
				t.Errorf("%d are left", n)
			}
		})
	}
}

// TestCutBeyondTheHeld: what no longer fits among the messages that wait is judged by its own size too.
func TestCutBeyondTheHeld(t *testing.T) {
	s := sizes{octets: maxHeld, wrong: enough}
	for i := range int64(50) {
		s.over = append(s.over, relation{10000 + i*400, 9900 + i*391, fmt.Sprint(i)})
	}
	if !s.always() {
		t.Fatal("the sizes are not known as estimates")
	}
	for part, want := range map[int]verdict{400: doubtful, 970: whole} {
		raw := []byte(letter(1, true, strings.Repeat("Line of the letter.\r\n", 1000)))
		it := &item{size: int64(len(raw)), key: "x", uid: "x"}
		if v, waits := s.weigh(it, raw[:len(raw)*part/1000]); waits || v != want {
			t.Errorf("of %d parts in a thousand: %d, want %d", part, v, want)
		}
	}
}

// TestUnclosedAmongEstimated: a multipart whose end is missing stays on the server, also one whose server
// is known to estimate sizes, and goes once it has come whole.
func TestUnclosedAmongEstimated(t *testing.T) {
	for _, first := range []bool{true, false} {
		t.Run(fmt.Sprint(first), func(t *testing.T) {
			t.Parallel()
			o := estimating(t, 12, false)
			if !first {
				o.check(t, 3)
			}
			for i := range 2 {
				o.post(fmt.Sprint("p", i), inParts(50+i, 400))
				o.cutAt(fmt.Sprint("p", i), 970)
			}
			o.check(t, 6)
			o.mustKeep(t, "p0", "p1")
			if n := o.count(); n != 2 {
				t.Errorf("%d are left", n)
			}
			o.commands()
			o.check(t, 3)
			if n := o.commands()["RETR"]; n != 0 {
				t.Errorf("asked for %d times more", n)
			}
		})
	}
	o := estimating(t, 12, false)
	o.check(t, 3)
	o.post("p", inParts(50, 400))
	o.cutAt("p", 970)
	o.check(t, 1)
	o.mustKeep(t, "p")
	o.short = nil
	o.check(t, 2)
	o.mustHaveRemoved(t)
	if n := o.count(); n != 0 {
		t.Errorf("%d are left", n)
	}
}

// TestReannouncedCut: a message that comes cut at the same place each time, while what is announced for it changes,
// stays on the server: a multipart for ever, another one where sizes are right for the others until
// three were announced.
func TestReannouncedCut(t *testing.T) {
	for name, parts := range map[string]bool{"multipart": true, "text": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, 12, true)
			o.wait = 800 * time.Millisecond
			if parts {
				o.post("x", inParts(77, 400))
			} else {
				o.post("x", letter(77, true, strings.Repeat("Line of the letter X.\r\n", 300)))
			}
			o.cutAt("x", 970)
			more := 0
			o.size = func(p *post) int {
				if p.uid == "x" {
					return len(p.raw) + more
				}
				return len(p.raw)
			}
			o.check(t, 1)
			more = 20 // once: the mailbox was converted
			o.check(t, 5)
			o.mustKeep(t, "x")
			for range 4 {
				if parts {
					more += 20
					o.check(t, 1)
					o.mustKeep(t, "x")
				}
			}
		})
	}
}

// TestMovedThenCut: after a mailbox was moved, with a field that was written into each header, sizes
// that are right count as such: a message that comes cut stays, and the others do not have a check each.
func TestMovedThenCut(t *testing.T) {
	o := newOffice(t, 0, true)
	o.wait = 800 * time.Millisecond
	o.capa = []string{"TOP", "PIPELINING"}
	for i := range 20 {
		o.post(fmt.Sprintf("u%d", i+1), long(i+1))
	}
	o.must(t, testAccount, 20, 20, 0, 0)
	for i, p := range o.maildrop.mail {
		p.uid, p.raw = fmt.Sprintf("v2.%d", i+1), "Return-Path: <someone@example.org>\r\n"+p.raw
	}
	o.must(t, testAccount, 20, 0, 20, 0)
	known, err := o.Known(t.Context(), testAccount.ID)
	if err != nil {
		t.Fatal(err)
	}
	s := sizes{}
	s.recall(known, &notes{Moved: o.clock.Unix()})
	if s.unsure() || s.always() || len(s.over) > 0 {
		t.Errorf("sizes that are right count as %+v", s)
	}
	o.post("new", long(40))
	o.post("x", long(41))
	o.cutAt("x", 970)
	for range 6 {
		o.check(t, 1)
		there := false
		for _, p := range o.maildrop.mail {
			there = there || p.uid == "x"
		}
		if !there {
			t.Fatal("the cut message was removed")
		}
	}
}

// TestAllCutWithoutNames: messages without unique-ids that all come cut by a little, by different parts, stay.
func TestAllCutWithoutNames(t *testing.T) {
	o := estimating(t, 8, false)
	o.noUIDL, o.size = true, nil
	for i := range 8 {
		o.cutAt(fmt.Sprintf("u%d", i+1), 945+i*6)
	}
	o.check(t, 6)
	o.mustHaveRemoved(t)
	if n := o.count(); n != 8 {
		t.Errorf("%d are left", n)
	}
}

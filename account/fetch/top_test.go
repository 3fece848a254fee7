package fetch

import (
	"fmt"
	"strings"
	"testing"
)

// A server that answers TOP with all of a message that is large: no more than the beginning of the
// answer is kept, it is asked for no more beginnings, and the message comes whole.
func TestWholeLargeTop(t *testing.T) {
	o := newOffice(t, 3, true)
	o.capa = []string{"TOP", "PIPELINING"}
	for i := range 3 {
		o.post(fmt.Sprint("big", i), letter(100+i, true, strings.Repeat("a line of a long message\r\n", 100_000)))
	}
	o.topWhole, o.whole = true, 100_000
	o.must(t, testAccount, 6, 6, 0, 0)
	if c := o.commands(); c["TOP"] != 1 || c["RETR"] != 6 {
		t.Errorf("%v", c)
	}
	o.mustHold(t, o.mail...)
}

// Long lines are no sign of such a server, however long.
func TestBeginningOfLongLines(t *testing.T) {
	o := newOffice(t, 3, true)
	o.capa = []string{"TOP", "PIPELINING"}
	lines := strings.Repeat(strings.Repeat("x", 200_000)+"\r\n", 60)
	for i := range 2 {
		o.post(fmt.Sprint("big", i), letter(100+i, true, lines))
	}
	o.whole = 100_000
	o.must(t, testAccount, 5, 5, 0, 0)
	if c := o.commands(); c["TOP"] != 2 || c["RETR"] != 3 {
		t.Errorf("%v", c)
	}
	o.whole = 100_000_000
	o.must(t, testAccount, 5, 0, 5, 0)
	o.mustHold(t, o.mail...)
}

// The headers of a list are no larger than rows need, and together within a bound, also from a server that
// answers with all of its messages.
func TestHeadersAreBounded(t *testing.T) {
	const messages = 600
	o := newOffice(t, messages, true)
	o.capa = []string{"TOP", "PIPELINING"}
	o.only = &Only{List: true}
	long := "+OK\r\nSubject: long\r\n" + strings.Repeat("X-Long: "+strings.Repeat("y", 900)+"\r\n", 80) + "\r\nand the text\r\n."
	o.answer = func(_ int, command string) string {
		if strings.HasPrefix(command, "TOP ") {
			return long
		}
		return ""
	}
	rep, err := o.run(t.Context(), testAccount)
	if err != nil || len(rep.Rows) != messages {
		t.Fatalf("%d rows, %v", len(rep.Rows), err)
	}
	sum, with := 0, 0
	for _, r := range rep.Rows {
		if sum += len(r.Head); r.Head != nil {
			with++
		}
		if len(r.Head) > headOctets || r.Head != nil && !strings.HasPrefix(string(r.Head), "Subject: long\r\n") {
			t.Fatalf("a header of %d octets", len(r.Head))
		}
	}
	if sum > headsOctets+headOctets || with < 400 || with == messages {
		t.Errorf("%d headers of %d octets", with, sum)
	}
	if c := o.commands(); c["QUIT"] != 1 {
		t.Errorf("the session does not go on: %v", c)
	}
	o.answer, o.topWhole = nil, true
	if rep, err = o.run(t.Context(), testAccount); err != nil || !strings.HasSuffix(string(rep.Rows[0].Head), "\r\n\r\n") || strings.Contains(string(rep.Rows[0].Head), "body of") {
		t.Errorf("%q, %v", rep.Rows[0].Head, err)
	}
}

// Where TOP gives the header alone, as the first answers show, headers are asked for many at a time,
// also where no message is large.
func TestLookIsInFewPortions(t *testing.T) {
	for _, lines := range []int{160, 560} { // of 9 and 30 KB
		o := newOffice(t, 0, true)
		body := strings.Repeat("A line of the letter that is long enough to be seen.\r\n", lines)
		for i := range 500 {
			o.post(fmt.Sprintf("u%d", i), letter(i+1, true, body))
		}
		o.capa = []string{"TOP", "UIDL", "PIPELINING"}
		portions := 0
		o.only = &Only{List: true, Sight: func() []string { portions++; return nil }}
		rep, err := o.run(t.Context(), testAccount)
		if told := len(rep.Rows) - rep.Untold; err != nil || told != 500 || o.commands()["TOP"] != 500 {
			t.Errorf("%d told, %v", told, err)
		}
		if portions > 7 {
			t.Errorf("%d lines: %d portions", lines, portions)
		}
	}
}

// Where TOP gives all of a message the look at what the server holds does not transfer the mailbox:
// it ends after two large messages, and the next one after one.
func TestLookWhereTOPGivesAll(t *testing.T) {
	for _, capa := range [][]string{{"TOP", "UIDL"}, {"TOP", "UIDL", "PIPELINING"}} {
		for _, all := range []bool{true, false} {
			for _, size := range []int{3000, 4000, 200} { // lines
				o := newOffice(t, 0, true)
				for i := range 40 {
					o.post(fmt.Sprintf("u%d", i), letter(i+1, true, strings.Repeat("A line of the letter that is long enough to be seen.\r\n", size)))
				}
				o.capa, o.topAll = capa, all
				o.only = &Only{List: true}
				for _, want := range []int{2, 1} {
					if !all || size == 200 {
						want = 40
					}
					o.commands()
					rep, err := o.run(t.Context(), testAccount)
					if err != nil || len(rep.Rows) != 40 {
						t.Fatalf("%d rows, %v", len(rep.Rows), err)
					}
					told := 0
					for _, r := range rep.Rows {
						if r.Head != nil {
							told++
						}
					}
					most := want
					if len(capa) > 2 && want < 40 {
						most = 6 // of a megabyte together
					}
					if n := o.commands()["TOP"]; n < want || n > most || told != want || rep.Untold != 40-want {
						t.Errorf("%v, all %v, %d lines: %d TOP, %d told, %d not; want %d", capa, all, size, n, told, rep.Untold, want)
					}
				}
			}
		}
	}
}

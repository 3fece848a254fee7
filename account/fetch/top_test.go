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

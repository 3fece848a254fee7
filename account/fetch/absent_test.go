package fetch

import (
	"fmt"
	"strings"
	"testing"

	"popmail/account"
)

// unnamed takes the Message-ID off a letter, and the trace unless it is to stay.
func unnamed(raw string, traced bool) string {
	trace, rest, _ := strings.Cut(raw, "\r\n")
	_, rest, _ = strings.Cut(rest, "\r\n")
	if traced {
		return strings.Replace(trace, " id ", " id 3C4D", 1) + "\r\n" + rest
	}
	return strings.Replace(rest, "hello", "scan "+trace[20:28], 1)
}

// namelessOffice is officeOf with letters that have no name.
func namelessOffice(t *testing.T, traced bool) (o *office, big []string) {
	o, big = officeOf(t)
	for i := range big {
		big[i] = unnamed(big[i], traced)
	}
	for i, p := range o.maildrop.mail {
		p.raw = unnamed(p.raw, traced)
		o.mail[i] = p.raw
	}
	return o, big
}

func (o *office) rename(session int) {
	for i, p := range o.maildrop.mail {
		p.uid = fmt.Sprintf("v%d.%d", session, i)
	}
}

// Beginnings of messages without a name are not doubled where unique-ids change, once or each time, nor are
// those beside a message that is here whole; and the whole takes the place of the beginning.
func TestNamelessBeginnings(t *testing.T) {
	for _, traced := range []bool{false, true} {
		for _, capa := range [][]string{nil, {"PIPELINING", "UIDL", "TOP"}} {
			t.Run(fmt.Sprint("beginnings first", traced, capa), func(t *testing.T) {
				o, big := namelessOffice(t, traced)
				o.capa = capa
				o.must(t, testAccount, 12, 12, 0, 0)
				for n := range 3 {
					o.rename(n)
					o.must(t, testAccount, 12, 0, 12, 0)
				}
				if n := len(o.begun(t, big)); n != 3 || len(o.mails) != 12 {
					t.Errorf("%d beginnings, %d messages", n, len(o.mails))
				}
				o.rename(7)
				o.want("v2.5")
				o.must(t, testAccount, 12, 0, 12, 0)
				o.whole = 0 // the limit is higher
				o.rename(8)
				o.must(t, testAccount, 12, 0, 12, 0)
				o.mustHold(t, o.mail...)
				o.must(t, leaving(deleteAll), 12, 0, 12, 12)
			})
			t.Run(fmt.Sprint("whole first", traced, capa), func(t *testing.T) {
				o, _ := namelessOffice(t, traced)
				o.capa, o.whole = capa, 0
				o.must(t, testAccount, 12, 12, 0, 0)
				o.whole = wholeUpTo
				for n := range 3 {
					o.rename(n)
					o.must(t, leaving(sevenDays), 12, 0, 12, 0)
					o.mustHold(t, o.mail...)
				}
				o.commands()
				o.must(t, leaving(sevenDays), 12, 0, 12, 0)
				if c := o.commands(); c["RETR"] > 0 {
					t.Errorf("less than usual is to come: %v", c)
				}
				// What is not proved to be here is not removed, but proved where all may come.
				if left := 3; !traced {
					o.must(t, leaving(deleteAll), 12, 0, 12, 12-left)
					o.whole = account.UsualWhole
					o.must(t, leaving(deleteAll), left, 0, left, left)
				} else {
					o.must(t, leaving(deleteAll), 12, 0, 12, 12)
				}
				o.mustHold(t, o.mail...)
			})
		}
	}
}

// A large message of usual limits is proved by a transfer, once its unique-id stays.
func TestLikelyIsProved(t *testing.T) {
	for _, same := range []bool{true, false} {
		o := newOffice(t, 3, true)
		scan := "From: scanner@example.org\r\nSubject: scan\r\n\r\n" + strings.Repeat(strings.Repeat("A", 76)+"\r\n", account.UsualWhole/78+100)
		o.post("scan", scan)
		o.must(t, testAccount, 4, 4, 0, 0)
		o.want("scan")
		o.must(t, testAccount, 4, 0, 4, 0)
		o.mustHold(t, o.mail...)
		o.rename(1)
		want := o.mail
		if !same { // another one, whose header, size and beginning are the same
			p := o.maildrop.mail[3]
			p.raw = p.raw[:len(p.raw)-6] + "BBBB\r\n"
			want = append([]string{p.raw}, want...)
		}
		o.must(t, testAccount, 4, 0, 4, 0)
		for range 3 {
			if _, err := o.run(t.Context(), testAccount); err != nil {
				t.Fatal(err)
			}
		}
		o.mustHold(t, want...)
		if n := o.noted(t); len(n.Likely) != 0 {
			t.Errorf("%q", n.Likely)
		}
		o.commands()
		o.must(t, leaving(deleteAll), 4, 0, 4, 4)
		if c := o.commands(); c["RETR"]+c["TOP"] > 0 {
			t.Errorf("%v", c)
		}
	}
}

// Other unique-ids in each session cost headers, not transfers, also without a Message-ID, where a header has the trace
// of its delivery. What has none is fetched, and known by its octets.
func TestTracedUniqueIDsThatChange(t *testing.T) {
	for _, trace := range []string{"from a by b with ESMTP id 3C%d", "(qmail 77%d invoked from network)", "from a by b (x)\r\n\tid q%d0; Sat", "from a; by %d", ""} {
		for _, noUIDL := range []bool{false, true} {
			t.Run(fmt.Sprint(trace, noUIDL), func(t *testing.T) {
				o := newOffice(t, 0, true)
				o.noUIDL = noUIDL
				for i := range 8 {
					raw := fmt.Sprintf("From: a@example.org\r\nSubject: hello %d\r\n\r\nbody\r\n", i+10)
					if trace != "" {
						raw = fmt.Sprintf("Received: "+trace+"\r\n", i+10) + raw
					}
					o.post(fmt.Sprint(i), raw)
				}
				o.must(t, testAccount, 8, 8, 0, 0)
				for n := range 3 {
					o.commands()
					o.rename(n)
					o.must(t, testAccount, 8, 0, 8, 0)
					if c := o.commands(); c["RETR"] > 0 == (strings.Contains(trace, "id ") || strings.Contains(trace, "qmail")) {
						t.Errorf("%v", c)
					}
				}
				// Another one of the same size, from another delivery.
				o.post("x", strings.Replace(o.mail[0], "1", "2", 2))
				o.rename(9)
				o.must(t, testAccount, 9, 1, 8, 0)
				o.mustHold(t, o.mail...)
				o.must(t, leaving(deleteAll), 9, 0, 9, 9)
			})
		}
	}
}

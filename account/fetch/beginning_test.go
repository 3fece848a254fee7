package fetch

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
)

const wholeUpTo = 5000

// bigLetter is a letter over wholeUpTo, with many lines behind those of a beginning.
func bigLetter(n int) string {
	return letter(n, true, strings.Repeat(fmt.Sprintf("line of %d that stands here\r\n", n), 400))
}

// officeOf has 12 letters, of which every fourth is large.
func officeOf(t *testing.T) (o *office, big []string) {
	o = newOffice(t, 0, true)
	o.whole = wholeUpTo
	for i := range 12 {
		raw := letter(i+10, true, fmt.Sprintf("body of %d", i))
		if i%4 == 1 {
			raw = bigLetter(i + 10)
			big = append(big, raw)
		}
		o.post(fmt.Sprintf("u%d", i), raw)
	}
	return o, big
}

// begun are the stored messages that are the beginning of one of big.
func (o *office) begun(t *testing.T, big []string) (uids []string) {
	t.Helper()
	for _, m := range o.mails {
		for _, raw := range big {
			if m.raw == raw {
				t.Errorf("%v came whole", m.uids)
			}
			if strings.HasPrefix(raw, m.raw) && len(m.raw) > 1000 && len(m.raw) < 3000 {
				uids = append(uids, m.uids...)
			}
		}
	}
	return uids
}

// Of large messages the beginning comes, the server keeps them, and the rest takes its place
// once it is wanted or the limit is higher.
func TestBeginnings(t *testing.T) {
	for name, capa := range map[string][]string{"plain": nil, "ahead": {"PIPELINING", "UIDL", "TOP"}} {
		for _, way := range []string{"wanted", "limit"} {
			t.Run(name+" "+way, func(t *testing.T) {
				o, big := officeOf(t)
				o.capa, o.statOctets = capa, true
				o.must(t, leaving(deleteAll), 12, 12, 0, 9)
				if n := len(o.begun(t, big)); n != 3 {
					t.Errorf("%d beginnings", n)
				}
				o.commands()
				for range 3 {
					o.must(t, leaving(deleteAll), 3, 0, 3, 0)
				}
				if c := o.commands(); c["RETR"]+c["TOP"]+c["DELE"]+c["LIST"] > 0 {
					t.Errorf("with nothing new: %v", c)
				}
				if way == "limit" {
					o.whole = 0
					o.must(t, leaving(deleteAll), 3, 0, 3, 3)
				} else {
					o.want("u5")
					o.must(t, leaving(deleteAll), 3, 0, 3, 1)
					if c := o.commands(); c["RETR"] != 1 {
						t.Errorf("for one rest: %v", c)
					}
					o.want("u1", "u9")
					o.must(t, leaving(deleteAll), 2, 0, 2, 2)
				}
				o.mustHold(t, o.mail...)
			})
		}
	}
}

// want notes that the person wants the rest of messages.
func (o *office) want(uids ...string) {
	for _, uid := range uids {
		k := o.known[uid]
		k.Rest = Wanted
		o.known[uid] = k
	}
}

// Servers that give no beginning: the message comes whole, once.
func TestNoBeginnings(t *testing.T) {
	for name, set := range map[string]func(o *office){
		"refused": func(o *office) { o.noTOP = true },
		"nothing": func(o *office) {
			o.answer = func(_ int, command string) string {
				if strings.HasPrefix(command, "TOP ") {
					return "+OK\r\n."
				}
				return ""
			}
		},
		"the whole": func(o *office) { o.topWhole = true },
		"hangs up": func(o *office) {
			o.answer = func(_ int, command string) string {
				if strings.HasPrefix(command, "TOP ") {
					return "cut"
				}
				return ""
			}
		},
		"no UIDL":       func(o *office) { o.noUIDL = true },
		"places":        func(o *office) { o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true } },
		"without sizes": func(o *office) { o.size = func(*post) int { return 0 } },
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := officeOf(t)
			set(o)
			for range 2 {
				if _, err := o.run(t.Context(), testAccount); err != nil && name != "hangs up" {
					t.Fatal(err)
				}
			}
			if name == "the whole" {
				if c := o.commands(); c["RETR"]+c["TOP"] != 12 {
					t.Errorf("%v", c)
				}
			}
			o.mustHold(t, o.mail...)
			o.runs(t, 2)
			if o.mustHold(t, o.mail...); o.count() > 0 {
				t.Errorf("%d are left", o.count())
			}
		})
	}
}

// What is told while rests come: they are no new messages, and come behind those.
func TestProgressOfRests(t *testing.T) {
	o, _ := officeOf(t)
	o.must(t, testAccount, 12, 12, 0, 0)
	o.post("n1", letter(30, true, "new"))
	o.post("n2", letter(31, true, "new"))
	o.want("u1", "u5")
	var told []event.Progress
	s := &Session{Store: o.memStore, Dial: o.dial, WholeUpTo: wholeUpTo, Progress: func(p event.Progress) { told = append(told, p) }}
	if _, err := s.Run(t.Context(), testAccount, account.Password("secret")); err != nil || len(told) < 2 {
		t.Fatal(err, told)
	}
	first, last := told[0], told[len(told)-1]
	if first.TotalMessages != 2 || first.Rests != 2 || first.TotalBytes < 23_000 {
		t.Errorf("at first: %+v", first)
	}
	if last.TotalMessages != 2 || last.Messages != 2 || last.Rests != 0 || last.Bytes < 23_000 {
		t.Errorf("at last: %+v", last)
	}
}

// The days until a message is removed are counted from when its rest came.
func TestDaysFromTheRest(t *testing.T) {
	o, _ := officeOf(t)
	day := func(n int) { o.clock = o.clock.AddDate(0, 0, n) }
	days := leaving(account.Retention{Mode: account.LeaveDays, Days: 14})
	o.must(t, days, 12, 12, 0, 0)
	day(20)
	o.must(t, days, 12, 0, 12, 9)
	o.want("u1")
	o.must(t, days, 3, 0, 3, 0)
	day(13)
	o.must(t, days, 3, 0, 3, 0)
	day(1)
	o.must(t, days, 3, 0, 3, 1)
	o.whole = 0
	o.must(t, leaving(deleteAll), 2, 0, 2, 2)
	o.mustHold(t, o.mail...)
}

// What is gone from the server before its rest came is known to be, until it is listed again.
func TestRestIsGone(t *testing.T) {
	o, _ := officeOf(t)
	o.must(t, testAccount, 12, 12, 0, 0)
	o.want("u1")
	p := o.maildrop.mail[1]
	o.remove(map[*post]bool{p: true}) // by another program
	for range 2 {
		o.must(t, testAccount, 11, 0, 11, 0)
	}
	if k := o.known["u1"]; !k.Away {
		t.Errorf("%+v", k)
	}
	o.maildrop.add("u1", p.raw)
	o.must(t, testAccount, 12, 0, 12, 0)
	if k := o.known["u1"]; k.Away || k.Rest != Whole { // it was still wanted
		t.Errorf("%+v", k)
	}
	o.whole = 0
	o.must(t, leaving(deleteAll), 12, 0, 12, 12)
	o.mustHold(t, o.mail...)
}

// A server gives all messages other unique-ids: the beginnings are known again.
func TestBeginningsUnderOtherNames(t *testing.T) {
	o, big := officeOf(t)
	o.must(t, testAccount, 12, 12, 0, 0)
	o.uid = func(_ int, p *post) (string, bool) { return "new-" + p.uid, true }
	o.must(t, leaving(deleteAll), 12, 0, 12, 9)
	if n := len(o.begun(t, big)); n != 3 || len(o.mails) != 12 {
		t.Errorf("%d beginnings of %d", n, len(o.mails))
	}
	o.want("new-u1", "new-u5", "new-u9")
	o.must(t, leaving(deleteAll), 3, 0, 3, 3)
	o.mustHold(t, o.mail...)
}

// The rest comes short: the beginning stays at first, and the server keeps the message. Where
// no more comes again and again, the person gets what there is, and the whole if it comes later.
func TestShortRest(t *testing.T) {
	o, big := officeOf(t)
	o.must(t, testAccount, 12, 12, 0, 0)
	o.want("u1")
	short := big[0][:strings.LastIndex(big[0][:6000], "\r\n")+2]
	o.short = func(_ int, p *post) int {
		if p.uid == "u1" {
			return len(short)
		}
		return -1
	}
	for n := range 6 {
		if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
			t.Fatal(err)
		}
		want := 3
		if n+1 >= patientAsides {
			want = 2
		}
		if n := len(o.begun(t, big)); n != want || o.count() != 3 || len(o.mails) != 12 {
			t.Errorf("%d beginnings, %d on the server", n, o.count())
		}
	}
	if k := o.known["u1"]; o.copies()[short] != 1 || !k.Short || k.Rest != Whole {
		t.Errorf("%+v", k)
	}
	o.short, o.whole = nil, 0
	o.clock = o.clock.Add(asidePause)
	o.runs(t, 2)
	if o.mustHold(t, o.mail...); o.count() > 0 {
		t.Errorf("%d are left", o.count())
	}
}

// bigOffice has large letters alone, on a server that takes commands ahead.
func bigOffice(t *testing.T, n int) *office {
	o := newOffice(t, 0, true)
	o.whole, o.capa = wholeUpTo, []string{"PIPELINING", "UIDL", "TOP"}
	for i := range n {
		o.post(fmt.Sprintf("u%d", i), bigLetter(i+10))
	}
	return o
}

// Where commands may be sent ahead beginnings are asked for many at once.
func TestBeginningsAhead(t *testing.T) {
	o := bigOffice(t, 130)
	o.must(t, leaving(deleteAll), 130, 130, 0, 0)
	if n := len(o.begun(t, o.mail)); n != 130 {
		t.Errorf("%d beginnings", n)
	}
	if c := o.commands(); c["TOP"] != 130 || c["RETR"] > 0 || o.ahead < 100 {
		t.Errorf("%v, %d sent ahead", c, o.ahead)
	}
	o.whole = 0
	o.must(t, leaving(deleteAll), 130, 0, 130, 130)
	o.mustHold(t, o.mail...)
}

// What goes wrong among beginnings that were asked for together is no harm: none takes the
// place of another, and all comes.
func TestFaultsAmongBeginningsAhead(t *testing.T) {
	for name, set := range map[string]func(o *office){
		"loses what is sent ahead": func(o *office) { o.loseAhead = true },
		"hangs up at it":           func(o *office) { o.hangUpAhead = true },
		"says nothing to one": func(o *office) {
			o.answer = func(session int, command string) string {
				if session == 1 && strings.HasPrefix(command, "TOP 31 ") {
					return "silence"
				}
				return ""
			}
		},
		"refuses one": func(o *office) {
			o.answer = func(_ int, command string) string {
				if strings.HasPrefix(command, "TOP 31 ") {
					return "-ERR cannot read it"
				}
				return ""
			}
		},
		"refuses all but the first": func(o *office) {
			o.answer = func(_ int, command string) string {
				if strings.HasPrefix(command, "TOP ") && !strings.HasPrefix(command, "TOP 60 ") {
					return "-ERR no"
				}
				return ""
			}
		},
		"gives too much from the second on": func(o *office) {
			o.answer = func(_ int, command string) string {
				if strings.HasPrefix(command, "TOP ") && !strings.HasPrefix(command, "TOP 60 ") {
					return "+OK\r\nSubject: x\r\n\r\n" + strings.Repeat(strings.Repeat("y", 900)+"\r\n", 300) + "."
				}
				return ""
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := bigOffice(t, 60)
			o.wait = 300 * time.Millisecond
			set(o)
			for range 4 {
				_, _ = o.run(t.Context(), leaving(deleteAll))
				for _, m := range o.mails {
					n, err := strconv.Atoi(m.uids[0][1:])
					if err != nil || !strings.HasPrefix(o.mail[n], m.raw) && !strings.Contains(m.raw, "Subject: x") {
						t.Fatalf("%v has %.300q", m.uids, m.raw)
					}
				}
			}
			o.whole = 0
			o.runs(t, 3)
			if o.mustHold(t, o.mail...); o.count() > 0 {
				t.Errorf("%d are left", o.count())
			}
		})
	}
}

// A line that is lost while beginnings come loses none, and none comes twice.
func TestCutAmongBeginnings(t *testing.T) {
	for at := 1000; at < 12000; at += 487 {
		o, big := officeOf(t)
		o.cutAfter = func(session int) int {
			if session == 1 {
				return at
			}
			return -1
		}
		_, _ = o.run(t.Context(), testAccount)
		for range 3 {
			if _, err := o.run(t.Context(), leaving(account.Retention{})); err != nil {
				t.Fatal(at, err)
			}
		}
		if len(o.mails) != 12 {
			t.Errorf("cut at %d: %d messages", at, len(o.mails))
		}
		_ = big
		o.whole = 0
		o.runs(t, 2)
		if o.mustHold(t, o.mail...); t.Failed() || o.count() > 0 {
			t.Fatalf("cut at %d: %d are left", at, o.count())
		}
	}
}

func TestCutBeginning(t *testing.T) {
	head := "Subject: a\r\n\r\n"
	for _, c := range []struct{ raw, want string }{
		{head, head},
		{"Subject: a", "Subject: a"},
		{head + "one\r\ntwo\r\n", head + "one\r\ntwo\r\n"},
		{head + strings.Repeat("x\n", 100), head + strings.Repeat("x\n", beginningLines)},
		{head + strings.Repeat("x", 1<<20), head + strings.Repeat("x", beginningOctets)},
		{head + "one\r\n" + strings.Repeat("x", 1<<20), head + "one\r\n"},
		{"", ""},
	} {
		if got := string(cutBeginning([]byte(c.raw))); got != c.want {
			t.Errorf("%.40q: %d octets, want %d", c.raw, len(got), len(c.want))
		}
	}
}

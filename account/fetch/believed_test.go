package fetch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// day lets a day pass and checks once, with mail removed that is here.
func (o *office) day(t *testing.T) Report {
	t.Helper()
	o.clock = o.clock.Add(24 * time.Hour)
	rep, err := o.run(t.Context(), leaving(deleteAll))
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// whole reports whether a message is here as the server has it.
func (o *office) holds(raw string) bool { return o.copies()[raw] > 0 }

// TestCutWithinAnEstimate: where the server's way of counting is known, a message that comes cut by no more than an
// estimate explains stays there at its first transfer, and comes whole with the next one. None is gone that
// is not whole here, whatever the way and the cut.
func TestCutWithinAnEstimate(t *testing.T) {
	estimates := func(p *post) int { return len(p.raw) + len(p.raw)*(1+p.serial%5)/100 }
	for name, size := range map[string]func(p *post) int{
		"above":           estimates,
		"above and below": func(p *post) int { return len(p.raw) + len(p.raw)*(p.serial%5-2)/100 + 3 }, // above for x: else no size shows the cut
		"a third more":    func(p *post) int { return estimates(p) * 4 / 3 },
		"twice":           func(p *post) int { return 2 * len(p.raw) },
		"blocks":          func(p *post) int { return (len(p.raw) + 1023) / 1024 * 1024 },
		"some are right": func(p *post) int {
			if p.serial%4 == 0 {
				return len(p.raw)
			}
			return estimates(p)
		},
	} {
		for _, part := range []int{990, 970} {
			for _, noUIDL := range []bool{false, true} {
				t.Run(fmt.Sprint(name, part, noUIDL), func(t *testing.T) {
					t.Parallel()
					o := newOffice(t, 0, true)
					o.wait, o.noUIDL, o.size = 800*time.Millisecond, noUIDL, size
					for i := range 14 {
						o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), 260+i*7)))
					}
					for range 3 {
						o.day(t)
					}
					o.post("x", letter(77, true, strings.Repeat("Line of the letter X.\r\n", 400)))
					x := o.mail[14]
					o.cutAt("x", part)
					o.day(t)
					o.mustHaveRemoved(t)
					if o.short = nil; o.holds(x) || o.count() == 0 {
						t.Fatal("the cut message is taken as whole")
					}
					for range 8 {
						o.day(t)
						o.mustHaveRemoved(t)
					}
					if !o.holds(x) {
						t.Error("it never came whole")
					}
					if !noUIDL && o.count() > 0 {
						t.Errorf("%d are left", o.count())
					}
				})
			}
		}
	}
}

// TestFirstCutWithinAnEstimate: the same where the cut message is one of the first session, and others have shown
// the way since.
func TestFirstCutWithinAnEstimate(t *testing.T) {
	o := newOffice(t, 0, true)
	o.wait = 800 * time.Millisecond
	o.size = func(p *post) int { return len(p.raw) + len(p.raw)*(1+p.serial%5)/100 }
	for i := range 14 {
		o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), 260+i*7)))
	}
	for _, uid := range []string{"u1", "u7", "u14"} {
		o.cutAt(uid, 985)
	}
	o.day(t)
	o.short = nil
	for range 5 {
		o.day(t)
		o.mustHaveRemoved(t)
	}
	o.mustHold(t, o.mail...)
	if o.count() > 0 {
		t.Errorf("%d are left", o.count())
	}
}

// TestCutIsAskedForAgain: a message that came cut by more than an estimate explains is asked for again, also once the way
// of counting is known; of what is no more than that the longer part is kept.
func TestCutIsAskedForAgain(t *testing.T) {
	o := newOffice(t, 0, true)
	o.wait = 800 * time.Millisecond
	o.size = func(p *post) int { return len(p.raw) + len(p.raw)*(1+p.serial%5)/100 }
	for i := range 14 {
		o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), 260+i*7)))
	}
	for range 3 {
		o.day(t)
	}
	o.post("x", letter(77, true, strings.Repeat("Line of the letter X.\r\n", 400)))
	x := o.mail[14]
	for i, part := range []int{300, 600, 500} {
		o.short = nil
		o.cutAt("x", part)
		o.day(t)
		want := lineBefore(&post{raw: x}, len(x)*[]int{300, 600, 600}[i]/1000)
		if k := o.known["x"]; !k.Short || k.Size != int64(want) || len(o.mails) != 15 {
			t.Errorf("after %d: %+v, want %d octets; %d are here", part, k, want, len(o.mails))
		}
	}
	o.short = nil
	for range 5 {
		o.day(t)
	}
	if o.mustHold(t, o.mail...); o.count() > 0 || len(o.mails) != 15 {
		t.Errorf("%d are left, %d here", o.count(), len(o.mails))
	}
}

// TestUnclosedByItsSender: a multipart whose sender forgot its end is whole where it lacks what all others lack, and is no
// such one where its header names another boundary above.
func TestUnclosedByItsSender(t *testing.T) {
	for name, raw := range map[string]string{
		"no end":           strings.Replace(letter(50, true, "--b\r\n\r\nhello"), "\r\n\r\n", "\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n", 1),
		"another boundary": strings.Replace(letter(50, true, "--b\r\n\r\nhello\r\n--b--"), "\r\n\r\n", "\r\nX-Old: Content-Type: multipart/mixed; boundary=\"zzz\"\r\nCONTENT-TYPE:\r\n multipart/mixed;\r\n\tboundary=b\r\n\r\n", 1),
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 0, true)
			for i := range 12 {
				o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, strings.Repeat("x", 30+i*i)))
			}
			o.post("open", raw)
			o.size = func(p *post) int { return len(p.raw) + 100 }
			for range 4 {
				o.day(t)
			}
			if o.mustHold(t, o.mail...); o.count() > 0 {
				t.Errorf("%d are left", o.count())
			}
		})
	}
	for raw, want := range map[string]bool{
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n":              true,
		"content-type: Multipart/Mixed;\r\n BOUNDARY=b\r\n\r\n--b\r\n":          true,
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b--\r\n":     false,
		"X: multipart/x; boundary=c\r\nContent-Type: text/plain\r\n\r\nhello":   false,
		"Subject: boundary=c\r\nContent-Type: multipart/x; boundary=b\r\n\r\nx": true,
		"Content-Type: text/plain; x=\"multipart/\"; boundary=b\r\n\r\nx":       false,
		"Content-Type: multipart/mixed; boundary=b":                             true,
		"Content-Type": false,
		"Content-Type: multipart/mixed; boundary=\r\n\r\n": false,
	} {
		if unclosed([]byte(raw)) != want {
			t.Errorf("%q: %v", raw, !want)
		}
	}
}

// TestRestOfAnEstimate: the rest of a beginning that comes with a few octets less than announced takes its place at once,
// is told as perhaps not whole, and stays on the server. Of one that comes with much less the person is told.
func TestRestOfAnEstimate(t *testing.T) {
	for name, part := range map[string]int{"a little": 980, "much": 400} {
		t.Run(name, func(t *testing.T) {
			o, big := officeOf(t)
			o.must(t, testAccount, 12, 12, 0, 0)
			o.want("u1")
			p := o.maildrop.mail[1]
			cut := lineBefore(p, len(p.raw)*part/1000)
			o.cutAt("u1", part)
			rep, err := o.run(t.Context(), leaving(deleteAll))
			if err != nil {
				t.Fatal(err)
			}
			k := o.known["u1"]
			switch {
			case part > 900 && (!k.Short || k.Rest != Whole || k.Size != int64(cut) || len(rep.Failed) != 0):
				t.Errorf("%+v, %+v", k, rep.Failed)
			case part < 900 && (k.Rest != Wanted || len(rep.Failed) != 1 || !strings.Contains(rep.Failed[0].Err.Error(), fmt.Sprint(len(p.raw)))):
				t.Errorf("%+v, %+v", k, rep.Failed)
			}
			if len(o.mails) != 12 || o.holds(big[0]) {
				t.Errorf("%d are here", len(o.mails))
			}
			o.short, o.whole = nil, 0
			for range 2 {
				o.day(t)
			}
			if o.mustHold(t, o.mail...); o.count() > 0 || len(o.mails) != 12 {
				t.Errorf("%d are left, %d here", o.count(), len(o.mails))
			}
		})
	}
}

// TestDearIsNotAskedForAgain: where only small messages come by themselves, a large one that came short is not
// transferred once more.
func TestDearIsNotAskedForAgain(t *testing.T) {
	o := newOffice(t, 8, true)
	o.post("x", letter(77, true, strings.Repeat("Line of the letter X.\r\n", 600)))
	o.cutAt("x", 970)
	for range 3 {
		o.day(t)
	}
	if o.known["x"].Short != true {
		t.Fatalf("%+v", o.known["x"])
	}
	o.commands()
	o.whole = 5000
	for range 40 {
		o.day(t)
	}
	if n := o.commands()["RETR"]; n > 0 {
		t.Errorf("asked for %d times", n)
	}
	o.whole, o.short = 0, nil
	o.day(t)
	if o.mustHold(t, o.mail...); o.count() > 0 {
		t.Errorf("%d are left", o.count())
	}
}

// TestOverTheLimitIsNotAskedForAgain: a message over the limit that came short, by a person's wish, would come up to the
// limit each time.
func TestOverTheLimitIsNotAskedForAgain(t *testing.T) {
	o := newOffice(t, 8, true)
	o.post("x", letter(77, true, strings.Repeat("Line of the letter X.\r\n", 500_000)))
	o.cutAt("x", 970)
	o.whole = 20 << 20
	for range 3 {
		o.day(t)
	}
	if o.known["x"].Short != true {
		t.Fatalf("%+v", o.known["x"])
	}
	o.commands()
	o.most, o.whole = 10<<20, 0
	for range 40 {
		o.day(t)
	}
	if n := o.commands()["RETR"]; n > 0 {
		t.Errorf("asked for %d times", n)
	}
	o.most, o.whole, o.short = 0, 20<<20, nil
	o.day(t)
	if o.mustHold(t, o.mail...); o.count() > 0 {
		t.Errorf("%d are left", o.count())
	}
}

// TestProbesAreBounded: what is asked for again without a proof that something is missing is not all of a mailbox at once,
// and what there is no room to note is not asked for over and over.
func TestProbesAreBounded(t *testing.T) {
	for _, way := range []bool{false, true} {
		v := &connection{s: &Session{}, state: newSessionState(false)}
		n := &notes{Way: way}
		v.state.notes = n
		var items []*item
		for i := range 2 * mostAgain {
			items = append(items, &item{uid: fmt.Sprint(i)})
		}
		if got, want := len(v.probes(slices.Clone(items))), map[bool]int{false: enough, true: mostAgain}[way]; got != want {
			t.Errorf("%d are asked for, want %d", got, want)
		}
		n.setAside("150", []byte("x"), 10, time.Time{})
		if got := v.probes(slices.Clone(items[149:153])); got[0].uid != "149" || got[len(got)-1].uid == "150" && !way {
			t.Error("those that were asked for come first")
		}
		for i := range maxAsides {
			n.setAside(fmt.Sprint("a", i), []byte("x"), 10, time.Time{})
		}
		// Without room for notes few come, others each time.
		came := map[string]bool{}
		for minute := range 2 * mostAgain {
			v.s.Now = func() time.Time { return time.Unix(int64(minute)*60, 0) }
			got := v.probes(slices.Clone(items))
			if len(got) > enough+1 { // 150 is noted
				t.Fatalf("%d are asked for", len(got))
			}
			for _, it := range got {
				came[it.uid] = true
			}
		}
		if v.s.Now = nil; len(came) < len(items)-1 {
			t.Errorf("%d of %d come in turn", len(came), len(items))
		}
		if got := v.probes([]*item{{uid: "1"}, {uid: "a7"}}); len(got) != 2 || got[1].uid != "a7" {
			t.Error("those that are noted do not come")
		}
		n.Asides = nil
		large := []*item{{uid: "a", size: mostAgainOctets - 100}, {uid: "b", size: 200}, {uid: "c", size: 100}, {uid: "d", size: 1}}
		if got := v.probes(large); len(got) != 2 || got[1].uid != "c" {
			t.Errorf("%d are asked for, of too many octets", len(got))
		}
		if got := v.probes([]*item{{uid: "a", size: 2 * mostAgainOctets}, {uid: "b", size: 1}}); len(got) != 1 || got[0].uid != "a" {
			t.Error("one of more octets never comes")
		}
	}
	if slices.Contains([]bool{unexplained.sure(), guessed.sure(), !counted.sure()}, true) {
		t.Error("an estimate is sure")
	}
}

// TestAbsurdSizes: a size that no message has counts as not told: the message comes whole, by itself, and once.
func TestAbsurdSizes(t *testing.T) {
	all := func(n int) func(p *post) int { return func(*post) int { return n } }
	one := func(n int) func(p *post) int {
		return func(p *post) int {
			if p.serial == 3 {
				return n
			}
			return len(p.raw)
		}
	}
	for name, size := range map[string]func(p *post) int{
		"-1 for all": all(1<<32 - 1), "-1 for one": one(1<<32 - 1), "31 bits": one(1<<31 - 1), "63 bits": one(1<<63 - 1), "10^18": one(1e18), "2^50": one(1 << 50),
		"the same for all": all(5e9), "the same for many": func(p *post) int {
			if p.serial%3 > 0 {
				return 7e8
			}
			return len(p.raw)
		},
	} {
		for _, noTOP := range []bool{false, true} {
			for _, noUIDL := range []bool{false, true} {
				t.Run(fmt.Sprint(name, noTOP, noUIDL), func(t *testing.T) {
					o := newOffice(t, 0, true)
					o.wait, o.noTOP, o.noUIDL = 800*time.Millisecond, noTOP, noUIDL
					o.told = noTOP == noUIDL
					for i := range 6 {
						o.post(fmt.Sprintf("u%d", i+1), long(i+1))
					}
					o.size = size
					for range 3 {
						if _, err := o.run(t.Context(), testAccount); err != nil {
							t.Fatal(err)
						}
					}
					if o.mustHold(t, o.mail...); len(o.mails) != 6 {
						t.Errorf("%d are here", len(o.mails))
					}
					o.day(t)
					o.day(t)
					o.mustHaveRemoved(t)
					if o.count() > 0 {
						t.Errorf("%d are left", o.count())
					}
				})
			}
		}
	}
}

// TestAbsurdBeginnings: where such a size has left a beginning, as long ago, the rest comes.
func TestAbsurdBeginnings(t *testing.T) {
	o, _ := officeOf(t)
	o.must(t, testAccount, 12, 12, 0, 0)
	for uid, k := range o.known {
		if k.Rest != Whole {
			k.Listed = 1<<32 - 1
			o.known[uid] = k
		}
	}
	o.size = func(p *post) int {
		if len(p.raw) > wholeUpTo {
			return 1<<32 - 1
		}
		return len(p.raw)
	}
	o.want("u1", "u5", "u9")
	o.day(t)
	for uid, k := range o.known {
		if k.Rest != Whole || k.Short {
			t.Errorf("%s: %+v", uid, k)
		}
	}
	if len(o.mails) != 12 {
		t.Errorf("%d here", len(o.mails))
	}
	o.mustHold(t, o.mail...)
}

// TestUIDLRefusedToANewAccount: where nothing is known by a unique-id there is nothing to protect: the first check brings the
// mail though UIDL is refused, as do the next ones, and nothing comes twice once it is answered.
func TestUIDLRefusedToANewAccount(t *testing.T) {
	for _, capa := range [][]string{nil, {"UIDL", "TOP", "PIPELINING"}} {
		for _, times := range []int{1, 3, 6} {
			o := newOffice(t, 12, true)
			o.capa, o.noUIDL = capa, true
			for i := range times {
				if rep, err := o.run(t.Context(), testAccount); err != nil || rep.Received != map[bool]int{true: 12, false: 1}[i == 0] {
					t.Errorf("%v, check %d: %+v, %v", capa, i, rep, err)
				}
				o.post(fmt.Sprintf("n%d", i), letter(100+i, true, fmt.Sprint("new ", i)))
			}
			o.noUIDL = false
			for range 2 {
				if _, err := o.run(t.Context(), testAccount); err != nil {
					t.Error(err)
				}
			}
			if o.mustHold(t, o.mail...); len(o.mails) != 12+times {
				t.Errorf("%d are here", len(o.mails))
			}
			// From now on they are known.
			o.noUIDL = true
			if _, err := o.run(t.Context(), testAccount); err == nil {
				t.Error("it is believed too early")
			}
		}
	}
}

// TestFirstOfAMailbox: a session that has brought all of a mailbox of which nothing was known says so, and no other does. What a server
// that lists a part at a time has not listed then, the next session brings to the end.
func TestFirstOfAMailbox(t *testing.T) {
	for _, part := range []int{0, 5} {
		o := newOffice(t, 23, true)
		o.part = part
		if part > 0 {
			o.post("last", long(99))
		}
		rep, err := o.run(t.Context(), testAccount)
		if err != nil || !rep.First {
			t.Errorf("%+v, %v", rep, err)
		}
		rep, err = o.run(t.Context(), testAccount)
		if err != nil || rep.First {
			t.Errorf("%+v, %v", rep, err)
		}
		o.mustHold(t, o.mail...)
	}
	o := newOffice(t, 3, true)
	o.deny = func(_ int, p *post) string {
		if p.serial == 1 {
			return "no"
		}
		return ""
	}
	if rep, _ := o.run(t.Context(), testAccount); rep.First {
		t.Error("one did not come")
	}
	o = newOffice(t, 0, true)
	if rep, _ := o.run(t.Context(), testAccount); rep.First {
		t.Error("there was none")
	}
}

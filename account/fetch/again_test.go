package fetch

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

// TestManyComeTwice: in a mailbox of more messages than there is room for notes, of a server whose sizes are never right, all comes
// with the first check, once more to end the doubt, and no third time. Without unique-ids that takes two checks.
func TestManyComeTwice(t *testing.T) {
	for name, size := range map[string]func(p *post) int{
		"a third more": func(p *post) int { return len(p.raw) * 4 / 3 },
		"twice":        func(p *post) int { return 2 * len(p.raw) },
		"estimates":    func(p *post) int { return len(p.raw) + len(p.raw)*(1+p.serial%5)/100 + 3 },
	} {
		for _, noUIDL := range []bool{false, true} {
			for _, traced := range []bool{false, true} {
				if noUIDL && name == "estimates" {
					continue // such a one has its notes
				}
				t.Run(fmt.Sprint(name, noUIDL, traced), func(t *testing.T) {
					t.Parallel()
					const n = maxAsides + 150
					o := newOffice(t, 0, true)
					o.wait, o.noUIDL, o.batch = 5*time.Second, noUIDL, 100
					for i := range n {
						o.post(fmt.Sprintf("u%d", i+1), letter(i+1, traced, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), 12+i%9)))
					}
					o.size = size
					o.commands()
					if rep := o.day(t); rep.Received != n || len(rep.Failed) > 0 {
						t.Fatalf("%d came, %d failed", rep.Received, len(rep.Failed))
					}
					checks, asked := 1, o.commands()["RETR"]
					for ; o.count() > 0 && checks < 20; checks++ {
						o.day(t)
						o.mustHaveRemoved(t)
						asked += o.commands()["RETR"]
					}
					if o.count() > 0 || asked > 2*n || noUIDL && checks > 2 {
						t.Errorf("%d are left after %d checks and %d RETR", o.count(), checks, asked)
					}
					if len(o.mails) != n {
						t.Errorf("%d are here", len(o.mails))
					}
				})
			}
		}
	}
}

// TestOtherOctetsEachTime: of a server that makes the text of multiparts anew each time, what no second transfer can prove is here
// once, stays there, and is asked for less and less often.
func TestOtherOctetsEachTime(t *testing.T) {
	for _, noUIDL := range []bool{false, true} {
		for _, traced := range []bool{false, true} {
			t.Run(fmt.Sprint(noUIDL, traced), func(t *testing.T) {
				t.Parallel()
				const parts = 5
				o := newOffice(t, 0, true)
				o.wait, o.noUIDL = 5*time.Second, noUIDL
				o.size = func(p *post) int { return len(p.raw)*4/3 + p.serial%50 }
				text := func(i, turn int) string {
					raw := strings.ReplaceAll(inParts(i, 100+i), "AbC", fmt.Sprintf("b%06d", turn))
					if traced {
						raw = fmt.Sprintf("Received: from a by b id x%d; Sat, 21 Nov 2026 10:00:00 +0000\r\n", i) + raw
					}
					return raw
				}
				for i := range 12 {
					o.post(fmt.Sprintf("u%d", i+1), long(i+1))
				}
				for i := range parts {
					o.post(fmt.Sprintf("p%d", i), text(i, 0))
				}
				asked := 0
				for turn := range 100 { // an hour apart
					for _, p := range o.maildrop.mail {
						var i int
						if _, err := fmt.Sscanf(p.uid, "p%d", &i); err == nil {
							p.raw = text(i, turn)
						}
					}
					o.commands()
					o.check(t, 1)
					if turn > 30 {
						asked += o.commands()["RETR"]
					}
				}
				if o.count() != parts {
					t.Errorf("%d are left, not what was never proved", o.count())
				}
				if len(o.mails) != 12+parts && (traced || !noUIDL) {
					t.Errorf("%d are here", len(o.mails))
				}
				if asked > 6*parts {
					t.Errorf("asked for %d times", asked)
				}
			})
		}
	}
}

// TestBeginningsAreGiven: a server that gives the beginnings of what is large is none that gives nothing: what it refuses, it cannot
// read, and it is told as that.
func TestBeginningsAreGiven(t *testing.T) {
	const bad = 10
	o := newOffice(t, 0, true)
	o.whole = wholeUpTo
	for i := range bad {
		o.post(fmt.Sprintf("bad%d", i), long(i+1))
	}
	o.deny = func(_ int, p *post) string {
		if strings.HasPrefix(p.uid, "bad") {
			return "cannot read message"
		}
		return ""
	}
	for range 3 { // none else is there
		_, err := o.run(t.Context(), testAccount)
		wantTrouble(t, err, account.TroubleServer)
		o.clock = o.clock.Add(10 * time.Minute)
	}
	for i := range 4 {
		o.post(fmt.Sprintf("big%d", i), bigLetter(50+i))
		rep, err := o.run(t.Context(), testAccount)
		if err != nil || rep.Received != 1 || len(rep.Failed) != bad {
			t.Errorf("%v, %d came, %d failed", err, rep.Received, len(rep.Failed))
		}
		o.clock = o.clock.Add(10 * time.Minute)
	}
	if list := AsidesOf(o.memStore.notes); len(list) != bad {
		t.Errorf("%+v", list)
	}
}

// TestLargeWaitsForUniqueIDs: where a server that says it has UIDL refuses it to a new account, what is large does not come whole at once
// to a person who wants the beginnings: the next session may have unique-ids. It comes whole where that one has none either.
func TestLargeWaitsForUniqueIDs(t *testing.T) {
	for _, says := range []bool{true, false} {
		for refusals := 1; refusals < 4; refusals++ {
			t.Run(fmt.Sprint(says, refusals), func(t *testing.T) {
				o, big := officeOf(t)
				if o.noUIDL = true; says {
					o.capa = []string{"UIDL", "TOP", "PIPELINING"}
				}
				rep, err := o.run(t.Context(), testAccount)
				if want := map[bool]int{true: 9, false: 12}[says]; err != nil || rep.Received != want || rep.First == says || len(rep.Failed) > 0 {
					t.Fatalf("%v, %+v", err, rep)
				}
				for i := 1; i < refusals; i++ {
					o.must(t, testAccount, 12, map[bool]int{true: 3, false: 0}[says && i == 1], map[bool]int{true: 9, false: 12}[says && i == 1], 0)
				}
				o.noUIDL = false
				for range 2 {
					if _, err := o.run(t.Context(), testAccount); err != nil {
						t.Fatal(err)
					}
				}
				if n := len(o.mails); n != 12 {
					t.Errorf("%d are here", n)
				}
				if says && refusals == 1 {
					if n := len(o.begun(t, big)); n != 3 {
						t.Errorf("%d beginnings", n)
					}
				} else {
					o.mustHold(t, o.mail...)
				}
			})
		}
	}
}

// TestLikelyOfMany: a message of many octets is not read out of the store to compare its first lines.
func TestLikelyOfMany(t *testing.T) {
	scan := "From: scanner@example.org\r\nSubject: scan\r\n\r\n" + strings.Repeat(strings.Repeat("A", 76)+"\r\n", 1000)
	for _, octets := range []int64{0, mostMovable + 1} {
		o := newOffice(t, 3, true)
		o.whole = 100 << 20
		o.post("scan", scan)
		o.must(t, testAccount, 4, 4, 0, 0)
		o.rename(1)
		if k := o.known["scan"]; octets > 0 {
			k.Size = octets
			o.known["scan"] = k
		}
		o.whole = wholeUpTo
		for range 3 {
			if _, err := o.run(t.Context(), testAccount); err != nil {
				t.Fatal(err)
			}
		}
		if n, want := o.headers["scan"], octets == 0; n > 0 != want || len(o.mails) != map[bool]int{true: 4, false: 5}[want] {
			t.Errorf("of %d octets: read %d times, %d are here", octets, n, len(o.mails))
		}
	}
}

package fetch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

// Beginnings come of messages over wholeUpTo; those over most come only alone.
const most = 20_000

// hugeLetter is a letter over most.
func hugeLetter(n int) string {
	return letter(n, true, strings.Repeat(fmt.Sprintf("line of %d that stands here\r\n", n), 1600))
}

// hugeOffice has small, big and huge letters: s0, b0, h0, h1, h2, and as much room as free says.
func hugeOffice(t *testing.T, free int64) *office {
	o := newOffice(t, 0, true)
	o.whole, o.most = wholeUpTo, most
	o.room = func() (int64, error) { return free, nil }
	o.post("s0", letter(10, true, "small"))
	o.post("b0", bigLetter(11))
	for i := range 3 {
		o.post(fmt.Sprint("h", i), hugeLetter(20+i))
	}
	return o
}

// here are the unique-ids of what is here whole.
func (o *office) here() (uids []string) {
	for _, m := range o.mails {
		if slices.Contains(o.mail, m.raw) {
			uids = append(uids, m.uids...)
		}
	}
	slices.Sort(uids)
	return uids
}

func (o *office) wantHere(t *testing.T, uids ...string) {
	t.Helper()
	if got := o.here(); !slices.Equal(got, uids) {
		t.Errorf("%v are here whole, want %v", got, uids)
	}
}

const plenty = 1 << 40

// What is asked for alone comes, and the limit is as before for all others in the same session.
func TestLimitOfOneMessage(t *testing.T) {
	for name, capa := range map[string][]string{"plain": nil, "ahead": {"PIPELINING", "UIDL", "TOP"}} {
		for _, way := range []string{"wanted", "named"} {
			t.Run(name+" "+way, func(t *testing.T) {
				o := hugeOffice(t, plenty)
				o.capa = capa
				o.must(t, leaving(deleteAll), 5, 5, 0, 1)
				o.wantHere(t, "s0")
				o.whole = account.AnySize // what comes whole by itself has a limit all the same
				o.must(t, leaving(deleteAll), 4, 0, 4, 1)
				o.wantHere(t, "b0", "s0")

				o.post("h3", hugeLetter(30))
				o.commands()
				if way == "wanted" {
					o.want("h1")
					o.must(t, leaving(deleteAll), 4, 1, 3, 1)
				} else {
					o.only = &Only{Get: []string{"h1"}}
					o.must(t, leaving(deleteAll), 4, 0, 3, 1)
					o.only = nil
					o.must(t, leaving(deleteAll), 3, 1, 2, 0)
				}
				o.wantHere(t, "b0", "h1", "s0")
				if c := o.commands(); c["RETR"] != 1 || c["TOP"] != 1 {
					t.Errorf("%v", c)
				}
				if k := o.known["h3"]; k.Rest != Waits {
					t.Errorf("a new one of its size: %+v", k)
				}
				o.want("h0", "h2", "h3")
				o.must(t, leaving(deleteAll), 3, 0, 3, 3)
				o.mustHold(t, o.mail...)
			})
		}
	}
}

// What has not the room is not begun, however it is asked for, keeps nothing else back, and is no
// message that something is wrong with. It comes when there is room.
func TestNoRoomForOneMessage(t *testing.T) {
	for _, way := range []string{"wanted", "named", "named and new"} {
		t.Run(way, func(t *testing.T) {
			free := account.RoomFor(0, int64(len(hugeLetter(20)))).Needs - 1
			o := hugeOffice(t, 0)
			o.room = func() (int64, error) { return free, nil }
			if way != "named and new" {
				o.must(t, testAccount, 5, 5, 0, 0)
			}
			o.post("s1", letter(40, true, "another"))
			o.commands()
			want := 1
			if o.only = (&Only{Get: []string{"h1", "s1"}}); way == "wanted" {
				o.only = nil
				o.want("h1")
			}
			for range 8 { // more than eagerTries
				rep, err := o.run(t.Context(), testAccount)
				e, ok := errors.AsType[*account.NoRoomError](rep.Failed[0].Err)
				if err != nil || rep.Received != want || len(rep.Failed) != 1 || rep.Failed[0].UID != "h1" || !ok || e.Free != free || e.Needs != free+1 {
					t.Fatalf("%+v, %v", rep, err)
				}
				want = 0
			}
			if c := o.commands(); c["RETR"] != 1 {
				t.Errorf("%v", c)
			}
			if list := AsidesOf(o.notes); len(list) > 0 {
				t.Errorf("set aside: %+v", list)
			}
			free++
			if rep, err := o.run(t.Context(), testAccount); err != nil || len(rep.Failed) > 0 || !slices.Contains(o.here(), "h1") {
				t.Errorf("with room: %+v, %v, %v", rep, err, o.here())
			}
		})
	}
}

// The room is looked at before each of several, after the one before it is stored.
func TestRoomForOneAfterTheOther(t *testing.T) {
	o := hugeOffice(t, 0)
	free := account.RoomFor(0, int64(len(o.mail[2]))).Needs
	o.room = func() (int64, error) {
		n := free
		for _, m := range o.mails {
			if m.raw == o.mail[2] || m.raw == o.mail[3] || m.raw == o.mail[4] {
				n -= int64(len(m.raw))
			}
		}
		return n, nil
	}
	o.must(t, testAccount, 5, 5, 0, 0)
	o.want("h0", "h1", "h2")
	rep, err := o.run(t.Context(), testAccount)
	if err != nil || len(rep.Failed) != 2 {
		t.Fatalf("%+v, %v", rep, err)
	}
	o.wantHere(t, "h2", "s0")
	free += 1 << 20
	o.must(t, testAccount, 5, 0, 5, 0)
	o.wantHere(t, "h0", "h1", "h2", "s0")
}

// A disk that does not tell keeps nobody from anything.
func TestRoomIsNotTold(t *testing.T) {
	o := hugeOffice(t, 0)
	o.room = func() (int64, error) { return 0, errors.New("no") }
	o.must(t, testAccount, 5, 5, 0, 0)
	o.want("h0")
	o.must(t, testAccount, 5, 0, 5, 0)
	o.wantHere(t, "h0", "s0")
}

// What is asked for alone and goes on and on is given up, does not come at each check, and comes
// when it is named again.
func TestWishedGoesOn(t *testing.T) {
	o := hugeOffice(t, plenty)
	o.size = func(p *post) int {
		if p.uid == "h1" {
			return len(p.raw) / 3
		}
		return len(p.raw)
	}
	o.most = 10_000
	o.must(t, testAccount, 5, 5, 0, 0)
	o.want("h1")
	for range 3 {
		rep, err := o.run(t.Context(), testAccount)
		if err != nil || len(rep.Failed) != 1 || !errors.Is(rep.Failed[0].Err, errTooLarge) {
			t.Fatalf("%+v, %v", rep, err)
		}
	}
	if c := o.commands(); c["RETR"] != 2 { // the small one, and it once
		t.Errorf("%v", c)
	}
	o.clock = o.clock.Add(largePause + time.Hour)
	if _, err := o.run(t.Context(), testAccount); err != nil {
		t.Fatal(err)
	}
	o.wantHere(t, "h1", "s0")
}

// One that is named and goes on beyond what the disk holds says so.
func TestNamedGoesOn(t *testing.T) {
	o := hugeOffice(t, 0)
	o.room = func() (int64, error) { return account.RoomFor(0, most+1).Needs, nil }
	o.size = func(p *post) int { return min(len(p.raw), most+1) }
	o.must(t, testAccount, 5, 5, 0, 0)
	o.only = &Only{Get: []string{"h1"}}
	for range 2 {
		rep, err := o.run(t.Context(), testAccount)
		if err != nil || len(rep.Failed) != 1 || rep.Failed[0].UID != "h1" {
			t.Fatalf("%+v, %v", rep, err)
		}
	}
	o.wantHere(t, "s0")
}

// One that was given up by itself, announced as smaller or not at all, comes when it is named.
func TestGivenUpComesWhenNamed(t *testing.T) {
	for _, announced := range []int{0, 3000, most + 1} {
		t.Run(fmt.Sprint(announced), func(t *testing.T) {
			o := newOffice(t, 3, true)
			o.most, o.noTOP = most, true
			o.room = func() (int64, error) { return plenty, nil }
			o.post("h", hugeLetter(20))
			o.size = func(p *post) int {
				if p.uid == "h" || announced == 0 {
					return announced
				}
				return len(p.raw)
			}
			if rep, err := o.run(t.Context(), testAccount); err != nil || rep.Received != 3 || len(rep.Failed) != 1 {
				t.Fatalf("%+v, %v", rep, err)
			}
			o.only = &Only{Get: []string{"h"}}
			if rep, err := o.run(t.Context(), testAccount); err != nil || rep.Received != 1 || len(rep.Failed) > 0 {
				t.Errorf("%+v, %v", rep, err)
			}
			o.mustHold(t, o.mail...)
		})
	}
}

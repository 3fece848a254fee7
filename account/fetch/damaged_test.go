package fetch

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"
)

// spoil damages what is stored of a message, as a disk may, and has it asked for again, as the
// store does.
func (o *office) spoil(uid string, octets int) {
	o.memStore.mu.Lock()
	defer o.memStore.mu.Unlock()
	k := o.known[uid]
	k.Listed, k.Short = Damaged|k.Listed, true
	o.known[uid] = k
	o.changes++
	for _, m := range o.mails {
		if m.uids[0] == uid {
			m.raw = strings.Repeat("?", octets)
		}
	}
}

// Whatever a server announces: a message that is damaged here is asked for again, and stays on the
// server until it has come.
func TestDamagedIsAskedForAgain(t *testing.T) {
	for name, size := range map[string]func(p *post) int{
		"right":           nil,
		"always 40 more":  func(p *post) int { return len(p.raw) + 40 },
		"the same of all": func(*post) int { return 20_000 },
		"anything less":   estimated,
		"any":             func(p *post) int { return len(p.raw) + 20 + 977*(p.serial%3)*p.serial },
		"none":            func(*post) int { return 0 },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 0, true)
			for i := range 8 {
				o.post(fmt.Sprintf("u%d", i), letter(i+1, true, strings.Repeat("A line of the letter.\r\n", 100+7*i)))
			}
			o.size = size
			a := testAccount
			for range 4 {
				if _, err := o.run(t.Context(), a); err != nil {
					t.Fatal(err)
				}
				o.clock = o.clock.Add(time.Hour)
			}
			for _, uid := range []string{"u2", "u3", "u4", "u5"} { // more than are tried to see what sizes are worth
				o.spoil(uid, 100)
				k := o.known[uid]
				k.Size = int64(len(o.mail[uid[1]-'0']))
				o.known[uid] = k
			}
			// One of them does not come the first time.
			o.deny = func(_ int, p *post) string {
				if p.uid == "u3" {
					return "not now"
				}
				return ""
			}
			a.Leave = deleteAll
			for i := range 4 {
				if _, err := o.run(t.Context(), a); err != nil {
					t.Fatal(err)
				}
				if i == 0 {
					for _, p := range o.gone {
						if p.uid == "u3" {
							t.Error("it was removed, and is damaged here")
						}
					}
				}
				o.deny = nil
				o.clock = o.clock.Add(25 * time.Hour) // what came short three times is asked for once a day
			}
			o.mustHaveRemoved(t)
			o.mustHold(t, o.mail...)
		})
	}
}

// What came shorter than announced is noted as whole once the server's way of counting explains
// it, and not before.
func TestWayIsBelieved(t *testing.T) {
	for _, c := range []struct {
		name   string
		size   func(p *post) int
		noUIDL bool
		short  int
	}{
		{"always 40 more", func(p *post) int { return len(p.raw) + 40 }, false, 0},
		{"of blocks", func(p *post) int { return (len(p.raw)/4096 + 1) * 4096 }, false, 0},
		{"anything", func(p *post) int { return len(p.raw) + 20 + 977*(p.serial%3)*p.serial }, false, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, 0, true)
			for i := range 10 {
				o.post(fmt.Sprintf("u%d", i), letter(i+1, true, strings.Repeat("A line of the letter.\r\n", 100+7*i)))
			}
			o.size = c.size
			short := func() (n int) {
				for _, k := range o.known {
					if k.Short {
						n++
					}
				}
				return n
			}
			o.must(t, testAccount, 10, 10, 0, 0)
			if n := short(); n != 10 {
				t.Errorf("%d may not be whole after one session", n)
			}
			for range 3 {
				o.must(t, testAccount, 10, 0, 10, 0)
			}
			if n := short(); n != c.short {
				t.Errorf("%d may not be whole, want %d", n, c.short)
			}
			o.commands()
			o.must(t, leaving(deleteAll), 10, 0, 10, 10-c.short)
			if n := o.commands()["RETR"]; c.short == 0 && n > 0 {
				t.Errorf("%d RETR", n)
			}
			o.mustHold(t, o.mail...)
		})
	}
}

// A unique-id that stands for another message by now, while what is here under it is marked: that
// one stays, and the other is new mail.
func TestMarkedIsNotReplacedByAnother(t *testing.T) {
	const first = "the first one"
	for _, mark := range []int64{Damaged, Shifted, Disproved, Damaged | Disproved, 0} {
		for name, uid := range map[string]string{"places": "", "made anew": "00000001", "any": "x"} {
			for _, body := range []string{"quite another letter, and a longer one", "less", "the other one"} {
				for _, listed := range []bool{true, false} { // a store of an earlier version does not know the size
					if len(body) == len(first) && mark&Shifted != 0 || mark == 0 && !listed || !listed && mark&Damaged == 0 {
						continue
					}
					t.Run(fmt.Sprintf("%s/%d/%d/%v", name, mark>>60, len(body), listed), func(t *testing.T) {
						o := newOffice(t, 0, true)
						quiet := len(body) == len(first) && mark < Damaged
						o.post("u0", letter(1, true, first))
						o.uid = func(place int, _ *post) (string, bool) { return cmp.Or(uid, fmt.Sprint(place)), true }
						o.must(t, testAccount, 1, 1, 0, 0)
						for uid, k := range o.known {
							if k.Listed |= mark; !listed {
								k.Listed &^= SizeMask
							}
							k.Short = true
							o.known[uid] = k
							o.changes++
						}
						o.remove(map[*post]bool{o.maildrop.mail[0]: true})
						o.post("u9", letter(9, true, body))
						o.clock = o.clock.Add(time.Hour)
						for i := range 3 {
							rep, err := o.run(t.Context(), testAccount)
							if err != nil || i == 0 && !quiet && rep.Received != 1 {
								t.Fatal(rep, err)
							}
							o.clock = o.clock.Add(25 * time.Hour)
						}
						if quiet {
							return // nothing tells, and it is not asked for at once
						}
						o.mustHold(t, o.mail...)
					})
				}
			}
		}
	}
}

package fetch

import (
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
	k.Listed, k.Short = Damaged, true
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

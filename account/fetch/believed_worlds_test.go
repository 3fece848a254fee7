package fetch

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestCutsByChance plays mailboxes of servers that count in ways of their own and cut some messages now and then, by little or by
// much, each properly ended. After each check nothing is gone that is not whole here, and some days after the last cut all is here, once.
func TestCutsByChance(t *testing.T) {
	worlds := 60
	if testing.Short() {
		worlds = 18
	}
	for seed := range worlds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(seed), 32))
			o := newOffice(t, 0, true)
			o.wait, o.noUIDL = 800*time.Millisecond, seed%5 == 4
			if r.IntN(2) == 0 {
				o.capa = []string{"UIDL", "TOP", "PIPELINING"}
			}
			more := r.IntN(300) + 20
			way := seed % 6
			guess := func(p *post) float64 { return rand.New(rand.NewPCG(uint64(len(p.raw)), uint64(seed))).Float64() }
			o.size = func(p *post) int {
				n := float64(len(p.raw))
				switch way {
				case 0:
					return int(n * (1.003 + guess(p)*.05))
				case 1:
					return int(n * (.96 + guess(p)*.08))
				case 2:
					return int(n * (1.33 + guess(p)*.04))
				case 3:
					return (len(p.raw) + 511) / 512 * 512
				case 4:
					return len(p.raw) + more
				}
				if guess(p) < .7 { // most are right
					return len(p.raw)
				}
				return int(n * (1.003 + guess(p)*.05))
			}
			cutting := true
			o.short = func(session int, p *post) int {
				chance := rand.New(rand.NewPCG(uint64(session), uint64(p.serial)))
				if !cutting || chance.IntN(6) > 0 {
					return -1
				}
				n := lineBefore(p, len(p.raw)*(300+chance.IntN(695))/1000)
				if part := []byte(p.raw[:n]); n >= len(p.raw) || !cameShort(int64(o.size(p)), part) {
					return -1 // no size shows it
				}
				return n
			}
			check := func() {
				o.clock = o.clock.Add(time.Duration(1+r.IntN(30)) * time.Hour)
				_, _ = o.run(t.Context(), leaving(deleteAll)) // it may fail, but must not harm
				o.mustHaveRemoved(t)
			}
			next := 0
			for range 8 {
				for range 1 + r.IntN(6) {
					next++
					if r.IntN(3) == 0 {
						o.post(fmt.Sprint("u", next), inParts(next, 40+r.IntN(300)))
					} else {
						o.post(fmt.Sprint("u", next), letter(next, true, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", next), 40+r.IntN(400))))
					}
				}
				check()
			}
			cutting = false
			for range 40 {
				check()
			}
			o.mustHold(t, o.mail...)
			if len(o.mails) != len(o.mail) && !o.noUIDL {
				t.Errorf("%d are here of %d", len(o.mails), len(o.mail))
			}
			if t.Failed() {
				t.Logf("way %d, without UIDL %v, %d are left", way, o.noUIDL, o.count())
			}
		})
	}
}

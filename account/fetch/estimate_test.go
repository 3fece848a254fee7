package fetch

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestSizesThatAreEstimated: a server that estimates sizes goes on working, also where some are right by
// chance, and asks for nothing again for ever.
func TestSizesThatAreEstimated(t *testing.T) {
	over := func(r *rand.Rand) float64 { return 1 + .001 + r.Float64()*.045 }
	for name, factor := range map[string]func(r *rand.Rand, i int) float64{
		"above and below": func(r *rand.Rand, i int) float64 { return .95 + r.Float64()*.1 },
		"always above":    func(r *rand.Rand, i int) float64 { return over(r) },
		"one is right":    func(r *rand.Rand, i int) float64 { return []float64{1, .95 + r.Float64()*.1}[min(i, 1)] },
		"a third is right": func(r *rand.Rand, i int) float64 {
			if i%3 == 0 {
				return 1
			}
			return over(r)
		},
		"a third more": func(r *rand.Rand, i int) float64 { return 1.33 + r.Float64()*.05 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, 0, true)
			o.wait = 800 * time.Millisecond
			r := rand.New(rand.NewPCG(1, 2))
			factors := map[string]float64{}
			put := func(uid string, i int) {
				factors[uid] = factor(r, i)
				o.post(uid, letter(i, true, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), 200+i*7)))
			}
			for i := range 20 {
				put(fmt.Sprintf("u%d", i+1), i)
			}
			o.size = func(p *post) int { return int(float64(len(p.raw)) * factors[p.uid]) }
			for range 3 {
				if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || len(rep.Failed) != 0 {
					t.Fatalf("%+v, %v", rep, err)
				}
			}
			if o.count() != 0 {
				t.Errorf("%d messages are left", o.count())
			}
			o.commands()
			for i := range 3 {
				put(fmt.Sprintf("new%d", i), 21+i)
				for range 2 {
					if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || len(rep.Failed) != 0 {
						t.Fatalf("%+v, %v", rep, err)
					}
				}
			}
			if n := o.count(); n != 0 {
				t.Errorf("%d new messages are left", n)
			}
			if n := o.commands()["RETR"]; n > 6 { // each comes twice: an estimate alone does not show that it is whole
				t.Errorf("3 new messages were asked for %d times", n)
			}
			o.mustHold(t, o.mail...)
		})
	}
}

// TestEstimatedAnew: one message whose size is another one in each session comes with the same octets:
// it is whole. One that is cut at another place each time is not.
func TestEstimatedAnew(t *testing.T) {
	for name, cut := range map[string]bool{"whole": false, "cut": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, 0, true)
			o.wait = 800 * time.Millisecond
			for i := range 6 {
				o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), 600)))
			}
			n := 0
			o.size = func(p *post) int {
				if p.uid == "u3" {
					return len(p.raw) + 37*(n+1)
				}
				return len(p.raw)
			}
			o.short = func(_ int, p *post) int {
				if cut && p.uid == "u3" {
					return lineBefore(p, len(p.raw)-50*(n+1))
				}
				return -1
			}
			for range 5 {
				if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
					t.Fatal(err)
				}
				n++
			}
			if left := o.count(); cut && left != 1 || !cut && left != 0 {
				t.Errorf("%d messages are left", left)
			}
		})
	}
}

// TestEstimatedButCut: multiparts whose end is missing each time stay on the server, though the sizes
// would be such as a server may have estimated.
func TestEstimatedButCut(t *testing.T) {
	o := newOffice(t, 0, true)
	o.wait = 800 * time.Millisecond
	for i := range 6 {
		body := strings.Repeat(fmt.Sprintf("Line of the letter %d.\r\n", i), 600+i*70)
		o.post(fmt.Sprintf("u%d", i+1), fmt.Sprintf("Message-ID: <m%d@example.org>\r\nSubject: s\r\nDate: Mon, 2 Jan 2006 15:04:05 +0000\r\nContent-Type: Multipart/Mixed;\r\n Boundary=\"AbC\"\r\n\r\n--AbC\r\n\r\n%s--AbC--\r\n", i, body))
	}
	cut := true
	o.short = func(_ int, p *post) int {
		if cut {
			return lineBefore(p, len(p.raw)*(960+p.serial*2)/1000)
		}
		return -1
	}
	for range 4 {
		if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
			t.Fatal(err)
		}
	}
	if o.count() != 6 {
		t.Fatalf("%d messages are left", o.count())
	}
	cut = false
	for range 5 {
		if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
			t.Fatal(err)
		}
	}
	o.mustHaveRemoved(t)
}

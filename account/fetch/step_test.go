package fetch

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"
)

// estimated announces sizes that prove nothing, as Exchange does: about right, and
// never to the octet.
func estimated(p *post) int { return len(p.raw) - 7 - p.serial%50 }

// TestEstimatedSizes: a server whose sizes prove nothing hands over everything, once,
// also where the line is lost again and again, and what came is removed.
func TestEstimatedSizes(t *testing.T) {
	const messages = 150
	for _, capa := range [][]string{nil, {"PIPELINING", "UIDL", "TOP"}} {
		for _, noSTAT := range []bool{false, true} {
			for _, cut := range []int{-1, 30_000} {
				t.Run(fmt.Sprint(capa, noSTAT, cut), func(t *testing.T) {
					t.Parallel()
					o := newOffice(t, 0, true)
					o.capa, o.size, o.noSTAT = capa, estimated, noSTAT
					for i := range messages {
						o.post(fmt.Sprintf("u%d", i+1), long(i+1))
					}
					sum := 0
					for _, raw := range o.mail {
						sum += len(raw)
					}
					sessions := 0
					if cut > 0 {
						cut = max(cut, sum/5)
						o.cutAfter = func(session int) int {
							if session > 12 {
								return -1
							}
							return cut
						}
					}
					a := leaving(deleteAll)
					a.Incoming.Host = fmt.Sprintf("%x.example.org", t.Name())
					for o.count() > 0 && sessions < 14 {
						sessions++
						_, err := o.runTCP(t.Context(), a)
						if err != nil && cut < 0 {
							t.Fatal(err)
						}
					}
					o.mustHold(t, o.mail...)
					n := o.commands()
					if o.count() != 0 || cut < 0 && sessions > 1 {
						t.Errorf("%d messages are left after %d sessions", o.count(), sessions)
					}
					if cut < 0 && (n["RETR"] > messages*2 || n["STAT"]+n["NOOP"] > 40) {
						t.Errorf("%v", n)
					}
				})
			}
		}
	}
}

// TestAnswersOutOfStep: whatever a server without dot-stuffing holds, announces and
// how slow it is, nothing is removed that is not here.
func TestAnswersOutOfStep(t *testing.T) {
	rests := []string{
		"+OK\r\n", "+OK 12 octets\r\nSubject: x\r\n\r\nx\r\n", "+OK 6 1234\r\n", "-ERR no such message\r\n", "-ERR\r\n.\r\n+OK\r\nx\r\n",
		".\r\n", "\r\n+OK\r\n\r\n", "and on\r\n.\r\n+OK\r\nmore\r\n", "+OK\r\n.\r\n+OK\r\n.\r\n-ERR x\r\n.\r\n", "",
	}
	sizes := []func(p *post) int{
		estimated, nil,
		func(p *post) int { return len(p.raw) - strings.Count(p.raw, "\n") },
		func(*post) int { return 0 },
		func(*post) int { return 1 },
		func(*post) int { return 4096 },
		func(p *post) int { return (len(p.raw) + 1023) / 1024 * 1024 },
		func(p *post) int { return len(p.raw) * 4 / 3 },
	}
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(seed, 7))
			o := newOffice(t, 0, true)
			o.wait = 800 * time.Millisecond
			o.size = sizes[rnd.IntN(len(sizes))]
			o.noLIST, o.noSTAT, o.noUIDL = rnd.IntN(6) == 0, rnd.IntN(6) == 0, rnd.IntN(8) == 0
			if rnd.IntN(3) == 0 {
				o.capa = []string{"PIPELINING", "TOP"}
			}
			for i := range 3 + rnd.IntN(30) {
				raw := long(i + 1)
				for range rnd.IntN(8) / 5 {
					raw = letter(i+1, true, "before\r\n.\r\n"+rests[rnd.IntN(len(rests))]+strings.Repeat("x", rnd.IntN(90)))
				}
				o.post(fmt.Sprintf("u%d", i+1), raw)
			}
			if rnd.IntN(2) == 0 {
				o.wrap = func(c net.Conn) net.Conn { return &lineByLine{c} }
			}
			a := leaving(deleteAll)
			a.Incoming.Host = fmt.Sprintf("%x.example.org", t.Name())
			for range 4 {
				_, _ = o.runTCP(t.Context(), a) // it may well fail
			}
			got := o.copies()
			for _, p := range o.gone {
				if got[p.raw] == 0 {
					t.Errorf("%s was removed and is not here (%d are here, %d were removed)", p.uid, len(got), len(o.gone))
				}
			}
		})
	}
}

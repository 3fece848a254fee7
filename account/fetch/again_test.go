package fetch

import (
	"fmt"
	"strings"
	"testing"
	"time"
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

package fetch

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"popmail/account"
)

// Messages are fetched from the newest on: what a cut session has brought in stands behind
// what it has not, and behind a mailbox that has grown there are several gaps. Each is
// filled, also where unique-ids are places that move.
func TestGapsAreFilled(t *testing.T) {
	for name, uid := range map[string]func(place int, p *post) (string, bool){
		"unique-ids": nil,
		"places":     func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true },
		"none":       func(int, *post) (string, bool) { return "", false },
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(150) {
				r := rand.New(rand.NewPCG(seed, 4711))
				o := newOffice(t, 0, true)
				o.uid = uid
				if seed%2 == 0 {
					o.capa = []string{"PIPELINING", "UIDL", "TOP"}
				}
				mail := func() {
					n := len(o.mail)
					o.post(fmt.Sprintf("u%d", n), letter(n+10, true, strings.Repeat("line\r\n", r.IntN(2))))
				}
				for range 6 + r.IntN(6) {
					mail()
				}
				lost := map[string]bool{} // removed by another program
				for range 3 {
					at := r.IntN(len(o.mail) + 5)
					o.hangUp = func(p *post) bool { return p.serial == at }
					_, _ = o.run(t.Context(), testAccount)
					o.hangUp = nil
					i := r.IntN(o.count())
					lost[o.maildrop.mail[i].raw] = o.copies()[o.maildrop.mail[i].raw] == 0
					o.remove(map[*post]bool{o.maildrop.mail[i]: true})
					mail()
				}
				for range 3 {
					if _, err := o.run(t.Context(), leaving(account.Retention{})); err != nil {
						t.Fatal(err)
					}
				}
				if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Received > 0 || o.count() > 0 {
					t.Errorf("seed %d: %+v, %v, %d are left", seed, rep, err, o.count())
				}
				var want []string
				for _, raw := range o.mail {
					if !lost[raw] {
						want = append(want, raw)
					}
				}
				if o.mustHold(t, want...); t.Failed() {
					t.Fatalf("seed %d", seed)
				}
			}
		})
	}
}

// A message goes from before a gap, and what stands behind it moves up into its place with
// the same size.
func TestPlacesBesideAGap(t *testing.T) {
	o := newOffice(t, 0, true)
	o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true }
	for i, lines := range []int{1, 2, 1, 1, 2, 2} {
		o.post("", letter(i+10, true, strings.Repeat("line\r\n", lines)))
	}
	o.deny = func(session int, p *post) string {
		if session == 1 && p.serial == 3 {
			return "not now"
		}
		return ""
	}
	_, _ = o.run(t.Context(), testAccount)
	o.remove(map[*post]bool{o.maildrop.mail[2]: true}) // by another program
	o.post("", letter(20, true, strings.Repeat("line\r\n", 2)))
	for range 3 {
		_, _ = o.run(t.Context(), leaving(deleteAll))
	}
	o.mustHold(t, o.mail...)
}

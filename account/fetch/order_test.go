package fetch

import (
	"slices"
	"testing"
	"time"
)

// The newest message comes first, and each is dated before those that stand behind it, also
// where these came in an earlier session.
func TestNewestFirst(t *testing.T) {
	for _, capa := range [][]string{nil, {"PIPELINING"}} {
		o := newOffice(t, 40, false)
		o.capa = capa
		o.hangUp = func(p *post) bool { return p.uid == "u20" && o.sessions == 1 }
		first, _ := o.run(t.Context(), testAccount)
		if first.Received != 20 || len(o.came) != 20 || o.came[0].UID != "u40" {
			t.Fatalf("%+v, %d came", first, len(o.came))
		}
		o.clock = o.clock.Add(time.Hour)
		o.post("u41", letter(41, false, "new"))
		o.must(t, testAccount, 41, 21, 20, 0)
		if uid := o.came[20].UID; uid != "u41" {
			t.Errorf("%s comes before the newest", uid)
		}
		o.mustHold(t, o.mail...)
		at := map[string]time.Time{}
		for _, m := range o.came {
			if want := o.maildrop.mail[m.Place-1].uid; want != m.UID {
				t.Errorf("place %d of %s is that of %s", m.Place, m.UID, want)
			}
			at[m.UID] = m.At
		}
		if !slices.IsSortedFunc(o.maildrop.mail, func(a, b *post) int { return at[a.uid].Compare(at[b.uid]) }) {
			t.Errorf("dates are not in the order of the server: %v", at)
		}
	}
}

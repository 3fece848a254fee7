package fetch

import (
	"fmt"
	"slices"
	"testing"
)

// TestRenamed: with other unique-ids in each session, a message is asked for by the one that it had, and what was done
// with which is told by those.
func TestRenamed(t *testing.T) {
	o, big := officeOf(t)
	o.must(t, testAccount, 12, 12, 0, 0)
	o.rename(1)
	o.only = &Only{Get: []string{"u5", "u0"}} // a beginning, and what is here
	rep := o.must(t, testAccount, 12, 0, 12, 0)
	if rep.Renamed["u5"] != "v1.5" || rep.Renamed["u0"] != "v1.0" || len(rep.Renamed) != 12 {
		t.Errorf("%v", rep.Renamed)
	}
	if n := o.copies()[big[1]]; n != 1 || len(o.mails) != 12 {
		t.Errorf("%d copies of %d messages", n, len(o.mails))
	}
	o.rename(2)
	o.only = &Only{}
	rep = o.must(t, leaving(deleteAll), 12, 0, 12, 10) // the other beginnings stay
	if !slices.Contains(rep.Gone, "v2.5") || rep.Renamed["v1.5"] != "v2.5" {
		t.Errorf("%v %v", rep.Gone, rep.Renamed)
	}
	a, b := Report{Renamed: map[string]string{"a": "b"}}, Report{Listed: true, Renamed: map[string]string{"b": "c", "d": "e"}}
	if got := a.plus(b).Renamed; fmt.Sprint(got) != "map[a:c b:c d:e]" {
		t.Errorf("%v", got)
	}
}

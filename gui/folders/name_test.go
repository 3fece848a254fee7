package folders

import (
	"maps"
	"slices"
	"testing"

	"popmail/account"
	"popmail/gui/kit/theme"
)

// What an account is called in a row is what tells it from the others.
func TestAccountNames(t *testing.T) {
	all := []account.Account{
		{ID: 1, Email: "anna@example.net"},
		{ID: 2, Email: "work@example.net"},
		{ID: 3, Email: "Work@club.example"},
		{ID: 4, Email: "anna@example.net", Label: "Home"},
		{ID: 5, Email: "nobody"},
		{ID: 6, Email: "rose@a.example"},
	}
	for _, c := range []struct {
		of   int
		want string
	}{{0, "anna@example.net"}, {1, "work@example.net"}, {2, "club.example"}, {3, "Home"}, {4, "nobody"}, {5, "rose"}} {
		if got := AccountName(all[c.of], all...); got != c.want {
			t.Errorf("%s is called %q, want %q", all[c.of].Email, got, c.want)
		}
	}
	if got := AccountName(all[0]); got != "anna@example.net" {
		t.Errorf("alone it is called %q", got)
	}
}

// Accounts whose addresses come to one color have different ones, whatever their order; what
// the person chose stays, also where it is the same.
func TestColors(t *testing.T) {
	var all []account.Account
	for i := 1; i <= 8; i++ { // as many as there are colors
		all = append(all, account.Account{ID: account.ID(i), Email: "ann@example.org"})
	}
	all[4].Color = 3
	colors, seen := Colors(all), map[int]bool{}
	for _, n := range colors {
		seen[n] = true
	}
	if len(seen) != 8 || colors[5] != 3 {
		t.Errorf("8 accounts have the colors %v", colors)
	}
	if n := theme.AccountColor(0, "ann@example.org"); n != 3 && colors[1] != n {
		t.Errorf("the first one has %d, usual is %d", colors[1], n)
	}
	turned := slices.Clone(all)
	slices.Reverse(turned)
	if got := Colors(turned); !maps.Equal(got, colors) {
		t.Errorf("in another order they are %v, before %v", got, colors)
	}
	all[5].Color = 3
	if got := Colors(all); got[5] != 3 || got[6] != 3 {
		t.Errorf("chosen was 3 twice: %v", got)
	}
	all = append(all, account.Account{ID: 9, Email: "ann@example.org"})
	if got := Colors(all); got[9] < 1 || got[9] > theme.AccountColors {
		t.Errorf("the ninth one has %d", got[9])
	}
}

package folders

import (
	"testing"

	"popmail/account"
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

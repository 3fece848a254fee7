package account

import "testing"

// Only the user name for Gmail's POP3 has the mode, and the outgoing server never sees it.
func TestRecent(t *testing.T) {
	for _, c := range []struct {
		host, user string
		auth       Auth
		offered    bool
	}{
		{"pop.gmail.com", "anna@gmail.com", AuthAuto, true},
		{"POP.GMAIL.COM", "anna@example.org", AuthPlain, true},
		{"pop.googlemail.com", "anna", "", true},
		{"pop.gmail.com", "anna@gmail.com", AuthOAuth, false},
		{"pop.example.org", "recent:anna", AuthAuto, false},
		{"evilpop.gmail.com", "anna", AuthAuto, false},
	} {
		a := Account{User: c.user, Auth: c.auth, Incoming: Server{Host: c.host}}
		a.SetRecent(true)
		a.SetRecent(true)
		want := c.user
		if c.offered {
			want = "recent:" + c.user
		}
		if a.OffersRecent() != c.offered || a.User != want || a.Recent() != c.offered || a.PersonsUser() != c.user || a.SendsAs() != c.user {
			t.Errorf("%+v: %q, sends as %q", c, a.User, a.SendsAs())
		}
		if a.SetRecent(false); a.User != c.user || a.Recent() {
			t.Errorf("%+v: %q afterwards", c, a.User)
		}
	}
}

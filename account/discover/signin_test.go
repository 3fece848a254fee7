package discover

import (
	"strings"
	"testing"

	"popmail/account/oauth"
)

// Who has an address of Microsoft's for persons signs in where persons do, and others of Microsoft's where
// companies do: each refuses the other's.
func TestPersonalAddressesSignInAsPersonal(t *testing.T) {
	for _, row := range table {
		if row.ID != "microsoft" && row.ID != "microsoft365" {
			continue
		}
		for _, d := range strings.Fields(row.Domains) {
			email := "ann@" + strings.Replace(d, "*", "firm", 1)
			if p, ok := oauth.For("outlook.office365.com", email); !ok || p.ID != row.ID {
				t.Errorf("%s: %s, want %s", email, p.ID, row.ID)
			}
		}
	}
	// A domain of one's own says nothing: what was found does, for the servers of that provider.
	var c oauth.Clients
	for found, want := range map[string]string{"microsoft": "microsoft", "microsoft365": "microsoft365", "google": "microsoft365", "": "microsoft365", "nobody": "microsoft365"} {
		if p, _ := c.ForOne(found, "outlook.office365.com", "ann@firm.example"); p.ID != want {
			t.Errorf("found as %q: %s, want %s", found, p.ID, want)
		}
	}
}

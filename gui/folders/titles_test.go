package folders

import (
	"slices"
	"testing"

	"popmail/gui/kit/lang"
	"popmail/storage/mailbox"
)

// TestTitles: a search knows the folders with a purpose by all names that they have in the window.
func TestTitles(t *testing.T) {
	defer lang.Use(lang.Code())
	known := 0
	for _, l := range lang.Languages() {
		lang.Use(l.Code)
		for _, r := range roles {
			if r.role == mailbox.Own {
				continue
			}
			known++
			if name := RoleName(r.role); !slices.Contains(mailbox.Titles[r.role], name) {
				t.Errorf("%s: mailbox.Titles lacks %q of %s", l.Code, name, r.role)
			}
		}
	}
	if known < 100 {
		t.Error("only", known, "names")
	}
	seen := map[string]mailbox.Role{}
	for role, names := range mailbox.Titles {
		for _, n := range names {
			if other, ok := seen[n]; ok {
				t.Errorf("%q is %s and %s", n, role, other)
			}
			seen[n] = role
		}
	}
}

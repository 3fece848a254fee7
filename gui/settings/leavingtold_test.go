package settings

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"popmail/account"
	"popmail/docs"
	"popmail/gui/kit/field"
)

// TestGuideNamesChoices: what the guide says that can be chosen for mail that is deleted here is there to be
// chosen.
func TestGuideNamesChoices(t *testing.T) {
	page, err := docs.Files.ReadFile("guide.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "**When you delete mail here**")
	after, _, _ = strings.Cut(after, "\n\n")
	d := deleted{choice: field.NewSelect(nil, nil)}
	d.fill(account.Retention{})
	named := regexp.MustCompile(`\*\*([^*]+)\*\*`).FindAllStringSubmatch(after, -1)
	if !found || len(named) < 2 {
		t.Fatalf("the guide names %q", named)
	}
	for _, n := range named {
		if !slices.Contains(d.choice.Options, n[1]) {
			t.Errorf("there is no %q in %q", n[1], d.choice.Options)
		}
	}
}

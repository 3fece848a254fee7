package eml

import (
	"slices"
	"testing"
)

func TestReplyIDs(t *testing.T) {
	for field, want := range map[string][]string{
		"<1@x>":                {"1@x"},
		"<1@x> <2@x>":          {"1@x", "2@x"},
		"<1@x>,\r\n\t<2@x>":    {"1@x", "2@x"},
		"<1@x> (of Jan) <2@x>": {"1@x", "2@x"},
		"1@x":                  {"1@x"},
		"Message from Jan <jan@example.net> of Monday <1@x>": {"1@x"},
		"Your message of Monday <1@x>":                       {"1@x"},
		"":                                                   nil,
		"<":                                                  nil,
	} {
		if got := replyIDs([]byte(field)); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", field, got, want)
		}
	}
}

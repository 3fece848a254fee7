package discover

import "testing"

// TestSecurePage: an address that is shown to people holds nothing that is not seen.
func TestSecurePage(t *testing.T) {
	for in, want := range map[string]string{
		"https://x.example/help?a=b#c":        "https://x.example/help?a=b#c",
		" https://x.example/ä ":               "https://x.example/%C3%A4",
		"https://x.example/?\u009b2J":         "",
		"https://x.example/?a\u202eb":         "",
		"https://x.example/?a\u200bb":         "",
		"http://x.example/":                   "",
		"https://u@x.example/":                "",
		"https://x.example/\u202e?b#\u202efd": "https://x.example/%E2%80%AE?b#%E2%80%AEfd",
	} {
		if got := securePage(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

package cards

import "testing"

// Of a long address the end of the host is always seen: it says whose it is.
func TestWhatALinkSays(t *testing.T) {
	for address, want := range map[string]string{
		"https://meet.example.com/room/12":                                                      "meet.example.com/room/12",
		"https://meet.example.com/a/very/long/way/to/the/room/that/nobody/reads":                "meet.example.com/a/very/long/way/to/the/room/that…",
		"https://www.bank.de.aaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.evil.example/x":          "…aaaaaaaaaaaaaaaaaaaaaaaaaaa.evil.example/x",
		"https://www.bank.de.aaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.evil.example/a/long/way": "…aaaaaaaaaaaaaaaaaaaaaaaaaaa.evil.example/a/long/…",
		"https://a@b.example/": "b.example/",
		"no address":           "no address",
	} {
		if got := shownOf(address); got != want {
			t.Errorf("%s: %q", address, got)
		}
	}
}

package answer

import (
	"strings"
	"testing"
	"time"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                              "plain",
		" a\tb\x1b[31mc\u202ed\u2028e\xff\r": "a b[31mcd e",
		strings.Repeat("ä", 200):             strings.Repeat("ä", 150) + "…",
	} {
		if got := Printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestWait(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"Too many failed logins, try again in 10 minutes":         10 * time.Minute,
		"Exceeded the login limit for a 15 minute period.":        15 * time.Minute,
		"réessayez dans 30 minutes":                               30 * time.Minute,
		"wait 90 seconds":                                         90 * time.Second,
		"versuchen Sie es in 2 Stunden wieder":                    2 * time.Hour,
		"account locked for an hour":                              time.Hour,
		"try again in a minute":                                   time.Minute,
		"bitte eine Stunde warten":                                time.Hour,
		"error 10 minutes3":                                       10 * time.Minute,
		"Maximum number of connections exceeded (connections=10)": 0,
		"try again in 1.5 hours":                                  90 * time.Minute,
		"odczekaj 2 godziny":                                      2 * time.Hour,
		"wacht 1 uur":                                             time.Hour,
		"locked for 1 day":                                        24 * time.Hour,
		"locked for 3 days":                                       0,
		"wait 999 hours":                                          0,
	} {
		if got := Wait(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

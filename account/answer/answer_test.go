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
		"Too many failed logins, try again in 10 minutes":          10 * time.Minute,
		"Exceeded the login limit for a 15 minute period.":         15 * time.Minute,
		"réessayez dans 30 minutes":                                30 * time.Minute,
		"wait 90 seconds":                                          90 * time.Second,
		"versuchen Sie es in 2 Stunden wieder":                     2 * time.Hour,
		"account locked for an hour":                               time.Hour,
		"try again in a minute":                                    time.Minute,
		"bitte eine Stunde warten":                                 time.Hour,
		"error 10 minutes3":                                        10 * time.Minute,
		"Maximum number of connections exceeded (connections=10)":  0,
		"try again in 1.5 hours":                                   90 * time.Minute,
		"odczekaj 2 godziny":                                       2 * time.Hour,
		"wacht 1 uur":                                              time.Hour,
		"locked for 1 day":                                         24 * time.Hour,
		"locked for 3 days":                                        0,
		"wait 999 hours":                                           0,
		"[LOGIN-DELAY] minimum time between mail checks violation": 0,
		"minimum interval between logins is 5 minutes":             5 * time.Minute,
		"logins too frequent, wait 10 minutes":                     10 * time.Minute,
		"Too many logins, try again in 300 seconds.":               5 * time.Minute,
		"too frequent login, retry after 600s":                     10 * time.Minute,
		"login interval 90 sec":                                    90 * time.Second,
		"please wait 15min before the next login":                  15 * time.Minute,
		"Login delay: 900 (seconds)":                               15 * time.Minute,
		"try again in ten minutes":                                 10 * time.Minute,
		"you may log in again in half an hour":                     30 * time.Minute,
		"try again in 1 hour 30 minutes":                           90 * time.Minute,
		"try again in 1 hour and 5 minutes":                        65 * time.Minute,
		"try again in 1h30m":                                       90 * time.Minute,
		"come back in 2h":                                          2 * time.Hour,
		"bitte zehn Minuten warten":                                10 * time.Minute,
		"réessayez dans 1 heure":                                   time.Hour,
		"登录过于频繁，请10分钟后再试":                                          10 * time.Minute,
		"12 messages, 3 minors":                                    0,
		"error 42s7":                                               0,
		"2 hundred":                                                0,
	} {
		if got := Wait(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestFrequency(t *testing.T) {
	for text, want := range map[string]bool{
		"[LOGIN-DELAY] only one login every 15 minutes": true, "minimum of 10 minutes between logins": true, "You can check mail once per 5 minutes": true,
		"login too soon, wait 600 seconds": true, "Sie können alle 15 Minuten abrufen": true, "Every login needs 10 minutes of rest": true,
		"mailbox in use, try again in 15 minutes": false, "too many failed logins, wait 30 minutes": false, "server busy": false, "": false,
	} {
		if Frequency(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

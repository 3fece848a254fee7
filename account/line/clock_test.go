package line

import (
	"slices"
	"testing"
	"time"

	"popmail/account"
)

func TestDateIn(t *testing.T) {
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	want := time.Date(2026, 11, 28, 8, 30, 0, 0, time.UTC)
	for greeting, want := range map[string]time.Time{
		"POP3 server ready <1896.1795854600@dbc.mtu.edu>":            want,
		"Dovecot ready. <5a1.1.6b0a9108.abcd==@mail>":                want,
		"mail POP3 Server (x) ready Sat, 28 Nov 2026 08:30:00 +0000": want,
		"ready at 28 Nov 2026 09:30:00 +0100":                        want,
		"popd 2026-11-28T08:30:00 ready":                             want,
		"popd 2026-11-28 08:30:00":                                   want,
		"":                                                           {}, "Dovecot ready.": {}, "<1896.697170952@dbc.mtu.edu>": {}, "<1.2@x>": {}, "<1234.abcdefgh@x>": {}, "12 Foo 2026 08:30:00 GMT": {}, "1795854600": {},
	} {
		if got := DateIn(greeting, now); !got.Equal(want) {
			t.Errorf("%q: %v, want %v", greeting, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	before := built
	defer func() { built = before }()
	day := func(n int) time.Time { return time.Date(2026, 6, 1+n, 12, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		from, to, today, shown, built time.Time
		want                          bool
	}{
		"expired":                          {day(0), day(90), day(100), day(100), day(0), false},
		"expired, no date":                 {day(0), day(90), day(100), time.Time{}, day(0), false},
		"too far ahead":                    {day(0), day(90), day(900), day(50), day(0), true},
		"too far ahead, a server as wrong": {day(0), day(90), day(900), day(890), day(0), false},
		"behind":                           {day(0), day(90), day(-400), day(50), time.Time{}, true},
		"behind, before it was made":       {day(0), day(90), day(-400), time.Time{}, day(-20), true},
		"made before, not valid yet":       {day(0), day(90), day(-10), time.Time{}, day(-20), false},
		"expired, and long behind":         {day(-900), day(-800), day(-700), time.Time{}, day(-20), false},
		"hours apart":                      {day(0), day(90), day(-1), day(-1).Add(20 * time.Hour), time.Time{}, false},
	} {
		built = c.built
		crt := account.Certificate{From: c.from, To: c.to, Today: c.today, Faults: []account.Fault{account.FaultExpired}}
		if c.today.Before(c.from) {
			crt.Faults[0] = account.FaultNotYet
		}
		if !OnlyDates(&crt) {
			t.Errorf("%s: not only dates", name)
		}
		Clock(&crt, c.shown)
		if got := slices.Contains(crt.Faults, account.FaultClock); got != c.want || crt.Shown != c.shown {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

package line

import (
	"net/mail"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"popmail/account"
)

// apart is how far two clocks may differ before that says something about dates.
const apart = 24 * time.Hour

// OnlyDates reports whether nothing but dates is wrong with a certificate.
func OnlyDates(c *account.Certificate) bool {
	for _, f := range c.Faults {
		if f != account.FaultExpired && f != account.FaultNotYet {
			return false
		}
	}
	return len(c.Faults) > 0
}

// Clock notes in c the date that the server has shown, which may be zero, and
// account.FaultClock where it is this computer's clock that is wrong: the server's date
// is another and makes the certificate good, or this PopMail was made later than today.
func Clock(c *account.Certificate, shown time.Time) {
	c.Shown = shown
	wrong := !shown.IsZero() && shown.Sub(c.Today).Abs() > apart && !shown.Before(c.From) && !shown.After(c.To)
	if !wrong && c.Today.Add(apart).Before(built) {
		wrong = c.Has(account.FaultNotYet) || !built.After(c.To)
	}
	if wrong {
		c.Faults = append(c.Faults, account.FaultClock)
	}
}

// built is when this PopMail, or what it was made from, was made; zero: not known.
var built = func() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			t, _ := time.Parse(time.RFC3339, s.Value)
			return t
		}
	}
	return time.Time{}
}()

var (
	stamp   = pattern(`<([^<>@\s]+)@[^<>\s]+>`)
	isoDate = pattern(`\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)\b`)
	letters = pattern(`(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT|UTC|Z)`)
)

// DateIn is the date in the greeting of a server: the clock in the timestamp for APOP
// (RFC 1939, section 7), or a date as letters have it; zero: there is none. Numbers that
// are no date of this century are not taken for one.
func DateIn(greeting string, now time.Time) time.Time {
	if m := letters().FindString(greeting); m != "" {
		if t, err := mail.ParseDate(m); err == nil {
			return plausible(t)
		}
	}
	if m := isoDate().FindStringSubmatch(greeting); m != nil {
		if t, err := time.ParseInLocation("2006-01-02 15:04:05", m[1]+" "+m[2], now.Location()); err == nil {
			return plausible(t)
		}
	}
	if m := stamp().FindStringSubmatch(greeting); m != nil {
		for part := range strings.SplitSeq(m[1], ".") {
			if t := seconds(part); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

// seconds is a number of seconds since 1970. QUIRK: Dovecot writes it in hexadecimal.
func seconds(s string) time.Time {
	base := map[int]int{10: 10, 8: 16}[len(s)]
	if base == 0 {
		return time.Time{}
	}
	n, err := strconv.ParseInt(s, base, 64)
	if err != nil {
		return time.Time{}
	}
	return plausible(time.Unix(n, 0))
}

// plausible is t where it can be the date of a server that runs today.
func plausible(t time.Time) time.Time {
	if y := t.Year(); y < 2020 || y > 2099 {
		return time.Time{}
	}
	return t
}

// pattern is compiled when it is wanted for the first time: what starts does not wait for it.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

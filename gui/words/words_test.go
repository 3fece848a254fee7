package words

import (
	"strings"
	"testing"
	"time"

	"popmail/gui/kit/lang"
)

func locale(t *testing.T, tag string) {
	t.Helper()
	Use(tag)
	t.Cleanup(func() { Use("en-GB") })
}

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestDates(t *testing.T) {
	now := at("2026-11-21 14:32")
	for _, c := range []struct{ locale, when, date, long string }{
		{"en-GB", "2026-11-21 14:21", "14:21", "Today 14:21"},
		{"en-GB", "2026-11-21 00:00", "00:00", "Today 00:00"},
		{"en-GB", "2026-11-20 23:59", "23:59", "Yesterday 23:59"},
		{"en-GB", "2026-11-15 09:05", "Sun", "Sun 15 Nov, 09:05"},
		{"en-GB", "2026-11-14 09:05", "14 Nov", "Sat 14 Nov, 09:05"},
		{"en-GB", "2024-05-03 09:05", "3 May 2024", "3 May 2024, 09:05"},
		{"en-GB", "2026-11-22 09:05", "22 Nov", "Sun 22 Nov, 09:05"}, // a sender's clock that is ahead
		{"en-US", "2026-11-21 14:21", "2:21 PM", "Today 2:21 PM"},
		{"en-US", "2026-11-21 00:05", "12:05 AM", "Today 12:05 AM"},
		{"en-US", "2026-11-21 12:00", "12:00 PM", "Today 12:00 PM"},
		{"en-US", "2026-10-02 14:21", "Oct 2", "Fri Oct 2, 2:21 PM"},
		{"en-US", "2024-05-03 09:05", "May 3, 2024", "May 3, 2024, 9:05 AM"},
		{"de-DE", "2026-11-21 14:21", "14:21", "Today 14:21"},
		{"not a tag", "2026-10-02 14:21", "2 Oct", "Fri 2 Oct, 14:21"},
	} {
		locale(t, c.locale)
		if got := Date(at(c.when), now); got != c.date {
			t.Errorf("%s: Date(%s) = %q, want %q", c.locale, c.when, got, c.date)
		}
		if got := DateTime(at(c.when), now); got != c.long {
			t.Errorf("%s: DateTime(%s) = %q, want %q", c.locale, c.when, got, c.long)
		}
	}
	if Date(time.Time{}, now) != "" || DateTime(time.Time{}, now) != "" || Full(time.Time{}) != "" {
		t.Error("the zero time has words")
	}
}

func TestDatesUseTheZoneOfNow(t *testing.T) {
	locale(t, "en-GB")
	now := at("2026-11-21 01:00").In(time.FixedZone("", 3600)) // 02:00 there
	sent := at("2026-11-20 23:30")                             // 00:30 of the 21st there
	if got := DateTime(sent, now); got != "Today 00:30" {
		t.Errorf("got %q", got)
	}
}

func TestLastAndBrief(t *testing.T) {
	locale(t, "en-US")
	now := at("2026-11-21 14:32")
	for _, c := range []struct{ when, last, brief string }{
		{"2026-11-21 14:21", "today 2:21 PM", "2:21 PM"},
		{"2026-11-20 09:05", "yesterday 9:05 AM", "Yesterday"},
		{"2026-11-19 09:05", "on Thursday", "Thu"},
		{"2026-11-15 09:05", "on Sunday", "Sun"},
		{"2026-11-14 09:05", "on November 14", "Nov 14"},
		{"2024-05-03 09:05", "on May 3, 2024", "May 3, 2024"},
	} {
		if got := Last(at(c.when), now); got != c.last {
			t.Errorf("Last(%s) = %q, want %q", c.when, got, c.last)
		}
		if got := Brief(at(c.when), now); got != c.brief {
			t.Errorf("Brief(%s) = %q, want %q", c.when, got, c.brief)
		}
	}
	if Brief(time.Time{}, now) != "" {
		t.Error("the zero time has words")
	}
}

func TestFullDate(t *testing.T) {
	locale(t, "en-GB")
	when := at("2026-11-20 14:21").In(time.FixedZone("", 3600))
	if got := Full(when); got != "Friday, 20 November 2026, 15:21 (UTC+01:00)" {
		t.Errorf("got %q", got)
	}
	if got := Full(at("2026-11-20 14:21")); !strings.HasSuffix(got, "(UTC)") {
		t.Errorf("got %q", got)
	}
}

func TestMonths(t *testing.T) {
	locale(t, "en-GB")
	now := at("2026-11-21 14:32")
	if got := Month(at("2026-10-02 10:00"), now); got != "October" {
		t.Errorf("got %q", got)
	}
	if got := Month(at("2025-10-02 10:00"), now); got != "October 2025" {
		t.Errorf("got %q", got)
	}
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		locale string
		octets int64
		want   string
	}{
		{"en-GB", 0, "0 bytes"},
		{"en-GB", 999, "999 bytes"},
		{"en-GB", 1000, "1 KB"},
		{"en-GB", 212_300, "212 KB"},
		{"en-GB", 999_499, "999 KB"},
		{"en-GB", 999_500, "1 MB"},
		{"en-GB", 1_440_000, "1.4 MB"},
		{"de-DE", 1_440_000, "1,4 MB"},
		{"en-GB", 9_960_000, "10 MB"},
		{"en-GB", 136_000_000, "136 MB"},
		{"en-GB", 2_500_000_000, "2.5 GB"},
		{"en-GB", 5_000_000_000_000_000, "5,000 TB"},
	} {
		locale(t, c.locale)
		if got := Size(c.octets); got != c.want {
			t.Errorf("%s: Size(%d) = %q, want %q", c.locale, c.octets, got, c.want)
		}
	}
}

func TestPart(t *testing.T) {
	locale(t, "en-GB")
	for _, c := range []struct {
		done, total int64
		want        string
	}{
		{84_100_000, 136_000_000, "84 of 136 MB"},
		{0, 5_200_000, "0 of 5.2 MB"},
		{200, 100, "0 of 1 KB"},
	} {
		if got := Part(c.done, c.total); got != c.want {
			t.Errorf("Part(%d, %d) = %q, want %q", c.done, c.total, got, c.want)
		}
	}
}

func TestCounts(t *testing.T) {
	for tag, want := range map[string]string{"en-GB": "12,408", "de-DE": "12.408", "en-IN": "12,408"} {
		locale(t, tag)
		if got := Count(12408); got != want {
			t.Errorf("%s: got %q, want %q", tag, got, want)
		}
	}
}

func TestLeft(t *testing.T) {
	locale(t, "en-GB")
	for d, want := range map[time.Duration]string{
		10 * time.Second:  "less than a minute left",
		110 * time.Second: "about 2 min left",
		3 * time.Hour:     "about 3 h left",
	} {
		if got := Left(d); got != want {
			t.Errorf("%s: got %q, want %q", d, got, want)
		}
	}
}

func BenchmarkDate(b *testing.B) {
	Use("en-GB")
	now := at("2026-11-21 14:32")
	for b.Loop() {
		Date(at("2026-10-02 14:21"), now)
	}
}

// TestShortDaysInFrench: days are cut as months are, with a period.
func TestShortDaysInFrench(t *testing.T) {
	defer func() { lang.Use(lang.English); Use("en-GB") }()
	lang.Use("fr")
	Use("fr")
	at := time.Date(2026, 11, 20, 18, 30, 0, 0, time.UTC)
	for range 7 {
		if got := Weekday(at); !strings.HasSuffix(got, ".") {
			t.Error(got)
		}
		at = at.AddDate(0, 0, 1)
	}
}

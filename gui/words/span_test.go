package words

import (
	"testing"

	"popmail/gui/kit/lang"
)

// TestHoursWithMarkersBefore: where the half of the day stands before the hour it is said of both.
func TestHoursWithMarkersBefore(t *testing.T) {
	lang.Use("ja")
	defer lang.Use(lang.English)
	locale(t, "ja-US")
	if got := Hours(at("2026-12-12 19:00"), at("2026-12-12 23:00")); got != "午後7:00\u00a0– 午後11:00" {
		t.Errorf("%q", got)
	}
	if got := Sentences("届きません。", "後で送ります。"); got != "届きません。後で送ります。" {
		t.Errorf("%q", got)
	}
}

func TestSpans(t *testing.T) {
	now := at("2026-11-26 14:32")
	for _, c := range []struct{ tag, from, to, day, hours, ahead string }{
		{"en-US", "2026-12-12 19:00", "2026-12-12 23:00", "Saturday, December 12", "7:00\u00a0– 11:00\u00a0PM", "in 16 days"},
		{"en-US", "2026-11-27 11:00", "2026-11-27 13:05", "Friday, November 27", "11:00\u00a0AM\u00a0– 1:05\u00a0PM", "tomorrow"},
		{"en-US", "2026-11-26 00:30", "2026-11-26 12:00", "Thursday, November 26", "12:30\u00a0AM\u00a0– 12:00\u00a0PM", "today"},
		{"en-GB", "2027-01-02 09:00", "2027-01-02 10:30", "Saturday, 2 January 2027", "09:00\u00a0– 10:30", "in 37 days"},
		{"en-GB", "2026-11-25 09:00", "2026-11-25 10:30", "Wednesday, 25 November", "09:00\u00a0– 10:30", "yesterday"},
		{"en-GB", "2026-11-20 09:00", "2026-11-20 10:30", "Friday, 20 November", "09:00\u00a0– 10:30", "6 days ago"},
	} {
		locale(t, c.tag)
		if got := LongDay(at(c.from), now); got != c.day {
			t.Errorf("%s: %q, want %q", c.from, got, c.day)
		}
		if got := Hours(at(c.from), at(c.to)); got != c.hours {
			t.Errorf("%s: %q, want %q", c.from, got, c.hours)
		}
		if got := Ahead(at(c.from), now); got != c.ahead {
			t.Errorf("%s: %q, want %q", c.from, got, c.ahead)
		}
	}
}

package words

import (
	"testing"
	"time"
)

func TestDayOf(t *testing.T) {
	now := time.Date(2026, 11, 28, 22, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"12/24/2026": "2026-12-24", "12/24": "2026-12-24", "1/5": "2027-01-05", "2026-12-24": "2026-12-24", "12.24.26": "2026-12-24",
		"December 24": "2026-12-24", "24 Dec": "2026-12-24", "Dec 24, 2027": "2027-12-24", "dec. 1st": "2026-12-01", "11/28": "2026-11-28",
		"11/27": "2027-11-27", "2/29": "2028-02-29", "2027 march 3": "2027-03-03", " 12 / 4 ": "2026-12-04",
		"": "", "13/24": "", "2/30": "", "tomorrow": "", "24": "", "Dec": "", "1/2/3/4": "", "Dec Jan 3": "", "12/24/99999": "", "-": "", "ma 3": "",
	} {
		got, ok := DayOf(text, now)
		if ok != (want != "") || ok && got.Format(time.DateOnly) != want {
			t.Errorf("%q: %v %t, want %q", text, got, ok, want)
		}
		if ok && (got.Hour() != 0 || got.Location() != time.UTC) {
			t.Errorf("%q does not begin at midnight: %v", text, got)
		}
	}
	day := time.Date(2031, 2, 3, 0, 0, 0, 0, time.UTC)
	if got, ok := DayOf(TypedDay(day), now); !ok || !got.Equal(day) {
		t.Errorf("%q is read as %v", TypedDay(day), got)
	}
}

func FuzzDayOf(f *testing.F) {
	now := time.Date(2026, 11, 28, 22, 0, 0, 0, time.UTC)
	for _, s := range []string{"12/24/2026", "24 Dec", "2026-12-24", "2/29", "\xff", "٣/٤"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := DayOf(s, now); ok && got.Year() > 9999 {
			t.Errorf("%q: %v", s, got)
		}
	})
}

package words

import (
	"testing"
	"time"

	"popmail/gui/kit/lang"
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

// TestDayOfInEveryLanguage: a day that the window says is one that it can read, in each language, and
// so is what people write there.
func TestDayOfInEveryLanguage(t *testing.T) {
	defer func() { lang.Use(lang.English); Use("en-GB") }()
	now := time.Date(2026, 11, 28, 22, 0, 0, 0, time.UTC)
	in := func(code string) { lang.Use(code); Use(code) }
	for _, code := range []string{"en", "en-GB", "de", "fr", "es", "it", "pt-BR", "nl", "pl", "ru", "uk", "tr", "ja", "zh-Hans"} {
		in(code)
		for day := range 400 {
			want := time.Date(2026, 11, 28+day, 0, 0, 0, 0, time.UTC)
			if got, ok := DayOf(LongDate(want, now), now); !ok || !got.Equal(want) {
				t.Fatalf("%s: %q is read as %v %v", code, LongDate(want, now), got, ok)
			}
		}
	}
	for _, c := range [][2]string{{"fr", "1er mars 2027"}, {"it", "1º marzo 2027"}, {"es", "1 de marzo de 2027"}, {"en", "٢٠٢٧-٠٣-٠١"}, {"ja", "２０２７年３月１日"}, {"ru", "1 марта 2027 г."}, {"en", "the 1st of March 2027"}} {
		in(c[0])
		if got, ok := DayOf(c[1], now); !ok || got.Format(time.DateOnly) != "2027-03-01" {
			t.Errorf("%s: %q is read as %v %v", c[0], c[1], got, ok)
		}
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

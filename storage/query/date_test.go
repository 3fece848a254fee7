package query

import (
	"strings"
	"testing"
	"time"
)

// TestMonthsOfAllLanguages: each name of a month is read, also one of several words.
func TestMonthsOfAllLanguages(t *testing.T) {
	now := time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC)
	for _, list := range monthNamesOf {
		for i, forms := range strings.Split(list, ",") {
			for form := range strings.SplitSeq(forms, "|") {
				if foreignNames().months[Fold(form)] == 0 {
					continue // that of another month in another language
				}
				for text, want := range map[string]span{form + " 2025": month(2025, i+1, now), "3 " + form + " 2025": day(2025, i+1, 3, now)} {
					if got, ok := period(text, now); !ok || got != want {
						t.Errorf("%q is %v, %v", text, got, ok)
					}
				}
				if q := Parse(`before:"`+form+` 2025" x`, now); len(q.Notes) > 0 {
					t.Errorf("%q: %v", form, q.Notes)
				}
			}
		}
	}
}

// TestShortDates: dates as people write them, without a year or with two digits of it, and with the names of
// other languages.
func TestShortDates(t *testing.T) {
	now := time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC) // a Monday
	for in, want := range map[string]string{
		"3.12.": "2025-12-03", "3.12": "2025-12-03", "30.11.": "2026-11-30", "1.12.": "2025-12-01", "24/12": "2025-12-24", "12/24": "2025-12-24", "29.2.": "2024-02-29", "5-3": "2026-03-05",
		"1.11.25": "2025-11-01", "24/12/25": "2025-12-24", "12/24/25": "2025-12-24", "1.12.26": "2026-12-01", "31.12.26": "2026-12-31", "12/31/26": "2026-12-31", "1.1.27": "1927-01-01", "29.2.24": "2024-02-29", "30.11.26": "2026-11-30", "5.6.99": "1999-06-05", "1-11-25": "2025-11-01",
		"dezember": "2025-12", "Oktober 2025": "2025-10", "3. märz": "2026-03-03", "3 mars 2025": "2025-03-03", "1er décembre": "2025-12-01", "3 de diciembre de 2025": "2025-12-03", "décembre": "2025-12", "déc": "2025-12",
		"декабрь": "2025-12", "3 декабря 2025": "2025-12-03", "12月": "2025-12", "12月24日": "2025-12-24", "2025年12月24日": "2025-12-24", "2025年12月": "2025-12", "aralık": "2025-12", "listopad": "2026-11",
		"gestern": "2026-11-29", "Вчора": "2026-11-29", "aujourd’hui": "2026-11-30", "昨日": "2026-11-29", "أمس": "2026-11-29", "letzten Monat": "2026-10", "先月": "2026-10", "mes pasado": "2026-10",
		"freitag": "2026-11-27", "vendredi": "2026-11-27", "п'ятниця": "2026-11-27", "segunda-feira": "2026-11-30", "星期五": "2026-11-27", "金曜日": "2026-11-27",
		"mar": "2026-03", "march": "2026-03", "friday": "2026-11-27", "mart": "2026-03",
	} {
		s, ok := period(in, now)
		got := "none"
		if ok {
			got = s.start.Format(time.DateOnly)
			if s.end.Sub(s.start) > 25*time.Hour {
				got = s.start.Format("2006-01")
			}
		}
		if got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
	for _, in := range []string{"", "31.2.", "0.0.", "13.13.", "32.1.25", "1.2.3", "jui", "13月", "12月32日", "hello", "3 3 3", ".", "1."} {
		if s, ok := period(in, now); ok {
			t.Errorf("%q is %v", in, s)
		}
	}
}

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

// Ages end at the last day of a shorter month, "until" is with its day, and years of two digits go with names as well.
func TestDatesAtTheirEnds(t *testing.T) {
	march := time.Date(2026, 3, 31, 15, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"older_than:1m": "before 2026-02-28", "newer_than:1m": "after 2026-02-28", "older_than:13m": "before 2025-02-28", "older_than:25m": "before 2024-02-29",
		"older_than:4m": "before 2025-11-30", "older_than:1y": "before 2025-03-31", "older_than:2d": "before 2026-03-29",
		"until:2026-03-29": "before 2026-03-30", "until:2025": "before 2026-01-01", "before:2026-03-29": "before 2026-03-29", "UNTIL:yesterday": "before 2026-03-31",
		"before:12 dec 24": "before 2024-12-12", "before:12. dez 24": "before 2024-12-12", `before:"dec 12, 24"`: "before 2024-12-12", "before:dec 24": "before 2025-12-24", "before:12 dec 2023": "before 2023-12-12", "before:12 dec 99": "before 1999-12-12",
	} {
		q := Parse(text+" ", march)
		got := "nothing"
		and := q.Root.(*And)
		if len(and.Nodes) == 1 {
			switch n := and.Nodes[0].(type) {
			case *Before:
				got = "before " + n.T.Format(time.DateOnly)
			case *After:
				got = "after " + n.T.Format(time.DateOnly)
			}
		}
		if got != want {
			t.Errorf("%s: %s (%d nodes), want %s", text, got, len(and.Nodes), want)
		}
	}
	leap := time.Date(2024, 2, 29, 1, 0, 0, 0, time.UTC)
	if got := Parse("older_than:1y ", leap).Root.(*And).Nodes[0].(*Before).T.Format(time.DateOnly); got != "2023-02-28" {
		t.Error(got)
	}
	for text, day := range map[string]string{"before:1y": "2025-03-31", "on:4.7.2025": "2025-07-04", "until:2026-03-29": "2026-03-30", "after:2025": "0001-01-01", "after:yesterday": "0001-01-01"} {
		if q := Parse(text+" is:unread ", march); q.Filters[0].Day.Format(time.DateOnly) != day || !q.Filters[1].Day.IsZero() {
			t.Errorf("%s: %+v", text, q.Filters)
		}
	}
	for text, want := range map[string]int64{"1,000kb": 1_000_000, "1,234,567": 1_234_567, "1,5mb": 1_500_000, "1.500 kb": 1500, "0,500mb": 500_000, "12,000": 12_000, "1,0000": 1} {
		if got, ok := Size(text); !ok || got != want {
			t.Errorf("%s: %d %t, want %d", text, got, ok, want)
		}
	}
}

// A star behind a word asks for those that begin with it, anywhere, also where nobody goes on typing.
func TestBegunWords(t *testing.T) {
	for text, want := range map[string]string{"rechn* müller": "rechn* müller", "invoic*": "invoic*", "subject:inv* from:ann*": "inv* ann*", "(a* OR b) -c*": "a* b", `"spare roo*"`: "spare roo*=", "*": "", "**bold**": "**bold**", "subject:***SPAM***": "***SPAM***", "*wichtig*": "*wichtig*", "SPAM***": "SPAM***", "[x]*": "[x]*", "2026*": "2026*", "from:(ann* OR bob)": "ann* bob"} {
		got := ""
		for _, t := range ParseWhole(text, time.Now()).Sought() {
			got += " " + t.Text
			if t.Prefix {
				got += "*"
			}
			if t.Phrase {
				got += "="
			}
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

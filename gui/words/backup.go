package words

import (
	"time"

	"popmail/gui/kit/lang"
)

// LastBackup says when the newest backup was made: "Last backup: today 9:12 AM". The zero
// time is none. The zone of now is used.
func LastBackup(t, now time.Time) string {
	if t.IsZero() {
		return lang.L("No backup yet")
	}
	return lang.L("Last backup: {{.When}}", map[string]any{"When": Whole(AsOf(t, now))})
}

// AsOf is a moment within a sentence: "today 9:12 AM", "yesterday 21:05", "20 Nov, 18:30",
// "3 Mar 2024, 18:30". The zone of now is used.
func AsOf(t, now time.Time) string {
	t = t.In(now.Location())
	data := map[string]any{"Time": Time(t), "Date": Day(t, now)}
	switch Days(t, now) {
	case 0:
		return lang.L("today {{.Time}}", data)
	case 1:
		return lang.L("yesterday {{.Time}}", data)
	}
	return lang.L("{{.Date}}, {{.Time}}", data)
}

package words

import (
	"testing"
	"time"

	"popmail/account"
	"popmail/gui/kit/lang"
)

func TestInList(t *testing.T) {
	for name, want := range map[string]string{"Jan Kowalski": "Jan Kowalski", "Kowalski, Jan": "“Kowalski, Jan”", "a; b": "“a; b”", "山田、太郎": "“山田、太郎”",
		"jan@example.net": "jan@example.net", "": ""} {
		if got := InList(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestNames: between names stands the comma of the language.
func TestNames(t *testing.T) {
	t.Cleanup(func() { lang.Use(lang.English) })
	for code, want := range map[string]string{"en": "Ann, Bob, Carl", "de": "Ann, Bob, Carl", "ja": "Ann、Bob、Carl", "zh-Hans": "Ann、Bob、Carl", "ar": "Ann، Bob، Carl"} {
		lang.Use(code)
		if got := Names([]string{"Ann", "Bob", "Carl"}); got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
}

// TestUsedSinceYesterday: the day on which the counting has begun is said, however near.
func TestUsedSinceYesterday(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	Use("en-GB")
	for days, want := range map[int]string{0: "3 KB used today", 1: "3 KB used today, 80 KB since 20 Nov", 3: "3 KB used today, 80 KB since 18 Nov", 12: "3 KB used today, 80 KB since 9 Nov"} {
		if got := Used(account.Used{Today: 3000, Month: 80000, Since: now.AddDate(0, 0, -days)}, now); got != want {
			t.Errorf("%d days: %q", days, got)
		}
	}
}

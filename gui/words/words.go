// Package words puts dates, sizes and numbers into the user's language and
// habits: decimal sign, grouping of digits, order of day and month, and the
// clock of 12 or 24 hours, first day of the week. The words, and the order in which they stand, are
// those of the translations, see gui/kit/lang; what a country has its own way is in habits.go.
package words

import (
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"popmail/gui/kit/lang"
)

// habits are what a locale decides.
type habits struct {
	printer    *message.Printer
	twelve     bool         // clock of 12 hours
	monthFirst bool         // "Nov 17"
	week       time.Weekday // its first day
	typed      typing
}

var (
	mu      sync.RWMutex
	current *habits
)

// Use sets the locale, a BCP 47 tag such as "en-GB"; empty: that of the system,
// which is also what counts until Use is called. A tag that cannot be read
// counts as English.
func Use(tag string) {
	h := newHabits(tag)
	mu.Lock()
	defer mu.Unlock()
	current = h
}

func local() *habits {
	mu.RLock()
	h := current
	mu.RUnlock()
	if h == nil {
		Use("")
		return local()
	}
	return h
}

func newHabits(name string) *habits {
	if name == "" {
		name = lang.Locale()
	}
	tag, err := language.Parse(name)
	if err != nil || tag == language.Und {
		tag = language.English
	}
	base, _, region := tag.Raw()
	of := base.String() + "-" + region.String()
	if region.String() == "ZZ" {
		likely, _ := tag.Region()
		region = likely // only for what depends on nothing but the country
	}
	h := &habits{
		twelve: inList(twelveHours, region.String()) && !inList(thoughTwelve, of) && of != "en-ZZ", monthFirst: inList(monthFirst, of),
		week: time.Monday, typed: typingOf(base.String(), inList(monthFirst, of)),
	}
	switch {
	case inList(sundays, region.String()) && of != "en-ZZ":
		h.week = time.Sunday
	case inList(saturdays, region.String()):
		h.week = time.Saturday
	}
	// Digits are those of the rest of the window everywhere: dates and templates have no others.
	if latin, err := tag.SetTypeForKey("nu", "latn"); err == nil {
		tag = latin
	}
	h.printer = message.NewPrinter(tag)
	return h
}

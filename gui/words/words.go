// Package words puts dates, sizes and numbers into the user's language and
// habits: decimal sign, grouping of digits, order of day and month, and the
// clock of 12 or 24 hours. All words go through fyne.io/fyne/v2/lang.
package words

import (
	"sync"

	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// habits are what a locale decides.
type habits struct {
	printer    *message.Printer
	twelve     bool // clock of 12 hours
	monthFirst bool // "Nov 17"
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

// Where a clock of 12 hours is usual in writing, and where the month comes
// before the day (Unicode CLDR, supplemental data "timeData" and the English
// date patterns).
var (
	twelveHours = map[string]bool{
		"en-US": true, "en-CA": true, "en-AU": true, "en-NZ": true, "en-IN": true, "en-PK": true,
		"en-BD": true, "en-PH": true, "en-SG": true, "en-MY": true, "en-HK": true,
		"es-US": true, "es-MX": true, "es-CO": true, "hi-IN": true, "ar-EG": true, "ar-SA": true,
	}
	monthFirst = map[string]bool{"en-US": true, "en-CA": true, "en-PH": true}
)

func newHabits(name string) *habits {
	if name == "" {
		name = string(lang.SystemLocale())
	}
	tag, err := language.Parse(name)
	if err != nil || tag == language.Und {
		tag = language.English
	}
	base, _, region := tag.Raw()
	key := base.String() + "-" + region.String()
	return &habits{printer: message.NewPrinter(tag), twelve: twelveHours[key], monthFirst: monthFirst[key]}
}

// Package answer reads what servers say to people where the protocol has no code for it,
// for reading and for sending mail alike. A person is blamed only where a server says so.
package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"popmail/assets/plain"
)

// maxAnswer bounds what is shown of a server's words, in octets.
const maxAnswer = 300

// Printable makes a server's words fit to be shown.
func Printable(s string) string {
	if s = plain.Line(s, plain.Any); len(s) > maxAnswer {
		s = plain.Cut(s, maxAnswer) + "…"
	}
	return s
}

// Words are what a server has said, in lower case and without accents.
type Words string

// Fold makes Words of a text.
func Fold(text string) Words {
	return Words(strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))))
}

// has reports whether one of several pieces of text occurs.
func (text Words) has(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(string(text), string(Fold(w))) })
}

// Has is has for words of one protocol alone.
func (text Words) Has(words ...string) bool { return text.has(words) }

// Busy reports whether they ask to come again later.
func (text Words) Busy() bool { return text.has(saysBusy) || text.locked() }

// TooMany reports whether they say that there were too many tries to log in.
func (text Words) TooMany() bool { return text.has(saysTooMany) }

// FromHere reports whether they say that nobody is let in from there. How many lines
// there may be from one address is another thing.
func (text Words) FromHere() bool {
	return text.has(saysFromHere) && !text.Has("too many con", "maximum con", "maximum number of con")
}

// locked reports whether a mailbox is locked; what is blocked is not.
func (text Words) locked() bool {
	return slices.ContainsFunc(strings.FieldsFunc(string(text), func(r rune) bool { return !unicode.IsLetter(r) }), func(word string) bool {
		return strings.HasPrefix(word, "lock")
	})
}

// UnknownCommand reports whether they say that the server does not know what it was asked.
func (text Words) UnknownCommand() bool { return text.has(saysUnknownCommand) }

// Broken reports whether they name something behind the log-in that is out of order.
func (text Words) Broken() bool { return text.has(saysBroken) || text.has(saysFault) }

// Elsewhere reports whether they name a reason that has nothing to do with the way to log
// in.
func (text Words) Elsewhere() bool {
	return text.has(saysElse) || text.has(saysFromHere) || text.has(saysFull) || text.has(saysClosed) || text.has(saysBroken)
}

// Wait finds the time that a refusal asks to wait, such as "try again in 15
// minutes"; 0: none. What goes beyond a day is not believed.
func Wait(text string) time.Duration {
	folded := string(Fold(text))
	at := waitWords().FindStringSubmatchIndex(folded)
	if at == nil {
		return 0
	}
	first := waitWords().FindStringSubmatch(folded)
	d, end := span(first), at[1]
	if last := folded[end-1]; last >= '0' && last <= '9' {
		end-- // "1h30m"
	}
	// "1 hour 30 minutes"
	if rest, _ := strings.CutPrefix(strings.TrimLeft(folded[end:], "s ,"), "and "); d > 0 {
		if m := waitWords().FindStringSubmatch(rest); m != nil && strings.HasPrefix(strings.TrimLeft(rest, " "), m[0]) {
			d += span(m)
		}
	}
	if d > 24*time.Hour {
		return 0
	}
	return d
}

// span is the time that a match of waitWords means; 0: none that is believed.
func span(m []string) time.Duration {
	n, known := numbers[strings.TrimSpace(m[1])]
	if known {
		m[1] = strconv.FormatFloat(n, 'g', -1, 64)
	}
	n, err := strconv.ParseFloat(strings.Replace(m[1], ",", ".", 1), 64)
	if err != nil {
		n = 1 // "an hour"
	}
	unit := time.Second
	switch {
	case strings.HasPrefix(m[2], "m"), strings.HasPrefix(m[2], "мин"), strings.HasPrefix(m[2], "分"), strings.HasPrefix(m[2], "perc"):
		unit = time.Minute
	case strings.HasPrefix(m[2], "h"), strings.HasPrefix(m[2], "st"), strings.HasPrefix(m[2], "or"), strings.HasPrefix(m[2], "u"), strings.HasPrefix(m[2], "g"), strings.HasPrefix(m[2], "ч"), strings.HasPrefix(m[2], "小"), strings.HasPrefix(m[2], "tim"):
		unit = time.Hour
	case strings.HasPrefix(m[2], "d"), strings.HasPrefix(m[2], "t"), strings.HasPrefix(m[2], "j"):
		unit = 24 * time.Hour
	}
	if d := time.Duration(n * float64(unit)); n <= 24*3600 && d <= 24*time.Hour {
		return d
	}
	return 0
}

// numbers are those that stand for a time in letters.
var numbers = map[string]float64{
	"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "half an": 0.5,
	"zwei": 2, "drei": 3, "funf": 5, "zehn": 10, "dreissig": 30,
}

var waitWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(\d{1,5}(?:[.,]\d)?|\b(?:two|three|four|five|six|ten|fifteen|twenty|thirty|sixty|half an|zwei|drei|funf|zehn|dreissig)\s|\b(?:an?|one|einer?|une|una?)\s)\s*[-(]?(h\d|s\b|h\b|m\b|seconds?|secs?\b|sekunden?|secondes?|segundos?|secondi|seconden|сек|秒|minut|mins?\b|minuto|мин|分|hours?|hrs?\b|stunde|heures?|horas?|ore\b|ora\b|uur\b|uren\b|godzin|hodin|days?\b|tage?\b|jours?\b|час|ч\b|小时)`)
})

package voice

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// fits are patterns of the languages whose voices can read a language, the best first: itself, as
// it is spoken in its most likely country, and as anywhere. An asterisk stands for any letters.
func fits(tag string) (patterns []string) {
	if !isTag(tag) {
		return nil
	}
	patterns = []string{tag}
	base, _, _ := strings.Cut(tag, "-")
	if region := regionOf(tag); region != "" {
		patterns = append(patterns, base+"-"+region)
	}
	for _, p := range []string{base, base + "-*"} {
		if !slices.Contains(patterns, p) {
			patterns = append(patterns, p)
		}
	}
	return slices.Compact(patterns)
}

// regionOf is the country of a language, the most likely where none is said; "": not known.
func regionOf(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	if region, sure := t.Region(); sure != language.No {
		return region.String()
	}
	return ""
}

// sayVoice is a line of the list of voices of macOS: a name, a language, and something that it
// says.
var sayVoice = regexp.MustCompile(`(?m)^(.+?)\s+([a-z]{2,3})[_-]([A-Za-z0-9_]+)\s+#`)

// Voices of macOS that sing, whisper or make fun, and those that sound like machines: of the
// second kind one is taken where there is no other.
var (
	novelties = strings.Split("Albert,Bad News,Bahh,Bells,Boing,Bubbles,Cellos,Deranged,Good News,Hysterical,Jester,Organ,Pipe Organ,Superstar,Trinoids,Whisper,Wobble,Zarvox,Fred,Junior,Kathy,Princess,Ralph", ",")
	machines  = strings.Split("Eddy,Flo,Grandma,Grandpa,Reed,Rocko,Sandy,Shelley", ",")
)

// sayFrom is the voice of a list of macOS for a language; empty: the system's own, which the person
// has chosen and which speaks the system's language.
func sayFrom(list, wanted, system string) string {
	base, _, _ := strings.Cut(wanted, "-")
	if own, _, _ := strings.Cut(strings.ReplaceAll(system, "_", "-"), "-"); !isTag(wanted) || own == "" || strings.EqualFold(own, base) {
		return ""
	}
	region := regionOf(wanted)
	best, rank := "", 0
	for _, m := range sayVoice.FindAllStringSubmatch(list, -1) {
		name, _, _ := strings.Cut(m[1], " (")
		if !strings.EqualFold(m[2], base) || slices.Contains(novelties, name) {
			continue
		}
		of := 1
		if strings.EqualFold(m[3], region) {
			of++
		}
		if !slices.Contains(machines, name) {
			of += 2
		}
		if of > rank {
			best, rank = m[1], of
		}
	}
	return best
}

// sayText is a text without what the voice of macOS takes for commands: "[[slnc 9000]]".
func sayText(text string) string {
	return strings.NewReplacer("[[", "  ", "]]", "  ").Replace(text)
}

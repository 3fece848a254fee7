package reader

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"popmail/assets/plain"
	quoted "popmail/gui/htmlview/plain"
	"popmail/gui/kit/lang"
	"popmail/storage/eml"
)

// Bounds of what is read aloud, in octets: a piece is read without looking whether to stop, where
// the voice does not stop by itself, and nobody listens to all of the longest message.
const (
	mostPiece  = 700
	mostSpoken = 400 << 10
)

// spoken is what is read aloud of a message, in pieces: who it is from, its subject, and its text
// without what is only for the eye. Addresses of pages are named by their host; the answered
// letter at the end is left out.
func spoken(from, subject, text string) (pieces []string) {
	if len(text) > mostSpoken {
		text = strings.ToValidUTF8(text[:mostSpoken], "")
	}
	add := func(s string) {
		for s = strings.Join(strings.Fields(s), " "); s != ""; {
			at := pieceEnd(s)
			pieces = append(pieces, strings.TrimSpace(s[:at]))
			s = strings.TrimSpace(s[at:])
		}
	}
	add(from)
	add(subject)
	lines := strings.Split(plain.Text(quoted.Own(text), plain.Forced|plain.Unseen), "\n")
	var paragraph []string
	end := func() {
		add(strings.Join(paragraph, " "))
		paragraph = paragraph[:0]
	}
	for _, line := range lines {
		line = links.ReplaceAllStringFunc(strings.TrimLeft(line, "> "), hostOf)
		switch {
		case !strings.ContainsFunc(line, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }):
			end() // a blank line, or one that is drawn
		default:
			paragraph = append(paragraph, line)
		}
	}
	end()
	return pieces
}

// pieceEnd is where the first piece of a text ends: behind a sentence, else behind a word.
func pieceEnd(s string) int {
	if len(s) <= mostPiece {
		return len(s)
	}
	word := 0
	end := 0
	for i, r := range s {
		if i >= mostPiece {
			break
		}
		switch next := i + utf8.RuneLen(r); {
		case strings.ContainsRune("。！？", r):
			end = next
		case strings.ContainsRune(".!?…", r) && strings.HasPrefix(s[next:], " "):
			end = next
		case r == ' ':
			word = i
		}
	}
	switch {
	case end > 0:
		return end
	case word > 0:
		return word
	}
	at := mostPiece
	for !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

// links are addresses of pages in a text.
var links = regexp.MustCompile(`(?i)<?\b(?:https?://|www\.)[^\s<>"“”]+>?`)

// hostOf is the host of an address, as a person says it.
func hostOf(link string) string {
	bare := strings.Trim(link, "<>")
	rest := bare[len(strings.TrimRight(bare, ".,;:!?)]")):] // of the sentence
	bare = strings.TrimSuffix(bare, rest)
	if !strings.Contains(bare, "://") {
		bare = "http://" + bare
	}
	u, err := url.Parse(bare)
	if err != nil || u.Hostname() == "" {
		return rest
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") + rest
}

// pageLanguage is what a page says of its language.
var pageLanguage = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)<html\b[^>]{0,900}?\s(?:xml:)?lang\s*=\s*["']?([a-z0-9-]{2,35})`)
})

// languageOf is the language that a message is read in, as far as that is known: what its pages
// say, else what at least a third of its letters tells, else that of the window.
func languageOf(m *eml.Message, text string) string {
	for i := range m.Pages {
		html := m.Pages[i].HTML
		if found := pageLanguage().FindStringSubmatch(html[:min(len(html), 16<<10)]); found != nil {
			if tag, err := language.Parse(found[1]); err == nil && tag != language.Und {
				return tag.String()
			}
		}
	}
	scripts := map[string]int{}
	n, seen := 0, 0
	for _, r := range text {
		if seen++; seen > 2000 {
			break
		}
		if !unicode.IsLetter(r) {
			continue
		}
		n++
		for tag, table := range tellingScripts {
			if unicode.Is(table, r) {
				scripts[tag]++
			}
		}
	}
	own := lang.Locale()
	// One letter is a face, such as the one that shrugs; a few of Japan stand in Chinese names, too.
	if kana, han := scripts["ja"], scripts["zh"]; kana+han > 1 && 3*(kana+han) >= n {
		if 10*kana >= han && kana > 1 {
			return "ja"
		}
		return "zh"
	}
	delete(scripts, "ja")
	delete(scripts, "zh")
	for tag, count := range scripts {
		if 3*count <= n {
			continue
		}
		if tag != "ru" {
			return tag
		}
		switch base, _, _ := strings.Cut(own, "-"); {
		case strings.ContainsAny(text, "їєґЇЄҐ"):
			return "uk"
		case base == "ru" || base == "uk" || base == "bg" || base == "sr" || base == "be" || base == "mk":
			return own
		}
		return "ru"
	}
	return own
}

// tellingScripts are those that tell a language, or nearly so.
var tellingScripts = map[string]*unicode.RangeTable{
	"ja": japanese, "zh": unicode.Han, "ko": unicode.Hangul, "ru": unicode.Cyrillic, "el": unicode.Greek,
	"ar": unicode.Arabic, "he": unicode.Hebrew, "th": unicode.Thai, "hi": unicode.Devanagari,
}

var japanese = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x3041, Hi: 0x30ff, Stride: 1}}}

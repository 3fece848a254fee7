package lang

import (
	"encoding/json"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	fynelang "fyne.io/fyne/v2/lang"
	"github.com/jeandeaual/go-locale"
	"golang.org/x/text/language"

	"popmail/assets"
)

// Language is one that the window speaks.
type Language struct {
	Code string // BCP 47, and the name of its file
	Name string // in the language itself
}

// known are all languages that there may be a file of, as they are offered.
var known = []Language{
	{English, "English (United States)"}, {"en-GB", "English (United Kingdom)"},
	{"de", "Deutsch"}, {"es", "Español"}, {"fr", "Français"}, {"it", "Italiano"}, {"nl", "Nederlands"},
	{"pl", "Polski"}, {"pt-BR", "Português (Brasil)"}, {"tr", "Türkçe"},
	{"ru", "Русский"}, {"uk", "Українська"}, {"ar", "العربية"}, {"zh-Hans", "简体中文"}, {"ja", "日本語"},
}

// Languages are those that can be chosen, English first.
func Languages() []Language {
	return slices.DeleteFunc(slices.Clone(known), func(l Language) bool {
		f, err := assets.Translations.Open(assets.TranslationsDir + "/" + l.Code + ".json")
		if err != nil {
			return true
		}
		f.Close()
		return false
	})
}

// system is what the system says of the person's languages, the best first. It may ask a
// program, so it is asked once.
var system = sync.OnceValue(func() []language.Tag {
	names, err := locale.GetLocales()
	if err != nil {
		fyne.LogError("the system names no language", err)
	}
	var tags []language.Tag
	for _, n := range names {
		if t, err := language.Parse(n); err == nil {
			tags = append(tags, t)
		}
	}
	return tags
})

// match is the language among codes that a person with these languages reads best; English
// where there is none.
func match(codes []string, wants []language.Tag) string {
	tags := make([]language.Tag, len(codes))
	for i, c := range codes {
		tags[i] = language.Make(c)
	}
	if _, i, sure := language.NewMatcher(tags).Match(wants...); sure != language.No {
		return codes[i]
	}
	return English
}

// Use makes a language that of the window; empty, or one that is not there: that of the
// system. What is on the screen stays as it is.
func Use(code string) {
	var codes []string
	for _, l := range Languages() {
		codes = append(codes, l.Code)
	}
	if !slices.Contains(codes, code) {
		code = match(codes, system())
	}
	current.Store(open(code))
}

// UseMirrored lets the language that counts count as one that is written from right to left, so
// that tests can hold a mirrored window against one that is not.
func UseMirrored() {
	b := *present()
	b.right = true
	current.Store(&b)
}

// Code is that of the language that counts.
func Code() string { return present().code }

// RightToLeft reports whether the language is written from right to left.
func RightToLeft() bool { return present().right }

// home is the country whose habits the system has for dates, such as "AT"; empty: it is that
// of the language. POSIX.1, chapter 8.2: LC_TIME may be of another country than the messages.
var home = sync.OnceValue(func() string {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return ""
	}
	for _, name := range []string{"LC_ALL", "LC_TIME", "LANG"} {
		if v := os.Getenv(name); v != "" {
			v, _, _ = strings.Cut(v, ".")
			v, _, _ = strings.Cut(v, "@")
			tag, err := language.Parse(strings.ReplaceAll(v, "_", "-"))
			if _, _, r := tag.Raw(); err == nil && r.String() != "ZZ" {
				return r.String()
			}
			return ""
		}
	}
	return ""
})

// Locale is the language with the country whose habits count, such as "de-AT": the person's
// own, except where the language that was chosen names another one.
func Locale() string { return localeOf(Code(), system(), home()) }

func localeOf(code string, wants []language.Tag, home string) string {
	if code == English {
		code = "en-US"
	}
	tag := language.Make(code)
	base, script, named := tag.Raw()
	own := false
	if len(wants) > 0 {
		first, _, r := wants[0].Raw()
		if home == "" && r.String() != "ZZ" {
			home = r.String()
		}
		own = first == base && (base.String() != English || match([]string{English, "en-GB"}, wants[:1]) == match([]string{English, "en-GB"}, []language.Tag{tag}))
	}
	if home == "" || !own && named.String() != "ZZ" {
		return code
	}
	out := base.String()
	if script.String() != "Zzzz" {
		out += "-" + script.String()
	}
	return out + "-" + home
}

// Teach hands Fyne words of its own in the language that counts, such as those of the menu of
// a text field: Fyne's English to what is to be seen. Fyne looks them up in the system's
// language, which is told that they are these. It is called on the window's thread.
func Teach(words map[string]string) {
	tag := language.English
	if s := system(); len(s) > 0 {
		tag = s[0]
	}
	name, _, region := tag.Raw()
	to := name.String()
	if region.String() != "ZZ" {
		to += "-" + region.String()
	}
	data, err := json.Marshal(words)
	if err == nil {
		err = fynelang.AddTranslationsForLocale(data, fyne.Locale(to))
	}
	if err != nil {
		fyne.LogError("Fyne does not take its words", err)
	}
}

// Package lang looks the window's sentences up in the language of the person. The English
// sentence is the key; the files of assets/translations have the others, with the plural
// forms that CLDR gives a language (Unicode TR 35). What a file lacks is said in English.
//
// It stands in the place of Fyne's package of that name, which takes the language of the
// system at the start of the program, reads all files for that, and cannot be given another.
// Fyne's own words, such as those of the menu of a text field, are handed to it by Teach.
package lang

import (
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"text/template"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"popmail/assets"
)

// English is the language of the keys, and that of the commands.
const English = "en"

// book is the sentences of one language.
type book struct {
	code  string // of Languages
	find  *i18n.Localizer
	right bool // it is written from right to left
}

var (
	current atomic.Pointer[book] // nil: English
	shelf   sync.Map             // code to a function that reads the book once
)

// open reads the sentences of a language, once. One that has no file has no sentences.
func open(code string) *book {
	once, _ := shelf.LoadOrStore(code, sync.OnceValue(func() *book { return read(code) }))
	return once.(func() *book)()
}

func read(code string) *book {
	tag := language.Make(code)
	// Of one language: a bundle of several would match anew with each sentence.
	bundle := i18n.NewBundle(tag)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	if data, err := assets.Translations.ReadFile(assets.TranslationsDir + "/" + code + ".json"); err == nil {
		_, _ = bundle.ParseMessageFileBytes(data, code+".json") // held by the tests of package assets
	}
	script, _ := tag.Script()
	return &book{code: code, find: i18n.NewLocalizer(bundle, code), right: script.String() == "Arab" || script.String() == "Hebr"}
}

// present is the language that counts.
func present() *book {
	if b := current.Load(); b != nil {
		return b
	}
	return open(English)
}

// L is a sentence in the person's language. What stands in it like {{.Name}} is taken from
// data, a map of such names or a struct with such fields. It may be called from anywhere, as
// the other functions here.
func L(sentence string, data ...any) string { return look(sentence, sentence, nil, data) }

// N is a sentence that depends on a count, in the plural form of the language.
func N(sentence string, count int, data ...any) string { return look(sentence, sentence, count, data) }

// X is a sentence that is looked up by a key, for words that English has once and others twice.
func X(key, english string, data ...any) string { return look(key, english, nil, data) }

// XN is X for a sentence that depends on a count.
func XN(key, english string, count int, data ...any) string { return look(key, english, count, data) }

// look looks a sentence up; count is nil or an int.
func look(key, english string, count any, data []any) string {
	c := &i18n.LocalizeConfig{MessageID: key, PluralCount: count}
	if len(data) > 0 {
		c.TemplateData = data[0]
	}
	b := present()
	if b.code == English && count == nil && !strings.Contains(english, "{{") {
		return english
	}
	given := c.TemplateData
	c.TemplateData = mark(b.code, given)
	if s, _ := b.find.Localize(c); s != "" {
		return elide(b.code, s) // also the form for other counts, where the one for this count is missing
	}
	c.TemplateData = given
	if b.code != English {
		if s, _ := open(English).find.Localize(c); s != "" {
			return s
		}
	}
	return fill(english, c.TemplateData)
}

// fill puts data into a sentence that no file has.
func fill(sentence string, data any) string {
	t, err := template.New("").Parse(sentence)
	if err != nil {
		return sentence
	}
	var s strings.Builder
	_ = t.Execute(&s, data)
	return s.String()
}

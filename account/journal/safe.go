package journal

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"popmail/account"
	"popmail/assets/plain"
)

// maxText bounds one value, in letters.
const maxText = 600

// address finds addresses, also where they are a part of a web address. What stands
// before the @ may be quoted.
var address = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`("[^"\n]{1,64}"|[^\s<>"'(),:;=\[\]\\/|@]+)(@|%40)([\pL\pN][\pL\pN.-]*)`)
})

// Safe is text with all addresses shortened to "a…@example.org", other names of people to
// their first letters, the folder of the person to "~", and without control characters.
func Safe(text string, names ...string) string {
	if home, err := os.UserHomeDir(); err == nil && len(home) > 3 {
		text = strings.ReplaceAll(text, home, "~")
	}
	if strings.Contains(text, "@") || strings.Contains(text, "%40") { // else the pattern, which takes a millisecond to make, finds nothing
		text = address().ReplaceAllStringFunc(text, func(s string) string {
			m := address().FindStringSubmatch(s)
			return short(strings.Trim(m[1], `"`)) + "@" + m[3]
		})
	}
	for _, n := range names {
		if n, _, _ = strings.Cut(n, "@"); utf8.RuneCountInString(n) < 3 {
			continue
		}
		if at := strings.Index(strings.ToLower(text), strings.ToLower(n)); at >= 0 && len(strings.ToLower(text)) == len(text) {
			text = replaceFold(text, n)
		}
	}
	text = plain.Line(text, plain.Any)
	if utf8.RuneCountInString(text) > maxText {
		text = string([]rune(text)[:maxText]) + "…"
	}
	return text
}

// replaceFold shortens name in text, however it is written.
func replaceFold(text, name string) string {
	return regexp.MustCompile(`(?i)`+regexp.QuoteMeta(name)).ReplaceAllStringFunc(text, short)
}

// User shortens the name by which a person is known to a server.
func User(name string) string {
	local, domain, whole := strings.Cut(name, "@")
	if !whole {
		return short(local)
	}
	return short(local) + "@" + domain
}

func short(name string) string {
	r, _ := utf8.DecodeRuneInString(name)
	return string(r) + "…"
}

// answers is an error that is an answer of a server which may repeat what is in a letter or
// a message. Its Code is all that is logged of it.
type answers interface {
	error
	AboutMail() (code string, yes bool)
}

// Chain is an error with all that it stands for: the kinds of the chain, and their words,
// each once. Answers about a letter or a message are left out.
func Chain(err error, names ...string) string {
	var kinds, words []string
	said := ""
	var walk func(err error, told bool)
	walk = func(err error, told bool) {
		if err == nil || len(kinds) > 20 {
			return
		}
		kinds = append(kinds, fmt.Sprintf("%T", err))
		code, about := aboutMail(err)
		switch p := err.(type) { //nolint:errorlint // each of the chain in its turn
		case *account.Problem:
			text := account.FailureOf(&account.Problem{Trouble: p.Trouble}).String()
			if p.Server != "" {
				text += " at " + p.Server
			}
			if !about && p.Answer != "" {
				text += ", answer: " + p.Answer
				said = p.Answer
			}
			if p.Certificate != nil {
				text += ", certificate: " + p.Certificate.String()
			}
			if p.Wait > 0 {
				text += ", wait: " + p.Wait.String()
			}
			words = append(words, text)
		default:
			switch {
			case told:
			case about && code != "":
				words, told = append(words, code), true
			case about:
			case said == "" || !strings.Contains(err.Error(), said):
				words, told = append(words, err.Error()), true
			}
		}
		switch u := err.(type) { //nolint:errorlint // each of the chain in its turn
		case interface{ Unwrap() error }:
			walk(u.Unwrap(), told)
		case interface{ Unwrap() []error }:
			for _, e := range u.Unwrap() {
				walk(e, told)
			}
		}
	}
	walk(err, false)
	return Safe(strings.Join(words, "; ")+" ("+strings.Join(kinds, " < ")+")", names...)
}

// aboutMail reports whether an error holds an answer that may repeat something of a letter
// or a message, and the code of it.
func aboutMail(err error) (code string, yes bool) {
	if p, ok := errors.AsType[*account.Problem](err); ok {
		switch p.Trouble {
		case account.TroubleLetter, account.TroubleRecipient, account.TroubleTooBig, account.TroubleAddress, account.TroubleFate, account.TroubleCrowd:
			yes = true
		}
	}
	if a, ok := errors.AsType[answers](err); ok {
		c, about := a.AboutMail()
		return c, yes || about
	}
	return "", yes
}

package pop3

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/pop3/internal/wire"
)

// codeReveals is Reveals for what stands where a response code does: it is written in capitals.
func codeReveals(code, user, password string) bool {
	password = wire.Clean(password, wire.MaxCommand)
	if password == "" || code == "" {
		return false
	}
	low := strings.ToLower(code)
	return Reveals(code, user, password) || slices.ContainsFunc(codings(user, password), func(coded string) bool { return strings.Contains(low, strings.ToLower(coded)) })
}

// Reveals reports whether text, such as a server's answer, shows the password to
// whoever reads it: as it was typed, in other capitals, in the codings in which it
// is sent, or cut off at the end of text. Such a text must not be shown at all:
// crossing out the password alone would tell its place and length.
//
// The letters of a short password, or of one that is a word, also occur by chance:
// "er" in "server". They reveal it only where they stand alone, and a word that
// servers use in any sentence reveals nothing.
func Reveals(text, user, password string) bool {
	password = wire.Clean(password, wire.MaxCommand) // as the text is
	if password == "" || text == "" {
		return false
	}
	for _, coded := range codings(user, password) {
		if strings.Contains(text, coded) {
			return true
		}
	}
	low, secret := strings.ToLower(text), strings.ToLower(password)
	if ordinary[secret] {
		return false
	}
	if cut, ok := strings.CutSuffix(low, "…"); ok {
		for n := len(secret) - 1; n >= 4; n-- {
			if strings.HasSuffix(cut, secret[:n]) {
				return true
			}
		}
	}
	anywhere := distinct(secret)
	for from := 0; ; {
		i := strings.Index(low[from:], secret)
		if i < 0 {
			return false
		}
		i += from
		if anywhere || (!wordAt(low[:i], true) && !wordAt(low[i+len(secret):], false)) {
			return true
		}
		from = i + 1
	}
}

// distinct reports whether a text does not hold secret by chance.
func distinct(secret string) bool {
	n := utf8.RuneCountInString(secret)
	if n >= 8 {
		return true
	}
	letters := strings.IndexFunc(secret, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
	return n >= 4 && !letters
}

// codings are the forms in which a password is sent or logged. Those that are as
// short as chance are left out.
func codings(user, password string) []string {
	if len(password) < 3 {
		return []string{base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password))}
	}
	list := []string{
		base64.RawStdEncoding.EncodeToString([]byte(password)),
		base64.RawStdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password)),
		base64.RawStdEncoding.EncodeToString([]byte(user + "\x00" + user + "\x00" + password)),
		hex.EncodeToString([]byte(password)),
		strings.ToUpper(hex.EncodeToString([]byte(password))),
	}
	for _, s := range []string{url.QueryEscape(password), url.PathEscape(password), html.EscapeString(password)} {
		if s != password {
			list = append(list, s)
		}
	}
	return list
}

// wordAt reports whether text begins with a letter or digit, or ends with one.
func wordAt(text string, end bool) bool {
	r, _ := utf8.DecodeRuneInString(text)
	if end {
		r, _ = utf8.DecodeLastRuneInString(text)
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// without is text with every letter of a revealed password taken out, for telling
// what kind of answer it is. It is not for showing.
func without(text, user, password string) string {
	for _, coded := range codings(user, password) {
		text = strings.ReplaceAll(text, coded, " ")
	}
	low, secret := strings.ToLower(text), strings.ToLower(wire.Clean(password, wire.MaxCommand))
	if secret == "" || len(low) != len(text) {
		return ""
	}
	var b strings.Builder
	for {
		i := strings.Index(low, secret)
		if i < 0 {
			break
		}
		b.WriteString(text[:i])
		b.WriteByte(' ')
		text, low = text[i+len(secret):], low[i+len(secret):]
	}
	if strings.HasSuffix(text, "…") {
		// The rest may be the beginning of the password.
		text = text[:strings.LastIndexAny(text[:len(text)-len("…")], " :\"'<[(")+1]
	}
	b.WriteString(text)
	return b.String()
}

// ordinary are words that servers use when they refuse, in lower case.
var ordinary = func() map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(`
		a access account again all already an and another are at authentication authorization bad be been busy by can cannot
		check client closed closing command connect connection connections could credentials delay denied disabled does duplicate
		email enabled error exceeded expired fail failed failure fatal for found get greeting has have host i if in incorrect
		internal invalid is it later limit lock locked log logged login logon mail mailbox maildrop many message messages name
		new no not of off ok on open or other pass password passwords permission permitted please pop pop3 problem protocol
		refused reject rejected retry seconds secure server service session sessions sign so sorry state system temporarily
		temporary that the this time timeout to too try unable unavailable unknown up use used user username valid wait was we
		with wrong you your
		aber anderen anmeldung bereits bitte das der die ein falsch fehler ist kennwort nicht oder passwort spater später
		und wird zu benutzer benutzername
		de du en est et il la le les mot non passe ou pas un une utilisateur
		con contraseña el los no o por que usuario clave senha usuário utente errata
	`) {
		m[w] = true
	}
	return m
}()

package fetch

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What servers say without a response code, as folded gives it. Most speak
// English; some that were translated speak the language of their country.
var (
	wantsTLS = []string{"tls", "ssl", "encrypt", "plaintext", "plain text", "cleartext", "clear text", "secure connection", "non-secure", "stls", "verschlussel", "chiffre", "cifrad", "cifrat"}
	saysBusy = []string{
		"busy", "lock", "in use", "in-use", "being used", "temporar", "too many", "too often", "too soon", "too fast", "later",
		"another session", "another client", "another process", "another connection", "another pop", "by another", "opened by", "open by", "already",
		"exclusive", "concurrent", "simultaneous", "throttl", "limit reached", "connection limit",
		"unavailable", "not available", "not accessible", "isn't accessible", "overload", "rate limit", "exceeded", "maintenance", "wait ",
		"timed out", "timeout", "time out", "minutes", "seconds", "at this time", "at the moment",
		// German
		"gesperrt", "bereits", "belegt", "in benutzung", "in verwendung", "zu viele", "zu oft", "spater", "spaeter", "vorubergehend", "voruebergehend",
		"nicht verfugbar", "nicht verfuegbar", "nicht erreichbar", "uberlastet", "ueberlastet", "wartung", "warten", "zugriffslimit", "limit erreicht",
		// French
		"verrouill", "deja", "en cours d'utilisation", "en cours d’utilisation", "trop de", "plus tard", "temporaire", "indisponible", "occupe", "patiente",
		// Spanish and Portuguese
		"bloquead", "en uso", "em uso", "demasiad", "muitas", "mas tarde", "mais tarde", "temporal", "ocupad", "no disponible", "indisponivel",
		// Italian
		"bloccat", "in uso", "troppe", "troppi", "piu tardi", "occupat", "non disponibile",
		// Dutch
		"in gebruik", "te veel", "tijdelijk", "vergrendeld", "bezet", "niet beschikbaar",
	}
	saysFault = []string{
		"internal error", "server error", "system error", "database", "backend", "configuration", "out of memory", "disk full", "no space",
		"interner fehler", "serverfehler", "systemfehler", "erreur interne", "erreur du serveur", "error interno", "errore interno", "erro interno", "interne fout",
	}
	saysUnknownCommand = []string{"unknown command", "invalid command", "unrecognized", "unrecognised", "not implemented", "not supported", "unsupported", "disabled"}
)

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// folded is text in lower case without accents.
func folded(text string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text)))
}

package words

import (
	"strings"

	"popmail/gui/kit/lang"
)

// InList is a name as it stands in a list of names: in quotation marks where it has a comma
// of its own, so that "Kowalski, Jan" is not read as two people.
func InList(name string) string {
	if strings.ContainsAny(name, ",;，、،؛；") {
		return Quote(name)
	}
	return name
}

// Quote puts a text into the quotation marks of the person's language.
func Quote(text string) string { return lang.L("“{{.Text}}”", map[string]any{"Text": text}) }

// Unquoted is a name as it stands in a list, see InList, without quotation marks.
func Unquoted(name string) string { return strings.Trim(name, "“”„«»「」\u00a0\u202f") }

// Names puts names into one line, with the comma of the language between them: "Ann, Bob".
func Names(names []string) string {
	comma := ", "
	switch code, _, _ := strings.Cut(lang.Code(), "-"); code {
	case "ja", "zh":
		comma = "、"
	case "ar":
		comma = "، "
	}
	return strings.Join(names, comma)
}

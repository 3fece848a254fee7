package words

import "strings"

// InList is a name as it stands in a list of names: in quotation marks where it has a comma
// of its own, so that "Kowalski, Jan" is not read as two people.
func InList(name string) string {
	if strings.ContainsAny(name, ",;，、،؛；") {
		return "“" + name + "”"
	}
	return name
}

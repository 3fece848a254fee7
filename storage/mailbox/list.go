package mailbox

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MailingList is a mailing list that letters come through (RFC 2919).
type MailingList struct {
	Address string // its identifier in lower case, such as "golang-nuts.googlegroups.com"
	Name    string // what its letters call it; mostly empty
}

// Title is what a person calls the list: its name where that is short, else the beginning of its
// address.
func (l MailingList) Title() string {
	const long = 30 // characters
	if l.Name != "" && utf8.RuneCountInString(l.Name) <= long {
		return l.Name
	}
	label, _, _ := strings.Cut(l.Address, ".")
	letters := 0
	for _, r := range label {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if l.Name == "" || letters >= 3 && 2*letters > len(label) {
		return label
	}
	// What stands there is no word but a number.
	cut := []rune(l.Name)[:long]
	if i := strings.LastIndexByte(string(cut), ' '); i > long/2 {
		return string(cut)[:i]
	}
	return string(cut)
}

// Query is the search (storage/query) for the letters of just this list.
func (l MailingList) Query() string {
	return "list:<" + l.Address + ">" // without the brackets it may stand in the addresses of others
}

// ListFolder is what was made for the letters of a mailing list.
type ListFolder struct {
	Folder FolderID
	Made   bool // the folder was not there before
	Rule   RuleID
}

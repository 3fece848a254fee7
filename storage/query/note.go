package query

import (
	"fmt"
	"slices"
)

// NoteKind is a reason why a search was not done as it was typed.
type NoteKind uint8

// The kinds of notes.
const (
	NotKnown NoteKind = iota // the value means nothing to the operator; both were searched for as words
	NoValue                  // nothing stands after the operator; left out
	NoWords                  // the value has neither letter nor digit; left out
	TooLong                  // only the beginning of the text was read
	TooMany                  // only the first Words words were read
	OneHost                  // Value is a host whose name has one part: it means just that one, which may be as it is meant
)

// Note says what of a search was not done as it was typed.
type Note struct {
	Kind       NoteKind
	Key, Value string // of the operator, as typed
	Words      int    // with TooMany
}

// String is the note in English, for the command line.
func (n Note) String() string {
	switch n.Kind {
	case NotKnown:
		return fmt.Sprintf("PopMail doesn’t know “%s:%s”, so it looked for those words.", n.Key, n.Value)
	case NoValue:
		return fmt.Sprintf("Nothing stands after “%s:”, so it was left out.", n.Key)
	case NoWords:
		return fmt.Sprintf("“%s:%s” has no letters or digits, so it was left out.", n.Key, n.Value)
	case OneHost:
		return fmt.Sprintf("“%s:%s” finds only addresses that end in “%[2]s”. If there is more behind it, type the whole name, such as “%[2]s.com”.", n.Key, n.Value)
	case TooMany:
		return fmt.Sprintf("This search is very long, so only its first %d words were used.", n.Words)
	}
	return "This search is very long, so only its beginning was used."
}

// Understood reports whether all of the text was read as it was typed.
func (q *Query) Understood() bool {
	return !slices.ContainsFunc(q.Notes, func(n Note) bool { return n.Kind != OneHost })
}

func (q *Query) note(n Note) {
	for _, o := range q.Notes {
		if n == o {
			return
		}
	}
	q.Notes = append(q.Notes, n)
}

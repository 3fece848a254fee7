package mailbox

import (
	"errors"
	"fmt"
)

// ContactID names an entry of the address book in one data folder. IDs are never used again.
type ContactID int64

// GroupID names a group of the address book in one data folder.
type GroupID int64

// Contact is a person: an entry of the address book or, with ID 0, somebody who was only met
// in mail and has one address.
type Contact struct {
	ID     ContactID
	Name   string   // may be empty
	Emails []string // the first is the one that is written to
	Note   string
}

// Called is the name, else the first address.
func (c *Contact) Called() string {
	if c.Name == "" && len(c.Emails) > 0 {
		return c.Emails[0]
	}
	return c.Name
}

// ContactView says which people are listed: those of a group, those of the address book, or
// everybody; and of them those of whom the words that are typed begin words of name or
// address.
type ContactView struct {
	Group GroupID // 0: no group
	Own   bool    // the address book alone
	Typed string
}

// ContactGroup is a group of entries of the address book.
type ContactGroup struct {
	ID      GroupID
	Name    string
	Members []ContactID
}

// Card is an entry of the address book with all that is kept of it, as it is brought in from
// a file and given out.
type Card struct {
	Name   string
	Emails []string
	Note   string
	Groups []string // names; not of the past of a change
	Rest   string   // lines of a vCard with what PopMail does not show (RFC 6350, section 3.3)
}

// ContactEdit is how those parts of the address book were that a change has changed. With it
// the change is undone.
type ContactEdit struct {
	Contacts  map[ContactID]*Card // nil: there was none
	Groups    map[GroupID]*ContactGroup
	Forgotten map[string]bool // by address
}

// Empty reports whether nothing was changed.
func (e *ContactEdit) Empty() bool {
	return len(e.Contacts) == 0 && len(e.Groups) == 0 && len(e.Forgotten) == 0
}

// Imported counts what cards bring into the address book.
type Imported struct {
	Added  int // people who were not in it
	Joined int // people who are in it, and stand in the cards with more than is known
	Same   int // people who are in it already
	Groups int // groups that were not in it
}

// Suggestion is what may be meant by what is typed as a recipient: a person, or a group.
type Suggestion struct {
	Address           // of the person; of a group Email is empty
	Group   bool      // Name is that of a group
	Members []Address // of the group, those with an address
	Without []string  // names of members without one
}

// AddressTakenError says that an address belongs to another entry of the address book.
type AddressTakenError struct {
	Email string
	By    Contact
}

func (e *AddressTakenError) Error() string {
	return fmt.Sprintf("the address %s belongs to %s", e.Email, e.By.Called())
}

// Errors of files with people.
var (
	ErrCardsTooBig = errors.New("the file is too big")
	ErrNoCards     = errors.New("there are no people in the file")
)

// CardFile is what was read of a file with people.
type CardFile struct {
	Cards   []Card
	Skipped []Skipped // the first of what could not be read
	Left    int       // how much could not be read in all
}

// Skipped is a part of a file with people that was left out.
type Skipped struct {
	Line int // that it begins with, counted from 1
	Why  SkipReason
}

// SkipReason is why something was left out.
type SkipReason uint8

// The reasons.
const (
	SkipBroken  SkipReason = iota // it cannot be read
	SkipNobody                    // it has neither a name nor an address
	SkipBig                       // it is too big for one person
	SkipTooMany                   // there are too many people before it
)

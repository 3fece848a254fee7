// Package query is PopMail's search language: what people type into the search
// field, read into a tree. It knows nothing of SQL.
//
//	ferry maria              both words, in any part of the message
//	"spare room"             the words side by side
//	ferr*                    words that begin so
//	from:maria to:ann        in the sender's or the receivers' (To, Cc) names or addresses
//	from:maria@example.org   of that address, whatever the names say
//	from:@example.org        of an address of that host or one below it
//	subject:invoice          in the subject
//	has:attachment           with an attachment
//	has:pdf has:picture has:calendar has:document   with one of that kind
//	is:unread is:read is:starred is:answered is:forwarded
//	before:2025-11-01 after:2025   dates; also a month, a year, today, yesterday
//	on:yesterday             on that day, in that month or year
//	in:trash                 in a folder of that name
//	account:ann@example.org  that came by an account of that address or name
//	list:golang-nuts         that came through a mailing list of that name or address
//	larger:5mb smaller:500k  more or fewer octets; 1k is 1000
//	filename:invoice         in the names of attachments
//	body:thanks              in the text
//	-word -from:maria        without
//	ferry AND maria, NOT ann  as ferry maria and -ann; capital letters only
//	maria OR ann             either; binds closer than standing side by side
//	(a b) OR c, from:(a OR b)
package query

import "time"

// Field is the part of a message that a Term looks at.
type Field uint8

// The parts.
const (
	Any Field = iota
	From
	To // To and Cc
	Subject
	Attachment // file names
	Body
)

// Node is one of *And, *Or, *Not, *Term, *Address, *HasAttachment, *Is, *Before, *After,
// *In, *Account, *List, *Larger, *Smaller.
type Node interface{ node() }

// And holds when all its nodes hold; without nodes it always holds.
type And struct{ Nodes []Node }

// Or holds when one of its nodes holds.
type Or struct{ Nodes []Node }

// Not holds when its node does not.
type Not struct{ Node Node }

// Term is a word or a phrase as typed, without quotation marks. Where Words makes
// several words of Text ("spare-room", an address, Chinese), they are meant to
// stand side by side, quoted or not.
type Term struct {
	Field  Field
	Text   string
	Phrase bool // was quoted: words side by side, and the last one is complete
	Prefix bool // the last word may be the beginning of a longer one
}

// HasAttachment holds for messages with an attachment of a kind.
type HasAttachment struct{ Kind FileKind }

// State is what Is asks for.
type State uint8

// The states.
const (
	Unread State = iota
	Read
	Starred
	Answered
	Forwarded
)

// Is holds for messages in a state.
type Is struct{ State State }

// Before holds for messages dated before T.
type Before struct{ T time.Time }

// After holds for messages dated at T or later.
type After struct{ T time.Time }

// In holds for messages in a folder whose name or role is Folder, compared
// without case. With Prefix the name is still being typed: where no folder has
// exactly that name, those whose names begin so count.
type In struct {
	Folder string
	Prefix bool
}

// Account holds for messages of the accounts whose address or name is Name, compared without
// case, or else contains it.
type Account struct{ Name string }

// List holds for messages that came through a mailing list which Text names, see Is. With Prefix
// its last word may be the beginning of a longer one.
type List struct {
	Text   string
	Prefix bool
}

// Larger holds for messages of more than Octets, counted as received.
type Larger struct{ Octets int64 }

// Smaller holds for messages of fewer than Octets, counted as received.
type Smaller struct{ Octets int64 }

func (*And) node()           {}
func (*Or) node()            {}
func (*Not) node()           {}
func (*Term) node()          {}
func (*HasAttachment) node() {}
func (*Is) node()            {}
func (*Before) node()        {}
func (*After) node()         {}
func (*In) node()            {}
func (*Account) node()       {}
func (*List) node()          {}
func (*Larger) node()        {}
func (*Smaller) node()       {}

// Inspect calls f for n, and for the nodes within it where f says so.
func Inspect(n Node, f func(Node) bool) {
	if !f(n) {
		return
	}
	switch n := n.(type) {
	case *And:
		for _, n := range n.Nodes {
			Inspect(n, f)
		}
	case *Or:
		for _, n := range n.Nodes {
			Inspect(n, f)
		}
	case *Not:
		Inspect(n.Node, f)
	}
}

// Span is a piece of the typed text, in bytes.
type Span struct{ Start, End int }

// Filter is one operator of the typed text, for a chip that can be taken away.
type Filter struct {
	Key, Value string // "from", "maria"
	Not        bool   // with a minus sign: without
	Span       Span   // where it stands in the typed text, minus sign and quotation marks included

	// Day is the day that before, after or on mean by an age, by numbers of which the order differs from country to
	// country, or with another name of theirs; zero: Value tells.
	Day time.Time
}

// Open is an operator at the end of the text that is still being typed.
type Open struct {
	Key, Value string // Value is what stands after the colon so far; "" or the beginning of something
	Span       Span   // minus sign and quotation marks included
}

// Query is a parsed search.
type Query struct {
	Text    string // as typed
	Root    Node   // never nil
	Filters []Filter
	Notes   []Note // what was not done as it was typed
	Open    *Open  // nil: none; it is left out of Root
}

// Empty reports whether q asks for nothing.
func (q *Query) Empty() bool {
	a, ok := q.Root.(*And)
	return ok && len(a.Nodes) == 0
}

// Anywhere reports whether q asks for Trash and Junk as well (in:anywhere).
func (q *Query) Anywhere() bool {
	for _, f := range q.Filters {
		if f.Key == "in" && !f.Not && anywhere(f.Value) {
			return true
		}
	}
	return false
}

package mailbox

// Order is what the messages of a list are sorted by. Messages that are alike in it stand
// newest first.
type Order uint8

// The orders. The person of a message is its sender, in Sent, Drafts and Outbox the first one
// whom it goes to.
const (
	Newest    Order = iota // newest first
	Oldest                 // oldest first
	ByPerson               // by the name of the person
	BySubject              // without what answers and forwarded messages have before it
	BySize                 // the largest first
)

// Only is which messages of a view are listed: those that have all of its marks.
type Only uint8

// The marks that can be asked for.
const (
	OnlyUnread    Only = 1 << iota
	OnlyStarred        //
	OnlyWithFiles      // with attachments
	OnlyKnown          // from people of the address book, and from those who were written to
)

// Arrangement is how the messages of a view are listed. The zero Arrangement lists all of
// them, newest first.
type Arrangement struct {
	Order    Order
	Together bool // the messages of one person stand together, where the first of them would
	Only     Only
	Keep     []ID // are listed all the same, where they are in the view; of a kept search wherever they lie
}

// Plain reports whether all messages are listed, newest first.
func (a Arrangement) Plain() bool {
	return a.Order == Newest && !a.Together && a.Only == 0 && len(a.Keep) == 0
}

// Arranged is the messages of a view in an order.
type Arranged struct {
	Entries []Entry
	People  []Share // with Arrangement.Together: whose they are, from top to bottom
}

// Share is messages of one person that stand together.
type Share struct {
	Who  Address
	Rows int
}

package mailbox

// Clue is a word of a message and what it says about junk.
type Clue struct {
	Kind, Word string  // as in storage/junk; Kind is empty for a word of the text
	Junk, Good int     // in how many letters learned as junk and as good it stood
	Weight     float64 // from 0 to 1: how surely it says so
}

// Exempt is why a message is never taken for junk, or always.
type Exempt string

// The reasons, in the order in which they are asked for.
const (
	NotExempt Exempt = ""
	Blocked   Exempt = "blocked" // the person blocked the sender: always junk
	Trusted   Exempt = "trusted" // the person said that the sender is never junk
	Known     Exempt = "known"   // the sender is in the address book, or was written to
	Answer    Exempt = "answer"  // it answers a letter that was sent from here
	OwnList   Exempt = "list"    // it came through a mailing list that the person reads
)

// Lessons is how many letters the junk filter has learned from.
type Lessons struct{ Junk, Good int }

// JunkFilter is the state of the junk filter.
type JunkFilter struct {
	Off bool // new mail is not judged
	Lessons
}

// Pose is how the name of a message's sender misleads.
type Pose string

// The kinds.
const (
	NoPose      Pose = ""
	PoseAddress Pose = "address" // it holds another address than the one that the message is from
	PoseKnown   Pose = "known"   // it is the name of somebody in the address book, who has another address
)

// Judgment is what the junk filter thinks of a message.
type Judgment struct {
	Ready        bool // enough was learned for an opinion
	Points       int  // of 100; 50 where nothing is known
	Line         int  // the points from which on a message is junk
	Exempt       Exempt
	Against, For []Clue // the strongest, at most five each
	Learned      Lessons
	Off          bool // new mail is not judged
}

// Sender is somebody of whom the person has decided whether their mail is junk.
type Sender struct {
	Address string
	Trusted bool // else blocked
}

// Settled says: messages that had arrived were put in order. What is still in a folder where new
// mail is looked for is told with it; the rest was moved. Notify are those of them that a rule
// wants told, wherever they are.
type Settled struct{ IDs, Notify []ID }

func (Settled) change() {}

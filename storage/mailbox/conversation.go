package mailbox

// Conversation is what a row says of the letters that belong together, see Summary.
type Conversation struct {
	Thread  ID   // the number that they share; it may become another one
	Letters int  // at least 2
	More    bool // there are more than Letters
	Unread  int
	Starred bool // at least one is
	Files   bool // at least one has attachments
	Own     bool // one was written here
	Muted   bool // the person wants to hear no more of it
	People  []Participant
}

// Participant is somebody who has written a letter of a conversation.
type Participant struct {
	Address
	Own    bool // it was written here
	Unread bool // one of theirs is not read
}

package pop3test

import "slices"

// Odd is a server with habits or faults of its own, as it was met or told of, and what is
// right for a client that receives its mail.
type Odd struct {
	Name   string
	Source string // where it was met, in a word
	Remove bool   // the mail is to go from the server once it is here
	Ahead  bool   // it is silent to a client that sends no command ahead of an answer

	Sessions []Sitting // of the server
	Right    []Right   // one for each time that a client receives; none: it is about the protocol alone
}

// Sitting is a session of an Odd: the messages that it holds, as they are in truth, by their
// numbers from 1 on, and what is said.
type Sitting struct {
	Mail []Letter
	Says Dialogue
}

// Right is what a client that receives should tell.
type Right struct {
	OnServer, Received, Here, Failed, Removed int

	Remove   bool   // the mail is to go this time, also where Odd says otherwise
	Trouble  string // in a word; "": none
	Asked    int    // RETR at most; 0: Received and Failed
	Sessions int    // 0: one; or AnyNumber
}

// AnyNumber of sessions is right.
const AnyNumber = -1

// OddServers are all of the table.
func OddServers() []Odd {
	return slices.Concat(InTheWild(), AsFiles(), Reported(), SentTwice(), Listings(), Faults())
}

// sitting is a Sitting with turns of its own.
func sitting(capa []string, mail []Letter, turns ...Turn) Sitting {
	return Sitting{mail, Mailbox(capa, mail...).With(turns...)}
}

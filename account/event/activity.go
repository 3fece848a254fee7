package event

import (
	"time"

	"popmail/account"
)

// Activity is what happens to one account: one of Started, Progress,
// NeedsPassword, NotKept, Failed, Finished or Scheduled, and of sending Sending,
// SendProgress or SendEnded.
type Activity interface{ activity() }

// Started says that a session with the server begins.
type Started struct{ Account account.ID }

// Progress says how far a session has come. Published at most a few times a second.
type Progress struct {
	Account       account.ID
	Messages      int           // stored in this session
	TotalMessages int           // to be stored in this session
	Rests         int           // beyond them: messages whose rest is still to come in this session; they come last
	Bytes         int64         // octets received in this session
	TotalBytes    int64         // octets to be received, as the server listed them; 0: not known
	Left          time.Duration // estimated time left; 0: not known
}

// NeedsPassword says that the account cannot log in until a password is given, or a
// person signs in.
type NeedsPassword struct {
	Account  account.ID
	Rejected bool   // the server refused the password that is kept, or the sign-in has ended
	SignIn   bool   // what is missing is a sign-in with the browser
	Keyring  bool   // the place where what is kept lies cannot be read now; nothing need be missing
	Answer   string // what the server said, without control characters
}

// NotKept says that a password that the server has accepted could not be kept; it is
// used until the program ends.
type NotKept struct{ Account account.ID }

// Failed says that a session ended early. What was stored before stays stored.
type Failed struct {
	Account account.ID
	Err     error
	Offline bool // there was no way to reach the server at all
	Retry   time.Time
	Held    account.Held // unknown: the session did not come as far as the listing
}

// Finished says that a session ended as it should.
type Finished struct {
	Account  account.ID
	Received int       // messages stored in this session
	Removed  int       // messages removed from the server
	Problems int       // messages that the server could not hand over
	NoRoom   int       // messages that were not asked for because the disk has no room for them
	Stays    bool      // the server removes nothing of what is to be removed from it
	At       time.Time // when it ended
	Next     time.Time // the next check; zero: only by hand
	Held     account.Held
}

// Scheduled says when the next check will be; zero: only by hand.
type Scheduled struct {
	Account account.ID
	Next    time.Time
	Asked   bool // the server asks not to be asked before
}

// Sending says that letters of an account are about to be sent.
type Sending struct {
	Account account.ID
	Letters int // that may go now
}

// SendProgress says how much of a letter has been written to the server.
type SendProgress struct {
	Account           account.ID
	Letter            int64 // a mailbox.ID
	Bytes, TotalBytes int64
}

// SendEnded says that Sending is over. What became of each letter is in the store.
type SendEnded struct {
	Account                account.ID
	Sent, Refused, Unknown int       // letters
	Waiting                int       // letters that might have gone now and still wait
	Err                    error     // about the outgoing server, not about a letter; nil: none
	Next                   time.Time // of the next try; zero: none before something changes
}

func (Started) activity()       {}
func (Progress) activity()      {}
func (NeedsPassword) activity() {}
func (NotKept) activity()       {}
func (Failed) activity()        {}
func (Finished) activity()      {}
func (Scheduled) activity()     {}
func (Sending) activity()       {}
func (SendProgress) activity()  {}
func (SendEnded) activity()     {}

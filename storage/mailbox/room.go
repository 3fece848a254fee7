package mailbox

// Tally is what is counted of messages that are chosen.
type Tally struct {
	Messages, Unread, Starred int
	Octets                    int64 // as received
	In                        Role  // of the folders that all of them lie in; empty: in folders of several, or there are none
}

// Room is what messages take, in octets as received. On the disk they take less, as a rule.
type Room struct {
	All         Taken // without Trash and Junk, as all of the lists below
	Trash, Junk Taken
	Senders     []Taken // the largest first
	Years       []Taken // the newest first
	Sizes       []Taken // the largest first
}

// Taken is what some messages take.
type Taken struct {
	Who        Address // of senders
	Year       int     // of years
	Over, UpTo int64   // of sizes, in octets; UpTo 0: any
	Messages   int
	Octets     int64
}

// Add counts a message.
func (t *Taken) Add(octets int64) {
	t.Messages++
	t.Octets += octets
}

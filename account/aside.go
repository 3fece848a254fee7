package account

import "time"

// Aside is a message that could not be brought in and waits on its server.
type Aside struct {
	UID    string // by which it is changed
	Why    AsideReason
	Answer string // what the server said, without control characters; may be empty
	Size   int64  // octets as announced; 0: not known
	Times  int    // tries
	Last   time.Time
	Next   time.Time // it is not asked for before, but by a person's wish; zero: at the next check
	Left   bool      // the person leaves it on the server: it is not asked for any more
	// Nameless: UID does not tell it from others on the server. It cannot be got alone, nor left.
	Nameless bool
}

// AsideReason is why a message could not be brought in.
type AsideReason string

// The reasons, as they are stored.
const (
	AsideRefused AsideReason = "refused" // the server does not hand it out
	AsideShort   AsideReason = "short"   // it came in part only
	AsideCut     AsideReason = "cut"     // the connection was lost at it
	AsideSilent  AsideReason = "silent"  // the server said nothing any more
	AsideLarge   AsideReason = "large"   // it is larger than PopMail takes
	AsideOther   AsideReason = "other"
)

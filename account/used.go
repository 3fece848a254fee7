package account

import "time"

// Used is how much PopMail has moved over the network, in octets, both ways together.
type Used struct {
	Today int64
	Month int64     // of the calendar, today included
	Since time.Time // the day from which on octets were counted, where that is within the month; zero: all of it was
}

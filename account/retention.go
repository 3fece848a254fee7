package account

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Retention says how long a message stays on the server once it is stored here.
// The zero value keeps everything on the server.
type Retention struct {
	Mode RetentionMode
	Days int // with LeaveDays: 1 to MaxDays
}

// RetentionMode is the kind of a Retention.
type RetentionMode uint8

// The kinds of Retention.
const (
	LeaveForever RetentionMode = iota // keep everything on the server
	LeaveDays                         // remove a message that has been stored here for Days days
	LeaveNone                         // remove a message as soon as it is stored here
)

// MaxDays is the largest number of days of a Retention.
const MaxDays = 3650

// ParseRetention reads "forever", "delete" or a number of days such as "14d".
func ParseRetention(s string) (Retention, error) {
	v := strings.ToLower(strings.TrimSpace(s))
	switch v {
	case "forever":
		return Retention{}, nil
	case "delete":
		return Retention{Mode: LeaveNone}, nil
	}
	n, ok := strings.CutSuffix(v, "d")
	if days, err := strconv.Atoi(n); ok && err == nil {
		r := Retention{Mode: LeaveDays, Days: days}
		return r, r.validate()
	}
	return Retention{}, fmt.Errorf("%q does not say what happens to mail on the server: use forever, delete or a number of days such as 14d", s)
}

// String is the form that ParseRetention reads.
func (r Retention) String() string {
	switch r.Mode {
	case LeaveNone:
		return "delete"
	case LeaveDays:
		return strconv.Itoa(r.Days) + "d"
	}
	return "forever"
}

// Sooner reports whether r removes messages sooner than other does.
func (r Retention) Sooner(other Retention) bool {
	switch other.Mode {
	case LeaveForever:
		return r.Mode != LeaveForever
	case LeaveDays:
		return r.Mode == LeaveNone || r.Mode == LeaveDays && r.Days < other.Days
	}
	return false
}

// from is the time from which on a message is to be removed from the server that has been
// here since a time; zero: never.
func (r Retention) from(since, now time.Time) time.Time {
	switch {
	case r.Mode == LeaveNone:
		if since.After(now) { // the clock was set back
			return now
		}
		return since
	case r.Mode == LeaveDays && r.Days > 0:
		return since.Add(time.Duration(r.Days) * 24 * time.Hour)
	}
	return time.Time{}
}

func (r Retention) validate() error {
	switch {
	case r.Mode > LeaveNone:
		return fmt.Errorf("%w: unknown choice for mail on the server", ErrInvalid)
	case r.Mode == LeaveDays && (r.Days < 1 || r.Days > MaxDays):
		return fmt.Errorf("%w: the number of days must be between 1 and %d", ErrInvalid, MaxDays)
	}
	return nil
}

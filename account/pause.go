package account

import "time"

// Pause is what a server has asked for: that nobody logs in for a while. It outlives the
// program. The zero Pause is none.
type Pause struct {
	Delay time.Duration // between any two log-ins (RFC 2449, section 6.5); 0: no wish
	Until time.Time     // nobody is to log in before; zero: now is as good
	// Learned is the part of Delay that refusals alone have told. What a server announces it announces
	// again, or not any more; this is kept to after Until, too.
	Learned time.Duration
}

// maxPause is the longest pause that is believed: a server that names more has a wrong
// idea, or the clock of this computer was changed.
const maxPause = 24 * time.Hour

// BelievedDelay is the time between two log-ins that a server wants, as far as it is believed.
func BelievedDelay(d time.Duration) time.Duration { return min(d, maxPause) }

// Ends is when a pause that is still wanted at now is over; zero: it is not wanted.
func (p Pause) Ends(now time.Time) time.Time {
	if !p.Until.After(now) || p.Until.Sub(now) > maxPause {
		return time.Time{}
	}
	return p.Until
}

// PauseAfter is the pause that a server wants after a session that ended at now with err
// and has told that delay is to be between log-ins. Where it wants none, it ends at now.
func PauseAfter(delay time.Duration, err error, now time.Time) Pause {
	delay = BelievedDelay(delay)
	p := Pause{Delay: delay}
	wait := delay
	if err != nil {
		wait = max(wait, ProblemOf(err).Wait)
	}
	p.Until = now.Add(min(wait, maxPause))
	return p
}

// Imposed reports whether t is a server's wish to be left alone for a while, and not
// something that is in the way by chance.
func (t Trouble) Imposed() bool {
	switch t {
	case TroubleTooSoon, TroubleTooMany, TroubleQuota:
		return true
	}
	return false
}

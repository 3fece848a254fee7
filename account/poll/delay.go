package poll

import (
	"math/rand/v2"
	"time"

	"popmail/account"
	"popmail/account/answer"
)

const (
	firstPause   = time.Minute      // after the first failure; it doubles
	longestPause = 30 * time.Minute // or the interval, if that is shorter
	offlinePause = time.Minute
	wrongPause   = 5 * time.Minute  // after the password was refused for the first time, or the interval, if that is shorter
	quotaPause   = 5 * time.Minute  // when the server has more than it gives at a time
	cutPause     = 10 * time.Second // after a cut session that brought something
	patience     = 3                // times that a busy mailbox is tried each minute
)

// usual is the time of the next check after one that went as it should. spread makes the
// interval a little longer.
func (s *state) usual(interval time.Duration, spread func(time.Duration) time.Duration) time.Time {
	d := interval
	if d > 0 {
		d = spread(d)
	}
	s.asked = interval >= 0 && s.loginDelay > d
	return s.after(max(d, s.loginDelay), interval)
}

// after is the end of the last session and d later; never with a negative interval.
func (s *state) after(d, interval time.Duration) time.Time {
	if interval < 0 || s.last.IsZero() {
		return time.Time{}
	}
	return s.last.Add(d)
}

// keepDelay puts off the next check where the last log-in that was accepted was less than the
// server's time between two ago.
func (s *state) keepDelay(interval time.Duration) {
	if s.accepted.IsZero() || interval < 0 || s.next.IsZero() {
		return
	}
	if free := s.accepted.Add(s.loginDelay); s.loginDelay > 0 && s.next.Before(free) {
		s.next, s.asked = free, true
	}
}

// pauseAfter is the pause that the server wants after a session that has just ended with err. The
// time between two log-ins runs from the last one, which that session need not have come to: met
// says that it has.
func (s *state) pauseAfter(met bool, err error) account.Pause {
	p := account.PauseAfter(s.loginDelay, err, s.last)
	p.Learned = s.learned
	if met {
		return p
	}
	p.Until = account.PauseAfter(0, err, s.last).Until
	if free := s.accepted.Add(s.loginDelay); !s.accepted.IsZero() && free.After(p.Until) {
		p.Until = free
	}
	return p
}

// wished is how long the server still wants to be left alone, by the clock on the wall.
func (s *state) wished(wall time.Time) time.Duration {
	wall = wall.Round(0)
	if s.asked {
		return s.next.Round(0).Sub(wall)
	}
	if s.loginDelay <= 0 || s.accepted.IsZero() {
		return 0
	}
	return min(s.accepted.Round(0).Add(s.loginDelay).Sub(wall), s.loginDelay)
}

// barred is how long a check that nobody has asked for by hand is to wait, by the clock on the
// wall: because the server has refused the last one for coming too soon, or would this one.
func (s state) barred(wall time.Time) time.Duration {
	s.asked = s.asked && s.failed
	return s.wished(wall)
}

// mostLearned bounds the time between two log-ins that a refusal alone has told: it need not
// have meant it for always.
const mostLearned = time.Hour

// learn takes from a refusal the time between two log-ins that the server does not announce
// (RFC 2449, section 6.5, as an answer in place of a capability). What asks for patience for
// another reason tells nothing.
func (s *state) learn(p *account.Problem) {
	if p.Wait <= 0 || p.Trouble != account.TroubleTooSoon && !(p.Trouble.Busy() && answer.Frequency(p.Answer)) {
		return
	}
	s.learned = max(s.learned, min(p.Wait, mostLearned))
	s.loginDelay = max(s.loginDelay, s.learned)
}

// pause counts a failure and says how long to wait.
func (s *state) pause(t account.Trouble, received int, interval time.Duration) time.Duration {
	if !t.Busy() {
		s.busy = 0
	}
	switch {
	case t.Busy():
		s.busy++
		s.failures = 0
		// RFC 2449, section 8.1.1: LOGIN-DELAY is answered to who comes too soon.
		return max(s.loginDelay, backoff(s.busy-patience+1, interval))
	case t == account.TroubleOffline:
		s.failures = 0
		return offlinePause
	case t.Typed():
		return max(s.loginDelay, shorter(wrongPause, interval))
	case t == account.TroubleQuota && received > 0:
		s.failures = 0
		return max(s.loginDelay, shorter(quotaPause, interval))
	case received > 0 && (t == account.TroubleCut || t == account.TroubleSilent):
		s.failures = 0
		return cutPause
	case t == account.TroubleClock:
		// Looking again soon helps nobody: somebody has to set the clock.
		s.failures++
		return max(longestPause, interval, s.loginDelay)
	}
	s.failures++
	return backoff(s.failures, interval)
}

// shorter is d, or the interval if that is shorter, and firstPause at least.
func shorter(d, interval time.Duration) time.Duration {
	if interval > 0 {
		d = min(d, interval)
	}
	return max(d, firstPause)
}

// backoff is 1, 2, 4… minutes after n failures in a row.
func backoff(n int, interval time.Duration) time.Duration {
	longest := longestPause
	if interval > 0 {
		longest = max(firstPause, min(longest, interval))
	}
	d := firstPause
	for ; n > 1 && d < longest; n-- {
		d *= 2
	}
	return min(d, longest)
}

// jitter makes a pause up to a tenth longer: it keeps the programs of many people from
// coming back at the same moment.
func jitter(d time.Duration) time.Duration {
	return d + time.Duration(rand.Int64N(int64(d)/10+1))
}

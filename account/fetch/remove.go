package fetch

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/answer"
	"popmail/account/disk"
	"popmail/pop3"
)

// due returns the numbers of the messages that are durably stored and that the person
// chose to have removed, by the settings of the account or for themselves.
func (v *connection) due(ctx context.Context, l *listing) (numbers []int, err error) {
	now := v.now()
	err = v.leaving(ctx, l, now, func(it *item, at account.Goes) {
		if at.Due(now) {
			numbers = append(numbers, it.number)
		}
	})
	return numbers, err
}

// leaving tells of the messages that are durably stored when they go from the server, as seen
// at now. From behind: QUIRK: for some servers the others move up at once.
func (v *connection) leaving(ctx context.Context, l *listing, now time.Time, tell func(*item, account.Goes)) error {
	chosen, err := v.s.Store.Chosen(ctx, v.a.ID)
	if err != nil {
		return disk.Problem(err)
	}
	held := 0
	for _, it := range slices.Backward(l.items) {
		k := chosen[it.key]
		k.Stored = it.stored
		if it.here && !it.doubtful && !it.shifted {
			goes := v.a.Goes(k, now)
			at := v.withheld(it, goes)
			if goes.Due(now) && !at.Due(now) {
				held++
			}
			tell(it, at)
		}
	}
	v.countBack(l, held)
	return nil
}

// removeAndQuit removes what is due and ends the session. It leaves the error of QUIT in
// v.farewell and returns the keys that the server has marked, which are removed where that is
// nil. Its own error says that nothing was removed, or that nobody knows what was.
func (v *connection) removeAndQuit(ctx context.Context, c client, l *listing, known map[string]Known, due []int) (removed []string, count int, err error) {
	drop, err := v.dropped(ctx, c, l)
	if err != nil {
		return nil, 0, err
	}
	if n := len(due) + len(drop); n > 0 && n <= pop3.MaxDeleQuit && v.surely() {
		return v.removeAtOnce(ctx, c, l, known, due, drop)
	}
	removed, count, err = v.removeDue(ctx, c, l, known, due, drop)
	if err != nil {
		v.state.notes.Asked = nil // without QUIT nothing is removed
		return nil, 0, err
	}
	v.farewell = c.Quit(ctx)
	return removed, count, nil
}

// surely reports whether QUIT may be sent before DELE is answered: the server takes commands
// ahead of its answers, and has answered something since the last message came. Else that
// message is perhaps not whole (see doubtLast), and the answer to DELE is what tells.
func (v *connection) surely() bool { return v.ahead && v.last == nil && len(v.alike) == 0 }

// removeAtOnce sends DELE for each message and QUIT in one write. What the person takes back
// until then is not removed; afterwards it is too late.
func (v *connection) removeAtOnce(ctx context.Context, c client, l *listing, known map[string]Known, due, drop []int) (removed []string, count int, err error) {
	var numbers []int
	for {
		numbers = backward(due, drop)
		var keys []string
		each := v.keys(l, known)
		for _, n := range numbers {
			keys = append(keys, each(n)...)
		}
		v.state.notes.Asked = nil
		if err := v.asking(ctx, keys); err != nil {
			return nil, 0, err
		}
		kept := len(due)
		if due, err = v.stillDue(ctx, l, due); err != nil {
			v.state.notes.Asked = nil // and without QUIT nothing is removed
			return nil, 0, err
		}
		if len(due) == kept {
			break
		}
	}
	if len(numbers) == 0 {
		v.state.notes.Asked = nil
		v.farewell = c.Quit(ctx)
		return nil, 0, nil
	}
	each, refusals := v.keys(l, known), 0
	v.rep.Kept = nil
	v.farewell = c.DeleQuit(ctx, numbers, func(n int, err error) {
		keys := each(n)
		if err == nil {
			removed = append(removed, keys...)
			count++
			return
		}
		refusals++ // it is asked for again next time
		v.kept(l.byNumber[n], err)
		v.state.notes.Asked = slices.DeleteFunc(v.state.notes.Asked, func(key []byte) bool { return slices.Contains(keys, string(key)) })
	})
	if v.farewell != nil && !refused(v.farewell) && refusals < len(numbers) {
		return nil, 0, v.farewell
	}
	return removed, count, nil
}

// backward puts the numbers of messages in the order of due.
func backward(due, drop []int) []int {
	numbers := slices.Concat(due, drop)
	slices.SortFunc(numbers, func(a, b int) int { return b - a })
	return numbers
}

// stillDue returns those of due that the person has not taken back meanwhile.
func (v *connection) stillDue(ctx context.Context, l *listing, due []int) ([]int, error) {
	still, err := v.due(ctx, l)
	if err != nil {
		return nil, err
	}
	remains := make(map[int]bool, len(still))
	for _, n := range still {
		remains[n] = true
	}
	return slices.DeleteFunc(due, func(n int) bool { return !remains[n] }), nil
}

// removeDue marks what is due for removal. What the person has taken back meanwhile is
// not removed: the marks of the session are taken back (RSET, RFC 1939, section 5) and set
// anew without it. It notes what QUIT is going to remove before it looks for the last time, so that
// who takes something back later is told that it may be too late.
func (v *connection) removeDue(ctx context.Context, c client, l *listing, known map[string]Known, due, drop []int) (removed []string, count int, err error) {
	for {
		v.state.notes.Asked = nil
		removed, count, err = v.remove(ctx, c, l, known, backward(due, drop))
		if err != nil || count == 0 {
			return removed, count, err
		}
		if err := v.asking(ctx, removed); err != nil {
			return nil, 0, err
		}
		kept := len(due)
		if due, err = v.stillDue(ctx, l, due); err != nil {
			return nil, 0, err
		}
		if len(due) == kept {
			return removed, count, nil
		}
		if err := c.Rset(ctx); err != nil {
			return nil, 0, err // and without QUIT nothing is removed
		}
	}
}

// remove marks numbers for removal (DELE, RFC 1939, section 5) and returns the
// keys that the server has marked. The numbers are those of this session's listing.
func (v *connection) remove(ctx context.Context, c client, l *listing, known map[string]Known, numbers []int) (removed []string, count int, err error) {
	if len(numbers) == 0 {
		return nil, 0, nil
	}
	keys := v.keys(l, known)
	v.rep.Kept = nil
	err = c.DeleEach(ctx, numbers, func(n int, err error) error {
		if err == nil {
			v.last = nil
			removed = append(removed, keys(n)...)
			count++
			return nil
		}
		v.kept(l.byNumber[n], err) // it is asked for again next time
		return nil
	})
	return removed, count, err
}

// kept notes that the server does not remove a message.
func (v *connection) kept(it *item, err error) {
	v.rep.Kept = append(v.rep.Kept, Failure{name: nameOf(it), UID: cmp.Or(it.key, it.uid), Err: v.explain(err)})
}

// stays is the first refusal that is about a removal and not about this moment alone; nil: there is none.
func (v *connection) stays() error {
	for _, f := range v.rep.Kept {
		if !account.TroubleOf(f.Err).Busy() {
			return f.Err
		}
	}
	return nil
}

// staysNote is an account.Stays as it is noted.
type staysNote struct {
	Messages int
	Answer   string `json:",omitempty"`
}

// StaysOf reads what an account's server does not remove out of what Store.Notes returns: what it has
// refused, or, without an Answer, what it lists again after its removal.
func StaysOf(text []byte) account.Stays {
	var n struct {
		Stays *staysNote
		Back  *backNote
	}
	if !bytes.Contains(text, []byte(`"Stays"`)) && !bytes.Contains(text, []byte(`"Held"`)) || json.Unmarshal(text, &n) != nil {
		return account.Stays{}
	}
	if n.Stays == nil {
		if n.Back == nil {
			return account.Stays{}
		}
		return account.Stays{Messages: max(n.Back.Held, 0)}
	}
	return account.Stays{Messages: max(n.Stays.Messages, 0), Answer: answer.Printable(n.Stays.Answer)}
}

// noteKept notes that the server has removed nothing of due: its mailbox fills, and nobody would know.
// Where single messages stay and others go, it is no matter of the mailbox. The mail has come, so
// no session fails for it.
func (v *connection) noteKept(due []int) {
	n, only := v.state.notes, v.s.Only
	err := v.stays()
	switch {
	case err != nil && !n.Keeps && (only == nil || len(only.Get) == 0):
		n.Stays = &staysNote{Messages: len(v.rep.Kept), Answer: account.ProblemOf(err).Answer}
	case len(due) == 0 && only == nil:
		n.Keeps, n.Stays = false, nil
	}
	v.rep.Stays = n.Stays != nil
}

// keys returns what tells the unique-ids that are free when a message is removed: its own, and
// where it was recognised by its content, that under which it is listed now, as what comes
// under it from then on is looked at.
func (v *connection) keys(l *listing, known map[string]Known) func(n int) []string {
	keys := make(map[string]bool, len(l.items))
	for _, it := range l.items {
		keys[it.key] = true
	}
	return func(n int) []string {
		it := l.byNumber[n]
		if it.uid != it.key && has(known, it.uid) && !keys[it.uid] {
			return []string{it.key, it.uid}
		}
		return []string{it.key}
	}
}

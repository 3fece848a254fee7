package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"popmail/account"
)

// A session after which all that the server listed is here, and nothing due, leaves a digest
// of that listing. The next one that is told the same, while nothing has changed here, would
// find nothing to do: it logs out at once, and reads nothing of what is known.

// seenNote is what such a session leaves.
type seenNote struct {
	Listing []byte // see told.digest
	From    int64  // it holds from then on, Unix milliseconds: before, the clock was set back
	Until   int64  `json:",omitempty"` // when the first message is due to be removed; 0: never
	Grows   *grows `json:",omitempty"` // nil: one that finds more looks at all that is known
}

// lastSeen is what is known of the last session when the server has told what it holds.
type lastSeen struct {
	seenNote
	changes int64     // see Store.Seen
	now     []byte    // seenNote.Listing of this session; nil: it does not count
	at      time.Time // before any message of this session was stored
}

// lastSeen reads what the last session has left. A session counts that is to do all that
// there is, with no notes on single messages, and a server that lists all it holds.
func (v *connection) lastSeen(ctx context.Context, a told) (last lastSeen, err error) {
	t, n := v.state, v.state.notes
	if v.s.Only != nil || v.s.OneRest || v.before.Listed || t.parts != notMore || a.stat != nil || a.uidl != nil || !a.withIDs || a.count != len(a.ids) ||
		len(t.suspects)+len(t.refused)+len(t.counted)+len(n.Asides)+len(n.Large)+len(n.Failed)+len(n.Denied)+len(n.Doubted)+len(n.Asked) > 0 {
		return last, nil
	}
	text, changes, err := v.s.Store.Seen(ctx, v.a.ID)
	if err != nil {
		return last, err
	}
	if json.Unmarshal(text, &last.seenNote) != nil {
		last.seenNote = seenNote{} // as where there is nothing
	}
	last.changes, last.now, last.at = changes, a.digest(v.a, v.s.wholeUpTo(), len(a.ids), a.octets), v.now()
	return last, nil
}

// seenVersion is raised whenever sessions make something else of the same listing.
const seenVersion = 2

// digest tells apart what servers list, and what the account and the session make of it: the
// first n messages, which have as many octets.
func (a *told) digest(of account.Account, wholeUpTo int64, n int, octets int64) []byte {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%d %q %q %q %q %d %d %d\n", seenVersion, of.Incoming.Host, of.User, of.Leave, of.LeaveDeleted, wholeUpTo, n, octets)
	var row []byte
	for _, id := range a.ids[:n] {
		row = binary.AppendUvarint(row[:0], uint64(id.Number))
		row = binary.AppendUvarint(row, uint64(len(id.UID)))
		_, _ = sum.Write(append(row, id.UID...))
	}
	return sum.Sum(nil)
}

// again reports whether a session comes to the same end as the last one.
func (last *lastSeen) again(now time.Time) bool {
	return last.now != nil && bytes.Equal(last.Listing, last.now) && last.holds(now)
}

// holds reports whether nothing that the last session has seen is due.
func (last *lastSeen) holds(now time.Time) bool {
	at := now.UnixMilli()
	return at >= last.From && (last.Until == 0 || at < last.Until)
}

// leaveAsSeen ends a session in which all is as it was: every message that is listed is here,
// and none is due.
func (v *connection) leaveAsSeen(ctx context.Context, c client, a told) error {
	if len(a.ids) > 0 {
		v.state.notes.NoUIDL = 0
	}
	v.state.notes.Keeps, v.state.notes.Stays = false, nil // nothing is due
	v.state.last.listed, v.state.cleared = true, true
	v.rep.Listed, v.rep.OnServer, v.rep.AlreadyHere, v.rep.Octets = true, len(a.ids), len(a.ids), max(a.octets, 0)
	if b := v.state.notes.Back; b != nil && b.rests(v.now()) {
		v.rep.Back = b.Held
	}
	v.farewell = c.Quit(ctx)
	return ctx.Err() // there was nothing to confirm
}

// keepSeen leaves for the next session what this one has found, where the next one would find
// nothing to do. It may fail: the next one then looks for itself.
//
// Of the changes since the session has begun, each message that it has received is one. Are
// there others as well, by whomever, the store does not take it.
func (v *connection) keepSeen(ctx context.Context, last lastSeen, l *listing) {
	n := v.state.notes
	if last.now == nil || v.state.parts != notMore || v.farewell != nil || len(v.rep.Failed) > 0 ||
		len(v.state.suspects)+len(v.state.refused)+len(v.state.left)+len(n.Asides)+len(n.Large)+len(n.Failed)+len(n.Denied)+len(n.Doubted)+len(n.Asked) > 0 ||
		!l.asKnown && !v.settled(l) || l.any(func(it *item) bool { return !it.here || it.fetch || it.odd || it.shifted || it.doubtful && !it.begun }) {
		return
	}
	for _, it := range l.items {
		if !has(l.known, it.uid) && it.stored.After(last.at) {
			it.stored = last.at // the store had it earlier than it said so
		}
	}
	now := v.now()
	keep := seenNote{Listing: last.now, From: now.UnixMilli(), Grows: v.growing(l, &last)}
	if len(l.seen) > 0 {
		keep.Until = last.Until
	}
	err := v.leaving(ctx, l, now, func(_ *item, goes account.Goes) {
		if at := max(goes.At.UnixMilli(), 1); !goes.Never() && (keep.Until == 0 || at < keep.Until) {
			keep.Until = at
		}
	})
	if err != nil || keep.Until != 0 && keep.Until <= keep.From {
		return
	}
	text, err := json.Marshal(keep)
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, noteTime)
		defer cancel()
		err = v.s.Store.SetSeen(ctx, v.a.ID, text, last.changes+int64(v.rep.Received))
	}
	if err != nil {
		slog.Debug("what a session has seen was not kept", "error", err)
	}
}

// settled reports whether a session that has asked for sizes and received messages leaves what
// readListing takes for known without asking for sizes.
func (v *connection) settled(l *listing) bool {
	octets, fresh := v.octets-l.octets, 0
	for _, it := range l.items {
		size := it.size
		if k, ok := l.known[it.uid]; ok {
			if size = k.Listed; k.Short && (k.Rest == Whole || v.s.wants(k)) || k.Gone || k.Away || k.asked {
				return false
			}
		} else if fresh++; it.large || it.begin || it.begun || it.replace || it.disproved || it.unclosed {
			return false
		}
		if octets -= size; size <= 0 || size > SizeMask || it.uid == "" || it.key != it.uid {
			return false
		}
	}
	return octets == 0 && fresh == v.rep.Received && v.count == len(l.seen)+len(l.items) && !l.byPlace()
}

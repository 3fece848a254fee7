package fetch

import (
	"context"
	"encoding/json"

	"popmail/account/disk"
)

// asking notes, before QUIT, whose removal is asked for. Where the answer is lost the
// messages are perhaps gone, and their unique-ids perhaps used again.
func (v *connection) asking(ctx context.Context, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	for _, key := range keys {
		v.state.notes.Asked = append(v.state.notes.Asked, []byte(key))
	}
	return disk.Problem(v.state.note(ctx, v.s.Store, v.a.ID))
}

// AskedOf returns, of the notes of an account's sessions, the keys of messages whose removal was
// asked for and not answered yet: taking it back may come too late.
func AskedOf(text []byte) [][]byte {
	var n notes
	if json.Unmarshal(text, &n) != nil {
		return nil
	}
	return n.Asked
}

// asked marks what a lost session has asked to remove: what is listed under such a
// unique-id now is looked at.
func (t *sessionState) asked(known map[string]Known) {
	for _, key := range t.notes.Asked {
		if k, ok := known[string(key)]; ok {
			k.asked = true
			known[string(key)] = k
		}
	}
}

// settleAsked takes for removed what was asked to be, but for what is listed and still the
// same message by its header.
func (v *connection) settleAsked(ctx context.Context, l *listing) error {
	if len(v.state.notes.Asked) == 0 {
		return nil
	}
	there := make(map[string]bool)
	for _, it := range l.items {
		there[it.key] = it.here
	}
	var gone []string
	for _, key := range v.state.notes.Asked {
		if k, ok := l.known[string(key)]; ok && !k.Gone && !there[string(key)] {
			gone = append(gone, string(key))
			k.Gone = true
			l.known[string(key)] = k
		}
	}
	v.state.notes.Asked = nil
	if len(gone) == 0 {
		return nil
	}
	return disk.Problem(v.s.Store.Removed(ctx, v.a.ID, gone))
}

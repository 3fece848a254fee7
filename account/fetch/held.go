package fetch

import (
	"bytes"
	"encoding/json"

	"popmail/account"
)

// MailboxOf reads out of what Store.Notes returns how many octets the mailbox of an account may
// hold, as the person has said, and how many it held at the last listing; 0: not known.
func MailboxOf(text []byte) (quota, held int64) {
	var n struct{ Quota, Held int64 }
	if !bytes.Contains(text, []byte(`"Quota"`)) && !bytes.Contains(text, []byte(`"Held"`)) || json.Unmarshal(text, &n) != nil {
		return 0, 0
	}
	if n.Quota < account.LeastQuota || n.Quota > account.MostQuota {
		n.Quota = 0
	}
	return n.Quota, max(n.Held, 0)
}

// WithMailbox puts both into notes; 0 takes one out. The store keeps what it returns.
func WithMailbox(text []byte, quota, held int64) ([]byte, error) {
	n := &notes{}
	if json.Unmarshal(text, n) != nil {
		n = &notes{}
	}
	n.Quota, n.Held = quota, held
	return n.text()
}

// held is how many octets all messages have that the server lists: what it says (STAT, RFC 1939,
// section 5), else the sum of what it says of each; 0: not told.
func (v *connection) held(l *listing) int64 {
	if v.octets > 0 && !absurd(v.octets) {
		return v.octets
	}
	sum := l.octets
	for _, it := range l.items {
		if it.size <= 0 {
			return 0
		}
		sum += it.size
	}
	return sum
}

// freed is how many octets the messages with these keys have, as far as is known.
func freed(l *listing, keys []string) (octets int64) {
	gone := make(map[string]bool, len(keys))
	for _, k := range keys {
		gone[k] = true
	}
	for _, it := range l.items {
		if !gone[it.key] {
			continue
		}
		size := it.size
		if size <= 0 {
			size = l.known[it.key].size()
		}
		octets += size
	}
	return octets
}

package storage

import (
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// digestVersion grows whenever reading (storage/eml) or folding (storage/query, storage/index)
// changes so that the caches of older messages are to be rebuilt.
const digestVersion = 8

// digest is everything that is stored of a message, made ready away from the
// writer.
type digest struct {
	size  int64
	sum   [sha256.Size]byte
	codec int
	data  []byte

	*eml.Digested // without its Text, which is in words
	words         index.Words
	parts         []part
	own           *ownMail // nil: it is no letter of ours
}

// makeDigest reads raw whole: row, index and octets. In a hurry the octets are not
// packed; that is done when there is time.
func makeDigest(raw []byte, hurry bool) *digest {
	if len(raw) > largeMessage {
		defer frugal()()
	}
	d := readDigest(raw)
	d.size = int64(len(raw))
	d.sum = sha256.Sum256(raw)
	if len(raw) > largeMessage {
		d.codec, d.data = codecPiece, raw
	} else if hurry {
		d.codec, d.data = hold(raw)
	} else {
		d.codec, d.data = pack(raw)
	}
	return d
}

// readDigest reads what the caches hold.
func readDigest(raw []byte) *digest {
	m := read(raw)
	if redirects(raw, &m.Header) {
		m.To, m.Cc, m.Date = m.Resent.To, nil, m.Resent.Date
	}
	d := &digest{Digested: m, words: index.Of(m), parts: partsOf(m, raw)}
	m.Text = ""
	// RFC 3339 has years of four digits.
	if y := m.Date.Year(); y < 1 || y > 9999 {
		m.Date = time.Time{}
	}
	return d
}

// redirects reports whether a message is a letter of ours that redirects another one: above
// all that is in it stands by whom and to whom. On the way to others more is written there.
func redirects(raw []byte, h *eml.Header) bool {
	const first = "Resent-"
	return h.Resent != nil && len(raw) > len(first) && strings.EqualFold(string(raw[:len(first)]), first)
}

// read takes a message apart.
func read(raw []byte) *eml.Digested {
	ctx := context.Background() // with which there is no error
	h, _ := eml.Open(ctx, raw)
	m, _ := h.Digest(ctx)
	return m
}

// sender is the first of those that a message is from.
func (d *digest) sender() (a mailbox.Address) {
	if len(d.From) > 0 {
		a = d.From[0]
	}
	return a
}

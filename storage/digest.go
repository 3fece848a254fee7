package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"strings"
	"time"

	"popmail/account/spool"
	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// digestVersion grows whenever reading (storage/eml) or folding (storage/query, storage/index)
// changes so that the caches of older messages are to be rebuilt.
const digestVersion = 13

// digest is what is stored of a message, made ready away from the writer.
type digest struct {
	size   int64
	sum    [sha256.Size]byte
	codec  int
	data   []byte      // with codecPiece it is in octets
	octets io.ReaderAt // of a large message

	eml.Row
	// What a second reading adds, which takes the message apart whole. Until then words
	// is empty, and the message waits for it (waiting.go).
	words index.Words
	parts []part

	own *ownMail // nil: it is no letter of ours
}

// makeDigest makes all of raw that is stored. In a hurry the octets are not packed; that
// is done when there is time.
func makeDigest(raw []byte, hurry bool) *digest {
	if len(raw) > largeMessage {
		defer frugal()()
	}
	d := readDigest(raw)
	d.hold(raw, nil, hurry)
	return d
}

// makeRow is makeDigest without what only a second reading adds. Where raw lies in a file it
// is read within File.Look, and stored from there. sum is its SHA-256, or zero. many says that
// many come at once: then the first words are left for later (firstwords.go).
func makeRow(raw []byte, file *spool.File, sum [sha256.Size]byte, many, hurry bool) *digest {
	if len(raw) > largeMessage {
		defer frugal()()
	}
	read := eml.ReadRow
	if many && len(raw) <= mostWordless {
		read = eml.ReadRowOnly
	}
	row, _ := read(context.Background(), raw) // with which there is no error
	d := &digest{Row: *row, sum: sum}
	d.tidy(raw)
	d.hold(raw, file, hurry)
	return d
}

// hold makes the octets ready.
func (d *digest) hold(raw []byte, file *spool.File, hurry bool) {
	d.size = int64(len(raw))
	if file != nil {
		d.sum, d.codec, d.octets = file.Sum(), codecPiece, file
		return
	}
	if d.sum == ([sha256.Size]byte{}) {
		d.sum = sha256.Sum256(raw)
	}
	if len(raw) > largeMessage {
		d.codec, d.octets = codecPiece, bytes.NewReader(raw)
	} else if hurry {
		d.codec, d.data = hold(raw)
	} else {
		d.codec, d.data = pack(raw)
	}
}

// readDigest reads what the caches hold.
func readDigest(raw []byte) *digest {
	d, m := readWords(raw)
	d.parts = partsOf(m, raw)
	return d
}

// readWords is readDigest without the parts, and what it was made of.
func readWords(raw []byte) (*digest, *eml.Digested) {
	d, s := readSearched(raw)
	return d, s.Read
}

// readSearched is readWords with all that is searched.
func readSearched(raw []byte) (*digest, index.Searched) {
	m := read(raw)
	d := &digest{Row: m.Row()}
	if d.tidy(raw) {
		m.To, m.Cc, m.Bcc = d.To, d.Cc, nil
	}
	s := index.SearchedOf(m)
	d.words = s.Words
	return d, s
}

// tidy makes the row fit to be stored, and reports whether it is that of a message which is
// redirected by us.
func (d *digest) tidy(raw []byte) (redirected bool) {
	if redirected = redirects(raw, &d.Header); redirected {
		d.To, d.Cc, d.Bcc, d.Date = d.Resent.To, nil, nil, d.Resent.Date
	}
	// RFC 3339 has years of four digits.
	if y := d.Date.Year(); y < 1 || y > 9999 {
		d.Date = time.Time{}
	}
	return redirected
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

// inReplyTo are the message-ids of In-Reply-To, as they are stored.
func (d *digest) inReplyTo() string {
	return strings.Join(append([]string{d.InReplyTo}, d.AlsoReplyTo...), " ")
}

// sender is the first of those that a message is from.
func (d *digest) sender() (a mailbox.Address) {
	if len(d.From) > 0 {
		a = d.From[0]
	}
	return a
}

package storage

import (
	"context"
	"crypto/sha256"
	"time"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// digestVersion grows whenever reading (storage/eml) or folding (storage/query)
// changes so that the caches of older messages are to be rebuilt.
const digestVersion = 4

// digest is everything that is stored of a message, made ready away from the
// writer.
type digest struct {
	size  int64
	sum   [sha256.Size]byte
	codec int
	data  []byte

	*eml.Digested // without its Text, which is in words
	words         indexed
}

// indexed is the folded text of a message, by column of the index.
type indexed struct{ sender, people, subject, body, files, short string }

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
	d := &digest{Digested: m, words: index(m)}
	m.Text = ""
	// RFC 3339 has years of four digits.
	if y := m.Date.Year(); y < 1 || y > 9999 {
		m.Date = time.Time{}
	}
	return d
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

// index folds the text of a message.
func index(m *eml.Digested) indexed {
	b := make([]byte, 0, len(m.Text)+len(m.Text)/8+512)
	var short shortener
	fold := func(column byte, fill func()) string {
		b = b[:0]
		fill()
		if column != 0 {
			short.add(column, b)
		}
		return string(b)
	}
	people := func(as []mailbox.Address) {
		for _, a := range as {
			b = query.AppendIndex(b, a.Name)
			b = query.AppendIndex(b, a.Email)
		}
	}
	return indexed{
		sender:  fold(shortFrom, func() { people(m.From); people(m.ReplyTo) }),
		people:  fold(shortTo, func() { people(m.To); people(m.Cc) }),
		subject: fold(shortSubject, func() { b = query.AppendIndex(b, m.Subject) }),
		body:    fold(0, func() { b = query.AppendIndex(b, m.Text) }),
		files: fold(shortFiles, func() {
			for i := range m.Attachments {
				b = query.AppendIndex(b, m.Attachments[i].Name)
			}
		}),
		short: short.text(),
	}
}

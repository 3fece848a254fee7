package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"path/filepath"

	"popmail/account/spool"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// part is where an attachment lies, with a checksum of what lies there: who reads it
// alone cannot look at the checksum of the message.
type part struct {
	eml.Attachment
	eml.Place
	sum uint32
}

// maxParts is how many attachments of a message are noted; those that follow are read
// by taking the message apart.
const maxParts = 500

const (
	partInline = 1
	partMinor  = 2
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli) // which processors compute themselves

// partsOf notes the attachments of a message.
func partsOf(m *eml.Digested, raw []byte) []part {
	if len(m.Attachments) == 0 {
		return nil
	}
	out := make([]part, min(len(m.Attachments), maxParts))
	for i := range out {
		p := part{Attachment: m.Attachments[i], Place: m.Places[i]}
		if p.Start >= 0 {
			p.sum = crc32.Checksum(raw[p.Start:p.Start+p.Length], castagnoli)
		}
		out[i] = p
	}
	return out
}

func insertParts(t *tx, id mailbox.ID, parts []part) error {
	for i := range parts {
		p := &parts[i]
		flags := 0
		if p.Inline {
			flags |= partInline
		}
		if p.Minor {
			flags |= partMinor
		}
		if _, err := t.exec("INSERT INTO parts (message, place, digest, start, length, encoding, sum, size, name, type, cid, flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			id, p.Index, digestVersion, p.Start, p.Length, p.Encoding, p.sum, p.Size, p.Name, p.Type, p.CID, flags); err != nil {
			return err
		}
	}
	return nil
}

// stored is where an attachment lies, with how its message is stored.
type stored struct {
	part
	codec int
	size  int64 // octets of the message
}

// partOf finds an attachment. It does so only where it is sure to be what taking the message
// apart would give; ok is false elsewhere, whatever the reason.
func (s *Store) partOf(ctx context.Context, id mailbox.ID, index int) (p stored, ok bool) {
	var flags int
	err := s.r.QueryRowContext(ctx, `SELECT p.start, p.length, p.encoding, p.sum, p.size, p.name, p.type, p.cid, p.flags, o.codec, o.size
		FROM parts p JOIN octets o ON o.message = p.message WHERE p.message = ? AND p.place = ? AND p.digest = ? AND p.start >= 0`, id, index, digestVersion).
		Scan(&p.Start, &p.Length, &p.Encoding, &p.sum, &p.Size, &p.Name, &p.Type, &p.CID, &flags, &p.codec, &p.size)
	if err != nil || p.Length < 0 || p.Size < 0 || p.Size > 2*p.Length+8 || p.Start > p.size-p.Length {
		return p, false
	}
	p.Index, p.Inline, p.Minor = index, flags&partInline != 0, flags&partMinor != 0
	return p, true
}

// Describe returns what Attachment does but the octets.
func (s *Store) Describe(ctx context.Context, id mailbox.ID, index int) (eml.Attachment, error) {
	begun, err := s.begun(ctx, id)
	if begun || err != nil {
		return eml.Attachment{}, errors.Join(err, beginningError(begun))
	}
	if p, ok := s.partOf(ctx, id, index); ok {
		return p.Attachment, nil
	}
	m, _, err := s.Message(ctx, id)
	switch {
	case err != nil:
		return eml.Attachment{}, err
	case index < 0 || index >= len(m.Attachments):
		return eml.Attachment{}, fmt.Errorf("attachment %d of message %d: %w", index, id, mailbox.ErrNotFound)
	}
	return m.Attachments[index], nil
}

// part reads an attachment without the rest of its message where partOf finds it; ok is false
// also where something is damaged.
func (s *Store) part(ctx context.Context, id mailbox.ID, index int) (data []byte, a eml.Attachment, ok bool) {
	p, ok := s.partOf(ctx, id, index)
	if !ok {
		return nil, a, false
	}
	body, err := s.stretch(ctx, id, p.codec, p.size, p.Start, p.Length)
	if err != nil || int64(len(body)) != p.Length || crc32.Checksum(body, castagnoli) != p.sum {
		return nil, a, false
	}
	return p.Decode(body, p.Attachment.Size), p.Attachment, true
}

// StreamAttachment writes into w what Attachment returns. That of a large message is not in
// memory at once where it lies there by itself: what is packed within another attachment, or in
// the way of old within the text, is taken out as a whole, within the budget of package eml.
func (s *Store) StreamAttachment(ctx context.Context, id mailbox.ID, index int, w io.Writer) (eml.Attachment, error) {
	if begun, err := s.begun(ctx, id); begun || err != nil {
		return eml.Attachment{}, errors.Join(err, beginningError(begun))
	}
	if p, ok := s.partOf(ctx, id, index); ok && p.codec == codecPiece && p.Length > laidFrom {
		if f, err := s.layPart(ctx, id, p); err == nil {
			body, err := f.Octets()
			if err == nil {
				lost := f.Look(func() { err = p.Stream(w, body) })
				err = errors.Join(lost, err)
			}
			return p.Attachment, errors.Join(err, f.Close())
		}
	}
	data, a, err := s.Attachment(ctx, id, index)
	if err == nil {
		_, err = w.Write(data)
	}
	return a, err
}

// layPart puts what an attachment is packed in into a file of its own, and checks it.
func (s *Store) layPart(ctx context.Context, id mailbox.ID, p stored) (f *spool.File, err error) {
	if f, err = spool.Create(filepath.Join(s.dir, spoolFolder), fmt.Sprint("a", id)); err != nil {
		return nil, err
	}
	sum := crc32.New(castagnoli)
	err = s.pieces(ctx, id, p.Start, p.Length, func(b []byte) error {
		_, err := io.MultiWriter(sum, f).Write(b)
		return err
	})
	if err == nil && (f.Size() != p.Length || sum.Sum32() != p.sum) {
		err = damaged(errors.New("the checksum does not fit"))
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// pieces hands over octets of a message in pieces, from start on, piece by piece.
func (s *Store) pieces(ctx context.Context, id mailbox.ID, start, length int64, take func(b []byte) error) error {
	if length <= 0 {
		return nil
	}
	return s.snapshot(ctx, func(c *sql.Conn) error { // the pieces are to be those that are told of
		var told []byte
		if err := c.QueryRowContext(ctx, "SELECT data FROM octets WHERE message = ?", id).Scan(&told); errors.Is(err, sql.ErrNoRows) {
			return mailbox.ErrNotFound // it was removed meanwhile
		} else if err != nil {
			return err
		}
		n, before, err := pieceAt(told, start)
		if err != nil {
			return err
		}
		var piece []byte
		err = eachPiece(ctx, c, func(p *storedPiece) (err error) {
			if piece, err = p.unpack(piece[:0], pieceOctets); err != nil {
				return err
			}
			b := piece[min(before, int64(len(piece))):]
			b = b[:min(length, int64(len(b)))]
			before, length = 0, length-int64(len(b))
			if err = take(b); err == nil && length == 0 {
				err = errEnough
			}
			return err
		}, selectPieces+" LIMIT -1 OFFSET ?", id, n)
		if errors.Is(err, errEnough) {
			err = nil
		}
		return err
	})
}

// stretch reads octets of a message from start on; of one in pieces only those that it
// lies in.
func (s *Store) stretch(ctx context.Context, id mailbox.ID, codec int, size, start, length int64) ([]byte, error) {
	if codec != codecPiece {
		p := packed{codec: codec, size: size}
		if err := s.r.QueryRowContext(ctx, "SELECT data FROM octets WHERE message = ? AND codec = ?", id, codec).Scan(&p.data); err != nil {
			return nil, err
		}
		if err := p.fetch(ctx, s.r); err != nil {
			return nil, err
		}
		all, err := p.unpack()
		if err != nil {
			return nil, err
		}
		return all[start : start+length], nil
	}
	body := make([]byte, 0, length)
	err := s.pieces(ctx, id, start, length, func(b []byte) error {
		body = append(body, b...)
		return nil
	})
	return body, err
}

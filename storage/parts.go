package storage

import (
	"context"
	"database/sql"
	"hash/crc32"

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

// part reads an attachment without the rest of its message. It does so only where it is
// sure to be what taking the message apart would give; ok is false elsewhere, whatever
// the reason, and also where something is damaged.
func (s *Store) part(ctx context.Context, id mailbox.ID, index int) (data []byte, a eml.Attachment, ok bool) {
	var p part
	var flags, codec int
	var size int64
	err := s.r.QueryRowContext(ctx, `SELECT p.start, p.length, p.encoding, p.sum, p.size, p.name, p.type, p.cid, p.flags, o.codec, o.size
		FROM parts p JOIN octets o ON o.message = p.message WHERE p.message = ? AND p.place = ? AND p.digest = ? AND p.start >= 0`, id, index, digestVersion).
		Scan(&p.Start, &p.Length, &p.Encoding, &p.sum, &p.Size, &p.Name, &p.Type, &p.CID, &flags, &codec, &size)
	if err != nil || p.Length < 0 || p.Size < 0 || p.Size > 2*p.Length+8 || p.Start > size-p.Length {
		return nil, a, false
	}
	p.Index, p.Inline, p.Minor = index, flags&partInline != 0, flags&partMinor != 0
	body, err := s.stretch(ctx, id, codec, size, p.Start, p.Length)
	if err != nil || int64(len(body)) != p.Length || crc32.Checksum(body, castagnoli) != p.sum {
		return nil, a, false
	}
	return p.Decode(body, p.Size), p.Attachment, true
}

// stretch reads octets of a message from start on; of one in pieces only those that it
// lies in.
func (s *Store) stretch(ctx context.Context, id mailbox.ID, codec int, size, start, length int64) ([]byte, error) {
	if codec != codecPiece {
		var data sql.RawBytes
		var raw []byte
		rows, err := s.r.QueryContext(ctx, "SELECT data FROM octets WHERE message = ? AND codec = ?", id, codec)
		err = each(rows, err, func(rows *sql.Rows) error {
			if err := rows.Scan(&data); err != nil {
				return err
			}
			all, err := unpack(codec, size, data)
			if err == nil {
				raw = append([]byte(nil), all[start:start+length]...)
			}
			return err
		})
		return raw, err
	}
	first := start / pieceOctets
	skip := start - first*pieceOctets
	many := (start+length-1)/pieceOctets - first + 1
	body := make([]byte, 0, min(many*pieceOctets, size-first*pieceOctets))
	var piece sql.RawBytes
	rows, err := s.r.QueryContext(ctx, "SELECT data FROM pieces WHERE message = ? ORDER BY id LIMIT ? OFFSET ?", id, many, first)
	err = each(rows, err, func(rows *sql.Rows) error {
		err := rows.Scan(&piece)
		if err == nil {
			body, err = unpackPiece(body, piece, size)
		}
		return err
	})
	if err != nil || skip+length > int64(len(body)) {
		return nil, err
	}
	return body[skip : skip+length], nil
}

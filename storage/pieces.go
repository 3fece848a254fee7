package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"popmail/storage/mailbox"
)

// How a large message is cut into pieces: long bodies in base64 (bodiesOf) are pieces of their own,
// and so is long text that is in no base64. What they hold lies in the table bodies, once for
// each content, whichever messages it stands in. The rest are pieces of pieceOctets at most.
const (
	// minShared is the size in octets from which a body, as it stands, is a piece of its own.
	minShared = 32 << 10
	// mostShared is the size, decoded, up to which a body is one piece: no smaller message has a
	// larger one, so that it has the same row of bodies in messages of any size.
	mostShared = largeMessage / 4 * 3
	// sharedStep are the octets, decoded, of each piece of a larger body: whole lines of 60, 64, 72
	// and 76 characters.
	sharedStep = 12 * 41040
	// mostLine is the length of the longest lines of base64 that are looked for.
	mostLine = 4 << 10
)

// Text is cut where its own octets say so, hence alike wherever it stands: after minText octets
// and about as many as meanText, and after pieceOctets at the latest.
const (
	minText  = 64 << 10
	meanText = 256 << 10
	longText = 256 << 10 // that is cut so
)

// laid is how what lies in the table bodies stands in a message.
type laid struct {
	line   int // characters of a line of base64; 0: it stands as it lies
	crlf   bool
	column int   // characters that the line has before it, all of them: an end of a line comes first
	size   int64 // octets that lie there
}

// appendTo appends what data is in the message.
func (l laid) appendTo(dst, data []byte) []byte {
	if l.line == 0 || len(data) == 0 {
		return append(dst, data...)
	}
	b := body{line: l.line, crlf: l.crlf}
	if l.column > 0 {
		room := min((l.line-l.column)/4*3, len(data))
		dst = base64.StdEncoding.AppendEncode(dst, data[:room])
		if data = data[room:]; len(data) == 0 {
			return dst
		}
		if l.crlf {
			dst = append(dst, '\r')
		}
		dst = append(dst, '\n')
	}
	return b.appendTo(dst, data)
}

// after is how what follows n octets, a multiple of 3, stands.
func (l laid) after(n int) laid {
	if l.line > 0 && n > 0 {
		l.column = (l.column+n/3*4-1)%l.line + 1
	}
	return l
}

// are reports whether data, as it is laid, is raw.
func (l laid) are(raw, data []byte) bool {
	const step = 48 << 10 // a multiple of 3
	buf := make([]byte, 0, step/3*4*(minBodyLine+2)/minBodyLine+2)
	for {
		n := min(step, len(data))
		buf = l.appendTo(buf[:0], data[:n])
		if !bytes.HasPrefix(raw, buf) {
			return false
		}
		if raw, data, l = raw[len(buf):], data[n:], l.after(n); len(data) == 0 {
			return len(raw) == 0
		}
	}
}

func (l laid) appendPiece(dst []byte) []byte {
	ends := 0
	if l.crlf {
		ends = 1
	}
	dst = append(dst, pieceShared)
	for _, n := range []int{l.line<<1 | ends, l.column, int(l.size)} {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	return dst
}

// readLaid reads what appendPiece has written.
func readLaid(b []byte) (l laid, ok bool) {
	if len(b) == 0 || b[0] != pieceShared {
		return l, false
	}
	b = b[1:]
	var n [3]uint64
	for i := range n {
		v, used := binary.Uvarint(b)
		if used <= 0 {
			return l, false
		}
		n[i], b = v, b[used:]
	}
	l = laid{line: int(n[0] >> 1), crlf: n[0]&1 == 1, column: int(n[1]), size: int64(n[2])}
	if len(b) > 0 || n[0]>>1 > mostLine || n[1] > n[0]>>1 || n[2] == 0 || n[2] > mostShared {
		return l, false
	}
	return l, l.line == 0 && !l.crlf || l.line >= minBodyLine && l.line%4 == 0 && l.column%4 == 0
}

// storedPiece is a piece of a large message as it lies in the mail file.
type storedPiece struct {
	data []byte
	body sql.NullInt64 // what of it lies in the table bodies
	packedPart
}

// selectPieces are those of a message in their order.
const selectPieces = "SELECT p.data, p.body, b.codec, b.size, b.data FROM pieces p LEFT JOIN bodies b ON b.id = p.body WHERE p.message = ? ORDER BY p.id"

// eachPiece hands over the pieces that query finds, a selectPieces. They are good until fn returns.
func eachPiece(ctx context.Context, q querier, fn func(p *storedPiece) error, query string, args ...any) error {
	var data, of sql.RawBytes
	rows, err := q.QueryContext(ctx, query, args...)
	return each(rows, err, func(rows *sql.Rows) error {
		var p storedPiece
		var codec, size sql.NullInt64
		if err := rows.Scan(&data, &p.body, &codec, &size, &of); err != nil {
			if ctx.Err() == nil {
				err = damaged(err) // what should be a number is none
			}
			return err
		}
		p.data, p.packedPart = data, packedPart{codec: int(codec.Int64), size: size.Int64, data: of}
		if p.body.Valid && !codec.Valid {
			_, err := noBody(p.body.Int64)
			return err
		}
		return fn(&p)
	})
}

// unpack appends the octets of the piece to raw, which will have size octets.
func (p *storedPiece) unpack(raw []byte, size int64) ([]byte, error) {
	if !p.body.Valid {
		return unpackPiece(raw, p.data, size)
	}
	l, ok := readLaid(p.data)
	if !ok || l.size != p.size || int64(len(raw)) > size {
		return nil, damaged(errRecipe)
	}
	data, err := p.packedPart.unpack()
	if err != nil {
		return nil, err
	}
	return l.appendTo(raw, data), nil
}

// appendLengths appends how many octets each piece of a message gives, as uvarints, and a checksum of
// these numbers (CRC-32C).
func appendLengths(dst []byte, lengths []int64) []byte {
	at := len(dst)
	for _, n := range lengths {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[at:], castagnoli))
}

// readLengths reads what appendLengths has written; ok is false where it is not that.
func readLengths(b []byte) (lengths []int64, ok bool) {
	at := len(b) - 4
	if at < 0 || binary.LittleEndian.Uint32(b[at:]) != crc32.Checksum(b[:at], castagnoli) {
		return nil, false
	}
	for b = b[:at]; len(b) > 0; {
		n, used := binary.Uvarint(b)
		if used <= 0 || n == 0 || n > 1<<40 {
			return nil, false
		}
		lengths, b = append(lengths, int64(n)), b[used:]
	}
	return lengths, true
}

// pieceAt is the piece that the octet at start of a message is in, counted from 0, and the octets of
// it before that one. told is octets.data.
func pieceAt(told []byte, start int64) (n int, before int64, err error) {
	if start == 0 || len(told) == 0 {
		return int(start / pieceOctets), start % pieceOctets, nil
	}
	lengths, ok := readLengths(told)
	if !ok {
		return 0, 0, damaged(errors.New("where the pieces of the message lie cannot be read"))
	}
	for n < len(lengths) && start >= lengths[n] {
		start -= lengths[n]
		n++
	}
	return n, start, nil
}

// wrongLengths lists the large messages of which octets.data is not what was written there. They
// are read all the same, and parts of them with the rest.
func wrongLengths(ctx context.Context, q querier) (ids []mailbox.ID, err error) {
	rows, err := q.QueryContext(ctx, "SELECT message, CAST(size AS INTEGER), data, (SELECT count(*) FROM pieces p WHERE p.message = o.message) FROM octets o WHERE codec = ?", codecPiece)
	var told sql.RawBytes
	return ids, each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var size, count int64
		if err := rows.Scan(&id, &size, &told, &count); err != nil {
			return err
		}
		lengths, ok := readLengths(told)
		if len(told) == 0 {
			ok = count == (size+pieceOctets-1)/pieceOctets
		} else {
			ok = ok && int64(len(lengths)) == count
		}
		if !ok {
			ids = append(ids, id)
		}
		return nil
	})
}

// mendLengths writes octets.data anew where it is not what was written there, and the pieces can be read.
func mendLengths(ctx context.Context, t *tx) error {
	ids, err := wrongLengths(ctx, t.conn)
	if err != nil {
		return err
	}
	for _, id := range ids {
		var size, all int64
		var lengths []int64
		var piece []byte
		if err := t.row("SELECT size FROM octets WHERE message = ?", id).Scan(&size); err != nil {
			return err
		}
		err := eachPiece(ctx, t.conn, func(p *storedPiece) (err error) {
			piece, err = p.unpack(piece[:0], size)
			lengths, all = append(lengths, int64(len(piece))), all+int64(len(piece))
			return err
		}, selectPieces, id)
		if errors.Is(err, mailbox.ErrDamaged) || err == nil && all != size {
			continue
		}
		if err == nil {
			_, err = t.exec("UPDATE octets SET data = ? WHERE message = ?", appendLengths(nil, lengths), id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pieceWriter stores the octets of a large message, of which it has a few megabytes in memory.
type pieceWriter struct {
	t       *tx
	id      mailbox.ID
	runs    runs
	lengths []int64            // octets that each piece gives
	bodies  map[int64]struct{} // that its pieces lie in
	raw     []byte             // as it stands
	data    []byte             // decoded
	buf     []byte             // as it is stored
}

// insertPieces stores the octets of a large message. It returns what is octets.data, and in which
// bodies they lie.
func insertPieces(t *tx, id mailbox.ID, d *digest) (told []byte, bodies map[int64]struct{}, err error) {
	w := &pieceWriter{t: t, id: id, runs: runs{octets: d.octets, size: d.size}, bodies: map[int64]struct{}{}}
	for at := int64(0); at < d.size; {
		r, err := w.runs.next(at)
		if err != nil {
			return nil, nil, err
		}
		if err := w.text(at, r.at); err != nil {
			return nil, nil, err
		}
		if err := w.run(r); err != nil {
			return nil, nil, err
		}
		at = r.end
	}
	return appendLengths(nil, w.lengths), w.bodies, nil
}

// read reads octets of the message; they are good until the next ones are read.
func (w *pieceWriter) read(from, to int64) ([]byte, error) {
	w.raw = slices.Grow(w.raw[:0], int(to-from))[:to-from]
	if n, err := w.runs.octets.ReadAt(w.raw, from); n < len(w.raw) {
		return nil, fmt.Errorf("octets of a message: %w", err)
	}
	return w.raw, nil
}

// run stores a body.
func (w *pieceWriter) run(r run) error {
	step := int64(sharedStep / 3 * 4)
	if r.chars/4*3 <= mostShared {
		step = r.chars
	}
	l := laid{line: r.line, crlf: r.crlf}
	for from := int64(0); from < r.chars; from += step {
		to := min(from+step, r.chars)
		start, end := r.at+r.place(from), r.at+r.place(to)
		raw, err := w.read(start, end)
		if err != nil {
			return err
		}
		w.data, err = base64.StdEncoding.Strict().AppendDecode(w.data[:0], raw)
		if err == nil && l.are(raw, w.data) {
			err = w.share(w.data, l, end-start)
		} else {
			err = w.text(start, end)
		}
		if err != nil {
			return err
		}
		l = l.after(int(to-from) / 4 * 3)
	}
	return nil
}

// text stores octets that are in no long body.
func (w *pieceWriter) text(from, to int64) error {
	long := to-from >= longText
	for from < to {
		raw, err := w.read(from, min(from+pieceOctets, to))
		if err != nil {
			return err
		}
		if long {
			raw = raw[:cutLong(raw)]
		}
		if long && len(raw) >= minShared && len(bodiesOf(raw)) == 0 {
			err = w.share(raw, laid{}, int64(len(raw)))
		} else {
			w.buf = appendPiece(w.buf[:0], raw)
			err = w.put(int64(len(raw)), nil)
		}
		if err != nil {
			return err
		}
		from += int64(len(raw))
	}
	return nil
}

// share stores a piece of length octets that data is, as it is laid.
func (w *pieceWriter) share(data []byte, l laid, length int64) error {
	id, err := storeBody(w.t, data, &packedBody{sum: sha256.Sum256(data)})
	if err != nil {
		return err
	}
	w.bodies[id] = struct{}{}
	l.size = int64(len(data))
	w.buf = l.appendPiece(w.buf[:0])
	return w.put(length, id)
}

// put stores the piece in w.buf, of length octets.
func (w *pieceWriter) put(length int64, body any) error {
	w.lengths = append(w.lengths, length)
	_, err := w.t.exec("INSERT INTO pieces (message, data, body) VALUES (?, ?, ?)", w.id, w.buf, body)
	return err
}

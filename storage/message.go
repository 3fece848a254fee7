package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// Raw returns the octets as received, byte for byte.
func (s *Store) Raw(ctx context.Context, id mailbox.ID) ([]byte, error) {
	return s.rawFrom(ctx, s.r, id)
}

// querier is a connection, or the pool of them.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// rawFrom is Raw.
func (s *Store) rawFrom(ctx context.Context, q querier, id mailbox.ID) ([]byte, error) {
	raw, err := s.octetsOf(ctx, q, id)
	if errors.Is(err, mailbox.ErrDamaged) {
		raw, err = s.octetsOf(ctx, q, id) // pieces may have been replaced while they were read
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("message %d: %w", id, mailbox.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("message %d: %w", id, s.unread(problem(err)))
	}
	return raw, nil
}

// octetsOf reads and unpacks the octets of a message, and checks them.
func (s *Store) octetsOf(ctx context.Context, q querier, id mailbox.ID) ([]byte, error) {
	o, err := s.framedOctets(ctx, q, id)
	return o.raw, err
}

// framed are the octets of a message, which were checked.
type framed struct {
	raw   []byte
	frame []byte // the Zstandard frame that they are stored in; nil: they are stored in another way
	sum   []byte // their SHA-256
}

// framedOctets is octetsOf.
func (s *Store) framedOctets(ctx context.Context, q querier, id mailbox.ID) (o framed, err error) {
	var p packed
	row := q.QueryRowContext(ctx, "SELECT codec, size, sha256, data FROM octets WHERE message = ?", id)
	if err := row.Scan(&p.codec, &p.size, &p.sum, &p.data); err != nil {
		return o, err
	}
	switch p.codec {
	case codecPiece:
		if o.raw, err = piecesOf(ctx, q, id, p.size); err == nil {
			err = checkSum(o.raw, p.sum)
		}
	case codecShelf:
		if o.raw, err = s.fromShelf(ctx, p.sum, p.size); err == nil {
			err = checkSum(o.raw, p.sum)
		}
	default:
		if err = p.fetch(ctx, q); err == nil {
			o.raw, err = p.raw()
		}
	}
	if err != nil {
		return framed{}, err
	}
	if o.sum = p.sum; p.codec == codecZstd {
		o.frame = p.data
	}
	return o, nil
}

// checkSum is mailbox.ErrDamaged where octets have another SHA-256.
func checkSum(raw, sum []byte) error {
	if got := sha256.Sum256(raw); !bytes.Equal(got[:], sum) {
		return damaged(errors.New("the checksum does not fit"))
	}
	return nil
}

// piecesOf puts a large message together.
func piecesOf(ctx context.Context, q querier, id mailbox.ID, size int64) (raw []byte, err error) {
	if size < 0 || size > 1<<31 {
		return nil, damaged(fmt.Errorf("a size of %d octets", size))
	}
	raw = make([]byte, 0, size)
	err = eachPiece(ctx, q, func(p *storedPiece) (err error) {
		raw, err = p.unpack(raw, size)
		return err
	}, selectPieces, id)
	return raw, err
}

func damaged(err error) error {
	return &mailbox.FileError{Err: fmt.Errorf("%w: %w", mailbox.ErrDamaged, err)}
}

// Message reads a message whole, for somebody who waits for it.
func (s *Store) Message(ctx context.Context, id mailbox.ID) (*eml.Message, mailbox.Summary, error) {
	defer s.front.enter()()
	h, err := s.Handle(ctx, id)
	if err != nil {
		return nil, mailbox.Summary{}, err
	}
	rows, err := s.Summaries(ctx, []mailbox.ID{id})
	if err != nil {
		return nil, mailbox.Summary{}, err
	}
	if len(rows) == 0 {
		return nil, mailbox.Summary{}, fmt.Errorf("message %d: %w", id, mailbox.ErrNotFound)
	}
	m, err := h.Message(ctx)
	if err == nil && rows[0].Rest.Whole > 0 {
		m = beginning(m)
	}
	return m, rows[0], err
}

// Attachment returns the decoded octets of an attachment; index is its place in
// eml.Message.Attachments. One that is not there is mailbox.ErrNotFound; of a message of
// which only the beginning is here there are none, which is mailbox.ErrBeginning.
func (s *Store) Attachment(ctx context.Context, id mailbox.ID, index int) ([]byte, eml.Attachment, error) {
	if begun, err := s.begun(ctx, id); begun || err != nil {
		return nil, eml.Attachment{}, errors.Join(err, beginningError(begun))
	}
	if !s.opened.is(id) {
		if data, a, ok := s.part(ctx, id, index); ok {
			return data, a, nil
		}
	}
	h, err := s.Handle(ctx, id)
	if err != nil {
		return nil, eml.Attachment{}, err
	}
	data, a, err := h.Data(ctx, index)
	if errors.Is(err, eml.ErrNoPart) {
		err = fmt.Errorf("attachment %d of message %d: %w", index, id, errors.Join(mailbox.ErrNotFound, err))
	}
	return data, a, err
}

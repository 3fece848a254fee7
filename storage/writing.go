package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"

	"popmail/storage/mailbox"
)

// writingSum is the checksum of what an editor keeps of a letter: 8 octets, none of nothing.
func writingSum(writing []byte) []byte {
	if len(writing) == 0 {
		return []byte{}
	}
	sum := sha256.Sum256(writing)
	return sum[:8]
}

// versionSum is the SHA-256 of what a draft was, as a row of draft_versions holds it;
// mailbox.ErrDamaged: it does not hold it any more.
func versionSum(codec int, size int64, data []byte) ([]byte, error) {
	if size > largeMessage { // of which no versions are kept
		return nil, damaged(fmt.Errorf("a version of %d octets", size))
	}
	raw, err := unpack(codec, size, data)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	return sum[:], nil
}

// sumWritings adds the checksums of letters and versions that have none: those that come from before
// there were any, or from a PopMail that was started then. What cannot be unpacked gets none, and is told by a check.
func sumWritings(t *tx) error {
	ids, err := column[mailbox.ID](t.query("SELECT message FROM letters WHERE length(writing) > 0 AND writing_sum = x''"))
	if err != nil {
		return err
	}
	for _, id := range ids {
		var writing []byte
		if err := t.row("SELECT writing FROM letters WHERE message = ?", id).Scan(&writing); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE letters SET writing_sum = ? WHERE message = ?", writingSum(writing), id); err != nil {
			return err
		}
	}
	versions, err := column[int64](t.query("SELECT id FROM draft_versions WHERE sha256 = x''"))
	if err != nil {
		return err
	}
	for _, id := range versions {
		var codec int
		var size int64
		var data, writing []byte
		if err := t.row("SELECT codec, size, data, writing FROM draft_versions WHERE id = ?", id).Scan(&codec, &size, &data, &writing); err != nil {
			return err
		}
		sum, err := versionSum(codec, size, data)
		if err != nil {
			continue
		}
		if _, err := t.exec("UPDATE draft_versions SET sha256 = ?, writing_sum = ? WHERE id = ?", sum, writingSum(writing), id); err != nil {
			return err
		}
	}
	return nil
}

// badWritings lists, of those that have checksums, the letters of which what the editor keeps is not what was written, and the
// versions of drafts that are not what they were.
func badWritings(ctx context.Context, c querier) (letters []mailbox.ID, versions []int64, err error) {
	var data, writing, sum, of sql.RawBytes
	rows, err := c.QueryContext(ctx, "SELECT message, writing, writing_sum FROM letters")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		if err := rows.Scan(&id, &writing, &of); err != nil {
			return err
		}
		if len(of) > 0 && !bytes.Equal(writingSum(writing), of) {
			letters = append(letters, id)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	rows, err = c.QueryContext(ctx, "SELECT id, codec, size, data, sha256, writing, writing_sum FROM draft_versions")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id, size int64
		var codec int
		if err := rows.Scan(&id, &codec, &size, &data, &sum, &writing, &of); err != nil {
			return err
		}
		is, err := versionSum(codec, size, data)
		if err != nil && !errors.Is(err, mailbox.ErrDamaged) {
			return err
		}
		if err != nil || len(sum) > 0 && (!bytes.Equal(is, sum) || !bytes.Equal(writingSum(writing), of)) {
			versions = append(versions, id)
		}
		return nil
	})
	return letters, versions, err
}

// mendWritings takes away what badWritings has found: a letter is opened by its octets then, as
// one from another program, and what a version of a draft was nobody knows any more.
func mendWritings(t *tx, letters []mailbox.ID, versions []int64) error {
	if _, err := t.exec("UPDATE letters SET writing = x'', writing_sum = x'' WHERE message IN (SELECT value FROM json_each(?))", idList(letters)); err != nil {
		return err
	}
	_, err := t.exec("DELETE FROM draft_versions WHERE id IN (SELECT value FROM json_each(?))", idList(versions))
	return err
}

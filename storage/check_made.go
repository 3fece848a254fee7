package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"slices"

	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// index compares the words of messages with the index.
func (k *checker) index(ctx context.Context) error {
	if k.old || k.out.Faults.Ghosts > 0 {
		return nil // it is made anew anyway
	}
	got, err := index.SumOf(ctx, k.c, "words", idList(k.skip))
	k.out.Faults.Index = k.out.Faults.Index || got != k.sum
	return unreadable(err, &k.out.Faults.Index)
}

// unreadable notes that something that can be made anew cannot be read.
func unreadable(err error, noted *bool) error {
	if err = problem(err); errors.Is(err, mailbox.ErrDamaged) {
		*noted = true
		return nil
	}
	return err
}

// files looks at the texts of attached files, and compares them with their index.
func (k *checker) files(ctx context.Context) error {
	var want index.Sum
	bad := 0
	rows, err := k.c.QueryContext(ctx, "SELECT id, state, codec, size, text, EXISTS (SELECT 1 FROM message_files WHERE text = file_texts.id) FROM file_texts")
	var data sql.RawBytes
	err = each(rows, err, func(rows *sql.Rows) error {
		var id, size int64
		var state, codec int
		var used bool
		if err := rows.Scan(&id, &state, &codec, &size, &data, &used); err != nil {
			return err
		}
		text, err := unpack(codec, size, data)
		if err != nil || !used || state < fileRead || state > fileEncrypted {
			bad++
			return nil
		}
		want.AddFile(id, string(text))
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	if err := k.unread(ctx); err != nil {
		return err
	}
	if k.out.Faults.Files += bad; bad > 0 {
		return nil
	}
	got, err := index.SumOf(ctx, k.c, "words_files", "[]")
	differs := got != want
	if err = unreadable(err, &differs); differs {
		k.out.Faults.Files++
	}
	return err
}

// unread looks for attached files that have no text, and that are not waiting to be read.
func (k *checker) unread(ctx context.Context) error {
	if k.old {
		return nil
	}
	if older, err := readByOthers(ctx, k.c); older || err != nil {
		return err // they are looked for at the next start
	}
	ids, err := unlistedFiles(ctx, k.c)
	for _, id := range ids {
		if !slices.Contains(k.out.Damaged, id) {
			k.out.Faults.Files++
		}
	}
	return err
}

// writings looks at what was written here.
func (k *checker) writings(ctx context.Context) error {
	letters, versions, err := badWritings(ctx, k.c)
	k.out.Faults.Letters, k.out.Faults.Drafts = len(letters), len(versions)
	return err
}

// pictures looks at those of the internet.
func (k *checker) pictures(ctx context.Context) error {
	bad, err := badPictures(k.c.QueryContext(ctx, "SELECT id, sha256, octets FROM pictures"))
	k.out.Faults.Pictures = len(bad)
	return err
}

// badPictures lists those that are not what was fetched.
func badPictures(rows *sql.Rows, err error) (ids []int64, _ error) {
	var sum, octets sql.RawBytes
	return ids, each(rows, err, func(rows *sql.Rows) error {
		var id int64
		if err := rows.Scan(&id, &sum, &octets); err != nil {
			return err
		}
		if got := sha256.Sum256(octets); !bytes.Equal(got[:], sum) {
			ids = append(ids, id)
		}
		return nil
	})
}

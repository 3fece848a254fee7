package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"maps"
	"path/filepath"
	"time"

	"popmail/account/spool"
)

// Readable tells what Rescue can save of a damaged mail file.
type Readable struct {
	Messages int // that are whole
	All      int // that the file names
	Accounts int // whose settings can be read
	OnServer int // messages that their servers held when PopMail last looked

	sums    map[[sha256.Size]byte]int // how many of the whole messages have these octets
	letters map[string]bool           // the message-ids of those that were written here
}

// Survey finds out what Rescue could save of the mail file of dir, which stays as it is.
// tell, which may be nil, is told how many messages of how many were looked at.
func Survey(ctx context.Context, dir string, tell func(done, all int)) (r Readable, err error) {
	p, err := openPages(filepath.Join(dir, FileName))
	if err != nil {
		return r, problem(err)
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	f := newFinder(p)
	if err := f.look(ctx); err != nil {
		return r, err
	}
	return f.survey(ctx, filepath.Join(dir, spoolFolder), tell)
}

func (f *finder) survey(ctx context.Context, large string, tell func(done, all int)) (r Readable, err error) {
	named := maps.Clone(f.letters)
	for id := range f.messages {
		named[id] = rescuedLetter{}
	}
	for id := range f.octets {
		named[id] = rescuedLetter{}
	}
	r.All, r.sums, r.letters = len(named), map[[sha256.Size]byte]int{}, map[string]bool{}
	for id := range f.accounts {
		if f.live(id) {
			r.Accounts++
		}
	}
	held := map[uidRow]bool{} // there may be several versions of a row, the last word last
	err = f.rows(ctx, "unique_ids", func(_ int64, row []value) error {
		if of := number(row, 0); f.live(of) {
			held[uidRow{of, string(octets(row, 1))}] = number(row, 5) == 0 && number(row, 6) == 0
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	for _, there := range held {
		if there {
			r.OnServer++
		}
	}
	done := 0
	for id, c := range f.octets {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		if tell != nil {
			tell(done, len(f.octets))
		}
		done++
		_, file, err := f.raw(id, func() (*spool.File, error) { return spool.Create(large, "look") })
		if err != nil {
			continue
		}
		if file != nil {
			_ = file.Close() // nothing of it is wanted
		}
		row, err := f.cell(c)
		if err != nil {
			continue
		}
		r.Messages++
		if l, ok := f.letters[id]; ok && l.messageID != "" {
			r.letters[l.messageID] = true
		}
		r.sums[[sha256.Size]byte(octets(row, 3))]++ // sumIn has seen its length
	}
	return r, nil
}

// Together counts the messages that there are once those of a file that Copy has made were
// added to those that can be read: what both have counts once, and so does a letter that was
// written on since.
func (r *Readable) Together(ctx context.Context, path string) (n int, err error) {
	db, err := sql.Open("sqlite3", dsn(path, time.Second, "_query_only=1"))
	if err != nil {
		return 0, err
	}
	defer func() { err = problem(errors.Join(err, db.Close())) }()
	letter := "''"
	var have int // copies of early versions know no letters
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'letters'").Scan(&have); err != nil {
		return 0, err
	}
	if have > 0 {
		letter = "coalesce((SELECT message_id FROM letters l WHERE l.message = o.message), '')"
	}
	rows, err := db.QueryContext(ctx, "SELECT sha256, "+letter+" AS letter, count(*) FROM octets o WHERE message IN (SELECT id FROM messages) GROUP BY sha256, letter")
	n = r.Messages
	err = each(rows, err, func(rows *sql.Rows) error {
		var sum []byte
		var letter string
		var there int
		if err := rows.Scan(&sum, &letter, &there); err != nil {
			return err
		}
		if len(sum) == sha256.Size && !r.letters[letter] {
			n += max(0, there-r.sums[[sha256.Size]byte(sum)])
		}
		return nil
	})
	return n, err
}

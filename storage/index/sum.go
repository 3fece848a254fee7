package index

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"hash/maphash"

	"popmail/storage/query"
)

// Sum is a checksum of an index: of its words, how often each is in which column, of the
// places where they stand, and of how many are in the columns of a row, by which the best are found. It depends neither on the order in which they came there nor on how
// they are stored. Sums are compared with those of the same process only.
type Sum struct {
	words, places, sizes uint64
	count                int64
	uneven               bool // all rows together have less than they have one by one
}

var seed = maphash.MakeSeed()

// A place is mixed so that SQLite can do it as well: it goes through all places itself. With
// the numbers of messages below 2^31 nothing overflows, nor does the sum of 2^31 places.
const (
	mixRow    = 2654435761
	mixOffset = 40503
	mixPrime  = 4294967291
	mixSQL    = "((doc & 0x7fffffff) * 2654435761 + offset * 40503) % 4294967291"
)

// maxToken is where FTS5 cuts a word, in octets.
const maxToken = 32768

// Add adds the words of a message, as Write writes them.
func (s *Sum) Add(row int64, w Words) {
	for n, text := range w.indexed() {
		s.text(row, n, text)
	}
}

// AddFile adds the words of an attached file, as WriteFile writes them.
func (s *Sum) AddFile(row int64, text string) {
	if text != "" {
		s.text(row, 0, string(query.AppendIndex(make([]byte, 0, len(text)+len(text)/8), text)))
	}
}

// Join adds what is in other.
func (s *Sum) Join(other Sum) {
	s.words, s.places, s.sizes, s.count = s.words+other.words, s.places+other.places, s.sizes+other.sizes, s.count+other.count
	s.uneven = s.uneven || other.uneven
}

func (s *Sum) text(row int64, column int, text string) {
	offset := uint64(0)
	for word := range bytes.SplitSeq([]byte(text), []byte{' '}) {
		if len(word) > 0 {
			s.place(row, column, offset, word)
			offset++
		}
	}
	s.size(row, column, offset)
}

// size adds how many words a column of a row has.
func (s *Sum) size(row int64, column int, n uint64) {
	s.sizes += (uint64(row)*mixRow + uint64(column+1)) * mixPrime * n
}

func (s *Sum) place(row int64, column int, offset uint64, word []byte) {
	s.words += wordSum(column, word)
	s.places += (uint64(row&0x7fffffff)*mixRow + offset*mixOffset) % mixPrime
	s.count++
}

func wordSum(column int, word []byte) uint64 {
	return maphash.Bytes(seed, word[:min(len(word), maxToken)]) * uint64(2*column+1)
}

// SumOf is the sum of what is in the index table, words or words_files. The connection has to
// be one that may have temporary tables. The rows that skip names, as a JSON array of numbers,
// are not in it.
func SumOf(ctx context.Context, c *sql.Conn, table, skip string) (s Sum, err error) {
	columns, err := namesOf(ctx, c, table)
	if err != nil {
		return s, err
	}
	if _, err := c.ExecContext(ctx, fmt.Sprintf(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.%s_col USING fts5vocab(main, %[1]s, col);
		CREATE VIRTUAL TABLE IF NOT EXISTS temp.%[1]s_instance USING fts5vocab(main, %[1]s, instance)`, table)); err != nil {
		return s, err
	}
	var places int64
	if err := c.QueryRowContext(ctx, "SELECT coalesce(sum("+mixSQL+"), 0), count(*) FROM temp."+table+"_instance").Scan(&places, &s.count); err != nil {
		return s, err
	}
	s.places = uint64(places)
	err = eachWordOf(ctx, c, "SELECT term, col, cnt, 0, 0 FROM temp."+table+"_col", func(word []byte, column string, n, _, _ int64) {
		s.words += uint64(n) * wordSum(columns[column], word)
	})
	if err == nil {
		err = s.sizesOf(ctx, c, table, skip, len(columns))
	}
	if err != nil || skip == "[]" {
		return s, err
	}
	var less Sum
	err = eachWordOf(ctx, c, "SELECT term, col, 1, doc, offset FROM temp."+table+"_instance WHERE doc IN (SELECT value FROM json_each(?))", func(word []byte, column string, _, row, offset int64) {
		less.place(row, columns[column], uint64(offset), word)
	}, skip)
	s.words, s.places, s.count = s.words-less.words, s.places-less.places, s.count-less.count
	return s, err
}

// sizesOf adds how many words the columns of rows have as the index notes it: a row of the table
// docsize each, and what all have together, in which those that were removed may still be counted
// (https://www.sqlite.org/fts5.html, section 9: numbers of 7 bits an octet, the highest first).
func (s *Sum) sizesOf(ctx context.Context, c *sql.Conn, table, skip string, columns int) error {
	all := make([]uint64, 1+columns)
	rows, err := c.QueryContext(ctx, fmt.Sprintf("SELECT id, sz, id IN (SELECT value FROM json_each(?)) FROM %s_docsize", table), skip)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var sizes sql.RawBytes
	for rows.Next() {
		var row int64
		var skipped bool
		if err := rows.Scan(&row, &sizes, &skipped); err != nil {
			return err
		}
		all[0]++
		rest := []byte(sizes)
		for n := range columns {
			var size uint64
			if size, rest = number(rest); !skipped {
				s.size(row, n, size)
			}
			all[n+1] += size
		}
		s.uneven = s.uneven || len(rest) > 0
	}
	if err := rows.Err(); err != nil {
		return err
	}
	var together []byte
	if err := c.QueryRowContext(ctx, fmt.Sprintf("SELECT block FROM %s_data WHERE id = 1", table)).Scan(&together); err != nil {
		return err
	}
	for _, want := range all {
		var size uint64
		size, together = number(together)
		s.uneven = s.uneven || size < want
	}
	s.uneven = s.uneven || len(together) > 0
	return nil
}

// number reads a number as SQLite writes it, of at most nine octets; 0: there is none.
func number(b []byte) (n uint64, rest []byte) {
	for i := range min(len(b), 9) {
		if i == 8 {
			return n<<8 | uint64(b[i]), b[9:]
		}
		n = n<<7 | uint64(b[i]&0x7F)
		if b[i] < 0x80 {
			return n, b[i+1:]
		}
	}
	return n, nil
}

// namesOf are the columns of an index by their names, from 0.
func namesOf(ctx context.Context, c *sql.Conn, table string) (map[string]int, error) {
	out := map[string]int{}
	rows, err := c.QueryContext(ctx, "SELECT name FROM pragma_table_info(?) ORDER BY cid", table)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out[name] = len(out)
	}
	return out, rows.Err()
}

func eachWordOf(ctx context.Context, c *sql.Conn, q string, fn func(word []byte, column string, n, row, offset int64), args ...any) error {
	rows, err := c.QueryContext(ctx, q, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var word sql.RawBytes
	var column string
	var n, row, offset int64
	for rows.Next() {
		if err := rows.Scan(&word, &column, &n, &row, &offset); err != nil {
			return err
		}
		fn(word, column, n, row, offset)
	}
	return rows.Err()
}

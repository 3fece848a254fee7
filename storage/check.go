package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"popmail/account/spool"
	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// Checked tells what Check has found.
type Checked struct {
	Messages int          // all of them
	Damaged  []mailbox.ID // whose octets are not those that came
	Faults   Faults       // in what is made of them
}

// OK reports whether all is as it should be.
func (c *Checked) OK() bool { return len(c.Damaged) == 0 && !c.Faults.Any() }

// Faults are counts of what does not fit the octets of the messages, and can be made anew.
type Faults struct {
	Folders  int  // whose counts are wrong
	Rows     int  // messages whose row in a list, or whose list of attachments, says something else
	Words    int  // messages that a search does not find
	Ghosts   int  // messages that a search finds and that are not there
	Index    bool // a search finds other messages than those that have the words
	Files    int  // attached files whose text is not what was read of them, or that have none
	Pictures int  // that were fetched for messages, and are not what was fetched
	// Settings are rows of what a person has typed or decided that are one thing in a table and
	// another in the index that keeps them a second time. Only Mend counts them, before it makes
	// the index anew, for nobody knows which of them is right.
	Settings int
}

// Any reports whether there are some.
func (f Faults) Any() bool { return f != Faults{} }

const (
	wrongCounts = `SELECT f.id FROM folders f LEFT JOIN (SELECT folder, count(*) AS n, sum((flags & 1) = 0) AS u FROM messages GROUP BY folder) m ON m.folder = f.id
		WHERE f.total <> coalesce(m.n, 0) OR f.unread <> coalesce(m.u, 0)`
	noIndex = `SELECT id FROM messages WHERE id NOT IN (SELECT id FROM words_docsize) AND id NOT IN (SELECT message FROM unindexed)`
	ghosts  = `SELECT id FROM words_docsize WHERE id NOT IN (SELECT id FROM messages)`
)

// checkOctets are octets of messages that are read at once.
const checkOctets = 4 << 20

// Check reads everything, as of one moment: the structure of the file, the octets of every
// message, and all that is made of them. mailbox.ErrDamaged says that the structure is damaged;
// then only messages and their octets were looked at.
func (s *Store) Check(ctx context.Context) (c Checked, err error) {
	defer func() { err = problem(err) }()
	if err := s.structure(ctx); err != nil {
		return s.octetsOnly(ctx, err)
	}
	db, err := sql.Open("sqlite3", dsn(s.path, 30*time.Second, "_cache_size=-8192"+s.readMode))
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	// Indexes are read through temporary tables; nothing else is written.
	if _, err := conn.ExecContext(ctx, "PRAGMA temp_store=MEMORY; BEGIN"); err != nil {
		return c, err
	}
	defer func() {
		_, e := conn.ExecContext(context.Background(), "ROLLBACK")
		err = errors.Join(err, e)
	}()
	if err := lostRows(ctx, conn); err != nil {
		return s.octetsOnly(ctx, err)
	}
	k := &checker{s: s, c: conn, out: &c}
	for _, step := range []func(context.Context) error{k.counts, k.messages, k.files, k.index, k.pictures} {
		if err := step(ctx); err != nil {
			return c, err
		}
	}
	return c, nil
}

// octetsOnly is Check where the structure is damaged, which is what is.
func (s *Store) octetsOnly(ctx context.Context, is error) (c Checked, err error) {
	if errors.Is(is, mailbox.ErrDamaged) {
		if c.Messages, c.Damaged, err = s.Verify(ctx); !errors.Is(err, mailbox.ErrDamaged) {
			is = errors.Join(is, err)
		}
	}
	return c, is
}

// lostRows reports by mailbox.ErrDamaged that rows belong to something that is not there, as
// where the number of a message is another one than it was.
func lostRows(ctx context.Context, c *sql.Conn) error {
	var table, of string
	err := c.QueryRowContext(ctx, `SELECT "table", parent FROM pragma_foreign_key_check LIMIT 1`).Scan(&table, &of)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = damaged(fmt.Errorf("a row of %s belongs to one of %s that is not there", table, of))
	}
	return err
}

// checker is a check under way.
type checker struct {
	s   *Store
	c   *sql.Conn
	out *Checked

	old  bool         // what is made of octets comes from another version, and is made anew anyway
	sum  index.Sum    // of the words of messages that are in the index
	skip []mailbox.ID // messages in the index whose words nobody knows
}

func (k *checker) counts(ctx context.Context) error {
	var version int
	if err := k.c.QueryRowContext(ctx, "SELECT digest FROM state").Scan(&version); err != nil {
		return err
	}
	k.old = version != digestVersion
	for query, n := range map[string]*int{wrongCounts: &k.out.Faults.Folders, noIndex: &k.out.Faults.Words, ghosts: &k.out.Faults.Ghosts} {
		if err := k.c.QueryRowContext(ctx, "SELECT count(*) FROM ("+query+")").Scan(n); err != nil {
			return err
		}
	}
	return nil
}

// checking is a message that is looked at.
type checking struct {
	id    mailbox.ID
	raw   []byte
	file  *spool.File
	files []fileOf
	d     *digest
	sums  [][sha256.Size]byte // of files
	err   error
}

// fileOf is a row of message_files.
type fileOf struct {
	place int
	sum   []byte
}

// messages looks at each of them.
func (k *checker) messages(ctx context.Context) error {
	for at := mailbox.ID(0); ; {
		ids, err := idsAfter(ctx, k.c, at, 500)
		if err != nil || len(ids) == 0 {
			return err
		}
		at = ids[len(ids)-1]
		for len(ids) > 0 {
			n, err := k.some(ctx, ids)
			if err != nil {
				return err
			}
			ids = ids[n:]
		}
	}
}

// some looks at the first of some messages, as many as are read at once, and returns how many.
func (k *checker) some(ctx context.Context, ids []mailbox.ID) (n int, err error) {
	var list []*checking
	defer func() {
		for _, m := range list {
			err = errors.Join(err, m.file.Close())
		}
	}()
	octets := 0
	for ; n < len(ids) && octets < checkOctets; n++ {
		m := &checking{id: ids[n]}
		k.out.Messages++
		m.raw, m.file, err = k.s.lay(ctx, k.c, m.id)
		if errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, mailbox.ErrNotFound) {
			k.out.Damaged = append(k.out.Damaged, m.id)
			k.skip = append(k.skip, m.id)
			continue
		}
		if err != nil {
			return n, err
		}
		octets += len(m.raw)
		list = append(list, m)
		if m.files, err = k.filesOf(ctx, m.id); err != nil {
			return n, err
		}
	}
	if k.old {
		return n, nil
	}
	var reading sync.WaitGroup
	turns := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, m := range list {
		turns <- struct{}{}
		reading.Go(func() {
			m.read(ctx)
			<-turns
		})
	}
	reading.Wait()
	for _, m := range list {
		if err := errors.Join(m.err, k.message(ctx, m)); err != nil {
			return n, fmt.Errorf("message %d: %w", m.id, err)
		}
	}
	return n, nil
}

// read reads the message and its files.
func (m *checking) read(ctx context.Context) {
	if len(m.raw) > largeMessage {
		defer frugal()()
	}
	lost := m.file.Look(func() {
		m.d = readDigest(m.raw)
		if len(m.files) == 0 {
			return
		}
		var h *eml.Handle
		if h, m.err = eml.Open(ctx, m.raw); m.err != nil {
			return
		}
		m.sums = make([][sha256.Size]byte, len(m.files))
		for i, f := range m.files {
			data, _, err := h.Data(ctx, f.place)
			if err == nil {
				m.sums[i] = sha256.Sum256(data)
			} else if m.err = ctx.Err(); m.err != nil {
				return
			}
		}
	})
	m.err = errors.Join(m.err, lost)
}

// filesOf lists the texts of attached files of a message.
func (k *checker) filesOf(ctx context.Context, id mailbox.ID) (out []fileOf, err error) {
	rows, err := k.c.QueryContext(ctx, `SELECT f.place, iif(p.sum = f.sum, x.sha256, NULL) FROM message_files f LEFT JOIN parts p ON p.message = f.message AND p.place = f.place
		LEFT JOIN file_texts x ON x.id = f.text WHERE f.message = ?`, id)
	return out, each(rows, err, func(rows *sql.Rows) error {
		var f fileOf
		err := rows.Scan(&f.place, &f.sum)
		out = append(out, f)
		return err
	})
}

// message compares what was read of a message with what is stored.
func (k *checker) message(ctx context.Context, m *checking) error {
	var indexed, waits bool
	var words []byte
	if err := k.c.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM words_docsize WHERE id = ?1), EXISTS (SELECT 1 FROM unindexed WHERE message = ?1), (SELECT words FROM unindexed WHERE message = ?1)", m.id).
		Scan(&indexed, &waits, &words); err != nil {
		return err
	}
	if indexed {
		k.sum.Add(int64(m.id), m.d.words)
	}
	unread := waits && len(words) == 0 // it is read whole later
	if waits && !unread && !bytes.Equal(words, m.d.words) {
		k.out.Faults.Words++
	}
	same, err := k.row(ctx, m, unread)
	if err == nil && same && !unread {
		var parts []part
		parts, err = k.parts(ctx, m.id)
		same = slices.Equal(parts, m.d.parts)
	}
	if err != nil {
		return err
	}
	if !same {
		k.out.Faults.Rows++
	}
	for i, f := range m.files {
		if !bytes.Equal(f.sum, m.sums[i][:]) {
			k.out.Faults.Files++
		}
	}
	return nil
}

// row reports whether the row of a message says what its octets do; unread: or what they said
// on arrival.
func (k *checker) row(ctx context.Context, m *checking, unread bool) (same bool, err error) {
	row := func(q string, args ...any) *sql.Row { return k.c.QueryRowContext(ctx, q, args...) }
	if same, err = sameRow(row, m.id, m.d); same || err != nil || !unread {
		return same, err
	}
	var d *digest
	if err := m.file.Look(func() { d = makeRow(m.raw, nil, true) }); err != nil {
		return false, err
	}
	return sameRow(row, m.id, d)
}

// parts reads what is noted of the attachments of a message.
func (k *checker) parts(ctx context.Context, id mailbox.ID) (out []part, err error) {
	rows, err := k.c.QueryContext(ctx, "SELECT place, digest, start, length, encoding, sum, size, name, type, cid, flags FROM parts WHERE message = ? ORDER BY place", id)
	return out, each(rows, err, func(rows *sql.Rows) error {
		var p part
		var digest, flags int
		var sum int64
		if err := rows.Scan(&p.Index, &digest, &p.Start, &p.Length, &p.Encoding, &sum, &p.Size, &p.Name, &p.Type, &p.CID, &flags); err != nil {
			return err
		}
		p.sum, p.Inline, p.Minor = uint32(sum), flags&partInline != 0, flags&partMinor != 0
		if digest != digestVersion || int64(p.sum) != sum || flags&^(partInline|partMinor) != 0 {
			p.Index = -1
		}
		out = append(out, p)
		return nil
	})
}

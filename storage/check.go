package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"popmail/storage/index"
	"popmail/storage/inorder"
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
	Lengths  int  // large messages of which it is not known where their pieces lie: they are read all the same
	Words    int  // messages that a search does not find
	Ghosts   int  // messages that a search finds and that are not there
	Index    bool // a search finds other messages than those that have the words
	Files    int  // attached files whose text is not what was read of them, or that have none
	Pictures int  // that were fetched for messages, and are not what was fetched
	Letters  int  // written here, of which what the editor keeps is not what was written: they open by their octets
	Drafts   int  // earlier versions of drafts that are not what they were
	Threads  int  // messages of which it is not known, or known wrongly, which conversation they belong to
	// Marks are messages, and Learned what the junk filter has learned and was taught, that are
	// as Settings are, or, of messages, have marks that are none.
	Marks, Learned int
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
	noIndex  = `SELECT id FROM messages WHERE id NOT IN (SELECT id FROM words_docsize) AND id NOT IN (SELECT message FROM unindexed)`
	noThread = `SELECT m.id FROM messages m LEFT JOIN threads t ON t.message = m.id WHERE iif(t.message IS NULL, m.id NOT IN (SELECT message FROM unthreaded),
		m.flags & 32 AND t.thread NOT IN (SELECT thread FROM thread_mutes))`
	ghosts = `SELECT id FROM words_docsize WHERE id NOT IN (SELECT id FROM messages)`
	// Marks that are none, of a row of which a bit is another one: see mailbox.Flag.Scan.
	noMarks = `SELECT id FROM messages WHERE flags < 0 OR flags > 127`
)

// checkCount are messages whose rows are read at once.
const checkCount = 200

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
	defer k.work.Stop()
	for _, step := range []func(context.Context) error{k.counts, k.messages, k.lengths, k.files, k.index, k.pictures, k.writings} {
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

// Sound reports by mailbox.ErrDamaged that rows of the file belong to something that is not there: lists and
// exports leave out such messages. The rest of the structure is not looked at, see Check.
func (s *Store) Sound(ctx context.Context) error {
	return problem(s.snapshot(ctx, func(c *sql.Conn) error { return lostRows(ctx, c) }))
}

// checker is a check under way.
type checker struct {
	s   *Store
	c   *sql.Conn
	out *Checked

	old  bool      // what is made of octets comes from another version, and is made anew anyway
	sum  index.Sum // of the words of messages that are in the index
	work inorder.Queue
	skip []mailbox.ID // messages in the index whose words nobody knows
}

func (k *checker) counts(ctx context.Context) error {
	var version int
	if err := k.c.QueryRowContext(ctx, "SELECT digest FROM state").Scan(&version); err != nil {
		return err
	}
	k.old = version != digestVersion
	for query, n := range map[string]*int{wrongCounts: &k.out.Faults.Folders, noIndex: &k.out.Faults.Words, noThread: &k.out.Faults.Threads, ghosts: &k.out.Faults.Ghosts, noMarks: &k.out.Faults.Marks} {
		if err := k.c.QueryRowContext(ctx, "SELECT count(*) FROM ("+query+")").Scan(n); err != nil {
			return err
		}
	}
	return nil
}

// lengths looks at what is noted of the pieces of large messages; where those are damaged, that is what is.
func (k *checker) lengths(ctx context.Context) error {
	wrong, err := wrongLengths(ctx, k.c)
	for _, id := range wrong {
		if !slices.Contains(k.out.Damaged, id) {
			k.out.Faults.Lengths++
		}
	}
	return err
}

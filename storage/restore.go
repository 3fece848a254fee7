package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// Pick says what of a backup is restored; the zero value: all of it.
type Pick struct {
	// Folder picks the messages of a folder by its path ("Work/Plans"), by its name where no other
	// one has that, or those of all folders with a role.
	Folder   string
	Folders  []mailbox.FolderID // the messages of the folders that have these numbers in the backup
	Messages []mailbox.ID       // the messages that had these numbers; none: not some alone
	// Rescued says that the store has just come out of a damaged file: what it does not have may have
	// been lost, and need not have been given up.
	Rescued bool
}

// All reports whether all is restored.
func (p Pick) All() bool { return p.Folder == "" && len(p.Folders) == 0 && len(p.Messages) == 0 }

// Restored tells what Restore has done.
type Restored struct {
	Messages int // that were put back, or the rest of them
	Here     int // that were here already
	Healed   int // that were here, damaged, and are whole again
	PutBack  int // that were here, in an Inbox, and lie in their folders again
	Missing  int // of which the backup has no octets
	Accounts int // that were put back
	Rules    int // that were put back, switched off

	// ListsLost says that the lists of the backup could not be read: its messages have come to the Inbox,
	// without their folders and marks.
	ListsLost bool
	Unsure    bool // messages may be missing of which nothing is known
}

// Octets gives out the octets of a backup: it calls put for each of its messages for whose
// SHA-256 want says so, in any order. What r gives is checked by put.
type Octets func(ctx context.Context, want func(sum [sha256.Size]byte) bool, put func(sum [sha256.Size]byte, size int64, r io.Reader) error) error

// Restore puts back what the store does not have, or has damaged. path is a file that Copy
// has made, which is brought up to date. What is in the store stays, and nothing of it is
// changed: where both say something else of a message, the store knows better, but for one that
// lies in an Inbox as if it had come later than the backup says (see putBack). Messages are
// the same by their unique-id, or by their octets in the same account.
//
// It may end at any moment, and then the store has some of it; done again, it goes on.
func (s *Store) Restore(ctx context.Context, path string, p Pick, octets Octets) (r Restored, err error) {
	begun := time.Now()
	defer func() {
		slog.InfoContext(ctx, "a backup was restored", "messages", r.Messages, "here", r.Here, "healed", r.Healed, "put_back", r.PutBack, "missing", r.Missing, "accounts", r.Accounts, "took", time.Since(begun), "error", err)
		err = problem(err)
	}()
	if s.unwritable != nil {
		return r, s.unwritable
	}
	var hurt []mailbox.ID
	if p.All() {
		if _, hurt, err = s.Verify(ctx); err != nil {
			return r, err
		}
		if err := s.mendRows(ctx); err != nil {
			return r, err
		}
	}
	old, err := openBare(ctx, path)
	if err != nil {
		return r, err
	}
	if err := old.closeBare(); err != nil {
		return r, err
	}
	if err := s.attach(ctx, path); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.detach()) }()
	b := &restoring{s: s, pick: p, r: &r, want: map[[sha256.Size]byte][]mailbox.ID{}, hurt: map[[sha256.Size]byte][]mailbox.ID{}, part: map[[sha256.Size]byte][][2]mailbox.ID{}, columns: map[string][]string{}}
	if err := s.write(ctx, func(t *tx) error {
		if err := b.plan(ctx, t, hurt); err != nil {
			return err
		}
		t.publish(mailbox.FoldersChanged{}, mailbox.Renewed{}) // also where nothing more comes of it
		return t.edit()
	}); err != nil {
		r = Restored{} // nothing of it came about
		return r, err
	}
	if err := b.look(ctx); err != nil {
		return r, err
	}
	if err := octets(ctx, b.wants, b.put(ctx)); err != nil {
		return r, err
	}
	if err := b.flush(ctx); err != nil {
		return r, err
	}
	for _, ids := range b.want {
		r.Missing += len(ids)
	}
	for _, ids := range b.part {
		r.Missing += len(ids)
	}
	if err := s.write(ctx, b.end); err != nil {
		return r, err
	}
	s.wakeIndex()
	return r, nil
}

// RestoreNew makes the mail file of the data folder dir, in which there must be none, out of
// a backup as Restore does. It is there whole or not at all, and not where p is not in the backup,
// or is no message. Nobody else may use the folder.
func RestoreNew(ctx context.Context, dir, path string, p Pick, octets Octets) (r Restored, err error) {
	defer func() { err = problem(err) }()
	if err := makeFolder(dir); err != nil {
		return r, err
	}
	const temps = "restore-"
	left, err := filepath.Glob(filepath.Join(dir, temps+"*"))
	if err != nil {
		return r, err
	}
	for _, l := range left { // of one that was killed
		if err := os.RemoveAll(l); err != nil {
			return r, err
		}
	}
	temp, err := os.MkdirTemp(dir, temps)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	s, err := Open(ctx, temp, nil)
	if err != nil {
		return r, err
	}
	r, err = s.Restore(ctx, path, p, octets)
	if err = errors.Join(err, s.Close()); err != nil {
		return r, err
	}
	if !p.All() && r.Messages+r.Missing == 0 {
		return r, nil
	}
	to := filepath.Join(dir, FileName)
	none := func() error {
		if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(err, fmt.Errorf("%s: %w", to, fs.ErrExist))
		}
		if Orphaned(to) { // its log would be taken for that of the new file
			return damaged(errors.New("it is not there, and its log is"))
		}
		return nil
	}
	if err := none(); err != nil {
		return r, err
	}
	alone, err := use(ctx, dir, true, rescuePatience)
	if err != nil {
		return Restored{}, err
	}
	defer func() { err = errors.Join(err, unuse(alone)) }()
	if err := none(); err != nil { // somebody has made it in between
		return r, err
	}
	sign(dir)
	return r, os.Rename(filepath.Join(temp, FileName), to)
}

// The tables of the writer's connection while it restores: accounts, folders and messages of
// the backup by their numbers, and which they have here. late are those that came here since the plan was made,
// begun those whose beginning is here under another unique-id.
const restoreTables = `CREATE TEMP TABLE to_account (old INTEGER PRIMARY KEY, now INTEGER NOT NULL, live INTEGER NOT NULL);
	CREATE TEMP TABLE to_folder (old INTEGER PRIMARY KEY, now INTEGER NOT NULL);
	CREATE TEMP TABLE to_message (old INTEGER PRIMARY KEY, now INTEGER NOT NULL);
	CREATE TEMP TABLE late (old INTEGER PRIMARY KEY);
	CREATE TEMP TABLE begun (old INTEGER PRIMARY KEY, now INTEGER NOT NULL);
	CREATE INDEX temp.to_message_now ON to_message (now)`

// attach opens the backup beside the mail file.
func (s *Store) attach(ctx context.Context, path string) error {
	return s.alone(ctx, func(c *sql.Conn) error {
		if _, err := c.ExecContext(ctx, "ATTACH ? AS backup", strings.SplitN(dsn(path, 0, ""), "?", 2)[0]+"?mode=ro"); err != nil {
			return err
		}
		_, err := c.ExecContext(ctx, restoreTables)
		return err
	})
}

func (s *Store) detach() error {
	return s.alone(context.Background(), func(c *sql.Conn) error {
		_, err := c.ExecContext(context.Background(), "DROP TABLE IF EXISTS temp.to_account; DROP TABLE IF EXISTS temp.to_folder; DROP TABLE IF EXISTS temp.to_message; DROP TABLE IF EXISTS temp.late; DROP TABLE IF EXISTS temp.begun; DETACH backup")
		return err
	})
}

// alone runs fn with the writer's connection, outside of a transaction.
func (s *Store) alone(ctx context.Context, fn func(c *sql.Conn) error) error {
	select {
	case s.w.sem <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.w.sem }()
	return problem(fn(s.w.conn))
}

// restoring is a backup on its way back.
type restoring struct {
	s       *Store
	pick    Pick
	r       *Restored
	fresh   bool                                  // the store has never had a message: those of the backup keep their numbers
	knows   bool                                  // the store is the one that the backup is of, or has come from it: what was decided in it is newer
	counted bool                                  // the words that the backup's junk filter has learned are counted here
	broken  []mailbox.ID                          // messages here whose octets are damaged; of a part it is not known yet
	here    []mailbox.ID                          // what is here already of a part that is asked for
	late    bool                                  // there are messages that came into the store while this is under way: temp.late
	want    map[[sha256.Size]byte][]mailbox.ID    // messages of the backup
	hurt    map[[sha256.Size]byte][]mailbox.ID    // messages here whose octets are damaged
	part    map[[sha256.Size]byte][][2]mailbox.ID // messages of the backup, and here, of which only a part is here
	columns map[string][]string

	made   map[mailbox.ID]bool // messages here that the batch has made whole
	batch  []*digest
	taken  map[[sha256.Size]byte]bool // what is in batch
	octets int64
}

// row copies rows of a table of the backup; of some columns it is told what to write
// instead, as expressions in which b is the row of the backup. where is a condition, and
// what follows it.
func (b *restoring) row(t *tx, verb, table string, other map[string]string, where string, args ...any) error {
	names := b.columns[table]
	if names == nil {
		var err error
		if names, err = column[string](t.query("SELECT name FROM pragma_table_info(?)", table)); err != nil {
			return err
		}
		b.columns[table] = names
	}
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = "b." + name
		if v, ok := other[name]; ok {
			values[i] = v
		}
	}
	_, err := t.exec(fmt.Sprintf("%s INTO main.%s (%s) SELECT %s FROM backup.%[2]s b WHERE %[5]s", verb, table, strings.Join(names, ", "), strings.Join(values, ", "), where), args...)
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	return nil
}

// nowOf are expressions for what a number of the backup is here; NULL: nothing.
func nowOf(what, column string) string {
	return fmt.Sprintf("(SELECT now FROM temp.to_%s WHERE old = b.%s)", what, column)
}

// askAgain has damaged messages received once more where their servers have them: they count
// as not whole.
func askAgain(t *tx, ids []mailbox.ID) error {
	// One that was short already stays so once it is healed, but for what the backup says.
	_, err := t.exec(`UPDATE unique_ids SET listed = -(?1 | CASE WHEN listed = -1 THEN ?3 WHEN listed < 0 AND listed > -?1 THEN ?3 | -listed ELSE abs(listed) END)
		WHERE gone = 0 AND begun = 0 AND message IN (SELECT value FROM json_each(?2))`, fetch.Damaged, idList(ids), fetch.Disproved)
	return err
}

// healed notes that messages are not damaged any more. Where else speaks nothing against them they
// are whole. where is a condition on main.unique_ids, which holds for rows that are damaged alone.
func healed(t *tx, where string, args ...any) error {
	_, err := t.exec(fmt.Sprintf(`UPDATE main.unique_ids SET listed = iif((-listed & ~%[1]d) > %[2]d, -(-listed & ~%[1]d), -listed & %[2]d)
		WHERE begun = 0 AND listed < 0 AND listed <> -1 AND (-listed & %[1]d) <> 0 AND %[3]s`, fetch.Damaged, fetch.SizeMask, where), args...)
	return err
}

// listedSize is an expression for the size that a server has announced, in octets, as unique_ids.listed
// of the table of holds it: without the marks, see fetch.SizeMask; 0 or 1: not known.
func listedSize(of string) string { return fmt.Sprintf("(abs(%s.listed) & %d)", of, fetch.SizeMask) }

// end sees to what needs all messages.
func (b *restoring) end(t *tx) error {
	do := []string{
		// Also of those that an earlier run has put back, which came to no end.
		`UPDATE letters SET answers = coalesce(answers, (SELECT m.now FROM backup.letters l JOIN temp.to_message o ON o.old = l.message JOIN temp.to_message m ON m.old = l.answers WHERE o.now = letters.message)),
			forwards = coalesce(forwards, (SELECT m.now FROM backup.letters l JOIN temp.to_message o ON o.old = l.message JOIN temp.to_message m ON m.old = l.forwards WHERE o.now = letters.message))
			WHERE message IN (SELECT o.now FROM backup.letters l JOIN temp.to_message o ON o.old = l.message WHERE l.answers IS NOT NULL OR l.forwards IS NOT NULL)`,
	}
	if b.pick.All() {
		do = append(do, `UPDATE state SET next_message = max(next_message, (SELECT next_message FROM backup.state))`,
			`UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM backup.sqlite_sequence o WHERE o.name = sqlite_sequence.name), 0))`,
			`INSERT INTO sqlite_sequence (name, seq) SELECT name, seq FROM backup.sqlite_sequence WHERE name NOT IN (SELECT name FROM sqlite_sequence)`)
	}
	for _, q := range do {
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	for _, ids := range b.hurt {
		if err := askAgain(t, ids); err != nil {
			return err
		}
	}
	var live account.ID // takes what lay in folders of no account
	if err := t.row("SELECT coalesce(min(id), 0) FROM accounts WHERE removed = 0").Scan(&live); err != nil {
		return err
	}
	if live != 0 {
		if _, err := adopt(t, live); err != nil {
			return err
		}
	}
	t.publish(mailbox.AccountsChanged{}, mailbox.FoldersChanged{}, mailbox.LettersChanged{}, mailbox.RemovalsChanged{}, mailbox.Renewed{})
	return errors.Join(b.putLateBack(t), b.wishes(t), carried(t, "1"), t.edit())
}

package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "codeberg.org/emersion/go-sqlite3-fts5" // the FTS5 extension, for every connection
	"github.com/gofrs/flock"

	"popmail/account"
	"popmail/account/disk"
	"popmail/account/event"
	"popmail/account/spool"
	"popmail/account/thread"
	"popmail/storage/mailbox"
)

// FileName is the name of the database in the data folder.
const FileName = "popmail.db"

const (
	lockName      = "popmail.lock"
	pageSize      = 8192
	applicationID = 0x506F704D // "PopM", see migrations/0001_init.sql
	readers       = 4
)

// Options of Open. The zero value is what a command wants.
type Options struct {
	// Window is set by a program that stays: it watches for commits of other
	// processes, and looks after the index when there is nothing else to do.
	Window bool
	// Now is the clock; nil: time.Now.
	Now func() time.Time
	// Busy is how long to wait for another process that is writing; 0: 30 s.
	Busy time.Duration
	// ReadAnyway opens what is there to read where the folder or the file cannot be
	// written, as on a full disk; Store.Unwritable then says why.
	ReadAnyway bool
	// MaxPages limits the size of the file, in pages of 8 KiB; 0: no limit.
	MaxPages int64
	// Watch is the time between two looks for commits of other processes, with
	// Window; 0: one second.
	Watch time.Duration
	// Hold is how many changes are kept from the beginning for those who subscribe before
	// Store.Changes is released: some are made as soon as the file is open; 0: none.
	Hold int
	// Files reads the text of attached files: with Window when there is nothing else to do,
	// else where ReadFiles is called; nil: none is read.
	Files FileReader
	// Shared reports whether addresses at a host, in small letters, belong to people who have nothing to do with one
	// another, as at a provider of mail; nil: at none.
	Shared func(host string) bool

	shelf Shelf // has the octets of a copy, see OpenCopied
}

// Store is an open data folder. Its methods may be called from any goroutine.
type Store struct {
	dir         string
	path        string
	signed      sync.Once // see sign
	now         func() time.Time
	w           *writer
	r           *sql.DB
	checkpoints *sql.DB // for checkpoints, beside the writer
	changes     event.Topic[mailbox.Change]
	catalog     atomic.Pointer[catalog]
	loading     sync.Mutex // held while the catalog is being loaded
	forgotten   int64      // the last state that was written without telling the catalog; of who writes
	opened      opened
	texts       texts
	front       front
	glimpses    glimpses
	people      directory
	writtenTo   writtenTo
	poses       poses

	stop       context.CancelFunc
	background sync.WaitGroup
	window     bool          // Options.Window
	kick       chan struct{} // wakes upkeep
	deliveries atomic.Int32  // under way
	delivered  atomic.Bool   // one has ended, and upkeep has not seen to it yet
	arriving   atomic.Int64  // octets of messages that deliveries have taken and not committed
	indexing   indexing
	watched    *watcher
	files      FileReader
	shelf      Shelf         // has the octets of messages; nil: the file has them
	filesKick  chan struct{} // wakes who reads attached files
	filesLost  sync.Map      // the SHA-256 of those that were not read to their end since it was opened, see lostRetry
	threadKick chan struct{} // wakes who finds out what belongs together
	threads    atomic.Pointer[threadMap]
	rules      atomic.Pointer[ruleset]
	byBegun    caughtBegun
	settleKick chan struct{} // wakes who puts new mail in order
	snoozeKick chan struct{} // wakes who brings back what was put off
	lessons    lessons
	trips      trips
	removing   sync.Mutex               // held while removals are asked for
	removals   map[account.ID]*removals // see nextRemoval
	unwritable error                    // every change fails with it; nil: the file can be written
	readMode   string                   // of connections that read a file that cannot be written, as for dsn
	using      *flock.Flock             // see use
	openedAt   time.Time                // by the clock of the computer, which it is not set with
	lastUsed   time.Time                // when the file was changed last before
	probe      probe
	closed     sync.Once
	closeErr   error
}

// Open opens the mail in the data folder dir and creates what is missing. A file
// of a newer PopMail is left alone: mailbox.ErrNewerStore. While another process puts a new file in its
// place the error is, after waiting, mailbox.ErrBusy.
func Open(ctx context.Context, dir string, o *Options) (*Store, error) {
	if o == nil {
		o = &Options{}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := makeFolder(dir); err != nil {
		return nil, problem(err)
	}
	s := &Store{dir: dir, path: filepath.Join(dir, FileName), now: o.Now, kick: make(chan struct{}, 1), opened: opened{sem: make(chan struct{}, 1)}, indexing: indexing{kick: make(chan struct{}, 1), turn: make(chan struct{}, 1)}}
	s.files, s.shelf, s.filesKick = o.Files, o.shelf, make(chan struct{}, 1)
	s.poses.shared = o.Shared
	s.threadKick = make(chan struct{}, 1)
	s.settleKick = make(chan struct{}, 1)
	s.snoozeKick = make(chan struct{}, 1)
	if s.now == nil {
		s.now = time.Now
	}
	busy := o.Busy
	if busy <= 0 {
		busy = 30 * time.Second
	}
	if s.using, err = use(ctx, dir, false, busy); err != nil {
		return nil, err
	}
	s.openedAt = time.Now()
	if st, err := os.Stat(s.path); err == nil {
		s.lastUsed = st.ModTime()
	}
	if err := s.open(ctx, busy, o.MaxPages); err != nil {
		err = errors.Join(s.unread(problem(s.notSame(ctx, err))), s.closeAll())
		if !o.ReadAnyway || !cannotWrite(err) || s.openToRead(ctx, busy, err) != nil {
			return nil, errors.Join(err, s.unuse())
		}
		return s, nil
	}
	spool.Clean(filepath.Join(dir, spoolFolder))
	s.changes.Hold(o.Hold)
	bg, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.window = o.Window
	s.behind(&s.background, func() { s.upkeep(bg, o.Window) })
	s.behind(&s.background, func() { s.keepIndex(bg) })
	if o.Window {
		s.wakeIndex()
		every := o.Watch
		if every <= 0 {
			every = time.Second
		}
		s.background.Go(func() { s.watch(bg, every) })
		s.behind(&s.background, func() { s.keepSettled(bg) })
		s.background.Go(func() { s.keepSnoozed(bg) })
		s.trips.kick = make(chan struct{}, 1)
		s.behind(&s.background, func() { s.keepTrips(bg) })
		s.behind(&s.background, func() { _ = s.reparseIfOld(bg) })
		s.threadKick <- struct{}{}
		s.behind(&s.background, func() { s.keepThreads(bg) })
		if s.files != nil {
			s.behind(&s.background, func() { s.keepFiles(bg) })
		}
	}
	return s, nil
}

// behind runs fn in a goroutine of all; in a program with a window it is one that lets the window go first.
func (s *Store) behind(all *sync.WaitGroup, fn func()) {
	all.Go(func() {
		if s.window {
			thread.Behind()
		}
		fn()
	})
}

// Files in a data folder that say that there is mail, or was: that it was copied once (storage/backup), and that something was
// written into the mail file.
const (
	keptID    = "backup.id"
	begunName = "popmail.begun"
)

// emptied reports whether a mail file has no octets, or is not there, as after a power failure on some file systems, though
// something was in it before: SQLite would take it for a new one, and remove its log. One that another process is making is
// empty for a moment, and has no log then: its first page is written before.
func emptied(path string) bool {
	if Orphaned(path) {
		return true
	}
	if dir := filepath.Dir(path); octetsOf(filepath.Join(dir, keptID)) < 0 && octetsOf(filepath.Join(dir, begunName)) < 0 {
		return false
	}
	for range 5 {
		if octetsOf(path) != 0 || octetsOf(path+"-wal") > 0 {
			return false
		}
		time.Sleep(100 * time.Millisecond)
	}
	return true
}

// Orphaned reports whether a mail file has no octets, or is not there, and its log, in which mail may be, has some.
func Orphaned(path string) bool {
	return octetsOf(path) <= 0 && octetsOf(path+"-wal") > 0 && octetsOf(path) <= 0
}

// octetsOf is the size of a file; -1: it is not there.
func octetsOf(path string) int64 {
	st, err := os.Stat(path)
	if err != nil {
		return -1
	}
	return st.Size()
}

// sign leaves begunName in a data folder. Where that fails the next process does it.
func sign(dir string) {
	name := filepath.Join(dir, begunName)
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o600)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close(), disk.SyncDir(dir))
	}
	if err != nil {
		slog.Info("nothing says in the data folder that there is mail", "error", err)
	}
}

func (s *Store) open(ctx context.Context, busy time.Duration, maxPages int64) error {
	// SQLite gives its other files the rights of this one.
	create := func() error {
		f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return err
		}
		return f.Close()
	}
	if emptied(s.path) {
		err := damaged(errors.New("it is empty, and there was mail in it"))
		if octetsOf(s.path) < 0 { // what is rescued is made
			err = errors.Join(err, create())
		}
		return err
	}
	if err := create(); err != nil {
		return err
	}
	// Waiting for other processes is done here and in writer.begin, where it can be
	// ended; SQLite's own waiting cannot.
	wdb, err := sql.Open("sqlite3", dsn(s.path, waitRetry, "_synchronous=FULL&_cache_size=-32768"))
	if err != nil {
		return err
	}
	wdb.SetMaxOpenConns(1)
	s.w = &writer{dir: s.dir, busy: busy, db: wdb, sem: make(chan struct{}, 1)}
	pragmas := "PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864;"
	if maxPages > 0 {
		pragmas += fmt.Sprintf("PRAGMA max_page_count=%d;", maxPages)
	}
	s.watched = &watcher{}
	err = whileBusy(ctx, busy, func() (err error) {
		if s.w.conn == nil {
			if s.w.conn, err = wdb.Conn(ctx); err != nil {
				return err
			}
		}
		if err := prepareFile(ctx, s.w.conn); err != nil {
			return err
		}
		if err := migrate(ctx, s.w); err != nil {
			return err
		}
		if _, err := s.w.conn.ExecContext(ctx, pragmas); err != nil {
			return err
		}
		s.watched.seen, err = dataVersion(ctx, s.w.conn)
		return err
	})
	if err != nil {
		return err
	}
	if s.r, err = sql.Open("sqlite3", dsn(s.path, busy, "_query_only=1&_cache_size=-8192")); err != nil {
		return err
	}
	s.r.SetMaxOpenConns(readers)
	s.r.SetMaxIdleConns(readers)
	s.checkpoints, err = sql.Open("sqlite3", dsn(s.path, 200*time.Millisecond, "_synchronous=FULL&_cache_size=-2048"))
	if err == nil {
		s.checkpoints.SetMaxOpenConns(1)
	}
	return err
}

// dsn is the address of the file for the driver.
func dsn(path string, busy time.Duration, more string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") { // C:/…
		p = "/" + p
	}
	if runtime.GOOS == "windows" && strings.HasPrefix(p, "//") { // \\server\share
		p = "//" + p
	}
	return fmt.Sprintf("file://%s?_busy_timeout=%d&_foreign_keys=1&_txlock=immediate&_stmt_cache_size=64&%s",
		(&url.URL{Path: p}).EscapedPath(), busy.Milliseconds(), more)
}

// prepareFile sets what belongs to the file and not to a connection.
func prepareFile(ctx context.Context, c *sql.Conn) error {
	// These only take effect while the file is empty; the second would else be a commit.
	var pages int
	if err := c.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	if pages == 0 {
		if _, err := c.ExecContext(ctx, fmt.Sprintf("PRAGMA page_size=%d; PRAGMA auto_vacuum=INCREMENTAL", pageSize)); err != nil {
			return err
		}
	}
	var mode string
	err := c.QueryRowContext(ctx, "PRAGMA journal_mode=WAL").Scan(&mode)
	if err == nil && mode != "wal" {
		return fmt.Errorf("the folder of the mail file cannot be used: journal mode is %q", mode)
	}
	return err
}

// Changes reports commits of this and, with Options.Window, of other processes.
func (s *Store) Changes() *event.Topic[mailbox.Change] { return &s.changes }

// Close ends the background work and closes the file. Deliveries that are still
// open are to be closed before.
func (s *Store) Close() error {
	s.closed.Do(func() {
		s.stop()
		s.background.Wait()
		s.closeErr = problem(errors.Join(s.closeAll(), s.unuse()))
	})
	return s.closeErr
}

func (s *Store) unuse() error {
	f := s.using
	s.using = nil
	return unuse(f)
}

func (s *Store) closeAll() error {
	s.opened.close()
	var errs []error
	if s.r != nil {
		errs = append(errs, s.r.Close())
	}
	if s.checkpoints != nil {
		errs = append(errs, s.checkpoints.Close())
	}
	if s.w != nil {
		if s.w.conn != nil {
			errs = append(errs, s.w.conn.Close())
		}
		errs = append(errs, s.w.db.Close())
	}
	errs = append(errs, s.probe.close()) // the last
	return errors.Join(errs...)
}

// snapshot runs fn on a connection that sees one state of the file throughout.
func (s *Store) snapshot(ctx context.Context, fn func(c *sql.Conn) error) (err error) {
	c, err := s.r.Conn(ctx)
	if err != nil {
		return problem(err)
	}
	defer func() { err = problem(errors.Join(err, c.Close())) }()
	if _, err := c.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() {
		_, e := c.ExecContext(context.Background(), "ROLLBACK")
		err = errors.Join(err, e)
	}()
	return fn(c)
}

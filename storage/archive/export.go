package archive

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"

	"popmail/account"
	"popmail/account/disk"
	"popmail/account/spool"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// From is what mail is given out of: the store.
type From interface {
	Accounts(ctx context.Context) ([]account.Account, error)
	Folders(ctx context.Context) ([]mailbox.Folder, error)
	Summaries(ctx context.Context, ids []mailbox.ID) ([]mailbox.Summary, error)
	Stream(ctx context.Context, id mailbox.ID, w io.Writer) error
	Spool(id account.ID) (*spool.File, error)
}

// Export gives mail out. It writes beside To under a name of its own, which becomes To once all
// is there; what is there already is never overwritten.
type Export struct {
	Store    From
	Format   Format // MBox, Maildir, EML or HTML
	To       string // a folder that is not there, or is empty; of an mbox that ends in .mbox one file
	Messages []mailbox.ID
	// Page makes a page of a message, for HTML.
	Page func(ctx context.Context, id mailbox.ID) (*Page, error)
	// Progress is told after each message; nil: nobody is.
	Progress func(done int)
	// Failed is told which messages could not be read; nil: nobody is.
	Failed func(id mailbox.ID, err error)
	// Begun is told of which messages only the beginning was here, and written; nil: nobody is.
	Begun func(m *mailbox.Summary)

	dir    string // where it is written
	prefix bool   // there are several accounts
	emails map[account.ID]string
	kinds  map[mailbox.FolderID]mailbox.Folder
	all    []mailbox.Folder
	names  map[string]bool        // that were given, in small letters
	info   string                 // begins the marks in names of files of a Maildir
	sync   func(dir string) error // puts what was written on the disk
	create func(path string) (*os.File, error)
}

// Exported counts what was written. Begun are those of Messages of which only the beginning was here.
type Exported struct{ Messages, Failed, Begun int }

// ErrThere says that something is where an export is to be written.
var ErrThere = errors.New("there is something already")

// shelf takes the messages of one folder.
type shelf interface {
	put(ctx context.Context, m *mailbox.Summary, c *octets) error
	close() error
}

// Run writes all messages. Without an error all is there but what was told as failed, and the rest of
// what was told as begun.
func (x *Export) Run(ctx context.Context) (done Exported, err error) {
	to, err := filepath.Abs(x.To)
	if err != nil {
		return done, err
	}
	if err := free(to); err != nil {
		return done, err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return done, err
	}
	part, drop, err := newPart(filepath.Dir(to))
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	x.dir = filepath.Join(part, partMail)
	if err := os.Mkdir(x.dir, 0o700); err != nil {
		return done, err
	}
	x.names = map[string]bool{}
	if x.sync == nil {
		x.sync = disk.SyncTree
	}
	if x.create == nil {
		x.create = func(path string) (*os.File, error) {
			return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		}
	}
	one := x.Format == MBox && strings.EqualFold(filepath.Ext(to), ".mbox")
	if done, err = x.folders(ctx, one); err != nil {
		return done, err
	}
	from := x.dir
	if one {
		from = filepath.Join(x.dir, oneBox)
	}
	if err := x.sync(x.dir); err != nil {
		return done, err
	}
	return done, settle(from, to)
}

// In the folder that an export is written in: the lock by which those of processes that were killed are
// known, and what becomes To.
const (
	partLock = "popmail.lock"
	partMail = "mail"
)

// newPart makes that folder in another one. Those that were left there go: they hold mail that anybody
// could read, and nobody would look for it.
func newPart(in string) (dir string, drop func() error, err error) {
	lock := func(dir string) *flock.Flock {
		return flock.New(filepath.Join(dir, partLock), flock.SetPermissions(0o600))
	}
	list, _ := os.ReadDir(in) // without it they stay
	for _, e := range list {
		left := filepath.Join(in, e.Name())
		if ok, _ := filepath.Match("PopMail-????????????.part", e.Name()); !ok || !e.IsDir() {
			continue
		}
		if _, err := os.Lstat(filepath.Join(left, partLock)); err != nil {
			continue // not one of these
		}
		l := lock(left)
		if ok, err := l.TryLock(); err == nil && ok {
			_ = l.Close()
			_ = os.RemoveAll(left) // else the next time
		}
	}
	dir = filepath.Join(in, "PopMail-"+rand.Text()[:12]+".part")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", nil, err
	}
	l := lock(dir)
	_, _ = l.TryLock() // where there are no locks, nobody else gets one either
	return dir, func() error { return errors.Join(l.Close(), os.RemoveAll(dir)) }, nil
}

// oneBox is the name of the mbox that holds all, until it gets its own.
const oneBox = "all"

// free reports whether nothing is at a path, or an empty folder.
func free(path string) error {
	list, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(list) == 0:
		return nil
	case err == nil:
		return fmt.Errorf("%s: %w", path, ErrThere)
	}
	if _, e := os.Lstat(path); e == nil {
		return fmt.Errorf("%s: %w", path, ErrThere)
	}
	return err
}

// settle gives what was written its name, and overwrites nothing.
func settle(from, to string) error {
	if err := free(to); err != nil {
		return err
	}
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return disk.SyncDir(filepath.Dir(to))
}

// folders writes folder by folder.
func (x *Export) folders(ctx context.Context, one bool) (done Exported, err error) {
	accounts, err := x.Store.Accounts(ctx)
	if err != nil {
		return done, err
	}
	x.prefix, x.emails = len(accounts) > 1, map[account.ID]string{}
	for _, a := range accounts {
		x.emails[a.ID] = a.Email
	}
	list, err := x.Store.Folders(ctx)
	if err != nil {
		return done, err
	}
	x.kinds, x.all = map[mailbox.FolderID]mailbox.Folder{}, list
	for _, f := range list {
		x.kinds[f.ID] = f
	}
	in, err := x.shelved(ctx)
	if err != nil {
		return done, err
	}
	var order []mailbox.FolderID
	for _, f := range list {
		if len(in[f.ID]) > 0 {
			order = append(order, f.ID)
		}
	}
	top, err := x.begin(one)
	if err != nil {
		return done, err
	}
	for _, f := range order {
		s, err := x.shelf(top, x.kinds[f])
		if err == nil {
			err = errors.Join(x.write(ctx, s, in[f], &done), s.close())
		}
		if err != nil {
			return done, errors.Join(err, top.close())
		}
	}
	return done, top.close()
}

// shelved parts the messages by their folders, oldest first.
func (x *Export) shelved(ctx context.Context) (map[mailbox.FolderID][]mailbox.ID, error) {
	in := map[mailbox.FolderID][]mailbox.ID{}
	for some := range slices.Chunk(x.Messages, summaryCount) {
		rows, err := x.Store.Summaries(ctx, some)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			in[rows[i].Folder] = append(in[rows[i].Folder], rows[i].ID)
		}
	}
	for _, ids := range in {
		slices.Sort(ids)
	}
	return in, nil
}

// summaryCount is how many rows are asked for at once.
const summaryCount = 500

func (x *Export) write(ctx context.Context, s shelf, ids []mailbox.ID, done *Exported) error {
	for some := range slices.Chunk(ids, summaryCount) {
		rows, err := x.Store.Summaries(ctx, some)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := ctx.Err(); err != nil {
				return err
			}
			o, err := x.octets(ctx, rows[i].ID)
			if errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, mailbox.ErrNotFound) {
				done.Failed++
				if x.Failed != nil {
					x.Failed(rows[i].ID, err)
				}
				continue
			}
			if err == nil {
				err = errors.Join(s.put(ctx, &rows[i], o), o.file.Close())
			}
			if err != nil {
				return err
			}
			if rows[i].Rest.Whole > 0 {
				if done.Begun++; x.Begun != nil {
					x.Begun(&rows[i])
				}
			}
			if done.Messages++; x.Progress != nil {
				x.Progress(done.Messages)
			}
		}
	}
	return nil
}

// octets are those of a message on its way out.
type octets struct {
	sink
	lineStat
}

// octets reads a message, which is checked.
func (x *Export) octets(ctx context.Context, id mailbox.ID) (*octets, error) {
	o := &octets{sink: sink{room: func() (*spool.File, error) { return x.Store.Spool(0) }}}
	err := x.Store.Stream(ctx, id, io.MultiWriter(&o.sink, &o.lineStat))
	if err != nil {
		return nil, errors.Join(err, o.file.Close())
	}
	return o, nil
}

func (o *octets) read() io.Reader { return io.NewSectionReader(&o.sink, 0, o.size) }

// bare reports whether each line of the message ends with CR LF, and can do so with LF alone and
// be brought back.
func (o *octets) bare() bool { return o.crlf > 0 && o.lf == 0 && o.dd == 0 }

// allLF reports whether an import would give the lines of the message CRs that they do not have.
func (o *octets) allLF() bool { return o.lf > 0 && o.crlf == 0 }

// plainly writes the message, with LF alone where it can be brought back.
func (o *octets) plainly(w io.Writer) error {
	e := &ender{w: w, kind: asItIs}
	if o.bare() {
		e.kind = toLF
	}
	if _, err := io.Copy(e, o.read()); err != nil {
		return err
	}
	return e.end()
}

// pathOf are the names of a folder from the outermost inward.
func (x *Export) pathOf(f mailbox.Folder) []string {
	parts := []string{f.Name}
	if f.Role == mailbox.Own {
		parts = nil
		for _, in := range mailbox.FolderPath(x.all, f.ID) {
			parts = append(parts, splitName(in.Name)...)
		}
	}
	if x.prefix && f.Account != 0 {
		parts = append([]string{x.emails[f.Account]}, parts...)
	}
	return parts
}

// titleOf is what pathOf is called in notes: one name, which stands for the very folder.
func (x *Export) titleOf(f mailbox.Folder) string {
	parts := x.pathOf(f)
	title := strings.Join(parts, "/")
	if f.Role == mailbox.Own && roleOf(parts) != mailbox.Own {
		title = "/" + title
	}
	return title
}

// filePath is a path below the folder that is written, for a folder or a file, that was not
// given before on a disk that does not know large from small letters.
func (x *Export) filePath(parts []string, ext string) string {
	safe := make([]string, len(parts))
	for i, p := range parts {
		safe[i] = eml.SafeName(strings.NewReplacer("/", "_", `\`, "_").Replace(p), 0)
	}
	path := filepath.Join(safe...)
	for n := 1; ; n++ {
		name := path + ext
		if n > 1 {
			name = fmt.Sprintf("%s (%d)%s", path, n, ext)
		}
		if key := strings.ToLower(name); !x.names[key] {
			x.names[key] = true
			return name
		}
	}
}

// begin prepares what is above all folders.
func (x *Export) begin(one bool) (shelf, error) {
	switch {
	case x.Format == MBox && one:
		return x.box(oneBox)
	case x.Format == MBox:
		return nothing{}, nil
	case x.Format == Maildir:
		err := makeMaildir(x.dir, true)
		if err == nil {
			x.info, err = x.infoSign()
		}
		return nothing{}, err
	case x.Format == EML:
		return x.letters()
	case x.Format == HTML:
		return x.pages()
	}
	return nil, fmt.Errorf("there is no format %q", x.Format)
}

// shelf is where a folder goes.
func (x *Export) shelf(top shelf, f mailbox.Folder) (shelf, error) {
	switch t := top.(type) {
	case *boxShelf:
		return &sharedShelf{&boxShelf{x: t.x, f: t.f, w: t.w, folder: x.titleOf(f)}}, nil
	case *letterShelf:
		return &sharedShelf{&letterShelf{x: t.x, list: t.list, w: t.w, dir: x.filePath(x.pathOf(f), ""), folder: x.titleOf(f)}}, nil
	case *pageShelf:
		t.folder = x.titleOf(f)
		return &sharedShelf{t}, nil
	}
	if x.Format == Maildir {
		return x.maildir(f)
	}
	b, err := x.box(x.filePath(x.pathOf(f), ".mbox"))
	if err == nil {
		b.folder = x.titleOf(f)
	}
	return b, err
}

// nothing is what is above folders that stand by themselves.
type nothing struct{}

func (nothing) put(context.Context, *mailbox.Summary, *octets) error { return nil }
func (nothing) close() error                                         { return nil }

// sharedShelf is closed by who has it in common.
type sharedShelf struct{ shelf }

func (sharedShelf) close() error { return nil }

// out is a file that is written, with its folders.
func (x *Export) out(name string) (*os.File, *bufio.Writer, error) {
	path := filepath.Join(x.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, err
	}
	f, err := x.create(path)
	if err != nil {
		return nil, nil, err
	}
	return f, bufio.NewWriterSize(f, 256<<10), nil
}

// end writes the rest of a file.
func end(f *os.File, w *bufio.Writer) error { return errors.Join(w.Flush(), f.Close()) }

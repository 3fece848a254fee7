package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"popmail/account"
	"popmail/account/spool"
	"popmail/storage"
	"popmail/storage/inorder"
	"popmail/storage/mailbox"
)

// Into is what mail is brought into: the store.
type Into interface {
	Accounts(ctx context.Context) ([]account.Account, error)
	Folders(ctx context.Context) ([]mailbox.Folder, error)
	CreateFolderIn(ctx context.Context, in mailbox.FolderID, name string) (mailbox.FolderID, error)
	RoleFolder(ctx context.Context, id account.ID, role mailbox.Role) (mailbox.FolderID, error)
	Bring(ctx context.Context, list []storage.Brought) ([]storage.Outcome, error)
	Spool(id account.ID) (*spool.File, error)
	FetchedElsewhere(ctx context.Context, host, user string, uids []string) error
}

// Import brings mail in. What was brought in before, or came from a server, is not brought in
// again, so an import that was stopped goes on where it is begun anew.
type Import struct {
	Store   Into
	Folder  string // that all mail goes to; empty: where it lay
	Account account.ID
	// Tagged says that what Thunderbird's tags stand on goes to folders of their names; else, or
	// where all goes to one folder, it gets a star.
	Tagged bool
	// Bare says that marks do not come along: all mail comes unread and without a star.
	Bare bool
	// Anew says that a server is not kept from handing out once more what another program has
	// fetched from it: neither unique-ids nor lists of them are taken over.
	Anew bool
	// Wanted reports whether a message is to come in; nil: all are.
	Wanted func(m *Message) bool
	// Progress is told after each step; nil: nobody is. It is called by the goroutine of Run.
	Progress func(Progress)
	// Failed is told what could not be read or stored; nil: nobody is.
	Failed func(where string, err error)

	folders  map[string]mailbox.FolderID
	accounts []account.Account
	batch    []storage.Brought
	wheres   []string
	octets   int64
	so       Progress
	ours     spans // what came so far
	lists    []listed
	claims   map[[2]string][]string // unique-ids by host and user, of mailboxes whose account is not here yet
	queue    inorder.Queue
}

// spans are IDs, which mostly follow one another: pairs of the first and the last, in order.
type spans [][2]mailbox.ID

// add takes an ID that is higher than those before.
func (s *spans) add(id mailbox.ID) {
	if n := len(*s) - 1; n >= 0 && (*s)[n][1] == id-1 {
		(*s)[n][1] = id
		return
	}
	*s = append(*s, [2]mailbox.ID{id, id})
}

func (s spans) has(id mailbox.ID) bool {
	n, found := slices.BinarySearchFunc(s, id, func(span [2]mailbox.ID, id mailbox.ID) int { return cmp.Compare(span[0], id) })
	return found || n > 0 && id <= s[n-1][1]
}

// Progress is how far an import has come.
type Progress struct {
	Imported   int
	Duplicates int   // were here already
	Twice      int   // of them: this import had brought them in before
	Failed     int   // could not be read or stored
	Octets     int64 // of messages that were read
	Where      string
}

// A batch is written when it has so many messages or octets.
const (
	batchCount  = 500
	batchOctets = 8 << 20
)

// Run reads what is at the paths, each a file or a folder. What was imported until an error is
// on the disk. A path that cannot be read at all counts as failed.
func (i *Import) Run(ctx context.Context, paths ...string) (Progress, error) {
	i.folders, i.claims = map[string]mailbox.FolderID{}, map[[2]string][]string{}
	var err error
	if i.accounts, err = i.Store.Accounts(ctx); err != nil {
		return i.so, err
	}
	if i.Account == 0 && len(i.accounts) > 0 {
		i.Account = i.accounts[0].ID
	}
	if !i.Anew {
		i.lists = findLists(ctx, paths)
	}
	r := &reader{room: i.room}
	defer i.queue.Stop()
	for _, path := range paths {
		if isList(path) {
			continue
		}
		err := Read(ctx, path, i.room, func(m *Message, err error) error {
			if err == nil && i.Wanted != nil && !i.Wanted(m) {
				return ctx.Err()
			}
			if err == nil {
				err = i.take(ctx, r, m)
			}
			return i.missed(ctx, m.Where, err)
		})
		if err = i.missed(ctx, path, err); err != nil {
			return i.so, errors.Join(err, i.drop())
		}
	}
	for _, dir := range mailElsewhere(paths) {
		if err := i.missed(ctx, dir, ErrElsewhere); err != nil {
			return i.so, errors.Join(err, i.drop())
		}
	}
	err = i.queue.Flush()
	if err == nil {
		err = i.flush(ctx)
	}
	if err != nil {
		return i.so, errors.Join(err, i.drop())
	}
	return i.so, i.noteLists(ctx)
}

func (i *Import) room() (*spool.File, error) { return i.Store.Spool(0) }

// fatalError ends an import.
type fatalError struct{ error }

func (e fatalError) Unwrap() error { return e.error }

// missed counts what has failed, and is nil where the rest goes on.
func (i *Import) missed(ctx context.Context, where string, err error) error {
	if err == nil {
		return nil
	}
	if e := ctx.Err(); e != nil {
		return e
	}
	if _, ok := errors.AsType[fatalError](err); ok {
		return err
	}
	i.so.Failed++
	if i.Failed != nil {
		i.Failed(where, err)
	}
	return nil
}

// prepared is a message on its way into the batch.
type prepared struct {
	m   *Message
	c   *content
	in  storage.Brought
	err error
}

// take makes a message ready and puts it into the batch, behind those before it. Small ones are
// made ready by other goroutines.
func (i *Import) take(ctx context.Context, r *reader, m *Message) error {
	if m.Size > smallMessage {
		if err := i.queue.Flush(); err != nil {
			return err
		}
		p := &prepared{m: m}
		p.make(r)
		return i.put(ctx, p)
	}
	own, err := m.inMemory()
	if err != nil {
		return err
	}
	p := &prepared{m: own}
	return i.queue.Put(3*m.Size, func() {
		if p.make(r); p.err == nil && !p.c.head.removed {
			p.in.Ready()
		}
	}, func() error { return i.missed(ctx, own.Where, i.put(ctx, p)) })
}

func (p *prepared) make(r *reader) {
	if p.c, p.err = r.take(p.m); p.err == nil {
		p.in = storage.Brought{Raw: p.c.raw, Sum: p.c.sum, File: p.c.file, Date: p.m.Date, Alike: unlike(p.c.alike)}
	}
}

// put puts a message into the batch.
func (i *Import) put(ctx context.Context, p *prepared) error {
	m, c := p.m, p.c
	if p.err != nil {
		return p.err
	}
	if c.head.removed {
		return c.file.Close()
	}
	if !i.Anew {
		c.from, c.uid = m.fetched(c.head)
	}
	folder := m.Folder
	if n := c.head.note; n != nil && len(n.folder) > 0 {
		folder = n.folder
	} else if c.head.folder != nil {
		folder = c.head.folder
	} else if c.head.trashed {
		folder = []string{"Trash"}
	}
	owner, flags := i.owner(m.in), m.Flags|c.head.flags
	if tag := m.tags.first(slices.Concat(m.keys, c.head.keys)); tag != "" && i.Tagged && i.Folder == "" {
		folder = []string{"", tag}
	} else if tag != "" {
		flags |= mailbox.Starred
	}
	if i.Bare {
		flags = 0
	}
	id, err := i.folder(ctx, owner, folder)
	if err != nil {
		return errors.Join(fatalError{err}, c.file.Close())
	}
	p.in.Folder, p.in.Flags, p.in.Origin, p.in.Fetched = id, flags, i.origin(c), len(i.lists) > 0
	if c.from != nil && p.in.Origin == nil {
		p.in.Fetched = true
		key := [2]string{c.from.host, c.from.user}
		i.claims[key] = append(i.claims[key], c.uid)
	}
	i.batch = append(i.batch, p.in)
	i.wheres = append(i.wheres, m.Where)
	i.octets += int64(len(c.raw))
	i.so.Octets += m.Size
	i.so.Where = m.Where
	if len(i.batch) >= batchCount || i.octets >= batchOctets {
		return i.flush(ctx)
	}
	return nil
}

// unlike are sums, each once.
func unlike(sums [][sha256.Size]byte) (out [][sha256.Size]byte) {
	for _, s := range sums {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// flush stores the batch.
func (i *Import) flush(ctx context.Context) error {
	if len(i.batch) == 0 {
		return nil
	}
	out, err := i.Store.Bring(ctx, i.batch)
	wheres := i.wheres
	if e := i.drop(); err == nil {
		err = e
	}
	if err != nil {
		return fatalError{err}
	}
	for n, o := range out {
		switch {
		case o.Err != nil:
			if err := i.missed(ctx, wheres[n], o.Err); err != nil {
				return err
			}
		case o.Already:
			i.so.Duplicates++
			if i.ours.has(o.ID) {
				i.so.Twice++
			}
		default:
			i.so.Imported++
			i.ours.add(o.ID)
		}
	}
	if i.Progress != nil {
		i.Progress(i.so)
	}
	return nil
}

// drop gives the batch free.
func (i *Import) drop() (err error) {
	for n := range i.batch {
		err = errors.Join(err, i.batch[n].File.Close())
	}
	i.batch, i.wheres, i.octets = nil, nil, 0
	return err
}

// NoFolder is where mail goes of which nothing says where it lay.
const NoFolder = "Imported"

// folder finds the folder for mail, and makes it where it is missing. owner has those with a
// purpose.
func (i *Import) folder(ctx context.Context, owner account.ID, parts []string) (mailbox.FolderID, error) {
	switch {
	case i.Folder != "":
		if parts = splitName(i.Folder); len(parts) == 0 {
			parts = []string{NoFolder}
		}
	case len(parts) == 0:
		parts = []string{NoFolder}
	}
	key := fmt.Sprint(owner, "\x00", strings.Join(parts, "\x00"))
	if id, ok := i.folders[key]; ok {
		return id, nil
	}
	id, err := i.find(ctx, owner, parts)
	if err == nil {
		i.folders[key] = id
	}
	return id, err
}

func (i *Import) find(ctx context.Context, owner account.ID, parts []string) (mailbox.FolderID, error) {
	role := roleOf(parts)
	if len(parts) == 2 && strings.Contains(parts[0], "@") {
		if role = roleOf(parts[1:]); role != mailbox.Own {
			for _, a := range i.accounts {
				if account.SameEmail(a.Email, parts[0]) {
					owner = a.ID
				}
			}
		}
	}
	if role != mailbox.Own {
		return i.Store.RoleFolder(ctx, owner, role)
	}
	whole := usable(strings.TrimPrefix(strings.Join(parts, "/"), "/"))
	list, err := i.Store.Folders(ctx)
	if err != nil {
		return 0, err
	}
	for _, f := range list { // as versions before have made them
		if f.Role == mailbox.Own && f.Parent == 0 && strings.EqualFold(f.Name, whole) {
			return f.ID, nil
		}
	}
	if len(parts) > 1 && parts[0] == "" {
		parts = parts[1:]
	}
	// Nothing lies in the folders that every account has: “Inbox/Holidays” is one name.
	if r := roleOf(parts[:1]); len(parts) > 1 && r != mailbox.Own {
		parts = append([]string{parts[0] + "/" + parts[1]}, parts[2:]...)
	}
	if len(parts) > mailbox.MaxFolderDepth {
		last := mailbox.MaxFolderDepth - 1
		parts = append(slices.Clone(parts[:last]), strings.Join(parts[last:], "/"))
	}
	var in mailbox.FolderID
	for _, p := range parts {
		if in, err = i.findIn(ctx, in, usable(p)); err != nil {
			return 0, err
		}
	}
	return in, nil
}

// findIn finds the own folder with a name in another one, and makes it where it is missing.
func (i *Import) findIn(ctx context.Context, in mailbox.FolderID, name string) (mailbox.FolderID, error) {
	for try := 0; ; try++ {
		list, err := i.Store.Folders(ctx)
		if err != nil {
			return 0, err
		}
		for _, f := range list {
			if f.Role == mailbox.Own && f.Parent == in && strings.EqualFold(f.Name, name) {
				return f.ID, nil
			}
		}
		id, err := i.Store.CreateFolderIn(ctx, in, name)
		switch {
		case err == nil:
			return id, nil
		case errors.Is(err, mailbox.ErrName) && name != NoFolder:
			name = NoFolder
		case errors.Is(err, mailbox.ErrExists) && try < 3: // somebody was quicker, or a name is alike
			if try > 0 {
				name = usable(fmt.Sprintf("%s %d", name, try+1))
			}
		default:
			return 0, err
		}
	}
}

// usable is a name for a folder: without what it may not hold, and not too long. Of a long one the end
// counts.
func usable(name string) string {
	name = storage.UsableFolderName(name)
	if over := utf8.RuneCountInString(name) - storage.MaxFolderName; over > 0 {
		name = "…" + string([]rune(name)[over+1:])
	}
	return strings.TrimSpace(name)
}

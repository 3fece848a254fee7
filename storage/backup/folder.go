package backup

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"popmail/account/spool"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// What is in a folder: packs in a folder of their own, and a file for each backup, whose name
// begins with the time (UTC) and goes on with Options.Origin.
const (
	packsFolder    = "packs"
	packSuffix     = ".pack"
	snapshotSuffix = ".snapshot"
	lockName       = "popmail.lock"
	stamp          = "20060102T150405Z"

	maxPack  = 512 << 20 // octets, but for one message that is larger
	checkDay = 1 << 30   // octets of older packs that are read anew with each backup
)

func packPath(dir, name string) string { return filepath.Join(dir, packsFolder, name+packSuffix) }

// ToFolder makes a backup of a store in a folder, which is made where its parent is there.
// Octets that are there are not written again; some of them are read anew each time, so that
// what a disk has lost comes to light, and is written anew.
func ToFolder(ctx context.Context, s *storage.Store, dir string, o Options) (r Report, err error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return r, err
	}
	if err := os.Mkdir(filepath.Join(dir, packsFolder), 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return r, err
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	if ok, err := lock.TryLock(); err == nil && !ok {
		return r, ErrInUse
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	key, err := o.Lock.opener()
	if err == nil && o.Lock != nil {
		err = o.Lock.put(dir)
	} else if err == nil && len(keysIn(dir)) > 0 {
		err = ErrPassword // nothing is written without its lock
	}
	if err != nil {
		return r, err
	}
	f := &folder{dir: dir, o: o, key: key, where: map[sum]int{}}
	if err := f.open(ctx); err != nil {
		return r, err
	}
	spare := filepath.Join(dir, packsFolder)
	if o.Lock != nil { // the copy is not locked
		spare = ""
	}
	err = withCopy(ctx, s, spare, func(c *storage.Copied, database string) error {
		r.Manifest = o.manifest(c)
		if err := f.messages(ctx, c, &r); err != nil {
			return err
		}
		for i, p := range f.packs {
			if f.used[i] {
				r.Packs = append(r.Packs, p)
			}
		}
		r.Path = filepath.Join(dir, r.Made.Format(stamp)+"-"+o.Origin+snapshotSuffix)
		n, err := f.writePart(ctx, r.Path, func(w *streamWriter) (string, error) {
			for range 2 {
				if err := putDatabase(w, database); err != nil {
					return "", err
				}
			}
			_, err := w.end(r.json())
			return "", err
		})
		r.Written += n
		return err
	})
	if err != nil {
		return r, err
	}
	if len(r.Damaged) > 0 || o.unsure { // an older one may have what is damaged here
		return r, nil
	}
	origins := []string{o.Origin}
	if o.former != "" && sameFolder(dir, filepath.Join(s.Dir(), OwnFolder)) {
		origins = append(origins, o.former) // nobody else makes one there
	}
	if err := rotate(dir, origins, o.keep(), r.Path, key, o.now()); err != nil { // as of one that another program has open; the new one is proved
		slog.WarnContext(ctx, "older backups stay", "error", err)
	}
	return r, nil
}

// folder is one that a backup is being made in.
type folder struct {
	dir   string
	o     Options
	key   opener
	packs []Pack
	used  map[int]bool
	where map[sum]int // the pack with the octets of each message
}

// open reads what the packs of the folder hold, and some of them whole. Those that are not
// whole count as not there.
func (f *folder) open(ctx context.Context) error {
	f.used = map[int]bool{}
	checked := map[string]time.Time{}
	for _, path := range snapshots(f.dir) {
		m, err := manifestOf(path, f.key)
		if err != nil {
			continue
		}
		for _, p := range m.Packs {
			if p.Checked.After(checked[p.Name]) {
				checked[p.Name] = p.Checked
			}
		}
	}
	var err error
	if f.packs, err = packsIn(f.dir); err != nil {
		return err
	}
	for i := range f.packs {
		f.packs[i].Checked = checked[f.packs[i].Name]
	}
	slices.SortStableFunc(f.packs, func(a, b Pack) int { return a.Checked.Compare(b.Checked) })
	left := int64(checkDay)
	f.packs = slices.DeleteFunc(f.packs, func(p Pack) bool { _, err := indexOf(packPath(f.dir, p.Name), p.Name, f.key); return err != nil })
	whole := f.packs[:0]
	for _, p := range f.packs {
		if left -= p.Size; left >= 0 || len(whole) == 0 {
			err := provePack(ctx, packPath(f.dir, p.Name), f.key)
			if errors.Is(err, errBroken) || errors.Is(err, ErrNotBackup) {
				continue
			}
			if err != nil {
				return err
			}
			p.Checked = f.o.now().UTC().Truncate(time.Second)
		}
		whole = append(whole, p)
	}
	f.packs = whole
	for i, p := range f.packs {
		keys, err := indexOf(packPath(f.dir, p.Name), p.Name, f.key)
		if err != nil {
			return err
		}
		for _, k := range keys {
			f.where[k] = i
		}
	}
	return nil
}

func provePack(ctx context.Context, path string, key opener) error {
	if err := headHurt(path); err != nil {
		return err
	}
	return unlocked(ctx, path, key, func(r io.Reader) error { return ahead(r, prove) })
}

// messages puts what is not in a pack into new ones.
func (f *folder) messages(ctx context.Context, c *storage.Copied, r *Report) error {
	var fresh []entry
	asked := map[sum]struct{}{} // in fresh
	var done, octets int64
	write := func() error {
		if len(fresh) == 0 {
			return nil
		}
		if room, err := spool.Room(f.dir); err == nil && f.o.Reserve > 0 && room < octets+f.o.Reserve {
			return ErrRoom
		}
		var keys map[sum]bool
		name := ""
		path := filepath.Join(f.dir, packsFolder, "new")
		n, err := f.writePart(ctx, path, func(w *streamWriter) (string, error) {
			p := newPacker(c, w)
			defer p.stop()
			for _, e := range fresh {
				done += e.size
				f.o.progress(done, c.Octets)
				if err := p.add(ctx, e); err != nil {
					return "", err
				}
			}
			if err := p.end(); err != nil {
				return "", err
			}
			keys = p.keys
			r.Damaged = append(r.Damaged, p.damaged...)
			key, err := w.end(nil)
			name = f.key.packName(key)
			return packPath(f.dir, name), err
		})
		if err != nil {
			return err
		}
		r.Written += n
		for k := range keys {
			f.where[k] = len(f.packs)
		}
		if len(keys) > 0 {
			f.used[len(f.packs)] = true
		}
		f.packs = append(f.packs, Pack{name, n, f.o.now().UTC().Truncate(time.Second)})
		clear(asked)
		fresh, octets = fresh[:0], 0
		return nil
	}
	err := c.Each(ctx, func(id mailbox.ID, key sum, size int64) error {
		if i, there := f.where[key]; there {
			f.used[i] = true
			done += size
			return nil
		}
		fresh = append(fresh, entry{id, key, size})
		if _, there := asked[key]; there {
			return nil
		}
		asked[key] = struct{}{}
		if octets += size; octets < maxPack {
			return nil
		}
		return write()
	})
	if err == nil {
		err = write()
	}
	return err
}

// writePart writes a file that gets the name path, or the one that fill returns, once it was
// read back whole. It returns its size.
func (f *folder) writePart(ctx context.Context, path string, fill func(w *streamWriter) (name string, err error)) (size int64, err error) {
	p, err := newPart(path)
	if err != nil {
		return 0, err
	}
	b := bufio.NewWriterSize(p, 1<<20)
	var out io.WriteCloser = closer{b}
	if f.key.key != nil {
		if out, err = lockTo(b, f.key.key.Recipient()); err != nil {
			return 0, errors.Join(err, p.drop())
		}
	}
	w, err := newStreamWriter(out)
	name := ""
	if err == nil {
		name, err = fill(w)
	}
	if err == nil {
		err = errors.Join(out.Close(), b.Flush())
	}
	if err == nil {
		size, err = p.f.Seek(0, io.SeekCurrent)
	}
	if err != nil {
		return 0, errors.Join(err, p.drop())
	}
	return size, p.proved(ctx, name, func(r io.Reader) error {
		r, err := unlock(bufio.NewReaderSize(r, unlockBlock), f.key)
		if err != nil {
			return err
		}
		return ahead(r, w.reread)
	})
}

// tail reads the places of the index and of the manifest, and the checksum of a stream.
func tail(f io.ReaderAt, size int64) (key sum, index int64, end int64, err error) {
	end = size - headOctets
	var h [headOctets]byte
	if end < int64(len(magic)) {
		return key, 0, 0, broken("it is too short")
	}
	if _, err := io.ReadFull(io.NewSectionReader(f, end, headOctets), h[:]); err != nil {
		return key, 0, 0, err
	}
	place := binary.BigEndian.Uint64(h[headOctets-8:])
	if kind(h[0]) != kindEnd || place < uint64(len(magic)) || place > uint64(end) {
		return key, 0, 0, broken("it has no end")
	}
	return sum(h[1:]), int64(place), end, nil
}

// indexOf lists the messages of a pack.
func indexOf(path, name string, o opener) (keys []sum, err error) {
	f, err := openAt(path, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	key, err := f.index(func(key sum, _ int64) { keys = append(keys, key) })
	if err == nil && !o.isPack(name, key) {
		err = broken("its name does not fit")
	}
	return keys, err
}

// manifestOf reads the manifest of a stream without what stands before it. Where it cannot be
// read there the stream is looked through for it.
func manifestOf(path string, o opener) (m Manifest, err error) {
	if m, err = lastManifest(path, o); !errors.Is(err, errBroken) {
		return m, err
	}
	found := false
	_, e := eachRecord(context.Background(), path, o, func(s *streamReader) error {
		if s.kind != kindManifest || found {
			return nil
		}
		read, e := readManifest(s)
		if e == nil {
			m, found = read, true
		}
		return e
	})
	if e != nil {
		return m, e
	}
	if found {
		err = nil
	}
	return m, err
}

func lastManifest(path string, o opener) (m Manifest, err error) {
	f, err := openAt(path, o)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, place, end, err := tail(f, f.size)
	if err != nil {
		return m, err
	}
	s := recordReader(bufio.NewReader(io.NewSectionReader(f, place, end-place)))
	for range 2 {
		if err := s.next(); err != nil {
			return m, err
		}
	}
	if s.kind != kindManifest {
		return m, broken("it has no manifest")
	}
	return readManifest(s)
}

// readManifest reads the record of one.
func readManifest(s *streamReader) (m Manifest, err error) {
	b, err := io.ReadAll(s)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, broken("its manifest cannot be read")
	}
	if m.Version > formatVersion {
		return m, ErrNewer
	}
	return m, nil
}

// snapshots are the backups of a folder, the newest first; none: of all origins.
func snapshots(dir string, origins ...string) []string {
	paths, _ := snapshotsIn(dir, origins...)
	return paths
}

// snapshotsIn is snapshots where it matters that a folder cannot be read.
func snapshotsIn(dir string, origins ...string) (paths []string, err error) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if _, from, ok := timeOf(e.Name()); ok && (len(origins) == 0 || slices.Contains(origins, from)) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	slices.Sort(paths)
	slices.Reverse(paths)
	return paths, nil
}

// timeOf is what the name of a snapshot says.
func timeOf(name string) (made time.Time, origin string, ok bool) {
	name, ok = strings.CutSuffix(filepath.Base(name), snapshotSuffix)
	if !ok {
		return made, "", false
	}
	at, origin, ok := strings.Cut(name, "-")
	if !ok {
		return made, "", false
	}
	made, err := time.Parse(stamp, at)
	return made, origin, err == nil
}

// newest is the newest backup of a folder whose lists can be read. Where there is none, but there
// are packs, it is one of all their messages. Those of the data folders of come before all others.
func newest(ctx context.Context, dir string, o opener, of ...string) (*Backup, error) {
	paths := snapshots(dir)
	order := newerFirst(time.Now())
	slices.SortStableFunc(paths, func(a, b string) int {
		at, _, _ := timeOf(a)
		bt, _, _ := timeOf(b)
		if at.Equal(bt) { // within a second, as of two computers
			am, _ := manifestOf(a, o)
			bm, _ := manifestOf(b, o)
			at, bt = am.Made, bm.Made
		}
		return order(at, bt)
	})
	for _, data := range of {
		var own Options
		own.From(data)
		slices.SortStableFunc(paths, func(a, b string) int {
			_, ao, _ := timeOf(a)
			_, bo, _ := timeOf(b)
			switch am, bm := own.isOf(ao), own.isOf(bo); {
			case am == bm:
				return 0
			case am:
				return -1
			}
			return 1
		})
	}
	var first error
	for _, path := range paths {
		b := &Backup{path: path, opener: o}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := b.inFolder(dir)
		if err == nil {
			err = b.hasLists(ctx)
		}
		if err == nil {
			return b, nil
		}
		first = cmp.Or(first, err) // that of the newest one
	}
	b := &Backup{packs: dir, opener: o}
	var err error
	if b.Manifest.Packs, err = packsIn(dir); err == nil && len(b.Manifest.Packs) > 0 && (first == nil || errors.Is(first, errBroken) || errors.Is(first, ErrWrong) && o.key != nil) {
		return b, b.canOpen(ctx)
	}
	return nil, fmt.Errorf("%s: %w", dir, cmp.Or(first, ErrNothing))
}

// packsIn lists the packs of a folder of backups, whatever is in them.
func packsIn(dir string) (packs []Pack, err error) {
	list, err := os.ReadDir(filepath.Join(dir, packsFolder))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for _, e := range list {
		name, ok := strings.CutSuffix(e.Name(), packSuffix)
		if !ok {
			continue
		}
		st, err := e.Info()
		if err != nil {
			return nil, err
		}
		packs = append(packs, Pack{Name: name, Size: st.Size()})
	}
	return packs, err
}

// inFolder reads the manifest of a backup whose packs lie beside it.
func (b *Backup) inFolder(dir string) (err error) {
	b.packs = dir
	b.Manifest, err = manifestOf(b.path, b.opener)
	return err
}

package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"popmail/account/disk"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// Errors of backups.
var (
	ErrNotBackup  = errors.New("this is not a backup of PopMail's")
	ErrNewer      = errors.New("this backup is from a newer version of PopMail")
	ErrPassword   = errors.New("this backup has a password")
	ErrWrong      = errors.New("this is not the password of the backup")
	ErrRoom       = errors.New("there is not enough room for the backup")
	ErrRoomHere   = errors.New("the disk with your mail has no room for what a backup needs while it is made")
	ErrInUse      = errors.New("another PopMail is making this backup")
	ErrHurt       = errors.New("some mail here is damaged, and the older backup may have it whole")
	ErrEmpty      = errors.New("there is no mail here, and the older backup may have some")
	ErrOther      = errors.New("the older backup seems to be of another data folder, and holds many more messages; give another name")
	ErrNothing    = errors.New("there is no backup in this folder")
	ErrUnlocked   = errors.New("the backups in this folder have no password")
	ErrDamaged    = errBroken
	formatVersion = 1
)

// Options of a backup.
type Options struct {
	Program  string           // the version of PopMail
	Origin   string           // whose mail it is: names the data folder, in letters and digits; see From
	Unasked  bool             // nobody was asked whether another folder's backup may go: a file with many more messages stays, ErrOther
	Password string           // of a file; "": none
	Lock     *Lock            // of a folder; nil: none
	Keep     Rule             // which older ones stay in a folder; zero: Usual
	Reserve  int64            // octets that stay free on the disk of a folder
	Now      func() time.Time // nil: time.Now
	// Progress is told of the octets of messages that are done, of all; nil: nobody is.
	Progress func(done, all int64)

	former string // see origin; what has this name in the data folder itself is of it, too
	unsure bool   // others may have the same Origin: nothing of it is removed
}

func (o *Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

func (o *Options) keep() Rule {
	if o.Keep == (Rule{}) {
		return Usual
	}
	return o.Keep
}

func (o *Options) progress(done, all int64) {
	if o.Progress != nil {
		o.Progress(done, all)
	}
}

// Manifest says what a backup is.
type Manifest struct {
	Version  int          `json:"version"`
	Program  string       `json:"program"`
	Made     time.Time    `json:"made"`
	Origin   string       `json:"origin,omitempty"`
	Messages int          `json:"messages"`
	Octets   int64        `json:"octets"` // of all messages, as received
	Damaged  []mailbox.ID `json:"damaged,omitempty"`
	Packs    []Pack       `json:"packs,omitempty"` // of a folder
}

// Pack is a file with octets of messages, in a folder.
type Pack struct {
	Name    string    `json:"name"` // see packName
	Size    int64     `json:"size"`
	Checked time.Time `json:"checked"` // when it was read whole
}

// Report tells of a backup that was made.
type Report struct {
	Manifest
	Path    string
	Written int64 // octets on the disk that it has taken
}

// ToFile makes a backup of a store in the file path. An older backup of that name stays until
// the new one is proved; a file that is none is ErrNotBackup. Where mail of the store is damaged
// nothing takes the place of an older backup: ErrHurt. Nor does a store without any, as one that was made a moment ago because the
// disk with the mail is not there: ErrEmpty.
func ToFile(ctx context.Context, s *storage.Store, path string, o Options) (r Report, err error) {
	older := false
	switch err := look(path); {
	case err == nil:
		older = true
	case !errors.Is(err, os.ErrNotExist):
		return r, err
	}
	p, err := newPart(path)
	if err != nil {
		return r, err
	}
	b := bufio.NewWriterSize(p, 1<<20)
	var out io.WriteCloser = closer{b}
	if o.Password != "" {
		to, err := age.NewScryptRecipient(o.Password)
		if err == nil {
			to.SetWorkFactor(workFactor)
			out, err = lockTo(b, to)
		}
		if err != nil {
			return r, errors.Join(err, p.drop())
		}
	}
	r.Path = path
	w, err := newStreamWriter(out)
	if err != nil {
		return r, errors.Join(err, p.drop())
	}
	err = withCopy(ctx, s, "", func(c *storage.Copied, database string) error {
		if err := putDatabase(w, database); err != nil {
			return err
		}
		r.Manifest = o.manifest(c)
		if r.Messages == 0 && older && !emptyBackup(path, o.Password) {
			return ErrEmpty
		}
		if older && o.Unasked && o.richer(path, r.Messages) {
			return ErrOther
		}
		if err := r.messages(ctx, w, c, &o); err != nil {
			return err
		}
		if len(r.Damaged) > 0 && older {
			return ErrHurt
		}
		if err := putDatabase(w, database); err != nil {
			return err
		}
		_, err = w.end(r.json())
		return err
	})
	if err == nil {
		err = errors.Join(out.Close(), b.Flush())
	}
	if err != nil {
		return r, errors.Join(err, p.drop())
	}
	if st, err := p.f.Stat(); err == nil {
		r.Written = st.Size()
	}
	return r, p.proved(ctx, "", func(f io.Reader) error {
		f, err := unlock(bufio.NewReaderSize(f, unlockBlock), opener{password: o.Password})
		if err != nil {
			return err
		}
		return ahead(f, w.reread)
	})
}

// emptyBackup reports whether a backup is known to have no messages.
func emptyBackup(path, password string) bool {
	m, err := lastManifest(path, opener{password: password})
	return err == nil && m.Messages == 0
}

// richer reports whether a backup is known to be of another data folder, with at least twice as many messages
// as these. One's own folder is another, too, once it or the computer has another name.
func (o *Options) richer(path string, messages int) bool {
	m, err := lastManifest(path, opener{password: o.Password})
	return err == nil && m.Origin != "" && !o.isOf(m.Origin) && m.Messages/2 >= max(messages, 1)
}

// messages writes the octets of all messages of a copy, equal ones once.
func (r *Report) messages(ctx context.Context, w *streamWriter, c *storage.Copied, o *Options) error {
	p := newPacker(c, w)
	defer p.stop()
	var done int64
	err := c.Each(ctx, func(id mailbox.ID, key sum, size int64) error {
		done += size
		o.progress(done, c.Octets)
		return p.add(ctx, entry{id, key, size})
	})
	if err == nil {
		err = p.end()
	}
	r.Damaged = append(r.Damaged, p.damaged...)
	return err
}

type closer struct{ *bufio.Writer }

func (closer) Close() error { return nil }

func (o *Options) manifest(c *storage.Copied) Manifest {
	return Manifest{Version: formatVersion, Program: o.Program, Made: o.now().UTC().Truncate(time.Millisecond), Origin: o.Origin, Messages: c.Messages, Octets: c.Octets}
}

func (m *Manifest) json() []byte {
	b, err := json.Marshal(m)
	if err != nil { // it has nothing that cannot be marshalled
		panic(err)
	}
	return b
}

// withCopy makes the copy of a mail file in a folder of its own, which is gone afterwards. Where the
// disk with the mail is full that is made in the folder spare, unless it is empty; ErrRoomHere: there is no
// room for it.
func withCopy(ctx context.Context, s *storage.Store, spare string, fn func(c *storage.Copied, database string) error) error {
	copied := false
	in := func(near string) error {
		return inTemp(near, func(dir string) error {
			database := filepath.Join(dir, storage.FileName)
			return copyStore(ctx, s, database, func(c *storage.Copied) error {
				copied = true
				return fn(c, database)
			})
		})
	}
	err := in(s.Dir())
	if err == nil || copied || !isFull(err) {
		return err
	}
	if spare != "" {
		if e := in(spare); e == nil || copied || !isFull(e) {
			return e
		}
	}
	return fmt.Errorf("%w: %w", ErrRoomHere, err)
}

// copyStore is storage.Store.Copy, but in tests.
var copyStore = func(ctx context.Context, s *storage.Store, path string, fn func(c *storage.Copied) error) error {
	return s.Copy(ctx, path, fn)
}

// isFull reports whether an error says that a disk has no room.
func isFull(err error) bool {
	file, _ := errors.AsType[*mailbox.FileError](err)
	return errors.Is(err, ErrRoom) || disk.IsFull(err) || file != nil && file.Full
}

// putDatabase writes the copy of the mail file.
func putDatabase(w *streamWriter, path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	size, err := io.Copy(h, f)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	return w.record(kindDatabase, sum(h.Sum(nil)), size, func(w io.Writer) error { _, err := io.Copy(w, f); return err })
}

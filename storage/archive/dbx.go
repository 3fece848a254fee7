package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"popmail/storage/mailbox"
)

// Outlook Express keeps a folder in a file (.dbx), as Arne Schloh and Zvonko Tesic have described
// them (“OE dbx file format”). Everything in it begins with its own place, and all numbers are
// little endian. A tree leads to a description of each message, and that to its octets, which
// lie in chunks of 512 that each tell where the next one is. The tree of a file that got damaged
// or was emptied by Outlook Express leads nowhere, while the chunks are still there: those that
// nothing led to, and that are not marked as removed, are put together without it.

// Limits of such a file.
const (
	maxDBX      = 1<<32 - 1 // octets: places have 32 bits
	maxDBXDepth = 256       // nodes of the tree in one another
	maxDBXItems = 2 << 20   // descriptions of messages and nodes of the tree
)

// Sizes of what is in one.
const (
	dbxHeader = 0x24BC // of the file; what is behind it has a place of its own
	dbxNode   = 0x27C  // of the tree
	dbxChunk  = 0x210  // with its header of 16 octets
	dbxText   = 0x200  // of a chunk
)

// Where the header of a file says what.
const (
	dbxCountAt = 0xC4 // how many messages the tree leads to
	dbxRootAt  = 0xE4 // the root of the tree
)

// The entries of a description that are read: of a message, and of a folder.
const (
	dbxFlags    = 0x01
	dbxSaved    = 0x06 // when it came into the folder
	dbxFirst    = 0x04 // chunk
	dbxReceived = 0x12

	dbxFolderID   = 0x00
	dbxFolderUp   = 0x01 // the ID of the folder around it
	dbxFolderName = 0x02
	dbxFolderFile = 0x03
	dbxFolderRole = 0x09
	dbxFolderOf   = 0x0A
)

// ErrOnlyHeaders says that the text of messages is not in the file.
var ErrOnlyHeaders = errors.New("there are messages of which Outlook Express had only the beginnings: their text is on the server alone")

// isDBX tells what a file of Outlook Express holds, by its beginning: messages or, beside them,
// the names of folders and other things.
func isDBX(b []byte) (messages, beside bool) {
	if len(b) < 8 || !bytes.HasPrefix(b, []byte("\xCF\xAD\x12\xFE")) {
		return false, false
	}
	switch string(b[4:8]) {
	case "\xC5\xFD\x74\x6F":
		return true, false
	case "\xC6\xFD\x74\x6F", "\xC7\xFD\x74\x6F", "\x30\x9D\xFE\x26": // Folders, Pop3uidl, Offline
		return false, true
	}
	return false, false
}

// places is a set of places in a file, of things that are of one size and do not overlap.
type places struct {
	bits []uint64
	size int64
}

func newPlaces(file, size int64) places {
	return places{make([]uint64, file/size/64+1), size}
}

// add reports whether nothing lay there yet.
func (p places) add(at int64) bool {
	n := at / p.size
	old := p.bits[n/64]
	p.bits[n/64] = old | 1<<(n%64)
	return p.bits[n/64] != old
}

func (p places) has(at int64) bool {
	n := at / p.size
	return p.bits[n/64]&(1<<(n%64)) != 0
}

// dbx reads one file.
type dbx struct {
	ctx   context.Context
	f     *file
	nodes places
	taken places // chunks that were read
	left  int    // nodes and descriptions that may still be read
}

func newDBX(ctx context.Context, f *file) (*dbx, error) {
	if f.size > maxDBX {
		return nil, ErrTooBig
	}
	return &dbx{ctx: ctx, f: f, nodes: newPlaces(f.size, dbxNode), taken: newPlaces(f.size, dbxChunk), left: maxDBXItems}, nil
}

// at reads what lies at a place and begins with it.
func (d *dbx) at(place uint32, b []byte) error {
	if place < dbxHeader || int64(place)+int64(len(b)) > d.f.size {
		return ErrDamaged
	}
	if n, err := d.f.ReadAt(b, int64(place)); n < len(b) {
		return err
	}
	if binary.LittleEndian.Uint32(b) != place {
		return ErrDamaged
	}
	return nil
}

// number is one of the header of the file.
func (d *dbx) number(at int64) uint32 {
	var b [4]byte
	_, _ = d.f.ReadAt(b[:], at) // nothing: 0
	return binary.LittleEndian.Uint32(b[:])
}

// walk goes through the tree in order, as far as it leads.
func (d *dbx) walk(found func(place uint32) error) error {
	type step struct {
		node [dbxNode]byte
		next int // entry; -1: what is left of them all
	}
	u32 := func(b []byte, at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	var stack []*step
	down := func(place uint32) {
		if place == 0 {
			return
		}
		s := &step{next: -1}
		if d.left--; len(stack) >= maxDBXDepth || d.left < 0 || d.at(place, s.node[:]) != nil || !d.nodes.add(int64(place)) {
			return
		}
		stack = append(stack, s)
	}
	down(d.number(dbxRootAt))
	for len(stack) > 0 {
		if err := d.ctx.Err(); err != nil {
			return err
		}
		s := stack[len(stack)-1]
		if s.next < 0 {
			s.next = 0
			down(u32(s.node[:], 8))
			continue
		}
		if s.next >= int(s.node[17]) || 24+12*s.next+12 > dbxNode {
			stack = stack[:len(stack)-1]
			continue
		}
		entry := s.node[24+12*s.next:]
		s.next++
		if d.left--; d.left < 0 {
			return nil
		}
		if err := found(u32(entry, 0)); err != nil {
			return err
		}
		down(u32(entry, 4))
	}
	return nil
}

// about is a description: its entries by number, each up to its end or that of the description.
type about map[int][]byte

// maxAbout is how long a description may be.
const maxAbout = 64 << 10

// describe reads a description. most is how much of it is read.
func (d *dbx) describe(place uint32, most int) (about, error) {
	var head [12]byte
	if err := d.at(place, head[:]); err != nil {
		return nil, err
	}
	size, entries := int64(binary.LittleEndian.Uint32(head[4:])), 4*int(head[10])
	if size < int64(entries) || size > maxAbout || int64(place)+12+size > d.f.size {
		return nil, ErrDamaged
	}
	b := make([]byte, min(size, int64(max(most, entries))))
	if n, err := d.f.ReadAt(b, int64(place)+12); n < len(b) {
		return nil, err
	}
	index, data := b[:entries], b[entries:]
	a := make(about, entries/4)
	for ; len(index) > 0; index = index[4:] {
		v := int(binary.LittleEndian.Uint32(index) >> 8)
		switch id := int(index[0] & 0x7F); {
		case index[0]&0x80 != 0: // the value itself
			a[id] = []byte{byte(v), byte(v >> 8), byte(v >> 16), 0}
		case v < len(data):
			a[id] = data[v:]
		}
	}
	return a, nil
}

// number is an entry that is one; ok is false where there is none.
func (a about) number(id int) (n uint32, ok bool) {
	if len(a[id]) < 4 {
		return 0, false
	}
	return binary.LittleEndian.Uint32(a[id]), true
}

// text is an entry that ends with a NUL.
func (a about) text(id int) []byte {
	b, _, _ := bytes.Cut(a[id], []byte{0})
	return b
}

// time is an entry that is a time; zero: there is none that makes sense.
func (a about) time(id int) time.Time {
	if len(a[id]) < 8 {
		return time.Time{}
	}
	return fileTime(binary.LittleEndian.Uint64(a[id]))
}

// flags are the marks of a message.
func (a about) flags() (flags mailbox.Flag) {
	n, _ := a.number(dbxFlags)
	for bit, flag := range map[uint32]mailbox.Flag{0x20: mailbox.Starred, 0x80: mailbox.Read, 0x80000: mailbox.Answered, 0x100000: mailbox.Forwarded} {
		if n&bit != 0 {
			flags |= flag
		}
	}
	return flags
}

// chunkOf knows a chunk by its header: how many octets of text it has, and where the next one is.
// One that was removed has another header.
func chunkOf(b []byte) (text int, next uint32, ok bool) {
	n := binary.LittleEndian.Uint32(b[8:])
	if binary.LittleEndian.Uint32(b[4:]) != dbxText || n > dbxText {
		return 0, 0, false
	}
	return int(n), binary.LittleEndian.Uint32(b[12:]), true
}

// chain writes the text of the chunks from one on. Each is read once, however they lead to one
// another. Where it breaks off, that is ErrDamaged or what reading says.
func (d *dbx) chain(place uint32, w io.Writer) error {
	var b [dbxChunk]byte
	for size := int64(0); place != 0; {
		if err := d.ctx.Err(); err != nil {
			return err
		}
		if err := d.at(place, b[:]); err != nil {
			return err
		}
		n, next, ok := chunkOf(b[:])
		if !ok || !d.taken.add(int64(place)) {
			return ErrDamaged
		}
		if size += int64(n); size > maxMessage {
			return ErrTooBig
		}
		if _, err := w.Write(b[16 : 16+n]); err != nil {
			return roomError{err}
		}
		place = next
	}
	return nil
}

// roomError is one of where a message is written to: no more is read of it.
type roomError struct{ error }

func (e roomError) Unwrap() error { return e.error }

// stray is a chunk that the tree has not led to.
type stray struct{ place, next uint32 }

// strays finds those that were not read yet, by their places.
func (d *dbx) strays() (list []stray, err error) {
	const piece = 1 << 20
	b := make([]byte, piece+16)
	for at, skip := int64(dbxHeader), int64(0); at < d.f.size; at += piece {
		if err := d.ctx.Err(); err != nil {
			return nil, err
		}
		n, err := d.f.ReadAt(b[:min(int64(len(b)), d.f.size-at)], at)
		if n == 0 {
			return list, err
		}
		i := max(0, skip-at)
		for ; i+16 <= int64(n) && i < piece; i += 4 {
			if binary.LittleEndian.Uint32(b[i:]) != uint32(at+i) || at+i+dbxChunk > d.f.size {
				continue
			}
			text, next, ok := chunkOf(b[i:])
			if !ok || text == 0 {
				continue
			}
			if !d.taken.has(at + i) {
				list = append(list, stray{uint32(at + i), next})
			}
			i += dbxChunk - 4
		}
		skip = at + i
	}
	return list, nil
}

// heads are those that no other leads to.
func heads(list []stray) (places []uint32) {
	led := make([]bool, len(list))
	find := func(place uint32) (int, bool) {
		return slices.BinarySearchFunc(list, place, func(s stray, p uint32) int { return int(int64(s.place) - int64(p)) })
	}
	for _, s := range list {
		if i, ok := find(s.next); ok && s.next != s.place {
			led[i] = true
		}
	}
	for i, s := range list {
		if !led[i] {
			places = append(places, s.place)
		}
	}
	return places
}

// readDBX reads a file of Outlook Express.
func (r *reader) readDBX(f *file, where string, folder []string) error {
	d, err := newDBX(r.ctx, f)
	if err != nil {
		return r.failed(where, err)
	}
	n, bare := 0, 0
	// one hands over the message whose first chunk is at a place.
	one := func(place uint32, m *Message, only func(*sink) bool) error {
		out := &sink{room: r.room}
		err := d.chain(place, out)
		if _, full := errors.AsType[roomError](err); full || errors.Is(err, ErrTooBig) || r.ctx.Err() != nil || len(out.mem) == 0 && out.file == nil {
			return errors.Join(r.failed(m.Where, err), out.file.Close())
		}
		if only != nil && !only(out) {
			return out.file.Close()
		}
		if m.octets, m.Size = out, int64(len(out.mem)); out.file != nil {
			m.Size = out.file.Size()
		}
		if m.Date.IsZero() {
			m.Date = f.date
		}
		m.Format, m.Folder = DBX, folder
		e := errors.Join(r.give(m), out.file.Close())
		if e == nil && err != nil { // what is there came
			e = r.failed(m.Where, io.ErrUnexpectedEOF)
		}
		return e
	}
	err = d.walk(func(place uint32) error {
		n++
		m := &Message{Where: fmt.Sprintf("%s, message %d", where, n)}
		a, err := d.describe(place, 4<<10)
		if err != nil {
			return r.failed(m.Where, err)
		}
		first, ok := a.number(dbxFirst)
		if !ok || first == 0 {
			bare++
			return nil
		}
		m.Flags, m.Date = a.flags(), a.time(dbxReceived)
		if m.Date.IsZero() {
			m.Date = a.time(dbxSaved)
		}
		return one(first, m, nil)
	})
	if err != nil {
		return err
	}
	if bare > 0 {
		if err := r.failed(where, ErrOnlyHeaders); err != nil {
			return err
		}
	}
	list, err := d.strays()
	if err != nil {
		return r.failed(where, err)
	}
	pieces := 0
	for _, place := range heads(list) {
		n++
		// What was left over is read mail, as a rule.
		m := &Message{Where: fmt.Sprintf("%s, message %d", where, n), Flags: mailbox.Read}
		err := one(place, m, func(s *sink) bool {
			b := make([]byte, 1<<10)
			k, _ := s.ReadAt(b, 0) // what is there
			if !headerLike(firstLine(b[:k])) {
				pieces, n = pieces+1, n-1
				return false
			}
			return true
		})
		if err != nil {
			return err
		}
	}
	if n == 0 {
		r.found++ // an empty folder
	}
	if f.broken == nil && (pieces > 0 || uint32(n) < d.number(dbxCountAt)) {
		return r.failed(where, io.ErrUnexpectedEOF)
	}
	return r.failed(where, f.broken)
}

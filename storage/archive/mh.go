package archive

import (
	"cmp"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"

	"popmail/storage/mailbox"
)

// isMH reports whether a folder with such a list is one of MH: files that are numbered.
func isMH(list []entry) bool {
	numbered := false
	for _, e := range list {
		if e.name == ".mh_sequences" && !e.dir {
			return true
		}
		_, n := number(e.name)
		numbered = numbered || n && !e.dir
	}
	return numbered
}

// number is a name that is nothing but a number.
func number(name string) (int, bool) {
	n, err := strconv.Atoi(name)
	return n, err == nil && n > 0 && name[0] != '+'
}

// byNumber orders the files of MH.
func byNumber(a, b entry) int {
	n, _ := number(a.name)
	m, _ := number(b.name)
	return cmp.Or(cmp.Compare(n, m), strings.Compare(a.name, b.name))
}

// numbered are the marks of the messages of an MH folder, by their numbers. One that is not
// named was read.
type numbered map[int]mailbox.Flag

// maxNumbered is for how many messages marks are taken.
const maxNumbered = 1 << 20

// numberedMarks reads which marks the messages of an MH folder have, as nmh, Sylpheed or Claws
// Mail has written them.
func (r *reader) numberedMarks(dir string) (numbered, error) {
	for _, name := range []string{".claws_mark", ".sylpheed_mark", ".mh_sequences"} {
		f, err := r.tree.open(path.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
			continue
		}
		if err != nil {
			return nil, r.failed(r.where(path.Join(dir, name)), err)
		}
		b := f.start(8 * maxNumbered)
		_ = f.Close() // it was only read
		if name == ".mh_sequences" {
			return sequences(string(b)), nil
		}
		if marks, ok := markFile(b); ok {
			return marks, nil
		}
	}
	return nil, nil
}

// sequences reads a file of nmh: messages that were not seen yet, and those that Python's
// mailbox and mutt mark there.
func sequences(text string) numbered {
	out := numbered{}
	for line := range strings.Lines(text) {
		which, list, _ := strings.Cut(line, ":")
		flag, ok := map[string]mailbox.Flag{"unseen": mailbox.Read, "flagged": mailbox.Starred, "replied": mailbox.Answered}[strings.TrimSpace(which)]
		if !ok {
			continue
		}
		for w := range strings.FieldsSeq(list) {
			from, to, is := strings.Cut(w, "-")
			a, err := strconv.Atoi(from)
			b := a
			if err == nil && is {
				b, err = strconv.Atoi(to)
			}
			for n := a; err == nil && n <= b && len(out) < maxNumbered; n++ {
				marks, ok := out[n]
				if !ok {
					marks = mailbox.Read
				}
				// A message may be named twice: ranges may overlap.
				if flag == mailbox.Read {
					marks &^= flag
				} else {
					marks |= flag
				}
				if out[n] = marks; n == math.MaxInt {
					break
				}
			}
		}
	}
	return out
}

// markFile reads a file of Sylpheed or Claws Mail: a version, then for each message its number
// and its marks, all of 32 bits in the order of the computer that wrote it.
func markFile(b []byte) (numbered, bool) {
	const version = 2
	var order binary.ByteOrder = binary.LittleEndian
	if len(b) < 4 {
		return nil, false
	}
	if order.Uint32(b) != version {
		order = binary.BigEndian
	}
	if order.Uint32(b) != version {
		return nil, false
	}
	out := numbered{}
	for b = b[4:]; len(b) >= 8; b = b[8:] {
		bits, flags := order.Uint32(b[4:]), mailbox.Flag(0)
		if bits&(1<<1) == 0 { // unread
			flags |= mailbox.Read
		}
		if bits&(1<<2) != 0 {
			flags |= mailbox.Starred
		}
		if bits&(1<<4) != 0 {
			flags |= mailbox.Answered
		}
		if bits&(1<<5) != 0 {
			flags |= mailbox.Forwarded
		}
		out[int(order.Uint32(b))] = flags
	}
	return out, true
}

package archive

import (
	"cmp"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"popmail/storage/mailbox"
)

// mhMarks are the files in which programs keep the marks of the messages of an MH folder.
var mhMarks = []string{".claws_mark", ".sylpheed_mark", ".mh_sequences"}

// mhFolder is what the list of a folder tells of MH: is says that files in it are numbered; sure, that a
// file of a program that keeps mail so lies among them; years, that all the numbers are years, which
// mboxes are called by.
type mhFolder struct{ is, sure, years bool }

func isMH(list []entry) mhFolder {
	f := mhFolder{years: true}
	for _, e := range list {
		if e.dir {
			continue
		}
		f.sure = f.sure || slices.Contains(mhMarks, e.name)
		if n, ok := number(e.name); ok {
			f.is, f.years = true, f.years && n >= 1900 && n < 2100
		}
	}
	f.is = f.is || f.sure
	return f
}

// holdsMH reports whether a numbered file that is an mbox by its octets is a message of an MH folder.
//
// QUIRK: what procmail and the like deliver into MH folders may have kept its From_ line.
func (r *reader) holdsMH(f *file, in mhFolder) (bool, error) {
	at := lead(f)
	b := make([]byte, 5)
	if n, _ := f.ReadAt(b, at); string(b[:n]) != "From " { // what cannot be read is told later
		return true, nil // there is an mbox in its text
	}
	if in.years && !in.sure {
		return false, nil // the letters of a year, though it may have one alone
	}
	count := 0
	err := scanBox(f, func(boxed) error {
		if count++; count > 1 {
			return errFew
		}
		return nil
	})
	if errors.Is(err, errFew) {
		return false, nil
	}
	return true, err
}

// errFew ends a look at messages of which there are more than wanted.
var errFew = errors.New("there are more of them")

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

// numbered are the marks of the messages of an MH folder, by their numbers.
type numbered struct {
	marks map[int]mailbox.Flag
	gone  map[int]bool // those that were to go, and are there still
	rest  mailbox.Flag // of those that are not named
}

// of are the marks of a message.
func (n numbered) of(number int) mailbox.Flag {
	if flags, ok := n.marks[number]; ok {
		return flags
	}
	return n.rest
}

// maxNumbered is for how many messages marks are taken.
const maxNumbered = 1 << 20

// numberedMarks reads which marks the messages of an MH folder have, as nmh, Sylpheed or Claws
// Mail has written them. What nmh does not name was read; the other two name all that they have
// seen, so what is not among it came since.
func (r *reader) numberedMarks(dir string) (numbered, error) {
	for _, name := range mhMarks {
		f, err := r.tree.open(path.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
			continue
		}
		if err != nil {
			return numbered{rest: mailbox.Read}, r.failed(r.where(path.Join(dir, name)), err)
		}
		b := f.start(8 * maxNumbered)
		_ = f.Close() // it was only read
		if name == ".mh_sequences" {
			return numbered{marks: sequences(string(b)), rest: mailbox.Read}, nil
		}
		if marks, gone, ok := markFile(b); ok {
			return numbered{marks: marks, gone: gone}, nil
		}
	}
	return numbered{rest: mailbox.Read}, nil
}

// sequences reads a file of nmh: messages that were not seen yet, and those that Python's
// mailbox and mutt mark there.
func sequences(text string) map[int]mailbox.Flag {
	out := map[int]mailbox.Flag{}
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
// gone are those that were to go.
func markFile(b []byte) (marks map[int]mailbox.Flag, gone map[int]bool, ok bool) {
	const version = 2
	var order binary.ByteOrder = binary.LittleEndian
	if len(b) < 4 {
		return nil, nil, false
	}
	if order.Uint32(b) != version {
		order = binary.BigEndian
	}
	if order.Uint32(b) != version {
		return nil, nil, false
	}
	marks, gone = map[int]mailbox.Flag{}, map[int]bool{}
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
		n := int(order.Uint32(b))
		if marks[n] = flags; bits&(1<<3) != 0 {
			gone[n] = true
		}
	}
	return marks, gone, true
}

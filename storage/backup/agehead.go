package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"

	"popmail/storage"
)

// A file of age's is lost with any octet of its head: no key comes out of it. So a copy of the head
// follows behind the file, in copyOctets octets: copyMark, how long the head is (2 octets, the highest
// first), the head, its SHA-256, zeros, and copyMark once more, so that it is found where one of the
// marks is damaged. Without these octets it is a file of age's.
const (
	copyOctets  = 1024
	copyMark    = "PopMail age head\n"
	mostAgeHead = copyOctets - 2*len(copyMark) - 2 - sha256.Size
)

// ageWriter locks what is written and puts the copy of the head behind it when it is closed.
type ageWriter struct {
	io.WriteCloser
	to   io.Writer
	head []byte
}

func lockTo(w io.Writer, to age.Recipient) (io.WriteCloser, error) {
	var head bytes.Buffer
	begin := &turn{w: io.MultiWriter(w, &head)}
	out, err := age.Encrypt(begin, to) // which writes the head, and no more
	if err != nil {
		return nil, err
	}
	if begin.w = w; head.Len() > mostAgeHead {
		return nil, errors.New("the head of the lock is too long")
	}
	return &ageWriter{out, w, head.Bytes()}, nil
}

// turn is a writer whose end may become another one.
type turn struct{ w io.Writer }

func (t *turn) Write(b []byte) (int, error) { return t.w.Write(b) }

// Close writes what is left and the copy of the head.
func (a *ageWriter) Close() error {
	if err := a.WriteCloser.Close(); err != nil {
		return err
	}
	_, err := a.to.Write(headCopy(a.head))
	return err
}

// headCopy are the octets that follow a file of age's with a head.
func headCopy(head []byte) []byte {
	b := append(make([]byte, 0, copyOctets), copyMark...)
	b = append(binary.BigEndian.AppendUint16(b, uint16(len(head))), head...)
	s := sha256.Sum256(head)
	b = append(b, s[:]...)
	return append(b[:copyOctets-len(copyMark)], copyMark...)
}

// headOf is the head in the copy of it; nil: the copy is damaged.
func headOf(b []byte) []byte {
	b = b[len(copyMark):]
	n := int(binary.BigEndian.Uint16(b))
	if b = b[2:]; n > mostAgeHead {
		return nil
	}
	head := b[:n]
	if sha256.Sum256(head) != sum(b[n:n+sha256.Size]) {
		return nil
	}
	return head
}

// withHead is a file of backups that is read without the copy of the head. Where that is whole, the
// head comes from it.
type withHead struct {
	r      io.ReaderAt
	head   []byte // nil: that of the file
	size   int64
	copied bool // there is a copy, which may be damaged
	hurt   bool // one of them is damaged
}

func openHead(f *os.File) (*withHead, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return headIn(sectors{f}, st.Size())
}

// sectors reads a file; what its disk cannot read, while it reads other places of it, is errBroken.
type sectors struct{ f *os.File }

// readFile is (*os.File).ReadAt, but in tests.
var readFile = (*os.File).ReadAt

// ReadAt fulfils io.ReaderAt.
func (s sectors) ReadAt(b []byte, off int64) (int, error) {
	n, err := readFile(s.f, b, off)
	if err != nil && !errors.Is(err, io.EOF) && storage.BadSector(s.f, off+int64(n), err) {
		err = fmt.Errorf("%w: %w", errBroken, err)
	}
	return n, err
}

func headIn(r io.ReaderAt, size int64) (*withHead, error) {
	h := &withHead{r: r, size: size}
	if size < copyOctets {
		return h, nil
	}
	front, b := make([]byte, mostAgeHead), make([]byte, copyOctets)
	n, err := r.ReadAt(front, 0)
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, errBroken) {
		_, err = r.ReadAt(b, size-copyOctets)
	}
	if err != nil && !errors.Is(err, errBroken) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if front = front[:n]; bytes.HasPrefix(front, []byte(magic)) || !bytes.HasPrefix(b, []byte(copyMark)) && !bytes.HasSuffix(b, []byte(copyMark)) {
		return h, nil
	}
	h.size, h.copied = size-copyOctets, true
	head := headOf(b)
	h.hurt = head == nil || !bytes.Equal(b, headCopy(head)) || !bytes.HasPrefix(front, head)
	if bytes.HasPrefix(head, []byte(ageMagic)) && int64(len(head)) <= h.size {
		h.head = head
	}
	return h, nil
}

// ReadAt reads octets of the file.
func (h *withHead) ReadAt(b []byte, off int64) (n int, err error) {
	if off >= 0 && off < int64(len(h.head)) {
		n = copy(b, h.head[off:])
		b, off = b[n:], off+int64(n)
	}
	if len(b) == 0 {
		return n, nil
	}
	more, err := h.r.ReadAt(b, off)
	return n + more, err
}

// reader reads the file from its beginning.
func (h *withHead) reader() io.Reader { return io.NewSectionReader(h, 0, h.size) }

// headHurt is errBroken where the head of a file, or the copy of it, is damaged.
func headHurt(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h, err := openHead(f)
	if err == nil && h.hurt {
		err = broken("its head is damaged, or the copy of it")
	}
	return err
}

package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"

	"popmail/account/thread"
)

// mostOctets are the largest records.
var mostOctets = [256]uint64{kindDatabase: maxDatabase, kindOctets: maxOctets, kindIndex: maxIndex, kindManifest: maxManifest, kindEnd: 1 << 62}

// A stream is magic and records. A record is its kind, the SHA-256 and the size of its octets
// (8 octets, the highest first), and these in chunks of up to chunkOctets: 4 octets that say
// how long the chunk is, with the highest bit set where it is a Zstandard frame, and the
// chunk. The last record is kindEnd, which has no chunks: its SHA-256 is that of all before
// it, its size the place of kindIndex.
const magic = "PopMail backup\x01\n"

// kind tells what a record holds.
type kind byte

const (
	kindDatabase kind = 'D' // storage.Copy
	kindOctets   kind = 'O' // of a message
	kindIndex    kind = 'I' // SHA-256 and place of each kindOctets
	kindManifest kind = 'M'
	kindEnd      kind = 'E'
)

const (
	chunkOctets = 1 << 20
	packedChunk = 1 << 31
	headOctets  = 1 + sha256.Size + 8
	entryOctets = sha256.Size + 8

	maxManifest = 16 << 20
	maxIndex    = 1 << 30
	maxOctets   = 2 << 30 // of a message
	maxDatabase = 1 << 40
)

type sum = [sha256.Size]byte

// atOnce is how many chunks are packed or unpacked at once.
func atOnce() int { return min(4, thread.Processors()) }

// encoder also looks for the frequency of octets where nothing is twice: pictures in base64, which
// are most of the mail, lose a quarter by it.
var encoder = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(atOnce()), zstd.WithEncoderCRC(false), zstd.WithWindowSize(512<<10),
		zstd.WithAllLitEntropyCompression(true))
})

var decoder = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(atOnce()), zstd.WithDecoderMaxMemory(chunkOctets))
})

// streamWriter writes a stream.
type streamWriter struct {
	w     io.Writer
	at    int64
	hash  hash.Hash
	index []byte

	left  int64 // of the record that is being written
	chunk []byte
	buf   []byte
}

func newStreamWriter(w io.Writer) (*streamWriter, error) {
	s := &streamWriter{w: w, hash: sha256.New(), chunk: make([]byte, 0, chunkOctets)}
	return s, s.put([]byte(magic))
}

func (s *streamWriter) put(b []byte) error {
	n, err := s.w.Write(b)
	s.at += int64(n)
	s.hash.Write(b)
	return err
}

// begin begins a record.
func (s *streamWriter) begin(k kind, key sum, size int64) error {
	if k == kindOctets {
		s.index = binary.BigEndian.AppendUint64(append(s.index, key[:]...), uint64(s.at))
	}
	return s.head(k, key, size)
}

func (s *streamWriter) head(k kind, key sum, size int64) error {
	var h [headOctets]byte
	h[0] = byte(k)
	copy(h[1:], key[:])
	binary.BigEndian.PutUint64(h[1+sha256.Size:], uint64(size))
	return s.put(h[:])
}

// record writes one whose octets fill writes.
func (s *streamWriter) record(k kind, key sum, size int64, fill func(io.Writer) error) error {
	if err := s.begin(k, key, size); err != nil {
		return err
	}
	s.left = size
	if err := fill(s); err != nil {
		return err
	}
	if s.left != 0 {
		return fmt.Errorf("%d octets are missing", s.left)
	}
	return s.flush()
}

// Write takes octets of the record.
func (s *streamWriter) Write(b []byte) (int, error) {
	if s.left -= int64(len(b)); s.left < 0 {
		return 0, fmt.Errorf("%d octets too many", -s.left)
	}
	all := len(b)
	for len(b) > 0 {
		n := min(len(b), chunkOctets-len(s.chunk))
		s.chunk, b = append(s.chunk, b[:n]...), b[n:]
		if len(s.chunk) == chunkOctets {
			if err := s.flush(); err != nil {
				return 0, err
			}
		}
	}
	return all, nil
}

func (s *streamWriter) flush() error {
	if len(s.chunk) == 0 {
		return nil
	}
	var err error
	if s.buf, err = appendChunk(s.buf[:0], s.chunk); err != nil {
		return err
	}
	s.chunk = s.chunk[:0]
	return s.put(s.buf)
}

// appendChunk appends the chunk that holds raw.
func appendChunk(dst, raw []byte) ([]byte, error) {
	e, err := encoder()
	if err != nil {
		return dst, err
	}
	at := len(dst)
	dst = e.EncodeAll(raw, append(slices.Grow(dst, e.MaxEncodedSize(len(raw))+4), 0, 0, 0, 0))
	length := uint32(len(dst)-at-4) | packedChunk
	if len(dst)-at-4 >= len(raw) || !holds(dst[at+4:], raw) {
		dst, length = append(dst[:at+4], raw...), uint32(len(raw))
	}
	binary.BigEndian.PutUint32(dst[at:], length)
	return dst, nil
}

// holds reports whether a frame that was just made gives raw again. That is looked at here, so that
// what was written need not be unpacked once more when it is read back.
func holds(frame, raw []byte) bool {
	out := buffers.Get().(*[]byte)
	defer buffers.Put(out)
	got, err := (&piece{data: frame, packed: true, is: int64(len(raw))}).unpack(*out)
	if err == nil {
		*out = got
	}
	return err == nil && bytes.Equal(got, raw)
}

// appendChunks appends the chunks of a record with the octets raw. frame holds all of them, or is
// nil; where it can be the only chunk nothing is packed again.
func appendChunks(dst, raw, frame []byte) (_ []byte, err error) {
	if fits(frame, len(raw)) {
		dst = binary.BigEndian.AppendUint32(slices.Grow(dst, 4+len(frame)), uint32(len(frame))|packedChunk)
		return append(dst, frame...), nil
	}
	for chunk := range slices.Chunk(raw, chunkOctets) {
		if dst, err = appendChunk(dst, chunk); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// fits reports whether a frame can be the chunk of size octets: every version unpacks it within
// the memory that it grants to one.
func fits(frame []byte, size int) bool {
	var h zstd.Header
	return len(frame) > 0 && len(frame) < size && size <= chunkOctets && h.Decode(frame) == nil && !h.Skippable && h.DictionaryID == 0 &&
		h.HasFCS && h.FrameContentSize == uint64(size) && h.WindowSize <= chunkOctets
}

// ready writes a record whose chunks are those of appendChunks.
func (s *streamWriter) ready(k kind, key sum, size int64, chunks []byte) error {
	if err := s.begin(k, key, size); err != nil {
		return err
	}
	return s.put(chunks)
}

// end writes the index, the manifest before and behind it unless it is nil, and the end.
func (s *streamWriter) end(manifest []byte) (key sum, err error) {
	write := func(k kind, b []byte) error {
		return s.record(k, sha256.Sum256(b), int64(len(b)), func(w io.Writer) error { _, err := w.Write(b); return err })
	}
	if manifest != nil {
		if err := write(kindManifest, manifest); err != nil {
			return key, err
		}
	}
	place := s.at
	if err := write(kindIndex, s.index); err != nil {
		return key, err
	}
	if manifest != nil {
		if err := write(kindManifest, manifest); err != nil {
			return key, err
		}
	}
	s.hash.Sum(key[:0])
	return key, s.head(kindEnd, key, place)
}

// errBroken says that octets are not those that were written.
var errBroken = errors.New("the backup is damaged")

func broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errBroken, fmt.Sprintf(format, args...))
}

// streamReader reads a stream.
type streamReader struct {
	r    io.Reader
	at   int64     // where in the stream it is
	lost error     // after it nobody knows where in the stream it is
	part bool      // what was before is not known, and so not the checksum of all
	hash hash.Hash // of all before the record

	begin      int64 // of the record
	index      int64 // where the last kindIndex was
	kind       kind
	key        sum
	size, left int64 // of the record; left is still to be read
	got        hash.Hash
	piece, out []byte // what was read, and unpacked
	raw        []byte // what of it was not given out
	bad        error
}

func newStreamReader(r io.Reader) (*streamReader, error) {
	s := &streamReader{r: r, hash: sha256.New(), got: sha256.New()}
	b := make([]byte, len(magic))
	if err := s.read(b); err != nil {
		return nil, err
	}
	if !bytes.Equal(b, []byte(magic)) {
		return nil, ErrNotBackup
	}
	return s, nil
}

// recordReader reads from where a record begins.
func recordReader(r io.Reader) *streamReader {
	return &streamReader{r: r, hash: sha256.New(), got: sha256.New()}
}

func (s *streamReader) read(b []byte) error {
	if s.lost != nil {
		return s.lost
	}
	_, err := io.ReadFull(s.r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = broken("it ends too early")
	}
	if err != nil {
		s.lost = err
		return err
	}
	s.at += int64(len(b))
	s.hash.Write(b)
	return nil
}

// next goes on to the next record, over what is left of this one. After kindEnd it is io.EOF.
func (s *streamReader) next() error {
	if s.kind == kindEnd {
		return io.EOF
	}
	if err := s.skip(); err != nil {
		return err
	}
	var all sum
	s.hash.Sum(all[:0])
	var h [headOctets]byte
	begin := s.at
	if err := s.read(h[:]); err != nil {
		return err
	}
	s.kind, s.key = kind(h[0]), sum(h[1:])
	size := binary.BigEndian.Uint64(h[1+sha256.Size:])
	if most := mostOctets[s.kind]; most == 0 || size > most {
		return broken("a record of kind %d with %d octets", h[0], size)
	}
	s.begin = begin
	s.size, s.left, s.bad, s.raw = int64(size), int64(size), nil, nil
	s.got.Reset()
	if s.kind == kindIndex {
		s.index = begin
	}
	if s.kind == kindEnd {
		s.left = 0
		if !s.part && (s.key != all || s.size != s.index) {
			return broken("the checksum of all of it does not fit")
		}
	}
	return nil
}

// chunkFits reports whether the length that stands before a chunk can be that of so many octets.
func chunkFits(length uint32, octets int64) bool {
	n := int64(length &^ packedChunk)
	return n > 0 && n <= octets && (length&packedChunk != 0 || n == octets)
}

// piece is a chunk as it was read.
type piece struct {
	data   []byte
	packed bool
	is     int64 // octets that it holds
}

// nextPiece reads a chunk; its data lies in buf where there is room.
func (s *streamReader) nextPiece(buf []byte) (p piece, err error) {
	var n [4]byte
	if err := s.read(n[:]); err != nil {
		return p, err
	}
	length := binary.BigEndian.Uint32(n[:])
	p.packed = length&packedChunk != 0
	length &^= packedChunk
	p.is = min(s.left, chunkOctets)
	if !chunkFits(binary.BigEndian.Uint32(n[:]), p.is) {
		return p, broken("a chunk of %d octets for %d", length, p.is)
	}
	s.left -= p.is
	if cap(buf) < int(length) {
		buf = make([]byte, length)
	}
	p.data = buf[:length]
	return p, s.read(p.data)
}

// unpack gives what a chunk holds, in buf where there is room and it is packed.
func (p *piece) unpack(buf []byte) ([]byte, error) {
	if !p.packed {
		return p.data, nil
	}
	d, err := decoder()
	if err != nil {
		return nil, err
	}
	if int64(cap(buf)) < p.is {
		buf = make([]byte, 0, p.is)
	}
	if buf, err = d.DecodeAll(p.data, buf[:0]); err != nil || int64(len(buf)) != p.is {
		return nil, broken("a chunk cannot be unpacked")
	}
	return buf, nil
}

// chunk reads the next one. Where want is not set its octets are only counted.
func (s *streamReader) chunk(want bool) error {
	p, err := s.nextPiece(s.piece)
	if err != nil {
		return err
	}
	s.piece = p.data
	if !want {
		return nil
	}
	if s.raw, s.bad = p.unpack(s.out); s.bad != nil {
		return s.bad
	}
	if p.packed {
		s.out = s.raw
	}
	s.got.Write(s.raw)
	return nil
}

func (s *streamReader) skip() error {
	for s.left > 0 {
		if err := s.chunk(false); err != nil {
			return err
		}
	}
	return nil
}

// Read reads octets of the record. The last of them are only given out if all fit its
// checksum.
func (s *streamReader) Read(b []byte) (int, error) {
	for len(s.raw) == 0 {
		if s.bad != nil {
			return 0, s.bad
		}
		if s.left == 0 {
			return 0, io.EOF
		}
		if err := s.chunk(true); err != nil {
			return 0, err
		}
		if s.left == 0 && sum(s.got.Sum(nil)) != s.key {
			s.raw, s.bad = nil, broken("a checksum does not fit")
		}
	}
	n := copy(b, s.raw)
	s.raw = s.raw[n:]
	return n, nil
}

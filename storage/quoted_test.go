package storage

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// What it would bring to store text in quoted-printable decoded (docs/benchmarks.md, “Room on the
// disk”): go test ./storage -run QuotedPrintableRoom -v. Nothing in the program does it.

var (
	quotedHead = regexp.MustCompile(`(?im)^content-transfer-encoding:[ \t]*"?quoted-printable`)
	boundaries = regexp.MustCompile(`(?i)boundary="?([^";\r\n]+)`)
)

// quotedOf finds the bodies in quoted-printable: from, to.
func quotedOf(raw []byte) (out [][2]int) {
	var ends [][]byte
	for _, m := range boundaries.FindAllSubmatch(raw, -1) {
		ends = append(ends, append([]byte("\n--"), m[1]...))
	}
	for _, m := range quotedHead.FindAllIndex(raw, -1) {
		from, n := m[1], 4
		at := bytes.Index(raw[from:], []byte("\r\n\r\n"))
		if lf := bytes.Index(raw[from:], []byte("\n\n")); at < 0 || lf >= 0 && lf < at {
			at, n = lf, 2
		}
		if at < 0 || len(out) > 0 && from < out[len(out)-1][1] {
			continue
		}
		from += at + n
		to := len(raw)
		for _, end := range ends {
			if at := bytes.Index(raw[from:to], end); at >= 0 {
				to = from + at
			}
		}
		if to-from >= 100 {
			out = append(out, [2]int{from, to})
		}
	}
	return out
}

// quoting is what an encoder of quoted-printable does (RFC 2045, section 6.7): which octets it
// escapes, with which digits, and where it breaks lines. Blanks at the end of a line are escaped, and
// line ends stand as they are.
type quoting struct {
	crlf, lower bool
	width       int // characters of the longest line that ends softly, with its "="; 0: none does
	escapes     [256]bool
}

const (
	quotedCRLF  = 1
	quotedLower = 2
)

func usualEscape(c byte) bool {
	return c != '\n' && c != '\r' && c != '\t' && (c < ' ' || c > '~' || c == '=')
}

// endsLine reports whether a line ends at i.
func endsLine(data []byte, i int) bool {
	return i == len(data) || data[i] == '\n' || data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n'
}

// escaped reports whether the octet at i is to be escaped.
func (q *quoting) escaped(data []byte, i int) bool {
	switch c := data[i]; c {
	case ' ', '\t':
		return q.escapes[c] || endsLine(data, i+1)
	case '\r':
		return q.escapes[c] || !endsLine(data, i)
	default:
		return q.escapes[c]
	}
}

// breaks reports whether the line, which has column characters, is to end softly before i.
func (q *quoting) breaks(data []byte, i, column int, escaped bool) bool {
	if q.width == 0 || i == len(data) || !escaped && endsLine(data, i) {
		return false
	}
	n := 1
	if escaped {
		n = 3
	}
	return column+n >= q.width && (column+n > q.width || !endsLine(data, i+1))
}

// appendHow appends what readQuoting reads.
func (q *quoting) appendHow(dst []byte) []byte {
	flags := byte(0)
	if q.crlf {
		flags |= quotedCRLF
	}
	if q.lower {
		flags |= quotedLower
	}
	dst = append(dst, flags, byte(q.width), 0)
	at := len(dst)
	for i := range q.escapes {
		if q.escapes[i] != usualEscape(byte(i)) {
			dst = append(dst, byte(i))
		}
	}
	dst[at-1] = byte(len(dst) - at)
	return dst
}

func readQuoting(how []byte) (q quoting, rest []byte, ok bool) {
	if len(how) < 3 || len(how) < 3+int(how[2]) {
		return q, nil, false
	}
	q.crlf, q.lower, q.width = how[0]&quotedCRLF != 0, how[0]&quotedLower != 0, int(how[1])
	for i := range q.escapes {
		q.escapes[i] = usualEscape(byte(i))
	}
	rest = how[3+int(how[2]):]
	for _, c := range how[3 : 3+int(how[2])] {
		q.escapes[c] = !q.escapes[c]
	}
	return q, rest, true
}

// unquote decodes a body in quoted-printable. how tells requote of its encoder, first what it does, then
// where it did something else. ok is false where that does not give the same octets again.
func unquote(raw []byte) (data, how []byte, ok bool) {
	var q quoting
	var upper, broke bool
	var escapes, breaks []bool // of each octet of data
	var count [256]int         // how much more often an octet is escaped than not
	for i, column := 0, 0; i < len(raw); {
		c := raw[i]
		if c != '=' {
			data, escapes, breaks = append(data, c), append(escapes, false), append(breaks, broke)
			count[c]--
			i, broke, column = i+1, false, column+1
			if c == '\n' {
				column = 0
			}
			continue
		}
		rest := raw[i+1:]
		if crlf := bytes.HasPrefix(rest, []byte("\r\n")); crlf || len(rest) > 0 && rest[0] == '\n' {
			if broke || q.width > 0 && crlf != q.crlf || column+1 > 255 {
				return nil, nil, false
			}
			broke, q.crlf, q.width, column, i = true, crlf, max(q.width, column+1), 0, i+2
			if crlf {
				i++
			}
			continue
		}
		if len(rest) < 2 {
			return nil, nil, false
		}
		v := byte(0)
		for _, h := range rest[:2] {
			switch {
			case h >= '0' && h <= '9':
				v = v<<4 | (h - '0')
			case h >= 'A' && h <= 'F':
				v, upper = v<<4|(h-'A'+10), true
			case h >= 'a' && h <= 'f':
				v, q.lower = v<<4|(h-'a'+10), true
			default:
				return nil, nil, false
			}
		}
		data, escapes, breaks = append(data, v), append(escapes, true), append(breaks, broke)
		count[v]++
		i, broke, column = i+3, false, column+3
	}
	breaks = append(breaks, broke)
	if upper && q.lower {
		return nil, nil, false
	}
	odd := 0
	for i := range count {
		q.escapes[i] = usualEscape(byte(i))
		if count[i] != 0 && count[i] > 0 != q.escapes[i] && i != '\r' && i != '\n' {
			q.escapes[i] = !q.escapes[i]
			odd++
		}
	}
	if odd > 255 {
		return nil, nil, false
	}
	how = q.appendHow(nil)
	last := 0
	note := func(i, kind int) {
		how = binary.AppendUvarint(how, uint64(i-last)<<1|uint64(kind))
		last = i
	}
	for i, column := 0, 0; i <= len(data); i++ {
		escaped := i < len(data) && escapes[i]
		if i < len(data) && escaped != q.escaped(data, i) {
			note(i, 1)
		}
		if breaks[i] != q.breaks(data, i, column, escaped) {
			note(i, 0)
		}
		if breaks[i] {
			column = 0
		}
		switch {
		case escaped:
			column += 3
		case i < len(data) && data[i] == '\n':
			column = 0
		default:
			column++
		}
	}
	back, ok := requote(make([]byte, 0, len(raw)), data, how, len(raw))
	return data, how, ok && bytes.Equal(back, raw)
}

// requote appends the body of size octets that data is; ok is false where it is not of that size.
func requote(dst, data, how []byte, size int) (_ []byte, ok bool) {
	q, how, ok := readQuoting(how)
	if !ok {
		return dst, false
	}
	most := len(dst) + size
	digits := "0123456789ABCDEF"
	if q.lower {
		digits = "0123456789abcdef"
	}
	end := "=\n"
	if q.crlf {
		end = "=\r\n"
	}
	plain := q.escapes // octets that nothing is to be known of
	for i := range plain {
		plain[i] = !plain[i] && i != '\r' && i != '\n'
	}
	next, kind := -1, uint64(0) // where the encoder does something else
	read := func() {
		n, used := binary.Uvarint(how)
		if used <= 0 {
			next = -1
			return
		}
		how, next, kind = how[used:], max(next, 0)+int(n>>1), n&1
	}
	read()
	odd := func(i int, k uint64) bool {
		if next != i || kind != k {
			return false
		}
		read()
		return true
	}
	column := 0
	for i := 0; len(dst) <= most; i++ {
		run := data[i:]
		if next >= i {
			run = run[:min(len(run), next-i)]
		}
		if q.width > 0 {
			run = run[:max(0, min(len(run), q.width-1-column))]
		}
		n := 0
		for n < len(run) && plain[run[n]] {
			n++
		}
		for n > 0 && (run[n-1] == ' ' || run[n-1] == '\t') && (i+n == len(data) || data[i+n] == '\r' || data[i+n] == '\n') {
			n--
		}
		dst, column, i = append(dst, run[:n]...), column+n, i+n
		escaped := i < len(data) && q.escaped(data, i) != odd(i, 1)
		if q.breaks(data, i, column, escaped) != odd(i, 0) {
			dst, column = append(dst, end...), 0
		}
		if i == len(data) {
			break
		}
		switch c := data[i]; {
		case escaped:
			dst, column = append(dst, '=', digits[c>>4], digits[c&15]), column+3
		case c == '\n':
			dst, column = append(dst, c), 0
		default:
			dst, column = append(dst, c), column+1
		}
	}
	return dst, len(dst) == most
}

// CPUSeconds is the time that this process has used so far, where the system tells it.
var CPUSeconds = func() float64 { return 0 }

func processorTime() time.Duration { return time.Duration(CPUSeconds() * float64(time.Second)) }

// quotedTotals are octets of messages, and processor time.
type quotedTotals struct {
	messages, bodies, kept int // of them, those that cannot be rebuilt
	raw, quoted, stored    int
	decoded, free          int // stored with decoded bodies: with what rebuilds them and without
	packed, apart, opened  time.Duration
	before                 time.Duration // opened, without bodies to put together
}

// add stores a message both ways in memory.
func (q *quotedTotals) add(raw []byte) {
	rest := raw
	if bodies := bodiesOf(raw); len(bodies) > 0 {
		at := 0
		rest = nil
		for i := range bodies {
			rest = append(rest, raw[at:bodies[i].at]...)
			at = bodies[i].end
		}
		rest = append(rest, raw[at:]...)
	}
	clock := func(to *time.Duration, fn func()) {
		begun := processorTime()
		fn()
		*to += processorTime() - begun
	}
	var codec, smallCodec int
	var packed, small []byte
	clock(&q.packed, func() { codec, packed = squeeze(rest) })
	clock(&q.before, func() { _, _ = unpack(codec, int64(len(rest)), packed) })
	type body struct {
		at, size  int
		data, how []byte
	}
	var bodies []body
	var plain []byte
	hows, quoted := 0, 0
	clock(&q.apart, func() {
		at := 0
		for _, r := range quotedOf(rest) {
			q.bodies++
			data, how, ok := unquote(rest[r[0]:r[1]])
			if !ok {
				q.kept++
				continue
			}
			plain = append(append(plain, rest[at:r[0]]...), data...)
			bodies = append(bodies, body{r[0] - at, r[1] - r[0], data, how})
			quoted += r[1] - r[0]
			hows += len(how) + 6 // where it stands, how long it is
			at = r[1]
		}
		plain = append(plain, rest[at:]...)
		smallCodec, small = squeeze(plain)
	})
	q.messages++
	q.raw += len(raw)
	q.stored += len(packed)
	if quoted == 0 || len(small)+hows >= len(packed) { // then it would be left as it is
		q.decoded, q.free = q.decoded+len(packed), q.free+min(len(packed), len(small))
		clock(&q.opened, func() { _, _ = unpack(codec, int64(len(rest)), packed) })
		return
	}
	clock(&q.opened, func() {
		plain, err := unpack(smallCodec, int64(len(plain)), small)
		if err != nil {
			panic(err)
		}
		out := make([]byte, 0, len(rest))
		for _, b := range bodies {
			out, plain = append(out, plain[:b.at]...), plain[b.at:]
			out, _ = requote(out, plain[:len(b.data)], b.how, b.size)
			plain = plain[len(b.data):]
		}
		if out = append(out, plain...); !bytes.Equal(out, rest) {
			panic("a message is another")
		}
	})
	q.quoted += quoted
	q.decoded, q.free = q.decoded+len(small)+hows, q.free+len(small)
}

// inQuoted is a page as a newsletter has it.
func inQuoted(page []byte) []byte {
	var b bytes.Buffer
	b.WriteString("Subject: news\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n")
	w := quotedprintable.NewWriter(&b)
	_, err := w.Write(page)
	if err := errors.Join(err, w.Close()); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

// TestQuotedPrintableRoom measures it, and holds that what is decoded is rebuilt octet for octet.
func TestQuotedPrintableRoom(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	for _, c := range []struct {
		root string
		mail func(file []byte) []byte
	}{{"../../shared/corpora/list", bytes.Clone}, {"../../shared/corpora/torture", bytes.Clone}, {"../../shared/corpora/html", inQuoted}, {"../assets/translations", inQuoted}} {
		var all, some quotedTotals
		_ = filepath.WalkDir(c.root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return nil
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Error(err)
				return nil
			}
			raw = c.mail(raw)
			all.add(raw)
			if len(quotedOf(raw)) > 0 {
				some.add(raw)
			}
			return nil
		})
		for _, q := range []quotedTotals{all, some} {
			if q.messages > 0 {
				t.Logf("%s: %d messages, %d octets; %d bodies, %d cannot be rebuilt, %d octets in the others; stored %d now, %d decoded (%.2f %%), %d if nothing had to be said of the encoder; processor time packing %v now, %v decoded, opening %v now, %v decoded",
					c.root, q.messages, q.raw, q.bodies, q.kept, q.quoted, q.stored, q.decoded, 100*float64(q.decoded)/float64(q.stored), q.free, q.packed, q.apart, q.before, q.opened)
			}
		}
	}
}

// FuzzRequote: what an encoder makes, comes back octet for octet; and what damage makes of it does not
// end the program.
func FuzzRequote(f *testing.F) {
	f.Add([]byte("caf=C3=A9 au lait =\r\nand more=20\r\n.\r\n"), []byte("x"))
	f.Add([]byte("=3d=3D=\n=\n"), []byte{3, 76, 2, 'a', 'b', 7, 9})
	f.Add([]byte("a \t\r\r\n =0D=0A\n=0d"), []byte{0, 0, 0})
	f.Fuzz(func(t *testing.T, raw, how []byte) {
		if data, how, ok := unquote(raw); ok {
			if back, ok := requote([]byte("before"), data, how, len(raw)); !ok || string(back) != "before"+string(raw) {
				t.Errorf("%q is %q", raw, back)
			}
		}
		if out, ok := requote(nil, raw, how, len(raw)); ok && len(out) != len(raw) || len(out) > len(raw)+6+300 {
			t.Errorf("%d octets", len(out))
		}
	})
}

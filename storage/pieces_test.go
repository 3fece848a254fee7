package storage

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/storage/mailbox"
)

// TestLaid: a body that lies in several pieces is what it is in one, whatever its lines.
func TestLaid(t *testing.T) {
	data := make([]byte, 3000)
	_, _ = rand.NewChaCha8([32]byte{5}).Read(data) // never an error
	for _, width := range []int{32, 60, 76, 200, 4 << 10} {
		for n := 1; n <= 400; n += 1 + n/20 {
			end := map[bool]string{true: "\r\n", false: "\n"}[n%2 == 0]
			data := data[:n*7]
			want := strings.TrimSuffix(lines(data, width, end), end)
			step := (n%57 + 1) * 3
			l := laid{line: width, crlf: n%2 == 0}
			var got []byte
			for rest := data; len(rest) > 0; rest = rest[min(step, len(rest)):] {
				part := rest[:min(step, len(rest))]
				was := len(got)
				got = l.appendTo(got, part)
				if !l.are(got[was:], part) || l.are(got[was:len(got)-1], part) || l.are(append(bytes.Clone(got[was:]), 'A'), part) {
					t.Fatalf("%d octets in lines of %d, %d at once: not known again", len(data), width, step)
				}
				l.size = int64(len(part))
				if back, ok := readLaid(l.appendPiece(nil)); !ok || back != l {
					t.Fatalf("%+v is read as %+v", l, back)
				}
				l = l.after(len(part) / 3 * 3)
				l.size = 0
			}
			if string(got) != want {
				t.Fatalf("%d octets in lines of %d, %d at once: %q, not %q", len(data), width, step, got, want)
			}
		}
	}
	large := make([]byte, 200_000)
	_, _ = rand.NewChaCha8([32]byte{6}).Read(large) // never an error
	l := laid{line: 76, crlf: true}
	raw := l.appendTo(nil, large)
	for _, at := range []int{0, 70_000, len(raw) - 1} {
		bad := bytes.Clone(raw)
		bad[at] ^= 1
		if !l.are(raw, large) || l.are(bad, large) {
			t.Errorf("octet %d is another", at)
		}
	}
}

// TestPieceAt: each octet is found in the piece that it is in.
func TestPieceAt(t *testing.T) {
	lengths := []int64{5, 1, 1 << 20, 300, 1}
	told := appendLengths(nil, lengths)
	for i, at := range []int64{0, 5, 6, 6 + 1<<20, 306 + 1<<20} {
		for _, k := range []int64{0, lengths[i] / 2, lengths[i] - 1} {
			if n, before, err := pieceAt(told, at+k); n != i || before != k || err != nil {
				t.Errorf("octet %d: piece %d, %d before it, %v", at+k, n, before, err)
			}
		}
	}
	if n, before, err := pieceAt(nil, 3<<20+7); n != 3 || before != 7 || err != nil {
		t.Error(n, before, err)
	}
	for i := range told {
		bad := bytes.Clone(told)
		bad[i] ^= 4
		if _, _, err := pieceAt(bad, 7); !errors.Is(err, mailbox.ErrDamaged) {
			t.Errorf("octet %d is another: %v", i, err)
		}
		if _, _, err := pieceAt(told[:i], 7); i > 0 && !errors.Is(err, mailbox.ErrDamaged) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
}

// TestWrongLengths: where it cannot be read how long pieces are, the message and what is attached
// to it are read all the same, a check tells, and Mend makes it anew.
func TestWrongLengths(t *testing.T) {
	s, add := aside(t)
	ctx := t.Context()
	raw := large(5)
	id := add(raw)
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	var good, now []byte
	told := func(b *[]byte) {
		t.Helper()
		if err := s.r.QueryRow("SELECT data FROM octets").Scan(b); err != nil {
			t.Fatal(err)
		}
	}
	told(&good)
	for _, bad := range [][]byte{{1, 2, 3}, append([]byte{good[0] ^ 1}, good[1:]...), appendLengths(nil, []int64{1, 2})} {
		if err := s.write(ctx, func(t *tx) error { _, err := t.exec("UPDATE octets SET data = ?", bad); return err }); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Raw(ctx, id); err != nil || !bytes.Equal(got, raw) {
			t.Errorf("%x: %v", bad, err)
		}
		if got, err := s.Beginning(ctx, id, 3<<20); err != nil || !bytes.Equal(got, raw[:3<<20]) {
			t.Errorf("%x: the beginning: %v", bad, err)
		}
		if data, _, err := s.Attachment(ctx, id, 2); err != nil || !bytes.Equal(data, bytes.Repeat([]byte("ABC"), 190)) {
			t.Errorf("%x: an attachment: %v", bad, err)
		}
		if c, err := s.Check(ctx); c.Faults != (Faults{Lengths: 1}) || len(c.Damaged) > 0 || err != nil {
			t.Errorf("%x: %+v %v", bad, c, err)
		}
		if _, err := s.Mend(ctx); err != nil {
			t.Fatal(err)
		}
		if told(&now); !bytes.Equal(now, good) {
			t.Errorf("%x: made anew it is %x, not %x", bad, now, good)
		}
		if c, err := s.Check(ctx); !c.OK() || err != nil {
			t.Errorf("%+v %v", c, err)
		}
	}
}

// TestLostPiece: a large message of which a piece is lost is damaged, and nothing else.
func TestLostPiece(t *testing.T) {
	s, add := aside(t)
	ctx := t.Context()
	id := add(large(5))
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM pieces WHERE id = (SELECT max(id) FROM pieces)")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if c, err := s.Check(ctx); c.Faults.Any() || !slices.Equal(c.Damaged, []mailbox.ID{id}) || err != nil {
			t.Errorf("%+v %v", c, err)
		}
		if _, err := s.Mend(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCutLong: what stands before equal text changes little of how it is cut.
func TestCutLong(t *testing.T) {
	text := make([]byte, 12<<20)
	_, _ = rand.NewChaCha8([32]byte{8}).Read(text) // never an error
	cuts := func(b []byte) map[string]bool {
		out := map[string]bool{}
		for len(b) > 0 {
			n := cutLong(b[:min(len(b), pieceOctets)])
			if n <= 0 || n > pieceOctets {
				t.Fatalf("%d octets", n)
			}
			out[string(b[:n])] = true
			b = b[n:]
		}
		return out
	}
	a, b := cuts(text), cuts(append(make([]byte, 100_003), text...))
	same := 0
	for piece := range a {
		if b[piece] {
			same++
		}
	}
	if same < len(a)-4 || len(a) < 15 || len(a) > 100 {
		t.Errorf("%d of %d pieces are the same", same, len(a))
	}
}

// longBodies are those of bodiesOf that runs is to find.
func longBodies(raw []byte) (out []run) {
	r := runs{octets: bytes.NewReader(raw), size: int64(len(raw))}
	for at := int64(0); at < r.size; {
		b, err := r.next(at)
		if err != nil {
			panic(err)
		}
		if b.end > b.at {
			out = append(out, b)
		}
		at = b.end
	}
	return out
}

// somewhat is mail of every kind that a large message may be made of, and what it holds.
func somewhat(r *rand.Rand, files [][]byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: a@example.org\r\nSubject: mail %d\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello %d\r\n", r.IntN(1000), r.IntN(1000))
	for b.Len() <= largeMessage {
		file := files[r.IntN(len(files))]
		end := []string{"\r\n", "\r\n", "\n"}[r.IntN(3)]
		b.WriteString(end + "--b" + end + "Content-Type: application/octet-stream; name=a.bin" + end)
		switch r.IntN(8) {
		case 0:
			b.WriteString(end)
			b.Write(file) // as it is
		case 1: // an octet is another
			s := []byte(lines(file, 76, end))
			s[r.IntN(len(s))] = "\x00\n=A "[r.IntN(5)]
			b.WriteString("Content-Transfer-Encoding: base64" + end + end)
			b.Write(s)
		case 2: // of spaces at the ends, and of any length
			b.WriteString("Content-Transfer-Encoding: base64" + end + end + lines(file, 28+r.IntN(80), " "+end))
		case 3: // one line, or very long ones
			b.WriteString("Content-Transfer-Encoding: base64" + end + end + lines(file, []int{1 << 30, 4 << 10, 8 << 10}[r.IntN(3)], end))
		case 4: // without its end
			b.WriteString("Content-Transfer-Encoding: base64" + end + end + lines(file[:r.IntN(len(file))], 64, end))
			end = ""
		default:
			b.WriteString("Content-Transfer-Encoding: base64" + end + end + lines(file, []int{76, 76, 72, 64, 60, 100}[r.IntN(6)], end))
		}
		b.WriteString(end)
	}
	if r.IntN(3) > 0 {
		b.WriteString("--b--\r\n")
	}
	return b.Bytes()
}

func someFiles(seed byte) (files [][]byte) {
	for i, n := range []int{1000, 40_000, 300_001, 1_500_002, mostShared, mostShared + 1, 5_000_000} {
		file := make([]byte, n)
		_, _ = rand.NewChaCha8([32]byte{seed, byte(i)}).Read(file) // never an error
		if i == 2 {
			file = bytes.Repeat([]byte("a line of text that is packed well, and ends\n"), n/45)
		}
		files = append(files, file)
	}
	return files
}

// TestRuns: long bodies are found in a stream as they are in memory.
func TestRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	files := someFiles(1)[:4]
	for range 12 {
		raw := somewhat(r, files)
		var want []run
		for _, b := range bodiesOf(raw) {
			if b.end-b.at >= minShared && b.line <= mostLine {
				want = append(want, run{at: int64(b.at), end: int64(b.end), line: b.line, crlf: b.crlf, chars: int64((len(b.data) + 2) / 3 * 4)})
			}
		}
		got := longBodies(raw)
		if len(got) < len(want) {
			t.Fatalf("%d bodies, not %d", len(got), len(want))
		}
		for _, b := range want {
			found := false
			for _, g := range got {
				found = found || g == b
			}
			if !found {
				t.Fatalf("%+v is not found", b)
			}
		}
		for _, g := range got {
			if g.place(g.chars) != g.end-g.at {
				t.Fatalf("%+v has %d octets", g, g.place(g.chars))
			}
		}
	}
}

// consistent reports what of the tables does not fit together.
func consistent(t *testing.T, s *Store) {
	t.Helper()
	for _, q := range []string{
		"SELECT count(*) FROM pieces WHERE body IS NOT NULL AND body NOT IN (SELECT id FROM bodies)",
		"SELECT count(*) FROM pieces p WHERE body IS NOT NULL AND NOT EXISTS (SELECT 1 FROM message_bodies m WHERE m.message = p.message AND m.body = p.body)",
		"SELECT count(*) FROM message_bodies m JOIN octets o ON o.message = m.message WHERE o.codec = 3 AND NOT EXISTS (SELECT 1 FROM pieces p WHERE m.message = p.message AND m.body = p.body)",
		"SELECT count(*) FROM bodies WHERE id NOT IN (SELECT body FROM message_bodies)",
		"SELECT count(*) FROM pieces WHERE message NOT IN (SELECT message FROM octets WHERE codec = 3)",
		"SELECT count(*) FROM pragma_foreign_key_check",
	} {
		var n int
		if err := s.r.QueryRow(q).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d %v", q, n, err)
		}
	}
}

// TestLargeMail: whatever a large message holds, it comes back octet for octet, whole and in
// part, whichever others came and went that hold the same.
func TestLargeMail(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	s, add := aside(t)
	ctx := t.Context()
	files := someFiles(2)
	want := map[mailbox.ID][]byte{}
	same := func(id mailbox.ID) {
		t.Helper()
		raw := want[id]
		if got, err := s.Raw(ctx, id); err != nil || !bytes.Equal(got, raw) {
			t.Fatalf("message %d: %v", id, err)
		}
		var b bytes.Buffer
		if err := s.Stream(ctx, id, &b); err != nil || !bytes.Equal(b.Bytes(), raw) {
			t.Fatalf("message %d in steps: %v", id, err)
		}
		for range 8 {
			start := r.Int64N(int64(len(raw)))
			length := 1 + r.Int64N(min(int64(len(raw))-start, 1<<uint(1+r.IntN(23))))
			got, err := s.stretch(ctx, id, codecPiece, int64(len(raw)), start, length)
			if err != nil || !bytes.Equal(got, raw[start:start+length]) {
				t.Fatalf("message %d, %d octets from %d: %v", id, length, start, err)
			}
		}
	}
	for i := range 14 {
		raw := somewhat(r, files)
		id := add(raw)
		want[id] = raw
		if i%5 == 4 { // some go
			for id := range want {
				if err := s.Purge(ctx, []mailbox.ID{id}); err != nil {
					t.Fatal(err)
				}
				delete(want, id)
				break
			}
			consistent(t, s)
		}
	}
	for id := range want {
		same(id)
	}
	consistent(t, s)
	if n, bad, err := s.Verify(ctx); n != len(want) || len(bad) > 0 || err != nil {
		t.Errorf("%d %v %v", n, bad, err)
	}
	var all, stored int64
	for _, raw := range want {
		all += int64(len(raw))
	}
	if err := s.r.QueryRow("SELECT (SELECT sum(length(data)) FROM pieces) + (SELECT sum(length(data)) FROM bodies)").Scan(&stored); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d messages, %d octets, stored in %d", len(want), all, stored)
	for id := range want {
		if err := s.Purge(ctx, []mailbox.ID{id}); err != nil {
			t.Fatal(err)
		}
	}
	consistent(t, s)
	var left int
	if err := s.r.QueryRow("SELECT (SELECT count(*) FROM pieces) + (SELECT count(*) FROM bodies) + (SELECT count(*) FROM message_bodies)").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d rows are left: %v", left, err)
	}
}

// TestOldPieces: a large message that was stored before pieces shared what they hold is read as it was.
func TestOldPieces(t *testing.T) {
	s, add := aside(t)
	ctx := t.Context()
	raw := somewhat(rand.New(rand.NewPCG(7, 8)), someFiles(3)[:4])
	id := add(raw)
	err := s.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM pieces; DELETE FROM message_bodies; UPDATE octets SET data = x''")
		for piece := range bytesChunks(raw, pieceOctets) {
			if err == nil {
				_, err = t.exec("INSERT INTO pieces (message, data) VALUES (?, ?)", id, appendPiece(nil, piece))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Raw(ctx, id); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("%d octets, %v", len(got), err)
	}
	for _, at := range [][2]int64{{0, 10}, {1<<20 - 5, 10}, {1<<20 + 7, 3 << 20}, {int64(len(raw)) - 3, 3}} {
		got, err := s.stretch(ctx, id, codecPiece, int64(len(raw)), at[0], at[1])
		if err != nil || !bytes.Equal(got, raw[at[0]:at[0]+at[1]]) {
			t.Errorf("%v: %d octets, %v", at, len(got), err)
		}
	}
	if n, bad, err := s.Verify(ctx); n != 1 || len(bad) > 0 || err != nil {
		t.Errorf("%d %v %v", n, bad, err)
	}
	dir := filepath.Dir(s.path)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := Rescue(context.Background(), dir, s.now()); err != nil || r.Messages != 1 || r.Lost != 0 {
		t.Errorf("%+v %v", r, err)
	}
}

// FuzzStoredPiece: what is read is foreign: a piece of any octets gives an error or no more than it may.
func FuzzStoredPiece(f *testing.F) {
	data := bytes.Repeat([]byte("some data"), 30)
	f.Add(laid{line: 76, crlf: true, column: 76, size: 270}.appendPiece(nil), data)
	f.Add(laid{size: 270}.appendPiece(nil), data)
	f.Fuzz(func(t *testing.T, piece, data []byte) {
		p := storedPiece{data: piece, packedPart: packedPart{codec: codecLoose, size: int64(len(data)), data: data}}
		p.body.Valid = true
		raw, err := p.unpack(nil, pieceOctets)
		if err == nil && len(piece) > 0 && piece[0] == pieceShared && len(raw) > base64.StdEncoding.EncodedLen(len(data))*2+4 {
			t.Errorf("%d octets of %d", len(raw), len(data))
		}
	})
}

// FuzzRuns: bodies that are found stand where they say, and are found in memory as well.
func FuzzRuns(f *testing.F) {
	f.Add([]byte("head\n\n"), []byte("some data"), uint16(4000), uint8(76), uint8(3))
	f.Add([]byte(""), []byte("x"), uint16(40_000), uint8(64), uint8(1))
	f.Add([]byte("=\r\n"), []byte("\x00\xff"), uint16(20_000), uint8(32), uint8(200))
	f.Fuzz(func(t *testing.T, head, data []byte, times uint16, width, cut uint8) {
		if len(head)+len(data)*int(times) > 1<<20 || width == 0 {
			return
		}
		raw := append(bytes.Clone(head), lines(bytes.Repeat(data, int(times)), int(width), []string{"\n", "\r\n"}[cut%2])...)
		raw = append(raw, head...)
		raw = raw[min(int(cut/2), len(raw)):]
		found := map[[2]int64]bool{}
		for _, b := range longBodies(raw) {
			found[[2]int64{b.at, b.end}] = true
			if b.place(b.chars) != b.end-b.at {
				t.Fatalf("%+v has %d octets", b, b.place(b.chars))
			}
		}
		for _, b := range bodiesOf(raw) {
			if b.end-b.at >= minShared && b.line <= mostLine && !found[[2]int64{int64(b.at), int64(b.end)}] {
				t.Fatalf("a body at %d to %d is not found", b.at, b.end)
			}
		}
	})
}

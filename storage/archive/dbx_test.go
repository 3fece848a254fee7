package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/spool"
	"popmail/storage/mailbox"
)

// dbxFile writes a file of Outlook Express as the descriptions of the format say. Nodes of its
// tree have perNode entries.
type dbxFile struct {
	b       []byte
	perNode int
	infos   []uint32
}

func newDBXFile(class string, perNode int) *dbxFile {
	w := &dbxFile{b: make([]byte, dbxHeader+0x618), perNode: perNode}
	copy(w.b, "\xCF\xAD\x12\xFE"+class+"\x66\xE3\xD1\x11\x9A\x4E\x00\xC0\x4F\xA3\x09\xD4\x05\x00\x00\x00\x05\x00\x00\x00")
	w.put(0x1C, 0x618)
	return w
}

func (w *dbxFile) put(at int, v uint32) { binary.LittleEndian.PutUint32(w.b[at:], v) }

// object appends so many octets that begin with their place.
func (w *dbxFile) object(size int) (at int) {
	for len(w.b)%4 != 0 {
		w.b = append(w.b, 0)
	}
	at = len(w.b)
	w.b = append(w.b, make([]byte, size)...)
	w.put(at, uint32(at))
	return at
}

// text appends the chunks of a message and returns their places. Other things lie between them.
func (w *dbxFile) text(raw string) (chunks []int) {
	for len(raw) > 0 || len(chunks) == 0 {
		at := w.object(dbxChunk)
		n := copy(w.b[at+16:], raw[:min(len(raw), dbxText)])
		raw = raw[n:]
		w.put(at+4, dbxText)
		w.put(at+8, uint32(n))
		if last := len(chunks) - 1; last >= 0 {
			w.put(chunks[last]+12, uint32(at))
		}
		chunks = append(chunks, at)
		if len(chunks)%3 == 0 {
			w.object(40)
		}
	}
	return chunks
}

// remove marks chunks as removed.
func (w *dbxFile) remove(chunks []int) {
	for i, at := range chunks {
		w.put(at+4, dbxText-4)
		w.put(at+8, dbxChunk)
		w.put(at+12, 0)
		w.put(at+16, 0)
		if i+1 < len(chunks) {
			w.put(at+16, uint32(chunks[i+1]))
		}
	}
}

// info appends a description: small numbers stand in the index, everything else behind it.
func (w *dbxFile) info(list map[int]any) {
	var ids []int
	for id := range list {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var index, data []byte
	for _, id := range ids {
		var v []byte
		switch x := list[id].(type) {
		case int:
			if x < 1<<24 {
				index = append(index, byte(id)|0x80, byte(x), byte(x>>8), byte(x>>16))
				continue
			}
			v = binary.LittleEndian.AppendUint32(nil, uint32(x))
		case string:
			v = append([]byte(x), 0)
		case time.Time:
			v = binary.LittleEndian.AppendUint64(nil, uint64(x.Unix()+11_644_473_600)*10_000_000)
		}
		index = append(index, byte(id), byte(len(data)), byte(len(data)>>8), byte(len(data)>>16))
		data = append(data, v...)
	}
	at := w.object(12 + len(index) + len(data))
	w.put(at+4, uint32(len(index)+len(data)))
	w.b[at+10] = byte(len(ids))
	copy(w.b[at+12:], append(index, data...))
	w.infos = append(w.infos, uint32(at))
}

// message appends a message with its description.
func (w *dbxFile) message(raw string, flags int, date time.Time) (chunks []int) {
	chunks = w.text(raw)
	header, _, _ := strings.Cut(raw, "\r\n\r\n")
	subject, from := "", ""
	for line := range strings.SplitSeq(header, "\r\n") {
		if s, ok := strings.CutPrefix(line, "Subject: "); ok {
			subject = s
		}
		if s, ok := strings.CutPrefix(line, "From: "); ok {
			from = s
		}
	}
	w.info(map[int]any{0: len(w.infos) + 1, dbxFlags: flags, 2: date, dbxFirst: chunks[0], 5: subject, 7: "<id>", 8: subject, 0x0D: from, 0x0E: from, 0x11: len(raw), dbxReceived: date, 0x13: "You", 0x14: "you@example.org"})
	return chunks
}

// octets writes the tree over what was appended.
func (w *dbxFile) octets() []byte {
	w.put(dbxCountAt, uint32(len(w.infos)))
	root := w.tree(w.infos, 0)
	w.put(dbxRootAt, uint32(root))
	w.put(0x7C, uint32(len(w.b)))
	return w.b
}

func (w *dbxFile) tree(infos []uint32, up int) int {
	if len(infos) == 0 {
		return 0
	}
	at := w.object(dbxNode)
	w.put(at+12, uint32(up))
	n := min(w.perNode, len(infos))
	w.b[at+17] = byte(n)
	// What does not fit lies below, one part before the first entry and one behind each.
	rest, from := len(infos)-n, 0
	part := func(i int) (below []uint32) {
		to := from + rest*(i+1)/(n+1) - rest*i/(n+1)
		below, from = infos[from:to], to
		return below
	}
	below := part(0)
	w.put(at+20, uint32(len(below)))
	child := w.tree(below, at)
	w.put(at+8, uint32(child))
	for i := range n {
		entry := at + 24 + 12*i
		w.put(entry, infos[from])
		from++
		below := part(i + 1)
		child := w.tree(below, at)
		w.put(entry+4, uint32(child))
		w.put(entry+8, uint32(len(below)))
	}
	return at
}

// dbxMail is a message of so many octets.
func dbxMail(n, size int) string {
	head := fmt.Sprintf("From: a%d@example.org\r\nTo: you@example.org\r\nSubject: number %d\r\nDate: Fri, 20 Nov 2020 10:00:%02d +0000\r\n\r\n", n, n, n%60)
	line := fmt.Sprintf("line of message %d, which is long enough\r\n", n)
	return head + strings.Repeat(line, max(1, (size-len(head))/len(line)))
}

var dbxDay = time.Date(2004, 5, 6, 7, 8, 9, 0, time.UTC)

// dbxRead reads a tree and lists "folder: flags: date: octets" and what failed.
func dbxRead(t testing.TB, in tree) (mail, failed []string) {
	t.Helper()
	dir := t.TempDir()
	r := &reader{ctx: context.Background(), tree: in, name: "in", room: func() (*spool.File, error) { return spool.Create(dir, "x") }}
	r.visit = func(m *Message, err error) error {
		if err == nil {
			var c *content
			if c, err = r.take(m); err == nil {
				mail = append(mail, fmt.Sprintf("%s %d %s %q", strings.Join(m.Folder, "/"), m.Flags, m.Date.Format(time.DateTime), c.raw))
				return c.file.Close()
			}
		}
		failed = append(failed, fmt.Sprint(m.Where, ": ", err))
		return nil
	}
	if err := r.top("in"); err != nil {
		t.Fatal(err)
	}
	return mail, failed
}

// TestDBX: every message comes in the order of the tree, octet for octet, with its marks.
func TestDBX(t *testing.T) {
	for _, perNode := range []int{1, 3, 51} {
		w := newDBXFile("\xC5\xFD\x74\x6F", perNode)
		var want []string
		for i := range 120 {
			raw := dbxMail(i, 130*i)
			flags, marks := 0x01, mailbox.Flag(0)
			for n, f := range map[int]mailbox.Flag{0x80: mailbox.Read, 0x20: mailbox.Starred, 0x80000: mailbox.Answered, 0x100000: mailbox.Forwarded} {
				if i*n%3 == 0 {
					flags, marks = flags|n, marks|f
				}
			}
			w.message(raw, flags, dbxDay)
			want = append(want, fmt.Sprintf("Post %d 2004-05-06 07:08:09 %q", marks, raw))
		}
		w.remove(w.text(dbxMail(999, 3000))) // it stays out
		mail, failed := dbxRead(t, memTree{"Post.dbx": w.octets()})
		if !slices.Equal(mail, want) || len(failed) > 0 {
			t.Errorf("%d to a node: %d of %d, failed %q", perNode, len(mail), len(want), failed)
		}
	}
}

// TestDBXLarge: a message that does not stay in memory is the same.
func TestDBXLarge(t *testing.T) {
	w := newDBXFile("\xC5\xFD\x74\x6F", 51)
	raw := dbxMail(1, spoolFrom+5000)
	w.message(raw, 0, dbxDay)
	mail, failed := dbxRead(t, memTree{"Post.dbx": w.octets()})
	if len(mail) != 1 || len(failed) != 0 || mail[0] != fmt.Sprintf("Post 0 2004-05-06 07:08:09 %q", raw) {
		t.Errorf("%d messages, failed %q", len(mail), failed)
	}
}

// TestDBXDamaged: what the tree does not lead to is put together from its chunks, what was
// removed stays out, and what is missing is told.
func TestDBXDamaged(t *testing.T) {
	file := func(change func(w *dbxFile, chunks [][]int)) memTree {
		w := newDBXFile("\xC5\xFD\x74\x6F", 2)
		var all [][]int
		for i := range 8 {
			all = append(all, w.message(dbxMail(i, 2000), 0x80, dbxDay))
		}
		w.remove(w.text(dbxMail(9, 2000)))
		b := w.octets()
		change(w, all)
		return memTree{"Inbox.dbx": b}
	}
	u32 := func(b []byte, at int) int { return int(binary.LittleEndian.Uint32(b[at:])) }
	for name, c := range map[string]struct {
		change func(w *dbxFile, chunks [][]int)
		want   string // the messages that came whole
		failed int
	}{
		"whole":             {func(*dbxFile, [][]int) {}, "0 1 2 3 4 5 6 7", 0},
		"emptied":           {func(w *dbxFile, _ [][]int) { w.put(dbxCountAt, 0); w.put(dbxRootAt, 0) }, "0 1 2 3 4 5 6 7", 0},
		"no root":           {func(w *dbxFile, _ [][]int) { w.put(dbxRootAt, 1<<30) }, "0 1 2 3 4 5 6 7", 0},
		"root is a loop":    {func(w *dbxFile, _ [][]int) { w.put(u32(w.b, dbxRootAt)+8, uint32(u32(w.b, dbxRootAt))) }, "0 1 2 3 4 5 6 7", 0},
		"a description":     {func(w *dbxFile, _ [][]int) { w.put(int(w.infos[3]), 7) }, "0 1 2 3 4 5 6 7", 1},
		"a first chunk":     {func(w *dbxFile, c [][]int) { w.put(c[2][0], 7) }, "0 1 3 4 5 6 7", 2},
		"a chunk within":    {func(w *dbxFile, c [][]int) { w.put(c[2][2], 7) }, "0 1 3 4 5 6 7", 2},
		"a chunk is a loop": {func(w *dbxFile, c [][]int) { last := c[2][len(c[2])-1]; w.put(last+12, uint32(last)) }, "0 1 2 3 4 5 6 7", 1},
		"two in one":        {func(w *dbxFile, c [][]int) { last := c[2][len(c[2])-1]; w.put(last+12, uint32(c[5][0])) }, "0 1 3 4 6 7", 1},
	} {
		mail, failed := dbxRead(t, file(c.change))
		var got []string
		for i := range 10 {
			for _, m := range mail {
				if strings.HasSuffix(m, fmt.Sprintf(" %q", dbxMail(i, 2000))) {
					got = append(got, fmt.Sprint(i))
				}
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want || len(failed) != c.failed {
			t.Errorf("%s: %q, failed %q", name, got, failed)
		}
	}
}

// TestDBXCut: of a file that was cut short what is there comes in, and that it is not all is told.
func TestDBXCut(t *testing.T) {
	w := newDBXFile("\xC5\xFD\x74\x6F", 4)
	for i := range 10 {
		w.message(dbxMail(i, 3000), 0x80, dbxDay)
	}
	b := w.octets()
	for _, c := range []struct{ cut, least, failed int }{
		{len(b) - 1, 10, 0}, // what a node of the tree leads to
		{len(b) - 5000, 9, 0},
		{dbxHeader + 0x618 + 10_000, 2, 1},
		{dbxHeader, 0, 1},
		{300, 0, 0},
		{8, 0, 0},
	} {
		mail, failed := dbxRead(t, memTree{"Inbox.dbx": b[:c.cut], "a.eml": []byte("From: x\n\ny\n")})
		if len(mail) < c.least+1 || len(failed) < c.failed {
			t.Errorf("%d of %d octets: %d messages, failed %q", c.cut, len(b), len(mail), failed)
		}
	}
}

// TestDBXHeaders: messages without text are told of once, for the file.
func TestDBXHeaders(t *testing.T) {
	w := newDBXFile("\xC5\xFD\x74\x6F", 4)
	for range 3 {
		w.info(map[int]any{0: 1, dbxFlags: 0, 8: "only a subject"})
	}
	mail, failed := dbxRead(t, memTree{"Inbox.dbx": w.octets()})
	if len(mail) != 0 || len(failed) != 1 || !strings.Contains(failed[0], ErrOnlyHeaders.Error()) {
		t.Error(mail, failed)
	}
}

// dbxFolders is a Folders.dbx of names "file, name, ID, ID above, role, of".
func dbxFolders(list ...[]any) []byte {
	w := newDBXFile("\xC6\xFD\x74\x6F", 3)
	for _, f := range list {
		w.info(map[int]any{dbxFolderFile: f[0], dbxFolderName: f[1], dbxFolderID: f[2], dbxFolderUp: f[3], dbxFolderRole: f[4], dbxFolderOf: f[5]})
	}
	return w.octets()
}

// TestDBXFolders: folders have the names and places that Folders.dbx gives them, in whatever code
// page; without it they have those of their files.
func TestDBXFolders(t *testing.T) {
	one := func(n int) []byte {
		w := newDBXFile("\xC5\xFD\x74\x6F", 51)
		w.message(dbxMail(n, 100), 0, dbxDay)
		return w.octets()
	}
	index := dbxFolders(
		[]any{"", "Outlook Express", 0, 0xFFFFFFFF, 0, 3},
		[]any{"", "\xCB\xEE\xEA\xE0\xEB\xFC\xED\xFB\xE5", 1, 0, 0, 3},
		[]any{"\xC2\xF5\xEE\xE4\xFF\xF9\xE8\xE5.dbx", "\xC2\xF5\xEE\xE4\xFF\xF9\xE8\xE5", 2, 1, 1, 3},
		[]any{"\xD0\xE0\xE1\xEE\xF2\xE0.dbx", "\xD0\xE0\xE1\xEE\xF2\xE0", 3, 1, 0, 3},
		[]any{"Plans(1).dbx", "Plans", 4, 3, 0, 3},
		[]any{"", "mail.example.org", 5, 0, 0, 1},
		[]any{"Inbox (1).dbx", "INBOX", 6, 5, 1, 1},
		[]any{"loop.dbx", "loop", 7, 7, 0, 3},
	)
	in := memTree{
		"OE/Folders.dbx": index, "OE/Входящие.dbx": one(1), "OE/Работа.dbx": one(2), "OE/plans(1).DBX": one(3), "OE/Inbox (1).dbx": one(4), "OE/Unknown.dbx": one(5), "OE/loop.dbx": one(7),
		"OE/Pop3uidl.dbx": newDBXFile("\xC7\xFD\x74\x6F", 1).octets(), "OE/Offline.dbx": newDBXFile("\x30\x9D\xFE\x26", 1).octets(), "Other/Sent Items.dbx": one(6),
	}
	mail, failed := dbxRead(t, in)
	var got []string
	for _, m := range mail {
		name, _, _ := strings.Cut(m, " 0 2004")
		_, n, _ := strings.Cut(m, "Subject: number ")
		got = append(got, n[:1]+" "+name)
	}
	slices.Sort(got)
	loop := slices.IndexFunc(got, func(s string) bool { return strings.HasPrefix(s, "7 ") })
	if loop < 0 {
		t.Fatal("the loop is missing")
	}
	got = slices.Delete(got, loop, loop+1)
	want := []string{"1 Inbox", "2 Работа", "3 Работа/Plans", "4 mail.example.org/Inbox", "5 Unknown", "6 Sent Items"}
	if !slices.Equal(got, want) || len(failed) > 0 {
		t.Errorf("%q, failed %q", got, failed)
	}
}

// TestDBXAlone: a file that was chosen itself has the name that Folders.dbx beside it gives it;
// files beside those with mail hold none.
func TestDBXAlone(t *testing.T) {
	dir := t.TempDir()
	w := newDBXFile("\xC5\xFD\x74\x6F", 51)
	w.message(dbxMail(1, 100), 0, dbxDay)
	index := dbxFolders([]any{"", "Outlook Express", 0, 0xFFFFFFFF, 0, 3}, []any{"", "Lokale Ordner", 1, 0, 0, 3}, []any{"Posteingang.dbx", "Posteingang", 2, 1, 1, 3})
	for name, b := range map[string][]byte{"Folders.dbx": index, "Posteingang.dbx": w.octets()} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	err := Read(context.Background(), filepath.Join(dir, "Posteingang.dbx"), nil, func(m *Message, err error) error {
		got = append(got, fmt.Sprint(m.Folder, err))
		return nil
	})
	if err != nil || !slices.Equal(got, []string{"[Inbox] <nil>"}) {
		t.Error(got, err)
	}
	if err := Read(context.Background(), filepath.Join(dir, "Folders.dbx"), nil, nil); !errors.Is(err, ErrNoMail) {
		t.Error(err)
	}
}

// TestDBXAsUndbx: undbx reads the same octets out of a file, and with its tree gone it finds in
// the chunks what is found here.
func TestDBXAsUndbx(t *testing.T) {
	path, err := exec.LookPath("undbx")
	if err != nil {
		t.Skip("undbx is not installed")
	}
	w := newDBXFile("\xC5\xFD\x74\x6F", 5)
	for i := range 200 {
		w.message(dbxMail(i, 40*i), 0x81, dbxDay)
	}
	whole := w.octets()
	bare := bytes.Clone(whole)
	copy(bare[dbxCountAt:], make([]byte, 4))
	copy(bare[dbxRootAt:], make([]byte, 4))
	for name, b := range map[string][]byte{"whole": whole, "emptied": bare} {
		dir := t.TempDir()
		in, out := filepath.Join(dir, "Post.dbx"), filepath.Join(dir, "out")
		if err := errors.Join(os.WriteFile(in, b, 0o600), os.Mkdir(out, 0o700)); err != nil {
			t.Fatal(err)
		}
		args := []string{in, out}
		if name != "whole" {
			args = append([]string{"--recover"}, args...)
		}
		if said, err := exec.Command(path, args...).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, said)
		}
		var theirs, ours []string
		_ = filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				b, _ := os.ReadFile(path)
				theirs = append(theirs, fmt.Sprintf("%q", b))
			}
			return err
		})
		mail, failed := dbxRead(t, memTree{"Post.dbx": b})
		for _, m := range mail {
			ours = append(ours, m[strings.Index(m, `"`):])
		}
		slices.Sort(theirs)
		slices.Sort(ours)
		if !slices.Equal(ours, theirs) || len(ours) != 200 || len(failed) > 0 {
			t.Errorf("%s: %d, undbx %d, failed %q", name, len(ours), len(theirs), failed)
		}
	}
}

// FuzzDBX: whatever a file says of itself, reading it ends, and nothing comes out twice.
func FuzzDBX(f *testing.F) {
	w := newDBXFile("\xC5\xFD\x74\x6F", 2)
	for i := range 5 {
		w.message(dbxMail(i, 900), 0x80, dbxDay)
	}
	w.remove(w.text(dbxMail(9, 900)))
	b := w.octets()
	f.Add(b, uint16(0), uint32(0), uint16(0), uint32(0))
	f.Add(b, uint16(dbxRootAt/4), uint32(0), uint16(dbxCountAt/4), uint32(0))
	f.Add(dbxFolders([]any{"", "Outlook Express", 0, 0xFFFFFFFF, 0, 3}, []any{"a.dbx", "x", 1, 0, 1, 3}), uint16(0), uint32(0), uint16(0), uint32(0))
	f.Fuzz(func(t *testing.T, b []byte, at uint16, v uint32, at2 uint16, v2 uint32) {
		b = bytes.Clone(b)
		for at, v := range map[int]uint32{4 * int(at): v, 4 * int(at2): v2} {
			if at > 0 && at+4 <= len(b) {
				binary.LittleEndian.PutUint32(b[at:], v)
			}
		}
		size := 0
		all, _ := readAll(t, memTree{"Folders.dbx": b, "a.dbx": b})
		for _, c := range all {
			size += len(c.raw)
		}
		if messages, _ := isDBX(b); messages && size > 2*len(b) {
			t.Errorf("%d octets of %d", size, len(b))
		}
	})
}

package archive

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"

	"popmail/account/spool"
	"popmail/pop3/pop3test"
	"popmail/storage/mailbox"
)

// memTree is a folder in memory.
type memTree map[string][]byte

func (t memTree) list(dir string) (out []entry, _ error) {
	seen := map[string]bool{}
	for name := range t {
		if dir != "" {
			rest, ok := strings.CutPrefix(name, dir+"/")
			if !ok {
				continue
			}
			name = rest
		}
		first, _, sub := strings.Cut(name, "/")
		if !seen[first] {
			seen[first] = true
			out = append(out, entry{first, sub})
		}
	}
	return out, nil
}

func (t memTree) begin(name string) (*file, error) { return t.open(name) }

func (t memTree) open(name string) (*file, error) {
	b, ok := t[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return &file{ReaderAt: bytes.NewReader(b), Closer: io.NopCloser(nil), size: int64(len(b))}, nil
}

// readAll reads all mail of a tree and returns what would be stored.
func readAll(t testing.TB, tree tree) (all []*content, failed int) {
	dir := t.TempDir()
	r := &reader{ctx: context.Background(), tree: tree, name: "in", room: func() (*spool.File, error) { return spool.Create(dir, "x") }}
	r.visit = func(m *Message, err error) error {
		if err == nil {
			var c *content
			if c, err = r.take(m); err == nil {
				all = append(all, c)
				err = c.file.Close()
			}
		}
		if err != nil {
			failed++
		}
		return nil
	}
	if err := r.top("in"); err != nil {
		failed++
	}
	return all, failed
}

// FuzzRead: whatever lies in files, what comes out is no more than went in.
func FuzzRead(f *testing.F) {
	var z bytes.Buffer
	w := zip.NewWriter(&z)
	for _, name := range []string{"a/cur/1:2,S", "a/new/2", "../b.eml", "c.mbox"} {
		e, _ := w.Create(name)
		_, _ = e.Write([]byte("From a@b Mon Jan  2 15:04:05 2006\nSubject: x\n\ny\n"))
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	for i, s := range []string{
		"From a@b Mon Jan  2 15:04:05 2006\nSubject: x\nContent-Length: 2\n\ny\n\nFrom a@b Mon Jan  2 15:04:05 2006\nContent-Length: 2\n\nz\n",
		"Subject: x\nFrom: y\n\nz\n", "15\nSubject: x\n\nzz<plist><key>flags</key><integer>17</integer>", z.String(), "unseen: 1-3 9\n", `{"file":"x.eml","as_is":true}` + "\n",
		"From -\nStatus: RO\nX-PopMail: crlf open\nSubject: x\n\n>From y\n\n",
		gzipOf(f, "From a@b Mon Jan  2 15:04:05 2006\nSubject: x\n\ny\n"), "\x28\xB5\x2F\xFD\x04\x00\x11\x00\x00From: x\n\n", "BZh91AY&SY", "\xFD7zXZ\x00",
	} {
		f.Add([]byte(s), uint8(i))
	}
	names := []string{".claws_mark", "box", "a.eml", "b.emlx", "c.zip", ".mh_sequences", marksFile, "cur/1:2,FT", "17", "new/x"}
	f.Fuzz(func(t *testing.T, b []byte, at uint8) {
		tree := memTree{names[int(at)%len(names)]: b, "2": []byte("From: x\nSubject: y\n\nz\n"), "tmp/x": nil}
		all, _ := readAll(t, tree)
		size := 0
		for _, c := range all {
			size += len(c.raw)
		}
		if most := 2*len(b) + 100; size > most && !bytes.HasPrefix(b, []byte("PK")) && packingOf(b) == plainly && !isTar(b) {
			t.Errorf("%d octets of %d", size, len(b))
		}
	})
}

func gzipOf(t testing.TB, s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(s))
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// FuzzPacked: what is compressed comes out within bounds, whatever it is.
func FuzzPacked(f *testing.F) {
	for _, s := range []string{gzipOf(f, "From: x\n\ny\n"), gzipOf(f, strings.Repeat("x", 1<<16)), "\x28\xB5\x2F\xFD\x04\x00\x11\x00\x00From: x\n\n", "\x28\xB5\x2F\xFD\x00\x90\x19\x00\x00abc", "BZh91AY&SY\x0f", "Dovecot-LZ4\x0D\x2A\x9B\xC5", "\x50\x2A\x4D\x18\x01\x00\x00\x00x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		r := &reader{ctx: t.Context(), room: func() (*spool.File, error) { return spool.Create(dir, "x") }, spent: new(int64)}
		const most = 1 << 20
		out, packed, err := r.unpack(&file{ReaderAt: bytes.NewReader(b), Closer: io.NopCloser(nil), size: int64(len(b))}, "x.gz", most)
		if err != nil {
			return
		}
		err = out.whole()
		if over := out.size > most+1; over || packed != (packingOf(b) != plainly) || *r.spent > most+firstUnpacked+1 {
			t.Errorf("%d octets of %d, %v", out.size, len(b), err)
		}
		if !packed && (out.size != int64(len(b)) || err != nil) {
			t.Errorf("%d octets of %d, %v", out.size, len(b), err)
		}
		if err := out.Close(); err != nil {
			t.Error(err)
		}
	})
}

// FuzzMBox: what is written into an mbox comes out of it octet for octet, whatever lies beside.
func FuzzMBox(f *testing.F) {
	for _, s := range []string{"", "Subject: x\r\n\r\nFrom y\r\n", "\n", "a\rb\r\r\n", ">From \n>>>", "Content-Length: 3\n\nab\n", "X-PopMail: crlf\n\n", "Status: RO", "Subject: x\r\n\r\n\x00From a@b Mon Jan  2 15:04:05 2006\r\nSubject: forged\r\n\r\nb\r\n"} {
		f.Add([]byte(s), []byte("Content-Length: 3\r\n\r\nx\r\n"))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		pop3test.Within(t, len(a)+len(b), func() {
			var out bytes.Buffer
			w := bufio.NewWriter(&out)
			shelf := &boxShelf{w: w, folder: "Work/Été"}
			mail := [][]byte{a, b, a}
			for _, raw := range mail {
				o := &octets{sink: sink{mem: raw}}
				_, _ = o.lineStat.Write(raw)
				if err := shelf.put(t.Context(), &mailbox.Summary{Flags: mailbox.Starred}, o); err != nil {
					t.Fatal(err)
				}
			}
			_ = w.Flush()
			all, failed := readAll(t, memTree{"box.mbox": out.Bytes()})
			if failed > 0 || len(all) != len(mail) {
				t.Fatalf("%d messages, %d failed:\n%q", len(all), failed, out.Bytes())
			}
			for i, c := range all {
				if !bytes.Equal(c.raw, mail[i]) || c.head.note == nil || c.head.flags != mailbox.Starred || strings.Join(c.head.note.folder, "/") != "Work/Été" {
					t.Fatalf("%q came back as %q\n%q", mail[i], c.raw, out.Bytes())
				}
			}
		})
	})
}

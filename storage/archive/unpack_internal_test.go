package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/account/spool"
)

// counted counts the octets that are read, and calls then with each reading.
type counted struct {
	io.ReaderAt
	n    int64
	then func(n int64)
}

func (c *counted) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	if c.n += int64(n); c.then != nil {
		c.then(c.n)
	}
	return n, err
}

// stored is a zip file of files that are stored as they are.
func stored(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readZip(ctx context.Context, in *counted, size int, visit Visit) error {
	r := &reader{ctx: ctx, visit: visit, room: nil}
	return r.packed(&file{ReaderAt: in, Closer: io.NopCloser(nil), size: int64(size)}, "all.zip")
}

// Of what is no mail no more is unpacked than tells that.
func TestZipOfPicturesIsNotUnpacked(t *testing.T) {
	const each = 2 << 20
	files := map[string]string{
		"a.jpg": "\xff\xd8\xff" + strings.Repeat("x", each), "b.mp4": "\x00\x00\x00\x18ftypmp42" + strings.Repeat("y\x00", each/2),
		"c.txt": "Words and words.\n" + strings.Repeat("More of them\n", each/13), "d.docx": "PK\x03\x04" + strings.Repeat("z", each),
		"e.mbx": "JMF6\x03\x00\x01\x00" + strings.Repeat("z", each),
	}
	z := stored(t, files)
	in := &counted{ReaderAt: bytes.NewReader(z)}
	told := 0
	err := readZip(t.Context(), in, len(z), func(_ *Message, err error) error {
		if told++; !errors.Is(err, ErrOutlook) {
			t.Error(err)
		}
		return nil
	})
	if err != nil || told != 1 {
		t.Error(err, told)
	}
	if most := int64(len(files)) * 2 * firstUnpacked; in.n > most {
		t.Errorf("%d octets of %d were read, more than %d", in.n, len(z), most)
	}
	// A message is read whole, wherever its text ends.
	raw := "From: a@example.org\nTo: b@example.org\n\n" + strings.Repeat("text\n", each/5)
	z = stored(t, map[string]string{"a.eml": raw})
	var got []byte
	err = readZip(t.Context(), &counted{ReaderAt: bytes.NewReader(z)}, len(z), func(m *Message, err error) error {
		if err == nil {
			got, err = io.ReadAll(io.NewSectionReader(m.octets, 0, m.Size))
		}
		return err
	})
	if err != nil || string(got) != raw {
		t.Errorf("%v, and %d octets of %d", err, len(got), len(raw))
	}
}

// TestPackedOthers: of what is compressed and no mail no more is unpacked than its beginning, neither out of
// the zip file that it lies in, nor where it was chosen itself.
func TestPackedOthers(t *testing.T) {
	noise := make([]byte, 2<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise) // never an error
	text := "From a@example.org Mon Jan  1 00:00:00 2024\nFrom: a@example.org\nTo: b@example.org\n\n" + base64.StdEncoding.EncodeToString(noise[:200<<10]) + "\n"
	others := map[string]string{
		"a.tar.gz": gzipOf(t, "folder/a.jpg\x00\x00"+string(noise)), "b.gz": gzipOf(t, string(noise)), "c.tar.xz": "\xFD7zXZ\x00" + string(noise),
		"d.lz4": "\x04\x22\x4D\x18" + string(noise), "disk.img.gz": gzipOf(t, strings.Repeat("\x00", 20<<20)), "e.zip.gz": gzipOf(t, "PK\x03\x04"+string(noise)),
	}
	z := stored(t, others)
	in := &counted{ReaderAt: bytes.NewReader(z)}
	if err := readZip(t.Context(), in, len(z), func(_ *Message, err error) error { return err }); !errors.Is(err, ErrNoMail) {
		t.Error(err)
	}
	if most := int64(len(others)) * 2 * firstUnpacked; in.n > most {
		t.Errorf("%d octets of %d were read, more than %d", in.n, len(z), most)
	}
	others["Old.gz"] = gzipOf(t, text)
	z = stored(t, others)
	came := 0
	err := readZip(t.Context(), &counted{ReaderAt: bytes.NewReader(z)}, len(z), func(_ *Message, err error) error {
		came++
		return err
	})
	if err != nil || came != 1 {
		t.Error(came, err)
	}
	for name, text := range map[string]string{"a.gz": "words\n" + strings.Repeat("more of them\n", 2<<20), "disk.img.gz": strings.Repeat("\x00", 20<<20), "b.zip.gz": "PK\x03\x04" + strings.Repeat("x", 20<<20)} {
		at := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(at, []byte(gzipOf(t, text)), 0o600); err != nil {
			t.Fatal(err)
		}
		room := func() (*spool.File, error) {
			t.Error(name, "takes room")
			return nil, io.ErrShortWrite
		}
		if err := Read(t.Context(), at, room, func(_ *Message, err error) error { return err }); !errors.Is(err, ErrNoMail) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPackedOnDisk: what came out of a file on a disk leaves the next one its room; in a zip file it counts.
func TestPackedOnDisk(t *testing.T) {
	b := gzipOf(t, strings.Repeat("x", 1<<20))
	for _, r := range []*reader{{ctx: t.Context()}, {ctx: t.Context(), spent: new(int64)}} {
		for n := range int64(2) {
			f, _, err := r.unpack(&file{ReaderAt: strings.NewReader(b), Closer: io.NopCloser(nil), size: maxUnpacked}, "x.gz", maxUnpacked)
			if err != nil {
				t.Fatal(err)
			}
			want := int64(maxUnpacked - firstUnpacked)
			if r.spent != nil {
				want -= n << 20
			}
			if left := f.ReaderAt.(*unpacker).left; left != want {
				t.Errorf("%d are left, want %d", left, want)
			}
			if err := errors.Join(f.whole(), f.Close()); err != nil {
				t.Error(err)
			}
		}
	}
}

// A file that is being unpacked, or read through to see what it is, is left where the person
// stops.
func TestUnpackingStops(t *testing.T) {
	for name, text := range map[string]string{
		"all.mbox":   "From a@example.org Mon Jan  1 00:00:00 2024\nFrom: a@example.org\nTo: b@example.org\n\n" + strings.Repeat("text\n", 1<<20),
		"letter":     "From: a@example.org\nTo: b@example.org\n\n" + strings.Repeat("text\n", 1<<20),
		"zeros.mbox": strings.Repeat("\x00", 4<<20),
	} {
		z := stored(t, map[string]string{name: text})
		ctx, stop := context.WithCancel(t.Context())
		in := &counted{ReaderAt: bytes.NewReader(z)}
		in.then = func(n int64) {
			if n > 150<<10 {
				stop()
			}
		}
		err := readZip(ctx, in, len(z), func(*Message, error) error { return nil })
		if !errors.Is(err, context.Canceled) || in.n > 400<<10 {
			t.Errorf("%s: %v, after %d octets of %d", name, err, in.n, len(z))
		}
		stop()
	}
}

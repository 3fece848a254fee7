package archive

import (
	"archive/tar"
	"bytes"
	"io"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// FuzzTar: the list of a tar file is made within bounds, and each file in it lies within the file, whatever it says.
func FuzzTar(f *testing.F) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []*tar.Header{
		{Name: "mail/a.eml", Size: 5}, {Name: "../b", Size: 5, PAXRecords: map[string]string{"SCHILY.xattr.user.x": strings.Repeat("y", 100)}, Format: tar.FormatPAX},
		{Name: "c", Linkname: "mail/a.eml", Typeflag: tar.TypeLink}, {Name: "d", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}, {Name: "e/", Typeflag: tar.TypeDir},
	} {
		if err := w.WriteHeader(h); err != nil {
			f.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := io.WriteString(w, "hello"); err != nil {
				f.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	whole := b.Bytes()
	f.Add(whole)
	f.Add(whole[:1300])
	f.Add(bytes.Replace(whole, []byte("00000000005\x00"), []byte("77777777777\x00"), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		pop3test.Within(t, len(b), func() {
			tree, _ := openTar(t.Context(), &file{ReaderAt: bytes.NewReader(b), Closer: unclosed{}, size: int64(len(b))})
			for name := range tree.files {
				in, err := tree.open(name)
				if err != nil {
					continue
				}
				if in.size < 0 || in.size > int64(len(b)) {
					t.Errorf("%q has %d octets of %d", name, in.size, len(b))
				}
				if n, err := io.Copy(io.Discard, io.NewSectionReader(in, 0, in.size)); err != nil || n != in.size {
					t.Errorf("%q: %d octets of %d, %v", name, n, in.size, err)
				}
			}
		})
	})
}

// FuzzDeflate64: what is unpacked ends, or grows no quicker than its longest copies.
func FuzzDeflate64(f *testing.F) {
	for _, s := range []string{"", "\x03\x00", "\x01\x02\x00\xfd\xffhi", "\x00\x00\x00\xff\xff", "\xed\xfd\x03", "K\xcaHM\x06\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		const most = 4 << 20
		pop3test.Within(t, len(b)+most, func() {
			n, _ := io.Copy(io.Discard, io.LimitReader(newInflater64(bytes.NewReader(b)), most))
			const longest = 65_538 // octets of a copy, which takes at least three bits and 16 more that say how long
			if n > int64(len(b)+1)*8*longest/18 {
				t.Errorf("%d octets of %d", n, len(b))
			}
		})
	})
}

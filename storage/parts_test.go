package storage

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// aside is a store with an own folder, and an add for it.
func aside(t testing.TB) (s *Store, add func(raw []byte) mailbox.ID) {
	t.Helper()
	ctx := context.Background()
	s, err := Open(ctx, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	folder, err := s.CreateFolder(ctx, "Aside")
	if err != nil {
		t.Fatal(err)
	}
	return s, func(raw []byte) mailbox.ID {
		t.Helper()
		id, err := s.Add(ctx, mailbox.New{Folder: folder, Raw: raw})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
}

// sameParts compares each attachment that is read alone with the one that the message
// taken apart has, and returns how many were.
func sameParts(t *testing.T, s *Store, id mailbox.ID, raw []byte, name string) (alone, all int) {
	t.Helper()
	ctx := t.Context()
	h, err := eml.Open(ctx, raw)
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.Message(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range m.Attachments {
		want, wanted, err := h.Data(ctx, i)
		if err != nil {
			t.Fatal(err)
		}
		all++
		if got, a, ok := s.part(ctx, id, i); ok {
			alone++
			if a != wanted || !bytes.Equal(got, want) {
				t.Errorf("%s, part %d: %+v and %d octets alone, %+v and %d with the rest", name, i, a, len(got), wanted, len(want))
			}
		}
		if got, a, err := s.Attachment(ctx, id, i); err != nil || a != wanted || !bytes.Equal(got, want) {
			t.Errorf("%s, part %d: %+v, %v", name, i, a, err)
		}
		var got bytes.Buffer
		if a, err := s.StreamAttachment(ctx, id, i, &got); err != nil || a != wanted || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s, part %d in steps: %+v, %v", name, i, a, err)
		}
		if a, err := s.Describe(ctx, id, i); err != nil || a != wanted {
			t.Errorf("%s, part %d: described as %+v, %v", name, i, a, err)
		}
	}
	for _, i := range []int{-1, len(m.Attachments)} {
		_, streamed := s.StreamAttachment(ctx, id, i, io.Discard)
		if _, err := s.Describe(ctx, id, i); !errors.Is(err, mailbox.ErrNotFound) || !errors.Is(streamed, mailbox.ErrNotFound) {
			t.Errorf("%s, part %d: %v, %v", name, i, err, streamed)
		}
	}
	if _, _, ok := s.part(ctx, id, len(m.Attachments)); ok {
		t.Errorf("%s: there is a part too many", name)
	}
	return alone, all
}

// encodings is a message with a part of each encoding, some of which only seem to be
// in it, and parts that do not lie in the message by themselves.
func encodings() []byte {
	packed := base64.StdEncoding.EncodeToString([]byte("Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\ninner\r\n--i\r\nContent-Type: image/png; name=deep.png\r\n\r\nDEEP\r\n--i--\r\n"))
	parts := []string{
		"Content-Type: text/plain\r\n\r\nHello\r\nbegin 644 in.txt\r\n#0V%T\r\n`\r\nend\r\n",
		"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <a@x>\r\n\r\niVBORw0KGgo=\r\n",
		"Content-Type: text/csv; name=b.csv\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nx=3Dy=\r\nz\r\n",
		"Content-Type: application/octet-stream; name=c.bin\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\x00\xff\x01\r\n",
		"Content-Type: application/x-thing; name=d.txt\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 d.txt\r\n#0V%T\r\n`\r\nend\r\n",
		"Content-Type: text/x-log; name=e.log\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nThis, alas, is no base64 at all!\r\n",
		"Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n\r\n",
		"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + packed + "\r\n",
	}
	return []byte("From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + strings.Join(parts, "\r\n--b\r\n") + "\r\n--b--\r\n")
}

// TestParts: an attachment that is read alone is the one that the message taken apart
// has, whatever it is packed in, and however the message lies in the file.
func TestParts(t *testing.T) {
	s, add := aside(t)
	raw := encodings()
	if alone, all := sameParts(t, s, add(raw), raw, "encodings"); all < 8 || alone < all-2 || alone == all {
		t.Errorf("%d of %d parts are read alone", alone, all)
	}
	// Packed, and in pieces that end within parts.
	for name, body := range map[string]string{"packed": strings.Repeat("all the same line\r\n", 3000), "in pieces": strings.Repeat("0123456789abcdef0123456789abcde\r\n", 6<<20/33)} {
		raw := bytes.Replace(encodings(), []byte("\x00\xff\x01\r\n"), []byte(body), 1)
		id := add(raw)
		var codec int
		if err := s.r.QueryRow("SELECT codec FROM octets WHERE message = ?", id).Scan(&codec); err != nil || codec != map[string]int{"packed": codecZstd, "in pieces": codecPiece}[name] {
			t.Errorf("%s: codec %d, %v", name, codec, err)
		}
		if alone, all := sameParts(t, s, id, raw, name); alone < all-2 {
			t.Errorf("%s: %d of %d parts are read alone", name, alone, all)
		}
	}
}

// TestPartsOfCorpora is TestParts over mail as it is sent.
func TestPartsOfCorpora(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s, add := aside(t)
	alone, all, files := 0, 0, 0
	for _, dir := range []string{"corpora/list", "corpora/torture", "cases/mail"} {
		dir = filepath.Join("..", "..", "shared", dir)
		if _, err := os.Stat(dir); err != nil {
			t.Skip("the corpora are not here: ", err)
		}
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, raw := range append(mbox(raw), raw) {
				files++
				h, err := eml.Open(t.Context(), raw)
				if err != nil {
					return err
				}
				// Only those with attachments are stored.
				if m, err := h.Message(t.Context()); err != nil || len(m.Attachments) == 0 {
					continue
				}
				n, of := sameParts(t, s, add(raw), raw, path)
				alone, all = alone+n, all+of
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d of %d attachments in %d messages are read alone", alone, all, files)
	if all == 0 || alone*10 < all*8 {
		t.Errorf("%d of %d attachments are read alone", alone, all)
	}
}

// mbox parts a file of many messages; nil where it is none.
func mbox(raw []byte) (out [][]byte) {
	if !bytes.HasPrefix(raw, []byte("From ")) {
		return nil
	}
	for _, m := range bytes.Split(raw, []byte("\nFrom ")) {
		if _, rest, ok := bytes.Cut(m, []byte("\n")); ok {
			out = append(out, rest)
		}
	}
	return out
}

// large is a message of several MB with a small part at each end.
func large(mb int) []byte {
	line := strings.Repeat("QUJD", 19) + "\r\n"
	var b bytes.Buffer
	b.WriteString("From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n")
	part := func(name string, lines int) {
		fmt.Fprintf(&b, "--b\r\nContent-Type: video/mp4; name=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n%s", name, strings.Repeat(line, lines))
	}
	part("first.mp4", 10)
	part("film.mp4", mb<<20/len(line))
	part("last.mp4", 10)
	b.WriteString("--b--\r\n")
	return b.Bytes()
}

// TestPartReadsWhereItLies: of a message in pieces nothing is read but what the part
// lies in. All other pieces are spoiled.
func TestPartReadsWhereItLies(t *testing.T) {
	s, add := aside(t)
	id := add(large(8))
	spoil := func(which string) {
		t.Helper()
		if err := s.write(t.Context(), func(tx *tx) error {
			_, err := tx.exec("UPDATE pieces SET data = x'00' WHERE message = ? AND id "+which, id)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	spoil("NOT IN (SELECT min(id) FROM pieces UNION SELECT max(id) FROM pieces)")
	for i, name := range map[int]string{0: "first.mp4", 2: "last.mp4"} {
		data, a, err := s.Attachment(t.Context(), id, i)
		if err != nil || a.Name != name || !bytes.Equal(data, bytes.Repeat([]byte("ABC"), 190)) {
			t.Errorf("%+v, %d octets, %v", a, len(data), err)
		}
	}
	if _, _, err := s.Attachment(t.Context(), id, 1); !errors.Is(err, mailbox.ErrDamaged) {
		t.Errorf("a spoiled part is read: %v", err)
	}
}

// TestDamagedPart: octets that are not those that came are never given out as an
// attachment.
func TestDamagedPart(t *testing.T) {
	s, add := aside(t)
	raw := encodings()
	id := add(raw)
	bad := bytes.Replace(raw, []byte("iVBORw0K"), []byte("iVBORw1K"), 1)
	if err := s.write(t.Context(), func(tx *tx) error {
		_, err := tx.exec("UPDATE octets SET codec = ?, data = ? WHERE message = ?", codecLoose, bad, id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	png := 0
	for i := range 9 {
		data, a, ok := s.part(t.Context(), id, i)
		if ok && a.Name == "a.png" {
			t.Errorf("read is %x", data)
		}
		if ok {
			png++
		}
	}
	if png == 0 {
		t.Error("no part is read that is whole")
	}
}

// TestOldParts: what an earlier reading has noted is not used.
func TestOldParts(t *testing.T) {
	s, add := aside(t)
	id := add(encodings())
	if err := s.write(t.Context(), func(tx *tx) error {
		_, err := tx.exec("UPDATE parts SET digest = ?, name = 'wrong'", digestVersion-1)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, _, ok := s.part(t.Context(), id, 1); ok {
		t.Error("a part is found by an earlier reading")
	}
	if _, a, err := s.Attachment(t.Context(), id, 1); err != nil || a.Name == "wrong" {
		t.Errorf("%+v %v", a, err)
	}
	// A new reading notes them anew.
	if err := s.write(t.Context(), func(tx *tx) error { return refresh(tx, id, readDigest(encodings())) }); err != nil {
		t.Fatal(err)
	}
	if _, a, ok := s.part(t.Context(), id, 1); !ok || a.Name == "wrong" {
		t.Errorf("%+v %v", a, ok)
	}
}

// BenchmarkPart reads a small attachment of a message of 60 MB, alone and by taking the
// message apart.
func BenchmarkPart(b *testing.B) {
	s, add := aside(b)
	id := add(large(60))
	ctx := context.Background()
	b.Run("alone", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, ok := s.part(ctx, id, 2); !ok {
				b.Fatal("not alone")
			}
		}
	})
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.opened.close()
			h, err := s.Handle(ctx, id)
			if err != nil {
				b.Fatal(err)
			}
			if _, _, err := h.Data(ctx, 2); err != nil {
				b.Fatal(err)
			}
		}
	})
}

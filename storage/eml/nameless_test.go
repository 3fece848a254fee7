package eml_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"popmail/storage/eml"
)

// A file without a name has one by its type; where that says nothing, by how it begins.
func TestNamelessFiles(t *testing.T) {
	zip := "PK\x03\x04" + strings.Repeat("\x14\x00", 3000)
	for _, c := range []struct{ media, body, want string }{
		{"application/octet-stream", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "attachment-1.pdf"},
		{"application/octet-stream", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture.png"},
		{"application/binary", "\xff\xd8\xff\xe0\x00\x10JFIF", "picture.jpg"},
		{"application/x-unknown", zip, "attachment-1.zip"},
		{"application/octet-stream", "just words\n", "attachment-1.txt"},
		{"application/octet-stream", "<!DOCTYPE html><script>", "attachment-1.html"},
		{"application/octet-stream", "\x00\x01\x02\x03", "attachment-1"},
		{"application/octet-stream", "MZ\x90\x00\x03", "attachment-1"},
		{"application/octet-stream", "", "attachment-1"},
		{"application/x-unknown", "\x00\x01", "attachment-1"},
		{"application/pdf", "\x00\x01", "attachment-1.pdf"},
		{"video/x-odd", "\x00\x01", "video.odd"},
		{"chemical/x-pdb", "\x00\x01", "attachment-1"},
	} {
		raw := "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: " + c.media +
			"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n" + base64.StdEncoding.EncodeToString([]byte(c.body)) + "\n--b--\n"
		a := eml.Read([]byte(raw)).Attachments
		if len(a) != 1 || a[0].Name != c.want {
			t.Errorf("%s %.8q: %+v, want %q", c.media, c.body, a, c.want)
		}
	}
}

package archive

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime/quotedprintable"
	"path"
	"slices"
	"strings"
)

// Limits of a message that is put together of its parts.
const (
	maxFilled = 64 << 20 // octets of it
	maxNested = 32       // parts in parts
)

// partialEMLX is how the files of Apple Mail end whose attachments lie beside them.
const partialEMLX = ".partial.emlx"

// appleLength stands in the header of a part whose octets lie in a file of its own.
const appleLength = "x-apple-content-length"

var multipart = pattern(`(?im)^content-type\s*:\s*multipart/`)

// filler puts the attachments back into a message of Apple Mail. A part with the number 2.1 lies in the folder
// Attachments/12345/2.1, beside the folder Messages with 12345.partial.emlx, as the only file, decoded. Before OS X
// 10.7 it lay in the file 12345.2.1.emlxpart beside that message, as it is encoded in it.
type filler struct {
	r       *reader
	dir     string // with the folders of parts
	beside  string // how the paths of files with parts begin
	eol     string
	out     []byte
	left    int  // octets that may still come
	filled  int  // parts that have their octets again
	missing bool // some parts are not there
}

// fill makes m whole as far as its attachments lie beside its file, which has the name in the tree.
func (r *reader) fill(m *Message, name string) (whole bool, err error) {
	if m.Size > maxFilled {
		return false, nil
	}
	raw := make([]byte, m.Size)
	if n, err := m.octets.ReadAt(raw, m.start); n < len(raw) {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return false, err
	}
	in, base := split(name)
	up, _ := split(in)
	p := &filler{r: r, beside: path.Join(in, base[:len(base)-len(partialEMLX)]) + ".", dir: path.Join(up, "Attachments", base[:len(base)-len(partialEMLX)]), eol: "\n", left: maxFilled}
	if bytes.Contains(raw, []byte("\r\n")) {
		p.eol = "\r\n"
	}
	p.entity(raw, "", 0)
	m.octets, m.start, m.Size = bytes.NewReader(p.out), 0, int64(len(p.out))
	return p.filled > 0 && !p.missing, r.ctx.Err()
}

// entity adds a message, or a part of it with its number, in which parts have their octets again. ended: it
// is such a part, which has a line end behind it.
func (p *filler) entity(raw []byte, number string, depth int) (ended bool) {
	head, body := headOf(raw)
	if m := boundary().FindSubmatch(head); m != nil && multipart().Match(head) && depth < maxNested {
		p.out = append(p.out, head...)
		p.children(body, []byte("--"+string(m[1])), number, depth)
		return false
	}
	if number == "" {
		number = "1"
	}
	var kept []byte
	length, encoding, drop := false, "", false
	for line := range bytes.Lines(head) {
		if line[0] != ' ' && line[0] != '\t' {
			name, value, _ := bytes.Cut(line, []byte(":"))
			low := strings.ToLower(string(bytes.TrimSpace(name)))
			if drop = low == appleLength; drop {
				length = true
			}
			if low == "content-transfer-encoding" {
				encoding = strings.ToLower(string(bytes.TrimSpace(value)))
			}
		}
		if !drop {
			kept = append(kept, line...)
		}
	}
	if !length || len(bytes.TrimSpace(body)) > 0 {
		p.out = append(p.out, raw...)
		return false
	}
	octets, encoded := p.read(p.beside + number + ".emlxpart")
	ok := encoded
	if !ok {
		octets, ok = p.load(number)
	}
	if !ok {
		p.missing = true
		p.out = append(p.out, raw...)
		return false
	}
	kept = bytes.TrimRight(kept, "\r\n")
	p.out = append(append(p.out, kept...), p.eol+p.eol...)
	switch {
	case encoded && (encoding != "base64" || isBase64(octets)):
		text := strings.ReplaceAll(strings.TrimRight(strings.ReplaceAll(string(octets), "\r\n", "\n"), "\n"), "\n", p.eol)
		p.out = append(append(p.out, text...), p.eol...)
	case encoding == "base64":
		text := base64.StdEncoding.EncodeToString(octets)
		for i := 0; i < len(text); i += 76 {
			p.out = append(append(p.out, text[i:min(i+76, len(text))]...), p.eol...)
		}
	case encoding == "quoted-printable":
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		_, _ = w.Write(octets) // into memory
		_ = w.Close()
		p.out = append(append(p.out, strings.ReplaceAll(strings.ReplaceAll(b.String(), "\r\n", "\n"), "\n", p.eol)...), p.eol...)
	default:
		p.out = append(append(p.out, octets...), p.eol...)
	}
	p.filled++
	return true
}

// children adds the body of a multipart.
func (p *filler) children(body, delimiter []byte, number string, depth int) {
	n, from := 0, 0 // of the part under way, and where it begins
	part := func(to int) {
		if n == 0 {
			p.out = append(p.out, body[from:to]...)
			return
		}
		content := body[from:to]
		end := len(bytes.TrimSuffix(bytes.TrimSuffix(content, []byte("\n")), []byte("\r")))
		child := fmt.Sprint(n)
		if number != "" {
			child = number + "." + child
		}
		if !p.entity(content[:end], child, depth+1) {
			p.out = append(p.out, content[end:]...)
		}
	}
	closed := false
	for at := 0; at < len(body); {
		line := body[at:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		text := bytes.TrimRight(line, " \t\r\n")
		last := bytes.Equal(text, append(slices.Clone(delimiter), "--"...))
		if bytes.Equal(text, delimiter) || last {
			part(at)
			p.out = append(p.out, line...)
			n, from = n+1, at+len(line)
			if closed = last; closed {
				break
			}
		}
		at += len(line)
	}
	if closed {
		p.out = append(p.out, body[from:]...)
	} else {
		part(len(body))
	}
}

// headOf parts a message, or a part of one, behind its header. The empty line is one of the header; it may be missing.
func headOf(raw []byte) (head, body []byte) {
	for at := 0; at < len(raw); {
		i := bytes.IndexByte(raw[at:], '\n')
		if i < 0 {
			break
		}
		if len(bytes.TrimRight(raw[at:at+i], "\r")) == 0 {
			return raw[:at+i+1], raw[at+i+1:]
		}
		at += i + 1
	}
	return raw, nil
}

// load reads the octets of a part.
func (p *filler) load(number string) ([]byte, bool) {
	dir := path.Join(p.dir, number)
	list, err := p.r.tree.list(dir)
	if err != nil {
		return nil, false
	}
	for _, e := range list {
		if e.dir || strings.HasPrefix(e.name, ".") { // what the Finder keeps
			continue
		}
		return p.read(path.Join(dir, e.name))
	}
	return nil, false
}

// read reads a file with the octets of a part.
func (p *filler) read(name string) ([]byte, bool) {
	f, err := p.r.tree.open(name)
	if err != nil {
		return nil, false
	}
	defer func() { _ = f.Close() }() // it was only read
	if f.size > int64(p.left) || f.size == 0 {
		return nil, false
	}
	b := make([]byte, f.size)
	if n, _ := f.ReadAt(b, 0); n < len(b) {
		return nil, false
	}
	p.left -= len(b)
	return b, true
}

// isBase64 reports whether octets are text in base64 (RFC 2045, section 6.8).
func isBase64(b []byte) bool {
	return bytes.IndexFunc(b, func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("+/=\r\n", r))
	}) < 0
}

// isPart reports whether a file is a part of a message of Apple Mail that lies beside it, and so none itself.
func (r *reader) isPart(name string) bool {
	part, ok := strings.CutSuffix(path.Base(name), ".emlxpart")
	if !ok {
		return false
	}
	number, _, _ := strings.Cut(part, ".")
	f, err := r.tree.begin(path.Join(path.Dir(name), number+".partial.emlx"))
	if err != nil {
		return false
	}
	_ = f.Close() // it was only looked for
	return true
}

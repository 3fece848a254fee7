package textin

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// box is an archive that is being read.
type box struct {
	files []*zip.File
	left  int64 // octets that may still be unpacked
}

func openBox(data []byte) (*box, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		// Office files with a password are OLE files, [MS-OFFCRYPTO] 2.3.4.4.
		if bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}) && bytes.Contains(data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e")) {
			return nil, ErrEncrypted
		}
		return nil, ErrUnreadable
	}
	if len(z.File) > maxEntries {
		return nil, ErrUnreadable
	}
	return &box{files: z.File, left: maxUnpack}, nil
}

func (b *box) find(name string) *zip.File {
	for _, f := range b.files {
		if strings.EqualFold(f.Name, name) {
			return f
		}
	}
	return nil
}

// limited reads an entry until there is more of it than may be.
type limited struct {
	io.Reader
	box         *box
	read, large int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	l.read, l.box.left = l.read+int64(n), l.box.left-int64(n)
	if l.box.left < 0 || l.read > l.large {
		return 0, ErrUnreadable
	}
	return n, err
}

// open reads an entry, within what may be unpacked.
func (b *box) open(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&1 != 0 { // APPNOTE 4.4.4
		return nil, ErrEncrypted
	}
	r, err := f.Open()
	if err != nil {
		return nil, ErrUnreadable
	}
	// What an entry says of its own packed size may be wrong, but not less than what is read.
	large := max(ratioFrom, int64(min(f.CompressedSize64, MaxFile))*maxRatio)
	return struct {
		io.Reader
		io.Closer
	}{&limited{Reader: r, box: b, large: large}, r}, nil
}

// number is the first number of a name, for parts such as slide12.xml.
func number(name string) int {
	name = strings.TrimLeft(path.Base(name), "abcdefghijklmnopqrstuvwxyz")
	n, _ := strconv.Atoi(strings.TrimSuffix(name, ".xml"))
	return n
}

// under lists the parts in a folder whose names begin so, by their numbers.
func (b *box) under(begins string) (out []*zip.File) {
	for _, f := range b.files {
		if n := strings.ToLower(f.Name); strings.HasPrefix(n, begins) && strings.HasSuffix(n, ".xml") && !strings.Contains(n[len(begins):], "/") {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b *zip.File) int {
		return cmp.Compare(number(strings.ToLower(a.Name)), number(strings.ToLower(b.Name)))
	})
	return out
}

// readOffice reads a document, spreadsheet or presentation: Office Open XML (ECMA-376) or
// OpenDocument 1.3. Its parts say what it is.
func readOffice(w *writer, data []byte) error {
	b, err := openBox(data)
	if err != nil {
		return err
	}
	var parts []*zip.File
	switch {
	case b.find("word/document.xml") != nil:
		parts = append(parts, b.find("word/document.xml"))
		for _, more := range []string{"word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments"} {
			parts = append(parts, b.under(more)...)
		}
	case b.find("xl/workbook.xml") != nil:
		return b.sheets(w)
	case len(b.under("ppt/slides/slide")) > 0:
		parts = append(b.under("ppt/slides/slide"), b.under("ppt/notesslides/notesslide")...)
	case b.find("content.xml") != nil:
		if m := b.find("META-INF/manifest.xml"); m != nil && b.holds(m, "encryption-data") {
			return ErrEncrypted
		}
		parts = []*zip.File{b.find("content.xml")}
	default:
		return ErrUnreadable
	}
	failed := error(nil)
	for _, f := range parts {
		if err := b.walk(f, &prose{w: w}); err != nil && failed == nil {
			failed = err
		}
	}
	if w.Len() > 0 { // what could be read is found
		return nil
	}
	return failed
}

// holds reports whether an XML part has an element with this local name.
func (b *box) holds(f *zip.File, name string) bool {
	s := &seeker{name: name}
	_ = b.walk(f, s)
	return s.found
}

type seeker struct {
	name  string
	found bool
}

func (s *seeker) start(e xml.StartElement) { s.found = s.found || e.Name.Local == s.name }
func (s *seeker) end(string)               {}
func (s *seeker) text([]byte)              {}
func (s *seeker) done() bool               { return s.found }

// visitor is told what stands in an XML part.
type visitor interface {
	start(e xml.StartElement)
	end(name string)
	text(b []byte)
	done() bool // no more is wanted
}

func (b *box) walk(f *zip.File, v visitor) error {
	r, err := b.open(f)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	d := xml.NewDecoder(r)
	d.Strict, d.Entity = false, map[string]string{}
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for depth := 0; !v.done(); {
		t, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return ErrUnreadable
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return ErrUnreadable
			}
			v.start(t)
		case xml.EndElement:
			depth--
			v.end(t.Name.Local)
		case xml.CharData:
			v.text(t)
		}
	}
	return nil
}

// prose writes the text of documents and presentations, paragraphs on lines of their own.
type prose struct {
	w      *writer
	in     int // elements whose text is said
	silent int // elements within which nothing is
}

func (p *prose) done() bool { return p.w.full() }

// attribute is the value of one with this local name.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (p *prose) start(e xml.StartElement) {
	switch e.Name.Local {
	case "t": // w:t, a:t
		p.in++
	case "p", "h": // text:p and text:h hold their text themselves
		p.w.line()
		if e.Name.Space == "text" {
			p.in++
		}
	case "tab", "br", "cr", "line-break", "s":
		p.w.add(" ")
	case "tracked-changes", "delText", "instrText":
		p.silent++
	}
}

func (p *prose) end(name string) {
	switch name {
	case "t", "p", "h":
		p.in = max(p.in-1, 0)
	case "tc", "table-cell":
		p.w.add("\t")
	case "tracked-changes", "delText", "instrText":
		p.silent = max(p.silent-1, 0)
	}
}

func (p *prose) text(b []byte) {
	if p.in > 0 && p.silent == 0 {
		p.w.add(string(b))
	}
}

// sheets writes the cells of a workbook, a row on a line.
func (b *box) sheets(w *writer) error {
	shared := &sharedStrings{}
	if f := b.find("xl/sharedStrings.xml"); f != nil {
		if err := b.walk(f, shared); err != nil {
			return err
		}
	}
	for _, f := range b.under("xl/worksheets/sheet") {
		if err := b.walk(f, &sheet{w: w, shared: shared.all}); err != nil && w.Len() == 0 {
			return err
		}
	}
	return nil
}

// sharedStrings are the texts that cells refer to by their place.
type sharedStrings struct {
	all   []string
	at    strings.Builder
	in    bool
	aside int // elements that say how the text is spoken, which is not shown
	total int
}

func (s *sharedStrings) done() bool { return s.total > MaxText }
func (s *sharedStrings) start(e xml.StartElement) {
	if e.Name.Local == "rPh" {
		s.aside++
	}
	s.in = e.Name.Local == "t" && s.aside == 0
}
func (s *sharedStrings) end(name string) {
	s.in = false
	switch name {
	case "rPh":
		s.aside = max(s.aside-1, 0)
	case "si":
		s.all = append(s.all, s.at.String())
		s.total += s.at.Len() + 1
		s.at.Reset()
	}
}
func (s *sharedStrings) text(b []byte) {
	if s.in {
		s.at.Write(b[:min(len(b), max(MaxText-s.at.Len(), 0))])
	}
}

// sheet writes the cells of one sheet.
type sheet struct {
	w      *writer
	shared []string
	refers bool // the cell holds the place of a shared string
	in     bool
	value  strings.Builder
}

func (s *sheet) done() bool { return s.w.full() }
func (s *sheet) start(e xml.StartElement) {
	switch e.Name.Local {
	case "row":
		s.w.line()
	case "c":
		s.refers = attribute(e, "t") == "s"
		s.value.Reset()
	case "v", "t":
		s.in = true
	}
}
func (s *sheet) end(name string) {
	switch name {
	case "v", "t":
		s.in = false
	case "c":
		text := s.value.String()
		if n, err := strconv.Atoi(strings.TrimSpace(text)); s.refers {
			if text = ""; err == nil && n >= 0 && n < len(s.shared) {
				text = s.shared[n]
			}
		}
		if text != "" {
			s.w.add(text + "\t")
		}
	}
}
func (s *sheet) text(b []byte) {
	if s.in && s.value.Len() < MaxText {
		s.value.Write(b)
	}
}

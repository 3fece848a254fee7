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
func (b *box) under(begins string) []*zip.File {
	return b.listed(func(name string) bool { return beginsPart(name, begins) })
}

// beginsPart reports whether a name, in small letters, is that of a part in a folder that begins so.
func beginsPart(name, begins string) bool {
	return strings.HasPrefix(name, begins) && strings.HasSuffix(name, ".xml") && !strings.Contains(name[len(begins):], "/")
}

// listed lists the parts whose names are so, by their numbers.
func (b *box) listed(is func(name string) bool) (out []*zip.File) {
	for _, f := range b.files {
		if is(partName(f.Name)) {
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
	switch {
	case err != nil:
		return err
	case len(b.files) > maxEntries:
		return ErrUnreadable
	}
	p := b.ooxml()
	var parts []*zip.File
	var margins *zip.File
	switch {
	case p.app == wordApp:
		parts = append(parts, p.main)
		for _, more := range [][2]string{{".header+xml", "word/header"}, {".footer+xml", "word/footer"}, {".footnotes+xml", "word/footnotes"},
			{".endnotes+xml", "word/endnotes"}, {".comments+xml", "word/comments"}, {".diagramdata+xml", "word/diagrams/data"}} {
			parts = append(parts, p.parts(more[0], more[1])...)
		}
	case p.app == sheetApp:
		return p.sheets(w)
	case p.app == slideApp:
		for _, more := range [][2]string{{".slide+xml", "ppt/slides/slide"}, {".diagramdata+xml", "ppt/diagrams/data"}, {".notesslide+xml", "ppt/notesslides/notesslide"}} {
			parts = append(parts, p.parts(more[0], more[1])...)
		}
	case b.find("content.xml") != nil:
		if m := b.find("META-INF/manifest.xml"); m != nil && b.holds(m, "encryption-data") {
			return ErrEncrypted
		}
		parts = []*zip.File{b.find("content.xml")}
		margins = b.find("styles.xml")
	default:
		return ErrUnreadable
	}
	err = b.prose(w, parts)
	if margins != nil {
		w.line()
		_ = b.walk(margins, &margin{prose: prose{w: w}}) // what could be read is found
	}
	if w.Len() == 0 { // likewise
		return err
	}
	return nil
}

// margin writes the headers and footers of OpenDocument, which stand among the styles of its pages (OpenDocument 1.3,
// part 3, 16.9 to 16.15).
type margin struct {
	prose
	within int // elements that are such
}

// inMargin reports whether an element holds what stands on a page beside the text.
func inMargin(name string) bool {
	switch name {
	case "header", "footer", "header-left", "footer-left", "header-first", "footer-first":
		return true
	}
	return false
}

func (m *margin) start(e xml.StartElement) {
	if e.Name.Space == "style" && inMargin(e.Name.Local) {
		m.within++
	}
	if m.within > 0 {
		m.prose.start(e)
	}
}

func (m *margin) end(name string) {
	if m.within > 0 {
		m.prose.end(name)
		if inMargin(name) {
			m.within--
		}
	}
}

func (m *margin) text(b []byte) {
	if m.within > 0 {
		m.prose.text(b)
	}
}

// prose writes the text of parts; its error is the first one.
func (b *box) prose(w *writer, parts []*zip.File) (failed error) {
	for _, f := range parts {
		w.line()
		if err := b.walk(f, &prose{w: w}); err != nil && failed == nil {
			failed = err
		}
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

	// Notes and comments of OpenDocument stand in the middle of a sentence; they are written
	// behind its paragraph.
	aside  *writer // of the one that is being read; nil: none is
	deep   int     // those that are open
	within int     // in, of the paragraph around it
	after  writer  // those that wait for the end of the paragraph
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

// out is where what is read now is written.
func (p *prose) out() *writer {
	if p.aside != nil {
		return p.aside
	}
	return p.w
}

func (p *prose) start(e xml.StartElement) {
	switch e.Name.Local {
	case "t": // w:t, a:t
		p.in++
	case "p", "h": // text:p and text:h hold their text themselves
		p.out().line()
		if e.Name.Space == "text" {
			p.in++
		}
	case "tab", "br", "cr", "line-break", "s":
		p.out().add(" ")
	case "noBreakHyphen":
		p.out().add("-")
	case "comment": // of a sheet
		p.out().line()
	case "note-body", "annotation":
		if p.deep++; p.aside == nil {
			p.aside, p.within, p.in = &writer{}, p.in, 0
		}
	}
	if unsaid(e.Name.Local) {
		p.silent++
	}
}

// unsaid are the elements whose text is not that of the document: what was taken out, fields, the
// numbers of notes, and how something is spoken.
func unsaid(name string) bool {
	switch name {
	case "tracked-changes", "delText", "instrText", "note-citation", "ruby-text", "rt":
		return true
	}
	return false
}

func (p *prose) end(name string) {
	switch name {
	case "t", "p", "h":
		p.in = max(p.in-1, 0)
	case "tc", "table-cell":
		p.out().add("\t")
	case "note-body", "annotation":
		if p.deep = max(p.deep-1, 0); p.deep == 0 && p.aside != nil {
			p.after.line()
			p.after.add(p.aside.String())
			p.in, p.aside = p.within, nil
		}
	}
	if p.aside == nil && p.in == 0 && p.after.Len() > 0 {
		p.w.line()
		p.w.add(p.after.String())
		p.w.line()
		p.after = writer{}
	}
	if unsaid(name) {
		p.silent = max(p.silent-1, 0)
	}
}

func (p *prose) text(b []byte) {
	if p.in > 0 && p.silent == 0 {
		p.out().add(string(b))
	}
}

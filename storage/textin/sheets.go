package textin

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// sheets writes the names of the sheets of a workbook, their cells, a row on a line, and what stands
// in comments and boxes.
func (p *ooxml) sheets(w *writer) error {
	formats := &cellFormats{own: map[string]string{}}
	if p.main != nil {
		names := &sheetNames{w: w}
		_ = p.walk(p.main, names)
		formats.early = names.early
	}
	for _, f := range p.parts(".styles+xml", "xl/styles") {
		_ = p.walk(f, formats) // else numbers are shown as they are
	}
	named := w.Len()
	shared := &sharedStrings{}
	for _, f := range p.parts(".sharedstrings+xml", "xl/sharedstrings") {
		if err := p.walk(f, shared); err != nil {
			return err
		}
	}
	for _, f := range p.parts(".worksheet+xml", "xl/worksheets/sheet") {
		w.line()
		if err := p.walk(f, &sheet{w: w, shared: shared.all, formats: formats}); err != nil && w.Len() == named {
			return err
		}
	}
	for _, more := range [][2]string{{".comments+xml", "xl/comments"}, {".drawing+xml", "xl/drawings/drawing"}, {".diagramdata+xml", "xl/diagrams/data"}} {
		_ = p.prose(w, p.parts(more[0], more[1])) // the cells are there
	}
	return nil
}

// sheetNames writes what the sheets are called.
type sheetNames struct {
	w     *writer
	early bool // see cellFormats
}

func (s *sheetNames) done() bool  { return s.w.full() }
func (s *sheetNames) end(string)  {}
func (s *sheetNames) text([]byte) {}
func (s *sheetNames) start(e xml.StartElement) {
	switch e.Name.Local {
	case "sheet":
		s.w.line()
		s.w.add(attribute(e, "name"))
	case "workbookPr":
		early := attribute(e, "date1904")
		s.early = early == "1" || early == "true"
	}
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
	w       *writer
	shared  []string
	formats *cellFormats
	kind    string // of the cell; "s": it holds the place of a shared string
	style   string // of the cell
	in      bool
	value   strings.Builder
}

func (s *sheet) done() bool { return s.w.full() }
func (s *sheet) start(e xml.StartElement) {
	switch e.Name.Local {
	case "row":
		s.w.line()
	case "c":
		s.kind, s.style = attribute(e, "t"), attribute(e, "s")
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
		switch s.kind {
		case "s":
			n, err := strconv.Atoi(strings.TrimSpace(text))
			if text = ""; err == nil && n >= 0 && n < len(s.shared) {
				text = s.shared[n]
			}
		case "b":
			switch strings.TrimSpace(text) {
			case "0":
				text = "FALSE"
			case "1":
				text = "TRUE"
			}
		case "", "n":
			text = s.formats.shown(s.style, text)
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

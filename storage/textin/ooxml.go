package textin

import (
	"archive/zip"
	"encoding/xml"
	"path"
	"strings"
)

// app is what a file of Office Open XML was written with.
type app int

const (
	noApp app = iota
	wordApp
	sheetApp
	slideApp
)

// ooxml is a file of Office Open XML. Its parts are called in many ways: what they are stands in a
// list of types (ECMA-376, part 2, section 7.2.3), which is the main one in a list of relations (section 6.5).
type ooxml struct {
	*box
	app   app
	main  *zip.File
	types map[string]string // of parts, by their names; all in small letters
}

// ooxml finds out what a box holds; app is noApp where that is something else.
func (b *box) ooxml() *ooxml {
	p := &ooxml{box: b}
	if f := b.find("[Content_Types].xml"); f != nil {
		var t overrides
		_ = b.walk(f, &t)
		p.types = t.types
	}
	for _, f := range b.files {
		if t := p.types[partName(f.Name)]; strings.HasSuffix(t, ".main+xml") && appOf(t) != noApp {
			p.app, p.main = appOf(t), f
			return p
		}
	}
	if f := b.find("_rels/.rels"); f != nil {
		var r relations
		_ = b.walk(f, &r)
		if p.main = b.find(strings.TrimPrefix(r.main, "/")); p.main != nil {
			if p.app = appOf(path.Dir(partName(p.main.Name))); p.app != noApp {
				return p
			}
		}
	}
	for _, name := range []string{"word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"} {
		if p.main = b.find(name); p.main != nil {
			p.app = appOf(path.Dir(name))
			return p
		}
	}
	if len(b.under("ppt/slides/slide")) > 0 {
		p.app = slideApp
	}
	return p
}

// partName is a name of a part as names are compared.
func partName(name string) string { return strings.ToLower(strings.TrimPrefix(name, "/")) }

// appOf is what a content type, or the folder of a main part, is of.
func appOf(s string) app {
	switch {
	case s == "word", strings.Contains(s, "wordprocessingml"), strings.Contains(s, "ms-word"):
		return wordApp
	case s == "xl", strings.Contains(s, "spreadsheetml"), strings.Contains(s, "ms-excel"):
		return sheetApp
	case s == "ppt", strings.Contains(s, "presentationml"), strings.Contains(s, "ms-powerpoint"):
		return slideApp
	}
	return noApp
}

// parts lists those whose type ends so, or that are called as is usual, by their numbers.
func (p *ooxml) parts(ends, begins string) []*zip.File {
	return p.listed(func(name string) bool { return strings.HasSuffix(p.types[name], ends) || beginsPart(name, begins) })
}

// overrides reads the list of types, of the parts that have one of their own.
type overrides struct{ types map[string]string }

func (o *overrides) done() bool  { return len(o.types) > 2*maxEntries }
func (o *overrides) end(string)  {}
func (o *overrides) text([]byte) {}
func (o *overrides) start(e xml.StartElement) {
	if e.Name.Local != "Override" {
		return
	}
	if o.types == nil {
		o.types = map[string]string{}
	}
	o.types[partName(attribute(e, "PartName"))] = strings.ToLower(attribute(e, "ContentType"))
}

// relations reads which part is the main one.
type relations struct{ main string }

func (r *relations) done() bool  { return r.main != "" }
func (r *relations) end(string)  {}
func (r *relations) text([]byte) {}
func (r *relations) start(e xml.StartElement) {
	if e.Name.Local == "Relationship" && strings.HasSuffix(attribute(e, "Type"), "/officeDocument") {
		r.main = attribute(e, "Target")
	}
}

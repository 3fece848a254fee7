// Package guide shows the guide to PopMail: its chapters with their pictures, which are part of
// the program.
package guide

import (
	"bytes"
	"path"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"popmail/docs"
)

// Title is what the guide is called on paper.
const Title = "The PopMail guide"

// pages are the files of the guide in the order in which they are read, and down to which level
// a heading in them begins a chapter.
var pages = []struct {
	file  string
	level int
}{{"first-ten-minutes.md", 1}, {"guide.md", 2}, {"helpers.md", 1}, {"commands.md", 1}}

// Chapter is a place of the guide that the contents name.
type Chapter struct{ ID, Name string }

// Book is the guide as a page of HTML. Its links lead to places in it: nothing of it is
// fetched.
type Book struct {
	HTML     string
	Chapters []Chapter
}

// style is how the page looks, in the window and on paper.
const style = `<style>
body{font:15px/1.5 sans-serif}
h1{font-size:26px;line-height:1.3;margin:44px 0 12px}h2{font-size:21px;line-height:1.3;margin:36px 0 10px}h3{font-size:16px;margin:24px 0 6px}
h1:first-child{margin-top:4px}
p,ul,ol{margin:0 0 12px}li{margin:0 0 4px}
img{max-width:100%;height:auto;box-sizing:border-box;border:1px solid #c8ccd4;page-break-inside:avoid}
table{border-collapse:collapse;margin:0 0 14px}th,td{border:1px solid #c8ccd4;padding:5px 9px;text-align:left;vertical-align:top}tr{page-break-inside:avoid}
code{font:13px monospace}pre{margin:0 0 12px;padding:8px 12px;border:1px solid #c8ccd4;white-space:pre-wrap;overflow-wrap:anywhere}
</style>
`

// Open is the guide. It is made once.
var Open = sync.OnceValue(func() *Book { return read(readFile) })

// readFile is a page of the guide.
func readFile(name string) []byte {
	data, err := docs.Files.ReadFile(name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return data
}

// read makes a Book of its pages.
func read(file func(name string) []byte) *Book {
	md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	b := &Book{}
	var out bytes.Buffer
	out.WriteString("<!DOCTYPE html>\n" + style)
	for _, p := range pages {
		src := file(p.file)
		root := md.Parser().Parse(text.NewReader(src))
		_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.Heading:
				id := stem(p.file)
				if own, ok := n.AttributeString("id"); ok && n.Level > 1 {
					id += "." + string(own.([]byte))
				}
				n.SetAttributeString("id", []byte(id))
				if n.Level <= p.level {
					b.Chapters = append(b.Chapters, Chapter{id, heading(n, src)})
				}
			case *ast.Link:
				n.Destination = []byte(within(p.file, string(n.Destination)))
			}
			return ast.WalkContinue, nil
		})
		_ = md.Renderer().Render(&out, src, root) // a Buffer takes all
	}
	b.HTML = out.String()
	return b
}

func stem(file string) string { return strings.TrimSuffix(file, path.Ext(file)) }

// within is where a link of a page leads in the Book: to a place of this page, to another page or
// a place of that. Other links stay as they are.
func within(page, to string) string {
	file, place, named := strings.Cut(to, "#")
	switch {
	case strings.Contains(file, ":"):
		return to
	case file == "":
		file = page
	}
	if !named {
		return "#" + stem(file)
	}
	return "#" + stem(file) + "." + place
}

// heading is what a heading says.
func heading(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(src))
				if n.SoftLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// Picture returns the octets of a picture in the guide, by its reference.
func Picture(ref string) ([]byte, bool) {
	if path.Dir(ref) != "pictures" {
		return nil, false
	}
	data, err := docs.Files.ReadFile(ref)
	return data, err == nil
}

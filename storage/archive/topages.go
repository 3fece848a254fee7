package archive

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// HTML is a folder of pages with an index that any browser opens and searches, for the day
// when PopMail is no more. It is not read again.
const HTML Format = "html"

// Page is a message as a page.
type Page struct {
	HTML  []byte // a whole file, which needs nothing else
	Text  string // to be searched
	Files []PageFile
}

// PageFile is an attachment.
type PageFile struct {
	Name string
	Data func() ([]byte, error)
}

// pageShelf writes pages.
type pageShelf struct {
	x      *Export
	index  *os.File
	w      *bufio.Writer
	text   int // octets of text that the index may hold of a message
	rows   int
	cut    bool // of some message there is more text
	folder string
}

//go:embed index.html
var indexPage string

// indexRow is a message in the index. The names are short because there are very many.
type indexRow struct {
	Page    string   `json:"p"`
	Folder  string   `json:"o"`
	From    string   `json:"f"`
	To      string   `json:"t"`
	Subject string   `json:"s"`
	Date    string   `json:"d"`
	Text    string   `json:"x"`
	Files   []string `json:"a,omitempty"` // their paths
}

// The text in the index: of one message, and of all of them.
const (
	mostIndexed  = 4000
	leastIndexed = 300
	allIndexed   = 48 << 20
)

// rowsMark stands in the page where the rows go, cutMark where it is said whether all of their texts is in them.
const (
	rowsMark = "/*ROWS*/"
	cutMark  = "/*CUT*/false"
)

func (x *Export) pages() (*pageShelf, error) {
	f, w, err := x.out("index.html")
	p := &pageShelf{x: x, index: f, w: w, text: min(max(allIndexed/max(len(x.Messages), 1), leastIndexed), mostIndexed)}
	if err == nil {
		before, _, _ := strings.Cut(indexPage, rowsMark)
		_, err = w.WriteString(before)
	}
	return p, err
}

func (p *pageShelf) close() error {
	_, after, _ := strings.Cut(indexPage, rowsMark)
	if p.cut {
		after = strings.Replace(after, cutMark, "true", 1)
	}
	_, _ = p.w.WriteString(after) // Flush has its error
	return end(p.index, p.w)
}

func (p *pageShelf) put(ctx context.Context, m *mailbox.Summary, o *octets) error {
	page, err := p.x.Page(ctx, m.ID)
	if err != nil {
		return err
	}
	number := fmt.Sprint(m.ID)
	text, cut := cutText(page.Text, p.text)
	p.cut = p.cut || cut
	row := indexRow{Page: path.Join("messages", number+".html"), Folder: p.folder, From: m.From.String(), Subject: m.Subject, Date: m.Date.UTC().Format("2006-01-02 15:04"), Text: text}
	for i, a := range m.To {
		if i > 0 {
			row.To += ", "
		}
		row.To += a.String()
	}
	var names []string
	taken := map[string]bool{}
	for i, f := range page.Files {
		name := eml.SafeName(f.Name, i)
		// QUIRK: a browser would open it with the rights of the archive.
		if e := strings.ToLower(path.Ext(name)); e == ".html" || e == ".htm" || e == ".svg" || e == ".xhtml" || e == ".xml" || e == ".js" {
			name += ".txt"
		}
		for n, first := 2, name; taken[strings.ToLower(name)]; n++ {
			ext := path.Ext(first)
			name = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(first, ext), n, ext)
		}
		taken[strings.ToLower(name)] = true
		to := path.Join("files", number, name)
		if err := p.x.file(filepath.FromSlash(to), m.Date, func(w io.Writer) error {
			data, err := f.Data()
			if err == nil {
				_, err = w.Write(data)
			}
			return err
		}); err != nil {
			return err
		}
		row.Files, names = append(row.Files, to), append(names, f.Name)
	}
	leads := leading(number, row.Files, names)
	if err := p.x.file(filepath.FromSlash(row.Page), m.Date, func(w io.Writer) error {
		_, err := w.Write(bytes.Replace(page.HTML, []byte("<body>"), leads, 1))
		return err
	}); err != nil {
		return err
	}
	// The octets themselves, too: a page is not all of a message.
	if err := p.x.file(filepath.Join("original", number+".eml"), m.Date, func(w io.Writer) error { _, err := io.Copy(w, o.read()); return err }); err != nil {
		return err
	}
	line, err := json.Marshal(row) // which is safe within a script
	if err != nil {
		return err
	}
	if p.rows++; p.rows > 1 {
		line = append([]byte(",\n"), line...)
	}
	_, err = p.w.Write(line)
	return err
}

// leading is how the page of a message begins: it leads to the list, to what is attached, by the names that
// files had, and to the octets as they came, also where a browser runs no scripts.
func leading(number string, files, names []string) []byte {
	var b bytes.Buffer
	link := func(to, text string) {
		parts := strings.Split(to, "/")
		for i := range parts {
			parts[i] = url.PathEscape(parts[i])
		}
		fmt.Fprintf(&b, `<a href="../%s"><bdi>%s</bdi></a>`, html.EscapeString(strings.Join(parts, "/")), html.EscapeString(text))
	}
	b.WriteString(`<body><div style="padding:8px 20px;font:14px/1.5 sans-serif;overflow-wrap:anywhere">`)
	link("index.html", "All messages")
	b.WriteString(" · ")
	link("original/"+number+".eml", "As it came")
	for i, to := range files {
		b.WriteString(" · ")
		text := names[i]
		if _, last := split(to); text == "" {
			text = last
		}
		link(to, text)
	}
	b.WriteString("</div>")
	return b.Bytes()
}

// cutText is the first octets of a text, in one line, and whether there are more.
func cutText(text string, most int) (string, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= most {
		return text, false
	}
	return strings.ToValidUTF8(text[:most], ""), true
}

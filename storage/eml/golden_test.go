package eml_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/storage/eml"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is what a fixture is to be read as.
type golden struct {
	From, To, Cc, ReplyTo []string `json:",omitempty"`
	Subject               string
	Date                  string   `json:",omitempty"`
	MessageID             string   `json:",omitempty"`
	InReplyTo             string   `json:",omitempty"`
	References            []string `json:",omitempty"`
	Text                  string
	HTML                  string `json:",omitempty"`
	Readable              string `json:",omitempty"` // where it is not Text
	Index                 string `json:",omitempty"` // where it is not Readable
	Snippet               string
	Attachments           []goldenPart `json:",omitempty"`
	Count                 int
	Problems              []string `json:",omitempty"`
}

type goldenPart struct {
	eml.Attachment
	Safe string
	Data string
}

// TestFixtures reads every file of testdata/valid and testdata/malformed and
// compares with the .json beside it. Valid ones have no problems.
func TestFixtures(t *testing.T) {
	for _, dir := range []string{"valid", "malformed"} {
		files, err := filepath.Glob(filepath.Join("testdata", dir, "*.eml"))
		if err != nil || len(files) < 15 {
			t.Fatal(dir, len(files), err)
		}
		for _, path := range files {
			name := dir + "/" + strings.TrimSuffix(filepath.Base(path), ".eml")
			t.Run(name, func(t *testing.T) {
				raw, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				checkMessage(t, name, raw)
				g := goldenOf(t, raw)
				if dir == "valid" && len(g.Problems) > 0 {
					t.Errorf("problems of a valid message: %q", g.Problems)
				}
				var b bytes.Buffer
				e := json.NewEncoder(&b)
				e.SetEscapeHTML(false)
				e.SetIndent("", "  ")
				if err := e.Encode(g); err != nil {
					t.Fatal(err)
				}
				out := strings.TrimSuffix(path, ".eml") + ".json"
				if *update {
					if err := os.WriteFile(out, b.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(out)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(b.Bytes(), bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n"))) {
					t.Errorf("got\n%s\nwant\n%s", b.Bytes(), want)
				}
			})
		}
	}
}

func goldenOf(t *testing.T, raw []byte) golden {
	m, d := eml.Read(raw), eml.Digest(raw)
	g := golden{Subject: m.Subject, MessageID: m.MessageID, InReplyTo: m.InReplyTo, References: m.References,
		Text: m.Text, HTML: m.HTML(), Snippet: d.Snippet, Count: eml.CountAttachments(d.Attachments), Problems: m.Problems}
	if n := eml.CountAttachments(m.Attachments); g.Count != n {
		t.Errorf("Read counts %d attachments, Digest %d", n, g.Count)
	}
	for _, a := range m.From {
		g.From = append(g.From, a.String())
	}
	for _, a := range m.To {
		g.To = append(g.To, a.String())
	}
	for _, a := range m.Cc {
		g.Cc = append(g.Cc, a.String())
	}
	for _, a := range m.ReplyTo {
		g.ReplyTo = append(g.ReplyTo, a.String())
	}
	if !m.Date.IsZero() {
		g.Date = m.Date.Format(time.RFC3339)
	}
	if r := m.Readable(); r != m.Text {
		g.Readable = r
	}
	if d.Text != m.Readable() {
		g.Index = d.Text
	}
	for i, a := range m.Attachments {
		data, _, err := eml.PartData(raw, i)
		if err != nil {
			t.Error(err)
		}
		g.Attachments = append(g.Attachments, goldenPart{a, eml.SafeName(a.Name, i), strings.ToValidUTF8(string(data[:min(len(data), 60)]), "?")})
	}
	return g
}

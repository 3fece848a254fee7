package guide

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"popmail/assets"
	"popmail/docs"
)

// TestBook: each link leads to a place of the guide, each picture is there and each that is there
// is shown, nothing lies elsewhere, and the contents at the beginning of guide.md are its chapters.
func TestBook(t *testing.T) {
	b := Open()
	ids, named := map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(b.HTML, -1) {
		if ids[m[1]] {
			t.Errorf("two places are called %s", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(` href="([^"]*)"`).FindAllStringSubmatch(b.HTML, -1) {
		if id, ok := strings.CutPrefix(m[1], "#"); !ok || !ids[id] {
			t.Errorf("a link leads to %q", m[1])
		}
	}
	for _, m := range regexp.MustCompile(` src="([^"]*)"`).FindAllStringSubmatch(b.HTML, -1) {
		named[m[1]] = true
		if _, ok := Picture(m[1]); !ok {
			t.Errorf("there is no picture %q", m[1])
		}
	}
	if strings.Contains(b.HTML, "://") {
		t.Error("something lies elsewhere")
	}
	all, err := fs.Glob(docs.Files, "pictures/*.png")
	if err != nil || len(all) < 8 {
		t.Errorf("%d pictures, %v", len(all), err)
	}
	for _, p := range all {
		if !named[p] {
			t.Errorf("no page shows %s", p)
		}
		if i, err := fs.Stat(docs.Files, p); err != nil || i.Size() > 60<<10 {
			t.Errorf("%s is too large, or %v", p, err)
		}
	}
	var listed, chapters []string
	for _, m := range regexp.MustCompile(`(?m)^- \[(.*)\]\(#.*\)$`).FindAllSubmatch(readFile("guide.md"), -1) {
		listed = append(listed, string(m[1]))
	}
	for _, c := range b.Chapters {
		if !ids[c.ID] {
			t.Errorf("there is no place %s", c.ID)
		}
		if strings.HasPrefix(c.ID, "guide.") {
			chapters = append(chapters, c.Name)
		}
	}
	if !slices.Equal(listed, chapters) || len(b.Chapters) != len(chapters)+4 {
		t.Errorf("the contents are %q, the chapters %q of %d", listed, chapters, len(b.Chapters))
	}
}

// sentences are all that PopMail says in English.
func sentences(t *testing.T) map[string]bool {
	t.Helper()
	data, err := assets.Translations.ReadFile(assets.TranslationsDir + "/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, v := range all {
		switch v := v.(type) {
		case string:
			out[v] = true
		case map[string]any:
			for _, form := range v {
				out[form.(string)] = true
			}
		}
	}
	return out
}

// TestWordsOfTheScreen: what the guide prints in bold, and the sentences under which it says what
// helps, are words that PopMail shows.
func TestWordsOfTheScreen(t *testing.T) {
	said := sentences(t)
	bold, asked := 0, 0
	for _, file := range []string{"first-ten-minutes.md", "guide.md", "helpers.md"} {
		src := readFile(file)
		root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(src))
		_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.Emphasis:
				for word := range strings.SplitSeq(heading(n, src), " → ") {
					if bold++; !said[word] && !said[strings.TrimSuffix(word, "…")] {
						t.Errorf("%s: nothing on the screen is called %q", file, word)
					}
				}
			case *ast.Heading:
				if s, ok := strings.CutPrefix(heading(n, src), "“"); ok {
					if asked++; !said[strings.TrimSuffix(s, "”")] {
						t.Errorf("%s: PopMail does not say %s", file, s)
					}
				}
			}
			return ast.WalkContinue, nil
		})
	}
	if bold < 100 || asked < 10 {
		t.Errorf("%d words in bold and %d sentences were looked at", bold, asked)
	}
}

// TestPaper: what is printed has the pictures in it, links that lead within it, and nothing that is
// fetched from elsewhere.
func TestPaper(t *testing.T) {
	page := string(Open().Paper("Press Ctrl+P."))
	shown := strings.Count(Open().HTML, "<img ")
	if got := strings.Count(page, `src="data:image/png;base64,`); got != shown || shown == 0 {
		t.Errorf("%d pictures of %d", got, shown)
	}
	if strings.Contains(page, "://") || strings.Contains(page, "<script") {
		t.Error("something lies elsewhere")
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		ids[m[1]] = true
	}
	links := regexp.MustCompile(` href="#([^"]*)"`).FindAllStringSubmatch(page, -1)
	for _, m := range links {
		if !ids[m[1]] {
			t.Errorf("a link leads to %q", m[1])
		}
	}
	if len(links) < 20 || !strings.Contains(page, "Press Ctrl+P.") || !strings.Contains(page, "The first ten minutes") {
		t.Errorf("%d links", len(links))
	}
}

package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"popmail/storage/eml"
)

// A page is one document of HTML of a corpus.
type page struct {
	corpus string // the folder of html/ that it lies in, or the name of the folder of messages
	name   string // its path below the corpora, with the number of the part in a message
	html   string
}

// readPages reads every page below the folders: files that end in .html, and the HTML
// parts of everything else, read as messages.
func readPages(ctx context.Context, root string, places []string) (out []page, err error) {
	seen := map[string]bool{}
	for _, place := range places {
		err := filepath.WalkDir(filepath.Join(root, place), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			corpus, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
			if filepath.Ext(path) == ".html" {
				if parts := strings.Split(filepath.ToSlash(rel), "/"); parts[0] == "html" && len(parts) > 1 {
					corpus = parts[1]
				}
				out = append(out, page{corpus, filepath.ToSlash(rel), strings.ToValidUTF8(strings.TrimPrefix(string(data), "\uFEFF"), "\uFFFD")})
				return nil
			}
			if corpus == "html" {
				return nil
			}
			m, err := message(ctx, data)
			if err != nil {
				return err
			}
			for i, p := range m.Pages {
				_, lone := p.Picture()
				if lone || !tag.MatchString(p.HTML) || seen[p.HTML] {
					continue // doubles tell nothing
				}
				seen[p.HTML] = true
				out = append(out, page{corpus, fmt.Sprintf("%s#%d", filepath.ToSlash(rel), i), p.HTML})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

var tag = regexp.MustCompile(`<[A-Za-z!]`)

func message(ctx context.Context, raw []byte) (*eml.Message, error) {
	h, err := eml.Open(ctx, raw)
	if err != nil {
		return nil, err
	}
	return h.Message(ctx)
}

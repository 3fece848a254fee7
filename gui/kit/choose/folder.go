package choose

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// mostRead is how many names of a folder are read.
const mostRead = 20_000

// entry is what lies in a folder.
type entry struct {
	name   string // empty: the folder above
	folded string // the name, as it is looked for
	folder bool
	hidden bool // by the custom of the system
}

// read lists a folder: the one above first, then folders, then files unless only folders
// are asked for, each by name. cut: there is more in it than the most that was read.
func read(ctx context.Context, dir string, most int, only bool) (all []entry, cut bool, err error) {
	if !filepath.IsAbs(dir) {
		return nil, false, fs.ErrNotExist
	}
	f, err := os.Open(dir)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = f.Close() }()
	names, err := f.ReadDir(most + 1)
	if err != nil && !errors.Is(err, io.EOF) && len(names) == 0 {
		return nil, false, err
	}
	if cut = len(names) > most; cut {
		names = names[:most]
	}
	for _, n := range names {
		if ctx.Err() != nil {
			return nil, false, ctx.Err()
		}
		e := entry{name: n.Name(), folded: fold(n.Name()), folder: n.IsDir(), hidden: strings.HasPrefix(n.Name(), ".") || hidden(n)}
		if !e.folder && n.Type()&(fs.ModeSymlink|fs.ModeIrregular) != 0 { // where does it lead?
			i, err := os.Stat(filepath.Join(dir, n.Name()))
			e.folder = err == nil && i.IsDir()
		}
		if e.folder || !only {
			all = append(all, e)
		}
	}
	by := collate.New(language.Und, collate.Loose, collate.Numeric)
	slices.SortStableFunc(all, func(a, b entry) int {
		if a.folder != b.folder {
			if a.folder {
				return -1
			}
			return 1
		}
		if c := by.CompareString(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
	if filepath.Dir(dir) != dir {
		all = slices.Insert(all, 0, entry{folder: true})
	}
	return all, cut, nil
}

// fold makes the same of capital and small letters, and of letters that are written as one
// character and as two, as macOS does in names.
func fold(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// named is a path, by the name of what it leads to, for a sentence.
func named(path string) map[string]any {
	return map[string]any{"Name": widgets.Short(widgets.OneLine(filepath.Base(path)), 60)}
}

// trouble says why a path can't be used.
func trouble(err error, path string) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return lang.L("“{{.Name}}” is not there.", named(path))
	case errors.Is(err, fs.ErrPermission):
		return lang.L("You may not open “{{.Name}}”.", named(path))
	case errors.Is(err, fs.ErrExist):
		return lang.L("“{{.Name}}” is there already.", named(path))
	}
	return lang.L("“{{.Name}}” can’t be used.", named(path))
}

// Package migrations holds the schema of the store as numbered steps. A step
// that was shipped is never edited; a change of the schema is a new file.
package migrations

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

//go:embed *.sql
var files embed.FS

// Step is one change of the schema. Version is the user_version that the file
// has after it, counted from 1 without gaps.
type Step struct {
	Version int
	Name    string // such as "0001_init"
	SQL     string
	// Rebuilds: the step makes tables anew that others refer to. It runs with
	// foreign keys off, and they are checked before it is committed
	// (https://www.sqlite.org/lang_altertable.html, section 7). Its file begins with
	// the comment "foreign keys: off".
	Rebuilds bool
}

const rebuilds = "-- foreign keys: off\n"

// All returns the steps in order.
func All() ([]Step, error) { return read(files) }

func read(fsys fs.FS) ([]Step, error) {
	names, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		return nil, err
	}
	var steps []Step
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".sql")
		number, _, ok := strings.Cut(base, "_")
		v, err := strconv.Atoi(number)
		if !ok || err != nil || len(number) != 4 {
			return nil, fmt.Errorf("migration %s: the name must be NNNN_verb_object.sql", name)
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, Step{Version: v, Name: base, SQL: string(text), Rebuilds: strings.HasPrefix(string(text), rebuilds)})
	}
	slices.SortFunc(steps, func(a, b Step) int { return cmp.Compare(a.Version, b.Version) })
	for i, s := range steps {
		if s.Version != i+1 {
			return nil, fmt.Errorf("migration %s: number %d is missing or there twice", s.Name, i+1)
		}
	}
	return steps, nil
}

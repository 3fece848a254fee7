package licenses

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write licenses.txt anew")

// used is a package that is in the program on some system.
type used struct {
	ImportPath, Dir string
	Standard        bool
	Module          *struct{ Path, Version, Dir string }
}

// inProgram lists the packages that are in the program on any of its systems.
func inProgram(t *testing.T) (list []used) {
	t.Helper()
	for _, goos := range []string{"linux", "windows", "darwin"} {
		cmd := exec.Command("go", "list", "-deps", "-tags", "migrated_fynedo", "-json=ImportPath,Dir,Standard,Module", "popmail/cmd/popmail")
		cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=1")
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v: %s", goos, err, &said)
		}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var u used
			if err := d.Decode(&u); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if !u.Standard && u.Module != nil && u.Module.Path != "popmail" {
				list = append(list, u)
			}
		}
	}
	return list
}

// licenseName is what files with licenses are called; what follows is no code.
var licenseName = regexp.MustCompile(`(?i)^(licen[sc]e|copying|notice|patents|ofl)([-_. ].*)?$`)

// found are the licenses of packages: those of their modules, of folders around the packages, and
// of folders below them that hold no code of Go but what is built in: fonts, and code in C.
func found(t *testing.T, list []used) map[string]string {
	t.Helper()
	texts, dirs, roots := map[string]string{}, map[string][]string{}, map[string]string{}
	for _, u := range list {
		name := u.Module.Path + " " + u.Module.Version
		roots[name] = u.Module.Dir
		if !slices.Contains(dirs[name], u.Dir) {
			dirs[name] = append(dirs[name], u.Dir)
		}
	}
	for name, root := range roots {
		any := false
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !licenseName.MatchString(d.Name()) || filepath.Ext(path) == ".go" || !counts(filepath.Dir(path), dirs[name]) {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			title := name
			if rel, _ := filepath.Rel(root, path); filepath.Dir(rel) != "." || !regexp.MustCompile(`(?i)^(licen[sc]e|copying)(\.\w+)?$`).MatchString(rel) {
				title += ", " + filepath.ToSlash(rel)
			}
			texts[title], any = tidy(string(data)), true
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !any {
			t.Errorf("%s has no license", name)
		}
	}
	return texts
}

// counts reports whether a license in a folder is about what is in the program.
func counts(dir string, packages []string) bool {
	for _, p := range packages {
		if p == dir || strings.HasPrefix(p, dir+string(filepath.Separator)) {
			return true
		}
		if strings.HasPrefix(dir, p+string(filepath.Separator)) {
			code, _ := filepath.Glob(filepath.Join(dir, "*.go"))
			if len(code) == 0 && !strings.Contains(dir[len(p):], "testdata") && !strings.Contains(dir[len(p):], ".github") {
				return true
			}
		}
	}
	return false
}

// tidy is a text without what is different between texts that say the same.
func tidy(s string) string {
	lines := strings.Split(strings.ReplaceAll(strings.TrimPrefix(s, "\ufeff"), "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\f")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// besides are the licenses of what is no module: the files of the folder besides, of which the
// first line names it.
func besides(t *testing.T, texts map[string]string) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join("besides", "*.txt"))
	if err != nil || len(list) == 0 {
		t.Fatal("there is nothing besides", err)
	}
	for _, path := range list {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, text, _ := strings.Cut(string(data), "\n")
		texts[name] = tidy(text)
	}
}

// parts are texts as parts: those that are the same together.
func parts(texts map[string]string) (list []Part) {
	names := map[string][]string{}
	for name, text := range texts {
		names[text] = append(names[text], name)
	}
	for text, n := range names {
		slices.Sort(n)
		list = append(list, Part{Names: n, Text: text})
	}
	slices.SortFunc(list, func(a, b Part) int { return cmp.Compare(a.Names[0], b.Names[0]) })
	return list
}

// TestAgrees holds licenses.txt to what go.mod has the program made of.
func TestAgrees(t *testing.T) {
	texts := found(t, inProgram(t))
	besides(t, texts)
	want := format(parts(texts))
	if *update {
		if err := os.WriteFile("licenses.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if Text == want {
		return
	}
	var is, should []string
	for _, p := range All() {
		is = append(is, p.Names...)
	}
	for _, p := range parse(want) {
		should = append(should, p.Names...)
	}
	for _, n := range should {
		if !slices.Contains(is, n) {
			t.Errorf("the license of %s is missing", n)
		}
	}
	for _, n := range is {
		if !slices.Contains(should, n) {
			t.Errorf("%s is not in the program", n)
		}
	}
	t.Errorf("licenses.txt does not agree with go.mod: go test ./assets/licenses -update (%s)", runtime.Version())
}

// TestParts reads back what is written.
func TestParts(t *testing.T) {
	list := []Part{{Names: []string{"a v1", "b v2"}, Text: "do\n\nwhat you want"}, {Names: []string{"c v3"}, Text: "do not"}}
	got := parse(format(list))
	if len(got) != 2 || !slices.Equal(got[0].Names, list[0].Names) || got[0].Text != list[0].Text || got[1].Text != "do not" {
		t.Errorf("%q", got)
	}
	if len(All()) < 20 || len(parse("no rule")) != 0 {
		t.Errorf("%d parts", len(All()))
	}
	for _, p := range All() {
		if len(p.Names) == 0 || p.Names[0] == "" || len(p.Text) < 20 {
			t.Errorf("%q: %q", p.Names, p.Text)
		}
	}
}

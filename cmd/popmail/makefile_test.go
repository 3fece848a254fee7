package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// goTests are the functions of all tests of the repository, with the folder each is in: "./pop3".
func goTests(t *testing.T, each func(dir string, f *ast.FuncDecl)) {
	t.Helper()
	root := repoRoot(t)
	err := filepath.WalkDir(root, func(name string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (strings.HasPrefix(e.Name(), ".") && name != root || e.Name() == "build" || e.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				each("./"+filepath.ToSlash(dir), f)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Every test that does more with POPMAIL_TEST_WORLD is run with it by a target of the Makefile, that of
// another test which it calls too.
func TestLongTestsAreRun(t *testing.T) {
	made, err := os.ReadFile(filepath.Join(repoRoot(t), "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		run  *regexp.Regexp
		dirs []string
	}
	var lines []line
	for _, m := range regexp.MustCompile(`(?m)^\tPOPMAIL_TEST_WORLD=.* go test .*-run '([^']+)' (.+)$`).FindAllStringSubmatch(strings.ReplaceAll(string(made), "$(GO)", "go"), -1) {
		lines = append(lines, line{regexp.MustCompile(strings.ReplaceAll(m[1], "$$", "$")), strings.Fields(m[2])})
	}
	asks := map[[2]string]bool{}      // folder and function
	calls := map[[2]string][]string{} // whom it calls
	goTests(t, func(dir string, f *ast.FuncDecl) {
		key := [2]string{dir, f.Name.Name}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if n.Name == "worldVar" {
					asks[key] = true
				}
				calls[key] = append(calls[key], n.Name)
			case *ast.BasicLit:
				if n.Value == `"POPMAIL_TEST_WORLD"` {
					asks[key] = true
				}
			}
			return true
		})
	})
	for more := true; more; {
		more = false
		for key, names := range calls {
			if !asks[key] && slices.ContainsFunc(names, func(n string) bool { return n != key[1] && asks[[2]string{key[0], n}] }) {
				asks[key], more = true, true
			}
		}
	}
	n := 0
	for key := range asks {
		if !strings.HasPrefix(key[1], "Test") || key[1] == t.Name() {
			continue
		}
		n++
		if !slices.ContainsFunc(lines, func(l line) bool { return slices.Contains(l.dirs, key[0]) && l.run.MatchString(key[1]) }) {
			t.Errorf("no target runs %s of %s with POPMAIL_TEST_WORLD", key[1], key[0])
		}
	}
	if n < 15 || len(lines) < 3 {
		t.Errorf("%d tests and %d lines were found", n, len(lines))
	}
}

// What documents and the Makefile give as an example of a test to be run is one.
func TestExamplesAreTests(t *testing.T) {
	root := repoRoot(t)
	tests := map[string]bool{}
	goTests(t, func(_ string, f *ast.FuncDecl) { tests[f.Name.Name] = true })
	files, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, filepath.Join(root, "README.md"), filepath.Join(root, "CONTRIBUTING.md"), filepath.Join(root, "Makefile")) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?:RUN=|-run '?\^?)((?:Test|Fuzz|Benchmark)\w+)`).FindAllSubmatch(text, -1) {
			want := string(m[1])
			found := false
			for name := range tests {
				found = found || strings.HasPrefix(name, want)
			}
			if !found {
				t.Errorf("%s: there is no test %s", filepath.Base(name), want)
			}
		}
	}
}

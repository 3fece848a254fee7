package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestContributing: CONTRIBUTING.md names every package that is not for tests alone,
// and no file that is not there.
func TestContributing(t *testing.T) {
	root := repoRoot(t)
	text, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, m := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(string(text), -1) {
		named = append(named, m[1])
	}
	files := map[string]bool{}
	for _, p := range packages(t, runtime.GOOS) {
		list, err := os.ReadDir(p.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			files[e.Name()] = true
		}
		pkg := strings.TrimPrefix(p.ImportPath, "popmail/")
		if base := path.Base(pkg); strings.HasSuffix(base, "test") || strings.Contains(pkg, "test/") || slices.Contains(named, base) {
			continue
		}
		if !slices.ContainsFunc(named, func(n string) bool { return n == pkg || strings.HasSuffix(pkg, "/"+n) }) {
			t.Errorf("CONTRIBUTING.md does not name %s", pkg)
		}
	}
	for _, n := range named {
		if base := path.Base(n); strings.HasSuffix(base, ".go") && !strings.HasPrefix(base, "_") && !strings.Contains(base, "*") && !files[base] {
			t.Errorf("CONTRIBUTING.md names %s, which is not there", n)
		}
	}
}

// TestOneGoroutine: what .ci/test runs without the race detector has one goroutine, in its
// tests too. What is tried with a real background is in background_test.go, and has a name
// by which .ci/test finds it.
func TestOneGoroutine(t *testing.T) {
	root := repoRoot(t)
	begins := regexp.MustCompile(`(?m)^\s*go (func\(|[\w.]+\()|\bloop\.New(On)?\(|\b\w+\.Go\(func\(\) \{|\bsynctest\.`)
	names := regexp.MustCompile(`(?m)^func (Test\w+)`)
	tried := 0
	for _, dir := range []string{"gui", "storage/eml", "storage/query"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(name string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.Contains(filepath.ToSlash(name), "gui/kit/loop/") {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if filepath.Base(name) != "background_test.go" {
				if found := begins.Find(text); found != nil {
					t.Errorf("%s: %q belongs into background_test.go", name, found)
				}
				return nil
			}
			for _, m := range names.FindAllSubmatch(text, -1) {
				tried++
				if !strings.HasPrefix(string(m[1]), "TestBackground") {
					t.Errorf("%s: %s runs without the race detector; call it TestBackground…", name, m[1])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if tried == 0 {
		t.Error("no test with a background was found")
	}
}

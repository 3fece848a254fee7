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

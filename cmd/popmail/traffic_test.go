package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/account/traffic"
	"popmail/pop3/pop3test"
)

// TestDataUsedIsKept: what a command moves is in the count that the window shows, once, and
// so is what the next one moves.
func TestDataUsedIsKept(t *testing.T) {
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	data := dataFolder(t)
	used := func() int64 { return traffic.Open(data, nil).Used().Today }
	before := used()
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin").must(t, 0)
	letter := append([]byte("Subject: large\r\n\r\n"), bytes.Repeat([]byte("0123456789012345678901234567890123456789\r\n"), 5000)...)
	in.AddMessage(testUser, letter)
	pop(t, data, "receive").must(t, 0)
	first := used() - before
	if size := int64(len(letter)); first < size || first > size+3000 {
		t.Errorf("%d octets for a message of %d", first, size)
	}
	pop(t, data, "receive").must(t, 0)
	if again := used() - before - first; again < 50 || again > 3000 {
		t.Errorf("%d octets for a check without news", again)
	}
	before = used()
	pop(t, data, "list").must(t, 0)
	if used() != before {
		t.Errorf("a list has used %d octets", used()-before)
	}
}

// TestEveryLineIsCounted: who opens lines to the world has their octets counted.
func TestEveryLineIsCounted(t *testing.T) {
	// Nothing is said over the lines of the first, the second takes those of dial.go beside it.
	except := []string{"account/discover/examine.go", "account/discover/https.go"}
	opens := 0
	root := repoRoot(t)
	err := filepath.WalkDir(filepath.Join(root, "account"), func(path string, d fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || slices.Contains(except, name) ||
			strings.Contains(filepath.Dir(name), "test") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		imports := slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"popmail/account/traffic"` })
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, ok := s.X.(*ast.Ident); ok && (of.Name == "net" && (s.Sel.Name == "Dialer" || strings.HasPrefix(s.Sel.Name, "Dial")) || of.Name == "tls" && strings.HasPrefix(s.Sel.Name, "Dial") || of.Name == "http" && (s.Sel.Name == "DefaultTransport" || s.Sel.Name == "DefaultClient" || s.Sel.Name == "Transport")) {
				opens++
				if !imports {
					t.Errorf("%s: %s.%s, and nothing is counted", name, of.Name, s.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || opens < 5 {
		t.Errorf("%v, %d places that open lines", err, opens)
	}
}

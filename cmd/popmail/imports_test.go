package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors says what each part of PopMail may import of the rest, as prefixes of
// paths without "popmail/". The longest prefix of a package's own path counts.
// Every part may import what lies below its own first folder.
var floors = map[string][]string{
	"pop3":             {},
	"assets":           {},
	"docs":             {},
	"account":          {"assets"},
	"account/discover": {"pop3"},
	"account/fetch":    {"pop3"},
	"account/send":     {"pop3"},
	"storage":          {"account!", "account/disk!", "account/event!", "account/fetch!", "account/letter!", "account/send!", "account/spool!", "account/thread!", "assets/plain!"},
	"storage/mailbox":  {"account!"},
	"storage/query":    {},
	"storage/eml":      {},
	"storage/cards":    {"storage/mailbox"},
	"storage/index":    {},
	"storage/junk":     {},
	"storage/inorder":  {"account/thread!"},
	"storage/backup":   {},
	"storage/archive":  {},
	"gui":              {"account!", "account/event!", "account/discover!", "account/letter!", "storage/mailbox!", "storage/query!", "storage/eml!", "assets", "docs!"},
	"cmd":              {"account", "assets", "gui", "pop3", "storage"},
}

// alone are packages that import nothing of ours at all, or only what is named.
var alone = map[string][]string{
	"account":             nil,
	"storage/mailbox":     {"account"},
	"assets/plain":        nil,
	"storage/query":       nil,
	"account/pictures":    {"account/traffic"},
	"account/thread":      nil,
	"gui/htmlview/style":  {"assets/plain"},
	"gui/htmlview/layout": {"gui/htmlview/style", "gui/kit/bidi", "gui/kit/breaks"},
	"gui/htmlview/plain":  {"gui/htmlview/style", "gui/kit/bidi", "assets/plain"},
	"storage/eml":         {"storage/mailbox", "storage/query", "assets/plain"},
	"storage/cards":       {"storage/mailbox"},
	"storage/index":       {"storage/mailbox", "storage/query", "storage/eml", "assets/plain"},
	"storage/inorder":     {"account/thread"},
	"storage/junk":        {"storage/mailbox", "storage/query", "storage/eml", "assets/plain"},
	"storage/textin":      {"storage/eml"},
}

// pure are packages that know neither the window nor the network.
var pure = []string{"gui/htmlview/style", "gui/htmlview/layout", "gui/htmlview/plain"}

// screens are the parts of the window: none of them knows another one.
var screens = []string{"gui/wizard", "gui/folders", "gui/msglist", "gui/reader", "gui/search", "gui/status", "gui/settings", "gui/viewer", "gui/compose", "gui/book", "gui/maildrop", "gui/moving", "gui/jump", "gui/ready", "gui/guide"}

// apart reports whether pkg must not import dep although both lie below gui: a
// screen another screen, and the kit, which knows nothing of mail, anything but kit.
func apart(pkg, dep string) bool {
	if below(pkg, "gui/kit") {
		return !below(dep, "gui/kit") && !below(dep, "assets")
	}
	return slices.Contains(screens, pkg) && (slices.Contains(screens, dep) || dep == "gui")
}

// testsMay are further imports that only tests have.
var testsMay = map[string][]string{
	"account/fetch": {"pop3"},
	"account":       {"pop3"},
	"storage":       {"pop3", "assets"},
	"storage/eml":   {"account/letter"},
}

// rootTestsMay are those of a package alone, not of what lies below it: the window is
// tested on a real store, its screens know none.
var rootTestsMay = map[string][]string{"gui": {"storage", "storage/backup", "storage/cards", "storage/storagetest", "account/fetch", "account/send"}}

type listed struct {
	ImportPath, Dir                    string
	Imports, TestImports, XTestImports []string
	Error                              *struct{ Err string }
}

// packages lists PopMail's packages as they are built for a system.
func packages(t *testing.T, goos string) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Imports,TestImports,XTestImports,Error", "./...")
	cmd.Dir = repoRoot(t)
	cmd.Env = append(os.Environ(), "GOOS="+goos)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// repoRoot is the folder with go.mod.
func repoRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("there is no go.mod above the test")
		}
	}
}

func below(path, prefix string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }

// allowed reports whether pkg may import dep; both without "popmail/".
func allowed(pkg, dep string, test bool) bool {
	first, _, _ := strings.Cut(pkg, "/")
	if only, ok := alone[pkg]; ok && !test {
		return slices.Contains(only, dep)
	}
	if test && slices.Contains(rootTestsMay[pkg], dep) {
		return true
	}
	if apart(pkg, dep) {
		return false
	}
	if below(dep, first) {
		return true
	}
	// Every room stands on what its own folder and the folders above it may use.
	for at := pkg; ; {
		rules := floors[at]
		if test {
			rules = append(slices.Clone(rules), testsMay[at]...)
		}
		for _, r := range rules {
			if exact, ok := strings.CutSuffix(r, "!"); ok && dep == exact || !ok && below(dep, r) {
				return true
			}
		}
		i := strings.LastIndexByte(at, '/')
		if i < 0 {
			return false
		}
		at = at[:i]
	}
}

// TestImports holds the direction of imports: each floor stands only on those
// below, and only cmd/popmail opens a real window.
func TestImports(t *testing.T) {
	for _, goos := range []string{"linux", "windows", "darwin"} {
		all := packages(t, goos)
		if len(all) < 10 {
			t.Fatalf("%s: only %d packages were listed", goos, len(all))
		}
		for _, p := range all {
			pkg := strings.TrimPrefix(p.ImportPath, "popmail/")
			first, _, _ := strings.Cut(pkg, "/")
			if _, ok := floors[first]; !ok {
				t.Errorf("%s: %s lies outside cmd, gui, account, pop3, storage, assets and docs", goos, p.ImportPath)
			}
			check := func(imports []string, test bool) {
				for _, dep := range imports {
					if dep == "fyne.io/fyne/v2/app" && pkg != "cmd/popmail" {
						t.Errorf("%s: %s imports %s; only cmd/popmail may", goos, p.ImportPath, dep)
					}
					if !test && slices.Contains(pure, pkg) && (strings.HasPrefix(dep, "fyne.io/") || dep == "net" || dep == "net/http" || dep == "os") {
						t.Errorf("%s: %s imports %s", goos, pkg, dep)
					}
					if !test && below(pkg, "gui/htmlview") && dep == "net" {
						t.Errorf("%s: %s knows the network", goos, pkg)
					}
					if dep, ok := strings.CutPrefix(dep, "popmail/"); ok && !allowed(pkg, dep, test) {
						t.Errorf("%s: %s must not import %s (in tests: %v)", goos, pkg, dep, test)
					}
				}
			}
			check(p.Imports, false)
			check(p.TestImports, true)
			check(p.XTestImports, true)
		}
	}
}

// TestImportRules shows that the rules refuse what they are there to refuse.
func TestImportRules(t *testing.T) {
	for _, c := range []struct {
		pkg, dep string
		test, ok bool
	}{
		{"pop3", "pop3/internal/wire", false, true},
		{"pop3", "account", false, false},
		{"pop3", "assets/plain", false, false},
		{"storage/eml", "assets/plain", false, true},
		{"storage/eml", "assets", false, false},
		{"assets/sample", "gui", false, false},
		{"account", "account/event", false, false},
		{"account/fetch", "pop3", false, true},
		{"account/fetch", "storage", false, false},
		{"account/fetch", "storage", true, false},
		{"account/poll", "pop3", false, false},
		{"account/poll", "account/fetch", false, true},
		{"storage", "account/fetch", false, true},
		{"storage", "account/secret", false, false},
		{"storage", "pop3", false, false},
		{"storage/query", "storage", false, false},
		{"storage/mailbox", "account", false, true},
		{"storage/eml", "storage/mailbox", false, true},
		{"gui/reader", "storage/eml", false, true},
		{"gui/kit/loop", "account/event", false, false},
		{"gui/htmlview/layout", "gui/htmlview/paint", false, false},
		{"gui/htmlview", "account/pictures", false, false},
		{"account/pictures", "account", false, false},
		{"gui/kit/widgets", "gui/words", true, false},
		{"gui/kit/field", "gui/kit/widgets", false, true},
		{"gui/settings", "gui/wizard", false, false},
		{"gui/settings", "gui/words", false, true},
		{"gui/reader", "gui", true, false},
		{"gui", "gui/reader", false, true},
		{"gui", "storage", false, false},
		{"gui", "storage", true, true},
		{"gui", "account/fetch", false, false},
		{"gui/reader", "storage", true, false},
		{"gui/msglist", "account/fetch", true, false},
		{"gui/wizard", "account/fetch", false, false},
		{"gui", "pop3", false, false},
		{"gui/guide", "docs", false, true},
		{"gui/kit/nav", "docs", false, false},
		{"gui", "cmd/popmail", false, false},
		{"cmd/popmail", "storage", false, true},
	} {
		if got := allowed(c.pkg, c.dep, c.test); got != c.ok {
			t.Errorf("%s imports %s (test %v): allowed %v, want %v", c.pkg, c.dep, c.test, got, c.ok)
		}
	}
}

// TestLeavesNeedNoC holds the vocabulary free of the database, so that screens
// are built and tested without a C compiler.
func TestLeavesNeedNoC(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./storage/mailbox", "./storage/query", "./storage/eml", "./account/...", "./pop3/...")
	cmd.Dir = repoRoot(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.Lines(string(out)) {
		dep = strings.TrimSpace(dep)
		if strings.Contains(dep, "sqlite") || strings.HasPrefix(dep, "fyne.io/") {
			t.Errorf("%s is among what the vocabulary, the accounts or the protocol stand on", dep)
		}
	}
}

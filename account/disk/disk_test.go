package disk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"popmail/account"
)

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

func TestNew(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, want string }{
		{"report.pdf", "report.pdf"}, {"report.pdf", "report (2).pdf"}, {"report.pdf", "report (3).pdf"},
		{"README", "README"}, {"README", "README (2)"}, {".profile", ".profile"}, {".profile", ".profile (2)"},
	} {
		got, err := New(dir, c.name, Octets([]byte(c.want)))
		if err != nil || got != filepath.Join(dir, c.want) {
			t.Errorf("%s: %q, %v; want %s", c.name, got, err, c.want)
		}
		if b, err := os.ReadFile(filepath.Join(dir, c.want)); string(b) != c.want {
			t.Errorf("%s holds %q, %v", c.want, b, err)
		}
	}
	if _, err := New(dir, "../out", Octets(nil)); err == nil {
		t.Error("a file was written outside of the folder")
	}
	if runtime.GOOS == "windows" {
		return
	}
	// A link is neither followed nor replaced.
	aim := filepath.Join(t.TempDir(), "aim")
	if err := os.Symlink(aim, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if got, err := New(dir, "link", Octets([]byte("x"))); err != nil || got != filepath.Join(dir, "link (2)") {
		t.Errorf("a link: %q, %v", got, err)
	}
	if _, err := os.Stat(aim); !errors.Is(err, os.ErrNotExist) {
		t.Error("the link was followed")
	}
}

func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, text := range []string{"one", "two"} {
		if err := Replace(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); string(b) != text {
			t.Errorf("holds %q, %v", b, err)
		}
	}
	if got := names(t, filepath.Dir(path)); !slices.Equal(got, []string{"file"}) {
		t.Errorf("left behind: %q", got)
	}
}

func TestProblem(t *testing.T) {
	cause := errors.New("read: input/output error")
	known := fmt.Errorf("saving: %w", &account.Problem{Trouble: account.TroubleNoKeyring, Err: cause})
	for _, c := range []struct {
		err  error
		want account.Trouble
	}{
		{cause, account.TroubleStore},
		{context.DeadlineExceeded, account.TroubleStore},
		{known, account.TroubleNoKeyring},
	} {
		if got := Problem(c.err); account.TroubleOf(got) != c.want || !errors.Is(got, c.err) {
			t.Errorf("%v: %v (trouble %d), want %d", c.err, got, account.TroubleOf(got), c.want)
		}
	}
	stopped := fmt.Errorf("query: %w", context.Canceled)
	if Problem(nil) != nil || !errors.Is(Problem(stopped), stopped) || account.TroubleOf(Problem(stopped)) != account.TroubleOther {
		t.Errorf("nil: %v; stopped: %v", Problem(nil), Problem(stopped))
	}
}

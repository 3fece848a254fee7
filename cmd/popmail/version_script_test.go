package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestVersionOfACommit: a commit with a tag of either kind is the release, whatever lies changed beside it;
// others are named after themselves.
func TestVersionOfACommit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not here")
	}
	dir := t.TempDir()
	script, err := os.ReadFile(filepath.Join(repoRoot(t), ".ci", "version"))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string, mode os.FileMode) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) string {
		t.Helper()
		c := exec.Command(name, args...)
		c.Dir = dir
		c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir),
			"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.org")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	want := func(what, want string, args ...string) {
		t.Helper()
		if got := run(filepath.Join(dir, ".ci", "version"), args...); got != want {
			t.Errorf("%s: version %q, want %q", what, got, want)
		}
	}
	write(".ci/version", string(script), 0o755)
	write("FyneApp.toml", "[Details]\nVersion = \"1.2.0\"\n", 0o644)
	want("no repository", "1.2.0")

	run("git", "init", "-q")
	run("git", "add", ".")
	run("git", "commit", "-qm", "one")
	one := run("git", "rev-parse", "--short=7", "HEAD")
	want("no tag", "1.2.0+"+one)
	for _, tag := range [][]string{{"tag", "v1.2.0"}, {"tag", "-a", "-m", "release", "v1.2.0"}} {
		run("git", tag...)
		want("with a tag", "1.2.0")
		want("the commit with a tag", "1.2.0", "HEAD")
		write("FyneApp.toml", "[Details]\nVersion = \"1.2.0\"\nBuild = 1\n", 0o644)
		want("changed beside a tag", "1.2.0+"+one+"-dirty")
		want("the commit, changed beside it", "1.2.0", "HEAD")
		run("git", "checkout", "-q", "FyneApp.toml")
		run("git", "tag", "-d", "v1.2.0")
	}
	run("git", "tag", "v1.1.0")
	run("git", "tag", "v1.2.0-rc1")
	want("tags of other versions", "1.2.0+"+one)
	run("git", "tag", "v1.2.0")
	write("FyneApp.toml", "[Details]\nVersion = \"1.3.0\"\n", 0o644)
	run("git", "commit", "-qam", "two")
	want("behind a tag", "1.3.0+"+run("git", "rev-parse", "--short=7", "HEAD"))
	want("an older commit", "1.2.0", one)
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// programVar names the program where it is built already.
const programVar = "POPMAIL_TEST_PROGRAM"

// program builds the real program once, without the race detector, and returns
// its path.
var program = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv(programVar); bin != "" {
		return bin, nil
	}
	return build("popmail", "")
})

// build builds the program with tags.
func build(name, tags string) (string, error) {
	bin := filepath.Join(workDir, name)
	if filepath.Separator == '\\' {
		bin += ".exe"
	}
	out, err := exec.Command("go", "build", "-tags", tags, "-o", bin, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return bin, nil
}

// workDir is gone after the tests.
var workDir string

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "helper" { // the program starts itself
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	var err error
	if workDir, err = os.MkdirTemp("", "popmail-test"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(workDir)
	os.Exit(code)
}

// result is what one run of the program has printed.
type result struct {
	stdout, stderr string
	code           int
}

// call is a command line that is ready to run: a home of its own, no keyring, and
// the data folder data.
func call(t testing.TB, data string, args ...string) *exec.Cmd {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, bin, args...)
	home := filepath.Join(data, "..", "home")
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, "XDG_") && !strings.HasPrefix(name, "POPMAIL_") && name != "DISPLAY" && name != "WAYLAND_DISPLAY" {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	cmd.Env = append(cmd.Env, "HOME="+home, "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(home, "no-bus"), "POPMAIL_DATA="+data)
	return cmd
}

// pop runs the program and returns what it printed.
func pop(t testing.TB, data string, args ...string) result {
	t.Helper()
	return finish(t, call(t, data, args...))
}

// popIn is pop with standard input.
func popIn(t testing.TB, data, stdin string, args ...string) result {
	t.Helper()
	cmd := call(t, data, args...)
	cmd.Stdin = strings.NewReader(stdin)
	return finish(t, cmd)
}

func finish(t testing.TB, cmd *exec.Cmd) result {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || !exit.Exited()) {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, errs.String())
	}
	return result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// must fails the test when the command did not end with code.
func (r result) must(t testing.TB, code int) result {
	t.Helper()
	if r.code != code {
		t.Fatalf("exit code %d, want %d\nstdout: %.2000s\nstderr: %.2000s", r.code, code, r.stdout, r.stderr)
	}
	return r
}

// rows reads JSON lines. Fields that a row does not have, and more fields than
// the row has, are errors.
func rows[T any](t testing.TB, r result) []T {
	t.Helper()
	var all []T
	for text := range strings.Lines(r.stdout) {
		var v T
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		all = append(all, v)
	}
	return all
}

// row reads the one JSON line of r.
func row[T any](t testing.TB, r result) T {
	t.Helper()
	all := rows[T](t, r)
	if len(all) != 1 {
		t.Fatalf("%d rows, want 1\nstdout: %.2000s\nstderr: %.2000s", len(all), r.stdout, r.stderr)
	}
	return all[0]
}

// dataFolder is a new data folder.
func dataFolder(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "data")
}

const testUser, testPassword = "ann@example.org", "se cret:ü"

// addAccount adds testUser of a server to a data folder. more overrides flags.
func addAccount(t testing.TB, data string, s *dovecot.Server, security string, more ...string) {
	t.Helper()
	port := s.Plain
	if security == "tls" {
		port = s.TLS
	}
	args := []string{"account", "add", "--email", testUser, "--server", s.Host, "--port", fmt.Sprint(port), "--security", security,
		"--ca-file", s.CAFile, "--keep-password", "file", "--password-stdin"}
	popIn(t, data, testPassword+"\n", append(args, more...)...).must(t, 0)
}

// fill adds testUser to a server and delivers mail.
func fill(t testing.TB, s *dovecot.Server, mail [][]byte) {
	t.Helper()
	if err := s.AddUser(testUser, testPassword); err != nil {
		t.Fatal(err)
	}
	for _, raw := range mail {
		if _, err := s.Deliver(testUser, raw); err != nil {
			t.Fatal(err)
		}
	}
}

// corpus reads the messages below ../shared/corpora/sub, at most n (0: all), in
// an order that does not change.
func corpus(t testing.TB, n int, subs ...string) (mail [][]byte, names []string) {
	t.Helper()
	root := filepath.Join(repoRoot(t), "..", "shared", "corpora")
	for _, sub := range subs {
		err := filepath.WalkDir(filepath.Join(root, sub), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			names = append(names, path)
			return nil
		})
		if errors.Is(err, fs.ErrNotExist) {
			t.Skipf("%s is not on this computer", filepath.Join(root, sub))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(names)
	if n > 0 && len(names) > n {
		// From all over the folders, not the first of them alone.
		some := make([]string, n)
		for i := range some {
			some[i] = names[i*len(names)/n]
		}
		names = some
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		mail = append(mail, raw)
	}
	return mail, names
}

// crlf is raw as Dovecot sends it: each line feed behind a carriage return, and
// the last line ended.
func crlf(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+len(raw)/30)
	for i, b := range raw {
		if b == '\n' && (i == 0 || raw[i-1] != '\r') {
			out = append(out, '\r')
		}
		out = append(out, b)
	}
	return out
}

// letters makes n small messages with different subjects.
func letters(n int) [][]byte {
	mail := make([][]byte, n)
	for i := range mail {
		mail[i] = fmt.Appendf(nil, "From: Bob <bob@example.net>\nTo: Ann <ann@example.org>\nSubject: Letter number%d\nDate: Fri, 20 Nov 2026 10:00:%02d +0000\nMessage-ID: <%d@example.net>\n\nDear Ann,\n.\n..\nthis is letter %d.\n", i, i%60, i, i)
	}
	return mail
}

// testEnv is an env that prints into buffers and has no terminal.
func testEnv(out, errs io.Writer) *env {
	return &env{out: bufio.NewWriter(out), err: errs}
}

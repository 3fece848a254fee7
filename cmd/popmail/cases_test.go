package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// TestCases brings each NAME.eml of ../shared/cases/mail and of testdata/cases
// through a server and the store, and compares what show --json, search, list and
// save give with the last line of NAME.expected.txt.
func TestCases(t *testing.T) {
	for _, dir := range []string{filepath.Join(repoRoot(t), "..", "shared", "cases", "mail"), filepath.Join("testdata", "cases")} {
		files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && filepath.IsAbs(dir) {
				t.Logf("%s is not on this computer", dir)
				continue
			}
			t.Fatalf("%s holds no cases", dir)
		}
		walkCases(t, files)
	}
}

func walkCases(t *testing.T, files []string) {
	s := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	uids := map[string]string{}
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		uids[path] = s.AddMessage(testUser, crlf(raw))
	}
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", fmt.Sprint(s.Port()),
		"--security", "none", "--keep-password", "file", "--password-stdin").must(t, 0)
	if got := receive(t, data, 0); got.Received != len(files) {
		t.Fatalf("%+v, want %d messages", got, len(files))
	}
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	byUID := map[string]summaryRow{}
	for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
		byUID[m.UID] = m
	}
	for _, path := range files {
		name := strings.TrimSuffix(path, ".eml")
		t.Run(filepath.Base(name), func(t *testing.T) {
			sum, ok := byUID[uids[path]]
			if !ok {
				t.Fatal("it is not listed")
			}
			c := caseCheck{data: data, app: app, sum: sum, msg: inProcess[showRow](t, app, "show", fmt.Sprint(sum.ID))[0]}
			checkClean(t, sum.ID, c.msg)
			for _, check := range readChecks(t, name+".expected.txt") {
				c.run(t, check)
			}
		})
	}
}

// readChecks reads what stands after "Checks:".
func readChecks(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, checks, ok := strings.Cut(strings.ReplaceAll(string(text), "\r\n", "\n"), "\nChecks:")
	if !ok {
		t.Fatalf("%s has no checks", path)
	}
	return strings.Split(strings.TrimSpace(checks), "; ")
}

// caseCheck is a message that is checked.
type caseCheck struct {
	data string
	app  *app
	sum  summaryRow
	msg  showRow
}

var checkPattern = regexp.MustCompile(`^(text|subject|from|to|problems|files|snippet|search) ?(contains|lacks|finds it with) '(.*)'$|^(\w+) = '?(.*?)'?$`)

func (c *caseCheck) run(t *testing.T, check string) {
	t.Helper()
	p := checkPattern.FindStringSubmatch(check)
	if p == nil {
		t.Fatalf("a check that is not understood: %q", check)
	}
	have := map[string]string{
		"text": c.msg.Text, "subject": c.msg.Subject, "from": c.msg.From, "fromis": c.msg.From, "date": c.msg.Date,
		"to": strings.Join(c.msg.To, " | "), "problems": strings.Join(c.msg.Problems, " | "), "natt": fmt.Sprint(len(c.msg.Attachments)),
		"listed": strconv.Itoa(c.sum.Attachments), "snippet": c.sum.Snippet,
	}
	var names []string
	for _, a := range c.msg.Attachments {
		names = append(names, a.Name)
	}
	have["files"] = strings.Join(names, " | ")
	switch what, how, want := p[1]+p[4], p[2], p[3]+p[5]; {
	case what == "search":
		found := slices.ContainsFunc(inProcess[summaryRow](t, c.app, "search", want), func(m summaryRow) bool { return m.ID == c.sum.ID })
		if !found {
			t.Errorf("search does not find it with %q", want)
		}
	case what == "saved":
		if !strings.Contains(c.saved(t), want) {
			t.Errorf("no saved file holds %q", want)
		}
	case how == "contains":
		if !strings.Contains(have[what], want) {
			t.Errorf("%s does not contain %q:\n%s", what, want, have[what])
		}
	case how == "lacks":
		if strings.Contains(have[what], want) {
			t.Errorf("%s contains %q:\n%s", what, want, have[what])
		}
	default:
		got, ok := have[what]
		if !ok {
			t.Fatalf("a check of something unknown: %q", check)
		}
		if got != want {
			t.Errorf("%s is %q, want %q", what, got, want)
		}
	}
}

// saved is what save writes, all files together.
func (c *caseCheck) saved(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	pop(t, c.data, "save", fmt.Sprint(c.sum.ID), "--to", dir).must(t, 0)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(raw)
	}
	return all.String()
}

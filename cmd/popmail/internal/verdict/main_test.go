package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const events = `{"Action":"start","Package":"popmail/pop3"}
{"Action":"run","Package":"popmail/pop3","Test":"TestA"}
{"Action":"output","Package":"popmail/pop3","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"popmail/pop3","Test":"TestA","Output":"    a_test.go:7: words\n"}
{"Action":"output","Package":"popmail/pop3","Test":"TestA","Output":"--- PASS: TestA (0.00s)\n"}
{"Action":"pass","Package":"popmail/pop3","Test":"TestA","Elapsed":0}
{"Action":"output","Package":"popmail/pop3","Test":"TestB/courier","Output":"=== RUN   TestB/courier\n"}
{"Action":"output","Package":"popmail/pop3","Test":"TestB/courier","Output":"    peers.go:80: courier is not in /none\n"}
{"Action":"output","Package":"popmail/pop3","Test":"TestB/courier","Output":"--- SKIP: TestB/courier (0.00s)\n"}
{"Action":"skip","Package":"popmail/pop3","Test":"TestB/courier","Elapsed":0}
{"Action":"output","Package":"popmail/pop3","Test":"TestC","Output":"    a_test.go:9: wrong\n"}
{"Action":"output","Package":"popmail/pop3","Test":"TestC","Output":"--- FAIL: TestC (0.00s)\n"}
{"Action":"fail","Package":"popmail/pop3","Test":"TestC","Elapsed":0}
{"Action":"output","Package":"popmail/pop3","Output":"FAIL\n"}
{"Action":"output","Package":"popmail/pop3","Output":"FAIL\tpopmail/pop3\t0.1s\n"}
{"Action":"fail","Package":"popmail/pop3","Elapsed":0.1}
{"ImportPath":"popmail/gui","Action":"build-output","Output":"gui/x.go:1: syntax error\n"}
{"Action":"output","Package":"popmail/store","Output":"PASS\n"}
{"Action":"output","Package":"popmail/store","Output":"ok  \tpopmail/store\t0.2s\n"}
{"Action":"output","Package":"popmail/hung","Test":"TestD","Output":"panic: it hangs\n"}
a line of something else
`

func followed(t *testing.T, said string) (kept, printed string) {
	t.Helper()
	kept = filepath.Join(t.TempDir(), "kept")
	var out strings.Builder
	if err := follow(strings.NewReader(said), &out, kept); err != nil {
		t.Fatal(err)
	}
	return kept, out.String()
}

func TestFollow(t *testing.T) {
	kept, printed := followed(t, events)
	const want = "    a_test.go:9: wrong\n--- FAIL: TestC (0.00s)\nFAIL\nFAIL\tpopmail/pop3\t0.1s\ngui/x.go:1: syntax error\nok  \tpopmail/store\t0.2s\na line of something else\npanic: it hangs\n"
	if printed != want {
		t.Errorf("printed\n%s\nwant\n%s", printed, want)
	}
	got, err := os.ReadFile(kept)
	if err != nil || string(got) != "skip\tpop3.TestB/courier: courier is not in /none\nran\t2\n" {
		t.Errorf("%v %q", err, got)
	}
}

func TestJudge(t *testing.T) {
	kept, _ := followed(t, events)
	none, _ := followed(t, "")
	broken := filepath.Join(t.TempDir(), "broken")
	if err := os.WriteFile(broken, []byte("skip\tx.Te"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rules   string
		without []string
		must    bool
		some    bool
		files   []string
		fails   bool
		says    string
	}{
		{"# nothing\n", nil, true, false, []string{kept}, true, "! pop3.TestB/courier: courier is not in /none"},
		{"# nothing\n", nil, false, true, []string{kept}, false, "! pop3.TestB/courier"},
		{"always ^pop3\\.TestB/\n", nil, true, true, []string{kept, none}, false, "  pop3.TestB/courier"},
		{"mounts is not in\n", nil, true, false, []string{kept}, true, "! pop3"},
		{"mounts is not in\n", []string{"shared", "mounts"}, true, false, []string{kept}, false, "  pop3"},
		{"", nil, true, true, []string{none}, true, ""},
		{"", nil, true, false, []string{none}, false, ""},
		{"", nil, false, false, []string{broken}, true, ""},
		{"always (\n", nil, false, false, []string{none}, true, ""},
	} {
		path := filepath.Join(t.TempDir(), "rules")
		if err := os.WriteFile(path, []byte(c.rules), 0o600); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		err := judge(&out, path, c.without, c.must, c.some, c.files)
		if (err != nil) != c.fails || !strings.Contains(out.String(), c.says) {
			t.Errorf("%+v: %v\n%s", c, err, out.String())
		}
	}
}

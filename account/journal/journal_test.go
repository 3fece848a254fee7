package journal

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"popmail/account"
	"popmail/pop3"
)

func TestSafe(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for in, want := range map[string]string{
		"anna.smith@example.org":                    "a…@example.org",
		"MAIL FROM:<anna+x@example.org> SIZE=3":     "MAIL FROM:<a…@example.org> SIZE=3",
		`RCPT TO:<"anna smith"@example.org>`:        "RCPT TO:<a…@example.org>",
		"https://x.example/?u=anna%40example.org":   "https://x.example/?u=a…@example.org",
		"no user ömer@bücher.example, or ö@x.y":     "no user ö…@bücher.example, or ö…@x.y",
		"a…@example.org":                            "a…@example.org",
		"Anna is not known":                         "A… is not known",
		"open " + home + "/x: denied":               "open ~/x: denied",
		"line\r\nlevel=ERROR \x1b[31mred\u202e":     "line level=ERROR [31mred",
		"cmp of 10.0.0.1:995 with pop.example.org:": "cmp of 10.0.0.1:995 with pop.example.org:",
		strings.Repeat("ä", 2*maxText):              strings.Repeat("ä", maxText) + "…",
	} {
		if got := Safe(in, "anna@example.org", "jo"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if again := Safe(Safe(in, "anna@example.org"), "anna@example.org"); again != want {
			t.Errorf("%q twice: %q", in, again)
		}
	}
	for in, want := range map[string]string{"anna@example.org": "a…@example.org", "anna": "a…"} {
		if got := User(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// The whole chain is told, and what a server may have repeated of a message is not.
func TestChain(t *testing.T) {
	refusal := func(command string) error {
		return &pop3.ServerError{Command: command, Code: "SYS/PERM", Text: "virus in Holiday of anna"}
	}
	for _, c := range []struct {
		err       error
		has, lack string
	}{
		{fmt.Errorf("saving: %w", &os.PathError{Op: "open", Path: "/x", Err: os.ErrPermission}), "saving: open /x: permission denied (*fmt.wrapError < *fs.PathError < *errors.errorString)", ""},
		{&account.Problem{Trouble: account.TroubleLogin, Server: "pop.example.org", Answer: "go away", Err: refusal("PASS")}, "login at pop.example.org, answer: go away", "anna"},
		{&account.Problem{Trouble: account.TroubleServer, Answer: "virus in Holiday", Err: refusal("RETR 7")}, "RETR 7: -ERR [SYS/PERM]", "Holiday"},
		{refusal("TOP 3"), "TOP 3: -ERR", "Holiday"},
		{fmt.Errorf("x: %w", &pop3.ProtocolError{Command: "RETR 2", Reason: "no answer", Got: "Dear Holiday"}), "no answer", "Holiday"},
		{&pop3.ProtocolError{Command: "greeting", Reason: "no answer", Got: "HTTP/1.1 400"}, "HTTP/1.1", ""},
		{&account.Problem{Trouble: account.TroubleRecipient, Answer: "no Holiday here"}, "recipient", "Holiday"},
		{errors.Join(errors.New("one"), errors.New("two")), "one two", ""},
	} {
		got := Chain(c.err, "anna")
		if !strings.Contains(got, c.has) || c.lack != "" && strings.Contains(got, c.lack) {
			t.Errorf("%v: %s", c.err, got)
		}
	}
}

// A file that is full gets another name, and the oldest goes.
func TestTurn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), Folder)
	f := open(dir)
	f.maxFile = 2000
	h := slog.New(New(f, slog.LevelInfo, nil))
	line := strings.Repeat("x", 400)
	for i := range 400 {
		h.Info(line, "n", i)
		for len(f.lines) > 10 {
			runtime.Gosched()
		}
	}
	f.close()
	h.Info("too late")
	files, _ := filepath.Glob(filepath.Join(dir, "*.log"))
	if len(files) < maxFiles-1 || len(files) > maxFiles { // the newest may have been full at the end
		t.Errorf("%v", files)
	}
	newest, _ := os.ReadFile(filepath.Join(dir, Name))
	older, err := os.ReadFile(f.old(1))
	if err != nil || !strings.Contains(string(newest)+string(older), "n=399\n") || strings.Contains(string(newest), "too late") {
		t.Errorf("%v\n%s", err, newest)
	}
	for _, name := range files {
		if st, err := os.Stat(name); err != nil || st.Size() > 2*f.maxFile+maxBatch || st.Mode().Perm()&0o077 != 0 && filepath.Separator == '/' {
			t.Errorf("%s: %v %v", name, st, err)
		}
	}
}

// Who logs more than the disk takes is told how much is missing, and does not wait.
func TestLost(t *testing.T) {
	f := &file{dir: t.TempDir(), lines: make(chan []byte, 2), end: make(chan struct{}), done: make(chan struct{}), maxFile: maxFile}
	for range 5 {
		if _, err := f.Write([]byte("line\n")); err != nil {
			t.Fatal(err)
		}
	}
	go f.run()
	f.close()
	text, err := os.ReadFile(filepath.Join(f.dir, Name))
	if want := "level=WARN msg=\"3 lines were left out\"\nline\nline\n"; err != nil || string(text) != want {
		t.Errorf("%v %q", err, text)
	}
}

// A line that could be written in part only does not run into the next one.
func TestTorn(t *testing.T) {
	dir := t.TempDir()
	f := &file{dir: dir, torn: true, maxFile: maxFile}
	f.put([]byte("next\n"))
	f.put([]byte("last\n"))
	if text, err := os.ReadFile(filepath.Join(dir, Name)); err != nil || string(text) != "\nnext\nlast\n" {
		t.Errorf("%v %q", err, text)
	}
}

// Who helps gets whole lines, the newest last, over the change of a file.
func TestSupport(t *testing.T) {
	data := t.TempDir()
	if _, err := Support(data, "1.2"); err == nil {
		t.Error("there is no log, and no error")
	}
	f := &file{dir: filepath.Join(data, Folder), maxFile: maxFile}
	for i := range 2000 {
		f.put(fmt.Appendf(nil, "line %04d of the older file\n", i))
	}
	f.maxFile = 10
	f.turn(Path(data))
	f.put([]byte("newest\n"))
	got, err := Support(data, "1.2")
	if err != nil || len(got) > supportOctets+100 || len(got) < supportOctets/2 || !strings.HasPrefix(got, "PopMail 1.2, ") || !strings.HasSuffix(got, "line 1999 of the older file\nnewest\n") {
		t.Errorf("%v, %d octets, …%q", err, len(got), got[max(len(got)-60, 0):])
	}
	_, rest, _ := strings.Cut(got, "\n\n")
	for l := range strings.Lines(rest) {
		if !strings.HasPrefix(l, "line ") && l != "newest\n" {
			t.Errorf("%q", l)
		}
	}
}

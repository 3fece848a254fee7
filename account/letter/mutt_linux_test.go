package letter_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"popmail/account/letter"
	"popmail/account/letter/lettertest"
)

// muttrc has mutt write each message that is shown to a file, as a person would see it.
const muttrc = `set charset=utf-8 idn_decode=no weed=no sort=mailbox-order folder=.
set prompt_after=no wait_key=no sleep_time=0 quit=yes move=no
set pager="cat %s >>shown; echo '<<<end>>>' >>shown"
unset mark_old resolve
macro index , "<display-message><next-entry>"
`

var (
	muttFile = regexp.MustCompile(`(?m)^\[-- Attachment #\d+: (.*) --\]$`)
	noQuotes = strings.NewReplacer(`"`, "", `\`, "")
)

// seen is a text without blanks, which mutt breaks lines at, and without the signs around
// names, which it leaves out.
func seen(s string) string {
	return noQuotes.Replace(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r < ' ' && r >= 0 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// TestMutt: a real mutt shows of 200 letters the names, subjects, texts and files that were
// written.
func TestMutt(t *testing.T) {
	mutt, err := exec.LookPath("mutt")
	if err != nil {
		t.Skip("there is no mutt (Debian: apt-get install mutt)")
	}
	script, err := exec.LookPath("script") // which gives it a terminal
	if err != nil {
		t.Skip("there is no script (Debian: apt-get install bsdutils)")
	}
	letters := lettertest.Made(200)
	var mbox bytes.Buffer
	for _, l := range letters {
		raw, err := letter.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		mbox.WriteString("From ann@example.org Sat Nov 28 14:00:00 2026\n")
		mbox.Write(bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\nFrom "), []byte("\n>From ")))
		mbox.WriteString("\n")
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{"mbox": mbox.Bytes(), "rc": []byte(muttrc)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	command := fmt.Sprintf("%s -n -F rc -R -f mbox -e 'push \"<first-entry>%s<exit>\"'", mutt, strings.Repeat(",", len(letters)))
	c := exec.CommandContext(ctx, script, "-qec", command, "/dev/null")
	c.Dir, c.Env = dir, []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TERM=xterm", "LC_ALL=C.UTF-8"}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%.2000q", err, out)
	}
	shown, err := os.ReadFile(filepath.Join(dir, "shown"))
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(strings.TrimSuffix(string(shown), "<<<end>>>\n"), "<<<end>>>\n")
	if len(parts) != len(letters) {
		t.Fatalf("mutt shows %d letters", len(parts))
	}
	for i, l := range letters {
		// Below what mutt says of the letter, and as it was before it came into an mbox.
		_, part, _ := strings.Cut("\n"+parts[i], "\nFrom ann@example.org Sat")
		head, body, _ := strings.Cut(strings.ReplaceAll(part, "\n>From ", "\nFrom "), "\n\n")
		want := wanted{}
		want.from(t, l)
		fields := map[string]string{}
		last := ""
		for line := range strings.Lines(head) {
			if name, value, ok := strings.Cut(line, ": "); ok && line[0] != ' ' && line[0] != '\t' {
				last = name
				fields[last] = value
			} else {
				fields[last] += line
			}
		}
		if got := seen(fields["Subject"]); got != seen(want.Subject) {
			t.Errorf("%d: subject %q, want %q", i, got, want.Subject)
		}
		var to []string
		for _, p := range want.To {
			name, email, _ := strings.Cut(p, "|")
			if name != "" {
				email = name + " <" + email + ">"
			}
			to = append(to, email)
		}
		if got := seen(fields["To"]); got != seen(strings.Join(to, ",")) {
			t.Errorf("%d: to %q, want %q", i, got, to)
		}
		text := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' {
				return -1
			}
			return r
		}, strings.ToValidUTF8(l.Text, "\uFFFD"))
		if !strings.Contains(seen(body), seen(text)) {
			t.Errorf("%d: text %q, want %q", i, body, text)
		}
		var files []string
		for _, m := range muttFile.FindAllStringSubmatch(body, -1) {
			files = append(files, m[1])
		}
		if !slices.Equal(files, want.Files) {
			t.Errorf("%d: files %q, want %q", i, files, want.Files)
		}
	}
}

package storage_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// parting says by the name of a message in which conversation it is.
type parting map[string]int

// agree counts pairs of messages that both parting have together, and those that one has.
func (p parting) agree(q parting) (both, onlyP, onlyQ int) {
	type pair struct{ p, q int }
	inP, inQ, inBoth := map[int]int{}, map[int]int{}, map[pair]int{}
	for name, a := range p {
		b, ok := q[name]
		if !ok {
			continue
		}
		both += inBoth[pair{a, b}]
		onlyP += inP[a]
		onlyQ += inQ[b]
		inP[a]++
		inQ[b]++
		inBoth[pair{a, b}]++
	}
	return both, onlyP - both, onlyQ - both
}

// corpus are the list mails of the corpora: what they are called, and their octets with CRLF.
func corpus(t *testing.T) (names []string, raw [][]byte) {
	t.Helper()
	root := filepath.Join("..", "..", "shared", "corpora", "list")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(b, []byte("From ")) {
			_, b, _ = bytes.Cut(b, []byte("\n"))
		}
		b = bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
		name, _ := filepath.Rel(root, path)
		names, raw = append(names, strings.ReplaceAll(name, string(filepath.Separator), "-")), append(raw, b)
		return nil
	})
	if err != nil || len(names) == 0 {
		t.Skip("there are no corpora:", err)
	}
	return names, raw
}

// notmuch parts messages, which lie in a folder as files, by the program of that name.
func notmuch(t *testing.T, names []string, raw [][]byte) parting {
	t.Helper()
	if _, err := exec.LookPath("notmuch"); err != nil {
		t.Skip("notmuch is not installed")
	}
	dir := t.TempDir()
	for i, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), bytes.ReplaceAll(raw[i], []byte("\r\n"), []byte("\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(config, []byte("[database]\npath="+dir+"\n[user]\nname=me\nprimary_email=me@example.org\n[new]\ntags=new\n[search]\nexclude_tags=\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) []byte {
		cmd := exec.CommandContext(t.Context(), "notmuch", append([]string{"--config=" + config}, args...)...)
		cmd.Env = append(os.Environ(), "NOTMUCH_CONFIG="+config)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(args, err)
		}
		return out
	}
	run("new", "--quiet", "--no-hooks")
	var threads []any
	if err := json.Unmarshal(run("show", "--format=json", "--body=false", "--entire-thread=true", "--exclude=false", "*"), &threads); err != nil {
		t.Fatal(err)
	}
	out := parting{}
	var walk func(v any, thread int)
	walk = func(v any, thread int) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e, thread)
			}
		case map[string]any:
			files, _ := v["filename"].([]any)
			for _, f := range files {
				out[filepath.Base(fmt.Sprint(f))] = thread
			}
		}
	}
	for i, thread := range threads {
		walk(thread, i)
	}
	return out
}

// ours parts messages by the store.
func ours(t *testing.T, names []string, raw [][]byte) (parting, *storage.Store) {
	t.Helper()
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	in := make([]fetch.Incoming, len(names))
	for i, name := range names {
		in[i] = fetch.Incoming{UID: name, Raw: raw[i], At: january()}
	}
	storagetest.Deliver(t, s, id, in...)
	if err := s.CatchUpThreads(t.Context()); err != nil {
		t.Fatal(err)
	}
	out, of := parting{}, map[mailbox.ID]int{}
	entries, err := s.Index(t.Context(), mailbox.View{Conversations: true}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		ids, err := s.InConversations(t.Context(), mailbox.View{Folder: inbox(t, s)}, []mailbox.ID{e.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			of[id] = i
		}
	}
	for _, m := range rows(t, s, mailbox.View{}) {
		out[m.UID] = of[m.ID]
	}
	return out, s
}

// withoutSubjects are messages of which nothing can be said by their subjects.
func withoutSubjects(raw [][]byte) [][]byte {
	out := make([][]byte, len(raw))
	for i, r := range raw {
		head, body, _ := bytes.Cut(r, []byte("\r\n\r\n"))
		out[i] = bytes.Join([][]byte{subjectField.ReplaceAll(head, []byte("${1}X-Subject:")), body}, []byte("\r\n\r\n"))
	}
	return out
}

var subjectField = regexp.MustCompile(`(?i)(^|\n)Subject:`)

// answeredField is a field that names not a message but whom it answers.
var answeredField = regexp.MustCompile(`(?im)^In-Reply-To:.*(\r?\n[ \t].*)*\r?\n`)

// byJWZ parts messages by the references that Jamie Zawinski's rules look at (https://www.jwz.org/doc/threading.html,
// steps 1 and 2), without subjects.
func byJWZ(list []mailbox.Summary) parting {
	parent := map[string]string{}
	var root func(id string) string
	root = func(id string) string {
		if p := parent[id]; p != "" {
			return root(p)
		}
		return id
	}
	own := map[string]string{}
	used := map[string]bool{}
	for _, m := range list {
		id := m.MessageID
		if id == "" || used[id] {
			id = "\x00" + m.UID // a message-id that is used twice: the second one stands alone
		}
		used[id], own[m.UID] = true, id
		refs := m.References
		if len(refs) == 0 && m.InReplyTo != "" && !addressed(&m) {
			refs = []string{m.InReplyTo}
		}
		for i := 1; i < len(refs); i++ {
			if parent[refs[i]] == "" && root(refs[i-1]) != refs[i] && refs[i] != refs[i-1] {
				parent[refs[i]] = refs[i-1]
			}
		}
		if len(refs) > 0 {
			delete(parent, id)
			if last := refs[len(refs)-1]; root(last) != id {
				parent[id] = last
			}
		}
	}
	out, numbers := parting{}, map[string]int{}
	for name, id := range own {
		r := root(id)
		if _, ok := numbers[r]; !ok {
			numbers[r] = len(numbers)
		}
		out[name] = numbers[r]
	}
	return out
}

// addressed reports whether In-Reply-To is the address of somebody, such as whom a message goes to.
func addressed(m *mailbox.Summary) bool {
	local, _, _ := strings.Cut(m.InReplyTo, "@")
	return m.InReplyTo != "" && len(local) < 20 && !strings.ContainsAny(local, "0123456789") || slices.ContainsFunc(slices.Concat(m.To, m.Cc), func(a mailbox.Address) bool { return strings.EqualFold(a.Email, m.InReplyTo) })
}

// TestThreadsAsNotmuch: by what real list mail refers to, its conversations are those of notmuch and
// of JWZ's rules. docs/conversations.md has the figures, and where they differ. Left out is what both
// are misled by: In-Reply-To with the address of whom a message answers, alone or before the message-id. What names nothing is
// found by its subject besides; that is not looked at here.
func TestThreadsAsNotmuch(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads 4,452 messages")
	}
	names, raw := corpus(t)
	mine, s := ours(t, names, withoutSubjects(raw))
	list := rows(t, s, mailbox.View{})
	slices.SortFunc(list, func(a, b mailbox.Summary) int { return int(a.ID - b.ID) })
	by := map[string]mailbox.Summary{}
	for _, m := range list {
		by[m.UID] = m
	}
	for i, name := range names {
		m := by[name]
		head, body, _ := bytes.Cut(raw[i], []byte("\r\n\r\n"))
		head = append(head, "\r\n"...)
		switch field := answeredField.Find(head); {
		case addressed(&m):
			head = answeredField.ReplaceAll(head, nil)
		case bytes.Count(field, []byte("<")) > 1:
			head = answeredField.ReplaceAllLiteral(head, []byte("In-Reply-To: <"+m.InReplyTo+">\r\n"))
		}
		raw[i] = slices.Concat(head, []byte("\r\n"), body)
	}
	for who, theirs := range map[string]parting{"notmuch": notmuch(t, names, raw), "JWZ": byJWZ(list)} {
		if len(theirs) < len(names)*99/100 || len(mine) != len(names) {
			t.Fatalf("%d messages: %s knows %d, we know %d", len(names), who, len(theirs), len(mine))
		}
		both, onlyMine, onlyTheirs := mine.agree(theirs)
		share := float64(both) / float64(both+onlyMine+onlyTheirs)
		t.Logf("%d messages, without subjects: %d pairs together here and by %s, %d only here, %d only there: %.2f %% agree", len(theirs), both, who, onlyMine, onlyTheirs, share*100)
		if share < 0.99 {
			t.Errorf("%s: too few agree", who)
		}
		told := 0
		for i, a := range names {
			for _, b := range names[:i] {
				_, there := theirs[a]
				_, too := theirs[b]
				if there && too && (mine[a] == mine[b]) != (theirs[a] == theirs[b]) && told < 8 {
					told++
					x, y := by[a], by[b]
					t.Logf("together here %v, there %v:\n  %s reply %q refs %v\n  %s reply %q refs %v", mine[a] == mine[b], theirs[a] == theirs[b], x.MessageID, x.InReplyTo, x.References, y.MessageID, y.InReplyTo, y.References)
				}
			}
		}
	}
}

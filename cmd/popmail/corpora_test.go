package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"popmail/pop3/pop3test/dovecot"
	"popmail/storage/mailbox"
)

// TestThousand receives a thousand real messages and compares each octet, with
// the maildir and with what another client is sent.
func TestThousand(t *testing.T) {
	mail, names := corpus(t, 1000, "list/easy_ham", "list/hard_ham", "list/spam")
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, mail)
	addAccount(t, data, s, "tls")
	if got := receive(t, data, 0); got.Received != len(mail) || len(got.Failed) != 0 {
		t.Fatalf("%+v, want %d messages", got, len(mail))
	}
	if got := receive(t, data, 0); got.Received != 0 || got.AlreadyHere != len(mail) {
		t.Fatalf("second: %+v", got)
	}
	checkWhole(t, data, len(mail))
	stored := compareRaw(t, data, s, mail, names)

	// `show --raw` is what the store holds: the real command, for some of them.
	list := rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))
	for range 40 {
		m := list[rand.IntN(len(list))]
		if r := pop(t, data, "show", fmt.Sprint(m.ID), "--raw").must(t, 0); r.stdout != string(stored[m.UID]) {
			t.Fatalf("show %d --raw differs from what the server sent", m.ID)
		}
	}
	findAll(t, data, list, stored)
}

// compareRaw compares every stored message, by its unique-id, with what another
// client is sent, and all of them with the files. It returns them.
func compareRaw(t *testing.T, data string, s *dovecot.Server, mail [][]byte, names []string) map[string][]byte {
	t.Helper()
	sent := fetchRaw(t, s.Plain)
	if len(sent) != len(mail) {
		t.Fatalf("another client is sent %d messages, want %d", len(sent), len(mail))
	}
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	all, err := app.store.List(t.Context(), mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	have := map[[32]byte]int{}
	seen := map[string]bool{}
	for _, m := range all {
		raw, err := app.store.Raw(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(raw, sent[m.UID]) {
			t.Errorf("message %d (%s) is not what the server sends", m.ID, m.UID)
		}
		if seen[m.UID] {
			t.Errorf("unique-id %s is here twice", m.UID)
		}
		seen[m.UID] = true
		if m.Size != int64(len(raw)) {
			t.Errorf("message %d: size %d, but %d octets", m.ID, m.Size, len(raw))
		}
		have[sha256.Sum256(raw)]++
	}
	for i, raw := range mail {
		want := crlf(raw)
		sum := sha256.Sum256(want)
		if have[sum] == 0 {
			// POP3 cannot say that the last line has no end, and Dovecot sends NUL as 0x80.
			if !bytes.HasSuffix(want, []byte("\r\n")) {
				want = append(want, "\r\n"...)
			}
			sum = sha256.Sum256(bytes.ReplaceAll(want, []byte{0}, []byte{0x80}))
		}
		if have[sum] == 0 {
			t.Errorf("%s is not here as it is in the maildir", names[i])
		}
		have[sum]--
	}
	return sent
}

// findAll looks for every message by a word of its subject. The word is chosen
// with Go's own mail package, not with ours.
func findAll(t *testing.T, data string, list []summaryRow, stored map[string][]byte) {
	t.Helper()
	var dec mime.WordDecoder
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	hits := map[string]map[int64]bool{}
	looked := 0
	for _, m := range list {
		msg, err := mail.ReadMessage(bytes.NewReader(stored[m.UID]))
		if err != nil {
			continue
		}
		subject, err := dec.DecodeHeader(msg.Header.Get("Subject"))
		if err != nil || !utf8.ValidString(subject) {
			continue
		}
		word := ""
		for _, w := range strings.FieldsFunc(subject, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			letters := strings.Trim(strings.ToLower(w), "abcdefghijklmnopqrstuvwxyz") == ""
			if letters && len(w) > len(word) && !strings.EqualFold(w, "or") {
				word = w
			}
		}
		if len(word) < 2 {
			continue
		}
		looked++
		for _, q := range []string{word, "subject:" + word} {
			if hits[q] == nil {
				hits[q] = map[int64]bool{}
				for _, hit := range inProcess[summaryRow](t, app, "search", q) {
					hits[q][hit.ID] = true
				}
			}
			if !hits[q][m.ID] {
				t.Errorf("message %d with the subject %q is not found by %q", m.ID, subject, q)
			}
		}
	}
	t.Logf("%d of %d messages have a subject with a word; %d searches", looked, len(list), len(hits))
	if looked < len(list)*9/10 {
		t.Errorf("only %d of %d messages could be looked for", looked, len(list))
	}
	// The command itself agrees.
	for range 5 {
		for q, want := range hits {
			r := pop(t, data, "search", q, "--json").must(t, 0)
			if got := rows[summaryRow](t, r); len(got) != len(want) {
				t.Errorf("search %s: %d rows, want %d", q, len(got), len(want))
			}
			if c := pop(t, data, "search", "--count", q).must(t, 0); strings.TrimSpace(c.stdout) != fmt.Sprint(len(want)) {
				t.Errorf("search --count %s: %s, want %d", q, c.stdout, len(want))
			}
			break
		}
	}
}

// inProcess runs one command of this program against an open store, where a
// process for each would take minutes.
func inProcess[T any](t testing.TB, app *app, command string, arg string) []T {
	t.Helper()
	var out, errs bytes.Buffer
	e := testEnv(&out, &errs)
	var err error
	switch command {
	case "search":
		err = e.searchIn(t.Context(), app, arg, &searchFlags{json: true})
	case "show":
		var id mailbox.ID
		if id, err = messageID(arg); err == nil {
			err = e.showIn(t.Context(), app, id, showFlags{json: true})
		}
	default:
		t.Fatal(command)
	}
	_ = e.out.Flush()
	if err != nil {
		t.Fatalf("%s %s: %v", command, arg, err)
	}
	return rows[T](t, result{stdout: out.String()})
}

// TestCorpora sends every real and every broken message through Dovecot: none is
// lost, and each can be listed and shown.
func TestCorpora(t *testing.T) {
	mail, names := corpus(t, 0, "list", "torture")
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, mail)
	addAccount(t, data, s, "none", "--leave", "forever")
	got := receive(t, data, 0)
	if got.Received != len(mail) || got.OnServer != len(mail) || len(got.Failed) != 0 {
		t.Fatalf("%+v, want %d messages", got, len(mail))
	}
	t.Logf("%d messages, %.1f MB in %.2f s", got.Received, float64(got.Bytes)/1e6, got.Seconds)
	checkWhole(t, data, len(mail))
	compareRaw(t, data, s, mail, names)
	list := rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))
	if len(list) != len(mail) {
		t.Fatalf("%d messages are listed, want %d", len(list), len(mail))
	}
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	problems := 0
	for i, m := range list {
		// Mail from the future is sorted by its arrival.
		if i > 0 && min(list[i-1].Date, list[i-1].Received) < min(m.Date, m.Received) {
			t.Errorf("message %d comes after an older one", m.ID)
		}
		checkClean(t, m.ID, m)
		shown := inProcess[showRow](t, app, "show", fmt.Sprint(m.ID))
		if len(shown) != 1 || shown[0].ID != m.ID || shown[0].Subject != m.Subject || shown[0].Date != m.Date {
			t.Fatalf("show %d: %+v", m.ID, shown)
		}
		for j, a := range shown[0].Attachments {
			if a.Index != j || a.Name == "" {
				t.Errorf("message %d: attachment %d: %+v", m.ID, j, a)
			}
		}
		checkClean(t, m.ID, shown[0])
		if len(shown[0].Problems) > 0 {
			problems++
		}
	}
	t.Logf("%d messages have problems and are shown", problems)
	if problems == 0 {
		t.Error("no message has problems, and hundreds are broken")
	}
	if got := receive(t, data, 0); got.Received != 0 || got.AlreadyHere != len(mail) {
		t.Fatalf("second: %+v", got)
	}
}

// checkClean looks for control characters in every string of a row, and for
// lists that are null.
func checkClean(t testing.TB, id int64, row any) {
	t.Helper()
	raw, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch v := v.(type) {
		case nil:
			t.Errorf("message %d: %s is null", id, name)
		case string:
			for _, r := range v {
				if unicode.IsControl(r) && ((r != '\n' && r != '\t') || (name != "text" && name != "html")) {
					t.Errorf("message %d: %s holds %U", id, name, r)
					return
				}
			}
		case []any:
			for _, e := range v {
				walk(name, e)
			}
		case map[string]any:
			for k, e := range v {
				walk(k, e)
			}
		}
	}
	walk("", v)
}

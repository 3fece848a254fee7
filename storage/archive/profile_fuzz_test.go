package archive

import (
	"bytes"
	"testing"

	"popmail/pop3/pop3test"
)

// FuzzProfile: what Thunderbird notes of mailboxes and tags is read within bounds, whatever stands there.
func FuzzProfile(f *testing.F) {
	for _, s := range []string{"*pop.example.org ann\nk uid1 1700000000\nd uid2 1\n", "*\nk\nk x\n*a\n*b c d\nk \xff 1\n", "k lonely 1\n", `user_pref("mailnews.tags.$label1.tag", "Important \"one\"");` + "\n", `user_pref("mailnews.tags.` + "\n", "\x00"} {
		f.Add([]byte(s), 2)
	}
	f.Fuzz(func(t *testing.T, text []byte, at int) {
		for _, text := range [][]byte{text, pop3test.Swollen(text, at, 1<<20)} {
			pop3test.Within(t, len(text), func() {
				ids := 0
				for _, s := range parsePopState(bytes.NewReader(text)) {
					for id := range s.whole {
						if ids++; id == "" || len(id) > maxUID {
							t.Fatalf("the unique-id %q", id)
						}
					}
				}
				if lines := bytes.Count(text, []byte("\n")) + 1; ids > lines {
					t.Errorf("%d unique-ids in %d lines", ids, lines)
				}
				for _, m := range tagName().FindAllSubmatch(text, -1) {
					if len(m[1]) == 0 || bytes.ContainsAny(m[1], "\"\\") {
						t.Errorf("the tag %q", m[1])
					}
				}
			})
		}
	})
}

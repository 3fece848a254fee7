package storage_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// Words of which some stand in a message and others in its file are found, whole and begun, by all ways to search, and
// in stores where few or many messages have files.
func TestFoundBetweenMessageAndFile(t *testing.T) {
	words := strings.Fields("budget budgets stern steel steep ferry ferries deck cabin cab")
	for _, share := range []int{1, 3, 20} {
		s := storagetest.Open(t, &storage.Options{Files: &inProcess{}})
		id := storagetest.AddAccount(t, s, "me@example.org")
		r := rand.New(rand.NewPCG(4, uint64(share)))
		some := func(n int) (out []string) {
			for range n {
				out = append(out, words[r.IntN(len(words))])
			}
			return out
		}
		var in []fetch.Incoming
		var said [][]string // of each message
		for i := range 160 {
			text := some(r.IntN(4))
			all := slices.Clone(text)
			if i%share == 0 {
				file := some(r.IntN(4))
				in = append(in, withFile(fmt.Sprint(i), "x", strings.Join(text, " ")+".", "f.txt", []byte("file "+strings.Join(file, " "))))
				all = append(all, file...)
			} else {
				in = append(in, storagetest.Mail{Subject: "x", Text: strings.Join(text, " ") + ".", Date: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}.Incoming(fmt.Sprint(i)))
			}
			said = append(said, all)
		}
		storagetest.Deliver(t, s, id, in...)
		readFiles(t, s)
		holds := func(i int, w string) bool {
			return slices.ContainsFunc(said[i], func(have string) bool {
				return have == w || strings.HasSuffix(w, "*") && strings.HasPrefix(have, strings.TrimSuffix(w, "*"))
			})
		}
		for range 40 {
			a, b, c := some(1)[0], some(1)[0], some(1)[0]
			begun := c[:3+r.IntN(len(c)-2)]
			for typed, want := range map[string]func(i int) bool{
				a + " " + begun:                     func(i int) bool { return holds(i, a) && holds(i, begun+"*") },
				a + " " + b + " " + c + " ":         func(i int) bool { return holds(i, a) && holds(i, b) && holds(i, c) },
				a + " -" + b + " " + begun:          func(i int) bool { return holds(i, a) && !holds(i, b) && holds(i, begun+"*") },
				a + " " + b + " OR " + begun:        func(i int) bool { return holds(i, a) && (holds(i, b) || holds(i, begun+"*")) },
				"(" + a + " " + b + ") OR " + begun: func(i int) bool { return holds(i, a) && holds(i, b) || holds(i, begun+"*") },
				"-(" + a + " " + b + ") " + begun:   func(i int) bool { return !(holds(i, a) && holds(i, b)) && holds(i, begun+"*") },
			} {
				var ids []mailbox.ID
				for i := range said {
					if want(i) {
						ids = append(ids, mailbox.ID(i+1))
					}
				}
				res, err := s.Search(ctx, query.Parse(typed, time.Now()), 0)
				if err != nil {
					t.Fatal(err)
				}
				var got []mailbox.ID
				for _, e := range res.Entries {
					got = append(got, e.ID)
				}
				slices.Sort(got)
				if !slices.Equal(got, ids) {
					t.Fatalf("one in %d: %s: %v, want %v", share, typed, got, ids)
				}
				first, err := s.SearchFirst(ctx, query.Parse(typed, time.Now()), 7)
				if err != nil || !slices.Equal(first.Entries, res.Entries[:min(len(first.Entries), len(res.Entries))]) || len(first.Entries) < min(7, len(ids)) {
					t.Fatalf("one in %d: the first of %s: %v, want %v", share, typed, first.Entries, res.Entries)
				}
			}
		}
	}
}

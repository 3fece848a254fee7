package storage_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

const page = 8192 // octets

// damages are ways in which files are spoiled.
var damages = []struct {
	name string
	do   func(r *rand.Rand, b []byte) []byte
}{
	{"bits", func(r *rand.Rand, b []byte) []byte {
		for range 1 + r.IntN(40) {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		return b
	}},
	{"sectors of zeros", func(r *rand.Rand, b []byte) []byte {
		for range 1 + r.IntN(20) {
			at := r.IntN(len(b)) / 512 * 512
			clear(b[at:min(at+512*(1+r.IntN(16)), len(b))])
		}
		return b
	}},
	{"rubbish", func(r *rand.Rand, b []byte) []byte {
		for range 1 + r.IntN(6) {
			at := r.IntN(len(b))
			for i := range b[at:min(at+r.IntN(64<<10), len(b))] {
				b[at+i] = byte(r.Uint32())
			}
		}
		return b
	}},
	{"pages in another's place", func(r *rand.Rand, b []byte) []byte {
		for range 1 + r.IntN(10) {
			from, to := r.IntN(len(b)/page)*page, r.IntN(len(b)/page)*page
			copy(b[to:to+page], bytes.Clone(b[from:from+page]))
		}
		return b
	}},
	{"the end is missing", func(r *rand.Rand, b []byte) []byte { return b[:1+r.IntN(len(b))] }},
}

// TestRescueOfWhateverIsLeft: wherever a file is damaged, each person, address, unique-id of
// what was removed, and each that was decided of senders is rescued of which no damaged page
// tells. What a page tells is found by looking for the words on it.
func TestRescueOfWhateverIsLeft(t *testing.T) {
	const n = 1200
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	owner := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i := range n {
		in = append(in, mail(fmt.Sprintf("unique id %05d", i), fmt.Sprintf("subject %05d", i)))
	}
	storagetest.Deliver(t, s, owner, in...)
	if err := s.Purge(ctx, find(t, s, "subject:subject")[:n-50]); err != nil {
		t.Fatal(err)
	}
	var cards []mailbox.Card
	var unwanted []mailbox.Contact
	for i := range n {
		cards = append(cards, mailbox.Card{Name: fmt.Sprintf("Person %05d", i), Emails: []string{fmt.Sprintf("p%05d@book.example", i)}, Note: strings.Repeat("x", i%90*(1+i%7/6*60)), Groups: []string{"All"}})
		unwanted = append(unwanted, mailbox.Contact{Emails: []string{fmt.Sprintf("u%05d@unwanted.example", i)}})
		if i%4 == 0 {
			if err := s.SetPictureSender(ctx, fmt.Sprintf("s%05d@pictures.example", i), true); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, _, err := s.AddCards(ctx, cards); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ForgetContacts(ctx, unwanted); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	told := map[string][]int{} // the pages that tell of each
	for _, at := range regexp.MustCompile(`Person \d{5}|[pus]\d{5}@(book|unwanted|pictures)\.example|unique id \d{5}`).FindAllIndex(sound, -1) {
		word := string(sound[at[0]:at[1]])
		told[word] = append(told[word], at[0]/page*page, (at[1]-1)/page*page)
	}
	for _, m := range in[:50] {
		delete(told, m.UID) // it is not removed: where its octets are lost, it is to be received again
	}
	if want := 4*n + n/4 - 50; len(told) != want {
		t.Fatalf("the file tells of %d, not of %d", len(told), want)
	}
	rounds := 12
	if testing.Short() {
		rounds = 2
	}
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(5, 6))
			for round := range rounds {
				spoiled := d.do(r, bytes.Clone(sound))
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, storage.FileName), spoiled, 0o600); err != nil {
					t.Fatal(err)
				}
				got, err := storage.Rescue(ctx, dir, time.Now())
				if err != nil {
					t.Fatalf("round %d: %v", round, err)
				}
				there := left(t, dir)
				least := 0
				for word, on := range told {
					if slices.ContainsFunc(on, func(at int) bool {
						return at+page > len(spoiled) || !bytes.Equal(sound[at:at+page], spoiled[at:at+page])
					}) {
						continue
					}
					least++
					if !there[word] {
						t.Errorf("round %d: %s is lost", round, word)
					}
				}
				t.Logf("round %d: %d of %d are on whole pages, %+v", round, least, len(told), got)
			}
		})
	}
}

// left are the names, addresses and unique-ids that a store knows.
func left(t *testing.T, dir string) map[string]bool {
	t.Helper()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	out := map[string]bool{}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query("SELECT address FROM forgotten_addresses UNION ALL SELECT CAST(uid AS TEXT) FROM unique_ids")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var word string
		if err := rows.Scan(&word); err != nil {
			t.Fatal(err)
		}
		out[word] = true
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	contacts, err := s.Contacts(ctx, mailbox.ContactView{Own: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range contacts {
		out[c.Name] = true
		for _, e := range c.Emails {
			out[e] = true
		}
	}
	senders, err := s.PictureSenders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range senders {
		out[a] = true
	}
	return out
}

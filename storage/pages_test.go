package storage

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/spool"
	"popmail/storage/mailbox"
)

// spoilable makes a small mail file with rows of many tables, some of which go over several
// pages, and a log of what was written last.
func spoilable(t testing.TB) (file, log []byte) {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	s, err := Open(ctx, dir, nil)
	must(err)
	a := account.Account{Email: "me@example.org", Incoming: account.Server{Host: "pop.example.org"}, Keep: account.KeepAsk}
	id, err := s.AddAccount(ctx, a, nil)
	must(err)
	d, err := s.Deliver(ctx, id, nil)
	must(err)
	for i := range 5 {
		must(d.Add(ctx, fetch.Incoming{UID: fmt.Sprint(i), Raw: fmt.Appendf(nil, "Subject: %d\r\n\r\n%s", i, bytes.Repeat([]byte{byte(i), 1, 200, 99}, i*5000))}))
	}
	must(d.Flush(ctx))
	must(d.Close())
	must(s.Close())
	s, err = Open(ctx, dir, nil)
	must(err)
	defer func() { must(s.Close()) }()
	var cards []mailbox.Card
	for i := range 300 {
		cards = append(cards, mailbox.Card{Name: fmt.Sprint("Person ", i), Emails: []string{fmt.Sprintf("p%d@example.org", i)}, Groups: []string{"All"}, Note: string(bytes.Repeat([]byte("note "), i%50*i))})
	}
	_, _, err = s.AddCards(ctx, cards)
	must(err)
	file, err = os.ReadFile(path)
	must(err)
	log, err = os.ReadFile(path + "-wal")
	must(err)
	return file, log
}

// look finds what is in a file and its log, which are octets.
func look(t testing.TB, dir string, file, log []byte) (*finder, map[string]int) {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(dir, FileName)
	for name, octets := range map[string][]byte{path: file, path + "-wal": log} {
		if err := os.WriteFile(name, octets, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := openPages(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	f := newFinder(p)
	if err := f.look(ctx); err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, s := range shapes {
		if err := f.rows(ctx, s.name, func(int64, []value) error { n[s.name]++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for id := range f.octets {
		_, _, _ = f.raw(id, func() (*spool.File, error) { return nil, errNoRow })
	}
	return f, n
}

// FuzzPages: whatever stands in a mail file and its log, reading it comes to an end, and the
// work is a few times its size. The input is a list of changes: five octets each, a place,
// which may be in the log, and what is there then.
func FuzzPages(f *testing.F) {
	file, log := spoilable(f)
	if len(log) == 0 {
		f.Fatal("there is no log")
	}
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 100, 13, 0, 0, 0, 103, 0xFF})
	f.Add(binary.BigEndian.AppendUint32(nil, uint32(len(file)+35)))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, changes []byte) {
		file, log := bytes.Clone(file), bytes.Clone(log)
		for ; len(changes) >= 5; changes = changes[5:] {
			at := int(binary.BigEndian.Uint32(changes)) % (len(file) + len(log))
			if at < len(file) {
				file[at] = changes[4]
			} else {
				log[at-len(file)] = changes[4]
			}
		}
		found, _ := look(t, dir, file, log)
		if most := (len(file) + len(log)) / pageSize; int(found.p.count) > most {
			t.Errorf("%d pages are looked for, there are %d at most", found.p.count, most)
		}
	})
}

// TestRowsInCircles: rows whose rest leads in a circle, many of them, take no time and no
// memory to speak of.
func TestRowsInCircles(t *testing.T) {
	file, log := spoilable(t)
	_, want := look(t, t.TempDir(), file, log)
	if want["contacts"] != 300 || want["contact_addresses"] != 300 || want["contact_members"] != 300 || want["octets"] != 5 {
		t.Fatalf("%v", want)
	}
	// A page full of rows of 200 MB, whose rest is a page that leads to itself.
	const (
		rows  = 500
		at    = 1200
		local = (pageSize-12)*32/255 - 23 // octets of a row that are on its own page
		size  = local + 25_000*(pageSize-4)
	)
	n := uint32(len(file) / pageSize)
	leaf, circle := make([]byte, pageSize), make([]byte, pageSize)
	leaf[0] = tableLeaf
	binary.BigEndian.PutUint16(leaf[3:], rows)
	for i := range rows {
		binary.BigEndian.PutUint16(leaf[8+2*i:], at)
	}
	copy(leaf[at:], []byte{0x80 | size>>21, 0x80 | size>>14&0x7F, 0x80 | size>>7&0x7F, size & 0x7F, 1})
	binary.BigEndian.PutUint32(leaf[at+5+local:], n+2)
	binary.BigEndian.PutUint32(circle, n+2)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, _ := look(t, t.TempDir(), slices.Concat(file, leaf, circle), nil)
	runtime.ReadMemStats(&after)
	if read := f.p.followed[n+2]; read == 0 {
		t.Error("the circle was not come upon")
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<30 {
		t.Errorf("it took %d MB", took>>20)
	}
}

package storage_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// BenchmarkDeliver stores the messages of a maildir (MAILDIR) and reports the
// time until they are on disk and searchable.
func BenchmarkDeliver(b *testing.B) {
	dir := os.Getenv("MAILDIR")
	if dir == "" {
		b.Skip("MAILDIR names no maildir")
	}
	names, err := filepath.Glob(filepath.Join(dir, "cur", "*"))
	if err != nil || len(names) == 0 {
		b.Fatal("no messages", err)
	}
	sort.Strings(names)
	var raws [][]byte
	var total int64
	for _, n := range names {
		raw, err := os.ReadFile(n)
		if err != nil {
			b.Fatal(err)
		}
		raw = bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))
		raws, total = append(raws, raw), total+int64(len(raw))
	}
	b.SetBytes(total)
	ctx := context.Background()
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		s, err := storage.Open(ctx, dir, nil)
		if err != nil {
			b.Fatal(err)
		}
		id := storagetest.AddAccount(b, s, "me@example.org")
		b.StartTimer()
		start, cpu := time.Now(), cpuSeconds()
		d, err := s.Deliver(ctx, id, nil)
		if err != nil {
			b.Fatal(err)
		}
		for i, raw := range raws {
			if err := d.Add(ctx, fetch.Incoming{UID: fmt.Sprint(i), Raw: raw, At: start}); err != nil {
				b.Fatal(err)
			}
		}
		if err := d.Flush(ctx); err != nil {
			b.Fatal(err)
		}
		flushed := time.Since(start)
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
		start = time.Now()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(flushed.Seconds(), "s/flush")
		b.ReportMetric(time.Since(start).Seconds(), "s/close")
		b.ReportMetric(cpuSeconds()-cpu, "cpu-s")
		b.StopTimer()
		if st, err := os.Stat(filepath.Join(dir, storage.FileName)); err == nil {
			b.ReportMetric(float64(st.Size())/1e6, "MB-file")
		}
		b.StartTimer()
	}
}

// BenchmarkLarge measures lists and searches in a store of 100,000 messages. The
// store is kept in the folder LARGE, or made anew where that is not set.
func BenchmarkLarge(b *testing.B) {
	if testing.Short() {
		b.Skip("short")
	}
	ctx := context.Background()
	dir := os.Getenv("LARGE")
	if dir == "" {
		dir = b.TempDir()
	}
	s := storagetest.OpenIn(b, dir, nil)
	accounts, err := s.Accounts(ctx)
	if err != nil {
		b.Fatal(err)
	}
	if len(accounts) == 0 {
		start := time.Now()
		if err := storagetest.Fill(ctx, s, storagetest.AddAccount(b, s, "me@example.org"), 100_000, 0); err != nil {
			b.Fatal(err)
		}
		b.Logf("filled in %v", time.Since(start))
	}
	folders, err := s.Folders(ctx)
	if err != nil {
		b.Fatal(err)
	}
	inbox := mailbox.View{Folder: folders[0].ID}
	open := func(b *testing.B) *storage.Store {
		s, err := storage.Open(ctx, dir, nil)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	b.Run("open+first100+folders", func(b *testing.B) {
		for b.Loop() {
			s := open(b)
			if _, err := s.Folders(ctx); err != nil {
				b.Fatal(err)
			}
			if rows, err := s.List(ctx, inbox, 100); err != nil || len(rows) != 100 {
				b.Fatal(len(rows), err)
			}
			b.StopTimer()
			_ = s.Close()
			b.StartTimer()
		}
	})
	b.Run("index-all-cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			s := open(b)
			b.StartTimer()
			if es, err := s.Index(ctx, inbox, 0); err != nil || len(es) != folders[0].Total {
				b.Fatal(len(es), err)
			}
			b.StopTimer()
			_ = s.Close()
			b.StartTimer()
		}
	})
	b.Run("index-all-warm", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Index(ctx, inbox, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, text := range []string{"zephyrquartz ", "common ", "la ", "la me ", "zep", "mar", "ma", "m", "from:ma", `"la me"`, "is:unread", "has:attachment la ",
		"la -common ", "la OR me ", "before:2022 common ", "subject:la "} {
		for _, kind := range []string{"warm", "cold"} {
			b.Run(kind+"/"+text, func(b *testing.B) {
				q := query.Parse(text, time.Now())
				if kind == "warm" {
					if _, err := s.Index(ctx, inbox, 0); err != nil {
						b.Fatal(err)
					}
				}
				var took []time.Duration
				var total int
				for b.Loop() {
					st := s
					if kind == "cold" {
						b.StopTimer()
						st = open(b)
						b.StartTimer()
					}
					start := time.Now()
					r, err := st.Search(ctx, q, 50)
					if err != nil {
						b.Fatal(err)
					}
					took, total = append(took, time.Since(start)), r.Total
					if kind == "cold" {
						b.StopTimer()
						_ = st.Close()
						b.StartTimer()
					}
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
				b.ReportMetric(float64(total), "hits")
			})
		}
	}
}

// BenchmarkUnindexed searches in 20,000 messages of which none is in the index, as right after
// a first receive.
func BenchmarkUnindexed(b *testing.B) {
	dir := b.TempDir()
	s := storagetest.OpenIn(b, dir, nil)
	const messages = 20_000
	if err := storagetest.Fill(ctx, s, storagetest.AddAccount(b, s, "me@example.org"), messages, 3000); err != nil {
		b.Fatal(err)
	}
	s = again(b, s, dir)
	var ids []mailbox.ID
	for id := range mailbox.ID(messages) {
		ids = append(ids, id+1)
	}
	unindex(b, s, dir, ids...)
	for _, text := range []string{"zephyrquartz ", "common ", "la me ", "zep", "m", "from:ma", `"la me"`, "la OR me -common "} {
		b.Run(text, func(b *testing.B) {
			q := query.Parse(text, time.Now())
			for b.Loop() {
				if _, err := s.Search(ctx, q, 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	if _, waiting := oncePlaced(b, dir); waiting != messages {
		b.Errorf("%d waited", waiting)
	}
	b.Log(ask(b, dir, "SELECT 'octets', sum(length(words)) FROM unindexed"))
}

// BenchmarkKnown reads 100,000 unique-ids, as each check does.
func BenchmarkKnown(b *testing.B) {
	dir := b.TempDir()
	s := storagetest.OpenIn(b, dir, nil)
	id := storagetest.AddAccount(b, s, "me@example.org")
	sqlite(b, filepath.Join(dir, storage.FileName), fmt.Sprintf(`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
		INSERT INTO unique_ids (account, uid, stored, size, sha256) SELECT %d, CAST(printf('%%08x%%08x', i, i * 7919) AS BLOB), 1700000000000 + i, 3000 + i, zeroblob(32) FROM n`, id))
	b.ReportAllocs()
	for b.Loop() {
		if known, err := s.Known(ctx, id); err != nil || len(known) != 100_000 {
			b.Fatal(len(known), err)
		}
	}
}

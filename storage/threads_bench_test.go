package storage_test

import (
	"testing"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// BenchmarkConversations is opening a folder of 20,000 messages, its first page and all of it, as a
// list of messages and as one of conversations. The catalog is read anew each time.
func BenchmarkConversations(b *testing.B) {
	dir := b.TempDir()
	s := storagetest.OpenIn(b, dir, nil)
	id := storagetest.AddAccount(b, s, "me@example.org")
	if err := storagetest.Fill(b.Context(), s, id, 20000, 500); err != nil {
		b.Fatal(err)
	}
	if err := s.CatchUpThreads(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for name, v := range map[string]mailbox.View{"messages": {}, "conversations": {Conversations: true}} {
		for page, limit := range map[string]int{"first page": 60, "all": 0} {
			b.Run(name+"/"+page, func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					s, err := storage.Open(b.Context(), dir, nil)
					if err != nil {
						b.Fatal(err)
					}
					v.Folder = inbox(b, s)
					b.StartTimer()
					list, err := s.Index(b.Context(), v, limit)
					b.StopTimer()
					if err != nil || len(list) == 0 {
						b.Fatal(list, err)
					}
					if err := s.Close(); err != nil {
						b.Fatal(err)
					}
					b.StartTimer()
				}
			})
		}
	}
}

// BenchmarkThreads is finding the conversations of 10,000 messages that have arrived.
func BenchmarkThreads(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s := storagetest.OpenIn(b, b.TempDir(), nil)
		id := storagetest.AddAccount(b, s, "me@example.org")
		if err := storagetest.Fill(b.Context(), s, id, 10000, 500); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		cpu := cpuSeconds()
		if err := s.CatchUpThreads(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(cpuSeconds()-cpu, "cpu-s")
	}
}

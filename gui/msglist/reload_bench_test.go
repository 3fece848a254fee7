package msglist

import (
	"testing"
	"time"

	"popmail/storage/mailbox"
)

// BenchmarkReload is what the window's thread does when 100,000 messages are listed anew, of which
// one is chosen.
func BenchmarkReload(b *testing.B) {
	const n = 100_000
	entries := make([]mailbox.Entry, n)
	for i := range entries {
		entries[i] = mailbox.Entry{ID: mailbox.ID(n - i), Date: time.Unix(int64(1e9-i*1000), 0), Thread: mailbox.ID(n - i)}
	}
	for name, o := range map[string]mailbox.Order{"newest": mailbox.Newest, "subject": mailbox.BySubject} {
		b.Run(name, func(b *testing.B) {
			l := newDesk(b, 0)
			l.ShowArranged(mailbox.Arranged{Entries: entries}, o, ByDay)
			l.Select(entries[5].ID)
			for b.Loop() {
				l.ReloadArranged(mailbox.Arranged{Entries: entries}, o, ByDay)
			}
		})
	}
}

package storage_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// BenchmarkSearchFiles measures, in processor seconds, what the window asks for at each letter where one message in
// ten has an attached file that was read. The store is kept in the folder FILES, or made anew where that is not set.
func BenchmarkSearchFiles(b *testing.B) {
	if testing.Short() {
		b.Skip("short")
	}
	dir := os.Getenv("FILES")
	if dir == "" {
		dir = b.TempDir()
	}
	s := storagetest.OpenIn(b, dir, &storage.Options{Files: &inProcess{}})
	accounts, err := s.Accounts(ctx)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(4, 4))
	named := func(n int) string {
		return string(rune('a'+n%19)) + string("aeiou"[n%5]) + string(rune('b'+n%23)) + string("aeiou"[n/7%5]) + fmt.Sprintf("%c%c", 'c'+n/13%20, 'a'+n/101%26)
	}
	word := func() string { return named(int(math.Exp(r.Float64()*math.Log(20_000))) - 1) } // the lower its number the more often
	text := func(n int) string {
		var out strings.Builder
		for range n {
			out.WriteString(word() + " ")
		}
		return out.String()
	}
	if len(accounts) == 0 {
		id := storagetest.AddAccount(b, s, "me@example.org")
		for i := 0; i < 8000; {
			var in []fetch.Incoming
			for ; len(in) < 500; i++ {
				m := storagetest.Mail{Subject: text(4), Text: text(150), Date: time.Date(2026, 3, 2, 10, 0, i, 0, time.UTC)}.Incoming(fmt.Sprint(i))
				if i%10 == 0 {
					m = withFile(fmt.Sprint(i), text(4), text(150), "report.txt", []byte(text(300)))
					m.Raw = bytes.Replace(m.Raw, []byte("10:00:00"), []byte(time.Date(2026, 3, 2, 10, 0, i, 0, time.UTC).Format(time.TimeOnly)), 1)
				}
				in = append(in, m)
			}
			storagetest.Deliver(b, s, id, in...)
		}
		if err := errors.Join(s.CatchUp(ctx), s.ReadFiles(ctx, 1000_000, time.Hour)); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		s = storagetest.OpenIn(b, dir, &storage.Options{Files: &inProcess{}})
	}
	if _, err := s.Search(ctx, query.Parse("is:unread", time.Now()), 0); err != nil { // all messages are known, as in the window
		b.Fatal(err)
	}
	for _, q := range []string{
		named(9) + " ", named(9)[:4], named(9) + " " + named(30) + " ", named(300) + " " + named(301) + " ", named(3000) + " " + named(9) + " ",
		named(40) + " " + named(55)[:3], named(40) + " " + named(55)[:4], named(300) + " " + named(21)[:4], named(12) + " " + named(400) + " " + named(55)[:4], "zzzzzz " + named(21)[:4], named(300) + " OR " + named(21)[:4],
	} {
		b.Run(strings.ReplaceAll(q, " ", "+"), func(b *testing.B) {
			first, all := 0.0, 0.0
			hits := 0
			for b.Loop() {
				before := cpuSeconds()
				if _, err := s.SearchFirst(ctx, query.Parse(q, time.Now()), 50); err != nil {
					b.Fatal(err)
				}
				middle := cpuSeconds()
				res, err := s.Search(ctx, query.Parse(q, time.Now()), 0)
				if err != nil {
					b.Fatal(err)
				}
				hits = res.Total
				first, all = first+middle-before, all+cpuSeconds()-middle
			}
			b.ReportMetric(float64(hits), "hits")
			b.ReportMetric(first/float64(b.N)*1000, "ms-cpu/first")
			b.ReportMetric(all/float64(b.N)*1000, "ms-cpu/all")
		})
	}
}

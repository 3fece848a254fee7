package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// TestUpkeep: what arrived in a hurry is packed later, small segments of the index
// become few, the log becomes small, and nothing changes for those who read.
func TestUpkeep(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	id, err := s.AddAccount(ctx, account.Account{Email: "me@example.org", Incoming: account.Server{Host: "pop.example.org"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]byte{}
	for i := range 120 {
		uid := fmt.Sprint(i)
		raw := []byte(fmt.Sprintf("Subject: number%d\r\n\r\n%s\r\n", i, strings.Repeat(fmt.Sprintf("word%d and ", i%30), 200)))
		want[uid] = bytes.Clone(raw)
		if err := d.Add(ctx, fetch.Incoming{UID: uid, Raw: raw}); err != nil {
			t.Fatal(err)
		}
		if i%10 == 0 { // small transactions
			if err := errors.Join(d.Flush(ctx), s.CatchUp(ctx)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := d.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	// As if all of it had come in a hurry.
	err = s.write(ctx, func(tx *tx) error {
		for i := range 120 {
			raw := want[fmt.Sprint(i)]
			if _, err := tx.exec("UPDATE octets SET codec = 0, data = ? WHERE message = ?", raw, i+1); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	count := func(q string) (n int) {
		t.Helper()
		if err := s.r.QueryRowContext(ctx, q).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const segments = "SELECT count(DISTINCT segid) FROM words_idx"
	if n := count(segments); n > 6 { // there were 12 transactions
		t.Errorf("%d segments after the indexing", n)
	}
	for i := range 20 { // as an older version left them
		if err := s.write(ctx, func(tx *tx) error {
			_, err := tx.exec("INSERT INTO words (rowid, body) VALUES (?, 'elder')", 1000+i)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	before := count(segments)
	for s.mergeStep(ctx) {
	}
	if after := count(segments); after > max(before/2, 4) { // FTS5 merges a few by itself
		t.Errorf("%d segments of %d", after, before)
	}
	for s.packStep(ctx) {
	}
	if n := count("SELECT count(*) FROM octets WHERE codec <> 1"); n != 0 {
		t.Errorf("%d not packed", n)
	}
	s.checkpoint(ctx, "TRUNCATE")
	if n := s.logSize(); n != 0 {
		t.Errorf("a log of %d octets", n)
	}
	for i := range 120 {
		raw, err := s.Raw(ctx, mailbox.ID(i+1))
		if err != nil || !bytes.Equal(raw, want[fmt.Sprint(i)]) {
			t.Errorf("%d: octets differ: %v", i, err)
		}
	}
	for i := range 30 {
		r, err := s.Search(ctx, query.Parse(fmt.Sprintf("word%d ", i), time.Now()), 0)
		if err != nil || r.Total != 4 {
			t.Errorf("word%d: %d hits, %v", i, r.Total, err)
		}
	}
	if n, bad, err := s.Verify(ctx); n != 120 || len(bad) > 0 || err != nil {
		t.Errorf("%d %v %v", n, bad, err)
	}
}

package storage_test

import (
	"testing"
	"time"

	"popmail/storage"
)

// What the junk filter has learned looks like pieces of a large message, and is taken for none.
func TestRescueBesideJunk(t *testing.T) {
	b := newJunkbox(t)
	if id := b.arrive(largeCrashMail(0))[0]; id > 2 {
		t.Fatalf("message %d", id) // of whose pieces letters that are junk or good would be
	}
	b.arrive(largeCrashMail(1))
	b.teach(9, 9)
	b.do(b.s.Settle(ctx), b.s.CatchUp(ctx))
	if n := ask(t, b.dir, "SELECT 'learned', count(*) FROM junk_letters WHERE junk IN (1, 2)")["learned"]; n == 0 {
		t.Fatal("nothing is learned")
	}
	b.do(b.s.Close())
	got, err := storage.Rescue(ctx, b.dir, time.Now())
	if err != nil || got.Lost != 0 || got.Messages < 20 {
		t.Errorf("%+v %v", got, err)
	}
}

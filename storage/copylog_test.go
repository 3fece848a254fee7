package storage

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
)

// TestLogOfDelivery: what a delivery has written is copied into the file when it has ended, not
// when the program does, but for a little.
func TestLogOfDelivery(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s.stop() // this test does what upkeep would
	s.background.Wait()
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	id, err := s.AddAccount(ctx, account.Account{Email: "me@example.org", Incoming: account.Server{Host: "pop.example.org"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	deliver := func(name string, size int) {
		t.Helper()
		d, err := s.Deliver(ctx, id, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			raw := []byte("Subject: s\r\n\r\n")
			for range size / 8 / 8 { // what does not get smaller
				raw = binary.LittleEndian.AppendUint64(raw, r.Uint64())
			}
			if err := d.Add(ctx, fetch.Incoming{UID: fmt.Sprint(name, i), Raw: raw}); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Flush(ctx); err != nil {
			t.Fatal(err)
		}
		if copied := s.copyLog(ctx, 0); copied != 0 {
			t.Errorf("%d octets of %s were copied before its end", copied, name)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s.checkpoint(ctx, "TRUNCATE") // what making the file has written
	deliver("little", 1<<10)
	if copied := s.copyLog(ctx, 0); copied != 0 {
		t.Errorf("%d octets were copied for little", copied)
	}
	deliver("much", 4<<20)
	copied := s.copyLog(ctx, 0)
	st, err := os.Stat(s.path)
	if err != nil || copied < deliveredOctets || st.Size() < deliveredOctets/2 {
		t.Errorf("%d octets were copied, the file has %d, %v", copied, st.Size(), err)
	}
	if again := s.copyLog(ctx, copied); again != copied {
		t.Error("copied again")
	}
}

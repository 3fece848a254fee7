package storage_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// scribble puts random bytes over a part of a file.
func scribble(t *testing.T, path string, from, n int64) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(b, from); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestRescue damages files in several places: every message that is given back is
// one of those that were there, to the octet, and none is left out that no random
// byte has met.
func TestRescue(t *testing.T) {
	const n = 400
	when := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name     string
		from, n  int64
		least    int // messages
		accounts int
	}{
		{"sound", 0, 0, n, 2},
		{"the first page", 0, 8192, n, 2},
		{"the first 200 KB", 0, 200 << 10, n / 2, 0},
		{"200 KB in the middle", 1 << 20, 200 << 10, n / 2, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := storage.Open(ctx, dir, nil)
			if err != nil {
				t.Fatal(err)
			}
			a, b := storagetest.AddAccount(t, s, "me@example.org"), storagetest.AddAccount(t, s, "club@example.org")
			want := map[string]bool{}
			var in []fetch.Incoming
			r := rand.New(rand.NewPCG(3, 4))
			for i := range n {
				var body strings.Builder
				for range 200 + 2000*(max(1-i%37, 0)) {
					fmt.Fprintf(&body, "%016x%016x\r\n", r.Uint64(), r.Uint64())
				}
				m := mail(fmt.Sprint("u", i), fmt.Sprint("subject ", i))
				m.Raw = append(bytes.Clone(m.Raw), body.String()...)
				want[string(m.Raw)] = true
				in = append(in, m)
			}
			paused := storagetest.Account("me@example.org")
			paused.ID, paused.Label, paused.Outgoing = a, "Home", account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
			paused.OutgoingUser, paused.Signature, paused.PlainOnly = "out", "Ann\nPier 4", true
			paused.Authorities = strings.Repeat("-----BEGIN CERTIFICATE-----\n", 400)
			paused.Trust("smtp.example.org", [32]byte{1, 2, 3}, time.Unix(1800000000, 0))
			if err := errors.Join(s.UpdateAccount(ctx, paused, nil), s.PauseAccount(ctx, a, true), s.OrderAccounts(ctx, []account.ID{b, a})); err != nil {
				t.Fatal(err)
			}
			storagetest.Deliver(t, s, a, in[:n/2]...)
			storagetest.Deliver(t, s, b, in[n/2:]...)
			starred := find(t, s, "subject 7 ")
			if err := s.SetFlag(ctx, starred, mailbox.Starred, true); err != nil {
				t.Fatal(err)
			}
			boats, err := s.CreateFolder(ctx, "Boats")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Move(ctx, starred, boats); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, storage.FileName)
			scribble(t, path, tt.from, tt.n)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got, err := storage.Rescue(ctx, dir, when)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", got)
			if got.Messages < tt.least || got.Accounts != tt.accounts {
				t.Errorf("%d messages and %d accounts, want %d and %d", got.Messages, got.Accounts, tt.least, tt.accounts)
			}
			if filepath.Base(got.Aside) != "popmail damaged 2026-11-27.db" {
				t.Errorf("aside as %q", got.Aside)
			}
			if after, err := os.ReadFile(got.Aside); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the damaged file is not what it was: %v", err)
			}
			s = storagetest.OpenIn(t, dir, nil)
			all := rows(t, s, mailbox.View{})
			if len(all) != got.Messages {
				t.Errorf("%d messages are listed, %d rescued", len(all), got.Messages)
			}
			for _, m := range all {
				if raw, err := s.Raw(ctx, m.ID); err != nil || !want[string(raw)] {
					t.Fatalf("message %d is not one that was there: %v", m.ID, err)
				}
			}
			if tt.accounts == 0 {
				return
			}
			if tt.n <= 8192 {
				seven := find(t, s, "subject 7 ")
				folders, err := s.Folders(ctx)
				i := slices.IndexFunc(folders, func(f mailbox.Folder) bool { return f.Name == "Boats" })
				if err != nil || i < 0 || len(seven) != 1 {
					t.Fatalf("folders %v, found %v, %v", folders, seven, err)
				}
				if in := rows(t, s, mailbox.View{Folder: folders[i].ID}); len(in) != 1 || !in[0].Is(mailbox.Starred) || in[0].ID != seven[0] {
					t.Errorf("in the folder: %v", in)
				}
			}
			// What the server still has does not come twice.
			accounts, err := s.Accounts(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if accounts[1].Email != paused.Email {
				t.Errorf("%s is last", accounts[1].Email)
			}
			for _, b := range accounts {
				if first := b.Email == paused.Email; b.Paused != first || first && (b.Outgoing != paused.Outgoing || b.OutgoingUser != "out" || b.Label != "Home" ||
					b.Authorities != paused.Authorities || b.Exceptions != paused.Exceptions || b.Signature != paused.Signature || !b.PlainOnly) {
					t.Errorf("%+v", b)
				}
			}
			for i, part := range [][]fetch.Incoming{in[:n/2], in[n/2:]} {
				again := make([]fetch.Incoming, len(part))
				for j, m := range part {
					again[j] = m
					for raw := range want {
						if strings.Contains(raw, "Subject: "+fmt.Sprint("subject ", i*n/2+j)+"\r\n") {
							again[j].Raw = []byte(raw)
						}
					}
				}
				storagetest.Deliver(t, s, accounts[1-i].ID, again...)
			}
			if all := rows(t, s, mailbox.View{}); len(all) != n {
				t.Errorf("%d messages after they were received again, want %d", len(all), n)
			}
		})
	}
}

func TestRescueOfRubbish(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, storage.FileName)
	if _, err := storage.Rescue(ctx, dir, time.Now()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	for i, size := range []int{0, 100, 8192, 300_000} {
		if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		scribble(t, path, 0, int64(size))
		got, err := storage.Rescue(ctx, dir, time.Now())
		if err != nil || got.Messages != 0 {
			t.Errorf("%d octets: %+v, %v", size, got, err)
		}
		if (i > 0) != strings.HasSuffix(got.Aside, fmt.Sprintf(" (%d).db", i+1)) {
			t.Errorf("the earlier file was not spared: %q", got.Aside)
		}
	}
}

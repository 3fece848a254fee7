package storage

import (
	"context"
	"errors"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// BenchmarkRaw reads a message with a file of 400 KB as it lies there on arrival, and apart.
func BenchmarkRaw(b *testing.B) {
	ctx := context.Background()
	s, err := Open(ctx, b.TempDir(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	id, err := s.AddAccount(ctx, account.Account{Email: "me@example.org", Incoming: account.Server{Host: "pop.example.org"}}, nil)
	if err != nil {
		b.Fatal(err)
	}
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		b.Fatal(err)
	}
	data := make([]byte, 400_000)
	for i := range data {
		data[i] = byte(i * i >> 3 * 7)
	}
	if err := d.Add(ctx, fetch.Incoming{UID: "1", Raw: []byte("Subject: x\r\n\r\n" + lines(data, 76, "\r\n") + "\r\n")}); err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(d.Flush(ctx), d.Close()); err != nil {
		b.Fatal(err)
	}
	read := func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Raw(ctx, mailbox.ID(1)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("whole", read)
	for s.packStep(ctx) {
	}
	b.Run("apart", read)
}

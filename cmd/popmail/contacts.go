package main

import (
	"context"
	"io"
	"os"

	"popmail/storage/cards"
	"popmail/storage/mailbox"
)

// contactFiles fills gui.ContactFiles.
type contactFiles struct{}

func (contactFiles) ReadContacts(ctx context.Context, path string) (mailbox.CardFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return mailbox.CardFile{}, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, cards.MaxOctets+1))
	if err != nil {
		return mailbox.CardFile{}, err
	}
	if err := ctx.Err(); err != nil {
		return mailbox.CardFile{}, err
	}
	return cards.Read(data)
}

func (contactFiles) VCard(list []mailbox.Card) ([]byte, error) { return cards.VCard(list) }
func (contactFiles) Table(list []mailbox.Card) ([]byte, error) { return cards.Table(list) }

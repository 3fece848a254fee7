package storage

import (
	"bytes"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// TestAddOnce: what an account has already is not added a second time, whichever way it
// came, and is found by an index.
func TestAddOnce(t *testing.T) {
	s, _ := aside(t)
	ctx := t.Context()
	var ids [2]account.ID
	for i, email := range []string{"me@example.org", "club@example.org"} {
		id, err := s.AddAccount(ctx, account.Account{Email: email, Incoming: account.Server{Host: "pop.example.org"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = id
	}
	raw := encodings()
	d, err := s.Deliver(ctx, ids[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Add(ctx, fetch.Incoming{UID: "1", Raw: bytes.Clone(raw)}), d.Flush(ctx), d.Close()); err != nil {
		t.Fatal(err)
	}
	sent, err := s.RoleFolder(ctx, ids[0], mailbox.Sent)
	if err != nil {
		t.Fatal(err)
	}
	own, err := s.CreateFolder(ctx, "Own")
	if err != nil {
		t.Fatal(err)
	}
	other := append(bytes.Clone(raw), '\n')
	for i, tt := range []struct {
		m     mailbox.New
		there bool
	}{
		{mailbox.New{Folder: sent, Raw: raw, Once: true}, true}, // it came from the server
		{mailbox.New{Folder: sent, Raw: other, Once: true}, false},
		{mailbox.New{Folder: sent, Raw: other, Once: true}, true}, // it was added
		{mailbox.New{Folder: own, Account: ids[0], Raw: other, Once: true}, true},
		{mailbox.New{Folder: own, Account: ids[1], Raw: other, Once: true}, false}, // of another account
		{mailbox.New{Folder: own, Raw: other, Once: true}, false},                  // of none
		{mailbox.New{Folder: own, Raw: other, Once: true}, true},
		{mailbox.New{Folder: sent, Raw: raw}, false},
	} {
		id, err := s.Add(ctx, tt.m)
		if errors.Is(err, mailbox.ErrExists) != tt.there || err != nil && !tt.there || id == 0 {
			t.Errorf("%d: message %d, %v", i, id, err)
		}
		if back, err := s.Raw(ctx, id); err != nil || !bytes.Equal(back, tt.m.Raw) {
			t.Errorf("%d: message %d is another one, %v", i, id, err)
		}
	}
	rows, err := s.r.QueryContext(ctx, "EXPLAIN QUERY PLAN "+sameOctets, raw[:8], raw[:32], 1)
	var steps []string
	err = each(rows, err, func(rows *sql.Rows) error {
		var id, parent, x int
		var detail string
		err := rows.Scan(&id, &parent, &x, &detail)
		steps = append(steps, detail)
		return err
	})
	if err != nil || len(steps) != 2 || !strings.Contains(steps[0], "USING INDEX octets_sum") || !strings.Contains(steps[1], "USING INTEGER PRIMARY KEY") {
		t.Errorf("%q %v", steps, err)
	}
}

package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// TestSameTopicQuery: what is compared with a message by its subject is found in an index,
// however many messages there are.
func TestSameTopicQuery(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	var plan []string
	rows, err := s.r.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+sameTopicQuery, 7, false, 1, topicCount)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id, parent, unused int
		var detail string
		err := rows.Scan(&id, &parent, &unused, &detail)
		plan = append(plan, detail)
		return err
	})
	if err != nil || len(plan) == 0 || !strings.Contains(plan[0], "INDEX threads_topic") {
		t.Errorf("%q %v", plan, err)
	}
}

// TestPackSteps: many short messages are packed in few steps, and of long ones a step takes no
// more than its octets.
func TestPackSteps(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	id, err := s.AddAccount(ctx, account.Account{Email: "me@example.org", Incoming: account.Server{Host: "pop.example.org"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	const short, long = 1000, 5
	for i := range short + long {
		raw := fmt.Appendf(nil, "Subject: %d\r\n\r\n%s\r\n", i, strings.Repeat("short ", 20))
		if i >= short {
			raw = fmt.Appendf(raw, "%s", strings.Repeat("long long ago \r\n", packOctets*3/4/16))
		}
		if err := d.Add(ctx, fetch.Incoming{UID: fmt.Sprint(i), Raw: raw}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(d.Flush(ctx), d.Close()); err != nil {
		t.Fatal(err)
	}
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.write(ctx, func(t *tx) error { // as if all of it had come in a hurry
		for id := 1; id <= short+long; id++ {
			raw, err := s.Raw(ctx, mailbox.ID(id))
			if err != nil {
				return err
			}
			if _, err := t.exec("UPDATE octets SET codec = 0, data = ? WHERE message = ?", raw, id); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var steps []int
	left := func() (n int) {
		if err := s.r.QueryRowContext(ctx, "SELECT count(*) FROM octets WHERE codec = 0").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for before := left(); s.packStep(ctx); before = left() {
		if n := before - left(); n > 0 { // else somebody else writes
			steps = append(steps, n)
		}
	}
	if fmt.Sprint(steps) != fmt.Sprint([]int{500, 500, 2, 2, 1}) {
		t.Errorf("steps of %v messages", steps)
	}
}

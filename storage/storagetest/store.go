// Package storagetest helps to test what stands on the store: a store in a
// temporary folder, messages to put into it, a quick way to fill one with very many,
// and a suite that every way into the store has to pass.
package storagetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// Open opens a store in a temporary folder of the test and closes it at its end.
func Open(t testing.TB, o *storage.Options) *storage.Store {
	t.Helper()
	return OpenIn(t, t.TempDir(), o)
}

// OpenIn opens the store in a folder and closes it at the end of the test.
func OpenIn(t testing.TB, dir string, o *storage.Options) *storage.Store {
	t.Helper()
	s, err := storage.Open(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Account returns settings that Validate accepts.
func Account(email string) account.Account {
	return account.Account{Email: email, Incoming: account.Server{Host: "pop.example.org", Security: account.TLS}, Keep: account.KeepAsk}
}

// AddAccount stores an account and returns its ID.
func AddAccount(t testing.TB, s *storage.Store, email string) account.ID {
	t.Helper()
	id, err := s.AddAccount(context.Background(), Account(email), nil)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Deliver stores messages through a delivery, as a session with the server does,
// and returns the outcomes. All uids are listed by the server.
func Deliver(t testing.TB, s *storage.Store, id account.ID, messages ...fetch.Incoming) []fetch.Outcome {
	t.Helper()
	present := make([]string, len(messages))
	for i, m := range messages {
		present[i] = m.UID
	}
	return DeliverPresent(t, s, id, present, messages...)
}

// DeliverPresent is Deliver where the server lists other unique-ids.
func DeliverPresent(t testing.TB, s fetch.Store, id account.ID, present []string, messages ...fetch.Incoming) []fetch.Outcome {
	t.Helper()
	ctx := context.Background()
	d, err := s.Deliver(ctx, id, present)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if err := d.Add(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	out := d.Stored()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

// Mail is a message to be made.
type Mail struct {
	From, To, Subject, Text string // From and To default to addresses at example.org
	Date                    time.Time
	HTML                    string // another form of Text, in UTF-8; empty: none
	Attachment              string // file name; empty: none
	List                    string // List-Id (RFC 2919); empty: none
}

// Raw returns the octets of m, with CRLF line ends.
func (m Mail) Raw() []byte {
	if m.From == "" {
		m.From = "Ann Other <ann@example.org>"
	}
	if m.To == "" {
		m.To = "Me <me@example.org>"
	}
	if m.Date.IsZero() {
		m.Date = time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)
	}
	head := fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%x@example.org>\r\nMIME-Version: 1.0\r\n",
		m.From, m.To, m.Subject, m.Date.Format(time.RFC1123Z), m.Subject+m.Text)
	if m.List != "" {
		head += "List-Id: " + m.List + "\r\n"
	}
	if m.HTML != "" {
		return []byte(head + "Content-Type: multipart/alternative; boundary=form\r\n\r\n--form\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + m.Text +
			"\r\n--form\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + m.HTML + "\r\n--form--\r\n")
	}
	if m.Attachment == "" {
		return []byte(head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + m.Text + "\r\n")
	}
	return []byte(head + "Content-Type: multipart/mixed; boundary=part\r\n\r\n--part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + m.Text +
		"\r\n--part\r\nContent-Type: application/pdf; name=\"" + m.Attachment + "\"\r\nContent-Disposition: attachment; filename=\"" + m.Attachment +
		"\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--part--\r\n")
}

// Incoming returns m as it comes from the server.
func (m Mail) Incoming(uid string) fetch.Incoming {
	return fetch.Incoming{UID: uid, Raw: m.Raw(), At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

// Told returns the changes that were published and not yet read, in their order.
func Told(sub *event.Subscription[mailbox.Change]) (out []mailbox.Change) {
	for {
		select {
		case c := <-sub.C():
			out = append(out, c)
		default:
			return out
		}
	}
}

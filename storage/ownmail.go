package storage

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/emersion/go-message/textproto"

	"popmail/account"
	"popmail/storage/mailbox"
)

// ownMail is what has to be known of a message that may be a letter which the server hands back
// to its writer.
type ownMail struct {
	text   [sha256.Size]byte // a checksum of what is below its header, of so many lines…
	lines  int               // math.MaxInt: of all
	head   int64             // octets of the header
	list   bool              // it came through a mailing list
	id     string            // message-id; that of the redirection where it is one
	sender string
	people []mailbox.Address // whom its header says that the letter goes to
}

// ownSenders are the addresses that letters of an account come from, in lower case.
func (s *Store) ownSenders(ctx context.Context, id account.ID) (map[string]bool, error) {
	list, err := column[string](s.r.QueryContext(ctx, "SELECT DISTINCT sender FROM letters WHERE account = ? AND state <> 'draft'", id))
	out := make(map[string]bool, len(list))
	for _, a := range list {
		out[strings.ToLower(a)] = true
	}
	return out, problem(err)
}

// ownOf is nil for a message that is from nobody of senders. begun: raw is its beginning.
func ownOf(d *digest, raw []byte, begun bool, senders map[string]bool) *ownMail {
	o := &ownMail{id: d.MessageID, sender: d.sender().Email, people: slices.Concat(d.To, d.Cc)}
	r := d.Resent
	if r != nil {
		o = &ownMail{id: r.MessageID, sender: r.From[0].Email, people: r.To}
	}
	if o.id == "" || !senders[strings.ToLower(o.sender)] {
		return nil
	}
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	o.head, o.lines = int64(len(head))+4, math.MaxInt
	if begun {
		o.lines = bytes.Count(body, []byte("\n")) // the last one may not be whole
	}
	o.text, o.list = textSum(raw, o.lines), r == nil && fromList(raw) // what is redirected may have come from a list
	return o
}

// ownLetter finds the letter that a message is which the server hands back to its writer,
// as Gmail does by POP with everything that was sent through it; 0: none. It has to be
// from the address of the letter, with its message-id and its text; what one has written
// to oneself, and what comes back from a mailing list, are mail like any other. What is
// not recognised is stored twice, which loses nothing.
//
// Of a large one only the beginning comes, and tells enough where all of it is as long as the
// letter. It counts as whole then: the letter is here.
func (s *Store) ownLetter(t *tx, b *batch, j *job) (mailbox.ID, error) {
	d := j.digest
	if d.own == nil || d.own.list || j.in.Short && !j.in.Beginning || d.own.lines == 0 {
		return 0, nil
	}
	var id mailbox.ID
	var state mailbox.LetterState
	var sender string
	var recipients []byte
	err := t.row("SELECT message, state, sender, recipients FROM letters WHERE message_id = ? AND account = ? AND state IN ('sent', 'unknown') LIMIT 1", d.own.id, b.account).
		Scan(&id, &state, &sender, &recipients)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	var to []string
	if err == nil {
		err = json.Unmarshal(recipients, &to)
	}
	if err != nil {
		return 0, err
	}
	self := func(a string) bool { return account.SameEmail(a, sender) }
	if !self(d.own.sender) || slices.ContainsFunc(to, self) || slices.ContainsFunc(d.own.people, func(a mailbox.Address) bool { return self(a.Email) }) {
		return 0, nil
	}
	raw, err := s.Raw(context.Background(), id) // written here, and so no larger than letters may be
	if err != nil || textSum(raw, d.own.lines) != d.own.text || j.in.Beginning && !asLong(raw, j.in.Listed-d.own.head) {
		return 0, nil //nolint:nilerror // it is stored by itself
	}
	if state == mailbox.LetterUnknown {
		return id, s.letterSent(context.Background(), t, id) // so it was sent
	}
	return id, nil
}

// asLong reports whether octets are as many as raw has below its header. Servers add line ends.
func asLong(raw []byte, octets int64) bool {
	_, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	more := octets - int64(len(body))
	return more >= -4 && more <= 4
}

// fromList reports whether a message has come through a mailing list (RFC 2919, RFC 2369).
func fromList(raw []byte) bool {
	h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(raw)))
	return err != nil || h.Has("List-Id") || h.Has("List-Post") || h.Has("List-Unsubscribe") || h.Has("Mailing-List") || strings.EqualFold(strings.TrimSpace(h.Get("Precedence")), "list")
}

// textSum is the same for messages that are the same in their first lines below their headers,
// but for white space at the ends of lines.
func textSum(raw []byte, lines int) [sha256.Size]byte {
	_, body, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		return [sha256.Size]byte{}
	}
	h := sha256.New()
	empty := 0
	for line := range bytes.Lines(body) {
		if lines--; lines < 0 {
			break
		}
		line = bytes.TrimRight(line, " \t\r\n")
		if len(line) == 0 {
			empty++
			continue
		}
		for ; empty > 0; empty-- {
			_, _ = h.Write([]byte{'\n'})
		}
		_, _ = h.Write(line)
		_, _ = h.Write([]byte{'\n'})
	}
	return [sha256.Size]byte(h.Sum(nil))
}

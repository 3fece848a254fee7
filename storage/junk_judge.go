package storage

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"strings"

	"popmail/storage/junk"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// What becomes of a message.
const (
	junkNot = iota
	junkMarked
	junkMoved
)

// shownClues is how many words are told for each side.
const shownClues = 5

// newcomer is what is known of a message that is judged.
type newcomer struct {
	sender  string // in small letters
	answers []string
	role    mailbox.Role
}

// judges reports whether the junk filter has learned enough to judge, and is on, and whether
// senders are blocked.
func (s *Store) judges(ctx context.Context) (l junk.Learned, judging, blocking bool, err error) {
	learned, err := s.JunkFilter(ctx)
	if err != nil {
		return l, false, false, err
	}
	l = junk.Learned{Junk: learned.Junk, Good: learned.Good}
	err = s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM senders WHERE trusted = 0)").Scan(&blocking)
	return l, junk.Ready(l) && !learned.Off, blocking, err
}

// judgeSome judges messages until their octets are many, and returns those that it came to.
func (s *Store) judgeSome(ctx context.Context, ids []mailbox.ID) (bad map[mailbox.ID]int, done []mailbox.ID, err error) {
	l, judging, blocking, err := s.judges(ctx)
	if err != nil {
		return nil, nil, err
	}
	bad = map[mailbox.ID]int{}
	if !judging && !blocking {
		return bad, ids, nil
	}
	octets := 0
	known := knownWords{}
	for _, id := range ids {
		if octets > settleOctets {
			break
		}
		done = append(done, id)
		var size int
		n, err := s.newcomer(ctx, id, &size)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if n.role != mailbox.Inbox {
			continue
		}
		ex, err := s.exempt(ctx, n)
		if err != nil {
			return nil, nil, err
		}
		if ex == mailbox.Blocked {
			bad[id] = junkMoved
			continue
		}
		if ex != mailbox.NotExempt || !judging {
			continue
		}
		octets += min(size, mostLesson)
		words, err := s.junkWords(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		v, err := s.verdict(ctx, words, l, known)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case !v.Junk() || readList(words, known):
		case junk.Moves(l):
			bad[id] = junkMoved
		default:
			bad[id] = junkMarked
		}
	}
	return bad, done, nil
}

func (s *Store) newcomer(ctx context.Context, id mailbox.ID, size *int) (n newcomer, err error) {
	var refs, reply string
	err = s.r.QueryRowContext(ctx, "SELECT h.from_email, h.in_reply_to, h.refs, f.role, m.size FROM messages m JOIN headers h ON h.message = m.id JOIN folders f ON f.id = m.folder WHERE m.id = ?", id).
		Scan(&n.sender, &reply, &refs, &n.role, size)
	n.sender = strings.ToLower(n.sender) // SQLite's lower knows ASCII alone
	n.answers = append(strings.Fields(refs), strings.Fields(reply)...)
	return n, err
}

// exempt is why a message is junk or not whatever its words are.
func (s *Store) exempt(ctx context.Context, n newcomer) (mailbox.Exempt, error) {
	var trusted sql.NullBool
	err := s.r.QueryRowContext(ctx, "SELECT trusted FROM senders WHERE address IN (SELECT value FROM json_each(?)) ORDER BY trusted LIMIT 1", textList(query.AddressForms(n.sender))).Scan(&trusted)
	switch {
	case err == nil && trusted.Bool:
		return mailbox.Trusted, nil
	case err == nil:
		return mailbox.Blocked, nil
	case !errors.Is(err, sql.ErrNoRows):
		return "", problem(err)
	}
	known, err := s.knows(ctx, n.sender)
	if err != nil || known {
		return mailbox.Known, err
	}
	if len(n.answers) > 0 {
		var own bool
		if err := s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM letters WHERE message_id <> '' AND message_id IN (SELECT value FROM json_each(?)) AND state <> 'draft')", textList(n.answers)).Scan(&own); err != nil {
			return "", problem(err)
		}
		if !own { // letters that were brought in from elsewhere have their names only among those that were sent
			if own, err = s.writtenTo.hasSent(ctx, s.r, n.answers); err != nil {
				return "", problem(err)
			}
		}
		if own {
			return mailbox.Answer, nil
		}
	}
	return mailbox.NotExempt, nil
}

// knows reports whether an address is in the address book or was written to. An address of the
// person's own is not known by that, whether they write to it or have a card of themselves: anybody can
// put it down as the sender.
func (s *Store) knows(ctx context.Context, email string) (bool, error) {
	if !strings.Contains(email, "@") {
		return false, nil
	}
	mine, err := s.ownAddresses(ctx)
	if err != nil || mine[query.AddressKey(email)] {
		return false, err
	}
	var listed bool
	if err := s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM contact_addresses WHERE address IN (SELECT value FROM json_each(?)))", textList(query.AddressForms(email))).Scan(&listed); err != nil || listed {
		return listed, problem(err)
	}
	sent, err := s.writtenTo.has(ctx, s.r, email)
	return sent, problem(err)
}

// ownAddresses are those of all accounts, also of removed ones, as query.AddressKey.
func (s *Store) ownAddresses(ctx context.Context) (map[string]bool, error) {
	list, err := column[string](s.r.QueryContext(ctx, "SELECT email FROM accounts"))
	mine := make(map[string]bool, len(list))
	for _, a := range list {
		mine[query.AddressKey(a)] = true
	}
	return mine, problem(err)
}

// readList reports whether a letter came through a mailing list of which letters were learned as
// good, and none as junk.
func readList(words []string, counts map[string]junk.Count) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		kind, _ := junk.Part(w)
		return kind == junk.KindList && counts[w].Good >= 3 && counts[w].Junk == 0
	})
}

// verdict weighs words by what was learned; known takes what is looked up of them.
func (s *Store) verdict(ctx context.Context, words []string, l junk.Learned, known knownWords) (junk.Verdict, error) {
	if len(known) > mostKnownWords {
		clear(known)
	}
	asked := make([]string, 0, len(words))
	for _, w := range words {
		if _, ok := known[w]; !ok {
			asked = append(asked, w)
			known[w] = junk.Count{}
		}
	}
	rows, err := s.r.QueryContext(ctx, "SELECT word, junk, good FROM junk_words WHERE word IN (SELECT value FROM json_each(?))", textList(asked))
	err = each(rows, err, func(rows *sql.Rows) error {
		var w string
		var c junk.Count
		err := rows.Scan(&w, &c.Junk, &c.Good)
		known[w] = c
		return err
	})
	if err != nil {
		clear(known)
		return junk.Verdict{}, problem(err)
	}
	return junk.Judge(words, l, func(w string) junk.Count { return known[w] }), nil
}

// knownWords is what was looked up of words for the letters that are judged together: most are in several of them.
// Those that nobody has learned are 0.
type knownWords map[string]junk.Count

// mostKnownWords bounds what knownWords keeps for the next letter.
const mostKnownWords = 50_000

// WhyJunk tells what the filter thinks of a message, by what it knows now.
func (s *Store) WhyJunk(ctx context.Context, id mailbox.ID) (mailbox.Judgment, error) {
	var size int
	n, err := s.newcomer(ctx, id, &size)
	if errors.Is(err, sql.ErrNoRows) {
		return mailbox.Judgment{}, mailbox.ErrNotFound
	}
	if err != nil {
		return mailbox.Judgment{}, problem(err)
	}
	learned, err := s.JunkFilter(ctx)
	if err != nil {
		return mailbox.Judgment{}, err
	}
	l := junk.Learned{Junk: learned.Junk, Good: learned.Good}
	words, err := s.junkWords(ctx, id)
	if err != nil {
		return mailbox.Judgment{}, problem(err)
	}
	known := knownWords{}
	v, err := s.verdict(ctx, words, l, known)
	if err != nil {
		return mailbox.Judgment{}, err
	}
	j := mailbox.Judgment{Ready: junk.Ready(l), Points: int(math.Floor(v.Points * 100)), Line: int(junk.Line * 100), Learned: learned.Lessons, Off: learned.Off, Against: clues(v.Against), For: clues(v.For)}
	if j.Exempt, err = s.exempt(ctx, n); err == nil && j.Exempt == mailbox.NotExempt && readList(words, known) {
		j.Exempt = mailbox.OwnList
	}
	return j, err
}

func clues(cs []junk.Clue) []mailbox.Clue {
	var out []mailbox.Clue
	for _, c := range cs[:min(len(cs), shownClues)] {
		kind, word := junk.Part(c.Word)
		out = append(out, mailbox.Clue{Kind: kind, Word: word, Junk: c.Count.Junk, Good: c.Count.Good, Weight: math.Abs(c.Junk1-0.5) * 2})
	}
	return out
}

// Senders lists those of whom the person has decided.
func (s *Store) Senders(ctx context.Context) (out []mailbox.Sender, err error) {
	rows, err := s.r.QueryContext(ctx, "SELECT address, trusted FROM senders ORDER BY address")
	err = each(rows, err, func(rows *sql.Rows) error {
		var d mailbox.Sender
		err := rows.Scan(&d.Address, &d.Trusted)
		out = append(out, d)
		return err
	})
	return out, problem(err)
}

// DecideSender says that the mail of a sender is never junk, or always; decided false takes that
// back. An empty address is nobody's. Letters that look like junk do so no more where their sender is
// trusted.
func (s *Store) DecideSender(ctx context.Context, d mailbox.Sender, decided bool) error {
	key := senderKey(d.Address)
	if key == "" {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM senders WHERE address IN (SELECT value FROM json_each(?))", textList(query.AddressForms(key))); err != nil || !decided {
			return err
		}
		if _, err := t.exec("INSERT OR REPLACE INTO senders (address, trusted, since) VALUES (?, ?, ?)", key, d.Trusted, s.now().UnixMilli()); err != nil || !d.Trusted {
			return err
		}
		s.acquit(ctx, t, []string{key}, true)
		return nil
	})
}

package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"popmail/account/letter"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Conversations. Messages belong together that name each other by Message-ID, In-Reply-To and
// References (RFC 5322, section 3.6.4), over any number of steps, and over messages that are not
// here: it does not matter in which order they come. Two messages of one Message-ID are one only where
// their sender or their subject is the same. An answer that names nothing belongs to
// what has its subject, in the same month, between the same people (see between). What was one conversation
// stays one when a message of it is removed.
const (
	threadCount  = 300 // messages of one transaction
	threadAtOnce = 64  // messages that are looked at with their arrival; more are looked at later
	threadNames  = 100 // message-ids that a message refers to: the first and the last of more
	threadFirst  = 20  // of them
	sameLooked   = 500 // messages of a conversation among which those of one Message-ID are sought
	topicCount   = 100 // messages with its subject and month that an answer without reference is compared with
)

// threader finds out in a transaction where messages belong. It asks the store about all of them at
// once, and writes what it has found out at once, as each statement costs more than what it does for
// one message.
type threader struct {
	t       *tx
	top     mailbox.ID      // the last message whose place was known before
	own     map[string]bool // addresses of accounts
	senders map[string]bool // and those that letters were written from; nil: they were not asked for
	edited  bool            // more has changed than that new ones were added
	joined  bool            // a message came to others
	silence []mailbox.ID

	named  map[int64]mailbox.ID      // the conversations that had a name of one of the messages when that was found out, see now
	topics map[int64]bool            // the topics that they share with others; true: one of those is bare
	muted  map[mailbox.ID]bool       // the conversations that the person wants to hear no more of
	went   map[mailbox.ID]mailbox.ID // conversations that became part of another one
	called map[int64][]called        // who has a name, of those that are not written yet
	places []place                   // what is to be written
	names  []threadName
}

// place is where a message belongs, a row of threads: message, thread, topic, bare.
type place [4]int64

// threadName is a row of thread_names: name, thread.
type threadName [2]int64

// threadNew finds out where messages belong that the transaction has stored, if they are few.
func threadNew(t *tx, list []added) error {
	if len(list) > threadAtOnce {
		return nil
	}
	ids := make([]mailbox.ID, len(list))
	for i, a := range list {
		ids[i] = a.ID
	}
	_, err := threadAll(t, ids)
	return err
}

// threadAll finds out where messages belong.
func threadAll(t *tx, ids []mailbox.ID) (*threader, error) {
	r := &threader{t: t, own: map[string]bool{}, named: map[int64]mailbox.ID{}, topics: map[int64]bool{}, muted: map[mailbox.ID]bool{}, went: map[mailbox.ID]mailbox.ID{}, called: map[int64][]called{}}
	if err := t.row("SELECT coalesce(max(message), 0) FROM threads").Scan(&r.top); err != nil {
		return r, err
	}
	own, err := column[string](t.query("SELECT email FROM accounts"))
	if err != nil {
		return r, err
	}
	for _, a := range own {
		r.own[strings.ToLower(a)] = true
	}
	list, err := r.readAll(ids)
	if err != nil {
		return r, err
	}
	for i := range list {
		if err := r.add(&list[i]); err != nil {
			return r, err
		}
	}
	if err := r.write(); err != nil {
		return r, err
	}
	if _, err := t.exec("DELETE FROM unthreaded WHERE message IN (SELECT value FROM json_each(?))", idList(ids)); err != nil {
		return r, err
	}
	if len(r.silence) > 0 {
		if _, err := t.exec("UPDATE messages SET flags = flags | ? WHERE id IN (SELECT value FROM json_each(?))", mailbox.Read|mailbox.Muted, idList(r.silence)); err != nil {
			return r, err
		}
	}
	if r.edited {
		_, err = t.exec("UPDATE state SET threadings = threadings + 1")
	}
	return r, err
}

// add finds out where one message belongs.
func (r *threader) add(m *linked) error {
	found, err := r.sameTopic(m)
	if err != nil {
		return err
	}
	if err := r.apart(m); err != nil {
		return err
	}
	for _, name := range m.names {
		if thread, ok := r.named[name]; ok {
			found = append(found, r.now(thread))
		}
	}
	if m.thread != 0 {
		found = append(found, r.now(m.thread))
	}
	slices.Sort(found)
	found = slices.Compact(found)
	thread := m.id
	if len(found) > 0 {
		r.joined = r.joined || m.thread == 0 || len(found) > 1
		if thread, err = r.merge(found); err != nil {
			return err
		}
	}
	bare := int64(0)
	if m.bare {
		bare = 1
	}
	r.places = append(r.places, place{int64(m.id), int64(thread), m.topic, bare})
	if m.topic != 0 {
		r.topics[m.topic] = r.topics[m.topic] || m.bare
	}
	if m.id < r.top {
		r.edited = true
	}
	for _, name := range m.names {
		if _, ok := r.named[name]; !ok {
			r.named[name] = thread
			r.names = append(r.names, threadName{name, int64(thread)})
		}
	}
	return r.hush(m, thread)
}

// called is what tells messages of one Message-ID apart.
type called struct{ from, topic string }

// same reports whether it is the same message, as another account or a mailing list has brought it.
func (c called) same(o called) bool {
	return c.from == o.from || c.topic != "" && o.topic != "" && (strings.HasSuffix(c.topic, o.topic) || strings.HasSuffix(o.topic, c.topic))
}

// calledSame are the messages of a conversation with a Message-ID, so many of it.
const calledSame = `SELECT h.from_email, h.subject FROM (SELECT message FROM threads WHERE thread = ?1 LIMIT ?4) t
	JOIN headers h ON h.message = t.message WHERE h.message_id = ?2 AND h.message <> ?3`

// apart takes its name from a message that has the Message-ID of another one, and neither its
// sender nor its subject: programs have given different letters the same. Only what it refers to
// says then where it belongs.
func (r *threader) apart(m *linked) error {
	if m.messageID == "" {
		return nil
	}
	name := nameOf(m.messageID)
	thread, ok := r.named[name]
	thread = r.now(thread)
	if ok && m.thread == 0 {
		others := slices.Clone(r.called[name])
		rows, err := r.t.query(calledSame, thread, m.messageID, m.id, sameLooked)
		err = each(rows, err, func(rows *sql.Rows) error {
			var from, subject string
			err := rows.Scan(&from, &subject)
			others = append(others, calledOf(from, subject))
			return err
		})
		if err != nil {
			return err
		}
		if len(others) > 0 && !slices.ContainsFunc(others, calledOf(m.from, m.subject).same) {
			m.names = slices.DeleteFunc(slices.Clone(m.names), func(n int64) bool {
				return n == name && !slices.Contains(m.inReplyTo, m.messageID) && !slices.Contains(m.references, m.messageID)
			})
			return nil
		}
	}
	r.called[name] = append(r.called[name], calledOf(m.from, m.subject))
	return nil
}

func calledOf(from, subject string) called {
	topic, _ := letter.Topic(subject)
	return called{strings.ToLower(from), strings.Join(strings.Fields(query.Fold(topic)), " ")}
}

// now is the conversation that another one has become part of.
func (r *threader) now(thread mailbox.ID) mailbox.ID {
	for r.went[thread] != 0 {
		thread = r.went[thread]
	}
	return thread
}

// write writes what was found out so far.
func (r *threader) write() error {
	if len(r.places) > 0 {
		if _, err := r.t.exec(`INSERT INTO threads (message, thread, topic, bare) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
			ON CONFLICT (message) DO UPDATE SET thread = excluded.thread, topic = excluded.topic, bare = excluded.bare`, rowList(r.places)); err != nil {
			return err
		}
	}
	if len(r.names) > 0 {
		if _, err := r.t.exec("INSERT OR IGNORE INTO thread_names (name, thread) SELECT value ->> 0, value ->> 1 FROM json_each(?)", rowList(r.names)); err != nil {
			return err
		}
	}
	r.places, r.names = r.places[:0], r.names[:0]
	return nil
}

// rowList is idList for rows of numbers.
func rowList[T place | threadName](rows []T) string {
	b, err := json.Marshal(rows)
	if err != nil { // numbers can be marshalled
		panic(err)
	}
	return string(b)
}

// hush makes a new message of a conversation that the person wants to hear no more of a read
// one; and where a message has the mark of such a conversation, it is one.
func (r *threader) hush(m *linked, thread mailbox.ID) error {
	switch {
	case m.flags&mailbox.Muted != 0 && !r.muted[thread]:
		r.muted[thread] = true
		_, err := r.t.exec("INSERT OR IGNORE INTO thread_mutes VALUES (?)", thread)
		return err
	case m.flags&mailbox.Muted == 0 && m.thread == 0 && r.muted[thread]:
		r.silence = append(r.silence, m.id)
	}
	return nil
}

// sameTopicQuery says that topic is not 0, or SQLite would not know that all of its rows are in
// the index threads_topic, and would look at every message for each.
const sameTopicQuery = `SELECT t.thread, h.from_email, h.recipients, h.cc, h.list FROM threads t JOIN headers h ON h.message = t.message
	WHERE t.topic = ? AND t.topic <> 0 AND t.bare >= ? AND t.message <> ? LIMIT ?`

// sameTopic are the conversations that a message belongs to by its subject: one of the two is an
// answer that does not say to what, and they are between the same people, see between.
func (r *threader) sameTopic(m *linked) (out []mailbox.ID, _ error) {
	if bare, there := r.topics[m.topic]; !there || !bare && !m.bare {
		return nil, nil
	}
	if err := r.write(); err != nil {
		return nil, err
	}
	if err := r.readSenders(); err != nil {
		return nil, err
	}
	rows, err := r.t.query(sameTopicQuery, m.topic, !m.bare, m.id, topicCount)
	err = each(rows, err, func(rows *sql.Rows) error {
		var thread mailbox.ID
		var o linked
		err := rows.Scan(&thread, &o.from, &o.to, &o.cc, &o.list)
		if err == nil {
			o.people, err = peopleOf(o.to, o.cc)
		}
		if o.from = strings.ToLower(o.from); err == nil && r.between(m, &o) {
			out = append(out, thread)
		}
		return err
	})
	return out, err
}

// readSenders reads which addresses are the person's own.
func (r *threader) readSenders() error {
	if r.senders != nil {
		return nil
	}
	list, err := column[string](r.t.query("SELECT DISTINCT sender FROM letters WHERE message > 0"))
	r.senders = maps.Clone(r.own)
	for _, a := range list {
		r.senders[strings.ToLower(a)] = true
	}
	return err
}

// between reports whether two messages are between the same people: both came through one mailing list or
// went to it, or somebody else than the person, who has written one of them, stands in the other. That
// both went to somebody else says it only where the person has written both: an address that strangers
// write to may be another one of the person's own.
func (r *threader) between(a, b *linked) bool {
	if a.list != "" && a.list == b.list {
		return true
	}
	stands := func(email string, in *linked) bool {
		return email != "" && !r.senders[email] && (email == in.from || slices.Contains(in.people, email))
	}
	if stands(a.from, b) || stands(b.from, a) {
		return true
	}
	both := r.senders[a.from] && r.senders[b.from]
	return slices.ContainsFunc(a.people, func(email string) bool {
		return (both || a.through(email) || b.through(email)) && stands(email, b)
	})
}

// through reports whether a message came through the mailing list of an address.
func (m *linked) through(email string) bool {
	name, _, _ := strings.Cut(m.list, " ")
	return name != "" && (name == email || name == strings.ReplaceAll(email, "@", "."))
}

// merge makes one conversation of several, and returns its number. The largest one keeps its own:
// so no message changes its conversation more often than its size can double.
func (r *threader) merge(threads []mailbox.ID) (mailbox.ID, error) {
	keep := threads[0]
	if len(threads) > 1 {
		if err := r.write(); err != nil {
			return 0, err
		}
	}
	for _, other := range threads[1:] {
		larger, err := r.larger(keep, other)
		if err != nil {
			return 0, err
		}
		if larger == other {
			keep, other = other, keep
		}
		for _, do := range []string{
			"UPDATE threads SET thread = ?1 WHERE thread = ?2",
			"UPDATE thread_names SET thread = ?1 WHERE thread = ?2",
			"UPDATE OR REPLACE thread_mutes SET thread = ?1 WHERE thread = ?2",
		} {
			if _, err := r.t.exec(do, keep, other); err != nil {
				return 0, err
			}
		}
		if r.muted[other] {
			delete(r.muted, other)
			r.muted[keep] = true
		}
		r.went[other] = keep
		r.edited = true
	}
	return keep, nil
}

// larger is the one of two conversations that has more messages and names; it counts little more
// than those of the other.
func (r *threader) larger(a, b mailbox.ID) (mailbox.ID, error) {
	for most := 64; ; most *= 4 {
		var n, m int
		if err := r.t.row(`SELECT (SELECT count(*) FROM (SELECT 1 FROM threads WHERE thread = ?1 LIMIT ?3)) + (SELECT count(*) FROM (SELECT 1 FROM thread_names WHERE thread = ?1 LIMIT ?3)),
			(SELECT count(*) FROM (SELECT 1 FROM threads WHERE thread = ?2 LIMIT ?3)) + (SELECT count(*) FROM (SELECT 1 FROM thread_names WHERE thread = ?2 LIMIT ?3))`, a, b, most).Scan(&n, &m); err != nil {
			return 0, err
		}
		switch {
		case n > m:
			return a, nil
		case m > n:
			return b, nil
		case n < 2*most:
			return min(a, b), nil
		}
	}
}

// threadStep finds out where a few messages belong, and reports whether there may be more.
func (s *Store) threadStep(ctx context.Context) (more bool, err error) {
	var some bool
	if err := s.r.QueryRowContext(ctx, "SELECT count(*) > 0 FROM (SELECT 1 FROM unthreaded LIMIT 1)").Scan(&some); err != nil || !some {
		return false, problem(err)
	}
	err = s.write(ctx, func(t *tx) error {
		ids, err := column[mailbox.ID](t.query("SELECT message FROM unthreaded ORDER BY message LIMIT ?", threadCount))
		if more = len(ids) == threadCount; err != nil || len(ids) == 0 {
			return err
		}
		r, err := threadAll(t, ids)
		if err != nil {
			return err
		}
		if len(r.silence) > 0 {
			if err := t.edit(); err != nil {
				return err
			}
			t.after = append(t.after, func() { s.catalogFlags(t.edits, r.silence, mailbox.Read|mailbox.Muted, true) })
			t.publish(mailbox.Marked{IDs: r.silence}, mailbox.FoldersChanged{})
		}
		if r.joined {
			t.publish(mailbox.Regrouped{})
		}
		return nil
	})
	return more && err == nil, err
}

// CatchUpThreads finds out of all messages that are here where they belong.
func (s *Store) CatchUpThreads(ctx context.Context) error {
	for {
		if more, err := s.threadStep(ctx); !more || err != nil {
			return err
		}
	}
}

// keepThreads does so until ctx ends, whenever there is nothing better to do. What it cannot do
// now is done at the next commit.
func (s *Store) keepThreads(ctx context.Context) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.threadKick:
		}
		for more := true; more && ctx.Err() == nil; {
			pause.Reset(threadPause)
			select {
			case <-ctx.Done():
			case <-pause.C:
			}
			if s.w.waiting.Load() > 0 || s.arriving.Load() > arrivingOctets || s.indexing.bring.Load() > 0 {
				continue
			}
			more, _ = s.threadStep(ctx)
			s.giveWay(ctx)
		}
	}
}

// threadPause is between two transactions that find out where messages belong.
const threadPause = 10 * time.Millisecond

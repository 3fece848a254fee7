package storage

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"popmail/account/letter"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Conversations. Messages belong together that name each other by Message-ID, In-Reply-To and
// References (RFC 5322, section 3.6.4), over any number of steps, and over messages that are not
// here: it does not matter in which order they come. An answer that names nothing belongs to
// what has its subject, in the same month, between the same people. What was one conversation
// stays one when a message of it is removed.
const (
	threadCount  = 300 // messages of one transaction
	threadAtOnce = 64  // messages that are looked at with their arrival; more are looked at later
	threadNames  = 100 // message-ids that a message refers to: the first and the last of more
	threadFirst  = 20  // of them
	topicCount   = 100 // messages with its subject and month that an answer without reference is compared with
)

// threader finds out in a transaction where messages belong.
type threader struct {
	t       *tx
	top     mailbox.ID // the last message whose place was known before
	own     map[string]bool
	edited  bool // more has changed than that new ones were added
	joined  bool // a message came to others
	silence []mailbox.ID
}

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
	r := &threader{t: t, own: map[string]bool{}}
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
	for _, id := range ids {
		if err := r.add(id); err != nil {
			return r, err
		}
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

// linked is what of a message says where it belongs.
type linked struct {
	id, thread            mailbox.ID // thread 0: it is not known
	messageID             string
	inReplyTo, references []string
	from                  string
	people                []string // whom it goes to, in lower case
	topic                 int64
	bare                  bool
	flags                 mailbox.Flag
	subject, to, cc, refs string
	date                  int64
}

// read reads it.
func (r *threader) read(id mailbox.ID) (m linked, err error) {
	m.id = id
	var reply string
	err = r.t.row(`SELECT h.message_id, h.in_reply_to, h.refs, h.from_email, h.recipients, h.cc, h.subject, m.date, m.flags, coalesce((SELECT thread FROM threads WHERE message = m.id), 0)
		FROM messages m JOIN headers h ON h.message = m.id WHERE m.id = ?`, id).
		Scan(&m.messageID, &reply, &m.refs, &m.from, &m.to, &m.cc, &m.subject, &m.date, &m.flags, &m.thread)
	if err != nil {
		return m, err
	}
	m.references, m.from = strings.Fields(m.refs), strings.ToLower(m.from)
	if m.people, err = peopleOf(m.to, m.cc); err != nil {
		return m, err
	}
	m.inReplyTo = slices.DeleteFunc(strings.Fields(reply), func(id string) bool {
		return slices.Contains(m.people, strings.ToLower(id)) || isPerson(id)
	})
	topic, answer := letter.Topic(m.subject)
	m.topic = topicName(topic, m.date)
	m.bare = answer && m.topic != 0 && len(m.inReplyTo)+len(m.references) == 0
	return m, nil
}

// isPerson reports whether what In-Reply-To names is an address rather than a message-id.
//
// QUIRK: programs of long ago wrote there "Message from Jan <jan@example.net> of Monday".
func isPerson(id string) bool {
	local, _, _ := strings.Cut(id, "@")
	return len(local) < 20 && !strings.ContainsAny(local, "0123456789")
}

// peopleOf are the addresses of fields as they are stored, in lower case.
func peopleOf(fields ...string) (out []string, _ error) {
	for _, f := range fields {
		list, err := parsePeople([]byte(f))
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			if a.Email != "" {
				out = append(out, strings.ToLower(a.Email))
			}
		}
	}
	return out, nil
}

// add finds out where one message belongs. One that is not there any more belongs nowhere.
func (r *threader) add(id mailbox.ID) error {
	m, err := r.read(id)
	if err != nil {
		return ifThere(err)
	}
	names := idList(m.names())
	found, err := column[mailbox.ID](r.t.query("SELECT DISTINCT thread FROM thread_names WHERE name IN (SELECT value FROM json_each(?)) ORDER BY thread", names))
	if err != nil {
		return err
	}
	same, err := r.sameTopic(&m)
	if err != nil {
		return err
	}
	found = append(found, same...)
	if m.thread != 0 {
		found = append(found, m.thread)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	thread := id
	if len(found) > 0 {
		r.joined = r.joined || m.thread == 0 || len(found) > 1
		if thread, err = r.merge(found); err != nil {
			return err
		}
	}
	if _, err := r.t.exec(`INSERT INTO threads (message, thread, topic, bare) VALUES (?, ?, ?, ?)
		ON CONFLICT (message) DO UPDATE SET thread = excluded.thread, topic = excluded.topic, bare = excluded.bare`, id, thread, m.topic, m.bare); err != nil {
		return err
	}
	if id < r.top {
		r.edited = true
	}
	if _, err := r.t.exec("INSERT OR IGNORE INTO thread_names (name, thread) SELECT value, ? FROM json_each(?)", thread, names); err != nil {
		return err
	}
	return r.hush(&m, thread)
}

// hush makes a new message of a conversation that the person wants to hear no more of a read
// one; and where a message has the mark of such a conversation, it is one.
func (r *threader) hush(m *linked, thread mailbox.ID) error {
	if m.flags&mailbox.Muted != 0 {
		_, err := r.t.exec("INSERT OR IGNORE INTO thread_mutes VALUES (?)", thread)
		return err
	}
	if m.thread != 0 {
		return nil
	}
	var muted bool
	err := r.t.row("SELECT count(*) > 0 FROM thread_mutes WHERE thread = ?", thread).Scan(&muted)
	if muted {
		r.silence = append(r.silence, m.id)
	}
	return err
}

// names are the names of what the message is called and refers to, each once.
func (m *linked) names() []int64 {
	ids := m.references
	if len(ids) > threadNames {
		ids = slices.Concat(ids[:threadFirst], ids[len(ids)-threadNames+threadFirst:])
	}
	var out []int64
	for _, id := range slices.Concat([]string{m.messageID}, m.inReplyTo, ids) {
		if id != "" {
			out = append(out, nameOf(id))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func nameOf(id string) int64 {
	sum := sha256.Sum256([]byte(id))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// topicName is a name of a subject, without what answers put before it, in the month of a date
// (milliseconds); 0: there is no subject.
func topicName(topic string, date int64) int64 {
	words := strings.Join(strings.Fields(query.Fold(topic)), " ")
	if words == "" {
		return 0
	}
	return nameOf(time.UnixMilli(date).UTC().Format("2006-01 ") + words)
}

// sameTopicQuery says that topic is not 0, or SQLite would not know that all of its rows are in
// the index threads_topic, and would look at every message for each.
const sameTopicQuery = `SELECT t.thread, h.from_email, h.recipients, h.cc FROM threads t JOIN headers h ON h.message = t.message
	WHERE t.topic = ? AND t.topic <> 0 AND t.bare >= ? AND t.message <> ? LIMIT ?`

// sameTopic are the conversations that a message belongs to by its subject: one of the two is an
// answer that does not say to what, and somebody else than the person, who may be a mailing list,
// stands in both.
func (r *threader) sameTopic(m *linked) (out []mailbox.ID, _ error) {
	if m.topic == 0 {
		return nil, nil
	}
	rows, err := r.t.query(sameTopicQuery, m.topic, !m.bare, m.id, topicCount)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var thread mailbox.ID
		var from, to, cc string
		if err := rows.Scan(&thread, &from, &to, &cc); err != nil {
			return nil, err
		}
		people, err := peopleOf(to, cc)
		if err != nil {
			return nil, err
		}
		people = append(people, strings.ToLower(from))
		if slices.ContainsFunc(append(m.people, m.from), func(a string) bool { return a != "" && !r.own[a] && slices.Contains(people, a) }) {
			out = append(out, thread)
		}
	}
	return out, rows.Err()
}

// merge makes one conversation of several, and returns its number. The largest one keeps its own:
// so no message changes its conversation more often than its size can double.
func (r *threader) merge(threads []mailbox.ID) (mailbox.ID, error) {
	keep := threads[0]
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

package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"popmail/storage/mailbox"
)

const (
	shownLetters  = 500 // of a conversation at most, the newest ones
	shownPeople   = 12  // of a row at most
	pageOfThreads = 4   // so many times more messages are read than conversations are asked for
)

// threadMap is in memory which messages belong together. It is never changed; another takes its
// place.
type threadMap struct {
	threadings int64
	top        mailbox.ID // the last message in it
	of         []int32    // the number of the conversation by message; 0: not known
}

// thread is the conversation of a message; one of which that is not known is one by itself.
func (m *threadMap) thread(id mailbox.ID) mailbox.ID {
	if id >= 0 && int(id) < len(m.of) && m.of[id] != 0 {
		return mailbox.ID(m.of[id])
	}
	return id
}

// allThreads returns what belongs together as it is now.
func (s *Store) allThreads(ctx context.Context) (*threadMap, error) {
	var m *threadMap
	err := s.snapshot(ctx, func(c *sql.Conn) error {
		var threadings int64
		var top mailbox.ID
		if err := c.QueryRowContext(ctx, "SELECT threadings, coalesce((SELECT max(message) FROM threads), 0) FROM state").Scan(&threadings, &top); err != nil {
			return err
		}
		if m = s.threads.Load(); m != nil && m.threadings == threadings && m.top >= top {
			return nil
		}
		next := &threadMap{threadings: threadings, top: top, of: make([]int32, top+1)}
		from := mailbox.ID(0)
		if m != nil && m.threadings == threadings {
			copy(next.of, m.of)
			from = m.top
		}
		// Two texts are read several times faster than rows.
		var ids, threads sql.RawBytes
		rows, err := c.QueryContext(ctx, "SELECT coalesce(group_concat(message, ' '), ''), coalesce(group_concat(thread, ' '), '') FROM threads WHERE message > ?", from)
		err = each(rows, err, func(rows *sql.Rows) error {
			if err := rows.Scan(&ids, &threads); err != nil {
				return err
			}
			of := numbers[int64](threads)
			for i, id := range numbers[mailbox.ID](ids) {
				if i < len(of) && id <= top {
					next.of[id] = int32(of[i])
				}
			}
			return nil
		})
		if err == nil {
			m = next
			s.threads.Store(next)
		}
		return err
	})
	return m, err
}

// someThreads is allThreads of a few messages.
func (s *Store) someThreads(ctx context.Context, list []mailbox.Entry) (map[mailbox.ID]mailbox.ID, error) {
	ids := make([]mailbox.ID, len(list))
	out := make(map[mailbox.ID]mailbox.ID, len(list))
	for i, e := range list {
		ids[i], out[e.ID] = e.ID, e.ID
	}
	rows, err := s.r.QueryContext(ctx, "SELECT message, thread FROM threads WHERE message IN (SELECT value FROM json_each(?))", idList(ids))
	return out, each(rows, err, func(rows *sql.Rows) error {
		var id, thread mailbox.ID
		err := rows.Scan(&id, &thread)
		out[id] = thread
		return err
	})
}

// indexConversations is Index with one entry for each conversation: the first of its messages in
// the order of the view. A limited list waits for nothing that others do not wait for.
func (s *Store) indexConversations(ctx context.Context, v mailbox.View, limit int) ([]mailbox.Entry, error) {
	v.Conversations = false
	for most := limit * pageOfThreads; most > 0; most *= pageOfThreads {
		list, err := s.Index(ctx, v, most)
		if err != nil {
			return nil, err
		}
		threads, err := s.someThreads(ctx, list)
		if err != nil {
			return nil, problem(err)
		}
		seen := make(map[mailbox.ID]bool, limit)
		out := firstOfEach(list, func(id mailbox.ID) mailbox.ID { return threads[id] }, func(thread mailbox.ID) bool {
			was := seen[thread]
			seen[thread] = true
			return was
		})
		if len(out) >= limit || len(list) < most {
			return out[:min(len(out), limit)], nil
		}
	}
	list, err := s.Index(ctx, v, 0)
	if err != nil {
		return nil, err
	}
	threads, err := s.allThreads(ctx)
	if err != nil {
		return nil, err
	}
	return threads.firsts(list), nil
}

// firsts is firstOfEach.
func (m *threadMap) firsts(list []mailbox.Entry) []mailbox.Entry {
	var top mailbox.ID
	for _, e := range list {
		top = max(top, e.ID, m.thread(e.ID))
	}
	seen := make([]bool, top+1)
	return firstOfEach(list, m.thread, func(thread mailbox.ID) bool {
		was := seen[thread]
		seen[thread] = true
		return was
	})
}

// firstOfEach leaves the first message of each conversation. list is used up.
func firstOfEach(list []mailbox.Entry, of func(mailbox.ID) mailbox.ID, seen func(mailbox.ID) bool) []mailbox.Entry {
	out := list[:0]
	for _, e := range list {
		if thread := of(e.ID); !seen(thread) {
			e.Thread = thread
			out = append(out, e)
		}
	}
	return out
}

// counted is the condition for what belongs to the conversation of a row in a view: what is
// not thrown away and is no draft, and whatever lies where the row is.
const counted = "(f.role NOT IN ('trash', 'junk', 'drafts', 'outbox') OR f.id = ?)"

// Conversations returns the rows of a list of conversations for ids, as Summaries does, each with
// what is to be said of its conversation; it is read where all letters are, starred where one is,
// and has attachments where one has. Of one letter alone there is nothing to be said.
func (s *Store) Conversations(ctx context.Context, ids []mailbox.ID) ([]mailbox.Summary, error) {
	out, err := s.Summaries(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range out {
		m := &out[i]
		if m.Conversation, err = s.conversationOf(ctx, m); err != nil {
			return nil, problem(err)
		}
		if c := m.Conversation; c != nil {
			m.Flags &^= mailbox.Read | mailbox.Starred | mailbox.Muted
			if c.Unread == 0 {
				m.Flags |= mailbox.Read
			}
			if c.Starred {
				m.Flags |= mailbox.Starred
			}
			if c.Muted {
				m.Flags |= mailbox.Muted
			}
			if c.Files {
				m.Attachments = max(m.Attachments, 1)
			}
		}
	}
	return out, nil
}

// conversationOf is what a row says of its conversation; nil: it has one letter.
func (s *Store) conversationOf(ctx context.Context, m *mailbox.Summary) (*mailbox.Conversation, error) {
	const gone = "\x00" // the place of somebody who wrote an older letter, too
	c := &mailbox.Conversation{}
	met := map[string]int{}
	rows, err := s.r.QueryContext(ctx, `SELECT t.thread, m.flags, m.attachments > 0, h.from_name, h.from_email, f.role IN ('sent', 'outbox', 'drafts'), EXISTS(SELECT 1 FROM thread_mutes WHERE thread = t.thread)
		FROM threads t JOIN messages m ON m.id = t.message JOIN folders f ON f.id = m.folder JOIN headers h ON h.message = m.id
		WHERE t.thread = (SELECT thread FROM threads WHERE message = ?) AND `+counted+" ORDER BY t.message DESC LIMIT ?", m.ID, m.Folder, shownLetters+1)
	err = each(rows, err, func(rows *sql.Rows) error {
		var flags mailbox.Flag
		var from mailbox.Address
		var files, own bool
		if err := rows.Scan(&c.Thread, &flags, &files, &from.Name, &from.Email, &own, &c.Muted); err != nil {
			return err
		}
		if c.Letters++; c.Letters > shownLetters {
			c.Letters, c.More = shownLetters, true
			return nil
		}
		if flags&mailbox.Read == 0 {
			c.Unread++
		}
		c.Starred, c.Files = c.Starred || flags&mailbox.Starred != 0, c.Files || files
		c.Own = c.Own || own
		key := strings.ToLower(from.Email)
		p := mailbox.Participant{Address: from, Own: own, Unread: flags&mailbox.Read == 0}
		if at, ok := met[key]; ok {
			p.Unread = p.Unread || c.People[at].Unread
			c.People[at].Email = gone
		}
		met[key], c.People = len(c.People), append(c.People, p)
		return nil
	})
	c.People = slices.DeleteFunc(c.People, func(p mailbox.Participant) bool { return p.Email == gone })
	if err != nil || c.Letters < 2 {
		return nil, err
	}
	slices.Reverse(c.People) // in the order in which they came to it
	c.People = c.People[:min(len(c.People), shownPeople)]
	return c, nil
}

// ConversationLetters returns the letters of the conversation of a message that lies in a list, the oldest
// first: those that its row counts. more: there are older ones, which are left out.
func (s *Store) ConversationLetters(ctx context.Context, id mailbox.ID) (list []mailbox.Summary, more bool, err error) {
	ids, err := column[mailbox.ID](s.r.QueryContext(ctx, `SELECT t.message FROM threads t JOIN messages m ON m.id = t.message JOIN folders f ON f.id = m.folder
		WHERE t.thread = (SELECT thread FROM threads WHERE message = ?) AND (f.role NOT IN ('trash', 'junk', 'drafts', 'outbox') OR f.id = (SELECT folder FROM messages WHERE id = ?))
		ORDER BY t.message DESC LIMIT ?`, id, id, shownLetters+1))
	if err != nil {
		return nil, false, problem(err)
	}
	if more = len(ids) > shownLetters; more {
		ids = ids[:shownLetters]
	}
	if len(ids) == 0 {
		ids = []mailbox.ID{id} // what it belongs to is not known yet
	}
	if list, err = s.Summaries(ctx, ids); err != nil {
		return nil, false, err
	}
	slices.SortStableFunc(list, func(a, b mailbox.Summary) int {
		if c := a.SortKey.Compare(b.SortKey); c != 0 {
			return c
		}
		return int(a.ID - b.ID)
	})
	return list, more, nil
}

// InConversations returns all messages of the conversations of ids that lie where these do: in the
// folder of a view, or without one in folders for the same. Where one belongs is not known, it
// stands for itself.
func (s *Store) InConversations(ctx context.Context, v mailbox.View, ids []mailbox.ID) ([]mailbox.ID, error) {
	all, err := column[mailbox.ID](s.r.QueryContext(ctx, `SELECT DISTINCT m.id FROM json_each(?1) j JOIN messages a ON a.id = j.value JOIN folders af ON af.id = a.folder
		JOIN threads b ON b.message = a.id JOIN threads t ON t.thread = b.thread JOIN messages m ON m.id = t.message JOIN folders f ON f.id = m.folder
		WHERE f.id = ?2 OR f.id = a.folder OR ?2 = 0 AND f.role = af.role AND f.role <> 'own'`, idList(ids), v.Folder))
	if err != nil {
		return nil, problem(err)
	}
	all = append(all, ids...)
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Mute says whether the person wants to hear no more of the conversations of messages: what comes
// of them from then on counts as read.
func (s *Store) Mute(ctx context.Context, ids []mailbox.ID, on bool) error {
	all, err := column[mailbox.ID](s.r.QueryContext(ctx, `SELECT t.message FROM threads t WHERE t.thread IN
		(SELECT b.thread FROM threads b WHERE b.message IN (SELECT value FROM json_each(?)))`, idList(ids)))
	if err != nil {
		return problem(err)
	}
	all = append(all, ids...)
	if err := s.SetFlag(ctx, all, mailbox.Muted, on); err != nil || on {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		// Those that came meanwhile have the mark.
		_, err := t.exec(`DELETE FROM thread_mutes WHERE NOT EXISTS
			(SELECT 1 FROM threads t JOIN messages m ON m.id = t.message WHERE t.thread = thread_mutes.thread AND m.flags & ? LIMIT 1)`, mailbox.Muted)
		return err
	})
}

// ifThere is no error where something is not there.
func ifThere(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

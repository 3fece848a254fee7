package storage

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"popmail/storage/mailbox"
)

const (
	shownLetters = 500 // of a conversation at most, the newest ones
	namedLetters = 20  // whose senders a row names, the newest ones
	shownPeople  = 12  // of a row at most
)

// threadMap is in memory which messages belong together. It is never changed; another takes its
// place.
type threadMap struct {
	threadings int64
	top        mailbox.ID // the last message in it
	of         []int32    // the number of the conversation by message; 0: not known
	last       []int32    // by conversation: the message with the highest number; 0: none
	before     []int32    // by message: the one before it in its conversation; 0: none
}

// thread is the conversation of a message; one of which that is not known is one by itself.
func (m *threadMap) thread(id mailbox.ID) mailbox.ID {
	if id >= 0 && int(id) < len(m.of) && m.of[id] != 0 {
		return mailbox.ID(m.of[id])
	}
	return id
}

// grown is m with room for the messages up to top; m may be nil.
func (m *threadMap) grown(threadings int64, top mailbox.ID) *threadMap {
	next := &threadMap{threadings: threadings, top: top, of: make([]int32, top+1), before: make([]int32, top+1)}
	if m != nil {
		copy(next.of, m.of)
		copy(next.before, m.before)
		next.last = m.last
	}
	return next
}

// link fills last and before from the messages behind from on.
func (m *threadMap) link(from mailbox.ID) {
	// A conversation may have the number of a message that is gone.
	last := make([]int32, max(len(m.last), int(m.top)+1, int(slices.Max(m.of))+1))
	copy(last, m.last)
	m.last = last
	for id := from + 1; id <= m.top; id++ {
		if t := m.of[id]; t != 0 {
			m.before[id], m.last[t] = m.last[t], int32(id)
		}
	}
}

// allThreads returns what belongs together as c sees it.
func (s *Store) allThreads(ctx context.Context, c *sql.Conn) (*threadMap, error) {
	m, threadings, top, err := s.knownThreads(ctx, c)
	if err != nil || m != nil && m.top >= top {
		return m, err
	}
	from := mailbox.ID(0)
	if m != nil {
		from = m.top
	}
	next := m.grown(threadings, top)
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
		next.link(from)
		s.threads.Store(next)
	}
	return next, err
}

// knownThreads returns what is in memory of what c sees, which may end before the message top; nil:
// nothing that holds.
func (s *Store) knownThreads(ctx context.Context, c *sql.Conn) (m *threadMap, threadings int64, top mailbox.ID, err error) {
	err = c.QueryRowContext(ctx, "SELECT threadings, coalesce((SELECT max(message) FROM threads), 0) FROM state").Scan(&threadings, &top)
	if m = s.threads.Load(); m != nil && m.threadings != threadings {
		m = nil
	}
	return m, threadings, top, err
}

// met returns what reports of each conversation whether it was asked about before.
func (m *threadMap) met(next mailbox.ID) func(thread mailbox.ID) bool {
	met := make([]bool, max(int(next), len(m.last)))
	return func(thread mailbox.ID) bool {
		was := met[thread]
		met[thread] = true
		return was
	}
}

// Conversations returns the rows of a list of conversations for ids, as Summaries does, each with
// what is to be said of its conversation; it is read where all letters are, starred where one is,
// and has attachments where one has. Of one letter alone there is nothing to be said.
func (s *Store) Conversations(ctx context.Context, ids []mailbox.ID) ([]mailbox.Summary, error) {
	out, err := s.Summaries(ctx, ids)
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(c *sql.Conn) error { return s.sayConversations(ctx, c, out) })
	if err != nil {
		return nil, err
	}
	for i := range out {
		m := &out[i]
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

// conversationsQuery reads of each row its conversation and its letters, the newest first: of each
// its number and its marks, see written.
const conversationsQuery = `SELECT b.message, b.thread, (SELECT group_concat((message << 9) | marks, ' ') FROM (
		SELECT t.message, ((f.role IN ('sent', 'outbox', 'drafts')) << 8) | ((m.attachments > 0) << 7) | (m.flags & 127) AS marks
		FROM threads t JOIN messages m ON m.id = t.message JOIN folders f ON f.id = m.folder
		WHERE t.thread = b.thread AND (f.role NOT IN ('trash', 'junk', 'drafts', 'outbox') OR f.id = a.folder) ORDER BY t.message DESC LIMIT ?2))
	FROM json_each(?1) j JOIN threads b ON b.message = j.value JOIN messages a ON a.id = b.message
	WHERE EXISTS(SELECT 1 FROM threads o WHERE o.thread = b.thread AND o.message <> b.message)`

// written is a letter of a conversation: its number, whether it was written here, whether it has
// attachments, and its marks.
type written int64

func (w written) id() mailbox.ID      { return mailbox.ID(w >> 9) }
func (w written) own() bool           { return w&(1<<8) != 0 }
func (w written) files() bool         { return w&(1<<7) != 0 }
func (w written) flags() mailbox.Flag { return mailbox.Flag(w & 127) }

// talk is the conversation of a row: those of its letters that count, the newest first, one more
// than are shown at most. Counted are those that are not thrown away and no drafts, and whatever
// lies where the row is.
type talk struct {
	thread  mailbox.ID
	letters []written
}

// talks are the conversations of rows; those of one letter may be left out.
func (s *Store) talks(ctx context.Context, c *sql.Conn, list []mailbox.Summary) (map[mailbox.ID]talk, error) {
	cat, err := s.known(ctx, c)
	if err != nil {
		return nil, err
	}
	threads, _, _, err := s.knownThreads(ctx, c)
	if err == nil && threads != nil {
		threads, err = s.allThreads(ctx, c) // a few are new
	}
	if err != nil {
		return nil, err
	}
	if cat != nil && threads != nil {
		return cat.talks(ctx, c, threads, list)
	}
	out := make(map[mailbox.ID]talk)
	ids := make([]mailbox.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	rows, err := c.QueryContext(ctx, conversationsQuery, idList(ids), shownLetters+1)
	return out, each(rows, err, func(rows *sql.Rows) error {
		var row mailbox.ID
		var t talk
		var text sql.RawBytes
		err := rows.Scan(&row, &t.thread, &text)
		t.letters = numbers[written](text)
		out[row] = t
		return err
	})
}

// rolesOf are the roles of folders, as rows of the catalog name these.
func rolesOf(ctx context.Context, conn *sql.Conn) (map[int32]mailbox.Role, error) {
	roles := make(map[int32]mailbox.Role)
	rows, err := conn.QueryContext(ctx, "SELECT id, role FROM folders")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id int32
		var role mailbox.Role
		err := rows.Scan(&id, &role)
		roles[id] = role
		return err
	})
	return roles, err
}

// talks is that of the store, from what is in memory.
func (c *catalog) talks(ctx context.Context, conn *sql.Conn, threads *threadMap, list []mailbox.Summary) (map[mailbox.ID]talk, error) {
	roles, err := rolesOf(ctx, conn)
	if err != nil {
		return nil, err
	}
	out := make(map[mailbox.ID]talk)
	for i := range list {
		m := &list[i]
		t := talk{thread: threads.thread(m.ID)}
		if int(t.thread) >= len(threads.last) {
			continue // it is not known yet
		}
		for at := threads.last[t.thread]; at != 0 && len(t.letters) <= shownLetters; at = threads.before[at] {
			place := c.place(mailbox.ID(at))
			if place < 0 {
				continue // removed since
			}
			r := &c.rows[place]
			w := written(at)<<9 | written(r.flags)
			switch roles[r.folder] {
			case mailbox.Trash, mailbox.Junk:
				if mailbox.FolderID(r.folder) != m.Folder {
					continue
				}
			case mailbox.Drafts, mailbox.Outbox:
				if mailbox.FolderID(r.folder) != m.Folder {
					continue
				}
				w |= 1 << 8
			case mailbox.Sent:
				w |= 1 << 8
			}
			if r.files {
				w |= 1 << 7
			}
			t.letters = append(t.letters, w)
		}
		out[m.ID] = t
	}
	return out, nil
}

// sayConversations puts into rows what is to be said of their conversations, those of one letter
// excepted.
func (s *Store) sayConversations(ctx context.Context, c *sql.Conn, list []mailbox.Summary) error {
	talks, err := s.talks(ctx, c, list)
	if err != nil {
		return err
	}
	from := make(map[mailbox.ID]mailbox.Address)
	var asked, threads []mailbox.ID // letters whose senders are to be read, conversations
	for i := range list {
		m := &list[i]
		t := talks[m.ID]
		if len(t.letters) < 2 {
			continue
		}
		from[m.ID] = m.From
		threads = append(threads, t.thread)
		m.Conversation = t.say()
		for _, w := range t.letters[:min(len(t.letters), namedLetters)] {
			if w.id() != m.ID {
				asked = append(asked, w.id())
			}
		}
	}
	if len(threads) == 0 {
		return nil
	}
	muted, err := column[mailbox.ID](c.QueryContext(ctx, "SELECT thread FROM thread_mutes WHERE thread IN (SELECT value FROM json_each(?))", idList(threads)))
	if err != nil {
		return err
	}
	rows, err := c.QueryContext(ctx, "SELECT message, from_name, from_email FROM headers WHERE message IN (SELECT value FROM json_each(?))", idList(asked))
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var who mailbox.Address
		err := rows.Scan(&id, &who.Name, &who.Email)
		from[id] = who
		return err
	})
	for i := range list {
		if c := list[i].Conversation; c != nil {
			c.Muted = slices.Contains(muted, c.Thread)
			c.People = people(talks[list[i].ID].letters, from)
		}
	}
	return err
}

// say is what a row says of a conversation but for its people.
func (t talk) say() *mailbox.Conversation {
	c := &mailbox.Conversation{Thread: t.thread, Letters: min(len(t.letters), shownLetters), More: len(t.letters) > shownLetters}
	for _, w := range t.letters[:c.Letters] {
		if w.flags()&mailbox.Read == 0 {
			c.Unread++
		}
		c.Starred, c.Files, c.Own = c.Starred || w.flags()&mailbox.Starred != 0, c.Files || w.files(), c.Own || w.own()
	}
	return c
}

// people are those who wrote letters, which stand there with the newest first, in the order in which
// they came to the conversation, each as in the oldest letter.
func people(list []written, from map[mailbox.ID]mailbox.Address) (out []mailbox.Participant) {
	met := map[string]int{}
	for _, w := range slices.Backward(list[:min(len(list), namedLetters)]) {
		who, ok := from[w.id()]
		if !ok {
			continue // removed since
		}
		unread := w.flags()&mailbox.Read == 0
		key := strings.ToLower(who.Email)
		if at, ok := met[key]; ok {
			out[at].Unread = out[at].Unread || unread
			continue
		}
		met[key] = len(out)
		out = append(out, mailbox.Participant{Address: who, Own: w.own(), Unread: unread})
	}
	return out[:min(len(out), shownPeople)]
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

// ToMark returns the messages that are to be marked so that ids have a mark, or do not have it: those
// that differ. Where ids stand for conversations it is about all letters that their rows count: a star goes to
// those of ids alone in whose conversation there is none, and what was sent is not made unread.
func (s *Store) ToMark(ctx context.Context, ids []mailbox.ID, f mailbox.Flag, on, conversations bool) ([]mailbox.ID, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	is := mailbox.Flag(0)
	if on {
		is = f
	}
	const counted = ` FROM threads b JOIN threads t ON t.thread = b.thread JOIN messages m ON m.id = t.message JOIN folders f ON f.id = m.folder
		WHERE b.message = a.id AND (f.role NOT IN ('trash', 'junk', 'drafts', 'outbox') OR f.id = a.folder)`
	own := `SELECT a.id FROM json_each(?1) j JOIN messages a ON a.id = j.value WHERE (a.flags & ?2) <> ?3`
	switch {
	case conversations && on && f == mailbox.Starred:
		own += ` AND NOT EXISTS (SELECT 1` + counted + ` AND m.flags & ?2)`
	case conversations:
		own += ` AND NOT EXISTS (SELECT 1 FROM threads WHERE message = a.id)
			UNION SELECT m.id FROM json_each(?1) j JOIN messages a ON a.id = j.value JOIN threads b ON b.message = a.id JOIN threads t ON t.thread = b.thread
			JOIN messages m ON m.id = t.message JOIN folders f ON f.id = m.folder
			WHERE (f.role NOT IN ('trash', 'junk', 'drafts', 'outbox') OR f.id = a.folder) AND (m.flags & ?2) <> ?3`
		if !on && f == mailbox.Read {
			own += " AND f.role <> 'sent'"
		}
	}
	out, err := column[mailbox.ID](s.r.QueryContext(ctx, own+" ORDER BY 1", idList(ids), f, is))
	return out, problem(err)
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

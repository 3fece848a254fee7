package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// Index lists the messages of a view, newest first; limit 0: all. A limited list
// is read from the file's index and does not wait for all messages. Of conversations it lists the
// newest message that is in the view.
func (s *Store) Index(ctx context.Context, v mailbox.View, limit int) ([]mailbox.Entry, error) {
	if v.Search != 0 {
		return s.indexFound(ctx, v.Search, limit)
	}
	var out []mailbox.Entry
	err := s.snapshot(ctx, func(c *sql.Conn) error {
		cat, err := s.known(ctx, c)
		if err == nil && cat == nil && limit <= 0 {
			cat, err = s.all(ctx, c)
		}
		if err != nil {
			return err
		}
		var threads *threadMap
		if v.Conversations && cat != nil {
			var top mailbox.ID
			if limit > 0 {
				if threads, _, top, err = s.knownThreads(ctx, c); threads != nil && threads.top < top {
					threads = nil
				}
			} else {
				threads, err = s.allThreads(ctx, c)
			}
			if err != nil {
				return err
			}
		}
		if cat == nil || v.Conversations && threads == nil {
			out, err = firstPage(ctx, c, v, limit)
			return err
		}
		out, err = cat.list(ctx, c, v, limit, threads)
		return err
	})
	return out, err
}

// list lists the messages of a view, or of each of its conversations the newest; limit 0: all.
func (c *catalog) list(ctx context.Context, conn *sql.Conn, v mailbox.View, limit int, threads *threadMap) ([]mailbox.Entry, error) {
	in, err := selects(ctx, conn, v)
	if err != nil {
		return nil, err
	}
	met := func(mailbox.ID) bool { return false }
	if threads != nil {
		met = threads.met(c.next)
	}
	at := make([]int32, 0, cmp.Or(limit, len(c.rows)))
	for i := range c.rows {
		r := &c.rows[i]
		if !in.has(r) || threads != nil && met(threads.thread(r.id)) {
			continue
		}
		if at = append(at, int32(i)); len(at) == limit {
			break
		}
	}
	out := make([]mailbox.Entry, len(at))
	for n, i := range at {
		if out[n] = c.entry(int(i)); threads != nil {
			out[n].Thread = threads.thread(out[n].ID)
		}
	}
	return out, nil
}

// firstPage lists the newest messages of a view, or of its conversations, without reading all of
// them.
func firstPage(ctx context.Context, c *sql.Conn, v mailbox.View, limit int) ([]mailbox.Entry, error) {
	const inFolder = " INDEXED BY messages_folder WHERE folder = ?"
	switch {
	case v.Folder != 0:
		return newest(ctx, c, v, limit, inFolder, v.Folder)
	case v.Role != "":
		// Each folder has an index by date; one look into them all would have to sort.
		ids, err := roleFolders(ctx, c, v.Role)
		if err != nil {
			return nil, err
		}
		var out []mailbox.Entry
		for _, id := range ids {
			some, err := newest(ctx, c, v, limit, inFolder, id)
			if err != nil {
				return nil, err
			}
			out = append(out, some...)
		}
		slices.SortFunc(out, func(a, b mailbox.Entry) int { return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(b.ID, a.ID)) })
		if v.Conversations {
			met := make(map[mailbox.ID]bool, limit)
			out = slices.DeleteFunc(out, func(e mailbox.Entry) bool {
				was := met[e.Thread]
				met[e.Thread] = true
				return was
			})
		}
		return out[:min(len(out), limit)], nil
	}
	return newest(ctx, c, v, limit, " INDEXED BY messages_date WHERE 1")
}

// newest lists the newest of the messages that where selects and that are in a view, whatever
// its folder. Of conversations it reads on until there are so many of them.
func newest(ctx context.Context, c *sql.Conn, v mailbox.View, limit int, where string, args ...any) ([]mailbox.Entry, error) {
	thread, most := "0", limit
	if v.Conversations {
		thread, most = "coalesce((SELECT thread FROM threads WHERE message = id), id)", -1
	}
	query := "SELECT id, date, " + thread + " FROM messages" + where
	if v.Account != 0 && v.Folder == 0 {
		query += " AND account = ?"
		args = append(args, v.Account)
	}
	if v.Starred {
		query += " AND flags & 2 AND folder NOT IN (SELECT id FROM folders WHERE role IN ('trash', 'junk'))"
	}
	if v.Remind {
		query += " AND id IN " + unanswered
	}
	rows, err := c.QueryContext(ctx, query+" ORDER BY date DESC, id DESC LIMIT ?", append(args, most)...)
	if err != nil {
		return nil, err
	}
	out := make([]mailbox.Entry, 0, limit)
	met := make(map[mailbox.ID]bool, limit)
	for len(out) < limit && rows.Next() {
		var e mailbox.Entry
		var date int64
		if err := rows.Scan(&e.ID, &date, &e.Thread); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		if e.Date = time.UnixMilli(date); !v.Conversations || !met[e.Thread] {
			met[e.Thread] = true
			out = append(out, e)
		}
	}
	return out, errors.Join(rows.Err(), rows.Close())
}

// roleFolders are the folders with one of some roles.
func roleFolders(ctx context.Context, c *sql.Conn, roles ...mailbox.Role) ([]int32, error) {
	b, err := json.Marshal(roles)
	if err != nil {
		return nil, err
	}
	var out []int32
	rows, err := c.QueryContext(ctx, "SELECT id FROM folders WHERE role IN (SELECT value FROM json_each(?))", string(b))
	err = each(rows, err, func(rows *sql.Rows) error {
		var id int32
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// selected tells which messages of a catalog are in a view.
type selected struct {
	view mailbox.View
	// marked are folders: for a view of starred messages those that it leaves out, for one of a
	// role those that have it. There are few, and most rows lie in one of them.
	marked []int32
	some   []mailbox.ID // of a view of letters that nobody has answered: these, in order
}

// selects prepares the asking of many messages whether they are in a view.
func selects(ctx context.Context, c *sql.Conn, v mailbox.View) (in selected, err error) {
	in.view = v
	switch {
	case v.Folder != 0:
	case v.Role != "":
		in.marked, err = roleFolders(ctx, c, v.Role)
	case v.Starred:
		in.marked, err = roleFolders(ctx, c, mailbox.Trash, mailbox.Junk)
	case v.Remind:
		in.some, err = column[mailbox.ID](c.QueryContext(ctx, "SELECT * FROM "+unanswered+" ORDER BY 1"))
	}
	return in, err
}

func (s *selected) has(m *row) bool {
	v := &s.view
	switch {
	case v.Folder == 0 && v.Account != 0 && account.ID(m.account) != v.Account,
		v.Folder != 0 && mailbox.FolderID(m.folder) != v.Folder:
		return false
	case v.Folder == 0 && v.Role != "":
		return slices.Contains(s.marked, m.folder)
	case v.Starred:
		return m.flags&mailbox.Starred != 0 && !slices.Contains(s.marked, m.folder)
	case v.Remind:
		_, there := slices.BinarySearch(s.some, m.id)
		return there
	}
	return true
}

// unanswered are the letters of which the person is reminded now.
const unanswered = "(SELECT r.message FROM reminders r JOIN messages m ON m.id = r.message JOIN folders f ON f.id = m.folder WHERE r.told AND f.role NOT IN ('trash', 'junk'))"

const summaryQuery = `SELECT m.id, coalesce(m.account, 0), m.folder, f.role, f.name, coalesce(k.email, ''), h.uid, h.message_id, h.from_name, h.from_email, h.recipients, h.cc, h.in_reply_to, h.refs, h.subject,
	m.date, h.dated, m.received, m.size, m.flags, m.attachments, h.snippet, h.list,
	coalesce((SELECT listed < 0 FROM unique_ids WHERE account = m.account AND uid = h.uid), 0),
	coalesce((SELECT (begun << 60) | ((gone > 0) << 59) | min(-listed, 1 << 58) FROM unique_ids WHERE message = m.id AND begun > 0), 0),
	coalesce((SELECT CASE WHEN f.role = 'snoozed' THEN z.until WHEN z.folder = m.folder THEN -z.lifted END FROM snoozes z WHERE z.message = m.id), 0),
	coalesce((SELECT iif(told, -due, due) FROM reminders WHERE message = m.id), 0)
	FROM messages m JOIN headers h ON h.message = m.id JOIN folders f ON f.id = m.folder LEFT JOIN accounts k ON k.id = f.kept
	WHERE m.id IN (SELECT value FROM json_each(?))`

// Summaries returns the rows for ids in the same order; messages that are no
// longer there are left out.
func (s *Store) Summaries(ctx context.Context, ids []mailbox.ID) ([]mailbox.Summary, error) {
	return s.summaries(ctx, ids, true)
}

// Brief is Summaries for who does not show the first words, which may be missing then.
func (s *Store) Brief(ctx context.Context, ids []mailbox.ID) ([]mailbox.Summary, error) {
	return s.summaries(ctx, ids, false)
}

func (s *Store) summaries(ctx context.Context, ids []mailbox.ID, words bool) ([]mailbox.Summary, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found := make(map[mailbox.ID]mailbox.Summary, len(ids))
	for part := range slices.Chunk(ids, 10000) {
		rows, err := s.r.QueryContext(ctx, summaryQuery, idList(part))
		err = each(rows, err, func(rows *sql.Rows) error {
			m, err := scanSummary(rows)
			found[m.ID] = m
			return err
		})
		if err != nil {
			return nil, problem(err)
		}
	}
	if words {
		if err := s.sayFirstWords(ctx, found); err != nil {
			return nil, problem(err)
		}
	}
	if err := s.sayPoses(ctx, found); err != nil {
		return nil, problem(err)
	}
	out := make([]mailbox.Summary, 0, len(found))
	for _, id := range ids {
		if m, ok := found[id]; ok {
			out = append(out, m)
		}
	}
	return out, nil
}

func scanSummary(rows *sql.Rows) (mailbox.Summary, error) {
	var m mailbox.Summary
	var uid, people, cc sql.RawBytes
	var reply, references, list string
	var date, received, rest, snooze, remind int64
	var dated sql.NullInt64
	err := rows.Scan(&m.ID, &m.Account, &m.Folder, &m.FolderRole, &m.FolderName, &m.FolderKept, &uid, &m.MessageID, &m.From.Name, &m.From.Email, &people, &cc, &reply, &references, &m.Subject,
		&date, &dated, &received, &m.Size, &m.Flags, &m.Attachments, &m.Snippet, &list, &m.Short, &rest, &snooze, &remind)
	if err != nil {
		return m, err
	}
	m.UID, m.List = string(uid), parseList(list)
	snoozeTimes(&m, snooze)
	if m.Unanswered = remind < 0; remind != 0 {
		m.Remind = time.UnixMilli(max(remind, -remind))
	}
	m.Rest = restOf(fetch.Rest(rest>>60), rest&(1<<59-1), rest>>59&1 != 0)
	m.FolderName, m.FolderKept = folderTitle(m.FolderRole, m.FolderName, m.FolderKept)
	m.Date, m.SortKey, m.Received = time.UnixMilli(date), time.UnixMilli(date), time.UnixMilli(received)
	if dated.Valid {
		m.Date = time.UnixMilli(dated.Int64)
	}
	m.InReplyTo, _, _ = strings.Cut(reply, " ")
	if references != "" {
		m.References = strings.Fields(references)
	}
	if m.To, err = parsePeople(people); err != nil {
		return m, err
	}
	m.Cc, err = parsePeople(cc)
	return m, err
}

// FirstReceived is when the first message of an account came that is still here; the zero time: none.
func (s *Store) FirstReceived(ctx context.Context, id account.ID) (time.Time, error) {
	var ms int64
	switch err := s.r.QueryRowContext(ctx, "SELECT received FROM messages WHERE account = ? ORDER BY id LIMIT 1", id).Scan(&ms); {
	case errors.Is(err, sql.ErrNoRows):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, problem(err)
	}
	return time.UnixMilli(ms), nil
}

// List returns the rows of the newest messages of a view; limit 0: all.
func (s *Store) List(ctx context.Context, v mailbox.View, limit int) ([]mailbox.Summary, error) {
	entries, err := s.Index(ctx, v, limit)
	if err != nil {
		return nil, err
	}
	ids := make([]mailbox.ID, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return s.Summaries(ctx, ids)
}

// formatPeople is the form in which people stand in the file: [[name, email], …].
func formatPeople(as []mailbox.Address) string {
	if len(as) == 0 {
		return "[]"
	}
	pairs := make([][2]string, len(as))
	for i, a := range as {
		pairs[i] = [2]string{a.Name, a.Email}
	}
	b, err := json.Marshal(pairs)
	if err != nil { // strings can be marshalled
		panic(err)
	}
	return string(b)
}

func parsePeople(text []byte) ([]mailbox.Address, error) {
	if len(text) <= 2 {
		return nil, nil
	}
	var pairs [][2]string
	if err := json.Unmarshal(text, &pairs); err != nil {
		return nil, err
	}
	out := make([]mailbox.Address, len(pairs))
	for i, p := range pairs {
		out[i] = mailbox.Address{Name: p[0], Email: p[1]}
	}
	return out, nil
}

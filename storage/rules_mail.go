package storage

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// newMail is a message that rules are asked about.
type newMail struct {
	id    mailbox.ID
	row   row
	size  int64 // of one that has only begun: that of all of it
	how   howWhole
	who   correspondents
	list  *query.ListName // the mailing list that it came through; nil: none
	words index.Words
	parts func() ([]part, error) // with their types, names, sizes and flags
}

// askRules asks the rules about messages. read are those that were read just now, for the index
// and for the rules alike. Only what lies in an Inbox is asked about: the rest was moved meanwhile.
// Of a message of which only the beginning is here a condition holds only where the rest cannot change
// that; once it is whole, those are asked again that look inside.
func (s *Store) askRules(ctx context.Context, set *ruleset, ids []mailbox.ID, how map[mailbox.ID]howWhole, read map[mailbox.ID]*whole) (caught map[mailbox.ID][]*readyRule, err error) {
	if len(set.rules) == 0 {
		return nil, nil
	}
	mail, err := s.newMail(ctx, ids, read, set.words)
	if err != nil {
		return nil, err
	}
	caught = map[mailbox.ID][]*readyRule{}
	for _, m := range mail {
		if m.how = how[m.id]; m.how == nowWhole && m.row.flags&mailbox.Read != 0 && !s.byBegun.hasRead(m.id) {
			continue // the person has seen to it
		}
		rules, err := set.caughtBy(m)
		if err != nil {
			return nil, err
		}
		if m.how == nowWhole {
			rules = laterRules(rules, s.byBegun.of(m.id))
		}
		if len(rules) > 0 {
			caught[m.id] = rules
		}
	}
	return caught, nil
}

// laterRules are those of the rules that catch a whole message which have not caught its beginning: they
// could not, or did not. Where another one had moved it, somebody has brought it back, and it stays.
func laterRules(rules []*readyRule, before []mailbox.RuleID) []*readyRule {
	asked := func(r *readyRule) bool { return !r.inside || slices.Contains(before, r.ID) }
	if slices.ContainsFunc(rules, func(r *readyRule) bool { return asked(r) && r.Moves() }) {
		return nil
	}
	return slices.DeleteFunc(rules, asked)
}

// caughtBegun are the rules that look inside and have caught a message by its beginning, in memory: a rule
// acts twice at most where PopMail was started anew in between. What a rule has marked as read passes then
// for what the person has read.
type caughtBegun struct {
	mu   sync.Mutex
	by   map[mailbox.ID][]mailbox.RuleID
	read map[mailbox.ID]bool // a rule has marked them as read
}

func (c *caughtBegun) of(id mailbox.ID) []mailbox.RuleID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.by[id]
}

// hasRead reports whether it was a rule that has marked a message as read.
func (c *caughtBegun) hasRead(id mailbox.ID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read[id]
}

// note notes what has caught messages of which only the beginning is here, and forgets what is whole.
func (c *caughtBegun) note(how map[mailbox.ID]howWhole, caught map[mailbox.ID][]*readyRule) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, h := range how {
		if h == nowWhole {
			delete(c.by, id)
			delete(c.read, id)
			continue
		}
		for _, r := range caught[id] {
			if r.Do&mailbox.RuleRead != 0 {
				if c.read == nil {
					c.read = map[mailbox.ID]bool{}
				}
				c.read[id] = true
			}
			if r.inside {
				if c.by == nil {
					c.by = map[mailbox.ID][]mailbox.RuleID{}
				}
				c.by[id] = append(c.by[id], r.ID)
			}
		}
	}
}

// newMail reads what rules are asked about, of those messages that are in an Inbox. words: also
// what their texts are.
func (s *Store) newMail(ctx context.Context, ids []mailbox.ID, read map[mailbox.ID]*whole, words bool) (out []*newMail, err error) {
	var listed map[mailbox.ID][]part
	rows, err := s.r.QueryContext(ctx, `SELECT m.id, m.folder, coalesce(m.account, 0), m.flags, m.date, `+wholeSize+`, m.attachments > 0, h.list, h.from_email, h.recipients, h.cc, iif(?2, u.words, NULL) FROM messages m
		JOIN folders f ON f.id = m.folder AND f.role = 'inbox' JOIN headers h ON h.message = m.id LEFT JOIN unindexed u ON u.message = m.id WHERE m.id IN (SELECT value FROM json_each(?1))`, idList(ids), words)
	err = each(rows, err, func(rows *sql.Rows) error {
		m := &newMail{}
		var list string
		var kept []byte
		err := rows.Scan(&m.id, &m.row.folder, &m.row.account, &m.row.flags, &m.row.date, &m.size, &m.row.files, &list, &m.who.from, &m.who.to, &m.who.cc, &kept)
		if m.words = kept; list != "" {
			l := parseList(list)
			m.list = query.NameList(l.Address, l.Name)
		}
		m.parts = func() (_ []part, err error) {
			if listed == nil {
				listed, err = s.partsOf(ctx, ids)
			}
			return listed[m.id], err
		}
		out = append(out, m)
		return err
	})
	if err != nil || !words {
		return out, err
	}
	for _, m := range out {
		if len(m.words) > 0 {
			continue
		}
		w := read[m.id]
		if w == nil { // it is in the index already
			w = &whole{digest: &digest{}}
			if err := w.read(ctx, s, s.r, m.id); err != nil {
				return nil, err
			}
		}
		if m.words = w.words; !w.damaged {
			m.parts = func() ([]part, error) { return w.parts, nil }
		}
	}
	return out, nil
}

// partsOf are the attachments of messages, as far as rules ask about them.
func (s *Store) partsOf(ctx context.Context, ids []mailbox.ID) (map[mailbox.ID][]part, error) {
	out := map[mailbox.ID][]part{}
	rows, err := s.r.QueryContext(ctx, "SELECT message, type, name, size, flags FROM parts WHERE message IN (SELECT value FROM json_each(?))", idList(ids))
	return out, each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var p part
		var flags int
		err := rows.Scan(&id, &p.Type, &p.Name, &p.Size, &flags)
		p.Minor, p.Inline = flags&partMinor != 0, flags&partInline != 0
		out[id] = append(out[id], p)
		return err
	})
}

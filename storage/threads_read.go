package storage

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"popmail/account/letter"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

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
	list                  string // the mailing list that it came through, as in headers
	date                  int64
	names                 []int64 // of what it is called and refers to, each once
}

// readAll reads it of messages, in their order and each once, and what of the store has to do with
// them. One that is not there any more belongs nowhere.
func (r *threader) readAll(ids []mailbox.ID) ([]linked, error) {
	found := make(map[mailbox.ID]linked, len(ids))
	rows, err := r.t.query(`SELECT m.id, h.message_id, h.in_reply_to, h.refs, h.from_email, h.recipients, h.cc, h.subject, h.list, m.date, m.flags, coalesce((SELECT thread FROM threads WHERE message = m.id), 0)
		FROM messages m JOIN headers h ON h.message = m.id WHERE m.id IN (SELECT value FROM json_each(?))`, idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		var m linked
		var reply string
		if err := rows.Scan(&m.id, &m.messageID, &reply, &m.refs, &m.from, &m.to, &m.cc, &m.subject, &m.list, &m.date, &m.flags, &m.thread); err != nil {
			return err
		}
		err := m.read(reply)
		found[m.id] = m
		return err
	})
	if err != nil {
		return nil, err
	}
	list := make([]linked, 0, len(found))
	var names, topics []int64
	for _, id := range ids {
		if m, ok := found[id]; ok {
			delete(found, id)
			list = append(list, m)
			names = append(names, m.names...)
			if m.topic != 0 {
				topics = append(topics, m.topic)
			}
		}
	}
	return list, r.know(names, topics)
}

// know reads what there is of names and topics, and what is muted.
func (r *threader) know(names, topics []int64) error {
	slices.Sort(names)
	slices.Sort(topics)
	rows, err := r.t.query("SELECT name, thread FROM thread_names WHERE name IN (SELECT value FROM json_each(?))", idList(slices.Compact(names)))
	err = each(rows, err, func(rows *sql.Rows) error {
		var name int64
		var thread mailbox.ID
		err := rows.Scan(&name, &thread)
		r.named[name] = thread
		return err
	})
	if err != nil {
		return err
	}
	rows, err = r.t.query("SELECT topic, max(bare) FROM threads WHERE topic IN (SELECT value FROM json_each(?)) AND topic <> 0 GROUP BY topic", idList(slices.Compact(topics)))
	err = each(rows, err, func(rows *sql.Rows) error {
		var topic int64
		var bare bool
		err := rows.Scan(&topic, &bare)
		r.topics[topic] = bare
		return err
	})
	if err != nil {
		return err
	}
	muted, err := column[mailbox.ID](r.t.query("SELECT thread FROM thread_mutes"))
	for _, thread := range muted {
		r.muted[thread] = true
	}
	return err
}

// read makes what is compared of what stands in the row; reply is the field In-Reply-To.
func (m *linked) read(reply string) (err error) {
	m.references, m.from = strings.Fields(m.refs), strings.ToLower(m.from)
	if m.people, err = peopleOf(m.to, m.cc); err != nil {
		return err
	}
	m.inReplyTo = slices.DeleteFunc(strings.Fields(reply), func(id string) bool {
		return slices.Contains(m.people, strings.ToLower(id)) || isPerson(id)
	})
	topic, answer := letter.Topic(m.subject)
	m.topic = topicName(topic, m.date)
	m.bare = answer && m.topic != 0 && len(m.inReplyTo)+len(m.references) == 0
	m.names = m.allNames()
	return nil
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

// allNames are the names of what the message is called and refers to, each once.
func (m *linked) allNames() []int64 {
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

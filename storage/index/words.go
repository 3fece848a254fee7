// Package index is the words of messages: how they are folded and written, how they
// are asked for, and what is shown of a message around them. It writes the table
// words (FTS5) of a connection that it is handed, and knows nothing of the store.
package index

import (
	"database/sql"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Words is the folded text of a message, by column of the index.
type Words struct{ sender, people, subject, body, files, short string }

// Exec runs a statement in the transaction of who writes.
type Exec func(query string, args ...any) (sql.Result, error)

// Write puts the words of a message into the index. They come last in a transaction:
// once the index has been written to, SQLite makes it write a segment whenever another
// statement needs a way back (statements that run a trigger do), and thousands of
// small segments cost more than everything else.
func Write(exec Exec, id mailbox.ID, w *Words) error {
	_, err := exec("INSERT INTO words (rowid, sender, people, subject, body, files, short) VALUES (?, ?, ?, ?, ?, ?, ?)",
		id, w.sender, w.people, w.subject, w.body, w.files, w.short)
	return err
}

// Remove takes the words of a message out of the index.
func Remove(exec Exec, id mailbox.ID) error {
	_, err := exec("DELETE FROM words WHERE rowid = ?", id)
	return err
}

// Of folds the text of a message.
func Of(m *eml.Digested) Words {
	b := make([]byte, 0, len(m.Text)+len(m.Text)/8+512)
	var short shortener
	fold := func(column byte, fill func()) string {
		b = b[:0]
		fill()
		if column != 0 {
			short.add(column, b)
		}
		return string(b)
	}
	people := func(as []mailbox.Address) {
		for _, a := range as {
			b = query.AppendIndex(b, a.Name)
			b = query.AppendIndex(b, a.Email)
		}
	}
	return Words{
		sender:  fold(shortFrom, func() { people(m.From); people(m.ReplyTo) }),
		people:  fold(shortTo, func() { people(m.To); people(m.Cc) }),
		subject: fold(shortSubject, func() { b = query.AppendIndex(b, m.Subject) }),
		body:    fold(0, func() { b = query.AppendIndex(b, m.Text) }),
		files: fold(shortFiles, func() {
			for i := range m.Attachments {
				b = query.AppendIndex(b, m.Attachments[i].Name)
			}
		}),
		short: short.text(),
	}
}

// Package index is the words of messages: how they are folded and written, how they
// are asked for, and what is shown of a message around them. It writes the table
// words (FTS5) of a connection that it is handed, and knows nothing of the store.
package index

import (
	"bytes"
	"database/sql"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// The columns of the index that hold what a message says, in their order; short.go is
// about the one that is made of them.
const (
	columnSender = iota
	columnPeople
	columnSubject
	columnBody
	columnFiles
	columns
)

// Words is the folded text of a message: the columns of the index in their order, a line
// feed after each, each word between two blanks. It is what the index is made of, and what is
// searched (see Finder) as long as it is not in the index.
type Words []byte

// column is the text of one column, with a blank at each end.
func (w Words) column(n int) []byte {
	for ; n > 0; n-- {
		_, w, _ = bytes.Cut(w, []byte{'\n'})
	}
	text, _, _ := bytes.Cut(w, []byte{'\n'})
	return text
}

// Exec runs a statement in the transaction of who writes.
type Exec func(query string, args ...any) (sql.Result, error)

// Write puts the words of a message into the index. They come last in a transaction:
// once the index has been written to, SQLite makes it write a segment whenever another
// statement needs a way back (statements that run a trigger do), and thousands of
// small segments cost more than everything else.
func Write(exec Exec, id mailbox.ID, w Words) error {
	args := make([]any, 0, columns+2)
	args = append(args, id)
	for _, text := range w.indexed() {
		args = append(args, text)
	}
	_, err := exec("INSERT INTO words (rowid, sender, people, subject, body, files, short) VALUES (?, ?, ?, ?, ?, ?, ?)", args...)
	return err
}

// indexed is what stands in the columns of the index.
func (w Words) indexed() (texts [columns + 1]string) {
	var short shortener
	for n := range columns {
		text := w.column(n)
		if in := shortColumns[n]; in != 0 {
			short.add(in, text)
		}
		texts[n] = string(text)
	}
	texts[columns] = short.text()
	return texts
}

// Remove takes the words of a message out of the index.
func Remove(exec Exec, id mailbox.ID) error {
	_, err := exec("DELETE FROM words WHERE rowid = ?", id)
	return err
}

// Searched is what is searched of a message, as it stands there and folded.
type Searched struct {
	Read   *eml.Digested
	Words  Words
	places query.Places // of the words of the text
}

// SearchedOf folds the text of a message.
func SearchedOf(m *eml.Digested) Searched {
	s := Searched{Read: m}
	s.Words, s.places = fold(m)
	return s
}

// Octets is about how much memory s takes.
func (s *Searched) Octets() int { return len(s.Words) + len(s.Read.Text) + s.places.Octets() }

// Of folds the text of a message.
func Of(m *eml.Digested) Words {
	w, _ := fold(m)
	return w
}

func fold(m *eml.Digested) (Words, query.Places) {
	b := make([]byte, 0, len(m.Text)+len(m.Text)/8+512)
	open := func() { b = append(b, ' ') }
	end := func() {
		if b[len(b)-1] != ' ' {
			b = append(b, ' ')
		}
		b = append(b, '\n')
	}
	people := func(lists ...[]mailbox.Address) {
		open()
		for _, as := range lists {
			for _, a := range as {
				b = query.AppendIndex(b, a.Name)
				b = query.AppendIndex(b, a.Email)
			}
		}
		end()
	}
	text := func(s string) {
		open()
		b = query.AppendIndex(b, s)
		end()
	}
	people(m.From, m.ReplyTo)
	people(m.To, m.Cc, m.Bcc)
	text(m.Subject)
	open()
	b, places := query.AppendPlaces(b, m.Text)
	end()
	open()
	for i := range m.Attachments {
		b = query.AppendIndex(b, m.Attachments[i].Name)
	}
	end()
	return b, places
}

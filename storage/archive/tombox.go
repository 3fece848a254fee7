package archive

import (
	"bufio"
	"bytes"
	"context"
	"mime"
	"os"
	"strings"
	"time"

	"popmail/storage/mailbox"
)

// boxShelf writes an mbox, quoted so that it can be undone (mboxrd).
type boxShelf struct {
	x      *Export
	f      *os.File
	w      *bufio.Writer
	folder string
}

func (x *Export) box(name string) (*boxShelf, error) {
	f, w, err := x.out(name)
	return &boxShelf{x: x, f: f, w: w}, err
}

func (b *boxShelf) close() error { return end(b.f, b.w) }

func (b *boxShelf) put(_ context.Context, m *mailbox.Summary, o *octets) error {
	if _, err := b.w.WriteString(fromLineOf(m)); err != nil {
		return err
	}
	open := o.size == 0 || o.last != '\n'
	if _, err := b.w.Write(noteOf(m.Flags, b.folder, o.bare(), open)); err != nil {
		return err
	}
	q := newQuoter(b.w, 1)
	if err := o.plainly(q); err != nil {
		return err
	}
	if err := q.end(); err != nil {
		return err
	}
	end := "\n"
	if open {
		end = "\n\n"
	}
	_, err := b.w.WriteString(end)
	return err
}

// fromLineOf is the From_ line of a message (RFC 4155, appendix A).
func fromLineOf(m *mailbox.Summary) string {
	who := m.From.Email
	if who == "" || len(who) > 200 || strings.ContainsFunc(who, func(r rune) bool { return r <= ' ' || r >= 0x7F }) {
		who = "MAILER-DAEMON"
	}
	at := m.Date.UTC()
	if at.Year() < 1970 || at.Year() > 2199 {
		at = time.Unix(0, 0).UTC()
	}
	return "From " + who + " " + at.Format(time.ANSIC) + "\n"
}

// noteOf are the lines of a note.
func noteOf(flags mailbox.Flag, folder string, crlf, open bool) []byte {
	var b bytes.Buffer
	line := func(name, v string) { b.WriteString(name + ": " + v + "\n") }
	status, x, words := "O", "", "asis"
	if flags&mailbox.Read != 0 {
		status = "RO"
	}
	line("Status", status)
	if flags&mailbox.Answered != 0 {
		x += "A"
	}
	if flags&mailbox.Starred != 0 {
		x += "F"
	}
	if x != "" {
		line("X-Status", x)
	}
	if flags&mailbox.Forwarded != 0 {
		line("X-Keywords", "$Forwarded")
	}
	if folder != "" {
		line(folderName, strings.Join(strings.Fields(mime.QEncoding.Encode("utf-8", folder)), " "))
	}
	if crlf {
		words = "crlf"
	}
	if open {
		words += " open"
	}
	line(noteName, words)
	return b.Bytes()
}

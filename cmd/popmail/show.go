package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// showFlags say what of a message is printed; at most one is set.
type showFlags struct{ json, text, html, raw, headers bool }

// showRow is show --json.
type showRow struct {
	ID          int64           `json:"id"`
	Account     string          `json:"account"`
	Folder      string          `json:"folder"`
	UID         string          `json:"uid"`
	MessageID   string          `json:"message_id"`
	From        string          `json:"from"`
	To          []string        `json:"to"`
	Cc          []string        `json:"cc"`
	ReplyTo     []string        `json:"reply_to"`
	Subject     string          `json:"subject"`
	Date        string          `json:"date"`
	Text        string          `json:"text"`
	HTML        string          `json:"html"`
	Attachments []attachmentRow `json:"attachments"`
	Problems    []string        `json:"problems"`
}

type attachmentRow struct {
	Index  int    `json:"index"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	Inline bool   `json:"inline"`
	CID    string `json:"cid"`
}

func newShow(e *env) *cobra.Command {
	var f showFlags
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show one message",
		Args:  exactly(1, "the number of a message, as list prints it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := messageID(args[0])
			if err != nil {
				return err
			}
			return e.show(cmd.Context(), id, f)
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.json, "json", false, "print everything as one JSON object")
	fl.BoolVar(&f.text, "text", false, "print only the readable text")
	fl.BoolVar(&f.html, "html", false, "print only the HTML")
	fl.BoolVar(&f.raw, "raw", false, "print the message byte for byte as the server sent it")
	fl.BoolVar(&f.headers, "headers", false, "print only the header fields as they were sent")
	return cmd
}

// mostHeader bounds the header that is shown, in octets.
const mostHeader = 8 << 20

// messageID reads the number of a message.
func messageID(s string) (mailbox.ID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, usagef("%q is not the number of a message", s)
	}
	return mailbox.ID(n), nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func (e *env) show(ctx context.Context, id mailbox.ID, f showFlags) error {
	n := 0
	for _, on := range []bool{f.json, f.text, f.html, f.raw, f.headers} {
		if on {
			n++
		}
	}
	if n > 1 {
		return usagef("use only one of --json, --text, --html, --raw and --headers")
	}
	app, err := e.openToRead(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	return e.showIn(ctx, app, id, f)
}

func (e *env) showIn(ctx context.Context, app *app, id mailbox.ID, f showFlags) error {
	if f.raw {
		return noMessage(id, app.store.Stream(ctx, id, e.out))
	}
	if f.headers {
		begin, err := app.store.Beginning(ctx, id, mostHeader)
		if err != nil {
			return noMessage(id, err)
		}
		_, err = io.WriteString(e.out, paragraphs(string(eml.HeaderBlock(begin))))
		return err
	}
	m, sum, err := app.store.Message(ctx, id)
	if err != nil {
		return noMessage(id, err)
	}
	switch {
	case f.json:
		emails, err := app.emails(ctx)
		if err != nil {
			return err
		}
		folders, err := app.store.Folders(ctx)
		if err != nil {
			return err
		}
		row := newShowRow(m, &sum, emails[sum.Account], folderPaths(folders))
		if said, err := doubtful(ctx, app, &sum); err != nil {
			return err
		} else if said != "" {
			row.Problems = append(row.Problems, said)
		}
		return e.json(row)
	case f.html:
		page := m.HTML()
		if page == "" {
			return errors.New("this message has no HTML")
		}
		return e.printText(page)
	case f.text:
		return e.printText(m.Readable())
	}
	said, err := doubtful(ctx, app, &sum)
	if err != nil {
		return err
	}
	return e.printMessage(m, &sum, said)
}

// doubtful says of a message that lies on its server that it is perhaps not whole here; empty: it is.
func doubtful(ctx context.Context, app *app, sum *mailbox.Summary) (string, error) {
	if sum.Rest.Whole != 0 {
		return "", nil // only its beginning is here, see missing
	}
	list, err := app.store.OnServer(ctx, []mailbox.ID{sum.ID})
	if err != nil || !slices.ContainsFunc(list, func(o mailbox.OnServer) bool { return o.Part }) {
		return "", err
	}
	return "Part of this message may be missing. PopMail leaves it on the server.", nil
}

// message opens a message and reads it.
func (a *app) message(ctx context.Context, id mailbox.ID) (*eml.Handle, *eml.Message, error) {
	h, err := a.store.Handle(ctx, id)
	if err != nil {
		return nil, nil, noMessage(id, err)
	}
	m, _, err := a.store.Message(ctx, id)
	return h, m, err
}

// noMessage words the error for a message that is not there.
func noMessage(id mailbox.ID, err error) error {
	if errors.Is(err, mailbox.ErrNotFound) {
		return notThere(fmt.Sprintf("there is no message %d", id))
	}
	return err
}

func newShowRow(m *eml.Message, sum *mailbox.Summary, email string, folders map[mailbox.FolderID]string) showRow {
	row := showRow{
		ID: int64(sum.ID), Account: field(email), Folder: field(folderOf(sum, folders)), UID: field(sum.UID),
		MessageID: field(sum.MessageID), From: strings.Join(people(m.From), ", "), To: people(m.To), Cc: people(m.Cc),
		ReplyTo: people(m.ReplyTo), Subject: field(m.Subject), Date: stamp(sum.Date),
		Text: paragraphs(m.Readable()), HTML: paragraphs(m.HTML()),
		Attachments: make([]attachmentRow, len(m.Attachments)), Problems: make([]string, len(m.Problems)),
	}
	for i, a := range m.Attachments {
		row.Attachments[i] = attachmentRow{Index: a.Index, Name: field(a.Name), Type: field(a.Type), Size: a.Size, Inline: a.Inline, CID: field(a.CID)}
	}
	for i, p := range m.Problems {
		row.Problems[i] = field(p)
	}
	if said := missing(sum); said != "" {
		row.Problems = append(row.Problems, said)
	}
	return row
}

// missing says of a message of which only the beginning is here what there is to know of the
// rest; empty: it is whole.
func missing(sum *mailbox.Summary) string {
	r := sum.Rest
	switch {
	case r.Whole == 0:
		return ""
	case r.Gone:
		return "Only the beginning of this message is here. The rest is no longer on the server."
	case r.Wanted:
		return fmt.Sprintf("Only the beginning of this message is here. The rest (%s) comes with the next check.", size(max(r.Whole-sum.Size, 0)))
	}
	return fmt.Sprintf("Only the beginning of this message is here. The rest (%s) is on the server; get it with: popmail receive --rest %d", size(max(r.Whole-sum.Size, 0)), sum.ID)
}

// printText prints s and ends its last line.
func (e *env) printText(s string) error {
	s = paragraphs(s)
	if s != "" && !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	_, err := e.out.WriteString(s)
	return err
}

// printMessage prints a message for people: who, when, what, then the text.
func (e *env) printMessage(m *eml.Message, sum *mailbox.Summary, doubt string) error {
	var b strings.Builder
	put := func(name, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(&b, "%-13s%s\n", name+":", value)
		}
	}
	put("From", strings.Join(people(m.From), ", "))
	put("To", strings.Join(people(m.To), ", "))
	put("Cc", strings.Join(people(m.Cc), ", "))
	put("Bcc", strings.Join(people(m.Bcc), ", "))
	put("Reply to", strings.Join(people(m.ReplyTo), ", "))
	put("Date", sum.Date.Local().Format(time.RFC1123Z))
	put("Subject", m.Subject)
	for _, a := range m.Attachments {
		put("Attachment", fmt.Sprintf("[%d] %s (%s, %s)", a.Index, a.Name, a.Type, size(a.Size)))
	}
	for _, p := range m.Problems {
		put("Problem", p)
	}
	put("Problem", missing(sum))
	put("Problem", doubt)
	b.WriteString("\n")
	if _, err := e.out.WriteString(b.String()); err != nil {
		return err
	}
	return e.printText(m.Readable())
}

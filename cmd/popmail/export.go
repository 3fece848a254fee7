package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"popmail/gui/htmlview"
	"popmail/gui/htmlview/browser"
	"popmail/gui/reader/cards"
	"popmail/gui/reader/link"
	"popmail/gui/words"
	"popmail/storage/archive"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// exportFlags are the flags of export.
type exportFlags struct {
	format, to, query string
	json              bool
}

// exportRow is the line of export --json.
type exportRow struct {
	Exported int    `json:"exported"`
	Failed   int    `json:"failed"`
	Begun    int    `json:"begun"` // of those exported: only the beginning was here
	To       string `json:"to"`
}

func newExport(e *env) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export --format mbox|eml|maildir|html --to PATH",
		Short: "Write mail into files that other programs read",
		Long: `Write all mail, or what a search finds, into files that other programs read, with
folders and marks. What "import" reads of it is the same mail octet for octet.

  mbox      a file for each folder; with a PATH that ends in .mbox one file with all
  eml       a file for each message
  maildir   a Maildir with its folders
  html      pages with an index that any browser opens and searches

PATH must not be there yet, or be an empty folder: nothing is overwritten, and
PATH is there only when all is in it.`,
		Args: exactly(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return e.giveOut(cmd.Context(), &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "", "write `FORMAT`: mbox, eml, maildir or html")
	fl.StringVar(&f.to, "to", "", "write to `PATH`")
	fl.StringVar(&f.query, "query", "", "only what the search `QUERY` finds, see search (default: everything)")
	fl.BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

// giveOut exports.
func (e *env) giveOut(ctx context.Context, f *exportFlags) error {
	format := archive.Format(strings.ToLower(f.format))
	switch format {
	case archive.MBox, archive.EML, archive.Maildir, archive.HTML:
	case "":
		return usagef("--format is missing: mbox, eml, maildir or html")
	default:
		return usagef("--format must be mbox, eml, maildir or html, not %q", f.format)
	}
	if f.to == "" {
		return usagef("--to is missing: where to write")
	}
	if f.query != "" {
		if err := e.givesOut(f.query); err != nil {
			return err
		}
	}
	data, err := e.dataDir()
	if err != nil {
		return err
	}
	if within(data, f.to) {
		return fmt.Errorf("nothing was exported: %s lies in the folder in which PopMail keeps your mail: choose another place", oneLine(f.to))
	}
	app, err := e.openToRead(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	ids, err := e.chosen(ctx, app, f.query)
	if err != nil {
		return err
	}
	told := time.Now()
	x := archive.Export{
		Store: app.store, Format: format, To: f.to, Messages: ids, Page: app.page,
		Failed: func(id mailbox.ID, err error) {
			fmt.Fprintf(e.err, "Not exported: message %d: %s\n", id, oneLine(err.Error()))
		},
		Begun: func(m *mailbox.Summary) {
			fmt.Fprintf(e.err, "Not whole: message %d: only its beginning is here and was exported: %s\n", m.ID, oneLine(m.Subject))
		},
		Progress: func(done int) {
			if isTerminal(e.term) && time.Since(told) > time.Second {
				told = time.Now()
				fmt.Fprintf(e.err, "%d of %s so far…\n", done, count(len(ids), "message"))
			}
		},
	}
	so, err := x.Run(ctx)
	if err != nil {
		return fmt.Errorf("nothing was exported: %w", placeProblem(err, f.to))
	}
	path, err := filepath.Abs(f.to)
	if err != nil {
		return err
	}
	if f.json {
		err = e.json(exportRow{so.Messages, so.Failed, so.Begun, path})
	} else {
		_, err = fmt.Fprintf(e.out, "%s written to %s.\n", count(so.Messages, "message"), oneLine(path))
	}
	if so.Begun > 0 {
		fmt.Fprintln(e.err, "Of some messages only the beginning is here. \"popmail receive --rest all\" gets the rest: export again after that.")
	}
	if err == nil && so.Failed > 0 {
		return errSaid
	}
	return err
}

// givesOut refuses a query that means more than it seems to: of which a part was left out, or
// that asks for nothing. Who gives out a part of the mail would give out all of it.
func (e *env) givesOut(text string) error {
	q, err := e.asked(text)
	if err != nil {
		return err
	}
	for _, note := range q.Notes {
		if note.Kind != query.NotKnown {
			e.tellNotes(q)
			return usagef("nothing was exported: --query must be used as a whole")
		}
	}
	return nil
}

// chosen are the messages that a query finds, or all.
func (e *env) chosen(ctx context.Context, app *app, text string) ([]mailbox.ID, error) {
	var entries []mailbox.Entry
	if text == "" {
		all, err := app.store.Index(ctx, mailbox.View{}, 0)
		if err != nil {
			return nil, err
		}
		entries = all
	} else {
		q := query.ParseWhole(text, time.Now())
		e.tellNotes(q)
		found, err := app.store.Search(ctx, q, 0)
		if err != nil {
			return nil, err
		}
		e.tellUnknown(&found)
		entries = found.Entries
	}
	if len(entries) == 0 {
		return nil, errors.New("there are no messages to export")
	}
	ids := make([]mailbox.ID, len(entries))
	for i, entry := range entries {
		ids[i] = entry.ID
	}
	return ids, nil
}

// page makes a page of a message for the browser, with nothing in it that the browser would
// fetch.
func (a *app) page(ctx context.Context, id mailbox.ID) (*archive.Page, error) {
	h, err := a.store.Handle(ctx, id)
	if err != nil {
		return nil, noMessage(id, err)
	}
	m, row, err := a.store.Message(ctx, id)
	if err != nil {
		return nil, err
	}
	date, from := m.Date, strings.Join(people(m.From), ", ")
	if date.IsZero() {
		date = row.Date
	}
	if from == "" && row.From.Email != "" {
		from = strings.Join(people([]mailbox.Address{row.From}), ", ")
	}
	title := strings.TrimSpace(m.Subject)
	if title == "" {
		title = "(no subject)"
	}
	out := browser.Message{Title: title, Lang: "en", Fields: []browser.Field{
		{Name: "From:", Value: from},
		{Name: "To:", Value: strings.Join(people(m.To), ", ")},
		{Name: "Cc:", Value: strings.Join(people(m.Cc), ", ")},
		{Name: "Sent:", Value: date.Format(time.RFC1123Z)},
	}}
	for i := range m.Pages {
		p := &m.Pages[i]
		to := func(href string) string { return link.To(htmlview.Absolute(p.Base, href)).Address }
		if row.FolderRole == mailbox.Junk {
			to = nil // they lead nowhere, as in the window
		}
		out.Parts = append(out.Parts, browser.Part{
			HTML: p.HTML, Text: p.Text, Tell: words.Embedded,
			Picture: func(ref string) ([]byte, bool) {
				index, ok := p.Part(ref)
				if !ok {
					return nil, false
				}
				data, _, err := h.Data(ctx, index)
				return data, err == nil
			},
			Link: to,
		})
	}
	if row.Rest.Whole > 0 {
		out.Fields = append(out.Fields, browser.Field{Name: "Not whole:", Value: "Only the beginning of this message was here when the page was made."})
	}
	page := &archive.Page{Text: m.Readable()}
	if len(out.Parts) == 0 && !m.Carded && strings.TrimSpace(m.Text) != "" {
		out.Parts = []browser.Part{{Text: m.Shown()}}
	}
	place := &cards.Place{Now: time.Now(), You: func(mailbox.Address) bool { return false }}
	for _, lines := range cards.Lines(m, place) {
		out.Parts = append(out.Parts, browser.Part{Text: lines})
	}
	if m.Carded {
		page.Text = cards.Text(m, place) + "\n"
	}
	names := make([]string, 0, len(m.Attachments))
	for _, at := range m.Attachments {
		if !at.File() {
			continue
		}
		names = append(names, oneLine(at.Name))
		page.Files = append(page.Files, archive.PageFile{Name: eml.SafeName(at.Name, at.Index), Data: func() ([]byte, error) {
			data, _, err := h.Data(ctx, at.Index)
			return data, err
		}})
	}
	out.Fields = append(out.Fields, browser.Field{Name: "Attachments:", Value: strings.Join(names, ", ")})
	page.HTML = browser.Write(out)
	return page, nil
}

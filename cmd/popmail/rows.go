package main

import (
	"context"
	"slices"
	"time"

	"popmail/account"
	"popmail/storage/mailbox"
)

// summaryRow is one line of list --json and search --json.
type summaryRow struct {
	ID          int64    `json:"id"`
	Account     string   `json:"account"`
	Folder      string   `json:"folder"`
	UID         string   `json:"uid"`
	MessageID   string   `json:"message_id"`
	From        string   `json:"from"`
	To          []string `json:"to"`
	Subject     string   `json:"subject"`
	Date        string   `json:"date"`
	Received    string   `json:"received"`
	Size        int64    `json:"size"`
	Read        bool     `json:"read"`
	Starred     bool     `json:"starred"`
	Attachments int      `json:"attachments"`
	Snippet     string   `json:"snippet"`
}

func newSummaryRow(m *mailbox.Summary, emails map[account.ID]string, folders map[mailbox.FolderID]string) summaryRow {
	return summaryRow{
		ID: int64(m.ID), Account: field(emails[m.Account]), Folder: field(folderOf(m, folders)), UID: field(m.UID),
		MessageID: field(m.MessageID), From: field(m.From.String()), To: people(m.To), Subject: field(m.Subject),
		Date: stamp(m.Date), Received: stamp(m.Received), Size: m.Size,
		Read: m.Is(mailbox.Read), Starred: m.Is(mailbox.Starred), Attachments: m.Attachments, Snippet: field(m.Snippet),
	}
}

// folderOf is the path of the folder that a message is in, see folderPaths: what list --folder takes.
func folderOf(m *mailbox.Summary, paths map[mailbox.FolderID]string) string {
	if in := paths[m.Folder]; in != "" {
		return in
	}
	return m.FolderName
}

// people is never nil, so that it becomes [] and not null.
func people(list []mailbox.Address) []string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = field(a.String())
	}
	return out
}

// summariesAtOnce bounds how many rows of a list or a search are loaded at a time.
const summariesAtOnce = 1000

// printEntries prints messages as JSON or as a table.
func (e *env) printEntries(ctx context.Context, app *app, entries []mailbox.Entry, asJSON bool) error {
	emails, err := app.emails(ctx)
	if err != nil {
		return err
	}
	folders, err := app.store.Folders(ctx)
	if err != nil {
		return err
	}
	paths := folderPaths(folders)
	t := &table{columns: []column{{head: "ID", right: true}, {head: "DATE"}, {head: "MARKS"}, {head: "FOLDER", max: 16}, {head: "FROM", max: 28}, {head: "SUBJECT", rest: true}}}
	now := time.Now()
	for part := range slices.Chunk(entries, summariesAtOnce) {
		ids := make([]mailbox.ID, len(part))
		for i, entry := range part {
			ids[i] = entry.ID
		}
		rows, err := app.store.Summaries(ctx, ids)
		if err != nil {
			return err
		}
		for i := range rows {
			m := &rows[i]
			if asJSON {
				if err := e.json(newSummaryRow(m, emails, paths)); err != nil {
					return err
				}
				continue
			}
			from := m.From.Name
			if from == "" {
				from = m.From.Email
			}
			t.add(itoa(int64(m.ID)), shortTime(m.Date, now), flagLetters(m), m.FolderName, from, m.Subject)
		}
	}
	return t.print(e.out, e.width())
}

// flagLetters is N for a new message, * for a starred one and @ for one with attachments.
func flagLetters(m *mailbox.Summary) string {
	s := ""
	if !m.Is(mailbox.Read) {
		s += "N"
	}
	if m.Is(mailbox.Starred) {
		s += "*"
	}
	if m.Attachments > 0 {
		s += "@"
	}
	return s
}

package gui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// fakeMail is mail in memory with the rules of the store, and says what it was
// asked.
type fakeMail struct {
	accounts []account.Account
	folders  []mailbox.Folder
	messages map[mailbox.ID]*mailbox.Summary
	changes  event.Topic[mailbox.Change]
	told     []mailbox.Change // what a test hands to the window
	err      error            // of every change
	status   map[account.ID]account.Status
	removal  mailbox.Removal
	whence   map[mailbox.ID]mailbox.FolderID // before the Trash
}

func newFakeMail(n int, now time.Time) *fakeMail {
	f := &fakeMail{
		accounts: []account.Account{{ID: 1, Email: "ann@example.org", Name: "Ann", Interval: 10 * time.Minute, Keep: account.KeepFile}},
		messages: map[mailbox.ID]*mailbox.Summary{},
	}
	for i, r := range []mailbox.Role{mailbox.Inbox, mailbox.Archive, mailbox.Junk, mailbox.Trash} {
		f.folders = append(f.folders, mailbox.Folder{ID: mailbox.FolderID(i + 1), Account: 1, Role: r, Name: string(r)})
	}
	for i := range n {
		f.add(now.Add(-time.Duration(i) * time.Hour))
	}
	return f
}

func (f *fakeMail) add(date time.Time) mailbox.ID {
	id := mailbox.ID(len(f.messages) + 1)
	f.messages[id] = &mailbox.Summary{ID: id, Account: 1, Folder: 1, From: mailbox.Address{Name: "Bob", Email: "bob@example.net"}, Subject: fmt.Sprintf("letter %d", id), Date: date}
	return id
}

func (f *fakeMail) change(c ...mailbox.Change) error { f.told = append(f.told, c...); return f.err }

func (f *fakeMail) Accounts(context.Context) ([]account.Account, error) { return f.accounts, nil }
func (f *fakeMail) Status(context.Context) (map[account.ID]account.Status, error) {
	return f.status, nil
}
func (f *fakeMail) Changes() *event.Topic[mailbox.Change] { return &f.changes }

func (f *fakeMail) Folders(context.Context) ([]mailbox.Folder, error) {
	out := slices.Clone(f.folders)
	for i := range out {
		for _, m := range f.messages {
			if m.Folder == out[i].ID {
				out[i].Total++
				if !m.Is(mailbox.Read) {
					out[i].Unread++
				}
			}
		}
	}
	return out, nil
}

func (f *fakeMail) Removal(_ context.Context, id account.ID) (mailbox.Removal, error) {
	return f.removal, nil
}

func (f *fakeMail) entries(ok func(*mailbox.Summary) bool) []mailbox.Entry {
	var out []mailbox.Entry
	for _, m := range f.messages {
		if ok(m) {
			out = append(out, mailbox.Entry{ID: m.ID, Date: m.Date})
		}
	}
	slices.SortFunc(out, func(a, b mailbox.Entry) int { return b.Date.Compare(a.Date) })
	return out
}

func (f *fakeMail) Index(_ context.Context, v mailbox.View, limit int) ([]mailbox.Entry, error) {
	out := f.entries(func(m *mailbox.Summary) bool {
		return (v.Folder == 0 || m.Folder == v.Folder) && (!v.Starred || m.Is(mailbox.Starred))
	})
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out, nil
}

func (f *fakeMail) Summaries(_ context.Context, ids []mailbox.ID) ([]mailbox.Summary, error) {
	out := []mailbox.Summary{}
	for _, id := range ids {
		if m := f.messages[id]; m != nil {
			out = append(out, *m)
		}
	}
	return out, nil
}

func (f *fakeMail) Message(_ context.Context, id mailbox.ID) (*eml.Message, mailbox.Summary, error) {
	m := f.messages[id]
	if m == nil {
		return nil, mailbox.Summary{}, mailbox.ErrNotFound
	}
	return &eml.Message{Header: eml.Header{From: []mailbox.Address{m.From}, Subject: m.Subject, Date: m.Date}, Text: "Dear Ann,\n" + m.Subject}, *m, nil
}

func (f *fakeMail) Raw(context.Context, mailbox.ID) ([]byte, error) { return nil, mailbox.ErrNotFound }
func (f *fakeMail) Attachment(context.Context, mailbox.ID, int) ([]byte, eml.Attachment, error) {
	return nil, eml.Attachment{}, mailbox.ErrNotFound
}

func (f *fakeMail) Search(_ context.Context, q *query.Query, _ int) (mailbox.Result, error) {
	out := f.entries(func(m *mailbox.Summary) bool { return strings.Contains(m.Subject, strings.TrimSpace(q.Text)) })
	return mailbox.Result{Entries: out, Total: len(out), Terms: q.Terms()}, nil
}

func (f *fakeMail) Snippets(context.Context, []mailbox.ID, []string) (map[mailbox.ID]string, error) {
	return map[mailbox.ID]string{}, nil
}

func (f *fakeMail) SetFlag(_ context.Context, ids []mailbox.ID, flag mailbox.Flag, on bool) error {
	for _, id := range ids {
		if m := f.messages[id]; m != nil && f.err == nil {
			m.Flags &^= flag
			if on {
				m.Flags |= flag
			}
		}
	}
	return f.change(mailbox.Marked{IDs: ids}, mailbox.FoldersChanged{})
}

func (f *fakeMail) Move(_ context.Context, ids []mailbox.ID, to mailbox.FolderID) (mailbox.Moved, error) {
	m := mailbox.Moved{To: to}
	if f.err != nil {
		return m, f.err
	}
	for _, id := range ids {
		if s := f.messages[id]; s != nil && s.Folder != to {
			m.IDs, m.From = append(m.IDs, id), append(m.From, s.Folder)
			if f.whence == nil {
				f.whence = map[mailbox.ID]mailbox.FolderID{}
			}
			f.whence[id] = s.Folder
			s.Folder = to
		}
	}
	return m, f.change(mailbox.Left{IDs: m.IDs}, mailbox.FoldersChanged{}) // the store does not say where to
}

func (f *fakeMail) MoveTo(ctx context.Context, ids []mailbox.ID, role mailbox.Role) ([]mailbox.Moved, error) {
	for _, d := range f.folders {
		if d.Role == role {
			m, err := f.Move(ctx, ids, d.ID)
			return []mailbox.Moved{m}, err
		}
	}
	return nil, mailbox.ErrNotFound
}

func (f *fakeMail) PutBack(ctx context.Context, ids []mailbox.ID) (out []mailbox.Moved, err error) {
	for _, id := range ids {
		to := f.whence[id]
		if to == 0 {
			to = 1
		}
		m, err := f.Move(ctx, []mailbox.ID{id}, to)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

func (f *fakeMail) Undo(ctx context.Context, ms []mailbox.Moved) error {
	for _, m := range ms {
		for i, id := range m.IDs {
			if _, err := f.Move(ctx, []mailbox.ID{id}, m.From[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *fakeMail) Purge(_ context.Context, ids []mailbox.ID) error {
	if f.err != nil {
		return f.err
	}
	for _, id := range ids {
		delete(f.messages, id)
	}
	return f.change(mailbox.Left{IDs: ids}, mailbox.FoldersChanged{})
}

func (f *fakeMail) CreateFolder(_ context.Context, name string) (mailbox.FolderID, error) {
	id := mailbox.FolderID(len(f.folders) + 1)
	f.folders = append(f.folders, mailbox.Folder{ID: id, Role: mailbox.Own, Name: name})
	return id, f.change(mailbox.FoldersChanged{})
}

func (f *fakeMail) RenameFolder(context.Context, mailbox.FolderID, string) error { return nil }
func (f *fakeMail) DeleteFolder(context.Context, mailbox.FolderID) error         { return nil }

// fakePost counts what the window asks of the poller.
type fakePost struct {
	checks, stops int
	password      string
	activity      event.Topic[event.Activity]
}

func (p *fakePost) CheckNow()                                       { p.checks++ }
func (p *fakePost) Stop()                                           { p.stops++ }
func (p *fakePost) Give(_ account.ID, c account.Credential, _ bool) { p.password = c.Password }
func (p *fakePost) Activity() *event.Topic[event.Activity]          { return &p.activity }

// fakeSetup never reaches a server.
type fakeSetup struct{}

func (fakeSetup) Probe(context.Context, account.Account, account.Credential) (Waiting, error) {
	return Waiting{}, errors.New("no server")
}
func (fakeSetup) Save(context.Context, account.Account, account.Credential) (account.ID, error) {
	return 2, nil
}
func (fakeSetup) SaveAnyway(context.Context, account.Account, account.Credential) (account.ID, error) {
	return 2, nil
}
func (fakeSetup) Remove(context.Context, account.ID, bool) error { return nil }
func (fakeSetup) KeyringWorks(context.Context) bool              { return true }

// fakeFiles writes as plainly as can be.
type fakeFiles struct{}

func (fakeFiles) New(dir, name string, data []byte) (string, error) {
	path := filepath.Join(dir, name)
	return path, os.WriteFile(path, data, 0o600)
}

func (fakeFiles) Replace(path string, data []byte) error { return os.WriteFile(path, data, 0o600) }

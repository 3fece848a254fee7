package gui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/words"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// stage is a window on a store of its own. What the window does in the background is
// done at once; what the store tells comes to the window with news.
type stage struct {
	*Window
	t     testing.TB
	store *brittle
	post  *fakePost
	run   *loop.Inline
	clock time.Time // of the store
}

// brittle is the store, whose changes fail when err is set, and in which something
// may happen once a list was read.
type brittle struct {
	*storage.Store
	err     error
	then    func()
	arrange func() // before a list is read, once
	move    func() // before messages are moved to a folder
	deaf    bool   // nothing is told of the accounts

	listErr error           // why no list can be read; nil: it can
	refused map[string]bool // mailing lists for which no folder is to be offered

	lists int // how often a whole list was read
}

func (b *brittle) Status(ctx context.Context) (map[account.ID]account.Status, error) {
	if b.deaf {
		return nil, errors.New("deaf")
	}
	return b.Store.Status(ctx)
}

// beforeList is why a list cannot be read, after what is to happen before it is.
func (b *brittle) beforeList() error {
	if then := b.arrange; then != nil {
		b.arrange = nil
		then()
	}
	return b.listErr
}

func (b *brittle) Arranged(ctx context.Context, v mailbox.View, a mailbox.Arrangement) (mailbox.Arranged, error) {
	b.lists++
	if err := b.beforeList(); err != nil {
		return mailbox.Arranged{}, err
	}
	return b.Store.Arranged(ctx, v, a)
}

func (b *brittle) Move(ctx context.Context, ids []mailbox.ID, to mailbox.FolderID) (mailbox.Moved, error) {
	if b.move != nil {
		b.move()
	}
	return b.Store.Move(ctx, ids, to)
}

func (b *brittle) Index(ctx context.Context, v mailbox.View, limit int) ([]mailbox.Entry, error) {
	if limit == 0 {
		b.lists++
	}
	if err := b.beforeList(); err != nil {
		return nil, err
	}
	entries, err := b.Store.Index(ctx, v, limit)
	if then := b.then; then != nil {
		b.then = nil
		then()
	}
	return entries, err
}

func (b *brittle) SetFlag(ctx context.Context, ids []mailbox.ID, f mailbox.Flag, on bool) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.SetFlag(ctx, ids, f, on)
}

func (b *brittle) MoveTo(ctx context.Context, ids []mailbox.ID, role mailbox.Role) ([]mailbox.Moved, error) {
	if b.err != nil {
		return nil, b.err
	}
	return b.Store.MoveTo(ctx, ids, role)
}

func (b *brittle) Mute(ctx context.Context, ids []mailbox.ID, on bool) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.Mute(ctx, ids, on)
}

func (b *brittle) Snooze(ctx context.Context, ids []mailbox.ID, until time.Time) ([]mailbox.Moved, error) {
	if b.err != nil {
		return nil, b.err
	}
	return b.Store.Snooze(ctx, ids, until)
}

func (b *brittle) Remind(ctx context.Context, ids []mailbox.ID, at time.Time, after time.Duration) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.Remind(ctx, ids, at, after)
}

func (b *brittle) Unremind(ctx context.Context, ids []mailbox.ID) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.Unremind(ctx, ids)
}

func (b *brittle) RemindAgain(ctx context.Context, ids []mailbox.ID, was []mailbox.Reminder) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.RemindAgain(ctx, ids, was)
}

func (b *brittle) PutOffAgain(ctx context.Context, was []mailbox.PutOff) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.PutOffAgain(ctx, was)
}

func (b *brittle) RefuseList(ctx context.Context, address string, on bool) error {
	if b.err != nil {
		return b.err
	}
	if b.refused == nil {
		b.refused = map[string]bool{}
	}
	b.refused[address] = on
	return b.Store.RefuseList(ctx, address, on)
}

func (b *brittle) KeepSearch(ctx context.Context, name, text string) (mailbox.SearchID, error) {
	if b.err != nil {
		return 0, b.err
	}
	return b.Store.KeepSearch(ctx, name, text)
}

func (b *brittle) UndeleteFolder(ctx context.Context, g *mailbox.GoneFolder) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.UndeleteFolder(ctx, g)
}

func (b *brittle) DecideSender(ctx context.Context, d mailbox.Sender, decided bool) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.DecideSender(ctx, d, decided)
}

func (b *brittle) Choose(ctx context.Context, list []mailbox.Choice) ([]mailbox.Choice, error) {
	if b.err != nil {
		return nil, b.err
	}
	return b.Store.Choose(ctx, list)
}

func (b *brittle) Undo(ctx context.Context, ms []mailbox.Moved) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.Undo(ctx, ms)
}

func (b *brittle) TakeBack(ctx context.Context, ms []mailbox.Moved) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	return b.Store.TakeBack(ctx, ms)
}

// numbered is message n of newStage.
func numbered(n int) storagetest.Mail {
	return storagetest.Mail{
		From: "Bob <bob@example.net>", To: "Ann <ann@example.org>", Subject: fmt.Sprintf("letter %d", n),
		Text: "Dear Ann,\r\nhere is the news.", Date: noon.Add(-time.Duration(n-1) * time.Hour),
	}
}

// newStage is a window with an account and n messages in its Inbox, "letter 1" the
// newest of them; without an account where n < 0.
func newStage(t testing.TB, n int, change ...func(o *Options)) *stage {
	t.Helper()
	var letters []storagetest.Mail
	for i := range n {
		letters = append(letters, numbered(i+1))
	}
	return newStageOf(t, n >= 0, letters, change...)
}

// newStageOf is a window with an account, if hasAccount, and messages.
func newStageOf(t testing.TB, hasAccount bool, letters []storagetest.Mail, change ...func(o *Options)) *stage {
	t.Helper()
	words.Use("en-GB")
	app := test.NewTempApp(t)
	ApplyLook(app, theme.Told{Silent: true})
	win := test.NewTempWindow(t, Opening())
	win.Resize(fyne.NewSize(1280, 800))
	clock := func() time.Time { return noon }
	s := &stage{t: t, post: &fakePost{}, run: &loop.Inline{}, clock: noon}
	s.store = &brittle{Store: storagetest.Open(t, &storage.Options{Now: func() time.Time { return s.clock }})}
	if hasAccount {
		s.addAccountFor("ann@example.org")
	}
	s.deliver(letters...)
	o := Options{App: app, Window: win, Run: s.run, Mail: s.store, Book: s.store, Texts: s.store, Post: s.post, Setup: fakeSetup{}, Files: fakeFiles{}, Now: clock, DataFolder: t.TempDir()}
	for _, c := range change {
		c(&o)
	}
	s.Window = New(o)
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) addAccountFor(email string) account.ID {
	s.t.Helper()
	a := storagetest.Account(email)
	a.Name, a.Interval, a.Keep = "Ann", 10*time.Minute, account.KeepFile
	id, err := s.store.AddAccount(s.t.Context(), a, nil)
	s.must(err)
	return id
}

// deliver brings messages as a session with the server does.
func (s *stage) deliver(letters ...storagetest.Mail) {
	s.t.Helper()
	if len(letters) == 0 {
		return
	}
	in := make([]fetch.Incoming, len(letters))
	for i, l := range letters {
		in[i] = l.Incoming(l.Subject)
	}
	for _, o := range storagetest.Deliver(s.t, s.store.Store, 1, in...) {
		s.must(o.Err)
	}
}

// news hands what the store and the sessions have published to the window.
func (s *stage) news() { s.run.Step() }

// says tells the window what a session does.
func (s *stage) says(activity ...event.Activity) {
	for _, a := range activity {
		s.post.activity.Publish(a)
	}
	s.news()
}

// in is the account's folder with a role.
func (s *stage) in(role mailbox.Role) mailbox.FolderID {
	s.t.Helper()
	f, err := s.store.RoleFolder(s.t.Context(), 1, role)
	s.must(err)
	return f
}

// goes shows the account's folder with a role.
func (s *stage) goes(role mailbox.Role) {
	s.t.Helper()
	s.listing.choose(mailbox.View{Account: 1, Folder: s.in(role)}, string(role))
}

// put moves messages without the window.
func (s *stage) put(role mailbox.Role, ids ...mailbox.ID) {
	s.t.Helper()
	_, err := s.store.Move(s.t.Context(), ids, s.in(role))
	s.must(err)
}

// row is what the store says of a message; the zero Summary when it is not there.
func (s *stage) row(id mailbox.ID) mailbox.Summary {
	s.t.Helper()
	rows, err := s.store.Summaries(s.t.Context(), []mailbox.ID{id})
	s.must(err)
	if len(rows) == 0 {
		return mailbox.Summary{}
	}
	return rows[0]
}

// is reports whether a message has a mark.
func (s *stage) is(id mailbox.ID, f mailbox.Flag) bool {
	s.t.Helper()
	r := s.row(id)
	return r.Is(f)
}

// role is that of the folder that a message lies in; "" when it is nowhere.
func (s *stage) role(id mailbox.ID) mailbox.Role {
	s.t.Helper()
	return s.row(id).FolderRole
}

// subjects are the numbers of the letters in the list.
func (s *stage) subjects() string {
	rows, err := s.store.Summaries(s.t.Context(), s.listing.list.IDs())
	s.must(err)
	var out []string
	for _, r := range rows {
		out = append(out, strings.TrimPrefix(r.Subject, "letter "))
	}
	return strings.Join(out, " ")
}

func (s *stage) expect(want string) {
	s.t.Helper()
	if got := s.subjects(); got != want {
		s.t.Fatalf("the list shows %q, want %q", got, want)
	}
}

// fakePost counts what the window asks of the poller.
type fakePost struct {
	checks, stops int
	checked       []account.ID
	raw           func(uid, path string) (RawFile, error)
	password      string
	offline       bool
	rests         []account.ID // whose letters stay where they are
	sends         []account.ID // whose letters are to go now
	activity      event.Topic[event.Activity]
}

func (p *fakePost) CheckAccount(id account.ID) { p.checked = append(p.checked, id) }
func (p *fakePost) SendNow(id account.ID)      { p.sends = append(p.sends, id) }
func (p *fakePost) RawMessage(_ context.Context, _ account.ID, uid, path string) (RawFile, error) {
	return p.raw(uid, path)
}
func (p *fakePost) CheckNow()           { p.checks++ }
func (p *fakePost) WorkOffline(on bool) { p.offline = on }
func (p *fakePost) SendingRests(id account.ID, _ time.Duration) bool {
	return slices.Contains(p.rests, id)
}
func (p *fakePost) Stop()                                           { p.stops++ }
func (p *fakePost) Give(_ account.ID, c account.Credential, _ bool) { p.password = c.Password }
func (p *fakePost) Activity() *event.Topic[event.Activity]          { return &p.activity }

// fakeSetup never reaches a server.
type fakeSetup struct{}

func (fakeSetup) ProbeOutgoing(_ context.Context, a account.Account, _ account.Credential) (string, error) {
	return a.OutgoingUser, nil
}

func (fakeSetup) Find(ctx context.Context, email, _ string, tell func(discover.Event)) (discover.Result, error) {
	return new(discover.Finder).Find(ctx, email, tell)
}
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
func (fakeSetup) Pause(context.Context, account.ID, bool) error  { return nil }
func (fakeSetup) Order(context.Context, []account.ID) error      { return nil }
func (fakeSetup) KeyringWorks(context.Context) bool              { return true }

// fakeFiles writes as plainly as can be.
type fakeFiles struct{}

func (f fakeFiles) New(dir, name string, fill func(w io.Writer) error) (string, error) {
	path := filepath.Join(dir, name)
	return path, f.Replace(path, fill)
}

func (fakeFiles) Replace(path string, fill func(w io.Writer) error) error {
	var b bytes.Buffer
	if err := fill(&b); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

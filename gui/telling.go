package gui

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"popmail/account"
	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

const (
	// tellTogether is how long letters that come one after the other wait to be told together.
	tellTogether = 3 * time.Second
	// newFor is how long ago a letter may have come to be told, whatever its date: who was offline for a week
	// hears of what that week has brought.
	newFor = 48 * time.Hour
	// newAtFirst is how old, by its date, a letter may be that comes within firstDay after the first letter of an
	// account, or before its first check has ended: that brings years of mail, which lay on the server before, whatever a rule wants told of it.
	newAtFirst = 24 * time.Hour
	firstDay   = 24 * time.Hour
	// mostTold are the letters that a notification names.
	mostTold = 3
	// askedAtOnce bounds the rows that are read at once.
	askedAtOnce = 500
)

// telling tells the person outside of the window of new mail, after it was put in order.
// While the window is in front nothing is told: it shows the mail itself. One notification
// stands at a time, for all letters since the person was here last.
type telling struct {
	*shell
	listing *listing
	filing  *filing
	notices Notices // nil: nothing is told

	front    bool                // a window of this program has the keyboard
	fresh    []mailbox.ID        // have come and are not told yet
	wished   map[mailbox.ID]bool // letters that a rule wants told, or that were put off and are back, wherever they lie
	back     map[mailbox.ID]bool // those of them that are back
	held     []mailbox.ID        // have come at a time at which nothing is told, and are told after it
	waiting  func()              // cancels the look whether that is over; nil: none is due
	standing []mailbox.Summary
	told     Notice
	unread   int // as it was told last
	asking   loop.Latest
	open     func(rows []mailbox.Summary) // shows letters in the window
	onQuiet  func()                       // quiet was chosen, or ended by the person
}

func newTelling(sh *shell, ls *listing, fl *filing, n Notices) *telling {
	t := &telling{shell: sh, listing: ls, filing: fl, notices: n, front: sh.o.InFront, wished: map[mailbox.ID]bool{}, back: map[mailbox.ID]bool{}, asking: loop.Latest{Run: sh.run}, onQuiet: func() {}}
	if n != nil && sh.o.CannotWrite == nil {
		loop.Follow(sh.run, ls.store.Changes().Subscribe(1024), tellTogether, t.changed)
		loop.Follow(sh.run, n.Choices().Subscribe(8), 0, func(batch []NoticeChoice, _ bool) {
			for _, c := range batch {
				t.chosen(c)
			}
		})
		t.recall()
	}
	return t
}

// follow takes over what another one knows: what has come and is not told yet is told by this one.
func (t *telling) follow(was *telling) {
	t.standing, t.told, t.unread = was.standing, was.told, was.unread
	t.held = slices.Concat(was.held, was.fresh)
	maps.Copy(t.wished, was.wished)
	maps.Copy(t.back, was.back)
	t.keep()
	t.soon()
}

// setFront says whether the window has the keyboard. What was told is seen then.
func (t *telling) setFront(on bool) {
	if t.front = on; t.watched() {
		t.seen()
	}
}

// watched reports whether the person can see new mail in the window.
func (t *telling) watched() bool { return t.front && !t.hidden }

// seen takes the notification away.
func (t *telling) seen() {
	t.asking.Cancel()
	t.forget()
	t.stand(nil)
}

// changed takes what has come, and what has become of the letters that are told.
func (t *telling) changed(batch []mailbox.Change, lost bool) {
	again := lost
	for _, c := range batch {
		switch c := c.(type) {
		case mailbox.Settled:
			t.fresh = append(t.fresh, c.IDs...)
			for _, id := range c.Notify {
				t.wished[id] = true
			}
		case mailbox.Returned:
			t.fresh = append(t.fresh, c.IDs...)
			for _, id := range c.IDs {
				t.wished[id], t.back[id] = true, true
			}
		case mailbox.Marked, mailbox.Left, mailbox.Renewed:
			again = true
		}
	}
	switch {
	case t.watched() || !t.able():
		t.forget()
	case t.quiet():
		t.hold()
	default:
		t.due()
	}
	if len(t.fresh) > 0 || again && len(t.standing) > 0 {
		t.ask()
	}
}

// due has what was held told with what is fresh. It stays noted for the next run until it is told.
func (t *telling) due() { t.fresh, t.held = append(t.held, t.fresh...), nil }

// ask reads what is to be told. What could not be read is held, and tried again in a while.
func (t *telling) ask() {
	ids := slices.Clone(t.fresh)
	for i := range t.standing {
		ids = append(ids, t.standing[i].ID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	worth, back, checks := t.worth(), maps.Clone(t.back), t.firstChecks()
	var rows []mailbox.Summary
	var err error
	t.asking.Start(func(ctx context.Context) {
		if len(checks) > 0 {
			if known, err := t.listing.owners.Status(ctx); err == nil { // else the window says what is wrong with the mail file
				checks.end(known)
			}
		}
		first := map[account.ID]time.Time{}
		// old reports whether a letter lay on the server before the account was here.
		old := func(s *mailbox.Summary) bool {
			if back[s.ID] || t.now().Sub(s.SortKey) <= newAtFirst {
				return false
			}
			if checks.before(s) {
				return true
			}
			begin, known := first[s.Account]
			if !known {
				begin, _ = t.listing.store.FirstReceived(ctx, s.Account) // else the window says what is wrong with the mail file
				first[s.Account] = begin
			}
			return s.Received.Before(begin.Add(firstDay))
		}
		for some := range slices.Chunk(ids, askedAtOnce) {
			var read []mailbox.Summary
			if read, err = t.listing.store.Brief(ctx, some); err != nil {
				return
			}
			rows = append(rows, slices.DeleteFunc(read, func(s mailbox.Summary) bool { return !worth(&s) || old(&s) })...)
		}
	}, func() {
		switch {
		case t.watched():
			t.fresh = nil
		case err != nil: // where the store cannot be read the window says so itself
			t.hold()
			return
		default:
			t.fresh = nil
			t.stand(rows)
		}
		t.keep()
	})
}

// worth tells which letters are told, by what is chosen now.
func (t *telling) worth() func(s *mailbox.Summary) bool {
	now, without, wished := t.now(), t.app.Preferences().StringList(prefTellNot), maps.Clone(t.wished)
	if t.app.Preferences().Bool(prefTellOff) {
		return func(*mailbox.Summary) bool { return false }
	}
	return func(s *mailbox.Summary) bool {
		switch {
		case wished[s.ID] && s.Unanswered:
			return s.FolderRole != mailbox.Trash
		case wished[s.ID]: // also where the same rule has marked it as read
			return s.FolderRole != mailbox.Trash && s.FolderRole != mailbox.Junk && now.Sub(cameAt(s)) <= newFor
		case s.FolderRole != mailbox.Inbox && s.FolderRole != mailbox.Own:
		case s.Flags&(mailbox.Read|mailbox.Suspect|mailbox.Muted) != 0:
		case now.Sub(cameAt(s)) > newFor:
		case slices.Contains(without, tellAccount(s.Account)), s.FolderRole == mailbox.Own && slices.Contains(without, tellFolder(s.Folder)):
		default:
			return true
		}
		return false
	}
}

// cameAt is when a letter came, or came back: it is told also where it was on its way for long, or
// where its sender's clock is wrong.
func cameAt(s *mailbox.Summary) time.Time {
	if s.Received.After(s.SortKey) {
		return s.Received
	}
	return s.SortKey
}

// able reports whether anything is ever told.
func (t *telling) able() bool {
	return t.notices != nil && t.o.CannotWrite == nil && !t.app.Preferences().Bool(prefTellOff)
}

// stand puts the letters on the notification; none: there is none.
func (t *telling) stand(rows []mailbox.Summary) {
	had := len(t.standing) > 0
	t.standing = rows
	if len(rows) == 0 {
		if had {
			t.told = Notice{}
			t.notices.Withdraw()
		}
		return
	}
	n := t.notice(rows)
	if had && n.Title == t.told.Title && slices.Equal(n.Lines, t.told.Lines) {
		return
	}
	t.told = n
	t.notices.Tell(n)
}

// notice says it in words, the newest letter first.
func (t *telling) notice(rows []mailbox.Summary) Notice {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b mailbox.Summary) int { return b.SortKey.Compare(a.SortKey) })
	n := Notice{
		Title: noticeTitle(rows),
		Open:  lang.L("Open"), Read: lang.L("Mark all read"),
	}
	detail := t.detail()
	if detail == settings.TellNumber {
		return n
	}
	for i := range rows {
		who, _ := widgets.Sender(rows[i].From.Name, rows[i].From.Email)
		if rows[i].Unanswered {
			who = words.NoAnswer(rows[i].To, rows[i].Date, t.now())
		}
		line := NoticeLine{Who: who}
		if detail == settings.TellSubject {
			if line.What = widgets.OneLine(rows[i].Subject); line.What == "" {
				line.What = lang.L("(no subject)")
			}
		} else if slices.Contains(n.Lines, line) {
			continue
		}
		if n.Lines = append(n.Lines, line); len(n.Lines) == mostTold {
			break
		}
	}
	return n
}

// noticeTitle says how many letters have come, have come back, and are reminded of.
func noticeTitle(rows []mailbox.Summary) string {
	var fresh, back, reminders int
	for i := range rows {
		switch {
		case rows[i].Unanswered:
			reminders++
		case !rows[i].Back.IsZero():
			back++
		default:
			fresh++
		}
	}
	var parts []string
	add := func(n int, said func(n int, data map[string]any) string) {
		if n > 0 {
			parts = append(parts, said(n, map[string]any{"Count": words.Count(n)}))
		}
	}
	add(fresh, func(n int, data map[string]any) string { return lang.N("{{.Count}} new letters", n, data) })
	add(back, func(n int, data map[string]any) string { return lang.N("{{.Count}} letters are back", n, data) })
	add(reminders, func(n int, data map[string]any) string { return lang.N("{{.Count}} reminders", n, data) })
	return strings.Join(parts, " · ")
}

func (t *telling) detail() settings.Detail { return settings.Detail(t.app.Preferences().Int(prefTell)) }

// chosen does what the person has chosen on the notification.
func (t *telling) chosen(c NoticeChoice) {
	rows := t.standing
	t.standing, t.told = nil, Notice{}
	ids := make([]mailbox.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	switch {
	case c == NoticeOpened:
		t.comeForward()
		if len(rows) > 0 {
			t.open(rows)
		}
	case c == NoticeRead && len(ids) > 0:
		t.do(func(ctx context.Context) error { return t.filing.store.SetFlag(ctx, ids, mailbox.Read, true) }, nil)
	}
}

// comeForward brings the window in front of others.
func (sh *shell) comeForward() {
	sh.hidden, sh.unseen = false, false
	if sh.o.Front != nil {
		sh.o.Front()
		return
	}
	sh.window.RequestFocus()
}

// unreadMail counts unread mail in all.
func (sh *shell) unreadMail() (n int) {
	for _, f := range sh.known.folders {
		if f.Role == mailbox.Inbox || f.Role == mailbox.Own {
			n += f.Unread
		}
	}
	return n
}

// setUnread tells how much unread mail there is in all.
func (t *telling) setUnread() {
	n := t.unreadMail()
	if t.notices != nil && n != t.unread {
		t.unread = n
		t.notices.SetUnread(n)
	}
}

func tellAccount(id account.ID) string      { return "account " + strconv.FormatInt(int64(id), 10) }
func tellFolder(id mailbox.FolderID) string { return "folder " + strconv.FormatInt(int64(id), 10) }

// state is what the settings show.
func (t *telling) state() settings.Telling {
	p := t.app.Preferences()
	out := settings.Telling{
		Off: p.Bool(prefTellOff), Detail: t.detail(), Quiet: p.Bool(prefQuiet),
		From: p.IntWithFallback(prefQuietFrom, quietFrom) % 24, To: p.IntWithFallback(prefQuietTo, quietTo) % 24,
	}
	without := p.StringList(prefTellNot)
	add := func(key, name string) {
		out.Places = append(out.Places, settings.TellPlace{Key: key, Name: name, Off: slices.Contains(without, key)})
	}
	for _, a := range t.known.accounts {
		add(tellAccount(a.ID), a.Email)
	}
	for _, f := range t.known.folders {
		if f.Role == mailbox.Own {
			add(tellFolder(f.ID), lang.L("Folder {{.Name}}", map[string]any{"Name": folders.Path(t.known.folders, f)}))
		}
	}
	return out
}

// choose keeps what the person has chosen in the settings.
func (t *telling) choose(s settings.Telling) {
	p := t.app.Preferences()
	p.SetBool(prefTellOff, s.Off)
	p.SetInt(prefTell, int(s.Detail))
	p.SetBool(prefQuiet, s.Quiet)
	p.SetInt(prefQuietFrom, s.From)
	p.SetInt(prefQuietTo, s.To)
	var without []string
	for _, place := range s.Places {
		if place.Off {
			without = append(without, place.Key)
		}
	}
	p.SetStringList(prefTellNot, without)
	t.release()
	if len(t.standing) > 0 {
		t.ask()
	}
}

// connectTelling wires what is told outside of the window.
func (w *Window) connectTelling() {
	w.telling.open = func(rows []mailbox.Summary) {
		if len(rows) == 1 {
			w.uncovered(func() { w.reach(rows[0]) }, func() { w.openAlone(rows[0].ID) })
		} else {
			w.uncovered(func() { w.showAll(rows) }, func() { w.toasts.show(lang.L("Close this page to see your new messages."), nil) })
		}
	}
	w.app.Lifecycle().SetOnEnteredForeground(func() {
		w.telling.setFront(true)
		w.prepared.cameForward()
		w.accounts.cameForward()
	})
}

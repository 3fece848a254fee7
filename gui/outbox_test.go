package gui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/send"
	"popmail/gui/folders"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/msglist"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// onRealStore is a window whose letters are kept in the store.
func onRealStore(t *testing.T) *stage {
	t.Helper()
	s := newStageOf(t, true, nil, func(o *Options) { o.Writing = o.Mail.(*brittle) })
	a := s.known.accounts[0]
	a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
	s.must(s.store.UpdateAccount(t.Context(), a, nil))
	s.listing.loadFolders(nil)
	return s
}

// showRole shows the first folder with a role.
func (s *stage) showRole(role mailbox.Role) {
	s.t.Helper()
	s.news()
	for _, f := range s.known.folders {
		if v := (mailbox.View{Account: f.Account, Folder: f.ID}); f.Role == role && s.listing.tree.Select(v) {
			s.listing.choose(v, s.listing.tree.Title())
			return
		}
	}
	s.t.Fatalf("there is no folder %s", role)
}

func (s *stage) pane() string { return guitest.Reading(readWriting).Text(s.reading.reader) }

func (s *stage) tapIn(word string) {
	s.t.Helper()
	test.Tap(guitest.Last(s.t, readWriting, word, func(b *widgets.Button) bool { return b.Text == word }, s.reading.reader))
}

// rows is what the list says.
func (s *stage) rows() (out []msglist.Content) {
	for _, r := range guitest.All(readWriting, func(r *msglist.Row) bool { return r.Shown().ID != 0 }, s.listing.list) {
		out = append(out, r.Shown())
	}
	return out
}

// written sends a letter from its window and returns its ID.
func (s *stage) written(to, subject string) mailbox.ID {
	s.t.Helper()
	s.write()
	d := s.letterWindow(s.t)
	typeInto(d, to+"\n")
	d.side.window.Canvas().FocusNext()
	typeInto(d, subject+"\nHello.")
	s.run.Fire(saveAfter)
	id := d.keeper.ID()
	d.editor.Send()
	if len(s.writing.open) != 0 {
		s.t.Fatal("it was not sent")
	}
	return id
}

// settle does what a session with the outgoing server would.
func (s *stage) settle(id mailbox.ID, o send.Outcome) {
	s.t.Helper()
	l, err := s.store.TakeLetter(s.t.Context(), 1, send.Which{Now: noon.Add(time.Minute), IDs: []int64{int64(id)}})
	s.must(err)
	s.must(s.store.SettleLetter(s.t.Context(), l.ID, o))
	s.news()
}

// TestOutboxOfTheStore: drafts, the outbox and Sent of the real store in the window.
func TestOutboxOfTheStore(t *testing.T) {
	s := onRealStore(t)
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "jonas@boatmuseum.example\n")
	s.run.Fire(saveAfter)
	typeInto(d, "more")
	d.side.window.Close()
	s.showRole(mailbox.Drafts)
	s.listing.list.SelectFirst()
	draft := s.listing.list.Selected()[0]
	s.tapped(draft) // a click opens it
	if len(s.writing.open) != 1 || len(s.letterWindow(t).editor.Letter().To) != 2 {
		t.Fatal("a click on a draft does not open it")
	}
	s.letterWindow(t).discard()
	s.news()
	if s.toasts.now.Text() != "Letter moved to Trash" {
		t.Error(s.toasts.now.Text())
	}
	test.Tap(s.toasts.now.Action())
	if len(s.writing.open) != 1 {
		t.Error("Undo has not brought the letter back")
	}
	s.letterWindow(t).side.window.Close()

	id := s.written("jonas@boatmuseum.example", "Tickets")
	s.showRole(mailbox.Outbox)
	s.listing.list.SelectFirst()
	if rows := s.rows(); len(rows) != 1 || rows[0].Name != "To jonas@boatmuseum.example" || !strings.HasPrefix(rows[0].Standing.Text, "Goes out in a few seconds · ") {
		t.Errorf("%+v", rows)
	}
	guitest.Sees(t, s.pane(), "This letter goes out in a few seconds", "Send now", "Edit", "Cancel letter")

	s.settle(id, send.Outcome{State: send.Refused, Problem: &account.Problem{Trouble: account.TroubleRecipient, Sending: true}, Refusals: []account.Refusal{{Email: "jonas@boatmuseum.example", Code: 550, Text: "no such user"}}})
	guitest.Sees(t, s.pane(), "This letter was not sent", "smtp.example.org did not take the letter for jonas@boatmuseum.example. Nobody got the letter, and nothing is lost.", "Send again", "Details")
	if rows := s.rows(); !rows[0].Standing.Urgent || rows[0].Standing.Text != "Not sent: the server refused jonas@boatmuseum.example." {
		t.Errorf("%+v", rows)
	}
	guitest.Picture(t, s.window, "outbox_refused")
	s.tapIn("Send again")
	s.news()
	if len(s.post.sends) != 1 || s.post.sends[0] != 1 {
		t.Errorf("the poller is told to send %v", s.post.sends)
	}
	if l, err := s.store.Letter(t.Context(), id); err != nil || l.State != mailbox.LetterQueued {
		t.Errorf("%+v %v", l, err)
	}
	s.settle(id, send.Outcome{State: send.Unknown, Problem: &account.Problem{Trouble: account.TroubleFate, Sending: true}})
	guitest.Sees(t, s.pane(), "This letter may have been sent", "It arrived")
	if strings.Contains(s.pane(), "Send now") {
		t.Error("what may have been sent goes again by a button of what waits")
	}
	s.tapIn("It arrived")
	s.news()
	if l, err := s.store.Letter(t.Context(), id); err != nil || l.State != mailbox.LetterSent {
		t.Errorf("%+v %v", l, err)
	}
}

// TestNothingIsMovedToTheOutbox: no menu offers it, for messages of any folder.
func TestNothingIsMovedToTheOutbox(t *testing.T) {
	s := onRealStore(t)
	s.deliver(storagetest.Mail{Subject: "received"})
	s.written("dad@home.example", "Tickets")
	s.news()
	for _, role := range []mailbox.Role{mailbox.Inbox, mailbox.Outbox} {
		s.goes(role)
		s.listing.list.SelectFirst()
		names := ""
		for _, i := range s.filing.targets(s.listing.list.Selected(), s.in(role)).Items {
			names += i.Label + ", "
		}
		if strings.Contains(names, "Outbox") || !strings.Contains(names, "Drafts") || !strings.Contains(names, "Archive") {
			t.Errorf("%s: %s", role, names)
		}
	}
}

// TestSendNowAsksForThePassword: who sends by hand is asked for the password that the letter waits for, also where
// the account is paused; who doesn't is not.
func TestSendNowAsksForThePassword(t *testing.T) {
	s := onRealStore(t)
	s.written("dad@home.example", "Tickets")
	s.showRole(mailbox.Outbox)
	s.listing.list.SelectFirst()
	none := event.SendEnded{Account: 1, Waiting: 1, Err: &account.Problem{Trouble: account.TroubleNoPassword, Sending: true}}
	s.says(none)
	if s.activity.asking {
		t.Fatal("it is asked for by itself")
	}
	s.tapIn("Send now")
	s.says(none)
	seen := guitest.Reading(readWriting).Text(guitest.Over(s.window)...)
	guitest.Sees(t, seen, "Type the password for ann@example.org to send your letter.")
	if !s.activity.asking {
		t.Fatal("it is not asked for")
	}
	s.activity.asking = false
	s.says(none)
	if s.activity.asking {
		t.Error("it is asked for again")
	}
	// That of the outgoing server's own is another one.
	s.known.accounts[0].OutgoingUser = "relay7"
	s.activity.sendNow(1)
	s.says(none)
	if s.activity.asking {
		t.Error("the password for reading mail is asked for")
	}
}

// doAct taps a link in the row of a letter.
func (s *stage) doAct(id mailbox.ID, word string) {
	s.t.Helper()
	for _, r := range guitest.All(readWriting, func(r *msglist.Row) bool { return r.Shown().ID == id }, s.listing.list) {
		for _, a := range r.Links() {
			if a.Text() == word && a.Visible() {
				test.Tap(a)
				s.news()
				return
			}
		}
	}
	s.t.Fatalf("letter %d has no %q", id, word)
}

// bytesOf is the size of a short letter.
var bytesOf = regexp.MustCompile(`[0-9]+ bytes`)

// outline is the outbox as its list shows it: headings, letters, and links; those that do
// nothing now in brackets.
func (s *stage) outline() string {
	s.t.Helper()
	s.news()
	var b strings.Builder
	list := s.listing.list
	for i, r := range list.Rows() {
		if title := list.View().Title(i); title != "" {
			b.WriteString(title + "\n")
		}
		b.WriteString(r.Name + " | " + r.Subject + " | ")
		if r.Standing == nil {
			s.t.Fatalf("%s says nothing of its state", r.Subject)
		}
		b.WriteString(bytesOf.ReplaceAllString(r.Standing.Text, "# bytes") + " |")
		for _, a := range r.Standing.Actions {
			if a.Off {
				b.WriteString(" (" + a.Text + ")")
			} else {
				b.WriteString(" " + a.Text)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestOutboxInOrder: what needs a decision stands first, what waits in the order in which it
// goes, and the links in the rows do what they say.
func TestOutboxInOrder(t *testing.T) {
	s := onRealStore(t)
	ferry := s.written("dad@home.example", "Ferry")
	tickets := s.written("jonas@boatmuseum.example", "Tickets")
	chess := s.written("chess@club.example", "Minutes")
	lena := s.written("lena@kitchen.example", "They worked")
	s.settle(chess, send.Outcome{State: send.Unknown, Problem: &account.Problem{Trouble: account.TroubleFate, Sending: true}})
	s.settle(tickets, send.Outcome{State: send.Refused, Problem: &account.Problem{Trouble: account.TroubleRecipient, Sending: true}, Refusals: []account.Refusal{{Email: "jonas@boatmuseum.example", Code: 550, Text: "no such user"}}})
	s.says(event.Failed{Account: 1, Offline: true, Err: &account.Problem{Trouble: account.TroubleOffline}})
	s.showRole(mailbox.Outbox)
	const unknown = "To chess@club.example | Minutes | May have been sent. The connection was lost before the server confirmed it. | It arrived (Send again) Edit\n"
	const refused = "To jonas@boatmuseum.example | Tickets | Not sent: the server refused jonas@boatmuseum.example. | Edit (Send again) Cancel\n"
	const waits = "Will be sent when you’re online · # bytes | (Send now) Edit Cancel\n"
	want := "Needs your attention · 2\n" + unknown + refused + "Waiting · 2\nTo dad@home.example | Ferry | " + waits + "To lena@kitchen.example | They worked | " + waits
	if got := s.outline(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if f := s.badge(mailbox.Outbox); f != 4 {
		t.Errorf("the badge says %d", f)
	}
	s.statusIs("Offline · 2 letters will be sent when you’re online · 2 letters need a decision")
	guitest.Picture(t, s.window, "outbox_offline")
	s.doAct(tickets, "Send again") // off
	if l, err := s.store.Letter(t.Context(), tickets); err != nil || l.State != mailbox.LetterRefused {
		t.Errorf("a link that is off does something: %v %v", l.State, err)
	}
	s.doAct(ferry, "Cancel")
	if l, err := s.store.Letter(t.Context(), ferry); err != nil || l.State != mailbox.LetterDraft {
		t.Errorf("%v %v", l.State, err)
	}
	s.doAct(chess, "It arrived")
	if l, err := s.store.Letter(t.Context(), chess); err != nil || l.State != mailbox.LetterSent {
		t.Errorf("%v %v", l.State, err)
	}
	if got, want := s.outline(), "Needs your attention · 1\n"+refused+"Waiting · 1\nTo lena@kitchen.example | They worked | "+waits; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	s.says(event.Finished{Account: 1, At: noon})
	if got := s.activity.bar.Line().Text; !strings.HasPrefix(got, "Up to date · checked 12:00 · 1 letter") {
		t.Error(got)
	}
	s.doAct(tickets, "Send again")
	if got := s.outline(); !strings.HasPrefix(got, "Waiting · 2\nTo jonas@boatmuseum.example") || strings.Contains(got, "(") {
		t.Error(got)
	}
	s.doAct(lena, "Edit")
	if len(s.writing.open) != 1 || s.letterWindow(t).editor.Letter().Subject != "They worked" {
		t.Error("Edit opens nothing")
	}
}

// badge is the count beside the first folder with a role.
func (s *stage) badge(role mailbox.Role) int {
	for _, f := range s.known.folders {
		if f.Role == role {
			return folders.Counted(f)
		}
	}
	return -1
}

func (s *stage) statusIs(want string) {
	s.t.Helper()
	if got := s.activity.bar.Line().Text; got != want {
		s.t.Errorf("the status line says %q, want %q", got, want)
	}
}

// TestSentIsTold: once a letter has gone it is told where its Undo was, unless something
// else was told meanwhile, or the letter is not sent after all.
func TestSentIsTold(t *testing.T) {
	s := onRealStore(t)
	shown := func() string {
		if s.toasts.now == nil {
			return ""
		}
		return s.toasts.now.Text()
	}
	first := s.written("dad@home.example", "Ferry")
	s.run.Fire(undoSend) // the bar goes
	s.settle(first, send.Outcome{State: send.Sent})
	if shown() != "Your letter was sent." {
		t.Errorf("%q", shown())
	}
	s.toasts.hide()
	s.settleNothing()
	if shown() != "" {
		t.Errorf("it is told twice: %q", shown())
	}
	second := s.written("dad@home.example", "Coats")
	s.toasts.show("Something else", nil)
	s.settle(second, send.Outcome{State: send.Sent})
	if shown() != "Something else" {
		t.Errorf("%q", shown())
	}
	third := s.written("dad@home.example", "Shoes")
	s.settle(third, send.Outcome{State: send.Unknown, Problem: &account.Problem{Trouble: account.TroubleFate, Sending: true}})
	if strings.Contains(shown(), "was sent") {
		t.Errorf("%q is said of what may have been sent", shown())
	}
	s.written("dad@home.example", "Boots")
	test.Tap(s.toasts.now.Action())
	s.letterWindow(t).discard()
	s.news()
	if strings.Contains(shown(), "was sent") {
		t.Errorf("%q is said of what was discarded", shown())
	}
}

// settleNothing lets the window look at its letters again.
func (s *stage) settleNothing() {
	s.writing.loadLetters()
	s.news()
}

// TestAnsweredIsSeen: a message shows that it was answered or forwarded once the answer has
// gone, as a sign that says so when the pointer rests on it.
func TestAnsweredIsSeen(t *testing.T) {
	s := onRealStore(t)
	s.deliver(numbered(1), numbered(2), numbered(3))
	s.news()
	s.listing.loadList()
	ids := s.listing.list.IDs()
	answer := func(id mailbox.ID, how reader.Answer, to string) {
		s.writing.answer(id, how)
		d := s.letterWindow(t)
		typeInto(d, to)
		s.run.Fire(saveAfter)
		letter := d.keeper.ID()
		d.editor.Send()
		for _, b := range guitest.All(readWriting, func(b *widgets.Button) bool { return b.Text == "Send anyway" }, guitest.Over(d.side.window)...) {
			test.Tap(b)
		}
		if r := s.rows(); how == reader.Reply && r[0].Answered || r[1].Forwarded {
			t.Error("it is said before the letter has gone")
		}
		s.settle(letter, send.Outcome{State: send.Sent})
	}
	answer(ids[0], reader.Reply, "Thanks!")
	answer(ids[1], reader.Forward, "dad@home.example\n")
	rows := s.rows()
	if len(rows) != 3 || !rows[0].Answered || rows[0].Forwarded || rows[1].Answered || !rows[1].Forwarded || rows[2].Answered || rows[2].Forwarded {
		t.Fatalf("%+v", rows)
	}
	guitest.Picture(t, s.window, "answered")
	tips := map[string]bool{}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.listing.list.View())
	for i := range rows {
		y := at.Y + s.listing.list.View().RowTop(i) + 42
		for x := at.X; x < at.X+s.listing.list.Size().Width; x += 4 {
			test.MoveMouse(s.window.Canvas(), fyne.NewPos(x, y))
			s.run.Fire(500 * time.Millisecond)
			if tip := s.tips.Text(); tip != "" {
				tips[fmt.Sprint(i, " ", tip)] = true
			}
		}
	}
	if len(tips) != 2 || !tips["0 You answered this message"] || !tips["1 You forwarded this message"] {
		t.Errorf("%v", tips)
	}
}

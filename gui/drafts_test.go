package gui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"popmail/account/send"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
)

// amongDrafts puts a message that was received among the drafts, and opens it there.
func amongDrafts(t *testing.T, raw string) (s *stage, id mailbox.ID, d *draft) {
	t.Helper()
	s, id = inbox(t, []byte(raw))
	_, err := s.store.MoveTo(t.Context(), []mailbox.ID{id}, mailbox.Drafts)
	s.must(err)
	s.news()
	s.writing.openDraft(id)
	return s, id, s.letterWindow(t)
}

// lies is the role of the folder of a message.
func (s *stage) lies(id mailbox.ID) mailbox.Role {
	s.t.Helper()
	_, m, err := s.store.Message(s.t.Context(), id)
	s.must(err)
	return m.FolderRole
}

// TestReceivedAmongDrafts: what was received stays as it came where it lies among the drafts, whatever is done
// about it in a window; what is written there is a letter of its own.
func TestReceivedAmongDrafts(t *testing.T) {
	const head = "From: Maria <maria@ferry.example>\r\nTo: ann@example.org, bob@example.net\r\nSubject: Your booking\r\nMessage-ID: <1@ferry.example>\r\nIn-Reply-To: <0@example.org>\r\n"
	small := head + "\r\nSee you on deck.\r\n"
	large := head + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee you on deck.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n\r\n" +
		strings.Repeat(strings.Repeat("x", 70)+"\r\n", 30000) + "\r\n--b--\r\n"
	for name, raw := range map[string]string{"small": small, "large": large} {
		t.Run(name, func(t *testing.T) {
			s, id, d := amongDrafts(t, raw)
			d.side.window.Close() // only looked at
			if all, err := s.store.Letters(t.Context()); err != nil || len(all) != 0 {
				t.Fatalf("%d letters, %v", len(all), err)
			}
			s.writing.openDraft(id)
			d = s.letterWindow(t)
			if l := d.editor.Letter(); l.Subject != "Your booking" || len(l.To) != 2 || !strings.Contains(l.Text, "See you on deck.") || l.InReplyTo != "" {
				t.Errorf("%+v", l)
			}
			typeInto(d, "x")
			s.run.Fire(saveAfter)
			s.writing.openDraft(id)
			if len(s.writing.open) != 1 {
				t.Error("it is open twice")
			}
			if own := d.keeper.ID(); own == 0 || own == id || s.lies(own) != mailbox.Drafts {
				t.Errorf("kept as %d, opened was %d", own, id)
			}
			d.editor.Send()
			if s.raw(id) != raw || s.lies(id) != mailbox.Drafts {
				t.Errorf("it lies in %s, as %d octets", s.lies(id), len(s.raw(id)))
			}
			if l, err := s.store.Letter(t.Context(), d.keeper.ID()); err != nil || l.State != mailbox.LetterQueued {
				t.Errorf("%+v, %v", l, err)
			}
		})
	}
}

// TestDraftFromElsewhere: a draft of the person's own that another program has begun goes on in its thread, and lies
// in the Trash, as it came, once it is sent.
func TestDraftFromElsewhere(t *testing.T) {
	const raw = "From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nBcc: eve@example.net\r\nSubject: Re: Plans\r\nIn-Reply-To: <1@example.net>\r\nReferences: <0@example.net> <1@example.net>\r\n\r\nAs I said\r\n"
	s, id, d := amongDrafts(t, raw)
	d.side.window.Close()
	if s.raw(id) != raw || s.lies(id) != mailbox.Drafts {
		t.Error("looking at it has changed it")
	}
	s.writing.openDraft(id)
	d = s.letterWindow(t)
	d.editor.Send()
	sent := s.raw(d.keeper.ID())
	for _, field := range []string{"In-Reply-To: <1@example.net>", "References: <0@example.net> <1@example.net>", "Bcc: eve@example.net", "As I said"} {
		if !strings.Contains(sent, field) {
			t.Errorf("%s is not in\n%s", field, sent)
		}
	}
	if s.raw(id) != raw || s.lies(id) != mailbox.Trash {
		t.Errorf("it lies in %s:\n%s", s.lies(id), s.raw(id))
	}
	// One that was put elsewhere meanwhile stays there.
	s, id, d = amongDrafts(t, raw)
	_, err := s.store.MoveTo(t.Context(), []mailbox.ID{id}, mailbox.Archive)
	s.must(err)
	d.editor.Send()
	if s.lies(id) != mailbox.Archive {
		t.Error(s.lies(id))
	}
}

// TestDraftFromElsewhereGoesOn: a draft of another program never lies among the drafts beside the letter that goes on
// with it, and is thrown away as any other. It is as it came all the while.
func TestDraftFromElsewhereGoesOn(t *testing.T) {
	const raw = "From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nSubject: Plans\r\n\r\nAs I said\r\n"
	closed := func(s *stage, d *draft) { d.side.window.Close() }
	discarded := func(s *stage, d *draft) { d.discard() }
	saved := func(s *stage, d *draft) { s.run.Fire(saveAfter) }
	typed := func(s *stage, d *draft) { typeInto(d, "x") }
	back := func(s *stage, d *draft) { test.Tap(s.toasts.now.Action()) }
	elsewhere := func(s *stage, d *draft) {
		_, err := s.store.MoveTo(s.t.Context(), []mailbox.ID{d.keeper.of}, mailbox.Archive)
		s.must(err)
	}
	for name, c := range map[string]struct {
		does     []func(*stage, *draft)
		old, own mailbox.Role // own is empty where there is none
	}{
		"saved":                        {[]func(*stage, *draft){typed, saved}, mailbox.Trash, mailbox.Drafts},
		"closed":                       {[]func(*stage, *draft){typed, closed}, mailbox.Trash, mailbox.Drafts},
		"saved and discarded":          {[]func(*stage, *draft){typed, saved, discarded}, mailbox.Trash, mailbox.Trash},
		"discarded":                    {[]func(*stage, *draft){typed, discarded}, mailbox.Trash, mailbox.Trash},
		"discarded, undone":            {[]func(*stage, *draft){typed, discarded, back}, mailbox.Trash, mailbox.Drafts},
		"discarded as it came":         {[]func(*stage, *draft){discarded}, mailbox.Trash, ""},
		"discarded as it came, undone": {[]func(*stage, *draft){discarded, back}, mailbox.Drafts, ""},
		"elsewhere, saved":             {[]func(*stage, *draft){elsewhere, typed, saved}, mailbox.Archive, mailbox.Drafts},
		"elsewhere, discarded":         {[]func(*stage, *draft){elsewhere, discarded}, mailbox.Archive, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, id, d := amongDrafts(t, raw)
			for _, do := range c.does {
				do(s, d)
			}
			own := d.keeper.ID()
			if s.raw(id) != raw || s.lies(id) != c.old {
				t.Errorf("it lies in %s:\n%s", s.lies(id), s.raw(id))
			}
			if (own != 0) != (c.own != "") || own != 0 && s.lies(own) != c.own {
				t.Fatalf("kept as %d", own)
			}
			if c.own != mailbox.Drafts {
				return
			}
			for range 2 { // opened again it is the one that there is
				s.writing.openDraft(own)
				d = s.letterWindow(t)
				typeInto(d, "y")
				d.side.window.Close()
			}
			s.writing.openDraft(own)
			s.letterWindow(t).editor.Send()
			if all, err := s.store.Letters(t.Context()); err != nil || len(all) != 1 || all[0].ID != own || s.lies(id) != c.old {
				t.Errorf("%+v, %v; the old one lies in %s", all, err, s.lies(id))
			}
		})
	}
}

// TestSentAmongDrafts: a letter that was sent and put among the drafts opens as a new one, which can be kept and sent.
func TestSentAmongDrafts(t *testing.T) {
	s := onRealStore(t)
	id := s.written("dad@home.example", "Plans")
	s.settle(id, send.Outcome{State: send.Sent})
	raw := s.raw(id)
	_, err := s.store.MoveTo(t.Context(), []mailbox.ID{id}, mailbox.Drafts)
	s.must(err)
	s.news()
	s.writing.openDraft(id)
	d := s.letterWindow(t)
	if l := d.editor.Letter(); l.Subject != "Plans" || l.Text != "Hello." || strings.Contains(raw, l.MessageID) {
		t.Errorf("%+v", l)
	}
	typeInto(d, "x")
	s.run.Fire(saveAfter)
	d.editor.Send()
	if l, err := s.store.Letter(t.Context(), d.keeper.ID()); err != nil || l.State != mailbox.LetterQueued || l.ID == id || s.raw(id) != raw {
		t.Errorf("%+v, %v", l, err)
	}
}

// TestDraftOfTheOutbox: a letter that went into the outbox again opens as one that is called back from there.
func TestDraftOfTheOutbox(t *testing.T) {
	s := onRealStore(t)
	id := s.written("dad@home.example", "Plans")
	s.writing.openDraft(id)
	typeInto(s.letterWindow(t), "x")
	s.letterWindow(t).side.window.Close()
	if l, err := s.store.Letter(t.Context(), id); err != nil || l.State != mailbox.LetterDraft {
		t.Errorf("%+v, %v", l, err)
	}
	s.must(s.store.Send(t.Context(), id, time.Time{}))
	_, err := s.store.TakeLetter(t.Context(), 1, send.Which{Now: noon})
	s.must(err)
	s.writing.openDraft(id)
	if len(s.writing.open) != 0 {
		t.Error("what is being sent was opened")
	}
}

// TestRedirectWithoutWriting: a message that is redirected goes to the people of its draft also where what the editor
// kept of it is damaged.
func TestRedirectWithoutWriting(t *testing.T) {
	s, id := inbox(t, ferryLetter(t))
	original := s.raw(id)
	s.rune('F')
	d := s.letterWindow(t)
	typeInto(d, "Dad <dad@home.example>,")
	d.side.window.Close()
	s.news()
	all, err := s.store.Letters(t.Context())
	s.must(err)
	s.must(s.store.SaveWriting(t.Context(), all[0].ID, 1, nil))
	s.writing.openDraft(all[0].ID)
	d = s.letterWindow(t)
	if l := d.editor.Letter(); len(l.To) != 1 || l.To[0].Email != "dad@home.example" || string(l.Resent) != original || !d.editor.Redirects() || d.keeper.ID() != all[0].ID {
		t.Errorf("%+v", l.To)
	}
}

// TestAnswerToHidden: an answer to one's own letter that went to people who do not see each other goes to them, as it went.
func TestAnswerToHidden(t *testing.T) {
	for _, how := range []reader.Answer{reader.Reply, reader.ReplyAll} {
		s, id := inbox(t, []byte("From: Ann <ann@example.org>\r\nBcc: bob@example.net, eve@example.net\r\nSubject: Party\r\n\r\nCome\r\n"))
		s.writing.answer(id, how)
		if l := s.letterWindow(t).editor.Letter(); len(l.To)+len(l.Cc) != 0 || len(l.Bcc) != 2 {
			t.Errorf("to %v, cc %v, bcc %v", l.To, l.Cc, l.Bcc)
		}
	}
}

// TestReminderStaysWithDraft: how long an answer is waited for stays with a letter that is closed and kept, also where it was
// chosen before there was anything to be saved.
func TestReminderStaysWithDraft(t *testing.T) {
	for name, write := range map[string]func(s *stage, d *draft){
		"first": func(_ *stage, d *draft) {
			d.waitFor(answerWait{after: week})
			d.editor.FocusSubject()
			typeInto(d, "Ferry")
		},
		"in the middle": func(_ *stage, d *draft) {
			d.editor.FocusSubject()
			typeInto(d, "Fer")
			d.waitFor(answerWait{after: week})
			typeInto(d, "ry")
		},
		"and saved between": func(s *stage, d *draft) {
			d.waitFor(answerWait{after: day})
			d.waitFor(answerWait{after: week})
			s.run.Fire(saveAfter)
			d.editor.FocusSubject()
			typeInto(d, "Ferry")
			s.run.Fire(saveAfter)
		},
		"after it failed": func(s *stage, d *draft) {
			d.waitFor(answerWait{after: week})
			d.editor.FocusSubject()
			typeInto(d, "Ferry")
			s.store.err = errFull
			s.run.Fire(saveAfter)
			s.store.err = nil
		},
		"in another language": func(s *stage, d *draft) {
			d.waitFor(answerWait{after: week})
			d.editor.FocusSubject()
			typeInto(d, "Ferry")
			s.Window = s.Window.anew()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 1, func(o *Options) { o.Writing = o.Mail.(*brittle) })
			s.writing.write()
			write(s, s.letterWindow(t))
			s.letterWindow(t).side.window.Close()
			s.news()
			list, err := s.store.Reminders(t.Context())
			if s.must(err); len(list) != 1 || list[0].Subject != "Ferry" || list[0].After != week {
				t.Fatalf("%+v", list)
			}
			s.writing.openDraft(list[0].ID)
			if d := s.letterWindow(t); d.wait.after != week {
				t.Errorf("the draft waits %v", d.wait)
			}
		})
	}
	s := newStage(t, 1, func(o *Options) { o.Writing = o.Mail.(*brittle) })
	s.writing.write()
	s.letterWindow(t).waitFor(answerWait{after: week})
	s.run.Fire(saveLatest)
	s.letterWindow(t).side.window.Close()
	if list, err := s.store.Reminders(t.Context()); err != nil || len(list) != 0 || s.count(mailbox.Drafts) != 0 {
		t.Errorf("of a letter in which nothing was written: %+v, %v", list, err)
	}
}

// count is how many letters lie in the account's folder with a role.
func (s *stage) count(role mailbox.Role) int {
	s.t.Helper()
	list, err := s.store.List(s.t.Context(), mailbox.View{Folder: s.in(role)}, 0)
	s.must(err)
	return len(list)
}

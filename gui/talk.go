package gui

import (
	"context"
	"maps"
	"slices"

	"popmail/gui/reader"
	"popmail/storage/mailbox"
)

// How many letters of a conversation are opened at once, and how large they may be together, in
// octets: when it is chosen, and when all are asked for. More are opened one by one.
const (
	openMost      = 10
	openOctets    = 4 << 20
	unfoldMost    = 60
	unfoldOctets  = 24 << 20
	unfoldLargest = 4 << 20 // of one of them
)

// A talk is the conversation whose letters are read.
type talk struct {
	number mailbox.ID                    // see mailbox.Conversation; 0: the row is a letter alone
	known  bool                          // which letters are unread was looked at
	open   map[mailbox.ID]reader.Content // the letters that are open, with the one that is shown
	thread *reader.Thread                // nil: not known yet, or the letter stands alone
	unseen []mailbox.ID                  // open ones that count as read once they were in sight
	folded bool                          // the letter that is shown is a line
	full   bool                          // no more are opened together
}

// talkOf is the number of the conversation that a row stands for; 0: it is a letter alone.
func (rd *reading) talkOf(row mailbox.ID) mailbox.ID {
	if s := rd.listing.list.Summary(row); s != nil && s.Conversation != nil && rd.listing.conversing() {
		return s.Conversation.Thread
	}
	return 0
}

// letterOf is what is known of a letter that is read, or of another one of its conversation; nil: it
// is none of these.
func (rd *reading) letterOf(id mailbox.ID) *mailbox.Summary {
	if t := rd.talk.thread; t != nil {
		for i := range t.Letters {
			if m := t.Letters[i]; m.ID == id {
				return &m
			}
		}
	}
	if m := rd.reader.Summary(); m.ID == id {
		return &m
	}
	return nil
}

// choose are the letters to be opened, the last of list first, as far as there is room.
func (t *talk) choose(list []mailbox.Summary, most int, octets int64, want func(m *mailbox.Summary) bool) (ids []mailbox.ID) {
	for i := range slices.Backward(list) {
		m := &list[i]
		if _, open := t.open[m.ID]; open || !want(m) {
			continue
		}
		if len(ids) == most || m.Size > min(octets, unfoldLargest) {
			continue
		}
		octets -= m.Size
		ids = append(ids, m.ID)
	}
	return ids
}

// letters reads letters, of which one that cannot be read is left out: it says so when it is chosen.
// It is called in the background.
func (rd *reading) letters(ctx context.Context, ids []mailbox.ID) (got []reader.Content) {
	for _, id := range ids {
		if ctx.Err() != nil {
			return nil
		}
		if c, err := rd.content(ctx, id); err == nil {
			got = append(got, c)
		}
	}
	return got
}

// knowThread shows the other letters of the conversation around the one that is shown, where rows
// are conversations. Those that are unread when it is chosen are open.
func (rd *reading) knowThread() {
	if !rd.listing.conversing() {
		rd.talk.thread = nil
		rd.reader.SetThread(rd.shown, nil)
		return
	}
	row := rd.row
	before := talk{known: rd.talk.known, open: maps.Clone(rd.talk.open)}
	var t reader.Thread
	var err error
	var got []reader.Content
	rd.threads.Start(func(ctx context.Context) {
		if t.Letters, t.More, err = rd.listing.store.ConversationLetters(ctx, row); err != nil || before.known {
			return
		}
		first := slices.Clone(t.Letters) // the oldest unread ones are where reading begins
		slices.Reverse(first)
		ids := before.choose(first, openMost, openOctets, func(m *mailbox.Summary) bool { return !m.Is(mailbox.Read) && m.FolderRole != mailbox.Sent })
		got = rd.letters(ctx, ids)
	}, func() {
		if err != nil || rd.row != row {
			return
		}
		rd.talk.known, rd.talk.thread = true, &t
		if rd.shown != row && !slices.ContainsFunc(t.Letters, func(m mailbox.Summary) bool { return m.ID == rd.shown }) {
			rd.letter(row) // the one that was read lies elsewhere now
			return
		}
		rd.opened(got)
	})
}

// opened takes in letters of the conversation that are open from now on.
func (rd *reading) opened(got []reader.Content) {
	for _, c := range got {
		id := c.Summary.ID
		if _, already := rd.talk.open[id]; already {
			continue
		}
		rd.dress(&c)
		rd.talk.open[id] = c
		if !c.Summary.Is(mailbox.Read) {
			rd.talk.unseen = append(rd.talk.unseen, id)
		}
	}
	if len(got) > 0 {
		rd.countRead()
	}
	rd.setThread()
}

// setThread shows the conversation as it is known.
func (rd *reading) setThread() {
	t := rd.talk.thread
	if t == nil {
		return
	}
	rd.talk.arrange()
	rd.reader.SetThread(rd.shown, t)
}

// arrange says which letters are open, and what marks they have.
func (t *talk) arrange() {
	t.thread.Open, t.thread.Muted, t.thread.Full, t.thread.Folded = nil, false, t.full, t.folded
	for i := range t.thread.Letters {
		m := &t.thread.Letters[i]
		t.thread.Muted = t.thread.Muted || m.Is(mailbox.Muted)
		if c, ok := t.open[m.ID]; ok {
			c.Summary.Flags = m.Flags
			t.open[m.ID] = c
			t.thread.Open = append(t.thread.Open, c)
		}
	}
}

// unfold opens all letters of the conversation, or all but the one that is shown no more.
func (rd *reading) unfold(all bool) {
	t := rd.talk.thread
	if t == nil {
		return
	}
	if !all {
		rd.unfolding.Cancel()
		shown, ok := rd.talk.open[rd.shown]
		rd.talk.open, rd.talk.full = map[mailbox.ID]reader.Content{}, false
		if ok {
			rd.talk.open[rd.shown] = shown
		}
		rd.setThread()
		return
	}
	rd.talk.folded = false
	row := rd.row
	ids := rd.talk.choose(t.Letters, unfoldMost, unfoldOctets, func(*mailbox.Summary) bool { return true })
	var got []reader.Content
	rd.unfolding.Start(func(ctx context.Context) { got = rd.letters(ctx, ids) }, func() {
		if rd.row == row {
			rd.talk.full = true
			rd.opened(got)
		}
	})
}

// fold makes a letter of the conversation that is open a line. Where it is the one that is shown
// the newest of the others that are open takes its place.
func (rd *reading) fold(id mailbox.ID) {
	t := rd.talk.thread
	if t == nil {
		return
	}
	if id == rd.shown {
		for _, m := range slices.Backward(t.Letters) {
			if _, open := rd.talk.open[m.ID]; open && m.ID != id {
				delete(rd.talk.open, id)
				rd.letter(m.ID)
				return
			}
		}
		rd.talk.folded = true
	} else {
		delete(rd.talk.open, id)
	}
	rd.setThread()
}

// countRead has what is open and unread count as read once it is in sight for a while; what the pane does not show stays
// unread until it does. It is called whenever something else may be in sight.
func (rd *reading) countRead() {
	in := rd.inSight()
	if rd.readTimer != nil && slices.Equal(in, rd.readNext) {
		return // that something beside it moves does not begin the while anew
	}
	rd.stopReading()
	if len(in) == 0 || rd.o.CannotWrite != nil {
		return
	}
	rd.readNext = in
	rd.readTimer = rd.run.After(readAfter, func() {
		rd.readTimer = nil
		in := rd.inSight()
		ids := slices.DeleteFunc(rd.readNext, func(id mailbox.ID) bool { return !slices.Contains(in, id) })
		rd.talk.unseen = slices.DeleteFunc(rd.talk.unseen, func(id mailbox.ID) bool {
			_, open := rd.talk.open[id]
			return slices.Contains(ids, id) || !open && id != rd.shown
		})
		if len(ids) > 0 {
			rd.filing.mark(ids, mailbox.Read, true)
		}
	})
}

// inSight are those of the unread messages that are open which the person sees.
func (rd *reading) inSight() (ids []mailbox.ID) {
	if rd.inFront != nil && !rd.inFront() {
		return nil
	}
	for _, id := range rd.talk.unseen {
		if id == rd.shown && len(rd.talk.open) == 0 || rd.reader.InSight(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

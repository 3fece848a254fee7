package gui

import (
	"cmp"
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// filing is what is done to messages, and taken back.
type filing struct {
	*shell
	listing       *listing
	store         Filing
	judge         Judging // nil: nothing is known of junk
	cabinet       Cabinet
	past          *past
	lists         MailingLists                      // nil: nothing is offered for them
	onListSettled func(address string)              // the person has decided about a mailing list
	waits         func(id mailbox.ID) bool          // a letter waits to be sent; nil: none does
	onStays       func(t *toasts, ids []mailbox.ID) // such letters were to be moved, which t tells
	onCounted     func()                            // a rule has caught more, or less; nil: nobody asks
	onDecided     func()                            // mail of somebody is judged in another way now; nil: nobody asks
	beside        func()                            // what is done in another window is to be seen in the main one; nil: it is done there
	alone         *mailbox.Summary                  // the one letter of the window, listed or not; nil: it is not a letter's own
	apart         bool                              // what is done now is done to letters alone, not to their conversations
}

func newFiling(sh *shell, ls *listing, store Filing, cabinet Cabinet) *filing {
	return &filing{shell: sh, listing: ls, store: store, cabinet: cabinet, past: &past{}}
}

// in is the same for what is said in another window: it is asked there, and told and taken back
// where it always is.
func (fl *filing) in(w fyne.Window) *filing {
	sh, there := *fl.shell, *fl
	sh.window = w
	there.shell = &sh
	return &there
}

// past is what can be taken back, the newest last.
type past struct {
	steps []step
	bar   *widgets.Toast // the last bar that offered to take one back; it may be gone
	turns turns
}

// undoDepth is how many moves can be taken back, one after the other.
const undoDepth = 20

// step is one thing that Undo takes back.
type step struct {
	moves []mailbox.Moved
	times []mailbox.PutOff // when messages were to come back before
	marks []marked
	list  *mailbox.ListFolder // what was made for a mailing list; nil: nothing
	place *renamed            // what was done to a folder; nil: nothing
	gone  func(or func())     // takes back what is none of these, or calls or where that fails; nil: it is one of them

	uncount func(ctx context.Context) error // takes it out of what a rule has caught; nil: it does not count there
}

// marked are messages that were given a mark, or from which it was taken.
type marked struct {
	ids  []mailbox.ID
	flag mailbox.Flag
	on   bool
	// suspects are those that looked like junk until then: a mark of the person's may say more, see Filing.SetFlag.
	suspects []mailbox.ID
}

// counted is the number of messages of a step.
func (s step) counted() int {
	n := 0
	for _, m := range s.moves {
		n += len(m.IDs)
	}
	for _, p := range s.times {
		n += len(p.IDs)
	}
	if n > 0 {
		return n
	}
	each := map[mailbox.Flag]int{} // several of one letter are one letter
	for _, m := range s.marks {
		each[m.flag] += len(m.ids)
		n = max(n, each[m.flag])
	}
	return n
}

// changed is the number of messages that are not as before a step.
func (s step) changed() int {
	each := map[mailbox.ID]bool{}
	add := func(ids []mailbox.ID) {
		for _, id := range ids {
			each[id] = true
		}
	}
	for _, m := range s.moves {
		add(m.IDs)
	}
	for _, p := range s.times {
		add(p.IDs)
	}
	for _, m := range s.marks {
		add(m.ids)
	}
	return len(each)
}

// stays reports whether messages are letters that wait to be sent, all of them. They can only stay where they are: moved
// elsewhere they would not be sent. Who does not want that cancels them.
func (fl *filing) stays(ids []mailbox.ID) bool {
	if fl.waits == nil || len(ids) == 0 {
		return false
	}
	for _, id := range ids {
		if !fl.waits(id) {
			return false
		}
	}
	return true
}

// kept reports whether messages are where they come from by being put back: in the Trash.
func (fl *filing) kept(ids []mailbox.ID) bool {
	return len(ids) > 0 && fl.listing.allIn(ids, mailbox.Trash)
}

// movable hands then what of messages does not wait to be sent; where all do, it says so.
func (fl *filing) movable(ids []mailbox.ID, then func(ids []mailbox.ID)) {
	switch {
	case fl.stays(ids):
		fl.stopped()
		fl.onStays(fl.toasts, ids)
		return
	case fl.waits != nil && slices.ContainsFunc(ids, fl.waits):
		ids = slices.DeleteFunc(slices.Clone(ids), fl.waits)
	}
	then(ids)
}

// remove puts messages into the Trash; from the Trash they go for ever, after
// one question.
func (fl *filing) remove(ids []mailbox.ID) {
	if len(ids) == 0 {
		return
	}
	fl.whetherIn(ids, mailbox.Trash, func(in bool) {
		if in {
			fl.whole(ids, fl.purge)
			return
		}
		fl.toTrash(ids)
	})
}

func (fl *filing) toTrash(ids []mailbox.ID) {
	fl.moveTo(ids, mailbox.Trash, func(n int) string {
		return lang.N("{{.Count}} messages moved to Trash", n, map[string]any{"Count": words.Count(n)})
	})
}

func (fl *filing) purge(ids []mailbox.ID) {
	fl.stopped() // a question comes first
	data := map[string]any{"Count": words.Count(len(ids))}
	fl.ask(lang.N("Delete {{.Count}} messages forever?", len(ids), data),
		lang.N("They will be gone from this computer. This can’t be undone.", len(ids)),
		lang.L("Keep"), lang.L("Delete permanently"), func() {
			n := 0
			fl.do(func(ctx context.Context) (err error) {
				n, err = fl.store.PurgeThrown(ctx, ids)
				return err
			}, func() {
				if n > 0 { // else they were put back meanwhile
					fl.toasts.show(lang.N("{{.Count}} messages deleted permanently", n, map[string]any{"Count": words.Count(n)}), nil)
					fl.seen()
				}
			})
		})
}

func (fl *filing) archive(ids []mailbox.ID) {
	fl.moveTo(ids, mailbox.Archive, func(n int) string {
		return lang.N("{{.Count}} messages moved to Archive", n, map[string]any{"Count": words.Count(n)})
	})
}

// moveTo moves messages to the folder with a role of their own account.
func (fl *filing) moveTo(ids []mailbox.ID, role mailbox.Role, said func(n int) string) {
	fl.whole(ids, func(ids []mailbox.ID) {
		var s step
		fl.doOr(func(ctx context.Context) (err error) {
			s.moves, err = fl.store.MoveTo(ctx, ids, role)
			return err
		}, fl.stopped, func() { fl.moved(s, said) })
	})
}

// move moves messages to one folder.
func (fl *filing) move(ids []mailbox.ID, to mailbox.Folder) {
	if to.Role == mailbox.Snoozed { // something was dropped there
		fl.snooze(ids, tomorrow(fl.now()))
		return
	}
	fl.whole(ids, func(ids []mailbox.ID) {
		var s step
		fl.doOr(func(ctx context.Context) error {
			m, err := fl.store.Move(ctx, ids, to.ID)
			s.moves = []mailbox.Moved{m}
			return err
		}, fl.stopped, func() {
			fl.moved(s, func(n int) string {
				name := cmp.Or(folders.Path(fl.known.folders, to), folders.Name(to))
				if a, ok := fl.account(to.Account); ok && len(fl.known.accounts) > 1 {
					name += " · " + a.Email // each account has such a folder
				}
				return lang.N("{{.Count}} messages moved to {{.Folder}}", n, map[string]any{"Count": words.Count(n), "Folder": name})
			})
		})
	})
}

// moved offers to take a move back.
func (fl *filing) moved(s step, said func(n int) string) {
	var ids []mailbox.ID
	for _, m := range s.moves {
		ids = append(ids, m.IDs...)
	}
	defer fl.over(ids)
	n := s.counted()
	if n == 0 {
		return
	}
	for _, m := range s.moves {
		if fl.listing.leaves(m.To) {
			fl.listing.list.Gone(m.IDs) // at once; the store tells it a little later
		}
	}
	fl.took(s)
	fl.showUndo(said(n))
	fl.seen()
}

// seen has what was done in another window be seen.
func (fl *filing) seen() {
	if fl.beside != nil {
		fl.beside()
	}
}

// took remembers a step.
func (fl *filing) took(s step) {
	fl.past.steps = append(fl.past.steps, s)
	if len(fl.past.steps) > undoDepth {
		fl.past.steps = fl.past.steps[1:]
	}
}

// showUndo says what was done last, and offers to take it back.
func (fl *filing) showUndo(text string) {
	fl.toasts.show(text, fl.undo)
	fl.past.bar = fl.toasts.last
}

// tookSilently remembers a step of which nothing is said. A bar that offers to take an earlier one back goes: it would
// take back this one.
func (fl *filing) tookSilently(s step) {
	fl.took(s)
	if fl.toasts.now != nil && fl.toasts.now == fl.past.bar {
		fl.toasts.hide()
	}
}

// offerUndo says what was done, with a way to take it back: by the bar, or later as the last step. back
// calls or where it fails, so that it can be tried again.
func (fl *filing) offerUndo(text string, back func(or func())) {
	fl.took(step{gone: back})
	fl.showUndo(text)
	fl.seen()
}

// undone says that a step was taken back, where no words of its own do: what was done may be long ago, and out of sight.
func (fl *filing) undone() { fl.toasts.show(lang.L("Undone."), nil) }

// lasting are the last steps that can be taken back in another window: those that hold what to do,
// up to one that belongs to this window. What lies before that is not to be taken back in its place.
func (fl *filing) lasting() []step {
	i := len(fl.past.steps)
	for i > 0 && fl.past.steps[i-1].gone == nil {
		i--
	}
	return slices.Clone(fl.past.steps[i:])
}

// undo takes the last move back. Where that fails it can be tried again.
func (fl *filing) undo() {
	fl.stopped()
	if len(fl.past.steps) == 0 {
		return
	}
	s := fl.past.steps[len(fl.past.steps)-1]
	fl.past.steps = fl.past.steps[:len(fl.past.steps)-1]
	if s.gone != nil {
		s.gone(func() { fl.took(s) })
		return
	}
	if s.place != nil {
		fl.placeBack(s)
		return
	}
	if s.onlyMark() {
		fl.markBack(s)
		return
	}
	back := 0
	fl.doOr(func(ctx context.Context) (err error) {
		for _, m := range s.marks {
			if err := fl.takeMark(ctx, m); err != nil {
				return err
			}
		}
		if len(s.moves) > 0 || s.list == nil {
			if back, err = fl.store.TakeBack(ctx, s.moves); err != nil {
				return err
			}
		}
		if len(s.times) > 0 {
			if err := fl.store.PutOffAgain(ctx, s.times); err != nil {
				return err
			}
		}
		if s.uncount != nil {
			if err := s.uncount(ctx); err != nil {
				return err
			}
		}
		if s.list != nil {
			return fl.lists.TakeBackListFolder(ctx, *s.list)
		}
		return nil
	}, func() { fl.took(s) }, func() {
		fl.counted()
		if s.list != nil {
			fl.listBack(s, back)
			return
		}
		if !fl.listing.searching {
			fl.listing.reloadList(func() { fl.chooseAgain(s) })
		}
		fl.tellRestored(s.returned(back))
	})
}

// returned is how many messages of a step are as before once so many of those that it had moved are back.
func (s step) returned(back int) int {
	moved := 0
	for _, m := range s.moves {
		moved += len(m.IDs)
	}
	if moved == 0 {
		return s.counted()
	}
	return back + s.counted() - moved
}

// tellRestored says how many messages are as before; none: they are gone, or were put elsewhere since.
func (fl *filing) tellRestored(n int) {
	if n == 0 {
		fl.toasts.show(lang.L("This can’t be undone anymore."), nil)
		return
	}
	fl.toasts.show(lang.N("{{.Count}} messages restored", n, map[string]any{"Count": words.Count(n)}), nil)
}

// chooseAgain chooses the message that Undo has brought back, where it was the
// only one and is listed.
func (fl *filing) chooseAgain(s step) {
	if len(s.moves) == 1 && len(s.moves[0].IDs) == 1 {
		fl.listing.list.Select(s.moves[0].IDs[0])
	}
}

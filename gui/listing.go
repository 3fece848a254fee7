package gui

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/text"
	"popmail/gui/msglist"
	"popmail/gui/search"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// listing is the folders and the list of messages, of a folder or of a search.
type listing struct {
	*shell
	store   Listing
	cabinet Cabinet
	kept    KeptSearches
	owners  Owners

	tree *folders.Folders
	list *msglist.List
	bar  *search.Bar

	loadingList, loadingFolders loop.Latest
	afterList, afterFolders     []func() // to be done once these have been read, by whichever of several requests

	searches   []mailbox.Search
	justKept   mailbox.SearchID // to be shown once it is listed; 0: none
	counting   bool             // what they find is being counted
	countAgain bool             // and once more behind it

	arranging

	view      mailbox.View
	rowsOf    mailbox.View // whose rows are listed, but for those of a search
	onlyOf    mailbox.Only // that these rows are left by
	viewTitle string
	searching bool
	placed    bool // the last place was chosen again, or was not there
	terms     []string
	sought    bool               // something was searched for
	leftOut   []mailbox.FolderID // that the search does not look into
	asked     asked              // what the results are of that are listed
	again     bool               // a repeated search is due
	filesOf   []mailbox.ID       // messages of whose files the text was read; what finds it is due
	choice    choice             // of the chosen messages
	choosing  loop.Latest
	before    mailbox.ID // was read when the search began; 0: none
	last      mailbox.ID // to be chosen again once it is listed; 0: none
	news      int        // changes of the store that were told of
	first     bool       // the first list of the view is on its way
	drawn     bool

	onNoPlace   func()                                  // the last place is not known or gone: chooses one
	onNobody    func()                                  // there is neither an account nor mail
	onReminders func()                                  // the person is reminded of other letters
	onKnown     func(map[account.ID]account.Status)     // accounts and folders were read
	onPlace     func()                                  // another folder is shown, or a search
	onRows      func()                                  // rows of the list were read
	onChosen    func()                                  // a folder was chosen
	onFiles     func(ids []mailbox.ID)                  // their attached files were read; nil: nobody asks
	onRemovals  func()                                  // messages go from their servers at other times; nil: nobody asks
	onChanged   func(batch []mailbox.Change, lost bool) // the store reports something; nil: nobody asks
	onStale     func(ids, gone []mailbox.ID, all bool)  // messages have changed
	onTogether  func()                                  // rows are conversations now, or are not any more
	onDrawn     func()                                  // the first list is on the screen; nil: nobody asks
	onListed    func()                                  // once: all of the view is listed; nil: nobody waits for it
	reads       func() mailbox.ID                       // the message that is read; 0: none
	readOf      func(id mailbox.ID) *mailbox.Summary    // of a letter that is read, listed or not; nil: it is none
}

func newListing(sh *shell, m Mail) *listing {
	ls := &listing{
		shell: sh, store: m, cabinet: m, kept: m, owners: m,
		tree: folders.New(), list: msglist.New(sh.run), bar: search.New(sh.run),
		loadingList: loop.Latest{Run: sh.run}, loadingFolders: loop.Latest{Run: sh.run}, choosing: loop.Latest{Run: sh.run},
		onDrawn: sh.o.OnDrawn,
	}
	ls.onNoPlace = ls.chooseInbox
	ls.onTogether = func() {}
	ls.connectArranging()
	ls.list.Now, ls.bar.Now = sh.now, sh.now
	ls.list.OnLoad = ls.loadRows
	ls.list.OnSnippets = ls.loadSnippets
	ls.list.Without = ls.choice.without
	ls.list.Total = func() int {
		if f, ok := ls.place(); ok && ls.only == 0 {
			return f.Total
		}
		return ls.list.Len()
	}
	ls.bar.Find = func(ctx context.Context, q *query.Query) (mailbox.Result, error) { return ls.store.Search(ctx, q, 0) }
	ls.bar.FindFirst = func(ctx context.Context, q *query.Query) (mailbox.Result, error) {
		return ls.store.SearchFirst(ctx, q, firstHits)
	}
	ls.bar.FindBest = func(ctx context.Context, q *query.Query) (mailbox.Result, error) {
		return ls.store.SearchBest(ctx, q, 0)
	}
	ls.bar.Folder = ls.folderOffered
	ls.bar.SetBest(sh.app.Preferences().Bool(prefBest))
	ls.bar.OnBest = func(on bool) { sh.app.Preferences().SetBool(prefBest, on) }
	return ls
}

// loadRows reads rows of the list. Those with letters of a font that was not read yet come once it
// was, the others at once.
func (ls *listing) loadRows(ids []mailbox.ID, done func([]mailbox.Summary)) {
	read := ls.store.Summaries
	if ls.list.Together() {
		read = ls.store.Conversations
	}
	var rows []mailbox.Summary
	var later []mailbox.ID
	var texts []string
	var err error
	ls.run.Go(func(ctx context.Context) {
		rows, err = read(ctx, ids)
		rows = slices.DeleteFunc(rows, func(m mailbox.Summary) bool {
			says := rowTexts(&m)
			if text.Shared().Ready(rowFaces, says...) {
				return false
			}
			later, texts = append(later, m.ID), append(texts, says...)
			return true
		})
	}, func() {
		if err != nil {
			ls.failed(err)
			rows = nil
		}
		done(rows)
		ls.onRows()
		if len(later) > 0 {
			ls.run.Go(func(context.Context) { text.Shared().Prepare(rowFaces, texts...) }, func() { ls.list.Updated(later) })
		}
	})
}

// rowFaces are the styles of the text of rows.
var rowFaces = []text.Face{{}, {Bold: true}}

// rowTexts are the texts of strangers that a row shows.
func rowTexts(m *mailbox.Summary) []string {
	out := []string{m.From.Name, m.Subject, m.Snippet}
	for _, a := range m.To[:min(len(m.To), 3)] {
		out = append(out, a.Name)
	}
	if m.Conversation != nil {
		for _, p := range m.Conversation.People {
			out = append(out, p.Name)
		}
	}
	return out
}

// rows reads what the store says of messages.
func (ls *listing) rows(ids []mailbox.ID, done func([]mailbox.Summary, error)) {
	ls.rowsBy(ls.store.Summaries, ids, done)
}

func (ls *listing) rowsBy(read func(context.Context, []mailbox.ID) ([]mailbox.Summary, error), ids []mailbox.ID, done func([]mailbox.Summary, error)) {
	var rows []mailbox.Summary
	var err error
	ls.run.Go(func(ctx context.Context) { rows, err = read(ctx, ids) }, func() { done(rows, err) })
}

func (ls *listing) loadSnippets(ids []mailbox.ID, terms []string, done func(map[mailbox.ID]mailbox.Excerpt)) {
	var found map[mailbox.ID]mailbox.Excerpt
	ls.run.Go(func(ctx context.Context) { found, _ = ls.store.Snippets(ctx, ids, terms) }, func() { done(found) })
}

const (
	firstPage   = 60                     // messages that are listed before all others are known
	firstHits   = 50                     // likewise of a search
	changePause = 400 * time.Millisecond // between two looks at what has changed
)

// loadAll reads accounts and folders, then the list of the chosen folder.
func (ls *listing) loadAll() {
	ls.loadFolders(func() {
		if len(ls.known.accounts) == 0 && ls.total() == 0 {
			ls.onNobody()
			return
		}
		if _, ok := ls.place(); !ok && !ls.view.Starred && !ls.view.Remind && ls.view.Search == 0 {
			if !ls.chooseLastPlace() {
				ls.onNoPlace()
			}
			return
		}
		ls.loadList()
	})
}

// loadFolders reads accounts, folders and counts, then calls then, which may be nil. A
// newer request takes over what an older one under way was to call.
func (ls *listing) loadFolders(then func()) {
	if then != nil {
		ls.afterFolders = append(ls.afterFolders, then)
	}
	var accounts []account.Account
	var places []mailbox.Folder
	var searches []mailbox.Search
	var reminded []mailbox.Reminder
	var known map[account.ID]account.Status
	var err error
	ls.loadingFolders.Start(func(ctx context.Context) {
		if accounts, err = ls.owners.Accounts(ctx); err == nil {
			places, err = ls.cabinet.Folders(ctx)
		}
		if err == nil {
			searches, err = ls.kept.Searches(ctx)
		}
		if err == nil {
			known, err = ls.owners.Status(ctx)
		}
		if err == nil {
			reminded, err = ls.store.Reminders(ctx)
		}
	}, func() {
		after := ls.afterFolders
		ls.afterFolders = nil
		if err != nil {
			ls.failed(err)
			return
		}
		alike := func(a, b account.Account) bool {
			return a.ID == b.ID && a.Label == b.Label && a.Email == b.Email && a.Color == b.Color
		}
		other := !slices.EqualFunc(ls.known.accounts, accounts, alike)
		ls.known.accounts, ls.known.folders, ls.known.colors = accounts, places, folders.Colors(accounts)
		ls.known.read = true
		if other {
			ls.list.View().RefreshRows() // which name the accounts
		}
		ls.searches, ls.known.reminded = searches, reminded
		ls.tree.SetUnanswered(len(ls.unanswered()))
		ls.tree.Set(accounts, places)
		if ls.list.Together() {
			ls.list.Refresh() // it tells how many letters there are
		}
		ls.tree.SetSearches(searches)
		ls.countFound()
		if ls.view.Search != 0 {
			ls.setEmptySearch() // folders that it names can have come or gone
		} else if ls.list.Len() == 0 {
			ls.setEmpty() // mail can have come elsewhere
		}
		ls.showKept()
		ls.onKnown(known)
		for _, f := range after {
			f()
		}
	})
}

// loadList lists the chosen view from its newest messages on, which are shown
// before the rest is known.
func (ls *listing) loadList() {
	v, news, a := ls.listed(), ls.news, ls.arrangement()
	var l mailbox.Arranged
	var err error
	ls.first, ls.afterList = true, nil
	ls.loadingList.Start(func(ctx context.Context) { l, err = ls.arranged(ctx, v, a, firstPage) }, func() {
		ls.first = false
		if err != nil {
			ls.onListed = nil
			ls.failed(err)
			return
		}
		ls.rowsOf = v
		ls.rowsOf.Conversations = false
		f, _ := ls.place()
		ls.list.SetOutbox(f.Role == mailbox.Outbox)
		ls.list.SetTogether(v.Conversations)
		ls.onlyOf = a.Only
		ls.list.ShowArranged(l, a.Order, ls.grouping(a), ls.terms...)
		ls.chooseLast()
		ls.firstDrawn()
		if a.Plain() && len(l.Entries) == firstPage || ls.news != news { // something may have changed after it was read
			ls.reloadList(func() {
				ls.chooseLast()
				ls.last = 0
				ls.listedAll()
			})
			return
		}
		ls.listedAll()
	})
}

// listedAll does what waits for all of the view to be listed.
func (ls *listing) listedAll() {
	if do := ls.onListed; do != nil {
		ls.onListed = nil
		do()
	}
}

// reloadList lists the chosen view anew, then calls then, which may be nil. What
// is chosen and the place in the list are kept.
func (ls *listing) reloadList(then func()) {
	if ls.first {
		ls.loadList() // what is on the screen is still another folder
		return
	}
	if then != nil {
		ls.afterList = append(ls.afterList, then)
	}
	v, news, a := ls.listed(), ls.news, ls.arrangement()
	var l mailbox.Arranged
	var err error
	ls.loadingList.Start(func(ctx context.Context) { l, err = ls.arranged(ctx, v, a, 0) }, func() {
		after := ls.afterList
		ls.afterList = nil
		if err != nil {
			ls.onListed = nil
			ls.failed(err)
			return
		}
		relist := ls.list.ReloadArranged
		if a.Only != ls.onlyOf || v.Conversations != ls.list.Together() {
			relist = ls.list.Filter
		}
		ls.onlyOf = a.Only
		ls.list.SetTogether(v.Conversations)
		relist(l, a.Order, ls.grouping(a))
		for _, f := range after {
			f()
		}
		if ls.news != news { // something may have changed after it was read
			ls.reloadList(nil)
		}
	})
}

// setEmpty says what an empty folder shows.
func (ls *listing) setEmpty() {
	f, _ := ls.place()
	switch {
	case ls.view.Search != 0:
		ls.list.SetEmpty(lang.L("This search finds nothing at the moment."), "")
		ls.setEmptySearch()
	case ls.view.Remind:
		ls.list.SetEmpty(lang.L("Nothing to remember."), lang.L("Letters that nobody has answered in the time you chose appear here."))
	case ls.view.Starred:
		ls.list.SetEmpty(lang.L("No starred messages."), lang.L("Star a message to find it here."))
	case f.Role == mailbox.Inbox && !errors.Is(ls.o.CannotWrite, errOnlyLooked) && ls.total() > 0:
		ls.list.SetEmpty(lang.L("This folder is empty."), lang.L("New mail appears here as it arrives."))
	case f.Role == mailbox.Inbox && !errors.Is(ls.o.CannotWrite, errOnlyLooked):
		ls.list.SetEmpty(lang.L("No mail here yet."), lang.L("New mail appears here as it arrives."))
	case f.Role == mailbox.Snoozed:
		ls.list.SetEmpty(lang.L("Nothing is snoozed."), lang.L("Snooze a message to get it out of the way until later."))
	case f.Role == mailbox.Trash:
		ls.list.SetEmpty(lang.L("The Trash is empty."), "")
	case f.Role == mailbox.Junk:
		ls.list.SetEmpty(lang.L("No junk mail."), "")
	default:
		ls.list.SetEmpty(lang.L("This folder is empty."), "")
	}
}

// firstDrawn tells once that the list is on the screen: two frames after it was
// filled.
func (ls *listing) firstDrawn() {
	if ls.drawn {
		return
	}
	ls.drawn = true
	if ls.onDrawn == nil {
		return
	}
	frames := 0
	var a *fyne.Animation
	a = &fyne.Animation{Duration: time.Second, RepeatCount: fyne.AnimationRepeatForever, Tick: func(float32) {
		if frames++; frames == 3 {
			a.Stop()
			ls.onDrawn()
		}
	}}
	a.Start()
}

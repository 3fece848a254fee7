package msglist

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// List shows messages, newest first: those of a folder by day, or what a search
// has found with its words marked. It tells what a person wants by its On…
// functions and changes nothing by itself; what has changed it is told with
// Add, Gone and Updated.
type List struct {
	widget.BaseWidget
	Now func() time.Time // nil: time.Now

	// OnLoad asks for rows. done is to be called on the window's thread with what
	// was found; with nil when it failed, which is tried again later.
	OnLoad func(ids []mailbox.ID, done func([]mailbox.Summary))
	// OnSnippets asks for the words around the first of terms, in the same way. A
	// list without it shows the first words of the messages.
	OnSnippets func(ids []mailbox.ID, terms []string, done func(map[mailbox.ID]mailbox.Excerpt))

	OnOpen       func(id mailbox.ID)    // one message is chosen: to be read
	OnSelection  func(ids []mailbox.ID) // other messages are chosen, from top to bottom; also after OnOpen
	OnActivate   func(id mailbox.ID)    // Enter, or a double tap where there is no OnDouble
	OnDouble     func(id mailbox.ID)    // double tap; may be nil
	OnTap        func(id mailbox.ID)    // a press and its release on one message
	OnDelete     func(ids []mailbox.ID)
	OnArchive    func(ids []mailbox.ID)
	OnToggleRead func(ids []mailbox.ID, read bool)
	OnToggleStar func(ids []mailbox.ID, starred bool)
	// OnMark gives what a menu was opened for a mark, or takes it away, as its entry says.
	OnMark func(ids []mailbox.ID, f mailbox.Flag, on bool)
	// Without reports whether one of chosen messages, some of whose rows are not loaded, does not have a
	// mark; not known: it counts as without. nil: nothing is known of these.
	Without func(ids []mailbox.ID, f mailbox.Flag) (without, known bool)
	// Stays reports that messages can only stay where they are; nil: none has to. Kept reports that they are out of the
	// way already, so that nothing archives them.
	Stays, Kept func(ids []mailbox.ID) bool
	// Standing is what a row says in the place of the first words: how far a letter of the
	// outbox is. nil, for a message or for all: the first words.
	Standing  func(id mailbox.ID) *Standing
	MenuItems func(ids []mailbox.ID) []*fyne.MenuItem // more entries for the context menu
	// FirstItems are the entries that it begins with; nil: there are none.
	FirstItems func(ids []mailbox.ID) []*fyne.MenuItem

	// FolderOf says where a message lies, for lists of several folders; empty: not
	// shown. May be nil.
	FolderOf func(s *mailbox.Summary) string
	// AccountOf says whose a message is and the color of that account, for lists of several
	// accounts; empty: not shown. May be nil.
	AccountOf func(s *mailbox.Summary) (name string, color int)
	// Total is the number of messages that the rows stand for, where they are conversations; nil: as
	// many as there are rows.
	Total func() int
	// OnAnywhere asks for a search of Trash and Junk too; nil: not offered.
	OnAnywhere func()

	rows     Rows
	together bool   // rows are conversations
	cache    *cache // of such rows as are listed
	other    *cache // of the others

	searching bool
	hint      string // a search that asks for nothing; what is missing
	anywhere  bool   // Trash and Junk are searched too
	total     int
	best      int      // results that were compared, see mailbox.Result
	terms     []string // to mark; empty: none
	found     map[mailbox.ID]mailbox.Excerpt
	asked     map[mailbox.ID]struct{} // whose found words were asked for
	serial    int                     // of the search; results of older ones are dropped

	emptyTitle, emptyText string
	nothing               string // see SetNothing
	loaded                bool   // something was shown; before that an empty list says nothing
	reported              []mailbox.ID

	order mailbox.Order // of a folder
	group Grouping

	columns   bool              // rows of one line are wanted
	asColumns bool              // rows have one line
	heads     []*widgets.Button // of the columns

	outbox      bool    // letters on their way are listed
	width, unit float32 // that the rows of the outbox were measured for

	view    *widgets.List
	heading *widgets.Text
	top     fyne.CanvasObject
	title   *widgets.Text
	text    *widgets.Text
	bar     *Arranger        // what of a folder is listed, and how
	hasBar  bool             // it is offered
	line    *widgets.Ground  // below it
	action  *widgets.Button  // does something with all that is listed
	more    *widgets.Button  // searches Trash and Junk too
	left    *selectable.Text // below the rows of a search: Trash and Junk were left out
	note    *widgets.Text    // below the rows of a folder, see SetNote
	bottom  fyne.CanvasObject
	edge    *widgets.Ground // above bottom
	back    *widgets.Ground
}

// New returns an empty list. A Runner, where there is one, brings the headings
// up to date when a day begins.
func New(run loop.Runner) *List {
	l := &List{
		cache:   newCache(),
		other:   newCache(),
		view:    widgets.NewList(),
		heading: widgets.NewLine("", false, fynetheme.SizeNameCaptionText, theme.ColorMuted),
		title:   widgets.NewText("", fynetheme.SizeNameSubHeadingText, fynetheme.ColorNameForeground),
		text:    widgets.NewText("", "", theme.ColorMuted),
		back:    widgets.NewGround(theme.ColorCard),
	}
	l.title.Align, l.text.Align = fyne.TextAlignCenter, fyne.TextAlignCenter
	l.emptyTitle = lang.L("No mail here yet.")
	l.bar, l.line = newArranger(), widgets.NewHairline()
	l.nothing = lang.L("Try fewer or different words, or remove a filter.")
	l.action = widgets.NewLink("", nil)
	l.action.Small = true
	l.action.Hide()
	anywhere := func() {
		if l.OnAnywhere != nil {
			l.OnAnywhere()
		}
	}
	l.more = widgets.NewLink(lang.L("Search Trash and Junk too"), anywhere)
	l.more.Hide()
	l.left = selectable.New(func(t *widgets.Text) { t.SizeName, t.Color = theme.SizeSmall, theme.ColorMuted },
		selectable.Run{Text: lang.L("Trash and Junk were left out.") + " "}, selectable.Run{Text: lang.L("Search Trash and Junk too"), Link: "popmail:anywhere"})
	l.left.OnLink = func(string, fyne.Position) { anywhere() }
	l.left.Hide()
	l.note = widgets.NewText("", theme.SizeSmall, theme.ColorMuted)
	l.note.Hide()
	l.edge = widgets.NewHairline()
	l.edge.Hide()
	v := l.view
	v.FollowTop = true
	v.RowHeight = l.rowHigh
	l.newHeads()
	v.NewRow = func() fyne.CanvasObject { return newRow() }
	v.Bind = l.bind
	v.Key = func(i int) int64 {
		e := l.rows.At(i)
		return int64(e.ID)
	}
	v.Index = func(key int64) int { return l.rows.Index(mailbox.ID(key)) }
	v.OnSelected = l.report
	v.OnOpen = func(i int) {
		if l.OnActivate != nil {
			l.OnActivate(l.rows.At(i).ID)
		}
	}
	v.OnDouble = func(i int) {
		switch id := l.rows.At(i).ID; {
		case l.OnDouble != nil:
			l.OnDouble(id)
		case l.OnActivate != nil:
			l.OnActivate(id)
		}
	}
	v.OnTap = func(i int) {
		if l.OnTap != nil {
			l.OnTap(l.rows.At(i).ID)
		}
	}
	v.OnMenu, v.TipAt = l.menu, l.tipAt
	v.OnKey = l.key
	v.OnScrolled = l.load
	l.ExtendBaseWidget(l)
	if run != nil {
		loop.EachDay(run, l.now, l.regroup) // the headings are of days
	}
	return l
}

func (l *List) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now()
}

// SetTop puts something between the heading and the rows, such as the filters of
// a search; nil takes it away.
func (l *List) SetTop(o fyne.CanvasObject) {
	l.top = o
	l.Refresh()
}

// SetNote says something below the rows of the folder; "": nothing.
func (l *List) SetNote(text string) {
	if l.note.Text() != text {
		l.note.SetText(text)
		l.Refresh()
	}
}

// SetBottom puts something below the rows while a search is shown and there is room for both.
func (l *List) SetBottom(o fyne.CanvasObject) {
	l.bottom = o
	l.Refresh()
}

// Arranger is the bar above the rows of a folder. It is there once it was asked for here.
func (l *List) Arranger() *Arranger {
	l.hasBar = true
	return l.bar
}

// SetAction puts a link above the rows that does something with all of them, such as
// emptying the Trash; it is seen while there are any. An empty text takes it away.
func (l *List) SetAction(text string, do func()) {
	l.action.Text, l.action.OnTapped = text, do
	l.action.Refresh()
	l.Refresh()
}

// Action is what the link above the rows says; empty while there is none.
func (l *List) Action() string {
	if l.action.Hidden {
		return ""
	}
	return l.action.Text
}

// SetEmpty says what an empty list shows: a short sentence and a longer one,
// which may be empty.
func (l *List) SetEmpty(title, text string) {
	l.emptyTitle, l.emptyText = title, text
	l.Refresh()
}

// SetNothing says what a person may do about a search that finds nothing.
func (l *List) SetNothing(text string) { l.nothing = text }

// Len is the number of messages listed.
func (l *List) Len() int { return l.rows.Len() }

// IDs is the messages listed, from top to bottom.
func (l *List) IDs() []mailbox.ID {
	ids := make([]mailbox.ID, l.rows.Len())
	for i, e := range l.rows.entries {
		ids[i] = e.ID
	}
	return ids
}

// Selected is the chosen messages, from top to bottom.
func (l *List) Selected() []mailbox.ID {
	keys := l.view.Selected()
	ids := make([]mailbox.ID, len(keys))
	for i, k := range keys {
		ids[i] = mailbox.ID(k)
	}
	return ids
}

// Select chooses one message and brings it into view; it reports whether it is
// listed.
func (l *List) Select(id mailbox.ID) bool {
	i := l.rows.Index(id)
	if i < 0 {
		return false
	}
	l.view.SelectOnly(i)
	l.view.ScrollTo(i)
	l.report()
	return true
}

// SelectAll chooses all messages.
func (l *List) SelectAll() { l.view.SelectAll() }

// SelectFirst chooses the first message.
func (l *List) SelectFirst() bool { return l.rows.Len() > 0 && l.Select(l.rows.At(0).ID) }

// Previous chooses the message above.
func (l *List) Previous() bool { return l.view.Step(-1) }

// Next chooses the message below.
func (l *List) Next() bool { return l.view.Step(1) }

// Focus gives the list the keyboard. An empty list has no use for it and leaves
// the keys to the window.
func (l *List) Focus() {
	c := fyne.CurrentApp().Driver().CanvasForObject(l)
	switch {
	case c == nil:
	case l.view.Hidden:
		c.Unfocus()
	default:
		c.Focus(l.view)
	}
}

// Around are the messages right below and above one whose rows are here and that are not
// larger than so many octets.
func (l *List) Around(id mailbox.ID, most int64) (ids []mailbox.ID) {
	for _, near := range l.rows.Around(id) {
		if s := l.Summary(near); s != nil && s.Size <= most {
			ids = append(ids, near)
		}
	}
	return ids
}

// View is the list of rows inside.
func (l *List) View() *widgets.List { return l.view }

// Rows is what the rows in view say, from top to bottom.
func (l *List) Rows() []Content {
	first, end := l.view.InView()
	var out []Content
	for i := first; i < end; i++ {
		if r, ok := l.view.Row(i).(*Row); ok {
			out = append(out, r.Shown())
		}
	}
	return out
}

// report tells of the selection when it is not the one told of last.
func (l *List) report() {
	ids := l.Selected()
	if slices.Equal(ids, l.reported) {
		return
	}
	l.reported = ids
	if len(ids) == 1 && l.OnOpen != nil {
		l.OnOpen(ids[0])
	}
	if l.OnSelection != nil {
		l.OnSelection(slices.Clone(ids))
	}
}

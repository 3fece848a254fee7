// Package settings is what lies behind the gear: pages about accounts, reading, the look
// and help. It says what the person wants and keeps nothing.
package settings

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/nav"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Account is an account with what is known of its last check.
type Account struct {
	Account  account.Account
	Color    int // the number of the color that it has where the person chose none
	Status   account.Status
	Messages int    // of it on this computer
	Trouble  string // what is wrong, in plain words; empty: nothing
	Checking bool   // a session is under way
	SignIn   bool   // the person signs in to it with the browser
	// MaySignIn: they use a password, and the provider lets them sign in with the browser as well.
	MaySignIn bool
}

// State is what the pages show.
type State struct {
	Accounts   []Account
	Language   string // one of lang.Languages; empty: the system's
	Mode       theme.Mode
	Scale      int // text size in percent
	Contrast   bool
	Version    string
	DataFolder string
	Senders    []string // whose pictures of the internet are always fetched
	Ahead      bool     // they are fetched as mail arrives
	Together   bool     // letters and their answers are one row of the list
	Offline    bool     // the person works offline
	Travel     Travel
	Clients    []Client // providers that let people sign in with the browser
	// MailProgram: e-mail links in other programs open letters here.
	MailProgram bool
	Backup      Backup
	Kept        Kept // of backups
	Junk        Junk
	Telling     Telling
	Background  Background
	Rules       Rules
	NewVersions NewVersions
}

// Removal is what the removal of an account does where its mail is not kept.
type Removal struct {
	Goes  int // messages that are deleted
	Stays int // messages of it that lie in the person's own folders
	// Unsent are letters that wait in the outbox and will not be sent; Heir is the account whose drafts
	// they are then where the mail is kept, "" where there is no other.
	Unsent int
	Heir   string
}

// Settings is the whole area of the window while settings are made. Unset functions hide
// what would call them. All methods and the functions without a context are called on the
// window's thread, those with a context in the background.
type Settings struct {
	widget.BaseWidget

	outgoingOf account.ID // the account whose outgoing server is to be shown; 0: none

	Run loop.Runner
	// Over is the canvas that the settings lie over, nil while they do not. What the driver knows of
	// that comes with the next picture: settings that were opened just now ask as well. Unset: the driver
	// is asked.
	Over func() fyne.Canvas
	// Probe logs in and out with settings as they would be; errors are *account.Problem.
	// Without a credential it uses the one that is kept.
	Probe func(ctx context.Context, a account.Account, c account.Credential) error
	// ProbeOutgoing does so at the outgoing server, and returns the OutgoingUser that it
	// has taken; nil: that one is not tested.
	ProbeOutgoing func(ctx context.Context, a account.Account, c account.Credential) (user string, err error)
	// Save stores what now has of an account that was has not; without a credential the
	// one that is kept stays.
	Save func(ctx context.Context, was, now account.Account, c account.Credential) error
	// SaveAnyway stores it although a test has failed. A password that was typed takes the
	// place of the one that is kept only once the server has accepted it.
	SaveAnyway func(ctx context.Context, was, now account.Account, c account.Credential) error
	// Removal counts what would go.
	Removal func(ctx context.Context, id account.ID) (Removal, error)
	// Removable counts what the next check of an account with these settings would remove
	// from its server; nil: that is not told.
	Removable func(ctx context.Context, a account.Account) (account.Removable, error)
	// SetClient keeps a client ID for a provider, or without one forgets it; false: it
	// cannot be one.
	SetClient func(ctx context.Context, key, id, secret string) (ok bool, err error)
	// KeyringWorks reports whether the system's password store can be used.
	KeyringWorks func(ctx context.Context) bool

	OnAdd func()
	// Authorities describes certificates of authorities, as an account has them. It is quick.
	Authorities func(text string) []account.Certificate
	// OnSetUp goes through the setting up of an account anew, where a certificate that is
	// new can be trusted; nil: nobody does.
	OnSetUp func(id account.ID)
	// OnAddAuthority lets the person choose the file of a certificate authority, and calls
	// add with what is in it once they have read what that means.
	OnAddAuthority func(add func(text string))

	OnSignIn   func(id account.ID)                // the person wants to sign in with the browser again
	OnSaved    func()                             // the accounts are to be read anew
	OnFailed   func(error)                        // something could not be done
	OnSay      func(string)                       // a sentence for the person
	OnUndo     func(text string, undo func())     // …about what can be taken back
	OnRemove   func(id account.ID, keepMail bool) // the person has been asked
	OnPause    func(id account.ID, paused bool)
	OnCheck    func(id account.ID) // its mail is to be looked for now
	OnAsides   func(id account.ID) // which messages could not be received
	OnServer   func(id account.ID) // what its server holds
	OnOrder    func(ids []account.ID)
	OnCopy     func(text string)
	OnLook     func(mode theme.Mode, scale int)
	OnContrast func(on bool)     // nil: there is no high contrast
	OnLanguage func(code string) // nil: it cannot be chosen
	OnClose    func()
	OnOpenLink func(address string)
	// OnForget takes back that the pictures of a sender are always fetched.
	OnForget func(address string)
	OnAhead  func(on bool)
	// OnTogether shows letters and their answers as one row of the list, or each in its own.
	OnTogether func(on bool)
	// OnOffline keeps PopMail off the network, or brings it back.
	OnOffline func(on bool)
	OnTravel  func(on bool)
	// OnSizes chooses what messages come whole up to, in octets, usually and in travel mode;
	// nil: all come whole.
	OnSizes func(usual, traveling int64)
	// OnMetered says whether a metered connection is to be travel mode; nil: the system does
	// not tell which is.
	OnMetered func(on bool)
	// OnMailProgram makes this the program for e-mail links; nil: the system cannot be told.
	OnMailProgram func()
	OnBackUp      func()          // a backup is to be made now; nil: none are made
	OnStopBackup  func()          // the one that is being made is given up
	OnBackupOn    func(on bool)   // whether they are made by themselves
	OnBackupPlace func()          // another place for them is to be chosen
	OnSpare       func(on bool)   // whether one is made here while that place is missing
	OnBackupKeep  func()          // other ones are to stay
	OnOwnPlace    func()          // they are to be made in PopMail's own folder
	OnSaveBackup  func()          // one more is to be made, in a file
	OnRestore     func()          // mail is to come back
	OnBackupLock  func(on bool)   // backups are to have a password, or another one, or none
	OnLookInto    func()          // a backup is to be read
	OnJunkFilter  func(on bool)   // whether new mail is judged; nil: there is no page about junk
	OnForgetJunk  func()          // what was learned about junk is to be forgotten
	OnTelling     func(t Telling) // what is told of new mail is to be so
	OnNewest      func()          // a new version is to be looked for; nil: nothing is said of new versions
	OnStopNewest  func()          // not any more
	OnMonthly     func(on bool)   // whether one is looked for once a month; nil: it is not
	OnNewPage     func()          // the page of the new version is to be opened
	OnClosing     func(c Closing) // what closing the window does; nil: it always quits
	OnStarts      func(on bool)   // PopMail is to start with the computer; nil: it cannot
	// OnSender decides about a sender, or takes that back.
	OnSender     func(d mailbox.Sender, decided bool)
	OnReady      func()           // whether all is here for a time without internet is to be told; nil: it is not offered
	OnGuide      func()           // the guide is to be opened; nil: there is none
	OnPrintGuide func()           // the guide is to be printed
	OnLicenses   func()           // what PopMail is made of is to be shown; nil: it is not known
	OnRoom       func()           // what takes the room is to be told; nil: it is not offered
	OnFolder     func()           // the folder with the mail is to be shown
	OnBringIn    func()           // mail of other programs is to be brought in; nil: none is
	OnSaveMail   func()           // mail is to be saved outside; nil: none is
	OnLog        func()           // the log is to be opened; nil: there is none
	OnSupport    func()           // the end of it is to be copied
	Now          func() time.Time // nil: time.Now
	Shortcuts    []Shortcut       // of the sheet of shortcuts

	state   State
	filled  bool
	cards   map[account.ID]*card
	order   []account.ID // of the cards, while one of them is dragged
	dropped bool         // the drag was given up, and the button is still down
	form    *form        // of the account that is being changed; nil: none
	clients clients
	// What stays while its page is filled anew; nil before that.
	travelGroup *travelGroup
	backups     *backupPage
	offline     *field.Check

	rulePort  RulePort
	ruleRows  map[mailbox.RuleID]*ruleRow
	ruleForm  *ruleForm        // the rule that is made or changed; nil: none
	ruleOrder []mailbox.RuleID // while one is dragged; nil: none is

	ruleStoring bool   // a rule is being saved
	afterRule   func() // once it is; nil: nothing

	pages             []*page
	at                int // of pages
	ground            *widgets.Ground
	headLine, navLine *widgets.Ground
	head, chips       *flow.Column // stay in sight
	nav               *nav.Nav
	page              *flow.Page
	column            *flow.Column
	done              *widgets.Button
	add               *widgets.Button
	noAccounts        *widgets.Text
	keyringMissing    bool
	made              []fyne.Focusable // that the page which is shown was given, anew each time it is filled
	added             string           // list to which an address was added by its field, which has the keyboard then; "": none
	wanted            fyne.Focusable   // that field, when the page is filled anew
}

// page is one of the pages.
type page struct {
	name  string
	icon  widgets.IconName
	chip  *widgets.Chip
	build func() []fyne.CanvasObject
}

// New returns empty pages; Set fills them.
func New() *Settings {
	s := &Settings{cards: map[account.ID]*card{}}
	s.pages = []*page{
		{name: lang.L("Accounts"), icon: widgets.IconPerson, build: s.accounts},
		{name: lang.L("Reading"), icon: widgets.IconEye, build: s.reading},
		{name: lookName(), icon: widgets.IconSun, build: s.look},
		{name: lang.L("Move mail"), icon: widgets.IconSave, build: s.moving},
		{name: helpName(), icon: widgets.IconHelp, build: s.help},
	}
	s.done = widgets.NewButton(widgets.Primary, lang.L("Done"), "", func() { s.Leave(s.close) })
	s.ground, s.headLine, s.navLine = widgets.NewGround(theme.ColorPane), widgets.NewHairline(), widgets.NewHairline()
	title := widgets.NewSpans(widgets.Span{Text: lang.L("Settings"), Bold: true})
	title.SizeName = fynetheme.SizeNameSubHeadingText
	s.head = flow.NewColumn(0, flow.NewRow(16, title, title, s.done))
	s.head.Fill, s.head.Inset = theme.ColorCard, flow.Insets{Left: 20, Top: 9, Right: 20, Bottom: 8}
	s.list()
	s.add = widgets.NewButton(widgets.Quiet, lang.L("Add an account…"), widgets.IconPlus, func() { s.Leave(s.OnAdd) })
	s.noAccounts = small(lang.L("No accounts yet."))
	s.column = flow.NewColumn(16)
	s.page = flow.NewPage(s.column)
	s.page.Fill, s.page.FollowFocus = theme.ColorPane, true
	s.ExtendBaseWidget(s)
	return s
}

// list names the pages, at the left and above.
func (s *Settings) list() {
	chips := flow.NewTiles(8)
	for i, p := range s.pages {
		p.chip = widgets.NewChip(p.name, func() { s.turn(i) }, nil)
		chips.Objects = append(chips.Objects, p.chip)
	}
	s.chips = flow.NewColumn(0, chips)
	s.chips.Inset = flow.Insets{Left: 12, Top: 12, Right: 12, Bottom: 8}
	items := make([]nav.Item, len(s.pages))
	for i, p := range s.pages {
		items[i] = nav.Item{Icon: p.icon, Name: p.name}
	}
	s.nav = nav.New(items, s.turn)
}

// OfferBackups adds the page about backups. It is called before Set.
func (s *Settings) OfferBackups() {
	s.pages = slices.Insert(s.pages, 2, &page{name: backupName(), icon: widgets.IconBackup, build: s.backup})
	s.list()
}

// OfferJunk adds the page about junk. It is called before Set and after OfferBackups.
func (s *Settings) OfferJunk() {
	s.pages = slices.Insert(s.pages, 2, &page{name: junkName(), icon: widgets.IconJunk, build: s.junk})
	s.list()
}

// ShowJunk turns to the page about junk.
func (s *Settings) ShowJunk() {
	s.turn(slices.IndexFunc(s.pages, func(p *page) bool { return p.name == junkName() }))
}

// ShowLook turns to the page about the look of the window.
func (s *Settings) ShowLook() {
	s.turn(slices.IndexFunc(s.pages, func(p *page) bool { return p.name == lookName() }))
}

// ShowHelp turns to the page that says what this program is.
func (s *Settings) ShowHelp() {
	s.turn(slices.IndexFunc(s.pages, func(p *page) bool { return p.name == helpName() }))
}

// CreateRenderer implements fyne.Widget.
func (s *Settings) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return widget.NewSimpleRenderer(container.New(frame{s}, s.ground, s.nav, s.navLine, s.chips, s.page, s.head, s.headLine))
}

func (s *Settings) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Settings) canvas() fyne.Canvas {
	if s.Over != nil {
		return s.Over()
	}
	if s.Size().IsZero() {
		return nil
	}
	return fyne.CurrentApp().Driver().CanvasForObject(s)
}

func (s *Settings) focus(f fyne.Focusable) {
	if c := s.canvas(); c != nil && f != nil {
		c.Focus(f)
	}
}

func (s *Settings) close() {
	if s.OnClose != nil {
		s.OnClose()
	}
}

// TypedKey lets the window hand on keys that no field has taken. It reports whether the
// key was used.
func (s *Settings) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		s.escape()
	case fyne.KeyReturn, fyne.KeyEnter:
		if s.form == nil || s.at != 0 {
			return false
		}
		s.form.submit()
	case fyne.KeyPageDown:
		s.page.By(s.page.Size().Height - 60)
	case fyne.KeyPageUp:
		s.page.By(60 - s.page.Size().Height)
	default:
		return false
	}
	return true
}

// escape turns away from what is under way, then from the account that is being changed,
// then from the settings.
func (s *Settings) escape() {
	switch {
	case s.order != nil:
		s.endDrag(false)
	case s.ruleOrder != nil:
		s.ruleOrder = nil
		s.show()
	case s.ruleForm != nil && s.pages[s.at].name == rulesName():
		s.leaveRule(s.CloseRule)
	case s.form != nil && s.form.busy:
		if !s.form.storing {
			s.form.stop()
		}
	case s.form != nil && s.at == 0:
		s.Leave(nil)
	default:
		s.Leave(s.close)
	}
}

// turn goes to a page.
func (s *Settings) turn(to int) {
	if s.at == to {
		return
	}
	s.at = to
	s.show()
	s.page.ToTop()
}

// show fills the page anew.
func (s *Settings) show() {
	s.nav.Mark(s.at)
	for i, p := range s.pages {
		p.chip.On = i == s.at
		p.chip.Refresh()
	}
	s.column.MaxWidth = pageWidth*widgets.Unit() + 40
	s.made = nil
	s.column.Set(s.pages[s.at].build()...)
	s.relayout()
}

// relayout gives the page its height after something has appeared or gone.
func (s *Settings) relayout() {
	s.column.Refresh()
	s.page.Relayout()
}

// Set fills the pages. The place that a page was scrolled to stays, and so does what was
// typed.
func (s *Settings) Set(state State) {
	if state.Scale == 0 {
		state.Scale = 100
	}
	same := s.filled && s.at != 0 && sameRest(s.state, state)
	first := !s.filled
	s.state, s.filled = state, true
	s.setAccounts()
	defer s.goOutgoing()
	if same {
		s.SetBackup(state.Backup)
		return
	}
	if first && s.KeyringWorks != nil && s.Run != nil {
		works := true
		s.Run.Go(func(ctx context.Context) { works = s.KeyringWorks(ctx) }, func() { s.keyringMissing = !works })
	}
	s.refill()
	s.Refresh()
}

// refill is show for the same page. What stands where the keyboard was gets it.
func (s *Settings) refill() {
	at := -1
	if c := s.canvas(); c != nil {
		at = slices.Index(s.made, c.Focused())
	}
	s.wanted = nil
	switch s.show(); {
	case at >= 0 && s.wanted != nil: // one address more, not the button to remove the one before
		s.focus(s.wanted)
	case at >= 0 && len(s.made) > 0:
		s.focus(s.made[min(at, len(s.made)-1)])
	case at >= 0:
		s.focus(s.done)
	}
}

// makes notes what the page can have the keyboard in that is made anew, and returns it.
func makes[T fyne.Focusable](s *Settings, f T) T {
	s.made = append(s.made, f)
	return f
}

// card is a group of settings with a name.
func group(name string, objects ...fyne.CanvasObject) *flow.Column {
	head := widgets.NewSpans(widgets.Span{Text: name, Bold: true})
	head.SizeName = fynetheme.SizeNameSubHeadingText
	return flow.NewColumn(14, append([]fyne.CanvasObject{head}, objects...)...).Card(flow.Insets{Left: 23, Top: 17, Right: 23, Bottom: 18})
}

func small(text string) *widgets.Text {
	return widgets.NewText(text, theme.SizeSmall, theme.ColorMuted)
}

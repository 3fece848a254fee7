package wizard

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// leavePage asks what happens to mail on the server, and how often to look for
// new mail.
type leavePage struct {
	w                *Wizard
	found            *widgets.Text
	leave            *widgets.OptionGroup
	keepDays         *widgets.OptionCard
	days             *field.Entry
	daysRow          *flow.Column
	daysField        *field.Labelled
	going            *widgets.Text // how much mail goes, and when
	waiting          int           // on the server, as a test has found it
	every            *field.Select
	intervals        []time.Duration
	recent           *field.Check // see account.Account.SetRecent
	recentBox        *flow.Column
	busy             *busy
	backButton, goOn *widgets.Button
	all              []fyne.CanvasObject
}

// Modes in the order of the cards.
var leaveModes = []account.RetentionMode{account.LeaveForever, account.LeaveDays, account.LeaveNone}

// usualDays is how long a copy stays on the server unless the person says
// otherwise.
const usualDays = 14

func newLeavePage(w *Wizard) *leavePage {
	p := &leavePage{w: w}
	p.found = muted("")
	p.keepDays = widgets.NewOptionCard("", lang.L(", then remove it"), "", nil)
	cards := []*widgets.OptionCard{
		widgets.NewOptionCard(lang.L("Keep everything on the server"), lang.L("— recommended"), lang.L("Your mailbox on the server may fill up."), nil),
		p.keepDays,
		widgets.NewOptionCard(lang.L("Remove as soon as it is safely on this computer"), "", lang.L("The only copy is then on this computer. Make backups."), nil),
	}
	p.leave = widgets.NewOptionGroup(func(int) { p.leaveChanged() }, cards...)
	p.days = newEntry(w)
	p.days.Text = strconv.Itoa(usualDays)
	p.days.OnChanged = func(string) { p.sayDays() }
	daysName := muted(lang.L("days on the server"))
	p.daysField = field.Label("", flow.NewRow(10, daysName, field.Sized(p.days, 84), daysName))
	p.going = widgets.NewText("", "", "")
	p.going.Hide()
	p.daysRow = flow.NewColumn(8, p.daysField, p.going)
	p.daysRow.Inset = flow.Insets{Left: 38, Top: 6}

	p.every = field.NewSelect(nil, nil)
	if a := w.o.Account; a != nil {
		p.fill(a.Leave, a.Interval)
	} else {
		p.fill(account.Retention{}, 0)
	}

	p.backButton = widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back)
	p.goOn = widgets.NewButton(widgets.Primary, lang.L("Start receiving"), "", p.submit)
	if w.o.Account != nil {
		p.goOn.Text = lang.L("Save")
	}
	p.busy = newBusy(w, flow.NewEnds(10, p.backButton, p.goOn))
	p.busy.lock = p.lock
	p.recent = field.NewCheck(lang.L("Get mail of the last 30 days even if another device has already got it"), nil)
	p.recentBox = flow.NewColumn(2, p.recent, muted(lang.L("Choose this if another program gets the mail of this account, too. Otherwise Gmail gives each message to one program only.")))
	p.recentBox.Inset.Top = 14
	p.recentBox.Hide()
	everyField := field.Label(lang.L("Check for new mail"), field.Framed(p.every))
	p.all = []fyne.CanvasObject{
		air(20), heading(lang.L("What should happen to mail on the server?")), air(11), p.found,
		air(17), cards[0], air(8), cards[1], p.daysRow, air(8), cards[2],
		air(14), everyField, p.recentBox,
		air(26), p.busy.column,
	}
	p.sayDays()
	p.leaveChanged()
	return p
}

// fill shows what is set; an interval of 0 is the usual one.
func (p *leavePage) fill(r account.Retention, interval time.Duration) {
	if i := slices.Index(leaveModes, r.Mode); i >= 0 {
		p.leave.Choose(i)
	}
	if r.Mode == account.LeaveDays {
		p.days.Text = strconv.Itoa(r.Days)
	}
	if p.daysRow != nil { // else the page is being made
		p.sayDays()
		p.leaveChanged()
	}
	if interval == 0 {
		interval = account.DefaultInterval
	}
	p.intervals = words.IntervalsWith(interval)
	names := make([]string, len(p.intervals))
	for i, d := range p.intervals {
		names[i] = words.IntervalName(d)
	}
	p.every.Options = names
	p.every.SetSelectedIndex(max(slices.Index(p.intervals, max(interval, -1)), 0))
}

func (p *leavePage) objects() []fyne.CanvasObject { return p.all }
func (p *leavePage) segment() int                 { return 3 }
func (p *leavePage) first() fyne.Focusable        { return p.goOn }

func (p *leavePage) back() {
	if !p.busy.running {
		p.w.show(stepServer)
	}
}

// lockable is what cannot be changed while the settings are saved.
type lockable interface {
	Enable()
	Disable()
}

func (p *leavePage) lock(on bool) {
	for _, f := range []lockable{p.leave, p.days, p.every, p.recent, p.goOn} {
		if on {
			f.Disable()
		} else {
			f.Enable()
		}
	}
}

// connected tells what the test has found.
func (p *leavePage) connected(host string, found Waiting) {
	p.waiting = found.Messages
	p.sayDays()
	p.offerRecent()
	data := map[string]any{"Server": host, "Count": words.Count(found.Messages), "Size": words.Size(found.Bytes)}
	text := "✓ " + lang.L("Connected to {{.Server}}. No messages are waiting.", data)
	if found.Messages > 0 {
		text = "✓ " + lang.N("Connected to {{.Server}}. {{.Count}} messages ({{.Size}}) are waiting.", found.Messages, data)
	}
	if found.User != "" {
		text += " " + lang.L("Your user name there is “{{.User}}”.", map[string]any{"User": found.User})
	}
	p.found.SetText(text)
}

// untested says nothing about a server that was not asked.
func (p *leavePage) untested() {
	p.waiting = 0
	p.found.SetText("")
	p.sayDays()
	p.offerRecent()
}

// offerRecent shows what only some servers know.
func (p *leavePage) offerRecent() {
	a := p.w.account()
	if p.recentBox.Hidden = !a.OffersRecent(); a.Recent() {
		p.recent.SetChecked(true) // as the user name says
	}
}

// recentInto is into for what the server and the way to log in have to be known for.
func (p *leavePage) recentInto(a *account.Account) {
	if !p.recentBox.Hidden {
		a.SetRecent(p.recent.Checked)
	}
}

func (p *leavePage) mode() account.RetentionMode {
	if i := p.leave.Chosen(); i >= 0 {
		return leaveModes[i]
	}
	return account.LeaveForever
}

func (p *leavePage) leaveChanged() {
	p.daysRow.Hidden = p.mode() != account.LeaveDays
	if p.w.card != nil {
		p.w.relayout()
	}
}

// number is the number of days; ok is false when it is not usable.
func (p *leavePage) number() (n int, ok bool) {
	n, err := strconv.Atoi(strings.TrimSpace(p.days.Text))
	return n, err == nil && n >= 1 && n <= account.MaxDays
}

func (p *leavePage) sayDays() {
	n, ok := p.number()
	if !ok {
		n = usualDays
	} else if p.daysField.Saying() {
		p.daysField.Say("")
		p.w.relayout()
	}
	p.keepDays.Title = lang.N("Keep a copy for {{.Count}} days", n, map[string]any{"Count": words.Count(n)})
	p.keepDays.Description = lang.N("Mail that has been on this computer for {{.Count}} days is removed from the server, old mail too.", n, map[string]any{"Count": words.Count(n)})
	p.keepDays.Refresh()
	p.sayGoing(n, ok)
}

// sayGoing tells whoever chooses days what becomes of the mail that the server
// holds now. Days count from when a message came onto this computer: nothing of a
// new account goes before they have passed, all of it may go then.
func (p *leavePage) sayGoing(days int, ok bool) {
	text := ""
	old := p.w.o.Account
	switch {
	case !ok:
	case old == nil && p.waiting > 0:
		now := p.w.o.Now()
		text = lang.N("The {{.Count}} messages on the server now will be removed on {{.Day}} at the earliest.", p.waiting,
			map[string]any{"Count": words.Count(p.waiting), "Day": words.LongDate(now.AddDate(0, 0, days), now)})
	case old != nil && (old.Leave.Mode == account.LeaveForever || old.Leave.Mode == account.LeaveDays && days < old.Leave.Days):
		text = lang.N("Mail that has already been on this computer for {{.Count}} days will be removed from the server at the next check.", days,
			map[string]any{"Count": words.Count(days)})
	}
	if p.going.Text() == text {
		return
	}
	p.going.Hidden = text == ""
	p.going.SetText(text)
	if p.w.card != nil {
		p.w.relayout()
	}
}

// into puts what is on the page into an account.
func (p *leavePage) into(a *account.Account) {
	a.Leave = account.Retention{Mode: p.mode()}
	if a.Leave.Mode == account.LeaveDays {
		a.Leave.Days = usualDays
		if n, ok := p.number(); ok {
			a.Leave.Days = n
		}
	}
	if i := p.every.SelectedIndex(); i >= 0 {
		a.Interval = p.intervals[i]
	}
}

func (p *leavePage) submit() {
	if p.busy.running {
		return
	}
	if _, ok := p.number(); !ok && p.mode() == account.LeaveDays {
		p.daysField.Say(lang.L("Please type a number of days from 1 to {{.Most}}.", map[string]any{"Most": words.Count(account.MaxDays)}))
		p.w.relayout()
		p.w.focus(p.days)
		return
	}
	p.w.store(p.w.o.Save)
}

package settings

import (
	"cmp"
	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// section is a part of the form below its first fields, such as a server.
type section interface {
	// objects are what stands between two lines of the card.
	objects() []fyne.CanvasObject
	// fill shows an account; what stands in a field already is not written anew.
	fill(a account.Account)
	// into puts what is in the fields into an account.
	into(a *account.Account)
	// check says below the fields what is wrong with them, and returns the first of
	// these; nil: nothing is.
	check() fyne.Focusable
	// lock keeps the fields from being changed while something is under way.
	lock(on bool)
}

// form is what can be changed of an account, below the head of its card.
type form struct {
	s    *Settings
	card *card
	was  account.Account // as it is stored, as far as is known
	body *flow.Column

	label, name *field.Entry
	every       *every
	leave       *leave
	color       *field.Swatches
	incoming    *server
	outgoing    *server
	login       *login
	trust       *trust
	letters     *letters
	sections    []section

	test, cancel, save *widgets.Button
	said               *widgets.Text // how the last test has ended, or what is under way
	problem            *flow.Column
	work               loop.Latest
	busy               bool
	itself             string   // the server that the person wants to be sent the password itself; empty: none
	proof              bool     // the person wants only a proof of it to be sent again
	storing            bool     // what is under way cannot be stopped
	timers             []func() // that are to be stopped with what is under way
}

// fieldsLeast is the width that two fields need beside each other.
func fieldsLeast() float32 { return 230 * widgets.Unit() }

func newForm(c *card) *form {
	f := &form{s: c.s, card: c, was: c.account.Account}
	f.work.Run = c.s.Run
	f.label, f.name = f.entry(), f.entry()
	f.every, f.leave = newEvery(f), newLeave(f)
	f.color = field.NewSwatches(0)
	f.incoming = newIncoming(f)
	f.outgoing = newOutgoing(f)
	f.login = newLogin(f)
	f.trust = newTrust(f)
	f.letters = newLetters(f)
	f.sections = []section{f.incoming, f.outgoing, f.login, f.letters, f.trust}
	f.test = widgets.NewButton(widgets.Quiet, lang.L("Test connection"), "", func() { f.tryOut(nil) })
	f.cancel = widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", f.s.closeForm)
	f.save = widgets.NewButton(widgets.Primary, lang.L("Save"), "", f.submit)
	f.said = widgets.NewText("", theme.SizeSmall, theme.ColorMuted)
	f.problem = flow.NewColumn(8)
	f.problem.Hide()

	pair := func(a, b fyne.CanvasObject) fyne.CanvasObject {
		p := flow.NewHalves(18, fieldsLeast, a, b)
		p.Below = 14
		return p
	}
	f.body = flow.NewColumn(14,
		pair(field.Label(lang.L("Name of this account"), f.label), field.Label(lang.L("Your name"), f.name)),
		pair(field.Label(lang.L("Check for new mail"), field.Framed(f.every.choice)), f.leave.column),
	)
	named := field.Name(lang.L("Color"))
	colors := flow.NewTiles(24, named, f.color)
	f.body.Objects = append(f.body.Objects, colors)
	f.body.Before(colors, 8)
	for _, s := range f.sections {
		line := widgets.NewHairline()
		if s == section(f.trust) {
			f.trust.line = line
		}
		f.body.Objects = append(append(f.body.Objects, line), s.objects()...)
		f.body.Before(line, 9)
		for _, o := range s.objects() {
			f.body.Before(o, 9)
		}
	}
	line := widgets.NewHairline()
	buttons := newFoot(f.test, f.said, flow.NewTiles(10, f.cancel, f.save))
	f.body.Objects = append(f.body.Objects, line, f.problem, buttons)
	f.body.Before(line, 9)
	f.body.Inset.Left = 11
	f.fill(f.was)
	return f
}

// entry is a field of the form: Enter saves.
func (f *form) entry() *field.Entry { return field.NewEntry(f.submit, f.s.escape) }

// fill shows an account.
func (f *form) fill(a account.Account) {
	set(f.label, a.Label)
	f.label.SetPlaceHolder(a.Email)
	set(f.name, a.Name)
	f.every.fill(a.Interval)
	f.leave.fill(a.Leave, a.LeaveDeleted)
	if usual := cmp.Or(f.card.account.Color, theme.AccountColor(0, a.Email)); f.color.Chosen != a.Color || f.color.Usual != usual {
		f.color.Chosen, f.color.Usual = a.Color, usual
		f.color.Refresh()
	}
	for _, s := range f.sections {
		s.fill(a)
	}
	f.mark()
}

// set writes a field anew if something else stands there.
func set(e *field.Entry, text string) {
	if e.Text != text {
		e.SetText(text)
	}
}

// now is the account as it stands in the fields.
func (f *form) now() account.Account {
	a := f.was
	a.Label, a.Name, a.Color = f.label.Text, f.name.Text, f.color.Chosen
	a.Interval, a.Leave, a.LeaveDeleted = f.every.chosen(), f.leave.chosen(), f.leave.deleted.chosen(f.was.LeaveDeleted)
	for _, s := range f.sections {
		s.into(&a)
	}
	agreed := f.itself != "" && (account.SameHost(f.itself, a.Incoming.Host) || account.SameHost(f.itself, a.Outgoing.Host))
	switch same := account.SameHost(a.Incoming.Host, f.was.Incoming.Host); {
	case agreed && a.Auth.Auto() && a.Encrypted():
		a.Auth = account.AuthPlain
	case !agreed && a.Auth == account.AuthPlain && (f.proof || !same): // it was chosen for the other server
		a.Auth = account.AuthAuto
	}
	return a
}

// changed reports whether there is something to be saved.
func (f *form) changed() bool {
	return f.now() != f.was || f.login.credential() != (account.Credential{})
}

// present takes in how the account is stored by now: what was not touched follows, what
// was typed stays.
func (f *form) present(a account.Account) {
	if a == f.was {
		return
	}
	merged := account.Merge(f.was, f.now(), a)
	f.was = a
	f.fill(merged)
}

// gone says that the account was removed elsewhere.
func (f *form) gone() {
	f.stop()
	f.s.form = nil
	if f.s.OnSay != nil {
		f.s.OnSay(lang.L("The account {{.Account}} was removed.", map[string]any{"Account": widgets.OneLine(f.was.Email)}))
	}
}

// check says what is wrong with the fields, and leads to the first of them.
func (f *form) check() bool {
	first := f.leave.check()
	for _, s := range f.sections {
		if wrong := s.check(); wrong != nil && first == nil {
			first = wrong
		}
	}
	f.s.relayout()
	if first != nil {
		f.s.focus(first)
	}
	return first == nil
}

func (f *form) lock(on bool) {
	for _, e := range []lockable{f.label, f.name, f.every.choice, f.save, f.card.again, f.card.check, f.card.asides, f.card.server, f.card.pause, f.card.remove} {
		lock(e, on)
	}
	f.leave.lock(on)
	for _, s := range f.sections {
		s.lock(on)
	}
}

// lockable is what cannot be changed while something is under way.
type lockable interface {
	Enable()
	Disable()
}

func lock(o lockable, on bool) {
	if on {
		o.Disable()
	} else {
		o.Enable()
	}
}

package wizard

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// findingPage tells what is being tried while the servers of an address are looked for.
type findingPage struct {
	w     *Wizard
	intro *widgets.Text
	lines map[discover.Source]*findingLine
	list  *flow.Column
	all   []fyne.CanvasObject
}

// findingLine is one source: what it is, and how far it is.
type findingLine struct {
	name, state *widgets.Text
	glyph       *widgets.Glyph
	spinner     *widgets.Spinner // in the place of glyph, while it is asked
}

// shownSources are those that have a line. What a domain says of itself in the DNS stands
// with what it publishes, a file in the data folder with the providers that are known.
var shownSources = []discover.Source{discover.FromTable, discover.FromDomain, discover.FromExchanger, discover.FromPublic, discover.FromGuess}

func newFindingPage(w *Wizard) *findingPage {
	p := &findingPage{w: w, intro: muted(""), lines: map[discover.Source]*findingLine{}}
	var rows []fyne.CanvasObject
	for i, s := range shownSources {
		l := &findingLine{widgets.NewText("", theme.SizeSmall, ""), widgets.NewText("", theme.SizeSmall, theme.ColorMuted), widgets.NewGlyph(widgets.IconClock, theme.ColorMuted), widgets.NewSpinner()}
		l.spinner.Hide()
		l.state.Align = fyne.TextAlignTrailing
		p.lines[s] = l
		row := flow.NewBeside(12, func() float32 { return 150 * widgets.Unit() }, flow.NewRow(12, l.name, l.glyph, l.spinner, l.name), field.Sized(l.state, 150))
		if i > 0 {
			rows = append(rows, widgets.NewHairline())
		}
		rows = append(rows, row)
	}
	p.list = flow.NewColumn(12, rows...)
	note := widgets.NewText(lang.L("Your password isn’t sent anywhere until you’ve seen the server’s name."), theme.SizeSmall, theme.ColorMuted)
	lock := flow.NewRow(8, note, widgets.NewGlyph(widgets.IconLock, theme.ColorMuted), note)
	stop := widgets.NewButton(widgets.Quiet, lang.L("Stop"), "", p.back)
	p.all = []fyne.CanvasObject{
		air(20), heading(lang.L("Looking for your provider…")), air(11), p.intro, air(16), p.list, air(16), lock,
		air(26), flow.NewEnds(10, widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back), stop, widgets.NewButton(widgets.Quiet, lang.L("Set up by hand…"), "", w.byHand)),
	}
	return p
}

func (p *findingPage) objects() []fyne.CanvasObject { return p.all }
func (p *findingPage) segment() int                 { return 2 }
func (p *findingPage) submit()                      {}

// first is nothing: who presses Enter once more does not want to stop the search.
func (p *findingPage) first() fyne.Focusable { return nil }

// back gives up looking.
func (p *findingPage) back() {
	p.w.stopLooking()
	p.w.show(stepPerson)
}

// begin fills the page for a search.
func (p *findingPage) begin(email string) {
	d := map[string]any{"Domain": discover.Domain(email), "Address": email}
	p.intro.SetText(lang.L("PopMail is looking for the servers that handle mail for {{.Address}}. This takes a few seconds.", d))
	names := map[discover.Source]string{
		discover.FromTable:     lang.L("Providers that PopMail knows"),
		discover.FromDomain:    lang.L("Settings that {{.Domain}} publishes", d),
		discover.FromExchanger: lang.L("Who delivers mail for {{.Domain}}", d),
		discover.FromPublic:    lang.L("Public list of providers"),
		discover.FromGuess:     lang.L("Usual names, such as pop.{{.Domain}}", d),
	}
	for s, l := range p.lines {
		l.name.SetText(names[s])
		l.say(s, discover.Waiting)
	}
}

// happened takes in how far a source is.
func (p *findingPage) happened(e discover.Event) {
	from := e.Source
	switch from {
	case discover.FromFolder:
		from = discover.FromTable
	case discover.FromSRV:
		from = discover.FromDomain
	}
	l := p.lines[from]
	// Where two sources share a line, one that has nothing says nothing of the other.
	if l == nil || from != e.Source && e.State != discover.Found && e.State != discover.Asking {
		return
	}
	l.say(from, e.State)
	if p.w.at == stepFinding {
		p.w.relayout()
	}
}

func (l *findingLine) say(from discover.Source, s discover.State) {
	icon, role, text := widgets.IconMinus, theme.ColorMuted, ""
	switch s {
	case discover.Waiting:
		if icon = widgets.IconClock; from == discover.FromGuess {
			text = lang.L("if nothing else helps")
		}
	case discover.Asking:
		text = lang.L("asking…")
	case discover.Found:
		icon, role, text = widgets.IconCheck, theme.ColorGood, lang.L("found")
	case discover.Nothing:
		if text = lang.L("none"); from == discover.FromTable {
			text = lang.L("not listed")
		}
	case discover.Failed:
		text = lang.L("no answer")
	case discover.Dropped:
		text = lang.L("not needed")
	}
	l.spinner.Hidden, l.glyph.Hidden = s != discover.Asking, s == discover.Asking
	l.glyph.Set(icon, role)
	l.state.SetText(text)
}

// spin turns the rings of what is asked, for as long as a search is shown.
func (p *findingPage) spin(search int) {
	p.w.o.Run.After(widgets.SpinnerStep, func() {
		if p.w.at != stepFinding || p.w.looking == "" || p.w.searches != search {
			return
		}
		for _, l := range p.lines {
			if l.spinner.Visible() {
				l.spinner.Step()
			}
		}
		p.spin(search)
	})
}

// look finds the servers of the address that was typed, unless that was done already, and
// shows what was found.
func (w *Wizard) look(email string) {
	if w.o.Find == nil || w.o.Account != nil {
		w.server.fill(email)
		w.show(stepServer)
		w.learn(w.account(), func() {})
		return
	}
	if w.foundFor == email {
		w.server.take(email, w.found) // the page may speak of what was typed since
		w.arrive()
		return
	}
	if w.looking == email {
		return // it was pressed twice
	}
	w.seek(email, w.arrive)
	search := w.searches
	// A provider that is known is there at once; the page would only flicker.
	w.o.Run.After(showFindingAfter, func() {
		if w.looking == email && w.searches == search && w.at == stepPerson {
			w.show(stepFinding)
			w.search.spin(search)
		}
	})
}

// lookAnew looks once more, with the authorities that were added or in a network that is
// open now, and tries what was tried before if that is what is found.
func (w *Wizard) lookAnew() {
	was := w.account()
	w.seekAnew(func() {
		w.arrive()
		if now := w.account(); w.at == stepServer && now.Incoming == was.Incoming && now.Outgoing == was.Outgoing && now.User == was.User {
			w.test()
		}
	})
}

// seekAnew begins a search once more and shows it; then as for seek.
func (w *Wizard) seekAnew(then func()) {
	w.show(stepFinding)
	w.seek(w.person.email.Text, then)
	w.search.spin(w.searches)
}

// shut reports whether nothing was found because of the network that this computer is in.
func (w *Wizard) shut() bool { return w.found.Portal && w.found.Address.Email == w.person.email.Text }

// seek begins a search; then is called when something, or nothing, was found.
func (w *Wizard) seek(email string, then func()) {
	w.search.begin(email)
	w.looking = email
	w.searches++
	search, authorities := w.searches, w.trusting.authorities
	var found discover.Result
	var err error
	tell := func(e discover.Event) {
		w.o.Run.Do(func() {
			if w.looking != "" && w.searches == search { // one that was given up has its last words
				w.search.happened(e)
			}
		})
	}
	w.finding.Start(func(ctx context.Context) { found, err = w.o.Find(ctx, email, authorities, tell) }, func() {
		w.looking = ""
		if errors.Is(err, discover.ErrAddress) {
			w.show(stepPerson)
			w.person.refuseAddress()
			return
		}
		if w.at == stepPerson && strings.TrimSpace(w.person.email.Text) != email {
			return // it was changed meanwhile
		}
		if w.foundFor, w.found = email, found; found.Silent || found.Portal {
			w.foundFor = "" // the next time there may be a way to the internet
		}
		w.server.take(email, found)
		then()
	})
}

// arrive shows what was found.
func (w *Wizard) arrive() {
	if w.found.NoPOP {
		w.noPOP.say(w.found)
		w.show(stepNoPOP)
		return
	}
	w.show(stepServer)
	w.learn(w.account(), func() {
		if w.at == stepServer && len(w.found.Candidates) > 0 && w.signing.there {
			w.server.advise(w.found.Candidates[0].Provider)
			w.relayout()
		}
	})
}

// byHand leaves the search and lets the person type the server.
func (w *Wizard) byHand() {
	w.stopLooking()
	w.server.fill(w.person.email.Text)
	w.show(stepServer)
}

// showFindingAfter is how long a search goes on before it is shown.
const showFindingAfter = 100 * time.Millisecond

// stopLooking gives up a search.
func (w *Wizard) stopLooking() {
	w.looking = ""
	w.finding.Cancel()
}

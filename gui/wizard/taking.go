package wizard

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// taking is what becomes of one account that is taken over: it goes through the page of
// the servers and what follows from that, filled in, with the question for its password.
type taking struct {
	Found
	state   *state     // nil: its turn has not come yet
	filled  Typed      // what was filled in on the page of the servers
	id      account.ID // of the account that was added; 0: none was
	problem string     // why it could not be added at the last try; empty: it was not tried
}

// taking is the account that is being taken over; nil: none is.
func (w *Wizard) taking() *taking {
	if w.imports.outer == nil {
		return nil
	}
	return w.imports.queue[w.imports.at]
}

// own is the state of the account that the person types.
func (m *importing) own() *state {
	if m.outer != nil {
		return m.outer
	}
	return m.w.state
}

// begin takes accounts over, one after the other. What was typed of the same ones before
// is there again.
func (m *importing) begin(all []Found) {
	before := m.queue
	m.queue, m.at = nil, 0
	for _, f := range all {
		t := &taking{Found: f}
		if i := slices.IndexFunc(before, func(b *taking) bool { return b.Found == f && b.id == 0 }); i >= 0 {
			t = before[i]
		}
		m.queue = append(m.queue, t)
	}
	m.outer = m.w.state
	m.open()
}

// open shows the present account, filled in.
func (m *importing) open() {
	w, t := m.w, m.queue[m.at]
	w.state = t.state
	if t.state == nil {
		w.newState()
		t.state = w.state
		w.fillTaking(t)
		t.filled = w.server.typed()
		if k, ok := w.keptOf(t); ok {
			w.server.retype(k)
		}
	}
	w.keepAsChosen(t)
	w.server.sayTaking(t)
	w.show(stepServer)
}

// close goes back to the account that the person types, which comes with the next page.
func (m *importing) close() { m.w.state, m.outer = m.outer, nil }

// next goes on with the account after the present one, and says at the end what came of it.
func (m *importing) next() {
	if m.at++; m.at < len(m.queue) {
		m.open()
		return
	}
	m.close()
	m.result.fill()
	m.w.show(stepImported)
}

// back goes to where the accounts were chosen; once one was added, to what came of it.
func (m *importing) back() {
	file := m.queue[m.at].Program == ""
	m.close()
	switch {
	case len(m.added()) > 0:
		m.result.fill()
		m.w.show(stepImported)
	case file:
		m.w.show(stepPerson)
	default:
		m.w.show(stepImport)
	}
}

// stored takes in that the present account was added.
func (m *importing) stored(id account.ID) {
	t := m.queue[m.at]
	t.id, t.problem = id, ""
	for i, f := range m.found {
		if account.SameEmail(f.Account.Email, m.w.person.email.Text) && f.Left == LeftNot {
			m.found[i].Left = LeftHere
		}
	}
	t.state.person.password.SetText("")
	m.next()
}

// added are the accounts that were taken over.
func (m *importing) added() (ids []account.ID) {
	for _, t := range m.queue {
		if t.id != 0 {
			ids = append(ids, t.id)
		}
	}
	return ids
}

// keepAsChosen keeps the password of an account that is taken over where the person has chosen
// on the first page, which they may have gone back to. A settings file may want another place;
// what is chosen after that one was tried counts more.
func (w *Wizard) keepAsChosen(t *taking) {
	p, own := w.person, w.imports.outer.person
	p.keep, p.keepChosen, p.keyringMissing = own.keep, own.keepChosen, own.keyringMissing
	if a := &t.Account; t.Program == "" && a.Keep != "" && a.Keep != account.KeepKeyring && (t.problem == "" || !own.keepChosen) {
		p.keep, p.keepChosen = a.Keep, true
	}
	p.sayKeep()
}

// fillTaking types in what is known of an account that is taken over.
func (w *Wizard) fillTaking(t *taking) {
	a, p := &t.Account, w.person
	p.name.Text, p.email.Text = a.Name, a.Email
	p.sayPassword()
	s := w.server
	s.user.Text = a.User
	if a.User == "" {
		s.user.Text = a.Email
	}
	s.in.fields.Fill(a.Incoming, false)
	s.in.fold()
	if s.out.fields.Fill(a.Outgoing, false); a.Sends() {
		s.out.fold()
	} else {
		s.out.postpone()
	}
	s.login.Fill(*a)
	s.loginShown()
	w.leave.fill(a.Leave, a.Interval)
}

// sayTaking says above the servers whose account it is.
func (p *serverPage) sayTaking(t *taking) {
	m, a := p.w.imports, &t.Account
	title := lang.L("Type your password")
	if p.w.mayLackPassword(a.Email) {
		title = lang.L("Check the settings")
	}
	p.title.SetText(title)
	var where []string
	if len(m.queue) > 1 {
		where = append(where, lang.L("Account {{.Number}} of {{.Count}}", map[string]any{"Number": words.Count(m.at + 1), "Count": words.Count(len(m.queue))}))
	}
	if t.Program != "" {
		where = append(where, t.Program)
	}
	p.skip.Hidden = len(m.queue) == 1
	p.goOn.Text = lang.L("Test and add")
	p.intro.SetText(strings.Join(where, " · "))
	p.intro.Hidden = len(where) == 0
	p.all = []fyne.CanvasObject{
		air(20), p.title, air(11), widgets.NewText(shown(a.Email), "", ""), p.intro, p.hints,
		air(16), p.w.person.passwordField,
		air(16), p.in.card, p.gap, p.out.card,
		air(16), p.userField, p.loginColumn(),
		air(16), muted(leaveWords(a.Leave)), air(26), p.busy.column,
	}
}

// skipButton leaves the present account out; nil where it is the only one, or none is
// taken over.
func (w *Wizard) skipButton() *widgets.Button {
	if w.taking() == nil || len(w.imports.queue) == 1 {
		return nil
	}
	return widgets.NewButton(widgets.Flat, lang.L("Skip this account"), "", func() {
		if !w.testing() {
			w.imports.next()
		}
	})
}

// unencrypted reports whether one of the servers is reached without encryption.
func unencrypted(a *account.Account) bool {
	return a.Incoming.Security == account.None || a.Sends() && a.Outgoing.Security == account.None
}

// leaveWords say what happens to mail on the server.
func leaveWords(r account.Retention) string {
	switch r.Mode {
	case account.LeaveNone:
		return lang.L("Mail is removed from the server as soon as it is safely on this computer. You can change that in Settings.")
	case account.LeaveDays:
		return lang.N("Mail is removed from the server after {{.Count}} days on this computer. You can change that in Settings.", r.Days, map[string]any{"Count": words.Count(r.Days)})
	}
	return lang.L("Mail stays on the server.")
}

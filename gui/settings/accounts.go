package settings

import (
	"slices"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
)

// accounts is the page with a card for each account.
func (s *Settings) accounts() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, id := range s.ids() {
		out = append(out, s.cards[id].column)
	}
	if len(out) == 0 {
		out = append(out, s.noAccounts)
	}
	if s.OnAdd != nil {
		out = append(out, flow.NewTiles(10, s.add))
	}
	if s.OnOffline != nil && len(s.ids()) > 0 {
		if s.offline == nil {
			s.offline = field.NewCheck(lang.L("Work offline"), s.OnOffline)
		}
		tick(s.offline, s.state.Offline)
		out = append(out, flow.NewColumn(2, s.offline, small(lang.L("Mail is neither received nor sent until you take the check mark off. What you send meanwhile waits in the Outbox."))))
	}
	if g := s.travel(); g != nil {
		out = append(out, g)
	}
	if g := s.clientGroup(); g != nil {
		out = append(out, g)
	}
	if g := s.mailProgram(); g != nil {
		out = append(out, g)
	}
	return out
}

// ids are the accounts in the order in which they are shown.
func (s *Settings) ids() []account.ID {
	if s.order != nil {
		return s.order
	}
	out := make([]account.ID, len(s.state.Accounts))
	for i, a := range s.state.Accounts {
		out[i] = a.Account.ID
	}
	return out
}

// setAccounts brings the cards up to date. One that is being changed keeps what was
// typed; where its account has gone meanwhile, it goes too, and that is said.
func (s *Settings) setAccounts() {
	there := map[account.ID]bool{}
	for i := range s.state.Accounts {
		a := s.state.Accounts[i]
		there[a.Account.ID] = true
		c, ok := s.cards[a.Account.ID]
		if !ok {
			c = newCard(s, a.Account.ID)
			s.cards[a.Account.ID] = c
		}
		c.set(a)
	}
	for id, c := range s.cards {
		if there[id] {
			continue
		}
		if s.form != nil && s.form.card == c {
			s.form.gone()
		}
		delete(s.cards, id)
	}
	s.order = slices.DeleteFunc(s.order, func(id account.ID) bool { return !there[id] })
	if len(s.order) == 0 {
		s.order = nil
	}
	s.paintDone()
}

// paintDone makes Done the main button where no card has one of its own.
func (s *Settings) paintDone() {
	s.done.Look = lookOfDone(s.form != nil || s.ruleForm != nil)
	s.done.Refresh()
}

// edit opens the card of an account, once what was changed of another one is saved or
// given up.
func (s *Settings) edit(c *card) {
	if s.form != nil && s.form.card == c {
		return
	}
	s.Leave(func() {
		s.form = newForm(c)
		c.fill()
		s.paintDone()
		s.relayout()
		s.focus(s.form.label)
	})
}

// closeForm gives up what was typed. The keyboard goes to the button that opens the card.
func (s *Settings) closeForm() {
	f := s.form
	if f == nil {
		return
	}
	f.stop()
	s.form = nil
	f.card.fill()
	s.paintDone()
	s.relayout()
	if s.cards[f.card.id] == f.card {
		s.focus(f.card.edit)
	}
}

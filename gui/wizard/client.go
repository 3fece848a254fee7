package wizard

import (
	"context"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/servers"
)

// registration offers, below all else of a page, to sign in with the browser after all, by
// a client ID of one's own. It is empty where none can be kept.
func (w *Wizard) registration() *flow.Column {
	all := flow.NewColumn(0)
	c := w.clientParts(func() {
		w.signing.key = "" // ask anew who signs people in
		w.test()
	})
	if c == nil {
		return all
	}
	all.Objects = append(all.Objects, widgets.NewHairline(), air(14), widgets.NewText(
		lang.L("For whoever helps you: if PopMail was registered with {{.Provider}}, by you or your organization, there is a client ID.", map[string]any{"Provider": w.signing.provider.Name}),
		theme.SizeSmall, theme.ColorMuted), air(4), c)
	all.Inset.Top = 22
	return all
}

// registrationParts is registration where a provider that takes either has refused a
// password, and this copy of PopMail is not registered with it.
func (p *problemPage) registrationParts(problem *account.Problem, a account.Account) []fyne.CanvasObject {
	s := &p.w.signing
	if problem.Sending || p.from != stepServer || s.key != keyOf(a) || !s.there || s.provider.Ready {
		return nil
	}
	switch problem.Trouble {
	case account.TroublePassword, account.TroubleLogin, account.TroubleAppPassword, account.TroubleBrowser, account.TroubleMethod:
		return []fyne.CanvasObject{p.w.registration()}
	}
	return nil
}

// clientParts let whoever helps type the client ID with which a program is registered
// with the provider; then is called once it is kept. Its fields stay hidden until they are
// asked for. nil: it cannot be kept.
func (w *Wizard) clientParts(then func()) *flow.Column {
	if w.o.Browser == nil || w.o.Browser.SetClient == nil {
		return nil
	}
	provider := w.signing.provider
	c := servers.NewClient(newEntry(w), newPassword(w))
	busy := false
	keep := widgets.NewButton(widgets.Quiet, lang.L("Use this client ID"), "", nil)
	fields := flow.NewColumn(12, c.IDField, c.SecretField, flow.NewEnds(0, nil, keep))
	fields.Inset.Top = 12
	fields.Hide()
	var ask *widgets.Button
	ask = widgets.NewLink(lang.L("I have a client ID…"), func() {
		ask.Hide()
		fields.Show()
		w.relayout()
		w.focus(c.ID)
		flow.Reveal(fields)
	})
	ask.Small = true
	keep.OnTapped = func() {
		if busy {
			return
		}
		busy = true
		at, whose, id, secret := w.at, w.state, c.ID.Text, c.Secret.Text
		var ok bool
		var err error
		w.o.Run.Go(func(ctx context.Context) { ok, err = w.o.Browser.SetClient(ctx, provider.Key, id, secret) }, func() {
			busy = false
			switch {
			case w.at != at || w.state != whose:
			case err != nil:
				c.IDField.Say(lang.L("PopMail could not save the client ID: {{.Reason}}", map[string]any{"Reason": err.Error()}))
				w.relayout()
			case !ok:
				c.Refuse(provider.Name)
				w.relayout()
				w.focus(c.ID)
			default:
				then()
			}
		})
	}
	c.ID.OnSubmitted, c.Secret.OnSubmitted = func(string) { keep.OnTapped() }, func(string) { keep.OnTapped() }
	return flow.NewColumn(0, flow.NewTiles(0, ask), fields)
}

package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/servers"
)

// Client is how PopMail is registered with a provider that lets people sign in with the
// browser. The secret that belongs to it is never shown.
type Client struct {
	Key     string // of the provider
	Name    string // as people know it
	ID      string // the person's own client ID; empty: none
	Shipped bool   // this copy of PopMail came with one
}

// clients are the rows of the group about client IDs, by Client.Key. They keep what is
// typed while the page is filled anew.
type clients struct{ rows map[string]*clientRow }

// clientRow is one provider.
type clientRow struct {
	s                 *Settings
	client            Client
	column            *flow.Column
	said              *widgets.Text
	change            *widgets.Button
	of                *servers.Client
	fields            *flow.Column
	save, cancel, off *widgets.Button
	busy              bool
}

// clientGroup is the group about client IDs; nil: there is nothing to say.
func (s *Settings) clientGroup() fyne.CanvasObject {
	if s.SetClient == nil || len(s.state.Clients) == 0 {
		return nil
	}
	g := group(lang.L("Signing in with the browser"), small(lang.L("Providers like these let in only programs that are registered with them. If you or your organization registered PopMail, enter the client ID here. Otherwise there is nothing to do.")))
	for _, c := range s.state.Clients {
		r := s.clients.rows[c.Key]
		if r == nil {
			r = newClientRow(s)
			if s.clients.rows == nil {
				s.clients.rows = map[string]*clientRow{}
			}
			s.clients.rows[c.Key] = r
		}
		r.set(c)
		line := widgets.NewHairline()
		g.Objects = append(g.Objects, line, r.column)
	}
	return g
}

func newClientRow(s *Settings) *clientRow {
	r := &clientRow{s: s, said: small("")}
	r.change = widgets.NewButton(widgets.Quiet, lang.L("Change…"), "", r.open)
	r.of = servers.NewClient(field.NewEntry(r.submit, r.close), field.NewPassword(r.submit, r.close))
	r.off = widgets.NewButton(widgets.Flat, lang.L("Remove this client ID"), "", func() { r.keep("", "") })
	r.cancel = widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", r.close)
	r.save = widgets.NewButton(widgets.Quiet, lang.L("Save"), "", r.submit)
	pair := flow.NewHalves(18, fieldsLeast, r.of.IDField, r.of.SecretField)
	pair.Below = 14
	r.fields = flow.NewColumn(12, pair, flow.NewEnds(10, r.off, r.cancel, r.save))
	r.fields.Hide()
	return r
}

// set shows what is known of a provider.
func (r *clientRow) set(c Client) {
	r.client = c
	switch {
	case c.ID != "":
		r.said.SetText(lang.L("Your own client ID: {{.ID}}", map[string]any{"ID": c.ID}))
	case c.Shipped:
		r.said.SetText(lang.L("Ready. PopMail came with a client ID."))
	default:
		r.said.SetText(lang.L("No client ID, so PopMail can’t sign in there."))
	}
	r.off.Hidden = c.ID == ""
	if r.column == nil {
		text := flow.NewColumn(0, widgets.NewLine(c.Name, true, theme.SizeSmall, ""), r.said)
		r.column = flow.NewColumn(12, flow.NewRow(14, text, text, r.change), r.fields)
	}
}

func (r *clientRow) open() {
	set(r.of.ID, r.client.ID)
	set(r.of.Secret, "")
	r.fields.Show()
	r.change.Hide()
	r.s.relayout()
	r.s.focus(r.of.ID)
}

func (r *clientRow) close() {
	r.of.IDField.Say("")
	r.of.Secret.SetText("")
	r.fields.Hide()
	r.change.Show()
	r.s.relayout()
	r.s.focus(r.change)
}

func (r *clientRow) submit() { r.keep(r.of.ID.Text, r.of.Secret.Text) }

// keep stores a client ID, or says that it cannot be one.
func (r *clientRow) keep(id, secret string) {
	if r.busy {
		return
	}
	r.busy = true
	var ok bool
	var err error
	key := r.client.Key
	r.s.Run.Go(func(ctx context.Context) { ok, err = r.s.SetClient(ctx, key, id, secret) }, func() {
		r.busy = false
		switch {
		case err != nil:
			r.s.OnFailed(err)
		case !ok:
			r.of.Refuse(r.client.Name)
			r.s.relayout()
			r.s.focus(r.of.ID)
		default:
			r.close()
			r.s.OnSaved()
		}
	})
}

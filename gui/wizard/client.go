package wizard

import (
	"context"

	"fyne.io/fyne/v2/lang"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
	"popmail/gui/servers"
)

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
		at, id, secret := w.at, c.ID.Text, c.Secret.Text
		var ok bool
		var err error
		w.o.Run.Go(func(ctx context.Context) { ok, err = w.o.Browser.SetClient(ctx, provider.Key, id, secret) }, func() {
			busy = false
			switch {
			case w.at != at:
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

package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// askRemove asks the one question before an account goes, with the numbers of now.
func (s *Settings) askRemove(c *card) {
	var r Removal
	var err error
	s.Run.Go(func(ctx context.Context) { r, err = s.Removal(ctx, c.id) }, func() {
		if err != nil {
			s.failed(err)
			return
		}
		if s.cards[c.id] == c && s.canvas() != nil {
			s.showRemove(c, r)
		}
	})
}

func (s *Settings) showRemove(c *card, r Removal) {
	a := c.account.Account
	keep := field.NewCheck(lang.N("Keep its {{.Count}} messages on this computer, to read and search them", r.Goes,
		map[string]any{"Count": words.Count(r.Goes)}), nil)
	keep.Checked = true
	keep.Hidden = r.Goes == 0
	extra := []fyne.CanvasObject{keep}
	if r.Unsent > 0 {
		data := map[string]any{"Count": words.Count(r.Unsent), "Account": widgets.OneLine(r.Heir)}
		text := lang.N("{{.Count}} letters in the Outbox will not be sent.", r.Unsent, data)
		if r.Heir != "" {
			text = lang.N("{{.Count}} letters in the Outbox will not be sent. If you keep the mail, they stay here as drafts of {{.Account}}.", r.Unsent, data)
		}
		extra = append(extra, small(text))
	}
	if r.Stays > 0 {
		extra = append(extra, small(lang.N("{{.Count}} messages of this account that are in your own folders stay there.", r.Stays,
			map[string]any{"Count": words.Count(r.Stays)})))
	}
	q := &ask.Question{
		Title: lang.L("Remove {{.Email}} from PopMail?", map[string]any{"Email": widgets.OneLine(a.Email)}),
		Text:  lang.L("PopMail will stop checking this mailbox and forget its password. Nothing is removed from the server."),
		Extra: extra,
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Remove the account"), "", func() {
				s.closeForm()
				s.OnRemove(c.id, keep.Checked)
			}),
			widgets.NewButton(widgets.Primary, lang.L("Cancel"), "", nil),
		},
	}
	q.Show(s.canvas())
}

func (s *Settings) failed(err error) {
	if s.OnFailed != nil {
		s.OnFailed(err)
	}
}

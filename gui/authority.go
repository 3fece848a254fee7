package gui

import (
	"context"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/certificate"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// authorityAdder is what lets a person add a certificate authority; nil where the
// program reads none.
func (ac *accounts) authorityAdder() func(add func(text string)) {
	if ac.o.Certificates == nil {
		return nil
	}
	return ac.addAuthority
}

// addAuthority lets the person choose the file of a certificate authority, and calls add
// with what is in it once they have read what that means.
func (ac *accounts) addAuthority(add func(text string)) {
	ac.chooseFile(lang.L("Certificate authority"), lang.L("Open"), func(path string) { ac.readAuthority(path, add) })
}

func (ac *accounts) readAuthority(path string, add func(text string)) {
	var found account.Authority
	var err error
	ac.run.Go(func(ctx context.Context) { found, err = ac.o.Certificates.ReadAuthority(ctx, path) }, func() {
		if err != nil {
			q := &ask.Question{
				Title: lang.L("PopMail can’t use this file"), Text: words.AuthorityProblem(err),
				Buttons: []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("Close"), "", nil)},
			}
			q.Show(ac.window.Canvas())
			return
		}
		ac.askAuthority(found, func() { add(found.Text) })
	})
}

// askAuthority says what it means to trust an authority, and asks.
func (ac *accounts) askAuthority(found account.Authority, yes func()) {
	var names []string
	facts := flow.NewColumn(8)
	for i := range found.Certificates {
		c := &found.Certificates[i]
		names = append(names, words.Quote(c.Owner))
		facts.Objects = append(facts.Objects, certificate.Authority(c, ac.now()))
	}
	q := &ask.Question{
		Title: lang.L("Trust this certificate authority?"),
		Text: lang.L("For this account, PopMail will trust every server whose certificate comes from {{.Names}}. Whoever is behind it could also pretend to be your mail server. Add it only if it’s from your company or club, and you got the file from someone you trust there.",
			map[string]any{"Names": words.Names(names)}),
		Extra: []fyne.CanvasObject{facts},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Trust it for this account"), "", yes),
			widgets.NewButton(widgets.Primary, lang.L("Cancel"), "", nil),
		},
	}
	q.Show(ac.window.Canvas())
}

package gui

import (
	"popmail/account/letter"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// askAbout puts one question after the other, each once.
func (d *draft) askAbout(list []letter.Doubt, then func()) {
	if len(list) == 0 {
		then()
		return
	}
	one := list[0]
	if d.settled[one] {
		d.askAbout(list[1:], then)
		return
	}
	title, text, back, stops := d.doubt(one)
	q := &ask.Question{Title: title, Text: text}
	if stops {
		q.Buttons = []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("OK"), "", d.editor.FocusTo)}
	} else {
		q.Buttons = []*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Send anyway"), "", func() {
			if d.settled == nil {
				d.settled = map[letter.Doubt]bool{}
			}
			d.settled[one] = true
			d.askAbout(list[1:], then)
		}), widgets.NewButton(widgets.Primary, back, "", d.helps(one.Kind))}
	}
	q.Show(d.side.window.Canvas())
}

// helps is what the main button of a question does, besides going back to the letter.
func (d *draft) helps(k letter.DoubtKind) func() {
	switch k {
	case letter.EmptySubject:
		return d.editor.FocusSubject
	case letter.NoAttachment:
		return d.attach
	case letter.DotMissing, letter.ManyPeople:
		return d.editor.FocusTo
	}
	return nil
}

// doubt is what is asked. stops says that the letter cannot go like this.
func (d *draft) doubt(q letter.Doubt) (title, text, back string, stops bool) {
	switch q.Kind {
	case letter.Nobody:
		return lang.L("Who is this letter for?"), lang.L("Type a name or an e-mail address after To."), "", true
	case letter.WrongAddress:
		return lang.L("“{{.Address}}” isn’t an e-mail address", map[string]any{"Address": widgets.Short(q.Word, 60)}), lang.L("Change it or take it out, then send the letter."), "", true
	case letter.EmptySubject:
		return lang.L("Send without a subject?"), lang.L("With a subject your letter is easier to find, and less likely to be taken for junk."), lang.L("Add a subject"), false
	case letter.EmptyLetter:
		return lang.L("Send an empty letter?"), lang.L("There is nothing in it, and it has no subject."), lang.L("Go back"), false
	case letter.NoAttachment:
		return lang.L("Did you want to attach something?"), lang.L("You wrote “{{.Word}}”, but there is no file with this letter.", map[string]any{"Word": q.Word}), lang.L("Attach files"), false
	case letter.ManyPeople:
		return lang.N("Send to {{.Count}} people?", q.Count, map[string]any{"Count": words.Count(q.Count)}), lang.L("All of them will see each other’s addresses. In Bcc nobody sees the others."), lang.L("Go back"), false
	}
	title = lang.L("Is “{{.Address}}” right?", map[string]any{"Address": widgets.Short(q.Word, 60)})
	if q.Kind == letter.ForeignAddress {
		return title, lang.L("Before the @ it has accents or foreign letters. Few providers can send mail to such an address."), lang.L("Change it"), false
	}
	return title, lang.L("After the @ there is no dot. Such addresses work only inside a network of your own."), lang.L("Change it"), false
}

package cards

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// mostLetters is how many enclosed messages are shown.
const mostLetters = 20

// letterCards are the messages that are within the message.
func letterCards(m *eml.Message, p *Place) (out []fyne.CanvasObject) {
	for i := range min(len(m.Enclosed), mostLetters) {
		out = append(out, letterCard(&m.Enclosed[i], !Alone(m), p))
	}
	if n := max(len(m.Enclosed)-mostLetters, 0) + m.EnclosedLeft; n > 0 {
		out = append(out, widgets.NewText(lang.N("{{.Count}} more messages are attached.", n,
			map[string]any{"Count": words.Count(n)}), theme.SizeSmall, theme.ColorMuted))
	}
	return out
}

// Alone reports whether a message is nothing but another one, whose text is then shown
// below its card.
func Alone(m *eml.Message) bool { return m.Carded && len(m.Enclosed) == 1 && m.EnclosedLeft == 0 }

// letterCard says what an enclosed message is, with begins also how its text begins.
func letterCard(e *eml.Enclosed, begins bool, p *Place) fyne.CanvasObject {
	facts := flow.NewColumn(5, title(letterSubject(e)))
	from := p.names(e.From)
	if from != "" || !e.Date.IsZero() {
		facts.Objects = append(facts.Objects, p.dated(func() (string, []string) {
			date := ""
			if !e.Date.IsZero() {
				date = words.DateTime(e.Date, p.Now)
			}
			if from == "" {
				return date, nil
			}
			return from, []string{date}
		}))
	}
	if to := p.names(e.To); to != "" {
		facts.Objects = append(facts.Objects, widgets.NewText(lang.L("to {{.People}}", map[string]any{"People": to}), "", theme.ColorMuted))
	}
	if text := eml.Snippet(e.Text, letterBeginning); begins && text != "" {
		facts.Objects = append(facts.Objects, widgets.NewText(text, "", ""))
	}
	if tools := p.tools(e.Attachment, lang.L("Open"), widgets.IconMail, lang.L("Save…")); tools != nil {
		facts.Objects = append(facts.Objects, tools)
		facts.Before(tools, 11)
	}
	sender := mailbox.Address{}
	if len(e.From) > 0 {
		sender = e.From[0]
	}
	return frame(newBeside(widgets.NewAvatar(sender.Name, sender.Email), facts))
}

func letterSubject(e *eml.Enclosed) string {
	if s := strings.TrimSpace(e.Subject); s != "" {
		return widgets.OneLine(s)
	}
	return lang.L("(no subject)")
}

// letterBeginning is how much of the text of an enclosed message is shown, in characters.
const letterBeginning = 200

// names are people by name, of many the first ones.
func (p *Place) names(people []mailbox.Address) string {
	const few = 5
	var names []string
	for i, a := range people {
		if i == few {
			names = append(names, "…")
			break
		}
		names = append(names, words.InList(p.name(a)))
	}
	return words.Names(names)
}

package cards

import (
	"strings"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
)

// Lines are what the cards of a message say, as text for paper: a paragraph for each. What counts from
// today is left out, for paper is read on other days. They are those of a report and of events; where a message
// has no other text (Carded) also those of people and of messages in it, and all that is said of each.
func Lines(m *eml.Message, p *Place) (out []string) {
	if m.Report != nil {
		for i := range min(len(m.Report.Recipients), most) {
			c := &m.Report.Recipients[i]
			to := ""
			if c.Address != "" {
				to = widgets.OneLine(c.Address)
			}
			o := outcomeOf(m.Report, c, to, p)
			out = append(out, strings.Join(nonEmpty([]string{o.title, o.reason}), "\n"))
		}
	}
	for i := range m.Events {
		if i == most && !m.Carded {
			break
		}
		e := &m.Events[i]
		text := eventLines(e, p)
		if m.Carded {
			text = strings.Join(nonEmpty([]string{text, e.URL, strings.TrimSpace(e.Description)}), "\n")
		}
		out = append(out, text)
	}
	if !m.Carded {
		return out
	}
	if n := m.EventsLeft; n > 0 {
		out = append(out, lang.N("{{.Count}} more events are in the attached calendar.", n, map[string]any{"Count": words.Count(n)}))
	}
	for i := range m.Contacts {
		out = append(out, contactLines(&m.Contacts[i], p))
	}
	if n := m.ContactsLeft; n > 0 {
		out = append(out, lang.N("{{.Count}} more contacts are in the attached file.", n, map[string]any{"Count": words.Count(n)}))
	}
	for i := range m.Enclosed {
		out = append(out, letterLines(&m.Enclosed[i], p))
	}
	if n := m.EnclosedLeft; n > 0 {
		out = append(out, lang.N("{{.Count}} more messages are attached.", n, map[string]any{"Count": words.Count(n)}))
	}
	return out
}

// Text is all that a message says which has no text but what its cards say (Carded).
func Text(m *eml.Message, p *Place) string { return strings.Join(Lines(m, p), "\n\n") }

func eventLines(e *eml.Event, p *Place) string {
	special, _ := state(e, p)
	name := widgets.OneLine(e.Summary)
	if name == "" {
		name = lang.L("(no title)")
	}
	lines := []string{special, name}
	if !e.Start.Time.IsZero() || !e.End.Time.IsZero() {
		text, _ := when(e, p.Now)
		lines = append(lines, text, there(e, p.Now))
	}
	if e.Repeat != nil {
		lines = append(lines, repeats(e, p.Now))
	}
	names, _ := guests(e, p)
	return strings.Join(nonEmpty(append(lines, widgets.OneLine(e.Location), listed(names))), "\n")
}

func contactLines(c *eml.Contact, p *Place) string {
	lines := append([]string{widgets.OneLine(c.Name)}, occupation(c)...)
	for _, list := range [][]eml.Fact{c.Emails, c.Phones, c.Addresses, c.Links} {
		for _, f := range list {
			lines = append(lines, strings.Join(nonEmpty([]string{f.Value, factKind(f)}), " · "))
		}
	}
	if c.Birthday != "" {
		lines = append(lines, birthday(c.Birthday, p)+" · "+lang.L("birthday"))
	}
	return strings.Join(nonEmpty(append(lines, strings.TrimSpace(c.Note))), "\n")
}

func letterLines(e *eml.Enclosed, p *Place) string {
	date := ""
	if !e.Date.IsZero() {
		date = words.Full(e.Date.In(p.Now.Location()))
	}
	to := p.names(e.To)
	if to != "" {
		to = lang.L("to {{.People}}", map[string]any{"People": to})
	}
	head := nonEmpty([]string{letterSubject(e), strings.Join(nonEmpty([]string{p.names(e.From), date}), " · "), to})
	return strings.Join(nonEmpty([]string{strings.Join(head, "\n"), strings.TrimSpace(e.Text)}), "\n\n")
}

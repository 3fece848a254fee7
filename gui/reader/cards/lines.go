package cards

import (
	"strings"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/eml"
)

// Lines are what the cards of a report and of events say, as text for paper: a paragraph for
// each. What counts from today is left out, for paper is read on other days.
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
	for i := range min(len(m.Events), most) {
		out = append(out, eventLines(&m.Events[i], p))
	}
	return out
}

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

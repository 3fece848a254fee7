package words

import (
	"time"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// mostMissed are the people whom NoAnswer names.
const mostMissed = 2

// NoAnswer says that nobody has answered a letter to these people since it was sent.
func NoAnswer(to []mailbox.Address, sent, now time.Time) string {
	data := map[string]any{"Day": LongDate(sent, now)}
	var names []string
	for _, a := range to {
		if name, ok := widgets.Sender(a.Name, a.Email); ok && len(names) < mostMissed {
			names = append(names, InList(name))
		}
	}
	if len(names) == 0 || len(to) > mostMissed {
		return lang.L("No answer since {{.Day}}", data)
	}
	data["People"] = Names(names)
	return lang.L("No answer from {{.People}} since {{.Day}}", data)
}

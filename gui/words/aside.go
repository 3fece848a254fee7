package words

import (
	"time"

	"popmail/account"
	"popmail/gui/kit/lang"
)

// Aside are sentences about a message that could not be received: why, and when it is asked
// for again.
func Aside(m account.Aside, now time.Time) (lines []string) {
	why := lang.L("PopMail could not receive it.")
	switch m.Why {
	case account.AsideRefused:
		why = lang.L("The server does not give it out.")
		if m.Answer != "" {
			why = lang.L("The server does not give it out. It said: “{{.Answer}}”", map[string]any{"Answer": m.Answer})
		}
	case account.AsideShort:
		why = lang.L("The server sent only a part of it.")
	case account.AsideCut:
		why = lang.L("The connection broke off at this message.")
	case account.AsideSilent:
		why = lang.L("The server fell silent at this message.")
	case account.AsideLarge:
		why = lang.L("It is larger than PopMail takes.")
	}
	head := lang.L("A message")
	if m.Size > 0 {
		head = lang.L("A message of {{.Size}}", map[string]any{"Size": Size(m.Size)})
	}
	when := lang.L("PopMail asks for it at the next check.")
	at := map[string]any{"Time": DateTime(m.Next, now)}
	if !m.Next.IsZero() && Days(m.Next, now) == 0 {
		at["Time"] = Time(m.Next.In(now.Location()))
	}
	switch {
	case m.Left:
		when = lang.L("You left it on the server.")
	case m.Next.After(now):
		when = lang.N("Tried {{.Count}} times. PopMail asks for it again at {{.Time}}.", m.Times, map[string]any{"Count": Count(m.Times), "Time": at["Time"]})
	}
	return []string{head, why, when}
}

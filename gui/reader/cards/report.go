package cards

import (
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
)

// outcome is what became of a message for some recipients, in words.
type outcome struct {
	icon   widgets.IconName
	title  string
	reason string
	bad    bool
}

// reportCards says what became of a message that was sent: a card for each outcome.
func reportCards(r *eml.Report, p *Place) []fyne.CanvasObject {
	type group struct {
		first *eml.Recipient
		names []string
		said  []string
	}
	var groups []*group
	byKey := map[string]*group{}
	for i := range r.Recipients {
		c := &r.Recipients[i]
		key := c.Action + " " + reason(c)
		g := byKey[key]
		if g == nil {
			g = &group{first: c}
			byKey[key] = g
			groups = append(groups, g)
		}
		if s := widgets.OneLine(c.Address); s != "" {
			g.names = append(g.names, s)
		}
		g.said = append(g.said, technical(c))
	}
	var out []fyne.CanvasObject
	for n, g := range groups {
		if n == most {
			break
		}
		names := g.names
		if len(names) > few+1 {
			n := len(names) - few
			names = append(names[:few:few], lang.N("{{.Count}} others", n, map[string]any{"Count": words.Count(n)}))
		}
		o := outcomeOf(r, g.first, listed(names), p)
		facts := flow.NewColumn(5)
		if r.Subject != "" {
			facts.Objects = append(facts.Objects, line(widgets.IconMail, saying(widgets.OneLine(r.Subject))))
		}
		if o.reason != "" {
			facts.Objects = append(facts.Objects, widgets.NewText(o.reason, "", ""))
		}
		said := g.said
		if r.Server != "" {
			said = append(said, "Reporting-MTA: "+r.Server)
		}
		if text := strings.Join(nonEmpty(said), "\n\n"); text != "" {
			facts.Objects = append(facts.Objects, p.details(text))
		}
		role := theme.ColorMuted
		if o.bad {
			role = fynetheme.ColorNameError
		}
		out = append(out, frame(headline(o.icon, role, o.title), indent(facts)))
	}
	return out
}

// details hides a text for somebody who helps behind a link.
func (p *Place) details(text string) fyne.CanvasObject {
	v := selectable.NewText(text, theme.SizeSmall, theme.ColorMuted)
	v.Hide()
	var more *widgets.Button
	more = widgets.NewLink(lang.L("Details"), func() {
		v.Hidden = !v.Hidden
		if v.Hidden {
			more.SetText(lang.L("Details"))
		} else {
			more.SetText(lang.L("Hide details"))
		}
		if p.Resized != nil {
			p.Resized()
		}
	})
	more.Small = true
	return flow.NewColumn(5, flow.NewTiles(0, more), v)
}

func nonEmpty(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// technical is what servers said of one recipient.
func technical(c *eml.Recipient) string {
	return strings.Join(nonEmpty([]string{c.Address, c.Said, c.Server, strings.TrimSpace(c.Action + " " + c.Status)}), "\n")
}

// outcomeOf says what became of a message for people.
func outcomeOf(r *eml.Report, c *eml.Recipient, to string, p *Place) outcome {
	if to == "" {
		to = lang.L("somebody")
	}
	data := map[string]any{"People": to}
	if r.Receipt {
		switch c.Action {
		case "displayed":
			return outcome{icon: widgets.IconMailOpen, title: lang.L("Your message to {{.People}} was opened.", data),
				reason: lang.L("That is what the recipient’s mail program says.")}
		case "deleted":
			return outcome{icon: widgets.IconTrash, title: lang.L("Your message to {{.People}} was deleted.", data),
				reason: lang.L("That is what the recipient’s mail program says.")}
		case "denied":
			return outcome{icon: widgets.IconMail, title: lang.L("{{.People}} doesn’t want to say whether your message was read.", data)}
		}
		return outcome{icon: widgets.IconMail, title: lang.L("Your message to {{.People}} arrived at the recipient’s mail program.", data)}
	}
	switch c.Action {
	case "failed":
		return outcome{icon: widgets.IconWarning, bad: true, title: lang.L("Your message to {{.People}} could not be delivered.", data), reason: reason(c)}
	case "delayed":
		o := outcome{icon: widgets.IconClock, title: lang.L("Your message to {{.People}} has not been delivered yet.", data), reason: reason(c)}
		again := lang.L("The server keeps trying. You don’t have to send it again.")
		if !c.Until.IsZero() {
			again = lang.L("The server keeps trying until {{.Time}}. You don’t have to send it again.", map[string]any{"Time": day(false, c.Until.In(p.Now.Location()), p.Now)})
		}
		o.reason = strings.TrimSpace(o.reason + " " + again)
		return o
	case "delivered":
		return outcome{icon: widgets.IconCheck, title: lang.L("Your message to {{.People}} was delivered.", data)}
	case "relayed":
		return outcome{icon: widgets.IconCheck, title: lang.L("Your message to {{.People}} was passed on.", data),
			reason: lang.L("The next server does not report what becomes of it.")}
	case "expanded":
		return outcome{icon: widgets.IconCheck, title: lang.L("Your message to {{.People}} was passed on to several people.", data)}
	}
	return outcome{icon: widgets.IconMail, title: lang.L("A server reports about your message to {{.People}}.", data)}
}

// reason says why, in everyday words; "" where the report does not say (RFC 3463,
// section 3).
func reason(c *eml.Recipient) string {
	class, code, _ := strings.Cut(c.Status, ".")
	if class != "4" && class != "5" {
		return ""
	}
	subject, _, _ := strings.Cut(code, ".")
	_, host, _ := strings.Cut(c.Address, "@")
	if class == "5" {
		if s := refused(c, code); s != "" {
			return s
		}
	}
	switch code {
	case "1.1", "1.6", "1.10":
		return lang.L("There is no such address. Check the spelling.")
	case "1.2", "4.4", "1.0":
		if host == "" || code == "1.0" {
			return lang.L("The address is not right. Check the spelling.")
		}
		return lang.L("No mail server was found for “{{.Host}}”. Check the spelling.", map[string]any{"Host": host})
	case "1.3":
		return lang.L("The address is not right. Check the spelling.")
	case "2.0", "2.1", "2.4":
		return lang.L("The mailbox takes no mail at present.")
	case "2.2":
		return lang.L("The mailbox is full.")
	case "2.3", "3.4":
		return lang.L("The message is too large for the other server.")
	case "4.1", "4.2", "4.7", "4.5":
		return lang.L("The other server could not be reached, or was too busy.")
	case "4.6":
		return lang.L("The message was sent around in a circle.")
	case "7.1":
		return lang.L("The other server does not accept this message from you.")
	}
	switch subject {
	case "4":
		return lang.L("There was trouble on the way to the other server.")
	case "6":
		return lang.L("The other server can’t handle what is in the message.")
	case "7":
		return lang.L("The other server refused the message, to protect its users or by its rules.")
	}
	return ""
}

// refused is the reason where a server has answered that it does not take a message, by a code that is about
// something else: QUIRK: Microsoft and others say 5.4.1 of people whom they do not know, 5.4.5 where somebody
// sends too much, and 5.1.0 of senders. A way that is blocked is a 4.4.1 alone (RFC 3463, section 3.5). It is ""
// where the code is to be believed.
func refused(c *eml.Recipient, code string) string {
	said := strings.ToLower(c.Said)
	sender := strings.Contains(said, "sender") && !strings.Contains(said, "recipient")
	switch code {
	case "4.1", "4.2", "4.5":
		if !answered(said) {
			return ""
		}
		if !sender && (strings.Contains(said, "recipient") || strings.Contains(said, "address rejected") || strings.Contains(said, "user unknown")) {
			return lang.L("There is no such address. Check the spelling.")
		}
	case "1.7", "1.8": // the sender's address
	case "1.0":
		if !sender {
			return ""
		}
	case "1.1", "1.3":
		if !strings.Contains(said, "sender address rejected") && !strings.Contains(said, "sender rejected") {
			return ""
		}
	default:
		return ""
	}
	return lang.L("The other server does not accept this message from you.")
}

// answered reports whether what was said is the answer of a server that it does not do something for good: it has
// a number from 500 on (RFC 5321, section 4.2.1).
func answered(said string) bool {
	for w := range strings.FieldsFuncSeq(said, func(r rune) bool { return strings.ContainsRune(" -:;,(<", r) }) {
		if len(w) == 3 && w[0] == '5' && w[1] >= '0' && w[1] <= '9' && w[2] >= '0' && w[2] <= '9' {
			return true
		}
	}
	return false
}

// security says in one line how a message is signed or encrypted; nil where it is
// not.
func security(s *eml.Security) fyne.CanvasObject {
	if s == nil {
		return nil
	}
	return newMarked(widgets.NewGlyph(widgets.IconLock, theme.ColorMuted), widgets.NewText(securityText(s), theme.SizeSmall, theme.ColorMuted), theme.SizeSmall)
}

func securityText(s *eml.Security) string {
	by := map[string]any{"Method": s.By}
	switch {
	case s.Encrypted && s.Part:
		return lang.L("Part of this message is encrypted with {{.Method}}. PopMail can’t open that part.", by)
	case s.Encrypted:
		return lang.L("This message is encrypted with {{.Method}}. PopMail can’t open it.", by)
	case s.Sealed:
		return lang.L("This message is signed with {{.Method}}, and its text is inside an attachment that PopMail can’t open.", by)
	case s.Part:
		return lang.L("Part of this message is signed with {{.Method}}. PopMail can’t check signatures, so it may be false.", by)
	}
	return lang.L("This message is signed with {{.Method}}. PopMail can’t check signatures, so it may be false.", by)
}

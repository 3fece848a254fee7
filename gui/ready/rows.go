package ready

import (
	"fmt"
	"strings"
	"time"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// lines are the things that are to be here, in their order.
func (s *State) lines() []line {
	out := []line{s.mail(), s.whole()}
	if s.Mail.Senders > 0 {
		out = append(out, s.pictures())
	}
	if s.Backups {
		out = append(out, s.backup())
	}
	return append(out, s.removals(), s.room())
}

// mail is whether new mail waits.
func (s *State) mail() line {
	l := s.checkedMail()
	if len(s.Paused) > 0 {
		paused := lang.N("{{.Accounts}} are paused, so new mail of those accounts isn’t here", len(s.Paused), map[string]any{"Accounts": words.Names(s.Paused)})
		if !l.fine && !s.Nobody {
			paused = l.text + " · " + paused
		}
		l.fine, l.title, l.text = false, lang.L("New mail may be waiting"), paused
	}
	return l
}

// checkedMail is mail for the accounts that are checked.
func (s *State) checkedMail() line {
	n := s.Mail.Messages
	data := map[string]any{"Count": words.Count(n)}
	l := line{fine: true, icon: widgets.IconRefresh, title: lang.L("All new mail is here"), missing: lang.L("new mail may be waiting")}
	l.text = lang.N("{{.Count}} messages, and nothing new was waiting at the last check", n, data)
	if s.Nobody {
		l.title, l.text = lang.L("Your mail is here"), lang.N("{{.Count}} messages", n, data)
		return l
	}
	if !s.Checked.IsZero() {
		l.side = lang.L("checked {{.When}}", map[string]any{"When": words.AsOf(s.Checked, s.Now)})
	}
	if len(s.Late) > 0 || s.Checked.IsZero() || s.Now.Sub(s.Checked) > freshMail {
		l.fine, l.title = false, lang.L("New mail may be waiting")
		l.text = lang.N("{{.Count}} messages are here", n, data)
		if len(s.Late) > 0 {
			l.text = lang.L("Not all mail of {{.Accounts}} could be fetched", map[string]any{"Accounts": words.Names(s.Late)})
		}
	}
	return l
}

// whole is whether all letters are here as a whole.
func (s *State) whole() line {
	if s.Rests == 0 {
		return line{fine: true, title: lang.L("All messages are complete"), text: lang.L("No message is only partly here")}
	}
	data := map[string]any{"Count": words.Count(s.Rests)}
	l := line{icon: widgets.IconSave, title: lang.N("{{.Count}} large messages are only partly here", s.Rests, data), side: words.Size(s.Octets),
		missing: lang.N("{{.Count}} large messages are waiting", s.Rests, data)}
	var named []string
	for _, w := range s.Mail.Waiting {
		name, _ := widgets.Sender(w.From.Name, w.From.Email)
		subject := widgets.OneLine(w.Subject)
		if subject == "" {
			subject = lang.L("(no subject)")
		}
		named = append(named, lang.L("“{{.Subject}}” from {{.Name}}, {{.Size}}", map[string]any{"Subject": widgets.Short(subject, 40), "Name": widgets.Short(name, 30), "Size": words.Size(w.Octets)}))
		if len(named) == 2 {
			break
		}
	}
	l.text = strings.Join(named, " · ")
	return l
}

// pictures is whether those of senders whose pictures are always shown are kept.
func (s *State) pictures() line {
	data := map[string]any{"Count": words.Count(s.Mail.Pictures)}
	l := line{fine: s.Lacking == 0, icon: widgets.IconPicture, title: lang.L("Pictures of trusted senders are kept"), missing: lang.L("some pictures may be missing")}
	l.text = lang.N("{{.Count}} pictures of senders whose pictures you always show", s.Mail.Pictures, data)
	if s.Mail.Pictures > 0 {
		l.side = words.Size(s.Mail.PictureOctets)
	}
	switch {
	case s.Lacking > 0:
		l.title = lang.N("Pictures of {{.Count}} messages from trusted senders may be missing", s.Lacking, map[string]any{"Count": words.Count(s.Lacking)})
	case !s.Pictures:
		l.title = lang.L("Pictures of trusted senders come only when you open a letter")
	}
	return l
}

// backup is whether there is a new one.
func (s *State) backup() line {
	l := line{fine: true, icon: widgets.IconBackup, text: lang.L("On this computer"), missing: lang.L("there is no new backup")}
	if s.Place != "" {
		l.text = lang.L("In {{.Place}}", map[string]any{"Place": widgets.OneLine(s.Place)})
	}
	if s.BackedUp.IsZero() {
		l.fine, l.title, l.text = false, lang.L("No backup yet"), lang.L("If this computer is lost, so is mail that is no longer on the server")
		return l
	}
	l.side = words.AsOf(s.BackedUp, s.Now)
	switch {
	case s.Trouble:
		l.fine, l.title = false, lang.L("Backups can’t be made at the moment")
	case s.Now.Sub(s.BackedUp) > freshBackup:
		l.fine, l.title = false, lang.L("The last backup is more than a day old")
	case words.Days(s.BackedUp, s.Now) == 0:
		l.title = lang.L("Backed up today")
	default:
		l.title = lang.L("Backed up yesterday")
	}
	return l
}

// removals is when something goes from a server; nothing does while nobody checks.
func (s *State) removals() line {
	l := line{fine: true, title: lang.L("Nothing is removed from the server"), text: lang.L("Messages stay there until you say otherwise")}
	at := s.Mail.Removes
	switch {
	case s.Mail.Due > 0:
		data := map[string]any{"Count": words.Count(s.Mail.Due)}
		l.title = lang.N("{{.Count}} messages are removed from the server at the next check", s.Mail.Due, data)
		l.text = lang.L("They are stored here. While you’re offline nothing is removed.")
	case !at.IsZero():
		l.title = lang.L("Nothing is removed from the server before {{.When}}", map[string]any{"When": words.Day(at, s.Now)})
		l.text = lang.L("While you’re offline nothing is removed.")
		if n := int(at.Sub(s.Now) / (24 * time.Hour)); n > 0 {
			l.side = lang.N("in {{.Count}} days", n, map[string]any{"Count": words.Count(n)})
		}
	}
	return l
}

// room is whether the disk has some.
func (s *State) room() line {
	l := line{fine: true, icon: widgets.IconComputer, title: lang.L("Enough room on this computer"), missing: lang.L("the disk is nearly full")}
	l.text = lang.L("Your mail takes up {{.Size}}", map[string]any{"Size": words.Size(s.Mail.Room)})
	if s.Mail.Free < 0 {
		l.title = lang.L("How much room is left is not known")
		return l
	}
	l.side = lang.L("{{.Size}} free", map[string]any{"Size": words.Size(s.Mail.Free)})
	if s.Mail.Free < leastRoom+s.Octets {
		l.fine, l.title = false, lang.L("There is little room left on this computer")
	}
	return l
}

// tripText says when and where a journey begins, and what says so.
func (s *State) tripText() (title, text string) {
	t := s.Trip
	when := map[string]any{"Title": widgets.OneLine(widgets.Short(t.Title, 60)), "When": words.Time(t.Start)}
	switch days := words.Days(s.Now, t.Start); {
	case t.AllDay && days <= 0:
		title = lang.L("{{.Title}}: today", when)
	case t.AllDay && days == 1:
		title = lang.L("{{.Title}}: tomorrow", when)
	case t.AllDay:
		title = fmt.Sprint(when["Title"], ": ", words.Day(t.Start, s.Now))
	case days == 0:
		title = lang.L("{{.Title}}: today at {{.When}}", when)
	case days == 1:
		title = lang.L("{{.Title}}: tomorrow at {{.When}}", when)
	default:
		title = fmt.Sprint(when["Title"], ": ", words.DateTime(t.Start, s.Now))
	}
	from := lang.L("from the letter “{{.Subject}}”", map[string]any{"Subject": widgets.OneLine(widgets.Short(t.Subject, 60))})
	if t.Location == "" {
		return title, from
	}
	return title, widgets.OneLine(widgets.Short(t.Location, 60)) + " · " + from
}

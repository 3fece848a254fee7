package words

import (
	"strings"
	"time"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/storage/mailbox"
)

// LetterState is what is said of a letter that is not sent yet.
type LetterState struct {
	Short string // for its row, a few words
	Title string
	Text  string // what happened and what to do; may be empty
	Grave bool   // the person has to decide something
	Said  string // what the server said; empty: nothing
}

// OfLetter says how far a letter is on its way; online: the servers could be reached when
// they were asked last.
func OfLetter(l *mailbox.Letter, a account.Account, online bool, now time.Time) LetterState {
	said := l.Problem.Answer
	var who []string
	for _, r := range l.Refusals {
		who = append(who, r.Email)
		if r.Text != "" {
			said = r.Text
		}
	}
	people := strings.Join(who[:min(len(who), mostNamed)], ", ")
	if len(who) > mostNamed {
		people += ", …"
	}
	switch l.State {
	case mailbox.LetterSending:
		return LetterState{Short: lang.L("Being sent now"), Title: lang.L("This letter is being sent")}
	case mailbox.LetterUnknown:
		if l.Problem.Trouble == account.TroubleRescued {
			return LetterState{Grave: true, Short: lang.L("May have been sent. The mail file was damaged."), Title: lang.L("This letter may have been sent"),
				Text: lang.L("The mail file was damaged, and PopMail can’t tell whether this letter was sent before. Ask the people whether they got it. PopMail doesn’t send it by itself.")}
		}
		return LetterState{Grave: true, Said: said, Short: lang.L("May have been sent. The connection was lost before the server confirmed it."), Title: lang.L("This letter may have been sent"),
			Text: lang.L("The connection was lost before the server confirmed it. Ask the people whether they got it, or look for an answer. PopMail doesn’t send it again by itself.")}
	case mailbox.LetterRefused:
		return refused(l, a, people, said)
	}
	due := l.NextTry
	switch {
	case !a.Sends():
		return LetterState{Short: lang.L("Waits until PopMail knows the outgoing server"), Title: lang.L("This letter waits"),
			Text: lang.L("PopMail doesn’t know the outgoing server of {{.Account}} yet. You can set it up in Settings.", map[string]any{"Account": a.Email})}
	case !online:
		return LetterState{Short: lang.L("Will be sent when you’re online"), Title: lang.L("This letter will be sent when you’re online")}
	case l.Problem.Happened():
		p := &account.Problem{Trouble: l.Problem.Trouble, Answer: l.Problem.Answer, Hidden: l.Problem.Hidden, Sending: true}
		e := ExplainSending(p, a.Outgoing)
		if p.Trouble == account.TroubleNoPassword && a.OutgoingUser == "" { // there is one password for both servers
			e = Of(p, a.Outgoing.Host, a.Outgoing.Port)
		}
		heading, next := e.Heading, e.Next
		if p.Trouble == account.TroubleNoKeyring { // nobody is on a first page here
			next = lang.L("Unlock the password manager and try again.")
		}
		if people != "" && l.Problem.Trouble == account.TroubleBusy {
			heading = lang.L("The outgoing server doesn’t take mail for {{.Address}} right now", map[string]any{"Address": people})
			if LongWait(l) {
				next = lang.L("Check the address, then send it again.")
			}
		}
		s := LetterState{Short: heading, Title: lang.L("This letter waits"), Text: Sentences(heading, next), Said: said, Grave: LongWait(l)}
		if due.After(now) {
			s.Short = lang.L("Next try {{.Time}}", map[string]any{"Time": Time(due.In(now.Location()))}) + " · " + heading
		}
		return s
	case l.NotBefore.After(now):
		return LetterState{Short: lang.L("Goes out in a few seconds"), Title: lang.L("This letter goes out in a few seconds")}
	}
	return LetterState{Short: lang.L("Will be sent soon"), Title: lang.L("This letter will be sent soon")}
}

// longWait is after how many tries a letter that waits is a question to the person: some four hours.
const longWait = 10

// LongWait reports whether a letter was put off so often that the person should look at it.
func LongWait(l *mailbox.Letter) bool {
	return l.State == mailbox.LetterQueued && l.Problem.Trouble == account.TroubleBusy && l.Tries >= longWait
}

// Sentences puts a heading before the sentences that follow from it.
func Sentences(heading, next string) string {
	return lang.L("{{.Heading}}. {{.Next}}", map[string]any{"Heading": strings.TrimRight(heading, ".。"), "Next": next})
}

// mostNamed bounds the people who are named in a sentence.
const mostNamed = 5

// refused says why a letter was not taken. Nobody has got one: it goes to all or to none.
func refused(l *mailbox.Letter, a account.Account, people, said string) LetterState {
	s := LetterState{Grave: true, Said: said, Title: lang.L("This letter was not sent")}
	nobody := lang.L("Nobody got the letter, and nothing is lost.")
	data := map[string]any{"Server": a.Outgoing.Host, "Address": people, "Size": Size(l.Size)}
	switch {
	case l.Problem.Trouble == account.TroubleAddress: // the server was not asked
		s.Said, s.Short = "", lang.L("Not sent: an address can’t be used.")
		s.Text = lang.L("One of the addresses can’t be used with {{.Server}}.", data)
		if people != "" {
			s.Text = lang.L("{{.Address}} can’t be used with {{.Server}}.", data)
		}
		s.Text += " " + nobody + " " + lang.L("Check the addresses, then send it again.")
	case l.Problem.Trouble == account.TroubleUnfit: // nor was it here
		s.Said, s.Short = "", lang.L("Not sent: this message can’t be passed on as it is.")
		s.Text = lang.L("It has lines or characters that mail servers don’t take, and PopMail can’t change them without breaking it.") + " " + nobody + " " + lang.L("Forward it as a file instead.")
	case l.Problem.Trouble == account.TroubleTooBig:
		s.Short = lang.L("Not sent: the letter is too big.")
		s.Text = lang.L("{{.Server}} takes no letter of {{.Size}}.", data) + " " + nobody + " " + lang.L("Take out a file or make it smaller, then send the letter again.")
	case l.Problem.Trouble == account.TroubleCrowd:
		s.Short = lang.L("Not sent: too many people at once.")
		s.Text = lang.L("{{.Server}} takes no letter for so many people at once.", data) + " " + nobody + " " + lang.L("Send it to fewer people at a time.")
	case people != "":
		s.Short = lang.L("Not sent: the server refused {{.Address}}.", data)
		s.Text = lang.L("{{.Server}} did not take the letter for {{.Address}}.", data) + " " + nobody + " " + lang.L("Check the address, then send it again.")
	default:
		s.Short = lang.L("Not sent: the server refused the letter.")
		s.Text = lang.L("{{.Server}} did not take the letter.", data) + " " + nobody
	}
	return s
}

// Package trouble explains to a person what has gone wrong with an account: what
// happened, whether anything was lost, and what to do next.
package trouble

import (
	"errors"
	"fmt"
	"strings"

	"fyne.io/fyne/v2/lang"

	"popmail/account"
)

// Words are what a person is told when a test or a check has failed.
type Words struct {
	Heading string // what happened, in a few words
	What    string // the same in a sentence or two
	Safe    string // that nothing was lost, and whether the password was sent
	Next    string // what to do while an account is being set up
}

// Of returns the Problem in the chain of err, or wraps err in one.
func Of(err error) *account.Problem {
	if p, ok := errors.AsType[*account.Problem](err); ok {
		return p
	}
	return &account.Problem{Trouble: account.TroubleOther, Err: err}
}

// Later is what to do about an account that has worked before.
func Later(t account.Trouble) string {
	switch t {
	case account.TroublePassword, account.TroubleNoHost, account.TroubleRefused, account.TroubleNotPOP3,
		account.TroubleNoSTLS, account.TroublePlainRefused, account.TroubleCertName:
		return lang.L("PopMail tries again by itself. If it lasts, compare the settings of the account with those on your provider's help pages: open the gear and choose Change beside the account.")
	}
	return Explain(t, "", 0).Next
}

// Technical is the text for those who help: settings and the chain of errors,
// without the password.
func Technical(p *account.Problem, a account.Account) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d, %s, %s\n", a.Server.Host, a.Server.Port, a.Server.Security, a.User)
	b.WriteString(p.Error())
	for err := p.Err; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&b, "\n%T: %v", err, err)
	}
	return b.String()
}

// Explain finds the words for a kind of trouble with the server at host and port.
func Explain(t account.Trouble, host string, port int) Words {
	data := map[string]any{"Server": host, "Port": port}
	var (
		untouched = lang.L("Your mail on the server is untouched.")
		notSent   = lang.L("Your password was not sent. Your mail on the server is untouched.")
	)
	switch t {
	case account.TroublePassword:
		return Words{
			Heading: lang.L("The server did not accept the password"),
			What:    lang.L("{{.Server}} says that user name and password do not fit together.", data),
			Safe:    untouched,
			Next:    lang.L("Type the password again, or go back and look at the user name. Some providers want the whole e-mail address there, others only the part before the @."),
		}
	case account.TroubleBusy:
		return Words{
			Heading: lang.L("The mailbox is busy at the moment"),
			What:    lang.L("Another program or device has the mailbox open, or there were too many log-ins in a short time."),
			Safe:    lang.L("Your password is fine. Your mail on the server is untouched."),
			Next:    lang.L("Close other mail programs that fetch from this mailbox, wait a few minutes and try again."),
		}
	case account.TroubleNoHost:
		return Words{
			Heading: lang.L("There is no server of that name"),
			What:    lang.L("PopMail looked for “{{.Server}}”, and nobody on the internet knows that name.", data),
			Safe:    notSent,
			Next:    lang.L("Go back and look for a typing mistake in the server's name. Your provider's help pages say what it is called."),
		}
	case account.TroubleOffline:
		return Words{
			Heading: lang.L("There is no connection to the internet"),
			What:    lang.L("PopMail could not get out to the network at all."),
			Safe:    notSent,
			Next:    lang.L("Switch on the wireless network or plug in the cable, then try again."),
		}
	case account.TroubleRefused:
		return Words{
			Heading: lang.L("The server does not answer on this port"),
			What:    lang.L("{{.Server}} is there, but does not take connections on port {{.Port}}.", data),
			Safe:    notSent,
			Next:    lang.L("Go back and look at server, port and connection security. With SSL/TLS the usual port is 995, otherwise it is 110. Some providers want fetching by mail programs to be switched on first."),
		}
	case account.TroubleSilent:
		return Words{
			Heading: lang.L("The server did not answer in time"),
			What:    lang.L("PopMail waited for {{.Server}}, port {{.Port}}, and nothing came back.", data),
			Safe:    untouched,
			Next:    lang.L("Try again in a moment. If it stays like this, look at server name and port, or ask whether a firewall keeps mail programs out."),
		}
	case account.TroubleCut:
		return Words{
			Heading: lang.L("The connection was cut"),
			What:    lang.L("{{.Server}} hung up in the middle of the conversation.", data),
			Safe:    untouched,
			Next:    lang.L("Try again in a moment. If it happens each time, look at port and connection security."),
		}
	case account.TroubleNotPOP3:
		return Words{
			Heading: lang.L("This is not a server that mail can be fetched from"),
			What:    lang.L("What answers at {{.Server}}, port {{.Port}}, does not speak POP3, or port and connection security do not fit together.", data),
			Safe:    notSent,
			Next:    lang.L("Go back and look at port and connection security. SSL/TLS goes with port 995, STARTTLS with port 110."),
		}
	case account.TroubleNoSTLS:
		return Words{
			Heading: lang.L("The server cannot switch on encryption"),
			What:    lang.L("You chose STARTTLS, but {{.Server}} does not offer it on port {{.Port}}. PopMail has stopped.", data),
			Safe:    notSent,
			Next:    lang.L("Go back and choose SSL/TLS with port 995. If your provider offers that neither, ask there."),
		}
	case account.TroublePlainRefused:
		return Words{
			Heading: lang.L("The server wants an encrypted connection"),
			What:    lang.L("{{.Server}} does not take a password over a line that others can read.", data),
			Safe:    untouched,
			Next:    lang.L("Go back and choose SSL/TLS (port 995) or STARTTLS (port 110)."),
		}
	case account.TroubleCertName:
		return Words{
			Heading: lang.L("The server is not the one you named"),
			What:    lang.L("The server showed a certificate for another name than {{.Server}}. It may be the wrong name for the right server, or somebody in between pretends to be your server.", data),
			Safe:    notSent,
			Next:    lang.L("Go back and use the server name from your provider's help pages. In a strange network, try again at home."),
		}
	case account.TroubleCertExpired:
		return Words{
			Heading: lang.L("The server's certificate is out of date"),
			What:    lang.L("With its certificate a server proves who it is. That of {{.Server}} is not valid today, or the clock of this computer is wrong.", data),
			Safe:    notSent,
			Next:    lang.L("Look at the date and time of this computer. If they are right, your provider must renew the certificate; tell them."),
		}
	case account.TroubleCertUnknown:
		return Words{
			Heading: lang.L("Nobody vouches for this server"),
			What:    lang.L("With its certificate a server proves who it is. That of {{.Server}} is signed by nobody this computer trusts. Somebody in between may pretend to be your server.", data),
			Safe:    notSent,
			Next:    lang.L("In a strange network, try again at home. If the server belongs to your company or club, ask there for the certificate of its authority and have it installed on this computer."),
		}
	case account.TroubleOldTLS:
		return Words{
			Heading: lang.L("The server's encryption is too old"),
			What:    lang.L("{{.Server}} only offers encryption that can be broken today.", data),
			Safe:    notSent,
			Next:    lang.L("Ask your provider for a server with TLS 1.2 or newer."),
		}
	case account.TroubleServer:
		return Words{
			Heading: lang.L("The server has trouble of its own"),
			What:    lang.L("{{.Server}} reports a fault on its side.", data),
			Safe:    untouched,
			Next:    lang.L("Wait a while and try again. If it lasts, ask your provider."),
		}
	case account.TroubleDiskFull:
		return Words{
			Heading: lang.L("The disk of this computer is full"),
			What:    lang.L("PopMail could not write what it has to keep."),
			Safe:    lang.L("Nothing was lost. Your mail on the server is untouched."),
			Next:    lang.L("Make room on the disk, for example by emptying the bin, and try again."),
		}
	case account.TroubleStore:
		return Words{
			Heading: lang.L("PopMail cannot use its files"),
			What:    lang.L("The mail on this computer could not be read or written."),
			Safe:    untouched,
			Next:    lang.L("Look whether another program holds PopMail's folder, and whether you may write there. Then try again."),
		}
	case account.TroubleNoPassword:
		return Words{
			Heading: lang.L("The password is missing"),
			What:    lang.L("No password is kept for this account, and none was typed."),
			Safe:    untouched,
			Next:    lang.L("Type the password and try again."),
		}
	case account.TroubleNoKeyring:
		return Words{
			Heading: lang.L("This computer's password store cannot be used"),
			What:    lang.L("The password could not be put into the password store, or not be taken out."),
			Safe:    lang.L("Nothing was lost. Your mail on the server is untouched."),
			Next:    lang.L("Unlock the password store and try again, or go back to the first page and choose another place for the password."),
		}
	case account.TroubleInternal:
		return Words{
			Heading: lang.L("PopMail made a mistake"),
			What:    lang.L("Something went wrong inside PopMail."),
			Safe:    untouched,
			Next:    lang.L("Try again. If it happens once more, please send the text under Details to the makers of PopMail."),
		}
	}
	return Words{
		Heading: lang.L("That did not work"),
		What:    lang.L("PopMail could not fetch from {{.Server}}, port {{.Port}}.", data),
		Safe:    untouched,
		Next:    lang.L("Try again in a moment. The text under Details tells more and can be copied for somebody who helps you."),
	}
}

package wizard

import (
	"fyne.io/fyne/v2/lang"

	"popmail/account"
)

// explained is what a person is told when a test or a check has failed.
type explained struct {
	heading string // what happened, in a few words
	what    string // the same in a sentence or two
	safe    string // that nothing was lost, and whether the password was sent
	next    string // what to do
}

// explain finds the words for a kind of trouble.
func explain(t account.Trouble, host string, port int) explained {
	data := map[string]any{"Server": host, "Port": port}
	var (
		untouched = lang.L("Your mail on the server is untouched.")
		notSent   = lang.L("Your password was not sent. Your mail on the server is untouched.")
	)
	switch t {
	case account.TroublePassword:
		return explained{
			heading: lang.L("The server did not accept the password"),
			what:    lang.L("{{.Server}} says that user name and password do not fit together.", data),
			safe:    untouched,
			next:    lang.L("Type the password again, or go back and look at the user name. Some providers want the whole e-mail address there, others only the part before the @."),
		}
	case account.TroubleBusy:
		return explained{
			heading: lang.L("The mailbox is busy at the moment"),
			what:    lang.L("Another program or device has the mailbox open, or there were too many log-ins in a short time."),
			safe:    lang.L("Your password is fine. Your mail on the server is untouched."),
			next:    lang.L("Close other mail programs that fetch from this mailbox, wait a few minutes and try again."),
		}
	case account.TroubleNoHost:
		return explained{
			heading: lang.L("There is no server of that name"),
			what:    lang.L("PopMail looked for “{{.Server}}”, and nobody on the internet knows that name.", data),
			safe:    notSent,
			next:    lang.L("Go back and look for a typing mistake in the server's name. Your provider's help pages say what it is called."),
		}
	case account.TroubleOffline:
		return explained{
			heading: lang.L("There is no connection to the internet"),
			what:    lang.L("PopMail could not get out to the network at all."),
			safe:    notSent,
			next:    lang.L("Switch on the wireless network or plug in the cable, then try again."),
		}
	case account.TroubleRefused:
		return explained{
			heading: lang.L("The server does not answer on this port"),
			what:    lang.L("{{.Server}} is there, but does not take connections on port {{.Port}}.", data),
			safe:    notSent,
			next:    lang.L("Go back and look at server, port and connection security. With SSL/TLS the usual port is 995, otherwise it is 110. Some providers want fetching by mail programs to be switched on first."),
		}
	case account.TroubleSilent:
		return explained{
			heading: lang.L("The server did not answer in time"),
			what:    lang.L("PopMail waited for {{.Server}}, port {{.Port}}, and nothing came back.", data),
			safe:    untouched,
			next:    lang.L("Try again in a moment. If it stays like this, look at server name and port, or ask whether a firewall keeps mail programs out."),
		}
	case account.TroubleCut:
		return explained{
			heading: lang.L("The connection was cut"),
			what:    lang.L("{{.Server}} hung up in the middle of the conversation.", data),
			safe:    untouched,
			next:    lang.L("Try again in a moment. If it happens each time, look at port and connection security."),
		}
	case account.TroubleNotPOP3:
		return explained{
			heading: lang.L("This is not a server that mail can be fetched from"),
			what:    lang.L("What answers at {{.Server}}, port {{.Port}}, does not speak POP3, or port and connection security do not fit together.", data),
			safe:    notSent,
			next:    lang.L("Go back and look at port and connection security. SSL/TLS goes with port 995, STARTTLS with port 110."),
		}
	case account.TroubleNoSTLS:
		return explained{
			heading: lang.L("The server cannot switch on encryption"),
			what:    lang.L("You chose STARTTLS, but {{.Server}} does not offer it on port {{.Port}}. PopMail has stopped.", data),
			safe:    notSent,
			next:    lang.L("Go back and choose SSL/TLS with port 995. If your provider offers that neither, ask there."),
		}
	case account.TroublePlainRefused:
		return explained{
			heading: lang.L("The server wants an encrypted connection"),
			what:    lang.L("{{.Server}} does not take a password over a line that others can read.", data),
			safe:    untouched,
			next:    lang.L("Go back and choose SSL/TLS (port 995) or STARTTLS (port 110)."),
		}
	case account.TroubleCertName:
		return explained{
			heading: lang.L("The server is not the one you named"),
			what:    lang.L("The server showed a certificate for another name than {{.Server}}. It may be the wrong name for the right server, or somebody in between pretends to be your server.", data),
			safe:    notSent,
			next:    lang.L("Go back and use the server name from your provider's help pages. In a strange network, try again at home."),
		}
	case account.TroubleCertExpired:
		return explained{
			heading: lang.L("The server's certificate is out of date"),
			what:    lang.L("With its certificate a server proves who it is. That of {{.Server}} is not valid today, or the clock of this computer is wrong.", data),
			safe:    notSent,
			next:    lang.L("Look at the date and time of this computer. If they are right, your provider must renew the certificate; tell them."),
		}
	case account.TroubleCertUnknown:
		return explained{
			heading: lang.L("Nobody vouches for this server"),
			what:    lang.L("With its certificate a server proves who it is. That of {{.Server}} is signed by nobody this computer trusts. Somebody in between may pretend to be your server.", data),
			safe:    notSent,
			next:    lang.L("In a strange network, try again at home. If the server belongs to your company or club, ask there for the certificate of its authority and have it installed on this computer."),
		}
	case account.TroubleOldTLS:
		return explained{
			heading: lang.L("The server's encryption is too old"),
			what:    lang.L("{{.Server}} only offers encryption that can be broken today.", data),
			safe:    notSent,
			next:    lang.L("Ask your provider for a server with TLS 1.2 or newer."),
		}
	case account.TroubleServer:
		return explained{
			heading: lang.L("The server has trouble of its own"),
			what:    lang.L("{{.Server}} reports a fault on its side.", data),
			safe:    untouched,
			next:    lang.L("Wait a while and try again. If it lasts, ask your provider."),
		}
	case account.TroubleDiskFull:
		return explained{
			heading: lang.L("The disk of this computer is full"),
			what:    lang.L("PopMail could not write what it has to keep."),
			safe:    lang.L("Nothing was lost. Your mail on the server is untouched."),
			next:    lang.L("Make room on the disk, for example by emptying the bin, and try again."),
		}
	case account.TroubleStore:
		return explained{
			heading: lang.L("PopMail cannot use its files"),
			what:    lang.L("The mail on this computer could not be read or written."),
			safe:    untouched,
			next:    lang.L("Look whether another program holds PopMail's folder, and whether you may write there. Then try again."),
		}
	case account.TroubleNoPassword:
		return explained{
			heading: lang.L("The password is missing"),
			what:    lang.L("No password is kept for this account, and none was typed."),
			safe:    untouched,
			next:    lang.L("Type the password and try again."),
		}
	case account.TroubleNoKeyring:
		return explained{
			heading: lang.L("This computer's password store cannot be used"),
			what:    lang.L("The password could not be put into the password store, or not be taken out."),
			safe:    lang.L("Nothing was lost. Your mail on the server is untouched."),
			next:    lang.L("Unlock the password store and try again, or go back to the first page and choose another place for the password."),
		}
	case account.TroubleInternal:
		return explained{
			heading: lang.L("PopMail made a mistake"),
			what:    lang.L("Something went wrong inside PopMail."),
			safe:    untouched,
			next:    lang.L("Try again. If it happens once more, please send the text under Details to the makers of PopMail."),
		}
	}
	return explained{
		heading: lang.L("That did not work"),
		what:    lang.L("PopMail could not fetch from {{.Server}}, port {{.Port}}.", data),
		safe:    untouched,
		next:    lang.L("Try again in a moment. The text under Details tells more and can be copied for somebody who helps you."),
	}
}

// asksPassword reports whether typing the password anew can help.
func asksPassword(t account.Trouble) bool {
	return t == account.TroublePassword || t == account.TroubleNoPassword
}

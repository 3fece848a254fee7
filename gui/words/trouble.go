package words

import (
	"errors"
	"fmt"
	"strings"

	"popmail/account"
	"popmail/gui/kit/lang"
)

// Explanation are what a person is told when a test or a check has failed.
type Explanation struct {
	Heading string // what happened, in a few words
	What    string // the same in a sentence or two
	Safe    string // that nothing was lost, and whether the password was sent
	Next    string // what to do while an account is being set up
}

// Later is what to do about an account that has worked before; again says whether it
// is checked again by itself.
func Later(t account.Trouble, again bool) string {
	switch t {
	case account.TroublePassword, account.TroubleUserName, account.TroubleNoHost, account.TroubleRefused, account.TroubleNotPOP3,
		account.TroubleNoSTLS, account.TroublePlainRefused:
		if !again {
			return lang.L("Press Get mail to try again. If this keeps happening, open Settings, choose Edit next to the account, and compare with your provider’s help page.")
		}
		return lang.L("PopMail will try again by itself. If this keeps happening, open Settings, choose Edit next to the account, and compare with your provider’s help page.")
	case account.TroubleInUse, account.TroubleTooSoon, account.TroublePassing, account.TroubleBusy, account.TroubleTooMany, account.TroubleMeanwhile, account.TroubleQuota:
		if !again {
			return lang.L("Wait a few minutes, then press Get mail to try again.")
		}
		return lang.L("PopMail will try again by itself.")
	case account.TroubleClock:
		return lang.L("Set the date and time of this computer. Then press Get mail.")
	case account.TroublePortal:
		if !again {
			return lang.L("Open any page in your web browser and sign in to the network there. Then press Get mail.")
		}
		return lang.L("Open any page in your web browser and sign in to the network there. PopMail will try again by itself.")
	}
	if t == account.TroubleCertChanged {
		return lang.L("PopMail has stopped getting mail for this account. Ask the person who looks after the server whether it has a new certificate. If so, open Settings, choose Edit next to the account, then “Set up again…”. If not, someone could be pretending to be your server.")
	}
	if t.Halts() {
		return lang.L("PopMail has stopped getting mail for this account. It tries again in another network, when you start PopMail, and when you press Get mail. On hotel or public Wi-Fi, wait until you’re home. If it keeps happening, tell your provider.")
	}
	return Explain(t, "", 0).Next
}

// Said is what the server said, as a sentence, or that it is not shown; empty
// where it said nothing.
func Said(p *account.Problem) string {
	switch {
	case p.Hidden:
		return lang.L("The server’s answer is not shown because it contains your password.")
	case p.Answer != "":
		return lang.L("The server said: “{{.Answer}}”", map[string]any{"Answer": p.Answer})
	}
	return ""
}

// Technical is the text for those who help: settings and the chain of errors,
// without the password.
func Technical(p *account.Problem, a account.Account) string {
	var b strings.Builder
	s, user := a.Incoming, a.User
	if p.Sending {
		s, user = a.Outgoing, a.SendsAs()
	}
	fmt.Fprintf(&b, "%s:%d, %s, %s\n", s.Host, s.Port, s.Security, user)
	b.WriteString(p.Error())
	for err := p.Err; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&b, "\n%T: %v", err, err)
	}
	return b.String()
}

// Of is Explain for a problem: with the time to wait that the server has named, and with
// how a server answers that cannot be reached as it should be.
func Of(p *account.Problem, host string, port int) Explanation {
	x := Explain(p.Trouble, host, port)
	at := map[string]any{"Server": host, "Port": port}
	switch p.Speaks {
	case "IMAP":
		x.What = lang.L("The server at {{.Server}}, port {{.Port}}, speaks IMAP. PopMail gets mail by POP3.", at)
		x.Next = lang.L("Use your provider’s server for POP3. Its name often begins with “pop.”")
	case "SMTP":
		x.What = lang.L("The server at {{.Server}}, port {{.Port}}, is for sending mail.", at)
		x.Next = lang.L("Use your provider’s server for incoming mail by POP3. Its name often begins with “pop.”")
	case "HTTP":
		x.What = lang.L("A web server answers at {{.Server}}, port {{.Port}}, not a mail server.", at)
	}
	switch {
	case p.Trouble.Busy() && p.Wait > 0:
		x.Next = lang.L("The server asks you to wait {{.Time}}. Then try again.", map[string]any{"Time": Span(p.Wait)})
	case p.Answers.Security == account.None && p.Answers.Port != 0:
		x.Next = lang.L("The server only answers on port {{.Port}}, without encryption. Others could read your password and your mail on the way, so ask your provider for a safer way first.", map[string]any{"Port": p.Answers.Port})
	case p.Answers != account.Server{}:
		d := map[string]any{"Port": p.Answers.Port, "Security": SecurityName(p.Answers.Security)}
		x.Next = lang.L("The server does answer on port {{.Port}}, with {{.Security}}.", d)
	case p.Trouble == account.TroubleLogin && p.Answer == "" && !p.Hidden:
		x.What = lang.L("{{.Server}} didn’t let PopMail in, and gave no reason.", map[string]any{"Server": host})
		x.Next = lang.L("Check the user name and the password. If they are right, try again later or ask your provider.")
	}
	return withDates(x, p)
}

// SecurityName is how people know a kind of encryption.
func SecurityName(s account.Security) string {
	switch s {
	case account.STARTTLS:
		return lang.L("STARTTLS")
	case account.None:
		return lang.X("no encryption", "None")
	}
	return lang.L("SSL/TLS")
}

// Explain finds the words for a kind of trouble with the server at host and port.
func Explain(t account.Trouble, host string, port int) Explanation {
	data := map[string]any{"Server": host, "Port": port}
	var (
		untouched = lang.L("Your mail on the server is untouched.")
		notSent   = lang.L("Your password was not sent. Your mail on the server is untouched.")
		fine      = lang.L("Your password is fine. Your mail on the server is untouched.")
		notIt     = lang.L("This is not about your password. Your mail on the server is untouched.")
	)
	switch t {
	case account.TroublePassword:
		return Explanation{
			Heading: lang.L("The server did not accept the password"),
			What:    lang.L("{{.Server}} says that the user name or password is wrong.", data),
			Safe:    untouched,
			Next:    lang.L("Type the password again. If it is right, go back and check the user name: some providers want your whole e-mail address, others only the part before the @."),
		}
	case account.TroubleLogin:
		return Explanation{
			Heading: lang.L("The server refused the sign-in"),
			What:    lang.L("{{.Server}} didn’t let PopMail in, and PopMail does not know what this means.", data),
			Safe:    untouched,
			Next:    lang.L("Read what the server said. If it doesn’t help, try again later or ask your provider."),
		}
	case account.TroubleMethod:
		return Explanation{
			Heading: lang.L("PopMail can’t sign in to this server yet"),
			What:    lang.L("{{.Server}} doesn’t take a user name and password the usual way.", data),
			Safe:    untouched,
			Next:    lang.L("Another password won’t help. Ask your provider whether mail programs can sign in with a password, such as an app password."),
		}
	case account.TroubleBrowser:
		return Explanation{
			Heading: lang.L("You have to sign in with your browser"),
			What:    lang.L("{{.Server}} takes no passwords from mail programs. Your provider wants you to sign in on its own web page.", data),
			Safe:    untouched,
			Next:    lang.L("Another password won’t help, unless your provider lets you make an app password."),
		}
	case account.TroubleSignInAgain:
		return Explanation{
			Heading: lang.L("Sign in again"),
			What:    lang.L("Your sign-in at {{.Server}} has ended. This happens after a new password, or when you take the permission back.", data),
			Safe:    untouched,
			Next:    lang.L("Sign in with your browser once more. Your mail here stays as it is."),
		}
	case account.TroubleNoClient:
		return Explanation{
			Heading: lang.L("PopMail can’t sign in with the browser here"),
			What:    lang.L("Your provider lets in only programs that are registered with it, and this copy of PopMail isn’t."),
			Safe:    untouched,
			Next:    lang.L("Use an app password if your provider has them, or have your mail forwarded to an address at another provider."),
		}
	case account.TroubleDenied:
		return Explanation{
			Heading: lang.L("The sign-in wasn’t allowed"),
			What:    lang.L("Either you said no on your provider’s page, or your provider or organization doesn’t let you sign in with PopMail."),
			Safe:    untouched,
			Next:    lang.L("Sign in again and allow PopMail to read and send your mail. In an organization, its administrator may have to allow it first."),
		}
	case account.TroubleNobody:
		return Explanation{
			Heading: lang.L("Nobody has signed in"),
			What:    lang.L("PopMail waited for you to sign in with your browser, and the time is over."),
			Safe:    untouched,
			Next:    lang.L("Open the page again and sign in there."),
		}
	case account.TroubleAppPassword:
		return Explanation{
			Heading: lang.L("Your provider wants an app password"),
			What:    lang.L("{{.Server}} doesn’t take your usual password from mail programs.", data),
			Safe:    untouched,
			Next:    lang.L("Make an app password on your provider’s website, usually under Security, and type it here in place of your usual one."),
		}
	case account.TroubleSwitchedOff:
		return Explanation{
			Heading: lang.L("POP3 is turned off for your mailbox"),
			What:    lang.L("{{.Server}} says that mail programs may not get this mail by POP3.", data),
			Safe:    untouched,
			Next:    lang.L("Turn on POP3 in the settings of your provider’s website, then try again."),
		}
	case account.TroubleUserName:
		return Explanation{
			Heading: lang.L("The server wants another user name"),
			What:    lang.L("{{.Server}} wants the user name in another form.", data),
			Safe:    untouched,
			Next:    lang.L("Some providers want your whole e-mail address, others only the part before the @."),
		}
	case account.TroubleLocked:
		return Explanation{
			Heading: lang.L("Your provider has locked the account"),
			What:    lang.L("{{.Server}} says that the account is locked or closed.", data),
			Safe:    untouched,
			Next:    lang.L("Sign in on your provider’s website to see why, or ask your provider."),
		}
	case account.TroubleUnproven:
		return Explanation{
			Heading: lang.L("This may be the wrong server"),
			What:    lang.L("{{.Server}} could not prove that it knows your password, so someone could be pretending to be your server. PopMail has stopped.", data),
			Safe:    notSent,
			Next:    lang.L("On hotel or public Wi-Fi, try again at home. If it keeps happening, ask your provider."),
		}
	case account.TroubleInUse:
		return Explanation{
			Heading: lang.L("The mailbox is open somewhere else"),
			What:    lang.L("Another program or device has the mailbox open, and the server lets in only one at a time."),
			Safe:    fine,
			Next:    lang.L("Close other mail programs that check this mailbox, wait a few minutes and try again."),
		}
	case account.TroubleTooSoon:
		return Explanation{
			Heading: lang.L("The server wants you to wait longer"),
			What:    lang.L("{{.Server}} only lets you check for mail every so often, and the last check was not long ago.", data),
			Safe:    fine,
			Next:    lang.L("Wait a few minutes and try again."),
		}
	case account.TroublePassing:
		return Explanation{
			Heading: lang.L("The server has a problem right now"),
			What:    lang.L("{{.Server}} says it has a problem that should go away by itself.", data),
			Safe:    notIt,
			Next:    lang.L("Wait a few minutes and try again."),
		}
	case account.TroubleLasting:
		return Explanation{
			Heading: lang.L("The server has a problem that won’t go away by itself"),
			What:    lang.L("{{.Server}} says it has a problem that won’t go away by itself.", data),
			Safe:    notIt,
			Next:    lang.L("Read what the server said. You may have to turn on POP3 in your webmail’s settings; otherwise ask your provider."),
		}
	case account.TroubleBusy:
		return Explanation{
			Heading: lang.L("The mailbox is busy right now"),
			What:    lang.L("{{.Server}} can’t open the mailbox right now. Another program may have it open, or there were too many sign-ins.", data),
			Safe:    untouched,
			Next:    lang.L("Close other mail programs that check this mailbox, wait a few minutes and try again."),
		}
	case account.TroubleTooMany:
		return Explanation{
			Heading: lang.L("The server wants you to wait"),
			What:    lang.L("{{.Server}} lets nobody in for a while, because there were too many sign-ins.", data),
			Safe:    untouched,
			Next:    lang.L("Wait an hour before you try again. Trying earlier can make it longer."),
		}
	case account.TroubleWeb:
		return Explanation{
			Heading: lang.L("Your provider wants to see you on its website"),
			What:    lang.L("{{.Server}} lets mail programs in only after you have signed in with your web browser.", data),
			Safe:    untouched,
			Next:    lang.L("Sign in on your provider’s website and do what it asks. Then try again."),
		}
	case account.TroubleFromHere:
		return Explanation{
			Heading: lang.L("The server lets nobody in from here"),
			What:    lang.L("{{.Server}} takes no sign-ins from this network or country.", data),
			Safe:    untouched,
			Next:    lang.L("Try another network, or turn off your VPN. Some providers block a network for an hour or so after too many tries; others ask you to allow your country on their website."),
		}
	case account.TroublePortal:
		return Explanation{
			Heading: lang.L("This network wants you to sign in first"),
			What:    lang.L("Something in this network answers in place of {{.Server}}. Hotels, trains and public Wi-Fi do this until you sign in.", data),
			Safe:    notSent,
			Next:    lang.L("Open any page in your web browser and sign in to the network there. Then try again."),
		}
	case account.TroubleQuota:
		return Explanation{
			Heading: lang.L("The server sends only so many messages at a time. The rest will come later."),
			What:    lang.L("{{.Server}} sends only so many messages at a time.", data),
			Safe:    lang.L("Nothing was lost. The other messages are still on the server."),
			Next:    lang.L("PopMail will get the rest by itself, with pauses."),
		}
	case account.TroubleNoHost:
		return Explanation{
			Heading: lang.L("PopMail can’t find the server"),
			What:    lang.L("PopMail can’t find the server “{{.Server}}”.", data),
			Safe:    notSent,
			Next:    lang.L("Check the server’s name. Your provider’s help page has the right one, under “POP3” or “incoming mail”."),
		}
	case account.TroubleOffline:
		return Explanation{
			Heading: lang.L("There is no connection to the internet"),
			What:    lang.L("PopMail can’t reach the internet."),
			Safe:    untouched, // the password may have been sent before the line was lost
			Next:    lang.L("Turn on Wi-Fi or plug in the cable, then try again."),
		}
	case account.TroubleRefused:
		return Explanation{
			Heading: lang.L("The server does not answer on this port"),
			What:    lang.L("PopMail found {{.Server}}, but nothing answers on port {{.Port}}.", data),
			Safe:    notSent,
			Next:    lang.L("Check the port and the server’s name. With SSL/TLS the usual port is 995, otherwise it is 110. With some providers you first have to turn on POP3 in your webmail’s settings."),
		}
	case account.TroubleSilent:
		return Explanation{
			Heading: lang.L("The server did not answer in time"),
			What:    lang.L("PopMail waited for {{.Server}}, port {{.Port}}, and nothing came back.", data),
			Safe:    untouched,
			Next:    lang.L("Try again in a moment. If it keeps happening, check the server’s name and port, or ask whether a firewall blocks mail programs."),
		}
	case account.TroubleCut:
		return Explanation{
			Heading: lang.L("The connection was lost"),
			What:    lang.L("{{.Server}} closed the connection too early.", data),
			Safe:    untouched,
			Next:    lang.L("Try again in a moment. If it happens each time, check the port and the connection security."),
		}
	case account.TroubleNotPOP3:
		return Explanation{
			Heading: lang.L("PopMail can’t get mail this way"),
			What:    lang.L("Something answers at {{.Server}}, port {{.Port}}, but the port and the connection security probably don’t belong together.", data),
			Safe:    notSent,
			Next:    lang.L("Check the port and the connection security. SSL/TLS goes with port 995, STARTTLS with port 110."),
		}
	case account.TroubleNoSTLS:
		return Explanation{
			Heading: lang.L("The server can’t turn on encryption"),
			What:    lang.L("You chose STARTTLS, but {{.Server}} does not offer it on port {{.Port}}. PopMail has stopped.", data),
			Safe:    notSent,
			Next:    lang.L("Use SSL/TLS with port 995 instead. If your provider doesn’t offer that either, contact them."),
		}
	case account.TroubleInjected:
		return Explanation{
			Heading: lang.L("Someone may have interfered with the connection"),
			What:    lang.L("Just before the connection to {{.Server}} was encrypted, text came in that doesn’t belong there. Someone between this computer and the server may have put it there. PopMail has stopped.", data),
			Safe:    notSent,
			Next:    lang.L("On hotel or public Wi-Fi, try again at home. SSL/TLS with port 995 is safer if your provider offers it. If it keeps happening, ask your provider."),
		}
	case account.TroubleMeanwhile:
		return Explanation{
			Heading: lang.L("PopMail is already signing in"),
			What:    lang.L("PopMail is already renewing the sign-in of this account, perhaps in another program on this computer, and that has not ended yet."),
			Safe:    untouched,
			Next:    lang.L("Wait a minute and try again."),
		}
	case account.TroublePlainRefused:
		return Explanation{
			Heading: lang.L("The server wants a safer connection"),
			What:    lang.L("{{.Server}} wants an encrypted connection, or another way to sign in.", data),
			Safe:    untouched,
			Next:    lang.L("Choose SSL/TLS (port 995) or STARTTLS (port 110)."),
		}
	case account.TroubleCertName:
		return Explanation{
			Heading: lang.L("The server’s name doesn’t match"),
			What:    lang.L("The server showed a certificate for a name other than {{.Server}}. It may be the wrong name for the right server, or someone could be pretending to be your server.", data),
			Safe:    notSent,
			Next:    lang.L("Use the server’s name from your provider’s help page. On hotel or public Wi-Fi, try again at home."),
		}
	case account.TroubleCertExpired:
		return Explanation{
			Heading: lang.L("The server’s certificate has expired"),
			What:    lang.L("The certificate of {{.Server}} has expired, or this computer’s date is wrong.", data),
			Safe:    notSent,
			Next:    lang.L("Check the date and time. If they are right, tell your provider that the certificate has expired."),
		}
	case account.TroubleCertNotYet:
		return Explanation{
			Heading: lang.L("The server’s certificate isn’t valid yet"),
			What:    lang.L("The certificate of {{.Server}} is only valid from a later day, or this computer’s date is wrong.", data),
			Safe:    notSent,
			Next:    lang.L("Check the date and time. If they are right, tell your provider that the certificate isn’t valid yet."),
		}
	case account.TroubleClock:
		return Explanation{
			Heading: lang.L("This computer’s date is wrong"),
			What:    lang.L("PopMail can’t check who {{.Server}} is, because certificates are valid only between two days and this computer’s date is wrong.", data),
			Safe:    notSent,
			Next:    lang.L("Set the date and time of this computer, then try again."),
		}
	case account.TroubleCertChanged:
		return Explanation{
			Heading: lang.L("The server shows a different certificate"),
			What:    lang.L("{{.Server}} no longer shows the certificate that you trusted. It may have a new one, or someone could be pretending to be your server.", data),
			Safe:    notSent,
			Next:    lang.L("Ask the person who looks after the server whether it has a new certificate. If so, open Settings, choose Edit next to the account, then “Set up again…”. If not, don’t."),
		}
	case account.TroubleCertUnknown:
		return Explanation{
			Heading: lang.L("PopMail can’t be sure this is your mail server"),
			What:    lang.L("A server proves who it is with a certificate. The one from {{.Server}} comes from nobody this computer knows, so someone could be pretending to be your server.", data),
			Safe:    notSent,
			Next:    lang.L("On hotel or public Wi-Fi, try again at home. If the server belongs to your company or club, ask the person who looks after it to help."),
		}
	case account.TroubleOldTLS:
		return Explanation{
			Heading: lang.L("The server’s encryption is too old"),
			What:    lang.L("{{.Server}} only offers old encryption, which is no longer safe.", data),
			Safe:    notSent,
			Next:    lang.L("Ask your provider whether there is a newer server, with TLS 1.2 or later."),
		}
	case account.TroubleOldCiphers:
		return Explanation{
			Heading: lang.L("PopMail can’t make a safe connection to this server"),
			What:    lang.L("{{.Server}} and PopMail have no kind of encryption in common. Old servers may lack the key exchange ECDHE, which PopMail needs.", data),
			Safe:    notSent,
			Next:    lang.L("Ask your provider for a server with TLS 1.2 and ECDHE, or newer. The text under Details tells more."),
		}
	case account.TroubleServer:
		return Explanation{
			Heading: lang.L("The server reported a problem"),
			What:    lang.L("{{.Server}} reported a problem on its side.", data),
			Safe:    untouched,
			Next:    lang.L("Wait a while and try again. If it keeps happening, ask your provider."),
		}
	case account.TroubleDiskFull:
		return Explanation{
			Heading: lang.L("This computer’s disk is full"),
			What:    lang.L("PopMail can’t save new mail."),
			Safe:    lang.L("Nothing was lost. Your mail on the server is untouched."),
			Next:    lang.L("Free up some space, for example by emptying this computer’s wastebasket, and try again."),
		}
	case account.TroubleStore:
		return Explanation{
			Heading: lang.L("PopMail can’t use its files"),
			What:    lang.L("PopMail can’t read or save your mail on this computer."),
			Safe:    untouched,
			Next:    lang.L("Close other programs that may be using it, then try again."),
		}
	case account.TroubleNewServer:
		return Explanation{
			Heading: lang.L("Type your password again"),
			What:    lang.L("The name of the server is another now: {{.Server}}. PopMail doesn’t send a saved password to another server by itself.", data),
			Safe:    notSent,
			Next:    lang.L("If {{.Server}} belongs to your provider, type the password for it.", data),
		}
	case account.TroubleNoPassword:
		return Explanation{
			Heading: lang.L("The password is missing"),
			What:    lang.L("No password is saved for this account, and none was typed."),
			Safe:    untouched,
			Next:    lang.L("Type the password and try again."),
		}
	case account.TroubleNoKeyring:
		return Explanation{
			Heading: lang.L("PopMail can’t use this computer’s password manager"),
			What:    lang.L("The password could not be saved to, or read from, the password manager."),
			Safe:    lang.L("Nothing was lost. Your mail on the server is untouched."),
			Next:    lang.L("Unlock the password manager and try again, or go back to the first page and choose another place for the password."),
		}
	case account.TroubleInternal:
		return Explanation{
			Heading: lang.L("Something went wrong inside PopMail"),
			What:    lang.L("PopMail made a mistake."),
			Safe:    untouched,
			Next:    lang.L("Try again. If it happens once more, please send the text under Details to the makers of PopMail."),
		}
	}
	return Explanation{
		Heading: lang.L("That didn’t work"),
		What:    lang.L("PopMail could not get mail from {{.Server}}, port {{.Port}}.", data),
		Safe:    untouched,
		Next:    lang.L("Try again in a moment. You can copy the text under Details for someone who can help you."),
	}
}

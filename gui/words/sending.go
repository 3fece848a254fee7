package words

import (
	"popmail/account"
	"popmail/gui/kit/lang"
)

// ExplainSending finds the words for a problem with the outgoing server s of an account
// whose mail can be received.
func ExplainSending(p *account.Problem, s account.Server) Explanation {
	host := p.Server
	if host == "" {
		host = s.Host
	}
	data := map[string]any{"Server": host, "Port": s.Port}
	e := Of(p, host, s.Port)
	e.Safe = lang.L("This is only about sending. Your mail arrives all the same.")
	notSent := lang.L("Your password was not sent to this server. Your mail arrives all the same.")
	wait := e.Next
	if p.Wait == 0 {
		wait = lang.L("Wait a few minutes and try again.")
	}
	page := lang.L("Your provider’s help page has the right one, under “SMTP” or “outgoing mail”.")
	switch p.Trouble {
	case account.TroublePassword:
		e.Heading = lang.L("The outgoing server did not accept the password")
		e.Next = lang.L("Some providers have another user name or password for sending. Their help page says so, under “SMTP” or “outgoing mail”.")
	case account.TroubleLogin:
		e.Heading = lang.L("The outgoing server refused the sign-in")
		if p.Answer == "" {
			break
		}
		e.Next = lang.L("Read what the server said. With some providers you first have to turn on sending by mail programs on their website.")
	case account.TroubleWantsLogin:
		e.Heading = lang.L("The outgoing server wants a user name and password")
		e.What = lang.L("{{.Server}} takes mail only from people who sign in.", data)
		e.Next = lang.L("Type your user name and password for sending in Settings. They are usually the same as for receiving.")
	case account.TroubleMethod:
		e.Heading = lang.L("PopMail can’t sign in to the outgoing server")
		e.Next = lang.L("If your provider says that its outgoing server asks for no password, take the check mark off “Same user name and password”, and leave the user name empty.")
	case account.TroubleAppPassword:
		e.Heading = lang.L("Your provider wants an app password for sending")
	case account.TroubleSwitchedOff:
		e.Heading = lang.L("Sending is turned off for your mailbox")
		e.What = lang.L("{{.Server}} says that mail programs may not send from this mailbox.", data)
		e.Next = lang.L("Turn on sending by mail programs (SMTP) on your provider’s website, then try again. In an organization, ask its administrator.")
	case account.TroubleBusy, account.TroubleTooSoon, account.TroublePassing, account.TroubleInUse, account.TroubleLasting:
		e.Heading = lang.L("The outgoing server is busy right now")
		e.What = lang.L("{{.Server}} can’t let PopMail in right now.", data)
		e.Next = wait
	case account.TroubleNoHost:
		e.Heading, e.Safe = lang.L("PopMail can’t find the outgoing server"), notSent
		e.Next = lang.L("Check the server’s name.") + " " + page
	case account.TroubleRefused:
		e.Heading, e.Safe = lang.L("The outgoing server does not answer on this port"), notSent
		e.Next = otherPort(p, lang.L("Check the port and the server’s name. With SSL/TLS the usual port is 465, with STARTTLS it is 587. Some networks let no mail out."))
	case account.TroubleSilent:
		e.Heading = lang.L("The outgoing server did not answer in time")
		e.Next = otherPort(p, lang.L("Try again in a moment. If it keeps happening, check the server’s name and port, or ask whether a firewall blocks mail programs."))
	case account.TroubleNotPOP3:
		e.Heading, e.Safe = lang.L("PopMail can’t send mail this way"), notSent
		e.Next = otherPort(p, lang.L("Check the port and the connection security. SSL/TLS goes with port 465, STARTTLS with port 587."))
	case account.TroubleNoSTLS:
		e.Heading, e.Safe = lang.L("The outgoing server can’t turn on encryption"), notSent
		e.Next = otherPort(p, lang.L("Use SSL/TLS with port 465 instead. If your provider doesn’t offer that either, contact them."))
	case account.TroubleInjected:
		e.Safe = notSent
		e.Next = lang.L("On hotel or public Wi-Fi, try again at home. SSL/TLS with port 465 is safer if your provider offers it. If it keeps happening, ask your provider.")
	case account.TroublePlainRefused:
		e.Heading = lang.L("The outgoing server wants a safer connection")
		e.Next = lang.L("Choose SSL/TLS (port 465) or STARTTLS (port 587).")
	case account.TroubleCut:
		e.Next = otherPort(p, e.Next)
	case account.TroubleCertName, account.TroubleCertExpired, account.TroubleCertUnknown, account.TroubleOldTLS, account.TroubleOldCiphers, account.TroubleUnproven, account.TroublePortal:
		e.Safe = notSent
	case account.TroubleServer:
		e.Heading = lang.L("The outgoing server refused PopMail")
		e.What = lang.L("{{.Server}} does not want to talk to PopMail.", data)
		e.Next = lang.L("Read what the server said. Some servers refuse mail from certain networks; at home or with a phone it may work.")
	case account.TroubleNoPassword:
		e.Heading = lang.L("The password for the outgoing server is missing")
		e.What = lang.L("No password is saved for the outgoing server, and none was typed.")
		e.Next = lang.L("Type it in Settings: choose Edit next to the account, then “Outgoing mail”.")
	case account.TroubleOther:
		e.What = lang.L("PopMail could not sign in to {{.Server}}, port {{.Port}}.", data)
	}
	return e
}

// otherPort is what to do where another port of the server answers, or else next.
func otherPort(p *account.Problem, next string) string {
	if p.Answers == (account.Server{}) {
		return next
	}
	return Of(p, "", 0).Next
}

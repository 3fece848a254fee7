package wizard

import (
	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/lang"
)

// hint is shown where a log-in has failed. The lead is set in bold.
type hint struct {
	lead, text string
	help       string // address of the provider's own page; may be empty
	act        string // what can be done at once; empty: nothing
	do         func()
}

// hintOf is what people have to know of a provider; the zero hint where there is nothing.
func hintOf(p *discover.Provider) hint {
	if p == nil {
		return hint{}
	}
	d := map[string]any{"Provider": p.Name, "Where": p.Switch}
	switch p.ID {
	case "google":
		return hint{
			lead: lang.L("Gmail needs an “app password” here."),
			text: lang.L("Your normal Google password does not work in mail programs. Create one in your Google account under Security, and paste its 16 letters below."),
			help: "https://support.google.com/accounts/answer/185833",
		}
	case "microsoft", "microsoft365", "microsoft365-china":
		return hint{
			lead: lang.L("Microsoft no longer takes passwords from mail programs."),
			text: lang.L("Outlook, Hotmail and Microsoft 365 want you to sign in with the web browser. Another password won’t help."),
		}
	case "web.de", "gmx":
		return hint{
			lead: lang.L("Turn on POP3 at {{.Provider}} first.", d),
			text: lang.L("Sign in to {{.Provider}} in your web browser and turn on POP3 in the mail settings. If you use two-step sign-in there, also create a password for this program.", d),
			help: p.Help,
		}
	}
	if p.POP == "" {
		text := lang.L("It doesn’t offer POP3, whatever the password.")
		if p.Instead&discover.Forward != 0 {
			text += " " + lang.L("You can have it forward your mail to an address at another provider.")
		}
		return hint{lead: lang.L("Mail of {{.Provider}} can’t be received this way.", d), text: text, help: p.Help}
	}
	h := hint{help: p.Help}
	switch p.Login {
	case discover.App:
		h.lead = lang.L("{{.Provider}} needs an “app password” here.", d)
		h.text = lang.L("Your normal password does not work in mail programs. Create an app password on your provider’s website, and use it as the password.")
	case discover.Code:
		h.lead = lang.L("{{.Provider}} needs a code instead of your password.", d)
		h.text = lang.L("You get it on your provider’s website when you turn on POP3 there.")
	case discover.Own:
		h.lead = lang.L("{{.Provider}} has a password of its own for mail programs.", d)
		h.text = lang.L("You choose it on your provider’s website.")
	case discover.Browser:
		h.lead = lang.L("{{.Provider}} takes no passwords from mail programs.", d)
		h.text = lang.L("It wants you to sign in with the web browser. Another password won’t help.")
	}
	if p.Switch != "" {
		turn := lang.L("On its website, turn it on here: {{.Where}}.", d)
		if h.lead == "" {
			h.lead = lang.L("Turn on POP3 at {{.Provider}} first.", d)
			h.text = turn
		} else {
			h.text += " " + lang.L("POP3 has to be turned on, too: {{.Where}}.", d)
		}
	}
	if h.text == "" {
		return hint{}
	}
	return h
}

// adviceOf is hintOf before anything was tried: it says nothing of a field below.
func adviceOf(p *discover.Provider) hint {
	h := hintOf(p)
	if p != nil && p.ID == "google" {
		h.text = lang.L("Your normal Google password does not work in mail programs. Create one in your Google account under Security, go back, and use its 16 letters as the password.")
	}
	return h
}

// switchHint is where POP3 is turned on at a provider, and nothing of passwords; the zero hint
// where that is not known.
func switchHint(p *discover.Provider) hint {
	switch {
	case p.ID == "web.de", p.ID == "gmx", p.POP == "":
		return hintOf(p) // which begins with it
	case p.Switch == "":
		return hint{}
	}
	d := map[string]any{"Provider": p.Name, "Where": p.Switch}
	h := hint{lead: lang.L("Turn on POP3 at {{.Provider}} first.", d), text: lang.L("On its website, turn it on here: {{.Where}}.", d), help: p.Help}
	if p.ID == "google" {
		h.help = "https://support.google.com/mail/answer/7104828" // the other is about passwords
	}
	return h
}

// hintFor is the hint of p, the provider of an account at host, for a kind of trouble, if there is one. What it says of
// passwords is for where one was refused, and speaks of a field below only where there is one.
func hintFor(t account.Trouble, p *discover.Provider, email, host string, signedIn bool) (hint, bool) {
	switch t {
	case account.TroublePassword, account.TroubleLogin, account.TroubleMethod, account.TroubleBrowser, account.TroubleAppPassword, account.TroubleSwitchedOff, account.TroubleLasting, account.TroubleNoHost, account.TroubleRefused, account.TroubleSilent, account.TroubleServer, account.TroubleCut:
	default:
		return hint{}, false
	}
	if host == "" || p == nil && t == account.TroubleNoHost {
		p = discover.ByAddress(email)
	}
	refused := false
	switch t {
	case account.TroublePassword, account.TroubleLogin, account.TroubleMethod, account.TroubleBrowser, account.TroubleAppPassword, account.TroubleSwitchedOff, account.TroubleLasting:
		refused = true
	}
	if p == nil || !refused && p.POP != "" {
		return hint{}, false
	}
	h := hintOf(p)
	switch {
	case t == account.TroubleSwitchedOff, t == account.TroubleLasting:
		h = switchHint(p)
	case signedIn && refused:
		return hint{}, false // the server was shown no password
	case !asksPassword(t):
		h = adviceOf(p)
	}
	return h, h.text != ""
}

package wizard

import (
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/account/discover"
)

// hint is shown where a log-in has failed. The lead is set in bold.
type hint struct {
	lead, text string
	help       string // address of the provider's own page; may be empty
}

// hintOf is what people have to know of a provider, by discover.Provider.ID.
func hintOf(id string) hint {
	switch id {
	case "google":
		return hint{
			lang.L("Gmail needs an “app password” here."),
			lang.L("Your normal Google password does not work in mail programs. Create one in your Google account under Security, and paste its 16 letters below."),
			"https://support.google.com/accounts/answer/185833",
		}
	case "microsoft", "microsoft365", "microsoft365-china":
		return hint{
			lang.L("Microsoft no longer takes passwords from mail programs."),
			lang.L("Outlook, Hotmail and Microsoft 365 want you to sign in with the web browser, which PopMail can’t do yet. Another password won’t help."),
			"",
		}
	case "yahoo":
		return hint{
			lang.L("Yahoo needs an “app password” here."),
			lang.L("Your normal Yahoo password does not work in mail programs. Create an app password in your Yahoo account under Security, and paste its letters below."),
			"https://help.yahoo.com/kb/SLN15241.html",
		}
	case "aol":
		return hint{
			lang.L("AOL needs an “app password” here."),
			lang.L("Your normal AOL password does not work in mail programs. Create an app password in your AOL account under Security, and paste its letters below."),
			"",
		}
	case "apple":
		return hint{
			lang.L("iCloud Mail can’t be received this way."),
			lang.L("Apple offers no POP3 for iCloud addresses, whatever the password. You can have iCloud forward your mail to an address at another provider."),
			"",
		}
	case "web.de":
		return hint{
			lang.L("Turn on POP3 at WEB.DE first."),
			lang.L("Sign in to WEB.DE in your web browser and turn on POP3 in the mail settings. If you use two-step sign-in there, also create a password for this program."),
			"",
		}
	case "gmx":
		return hint{
			lang.L("Turn on POP3 at GMX first."),
			lang.L("Sign in to GMX in your web browser and turn on POP3 in the mail settings. If you use two-step sign-in there, also create a password for this program."),
			"",
		}
	}
	return hint{}
}

// hintFor is the provider's hint for a kind of trouble, if there is one.
func hintFor(t account.Trouble, email, host string) (hint, bool) {
	switch t {
	case account.TroublePassword, account.TroubleLogin, account.TroubleMethod, account.TroubleBrowser, account.TroubleAppPassword, account.TroubleSwitchedOff, account.TroubleLasting, account.TroubleNoHost, account.TroubleRefused, account.TroubleSilent, account.TroubleServer, account.TroubleCut:
	default:
		return hint{}, false
	}
	p := discover.ByHost(host)
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
	h := hintOf(p.ID)
	return h, h.lead != ""
}

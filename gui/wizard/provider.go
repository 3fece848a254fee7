package wizard

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2/lang"

	"popmail/account"
)

// provider is what is known of a large mail provider: where its mail is and what
// it wants of people who use a mail program.
type provider struct {
	domains []string // of addresses
	hosts   []string // of servers, or what they end with after a dot
	server  string   // where to fetch; empty: nowhere
	hint    func() hint
	tidy    func(password string) string // nil: as typed
}

// hint is shown where a log-in has failed. The lead is set in bold.
type hint struct {
	lead, text string
	help       string // address of the provider's own page; may be empty
}

var providers = []provider{
	{
		domains: []string{"gmail.com", "googlemail.com"},
		hosts:   []string{"gmail.com", "googlemail.com"},
		server:  "pop.gmail.com",
		hint: func() hint {
			return hint{
				lang.L("Gmail needs an “app password” here."),
				lang.L("Your normal Google password does not work in mail programs. Create one in your Google account under Security, and paste its 16 letters below."),
				"https://support.google.com/accounts/answer/185833",
			}
		},
		tidy: fourByFour,
	},
	{
		domains: []string{"outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "hotmail.de", "live.de", "hotmail.co.uk", "live.co.uk", "hotmail.fr", "live.fr", "outlook.fr", "outlook.es", "hotmail.es", "hotmail.it", "outlook.it"},
		hosts:   []string{"outlook.com", "office365.com", "hotmail.com", "live.com"},
		server:  "outlook.office365.com",
		hint: func() hint {
			return hint{
				lang.L("Microsoft no longer takes passwords from mail programs."),
				lang.L("Outlook, Hotmail and Microsoft 365 want you to sign in with the web browser, which PopMail can’t do yet. Another password won’t help."),
				"",
			}
		},
	},
	{
		domains: []string{"yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es", "ymail.com", "rocketmail.com"},
		hosts:   []string{"yahoo.com"},
		server:  "pop.mail.yahoo.com",
		hint: func() hint {
			return hint{
				lang.L("Yahoo needs an “app password” here."),
				lang.L("Your normal Yahoo password does not work in mail programs. Create an app password in your Yahoo account under Security, and paste its letters below."),
				"https://help.yahoo.com/kb/SLN15241.html",
			}
		},
		tidy: fourByFour,
	},
	{
		domains: []string{"aol.com"},
		hosts:   []string{"aol.com"},
		server:  "pop.aol.com",
		hint: func() hint {
			return hint{
				lang.L("AOL needs an “app password” here."),
				lang.L("Your normal AOL password does not work in mail programs. Create an app password in your AOL account under Security, and paste its letters below."),
				"",
			}
		},
		tidy: fourByFour,
	},
	{
		domains: []string{"icloud.com", "me.com", "mac.com"},
		hosts:   []string{"icloud.com", "me.com", "mac.com"},
		hint: func() hint {
			return hint{
				lang.L("iCloud Mail can’t be received this way."),
				lang.L("Apple offers no POP3 for iCloud addresses, whatever the password. You can have iCloud forward your mail to an address at another provider."),
				"",
			}
		},
	},
	{
		domains: []string{"gmx.de", "gmx.net", "gmx.at", "gmx.ch"},
		hosts:   []string{"gmx.net", "gmx.de"},
		server:  "pop.gmx.net",
		hint:    gmxHint,
	},
	{
		domains: []string{"gmx.com", "gmx.us", "gmx.co.uk"},
		hosts:   []string{"gmx.com"},
		server:  "pop.gmx.com",
		hint:    gmxHint,
	},
	{
		domains: []string{"web.de"},
		hosts:   []string{"web.de"},
		server:  "pop3.web.de",
		hint: func() hint {
			return hint{
				lang.L("Turn on POP3 at WEB.DE first."),
				lang.L("Sign in to WEB.DE in your web browser and turn on POP3 in the mail settings. If you use two-step sign-in there, also create a password for this program."),
				"",
			}
		},
	},
}

func gmxHint() hint {
	return hint{
		lang.L("Turn on POP3 at GMX first."),
		lang.L("Sign in to GMX in your web browser and turn on POP3 in the mail settings. If you use two-step sign-in there, also create a password for this program."),
		"",
	}
}

// providerOf finds the provider of an address or of a server; nil: none known.
func providerOf(email, host string) *provider {
	domain := domainOf(email)
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for i := range providers {
		p := &providers[i]
		if host != "" {
			for _, h := range p.hosts {
				if host == h || strings.HasSuffix(host, "."+h) {
					return p
				}
			}
			continue
		}
		if slices.Contains(p.domains, domain) {
			return p
		}
	}
	return nil
}

// hintFor is the provider's hint for a kind of trouble, if there is one.
func hintFor(t account.Trouble, email, host string) (hint, bool) {
	switch t {
	case account.TroublePassword, account.TroubleLogin, account.TroubleMethod, account.TroubleLasting, account.TroubleNoHost, account.TroubleRefused, account.TroubleSilent, account.TroubleServer, account.TroubleCut:
	default:
		return hint{}, false
	}
	p := providerOf(email, host)
	if p == nil && t == account.TroubleNoHost {
		p = providerOf(email, "")
	}
	refused := t == account.TroublePassword || t == account.TroubleLogin || t == account.TroubleMethod || t == account.TroubleLasting
	if p == nil || !refused && p.server != "" {
		return hint{}, false
	}
	return p.hint(), true
}

func domainOf(email string) string {
	if at := strings.LastIndexByte(email, '@'); at >= 0 {
		return strings.ToLower(strings.TrimSpace(email[at+1:]))
	}
	return ""
}

// guess is the usual server for an address.
func guess(email string) string {
	if p := providerOf(email, ""); p != nil && p.server != "" {
		return p.server
	}
	if d := domainOf(email); d != "" {
		return "pop." + d
	}
	return ""
}

// fourByFour takes the blanks out of an app password that was copied as it is
// shown: four groups of four letters.
func fourByFour(password string) string {
	p := strings.Join(strings.Fields(password), "")
	if len(p) != 16 {
		return password
	}
	for _, r := range p {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return password
		}
	}
	return p
}

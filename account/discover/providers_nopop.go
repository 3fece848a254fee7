package discover

// Who offers no POP3, and what works instead.
var withoutPOP = []Provider{
	{ID: "apple", Name: "iCloud", Help: "https://support.apple.com/guide/icloud/welcome/icloud", Domains: "icloud.com me.com mac.com", MX: "mail.icloud.com", Hosts: "icloud.com me.com mac.com", Login: App, Instead: Forward},
	{ID: "apple-relay", Name: "Hide My Email", Domains: "privaterelay.appleid.com", Instead: Relay},
	{ID: "proton", Name: "Proton Mail", Help: "https://proton.me/support/email-forwarding", Domains: "proton.me protonmail.com protonmail.ch pm.me", MX: "protonmail.ch", Hosts: "proton.me protonmail.ch protonmail.com", Instead: Forward | Export},
	{ID: "proton-relay", Name: "SimpleLogin", Domains: "simplelogin.com simplelogin.co aleeas.com 8alias.com 8shield.net slmail.me slmails.com dralias.com passmail.net passinbox.com passfwd.com", MX: "simplelogin.co", Instead: Relay},
	{
		ID: "tuta", Name: "Tuta", Help: "https://tuta.com/support", Domains: "tuta.com tuta.io tutamail.com tutanota.com tutanota.de keemail.me", MX: "tutanota.de", Hosts: "tuta.com tutanota.com tutanota.de", Instead: Export,
	},
	{ID: "hey", Name: "HEY", Help: "https://help.hey.com/", Domains: "hey.com", MX: "hey.com", Instead: Forward | Export},
	{ID: "startmail", Name: "StartMail", Domains: "startmail.com", MX: "startmail.com"},
	{ID: "workmail", Name: "Amazon WorkMail", Domains: "*.awsapps.com", MX: "inbound-smtp.us-east-1.amazonaws.com inbound-smtp.us-west-2.amazonaws.com inbound-smtp.eu-west-1.amazonaws.com", Hosts: "awsapps.com", Instead: Forward},
	{ID: "duck", Name: "DuckDuckGo Email Protection", Domains: "duck.com", MX: "duck.com", Instead: Relay},
	{ID: "firefox-relay", Name: "Firefox Relay", Domains: "mozmail.com relay.firefox.com *.mozmail.com", MX: "mozmail.com", Instead: Relay},
	{ID: "addy", Name: "addy.io", Domains: "anonaddy.com anonaddy.me addy.io addymail.com *.anonaddy.com *.anonaddy.me *.addymail.com", MX: "anonaddy.me", Instead: Relay},
	{ID: "cloudflare-routing", Name: "Cloudflare Email Routing", MX: "mx.cloudflare.net", Instead: Relay},
	{ID: "improvmx", Name: "ImprovMX", MX: "improvmx.com", Instead: Relay},
	{ID: "nate", Name: "네이트 메일", Domains: "nate.com empas.com", MX: "nate.com", Hosts: "nate.com"}, // ended in 2026
	{ID: "docomo", Name: "ドコモメール", Domains: "docomo.ne.jp"},
	{ID: "au", Name: "auメール", Domains: "ezweb.ne.jp au.com", Instead: Forward},
	{ID: "softbank", Name: "ソフトバンクメール", Domains: "softbank.ne.jp i.softbank.jp"},
}

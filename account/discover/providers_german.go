package discover

// Germany, Austria, Switzerland.
var german = []Provider{
	{
		ID: "gmx", Name: "GMX", Help: "https://hilfe.gmx.net/pop-imap/", Domains: "gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.info gmx.org gmx.li gmxpro.net gmxpro.de", MX: "emig.gmx.net", Hosts: "gmx.net gmx.de",
		POP: "pop.gmx.net", SMTP: "mail.gmx.net", Switch: "E-Mail → Einstellungen → POP3/IMAP Abruf → POP3 und IMAP Zugriff erlauben",
	},
	{
		ID: "gmx", Name: "GMX", Help: "https://hilfe.gmx.net/pop-imap/",
		Domains: "gmx.com gmx.us gmx.co.uk gmx.ca gmx.cc gmx.cn gmx.co.in gmx.es gmx.fr gmx.hk gmx.ie gmx.it gmx.lu gmx.ph gmx.pt gmx.ru gmx.sg gmx.tm gmx.tw caramail.com caramail.fr",
		MX:      "mx00.gmx.net mx01.gmx.net", Hosts: "gmx.com", POP: "pop.gmx.com", SMTP: "mail.gmx.com", Switch: "Settings → POP3 & IMAP → Enable access to this account via POP3 and IMAP",
	},
	{
		ID: "web.de", Name: "WEB.DE", Help: "https://hilfe.web.de/pop-imap/", Domains: "web.de email.de cool.ms", MX: "mx-ha.web.de", Hosts: "web.de", POP: "pop3.web.de", SMTP: "smtp.web.de:587", User: LocalPart,
		Switch: "E-Mail → Einstellungen → POP3/IMAP Abruf → POP3 und IMAP Zugriff erlauben",
	},
	{
		ID: "t-online", Name: "Telekom", Help: "https://www.telekom.de/hilfe", Domains: "t-online.de magenta.de", MX: "t-online.de", Hosts: "t-online.de", POP: "securepop.t-online.de", SMTP: "securesmtp.t-online.de", Login: Own,
		Switch: "Kundencenter → Passwörter → Passwort für E-Mail-Programme",
	},
	{
		ID: "1und1", Name: "1&1", Domains: "1und1.de online.de onlinehome.de sofort-start.de sofort-surf.de sofortstart.de sofortsurf.de go4more.de",
		Hosts: "1und1.de", POP: "pop.1und1.de", SMTP: "smtp.1und1.de",
	},
	{ID: "ionos-de", Name: "IONOS", Domains: "ionos.de", MX: "kundenserver.de ionos.de", POP: "pop.ionos.de", SMTP: "smtp.ionos.de"},
	{ID: "ionos", Name: "IONOS", Domains: "ionos.com", MX: "mx00.ionos.com mx01.ionos.com mx00.1and1.com mx01.1and1.com perfora.net", Hosts: "1and1.com", POP: "pop.ionos.com", SMTP: "smtp.ionos.com"},
	{ID: "ionos-uk", Name: "IONOS", Domains: "ionos.co.uk", MX: "mx00.ionos.co.uk mx01.ionos.co.uk mx00.1and1.co.uk mx01.1and1.co.uk", POP: "pop.ionos.co.uk", SMTP: "smtp.ionos.co.uk"},
	{ID: "ionos-fr", Name: "IONOS", Domains: "ionos.fr", MX: "mx00.ionos.fr mx01.ionos.fr mx00.1and1.fr mx01.1and1.fr", POP: "pop.ionos.fr", SMTP: "smtp.ionos.fr"},
	{ID: "ionos-es", Name: "IONOS", Domains: "ionos.es", MX: "mx00.ionos.es mx01.ionos.es mx00.1and1.es mx01.1and1.es", POP: "pop.ionos.es", SMTP: "smtp.ionos.es"},
	{ID: "ionos-it", Name: "IONOS", Domains: "ionos.it", MX: "mx00.ionos.it mx01.ionos.it", POP: "pop.ionos.it", SMTP: "smtp.ionos.it"},
	{ID: "strato", Name: "STRATO", Domains: "strato.de strato.com", MX: "rzone.de", Hosts: "strato.de strato.com", POP: "pop3.strato.de", SMTP: "smtp.strato.de"},
	{
		ID: "freenet", Name: "freenet", Domains: "freenet.de freenetmail.de", MX: "freenet.de", POP: "mx.freenet.de", SMTP: "mx.freenet.de:587",
		Switch: "Einstellungen → E-Mail-Programme → POP3, IMAP und SMTP",
	},
	{
		ID: "posteo", Name: "Posteo",
		Domains: "posteo.de posteo.net posteo.org posteo.eu posteo.us posteo.af posteo.at posteo.be posteo.ca posteo.ch posteo.cl posteo.co posteo.co.uk posteo.com.br posteo.cr posteo.cz " +
			"posteo.dk posteo.ee posteo.es posteo.fi posteo.gl posteo.gr posteo.hn posteo.hr posteo.hu posteo.ie posteo.in posteo.is posteo.it posteo.jp posteo.la posteo.li posteo.lt " +
			"posteo.lu posteo.me posteo.mx posteo.my posteo.nl posteo.no posteo.nz posteo.pe posteo.pl posteo.pm posteo.pt posteo.ro posteo.ru posteo.se posteo.sg posteo.si posteo.tn posteo.uk",
		MX: "posteo.de", POP: "posteo.de", SMTP: "posteo.de",
	},
	{ID: "mailbox.org", Name: "mailbox.org", Domains: "mailbox.org secure.mailbox.org", MX: "mailbox.org", POP: "pop3.mailbox.org", SMTP: "smtp.mailbox.org"},
	{ID: "vodafone-de", Name: "Vodafone", Domains: "vodafonemail.de arcor.de nexgo.de", MX: "vodafonemail.de arcor-online.net", POP: "pop3.vodafonemail.de", SMTP: "smtp.vodafonemail.de:587"},
	{ID: "unitybox", Name: "Unitymedia", Domains: "unitybox.de unity-mail.de", MX: "unitybox.de", POP: "mail.unitybox.de", SMTP: "submit.unitybox.de"},
	{ID: "kabelmail", Name: "Kabelmail", Domains: "kabelmail.de", MX: "kabelmail.de", POP: "pop3.kabelmail.de", SMTP: "smtp.kabelmail.de"},
	{ID: "o2-de", Name: "o2 Mail", Domains: "o2online.de o2mail.de genion.de loop.de", MX: "o2online.de", POP: "pop.o2online.de", SMTP: "mail.o2online.de:587"},
	{ID: "ewe", Name: "EWE", Domains: "ewe.net ewetel.net ewetel.de teleos-web.de", MX: "ewe.net", POP: "mail.ewe.net", SMTP: "mail.ewe.net"},
	{ID: "netcologne", Name: "NetCologne", Domains: "netcologne.de netaachen.de", MX: "netcologne.de", POP: "pop3.netcologne.de", SMTP: "smtp.netcologne.de"},
	{ID: "m-net", Name: "M-net", Domains: "mnet-mail.de mnet-online.de", MX: "mnet-online.de", POP: "mail.mnet-online.de", SMTP: "mail.mnet-online.de"},
	{ID: "a1", Name: "A1", Domains: "aon.at a1.net a1.at", MX: "aon.at", POP: "securemail.a1.net", SMTP: "securemail.a1.net"},
	{ID: "magenta-at", Name: "Magenta", Unsure: true, Domains: "chello.at inode.at", MX: "chello.at", POP: "mail.chello.at", SMTP: "mail.chello.at"},
	{ID: "bluewin", Name: "Swisscom", Domains: "bluewin.ch swisscom.ch bluemail.ch", MX: "bluewin.ch", POP: "pop3s.bluewin.ch", SMTP: "smtpauths.bluewin.ch"},
	{ID: "sunrise", Name: "Sunrise", Unsure: true, Domains: "sunrise.ch hispeed.ch swissonline.ch", MX: "sunrise.ch hispeed.ch", POP: "pop.hispeed.ch", SMTP: "smtp.hispeed.ch"},
}

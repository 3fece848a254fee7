package discover

// North and South America, Australia and New Zealand.
var american = []Provider{
	// United States
	{
		ID: "att", Name: "AT&T", Help: "https://www.att.com/support/article/email-support/KM1240308/", Domains: "att.net ameritech.net bellsouth.net currently.com flash.net nvbell.net pacbell.net prodigy.net sbcglobal.net snet.net swbell.net wans.net", MX: "prodigy.net att.net",
		POP: "inbound.att.net", SMTP: "outbound.att.net", Login: App, OAuth: true,
	},
	{
		ID: "comcast", Name: "Xfinity", Domains: "comcast.net xfinity.com", MX: "comcast.net", POP: "mail.comcast.net", SMTP: "smtp.comcast.net", OAuth: true,
		Switch: "Email Settings → Security → Third Party Access Security → Allow access to my Xfinity Connect email through third-party programs",
	},
	{ID: "cox", Name: "Cox (Yahoo Mail)", Domains: "cox.net", MX: "cox.net", POP: "pop.mail.yahoo.com", SMTP: "smtp.mail.yahoo.com", Login: App, OAuth: true},
	{ID: "frontier", Name: "Frontier (Yahoo Mail)", Domains: "frontier.com frontiernet.net citlink.net newnorth.net epix.net gvni.com", POP: "pop.mail.yahoo.com", SMTP: "smtp.mail.yahoo.com", Login: App, OAuth: true},
	{ID: "charter", Name: "Spectrum", Domains: "charter.net charter.com spectrum.net", MX: "charter.net", POP: "mobile.charter.net", SMTP: "mobile.charter.net"},
	{
		ID: "twc", Name: "Spectrum", Domains: "rr.com *.rr.com twc.com bhn.rr.com twcny.rr.com roadrunner.com", MX: "twc.com rr.com", POP: "mail.twc.com", SMTP: "mail.twc.com:587",
	},
	{ID: "brighthouse", Name: "Spectrum", Domains: "brighthouse.com", POP: "mail.brighthouse.com", SMTP: "mail.brighthouse.com:587"},
	{ID: "optimum", Name: "Optimum", Domains: "optonline.net optimum.net", MX: "optonline.net", POP: "mail.optimum.net", SMTP: "mail.optimum.net"},
	{ID: "suddenlink", Name: "Suddenlink", Domains: "suddenlink.net cebridge.net", MX: "suddenlink.net", POP: "pop.suddenlink.net", SMTP: "smtp.suddenlink.net"},
	{ID: "centurylink", Name: "CenturyLink", Domains: "centurylink.net embarqmail.com", MX: "centurylink.net", POP: "pop.centurylink.net", SMTP: "smtp.centurylink.net"},
	{
		ID: "centurytel", Name: "CenturyLink", Domains: "centurytel.net coastalnow.net cochill.net cswnet.com emadisonriver.com emadisonriver.net grics.net gulftel.com madisonriver.biz mebtel.net preferred.net",
		MX: "centurytel.net", POP: "pop.centurytel.net", SMTP: "smtp.centurytel.net",
	},
	{ID: "elpasotel", Name: "El Paso Telephone", Domains: "elpasotel.net", MX: "elpasotel.net", POP: "pop3.elpasotel.net", SMTP: "smtp.elpasotel.net"},
	{ID: "qwest", Name: "CenturyLink", Domains: "q.com qwest.net", MX: "q.com", POP: "mail.q.com", SMTP: "mail.q.com"},
	{ID: "earthlink", Name: "EarthLink", Domains: "earthlink.net mindspring.com ix.netcom.com netcom.com onemain.com", MX: "earthlink.net earthlink-vadesecure.net", POP: "pop.earthlink.net", SMTP: "smtpauth.earthlink.net:587"},
	{ID: "peoplepc", Name: "PeoplePC", Domains: "peoplepc.com", MX: "peoplepc.com", POP: "pop.peoplepc.com:110", SMTP: "smtpauth.peoplepc.com:587"},
	{ID: "juno", Name: "Juno", Domains: "juno.com", MX: "juno.com", POP: "pop.juno.com", SMTP: "smtp.juno.com"},
	{ID: "netzero", Name: "NetZero", Domains: "netzero.net netzero.com", MX: "netzero.net", POP: "pop.netzero.net", SMTP: "smtp.netzero.net"},
	{ID: "windstream", Name: "Windstream", Domains: "windstream.net", MX: "windstream.net", POP: "pop.windstream.net", SMTP: "smtp.windstream.net"},
	{ID: "ptd", Name: "PenTeleData", Domains: "ptd.net", MX: "ptd.net", POP: "promail.ptd.net", SMTP: "promail.ptd.net", User: LocalPart},
	{ID: "tds", Name: "TDS", Domains: "tds.net", MX: "tds.net", POP: "pop.tds.net", SMTP: "smtp.tds.net"},
	{ID: "mediacom", Name: "Mediacom", Domains: "mchsi.com", MX: "mchsi.com", POP: "mail.mchsi.com", SMTP: "mail.mchsi.com"},
	{ID: "gci", Name: "GCI", Domains: "gci.net", MX: "gci.net", POP: "mail.gci.net", SMTP: "mail.gci.net"},
	{ID: "lycos", Name: "Lycos", Domains: "lycos.com", MX: "lycos.com", POP: "pop.mail.lycos.com", SMTP: "smtp.mail.lycos.com"},
	// Canada
	{ID: "bell", Name: "Bell", Domains: "bell.net sympatico.ca", MX: "bell.net sympatico.ca", POP: "pophm.sympatico.ca", SMTP: "smtphm.sympatico.ca"},
	{ID: "rogers", Name: "Rogers", Domains: "rogers.com", MX: "rogers.com", POP: "pop.broadband.rogers.com", SMTP: "smtp.broadband.rogers.com", Login: App},
	{ID: "shaw", Name: "Shaw", Domains: "shaw.ca", MX: "shaw.ca", POP: "mail.shaw.ca", SMTP: "mail.shaw.ca"},
	{ID: "telus", Name: "TELUS", Domains: "telus.net", MX: "telus.net", POP: "pop.telus.net", SMTP: "smtp.telus.net"},
	{ID: "videotron", Name: "Vidéotron", Domains: "videotron.ca", MX: "videotron.ca", POP: "pop.videotron.ca", SMTP: "smtp.videotron.ca"},
	{ID: "cogeco", Name: "Cogeco", Unsure: true, Domains: "cogeco.ca cgocable.ca", MX: "cogeco.ca", POP: "pop.cogeco.ca", SMTP: "smtp.cogeco.ca"},
	{ID: "eastlink", Name: "Eastlink", Domains: "eastlink.ca", MX: "eastlink.ca", POP: "mail.eastlink.ca", SMTP: "mail.eastlink.ca"},
	{ID: "sasktel", Name: "SaskTel", Domains: "sasktel.net", MX: "sasktel.net", POP: "mail.sasktel.net", SMTP: "mail.sasktel.net"},
	{ID: "kelcom", Name: "Kelcom", Domains: "kelcom.net", MX: "kelcom.net", POP: "pop.kelcom.net", SMTP: "smtp.kelcom.net"},
	// Latin America
	{ID: "uol", Name: "UOL", Domains: "uol.com.br", MX: "uol.com.br", POP: "pop3.uol.com.br", SMTP: "smtps.uol.com.br:587", User: LocalPart},
	{ID: "bol", Name: "BOL", Domains: "bol.com.br", MX: "bol.com.br", POP: "pop3.bol.com.br", SMTP: "smtps.bol.com.br:587", User: LocalPart},
	{ID: "terra-br", Name: "Terra", Domains: "terra.com.br", MX: "terra.com.br", POP: "pop.terra.com.br", SMTP: "smtp.terra.com.br:587", User: LocalPart},
	{ID: "ig", Name: "iG", Domains: "ig.com.br", MX: "ig.com.br", POP: "pop.ig.com.br", SMTP: "smtp.ig.com.br"},
	{ID: "globo", Name: "Globomail", Domains: "globo.com globomail.com", MX: "globo.com", POP: "pop3.globo.com", SMTP: "smtp.globo.com"},
	{ID: "prodigy-mx", Name: "Telmex", Domains: "prodigy.net.mx infinitummail.com", MX: "prodigy.net.mx", POP: "pop.prodigy.net.mx", SMTP: "smtp.prodigy.net.mx"},
	{ID: "arnet", Name: "Personal", Domains: "arnet.com.ar", MX: "arnet.com.ar", POP: "pop3.arnet.com.ar", SMTP: "smtp.arnet.com.ar"},
	{ID: "fibertel", Name: "Personal", Domains: "fibertel.com.ar", MX: "fibertel.com.ar", POP: "pop.fibertel.com.ar", SMTP: "smtp.fibertel.com.ar"},
	// Australia and New Zealand
	{ID: "telstra", Name: "Telstra", Domains: "bigpond.com bigpond.net.au bigpond.com.au telstra.com", MX: "telstra.com bigpond.com", POP: "pop.telstra.com", SMTP: "smtp.telstra.com"},
	{ID: "optus", Name: "Optus", Domains: "optusnet.com.au", MX: "optusnet.com.au", POP: "mail.optusnet.com.au", SMTP: "mail.optusnet.com.au"},
	{ID: "iinet", Name: "iiNet", Domains: "iinet.net.au westnet.com.au adam.com.au", MX: "iinet.net.au", POP: "mail.iinet.net.au", SMTP: "mail.iinet.net.au"},
	{ID: "internode", Name: "Internode", Domains: "internode.on.net", MX: "internode.on.net", POP: "mail.internode.on.net", SMTP: "mail.internode.on.net"},
	{ID: "xtra", Name: "Xtra Mail", Domains: "xtra.co.nz", MX: "xtra.co.nz", POP: "pop3.xtra.co.nz", SMTP: "send.xtra.co.nz"},
}

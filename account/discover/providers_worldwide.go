package discover

// The tables hold facts that providers publish on their help pages: names of servers,
// ports, forms of user names, and the words of their own menus. docs/providers.md says
// where they differ from Mozilla's list, and why.

var worldwide = []Provider{
	{
		ID: "google", Name: "Gmail", Help: "https://support.google.com/accounts/answer/185833", Domains: "gmail.com googlemail.com google.com", MX: "google.com googlemail.com smtp.goog",
		Hosts: "gmail.com googlemail.com", POP: "pop.gmail.com", SMTP: "smtp.gmail.com", Login: App, OAuth: true,
		Switch: "Settings → See all settings → Forwarding and POP/IMAP → POP download",
	},
	{
		ID: "microsoft", Name: "Outlook.com", Help: "https://support.microsoft.com/office/d088b986-291d-42b8-9564-9c414e2aa040",
		Domains: "outlook.com outlook.at outlook.be outlook.cl outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp " +
			"outlook.kr outlook.lv outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk outlook.co.id outlook.co.il outlook.co.nz outlook.co.th outlook.com.ar " +
			"outlook.com.au outlook.com.br outlook.com.gr outlook.com.hr outlook.com.pe outlook.com.py outlook.com.tr outlook.com.vn outlook.bg outlook.ro outlook.sl outlook.tn " +
			"hotmail.com hotmail.be hotmail.ca hotmail.ch hotmail.cl hotmail.cz hotmail.de hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.gr hotmail.hu hotmail.it hotmail.lt " +
			"hotmail.lv hotmail.my hotmail.nl hotmail.no hotmail.ph hotmail.rs hotmail.se hotmail.sg hotmail.sk hotmail.co.id hotmail.co.il hotmail.co.in hotmail.co.jp hotmail.co.kr " +
			"hotmail.co.nz hotmail.co.th hotmail.co.uk hotmail.co.za hotmail.com.ar hotmail.com.au hotmail.com.br hotmail.com.hk hotmail.com.tr hotmail.com.tw hotmail.com.vn " +
			"live.com live.at live.be live.ca live.ch live.cl live.cn live.de live.dk live.fi live.fr live.hk live.ie live.in live.it live.jp live.nl live.no live.ru live.se " +
			"live.co.kr live.co.uk live.co.za live.com.ar live.com.au live.com.mx live.com.my live.com.ph live.com.pt live.com.sg livemail.tw msn.com passport.com windowslive.com",
		MX: "olc.protection.outlook.com hotmail.com", Hosts: "hotmail.com live.com outlook.com", POP: "outlook.office365.com", SMTP: "smtp-mail.outlook.com:587", Login: Browser, OAuth: true,
		Switch: "Settings → Mail → Forwarding and IMAP → Let devices and apps use POP",
	},
	{
		ID: "microsoft365", Name: "Microsoft 365", Domains: "*.onmicrosoft.com microsoft.com", MX: "mail.protection.outlook.com mx.microsoft mail.protection.office365.us",
		Hosts: "outlook.office365.com office365.com office.com", POP: "outlook.office365.com", SMTP: "smtp.office365.com:587", Login: Browser, OAuth: true,
		Switch: "Microsoft 365 admin center → Users → Active users → Mail → Manage email apps → Pop",
	},
	{
		ID: "microsoft365-china", Name: "Microsoft 365 (21Vianet)", Domains: "*.partner.onmschina.cn", MX: "mail.protection.partner.outlook.cn",
		POP: "partner.outlook.cn", SMTP: "partner.outlook.cn:587", Login: Browser, OAuth: true,
	},
	{
		ID: "yahoo", Name: "Yahoo Mail", Help: "https://help.yahoo.com/kb/SLN15241.html",
		Domains: "yahoo.com ymail.com rocketmail.com myyahoo.com y7mail.com yahoo.ae yahoo.at yahoo.be yahoo.bg yahoo.ca yahoo.cl yahoo.cz yahoo.de yahoo.dk yahoo.ee yahoo.es yahoo.fi " +
			"yahoo.fr yahoo.gr yahoo.hr yahoo.hu yahoo.ie yahoo.in yahoo.it yahoo.lt yahoo.lv yahoo.nl yahoo.no yahoo.pl yahoo.pt yahoo.ro yahoo.se yahoo.sk yahoo.co.hu yahoo.co.id " +
			"yahoo.co.il yahoo.co.in yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.uk yahoo.co.za yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.co yahoo.com.hk yahoo.com.hr " +
			"yahoo.com.mx yahoo.com.my yahoo.com.pe yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw yahoo.com.ua yahoo.com.ve yahoo.com.vn",
		MX: "yahoodns.net", Hosts: "yahoo.com", POP: "pop.mail.yahoo.com", SMTP: "smtp.mail.yahoo.com", Login: App, OAuth: true,
	},
	{
		ID: "aol", Name: "AOL Mail", Help: "https://help.aol.com/articles/Create-and-manage-app-password",
		Domains: "aol.com aim.com aol.at aol.be aol.ca aol.cl aol.co.nz aol.co.uk aol.com.ar aol.com.au aol.com.br aol.com.mx aol.de aol.es aol.fr aol.it aol.jp aol.nl aol.pl aol.se " +
			"compuserve.com cs.com games.com goowy.com love.com netscape.net wmconnect.com wow.com ygm.com verizon.net",
		MX: "aol.com", Hosts: "aol.com", POP: "pop.aol.com", SMTP: "smtp.aol.com", Login: App, OAuth: true,
	},
	{
		ID: "mail.com", Name: "mail.com",
		Domains: "mail.com email.com usa.com myself.com consultant.com post.com europe.com asia.com iname.com writeme.com dr.com engineer.com cheerful.com accountant.com techie.com " +
			"linuxmail.org uymail.com contractor.net financier.com workmail.com lawyer.com doctor.com journalist.com programmer.net graphic-designer.com artlover.com berlin.com london.com " +
			"rome.com chef.net musician.org cyberservices.com groupmail.com hackermail.com hilarious.com inorbit.com irelandmail.com lovecat.com mindless.com optician.com photographer.net " +
			"physicist.net planetmail.com politician.com presidency.com publicist.com realtyagent.com rocketship.com salesperson.net saintly.com scientist.com secretary.net " +
			"socialworker.net solution4u.com songwriter.net spainmail.com swedenmail.com teachers.org tech-center.com theplate.com toothfairy.com toke.com tvstar.com umpire.com " +
			"webname.com worker.com australiamail.com africamail.com allergist.com alumni.com archaeologist.com arcticmail.com asia-mail.com bartender.net bikerider.com birdlover.com " +
			"brew-meister.com catlover.com chemist.com clerk.com clubmember.org collector.org columnist.com comic.com computer4u.com coolsite.net counsellor.com cyber-wizard.com " +
			"cybergal.com dallasmail.com dbzmail.com deliveryman.com diplomats.com disciples.com discofan.com disposable.com doglover.com doramail.com dublin.com dutchmail.com " +
			"elvisfan.com englandmail.com execs.com fastservice.com feelings.com fireman.net galaxyhit.com gardener.com geologist.com graduate.org greenmail.net hairdresser.net " +
			"hot-shot.com housemail.com humanoid.net instruction.com instructor.net insurer.com italymail.com job4u.com keromail.com kissfans.com kittymail.com koreamail.com " +
			"legislator.com lobbyist.com loveable.com mail-me.com marchmail.com metalfan.com mexicomail.com minister.com moscowmail.com munich.com muslim.com net-shopping.com " +
			"ninfan.com nonpartisan.com nycmail.com oath.com orthodontist.net pacific-ocean.com pacificwest.com pediatrician.com petlover.com polandmail.com protestant.com " +
			"qualityservice.com radiologist.net ravemail.com reborn.com reggaefan.com registerednurses.com reincarnate.com religious.com repairman.com representative.com " +
			"rescueteam.com samerica.com sanfranmail.com scotlandmail.com snakebite.com surgical.net technologist.com torontomail.com",
		MX: "mx00.mail.com mx01.mail.com", Hosts: "mail.com", POP: "pop.mail.com", SMTP: "smtp.mail.com:587", Switch: "Settings → POP3 & IMAP → Allow access to this account via IMAP and POP3",
	},
	{
		ID: "zoho", Name: "Zoho Mail", Help: "https://www.zoho.com/mail/help/pop-access.html", Domains: "zohomail.com zoho.com", MX: "zoho.com", Hosts: "zoho.com", POP: "pop.zoho.com", SMTP: "smtp.zoho.com", Login: App,
		Switch: "Settings → Mail Accounts → POP → POP Access",
	},
	{
		ID: "zoho", Name: "Zoho Mail", Help: "https://www.zoho.com/mail/help/pop-access.html", Domains: "zohomail.eu zoho.eu", MX: "zoho.eu", Hosts: "zoho.eu", POP: "pop.zoho.eu", SMTP: "smtp.zoho.eu", Login: App,
		Switch: "Settings → Mail Accounts → POP → POP Access",
	},
	{
		ID: "zoho", Name: "Zoho Mail", Help: "https://www.zoho.com/mail/help/pop-access.html", Domains: "zohomail.in zoho.in", MX: "zoho.in", Hosts: "zoho.in", POP: "pop.zoho.in", SMTP: "smtp.zoho.in", Login: App,
		Switch: "Settings → Mail Accounts → POP → POP Access",
	},
	{
		ID: "zoho", Name: "Zoho Mail", Help: "https://www.zoho.com/mail/help/pop-access.html", Domains: "zohomail.com.au zoho.com.au", MX: "zoho.com.au", Hosts: "zoho.com.au", POP: "pop.zoho.com.au", SMTP: "smtp.zoho.com.au", Login: App,
		Switch: "Settings → Mail Accounts → POP → POP Access",
	},
	{
		ID: "zoho", Name: "Zoho Mail", Help: "https://www.zoho.com/mail/help/pop-access.html", Domains: "zohomail.jp zoho.jp", MX: "zoho.jp", Hosts: "zoho.jp", POP: "pop.zoho.jp", SMTP: "smtp.zoho.jp", Login: App,
		Switch: "Settings → Mail Accounts → POP → POP Access",
	},
	{
		ID: "zoho", Name: "Zoho Mail", Help: "https://www.zoho.com/mail/help/pop-access.html", Domains: "zohomail.ca zohocloud.ca", MX: "zohocloud.ca", Hosts: "zohocloud.ca", POP: "pop.zohocloud.ca", SMTP: "smtp.zohocloud.ca", Login: App,
		Switch: "Settings → Mail Accounts → POP → POP Access",
	},
	{
		ID: "fastmail", Name: "Fastmail", Help: "https://www.fastmail.help/hc/en-us/articles/360058752854",
		Domains: "fastmail.com fastmail.fm fastmail.co.uk fastmail.com.au fastmail.de fastmail.es fastmail.in fastmail.jp fastmail.mx fastmail.net fastmail.nl fastmail.org fastmail.se " +
			"fastmail.to fastmail.tw fastmail.us fastmail.cn fastmail.im fastmail.uk *.fastmail.com *.fastmail.fm 123mail.org airpost.net eml.cc emailcorner.net emailengine.net emailgroups.net " +
			"fmail.co.uk fmailbox.com fmgirl.com fmguy.com ftml.net hailmail.net imap.cc imap-mail.com imapmail.org inoutbox.com internet-e-mail.com internetmailing.net " +
			"jetemail.net letterboxes.org mailandftp.com mailbolt.com mailc.net mailcan.com mailforce.net mailftp.com mailhaven.com mailingaddress.org mailite.com mailnew.com " +
			"mailsent.net mailservice.ms mailup.net mailworks.org ml1.net mm.st myfastmail.com mymacmail.com nospammail.net petml.com postinbox.com postpro.net proinbox.com " +
			"promessage.com reallyfast.biz rushpost.com sent.as sent.at sent.com speedpost.net speedymail.org ssl-mail.com swift-mail.com the-fastest.net theinternetemail.com " +
			"veryfast.biz veryspeedy.net warpmail.net xsmail.com yepmail.net your-mail.com",
		MX: "messagingengine.com", Hosts: "fastmail.com messagingengine.com", POP: "pop.fastmail.com", SMTP: "smtp.fastmail.com", Login: App, OAuth: true,
	},
	{ID: "pobox", Name: "Pobox", Domains: "pobox.com onepost.net", MX: "pobox.com", Hosts: "pobox.com", POP: "mail.pobox.com", SMTP: "smtp.pobox.com", Login: App},
	{
		ID: "hushmail", Name: "Hushmail", Domains: "hushmail.com hush.com hush.ai hushmail.me mac.hush.com", MX: "hushmail.com", POP: "pop.hushmail.com", SMTP: "smtp.hushmail.com", Login: App,
	},
	{ID: "runbox", Name: "Runbox", Domains: "runbox.com runbox.no runbox.eu runbox.us", MX: "runbox.com", POP: "pop.runbox.com", SMTP: "smtp.runbox.com"},
	{ID: "mailfence", Name: "Mailfence", Domains: "mailfence.com", MX: "mailfence.com", POP: "pop.mailfence.com", SMTP: "smtp.mailfence.com", Login: Own},
	{ID: "migadu", Name: "Migadu", Domains: "migadu.com", MX: "migadu.com", POP: "pop.migadu.com", SMTP: "smtp.migadu.com"},
	{ID: "purelymail", Name: "Purelymail", Domains: "purelymail.com", MX: "purelymail.com", POP: "pop3.purelymail.com", SMTP: "smtp.purelymail.com"},
	{ID: "forwardemail", Name: "Forward Email", Domains: "forwardemail.net", MX: "forwardemail.net", POP: "pop3.forwardemail.net", SMTP: "smtp.forwardemail.net", Login: Own},
	{ID: "riseup", Name: "Riseup", Domains: "riseup.net", MX: "riseup.net", POP: "mail.riseup.net", SMTP: "mail.riseup.net", User: LocalPart},
	{ID: "disroot", Name: "Disroot", Domains: "disroot.org", MX: "disroot.org", POP: "disroot.org", SMTP: "disroot.org:587", User: LocalPart},
	{ID: "autistici", Name: "Autistici/Inventati", Domains: "autistici.org inventati.org anche.no canaglie.net canaglie.org cryptolab.net distruzione.org grrlz.net hacari.com hacari.net hacari.org insiberia.net insicuri.net krutt.org logorroici.org mortemale.org onenetbeyond.org paranoici.org privacyrequired.com stronzi.org subvertising.org",
		MX: "autistici.org", POP: "mail.autistici.org", SMTP: "smtp.autistici.org"},
	{ID: "cock.li", Name: "cock.li", Domains: "cock.li airmail.cc 420blaze.it firemail.cc national.shitposting.agency waifu.club horsefucker.org tfwno.gf", MX: "cock.li", POP: "mail.cock.li", SMTP: "mail.cock.li"},
	{ID: "sdf", Name: "SDF", Domains: "sdf.org sdf.lonestar.org", MX: "sdf.org", POP: "mx.sdf.org", SMTP: "mx.sdf.org:587", User: LocalPart},
}

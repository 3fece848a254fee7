package fetch

import (
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3"
	"popmail/pop3/pop3test"
)

// What real servers and providers say when they refuse a log-in: by their sources, their
// help pages and reports of people; a new one belongs here first.
func TestRefusalsOfRealServers(t *testing.T) {
	for _, c := range []struct {
		server, answer string
		want           account.Trouble
		wait           time.Duration
	}{
		{"Dovecot", "[AUTH] Authentication failed.", account.TroublePassword, 0},
		{"Dovecot", "[SYS/TEMP] Temporary authentication failure. [mail:2026-11-28 04:00:00]", account.TroublePassing, 0},
		{"Dovecot", "[AUTH] Unsupported authentication mechanism.", account.TroubleMethod, 0},
		{"Dovecot", "[IN-USE] Mailbox is locked by another session", account.TroubleInUse, 0},
		{"Dovecot with a password policy", "[AUTH] Your password has expired", account.TroublePassword, 0},
		{"Dovecot, nologin", "[AUTH] Account is disabled.", account.TroubleLocked, 0},
		{"Dovecot before 2.0", "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)", account.TroubleBusy, 0},
		{"Cyrus", "[AUTH] Invalid login", account.TroublePassword, 0},
		{"Cyrus", "[IN-USE] Unable to lock maildrop", account.TroubleInUse, 0},
		{"Cyrus", "[LOGIN-DELAY] Logins must be at least 5 minutes apart", account.TroubleTooSoon, 5 * time.Minute},
		{"Courier", "Login failed.", account.TroublePassword, 0},
		{"Courier", "Maximum connection limit reached for 192.0.2.1", account.TroubleBusy, 0},
		{"Qpopper", `[AUTH] Password supplied for "bob" is incorrect.`, account.TroublePassword, 0},
		{"Qpopper", "[IN-USE] /var/mail/.bob.pop lock busy!  Is another session active? (11)", account.TroubleInUse, 0},
		{"popa3d", "Authentication failed (bad password?)", account.TroublePassword, 0},
		{"GNU mailutils", "[AUTH] Bad login", account.TroublePassword, 0},
		{"GNU mailutils", "[LOGIN-DELAY] Attempt to log in within the minimum login delay interval", account.TroubleTooSoon, 0},
		{"UW ipop3d", "Bad login", account.TroublePassword, 0},
		{"UW ipop3d", "Can't get lock.  Mailbox in use", account.TroubleBusy, 0},
		{"hMailServer", "Invalid user name or password.", account.TroublePassword, 0},
		{"hMailServer", "[AUTH] Invalid user name or password. Too many invalid logon attempts.", account.TroubleTooMany, 0},
		{"hMailServer", "Invalid user name or password. Please use full email address as user name.", account.TroubleUserName, 0},
		{"hMailServer", "Your mailbox is already locked", account.TroubleBusy, 0},
		{"Bongo", "[AUTH] Mailbox doesn't exist", account.TroublePassword, 0},
		{"Bongo", "[IN-USE] Mailbox is already locked. POP access denied", account.TroubleInUse, 0},
		{"Mailu", "[LOGIN-DELAY] Retry later", account.TroubleTooSoon, 0},
		{"servers that proxy", "[LOGIN-DELAY] Too many authentication attempts. Please try again later.", account.TroubleTooSoon, 0},
		{"Zimbra", "invalid username/password", account.TroublePassword, 0},
		{"Zimbra", "pop access not enabled for account", account.TroubleSwitchedOff, 0},
		{"Exchange", "Logon failure: unknown user name or bad password.", account.TroublePassword, 0},
		{"Exchange", "Server Unavailable. 21", account.TroubleBusy, 0},
		{"Exchange Online", "Authentication failure: unknown user name or bad password.", account.TroublePassword, 0},
		{"Exchange Online", "Basic authentication is disabled for this tenant", account.TroubleBrowser, 0},
		{"Microsoft 365", "Protocol error. Connection is closed. 10", account.TroubleLogin, 0},
		{"Gmail", "[AUTH] Username and password not accepted.", account.TroublePassword, 0},
		{"Gmail", "[AUTH] Application-specific password required: https://support.google.com/accounts/answer/185833", account.TroubleAppPassword, 0},
		{"Gmail", "[AUTH] Web login required: https://support.google.com/mail/answer/78754", account.TroubleWeb, 0},
		{"Gmail", "[SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page and enable your account for POP access.", account.TroubleSwitchedOff, 0},
		{"Gmail", "[SYS/TEMP] Temporary system problem. Please try again later.", account.TroublePassing, 0},
		{"Gmail", "[AUTH] Too many login failures", account.TroubleTooMany, 0},
		{"Yahoo", "[AUTH] (#MBR1111) Please use web to login.", account.TroubleWeb, 0},
		{"Yahoo", "[AUTH] (#AUTH012) Incorrect username or password.", account.TroublePassword, 0},
		{"Yahoo", "[SYS/TEMP] Server error - Please try again later.", account.TroublePassing, 0},
		{"AOL", "Invalid login or password", account.TroublePassword, 0},
		{"Yandex", "[AUTH] login failure or POP3 disabled, try later. sc=gUbDTQ", account.TroubleLogin, 0},
		{"Yandex", "[AUTH] Login failure or incorrect password. Use an application password", account.TroubleAppPassword, 0},
		{"Mail.ru", "NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Application password is REQUIRED", account.TroubleAppPassword, 0},
		{"Mail.ru", "[AUTH] NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Aplication password is REQUIRED", account.TroubleAppPassword, 0},
		{"QQ", pop3test.QQ, account.TroubleLogin, 0},
		{"163", "login fail", account.TroublePassword, 0},
		{"163", "Unable to log on", account.TroublePassword, 0},
		{"163", "请使用授权码登录", account.TroubleAppPassword, 0},
		{"GMX, WEB.DE", "authentication failed", account.TroublePassword, 0},
		{"Zoho", "You are yet to enable POP for your account. Please contact your administrator", account.TroubleSwitchedOff, 0},
		{"MailEnable", "Account disabled", account.TroubleLocked, 0},
		{"Gmail", "[AUTH] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)", account.TroubleWeb, 0},
		{"Gmail", "[AUTH] Account exceeded pop command or bandwidth limits. (Failure)", account.TroubleTooMany, 0},
		{"Yahoo", "[AUTH] (#AUTH005) Too many bad auth attempts.", account.TroubleTooMany, 0},
		{"Yahoo", "[AUTH] (#MBR1212) Incorrect username or password.", account.TroublePassword, 0},
		{"Yahoo", "Error logging in. Please visit http://mail.yahoo.com", account.TroubleWeb, 0},
		{"AT&T", "[AUTH] Use a secure mail key to sign in", account.TroubleAppPassword, 0},
		{"Outlook.com", "Exceeded the login limit for a 15 minute period. Reduce the frequency of requests to the POP3 server.", account.TroubleTooMany, 15 * time.Minute},
		{"Outlook.com", "Basic authentication is disabled. Refer to https://go.microsoft.com/fwlink/?linkid=2203166 for details.", account.TroubleBrowser, 0},
		{"Fastmail", "[AUTH] Sorry, you need to create and use an app password to use this service - https://www.fastmail.help", account.TroubleAppPassword, 0},
		{"Fastmail", "[AUTH] Incorrect username, password or access token", account.TroublePassword, 0},
		{"Zoho", "[AUTH] Invalid credentials (Failure)", account.TroublePassword, 0},
		{"Yandex", "[AUTH] login failure or POP3 disabled, try later. sc=abc_171200_pop", account.TroubleLogin, 0},
		{"Yandex", "[AUTH] This user does not have access rights to this service", account.TroubleSwitchedOff, 0},
		{"Mail.ru", "[AUTH] Authentication failed. Please verify your account by going to https://e.mail.ru/login", account.TroubleWeb, 0},
		{"QQ", "Please using authorized code to login. More information at http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256", account.TroubleAppPassword, 0},
		{"NetEase", "[AUTH] ERR.LOGIN.REQCODE", account.TroubleAppPassword, 0},
		{"GMX", "Zugriff per POP3 ist nicht aktiviert", account.TroubleSwitchedOff, 0},
		{"GMX", "[AUTH] Zugriff auf dieses Konto per POP3/IMAP ist deaktiviert", account.TroubleSwitchedOff, 0},
		{"1&1", "[AUTH] Authentication credentials invalid", account.TroublePassword, 0},
		{"WEB.DE", "Zugriffslimit überschritten, bitte 15 Minuten warten", account.TroubleBusy, 15 * time.Minute},
		{"T-Online", "[AUTH] Anmeldung fehlgeschlagen: Benutzername oder Passwort falsch", account.TroublePassword, 0},
		{"Free", "Authentification failed", account.TroublePassword, 0},
		{"Orange", "Trop de tentatives de connexion, réessayez dans 30 minutes", account.TroubleTooMany, 30 * time.Minute},
		{"Comcast", "Third Party Access must be turned on for this account", account.TroubleSwitchedOff, 0},
		{"inbox.lv", "[AUTH] External access is disabled, turn it on in settings", account.TroubleSwitchedOff, 0},
		{"ukr.net", "[AUTH] Використовуйте пароль для зовнішніх програм", account.TroubleAppPassword, 0},
		{"o2.pl", "[AUTH] Błędny login lub hasło", account.TroublePassword, 0},
		{"WP", "Dostęp POP3 wyłączony", account.TroubleSwitchedOff, 0},
		{"Naver", "POP3 사용 안함 상태입니다. 환경설정을 확인하세요", account.TroubleSwitchedOff, 0},
		{"Rediffmail", "POP access is only for subscribers of Rediffmail Pro", account.TroubleSwitchedOff, 0},
		{"Dovecot", "[AUTH] Password expired.", account.TroublePassword, 0},
		{"Courier", "Temporary problem, please try again later", account.TroubleBusy, 0},
		{"Courier", "Maximum connection limit reached for your IP.", account.TroubleBusy, 0},
		{"qpopper", `[AUTH] Password supplied for "ann" is incorrect.`, account.TroublePassword, 0},
		{"qpopper", `[AUTH] PAM authentication failed for user "ann": Authentication failure (7)`, account.TroublePassword, 0},
		{"qpopper", "/var/mail/.ann.pop lock busy! Is another session active? (11)", account.TroubleBusy, 0},
		{"MDaemon", "Access denied: your IP address has been blocked", account.TroubleFromHere, 0},
		{"MDaemon", "Sorry, your account is disabled", account.TroubleLocked, 0},
		{"Kerio", "POP3 access denied for this user", account.TroubleSwitchedOff, 0},
		{"IceWarp", "Unable to lock mailbox", account.TroubleBusy, 0},
		{"SmarterMail", "Too many failed logins, try again in 10 minutes", account.TroubleTooMany, 10 * time.Minute},
		{"SmarterMail", "This IP is blocked due to brute force detection", account.TroubleTooMany, 0},
		{"cPanel", "[AUTH] Brute force protection: login attempts from your IP are blocked", account.TroubleTooMany, 0},
		{"a provider", "Logins from this country are not allowed", account.TroubleFromHere, 0},
		{"a provider", "[AUTH] You must accept the new terms of service in webmail first", account.TroubleWeb, 0},
		{"fail2ban in front", "Too many failed attempts, try again in 15 minutes", account.TroubleTooMany, 15 * time.Minute},
		{"unknown", "Zugang gesperrt, bitte in 30 Minuten erneut versuchen", account.TroubleBusy, 30 * time.Minute},
		{"unknown", "account locked for 3600 seconds", account.TroubleBusy, time.Hour},
		{"unknown", "wait 2 hours", account.TroubleBusy, 2 * time.Hour},
		{"unknown", "too many log-ins, come back in 99999 hours", account.TroubleTooMany, 0},
		{"unknown", "POP3 ist für dieses Postfach nicht aktiviert", account.TroubleSwitchedOff, 0},
		{"unknown", "Le service POP3 est désactivé pour ce compte", account.TroubleSwitchedOff, 0},
		{"unknown", "Протокол POP3 отключен в настройках ящика", account.TroubleSwitchedOff, 0},
		{"unknown", "Votre compte est suspendu", account.TroubleLocked, 0},
		{"unknown", "Аккаунт заблокирован", account.TroubleLocked, 0},
		{"unknown", "unknown domain", account.TroubleUserName, 0},
		{"unknown", "Bitte geben Sie die vollständige E-Mail-Adresse als Benutzername an", account.TroubleUserName, 0},
		{"unknown", "no", account.TroubleLogin, 0},
		{"unknown", "42", account.TroubleLogin, 0},
		{"unknown", "Ei onnistu", account.TroubleLogin, 0},
	} {
		e := &pop3.ServerError{Command: "PASS", Text: c.answer}
		if rest, ok := strings.CutPrefix(c.answer, "["); ok {
			e.Code, e.Text, _ = strings.Cut(rest, "] ")
		}
		v := &connection{s: &Session{}, stage: loggingIn, a: testAccount}
		p := account.ProblemOf(v.explain(e))
		if p.Trouble != c.want || p.Wait != c.wait {
			t.Errorf("%s: %q is trouble %d with a wait of %v, want %d and %v", c.server, c.answer, p.Trouble, p.Wait, c.want, c.wait)
		}
		if p.Answer != strings.Join(strings.Fields(e.Text), " ") {
			t.Errorf("%s: %q is shown as %q", c.server, e.Text, p.Answer)
		}
	}
	// Microsoft calls every password wrong.
	a := testAccount
	a.Incoming.Host = "outlook.office365.com"
	for _, text := range []string{"Logon failure: unknown user name or bad password.", "Protocol error. Connection is closed. 10"} {
		v := &connection{s: &Session{}, stage: loggingIn, a: a}
		if got := account.TroubleOf(v.explain(&pop3.ServerError{Command: "PASS", Text: text})); got != account.TroubleBrowser {
			t.Errorf("Microsoft: %q is trouble %d", text, got)
		}
	}
}

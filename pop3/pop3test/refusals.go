package pop3test

// Refusal is what a server says when it lets nobody in, and what is right to make of it.
type Refusal struct {
	Name       string
	CAPA       []string // nil: it does not know CAPA
	User, Pass string   // its answers, without line ends; User "": +OK
	Stays      bool     // it does not hang up

	Code, Text string // of the answer
	Trouble    string // in a word
}

// Says is the dialogue up to the end of the line, with CAPA before it or without.
func (r Refusal) Says(capa bool) []Step {
	steps := []Step{Send("+OK\r\n")}
	if capa && r.CAPA != nil {
		steps = append(steps, CAPA(r.CAPA...))
	} else if capa {
		steps = append(steps, NoCAPA())
	}
	if r.User != "" {
		steps = append(steps, Answer("USER", r.User+"\r\n"))
	} else {
		steps = append(steps, Answer("USER", "+OK\r\n"), Answer("PASS", r.Pass+"\r\n"))
	}
	if r.Stays {
		return append(steps, Drain())
	}
	return append(steps, Cut())
}

// QQ is the answer of QQ Mail, which may mean any of five things.
const QQ = "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy. More information at https://help.mail.qq.com/detail/108/1023"

// Refusals are log-ins that were refused, as servers say it.
func Refusals() []Refusal {
	rows := []Refusal{
		{Name: "wrong password, stays", Pass: "-ERR [AUTH] Authentication failed.", Stays: true, Code: "AUTH", Text: "Authentication failed.", Trouble: "password"},
		{Name: "wrong password, closes", Pass: "-ERR bad login", Text: "bad login", Trouble: "password"},
		{Name: "unknown user", User: "-ERR sorry, no mailbox for bob here", Stays: true, Text: "sorry, no mailbox for bob here", Trouble: "login"},
		{Name: "too many logins", Pass: "-ERR [LOGIN-DELAY] minimum time between mail checks violation", Code: "LOGIN-DELAY", Text: "minimum time between mail checks violation", Trouble: "too soon"},
		{Name: "locked", Pass: "-ERR [in-use] Unable to lock maildrop: Mailbox is locked by POP server", Code: "IN-USE", Text: "Unable to lock maildrop: Mailbox is locked by POP server", Trouble: "in use"},
		{Name: "locked, without code", Pass: "-ERR Unable to lock maildrop", Text: "Unable to lock maildrop", Trouble: "busy"},
		{Name: "fault that passes", Pass: "-ERR [SYS/TEMP] Temporary system problem. Please try again later.", Code: "SYS/TEMP", Text: "Temporary system problem. Please try again later.", Trouble: "passing"},
		{Name: "switched off by the owner", Pass: "-ERR [SYS/PERM] Your account is not enabled for POP access.", Code: "SYS/PERM", Text: "Your account is not enabled for POP access.", Trouble: "switched off"},
		{Name: "no text", Pass: "-ERR", Trouble: "login"},
		{Name: "idle, before PASS", Pass: "-ERR [SYS/TEMP] idle too long", Code: "SYS/TEMP", Text: "idle too long", Trouble: "passing"},
		{User: "-ERR Command is not valid in this state.", Stays: true, Text: "Command is not valid in this state.", Trouble: "plain refused"}, // Exchange with SecureLogin on port 110
		{User: "-ERR no such user", Stays: true, Text: "no such user", Trouble: "password"},
		{User: "-ERR [SYS/TEMP] later", Stays: true, Code: "SYS/TEMP", Text: "later", Trouble: "passing"},
		{CAPA: []string{"USER", "SASL XOAUTH2"}, Pass: "-ERR Basic authentication is disabled. Use OAUTH2", Text: "Basic authentication is disabled. Use OAUTH2", Trouble: "browser"},
		{CAPA: []string{"USER"}, Pass: "-ERR [AUTH] authentication mechanism not supported", Code: "AUTH", Text: "authentication mechanism not supported", Trouble: "method"},
	}
	for _, c := range []struct{ pass, code, text, trouble string }{
		{"chdir Maildir failed", "", "chdir Maildir failed", "login"},
		{"Maildir: No such file or directory", "", "Maildir: No such file or directory", "login"},
		{"Protocol error. Connection is closed. 10", "", "Protocol error. Connection is closed. 10", "login"}, // getmail6#256, MailKit#1948 (Microsoft 365)
		{QQ, "", QQ, "login"},
		{"Unable to log on", "", "Unable to log on", "password"},
		{"Mot de passe erroné", "", "Mot de passe erroné", "password"},
		{"Неверный пароль", "", "Неверный пароль", "password"},
		{"密码错误", "", "密码错误", "password"},
		{"Nieprawidłowe hasło", "", "Nieprawidłowe hasło", "password"},
		{"[AUTH] x", "AUTH", "x", "password"},
		{"[auth/expired] x", "AUTH/EXPIRED", "x", "password"},
		{"[in-use] mailbox locked", "IN-USE", "mailbox locked", "in use"},
		{"Login failed [IN-USE]", "IN-USE", "Login failed", "in use"},
		{"wait please [login-delay] 300", "LOGIN-DELAY", "wait please 300", "too soon"},
		{"[SYS/TEMP/LDAP] bad password server", "SYS/TEMP/LDAP", "bad password server", "passing"},
		{"authentication problem [sys/perm]", "SYS/PERM", "authentication problem", "lasting"},
		{"Your account has been suspended, please log in to our web site", "", "Your account has been suspended, please log in to our web site", "locked"},
		{"POP3 access is not enabled for this user", "", "POP3 access is not enabled for this user", "switched off"},
	} {
		rows = append(rows, Refusal{Pass: "-ERR " + c.pass, Code: c.code, Text: c.text, Trouble: c.trouble})
	}
	for i, r := range rows {
		if r.Name == "" {
			rows[i].Name = r.Pass + r.User
		}
	}
	return rows
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// profileSecret is the password that the profiles hold, and that is none of PopMail's business.
const profileSecret = "keep-off-8841"

// profile is the account of a program, and what becomes of it.
type profile struct {
	program string
	file    string // below the home folder
	text    string
	row     accountRow
	way     string // to the server, as a person reads it
}

// townProfiles has an account of each program that PopMail knows, every one with another
// way to its server in the town.
var townProfiles = []profile{
	{"Thunderbird", ".thunderbird/p.default/prefs.js", `user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.identity.id1.fullName", "Ann Example");
user_pref("mail.identity.id1.useremail", "ann@bird.example");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.server.server1.type", "pop3");
user_pref("mail.server.server1.hostname", "pop.bird.example");
user_pref("mail.server.server1.userName", "ann@bird.example");
user_pref("mail.server.server1.socketType", 3);
user_pref("mail.server.server1.leave_on_server", true);
user_pref("mail.server.server1.password", "` + profileSecret + `");
user_pref("mail.smtpserver.smtp1.hostname", "smtp.bird.example");
user_pref("mail.smtpserver.smtp1.port", 465);
user_pref("mail.smtpserver.smtp1.try_ssl", 3);
user_pref("mail.smtpserver.smtp1.username", "ann@bird.example");
`, accountRow{Email: "ann@bird.example", Server: "pop.bird.example", Port: 995, Security: "tls", User: "ann@bird.example", Leave: "forever"}, "SSL/TLS"},
	{"Claws Mail", ".claws-mail/accountrc", `[Account: 1]
account_name=Claws
is_default=1
name=Ann Example
address=ann@claws.example
protocol=0
receive_server=pop.claws.example
user_id=ann.claws
password=` + profileSecret + `
remove_mail=1
message_leave_time=14
ssl_pop=1
set_popport=1
pop_port=9955
smtp_server=smtp.claws.example
ssl_smtp=1
use_smtp_auth=1

[Account: 2]
account_name=Work
address=ann@work.example
protocol=3
receive_server=imap.work.example
`, accountRow{Email: "ann@claws.example", Server: "pop.claws.example", Port: 9955, Security: "tls", User: "ann.claws", Leave: "14d"}, "SSL/TLS"},
	{"Sylpheed", ".sylpheed-2.0/accountrc", `[Account: 1]
account_name=Sylpheed
name=Ann Example
address=ann@sylpheed.example
protocol=0
receive_server=pop.sylpheed.example
user_id=ann
password=` + profileSecret + `
remove_mail=0
ssl_pop=2
smtp_server=smtp.sylpheed.example
ssl_smtp=1
use_smtp_auth=1
`, accountRow{Email: "ann@sylpheed.example", Server: "pop.sylpheed.example", Port: 110, Security: "starttls", User: "ann", Leave: "forever"}, "STARTTLS"},
	{"Evolution", "settings/evolution/sources/box.source", `[Data Source]
DisplayName=Post\sbox
Enabled=true

[Mail Account]
BackendName=pop
IdentityUid=me

[Authentication]
Host=pop.evolution.example
Port=995
User=ann-e
Method=plain

[Security]
Method=ssl-on-alternate-port

[Pop Backend]
KeepOnServer=true
DeleteAfterDays=30
`, accountRow{Email: "ann@evolution.example", Server: "pop.evolution.example", Port: 995, Security: "tls", User: "ann-e", Leave: "30d"}, "SSL/TLS"},
}

// profileRest are the files that belong to the profiles.
var profileRest = map[string]string{
	".thunderbird/profiles.ini":               "[Profile0]\nName=default\nIsRelative=1\nPath=p.default\nDefault=1\n",
	"settings/evolution/sources/me.source":    "[Mail Identity]\nAddress=ann@evolution.example\nName=Ann\\sExample\n\n[Mail Submission]\nTransportUid=out\n",
	"settings/evolution/sources/out.source":   "[Mail Transport]\nBackendName=smtp\n\n[Authentication]\nHost=smtp.evolution.example\nPort=465\nUser=ann-e\nMethod=PLAIN\n\n[Security]\nMethod=ssl-on-alternate-port\n",
	"settings/evolution/sources/local.source": "[Data Source]\nDisplayName=On This Computer\n\n[Mail Account]\nBackendName=maildir\n",
}

// putProfiles puts all of them into the home folder that belongs to a data folder, and
// returns what was written, by the path of the file.
func putProfiles(t *testing.T, data string) map[string]string {
	t.Helper()
	all := map[string]string{}
	put := func(name, text string) {
		path := filepath.Join(data, "..", "home", filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		if err == nil {
			err = os.WriteFile(path, []byte(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		all[path] = text
	}
	for _, p := range townProfiles {
		put(p.file, p.text)
	}
	for name, text := range profileRest {
		put(name, text)
	}
	return all
}

// TestWorldProfiles takes an account of each other program over, by keyboard alone.
func TestWorldProfiles(t *testing.T) {
	profilesByHand(t, "world-profiles", func(v *sighted) hands { return keyboard{v} })
}

// TestWorldProfilesByMouse does so by mouse alone.
func TestWorldProfilesByMouse(t *testing.T) {
	if os.Getenv(worldVar) != "all" {
		t.Skip("make world runs it")
	}
	profilesByHand(t, "world-profiles-mouse", func(v *sighted) hands { return mouse{v} })
}

func profilesByHand(t *testing.T, name string, by func(v *sighted) hands) {
	w := enterTown(t, false)
	if w == nil {
		return
	}
	for _, p := range townProfiles {
		s := pop3test.New(w.options(p.row.Server, p.row.User, nil))
		for _, m := range w.mail {
			s.AddMessage(p.row.User, m)
		}
		cert := w.Cert(p.row.Server)
		if p.row.Security != "tls" {
			cert = nil
		}
		w.Mailboxes(fmt.Sprintf("%s:%d", p.row.Server, p.row.Port), s, cert)
		w.SMTP(strings.Replace(p.row.Server, "pop.", "smtp.", 1) + ":465")
	}
	data := dataFolder(t)
	written := putProfiles(t, data)
	v := openSighted(newScreen(t, name), data, "XDG_CONFIG_HOME="+filepath.Join(data, "..", "home", "settings"))
	h := by(v)
	v.until("Your other mail programs have 4 accounts on this computer.")
	v.shot("offer")
	h.press("Use these settings…")
	for _, p := range townProfiles {
		v.until("Accounts on this computer", p.row.Email, p.row.Server+" · "+p.program)
	}
	v.until("ann@work.example", "imap.work.example · Claws Mail · IMAP, which PopMail doesn’t use.")
	v.shot("accounts")
	h.goOn("Continue")
	for i, p := range townProfiles {
		v.until("Type your password", p.row.Email, fmt.Sprintf("Account %d of 4 · %s", i+1, p.program), p.row.Server, p.row.User, p.way, fmt.Sprint(p.row.Port))
		h.write("Password", townPassword)
		v.shot(p.program)
		h.goOn("Test and add")
	}
	v.until("4 accounts were added", "✓ ann@bird.example", "✓ ann@claws.example", "✓ ann@sylpheed.example", "✓ ann@evolution.example")
	v.shot("added")
	h.goOn("Show my mail")
	v.wait("mail of all arrives", func() bool {
		return len(rows[summaryRow](t, pop(t, data, "list", "--json", "--limit", "0").must(t, 0))) == len(townProfiles)*len(w.mail)
	})
	w.noneKnows(v)
	v.leave()
	got := rows[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0))
	for _, p := range townProfiles {
		if !slices.ContainsFunc(got, func(r accountRow) bool {
			r.LastCheck, r.Used, r.Size = nil, nil, nil // what the first check has found
			return r == p.row
		}) {
			t.Errorf("%s: %+v is not among %+v", p.program, p.row, got)
		}
	}
	for path, text := range written {
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%s was changed: %v", path, err)
		}
	}
	kept := folder(t, data)
	kept["stderr"] = v.errs.Bytes()
	hunt(t, "ann", profileSecret, kept)
	hunt(t, "ann", townPassword, kept)
}

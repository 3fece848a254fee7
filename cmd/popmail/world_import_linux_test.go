package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// thunderbird puts a profile with accounts for user names into the home folder that belongs
// to a data folder; a user's server is the one of their domain in the town.
func thunderbird(t *testing.T, data string, emails ...string) {
	t.Helper()
	var prefs strings.Builder
	pref := func(name, value string) { fmt.Fprintf(&prefs, "user_pref(%q, %s);\n", name, value) }
	quoted := func(name, value string) { pref(name, fmt.Sprintf("%q", value)) }
	var accounts []string
	for i, email := range emails {
		_, domain, _ := strings.Cut(email, "@")
		id := fmt.Sprint(i + 1)
		accounts = append(accounts, "account"+id)
		quoted("mail.account.account"+id+".server", "server"+id)
		quoted("mail.account.account"+id+".identities", "id"+id)
		quoted("mail.identity.id"+id+".fullName", "Ann Example")
		quoted("mail.identity.id"+id+".useremail", email)
		quoted("mail.identity.id"+id+".smtpServer", "smtp"+id)
		for name, value := range map[string]string{"type": `"pop3"`, "hostname": `"pop.` + domain + `"`, "userName": `"` + email + `"`, "socketType": "3", "port": "995", "leave_on_server": "true"} {
			pref("mail.server.server"+id+"."+name, value)
		}
		for name, value := range map[string]string{"hostname": `"smtp.` + domain + `"`, "port": "465", "try_ssl": "3", "username": `"` + email + `"`} {
			pref("mail.smtpserver.smtp"+id+"."+name, value)
		}
	}
	quoted("mail.accountmanager.accounts", strings.Join(accounts, ","))
	dir := filepath.Join(data, "..", "home", ".thunderbird")
	if err := os.MkdirAll(filepath.Join(dir, "p.default"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"profiles.ini": "[Profile0]\nName=default\nIsRelative=1\nPath=p.default\nDefault=1\n", "p.default/prefs.js": prefs.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWorldImport closes the window in the midst of taking the accounts of another program
// over, and goes on another time. TestWorldProfiles shows what comes of such accounts.
func TestWorldImport(t *testing.T) {
	w := enterTown(t, false)
	if w == nil {
		return
	}
	for domain, user := range map[string]string{"one.example": "ann7", "two.example": "ann@two.example"} {
		w.publish(domain, "pop."+domain, 995, "SSL")
		w.box(domain, user, nil)
	}
	data := dataFolder(t)
	thunderbird(t, data, "ann@one.example", "ann@two.example")
	s := newScreen(t, "world-import")
	v := openSighted(s, data)
	v.until("Thunderbird has 2 accounts")
	v.shot("offer")
	v.tap("Use these settings…")
	v.until("Accounts on this computer", "ann@one.example", "ann@two.example")
	v.shot("accounts")
	v.tap("Continue")
	v.until("Type your password", "ann@one.example", "pop.one.example")
	mouse{v}.write("User name", "ann7")
	mouse{v}.write("Password", townPassword)
	v.shot("typed")
	v.leave()
	kept := folder(t, data)
	kept["stderr"] = v.errs.Bytes()
	hunt(t, "ann", townPassword, kept)

	v = openSighted(s, data)
	v.until("Thunderbird has 2 accounts")
	v.tabTo("Use these settings…")
	v.keys("Return")
	v.until("Accounts on this computer")
	v.keys("Return")
	v.until("Type your password", "ann7")
	v.shot("again")
	v.typ(townPassword)
	v.keys("Return")
	v.until("ann@two.example", "Account 2 of 2") // the first is tested with the user name that was typed
	w.noneKnows(v)
	v.leave()
}

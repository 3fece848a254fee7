package profiles

import (
	"cmp"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf16"

	"popmail/account"
)

// thunderbirdProfiles are the folders of profiles that a folder of Thunderbird names in
// its profiles.ini.
func thunderbirdProfiles(dir string) (all []string) {
	text, ok := readFile(filepath.Join(dir, "profiles.ini"))
	if !ok {
		return nil
	}
	for _, s := range parseINI(text) {
		path := s.values["path"]
		if !strings.HasPrefix(s.name, "Profile") || path == "" || len(all) == maxProfiles {
			continue
		}
		if path = filepath.FromSlash(path); s.values["isrelative"] != "0" {
			path = filepath.Join(dir, path)
		}
		all = append(all, path)
	}
	return all
}

// readThunderbird reads a prefs.js.
func readThunderbird(text string) (f Found) {
	prefs := parsePrefs(text)
	for n, id := range strings.Split(prefs["mail.accountmanager.accounts"], ",") {
		if n == maxAccounts {
			break
		}
		id = strings.TrimSpace(id)
		server := prefs["mail.account."+id+".server"]
		get := func(name string) string { return prefs["mail.server."+server+"."+name] }
		first, _, _ := strings.Cut(prefs["mail.account."+id+".identities"], ",")
		who := "mail.identity." + strings.TrimSpace(first) + "."
		switch kind := get("type"); kind {
		case "pop3":
		case "none", "rss", "im", "nntp", "":
			continue // local folders, feeds, chats, news
		default:
			f.leaveOut(prefs[who+"useremail"], cmp.Or(get("realhostname"), get("hostname")), kind)
			continue
		}
		a := account.Account{
			Email: prefs[who+"useremail"], Name: prefs[who+"fullName"], Label: get("name"),
			// "real…" is what was changed after the account was made.
			User: cmp.Or(get("realuserName"), get("userName")),
		}
		a.Incoming = account.Server{Host: cmp.Or(get("realhostname"), get("hostname")), Port: number(get("port")), Security: socket(get("socketType"))}
		days := 0
		if get("delete_by_age_from_server") == "true" {
			// What is as Thunderbird has it by default is not in the file.
			days = number(cmp.Or(get("num_days_to_leave_on_server"), prefs["mail.server.default.num_days_to_leave_on_server"], "7"))
		}
		a.Leave = keep(get("leave_on_server") == "true", days)
		smtp := "mail.smtpserver." + cmp.Or(prefs[who+"smtpServer"], prefs["mail.smtp.defaultserver"]) + "."
		a.Outgoing = account.Server{Host: prefs[smtp+"hostname"], Port: number(prefs[smtp+"port"]), Security: socket(prefs[smtp+"try_ssl"])}
		user := prefs[smtp+"username"]
		if prefs[smtp+"authMethod"] == "1" { // none
			user = ""
		}
		s := Settings{Account: a, OutgoingUser: user, Browser: get("authMethod") == "10"}
		switch {
		case prefs[who+"attach_signature"] == "true":
			s.signature = prefs[who+"sig_file"]
		case prefs[who+"htmlSigFormat"] != "true":
			s.Account.Signature = prefs[who+"htmlSigText"]
		}
		s.Account.PlainOnly = cmp.Or(prefs[who+"compose_html"], prefs["mail.identity.default.compose_html"]) == "false"
		f.take(s)
	}
	return f
}

// socket is Thunderbird's number for the kind of a line (nsMsgSocketType). 1 took
// encryption where the server had it, which anybody on the way could prevent; here it
// must have it.
func socket(s string) account.Security {
	switch s {
	case "3":
		return account.TLS
	case "1", "2":
		return account.STARTTLS
	}
	return account.None
}

// parsePrefs reads the lines user_pref("name", value); of a prefs.js, those of mail. The
// last of a name counts.
func parsePrefs(text string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "user_pref(")
		if !ok {
			continue
		}
		name, rest, ok := literal(strings.TrimSpace(rest))
		if !ok || !strings.HasPrefix(name, "mail.") || len(all) == 100*maxAccounts {
			continue
		}
		rest, ok = strings.CutPrefix(strings.TrimSpace(rest), ",")
		if rest = strings.TrimSpace(rest); !ok || rest == "" {
			continue
		}
		if rest[0] == '"' || rest[0] == '\'' {
			if value, _, ok := literal(rest); ok {
				if !strings.HasSuffix(name, ".htmlSigText") { // all others are of one line
					value = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(value)
				}
				all[name] = value
			}
			continue
		}
		if value, _, ok := strings.Cut(rest, ")"); ok && len(value) < 32 { // a number, true or false
			all[name] = strings.TrimSpace(value)
		}
	}
	return all
}

// literal takes a string of JavaScript from the front of s.
func literal(s string) (value, rest string, ok bool) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		return "", s, false
	}
	var b strings.Builder
	var units []uint16 // of \u escapes, which are halves of UTF-16
	flush := func() {
		b.WriteString(string(utf16.Decode(units)))
		units = nil
	}
	for i := 1; i < len(s); i++ {
		if b.Len() > maxValue {
			return "", "", false
		}
		switch c := s[i]; {
		case c == s[0]:
			flush()
			return b.String(), s[i+1:], true
		case c != '\\':
			flush()
			b.WriteByte(c)
		case i+1 == len(s):
			return "", "", false
		default:
			i++
			digits := map[byte]int{'x': 2, 'u': 4}[s[i]]
			if digits > 0 && i+digits < len(s) {
				if n, err := strconv.ParseUint(s[i+1:i+1+digits], 16, 16); err == nil {
					units = append(units, uint16(n))
					i += digits
					continue
				}
			}
			flush()
			switch s[i] {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case 't':
				b.WriteByte('\t')
			default:
				b.WriteByte(s[i])
			}
		}
	}
	return "", "", false
}

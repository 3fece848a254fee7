package profiles

import (
	"strings"

	"popmail/account"
)

// readAccountrc reads the file accountrc of Claws Mail or Sylpheed: a section "Account: N"
// for each account.
func readAccountrc(text string) (f Found) {
	for _, s := range parseINI(text) {
		if !strings.HasPrefix(s.name, "Account:") {
			continue
		}
		v := s.values
		switch v["protocol"] {
		case "0", "1", "2": // POP3, and old forms of its log-in
		case "3":
			f.leaveOut(v["address"], v["receive_server"], IMAP)
			continue
		default: // news, local, none
			continue
		}
		a := account.Account{Email: v["address"], Name: v["name"], Label: v["account_name"], User: v["user_id"]}
		a.Incoming = account.Server{Host: v["receive_server"], Security: tunnel(v["ssl_pop"])}
		if v["set_popport"] == "1" {
			a.Incoming.Port = number(v["pop_port"])
		}
		a.Leave = keep(v["remove_mail"] != "1" || leaveTime(v) > 0, leaveTime(v))
		a.Outgoing = account.Server{Host: v["smtp_server"], Security: tunnel(v["ssl_smtp"])}
		switch {
		case v["set_smtpport"] == "1":
			a.Outgoing.Port = number(v["smtp_port"])
		case a.Outgoing.Security != account.TLS:
			a.Outgoing.Port = 25 // their usual port is that of old
		}
		out := ""
		if v["use_smtp_auth"] == "1" {
			if out = v["smtp_user_id"]; out == "" {
				out = a.User
			}
		}
		// Who signs in with the browser has chosen a provider for that.
		browser := v["use_pop_auth"] == "1" && number(v["oauth2_provider"]) > 0
		set := Settings{Account: a, OutgoingUser: out, Browser: browser}
		if v["auto_signature"] != "0" {
			switch v["signature_type"] {
			case "0":
				set.signature = v["signature_path"]
			case "2":
				set.Account.Signature = strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(v["signature_text"])
			} // else a program writes it
		}
		f.take(set)
	}
	return f
}

// leaveTime is the number of days after which mail is removed; 0: never, or at once.
func leaveTime(v map[string]string) int {
	if v["remove_mail"] != "1" {
		return 0
	}
	days := number(v["message_leave_time"])
	if number(v["message_leave_hour"]) > 0 {
		days++ // never sooner than there
	}
	return days
}

// tunnel is their number for the kind of a line.
func tunnel(s string) account.Security {
	switch s {
	case "1":
		return account.TLS
	case "2":
		return account.STARTTLS
	}
	return account.None
}

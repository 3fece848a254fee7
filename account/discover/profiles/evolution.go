package profiles

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"popmail/account"
)

// sources reads the files NAME.source in a folder, by NAME.
func sources(dir string) map[string]string {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	names, _ := d.Readdirnames(4 * maxAccounts)
	all := map[string]string{}
	for _, n := range names {
		if uid, ok := strings.CutSuffix(n, ".source"); ok {
			if text, ok := readFile(filepath.Join(dir, n)); ok && len(text) < 1<<20 {
				all[uid] = text
			}
		}
	}
	return all
}

// readEvolution reads the sources of Evolution: an account, its identity and its
// transport are three files that name each other.
func readEvolution(files map[string]string) (f Found) {
	type source map[string]map[string]string
	parsed := map[string]source{}
	var uids []string
	for uid, text := range files {
		src := source{}
		for _, s := range parseINI(text) {
			src[s.name] = s.values
		}
		parsed[uid] = src
		uids = append(uids, uid)
	}
	slices.Sort(uids)
	server := func(src source) account.Server {
		s := account.Server{Host: src["Authentication"]["host"], Port: number(src["Authentication"]["port"]), Security: account.None}
		switch src["Security"]["method"] {
		case "ssl-on-alternate-port":
			s.Security = account.TLS
		case "starttls-on-standard-port":
			s.Security = account.STARTTLS
		}
		return s
	}
	for _, uid := range uids {
		src := parsed[uid]
		box, ok := src["Mail Account"]
		if !ok || src["Data Source"]["enabled"] == "false" {
			continue
		}
		identity := parsed[box["identityuid"]]
		switch kind := box["backendname"]; kind {
		case "pop":
		case "vfolder", "maildir", "mbox", "mh", "spool", "spooldir", "rss", "nntp", "none", "":
			continue // on this computer, or no mail
		default:
			if kind == "imapx" {
				kind = IMAP
			}
			f.leaveOut(identity["Mail Identity"]["address"], src["Authentication"]["host"], kind)
			continue
		}
		a := account.Account{
			Email: identity["Mail Identity"]["address"], Name: unescape(identity["Mail Identity"]["name"]), Label: unescape(src["Data Source"]["displayname"]), User: src["Authentication"]["user"],
			Incoming: server(src),
		}
		pop := src["Pop Backend"]
		a.Leave = keep(pop["keeponserver"] == "true", number(pop["deleteafterdays"]))
		out := parsed[identity["Mail Submission"]["transportuid"]]
		user := ""
		if out["Mail Transport"]["backendname"] == "smtp" {
			a.Outgoing = server(out)
			if m := out["Authentication"]["method"]; m != "" && m != "none" {
				user = out["Authentication"]["user"]
			}
		}
		method := strings.ToLower(src["Authentication"]["method"])
		s := Settings{Account: a, OutgoingUser: user, Browser: strings.Contains(method, "oauth") || method == "google" || method == "outlook" || method == "yahoo"}
		if uid := identity["Mail Identity"]["signatureuid"]; parsed[uid]["Mail Signature"]["mimetype"] == "text/plain" && filepath.Base(uid) == uid {
			s.signature = filepath.Join("..", "signatures", uid)
		}
		f.take(s)
	}
	return f
}

// unescape undoes the escapes of GKeyFile.
func unescape(s string) string {
	return strings.NewReplacer(`\s`, " ", `\t`, " ", `\n`, " ", `\r`, " ", `\\`, `\`).Replace(s)
}

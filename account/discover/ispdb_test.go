package discover

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// differs are the providers of Mozilla's list of whom our table says otherwise, with the
// reason. docs/providers.md has them in words.
var differs = map[string]string{
	"arubapec.it":  "port 993 is that of IMAP; Aruba's help names 995",
	"nifty.com":    "@nifty takes no log-in without encryption",
	"peoplepc.com": "nobody knows who is right; without STLS no password goes there",
}

// TestBesidePublicList compares the table with the POP3 facts of Mozilla's list, where
// the notes with them lie beside the project: domain, number of domains, and servers
// with port, kind of line, kinds of log-in and user name.
func TestBesidePublicList(t *testing.T) {
	data, err := os.ReadFile("../../../shared/notes/isp_pop.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the notes are not here")
	}
	var list [][3]json.RawMessage
	if err != nil || json.Unmarshal(data, &list) != nil {
		t.Fatal(err)
	}
	same, other, unknown, differs := 0, 0, 0, maps.Clone(differs)
	for _, entry := range list {
		var domain string
		var servers [][5]json.RawMessage
		if json.Unmarshal(entry[0], &domain) != nil || json.Unmarshal(entry[2], &servers) != nil {
			t.Fatalf("%s", entry)
		}
		var theirs []string
		for _, s := range servers {
			var host, port, line, user string
			for i, to := range map[int]*string{0: &host, 1: &port, 2: &line, 4: &user} {
				if err := json.Unmarshal(s[i], to); err != nil {
					t.Fatal(err)
				}
			}
			line = map[string]string{"SSL": "tls", "STARTTLS": "starttls", "plain": "none"}[line]
			theirs = append(theirs, strings.ReplaceAll(host, "%EMAILDOMAIN%", domain)+":"+port+" "+line+" "+strings.ReplaceAll(user, "%EMAILADDRESS%", ""))
		}
		p := ByDomain(domain)
		if p == nil {
			host, _, _ := strings.Cut(theirs[0], ":")
			p = ByHost(host)
		}
		if p == nil {
			unknown++
			t.Logf("not in the table: %s %v", domain, theirs)
			continue
		}
		a, err := ParseAddress("ann@" + domain)
		if err != nil {
			a = Address{Email: "ann@x.example", Local: "ann", Domain: "x.example"}
		}
		c, _ := p.candidate(a, "", FromTable)
		ours := shown(c.Incoming) + " " + string(p.User)
		// One name of an entry stands for several regions.
		host, _, _ := strings.Cut(theirs[0], ":")
		region := ""
		if p := ByHost(host); p != nil {
			c, _ := p.candidate(a, "", FromTable)
			region = shown(c.Incoming) + " " + string(p.User)
		}
		if slices.Contains(theirs, ours) || domain == "zoho.com" && slices.Contains(theirs, region) {
			same++
		} else {
			other++
			if differs[domain] == "" {
				t.Errorf("%s: ours %q, theirs %q", domain, ours, theirs)
			}
			delete(differs, domain)
		}
	}
	for domain := range differs {
		t.Errorf("%s does not differ (any more)", domain)
	}
	t.Logf("%d the same, %d not, %d not in the table", same, other, unknown)
}

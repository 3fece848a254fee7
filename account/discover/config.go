package discover

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"popmail/account"
)

// Budget of a file of settings.
const (
	maxTokens  = 20000
	maxDepth   = 16
	maxServers = 12  // of one kind
	maxValue   = 512 // octets of a text
)

var errConfig = errors.New("these are no settings for mail programs")

// config is a file of settings in the format config-v1.1.xml of Mozilla.
type config struct {
	domains  []string
	incoming []configServer // POP3
	outgoing []configServer // SMTP
	others   int            // incoming servers of other kinds
	page     string
}

type configServer struct {
	host     Form // may hold placeholders
	port     int
	security account.Security
	user     Form
	login    Login
	oauth    bool
}

// parseConfig reads a file of settings. What it does not know or cannot use, it leaves
// out; errConfig is only for what is none at all.
func parseConfig(data []byte) (*config, error) {
	if len(data) > maxConfig {
		return nil, errTooLarge
	}
	data = inUTF8(data)
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false // QUIRK: "&" for itself, as in addresses of pages
	d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		if utf8.Valid(data) {
			return r, nil // QUIRK: files in UTF-8 that call themselves UTF-16, or something nobody knows
		}
		e, err := htmlindex.Get(label)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(r), nil
	}
	p := configParser{c: &config{}}
	for range maxTokens {
		token, err := d.RawToken()
		if err != nil {
			break // what was read until here counts
		}
		if !p.token(token) {
			return nil, errConfig
		}
	}
	if !p.seen {
		return nil, errConfig
	}
	return p.c, nil
}

// inUTF8 is data in UTF-8 where its mark of byte order says UTF-16, and without such a mark.
func inUTF8(data []byte) []byte {
	if text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data); err == nil {
		return text
	}
	return data
}

// configParser walks through the elements.
type configParser struct {
	c       *config
	seen    bool // clientConfig
	path    []string
	text    []byte
	server  *configServer
	kind    string // of the server
	auth    []string
	pageFor string
}

// token takes one part of the file; false: this is something else.
func (p *configParser) token(t xml.Token) bool {
	switch t := t.(type) {
	case xml.StartElement:
		name := t.Name.Local
		if len(p.path) == 0 {
			if p.seen || !strings.EqualFold(name, "clientConfig") {
				return p.seen
			}
			p.seen = true
		}
		if len(p.path) == maxDepth {
			return false
		}
		p.path = append(p.path, name)
		p.text = p.text[:0]
		switch name {
		case "incomingServer", "outgoingServer":
			p.server, p.kind, p.auth = &configServer{}, strings.ToLower(attribute(t, "type")), nil
		case "enable":
			p.pageFor = securePage(attribute(t, "visiturl"))
		case "documentation":
			if u := securePage(attribute(t, "url")); u != "" && p.c.page == "" {
				p.c.page = u
			}
		}
	case xml.CharData:
		if len(p.text) < maxValue {
			p.text = append(p.text, t[:min(len(t), maxValue-len(p.text))]...)
		}
	case xml.EndElement:
		// QUIRK: an end without a beginning is passed over, one that is missing is
		// made up for.
		for i, name := range slices.Backward(p.path) {
			if name == t.Name.Local {
				for len(p.path) > i {
					p.end(p.path[len(p.path)-1])
					p.path = p.path[:len(p.path)-1]
				}
				break
			}
		}
	}
	return true
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// end takes the value of an element.
func (p *configParser) end(name string) {
	value := strings.TrimSpace(string(p.text))
	p.text = p.text[:0]
	switch name {
	case "domain":
		if len(p.c.domains) < 1000 && p.server == nil {
			p.c.domains = append(p.c.domains, strings.ToLower(value))
		}
		return
	case "enable":
		if p.pageFor != "" { // says more than a documentation
			p.c.page, p.pageFor = p.pageFor, ""
		}
		return
	}
	if p.server == nil {
		return
	}
	switch name {
	case "hostname":
		p.server.host = Form(value)
	case "port":
		p.server.port, _ = strconv.Atoi(value)
	case "socketType":
		switch strings.ToUpper(value) {
		case "SSL", "TLS":
			p.server.security = account.TLS
		case "STARTTLS":
			p.server.security = account.STARTTLS
		case "PLAIN":
			p.server.security = account.None
		}
	case "username":
		p.server.user = Form(value)
	case "authentication":
		if len(p.auth) < 10 {
			p.auth = append(p.auth, strings.ToLower(value))
		}
	case "incomingServer", "outgoingServer":
		p.keep(name == "incomingServer")
		p.server = nil
	}
}

// keep takes a server that is complete and of a kind that PopMail has.
func (p *configParser) keep(incoming bool) {
	srv := p.server
	if incoming && p.kind != "pop3" {
		p.c.others++
		return
	}
	if !incoming && p.kind != "smtp" {
		return
	}
	list, tlsPort := &p.c.incoming, 995
	if !incoming {
		list, tlsPort = &p.c.outgoing, 465
	}
	if srv.security == "" { // QUIRK: left out, or a word of its own
		srv.security = account.STARTTLS
		if srv.port == tlsPort {
			srv.security = account.TLS
		}
	}
	// QUIRK: a port of 993 for POP3 is that of IMAP; nobody has POP3 there.
	if incoming && (srv.port == 993 || srv.port == 143) {
		srv.port = srv.security.DefaultPort()
	}
	if srv.port < 1 || srv.port > 65535 || srv.host == "" || len(*list) == maxServers || !srv.methods(p.auth, incoming) {
		return
	}
	*list = append(*list, *srv)
}

// methods reads the kinds of log-in; false: none of them is PopMail's.
func (srv *configServer) methods(auth []string, incoming bool) bool {
	usable, password, open := len(auth) == 0, len(auth) == 0, false
	for _, a := range auth {
		switch a {
		case "oauth2":
			usable, srv.oauth = true, true
		case "password-cleartext", "plain", "password-encrypted", "secure":
			usable, password = true, true
		case "none", "client-ip-address", "smtp-after-pop":
			usable, open = usable || !incoming, true
		}
	}
	switch {
	case password:
	case srv.oauth:
		srv.login = Browser
	case open && !incoming:
		srv.login = Open
	}
	return usable
}

// candidates are the ways that the settings leave for an address. known reports whether
// a host may learn who the person is: names with more of the address in them than its
// domain are told to the DNS and to their servers.
func (c *config) candidates(a Address, realName string, known func(host string) bool) (all []Candidate) {
	fill := func(in configServer) (s Server, ok bool) {
		host, ok := cleanHost(a.expand(in.host, realName))
		if personal(in.host) && ok {
			ok = known(host)
		}
		user := a.expand(in.user, realName)
		// A placeholder that is not known, or a line break, is not a user name.
		if strings.ContainsAny(user, "\r\n\x00") || strings.Contains(string(in.user), "%") && !expandable(in.user) {
			user = a.expand(FullAddress, "")
		}
		s = Server{Server: account.Server{Host: host, Port: in.port, Security: in.security}, User: user, Login: in.login, OAuth: in.oauth}
		return s, ok
	}
	var out Server
	for _, srv := range c.outgoing {
		s, ok := fill(srv)
		if ok && (!out.Found() || out.Security == account.None && s.Security != account.None) {
			out = s
		}
	}
	for _, srv := range c.incoming {
		if s, ok := fill(srv); ok {
			all = append(all, Candidate{Incoming: s, Outgoing: out, Page: c.page})
		}
	}
	return all
}

// personal reports whether a form has more of an address in it than its domain.
func personal(f Form) bool {
	return strings.Contains(strings.ReplaceAll(string(f), "%EMAILDOMAIN%", ""), "%")
}

// expandable reports whether all placeholders of a form are known.
func expandable(f Form) bool {
	rest := strings.NewReplacer("%EMAILADDRESS%", "", "%EMAILLOCALPART%", "", "%EMAILDOMAIN%", "", "%REALNAME%", "").Replace(string(f))
	return strings.Count(rest, "%") < 2
}

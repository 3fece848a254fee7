package worldtest

import (
	"fmt"
	"net"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// answerDNS is the DNS server of the world.
func (w *World) answerDNS() {
	buf := make([]byte, 4096)
	for {
		n, from, err := w.dns.ReadFrom(buf)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		q := m.Questions[0]
		name := strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))
		w.Note("dns", q.Type.String()[4:]+" "+name)
		m.Additionals = nil
		m.Response, m.RecursionAvailable, m.Authoritative = true, true, true
		head := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type, TTL: 1}
		add := func(b dnsmessage.ResourceBody) {
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: b})
		}
		full := func(s string) dnsmessage.Name { return dnsmessage.MustNewName(strings.TrimSuffix(s, ".") + ".") }
		w.mu.Lock()
		known := len(w.a[name])+len(w.mx[name])+len(w.srv[name]) > 0
		ips := w.a[name]
		switch {
		case w.portal != "":
			known, ips = true, []string{w.portal}
		case w.wrong != "" && !known:
			known, ips = true, []string{w.wrong}
		}
		switch q.Type {
		case dnsmessage.TypeA:
			for _, a := range ips {
				add(&dnsmessage.AResource{A: [4]byte(net.ParseIP(a).To4())})
			}
		case dnsmessage.TypeMX:
			for _, v := range w.mx[name] {
				var pref uint16
				var host string
				_, _ = fmt.Sscan(v, &pref, &host)
				add(&dnsmessage.MXResource{Pref: pref, MX: full(host)})
			}
		case dnsmessage.TypeSRV:
			for _, v := range w.srv[name] {
				r := dnsmessage.SRVResource{}
				var host string
				_, _ = fmt.Sscan(v, &r.Priority, &r.Weight, &r.Port, &host)
				r.Target = full(host)
				add(&r)
			}
		}
		w.mu.Unlock()
		if !known {
			m.RCode = dnsmessage.RCodeNameError
		}
		if out, err := m.Pack(); err == nil {
			_, _ = w.dns.WriteTo(out, from)
		}
	}
}

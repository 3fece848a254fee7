package fetch

import (
	"fmt"
	"strings"
	"testing"
)

// TestMovedMailbox: other unique-ids, and a field that a server has written into each header, bring
// nothing a second time. What is another message comes.
func TestMovedMailbox(t *testing.T) {
	top := func(f string) func(string) string { return func(raw string) string { return f + raw } }
	end := func(f string) func(string) string {
		return func(raw string) string { return strings.Replace(raw, "\r\n\r\n", "\r\n"+f+"\r\n", 1) }
	}
	for name, change := range map[string]func(string) string{
		"Return-Path":  top("Return-Path: <a@example.org>\r\n"),
		"Delivered-To": top("Delivered-To: b@example.org\r\nX-Original-To: b@example.org\r\n"),
		"own":          top("X-Moved: from the old server,\r\n to the new one\r\n"),
		"Status":       end("Status: RO\r\nX-UIDL: 77\r\n"),
		"both":         func(raw string) string { return top("X-A: b\r\n")(end("X-Status: A\r\n")(raw)) },
	} {
		for _, capa := range [][]string{nil, {"TOP", "PIPELINING"}} {
			t.Run(fmt.Sprint(name, capa), func(t *testing.T) {
				t.Parallel()
				o := newOffice(t, 0, true)
				o.capa = capa
				for i := range 8 {
					o.post(fmt.Sprintf("u%d", i+1), letter(i+1, true, fmt.Sprintf("body of %d", i*i)))
				}
				o.must(t, testAccount, 8, 8, 0, 0)
				for i, p := range o.maildrop.mail {
					p.uid, p.raw = fmt.Sprintf("v2.%d", i+1), change(p.raw)
				}
				// One with another body, and one with another subject, are others.
				o.maildrop.mail[3].raw += "and more\r\n"
				o.maildrop.mail[4].raw = strings.Replace(o.maildrop.mail[4].raw, "hello", "gruss", 1)
				o.post("new", letter(90, true, "new"))
				want := append([]string{o.maildrop.mail[3].raw, o.maildrop.mail[4].raw}, o.mail...)
				o.must(t, testAccount, 9, 3, 6, 0)
				o.mustHold(t, want...)
				o.commands()
				o.must(t, testAccount, 9, 0, 9, 0)
				if n := o.commands(); n["RETR"]+n["TOP"] != 0 {
					t.Errorf("%v", n)
				}
				o.must(t, leaving(deleteAll), 9, 0, 9, 9)
			})
		}
	}
}

// TestKeptHeaders: a server without unique-ids, or with other ones each time, that writes into the
// headers of what was fetched brings nothing a second time.
func TestKeptHeaders(t *testing.T) {
	for _, named := range []bool{false, true} {
		for _, traced := range []bool{false, true} {
			t.Run(fmt.Sprint(named, traced), func(t *testing.T) {
				t.Parallel()
				o := newOffice(t, 0, true)
				o.noUIDL = !named
				for i := range 6 {
					raw := letter(i+1, true, fmt.Sprintf("body of %d", i))
					if !traced {
						_, raw, _ = strings.Cut(raw, "\r\n")
						raw = fmt.Sprintf("Date: Sat, 21 Nov 2026 10:00:0%d +0000\r\n%s", i, raw)
					}
					o.post(fmt.Sprintf("u%d", i+1), raw)
				}
				o.must(t, testAccount, 6, 6, 0, 0)
				for i, p := range o.maildrop.mail {
					p.uid = fmt.Sprintf("other%d", i+1)
					p.raw = strings.Replace(p.raw, "\r\n\r\n", "\r\nStatus: RO\r\nX-UIDL: zz\r\n\r\n", 1)
				}
				o.must(t, testAccount, 6, 0, 6, 0)
				o.must(t, testAccount, 6, 0, 6, 0)
				o.mustHold(t, o.mail...)
				o.must(t, leaving(deleteAll), 6, 0, 6, 6)
			})
		}
	}
}

package fetch

import (
	"fmt"
	"strings"
	"testing"
)

// moveTo gives the messages other unique-ids, and each a field above its header.
func (o *office) moveTo(name string) {
	for i, p := range o.maildrop.mail {
		p.uid, p.raw = fmt.Sprintf("%s.%d", name, i+1), "Return-Path: <a@example.org>\r\n"+p.raw
	}
}

// A mailbox that was moved is known again whatever its size, and where the server has no TOP, or refuses it of some.
func TestMovedWithoutHeaders(t *testing.T) {
	for name, c := range map[string]struct {
		messages int
		set      func(o *office)
	}{
		"many": {maxHeads + 50, func(o *office) { o.capa = []string{"TOP", "PIPELINING"} }},
		"none": {30, func(o *office) { o.noTOP = true }},
		"some": {30, func(o *office) {
			o.answer = func(_ int, command string) string {
				if strings.HasPrefix(command, "TOP ") && strings.HasSuffix(command, "7 0") {
					return "-ERR no"
				}
				return ""
			}
		}},
		"hangs up": {30, func(o *office) {
			o.answer = func(_ int, command string) string {
				if strings.HasPrefix(command, "TOP ") {
					return "cut"
				}
				return ""
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, c.messages, true)
			c.set(o)
			n := c.messages
			o.must(t, testAccount, n, n, 0, 0)
			stored := append([]string(nil), o.mail...)
			o.moveTo("v2")
			other := o.maildrop.mail[4] // another one: fields above it, and other octets below
			other.raw = strings.Replace(other.raw, "body", "BODY", 1)
			if n < 100 && name != "some" { // its header is the same
				o.must(t, testAccount, n, 1, n-1, 0)
				o.mustHold(t, append(stored, other.raw)...)
			} else {
				o.must(t, testAccount, n, 0, n, 0)
				o.mustHold(t, stored...)
			}
			o.commands()
			o.must(t, testAccount, n, 0, n, 0)
			if c := o.commands(); c["RETR"]+c["TOP"] > 0 {
				t.Errorf("%v", c)
			}
		})
	}
}

// The same without unique-ids, where the server writes into the headers.
func TestKeptWithoutHeaders(t *testing.T) {
	o := newOffice(t, 20, true)
	o.noUIDL, o.noTOP = true, true
	o.must(t, testAccount, 20, 20, 0, 0)
	for _, p := range o.maildrop.mail {
		p.raw = strings.Replace(p.raw, "\r\n\r\n", "\r\nStatus: RO\r\n\r\n", 1)
	}
	other := o.maildrop.mail[4]
	other.raw = strings.Replace(other.raw, "body", "BODY", 1)
	o.must(t, testAccount, 20, 1, 19, 0)
	o.must(t, testAccount, 20, 0, 20, 0)
	o.mustHold(t, append(o.mail, other.raw)...)
}

// Of a mailbox that was moved, beginnings and messages that came short take the other unique-ids as well, and their
// rest can be had.
func TestMovedParts(t *testing.T) {
	for _, noTOP := range []bool{false, true} {
		for _, capa := range [][]string{nil, {"TOP", "PIPELINING", "UIDL"}} {
			t.Run(fmt.Sprint(noTOP, capa), func(t *testing.T) {
				o, big := officeOf(t)
				o.capa = capa
				o.must(t, testAccount, 12, 12, 0, 0)
				o.want("u5")
				o.moveTo("v2")
				o.noTOP = noTOP
				if noTOP { // they come whole, into the place of their beginnings
					o.must(t, testAccount, 12, 0, 12, 0)
				} else {
					o.must(t, testAccount, 12, 0, 12, 0)
					if n := len(o.begun(t, big)); n != 2 {
						t.Errorf("%d beginnings", n)
					}
				}
				if len(o.mails) != 12 {
					t.Errorf("%d messages", len(o.mails))
				}
				for uid, k := range o.known {
					if !strings.HasPrefix(uid, "v2.") || k.Away {
						t.Errorf("%s: %+v", uid, k)
					}
				}
				o.whole = 0
				o.must(t, testAccount, 12, 0, 12, 0)
				for i, raw := range o.mail {
					if i%4 == 1 {
						raw = o.maildrop.mail[i].raw
					}
					if n := o.copies()[raw]; n != 1 {
						t.Errorf("%d copies of %d", n, i)
					}
				}
				o.must(t, leaving(deleteAll), 12, 0, 12, 12)
			})
		}
	}
}

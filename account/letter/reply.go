package letter

import (
	"bufio"
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message/textproto"
)

// Original is the message that is answered or passed on.
type Original struct {
	Account               string // address of the account that it lies in; empty: it is not known
	From, ReplyTo, To, Cc []Person
	Subject               string
	MessageID, InReplyTo  string // without angle brackets
	References            []string
	Date                  time.Time
	Lists
}

// Lists is what the header says of mailing lists, of where a message was delivered to, and of
// people whom the others do not see.
type Lists struct {
	List      []Person // List-Post (RFC 2369, section 3.4); none: there is none, or nobody may post
	FollowUp  []Person // Mail-Followup-To, the wish of people on lists
	Delivered []string // addresses of Delivered-To, X-Original-To and Envelope-To
	Bcc       []Person // of a copy of one's own
}

// mostHeader is how much of a message is looked at for its header.
const mostHeader = 256 << 10

// ReadLists reads the header that a message begins with.
func ReadLists(raw []byte) (l Lists) {
	raw = raw[:min(len(raw), mostHeader)]
	h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil && h.Len() == 0 {
		return l
	}
	if _, address, ok := strings.Cut(h.Get("List-Post"), "<mailto:"); ok {
		address = address[:strings.IndexAny(address+">", ">?")]
		l.List = good(Read(address))
	}
	l.Bcc = good(Read(h.Get("Bcc")))
	l.FollowUp = good(Read(h.Get("Mail-Followup-To")))
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To"} {
		for _, v := range h.Values(name) {
			for _, p := range good(Read(v)) {
				l.Delivered = append(l.Delivered, p.Email)
			}
		}
	}
	return l
}

func good(list []Typed) (out []Person) {
	for _, t := range list {
		if t.Wrong == nil {
			out = append(out, t.Person)
		}
	}
	return out
}

// Way is whom an answer goes to.
type Way uint8

// The ways.
const (
	Sender Way = iota
	All
	List
)

// Reply is whom an answer goes to. own tells the person's own addresses, which an answer to
// all is not sent to. An answer to what the person has sent goes to whom that went to, unless it
// came here and wants to be answered to somebody else.
func (o *Original) Reply(way Way, own func(email string) bool) (to, cc []Person) {
	to = o.From
	if len(o.ReplyTo) > 0 {
		to = o.ReplyTo
	}
	if o.named() {
		// Also where it comes from another account of this computer, which may be of another
		// person: it is a message that was received.
		if slices.ContainsFunc(o.From, func(p Person) bool { return own(p.Email) }) {
			own = func(email string) bool { return Same(o.Account, email) }
		}
	}
	mine := len(o.From) > 0 && !slices.ContainsFunc(o.From, func(p Person) bool { return !own(p.Email) }) && !o.fromForm(own)
	if mine && len(o.To)+len(o.Cc) > 0 {
		to = o.To
		if way == Sender {
			if len(to) == 0 {
				to = o.Cc
			}
			return once(to, nil), nil
		}
		cc = o.Cc
	}
	switch {
	case way == List && len(o.FollowUp) > 0:
		return once(o.FollowUp, nil), nil
	case way == List && len(o.List) > 0:
		return once(o.List, nil), nil
	case way == Sender:
		return once(to, nil), nil
	case !mine && len(o.FollowUp) > 0:
		to, cc = o.FollowUp, nil
	case !mine:
		cc = slices.Concat(o.To, o.Cc)
	}
	others := once(to, nil)
	if o.hasOthers(others, own) {
		others = slices.DeleteFunc(others, func(p Person) bool { return own(p.Email) })
	}
	copies := slices.DeleteFunc(once(cc, others), func(p Person) bool { return own(p.Email) })
	if len(others) == 0 {
		return copies, nil
	}
	return others, copies
}

// Hidden are those to whom a letter of the person's own went without the others knowing, where nobody else got
// it: an answer to it goes to them, as hidden from each other as before.
func (o *Original) Hidden(own func(email string) bool) []Person {
	if len(o.To)+len(o.Cc) > 0 || len(o.From) == 0 || slices.ContainsFunc(o.From, func(p Person) bool { return !own(p.Email) }) {
		return nil
	}
	return once(o.Bcc, nil)
}

// fromForm reports whether the message came to the person in their own name, and names somebody else
// to answer to: so do forms of websites and shops.
func (o *Original) fromForm(own func(email string) bool) bool {
	is := func(p Person) bool { return own(p.Email) }
	came := len(o.Delivered) > 0 || slices.ContainsFunc(o.To, is) || slices.ContainsFunc(o.Cc, is)
	return came && slices.ContainsFunc(o.ReplyTo, func(p Person) bool { return !own(p.Email) })
}

// named reports whether the message went to the account that it lies in, openly and not by
// that account itself.
func (o *Original) named() bool {
	is := func(p Person) bool { return Same(o.Account, p.Email) }
	return o.Account != "" && !slices.ContainsFunc(o.From, is) && (slices.ContainsFunc(o.To, is) || slices.ContainsFunc(o.Cc, is))
}

func (o *Original) hasOthers(list []Person, own func(string) bool) bool {
	return slices.ContainsFunc(list, func(p Person) bool { return !own(p.Email) }) || len(o.To)+len(o.Cc) > 1
}

// Others reports whether an answer to all goes to more people than one to the sender.
func (o *Original) Others(own func(email string) bool) bool {
	to, cc := o.Reply(All, own)
	one, _ := o.Reply(Sender, own)
	return len(to)+len(cc) > len(one)
}

// once is a list with each address once, but for those that others has.
func once(list, others []Person) []Person {
	seen := map[string]bool{}
	for _, p := range others {
		seen[key(p.Email)] = true
	}
	var out []Person
	for _, p := range list {
		if k := key(p.Email); p.Email != "" && !seen[k] {
			seen[k] = true
			out = append(out, p)
		}
	}
	return out
}

// mostReferences is how many of the messages before the first one is followed by.
const mostReferences = 10

// Thread is what an answer says of the messages before it (RFC 5322, section 3.6.4): the
// first one and the nearest.
func (o *Original) Thread() (inReplyTo string, references []string) {
	refs := slices.Clone(o.References)
	if len(refs) == 0 && o.InReplyTo != "" {
		refs = []string{o.InReplyTo}
	}
	if o.MessageID != "" && !slices.Contains(refs, o.MessageID) {
		refs = append(refs, o.MessageID)
	}
	refs = slices.DeleteFunc(refs, func(id string) bool { return cleanID(id) == "" })
	if len(refs) > mostReferences+1 {
		refs = append(refs[:1:1], refs[len(refs)-mostReferences:]...)
	}
	return o.MessageID, refs
}

// Identity is which of the person's own addresses an answer comes from: the one that the
// message was delivered to, or that it names; of several that of the account that it lies in.
// -1: none of them.
func (o *Original) Identity(own []string) int {
	find := func(email string) int {
		return slices.IndexFunc(own, func(o string) bool { return Same(o, email) })
	}
	if o.named() {
		if i := find(o.Account); i >= 0 {
			return i
		}
	}
	for _, list := range [][]Person{o.From, o.To, o.Cc} {
		for _, p := range list {
			if i := find(p.Email); i >= 0 {
				return i
			}
		}
	}
	for _, d := range o.Delivered {
		if i := find(d); i >= 0 {
			return i
		}
	}
	return -1
}

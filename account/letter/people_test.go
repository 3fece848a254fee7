package letter_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"popmail/account/letter"
	"popmail/account/letter/lettertest"
	"popmail/pop3/pop3test"
)

func TestRead(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"ann@example.org", "|ann@example.org"},
		{"ann@example.org, bob@example.org;carl@example.org\r\ndora@example.org\temil@example.org", "|ann@example.org |bob@example.org |carl@example.org |dora@example.org |emil@example.org"},
		{"Ann Example <ann@example.org>", "Ann Example|ann@example.org"},
		{`"Example, Ann" <ann@example.org>, bob@example.org`, "Example, Ann|ann@example.org |bob@example.org"},
		{`"Ann \"The Boat\" E." <ann@example.org>`, `Ann "The Boat" E.|ann@example.org`},
		{"'Ann' <ann@example.org>", "Ann|ann@example.org"},
		{"ann@example.org (Ann Example)", "Ann Example|ann@example.org"},
		{"ann@example.org bob@example.org", "|ann@example.org |bob@example.org"},
		{"Ann Example ann@example.org", "Ann Example|ann@example.org"},
		{"Friends: ann@example.org, Bob <bob@example.org>;", "|ann@example.org Bob|bob@example.org"},
		{"undisclosed-recipients:;", ""},
		{"mailto:ann@example.org", "|ann@example.org"},
		{"<mailto:ann@example.org>", "|ann@example.org"},
		{"=?utf-8?q?J=C3=B6rg?= <j@example.org>", "Jörg|j@example.org"},
		{"Jörg <info@müller.example>", "Jörg|info@müller.example"},
		{"ann@example.org <ann@example.org>", "|ann@example.org"},
		{"<ann@example.org> Ann", "Ann|ann@example.org"},
		{"Ann\u202e <ann@exam\u200bple.org>", "Ann|ann@example.org"},
		{`12" Records <r@example.org>` + "\nbob@example.org", `12" Records|r@example.org |bob@example.org`},
		{"ann", "|ann(!)"}, {"ann@", "|ann@(!)"}, {"@example.org", "|@example.org(!)"}, {"a b c", "|a b c(!)"}, {"jörg@example.org", "|jörg@example.org"},
		{"a@b@c.example", "|a@b@c.example(!)"}, {"a..b@example.org", "|a..b@example.org"}, {"a@-x.example", "|a@-x.example(!)"}, {"a@x..example", "|a@x..example(!)"}, {"a@x_y.example", "|a@x_y.example"},
		{"a@localhost", "|a@localhost"}, {"a@[192.0.2.1]", "|a@[192.0.2.1]"}, {`"a b"@example.org`, `|"a b"@example.org`},
		{"Doe, Jane <jane@x.example>; Roe, Rich <rich@x.example>", "Doe, Jane|jane@x.example Roe, Rich|rich@x.example"},
		{"Doe, Jane <jane@x.example>;\r\nbob@x.example; Roe, Rich, Jr. <rich@x.example>;", "Doe, Jane|jane@x.example |bob@x.example Roe, Rich, Jr.|rich@x.example"},
		{"Doe, Jane <jane@x.example>\nRoe, Rich <rich@x.example>\n", "Doe, Jane|jane@x.example Roe, Rich|rich@x.example"},
		{"Doe, Jane <jane@x.example>, Roe, Rich <rich@x.example>", "|Doe(!) Jane|jane@x.example |Roe(!) Rich|rich@x.example"}, // nobody knows
		{"ann, bob, carl, Dora <d@x.example>; e@x.example", "|ann(!) |bob(!) |carl(!) Dora|d@x.example |e@x.example"},
		{"a@x.example, Bob <b@x.example>; c@x.example", "|a@x.example Bob|b@x.example |c@x.example"},
		{"Ann <a@x.example>, Bob <b@x.example>; Carl <c@x.example>", "Ann|a@x.example Bob|b@x.example Carl|c@x.example"},
		{"Friends: Ann <a@x.example>, Bob <b@x.example>; c@x.example", "Ann|a@x.example Bob|b@x.example |c@x.example"},
		// Nobody of a list is lost in the name of another.
		{"Ann <ann@example.org> Bob <bob@example.org>", "Ann|ann@example.org Bob|bob@example.org"},
		{"<ann@example.org><bob@example.org>", "|ann@example.org |bob@example.org"},
		{"Ann <ann@example.org> bob@example.org", "Ann|ann@example.org |bob@example.org"},
		{"Ann :( <ann@example.org>, Bob <bob@example.org>", "(|ann@example.org Bob|bob@example.org"},
		{"Ann (a, b) <ann@example.org>, bob@example.org", "Ann (a, b)|ann@example.org |bob@example.org"},
		{"Ann <Sales> <ann@example.org>", "Ann <Sales>|ann@example.org"},
		{`"Ann <old@example.org>" <ann@example.org>`, "Ann <old@example.org>|ann@example.org"},
		{"张伟 <w@例子.example>，李 <l@例子.example>、x@y.example", "张伟|w@例子.example 李|l@例子.example |x@y.example"},
	} {
		var got []string
		for _, p := range letter.Read(c.in) {
			s := p.Name + "|" + p.Email
			if p.Wrong != nil {
				s += "(!)"
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " "); s != c.want && s != "|"+c.want {
			t.Errorf("%q: %s\nwant %s", c.in, s, c.want)
		}
	}
}

func TestCheck(t *testing.T) {
	for in, want := range map[string]error{
		"a@b.example": nil, " a@b.example ": nil, "a": letter.ErrNoAt, "": letter.ErrNoAt, "a@": letter.ErrHalf, "@b": letter.ErrHalf, "é@b.example": nil, "用户@例え.example": nil, "a\u200bé@b.example": letter.ErrSigns, "é\u202e@b.example": letter.ErrSigns, "é😀@b.example": letter.ErrSigns, strings.Repeat("é", 33) + "@b.example": nil, "é\xff@b.example": letter.ErrSigns, "a b@c.example": letter.ErrSigns,
		"a,b@c.example": letter.ErrSigns, "a@b,c.example": letter.ErrSigns, "a@b..c": letter.ErrSigns, "a@b.example.": nil, strings.Repeat("a", 65) + "@b.example": nil, strings.Repeat("a", 400) + "@b.example": letter.ErrSigns, "a@" + strings.Repeat("b.", 130) + "c": letter.ErrSigns,
		"a\r\n@b.example": letter.ErrSigns, "<a@b.example>": letter.ErrSigns, "a@b.example>": letter.ErrSigns,
	} {
		if err := letter.Check(in); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", in, err, want)
		}
	}
	for in, want := range map[string]string{
		"foo..bar@docomo.ne.jp": `"foo..bar"@docomo.ne.jp`, `"foo..bar"@docomo.ne.jp`: `"foo..bar"@docomo.ne.jp`, "a.b..c.@docomo.ne.jp": `"a.b..c."@docomo.ne.jp`, ".x@docomo.ne.jp": `".x"@docomo.ne.jp`,
		`"ann berg"@example.org`: `"ann berg"@example.org`, `"ann@home"@example.org`: `"ann@home"@example.org`, `"ann"@example.org`: "ann@example.org", `"a\\b\"c"@example.org`: `"a\\b\"c"@example.org`,
		"ann@MY_host.example.org": "ann@my_host.example.org", "o'brien@example.org": "o'brien@example.org", "用..户@例え.example": `"用..户"@xn--r8jz45g.example`,
		"reply+" + strings.Repeat("a1", 42) + "@reply.github.com": "reply+" + strings.Repeat("a1", 42) + "@reply.github.com",
		`""@x.example`: "", `"a@x.example`: "", `"a"b@x.example`: "", `a"b"@x.example`: "", `"a\"@x.example`: "", "\"a\r\nb\"@x.example": "", `"a>b"@x.example`: "", "\"a\x00b\"@x.example": "", "a@_.-x.example": "", "a@b_c..example": "", "a@b_ c.example": "", "a@b_é.example": "",
	} {
		if w, err := letter.Wire(in); w != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v, want %q", in, w, err, want)
		}
	}
	if letter.NoDot(`"ann@home"@nas.example`) || letter.Domain(`"ann@home"@nas.example`) != "nas.example" {
		t.Error("the domain begins at the last @")
	}
	if w, _ := letter.Wire("Ann@BÜCHER.Example"); w != "Ann@xn--bcher-kva.example" {
		t.Error(w)
	}
	if !letter.Same("Ann@bücher.example", "ann@xn--bcher-kva.example") || letter.Same("a@x.example", "b@x.example") || !letter.NoDot("a@nas") || letter.NoDot("a@b.c") {
		t.Error("addresses are not told apart")
	}
}

func TestSubjects(t *testing.T) {
	for _, c := range [][3]string{
		{"Hello", "Re: Hello", "Fwd: Hello"}, {"Re: Hello", "Re: Hello", "Fwd: Re: Hello"}, {"RE: AW: SV: Antw: Hello", "Re: Hello", "Fwd: RE: AW: SV: Antw: Hello"}, {"Re[2]: Hello", "Re: Hello", "Fwd: Re[2]: Hello"},
		{"WG: Hello", "Re: WG: Hello", "Fwd: Hello"}, {"Fw: Fwd: TR: Hello", "Re: Fw: Fwd: TR: Hello", "Fwd: Hello"}, {"回复：你好", "Re: 你好", "Fwd: 回复：你好"}, {"", "Re:", "Fwd:"}, {"Note: see this", "Re: Note: see this", "Fwd: Note: see this"},
		{"Ответ: Привет", "Re: Привет", "Fwd: Ответ: Привет"}, {"re : x", "Re: x", "Fwd: re : x"}, {"Re:Re:x", "Re: x", "Fwd: Re:Re:x"}, {"Re^3: x", "Re: x", "Fwd: Re^3: x"},
	} {
		if a, f := letter.Re(c[0]), letter.Fwd(c[0]); a != c[1] || f != c[2] {
			t.Errorf("%q: %q and %q", c[0], a, f)
		}
	}
}

func people(s string) []letter.Person {
	var out []letter.Person
	for _, t := range letter.Read(s) {
		out = append(out, t.Person)
	}
	return out
}

func TestReply(t *testing.T) {
	own := func(e string) bool { return letter.Same(e, "me@example.org") || letter.Same(e, "me2@example.org") }
	for _, c := range []struct {
		name         string
		o            letter.Original
		way          letter.Way
		to, cc       string
		othersExpect bool
	}{
		{"sender", letter.Original{From: people("a@x.example"), To: people("me@example.org, b@x.example"), Cc: people("c@x.example")}, letter.Sender, "a@x.example", "", true},
		{"all", letter.Original{From: people("a@x.example"), To: people("ME@example.org, b@x.example"), Cc: people("c@x.example, A@x.example, me2@example.org")}, letter.All, "a@x.example", "b@x.example c@x.example", true},
		{"reply-to", letter.Original{From: people("a@x.example"), ReplyTo: people("r@x.example"), To: people("me@example.org")}, letter.Sender, "r@x.example", "", false},
		{"all with reply-to", letter.Original{From: people("a@x.example"), ReplyTo: people("r@x.example"), To: people("b@x.example")}, letter.All, "r@x.example", "b@x.example", true},
		{"own", letter.Original{From: people("me@example.org"), To: people("b@x.example"), Cc: people("c@x.example")}, letter.Sender, "b@x.example", "", true},
		{"own to all", letter.Original{From: people("me@example.org"), To: people("b@x.example"), Cc: people("c@x.example")}, letter.All, "b@x.example", "c@x.example", true},
		{"own, as a copy alone", letter.Original{From: people("me@example.org"), Cc: people("c@x.example")}, letter.Sender, "c@x.example", "", false},
		{"own, as a copy alone, to all", letter.Original{From: people("me@example.org"), Cc: people("c@x.example")}, letter.All, "c@x.example", "", false},
		{"to oneself", letter.Original{From: people("me@example.org"), To: people("me@example.org")}, letter.All, "me@example.org", "", false},
		{"only me", letter.Original{From: people("a@x.example"), To: people("me@example.org")}, letter.All, "a@x.example", "", false},
		{"form", letter.Original{Account: "me@example.org", From: people("me@example.org"), To: people("me@example.org"), ReplyTo: people("r@x.example")}, letter.Sender, "r@x.example", "", false},
		{"form, all", letter.Original{Account: "me@example.org", From: people("me@example.org"), To: people("me@example.org"), Cc: people("c@x.example"), ReplyTo: people("r@x.example")}, letter.All, "r@x.example", "c@x.example", true},
		{"form, no account", letter.Original{From: people("me@example.org"), To: people("me2@example.org"), ReplyTo: people("r@x.example")}, letter.Sender, "r@x.example", "", false},
		{"form, by an alias", letter.Original{From: people("me@example.org"), To: people("info@example.org"), Lists: letter.Lists{Delivered: []string{"me@example.org"}}, ReplyTo: people("r@x.example")}, letter.Sender, "r@x.example", "", true},
		{"own with reply-to", letter.Original{From: people("me@example.org"), To: people("b@x.example"), ReplyTo: people("r@x.example")}, letter.Sender, "b@x.example", "", false},
		{"to oneself, answers to oneself", letter.Original{From: people("me@example.org"), To: people("me@example.org"), ReplyTo: people("me2@example.org")}, letter.Sender, "me@example.org", "", false},
		{"list", letter.Original{From: people("a@x.example"), To: people("l@x.example"), Lists: letter.Lists{List: people("l@x.example")}}, letter.List, "l@x.example", "", true},
		{"wish", letter.Original{From: people("a@x.example"), To: people("l@x.example"), Lists: letter.Lists{List: people("l@x.example"), FollowUp: people("f@x.example")}}, letter.All, "f@x.example", "", false},
		{"wish for the list", letter.Original{From: people("a@x.example"), Lists: letter.Lists{List: people("l@x.example"), FollowUp: people("f@x.example")}}, letter.List, "f@x.example", "", false},
	} {
		to, cc := c.o.Reply(c.way, own)
		show := func(l []letter.Person) (s string) {
			for _, p := range l {
				s += " " + p.Email
			}
			return strings.TrimSpace(s)
		}
		if show(to) != c.to || show(cc) != c.cc {
			t.Errorf("%s: to %s, cc %s", c.name, show(to), show(cc))
		}
		if got := c.o.Others(own); got != c.othersExpect {
			t.Errorf("%s: others %v", c.name, got)
		}
	}
}

// TestReplyToHidden: a letter of the person's own that went to hidden people alone is answered to them.
func TestReplyToHidden(t *testing.T) {
	own := func(e string) bool { return letter.Same(e, "me@example.org") }
	bcc := letter.Lists{Bcc: people("b@x.example, c@x.example, B@x.example")}
	for name, c := range map[string]struct {
		o    letter.Original
		want int
	}{
		"hidden":           {letter.Original{From: people("me@example.org"), Lists: bcc}, 2},
		"and others":       {letter.Original{From: people("me@example.org"), Cc: people("d@x.example"), Lists: bcc}, 0},
		"of somebody else": {letter.Original{From: people("a@x.example"), Lists: bcc}, 0},
		"of nobody":        {letter.Original{Lists: bcc}, 0},
		"to nobody":        {letter.Original{From: people("me@example.org")}, 0},
	} {
		if got := c.o.Hidden(own); len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestReplyWithinHouse: two people have their accounts in one program. What one writes to the
// other is answered by the other, and not again by the one who wrote it.
func TestReplyWithinHouse(t *testing.T) {
	own := []string{"mom@example.org", "dad@example.org"}
	isOwn := func(e string) bool { return slices.ContainsFunc(own, func(o string) bool { return letter.Same(o, e) }) }
	for _, c := range []struct {
		name, account, from, to, cc string
		way                         letter.Way
		wantFrom                    int
		wantTo, wantCc              string
	}{
		{"received", "Dad@Example.org", "mom@example.org", "dad@example.org", "", letter.Sender, 1, "mom@example.org", ""},
		{"received, to all", "dad@example.org", "mom@example.org", "dad@example.org, ann@x.example", "kid@x.example", letter.All, 1, "mom@example.org", "ann@x.example kid@x.example"},
		{"as a copy", "dad@example.org", "mom@example.org", "ann@x.example", "dad@example.org", letter.Sender, 1, "mom@example.org", ""},
		{"sent", "mom@example.org", "mom@example.org", "dad@example.org", "", letter.Sender, 0, "dad@example.org", ""},
		{"to both, from another", "dad@example.org", "ann@x.example", "mom@example.org, dad@example.org", "", letter.Sender, 1, "ann@x.example", ""},
		{"to the other alone", "dad@example.org", "ann@x.example", "mom@example.org", "", letter.Sender, 0, "ann@x.example", ""},
		{"to oneself", "mom@example.org", "mom@example.org", "mom@example.org", "", letter.All, 0, "mom@example.org", ""},
		{"nowhere named", "dad@example.org", "mom@example.org", "ann@x.example", "", letter.Sender, 0, "ann@x.example", ""},
	} {
		o := letter.Original{Account: c.account, From: people(c.from), To: people(c.to), Cc: people(c.cc)}
		to, cc := o.Reply(c.way, isOwn)
		show := func(l []letter.Person) (s string) {
			for _, p := range l {
				s += " " + p.Email
			}
			return strings.TrimSpace(s)
		}
		if from := o.Identity(own); from != c.wantFrom || show(to) != c.wantTo || show(cc) != c.wantCc {
			t.Errorf("%s: from %d to %s, cc %s", c.name, from, show(to), show(cc))
		}
	}
}

func TestThread(t *testing.T) {
	o := letter.Original{MessageID: "m@x", InReplyTo: "p@x"}
	if in, refs := o.Thread(); in != "m@x" || fmt.Sprint(refs) != "[p@x m@x]" {
		t.Error(in, refs)
	}
	for i := range 30 {
		o.References = append(o.References, fmt.Sprintf("%d@x", i))
	}
	_, refs := o.Thread()
	if len(refs) != 11 || refs[0] != "0@x" || refs[1] != "21@x" || refs[10] != "m@x" {
		t.Error(refs)
	}
}

func TestLists(t *testing.T) {
	raw := "Delivered-To: club@example.org\r\nList-Post: <https://x.example/>, <mailto:list@x.example?subject=x> (read)\r\nMail-Followup-To: a@x.example,\r\n list@x.example\r\n\r\nList-Post: <mailto:body@x.example>\r\n"
	l := letter.ReadLists([]byte(strings.Replace(raw, "<https://x.example/>, ", "", 1)))
	if len(l.List) != 1 || l.List[0].Email != "list@x.example" || len(l.FollowUp) != 2 || fmt.Sprint(l.Delivered) != "[club@example.org]" {
		t.Errorf("%+v", l)
	}
	if l := letter.ReadLists([]byte(raw)); len(l.List) != 1 {
		t.Errorf("the second address of List-Post: %+v", l)
	}
	if l := letter.ReadLists([]byte("List-Post: NO\r\n\r\n")); len(l.List) != 0 {
		t.Errorf("%+v", l)
	}
	o := letter.Original{To: people("list@x.example"), Lists: l}
	if i := o.Identity([]string{"home@example.org", "Club@example.org"}); i != 1 {
		t.Error(i)
	}
}

func TestDoubts(t *testing.T) {
	many := make([]letter.Person, 21)
	for i := range many {
		many[i].Email = fmt.Sprintf("p%d@example.org", i)
	}
	one := people("a@example.org")
	for _, c := range []struct {
		l    letter.Letter
		want string
	}{
		{letter.Letter{To: one, Subject: "x", Text: "hello"}, ""},
		{letter.Letter{Subject: "x"}, "0"},
		{letter.Letter{Bcc: one, Subject: " ", Text: "hello"}, "2"},
		{letter.Letter{Bcc: one, Subject: " "}, "6"},
		{letter.Letter{To: one, Text: "\n\n-- \nAnn\n", Signature: "Ann"}, "6"},
		{letter.Letter{To: one, Text: "\n\n-- \nAnn of Pier 4\n", Signature: "Ann"}, "2"}, // by hand
		{letter.Letter{To: one, Text: "-- \nAnn\n", Signature: "Ann", Quote: &letter.Quote{}}, "2"},
		{letter.Letter{To: one, Text: "-- \nAnn\n", Signature: "Ann", Attachments: []letter.Attachment{{}}}, "2"},
		{letter.Letter{To: one, Subject: "x", Text: "The photo is attached."}, "3:attached"},
		{letter.Letter{To: one, Subject: "x", Text: "siehe ANHANG!"}, "3:anhang"},
		{letter.Letter{To: one, Subject: "x", Text: "Vous trouverez en pièce jointe"}, "3:pièce jointe"},
		{letter.Letter{To: one, Subject: "x", Text: "写真を添付します"}, "3:添付"},
		{letter.Letter{To: one, Subject: "x", Text: "fine\n\nAnn wrote:\n> it is attached"}, ""},
		{letter.Letter{To: one, Subject: "x", Text: "fine", Quote: &letter.Quote{Text: "it is attached"}}, ""},
		{letter.Letter{To: one, Subject: "x", Text: "fine\n\n-- \nAttachment Ltd.\n"}, ""},
		{letter.Letter{To: one, Subject: "x", Text: "fine\n\n-- \n-- \n" + strings.Repeat("Attachment Ltd.\n", 30), Signature: "-- \n" + strings.Repeat("Attachment Ltd.\n", 29) + "Attachment Ltd."}, ""},
		{letter.Letter{To: one, Subject: "x", Text: "it is attached\n\n-- \nAttachment Ltd.\n", Signature: "Attachment Ltd."}, "3:attached"},
		{letter.Letter{To: one, Subject: "x", Text: "attached", Attachments: []letter.Attachment{{}}}, ""},
		{letter.Letter{To: one, Subject: "x", Text: "an unattached boat"}, ""},
		{letter.Letter{To: many, Subject: "x"}, "4"},
		{letter.Letter{Bcc: many, Subject: "x"}, ""},
		{letter.Letter{To: people("a@nas"), Subject: "x"}, "5:a@nas"},
		{letter.Letter{To: people("half"), Subject: "x"}, "1:half"},
	} {
		var got []string
		for _, d := range c.l.Doubts() {
			s := fmt.Sprint(d.Kind)
			if d.Word != "" {
				s += ":" + d.Word
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q %q: %s, want %s", c.l.Subject, c.l.Text, s, c.want)
		}
	}
}

func TestMailto(t *testing.T) {
	many := "mailto:"
	for range 6000 {
		many += "a@b.c,"
	}
	for _, c := range []struct{ address, want string }{
		{"mailto:ann@example.org,Bob%20%3Cbob@example.org%3E?cc=c@x.example&subject=Caf%C3%A9+a%0D%0ABcc:%20x@y.example&body=One%0D%0ATwo&attach=/etc/passwd&attachment=/etc/passwd&bcc=d@x.example&from=e@x.example&content-type=text/html",
			"[ann@example.org Bob <bob@example.org>] [c@x.example] [] Café+a Bcc: x@y.example|One\nTwo|"},
		{"mailto:?to=a@x.example&TO=b@x.example&CC=c@x.example", "[a@x.example b@x.example] [c@x.example] [] ||"},
		{" MAILTO:a@x.example?Subject=100% sure&amp;body=50%&x", "[a@x.example] [] [] 100% sure|50%|"},
		{"mailto:gorby%25kremvax@example.com", "[gorby%kremvax@example.com] [] [] ||"},
		{"mailto:infobot@example.com?body=send%20current-issue%0D%0Asend%20index", "[infobot@example.com] [] [] |send current-issue\nsend index|"},
		{"mailto:list@example.org?In-Reply-To=%3C3469A91.D10AF4C@example.com%3E", "[list@example.org] [] [] ||3469A91.D10AF4C@example.com"},
		{"mailto:user@example.org?subject=caf%E9#part", "[user@example.org] [] [] café||"},
		{"mailto:%22not%40me%22@example.org", "[\"not@me\"@example.org] [] [] ||"},
		{"mailto:a@b.c?subject=%E2%80%AEgpj.exe%00&body=%00x%1B[2J", "[a@b.c] [] [] gpj.exe|x[2J|"},
		{"mailto:", "[] [] [] ||"},
		{"https://x.example/", "none"},
		{"mailtox:a@b.c", "none"},
		{"a@b.c", "none"},
		{"mailto:a@b.c?body=" + strings.Repeat("x", 70_000), "none"},
	} {
		l, ok := letter.Mailto(c.address)
		got := "none"
		if ok {
			got = fmt.Sprint(l.To, l.Cc, l.Bcc) + " " + l.Subject + "|" + l.Text + "|" + l.InReplyTo
			if len(l.Attachments) > 0 || l.From.Email != "" || fmt.Sprint(l.References) != "["+l.InReplyTo+"]" {
				t.Errorf("%s: %+v", c.address, l)
			}
		}
		if got != c.want {
			t.Errorf("%.200s:\n%s\nwant\n%s", c.address, got, c.want)
		}
	}
	if l, ok := letter.Mailto(many); !ok || len(l.To) > 5000 {
		t.Errorf("%v", ok)
	}
}

// FuzzMailto: whatever an address says, it makes a letter that can be kept, with one line of
// subject, without files and without people whom the others do not see.
func FuzzMailto(f *testing.F) {
	f.Add("mailto:ann@example.org?cc=c@x.example&subject=Caf%C3%A9%0D%0ABcc:%20x@y.example&body=One%0D%0ATwo&attach=/etc/passwd&bcc=d@x.example")
	f.Add("MAILTO:%zz?to=%&amp;subject=%E9&in-reply-to=<a@b>\x00#")
	f.Fuzz(func(t *testing.T, address string) {
		pop3test.Within(t, len(address), func() {
			l, ok := letter.Mailto(address)
			if !ok {
				return
			}
			if len(l.Bcc)+len(l.Attachments) > 0 || l.Quote != nil || l.From.Email != "" || l.MessageID != "" || !utf8.ValidString(l.Subject+l.Text) || strings.ContainsAny(l.Subject+l.InReplyTo, "\r\n\x00") || strings.ContainsAny(l.Text, "\r\x00") {
				t.Fatalf("%q: %+v", address, l)
			}
			l.From, l.MessageID, l.Date = letter.Person{Email: "me@example.org"}, "m@example.org", time.Unix(1e9, 0).UTC()
			raw, _, err := letter.Keep(l)
			if err != nil {
				t.Fatalf("%q: %v", address, err)
			}
			if bad := lettertest.Lint(raw); len(bad) > 0 {
				t.Fatalf("%q: %v\n%s", address, bad, raw)
			}
		})
	})
}

func FuzzRead(f *testing.F) {
	f.Add(`"a, b" <c@d.example>; Group: e@f.example (x), mailto:g@h;`)
	f.Fuzz(func(t *testing.T, s string) {
		pop3test.Within(t, len(s), func() {
			for _, p := range letter.Read(s) {
				if strings.ContainsAny(p.Name+p.Email, "\r\n\x00") || p.Name == "" && p.Email == "" && p.Wrong == nil {
					t.Fatalf("%q", p)
				}
				if p.Wrong == nil {
					if _, err := letter.Wire(p.Email); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	})
}

// Addresses that accounts are set up for can write and be written to.
func TestLettersOfOddAddresses(t *testing.T) {
	for _, email := range []string{
		"a.b..c.@docomo.ne.jp", `"ann berg"@example.org`, `"ann@home"@example.org`, "ann@my_host.example.org", "root@localhost", "o'brien@example.org", "ann+tag=x/y@example.org", "用户@例子.广告",
		strings.Repeat("reply", 40) + "@example.org",
	} {
		l := &letter.Letter{From: letter.Person{Name: "Ann", Email: email}, To: []letter.Person{{Email: email}, {Name: "Bob", Email: "bob@example.org"}}, Subject: "hello", Text: "hello"}
		raw, _, err := letter.Keep(l)
		if err != nil || letter.Check(email) != nil {
			t.Errorf("%q: %v, %v", email, err, letter.Check(email))
			continue
		}
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"From", "To"} {
			list, err := m.Header.AddressList(name)
			if err != nil || len(list) == 0 {
				t.Errorf("%q: %q: %v", email, m.Header.Get(name), err)
			}
		}
		w, _ := letter.Wire(email)
		if again, err := letter.Wire(w); err != nil || again != w || !letter.Same(email, w) {
			t.Errorf("%q becomes %q and %q, %v", email, w, again, err)
		}
	}
}

package eml_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/htmlindex"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// oddMail is a mail as some program or gateway makes it, with what a person expects
// to see of it. What is empty is not looked at; files are "name size", with
// "inline " or "minor " before those that no one would count.
type oddMail struct {
	name, raw               string
	from, to, subject, date string
	text                    string   // all of the readable text, blanks aside
	files                   []string // nil: none
	words                   string   // that find it
	not                     string   // what is not in the text, one per line
}

// in is s in a charset.
func in(charset, s string) string {
	enc, err := htmlindex.Get(charset)
	if err != nil {
		panic(err)
	}
	out, err := enc.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// word is s as an encoded word in base64.
func word(charset, s string) string { return "=?" + charset + "?B?" + b64(in(charset, s)) + "?=" }

func peopleLine(as []mailbox.Address) string {
	var out []string
	for _, a := range as {
		out = append(out, strings.TrimSpace(a.Name+" <"+a.Email+">"))
	}
	return strings.Join(out, ", ")
}

func blanksAside(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestOddMail(t *testing.T) {
	names := map[string]bool{}
	for _, c := range oddMails() {
		if names[c.name] {
			t.Errorf("%s stands twice", c.name)
		}
		names[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			raw := []byte(strings.ReplaceAll(c.raw, "\n", "\r\n"))
			checkMessage(t, c.name, raw)
			m, d := eml.Read(raw), eml.Digest(raw)
			is := func(what, got, want string) {
				t.Helper()
				if want != "" && got != want {
					t.Errorf("%s\n got %q\nwant %q", what, got, want)
				}
			}
			is("from", peopleLine(m.From), c.from)
			is("to", peopleLine(m.To), c.to)
			is("subject", m.Subject, c.subject)
			if c.date != "" {
				is("date", m.Date.UTC().Format(time.RFC3339), c.date)
			}
			is("text", blanksAside(m.Readable()), blanksAside(c.text))
			var files []string
			for _, a := range m.Attachments {
				mark := ""
				if a.Inline {
					mark = "inline "
				} else if a.Minor {
					mark = "minor "
				}
				files = append(files, fmt.Sprintf("%s%s %d", mark, a.Name, a.Size))
			}
			if !slices.Equal(files, c.files) {
				t.Errorf("files\n got %q\nwant %q", files, c.files)
			}
			found := query.Words(d.Text + " " + d.Subject + " " + peopleLine(d.From))
			for _, w := range query.Words(c.words) {
				if !slices.Contains(found, w) {
					t.Errorf("%q does not find it", w)
				}
			}
			for _, s := range strings.Split(c.not, "\n") {
				if s != "" && strings.Contains(m.Readable(), s) {
					t.Errorf("%q is in the text", s)
				}
			}
		})
	}
}

const oddHead = "From: Ann <ann@example.org>\nTo: bob@example.org\nSubject: Odd\nDate: Tue, 4 Nov 2025 10:00:00 +0100\nMIME-Version: 1.0\n"

// smil is a picture message of a phone, with the fields of its presentation and of its text.
func smil(presentation, text string) string {
	return "Content-Type: multipart/related; type=\"application/smil\"; boundary=b\n\n--b\n" + presentation +
		"\n\n<smil> <head> <layout> <root-layout width=\"240\"/> </layout> </head> <body> </body> </smil>\n--b\n" + text +
		"\n\nHello World!\n--b\nContent-Type: image/gif; name=\"imagepart.gif\"\n\nabc\n--b--\n"
}

func oddMails() []oddMail {
	return []oddMail{
		// Charsets.
		{name: "koi8-r without a label", raw: "From: " + in("koi8-r", "Иван Петров") + " <ivan@example.ru>\nSubject: " + in("koi8-r", "Встреча в четверг") + "\nDate: Tue, 4 Nov 2025 10:00:00 +0300\n\n" + in("koi8-r", "Добрый день! Встреча переносится на четверг, в десять часов утра.\n"),
			from: "Иван Петров <ivan@example.ru>", subject: "Встреча в четверг", date: "2025-11-04T07:00:00Z", text: "Добрый день! Встреча переносится на четверг, в десять часов утра.", words: "четверг переносится"},
		{name: "windows-1251 labelled x-cp1251", raw: oddHead + "Content-Type: text/plain; charset=x-cp1251\n\n" + in("windows-1251", "Счёт на оплату во вложении"), text: "Счёт на оплату во вложении", words: "счёт"},
		{name: "unquoted charset with a trailing semicolon and comment", raw: oddHead + "Content-Type: text/plain; charset=windows-1252 (Western);\nContent-Transfer-Encoding: quoted-printable\n\nPrice: =80 5 =96 caf=E9", text: "Price: € 5 – café"},
		{name: "charset in single quotes", raw: oddHead + "Content-Type: text/plain; charset='iso-8859-2'\nContent-Transfer-Encoding: 8bit\n\n" + in("iso-8859-2", "Zażółć gęślą jaźń"), text: "Zażółć gęślą jaźń"},
		{name: "charset twice", raw: oddHead + "Content-Type: text/plain; charset=\"utf-8\"; charset=\"us-ascii\"\n\nGrüße", text: "Grüße"},
		{name: "charset = with blanks", raw: oddHead + "Content-Type: text/plain ; charset = \"ISO-8859-15\"\nContent-Transfer-Encoding: 8bit\n\n5 \xa4 f\xfcr \xbcuvre", text: "5 € für Œuvre"},
		{name: "cp932 with circled digits", raw: oddHead + "Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B-!2q5D\x1b(B", text: "①会議"},
		{name: "iso-2022-jp subject raw in the header", raw: "From: tanaka@example.jp\nSubject: \x1b$B2q5D$N$*CN$i$;\x1b(B\nDate: Tue, 4 Nov 2025 10:00:00 +0900\nContent-Type: text/plain; charset=ISO-2022-JP\n\n\x1b$B2q5D\x1b(B", subject: "会議のお知らせ", text: "会議"},
		{name: "half-width kana in Shift_JIS", raw: oddHead + "Content-Type: text/plain; charset=Shift_JIS\n\n" + in("shift_jis", "ｱｲｳ テスト 山田"), text: "ｱｲｳ テスト 山田"},
		{name: "gb2312 that is gb18030", raw: oddHead + "Content-Type: text/plain; charset=gb2312\n\n" + in("gb18030", "朱镕基 先生 您好"), text: "朱镕基 先生 您好"},
		{name: "big5 with a preview in HTML", raw: oddHead + "Content-Type: text/html; charset=big5\n\n<html><body><p>" + in("big5", "您好，功課許蓋") + "</p></body></html>", text: "您好，功課許蓋"},
		{name: "ks_c_5601-1987 from Outlook", raw: oddHead + "Content-Type: text/plain; charset=\"ks_c_5601-1987\"\nContent-Transfer-Encoding: base64\n\n" + b64(in("euc-kr", "안녕하세요. 회의 자료입니다.")), text: "안녕하세요. 회의 자료입니다.", words: "회의"},
		{name: "HTML meta says the charset the header does not", raw: oddHead + "Content-Type: text/html\n\n<html><head><meta http-equiv=Content-Type content=\"text/html; charset=windows-1255\"></head><body>" + in("windows-1255", "שלום לכולם") + "</body></html>", text: "שלום לכולם"},
		{name: "Arabic in windows-1256 as quoted-printable", raw: oddHead + "Content-Type: text/plain; charset=windows-1256\nContent-Transfer-Encoding: quoted-printable\n\n=E3=D1=CD=C8=C7 =C8=DF=E3", text: "مرحبا بكم"},
		{name: "utf-16le in base64", raw: oddHead + "Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\nSABlAGwAbABvACAA/ABi\nAGUAcgA=", text: "Hello über"},
		{name: "utf-8 BOM at the beginning of the text", raw: oddHead + "Content-Type: text/plain; charset=utf-8\n\n\ufeffHello there", text: "Hello there"},
		{name: "charset unicode-1-1-utf-7", raw: oddHead + "Content-Type: text/plain; charset=unicode-1-1-utf-7\n\nHi Mom +Jjo- end", text: "Hi Mom ☺ end"},
		{name: "charset=_iso-2022-jp$ESC", raw: oddHead + "Content-Type: text/plain; charset=\"_iso-2022-jp$ESC\"\n\n\x1b$B2q5D\x1b(B", text: "会議"},
		{name: "charset default", raw: oddHead + "Content-Type: text/plain; charset=DEFAULT\n\nna\xefve", text: "naïve"},
		{name: "text of mac charset", raw: oddHead + "Content-Type: text/plain; charset=x-mac-roman\nContent-Transfer-Encoding: quoted-printable\n\nd=8Ej=88 vu", text: "déjà vu"},

		// Headers.
		{name: "encoded words that split a character", raw: "From: a@example.org\nSubject: =?UTF-8?B?44GT44KT44Gr44Gh?=\n =?UTF-8?B?44Gv5LiW?=\n =?UTF-8?B?55WM?=\n\nx", subject: "こんにちは世界"},
		{name: "a character split across two words", raw: "From: a@example.org\nSubject: =?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=\n\nx", subject: "Grüße"},
		{name: "iso-2022-jp words that keep the shift", raw: "From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <y@example.jp>\nSubject: =?ISO-2022-JP?B?UmU6IBskQjJxNUQbKEI=?=\n\nx", from: "山田 <y@example.jp>", subject: "Re: 会議"},
		{name: "encoded word in quotes", raw: "From: \"=?iso-8859-1?Q?M=FCller=2C_J=F6rg?=\" <jm@example.de>\nSubject: x\n\nx", from: "Müller, Jörg <jm@example.de>"},
		{name: "Q word with blanks in it", raw: "From: a@example.org\nSubject: =?utf-8?Q?Your invoice for caf=C3=A9 visit?=\n\nx", subject: "Your invoice for café visit"},
		{name: "words without a blank between", raw: "From: a@example.org\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?==?utf-8?Q?_aus_K=C3=B6ln?=\n\nx", subject: "Grüße aus Köln"},
		{name: "word with language", raw: "From: a@example.org\nSubject: =?iso-8859-1*de?Q?Stra=DFe?=\n\nx", subject: "Straße"},
		{name: "whole address in one encoded word", raw: "From: =?utf-8?B?" + b64("Jürgen Groß <jg@example.de>") + "?=\nSubject: x\n\nx", from: "Jürgen Groß <jg@example.de>"},
		{name: "address in quotes in address", raw: "From: \"'ann@example.org'\" <ann@example.org>\nTo: 'Bob' <bob@example.org>; \"Carl\" <carl@example.org>\n\nx", to: "Bob <bob@example.org>, Carl <carl@example.org>"},
		{name: "Outlook semicolons and exchange X.400", raw: "From: Smith, John [mailto:john.smith@example.com]\nTo: undisclosed-recipients:;\nSubject: x\n\nx", from: "Smith, John <john.smith@example.com>"},
		{name: "comma in an unquoted name", raw: "From: Smith, John <john.smith@example.com>\nTo: Doe, Jane <jane@example.com>, Roe, Rick <rick@example.com>\n\nx", from: "Smith, John <john.smith@example.com>", to: "Doe, Jane <jane@example.com>, Roe, Rick <rick@example.com>"},
		{name: "name after the address in a comment", raw: "From: ann@example.org (Ann (the gardener) Smith)\nTo: bob@example.org (=?utf-8?Q?Bj=C3=B6rn?=)\n\nx", from: "Ann (the gardener) Smith <ann@example.org>", to: "Björn <bob@example.org>"},
		{name: "routes and blanks around at", raw: "From: Ann <@relay.example,@b.example:ann@example.org>\nTo: bob @ example.org, <carl@example.org >\n\nx", from: "Ann <ann@example.org>", to: "<bob@example.org>, <carl@example.org>"},
		{name: "missing closing bracket", raw: "From: Ann Smith <ann@example.org\nTo: Bob <bob@example.org\n\nx", from: "Ann Smith <ann@example.org>", to: "Bob <bob@example.org>"},
		{name: "missing closing quotation mark", raw: "From: \"Ann Smith <ann@example.org>\nSubject: x\n\nx", from: "Ann Smith <ann@example.org>"},
		{name: "group with members", raw: "From: a@example.org\nTo: Friends: ann@example.org, \"Bob B.\" <bob@example.org>;, carl@example.org\n\nx", to: "<ann@example.org>, Bob B. <bob@example.org>, <carl@example.org>"},
		{name: "international domain", raw: "From: Ann <ann@bücher.example>\nTo: <bob@xn--bcher-kva.example>\n\nx", from: "Ann <ann@bücher.example>"},
		{name: "two addresses in From", raw: "From: Ann <ann@example.org>, Bob <bob@example.org>\nSender: Ann <ann@example.org>\n\nx", from: "Ann <ann@example.org>, Bob <bob@example.org>"},
		{name: "From line of an mbox", raw: "From ann@example.org Tue Nov  4 10:00:00 2025\nFrom: Ann <ann@example.org>\nSubject: Mbox\n\n>From here on it is fine.", from: "Ann <ann@example.org>", subject: "Mbox", text: ">From here on it is fine."},
		{name: "quoted From line of an mbox", raw: ">From ann@example.org Tue Nov  4 10:00:00 2025\nReceived: by x; Tue, 4 Nov 2025 09:00:00 +0000\nFrom: Ann <ann@example.org>\nSubject: Mbox\n\nhello", from: "Ann <ann@example.org>", subject: "Mbox", date: "2025-11-04T09:00:00Z", text: "hello"},
		{name: "subject folded in mid-word with a tab", raw: "From: a@example.org\nSubject: A very long subject that was\n\tfolded by a gateway\n\n\nx", subject: "A very long subject that was folded by a gateway"},
		{name: "field name with a blank before its colon", raw: "From : Ann <ann@example.org>\nSubject : Blank\nDate : Tue, 4 Nov 2025 10:00:00 +0000\n\nhello", from: "Ann <ann@example.org>", subject: "Blank", date: "2025-11-04T10:00:00Z", text: "hello"},
		{name: "fields in capitals", raw: "FROM: ANN <ANN@EXAMPLE.ORG>\nSUBJECT: LOUD\nDATE: 04-NOV-2025 10:00 GMT\nCONTENT-TYPE: TEXT/HTML\n\n<P>HELLO</P>", subject: "LOUD", date: "2025-11-04T10:00:00Z", text: "HELLO"},
		{name: "a continuation with nothing but blanks", raw: "From: a@example.org\nSubject: First\n \n second\nTo: b@example.org\n\nhello", subject: "First second", to: "<b@example.org>", text: "hello"},
		{name: "nul in the subject", raw: "From: a@example.org\nSubject: Hel\x00lo\n\nhi", subject: "Hello", text: "hi"},
		{name: "HTML entities in the subject stay", raw: "From: a@example.org\nSubject: Tom &amp; Jerry\n\nhi", subject: "Tom &amp; Jerry"},

		// Dates.
		{name: "asctime date", raw: "From: a@example.org\nDate: Tue Nov  4 10:00:00 2025\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date with a wrong weekday", raw: "From: a@example.org\nDate: Mon, 4 Nov 2025 10:00:00 +0100\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date in German", raw: "From: a@example.org\nDate: Di, 4 Mrz 2025 10:00:00 +0100\n\nx", date: "2025-03-04T09:00:00Z"},
		{name: "date in French", raw: "From: a@example.org\nDate: mar., 4 févr. 2025 10:00:00 +0100\n\nx", date: "2025-02-04T09:00:00Z"},
		{name: "date of ISO 8601", raw: "From: a@example.org\nDate: 2025-11-04T10:00:00.123+01:00\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date with PM", raw: "From: a@example.org\nDate: 11/14/2025 3:05:07 PM -0500\n\nx", date: "2025-11-14T20:05:07Z"},
		{name: "date with a zone of minutes and a name", raw: "From: a@example.org\nDate: Tue, 04 Nov 25 10:00 PST (Pacific Standard Time)\n\nx", date: "2025-11-04T18:00:00Z"},
		{name: "date with seconds of 60", raw: "From: a@example.org\nDate: Wed, 31 Dec 2008 23:59:60 +0000\n\nx", date: "2009-01-01T00:00:00Z"},
		{name: "date beside Received when it is junk", raw: "Received: from a by b\n with SMTP; 4 Nov 2025 10:00:00 -0000\nFrom: a@example.org\nDate: %DATE%\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "qmail Received with a numeric zone", raw: "Received: (qmail 2313 invoked by uid 89); 4 Nov 2025 10:00:00 -0000\nFrom: a@example.org\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date with UT and year of three digits", raw: "From: a@example.org\nDate: Thu, 4 Nov 104 10:00:00 UT\n\nx", date: "2004-11-04T10:00:00Z"},
		{name: "date with GMT+2", raw: "From: a@example.org\nDate: Tue, 4 Nov 2025 10:00:00 GMT+02:00\n\nx", date: "2025-11-04T08:00:00Z"},
		{name: "date with a full month name", raw: "From: a@example.org\nDate: Tuesday, November 4, 2025 10:00:00 AM UTC\n\nx", date: "2025-11-04T10:00:00Z"},

		// Structure.
		{name: "boundary with blanks after it and no end", raw: oddHead + "Content-Type: multipart/mixed; boundary=\"=_x y\"\n\n--=_x y  \nContent-Type: text/plain\n\nHello\n--=_x y\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n" + b64("%PDF-1.4"), text: "Hello", files: []string{"a.pdf 8"}},
		{name: "parts beyond the closing boundary", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b--\n--b\nContent-Type: text/plain; name=note.txt\nContent-Disposition: attachment\n\nabc\n--b--\n", text: "Hello", files: []string{"note.txt 3"}},
		{name: "boundary parameter missing", raw: oddHead + "Content-Type: multipart/alternative\n\n--zz99\nContent-Type: text/plain\n\nPlain\n--zz99\nContent-Type: text/html\n\n<p>Plain</p>\n--zz99--\n", text: "Plain", not: "zz99"},
		{name: "boundary differs in case", raw: oddHead + "Content-Type: multipart/mixed; boundary=AbC\n\n--abc\nContent-Type: text/plain\n\nHello\n--abc--\n", text: "Hello", not: "--abc"},
		{name: "empty lines missing before the body of a part", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nHello you all there\n--b--\n", text: "Hello you all there"},
		{name: "nested with one shared prefix of boundaries", raw: oddHead + "Content-Type: multipart/mixed; boundary=aa\n\n--aa\nContent-Type: multipart/alternative; boundary=aab\n\n--aab\n\nPlain\n--aab\nContent-Type: text/html\n\n<p>Plain</p>\n--aab--\n--aa\nContent-Type: image/png; name=x.png\nContent-Transfer-Encoding: base64\n\niVBORw==\n--aa--\n", text: "Plain", files: []string{"x.png 4"}},
		{name: "same boundary inside and outside", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nPlain\n--b\nContent-Type: text/html\n\n<p>Plain</p>\n--b--\n--b\nContent-Type: text/plain; name=n.txt\nContent-Disposition: attachment; filename=n.txt\n\nabc\n--b--\n", text: "Plain", files: []string{"n.txt 3"}},
		{name: "preamble and epilogue", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\nThis is a multi-part message in MIME format.\n\n--b\n\nHello\n--b--\nepilogue junk\n", text: "Hello", not: "multi-part"},
		{name: "related within mixed within alternative, Apple", raw: oddHead + "Content-Type: multipart/alternative; boundary=o\n\n--o\nContent-Type: text/plain\n\nHello\n\n\nBye\n--o\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/html\n\n<p>Hello</p>\n--m\nContent-Type: application/pdf; name=p.pdf\nContent-Disposition: inline; filename=p.pdf\nContent-Transfer-Encoding: base64\n\n" + b64("%PDF-1.4") + "\n--m\nContent-Type: text/html\n\n<p>Bye</p>\n--m--\n--o--\n", text: "Hello Bye", files: []string{"p.pdf 8"}},
		{name: "Content-Type twice", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Type: text/plain\n\nGrüße", text: "Grüße"},
		{name: "multipart with text/plain of no content and HTML", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n\n--b\nContent-Type: text/html\n\n<div>Only here</div>\n--b--\n", text: "Only here", words: "here"},
		{name: "mailing-list footer after base64", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + b64("Hello list\n") + "\n_______________________________________________\nlist mailing list\n", text: "Hello list"},
		{name: "mailing-list footer as a part", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hello list</p>\n--b\nContent-Type: text/plain; charset=us-ascii\nContent-Disposition: inline\n\n-- \nlist@example.org\n--b--\n", text: "Hello list -- list@example.org"},
		{name: "digest of two messages", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nToday's topics\n--b\nContent-Type: multipart/digest; boundary=d\n\n--d\n\nFrom: x@example.org\nSubject: Apples\n\nRed ones\n--d\n\nFrom: y@example.org\nSubject: Pears\n\nGreen ones\n--d--\n--b--\n", text: "Today's topics", files: []string{"Apples.eml 48", "Pears.eml 49"}, words: "red green apples pears"},

		// Names and encodings of files.
		{name: "RFC 2231 in pieces with a charset", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=utf-8''%C3%9Cbersicht%20;\n filename*1*=%E2%82%AC;\n filename*2=\" 2025.pdf\"\nContent-Transfer-Encoding: base64\n\n" + b64("%PDF-1.4") + "\n--b--\n", text: "Hi", files: []string{"Übersicht € 2025.pdf 8"}},
		{name: "RFC 2231 beside a plain form", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=\"_.csv\"; filename*=UTF-8''%E8%A1%A8.csv\n\na,b\n--b--\n", text: "Hi", files: []string{"表.csv 3"}},
		{name: "encoded words in a name, folded", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/octet-stream;\n name=\"=?utf-8?B?" + b64("очень длинное имя ") + "?=\n =?utf-8?B?" + b64("файла.doc") + "?=\"\nContent-Disposition: attachment\n\nabc\n--b--\n", text: "Hi", files: []string{"очень длинное имя файла.doc 3"}},
		{name: "a name in raw octets of the local charset", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=gb2312\n\n" + in("gbk", "请看附件") + "\n--b\nContent-Type: application/msword; name=\"" + in("gbk", "会议记录.doc") + "\"\nContent-Disposition: attachment; filename=\"" + in("gbk", "会议记录.doc") + "\"\n\nabc\n--b--\n", text: "请看附件", files: []string{"会议记录.doc 3"}},
		{name: "name with a path of Windows and no quotes", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=My Report 2025 (final).doc\n\nabc\n--b--\n", text: "Hi", files: []string{"My Report 2025 (final).doc 3"}},
		{name: "percent-encoded plain name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"100%25 sure.txt\"\n\nabc\n--b--\n", text: "Hi", files: []string{"100%25 sure.txt 3"}},
		{name: "uuencode in the text", raw: oddHead + "\nSee the file:\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n\nBye\n", text: "See the file: Bye", files: []string{"cat.txt 3"}},
		{name: "yEnc in the text", raw: oddHead + "\nSee the file:\n\n=ybegin line=128 size=3 name=cat.bin\nmkž\n=yend size=3\n\nBye\n", text: "See the file: Bye", files: []string{"cat.bin 4"}},
		{name: "a part of a file of yEnc", raw: oddHead + "\n=ybegin part=1 total=9 line=128 size=9000 name=a b.bin\n=ypart begin=1 end=4\nmk=M}\n=yend size=4 part=1\nBye\n", text: "Bye", files: []string{"a b.bin 4"}},
		{name: "yEnc that was cut off", raw: oddHead + "\n=ybegin line=8 size=900 name=a.bin\n" + strings.Repeat("\xd0\x91k\xe2\xa0\xb4m\xee\n", 3) + "Bye\n", text: "Bye", files: []string{"a.bin 24"}},
		{name: "words about yEnc", raw: oddHead + "\nHello, yEnc begins so:\n=ybegin line=128 size=123 name=x\nand that is all.\nThe meeting is at 10.\n", text: "Hello, yEnc begins so: =ybegin line=128 size=123 name=x and that is all. The meeting is at 10."},
		{name: "words about yEnc and how it ends", raw: oddHead + "\n=ybegin line=128 size=123 name=x\nocts\n=yend size=123\nThe meeting is at 10.\n", text: "=ybegin line=128 size=123 name=x octs =yend size=123 The meeting is at 10."},
		{name: "words about yEnc that tell no size", raw: oddHead + "\n=ybegin name=x\noctets\n=yend\nBye.\n", text: "=ybegin name=x octets =yend Bye."},
		{name: "words about yEnc as wide as told", raw: oddHead + "\n=ybegin line=8 size=123 name=x\nthe meet\ning is a\nt ten.\n", text: "=ybegin line=8 size=123 name=x the meet ing is a t ten."},
		{name: "base64 text that is not", raw: oddHead + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nHello, this is plain text, whatever the field says.\n", text: "Hello, this is plain text, whatever the field says."},
		{name: "quoted-printable with lowercase and a stray equals sign", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable\n\nf=c3=bcr 1 = 1 und a=\nb =", text: "für 1 = 1 und ab"},
		{name: "base64 with blank lines and no padding", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: BASE64\n\nSGVsbG8g\n\nd29ybGQ\n", text: "Hello world"},
		{name: "S/MIME signed", raw: oddHead + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=s\n\n--s\nContent-Type: text/plain\n\nSigned words\n--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Disposition: attachment; filename=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIIB\n--s--\n", text: "Signed words", files: []string{"minor smime.p7s 3"}},
		{name: "PGP/MIME encrypted", raw: oddHead + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=s\n\n--s\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--s\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----\n--s--\n", files: []string{"minor attachment-1.asc 10", "encrypted.asc 59"}},
		{name: "delivery report", raw: oddHead + "Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nYour mail could not be delivered.\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a.example\n\nFinal-Recipient: rfc822; bob@example.org\nStatus: 5.1.1\n--r\nContent-Type: message/rfc822\n\nFrom: ann@example.org\nSubject: Lunch\n\nSoup?\n--r--\n", text: "Your mail could not be delivered.", files: []string{"minor delivery-status.txt 88", "Lunch.eml 46"}, words: "soup lunch"},
		{name: "qmail bounce", raw: "Return-Path: <>\nFrom: MAILER-DAEMON@example.org\nTo: ann@example.org\nSubject: failure notice\n\nHi. This is the qmail-send program.\n<bob@example.org>:\nSorry, no mailbox here by that name.\n\n--- Below this line is a copy of the message.\n\nFrom: ann@example.org\nSubject: Lunch\n\nSoup?", from: "<MAILER-DAEMON@example.org>", words: "soup qmail"},
		{name: "calendar invitation beside text", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nYou are invited\n--b\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Garden walk\nDTSTART:20251104T100000Z\nLOCATION:Old gate\nEND:VEVENT\nEND:VCALENDAR\n--b--\n", text: "You are invited", words: "garden gate", files: []string{"invitation.ics 138"}},
		{name: "HTML with a hidden preheader", raw: oddHead + "Content-Type: text/html; charset=utf-8\n\n<html><head><style>p{color:red}</style><title>News</title></head><body><div style=\"display:none;max-height:0\">Preheader words</div><p>Dear&nbsp;Ann,</p><p>the shop is open.</p><script>var x=1</script></body></html>", text: "Dear Ann, the shop is open.", not: "color\nvar x"},
		{name: "HTML of Word with conditional comments", raw: oddHead + "Content-Type: text/html; charset=windows-1252\n\n<html xmlns:o=\"urn:x\"><body><!--[if gte mso 9]><xml><o:p>junk</o:p></xml><![endif]--><p class=MsoNormal>Hello<o:p></o:p></p><![if !supportLists]>one<![endif]></body></html>", text: "Hello one", not: "junk"},
		{name: "HTML as text/plain stays text", raw: oddHead + "Content-Type: text/plain\n\na <b> c & d", text: "a <b> c & d"},
		{name: "format=flowed with quotes and DelSp", raw: oddHead + "Content-Type: text/plain; format=flowed; delsp=yes\n\nThis is a long para \ngraph.\n> quoted \n> text\n-- \nAnn", text: "This is a long paragraph. > quotedtext -- Ann"},
		{name: "disposition of junk", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: image/jpeg\nContent-Disposition: foo; filename=pic.jpg\nContent-Transfer-Encoding: base64\n\n/9j/\n--b--\n", text: "Hi", files: []string{"pic.jpg 3"}},
		{name: "inline picture by cid and one that is not used", raw: oddHead + "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Look</p><img src=\"cid:a@x\">\n--b\nContent-Type: image/png; name=a.png\nContent-ID: <a@x>\nContent-Transfer-Encoding: base64\n\niVBORw==\n--b\nContent-Type: image/png; name=c.png\nContent-ID: <c@x>\nContent-Transfer-Encoding: base64\n\niVBORw==\n--b--\n", text: "Look", files: []string{"inline a.png 4", "c.png 4"}},

		// Words, names, reports and pages, and charsets that are named wrongly.
		{name: "mojibake words: utf-8 said to be latin 1", raw: "From: =?iso-8859-1?Q?J=C3=BCrgen?= <j@example.de>\nSubject: =?iso-8859-1?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=\n\nx", from: "Jürgen <j@example.de>", subject: "Grüße aus Köln"},
		{name: "gb2312 words that are gbk", raw: "From: " + "=?gb2312?B?" + b64(in("gbk", "朱镕基")) + "?= <z@example.cn>\nSubject: =?GB2312?B?" + b64(in("gbk", "關於會議")) + "?=\n\nx", from: "朱镕基 <z@example.cn>", subject: "關於會議"},
		{name: "words with unknown-8bit", raw: "From: =?unknown-8bit?Q?Andr=E9?= <a@example.fr>\nSubject: =?x-unknown?B?" + b64("Größe") + "?=\n\nx", from: "André <a@example.fr>", subject: "Größe"},
		{name: "word never closed", raw: "From: a@example.org\nSubject: =?utf-8?B?" + b64("Hello world") + "\n\nx", subject: "Hello world"},
		{name: "word folded inside", raw: "From: a@example.org\nSubject: =?utf-8?B?44GT44KT44Gr\n 44Gh44Gv?=\n\nx", subject: "こんにちは"},
		{name: "word with padding missing", raw: "From: a@example.org\nSubject: =?utf-8?B?SGVsbG8?= there\n\nx", subject: "Hello there"},
		{name: "word with a newline encoded", raw: "From: a@example.org\nSubject: =?utf-8?Q?One=0D=0ATwo?=\n\nx", subject: "One Two"},
		{name: "subject in Big5 raw, text labelled big5", raw: "From: a@example.tw\nSubject: " + in("big5", "會議通知") + "\nContent-Type: text/plain; charset=big5\n\n" + in("big5", "明天早上見"), subject: "會議通知", text: "明天早上見"},
		{name: "subject raw euc-kr, charset only in a part", raw: "From: " + in("euc-kr", "김철수") + " <kim@example.kr>\nSubject: " + in("euc-kr", "회의 안내") + "\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=euc-kr\n\n" + in("euc-kr", "내일 아침") + "\n--b--\n", from: "김철수 <kim@example.kr>", subject: "회의 안내", text: "내일 아침"},
		{name: "name raw Shift_JIS, charset only in a part", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=shift_jis\n\n" + in("shift_jis", "資料です") + "\n--b\nContent-Type: application/pdf; name=\"" + in("shift_jis", "会議.pdf") + "\"\nContent-Disposition: attachment; filename=\"" + in("shift_jis", "会議.pdf") + "\"\n\nabc\n--b--\n", text: "資料です", files: []string{"会議.pdf 3"}},
		{name: "name raw KOI8-R, charset only in a part", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=koi8-r\n\n" + in("koi8-r", "Отчёт") + "\n--b\nContent-Type: application/pdf; name=\"" + in("koi8-r", "отчёт.pdf") + "\"\nContent-Disposition: attachment\n\nabc\n--b--\n", text: "Отчёт", files: []string{"отчёт.pdf 3"}},
		{name: "name in RFC 2231 with another charset and apostrophes", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name*=koi8-r''%CF%D4%DE%A3%D4.pdf\n\nabc\n--b--\n", text: "Hi", files: []string{"отчёт.pdf 3"}},
		{name: "RFC 2231 pieces out of order", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*1=\"two.pdf\"; filename*0=\"one-\"\n\nabc\n--b--\n", text: "Hi", files: []string{"one-two.pdf 3"}},
		{name: "RFC 2231 with encoded words inside", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*0=\"=?UTF-8?B?w5xi\"; filename*1=\"ZXIucGRm?=\"\n\nabc\n--b--\n", text: "Hi", files: []string{"Über.pdf 3"}},
		{name: "name with a whole path, which SafeName takes off", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"C:\\Users\\Ann\\Plan.pdf\"\n\nabc\n--b--\n", text: "Hi", files: []string{`C:\Users\Ann\Plan.pdf 3`}},
		{name: "picture without a name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\n/9j/\n--b--\n", text: "Hi", files: []string{"picture.jpg 3"}},
		{name: "only an attachment", raw: oddHead + "Content-Type: application/pdf; name=\"scan.pdf\"\nContent-Disposition: attachment; filename=\"scan.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQ=\n", files: []string{"scan.pdf 8"}},
		{name: "text only as an attachment", raw: oddHead + "Content-Type: text/plain; name=\"log.txt\"\nContent-Disposition: attachment; filename=\"log.txt\"\n\nabc", files: []string{"log.txt 3"}},
		{name: "calendar alone in base64", raw: oddHead + "Content-Type: text/calendar; method=REQUEST; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + b64("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=de:Gartenrundgang\r\nDTSTART;TZID=Europe/Berlin:20251104T100000\r\nDTEND;TZID=Europe/Berlin:20251104T113000\r\nLOCATION:Altes Tor\\, hinten\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"), text: "Gartenrundgang 2025-11-04 10:00–11:30 (Europe/Berlin) Altes Tor, hinten", files: []string{"invitation.ics 209"}},
		{name: "vcard only", raw: oddHead + "Content-Type: text/x-vcard; name=ann.vcf\n\nBEGIN:VCARD\nFN:Ann Smith\nTEL:+1 555 123\nEND:VCARD\n", words: "Smith 555", files: []string{"ann.vcf 54"}},
		{name: "read receipt", raw: oddHead + "Content-Type: multipart/report; report-type=disposition-notification; boundary=r\n\n--r\n\nYour message was read.\n--r\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;bob@example.org\nDisposition: manual-action/MDN-sent-manually; displayed\n--r--\n", text: "Your message was read.", files: []string{"minor attachment-1.txt 96"}},
		{name: "delivery report with headers only", raw: oddHead + "Content-Type: multipart/report; boundary=r\n\n--r\n\nNot delivered.\n--r\nContent-Type: text/rfc822-headers\n\nFrom: ann@example.org\nSubject: Lunch\n--r--\n", text: "Not delivered.", files: []string{"minor headers.txt 37"}},
		{name: "Exchange report with text only in HTML", raw: oddHead + "Content-Type: multipart/report; boundary=r\n\n--r\nContent-Type: multipart/alternative; differences=Content-Type; boundary=a\n\n--a\nContent-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: quoted-printable\n\nDelivery has failed=20\nto these recipients\n--a\nContent-Type: text/html; charset=us-ascii\n\n<p>Delivery has failed to these recipients</p>\n--a--\n--r--\n", text: "Delivery has failed to these recipients"},
		{name: "forward inline as an attachment of HTML", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>See below</p>\n--b\nContent-Type: message/rfc822; name=\"Fwd.eml\"\nContent-Disposition: attachment; filename=\"Fwd.eml\"\n\nFrom: x@example.org\nSubject: =?utf-8?Q?Caf=C3=A9?=\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nInner words\n--c\nContent-Type: image/png; name=z.png\nContent-Transfer-Encoding: base64\n\niVBORw==\n--c--\n\n--b--\n", text: "See below", words: "inner café", files: []string{"Fwd.eml 214"}},
		{name: "message enclosed as octet-stream", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below\n--b\nContent-Type: application/octet-stream; name=\"mail.eml\"\nContent-Transfer-Encoding: base64\n\n" + b64("From: x@example.org\r\nSubject: In\r\n\r\nInner quince\r\n") + "\n--b--\n", text: "See below", files: []string{"mail.eml 50"}},
		{name: "message alone as message/rfc822", raw: oddHead + "Content-Type: message/rfc822\n\nFrom: x@example.org\nSubject: Inner\n\nInner quince", words: "quince", files: []string{"Inner.eml 51"}},
		{name: "PGP inline", raw: oddHead + "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello Bob\n- -- \nAnn\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n", words: "hello bob"},
		{name: "S/MIME opaque signed", raw: oddHead + "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Disposition: attachment; filename=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIB\n", files: []string{"smime.p7m 3"}},
		{name: "headers after a blank octet line", raw: "\n\nFrom: Ann <ann@example.org>\nSubject: Late\n\nhello", from: "Ann <ann@example.org>", subject: "Late", text: "hello"},
		{name: "body without an empty line after the header", raw: "From: Ann <ann@example.org>\nSubject: No gap\nDear Bob,\nthis is the letter.\nAnn", from: "Ann <ann@example.org>", subject: "No gap", text: "Dear Bob, this is the letter. Ann"},
		{name: "only LF before the body in a header of CRLF", raw: "From: Ann <ann@example.org>\nSubject: x\n \t\nhello", from: "Ann <ann@example.org>", text: "hello"},
		{name: "mail in HTML without a Content-Type", raw: oddHead + "\n<!DOCTYPE html>\n<html><body><p>Dear <b>Bob</b></p></body></html>", text: "Dear Bob"},
		{name: "HTML with tables, lists and links", raw: oddHead + "Content-Type: text/html\n\n<table><tr><td>One</td><td>Two</td></tr></table><ul><li>A</li><li>B</li></ul><a href=\"https://example.org/x\">here</a>", words: "one two here"},
		{name: "HTML hidden by font size and mso-hide", raw: oddHead + "Content-Type: text/html\n\n<body><span style='mso-hide:all;display: none !important;font-size:0'>Secret preview &zwnj;&nbsp;&#847;</span><p>Visible</p></body>", text: "Visible", not: "Secret"},
		{name: "HTML in utf-8 with broken entities", raw: oddHead + "Content-Type: text/html; charset=utf-8\n\n<p>AT&T &copy 2025 &#8364;5 &#x201C;q&#x201D; &nosuch; 3 < 4</p>", text: "AT&T © 2025 €5 “q” &nosuch; 3 < 4"},
		{name: "plain that says to use an HTML reader", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nYour mail program does not support HTML.\n--b\nContent-Type: text/html\n\n<p>The quince harvest begins on Monday at nine in the old orchard, come all.</p>\n--b--\n", words: "quince", text: "The quince harvest begins on Monday at nine in the old orchard, come all."},
		{name: "alternative with HTML first", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Same words</p>\n--b\nContent-Type: text/plain\n\nSame words\n--b--\n", text: "Same words"},
		{name: "Apple watch text", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: text/watch-html\n\n<b>Hello</b>\n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n", text: "Hello"},
		{name: "AMP part", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: text/x-amp-html\n\n<html amp4email>Hello amp</html>\n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n", text: "Hello"},
		{name: "Notes reply-to in X.500 form", raw: "From: \"Ann Smith/Garden/Example\" <Ann_Smith/Garden/Example%EXAMPLE@example.com>\nTo: CN=Bob/O=Example@EXAMPLE\nSubject: x\n\nx", from: "Ann Smith/Garden/Example <Ann_Smith/Garden/Example%EXAMPLE@example.com>"},
		{name: "Exchange legacy address", raw: "From: \"Ann\" <IMCEAEX-_O=EX_OU=A_CN=ANN@example.com>\nSubject: x\n\nx", from: "Ann <IMCEAEX-_O=EX_OU=A_CN=ANN@example.com>"},
		{name: "bang path", raw: "From: uunet!foo!ann (Ann Smith)\nSubject: x\n\nx", from: "Ann Smith <uunet!foo!ann>"},
		{name: "local user only", raw: "From: root (Cron Daemon)\nTo: root\nSubject: Cron <root@host> test -x\n\nx", from: "Cron Daemon <root>", to: "root <>", subject: "Cron <root@host> test -x"},
		{name: "doubled brackets", raw: "From: Ann <<ann@example.org>>\nTo: <<bob@example.org>>\n\nx", from: "Ann <ann@example.org>", to: "<bob@example.org>"},
		{name: "mailto in brackets", raw: "From: Ann <mailto:ann@example.org>\nTo: \"bob@example.org\" <mailto:bob@example.org>\n\nx", from: "Ann <ann@example.org>", to: "bob@example.org <bob@example.org>"},
		{name: "backslashes in the name", raw: "From: \"Ann \\\"the rose\\\" Smith\" <ann@example.org>\nTo: \"O\\'Neil\" <on@example.org>\n\nx", from: "Ann \"the rose\" Smith <ann@example.org>", to: "O'Neil <on@example.org>"},
		{name: "at sign in an unquoted name", raw: "From: Ann @ Garden <ann@example.org>\nTo: bob@home.example <bob@example.org>\n\nx", from: "Ann @ Garden <ann@example.org>"},
		{name: "dots and brackets in an unquoted name", raw: "From: Dr. A. Smith [Garden] <ann@example.org>\nTo: Team: Roses <roses@example.org>\n\nx", from: "Dr. A. Smith [Garden] <ann@example.org>", to: "Team: Roses <roses@example.org>"},
		{name: "raw 8-bit latin 1 in names, no text of it", raw: "From: J\xf6rg M\xfcller <jm@example.de>\nSubject: Gr\xfc\xdfe\n\nASCII only", from: "Jörg Müller <jm@example.de>", subject: "Grüße"},
		{name: "quoted encoded name with comma unquoted", raw: "From: =?utf-8?Q?M=C3=BCller=2C?= Ann <am@example.de>\nTo: =?utf-8?B?" + b64("Groß, Jan") + "?= <jg@example.de>\n\nx", from: "Müller, Ann <am@example.de>", to: "Groß, Jan <jg@example.de>"},
		{name: "date of Received at the right", raw: "Received: from x by y with ESMTP id 1 for <a@b>; Tue, 4 Nov 2025 18:00:00 +0800 (CST)\nFrom: a@example.org\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date in Japanese", raw: "From: a@example.org\nDate: 2025年11月4日 10:00:00 +0900\n\nx", date: "2025-11-04T01:00:00Z"},
		{name: "date in Russian", raw: "From: a@example.org\nDate: " + word("utf-8", "Вт, 4 ноя 2025 10:00:00 +0300") + "\n\nx", date: "2025-11-04T07:00:00Z"},
		{name: "date in Spanish", raw: "From: a@example.org\nDate: mar, 4 nov 2025 10:00:00 +0100\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date with a zone of five digits in the wrong place", raw: "From: a@example.org\nDate: Tue Nov 4 10:00:00 +0100 2025\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date of Unix date", raw: "From: a@example.org\nDate: Tue Nov  4 10:00:00 CET 2025\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date with dots", raw: "From: a@example.org\nDate: 04.11.2025 10:00:00 +0100\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date as seconds", raw: "From: a@example.org\nReceived: by x; Tue, 4 Nov 2025 10:00:00 +0000\nDate: 1762250400\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date with =?", raw: "From: a@example.org\nDate: =?utf-8?Q?Tue,_4_Nov_2025_10:00:00_+0000?=\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date twice, the first empty", raw: "From: a@example.org\nDate:\nDate: Tue, 4 Nov 2025 10:00:00 +0000\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date with a zone of Windows in quotes", raw: "From: a@example.org\nDate: Tue, 4 Nov 2025 10:00:00 \"GMT\"\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date with time first", raw: "From: a@example.org\nDate: 10:00:00 4 Nov 2025 +0100\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "gzip-like encoding name", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable, base64\n\nf=C3=BCr", text: "für"},
		{name: "transfer encoding in the wrong case with a comment", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: (enc) base64\n\n" + b64("Grüße"), text: "Grüße"},
		{name: "quoted-printable not declared in a part of HTML", raw: oddHead + "Content-Type: text/html; charset=3D\"utf-8\"\nContent-Transfer-Encoding: quoted-printable\n\n<p>f=C3=BCr</p>", text: "für"},
		{name: "two files of uuencode", raw: oddHead + "\nbegin 644 a.txt\n#0V%T\n`\nend\nbetween\nbegin 666 My file.doc\n#0V%T\n`\nend\n", text: "between", files: []string{"a.txt 3", "My file.doc 3"}},
		{name: "begin at the start of a sentence", raw: oddHead + "\nbegin 100 pushups today\nand end with rest.\n", text: "begin 100 pushups today and end with rest."},
		{name: "Binhex and unknown parts are kept", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/mac-binhex40; name=a.hqx\n\n(This file must be converted with BinHex 4.0)\n:abc:\n--b--\n", text: "Hi", files: []string{"a.hqx 52"}},
		{name: "Content-Type of a bare name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text\n\nHi\n--b\nContent-Type: pdf; name=x.pdf\n\nabc\n--b--\n", text: "Hi", files: []string{"x.pdf 3"}},
		{name: "boundary in the field without quotes and with equals signs", raw: oddHead + "Content-Type: multipart/mixed; boundary=----=_Part_1=2_x:y\n\n------=_Part_1=2_x:y\n\nHi\n------=_Part_1=2_x:y--\n", text: "Hi", not: "Part_1"},
		{name: "boundary with a space before the quotes", raw: oddHead + "Content-Type: multipart/mixed;\n\tboundary = \"b b\"\n\n--b b\n\nHi\n--b b--\n", text: "Hi"},
		{name: "Content-Type folded with an empty line of blanks", raw: oddHead + "Content-Type: multipart/mixed;\n  \n boundary=bb\n\n--bb\n\nHi\n--bb--\n", text: "Hi", not: "--bb"},
		{name: "list footer added below a closed multipart", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nHi list\n--b\nContent-Type: text/html\n\n<p>Hi list</p>\n--b--\n\n___\nlist@example.org\n", text: "Hi list"},
		{name: "charset of utf8mb4", raw: oddHead + "Content-Type: text/plain; charset=utf8mb4\nContent-Transfer-Encoding: 8bit\n\nGrüße 😀", text: "Grüße 😀"},
		{name: "surrogates as CESU-8", raw: oddHead + "Content-Type: text/plain; charset=utf-8\n\nsmile \xed\xa0\xbd\xed\xb8\x80 Grüße", text: "smile 😀 Grüße"},
		{name: "encoded words in the text stay out of names", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name==?utf-8?B?" + b64("Übersicht.pdf") + "?=\nContent-Disposition: attachment; filename==?utf-8?B?" + b64("Übersicht.pdf") + "?=\n\nabc\n--b--\n", text: "Hi", files: []string{"Übersicht.pdf 3"}},
		{name: "name as Q words with underscores and a dot outside", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name=\"=?iso-8859-1?Q?R=E9sum=E9_Ann?=.pdf\"\n\nabc\n--b--\n", text: "Hi", files: []string{"Résumé Ann.pdf 3"}},
		{name: "RFC 2231 with a lie about the charset", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*=iso-8859-1''Gr%C3%BC%C3%9Fe.pdf\n\nabc\n--b--\n", text: "Hi", files: []string{"Grüße.pdf 3"}},
		{name: "RFC 2231 without the charset", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*=Gr%C3%BC%C3%9Fe.pdf\n\nabc\n--b--\n", text: "Hi", files: []string{"Grüße.pdf 3"}},
		{name: "RFC 2231 in quotation marks", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*=\"UTF-8''Gr%C3%BC%C3%9Fe.pdf\"\n\nabc\n--b--\n", text: "Hi", files: []string{"Grüße.pdf 3"}},
		{name: "name folded in the middle", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"A long name\n of a plan.pdf\"; size=3\n\nabc\n--b--\n", text: "Hi", files: []string{"A long name of a plan.pdf 3"}},

		// Octets as they are, pieces of names, forwards, hidden text, addresses of mail merges.
		{name: "raw Shift_JIS name beside text in ISO-2022-JP", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=iso-2022-jp\n\n" + in("iso-2022-jp", "資料です") + "\n--b\nContent-Type: application/pdf; name=\"" + in("shift_jis", "会議資料.pdf") + "\"\nContent-Disposition: attachment\n\nabc\n--b--\n", text: "資料です", files: []string{"会議資料.pdf 3"}},
		{name: "raw EUC-JP subject of a mail in ISO-2022-JP", raw: "From: a@example.jp\nSubject: " + in("euc-jp", "会議のお知らせ") + "\nContent-Type: text/plain; charset=iso-2022-jp\n\n" + in("iso-2022-jp", "資料です"), subject: "会議のお知らせ", text: "資料です"},
		{name: "subject in hz", raw: "From: a@example.cn\nSubject: =?hz-gb-2312?Q?~{=3Fn=3F8~}?=\nContent-Type: text/plain; charset=hz-gb-2312\n\n~{VPND~} ok", text: "中文 ok"},
		{name: "iso-2022-kr", raw: oddHead + "Content-Type: text/plain; charset=iso-2022-kr\n\n\x1b$)C\x0e>H3g\x0f ok", text: "안녕 ok"},
		{name: "utf-8 text in base64 with the label windows-1251", raw: oddHead + "Content-Type: text/plain; charset=windows-1251\nContent-Transfer-Encoding: base64\n\n" + b64("Добрый день, Анна") + "\n", text: "Добрый день, Анна"},
		{name: "windows-1251 that is koi8-r stays as labelled", raw: oddHead + "Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: 8bit\n\n" + in("koi8-r", "Добрый день, Анна") + "\n", text: "Добрый день, Анна"},
		{name: "latin 1 labelled us-ascii", raw: oddHead + "Content-Type: text/plain; charset=us-ascii\n\nSch\xf6ne Gr\xfc\xdfe aus K\xf6ln\n", text: "Schöne Grüße aus Köln"},
		{name: "utf-8 text cut within a character", raw: oddHead + "Content-Type: text/plain; charset=utf-8\n\nSchöne Grüße \xe2\x82", text: "Schöne Grüße \ufffd"},
		{name: "double utf-8 stays as it is", raw: oddHead + "Content-Type: text/plain; charset=utf-8\n\nGrÃ¼ÃŸe", text: "GrÃ¼ÃŸe"},
		{name: "quoted-printable with soft breaks of blanks", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nA line that goes o=  \nn and on=20\nnext", text: "A line that goes on and on next"},
		{name: "quoted-printable that splits a character over lines", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=\n=BC=C3=\n=9Fe", text: "Grüße"},
		{name: "base64 in one very long line", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + b64(strings.Repeat("Quince jam. ", 300)) + "\n", text: strings.Repeat("Quince jam. ", 300)},
		{name: "base64 text with spaces in front of its lines", raw: oddHead + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n  SGVsbG8g\n  d29ybGQ=\n", text: "Hello world"},
		{name: "8bit said in base64 part", raw: oddHead + "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n<p>Not <b>packed</b> at all, ü</p>\n", text: "Not packed at all, ü"},

		{name: "name with semicolons in quotes", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name=\"a; b; c.pdf\"\nContent-Disposition: attachment; filename=\"a; b; c.pdf\"\n\nabc\n--b--\n", text: "Hi", files: []string{"a; b; c.pdf 3"}},
		{name: "emoji and right-to-left override in the name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name=\"=?utf-8?B?" + b64("Plan 😀 \u202Efdp.exe") + "?=\"\n\nabc\n--b--\n", text: "Hi", files: []string{"Plan 😀 fdp.exe 3"}},
		{name: "name only in Content-Type, Outlook Express", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/msword;\n\tname=\"=?koi8-r?B?" + b64(in("koi8-r", "Договор.doc")) + "?=\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment;\n\tfilename=\"=?koi8-r?B?" + b64(in("koi8-r", "Договор.doc")) + "?=\"\n\nYWJj\n--b--\n", text: "Hi", files: []string{"Договор.doc 3"}},
		{name: "RFC 2231 with one piece alone", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*0=\"only.pdf\"\n\nabc\n--b--\n", text: "Hi", files: []string{"only.pdf 3"}},
		{name: "RFC 2231 that splits a character over pieces", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*0*=utf-8\u0027\u0027Gr%C3; filename*1*=%BC%C3%9Fe.pdf\n\nabc\n--b--\n", text: "Hi", files: []string{"Grüße.pdf 3"}},
		{name: "RFC 2231 of gb18030", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*=gb2312\u0027zh-cn\u0027%BB%E1%D2%E9.pdf\n\nabc\n--b--\n", text: "Hi", files: []string{"会议.pdf 3"}},
		{name: "percent-encoded UTF-8 without a star", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"%E4%BC%9A%E8%AE%AE.pdf\"\n\nabc\n--b--\n", text: "Hi", files: []string{"%E4%BC%9A%E8%AE%AE.pdf 3"}},
		{name: "disposition without a type", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: ; filename=\"a.pdf\"\n\nabc\n--b--\n", text: "Hi", files: []string{"a.pdf 3"}},
		{name: "disposition that is only a name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: filename=\"a.pdf\"\n\nabc\n--b--\n", text: "Hi", files: []string{"a.pdf 3"}},
		{name: "a text without a type as an attachment", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Disposition: attachment; filename=notes.txt\n\nabc\n--b--\n", text: "Hi", files: []string{"notes.txt 3"}},
		{name: "empty attachment", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name=empty.pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n\n--b--\n", text: "Hi", files: []string{"empty.pdf 0"}},
		{name: "inline picture with a name and without HTML", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: image/jpeg; name=rose.jpg\nContent-Disposition: inline; filename=rose.jpg\nContent-Transfer-Encoding: base64\n\n/9j/\n--b--\n", text: "Hi", files: []string{"rose.jpg 3"}},
		{name: "appledouble", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: multipart/appledouble; boundary=c\n\n--c\nContent-Type: application/applefile; name=\"Plan.pdf\"\nContent-Transfer-Encoding: base64\n\nAAUWBw==\n--c\nContent-Type: application/pdf; name=\"Plan.pdf\"\nContent-Transfer-Encoding: base64\n\nYWJj\n--c--\n--b--\n", text: "Hi", files: []string{"minor Plan.pdf 4", "Plan.pdf 3"}},
		{name: "message/external-body", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: message/external-body; access-type=URL; URL=\"http://example.org/x\"\n\nContent-Type: text/html\n\n\n--b--\n", text: "Hi", files: []string{"minor attachment-1.txt 27"}},
		{name: "a part with a Content-Location as its name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: image/gif\nContent-Location: http://example.org/img/logo.gif\nContent-Transfer-Encoding: base64\n\nR0lG\n--b--\n", text: "Hi", files: []string{"logo.gif 3"}},
		{name: "forward within forward", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: message/rfc822\n\nSubject: One\nFrom: x@example.org\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nFirst\n--c\nContent-Type: message/rfc822\n\nSubject: Two\nFrom: y@example.org\n\nMedlars and damsons\n--c--\n--b--\n", text: "Hi", files: []string{"One.eml 194"}, words: "first medlars two"},
		{name: "signed mail within a list's mixed with a footer", raw: oddHead + "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/signed; micalg=pgp-sha1; protocol=\"application/pgp-signature\"; boundary=s\n\n--s\nContent-Type: text/plain\n\nSigned words\n--s\nContent-Type: application/pgp-signature; name=signature.asc\n\nsig\n--s--\n\n--o\nContent-Type: text/plain\nContent-Disposition: inline\n\n___\nThe list\n--o--\n", text: "Signed words ___ The list", files: []string{"minor signature.asc 3"}},
		{name: "feedback report", raw: oddHead + "Content-Type: multipart/report; report-type=feedback-report; boundary=r\n\n--r\n\nAn abuse report.\n--r\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--r\nContent-Type: message/rfc822\nContent-Disposition: inline\n\nFrom: ann@example.org\nSubject: Offer\n\nBuy quinces\n--r--\n", text: "An abuse report.", words: "quinces", files: []string{"minor attachment-1.txt 20", "Offer.eml 52"}},
		{name: "calendar as an attachment in mixed", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: text/calendar; name=invite.ics\nContent-Disposition: attachment; filename=invite.ics\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Medlar day\nEND:VEVENT\nEND:VCALENDAR\n--b--\n", text: "Hi", files: []string{"invite.ics 76"}, words: "medlar"},
		{name: "calendar alone with folds and a cancelled method", raw: oddHead + "Content-Type: text/calendar; method=CANCEL\n\nBEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Garden w\n alk\nDTSTART;VALUE=DATE:20251104\nEND:VEVENT\nEND:VCALENDAR", words: "garden walk", text: "Garden walk 2025-11-04 CANCELLED", files: []string{"invitation.ics 124"}},

		{name: "HTML with a base64 picture and a comment", raw: oddHead + "Content-Type: text/html\n\n<p>Look <!-- secret --><img src=\"data:image/png;base64,iVBORw==\" alt=\"a rose\"> here</p>", words: "look here", not: "secret\niVBO"},
		{name: "HTML that is never closed", raw: oddHead + "Content-Type: text/html\n\n<html><body><div><p>One<p>Two<br>Three<b>Four", text: "One Two ThreeFour"},
		{name: "HTML hidden by attribute and by clip", raw: oddHead + "Content-Type: text/html\n\n<div hidden>Secret one</div><div style=\"visibility:hidden\">Secret two</div><p>Open</p>", text: "Open", not: "Secret"},
		{name: "preheader with opacity and max-height", raw: oddHead + "Content-Type: text/html\n\n<span class=\"preheader\" style=\"color:transparent;display:none!important;height:0;opacity:0;visibility:hidden;width:0\">Preview words</span><p>Open</p>", text: "Open", not: "Preview"},
		{name: "HTML of numbers of windows-1252 as entities", raw: oddHead + "Content-Type: text/html\n\n<p>&#147;q&#148; &#150; &#128;5&#146;s</p>", text: "“q” – €5’s"},
		{name: "HTML part with a BOM and a doctype", raw: oddHead + "Content-Type: text/html; charset=utf-8\n\n\ufeff<!doctype html><meta charset=utf-8><p>Grüße</p>", text: "Grüße"},
		{name: "plain part is only blanks and signs", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n\t\n\u00a0\n--b\nContent-Type: text/html\n\n<p>Only the page</p>\n--b--\n", text: "Only the page"},

		{name: "address list over folded lines with tabs", raw: "From: a@example.org\nTo: Ann\n\t<ann@example.org>,\n\tBob <bob@example.org>,\n\n \n\nx", to: "Ann <ann@example.org>, Bob <bob@example.org>"},
		{name: "trailing and doubled commas", raw: "From: a@example.org\nTo: ann@example.org,, ,bob@example.org,\n\nx", to: "<ann@example.org>, <bob@example.org>"},
		{name: "empty group in Japanese", raw: "From: a@example.org\nTo: " + word("utf-8", "受信者") + ":;\n\nx", to: "受信者 <>"},
		{name: "From with only a name", raw: "From: Newsletter\nReturn-Path: <bounce@example.org>\nSubject: x\n\nx", from: "Newsletter <>"},
		{name: "no From but Return-Path", raw: "Return-Path: <ann@example.org>\nSubject: x\n\nx", from: "<ann@example.org>"},
		{name: "Outlook bracket list with semicolons", raw: "From: a@example.org\nTo: Doe, Jane [mailto:jane@example.org]; Roe, Rick [SMTP:rick@example.org]\n\nx", to: "Doe, Jane <jane@example.org>, Roe, Rick <rick@example.org>"},
		{name: "8-bit utf-8 name in quotes with comma", raw: "From: \"Müller, Jörg\" <jm@example.de>\n\nx", from: "Müller, Jörg <jm@example.de>"},
		{name: "name in gb2312 words of two kinds", raw: "From: =?gb2312?B?" + b64(in("gbk", "王")) + "?= =?utf-8?B?" + b64("小明") + "?= <w@example.cn>\n\nx", from: "王小明 <w@example.cn>"},
		{name: "word cut off at the end of the field", raw: "From: =?UTF-8?B?" + b64("Ann Smith") + " <ann@example.org>\nSubject: Re: =?UTF-8?Q?Gr=C3=BC=C3=9Fe\n\nx", from: "Ann Smith <ann@example.org>", subject: "Re: Grüße"},
		{name: "what only looks like a word", raw: "From: a@example.org\nSubject: Is =?this?b?good enough and =?utf-8?x?y?= too\n\nx", subject: "Is =?this?b?good enough and =?utf-8?x?y?= too"},
		{name: "subject with two lines of To between", raw: "To: ann@example.org\nFrom: a@example.org\nTo: bob@example.org\nSubject: Two\n\nx", to: "<ann@example.org>, <bob@example.org>", subject: "Two"},
		{name: "resent mail keeps its sender and date", raw: "Resent-From: fwd@example.org\nResent-Date: Wed, 5 Nov 2025 10:00:00 +0000\nFrom: ann@example.org\nDate: Tue, 4 Nov 2025 10:00:00 +0000\nSubject: x\n\nx", from: "<ann@example.org>", date: "2025-11-04T10:00:00Z"},
		{name: "procmail's From lines in the header and body", raw: "From ann@example.org  Tue Nov  4 10:00:00 2025\n>From bob@example.org Tue Nov  4 09:00:00 2025\nReturn-Path: <ann@example.org>\nFrom: Ann <ann@example.org>\nSubject: Procmail\nX-UID: 12\nStatus: RO\n\nhello", from: "Ann <ann@example.org>", subject: "Procmail", text: "hello"},
		{name: "date two digits of a year and no zone", raw: "From: a@example.org\nDate: 4 Nov 99 10:00\n\nx", date: "1999-11-04T10:00:00Z"},
		{name: "date with a military zone", raw: "From: a@example.org\nDate: Tue, 4 Nov 2025 10:00:00 Z\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date with +-0100", raw: "From: a@example.org\nReceived: by x; Tue, 4 Nov 2025 10:00:01 +0000\nDate: Tue, 4 Nov 2025 11:00:00 +0100 (GMT+01:00)\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date in Polish", raw: "From: a@example.org\nDate: wt, 4 lis 2025 10:00:00 +0100\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date in Korean", raw: "From: a@example.org\nDate: 2025년 11월 4일 오후 3:00:00 +0900\n\nx", date: "2025-11-04T06:00:00Z"},
		{name: "date in Portuguese", raw: "From: a@example.org\nDate: ter, 4 fev 2025 10:00:00 -0300\n\nx", date: "2025-02-04T13:00:00Z"},
		{name: "date in Dutch and a full name", raw: "From: a@example.org\nDate: dinsdag 4 maart 2025 10:00:00 +0100\n\nx", date: "2025-03-04T09:00:00Z"},
		{name: "date with hyphens and no comma", raw: "From: a@example.org\nDate: Tue 4-Nov-2025 10:00:00 +0000\n\nx", date: "2025-11-04T10:00:00Z"},
		{name: "date 31 June falls back", raw: "Received: by x; Tue, 1 Jul 2025 10:00:00 +0000\nFrom: a@example.org\nDate: Mon, 31 Jun 2025 10:00:00 +0000\n\nx", date: "2025-07-01T10:00:00Z"},
		{name: "date with a bracketed zone name only", raw: "From: a@example.org\nDate: Tue, 4 Nov 2025 10:00:00 (CET)\n\nx"},
		{name: "flowed quotes with blanks between their signs", raw: oddHead + "Content-Type: text/plain; format=flowed\n\n> > deeper \n> > and \n> > > deepest \n> > > end\n> back \n> here", text: ">> deeper and >>> deepest end > back here"},
		{name: "flowed text with spaces and a quoted signature", raw: oddHead + "Content-Type: text/plain; format=flowed\n\nA para \ngraph.\n\n>> deep \n>> er\n From here\n-- \nAnn", text: "A para graph. >> deep er From here -- Ann"},
		{name: "uuencode without an end", raw: oddHead + "\nbegin 644 cat.txt\n#0V%T\n", files: []string{"cat.txt 3"}},
		{name: "uuencode as an encoding of a part", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: text/x-log; name=cat.txt\nContent-Disposition: attachment\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n--b--\n", text: "Hi", files: []string{"cat.txt 3"}},
		{name: "multipart whose body is packed in base64", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\nContent-Transfer-Encoding: base64\n\n" + b64("--b\r\nContent-Type: text/plain\r\n\r\nPacked plain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Packed plain</p>\r\n--b--\r\n") + "\n", text: "Packed plain"},
		{name: "multipart/mixed without parts but text", raw: oddHead + "Content-Type: multipart/mixed; boundary=zz\n\nOnly some text\n", text: "Only some text"},
		{name: "inner multipart that lacks its end", raw: oddHead + "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\nPlain\n--i\nContent-Type: text/html\n\n<p>Plain</p>\n--o\nContent-Type: application/pdf; name=p.pdf\n\nabc\n--o--\n", text: "Plain", files: []string{"p.pdf 3"}},
		{name: "boundary line glued to text before", raw: oddHead + "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\nHello--o\nContent-Type: application/pdf; name=p.pdf\n\nabc\n--o--\n", words: "hello"},
		{name: "related with start and a picture before the page", raw: oddHead + "Content-Type: multipart/related; start=\"<page@x>\"; type=\"text/html\"; boundary=b\n\n--b\nContent-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\niVBORw==\n--b\nContent-Type: text/html\nContent-ID: <page@x>\n\n<p>Page</p><img src=3D\"cid:pic@x\"><img src=\"cid:pic@x\">\n--b--\n", text: "Page", files: []string{"inline picture.png 4"}},
		{name: "text/html with a name inside alternative", raw: oddHead + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; name=body.txt\n\nHello\n--b\nContent-Type: text/html; name=body.html\n\n<p>Hello</p>\n--b--\n", text: "Hello"},

		// Dates of other languages, pictures in pages, Content-Types that are none.
		{name: "date in Korean before noon, Chinese after", raw: "From: a@example.org\nDate: 2025年11月4日 下午3:00:00 +0800\n\nx", date: "2025-11-04T07:00:00Z"},
		{name: "date in Korean with the weekday", raw: "From: a@example.org\nDate: 화, 4 11월 2025 10:00:00 +0900\n\nx", date: "2025-11-04T01:00:00Z"},
		{name: "date in Arabic digits", raw: "From: a@example.org\nDate: ٤ نوفمبر ٢٠٢٥ 10:00:00 +0300\n\nx", date: "2025-11-04T07:00:00Z"},
		{name: "date in Turkish", raw: "From: a@example.org\nDate: Sal, 4 Kas 2025 10:00:00 +0300\n\nx", date: "2025-11-04T07:00:00Z"},
		{name: "date in Italian", raw: "From: a@example.org\nDate: mar, 4 nov 2025 10:00:00 +0100 (ora solare Europa occidentale)\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date in Czech", raw: "From: a@example.org\nDate: Út, 4 lis 2025 10:00:00 +0100\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date in Swedish", raw: "From: a@example.org\nDate: ti, 4 maj 2025 10:00:00 +0200\n\nx", date: "2025-05-04T08:00:00Z"},
		{name: "date whose hour is one digit", raw: "From: a@example.org\nDate: Tue, 4 Nov 2025 9:05:07 +0100\n\nx", date: "2025-11-04T08:05:07Z"},
		{name: "date with a comma after the month", raw: "From: a@example.org\nDate: Nov 4, 2025, 9:05 PM EST\n\nx", date: "2025-11-05T02:05:00Z"},
		{name: "date in the header folded after the weekday", raw: "From: a@example.org\nDate: Tue,\n\t4 Nov 2025\n\t10:00:00 +0100\n\nx", date: "2025-11-04T09:00:00Z"},
		{name: "date with a year of 1900 and a good Received", raw: "Received: by x; Tue, 4 Nov 2025 10:00:00 +0000\nFrom: a@example.org\nDate: Thu, 0 Jan 1900 00:00:00 +0000\n\nx", date: "2025-11-04T10:00:00Z"},

		{name: "Lotus Notes picture with a cid in brackets", raw: oddHead + "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<font>Look</font><img src=cid:_1_09A4>\n--b\nContent-Type: image/gif\nContent-ID: <_1_09A4>\nContent-Transfer-Encoding: base64\n\nR0lG\n--b--\n", text: "Look", files: []string{"inline picture.gif 3"}},
		{name: "cid with percent signs", raw: oddHead + "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Look</p><img src=\"cid:a%40x%2B1\">\n--b\nContent-Type: image/gif; name=a.gif\nContent-ID: <a@x+1>\nContent-Transfer-Encoding: base64\n\nR0lG\n--b--\n", text: "Look", files: []string{"inline a.gif 3"}},
		{name: "pdf named by a cid link is still a file", raw: oddHead + "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<a href=\"cid:d@x\">Plan</a>\n--b\nContent-Type: application/pdf; name=plan.pdf\nContent-ID: <d@x>\n\nabc\n--b--\n", files: []string{"plan.pdf 3"}},
		{name: "csv as the only part", raw: oddHead + "Content-Type: text/csv; name=a.csv\n\nquince,2\n", words: "quince", files: []string{"a.csv 10"}},
		{name: "text/plain of two parts with HTML between", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nOne\n--b\nContent-Type: text/html\n\n<p>Two</p>\n--b\nContent-Type: text/plain\n\nThree\n--b--\n", text: "One Two Three", words: "one two three"},
		{name: "Exchange's cut disposition dates", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: image/png; name=\"image001.png\"\nContent-Description: image001.png\nContent-Disposition: attachment; filename=\"image001.png\"; size=3;\n\tcreation-date=\"Tue, 04 Nov 2025 10:00:00 GMT\";\n\tmodification-date=\"Tue, 04 Nov 2025 10:00:00 GMT\"\nContent-Transfer-Encoding: base64\n\niVBO\n--b--\n", text: "Hi", files: []string{"image001.png 3"}},
		{name: "name with a trailing NUL and blanks", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name=\"  plan.pdf\x00 \"\n\nabc\n--b--\n", text: "Hi", files: []string{"plan.pdf 3"}},
		{name: "two files of one name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name=plan.pdf\n\nabc\n--b\nContent-Type: application/pdf; name=plan.pdf\n\nabcd\n--b--\n", text: "Hi", files: []string{"plan.pdf 3", "plan.pdf 4"}},
		{name: "Content-Type of parameters alone", raw: oddHead + "Content-Type: charset=\"iso-8859-2\"\n\n" + in("iso-8859-2", "Zażółć gęślą jaźń"), text: "Zażółć gęślą jaźń"},
		{name: "Content-Type in quotation marks", raw: oddHead + "Content-Type: \"text/html\"; charset=utf-8\n\n<p>Hello</p>", text: "Hello"},
		{name: "Content-Type with a comma for a semicolon", raw: oddHead + "Content-Type: text/html, charset=utf-8\n\n<p>Grüße</p>", text: "Grüße"},
		{name: "Content-Type with a colon", raw: oddHead + "Content-Type: text/html: charset=utf-8\n\n<p>Grüße</p>", text: "Grüße"},
		{name: "Content-Type with a doubled name", raw: oddHead + "Content-Type: Content-Type: text/html; charset=utf-8\n\n<p>Grüße</p>", text: "Grüße"},
		{name: "no blank after the colon", raw: "From:Ann <ann@example.org>\nSubject:Tight\nContent-Type:text/html\n\n<p>Hello</p>", from: "Ann <ann@example.org>", subject: "Tight", text: "Hello"},
		{name: "HTML without a type in a part of a mixed", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n<html><body><p>Hello</p></body></html>\n--b--\n", text: "Hello"},
		{name: "HTML without a type in base64", raw: oddHead + "Content-Transfer-Encoding: base64\n\n" + b64("<html><body><p>Hello quince</p></body></html>") + "\n", text: "Hello quince"},
		{name: "a letter about HTML stays a letter", raw: oddHead + "\n<htmlarea> is a tag I need, <html> too\n", text: "<htmlarea> is a tag I need, <html> too"},
		{name: "HTML in quoted-printable without saying so", raw: oddHead + "Content-Type: text/html; charset=utf-8\n\n<p>Hello a=3Db</p>", text: "Hello a=3Db"},
		{name: "S/MIME enveloped", raw: oddHead + "Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=smime.p7m\n\nMIIB\n", files: []string{"smime.p7m 3"}},
		{name: "PGP encrypted inline", raw: oddHead + "\nSee:\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n", words: "see"},
		{name: "key attached", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pgp-keys; name=key.asc\nContent-Disposition: attachment; filename=key.asc\n\nabc\n--b--\n", text: "Hi", files: []string{"key.asc 3"}},
		{name: "signature of an attached file", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/gzip; name=r.tar.gz\n\nabc\n--b\nContent-Type: application/pgp-signature; name=r.tar.gz.asc\nContent-Disposition: attachment; filename=r.tar.gz.asc\n\nabcd\n--b--\n", text: "Hi", files: []string{"r.tar.gz 3", "r.tar.gz.asc 4"}},
		{name: "key in a signed mail", raw: oddHead + "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=s\n\n--s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pgp-keys; name=OpenPGP_0x1.asc\nContent-Disposition: attachment; filename=OpenPGP_0x1.asc\n\nabc\n--b--\n\n--s\nContent-Type: application/pgp-signature; name=OpenPGP_signature.asc\nContent-Disposition: attachment; filename=OpenPGP_signature.asc\n\nsig\n--s--\n", text: "Hi", files: []string{"minor OpenPGP_0x1.asc 3", "minor OpenPGP_signature.asc 3"}},
		{name: "signed mail that a gateway made mixed", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Disposition: attachment; filename=smime.p7s\n\nsig\n--b--\n", text: "Hi", files: []string{"minor smime.p7s 3"}},
		{name: "footer after base64 without padding", raw: oddHead + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nRGVyIFRleHQgZGVyIE5hY2hyaWNodCEh\n_______________________________________________\nList mailing list\nList@example.org\nhttps://lists.example.org/?a=b\n", text: "Der Text der Nachricht!!"},
		{name: "footer after lines of base64 without padding", raw: oddHead + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + strings.Repeat("RGVyIFRleHQgZGVyIE5hY2hyaWNodCEhRGVyIFRleHQgZGVyIE5hY2hyaWNodCEhRGVyIFRl\neHQgZGVyIE5hY2hyaWNodCEh\n", 1) + "\n_______________________________________________\nList mailing list\nList@example.org\nhttps://lists.example.org/?a=b\n", text: "Der Text der Nachricht!!Der Text der Nachricht!!Der Text der Nachricht!!"},
		{name: "footer after a full line of base64", raw: oddHead + "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + b64(strings.Repeat("Wind ", 12)) + "\n\n_______________________________________________\nList mailing list\nList@example.org\nhttps://lists.example.org/?a=b\n", text: strings.TrimSpace(strings.Repeat("Wind ", 12)), not: "List"},
		{name: "footer after a file in base64", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n" + b64(strings.Repeat("a", 57)) + "\nYWJj\n_______________________________________________\nList mailing list\nList@example.org\nhttps://lists.example.org/?a=b\n--b--\n", text: "Hi", files: []string{"a.pdf 60"}},
		{name: "a stray sign in the last line of base64", raw: oddHead + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b64(strings.Repeat("Wind ", 12)) + "\nYW*Jj\n", text: strings.Repeat("Wind ", 12) + "abc"},
		{name: "words that are said to be base64", raw: oddHead + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nDear\nJohn, how are you?\nAnn\n", text: "Dear John, how are you? Ann"},
		{name: "long words that are said to be base64", raw: oddHead + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nTelecommunications\nare expensive, as ever.\nAnn\n", text: "Telecommunications are expensive, as ever. Ann"},
		{name: "quotation marks in a file name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf; name=\"Angebot \"Mai\" 2025.pdf\"\nContent-Disposition: attachment; filename=\"Angebot \"Mai\" 2025.pdf\"; size=3\n\nabc\n--b--\n", text: "Hi", files: []string{"Angebot \"Mai\" 2025.pdf 3"}},
		{name: "quotation marks at the ends of a file name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"\"Mai\".pdf\" size=3\n\nabc\n--b\nContent-Type: application/pdf; name=\"a.pdf\" x; y=\"z\"\n\nabc\n--b--\n", text: "Hi", files: []string{"\"Mai\".pdf 3", "a.pdf 3"}},
		{name: "date of numbers beside the time of arrival", raw: "Received: from a by b; Wed, 5 Nov 2025 20:05:08 +0000\nFrom: a@example.org\nDate: 11/5/2025 3:05:07 PM -0500\n\nx", date: "2025-11-05T20:05:07Z", text: "x"},
		{name: "a part of a name in brackets", raw: "From: Sales <EMEA> Team <sales@example.com>\nTo: \"'Ann Smith' via 'Sales'\" <s@example.com>\n\nx", from: "Sales EMEA Team <sales@example.com>", to: "'Ann Smith' via 'Sales' <s@example.com>", text: "x"},
		{name: "marks around a name", raw: "From: \"'Pat O'Brien'\" <p@example.com>\nTo: '\"Bo\"' <b@example.com>, \"'the boys' club'\" <c@example.com>\n\nx", from: "Pat O'Brien <p@example.com>", to: "Bo <b@example.com>, the boys' club <c@example.com>", text: "x"},
		{name: "UTF-16 with a mark and no charset", raw: oddHead + "Content-Type: text/plain; name=notes.txt\nContent-Disposition: inline; filename=notes.txt\nContent-Transfer-Encoding: base64\n\n" + b64("\xff\xfe\x1f\x04\x40\x04\x38\x04\x32\x04\x35\x04\x42\x04"), text: "Привет", words: "привет"},
		{name: "UTF-16 with a mark and a wrong charset", raw: oddHead + "Content-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: base64\n\n" + b64("\xfe\xff\x00<\x00p\x00>\x04\x1f\x04\x40\x04\x38"), text: "При"},
		{name: "picture message of a phone", raw: oddHead + smil("Content-Type: application/smil; name=\"mmspresent.smil\"", "Content-Type: text/plain; name=\"textpart.txt\"\nContent-Location: textpart.txt"), text: "Hello World!", files: []string{"minor mmspresent.smil 90", "imagepart.gif 3"}, not: "smil"},
		{name: "picture message whose text has no name", raw: oddHead + smil("Content-Type: application/smil+xml; name=\"0.smil\"\nContent-Disposition: inline", "Content-Type: text/plain; charset=utf-8"), text: "Hello World!", files: []string{"minor 0.smil 90", "imagepart.gif 3"}, not: "smil"},
		{name: "picture message whose presentation has a name only", raw: oddHead + smil("Content-Type: application/octet-stream; name=\"a.smil\"", "Content-Type: text/plain; name=text_0.txt\nContent-ID: <text_0>"), text: "Hello World!", files: []string{"minor a.smil 90", "imagepart.gif 3"}, not: "smil"},
		{name: "picture message whose presentation comes as text", raw: oddHead + smil("Content-Type: text/plain; name=pres.smil", "Content-Type: text/plain; name=text_0.txt"), text: "Hello World!", files: []string{"minor pres.smil 90", "imagepart.gif 3"}, not: "smil"},
		{name: "picture message whose presentation comes as XML", raw: oddHead + smil("Content-Type: text/xml; name=\"pres.smi\"\nContent-Disposition: inline", "Content-Type: text/plain; name=text_0.txt"), text: "Hello World!", files: []string{"minor pres.smi 90", "imagepart.gif 3"}, not: "smil"},
		{name: "picture message whose presentation is not the first part", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; name=text_0.txt\n\nHello World!\n--b\nContent-Type: text/plain; name=pres.smil\n\n<smil> <head> </head> </smil>\n--b--\n", text: "Hello World!", files: []string{"minor pres.smil 29"}, not: "smil"},
		{name: "picture message without words", raw: oddHead + smil("Content-Type: application/smil", "Content-Type: image/gif; name=b.gif"), files: []string{"minor attachment-1.txt 90", "b.gif 12", "imagepart.gif 3"}, not: "smil"},
		{name: "second piece of a message", raw: oddHead + "Content-Type: message/partial; id=\"x@example.org\"; number=2; total=3\n\nJVBERi0xLjQKJcfsj6IKNSAwIG9iago8PC9MZW5ndGggNiAwIFI=\nJVBERi0xLjQKJcfsj6IKNSAwIG9iago8PC9MZW5ndGggNiAwIFI=\n", files: []string{"attachment-1.eml 108"}, not: "JVBE"},
		{name: "first piece of a message", raw: oddHead + "Content-Type: message/partial; id=\"x@example.org\"; number=1; total=3\n\nSubject: The report\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHere it is.\n--b\nContent-Type: application/pdf; name=r.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQKJcfsj6IKNSAwIG9iago8PC9MZW5ndGggNiAwIFI=\n", text: "Here it is.", files: []string{"attachment-1.eml 270"}, words: "here", not: "JVBE\nmultipart"},
		{name: "subject of blanks only", raw: "From: a@example.org\nSubject:   \nTo: b@example.org\n\nx", to: "<b@example.org>", text: "x"},
		{name: "subject twice", raw: "From: a@example.org\nSubject: First\nSubject: Second\n\nx", subject: "First"},
		{name: "subject with a soft hyphen and zero width", raw: "From: a@example.org\nSubject: Gar\u00adden\u200b walk\n\nx", words: "garden walk"},
		{name: "word joined to ASCII", raw: "From: a@example.org\nSubject: Re:=?utf-8?Q?Gr=C3=BC=C3=9Fe?=(2)\n\nx", subject: "Re:Grüße(2)"},
		{name: "words folded without a blank", raw: "From: a@example.org\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n =?utf-8?Q?_aus?= K=?utf-8?Q?=C3=B6?=ln\n\nx", subject: "Grüße aus Köln"},
		{name: "a cut word before a whole one", raw: "From: a@example.org\nSubject: =?utf-8?B?SGVsbG8g =?utf-8?B?d29ybGQ=?=\n\nx", subject: "Hello world"},
		{name: "quoted-printable word with lowercase and a question mark", raw: "From: a@example.org\nSubject: =?utf-8?q?=c3=bcber_was??=\n\nx", subject: "über was?"},
		{name: "word in windows-1252 labelled iso-8859-1", raw: "From: a@example.org\nSubject: =?iso-8859-1?Q?=93Quoted=94_=96_=805?=\n\nx", subject: "“Quoted” – €5"},
		{name: "cp1251 words with an x", raw: "From: =?x-windows-1251?B?" + b64(in("windows-1251", "Анна")) + "?= <anna@example.ru>\n\nx", from: "Анна <anna@example.ru>"},
		{name: "Hebrew visual label", raw: oddHead + "Content-Type: text/plain; charset=iso-8859-8-i\n\n" + in("iso-8859-8-i", "שלום לכולם"), text: "שלום לכולם"},
		{name: "Thai", raw: oddHead + "Content-Type: text/plain; charset=tis-620\n\n" + in("windows-874", "สวัสดีครับ"), text: "สวัสดีครับ"},
		{name: "Arabic with raw windows-1256 subject", raw: "From: a@example.org\nSubject: " + in("windows-1256", "صباح الخير") + "\nContent-Type: text/plain; charset=windows-1256\n\n" + in("windows-1256", "مرحبا بكم"), subject: "صباح الخير", text: "مرحبا بكم"},
		{name: "Greek raw name, charset in the HTML part", raw: "From: " + in("iso-8859-7", "Ελένη") + " <e@example.gr>\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html; charset=iso-8859-7\n\n<p>" + in("iso-8859-7", "Καλημέρα") + "</p>\n--b--\n", from: "Ελένη <e@example.gr>", text: "Καλημέρα"},
		{name: "raw name after an ASCII part", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=us-ascii\n\nHi\n--b\nContent-Type: application/pdf; name=\"Gr\xfc\xdfe.pdf\"\n\nabc\n--b--\n", text: "Hi", files: []string{"Grüße.pdf 3"}},
		{name: "raw UTF-8 name beside text in windows-1251", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=windows-1251\n\n" + in("windows-1251", "Привет") + "\n--b\nContent-Type: application/pdf; name=\"Отчёт.pdf\"\n\nabc\n--b--\n", text: "Привет", files: []string{"Отчёт.pdf 3"}},
		{name: "raw name in an enclosed mail does not change the outer", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: message/rfc822\n\nSubject: In\nContent-Type: text/plain; charset=koi8-r\n\n" + in("koi8-r", "Привет") + "\n--b\nContent-Type: application/pdf; name=\"Gr\xfc\xdfe.pdf\"\n\nabc\n--b--\n", text: "Hi", words: "привет", files: []string{"In.eml 63", "Grüße.pdf 3"}},
		{name: "Exim bounce with text only", raw: "From: Mail Delivery System <Mailer-Daemon@example.org>\nTo: ann@example.org\nSubject: Mail delivery failed: returning message to sender\nAuto-Submitted: auto-replied\n\nThis message was created automatically by mail delivery software.\n\n  bob@example.org\n    user unknown\n\n------ This is a copy of the message, including all the headers. ------\n\nSubject: Lunch\n\nSoup?\n", from: "Mail Delivery System <Mailer-Daemon@example.org>", words: "automatically soup lunch"},
		{name: "text with form feeds and escapes", raw: oddHead + "\nOne\x0cTwo \x1b[1mbold\x1b[0m\n", words: "one two"},
		{name: "lines with a dot and From kept", raw: oddHead + "\n.hidden\n..\n.\nFrom me\n", text: ".hidden .. . From me"},

		// Gateways, old programs, and people who write the header by hand.
		{name: "uuencode with lines that lost their trailing blanks", raw: oddHead + "\nbegin 644 a.bin\n#``\n`\nend\n", files: []string{"a.bin 3"}},
		{name: "uuencode in a reply stays text", raw: oddHead + "\n> begin 644 cat.txt\n> #0V%T\n> `\n> end\nthanks\n", words: "thanks"},
		{name: "uuencode with a UTF-8 name", raw: oddHead + "\nbegin 644 Übersicht.txt\n#0V%T\n`\nend\n", files: []string{"Übersicht.txt 3"}},
		{name: "base64 file in the text of a procmail copy", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHi\n--b\nContent-Type: application/octet-stream; name=\"a.bin\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"a.bin\"\n\nAAEC\n\n--b--\n\n_______________\nfooter of the list\n", text: "Hi", files: []string{"a.bin 3"}},
		{name: "empty body", raw: oddHead + "\n", from: "Ann <ann@example.org>", subject: "Odd"},
		{name: "header only without an empty line", raw: "From: Ann <ann@example.org>\nSubject: Bare", from: "Ann <ann@example.org>", subject: "Bare"},
		{name: "from with a semicolon at its end", raw: "From: Ann <ann@example.org>;\nTo: bob@example.org;\n\nx", from: "Ann <ann@example.org>", to: "<bob@example.org>"},
		{name: "from with a parenthesis name and brackets", raw: "From: <ann@example.org> (Ann)\nTo: <bob@example.org> Bob\n\nx", from: "Ann <ann@example.org>"},
		{name: "address with a plus and an apostrophe", raw: "From: Pat O'Neil <pat.o'neil+x@example.org>\nTo: =?utf-8?Q?O=E2=80=99Neil?= <p@example.org>\n\nx", from: "Pat O'Neil <pat.o'neil+x@example.org>", to: "O’Neil <p@example.org>"},
		{name: "address in IP literal", raw: "From: root@[192.0.2.1]\nTo: Ann <ann@[IPv6:2001:db8::1]>\n\nx", from: "<root@[192.0.2.1]>", to: "Ann <ann@[IPv6:2001:db8::1]>"},
		{name: "name that is an address of another", raw: "From: \"bank@example.com\" <thief@example.net>\n\nx", from: "bank@example.com <thief@example.net>"},
		{name: "via a list with its words", raw: "From: \"Ann Smith via Garden list\" <garden@lists.example.org>\nReply-To: Ann Smith <ann@example.org>\n\nx", from: "Ann Smith via Garden list <garden@lists.example.org>"},
		{name: "name in utf-8 words with an underscore of Q", raw: "From: =?UTF-8?Q?Ann_=22the_rose=22_Smith?= <ann@example.org>\n\nx", from: "Ann \"the rose\" Smith <ann@example.org>"},
		{name: "word inside brackets by a mail merge", raw: "From: Ann <=?utf-8?Q?ann=40example.org?=>\n\nx", from: "Ann <ann@example.org>"},
		{name: "double encoded word", raw: "From: a@example.org\nSubject: =?utf-8?Q?=3D=3Futf-8=3FQ=3FGr=3DC3=3DBC=3DC3=3D9Fe=3F=3D?=\n\nx", subject: "=?utf-8?Q?Gr=C3=BC=C3=9Fe?="},
		{name: "spaces that are tabs in the subject", raw: "From: a@example.org\nSubject:\tTwo\t\twords \n\nx", subject: "Two words"},
		{name: "subject with a line separator", raw: "From: a@example.org\nSubject: One\u2028Two\n\nx", words: "one two"},
		{name: "subject raw KOI8-R folded", raw: "From: a@example.ru\nSubject: " + in("koi8-r", "Собрание садоводов") + "\n " + in("koi8-r", "переносится на вторник") + "\n\n" + in("koi8-r", "Здравствуйте, собрание переносится."), subject: "Собрание садоводов переносится на вторник"},
		{name: "subject raw windows-1251, text in koi8-r", raw: "From: a@example.ru\nSubject: " + in("utf-8", "Собрание") + "\nContent-Type: text/plain; charset=koi8-r\n\n" + in("koi8-r", "Здравствуйте"), subject: "Собрание", text: "Здравствуйте"},
		{name: "charset said in the first part alone", raw: "From: " + in("big5", "王小明") + " <w@example.tw>\nSubject: " + in("big5", "會議通知") + "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=big5\n\n" + in("big5", "明天早上見") + "\n--b\nContent-Type: application/msword; name=\"" + in("big5", "會議.doc") + "\"\n\nabc\n--b--\n", from: "王小明 <w@example.tw>", subject: "會議通知", text: "明天早上見", files: []string{"會議.doc 3"}},
		{name: "charset in the page alone, raw name of a file", raw: "From: a@example.ru\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/html; charset=windows-1251\n\n<p>" + in("windows-1251", "Привет") + "</p>\n--c--\n--b\nContent-Type: application/pdf; name=\"" + in("windows-1251", "Смета.pdf") + "\"\n\nabc\n--b--\n", text: "Привет", files: []string{"Смета.pdf 3"}},
		{name: "raw windows-1251 name, charset said by nobody", raw: "From: a@example.ru\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n" + in("windows-1251", "Здравствуйте, высылаю смету и договор, как обещали.") + "\n--b\nContent-Type: application/pdf; name=\"" + in("windows-1251", "Смета.pdf") + "\"\n\nabc\n--b--\n", text: "Здравствуйте, высылаю смету и договор, как обещали.", files: []string{"Смета.pdf 3"}},
		{name: "raw GBK name, charset said by nobody", raw: "From: a@example.cn\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n" + in("gbk", "您好，请查收附件中的会议记录和明年的工作计划，谢谢。") + "\n--b\nContent-Type: application/pdf; name=\"" + in("gbk", "会议记录.pdf") + "\"\n\nabc\n--b--\n", text: "您好，请查收附件中的会议记录和明年的工作计划，谢谢。", files: []string{"会议记录.pdf 3"}},
		{name: "file before the text that tells the charset", raw: "From: a@example.cn\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf; name=\"" + in("gbk", "会议记录.pdf") + "\"\n\nabc\n--b\nContent-Type: text/plain; charset=gb2312\n\n" + in("gbk", "您好") + "\n--b--\n", text: "您好", files: []string{"会议记录.pdf 3"}},

		{name: "HTML with uppercase charset in an old meta", raw: oddHead + "Content-Type: text/html; charset=us-ascii\n\n<HTML><HEAD><META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; CHARSET=SHIFT_JIS\"></HEAD><BODY>" + in("shift_jis", "会議のお知らせ") + "</BODY></HTML>", text: "会議のお知らせ"},
		{name: "HTML whose meta lies", raw: oddHead + "Content-Type: text/html; charset=utf-8\n\n<html><head><meta charset=\"iso-8859-1\"></head><body>Grüße</body></html>", text: "Grüße"},
		{name: "HTML without a charset in utf-8", raw: oddHead + "Content-Type: text/html\n\n<p>Grüße aus Köln</p>", text: "Grüße aus Köln"},
		{name: "HTML with nested quotes", raw: oddHead + "Content-Type: text/html\n\n<p>Yes.</p><blockquote type=cite><p>Will you come?</p><blockquote>Maybe</blockquote></blockquote>", words: "yes come maybe"},
		{name: "HTML with pre", raw: oddHead + "Content-Type: text/html\n\n<pre>a  b\n  c</pre>", text: "a b c"},
		{name: "HTML with entities without end in a link", raw: oddHead + "Content-Type: text/html\n\n<a href=\"http://example.org/?a=1&copy=2\">Go &amp go</a>", words: "go"},
		{name: "HTML with noscript, textarea and select", raw: oddHead + "Content-Type: text/html\n\n<style>b{}</style><noscript>No script</noscript><p>Open</p><template>Not shown</template>", words: "open", not: "b{}\nNot shown"},
		{name: "HTML with only a picture", raw: oddHead + "Content-Type: text/html\n\n<html><body><img src=\"http://example.org/x.png\" alt=\"Sale of quinces\"></body></html>", words: "quinces"},
		{name: "xhtml part", raw: oddHead + "Content-Type: application/xhtml+xml; charset=utf-8\n\n<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>Grüße</p></body></html>", text: "Grüße"},
		{name: "markdown part beside the text", raw: oddHead + "Content-Type: text/markdown; charset=utf-8\n\n# Quinces\n", text: "# Quinces"},
		{name: "enriched text", raw: oddHead + "Content-Type: text/enriched\n\n<bold>Now</bold> is the <italic>time</italic> << 5\n\n\nNext", words: "now time next", not: "<bold>"},
		{name: "rich text alone", raw: oddHead + "Content-Type: application/rtf; name=a.rtf\n\n{\\rtf1\\ansi Quince \\b jam\\b0\\par}", words: "quince jam", files: []string{"a.rtf 33"}},

		{name: "multipart of unknown kind", raw: oddHead + "Content-Type: multipart/x-strange; boundary=b\n\n--b\n\nOne\n--b\n\nTwo\n--b--\n", text: "One Two"},
		{name: "multipart/voice-message and a sound", raw: oddHead + "Content-Type: multipart/voice-message; boundary=b\n\n--b\n\nA call\n--b\nContent-Type: audio/wav; name=call.wav\nContent-Transfer-Encoding: base64\n\nUklG\n--b--\n", text: "A call", files: []string{"call.wav 3"}},
		{name: "boundary with a trailing dot of the quoted kind", raw: oddHead + "Content-Type: multipart/mixed; boundary=\"a.b'(c)+_,-./:=?\"\n\n--a.b'(c)+_,-./:=?\n\nHi\n--a.b'(c)+_,-./:=?--\n", text: "Hi", not: "a.b"},
		{name: "boundary longer in the field than in the body", raw: oddHead + "Content-Type: multipart/mixed; boundary=\"----=_NextPart_000_0001\"\n\n------=_NextPart_000_00\nContent-Type: text/plain\n\nHi\n------=_NextPart_000_00--\n", text: "Hi", not: "NextPart"},
		{name: "closing delimiter at once", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b--\n\nText after all\n", words: "text after"},
		{name: "header folded into the boundary parameter", raw: oddHead + "Content-Type: multipart/mixed;\n\tcharset=\"utf-8\";\n\tboundary=\"b\n\tc\"\n\n--b c\n\nHi\n--b c--\n", words: "hi"},
		{name: "encrypted with text for those who cannot", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nThis is encrypted.\n--b\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=c\n\n--c\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--c\nContent-Type: application/octet-stream; name=msg.asc\n\nabc\n--c--\n--b--\n", text: "This is encrypted.", files: []string{"minor attachment-1.asc 10", "msg.asc 3"}},
		{name: "attached mail with the wrong type and name", raw: oddHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: message/rfc822; name=\"=?utf-8?Q?Gr=C3=BC=C3=9Fe=2Eeml?=\"\nContent-Transfer-Encoding: quoted-printable\n\nFrom: x@example.org\nSubject: In\n\nMedlars =3D good\n--b--\n", text: "Hi", words: "medlars", files: []string{"Grüße.eml 50"}},
		{name: "part of type application with inline text", raw: oddHead + "Content-Type: application/octet-stream\n\nquince\n", files: []string{"attachment-1.txt 8"}},
	}
}

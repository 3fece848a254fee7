package eml_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"popmail/storage/eml"
)

func dateOf(s string) time.Time {
	return eml.Read([]byte("From: a@example.org\r\nDate: " + s + "\r\n\r\n")).Date
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Sat, 01 Nov 2025 10:00:00 +0100", "2025-11-01T10:00:00+01:00"},
		{"1 Nov 2025 10:00 +0100", "2025-11-01T10:00:00+01:00"},
		{"Sat, 1 Nov 25 10:00:00 EST", "2025-11-01T10:00:00-05:00"},
		{"Sat,1 Nov 2025 10:00:00 -0000 (UTC)", "2025-11-01T10:00:00Z"},
		{"Saturday, 01-Nov-25 10:00:00 GMT", "2025-11-01T10:00:00Z"},
		{"Sat Nov  1 10:00:00 2025", "2025-11-01T10:00:00Z"},
		{"Sat Nov  1 10:00:00 CET 2025", "2025-11-01T10:00:00+01:00"},
		{"Sat, 01 Nov 2025 24:00:00 +0000", "2025-11-02T00:00:00Z"},
		{"2025-11-01T10:00:00Z", "2025-11-01T10:00:00Z"},
		{"2025-11-01 10:00:00+02:00", "2025-11-01T10:00:00+02:00"},
		{"Sa, 1 Nov 2025 10:00:00 MEZ", "2025-11-01T10:00:00+01:00"},
		{"Sam., 1 déc. 2025 10:00:00 +0100", "2025-12-01T10:00:00+01:00"},
		{"Пн, 1 дек 2025 10:00:00 +0300", "2025-12-01T10:00:00+03:00"},
		{"1 März 2025 10:00:00 +0100", "2025-03-01T10:00:00+01:00"},
		{"Sat, 1 Nov 2025 10:00:00 PM +0100", "2025-11-01T22:00:00+01:00"},
		{"Sat, 1 Nov 2025 10:00:00 GMT+0100", "2025-11-01T10:00:00+01:00"},
		{"Sat, 1 Nov 2025 10:00:00 +9999", "2025-11-01T10:00:00Z"},
		{"Tue, 1 Jan 102 10:00:00 +0000", "2002-01-01T10:00:00Z"},
		{"Fri, 31 Dec 99 23:59:60 GMT", "2000-01-01T00:00:00Z"},
		{"01/11/2025 10:00", "2025-11-01T10:00:00Z"},
		{"\r\n Sat,\r\n\t1 Nov 2025\r\n 10:00:00 +0100", "2025-11-01T10:00:00+01:00"},
		{"yesterday", ""}, {"", ""}, {"Fri, 31 Dec 9999 23:59:59 +0000", ""}, {"1 Jan 1899 00:00:00 +0000", ""},
		{"Sat, 32 Nov 2025 10:00:00", ""}, {"Sat, 1 Nov 2025 99:00:00", ""}, {"Sat, 30 Feb 2025 10:00:00 +0000", ""}, {"29 Feb 2025 10:00:00", ""},
		{"1 Jan 1970 00:00:00 +0500", "1970-01-01T00:00:00+05:00"}, {"Mon, 1 Jan 1900 00:00:00 +0000", "1900-01-01T00:00:00Z"},
		{"Tue, 27 Aug 1968 12:00:00 -0400", "1968-08-27T12:00:00-04:00"}, {"Thu, 13 Feb 1969 23:32:54 -0330", "1969-02-13T23:32:54-03:30"},
		{"Thu, 29 Feb 1996 10:00:00 +0000", "1996-02-29T10:00:00Z"},
		// RFC 5322, section 4.3
		{"1 Nov 49 10:00:00 +0000", "2049-11-01T10:00:00Z"}, {"1 Nov 50 10:00:00 +0000", "1950-11-01T10:00:00Z"}, {"1 Nov 69 10:00:00 GMT", "1969-11-01T10:00:00Z"},
		{"21 Nov 97 09(comment):55(x):06 -0600", "1997-11-21T09:55:06-06:00"}, {"Fri, 21 Nov 1997 09 : 55 : 06 -0600", "1997-11-21T09:55:06-06:00"},
		// A name is that of a month or of a day of the week, never both.
		{"mar, 4 nov 2025 10:00:00 +0100", "2025-11-04T10:00:00+01:00"}, {"Mar. 4 nov. 2025 10:00:00 +0100", "2025-11-04T10:00:00+01:00"},
		{"mar., 4 mars 2025 10:00:00 +0100", "2025-03-04T10:00:00+01:00"}, {"mar, 4 mar 2025 10:00:00 +0100", "2025-03-04T10:00:00+01:00"},
		{"MARTES, 4 de NOVIEMBRE de 2025 10:00:00 +0100", "2025-11-04T10:00:00+01:00"}, {"mar 4 nov 10:00:00 2025", "2025-11-04T10:00:00Z"},
		{"mar, 5 nov 2025 10:00:00 +0100", "2025-11-05T10:00:00+01:00"}, {"marte, 4 nov. 2025 10:00:00 +0200", "2025-11-04T10:00:00+02:00"},
		{"mar 4 2025 10:00:00", "2025-03-04T10:00:00Z"}, {"4 mar 2025 10:00:00", "2025-03-04T10:00:00Z"},
		// One name, two months: the day of the week tells.
		{"pon, 3 lis 2025 10:00:00 +0100", "2025-11-03T10:00:00+01:00"}, {"pet, 3 lis 2025 10:00:00 +0100", "2025-10-03T10:00:00+01:00"},
		{"wto, 15 lip 2025 10:00:00 +0200", "2025-07-15T10:00:00+02:00"}, {"pon, 16 lip 2025 10:00:00 +0200", "2025-06-16T10:00:00+02:00"},
		{"pá 15 srp 2025 10:00:00 +0200", "2025-08-15T10:00:00+02:00"}, {"uto, 15 srp 2025 10:00:00 +0200", "2025-07-15T10:00:00+02:00"},
		// Languages, long and short, with and without dots and accents.
		{"Di., 4. Nov. 2025 10:00:00 +0100", "2025-11-04T10:00:00+01:00"}, {"Dienstag, 4. März 2025 10:00:00", "2025-03-04T10:00:00Z"}, {"Mo, 3 Mrz 2025 10:00:00", "2025-03-03T10:00:00Z"},
		{"Mittwoch, den 1. Jänner 2025 um 10:00 Uhr", "2025-01-01T10:00:00Z"},
		{"lundi 1 décembre 2025 10:00:00", "2025-12-01T10:00:00Z"}, {"ven., 1 aout 2025 10:00:00", "2025-08-01T10:00:00Z"}, {"mar. 1 juil. 2025 10:00", "2025-07-01T10:00:00Z"}, {"dim. 1er juin 2025 10:00", "2025-06-01T10:00:00Z"},
		{"lun, 4 ago 2025 10:00", "2025-08-04T10:00:00Z"}, {"sáb., 1 feb. 2025 10:00", "2025-02-01T10:00:00Z"}, {"mié, 1 ene 2025 10:00", "2025-01-01T10:00:00Z"}, {"dom, 4 may 2025 10:00", "2025-05-04T10:00:00Z"},
		{"segunda-feira, 4 de agosto de 2025 10:00", "2025-08-04T10:00:00Z"}, {"ter, 4 nov 2025 10:00", "2025-11-04T10:00:00Z"}, {"qui, 2 out 2025 10:00", "2025-10-02T10:00:00Z"},
		{"mar 4 mag 2025 10:00", "2025-05-04T10:00:00Z"}, {"gio, 2 gen 2025 10:00", "2025-01-02T10:00:00Z"}, {"lun, 4 lug 2025 10:00", "2025-07-04T10:00:00Z"}, {"mer, 2 set 2025 10:00", "2025-09-02T10:00:00Z"},
		{"Вт, 04 марта 2025 10:00", "2025-03-04T10:00:00Z"}, {"ВТОРНИК, 4 МАЯ 2025 10:00", "2025-05-04T10:00:00Z"}, {"вт, 4 лист 2025 10:00", "2025-11-04T10:00:00Z"},
		{"di 4 mrt 2025 10:00", "2025-03-04T10:00:00Z"}, {"zo, 4 mei 2025 10:00", "2025-05-04T10:00:00Z"}, {"tis, 4 maj 2025 10:00", "2025-05-04T10:00:00Z"}, {"lør. 4. okt. 2025 10:00", "2025-10-04T10:00:00Z"},
		{"ti 4. marraskuuta 2025 klo 10.00.00", "2025-11-04T10:00:00Z"}, {"śr., 1 paź 2025 10:00", "2025-10-01T10:00:00Z"}, {"út 4. bře 2025 10:00", "2025-03-04T10:00:00Z"},
		{"2025. március 4., kedd 10:00", "2025-03-04T10:00:00Z"}, {"Sal, 4 Kas 2025 10:00", "2025-11-04T10:00:00Z"}, {"Cum, 1 Ağu 2025 10:00", "2025-08-01T10:00:00Z"}, {"Τρί, 4 Νοεμ 2025 10:00", "2025-11-04T10:00:00Z"},
		{"火, 4 11月 2025 10:00:00 +0900", "2025-11-04T10:00:00+09:00"}, {"2025年11月4日(火) 午後3:05", "2025-11-04T15:05:00Z"}, {"星期二, 4 十一月 2025 10:00:00 +0800", "2025-11-04T10:00:00+08:00"},
		{"2025년 11월 4일 화요일 오전 10:00", "2025-11-04T10:00:00Z"}, {"Th 3, 4 thg 11 2025 10:00:00 +0700", "2025-11-04T10:00:00+07:00"}, {"Thứ Ba, 4 tháng 11 2025 10:00", "2025-11-04T10:00:00Z"},
		{"الثلاثاء، 4 نوفمبر 2025 10:00", "2025-11-04T10:00:00Z"}, {"٤ نوفمبر ٢٠٢٥ ١٠:٠٠", "2025-11-04T10:00:00Z"}, {"4 พ.ย. 2568 10:00", "2025-11-04T10:00:00Z"}, {"4 נוב׳ 2025 10:00", "2025-11-04T10:00:00Z"},
		{"Sam., 1 d\xe9c. 2025 10:00", "2025-12-01T10:00:00Z"}, {"=?utf-8?q?Sam=2E=2C_1_d=C3=A9c=2E_2025?= 10:00", "2025-12-01T10:00:00Z"},
		{"4 Nov 2025 10:00:00 +5:30", "2025-11-04T10:00:00+05:30"}, {"4 Nov 2025 10:00:00 -3:00", "2025-11-04T10:00:00-03:00"}, {"4 Nov 2025 10:00:00 +05:30", "2025-11-04T10:00:00+05:30"},
		{"4 Nov 2025 10:00:00 GMT+5:30", "2025-11-04T10:00:00+05:30"}, {"11/5/2025 3:05:07 PM -0500", "2025-11-05T15:05:07-05:00"}, {"11/5/2025 15:05", "2025-05-11T15:05:00Z"},
		{"Sun, 11/5/2025 3:05 PM", "2025-05-11T15:05:00Z"}, {"13/5/2025 3:05 PM", "2025-05-13T15:05:00Z"}, {"5.11.2025 3:05 PM", "2025-11-05T15:05:00Z"},
		{"5/11/2025 下午 3:05", "2025-11-05T15:05:00Z"}, {"5/11/2025 오후 3:05", "2025-11-05T15:05:00Z"}, {"11/5/2025 3:05 p.m.", "2025-11-05T15:05:00Z"},
		{"Tue, 11/04/2025 10:00", "2025-11-04T10:00:00Z"}, {"Di., 04.11.2025 10:00", "2025-11-04T10:00:00Z"}, {"4.11.2025 10.30.00", "2025-11-04T10:30:00Z"},
	} {
		got := ""
		if d := dateOf(c.in); !d.IsZero() {
			got = d.Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

// TestArrival takes the time of the topmost usable Received field where no date
// is told (RFC 5321, section 4.4).
func TestArrival(t *testing.T) {
	const received = "Received: from a by b with ESMTP id 1\r\n\tfor <x@example.net>; Tue, 4 Mar 2025 11:00:00 +0100\r\nReceived: by c; Mon, 3 Mar 2025 11:00:00 +0100\r\n"
	for _, c := range []struct{ in, want string }{
		{received + "From: a@example.org\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{received + "Date: 3/4/2025 10:00:00 +0000\r\nFrom: a@example.org\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{received + "Date: 4/3/2025 10:00:00 AM +0000\r\nFrom: a@example.org\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{received + "Date: 04.03.2025 10:00\r\nFrom: a@example.org\r\n\r\nx", "2025-03-04T10:00:00Z"},
		// What came late, or was sent again, says nothing of the day; but no letter comes before it was sent.
		{received + "Date: 01.03.2024 10:00\r\n\r\nx", "2024-03-01T10:00:00Z"}, {received + "Date: 01/12/2024 10:00\r\n\r\nx", "2024-12-01T10:00:00Z"},
		{received + "Date: 03.02.2025 10:00\r\n\r\nx", "2025-02-03T10:00:00Z"}, {received + "Date: 03.04.2025 10:00\r\n\r\nx", "2025-04-03T10:00:00Z"},
		{received + "Date: 05/02/2025 10:00\r\n\r\nx", "2025-02-05T10:00:00Z"}, {received + "Date: 02/05/2025 10:00\r\n\r\nx", "2025-02-05T10:00:00Z"},
		{received + "Date: 01-12-2024 10:00\r\n\r\nx", "2024-12-01T10:00:00Z"}, {received + "Date: 11/5/2024 3:05 PM\r\n\r\nx", "2024-11-05T15:05:00Z"},
		{received + "Date: 12.01.2025 10:00\r\n\r\nx", "2025-01-12T10:00:00Z"}, {received + "Date: 04/01/2025 10:00\r\n\r\nx", "2025-01-04T10:00:00Z"},
		{received + "Date: soon\r\nDate: 3/4/2025 10:00:00 +0000\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{received + "Date: soon\r\nFrom: a@example.org\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{received + "Date: \r\nFrom: a@example.org\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{received + "Date: Sat, 31 Feb 2025 10:00:00 +0000\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{received + "Date: Sat, 1 Mar 2025 10:00:00 +0000\r\n\r\nx", "2025-03-01T10:00:00Z"},
		{received + "Date: tomorrow\r\nDate: Sat, 1 Mar 2025 10:00:00 +0000\r\n\r\nx", "2025-03-01T10:00:00Z"},
		{"Received: from a by b; no time\r\n" + received + "Subject: x\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{"Received: from a (helo=x; y) by b id 1; Tue, 4 Mar 2025 11:00:00 +0100 (CET)\r\nSubject: x\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{"Received: from a by b id 1 Tue, 4 Mar 2025 11:00:00 +0100\r\nSubject: x\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{"Received: by 10.0.0.1 with SMTP id 1;\r\n        Tue, 04 Mar 2025 02:00:00 -0800 (PST)\r\nSubject: x\r\n\r\nx", "2025-03-04T10:00:00Z"},
		{"Received: from a by b, with x\r\nSubject: x\r\n\r\nx", ""}, {"Received: from a by b; 4 Mar 2025\r\nSubject: x\r\n\r\nx", ""},
		{"Delivery-Date: Tue, 04 Mar 2025 11:00:00 +0100\r\nSubject: x\r\n\r\nx", "2025-03-04T10:00:00Z"},
	} {
		m, d, got := eml.Read([]byte(c.in)), eml.Digest([]byte(c.in)), ""
		if !m.Date.IsZero() {
			got = m.Date.UTC().Format(time.RFC3339)
		}
		if got != c.want || !d.Date.Equal(m.Date) {
			t.Errorf("%q: %q and %v, want %q", c.in, got, d.Date, c.want)
		}
	}
}

func TestHTMLText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"plain &amp; simple &lt;x&gt; &eacute; &#x20AC; &nbsp; end", "plain & simple <x> é € end"},
		{"<p>One\n two</p><p>Three</p>", "One two\n\nThree"},
		{"a<br>b<br><br>c", "a\nb\n\nc"},
		{"<h1>Head</h1>text<div>block</div>tail", "Head\n\ntext\nblock\ntail"},
		{"<ul><li>a<li>b<ul><li>c</ul></ul>after", "• a\n• b\n  • c\n\nafter"},
		{"<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"},
		{"<table><tr><th>Tea</th><th>2</th></tr><tr><td><p>Milk</p></td><td><p>1</p></td></tr></table>", "Tea  2\nMilk  1"},
		{"<table><tr><td><table><tr><td>in</td></tr><tr><td>two</td></tr></table></td><td>x</td></tr></table>", "in\ntwo\nx"},
		{`<a href="https://example.org/x">here</a>, <a href="https://www.example.org/">example.org</a>`, "here <https://example.org/x>, example.org"},
		{`<a href="mailto:ann@example.org?subject=x">ann@example.org</a> <a href="javascript:x">no</a> <a href="#a">in</a>`, "ann@example.org no in"},
		{`<a href="https://example.org/1">one<a href="https://example.org/2">two`, "one <https://example.org/1>two <https://example.org/2>"},
		{`<img alt="the sea" src=x><img src=y>`, "the sea"},
		{"<style>p{x:y}</style><script>if(a<b)</script><title>T</title><p>seen</p>", "seen"},
		{`<div style="display: NONE">hidden<div>deep</div></div><span style="color:red;Visibility : hidden ! important;visibility:visible">x</span><p hidden>y</p>seen`, "seen"},
		{`<a style="background:#000;mso-hide:all">Confirm</a><div style="-webkit-backface-visibility:hidden;backface-visibility: hidden">Words</div>`, "Confirm\nWords"},
		{`<p style="display:none;display:block">a</p><p style="content-visibility:hidden;x-display:none">b</p><p style="display:block;display:none;mso-hide:all">c</p>e`, "a\n\nb\n\ne"},
		{`<div style="display:none">never closed <p>all of it</p>`, "never closed\n\nall of it"},
		{"a<blockquote>b<p>c</p><blockquote>d</blockquote></blockquote>e", "a\n\n> b\n>\n> c\n>\n> > d\n\ne"},
		{`a<noscript><p>no <b>script</b><img src="https://a.example/x.png" alt="sea"></noscript><p>b`, "a\n\nno script sea\n\nb"},
		{`<noframes><body><p>frames</p></body></noframes>`, "frames"},
		{`<div style="display:none"><noscript><div>x</div></noscript></div>seen`, "seen"},
		{"<pre>  two\n   lines\n\nend</pre>", "two\n   lines\n\nend"},
		{"x<!-- comment --><!--[if mso]>no<![endif]-->y", "xy"},
		{"&zwnj;&nbsp;&zwnj;&#847;&#8203;a &zwnj;b", "a b"},
		{"\x00a\x07b\u202Ec", "abc"}, {"a\ufffc\u2066b\u2069\u200f \u0091c\u0092", "ab\u200f ‘c’"},
		{"<p", ""},
		{"5 < 6 and 7 > 2", "5 < 6 and 7 > 2"},
		{"a<hr>b", "a\n――――――――\nb"},
		{"<b>bold</b><i>it</i> , x", "boldit , x"},
	} {
		if got := strings.TrimSuffix(eml.HTMLText(c.in), "\n"); got != c.want {
			t.Errorf("HTMLText(%q)\n got %q\nwant %q", c.in, got, c.want)
		}
	}
}

// TestHTMLTextApart reads HTML whose boxes stand side by side without a blank between them:
// their words are words of their own, and what styles only color stays one word.
func TestHTMLTextApart(t *testing.T) {
	const sheet = `<style>/* a { */ @import "x"; @media (max-width:600px){.word{display:block}}.row,td .line{display : flex;color:red}
		@media screen{.grid{display:grid}}.up{display:flex;flex-direction:column}.r{float:right}@font-face{src:x}.b.c{display:inline-block}
		.row:hover{display:block}.gone{display:inline-block}.gone{display:inline}</style>`
	for _, c := range []struct{ in, want string }{
		{`<div style="display:flex"><span>Room 12</span><span>36.00</span></div>`, "Room 12 36.00"},
		{sheet + `<div class="x row"><span>Room 12</span><b>36.00</b></div><div class=row>Trunk<a href="https://example.org/">Shelf</a></div>`, "Room 12 36.00\nTrunk Shelf <https://example.org/>"},
		{sheet + `<p class=grid><span>One</span><span>Two</span></p><p class=line><span>One</span><span>Two</span>`, "One Two\n\nOne Two"},
		{sheet + `<div class=up><span>One</span><span>Two</span></div>end`, "One\nTwo\nend"},
		{sheet + `Sum<span class=r>4.20</span><span class="c">Yes</span><span class=c>No</span>`, "Sum 4.20 Yes No"},
		{sheet + `x<span class=word>y</span>z <i class=gone>a</i>b`, "xyz ab"},
		{`<div style="display:table"><span style="display:table-cell">Number</span><span style="DISPLAY: Table-Cell !important">998</span></div>`, "Number 998"},
		{`<span style="display:inline-block">Inline</span><span style="display:inline-block">beside</span>`, "Inline beside"},
		{`<button>Yes</button><button>No</button><label>Name</label><select><option>x</select><label>Town</label>`, "Yes No Name Town"},
		{`One<span style="display:block">Two</span><em style="display:block">Three</em>Four`, "One\nTwo\nThree\nFour"},
		{`<span style="float:left;font-size:3em">O</span>nce`, "Once"}, {`<i style="display:inline-block">W</i>ord`, "Word"},
		{`<b style="display:inline-block">12</b>,98 (<b style="display:inline-block">net</b>). <a style="display:inline-block">Go</a>!`, "12,98 (net). Go!"},
		{`<div style="display:flex"><div><b>Wo</b>rd<i>s</i></div><div><u>o</u>ne</div></div>`, "Words\none"},
		{`<span style="color:red">Hel</span><span>lo</span>, <b>wo</b><font color=red>rld</font>`, "Hello, world"},
		{`<div style="display:flex"><p>One<p>Two</div><span>th</span><span>ree</span>`, "One\n\nTwo\nthree"},
		{`<table><tr><td style="display:flex"><span>a</span><span>b</span></td><td><span style="display:block">c</span></td></tr></table>`, "a b  c"},
		{`<ul style="display:flex"><li><a style="display:block">a</a><li><a style="display:block">b</a></ul>`, "• a\n• b"},
		{`<style>.a{display:flex`, ""}, {`<style>.a{display:flex</style><p class=a><i>x</i><i>y</i>`, "x y"}, {`<style>@media x{.a{`, ""},
	} {
		if got := strings.TrimSuffix(eml.HTMLText(c.in), "\n"); got != c.want {
			t.Errorf("HTMLText(%q)\n got %q\nwant %q", c.in, got, c.want)
		}
	}
	for _, deep := range []string{"<span style=display:flex>", "<b>", "<x-y style=float:left>x"} {
		eml.HTMLText(strings.Repeat(deep, 5000) + "x" + strings.Repeat("</span></b>", 5000))
	}
}

// TestFlowedArrow reads lines of format=flowed that begin with ">" and are no quotation.
func TestFlowedArrow(t *testing.T) {
	for in, want := range map[string]string{
		"Me\n > own\n >> own too\n> said\n": "Me\n  > own\n  >> own too\n> said\n",
		"> said\n>  > by her\n":             "> said\n>    > by her\n",
		"goes \n > on\n From me\n":          "goes > on\nFrom me\n",
	} {
		m := eml.Read([]byte("Content-Type: text/plain; format=flowed\n\n" + in))
		if got := strings.TrimSpace(m.Text); got != strings.TrimSpace(want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSafeName(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"report.pdf", "report.pdf"}, {"../../etc/passwd", "passwd"}, {`C:\Users\x\Größe 1.doc`, "Größe 1.doc"},
		{"Rechnung 4711/2025.pdf", "Rechnung 4711_2025.pdf"}, {"RE/2025/0012.pdf", "RE_2025_0012.pdf"}, {"1/2.pdf/", "1_2.pdf"}, {`n\x.pdf`, "x.pdf"}, {"a/../x.pdf", "x.pdf"},
		{"./x.pdf", "x.pdf"}, {"/tmp/x.pdf", "x.pdf"}, {"~/x.pdf", "x.pdf"}, {"C:/tmp/x.pdf", "x.pdf"}, {"file:///tmp/x.pdf", "x.pdf"}, {`a/b\x.pdf`, "a_b_x.pdf"}, {"a/.exe", "a_.exe"},
		{"", "attachment-3"}, {"..", "attachment-3"}, {"/", "attachment-3"}, {"   ", "attachment-3"}, {"a/", "a"}, {"???", "attachment-3"},
		{"con", "_con"}, {"NUL.txt", "_NUL.txt"}, {"com1 .txt", "_com1 .txt"}, {"LPT¹", "_LPT¹"}, {"console.txt", "console.txt"},
		{".bashrc", "bashrc"}, {"-rf", "_rf"}, {"a:b*c?d\"e<f>g|h", "a_b_c_d_e_f_g_h"}, {"x. . ", "x"},
		{"photo\u202Egpj.exe", "photogpj.exe"}, {"a\x00b\nc\td", "ab c d"}, {"e\u0301.txt", "é.txt"}, {"\xff.txt", "_.txt"},
		{strings.Repeat("x", 300) + ".pdf", strings.Repeat("x", 176) + ".pdf"}, {"東京.pdf", "東京.pdf"}, {"a\u200bb.pdf", "ab.pdf"}, {"a\u061cb\uf8ff\u2028c\ufffc.pdf", "ab c.pdf"},
		{strings.Repeat("a", 176) + ".exe." + strings.Repeat("y", 25), strings.Repeat("a", 176) + "_exe"},
		{strings.Repeat("東", 100) + ".pdf", strings.Repeat("東", 58) + ".pdf"},
	} {
		if got := eml.SafeName(c.in, 2); got != c.want {
			t.Errorf("SafeName(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSnippet(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"", 200, ""}, {"Hello\n\n  there ", 200, "Hello there"},
		{"On Mon, 1 Nov 2025 Ann wrote:\n> old\n> words\nMy answer\n", 200, "My answer"},
		{"On Mon, 1 Nov 2025, Ann <a@example.org>\nwrote:\n> old\nMy answer\n", 200, "My answer"},
		{"View in browser\n\nSpring is here", 200, "Spring is here"}, {"View in browser", 200, "View in browser"},
		{"> only\n> quoted", 200, "> only > quoted"}, {"Yes.\n\n-----Original Message-----\nFrom: x", 200, "Yes."},
		{"======\nhttps://example.org/abc\nSee <https://example.org> now", 200, "See now"},
		{"Hi\n-- \nMaria", 200, "Hi"}, {"a b c", 3, "a b"}, {"abcdef", 3, "abc"}, {"äöü", 2, "äö"}, {"x", 0, ""},
		{"\u200c \u200c \u200cStart", 200, "Start"}, {"pre\u00adheader \u2800می\u200cخواهم", 200, "preheader می\u200cخواهم"},
	} {
		if got := eml.Snippet(c.in, c.max); got != c.want {
			t.Errorf("Snippet(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func TestHeaderBlock(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"From: a\r\nX: b\r\n\r\nbody", "From: a\r\nX: b"}, {"From: a\n\nbody: x\n\n", "From: a"}, {"From: a", "From: a"},
		{"just text\n\nmore", ""}, {"", ""},
	} {
		if got := string(eml.HeaderBlock([]byte(c.in))); got != c.want {
			t.Errorf("HeaderBlock(%q) = %q", c.in, got)
		}
	}
}

func TestPartDataMissing(t *testing.T) {
	for _, i := range []int{-1, 0, 5} {
		if _, _, err := eml.PartData([]byte("From: a@example.org\r\n\r\nx"), i); !errors.Is(err, eml.ErrNoPart) {
			t.Errorf("index %d: %v", i, err)
		}
	}
}

// hostile makes messages of about size octets that are slow to read for a reader
// that is not linear.
func hostile(size int) map[string][]byte {
	rep := func(head, body, tail string) []byte {
		return []byte(head + strings.Repeat(body, max(1, size/len(body))) + tail)
	}
	h := "From: a@example.org\r\nSubject: x\r\n"
	nested := bytes.NewBufferString(h)
	for i := 0; nested.Len() < size; i++ {
		fmt.Fprintf(nested, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	return map[string][]byte{
		"nested multiparts":       nested.Bytes(),
		"nested same boundary":    rep(h, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", ""),
		"nested messages":         rep(h, "Content-Type: message/rfc822\r\n\r\nSubject: y\r\n", ""),
		"many parts":              rep(h+"Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n", ""),
		"many attachments":        rep(h+"Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\nContent-Type: a/b; name=x\r\n\r\nx\r\n", "--b--"),
		"hyphen lines":            rep(h+"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n", "\r\n--x", ""),
		"huge subject":            rep("Subject: ", "x y ", "\r\n\r\n"),
		"huge folded subject":     rep("Subject: ", "=?utf-8?q?a\r\n ", "\r\n\r\n"),
		"huge To":                 rep("To: ", "\"a\" <b@example.org>, ", "\r\n\r\n"),
		"many To":                 rep("", "To: a@example.org\r\n", "\r\n"),
		"open comments":           rep("To: ", "(", "\r\n\r\n"),
		"open quotes":             rep("To: ", "\\\"", "\r\n\r\n"),
		"open brackets":           rep("To: ", "<a", "\r\n\r\n"),
		"colons":                  rep("To: ", "a@:", ";\r\n\r\n"),
		"many params":             rep(h+"Content-Type: text/plain", "; a*0*=b", "\r\n\r\n"),
		"param pieces":            rep(h+"Content-Type: a/b", "; name*1=\"x\"", "\r\n\r\n"),
		"equals signs as base64":  rep(h+"Content-Transfer-Encoding: base64\r\n\r\n", "=A", ""),
		"equals signs as QP":      rep(h+"Content-Transfer-Encoding: quoted-printable\r\n\r\n", "=", ""),
		"uu begins":               rep(h+"\r\n", "begin 644 x\r\n", ""),
		"yenc begins":             rep(h+"\r\n", "=ybegin line=1 name=x\r\n", ""),
		"html tags":               rep(h+"Content-Type: text/html\r\n\r\n", "<div><table><tr><td>x", ""),
		"html open tag":           rep(h+"Content-Type: text/html\r\n\r\n", "<a ", ""),
		"html cells":              rep(h+"Content-Type: text/html\r\n\r\n<tr>", "<td>x", ""),
		"html attributes":         rep(h+"Content-Type: text/html\r\n\r\n<p ", "a=b ", ">x"),
		"html hidden":             rep(h+"Content-Type: text/html\r\n\r\n", "<p style=display:none>", "x"),
		"html quotes":             rep(h+"Content-Type: text/html\r\n\r\n", "<blockquote>x", ""),
		"html entities":           rep(h+"Content-Type: text/html\r\n\r\n", "&amp", ""),
		"html cids":               rep(h+"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <x>\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n", "cid:a", ""),
		"high octets":             rep(h+"\r\n", "\xe4 \xb6\xc0", ""),
		"carriage returns":        rep(h+"\r\n", "\r", ""),
		"header junk":             rep(h, "junk\r\n", "\r\n"),
		"blank header lines":      rep(h, " \r\n", "\r\n"),
		"no header, no line ends": rep("", "x", ""),
	}
}

// TestLinear reads hostile messages of two sizes. The larger one, of 16 times the
// octets, takes 16 times as long for a linear reader and 256 times for a quadratic
// one; what is too quick to be measured is let through.
func TestLinear(t *testing.T) {
	const small, large = 16 << 10, 256 << 10
	first := hostile(small)
	took := func(raw []byte) time.Duration {
		best := time.Duration(1 << 62)
		for range 3 {
			start := time.Now()
			_ = eml.Read(raw).Readable()
			eml.Digest(raw)
			best = min(best, time.Since(start))
		}
		return best
	}
	for name, raw := range hostile(large) {
		t.Run(name, func(t *testing.T) {
			a, b := max(took(first[name]), 5*time.Millisecond), took(raw)
			if ratio := float64(b) / float64(a); ratio > 120 {
				t.Errorf("16 times the octets took %.0f times as long: %v, %v", ratio, a, b)
			}
		})
	}
}

func TestTenThousandNestedParts(t *testing.T) {
	var b strings.Builder
	b.WriteString("From: a@example.org\r\nSubject: deep\r\n")
	for i := range 10000 {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\r\n\r\nat the bottom\r\n")
	raw := []byte(b.String())
	checkMessage(t, "nested", raw)
	m := eml.Read(raw)
	if m.Subject != "deep" || len(m.Problems) == 0 || !strings.Contains(m.Readable(), "at the bottom") {
		t.Errorf("subject %q, problems %q", m.Subject, m.Problems)
	}
}

func TestManyParts(t *testing.T) {
	raw := []byte("From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		strings.Repeat("--b\r\nContent-Type: text/plain; name=x.txt\r\nContent-Disposition: attachment\r\n\r\nhello\r\n", 10000) + "--b--\r\n")
	m := eml.Read(raw)
	if n := len(m.Attachments); n < 1000 || n > 3000 || len(m.Problems) == 0 {
		t.Errorf("%d attachments, problems %q", n, m.Problems)
	}
}

// TestSizes compares the sizes that are counted with those that are decoded.
func TestSizes(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789abcdef\xff\x00"), 4000)
	for n := range 200 {
		enc := base64.StdEncoding.EncodeToString(data[:n*37])
		var lines strings.Builder
		for len(enc) > 76 {
			lines.WriteString(enc[:76] + "\r\n")
			enc = enc[76:]
		}
		lines.WriteString(enc + "\r\n")
		raw := []byte("From: a@example.org\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines.String())
		d := eml.Digest(raw)
		got, _, err := eml.PartData(raw, 0)
		if err != nil || !bytes.Equal(got, data[:n*37]) || d.Attachments[0].Size != int64(n*37) {
			t.Fatalf("%d octets: %d counted, %d decoded, %v", n*37, d.Attachments[0].Size, len(got), err)
		}
	}
}

func TestIndexTextIsBounded(t *testing.T) {
	raw := []byte("From: a@example.org\r\n\r\n" + strings.Repeat("words and é ", 400000))
	d := eml.Digest(raw)
	if len(d.Text) > eml.MaxText || len(d.Text) < eml.MaxText-10 || !utf8.ValidString(d.Text) {
		t.Errorf("%d octets", len(d.Text))
	}
	if m := eml.Read(raw); len(m.Text) < 4000000 {
		t.Errorf("the text itself was cut to %d octets", len(m.Text))
	}
}

// TestHTMLTemplates makes the templates of the corpora readable: no marks are
// left, and what stands in a paragraph is there.
func TestHTMLTemplates(t *testing.T) {
	n := eachFile(t, corpora(t, "html"), func(path string, raw []byte) {
		if !strings.HasSuffix(path, ".html") {
			return
		}
		s := eml.HTMLText(string(raw))
		checkText(t, path, "text", s)
		for _, mark := range []string{"</td", "<td width", "<p style", "font-family:", "@media ("} {
			if strings.Contains(s, mark) {
				t.Errorf("%s: %q is left", path, mark)
			}
		}
		if len(raw) > 5000 && len(s) < 20 {
			t.Errorf("%s: only %q of %d octets", path, s, len(raw))
		}
	})
	if n < 50 {
		t.Errorf("only %d files", n)
	}
}

// TestSignedSnippet leaves the dashes out that signing adds to lines (RFC 9580, 7.2).
func TestSignedSnippet(t *testing.T) {
	text := "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello,\n- -- dashes\n- - Item\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
	if got, want := eml.Snippet(text, 100), "Hello, -- dashes - Item"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

package eml_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// hostileInputs are inputs of size octets each that a reader without limits is slow with,
// or makes much out of.
var hostileInputs = []struct {
	name string
	make func(size int) string
}{
	{"blockquotes", func(n int) string { return html(strings.Repeat("<blockquote>", 50) + fill("<p>a", n)) }},
	{"lists", func(n int) string { return html(fill("<ul><li>a", n)) }},
	{"tables", func(n int) string { return html(fill("<table><tr><td>a", n)) }},
	{"divs", func(n int) string { return html(fill("<div>", n)) }},
	{"bold", func(n int) string { return html(fill("<b>a", n)) }},
	{"ends without beginnings", func(n int) string { return html(strings.Repeat("<div>", 500) + fill("</p>", n)) }},
	{"cells", func(n int) string { return html("<table><tr>" + fill("<td>a", n)) }},
	{"pre in quotes", func(n int) string { return html(strings.Repeat("<blockquote>", 50) + "<pre>" + fill("a\n", n)) }},
	{"line breaks in quotes", func(n int) string { return html(strings.Repeat("<blockquote>", 50) + fill("a<br>", n)) }},
	{"entities", func(n int) string { return html(fill("&CounterClockwiseContourIntegral;", n)) }},
	{"bad entities", func(n int) string { return html(fill("&amp", n) + fill("&#", n/9)) }},
	{"attributes", func(n int) string { return html("<p" + fill(` a="b"`, n) + ">") }},
	{"attributes, each another", func(n int) string { return html("<p" + count(" a%d=b", n) + ">") }},
	{"open quotes", func(n int) string { return html(fill(`<a href="`, n)) }},
	{"open comments", func(n int) string { return html(fill("<!-- ", n)) }},
	{"less-than signs", func(n int) string { return html(fill("<", n)) }},
	{"open tags", func(n int) string { return html(fill("<a ", n)) }},
	{"style blocks", func(n int) string { return html(fill("<style>a{b:c}</style>", n)) }},
	{"open style blocks", func(n int) string { return html(fill("<style>", n)) }},
	{"open scripts", func(n int) string { return html(fill("<script><!--<script>", n)) }},
	{"long style", func(n int) string { return html(fill("<p style='display:none;a:b'>x", n)) }},
	{"selects", func(n int) string { return html(fill("<select><option>a", n)) }},
	{"svg", func(n int) string { return html(fill("<svg><title><math>", n)) }},
	{"links", func(n int) string { return html(count(`<a href="http://a.example/%d">x</a>`, n)) }},
	{"cids", func(n int) string {
		return "Content-Type: multipart/related; boundary=b\n\n--b\n" + html(count(`<img src="cid:%d">`, n/2)) +
			"\n" + count("--b\nContent-Type: image/png\nContent-ID: <%d>\n\nx\n", n/2)
	}},
	{"one cid without end", func(n int) string {
		return "Content-Type: multipart/related; boundary=b\n\n--b\n" + html(fill("cid:", n)) +
			"\n--b\nContent-Type: image/png\nContent-ID: <1>\n\nx\n"
	}},

	{"events", func(n int) string { return calendarOf(fill("BEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\n", n)) }},
	{"events within events", func(n int) string { return calendarOf(fill("BEGIN:VEVENT\nSUMMARY:a\n", n)) }},
	{"zones", func(n int) string {
		return calendarOf(count("BEGIN:VTIMEZONE\nTZID:%d\nBEGIN:STANDARD\nTZOFFSETTO:+0100\nDTSTART:20000101T000000\nEND:STANDARD\nEND:VTIMEZONE\n", n))
	}},
	{"zones by name", func(n int) string {
		return calendarOf(count("BEGIN:VEVENT\nSUMMARY:a\nDTSTART;TZID=Europe/%d:20261212T190000\nEND:VEVENT\n", n))
	}},
	{"calendars", func(n int) string {
		return mixed(count("--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=A/%d:20261212T190000\nEND:VEVENT\n", n))
	}},
	{"parameters", func(n int) string {
		return calendarOf("BEGIN:VEVENT\nSUMMARY:a\n" + fill("ATTENDEE"+strings.Repeat(`;A="b;c"`, 500)+":mailto:a@b.example\n", n))
	}},
	{"rules", func(n int) string {
		return calendarOf("BEGIN:VEVENT\nSUMMARY:a\nRRULE:FREQ=WEEKLY;BYDAY=" + fill("MO,", n))
	}},
	{"folds", func(n int) string { return calendarOf("BEGIN:VEVENT\nSUMMARY:" + fill("a\n ", n)) }},
	{"cards", func(n int) string {
		return body("text/vcard", "7bit", fill("BEGIN:VCARD\nFN:a\nTEL:1\nEND:VCARD\n", n))
	}},
	{"cards within cards", func(n int) string { return body("text/vcard", "7bit", fill("BEGIN:VCARD\nFN:a\n", n)) }},
	{"reports", func(n int) string {
		return body("message/delivery-status", "7bit", fill("\nFinal-Recipient: rfc822; a\nAction: failed\nDiagnostic-Code: "+strings.Repeat("1.1.", 100)+"\n", n))
	}},
	{"folds of a report", func(n int) string {
		return body("message/delivery-status", "7bit", "Diagnostic-Code: a\n"+fill(" a\n", n))
	}},
	{"signed data", func(n int) string {
		return body("application/pkcs7-mime", "8bit", "\x30\x80"+"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"+fill("\xa0\x80\x30\x80\x24\x80\x04\x01a", n))
	}},
	{"armor", func(n int) string {
		return body("text/plain", "7bit", fill("x-----BEGIN PGP SIGNED MESSAGE-----\n", n))
	}},

	{"parts", func(n int) string { return mixed(fill("--b\n\na\n", n)) }},
	{"files", func(n int) string { return mixed(count("--b\nContent-Disposition: attachment; filename=%d\n\na\n", n)) }},
	{"files of one name", func(n int) string { return mixed(fill("--b\nContent-Disposition: attachment; filename=a\n\na\n", n)) }},
	{"boundaries alone", func(n int) string { return mixed(fill("--b\n", n)) }},
	{"boundaries nearly", func(n int) string { return mixed(fill("--a\n", n)) }},
	{"multiparts", func(n int) string { return count("Content-Type: multipart/mixed; boundary=b%[1]d\n\n--b%[1]d\n", n) }},
	{"multiparts of one boundary", func(n int) string { return fill("Content-Type: multipart/mixed; boundary=b\n\n--b\n", n) }},
	{"alternatives", func(n int) string {
		return "Content-Type: multipart/alternative; boundary=b\n\n" + fill("--b\nContent-Type: text/html\n\n<p>a\n", n)
	}},
	{"messages", func(n int) string { return fill("Content-Type: message/rfc822\n\n", n) }},
	{"packed messages", packedMessages},
	{"forwards", func(n int) string { return mixed(fill("--b\nContent-Type: message/rfc822\n\nSubject: a\n\nb\n", n)) }},

	{"fields", func(n int) string { return count("X-%d: a\n", n) + "\na" }},
	{"fields of one name", func(n int) string { return fill("Subject: a\n", n) + "\na" }},
	{"Received", func(n int) string { return fill("Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\n", n) + "\na" }},
	{"a line", func(n int) string { return "Subject: " + fill("a", n) + "\n\na" }},
	{"folds", func(n int) string { return "Subject: a" + fill("\n b", n) + "\n\na" }},
	{"no header ends", func(n int) string { return fill("Subject\n", n) }},
	{"broken lines", func(n int) string { return fill("Subject: a\nbroken line\n", n) }},
	{"From_ lines", func(n int) string { return fill("From a\n", n) + "Subject: a\n\nb" }},
	{"addresses", func(n int) string { return "To: " + fill("a@b.c,", n) + "\n\na" }},
	{"named addresses", func(n int) string { return "To: " + count("\"A, %[1]d\" <a%[1]d@b.c>,\n ", n) + "\n\na" }},
	{"less-than in addresses", func(n int) string { return "To: " + fill("<", n) + "\n\na" }},
	{"comments in addresses", func(n int) string { return "To: " + fill("(", n) + "\n\na" }},
	{"quotes in addresses", func(n int) string { return "From: " + fill("\"a", n) + "\n\na" }},
	{"groups", func(n int) string { return "To: " + fill("a:b@c;", n) + "\n\na" }},
	{"words in an address", func(n int) string { return "From: " + fill("a ", n) + "\n\na" }},
	{"names that are addresses", func(n int) string { return "From: " + fill("a@b ", n) + "\n\na" }},
	{"encoded words", func(n int) string { return "Subject: " + fill("=?utf-8?q?a?= ", n) + "\n\na" }},
	{"encoded words in addresses", func(n int) string { return "To: " + fill("=?utf-8?q?a?= <a@b>, ", n) + "\n\na" }},
	{"encoded words that begin", func(n int) string { return "Subject: " + fill("=?", n) + "\n\na" }},
	{"encoded words without end", func(n int) string { return "Subject: " + fill("=?a?q?", n) + "\n\na" }},
	{"encoded words whose ends are none", func(n int) string { return "Subject: " + fill("=?a?b? ", n) + "\n\na" }},
	{"names whose words have no end", func(n int) string { return mixed(fill(namedFile(n), n)) }},
	{"calendars beside files whose names have no end", func(n int) string {
		forms := "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\na\n--c\nContent-Type: text/calendar\n\nb\n--c--\n"
		return mixed(strings.Repeat(namedFile(n), 1000) + strings.Repeat(forms, 333))
	}},
	{"calendars as forms of one text", func(n int) string {
		return "Content-Type: multipart/alternative; boundary=b\n\n--b\n\na\n" + fill("--b\nContent-Type: text/calendar\n\nb\n", n)
	}},
	{"encoded words that are cut off", func(n int) string { return "Subject: " + fill("=?utf-8?b?aaaa ", n) + "\n\na" }},
	{"cut off words of many charsets", func(n int) string { return "To: " + count("=?x%d?b?aaaa <a@b>, ", n) + "\n\na" }},
	{"halves of pairs", func(n int) string {
		return "Content-Type: text/plain; charset=utf-8\n\n" + fill("\xed\xa0\xbd\xed\xb8\x80\xed", n)
	}},
	{"bodies of pages without a type", func(n int) string {
		return "Content-Type: multipart/mixed; boundary=b\n\n" + fill("--b\n\n<html>\n", n)
	}},
	{"encoded words of many charsets", func(n int) string { return "Subject: " + count("=?x%d?q?=e4?= ", n) + "\n\na" }},
	{"references", func(n int) string { return "References: " + count("<%d@a> ", n) + "\n\na" }},
	{"references without end", func(n int) string { return "References: " + fill("<", n) + "\n\na" }},
	{"date", func(n int) string { return "Date: " + fill("1 ", n) + "\n\na" }},
	{"date of comments", func(n int) string { return "Date: " + fill("(", n) + "\n\na" }},
	{"parameters", func(n int) string { return "Content-Type: text/plain" + count("; a%d=b", n) + "\n\na" }},
	{"sections", func(n int) string { return "Content-Disposition: attachment" + count("; filename*%d=b", n) + "\n\na" }},
	{"sections with holes", func(n int) string {
		return "Content-Disposition: attachment" + count("; filename*%d0*=%%41", n) + "\n\na"
	}},
	{"the same section", func(n int) string {
		return "Content-Disposition: attachment" + fill("; filename*0*=utf-8''a", n) + "\n\na"
	}},
	{"quotes in parameters", func(n int) string { return "Content-Type: text/plain; charset=" + fill("\"", n) + "\n\na" }},

	{"base64 in a line", func(n int) string { return body("text/plain", "base64", fill("YWFh", n)) }},
	{"base64 of signs between", func(n int) string { return body("text/plain", "base64", fill("=Y=", n)) }},
	{"quoted-printable in a line", func(n int) string { return body("text/plain", "quoted-printable", fill("=41", n)) }},
	{"blanks at line ends", func(n int) string { return body("text/plain", "quoted-printable", fill(" ", n)) }},
	{"lone equal signs", func(n int) string { return body("text/plain", "quoted-printable", fill("=", n)) }},
	{"uuencode begins", func(n int) string { return body("text/plain", "7bit", fill("begin 644 a\n", n)) }},
	{"uuencode files", func(n int) string { return body("text/plain", "7bit", count("begin 644 %d\n#86%%A\n`\nend\n", n)) }},
	{"yEnc begins", func(n int) string { return body("text/plain", "7bit", fill("=ybegin line=128 size=1 name=a\n", n)) }},
	{"flowed quotes", func(n int) string {
		return body("text/plain; format=flowed", "7bit", fill(strings.Repeat(">", 900)+" a \n", n))
	}},
	{"flowed quotes that change", func(n int) string { return body("text/plain; format=flowed", "7bit", fill("> a \n>> b \n", n)) }},
	{"flowed for ever", func(n int) string { return body("text/plain; format=flowed; delsp=yes", "7bit", fill("a \n", n)) }},
	{"enriched", func(n int) string { return body("text/enriched", "7bit", fill("<bold>a<nl>", n)) }},
	{"enriched params", func(n int) string { return body("text/enriched", "7bit", fill("<param>", n)) }},
	{"enriched less-than", func(n int) string { return body("text/enriched", "7bit", fill("< ", n)) }},
	{"enriched ends", func(n int) string { return body("text/enriched", "7bit", fill("\n\na", n)) }},
	{"RTF groups", func(n int) string { return body("text/rtf", "7bit", `{\rtf1 `+fill(`{\b a`, n)) }},
	{"RTF signs", func(n int) string { return body("text/rtf", "7bit", `{\rtf1 `+fill(`\'e4\u8364?`, n)) }},
	{"calendar", func(n int) string {
		return body("text/calendar", "7bit", "BEGIN:VCALENDAR\n"+fill("BEGIN:VEVENT\nSUMMARY:a\n", n))
	}},
	{"attendees", func(n int) string {
		return body("text/calendar", "7bit", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n"+count("ATTENDEE;CN=a:mailto:%d@a\n", n)+"END:VEVENT\nEND:VCALENDAR\n")
	}},
	{"calendar folds", func(n int) string { return body("text/calendar", "7bit", "BEGIN:VCALENDAR\nSUMMARY:"+fill("\n a", n)) }},
	{"calendar signs", func(n int) string { return body("text/calendar", "7bit", "BEGIN:VCALENDAR\nSUMMARY"+fill(`;a="b`, n)) }},

	{"lone CRs", func(n int) string { return "Subject: a\r\n\r\n" + fill("a\r", n) }},
	{"lone CRs in parts", func(n int) string { return mixed("--b\n\n" + fill("\r--b\r\ra\r", n)) }},
	{"CRs alone", func(n int) string { return "Subject: a\n\n" + fill("\r", n) + "\n" }},
	{"line feeds", func(n int) string { return fill("\n", n) }},
	{"zeros", func(n int) string { return fill("\x00", n) }},

	{"high octets", func(n int) string { return body("text/plain; charset=windows-1252", "8bit", fill("\x80", n)) }},
	{"guessed", func(n int) string { return body("text/plain", "8bit", fill("\xe4\xb6\xff", n)) }},
	{"iso-2022-jp", func(n int) string { return body("text/plain; charset=iso-2022-jp", "7bit", fill("\x1b$B\x1b(B", n)) }},
	{"utf-7", func(n int) string { return body("text/plain; charset=utf-7", "7bit", fill("+AOQ", n)) }},
	{"utf-7 that begins", func(n int) string { return body("text/plain; charset=utf-7", "7bit", fill("+", n)) }},
	{"hz", func(n int) string { return body("text/plain; charset=hz-gb-2312", "7bit", fill("~{~}", n)) }},
	{"hz wrong", func(n int) string { return body("text/plain; charset=hz-gb-2312", "7bit", fill("~{\x80", n)) }},
	{"utf-16", func(n int) string { return body("text/plain; charset=utf-16le", "8bit", fill("\x00\xd8", n)) }},
	{"big5", func(n int) string { return body("text/plain; charset=big5", "8bit", fill("\x88\x62", n)) }},
	{"gb18030", func(n int) string { return body("text/plain; charset=gb18030", "8bit", fill("\x81\x30\x81\x30", n)) }},
	{"euc-kr", func(n int) string { return body("text/plain; charset=euc-kr", "8bit", fill("\xff\x80", n)) }},
	{"utf-8 wrong", func(n int) string { return body("text/plain; charset=utf-8", "8bit", fill("\xc3", n)) }},
	{"unknown charset", func(n int) string { return body("text/plain; charset=x-none", "8bit", fill("\xe4", n)) }},

	{"TNEF of nothing", func(n int) string { return winmail(prop(0x1000, 0x1001, 0xFFFFFFFF)) }},
	{"TNEF of no kind", func(n int) string { return winmail(bytes.Repeat(prop(0x1000, 0x1000, 0xFFFFFFFF), n*3/4/12)) }},
	{"TNEF of many texts", func(n int) string {
		return winmail(append(prop(0x101E, 0x1000, uint32(n/2/4)), make([]byte, n/2)...))
	}},
	{"TNEF files", func(n int) string { return winmailOf(bytes.Repeat(attribute(2, 0x9002, nil), n*3/4/11)) }},
	{"TNEF within TNEF", tnefWithin},
	{"mixed", func(n int) string {
		return mixed("--b\n" + html(fill("<blockquote><p>a<table><td>&amp;<ul><li>", n/4)) + "\n--b\n" +
			body("text/plain; charset=iso-2022-kr; format=flowed", "quoted-printable", fill("=1B$)C> a=20\n", n/4)) + "\n" +
			fill("--b\nContent-Type: text/html; charset=utf-7\n\n<style>+AOQ\n", n/4) + fill("--b\nContent-Type: message/rfc822\n\nTo: a@b, c@d\n\nbegin 644 a\n", n/4))
	}},
}

// fill repeats s to n octets, count does with a number that goes up.
func fill(s string, n int) string { return strings.Repeat(s, max(1, n/len(s))) }

func count(format string, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func body(media, enc, s string) string {
	return "Content-Type: " + media + "\nContent-Transfer-Encoding: " + enc + "\n\n" + s
}

func html(s string) string  { return body("text/html; charset=utf-8", "8bit", s) }
func mixed(s string) string { return "Content-Type: multipart/mixed; boundary=b\n\n" + s }

// namedFile is one of a thousand files in n octets, whose name is made of words that begin.
func namedFile(n int) string {
	return "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"" + fill("=?a?b? ", n/1100) + "\"\n\na\n"
}

// packedMessages are messages within messages, each in base64, as many as fit.
func packedMessages(n int) string {
	s := "Subject: a\n\nb"
	for {
		next := body("message/rfc822", "base64", base64.StdEncoding.EncodeToString([]byte(s)))
		if len(next) > n {
			return s
		}
		s = next
	}
}

// attribute is one of TNEF, without its checksum being right ([MS-OXTNEF] 2.1.3).
func attribute(level byte, id uint32, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte{level}, id)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	sum := uint16(0)
	for _, c := range data {
		sum += uint16(c)
	}
	return binary.LittleEndian.AppendUint16(append(b, data...), sum)
}

// prop is a property of a kind, with the number of its values.
func prop(kind, id uint16, values uint32) []byte {
	b := binary.LittleEndian.AppendUint16(nil, kind)
	b = binary.LittleEndian.AppendUint16(b, id)
	return binary.LittleEndian.AppendUint32(b, values)
}

func tnefOf(attributes []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, 0x223E9F78)
	return append(append(b, 1, 0), attributes...)
}

func winmailOf(attributes []byte) string {
	return body("application/ms-tnef; name=winmail.dat", "base64", base64.StdEncoding.EncodeToString(tnefOf(attributes)))
}

// winmail is a winmail.dat of properties, which say that they are very many.
func winmail(props []byte) string {
	return winmailOf(attribute(1, 0x69003, append([]byte{0xFF, 0xFF, 0xFF, 0x7F}, props...)))
}

// tnefWithin are items within items, each in a property of an attachment.
func tnefWithin(n int) string {
	t := tnefOf(nil)
	for len(t) < n/2 && len(t) < 4000*20 {
		p := append([]byte{1, 0, 0, 0}, prop(0x000D, 0x3701, 1)...)
		p = binary.LittleEndian.AppendUint32(p, uint32(len(t)+16))
		p = append(append(p, make([]byte, 16)...), t...)
		t = tnefOf(append(attribute(2, 0x9002, nil), attribute(2, 0x69005, p)...))
	}
	return body("application/ms-tnef; name=winmail.dat", "base64", base64.StdEncoding.EncodeToString(t))
}

func calendarOf(s string) string { return body("text/calendar", "7bit", "BEGIN:VCALENDAR\n"+s) }

func TestHostile(t *testing.T) {
	for _, c := range hostileInputs {
		t.Run(c.name, func(t *testing.T) { bounded(t, c.name, []byte(c.make(1<<20))) })
	}
}

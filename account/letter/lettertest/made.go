// Package lettertest makes letters for tests, and says where octets break the rules for
// messages.
package lettertest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"popmail/account/letter"
)

var names = []string{"", "Ann Example", "Müller, Jörg", `Bob "The Boat" O'Neil`, "東京ホテル予約センター", "Пётр Ильич", "د. منى", "a@b.example", "=?utf-8?q?no_word?=",
	"Åse Ødegård-Nyström (Hafen)", "x. y; z: <w>", `back\slash`, strings.Repeat("Very Long Name ", 12), strings.Repeat("長", 90), "👩‍👩‍👧 Family", "trailing dot."}

var emails = []string{"ann@example.org", "jörg@example.org", "bob.o'neil+boat@harbor.example", "info@müller.example", "a_b-c@sub.domain.example", "x@日本語.example", "UPPER@Example.ORG",
	strings.Repeat("l", 64) + "@example.org", "me@[192.0.2.1]"}

var subjects = []string{"", "Hello", "We take the ferry on Friday", "Grüße aus Köln – und “Anführung”", "Привет, как дела? " + strings.Repeat("очень ", 30), strings.Repeat("word ", 60),
	strings.Repeat("x", 2000), "=?utf-8?q?no_word?= here", "two  blanks\tand a tab", "line\r\nBcc: evil@example.org", "日本語" + strings.Repeat("の題名", 40), "emoji 👩‍👩‍👧👍🏽", "\u202egnp.exe", ": colon first"}

var texts = []string{"", "Hi,\n\nbye.\n", "From the start\nFrom the middle\n.\n..\n.dot\n", "Größe: 5 €\n\ttab\n  blanks at the start\nblanks at the end   \n",
	strings.Repeat("A long line without an end. ", 200), strings.Repeat("z", 5000) + "\n", "漢字と仮名\n" + strings.Repeat("日本語の長い行", 100), "nul\x00bell\x07 and \xff broken\n", "> a quote of old\n>> older\n-- \nSignature\n", "=20 =3D =\n"}

var fileNames = []string{"ticket.pdf", "Größe der Boote – Übersicht.pdf", "日本語のとても長いファイル名" + strings.Repeat("長い", 30) + ".txt", `a"quote"; filename=evil.exe`, "../../etc/passwd", `C:\boot.ini`, "line\r\nX-Evil: 1.txt",
	strings.Repeat("n", 300) + ".jpg", "", "100% sure*.txt", "semi;colon,comma.txt", "it's.txt"}

var types = []string{"application/pdf", "image/jpeg", "text/plain", "text/html; charset=x", "message/rfc822", "", "no type", "a/b\r\nX-Evil: 1", "multipart/mixed", "message/delivery-status"}

var message = "From: a@example.org\r\nSubject: inner\r\n\r\nText.\r\n"

// Made returns n letters, the same ones each time: all lists of names, subjects, texts and
// files go through them.
func Made(n int) []*letter.Letter {
	r := rand.New(rand.NewPCG(9, 9))
	out := make([]*letter.Letter, n)
	at := func(list []string, i int) string { return list[i%len(list)] }
	for i := range out {
		person := func(i int) letter.Person {
			p := letter.Person{Name: at(names, i), Email: at(emails, i)}
			if letter.Check(p.Email) != nil {
				p.Email = "other@example.org"
			}
			return p
		}
		l := &letter.Letter{From: person(i), Subject: at(subjects, i), Text: at(texts, i),
			Date: time.Date(2026, 11, 28, 14, i%60, 0, 0, time.FixedZone("", (i%27-12)*3600))}
		l.MessageID = letter.NewMessageID(l.From.Email)
		for k := range 1 + r.IntN(4) {
			l.To = append(l.To, person(i*3+k+1))
		}
		if i%7 == 0 {
			for k := range 120 {
				l.To = append(l.To, letter.Person{Name: at(names, i+k), Email: fmt.Sprintf("p%d@example.org", k)})
			}
		}
		for k := range r.IntN(3) {
			l.Cc = append(l.Cc, person(i+k))
			l.Bcc = append(l.Bcc, letter.Person{Email: fmt.Sprintf("hidden%d@example.org", k)})
		}
		if i%2 == 0 {
			l.InReplyTo = "parent" + fmt.Sprint(i) + "@example.org"
			for k := range 30 {
				l.References = append(l.References, fmt.Sprintf("ref%d.%s@example.org", k, strings.Repeat("r", k*3)))
			}
		}
		for k := range i % 4 {
			data := []byte(strings.Repeat(fmt.Sprintf("%d octets \xff\x00", i), 100*k+1))
			kind := at(types, i+k)
			if kind == "message/rfc822" && i%2 == 0 {
				data = []byte(message)
			}
			l.Attachments = append(l.Attachments, letter.Attachment{Name: at(fileNames, i+k), Type: kind, Data: data})
		}
		switch i % 5 {
		case 1:
			l.Quote = &letter.Quote{Line: "On Thursday, Jörg wrote:", Text: "Dear Ann,\n> old\n\nbye\n"}
		case 2, 3:
			l.Quote = &letter.Quote{Line: "On Thursday, Jörg wrote:", Text: "Dear Ann", HTML: `<div style="color:red">Dear Ann <img src="cid:p1@popmail"></div>`,
				Pictures: []letter.Picture{{CID: "p1@popmail", Type: "image/png", Data: []byte("\x89PNG\r\n\x1a\n" + strings.Repeat("p", 500))}}, Forward: i%5 == 3}
			l.Plain = i%10 == 3
		}
		out[i] = l
	}
	return out
}

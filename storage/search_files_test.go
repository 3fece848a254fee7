package storage_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// titles are the subjects of the messages that a search finds, in order.
func titles(t *testing.T, found []mailbox.ID, all []mailbox.Summary) string {
	t.Helper()
	var out []string
	for _, m := range all {
		if slices.Contains(found, m.ID) {
			out = append(out, m.Subject)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestSearchByKindOfFile(t *testing.T) {
	part := func(mediaType, disposition string, octets int) string {
		return "Content-Type: " + mediaType + "\r\nContent-Transfer-Encoding: base64\r\n" + disposition + "\r\n" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", octets))) + "\r\n"
	}
	attached := func(name string) string { return "Content-Disposition: attachment; filename=\"" + name + "\"\r\n" }
	mixed := func(subject, kind string, parts ...string) fetch.Incoming {
		raw := "From: a@example.org\r\nTo: me@example.org\r\nSubject: " + subject + "\r\nDate: Tue, 04 Mar 2025 05:06:07 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/" + kind + "; boundary=b\r\n\r\n"
		for _, p := range append([]string{"Content-Type: text/html\r\n\r\n<p>hello <img src=cid:x>\r\n"}, parts...) {
			raw += "--b\r\n" + p
		}
		return fetch.Incoming{UID: subject, Raw: []byte(raw + "--b--\r\n")}
	}
	mail := []fetch.Incoming{
		mixed("ticket", "mixed", part("application/pdf", attached("Ticket.PDF"), 30)),
		mixed("named", "mixed", part("application/octet-stream", attached("bill.pdf "), 30)),
		mixed("photo", "mixed", part("image/jpeg", attached("sea"), 30)),
		mixed("phone", "mixed", part("application/octet-stream", attached("IMG_1.HEIC"), 30)),
		mixed("logo", "related", part("image/png", "Content-ID: <x>\r\nContent-Disposition: inline\r\n", 900)),
		mixed("within", "related", part("image/png", "Content-ID: <x>\r\nContent-Disposition: inline\r\n", 150_000)),
		mixed("invited", "alternative", "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
		mixed("dates", "mixed", part("application/octet-stream", attached("ferry.ics"), 30)),
		mixed("word", "mixed", part("application/vnd.openxmlformats-officedocument.wordprocessingml.document", attached("x"), 30)),
		mixed("table", "mixed", part("application/octet-stream", attached("costs.ods"), 30)),
		mixed("packed", "mixed", part("application/zip", attached("pdf.zip"), 30)),
		mixed("both", "mixed", part("application/pdf", attached("a.pdf"), 30), part("image/gif", attached("b.gif"), 30)),
		storagetest.Mail{Subject: "plain", Text: "a pdf, a picture, a calendar and a document"}.Incoming("plain"),
	}
	for _, how := range []string{"read", "waiting", "waiting, occupied"} {
		t.Run(how, func(t *testing.T) {
			dir := t.TempDir()
			s := storagetest.OpenIn(t, dir, nil)
			storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), mail...)
			all := rows(t, s, mailbox.View{})
			for text, want := range map[string]string{
				"has:pdf ": "both named ticket", "has:pictures ": "both phone photo within", "has:calendar ": "dates invited", "has:document ": "table word",
				"has:pdf has:picture ": "both", "has:attachment -has:pdf -has:picture -has:document -has:calendar ": "packed", "has:(pdf OR document) -named ": "both table ticket word",
			} {
				var free func()
				if how == "waiting, occupied" && text != "has:pdf " && text != "has:calendar " {
					continue // each waits for others
				}
				if how != "read" {
					var ids []mailbox.ID
					for _, m := range all {
						ids = append(ids, m.ID)
					}
					takeBack(t, s, dir, true, ids...)
				}
				if how == "waiting, occupied" {
					free = occupied(t, dir)
				}
				if got := titles(t, find(t, s, text), all); got != want {
					t.Errorf("%q found %q, want %q", text, got, want)
				}
				if free != nil {
					free()
				}
			}
		})
	}
}

// What SQLite selects by kind is what Go does, whatever the names.
func TestKindsAgree(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var mail []fetch.Incoming
	want := map[query.FileKind][]string{}
	for i, name := range []string{"a.pdf", "A.PDF", "pdf", ".pdf", "x.pdf.exe", "a_pdf", "scan.tif ", "scan.tiff.", "ä.JPEG", "x.doc", "xdoc", "x.docx", "100%.key", "a.ics", "a.icsx"} {
		subject := fmt.Sprint("m", i)
		in := storagetest.Mail{Subject: subject, Text: "x", Attachment: name}.Incoming(subject)
		in.Raw = bytes.Replace(in.Raw, []byte("application/pdf"), []byte("application/octet-stream"), 1)
		mail = append(mail, in)
		for kind, k := range query.Kinds {
			if k.Is("application/octet-stream", name) {
				want[kind] = append(want[kind], subject)
			}
		}
	}
	storagetest.Deliver(t, s, id, mail...)
	all := rows(t, s, mailbox.View{})
	for kind, text := range map[query.FileKind]string{query.PDF: "has:pdf ", query.Picture: "has:picture ", query.Calendar: "has:calendar ", query.Document: "has:document "} {
		slices.Sort(want[kind])
		if got := titles(t, find(t, s, text), all); got != strings.Join(want[kind], " ") || got == "" {
			t.Errorf("%s found %q, want %q", text, got, want[kind])
		}
	}
}

func TestSearchByAccount(t *testing.T) {
	s := storagetest.Open(t, nil)
	for _, email := range []string{"ann@example.org", "joann@example.net", "work@firm.example"} {
		storagetest.Deliver(t, s, storagetest.AddAccount(t, s, email), storagetest.Mail{Subject: email, Text: "word"}.Incoming("1"))
	}
	all := rows(t, s, mailbox.View{})
	for text, want := range map[string]string{
		"account:ann@example.org ": "ann@example.org", "account:ANN@Example.org word ": "ann@example.org", "account:ann": "ann@example.org joann@example.net",
		"account:example ": "ann@example.org joann@example.net work@firm.example", "-account:firm ": "ann@example.org joann@example.net", "account:nobody ": "",
		"account:firm OR account:joann ": "joann@example.net work@firm.example",
	} {
		if got := titles(t, find(t, s, text), all); got != want {
			t.Errorf("%q found %q, want %q", text, got, want)
		}
	}
	r, err := s.Search(ctx, query.Parse("account:nobody -account:nowhere word ", time.Now()), 0)
	if err != nil || fmt.Sprint(r.NoAccounts) != "[nobody nowhere]" {
		t.Errorf("there is no %q, %v", r.NoAccounts, err)
	}
}

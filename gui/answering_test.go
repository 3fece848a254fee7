package gui

import (
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"popmail/account/letter"
	"popmail/gui/kit/guitest"
	"popmail/gui/reader"
	"popmail/storage/eml"
)

// mixedOf is a message of several parts, each with its own head.
func mixedOf(kind string, parts ...string) []byte {
	raw := "From: Ann <ann@example.net>\r\nTo: Me <ann@example.org>\r\nSubject: Roof\r\nDate: Fri, 20 Nov 2026 12:00:00 +0000\r\nMessage-ID: <roof@example.net>\r\nMIME-Version: 1.0\r\nContent-Type: " + kind + "; boundary=zz\r\n\r\n"
	for _, p := range parts {
		raw += "--zz\r\n" + strings.ReplaceAll(p, "\n", "\r\n") + "\r\n"
	}
	return []byte(raw + "--zz--\r\n")
}

// partOf is a part with a file in it; an id names it for the HTML.
func partOf(media, name, id string, octets []byte) string {
	head := "Content-Type: " + media + "; name=" + name + "\nContent-Transfer-Encoding: base64\nContent-Disposition: inline; filename=" + name + "\n"
	if id != "" {
		head += "Content-ID: <" + id + ">\n"
	}
	return head + "\n" + base64.StdEncoding.EncodeToString(octets)
}

// about is the letter that an answer to the message begins with.
func (s *stage) about(raw []byte, how reader.Answer) *letter.Letter {
	s.t.Helper()
	a := answering{ctx: s.t.Context(), store: s.writing.reading, letters: s.writing.store, id: s.brought(raw), now: noon, own: []string{"ann@example.org"}}
	s.must(a.read())
	l, err := a.letter(how)
	s.must(err)
	return l
}

// TestTextsAmongPicturesAreQuoted: what a phone sends, with a photo between two texts, and a
// text that a list sets below a page, is in what is written about it, whatever that is.
func TestTextsAmongPicturesAreQuoted(t *testing.T) {
	s := onRealStore(t)
	text := func(words string) string { return "Content-Type: text/plain; charset=utf-8\n\n" + words }
	photo := partOf("image/jpeg", "IMG_1.jpg", "", guitest.Photo(t, 64, 48))
	for name, raw := range map[string][]byte{
		"photo between texts": mixedOf("multipart/mixed", text("The roof leaks here:"), photo, text("Please call <me>.")),
		"photo first":         mixedOf("multipart/mixed", photo, text("The roof leaks here:\nPlease call <me>.")),
		"text below a page":   mixedOf("multipart/mixed", "Content-Type: text/html\n\n<p>The <b>roof</b> leaks here:</p>", partOf("application/pdf", "a.pdf", "", []byte("%PDF")), text("Please call <me>.")),
	} {
		for how, what := range map[reader.Answer]string{reader.Reply: "reply", reader.Forward: "forward", reader.EditAsNew: "edit as new", reader.Redirect: "redirect"} {
			l := s.about(raw, how)
			q := l.Quote
			if q == nil {
				q = &letter.Quote{HTML: l.Text}
			}
			if !strings.Contains(q.HTML, "leaks here:") || !strings.Contains(q.HTML, "Please call &lt;me&gt;.") {
				t.Errorf("%s, %s: %s", name, what, q.HTML)
			}
			if how == reader.Forward || how == reader.EditAsNew {
				var pictures []string
				for _, p := range q.Pictures {
					pictures = append(pictures, p.Name)
				}
				for _, f := range l.Attachments {
					pictures = append(pictures, f.Name)
				}
				if len(pictures) != 1 {
					t.Errorf("%s, %s: %q go", name, what, pictures) // a photo once, and with its name
				}
			}
		}
	}
}

// TestFilesThatGoOn: what the reader shows as a file goes along with a letter and into "Save
// all…", and so does a picture that the quote cannot show; what the quote shows, and what
// nobody calls a file, does not.
func TestFilesThatGoOn(t *testing.T) {
	photo, drawing := guitest.Photo(t, 64, 48), []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>`)
	page := `<p>Look:<img src="cid:a"><img src="cid:b"><img src="cid:c"><img src="cid:d"></p>`
	raw := mixedOf("multipart/related", "Content-Type: text/html\n\n"+page,
		partOf("image/heic", "IMG_1.HEIC", "a", []byte("ftypheic")), partOf("image/tiff", "scan.tif", "b", []byte("II*")),
		partOf("image/png", "logo.png", "c", photo), partOf("image/svg+xml", "plan.svg", "d", drawing),
		partOf("application/pdf", "plan.pdf", "", []byte("%PDF")), partOf("application/pkcs7-signature", "smime.p7s", "", []byte("0")))
	s := onRealStore(t)
	names := func(l *letter.Letter) string {
		var list []string
		for _, f := range l.Attachments {
			list = append(list, f.Name)
		}
		return strings.Join(list, " ")
	}
	for how, what := range map[reader.Answer]string{reader.Forward: "forward", reader.EditAsNew: "edit as new"} {
		l := s.about(raw, how)
		if got := names(l); got != "IMG_1.HEIC scan.tif plan.svg plan.pdf" {
			t.Errorf("%s: %s", what, got)
		}
		if len(l.Quote.Pictures) != 1 {
			t.Errorf("%s: %d pictures", what, len(l.Quote.Pictures))
		}
	}
	if l := s.about(raw, reader.Redirect); !strings.Contains(l.Quote.Line, "Files: IMG_1.HEIC, scan.tif, plan.pdf") {
		t.Errorf("redirect: %s", l.Quote.Line)
	}
	id := s.brought(raw)
	if m, row, err := s.store.Message(t.Context(), id); err != nil || row.Attachments != 3 || eml.CountAttachments(m.Attachments) != 3 {
		t.Errorf("%d files in the list, %v", row.Attachments, err)
	}
	dir := t.TempDir()
	s.saving.saveAllIn(id, dir)
	var saved []string
	entries, err := os.ReadDir(dir)
	s.must(err)
	for _, e := range entries {
		saved = append(saved, e.Name())
	}
	slices.Sort(saved)
	if got := fmt.Sprint(saved); got != "[IMG_1.HEIC plan.pdf scan.tif]" || !strings.HasPrefix(s.toasts.now.Text(), "3 files") {
		t.Errorf("saved %s: %s", got, s.toasts.now.Text())
	}
}

// TestSignedTextIsQuotedWithoutSignature: as it is read, so it is answered.
func TestSignedTextIsQuotedWithoutSignature(t *testing.T) {
	s := onRealStore(t)
	raw := []byte("From: Bob <bob@example.net>\r\nTo: ann@example.org\r\nSubject: Signed\r\nMessage-ID: <signed@example.net>\r\n\r\n" +
		"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nDear Ann\r\n- - one\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n-----END PGP SIGNATURE-----\r\n")
	for _, how := range []reader.Answer{reader.Reply, reader.Forward, reader.Redirect} {
		if q := s.about(raw, how).Quote; q.Text != "Dear Ann\n- one\n" {
			t.Errorf("%v: %q", how, q.Text)
		}
	}
	if l := s.about(raw, reader.EditAsNew); strings.TrimSpace(l.Text) != "Dear Ann\n- one" {
		t.Errorf("as new: %q", l.Text)
	}
}

// TestCardsAreQuotedAsTheySay: what an invitation or a letter within a letter says stands in an answer as the window says
// it, on the person's clock.
func TestCardsAreQuotedAsTheySay(t *testing.T) {
	s := onRealStore(t)
	const head = "From: Bob <bob@example.net>\r\nTo: ann@example.org\r\nSubject: Rehearsal\r\nMessage-ID: <carded@example.net>\r\nMIME-Version: 1.0\r\n"
	for raw, want := range map[string][]string{
		"Content-Type: text/calendar; method=CANCEL\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nSUMMARY:Rehearsal\r\nSTATUS:CANCELLED\r\nDTSTART:20261205T180000Z\r\nATTENDEE;CN=Cy;PARTSTAT=ACCEPTED:mailto:cy@a.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n": {"Canceled\n", "Rehearsal\n", "5 December"},
		"Content-Type: message/rfc822\r\n\r\nFrom: Jan <jan@example.net>\r\nSubject: Fish\r\nDate: Fri, 20 Nov 2026 23:30:00 +0000\r\n\r\nA red herring.\r\n":                                                                                                                {"Fish\nJan · ", "\n\nA red herring.\n"},
	} {
		q := s.about([]byte(head+raw), reader.Reply).Quote.Text
		for _, w := range want {
			if !strings.Contains(q, w) {
				t.Errorf("no %q in %q", w, q)
			}
		}
		for _, w := range []string{"CANCELLED", "ACCEPTED", "18:00 UTC", "From: Jan", "+0000"} {
			if strings.Contains(q, w) {
				t.Errorf("%q in %q", w, q)
			}
		}
	}
}

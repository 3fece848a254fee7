package eml

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"popmail/account/letter"
	"popmail/account/letter/lettertest"
)

// TestOwnLetters: what PopMail writes is what it reads, without a problem.
func TestOwnLetters(t *testing.T) {
	for i, l := range lettertest.Made(200) {
		raw, err := letter.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		h, err := Open(context.Background(), raw)
		if err != nil {
			t.Fatal(err)
		}
		m, _ := h.Message(context.Background())
		// Where there is no text, the attached ones are looked into.
		if len(m.Problems) > 0 && l.Text+m.HTML() != "" {
			t.Errorf("%d: %q", i, m.Problems)
		}
		if len(m.To) != len(l.To) || len(m.Cc) != len(l.Cc) || m.MessageID != l.MessageID || m.InReplyTo != l.InReplyTo || !m.Date.Equal(l.Date) {
			t.Errorf("%d: %+v", i, m.Header)
		}
		for k, a := range m.To {
			if want, _ := letter.Wire(l.To[k].Email); a.Email != want {
				t.Errorf("%d: to %q, want %q", i, a.Email, want)
			}
		}
		var files []Attachment
		for _, a := range m.Attachments {
			if !a.Inline {
				files = append(files, a)
			}
		}
		want := len(l.Attachments)
		if q := l.Quote; q != nil && l.Plain && q.Forward {
			want += len(q.Pictures) // which go as files where there is no page
		}
		if len(files) != want {
			t.Fatalf("%d: %d files, want %d", i, len(files), want)
		}
		for k, a := range files[:len(l.Attachments)] {
			data, _, err := h.Data(context.Background(), a.Index)
			if err != nil || !bytes.Equal(data, l.Attachments[k].Data) {
				t.Errorf("%d: file %d: %d octets of %d, %v", i, k, len(data), len(l.Attachments[k].Data), err)
			}
			if want := letter.FileName(l.Attachments[k].Name); a.Name != want && a.Name != want+".eml" {
				t.Errorf("%d: name %q, want %q", i, a.Name, want)
			}
		}
		if q := l.Quote; q != nil && q.HTML != "" && !l.Plain {
			if len(m.Pages) != 1 || !strings.Contains(m.Pages[0].HTML, "Dear Ann") {
				t.Fatalf("%d: %d pages", i, len(m.Pages))
			}
			if n, ok := m.Pages[0].Part("cid:p1@popmail"); !ok || m.Attachments[n].Type != "image/png" {
				t.Errorf("%d: the picture of the quote is not found", i)
			}
		}
	}
}

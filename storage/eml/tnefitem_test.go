package eml_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"popmail/storage/eml"
)

// tnefStream is a winmail.dat of attributes.
func tnefStream(attrs ...[]byte) []byte {
	return append([]byte{0x78, 0x9F, 0x3E, 0x22, 1, 0}, bytes.Join(attrs, nil)...)
}

func tnefAttr(level byte, id uint32, data []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte{level}, id)
	out = append(binary.LittleEndian.AppendUint32(out, uint32(len(data))), data...)
	sum := uint16(0)
	for _, c := range data {
		sum += uint16(c)
	}
	return binary.LittleEndian.AppendUint16(out, sum)
}

type tnefProp struct {
	id, kind uint16
	data     []byte
}

func tnefText(id uint16, s string) tnefProp {
	var b []byte
	for _, u := range append(utf16.Encode([]rune(s)), 0) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return tnefProp{id, 0x1F, b}
}

// tnefObject is an item within an attachment; its first octets name the interface.
func tnefObject(stream []byte) tnefProp {
	return tnefProp{0x3701, 0x0D, append(make([]byte, 16), stream...)}
}

func tnefProps(ps ...tnefProp) []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(ps)))
	for _, p := range ps {
		out = binary.LittleEndian.AppendUint32(out, uint32(p.id)<<16|uint32(p.kind))
		out = binary.LittleEndian.AppendUint32(out, 1)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(p.data)))
		out = append(out, p.data...)
		out = append(out, make([]byte, (4-len(p.data)%4)%4)...)
	}
	return out
}

func tnefAttachment(name string, data []byte, ps ...tnefProp) []byte {
	return bytes.Join([][]byte{tnefAttr(2, 0x69002, make([]byte, 14)), tnefAttr(2, 0x18010, append([]byte(name), 0)),
		tnefAttr(2, 0x6800F, data), tnefAttr(2, 0x69005, tnefProps(ps...))}, nil)
}

func tnefMail(text string, stream []byte) []byte {
	var b strings.Builder
	b.WriteString("From: a@example.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n" + text +
		"\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n")
	for s := base64.StdEncoding.EncodeToString(stream); s != ""; {
		n := min(76, len(s))
		b.WriteString(s[:n] + "\n")
		s = s[n:]
	}
	return []byte(b.String() + "--b--\n")
}

// An item within an item within winmail.dat, each with a file: the texts are files
// of their own, found, and shown where the message has no text.
func TestItemsInWinmail(t *testing.T) {
	inner := tnefStream(tnefAttr(1, 0x69003, tnefProps(tnefText(0x37, "Watering/plan"), tnefText(0x42, "Cora Sample"), tnefText(0x1000, "Two cans of elderberry each."))),
		tnefAttachment("plan.txt", []byte("tuesday")))
	outer := tnefStream(tnefAttr(1, 0x69003, tnefProps(tnefText(0x37, "Order"), tnefProp{0x1009, 0x102, meLa(`{\rtf1\ansi Some \b rosehip\b0  bushes.}`)})),
		tnefAttachment("Untitled", []byte("This attachment is a MAPI 1.0 embedded message"), tnefObject(inner)))
	stream := tnefStream(tnefAttachment("Untitled", []byte("This attachment is a MAPI 1.0 embedded message"), tnefObject(outer)))
	for _, text := range []string{"", "See the item."} {
		raw := tnefMail(text, stream)
		m, d := eml.Read(raw), eml.Digest(raw)
		var files []string
		for i, a := range m.Attachments {
			data, _, err := eml.PartData(raw, i)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, a.Name+": "+strings.ReplaceAll(strings.TrimSpace(string(data)), "\n", "|"))
		}
		want := "Order.txt: Order||Some rosehip bushes.; Watering_plan.txt: Watering/plan|Cora Sample||Two cans of elderberry each.; plan.txt: tuesday"
		if got := strings.Join(files, "; "); got != want {
			t.Errorf("files %q, want %q", got, want)
		}
		for _, w := range []string{"rosehip", "elderberry", "Cora"} {
			if !strings.Contains(d.Text, w) {
				t.Errorf("with the text %q, %q is not in the index: %q", text, w, d.Text)
			}
		}
		if shown := strings.TrimSpace(m.Readable()); text != "" && shown != text || text == "" && !strings.Contains(shown, "rosehip") {
			t.Errorf("with the text %q, %q is shown", text, shown)
		}
	}
}

// The page that Outlook has packed into the rich text of winmail.dat is shown, with its pictures, and
// the rich text is not attached; other rich text is, and its words are shown.
func TestPageInWinmail(t *testing.T) {
	const head = `{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}`
	page := head + `{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Gr\'fc\'dfe {\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 rosehip{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0{\*\htmltag84 <img src="cid:one">}{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0 }`
	picture := tnefAttachment("one.png", []byte("PNG"), tnefText(0x3712, "one"))
	for _, c := range []struct {
		name, text, rtf, body string
		html, files           string
	}{
		{"a page", "", page, "", `<p>Grüße <b>rosehip</b><img src="cid:one"></p>`, "one.png"},
		{"a page with its text", "", page, "Grüße rosehip", `<p>Grüße <b>rosehip</b><img src="cid:one"></p>`, "one.png"},
		{"rich text alone", "", `{\rtf1\ansi Some \b rosehip\b0  bushes.}`, "", "", "one.png message.rtf"},
		{"rich text of plain text", "", `{\rtf1\ansi\fromtext Some rosehip bushes.}`, "", "", "one.png message.rtf"},
	} {
		props := []tnefProp{{0x1009, 0x102, meLa(c.rtf)}}
		if c.body != "" {
			props = append(props, tnefText(0x1000, c.body))
		}
		m := eml.Read(tnefMail(c.text, tnefStream(tnefAttr(1, 0x69003, tnefProps(props...)), picture)))
		html := ""
		if len(m.Pages) > 0 {
			html = m.Pages[0].HTML
		}
		var files []string
		for _, a := range m.Attachments {
			files = append(files, a.Name)
		}
		if strings.TrimSpace(html) != c.html || strings.Join(files, " ") != c.files || !strings.Contains(m.Readable(), "rosehip") {
			t.Errorf("%s: page %q, files %q, read as %q", c.name, html, files, m.Readable())
		}
	}
}

// meLa is rich text as winmail.dat holds it, not compressed.
func meLa(rtf string) []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(rtf)+12))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(rtf)))
	out = append(out, "MELA\x00\x00\x00\x00"...)
	return append(out, rtf...)
}

// Items in items without end, and an item that says nothing: the message is read, and
// no file is lost.
func TestItemsInWinmailDeep(t *testing.T) {
	stream := tnefStream(tnefAttr(1, 0x69003, tnefProps(tnefText(0x37, "deep"))))
	for range 100 {
		stream = tnefStream(tnefAttachment("x", nil, tnefObject(stream)))
	}
	if m := eml.Read(tnefMail("text", stream)); len(m.Attachments) != 1 {
		t.Errorf("%+v", m.Attachments)
	}
	empty := tnefStream(tnefAttachment("x", nil, tnefObject(tnefStream())))
	if m := eml.Read(tnefMail("text", empty)); len(m.Attachments) != 1 || m.Attachments[0].Name != "winmail.dat" {
		t.Errorf("%+v", m.Attachments)
	}
}

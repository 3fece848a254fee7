package eml

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"popmail/assets/plain"
)

// TNEF is the format of winmail.dat, in which Outlook packs attachments
// (Microsoft, [MS-OXTNEF]; the properties are those of [MS-OXPROPS]).

const (
	tnefSignature = 0x223E9F78
	maxTNEF       = 100 << 20 // octets that are looked into
	maxTNEFFiles  = 500

	maxTNEFDepth = 8 // items within items

	attSubject    = 0x8004
	attClass      = 0x8008
	attBody       = 0x800C
	attData       = 0x800F
	attTitle      = 0x8010
	attRenddata   = 0x9002
	attProps      = 0x9003
	attAttachment = 0x9005
	attCodepage   = 0x9007

	propSubject  = 0x0037
	propFrom     = 0x0042
	propSender   = 0x0C1A
	propTo       = 0x0E04
	propBody     = 0x1000
	propRTF      = 0x1009
	propHTML     = 0x1013
	propName     = 0x3001
	propData     = 0x3701
	propFileName = 0x3704
	propLongName = 0x3707
	propMime     = 0x370E
	propCID      = 0x3712
)

func isTNEF(media, name string) bool {
	return media == "application/ms-tnef" || media == "application/vnd.ms-tnef" || strings.EqualFold(name, "winmail.dat")
}

// tnef is what a winmail.dat holds.
type tnef struct {
	bud        *budget
	files      []tnefFile
	body, html string
	rtf        []byte
	codepage   string
	depth      int // items around it

	subject, from, to string
	outlook           outlook
}

type tnefFile struct {
	file
	media, cid string
	item       *tnef // a message, an appointment or the like ([MS-OXCMSG], section 2.2.2.9)
}

// listTNEF lists what is in a winmail.dat in its stead; false where it is none,
// or empty.
func (r *reading) listTNEF(p *part) bool {
	if p.end-p.start > maxTNEF {
		return false
	}
	t, ok := readTNEF(r.bud, appendDecoded(r.bud, nil, r.t.body(p), p.enc), 0)
	if !ok || len(t.files) == 0 && t.body == "" && t.html == "" && t.rtf == nil && t.outlook.class == "" {
		return false
	}
	if strings.TrimSpace(t.html) == "" {
		t.html = string(rtfPage(r.bud, t.rtf))
	}
	if r.tnefText == "" && r.tnefHTML == "" {
		r.tnefText, r.tnefHTML = cleanText(t.body), cleanText(t.html)
		if strings.TrimSpace(t.body+t.html) == "" {
			r.tnefText = rtfText(r.bud, t.rtf)
		}
	}
	if t.subject == "" {
		t.subject = fieldText(r.bud, r.t.parts[0].h.get(fSubject), r.t.local)
	}
	before := len(r.items)
	r.listItem(t)
	if t.rtf != nil && t.body == "" && t.html == "" {
		// The text, which the message itself mostly has too.
		a := Attachment{Name: "message.rtf", Type: "application/rtf", Size: int64(len(t.rtf)), Minor: len(r.blocks) > 0}
		r.add(item{a: a, inText: true, data: t.rtf})
	}
	// Where nothing came of it, the file itself is listed.
	return len(r.items) > before || strings.TrimSpace(r.tnefText+r.tnefHTML) != ""
}

// listItem lists the files of an item, and of items in it, each of which is a text
// of its own.
func (r *reading) listItem(t *tnef) {
	if name, media, text := t.file(); text != "" {
		a := Attachment{Name: strings.NewReplacer("/", "_", `\`, "_").Replace(name), Type: media, Size: int64(len(text))}
		r.add(item{a: a, inText: true, data: []byte(text)})
	}
	for _, f := range t.files {
		if f.item != nil {
			text := f.item.says(r.bud)
			name := firstOf(f.item.subject, f.name)
			if strings.TrimSpace(text) != "" {
				a := Attachment{Type: "text/plain", Size: int64(len(text))}
				if name != "" {
					a.Name = strings.NewReplacer("/", "_", `\`, "_").Replace(plain.Cut(name, 150)) + ".txt"
				}
				r.add(item{a: a, inText: true, data: []byte(text)})
				if len(r.tnefItems) < MaxText {
					r.tnefItems = joined(r.tnefItems, text)
				}
			}
			r.listItem(f.item)
			continue
		}
		a := Attachment{Name: f.name, Type: f.media, CID: f.cid, Size: int64(len(f.data))}
		if !strings.Contains(a.Type, "/") {
			a.Type = typeOfName(a.Name)
		}
		r.add(item{a: a, inText: true, data: f.data})
	}
}

// says is what an item says: its title, people and text.
func (t *tnef) says(bud *budget) string {
	var b strings.Builder
	for _, s := range [...]string{t.subject, t.from, t.to} {
		if s != "" {
			b.WriteString(s + "\n")
		}
	}
	text := cleanText(t.body)
	if strings.TrimSpace(text) == "" {
		text = htmlText(bud, cleanText(t.html))
	}
	if strings.TrimSpace(text) == "" {
		text = rtfText(bud, t.rtf)
	}
	if b.Len() > 0 && strings.TrimSpace(text) != "" {
		b.WriteByte('\n')
	}
	b.WriteString(text)
	return b.String()
}

// firstOf is the first string that is not empty.
func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// readTNEF reads a winmail.dat, or an item in one that lies in depth others.
func readTNEF(bud *budget, b []byte, depth int) (*tnef, bool) {
	if len(b) < 6 || binary.LittleEndian.Uint32(b) != tnefSignature {
		return nil, false
	}
	t := &tnef{bud: bud, depth: depth}
	var cur *tnefFile
	for b = b[6:]; len(b) >= 9 && bud.spend(50); {
		id := int(binary.LittleEndian.Uint16(b[1:]))
		size := int64(binary.LittleEndian.Uint32(b[5:]))
		b = b[9:]
		if size > int64(len(b)) {
			size = int64(len(b)) // QUIRK: cut off on its way
		}
		v := b[:size]
		b = b[min(int64(len(b)), size+2):]
		switch id {
		case attCodepage:
			if len(v) >= 4 {
				t.codepage = fmt.Sprintf("cp%d", binary.LittleEndian.Uint32(v))
			}
		case attBody:
			if t.body == "" {
				t.body = t.text(v)
			}
		case attSubject:
			if t.subject == "" {
				t.subject = cleanLine(t.text(v))
			}
		case attClass:
			if t.outlook.class == "" {
				t.outlook.class = strings.ToLower(cleanLine(t.text(v)))
			}
		case attProps:
			t.message(v)
		case attRenddata:
			if len(t.files) >= maxTNEFFiles {
				return t, true
			}
			t.files = append(t.files, tnefFile{})
			cur = &t.files[len(t.files)-1]
		case attTitle:
			if cur != nil && cur.name == "" {
				cur.name = cleanLine(t.text(v))
			}
		case attData:
			if cur != nil {
				cur.data = v
			}
		case attAttachment:
			if cur != nil {
				t.attachment(cur, v)
			}
		}
	}
	return t, true
}

// text decodes a string of the message's code page.
func (t *tnef) text(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	u, _ := toUTF8(t.bud, b, t.codepage)
	return strings.ToValidUTF8(string(u), "\uFFFD")
}

// string decodes the value of a property.
func (t *tnef) string(kind int, v []byte) string {
	if kind != 0x1F {
		return t.text(v)
	}
	units := make([]uint16, 0, len(v)/2)
	for ; len(v) >= 2; v = v[2:] {
		u := binary.LittleEndian.Uint16(v)
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}

func (t *tnef) message(b []byte) {
	eachProp(t.bud, b, func(id, kind int, v []byte) {
		t.facts(id, kind, v)
		text := kind == 0x1E || kind == 0x1F
		switch {
		case id == propSubject && text:
			t.subject = cleanLine(t.string(kind, v))
		case (id == propFrom || id == propSender) && text:
			t.from = firstOf(cleanLine(t.string(kind, v)), t.from)
		case id == propTo && text:
			t.to = cleanLine(t.string(kind, v))
		case id == propBody && (kind == 0x1E || kind == 0x1F):
			t.body = t.string(kind, v)
		case id == propHTML && kind == 0x102:
			u, _ := toUTF8(t.bud, v, metaCharset(v))
			t.html = strings.ToValidUTF8(string(u), "\uFFFD")
		case id == propHTML && (kind == 0x1E || kind == 0x1F):
			t.html = t.string(kind, v)
		case id == propRTF:
			t.rtf = unpackRTF(t.bud, v)
		}
	})
}

func (t *tnef) attachment(f *tnefFile, b []byte) {
	short := ""
	eachProp(t.bud, b, func(id, kind int, v []byte) {
		switch id {
		case propLongName:
			f.name = cleanLine(t.string(kind, v))
			short = f.name
		case propFileName, propName:
			if short == "" {
				short = cleanLine(t.string(kind, v))
				f.name = short
			}
		case propMime:
			f.media = strings.ToLower(cleanLine(t.string(kind, v)))
		case propCID:
			f.cid = strings.Trim(cleanLine(t.string(kind, v)), "<>")
		case propData:
			if kind == 0x0D && len(v) >= 16 {
				v = v[16:] // the interface it is an object of
				if t.depth < maxTNEFDepth && t.bud.part() {
					if in, ok := readTNEF(t.bud, v, t.depth+1); ok {
						f.item = in
						return
					}
				}
			}
			if len(f.data) == 0 {
				f.data = v
			}
		}
	})
}

// eachProp goes through a list of properties; it ends where the list makes no
// sense.
func eachProp(bud *budget, b []byte, do func(id, kind int, v []byte)) {
	take := func(n int64) []byte {
		if n < 0 || n > int64(len(b)) {
			b = nil
			return nil
		}
		v := b[:n]
		b = b[n:]
		return v
	}
	number := func() int64 {
		if v := take(4); v != nil {
			return int64(binary.LittleEndian.Uint32(v))
		}
		return 0
	}
	padded := func(n int64) []byte {
		v := take(n)
		take(min(int64(len(b)), (4-n%4)%4))
		return v
	}
	for left := number(); left > 0 && len(b) >= 4; left-- {
		head := number()
		kind, id := int(head&0xFFFF), int(head>>16)
		if id >= 0x8000 {
			take(16)
			if number() == 1 {
				padded(number())
			} else {
				id = named | int(number())&0xFFFF
			}
		}
		many := kind&0x1000 != 0
		kind &^= 0x1000
		count := int64(1)
		variable := kind == 0x1E || kind == 0x1F || kind == 0x0D || kind == 0x102
		if many || variable {
			count = number()
		}
		for ; count > 0 && b != nil; count-- {
			var v []byte
			switch {
			case variable:
				v = padded(number())
			case kind == 0x02 || kind == 0x03 || kind == 0x04 || kind == 0x0A || kind == 0x0B:
				v = take(4)
			case kind == 0x05 || kind == 0x06 || kind == 0x07 || kind == 0x14 || kind == 0x40:
				v = take(8)
			case kind == 0x48:
				v = take(16)
			default:
				// Unknown, or without a length: what follows cannot be found. Kinds 0
				// and 1 take no octets, so their number says nothing.
				if kind > 0x01 {
					return
				}
				count = 1
			}
			if v != nil {
				do(id, kind, v)
			}
			if len(b) == 0 || !bud.spend(20+len(v)) {
				return
			}
		}
	}
}

// rtfStart is what the dictionary of compressed RTF begins with ([MS-OXRTFCP],
// section 2.1.2.1).
const rtfStart = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// unpackRTF unpacks compressed RTF ([MS-OXRTFCP]); nil where it is none.
func unpackRTF(bud *budget, b []byte) []byte {
	if len(b) < 16 {
		return nil
	}
	size := binary.LittleEndian.Uint32(b[4:])
	kind := binary.LittleEndian.Uint32(b[8:])
	b = b[16:]
	if kind == 0x414C454D { // MELA: not compressed
		return b[:min(int64(len(b)), int64(size))]
	}
	if kind != 0x75465A4C || size > maxTNEF { // LZFu
		return nil
	}
	var dict [4096]byte
	at := copy(dict[:], rtfStart)
	var out []byte
	put := func(c byte) {
		out = append(out, c)
		dict[at%4096] = c
		at++
	}
	for len(b) > 0 && len(out) < int(size) && bud.spend(100) && bud.make(400) {
		control := b[0]
		b = b[1:]
		for bit := range 8 {
			if control>>bit&1 == 0 {
				if len(b) == 0 {
					return out
				}
				put(b[0])
				b = b[1:]
				continue
			}
			if len(b) < 2 {
				return out
			}
			v := int(b[0])<<8 | int(b[1])
			b = b[2:]
			from, n := v>>4, v&15+2
			if from == at%4096 {
				return out
			}
			for i := range n {
				put(dict[(from+i)%4096])
			}
		}
	}
	return out
}

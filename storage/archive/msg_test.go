package archive

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"popmail/account/spool"
	"popmail/pop3/pop3test"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// cfb is a storage that is written as a compound file ([MS-CFB]): names lead to []byte or cfb.
type cfb map[string]any

// octets writes the file, with sectors of 512 octets.
func (c cfb) octets() []byte {
	const sector, none, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
	type entry struct {
		name        string
		kind        byte
		right, down uint32
		start       uint32
		data        []byte
	}
	entries := []entry{{name: "Root Entry", kind: 5, right: none}}
	var add func(c cfb) uint32
	add = func(c cfb) uint32 {
		var names []string
		for name := range c {
			names = append(names, name)
		}
		sort.Strings(names)
		next := uint32(none)
		for i := range names {
			name := names[len(names)-1-i]
			e := entry{name: name, kind: 2, right: next, down: none}
			if in, ok := c[name].(cfb); ok {
				e.kind, e.down = 1, add(in)
			} else {
				e.data = c[name].([]byte)
			}
			entries = append(entries, e)
			next = uint32(len(entries) - 1)
		}
		return next
	}
	entries[0].down = add(c)
	var sectors, fat, mini []byte
	put := func(table *[]byte, into *[]byte, data []byte, size int) (start uint32) {
		if len(data) == 0 {
			return end
		}
		start = uint32(len(*into) / size)
		for n := start; len(data) > 0; n++ {
			part := make([]byte, size)
			data = data[copy(part, data):]
			*into = append(*into, part...)
			next := n + 1
			if len(data) == 0 {
				next = end
			}
			*table = binary.LittleEndian.AppendUint32(*table, next)
		}
		return start
	}
	var small []byte
	for i := range entries {
		if e := &entries[i]; e.kind == 2 && len(e.data) < cutoff {
			e.start = put(&mini, &small, e.data, 64)
		} else if e.kind == 2 {
			e.start = put(&fat, &sectors, e.data, sector)
		}
	}
	entries[0].start, entries[0].data = put(&fat, &sectors, small, sector), small
	miniAt, minis := put(&fat, &sectors, mini, sector), (len(mini)+sector-1)/sector
	var dir []byte
	for _, e := range entries {
		b := make([]byte, 128)
		units := utf16.Encode([]rune(e.name))
		for i, u := range units {
			binary.LittleEndian.PutUint16(b[2*i:], u)
		}
		binary.LittleEndian.PutUint16(b[64:], uint16(2*len(units)+2))
		b[66], b[67] = e.kind, 1
		for i, v := range []uint32{none, e.right, e.down} {
			binary.LittleEndian.PutUint32(b[68+4*i:], v)
		}
		if e.kind == 2 {
			binary.LittleEndian.PutUint32(b[76:], none)
		}
		binary.LittleEndian.PutUint32(b[116:], e.start)
		binary.LittleEndian.PutUint64(b[120:], uint64(len(e.data)))
		dir = append(dir, b...)
	}
	dirAt := put(&fat, &sectors, dir, sector)
	// Where the table lies is told by the header and, of a large file, by sectors of 127 places.
	fats, difs := 1, 0
	for (len(fat)/4+fats+difs)*4 > fats*sector {
		fats++
		difs = max(0, (fats-109+126)/127)
	}
	fatAt := len(sectors) / sector
	for range fats {
		fat = binary.LittleEndian.AppendUint32(fat, 0xFFFFFFFD)
	}
	for range difs {
		fat = binary.LittleEndian.AppendUint32(fat, 0xFFFFFFFC)
	}
	for len(fat) < fats*sector {
		fat = binary.LittleEndian.AppendUint32(fat, none)
	}
	difAt := uint32(end)
	for d := range difs {
		if d == 0 {
			difAt = uint32(fatAt + fats)
		}
		for i := range 127 {
			v := uint32(none)
			if n := 109 + 127*d + i; n < fats {
				v = uint32(fatAt + n)
			}
			fat = binary.LittleEndian.AppendUint32(fat, v) // behind the table
		}
		next := uint32(end)
		if d+1 < difs {
			next = uint32(fatAt + fats + d + 1)
		}
		fat = binary.LittleEndian.AppendUint32(fat, next)
	}
	h := make([]byte, 512)
	copy(h, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	for at, v := range map[int]uint16{24: 0x3E, 26: 3, 28: 0xFFFE, 30: 9, 32: 6} {
		binary.LittleEndian.PutUint16(h[at:], v)
	}
	for at, v := range map[int]uint32{44: uint32(fats), 48: dirAt, 56: cutoff, 60: miniAt, 64: uint32(minis), 68: difAt, 72: uint32(difs)} {
		binary.LittleEndian.PutUint32(h[at:], v)
	}
	for i := range 109 {
		v := uint32(none)
		if i < fats {
			v = uint32(fatAt + i)
		}
		binary.LittleEndian.PutUint32(h[76+4*i:], v)
	}
	return append(append(h, sectors...), fat...)
}

// object is a storage with properties: text as UTF-16, []byte, int, time.Time or cfb.
func object(header int, list map[int]any, more cfb) cfb {
	out, table := cfb{}, make([]byte, header)
	for name, v := range more {
		out[name] = v
	}
	var ids []int
	for id := range list {
		ids = append(ids, id)
	}
	sort.Ints(ids)
	for _, id := range ids {
		row := make([]byte, 16)
		binary.LittleEndian.PutUint16(row[2:], uint16(id))
		kind := 0
		switch v := list[id].(type) {
		case string:
			kind = kindWide
			var b []byte
			for _, u := range utf16.Encode([]rune(v)) {
				b = binary.LittleEndian.AppendUint16(b, u)
			}
			out[fmt.Sprintf("__substg1.0_%04X%04X", id, kind)] = b
			binary.LittleEndian.PutUint32(row[8:], uint32(len(b)+2))
		case []byte:
			kind = kindBinary
			out[fmt.Sprintf("__substg1.0_%04X%04X", id, kind)] = v
			binary.LittleEndian.PutUint32(row[8:], uint32(len(v)))
		case cfb:
			kind = kindObject
			out[fmt.Sprintf("__substg1.0_%04X%04X", id, kind)] = v
		case int:
			kind = 3
			binary.LittleEndian.PutUint32(row[8:], uint32(v))
		case time.Time:
			kind = 0x40
			binary.LittleEndian.PutUint64(row[8:], uint64(v.Unix()+11_644_473_600)*10_000_000)
		}
		binary.LittleEndian.PutUint16(row, uint16(kind))
		table = append(table, row...)
	}
	out["__properties_version1.0"] = table
	return out
}

func recipient(kind int, name, address string) cfb {
	return object(8, map[int]any{propRecipient: kind, propName: name, propAddressType: "SMTP", propAddress: address}, nil)
}

var sentAt = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// packedRTF is rich text as Outlook packs it, without packing it ([MS-OXRTFCP], section 2.1.3.1).
func packedRTF(rtf string) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(rtf)+12))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(rtf)))
	b = append(b, "MELA\x00\x00\x00\x00"...)
	return append(b, rtf...)
}

// outlooks are messages as Outlook saves them.
func outlooks() map[string][]byte {
	big := bytes.Repeat([]byte("0123456789abcdef"), 3000)
	inner := object(24, map[int]any{propClass: "IPM.Note", propSubject: "Within", propBody: "the inner one\r\n", propFromName: "Carl", propFromSMTP: "carl@example.net", propSent: sentAt}, nil)
	sent := object(32, map[int]any{
		propClass: "IPM.Note", propSubject: "Grüße, and a subject that is quite long so that it has to be folded somewhere", propSent: sentAt, propFlags: 1, propLastVerb: 102, propFlagStatus: 2,
		propFromName: "Bob Müller", propFromSMTP: "bob@example.net", propSenderName: "Bob Müller", propSenderType: "SMTP", propSenderEmail: "bob@example.net", propMessageID: "<1@example.net>", propInReplyTo: "<0@example.net>", propReferences: "<00@example.net> <0@example.net>",
		propBody: "Dear Ann,\r\nthe text – and more.\r\n", propHTML: []byte("<p>the <b>page</b> \x96 <img src=\"cid:pic@1\"></p>"), propInternetPage: 1252,
	}, cfb{
		"__recip_version1.0_#00000000":  recipient(1, "Ann", "ann@example.org"),
		"__recip_version1.0_#00000001":  recipient(2, "", "copy@example.org"),
		"__recip_version1.0_#00000002":  recipient(3, "Hidden", "hidden@example.org"),
		"__recip_version1.0_#00000003":  object(8, map[int]any{propRecipient: 1, propName: "Known to Exchange", propAddressType: "EX", propAddress: "/O=ORG/CN=X"}, nil),
		"__attach_version1.0_#00000000": object(8, map[int]any{propMethod: 1, propData: big, propLongName: "Übersicht 1.bin", propFileName: "UBERSI~1.BIN"}, nil),
		"__attach_version1.0_#00000001": object(8, map[int]any{propMethod: 1, propData: []byte("\x89PNG picture"), propFileName: "pic.png", propMime: "image/png", propContentID: "pic@1"}, nil),
		"__attach_version1.0_#00000002": object(8, map[int]any{propMethod: 5, propData: inner}, nil),
	})
	kept := object(32, map[int]any{
		propClass: "IPM.Note", propSubject: "not this one", propBody: "short\r\n", propDelivered: sentAt,
		propHeader: "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a by b;\r\n\tFri, 20 Nov 2026 10:00:00 +0000\r\nFrom: Dora <dora@example.net>\r\nTo: ann@example.org\r\nSubject: As it came\r\nMessage-ID: <2@example.net>\r\nDate: Fri, 20 Nov 2026 11:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n\tboundary=x\r\nX-Last: y\r\n\r\n",
	}, nil)
	packed := object(32, map[int]any{propClass: "IPM.Note", propSubject: "packed", propFromName: "Emil", propFromSMTP: "emil@example.net", propRTF: packedRTF(
		`{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\htmltag64 <p class=\{x\}>}\htmlrtf {\htmlrtf0 Gr\'fc\'dfe {\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 \u8364?5{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 {\*\mhtmltag84 <i>}{\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0 }`)}, nil)
	rich := object(32, map[int]any{propClass: "IPM.Note", propSubject: "rich", propFromName: "Emil", propFromSMTP: "emil@example.net", propRTF: packedRTF(`{\rtf1\ansi only rich text}`)}, nil)
	return map[string][]byte{"sent": sent.octets(), "kept": kept.octets(), "rich": rich.octets(), "packed": packed.octets()}
}

// readOne reads a .msg file as a message that is brought in.
func readOne(t testing.TB, octets []byte) (raw []byte, flags mailbox.Flag, date time.Time, err error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.msg")
	if err := os.WriteFile(path, octets, 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	err = Read(context.Background(), path, nil, func(m *Message, err error) error {
		if err != nil {
			return err
		}
		n++
		c, err := (&reader{}).take(m)
		if err != nil {
			return err
		}
		raw, flags, date = c.raw, m.Flags, m.Date
		return nil
	})
	if err == nil && n != 1 {
		t.Errorf("%d messages", n)
	}
	return raw, flags, date, err
}

// TestMSG: what Outlook has saved comes in as a mail message with its people, texts, files and
// marks, the same each time.
func TestMSG(t *testing.T) {
	files := outlooks()
	raw, flags, date, err := readOne(t, files["sent"])
	if err != nil || flags != mailbox.Read|mailbox.Answered|mailbox.Starred || !date.Equal(sentAt) {
		t.Fatal(flags, date, err)
	}
	again, _, _, _ := readOne(t, files["sent"])
	if !bytes.Equal(raw, again) {
		t.Error("not the same when it is read again")
	}
	h, err := eml.Open(context.Background(), raw)
	if err != nil {
		t.Fatal(err)
	}
	head, err := h.Message(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(head.Subject, "|", head.From, "|", head.To, "|", head.Cc, "|", head.MessageID, "|", head.Text, "|", head.HTML())
	for _, want := range []string{"Grüße, and a subject that is quite long so that it has to be folded somewhere|", "bob@example.net", "Bob Müller", "ann@example.org", "copy@example.org", "1@example.net", "the text – and more.", "<b>page</b> –"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	for _, want := range []string{"Bcc: \"Hidden\" <hidden@example.org>\r\n", "In-Reply-To: <0@example.net>\r\n", "\"Known to Exchange\":;", "Subject: Within\r\n", "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("no %q in %s", want, raw)
		}
	}
	var names []string
	for _, a := range head.Attachments {
		names = append(names, fmt.Sprint(a.Name, " ", a.Type, " ", a.Inline, " ", a.Size))
	}
	if all := strings.Join(names, ", "); !strings.Contains(all, "Übersicht 1.bin application/octet-stream false 48000") || !strings.Contains(all, "pic.png image/png true") || !strings.Contains(all, "message/rfc822") {
		t.Error(all)
	}

	raw, _, _, err = readOne(t, files["kept"])
	if want := "Received: from a by b;\r\n\tFri, 20 Nov 2026 10:00:00 +0000\r\nFrom: Dora <dora@example.net>\r\nTo: ann@example.org\r\nSubject: As it came\r\nMessage-ID: <2@example.net>\r\nDate: Fri, 20 Nov 2026 11:00:00 +0100\r\nX-Last: y\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nc2hvcnQNCg==\r\n"; err != nil || string(raw) != want {
		t.Errorf("%v\n%s", err, raw)
	}
	raw, _, _, err = readOne(t, files["rich"])
	if want := base64.StdEncoding.EncodeToString([]byte("<p class={x}>Grüße <b>€5</b>&lt;</p>")); err == nil {
		page, _, _, err := readOne(t, files["packed"])
		if s := string(page); err != nil || !strings.Contains(s, want) || !strings.Contains(s, "text/html; charset=utf-8") || strings.Contains(s, "message.rtf") {
			t.Errorf("%v\n%s", err, page)
		}
	}
	if err != nil || !strings.Contains(string(raw), "b25seSByaWNoIHRleHQ") || !strings.Contains(string(raw), "message.rtf") {
		t.Errorf("%v\n%s", err, raw)
	}
}

// TestMSGOthers: what is no message says so, and what is cut as well.
func TestMSGOthers(t *testing.T) {
	whole := outlooks()["sent"]
	for name, c := range map[string]struct {
		octets []byte
		want   error
	}{
		"a contact":  {object(32, map[int]any{propClass: "IPM.Contact"}, nil).octets(), ErrNotMessage},
		"a document": {cfb{"WordDocument": []byte("text")}.octets(), ErrNoMail},
		"cut":        {whole[:len(whole)/2], nil},
		"its header": {whole[:600], nil},
	} {
		_, _, _, err := readOne(t, c.octets)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMSGLarge: no message is made of a part of a text, nor of more texts than there is room for.
func TestMSGLarge(t *testing.T) {
	text := func(size int) []byte { return bytes.Repeat([]byte("x\x00"), size/2) }
	wide := func(size int, more cfb) cfb {
		in := cfb{"__substg1.0_1000001F": text(size)}
		for name, v := range more {
			in[name] = v
		}
		return in
	}
	nested := func(header, outer, inner int) cfb {
		attached := object(8, map[int]any{propMethod: 5}, cfb{"__substg1.0_3701000D": object(24, map[int]any{propClass: "IPM.Note"}, wide(inner, nil))})
		return object(header, map[int]any{propClass: "IPM.Note"}, wide(outer, cfb{"__attach_version1.0_#00000000": attached}))
	}
	for name, c := range map[string]struct {
		file cfb
		want error
	}{
		"a long text":     {object(32, map[int]any{propClass: "IPM.Note"}, wide(maxMsgText-2, nil)), nil},
		"too long a text": {object(32, map[int]any{propClass: "IPM.Note"}, wide(maxMsgText+2, nil)), ErrTooBig},
		"in one another":  {nested(32, 20<<20, 20<<20), nil},
		"too much in all": {nested(32, 20<<20, 30<<20), ErrTooBig},
	} {
		octets := c.file.octets()
		dir := t.TempDir()
		in := &file{ReaderAt: bytes.NewReader(octets), size: int64(len(octets))}
		out, _, _, err := readMSG(t.Context(), in, func() (*spool.File, error) { return spool.Create(dir, "x") })
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			if e := out.file.Close(); e != nil {
				t.Error(e)
			}
		}
	}
}

// TestMSGAsMsgconvert: Email::Outlook::Message reads the same out of these files.
func TestMSGAsMsgconvert(t *testing.T) {
	path, err := exec.LookPath("msgconvert")
	if err != nil {
		t.Skip("msgconvert (libemail-outlook-message-perl) is not installed")
	}
	for name, octets := range outlooks() {
		in := filepath.Join(t.TempDir(), name+".msg")
		if err := os.WriteFile(in, octets, 0o600); err != nil {
			t.Fatal(err)
		}
		theirs, err := exec.Command(path, "--outfile", "-", in).Output()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ours, _, _, err := readOne(t, octets)
		if err != nil {
			t.Fatal(err)
		}
		a, b := told(t, ours), told(t, theirs)
		if name == "rich" || name == "packed" {
			b = a // which it makes no text of
		}
		if a != b {
			t.Errorf("%s:\n%s\nmsgconvert:\n%s", name, a, b)
		}
	}
}

// TestMSGReal: files that Outlook has written, which Debian's sources of Email::Outlook::Message and
// Apache POI have for their tests (see .ci/outlook), are read as the first of them reads them.
func TestMSGReal(t *testing.T) {
	dir := os.Getenv("POPMAIL_OUTLOOK")
	if cache, err := os.UserCacheDir(); dir == "" && err == nil {
		dir = filepath.Join(cache, "popmail-outlook")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.msg"))
	path, err := exec.LookPath("msgconvert")
	if len(files) == 0 || err != nil {
		t.Skip("no files of Outlook, or no msgconvert: .ci/setup test brings both")
	}
	// of is what both say of a message. Nested ones are written anew by both, and what is only rich
	// text is an attached file here alone.
	of := func(t *testing.T, raw []byte) string {
		h, err := eml.Open(t.Context(), raw)
		if err != nil {
			t.Fatal(err)
		}
		m, err := h.Message(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := strings.Cut(strings.TrimSpace(m.Text), "\n\n") // of what is signed msgconvert gives the text twice
		var files []string
		for _, a := range m.Attachments {
			switch {
			case a.Name == "message.rtf":
			case a.Type == "message/rfc822" || strings.HasSuffix(a.Name, ".eml"):
				files = append(files, a.Name)
			default:
				files = append(files, fmt.Sprint(a.Name, " ", a.Size))
			}
		}
		sort.Strings(files)
		return fmt.Sprintf("%s\n%s\n%q", m.Subject, text, files)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			octets, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			ours, _, _, err := readOne(t, octets)
			for _, other := range []string{"Appointment", "Contact", "StickyNote", "Task"} {
				if strings.HasSuffix(name, "msgClass"+other+".msg") {
					if !errors.Is(err, ErrNotMessage) {
						t.Error(err)
					}
					return
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			theirs, err := exec.CommandContext(t.Context(), path, "--outfile", "-", name).Output()
			if err != nil {
				t.Fatal(err)
			}
			if a, b := of(t, ours), of(t, theirs); a != b {
				t.Errorf("%s\nmsgconvert:\n%s", a, b)
			}
		})
	}
}

// TestMSGSigned: what is signed stays as it was signed.
func TestMSGSigned(t *testing.T) {
	const body = "--b\r\nContent-Type: text/plain\r\n\r\nsigned \t text\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nxyz\r\n--b--\r\n"
	file := func(class, head string) []byte {
		return object(32, map[int]any{propClass: class, propSubject: "x", propBody: "signed text"}, cfb{
			"__attach_version1.0_#00000000": object(8, map[int]any{propData: []byte(head + "\r\n\r\n" + body), propMime: "multipart/signed"}, nil),
		}).octets()
	}
	const head = "MIME-Version: 1.0\r\nX-Other: y\r\nContent-Type: multipart/signed;\r\n\tprotocol=\"application/pgp-signature\";\r\n\tboundary=b"
	raw, _, _, err := readOne(t, file("IPM.Note.SMIME.MultipartSigned", head))
	if want := "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed;\r\n\tprotocol=\"application/pgp-signature\";\r\n\tboundary=b\r\n\r\n" + body; err != nil || string(raw) != want {
		t.Errorf("%v\n%s", err, raw)
	}
	for class, head := range map[string]string{"IPM.Note": head, "IPM.Note.SMIME.MultipartSigned": "Content-Type: text/plain"} {
		raw, _, _, err := readOne(t, file(class, head))
		if err != nil || !strings.Contains(string(raw), "multipart/mixed") {
			t.Errorf("%s: %v\n%s", class, err, raw)
		}
	}
}

// told is what a message says, as far as two programs that make one of properties can agree.
func told(t testing.TB, raw []byte) string {
	h, err := eml.Open(context.Background(), raw)
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.Message(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintln(&b, m.Subject, m.From, m.Date.UTC(), strings.TrimSpace(m.Text))
	var files []string
	for _, a := range m.Attachments {
		if a.Type != "message/rfc822" {
			files = append(files, fmt.Sprint(a.Name, " ", a.Size))
		}
	}
	sort.Strings(files)
	fmt.Fprintln(&b, files)
	return b.String()
}

// FuzzMSG: whatever such a file says of itself, reading it ends, and what comes out is not much
// more than what is in it.
func FuzzMSG(f *testing.F) {
	for _, octets := range outlooks() {
		f.Add(octets)
	}
	f.Fuzz(func(t *testing.T, octets []byte) {
		pop3test.Within(t, len(octets), func() {
			in := &file{ReaderAt: bytes.NewReader(octets), size: int64(len(octets))}
			out, _, _, err := readMSG(context.Background(), in, nil)
			if err == nil && len(out.mem) > 16*len(octets)+4<<20 {
				t.Fatalf("%d octets of %d", len(out.mem), len(octets))
			}
		})
	})
}

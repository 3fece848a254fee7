package sample

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/ianaindex"
)

var days = []time.Time{
	time.Date(2026, 11, 21, 14, 32, 0, 0, time.UTC),
	time.Date(2027, 1, 1, 0, 0, 30, 0, time.FixedZone("", 13*3600)),
	time.Date(2028, 2, 29, 23, 59, 59, 0, time.FixedZone("", -9*3600-1800)),
	time.Date(2026, 3, 29, 9, 5, 0, 0, time.UTC),
}

func decoder(charset string, in io.Reader) (io.Reader, error) {
	if strings.EqualFold(charset, "us-ascii") {
		return in, nil
	}
	enc, err := ianaindex.MIME.Encoding(charset)
	if err != nil || enc == nil {
		return nil, fmt.Errorf("charset %q is not known", charset)
	}
	return enc.NewDecoder().Reader(in), nil
}

// part is a leaf of a message, decoded from its transfer encoding.
type part struct {
	kind   string
	params map[string]string
	header map[string][]string
	data   []byte
}

func (p part) get(name string) string { return mail.Header(p.header).Get(name) }

func leaves(t *testing.T, header map[string][]string, body io.Reader) []part {
	t.Helper()
	kind, params, err := mime.ParseMediaType(mail.Header(header).Get("Content-Type"))
	if err != nil {
		t.Fatalf("Content-Type: %v", err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		var out []part
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err == io.EOF {
				return out
			}
			if err != nil {
				t.Fatalf("part: %v", err)
			}
			out = append(out, leaves(t, p.Header, p)...)
		}
	}
	encoding := mail.Header(header).Get("Content-Transfer-Encoding")
	switch encoding {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("%s: %v", encoding, err)
	}
	if encoding == "7bit" && slices.ContainsFunc(data, func(c byte) bool { return c >= utf8.RuneSelf }) {
		t.Errorf("7bit, but not all octets are")
	}
	return []part{{kind, params, header, data}}
}

func parsed(t *testing.T, raw []byte) (*mail.Message, []part) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m, leaves(t, m.Header, m.Body)
}

var example = regexp.MustCompile(`(^|\.)(example|example\.(org|com|net))$`)

func TestMessages(t *testing.T) {
	for _, now := range days {
		t.Run(now.Format(time.RFC3339), func(t *testing.T) {
			all := Messages(now)
			if len(all) < 55 || len(all) > 70 {
				t.Errorf("%d messages, want about 60", len(all))
			}
			uids, ids := map[string]bool{}, map[string]bool{}
			var last time.Time
			for _, m := range all {
				t.Run(m.UID, func(t *testing.T) { last = check(t, m, now, last, uids, ids) })
			}
		})
	}
}

// check looks at one message and returns its date.
func check(t *testing.T, m Message, now, last time.Time, uids, ids map[string]bool) time.Time {
	if uids[m.UID] || m.UID == "" || len(m.UID) > 70 || strings.ContainsFunc(m.UID, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
		t.Errorf("unique-id %q is not unique or not valid (RFC 1939, section 7)", m.UID)
	}
	uids[m.UID] = true
	if bytes.Count(m.Raw, []byte("\n")) != bytes.Count(m.Raw, []byte("\r\n")) || bytes.Count(m.Raw, []byte("\r")) != bytes.Count(m.Raw, []byte("\r\n")) {
		t.Error("line ends are not all CRLF")
	}
	for line := range bytes.SplitSeq(m.Raw, []byte("\r\n")) {
		if len(line) > 998 {
			t.Errorf("line of %d octets (RFC 5322, section 2.1.1)", len(line))
		}
	}
	head, _, _ := bytes.Cut(m.Raw, []byte("\r\n\r\n"))
	for line := range bytes.SplitSeq(head, []byte("\r\n")) {
		if len(line) > 160 || !isASCII(string(line)) {
			t.Errorf("header line %q", line)
		}
	}
	msg, parts := parsed(t, m.Raw)
	words := mime.WordDecoder{CharsetReader: decoder}
	subject, err := words.DecodeHeader(msg.Header.Get("Subject"))
	if err != nil || subject == "" || strings.ContainsRune(subject, utf8.RuneError) {
		t.Errorf("Subject %q: %v", subject, err)
	}
	date, err := msg.Header.Date()
	if err != nil || date.After(now) || date.Before(last) {
		t.Errorf("Date %v: %v (now %v, the one before %v)", date, err, now, last)
	}
	id := msg.Header.Get("Message-ID")
	if ids[id] || id == "" {
		t.Errorf("Message-ID %q is not unique", id)
	}
	ids[id] = true
	if ref := msg.Header.Get("In-Reply-To"); ref != "" {
		if !ids[ref] || !strings.HasSuffix(msg.Header.Get("References"), ref) {
			t.Errorf("answers %s, which has not come before", ref)
		}
	}
	p := mail.AddressParser{WordDecoder: &words}
	for _, field := range []string{"From", "To", "Cc", "Reply-To"} {
		value := msg.Header.Get(field)
		if value == "" && field != "From" && field != "To" {
			continue
		}
		list, err := p.ParseList(value)
		if err != nil {
			t.Errorf("%s: %v", field, err)
		}
		for _, a := range list {
			if _, domain, _ := strings.Cut(a.Address, "@"); !example.MatchString(domain) {
				t.Errorf("%s: %s is not an example domain", field, a.Address)
			}
			if strings.ContainsRune(a.Name, utf8.RuneError) {
				t.Errorf("%s: %q", field, a.Name)
			}
		}
	}
	cids := map[string]bool{}
	for _, part := range parts {
		checkPart(t, part, cids)
	}
	for _, part := range parts {
		if part.kind != "text/html" {
			continue
		}
		for _, m := range regexp.MustCompile(`cid:([^"]+)`).FindAllSubmatch(part.data, -1) {
			if !cids[string(m[1])] {
				t.Errorf("picture %s is not in the message", m[0])
			}
		}
		for _, m := range regexp.MustCompile(`https?://([^/"]+)`).FindAllSubmatch(part.data, -1) {
			if !example.Match(m[1]) {
				t.Errorf("link to %s", m[1])
			}
		}
	}
	return date
}

func checkPart(t *testing.T, p part, cids map[string]bool) {
	if cid := p.get("Content-Id"); cid != "" {
		cids[strings.Trim(cid, "<>")] = true
	}
	switch {
	case p.kind == "message/rfc822":
		parsed(t, p.data)
	case strings.HasPrefix(p.kind, "image/"):
		if _, _, err := image.Decode(bytes.NewReader(p.data)); err != nil {
			t.Errorf("%s: %v", p.kind, err)
		}
	case p.kind == "application/pdf":
		if !bytes.HasPrefix(p.data, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(p.data), []byte("%%EOF")) {
			t.Error("not a PDF file")
		}
	case p.kind == "text/calendar":
		if !bytes.HasPrefix(p.data, []byte("BEGIN:VCALENDAR\r\n")) || !bytes.HasSuffix(p.data, []byte("END:VCALENDAR\r\n")) {
			t.Errorf("calendar %q", p.data)
		}
		for line := range bytes.SplitSeq(p.data, []byte("\r\n")) {
			if len(line) > 75 {
				t.Errorf("calendar line of %d octets (RFC 5545, section 3.1)", len(line))
			}
		}
	case strings.HasPrefix(p.kind, "text/"):
		r, err := decoder(p.params["charset"], bytes.NewReader(p.data))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || !utf8.Valid(text) || bytes.ContainsRune(text, utf8.RuneError) || len(bytes.TrimSpace(text)) < 20 {
			t.Errorf("%s in %s: %q %v", p.kind, p.params["charset"], text, err)
		}
		if bytes.Contains(text, []byte("{{")) || bytes.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\r' && r != '\n' }) {
			t.Errorf("%s: %q", p.kind, text)
		}
	default:
		t.Errorf("part of type %q", p.kind)
	}
}

func TestMessagesAreTheSameForTheSameTime(t *testing.T) {
	a, b := Messages(days[0]), Messages(days[0])
	for i := range a {
		if a[i].UID != b[i].UID || !bytes.Equal(a[i].Raw, b[i].Raw) {
			t.Errorf("%s differs from %s", a[i].UID, b[i].UID)
		}
	}
}

// The demonstration promises this variety.
func TestVariety(t *testing.T) {
	var all []string
	seen := map[string]bool{}
	dates := map[string]int{}
	for _, m := range Messages(days[0]) {
		msg, parts := parsed(t, m.Raw)
		if msg.Header.Get("In-Reply-To") != "" {
			seen["thread"] = true
		}
		date, _ := msg.Header.Date()
		dates[date.In(time.UTC).Format(time.DateOnly)]++
		for _, p := range parts {
			seen[p.kind], seen[p.params["charset"]], seen[p.get("Content-Transfer-Encoding")] = true, true, true
			if p.params["format"] == "flowed" {
				seen["flowed"] = true
			}
			if p.kind == "text/html" && bytes.Contains(p.data, []byte(`src="https://`)) {
				seen["remote picture"] = true
			}
			if p.kind == "text/html" && bytes.Contains(p.data, []byte(`src="cid:`)) {
				seen["own picture"] = true
			}
			if strings.HasPrefix(p.kind, "text/") {
				r, err := decoder(p.params["charset"], bytes.NewReader(p.data))
				if err != nil {
					t.Fatal(err)
				}
				text, _ := io.ReadAll(r)
				all = append(all, string(text))
			}
		}
	}
	for _, want := range []string{
		"text/plain", "text/html", "text/calendar", "image/png", "image/jpeg", "application/pdf", "message/rfc822",
		"us-ascii", "utf-8", "iso-8859-1", "iso-8859-2", "iso-8859-7", "iso-8859-9", "iso-8859-15", "windows-1252", "windows-1255", "windows-1256",
		"koi8-r", "koi8-u", "iso-2022-jp", "shift_jis", "gb18030", "big5", "euc-kr",
		"7bit", "8bit", "quoted-printable", "base64",
		"flowed", "thread", "remote picture", "own picture",
	} {
		if !seen[want] {
			t.Errorf("no letter has %s", want)
		}
	}
	text := strings.Join(all, "")
	for name, script := range map[string]*unicode.RangeTable{
		"Cyrillic": unicode.Cyrillic, "Greek": unicode.Greek, "Han": unicode.Han, "Hiragana": unicode.Hiragana,
		"Katakana": unicode.Katakana, "Hangul": unicode.Hangul, "Arabic": unicode.Arabic, "Hebrew": unicode.Hebrew,
		"Devanagari": unicode.Devanagari, "Thai": unicode.Thai,
	} {
		if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(script, r) }) {
			t.Errorf("no letter in %s", name)
		}
	}
	for _, r := range "áñœßşčłřåãếї€🎂🎉" {
		if !strings.ContainsRune(text, r) {
			t.Errorf("no letter with %c", r)
		}
	}
	if dates["2026-11-21"] < 4 || dates["2026-11-20"] < 4 {
		t.Errorf("too few letters of today and yesterday: %v", dates)
	}
}

// Early in the day the letters of today keep their order and lie in the past.
func TestMoment(t *testing.T) {
	for _, c := range []struct{ at, zone, now, want string }{
		{"today 14:21", "", "2026-11-21T14:32:00Z", "2026-11-21T14:21:07Z"},
		{"today 14:21", "", "2026-11-21T07:16:00Z", "2026-11-21T07:10:33Z"},
		{"yesterday 9:05", "", "2026-11-21T00:00:01Z", "2026-11-20T09:05:07Z"},
		{"21d 18:30", "", "2026-11-21T00:00:01Z", "2026-10-31T18:30:07Z"},
		{"1d 2:00", "+0900", "2026-11-21T12:00:00Z", "2026-11-20T11:00:07+09:00"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		got, err := moment(c.at, c.zone, now, 7)
		if err != nil || got.Format(time.RFC3339) != c.want {
			t.Errorf("moment(%q, %q, %s) = %s, %v, want %s", c.at, c.zone, c.now, got.Format(time.RFC3339), err, c.want)
		}
	}
	for _, bad := range []string{"", "now", "today", "today 25:00", "xd 9:00", "9:00"} {
		if _, err := moment(bad, "", days[0], 0); err == nil {
			t.Errorf("moment(%q) is accepted", bad)
		}
	}
}

func TestFriday(t *testing.T) {
	for day, want := range map[string]string{"2026-11-21": "27 Nov", "2026-11-26": "27 Nov", "2026-11-27": "4 Dec"} {
		d, _ := time.Parse(time.DateOnly, day)
		got, err := (&letter{date: d}).fill(`{{friday "2 Jan"}}`)
		if err != nil || got != want {
			t.Errorf("the Friday after %s is %s (%v), want %s", day, got, err, want)
		}
	}
}

func TestFlow(t *testing.T) {
	long := strings.Repeat("word ", 40) + "end"
	got := flow("> " + long + "\n" + long + "\nFrom here\n-- \nAnn\n")
	lines := strings.Split(got, "\n")
	if lines[0] != "> "+long {
		t.Errorf("a quotation was broken: %q", lines[0])
	}
	joined := ""
	for _, l := range lines[1:] {
		if len(l) > 72 {
			t.Errorf("line of %d", len(l))
		}
		joined += l
		if !strings.HasSuffix(l, " ") {
			break
		}
	}
	if joined != long {
		t.Errorf("joined again: %q", joined)
	}
	if !strings.HasSuffix(got, "\n From here\n-- \nAnn\n") {
		t.Errorf("end %q", got[len(got)-30:])
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ charset, text string }{
		{"utf-8", strings.Repeat("Schöne Grüße 🥐 ", 12)},
		{"iso-8859-1", "Tu excursión de mañana"},
		{"iso-2022-jp", strings.Repeat("ご予約の確認 (12月3日)", 5)},
		{"big5", strings.Repeat("台北的雨季", 20)},
		{"utf-8", strings.Repeat("plain words ", 20) + "end"},
	} {
		got, err := words(c.text, c.charset)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(got, "\r\n") {
			if len(strings.TrimSpace(line)) > 76 {
				t.Errorf("line %q is too long", line)
			}
		}
		d := mime.WordDecoder{CharsetReader: decoder}
		back, err := d.DecodeHeader(strings.ReplaceAll(got, "\r\n", ""))
		if err != nil || back != c.text {
			t.Errorf("%s: %q became %q, %v", c.charset, c.text, back, err)
		}
	}
	if _, err := words("日本", "iso-8859-1"); err == nil {
		t.Error("Japanese in Latin-1 is accepted")
	}
}

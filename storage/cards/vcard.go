package cards

import (
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"github.com/emersion/go-vcard"

	"popmail/storage/mailbox"
)

// vcards reads vCards of the versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), many in a file.
// What the library does not know is undone before: folded lines, quoted-printable and
// parameters without a name, as version 2.1 has them.
func (r *reader) vcards(text string) {
	var groups []groupCard
	byUID, byEmail := map[string]int{}, map[string]int{}
	var one rawCard
	depth := 0
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n") // QUIRK: ends of lines of an old Mac
	}
	s := scanner{text: text}
	for s.next() {
		switch {
		case is(s.line, "BEGIN", "VCARD"):
			if depth++; depth == 1 {
				one = rawCard{line: s.at}
			}
		case is(s.line, "END", "VCARD"):
			if depth == 1 {
				r.finish(&one, &groups, byUID, byEmail)
			}
			depth = max(depth-1, 0)
		case depth == 1: // a card in a card (AGENT of version 2.1) is somebody else
			one.add(&s)
		}
	}
	if depth > 0 {
		r.skip(one.line, mailbox.SkipBroken)
	}
	for _, g := range groups {
		r.group(g, byUID, byEmail)
	}
}

// is reports whether a line is NAME:value.
func is(line, name, value string) bool {
	n, v, ok := strings.Cut(line, ":")
	return ok && strings.EqualFold(strings.TrimSpace(n), name) && strings.EqualFold(strings.TrimSpace(v), value)
}

// rawCard collects the lines of a card.
type rawCard struct {
	line  int
	text  strings.Builder // for the library
	rest  strings.Builder // of text, what PopMail does not show
	big   bool
	lines int
	old   bool // version 2.1
	// As they were written, still with backslashes: the library takes these off without telling
	// which commas had one.
	name              string
	notes, categories []string
}

// add takes a property.
func (c *rawCard) add(s *scanner) {
	p, ok := parse(s)
	if !ok || c.big {
		return
	}
	switch p.name {
	case "VERSION":
		c.old = strings.TrimSpace(p.value) == "2.1"
		return
	case "FN":
		if c.name == "" {
			c.name = p.value
		}
	case "NOTE":
		c.notes = append(c.notes, p.value)
	case "CATEGORIES":
		c.categories = append(c.categories, p.value)
	}
	switch p.name {
	case "PHOTO", "LOGO", "SOUND", "KEY", "PRODID", "REV", "AGENT":
		return
	}
	line := p.head + ":" + p.value + "\r\n"
	if c.lines++; c.text.Len()+len(line) > maxCard || c.lines > 1000 {
		c.big = true
		return
	}
	c.text.WriteString(line)
	switch p.name {
	case "FN", "EMAIL", "NOTE", "CATEGORIES":
	default:
		c.rest.WriteString(line)
	}
}

// finish reads a card whose lines are all there.
func (r *reader) finish(raw *rawCard, groups *[]groupCard, byUID, byEmail map[string]int) {
	if raw.big {
		r.skip(raw.line, mailbox.SkipBig)
		return
	}
	card, err := vcard.NewDecoder(strings.NewReader("BEGIN:VCARD\r\n" + raw.text.String() + "END:VCARD\r\n")).Decode()
	if err != nil {
		r.skip(raw.line, mailbox.SkipBroken)
		return
	}
	// QUIRK: groups of Apple's address book, before version 4.0 had them.
	if card.Kind() == vcard.KindGroup || strings.EqualFold(card.Value("X-ADDRESSBOOKSERVER-KIND"), "group") {
		if len(*groups) < 1000 {
			*groups = append(*groups, groupCard{card, nameOf(card, raw)})
		}
		return
	}
	c := mailbox.Card{Name: nameOf(card, raw), Rest: raw.rest.String()}
	mails := slices.Clone(card[vcard.FieldEmail])
	slices.SortStableFunc(mails, func(a, b *vcard.Field) int { return preference(a) - preference(b) })
	for _, m := range mails {
		addAddress(&c, address(value(m.Value)))
	}
	var notes []string
	for _, n := range raw.notes {
		notes = append(notes, clean(raw.plain(n), true))
	}
	c.Note = strings.TrimSpace(strings.Join(notes, "\n"))
	for _, f := range raw.categories {
		for _, g := range raw.texts(f, true) {
			addGroup(&c, g)
		}
	}
	if c.Name == "" && len(c.Emails) == 0 {
		c.Name = clean(value(firstOf(card, vcard.FieldOrganization, vcard.FieldNickname)), false)
	}
	if !r.add(c, raw.line) {
		return
	}
	at := len(r.file.Cards) - 1
	if uid := card.Value(vcard.FieldUID); uid != "" {
		byUID[uidKey(uid)] = at
	}
	for _, e := range c.Emails {
		byEmail[strings.ToLower(e)] = at
	}
}

// plain is a value of one text without its backslashes.
func (c *rawCard) plain(v string) string { return c.texts(v, false)[0] }

// texts are the texts of a value without their backslashes (RFC 6350, section 3.4), parted at commas
// that have none where it is a list. A backslash that belongs to nothing stays.
//
// QUIRK: version 2.1 knows no backslash but that before a semicolon; programs have written others.
func (c *rawCard) texts(v string, list bool) (out []string) {
	var b strings.Builder
	for i := 0; i < len(v); i++ {
		switch {
		case v[i] == ',' && list:
			out = append(out, b.String())
			b.Reset()
		case v[i] == '\\' && i+1 < len(v):
			i++
			switch n := v[i]; {
			case n == 'n' || n == 'N' && !c.old:
				b.WriteByte('\n')
			case strings.IndexByte(",;:", n) >= 0 || n == '\\' && !c.old:
				b.WriteByte(n)
			default:
				b.WriteByte('\\')
				b.WriteByte(n)
			}
		default:
			b.WriteByte(v[i])
		}
	}
	return append(out, b.String())
}

// value is a text as it was meant; the library leaves these signs as they are.
func value(s string) string {
	return strings.NewReplacer(`\;`, ";", `\:`, ":", `\N`, "\n").Replace(s)
}

func firstOf(c vcard.Card, fields ...string) string {
	for _, f := range fields {
		if v := strings.Trim(c.Value(f), "; "); v != "" {
			return strings.ReplaceAll(v, ";", ", ")
		}
	}
	return ""
}

// nameOf is what somebody is called: FN, or what N says.
func nameOf(c vcard.Card, raw *rawCard) string {
	if fn := clean(raw.plain(raw.name), false); fn != "" {
		return fn
	}
	if n := c.Name(); n != nil {
		var words []string
		for _, w := range []string{n.HonorificPrefix, n.GivenName, n.AdditionalName, n.FamilyName, n.HonorificSuffix} {
			if w = clean(w, false); w != "" {
				words = append(words, w)
			}
		}
		return strings.Join(words, " ")
	}
	return ""
}

// preference is lower for an address that is preferred.
func preference(f *vcard.Field) int {
	if f.Params.HasType("pref") {
		return 0
	}
	switch p := f.Params.Get(vcard.ParamPreferred); {
	case p == "1":
		return 0
	case p != "":
		return 1
	}
	return 2
}

func uidKey(uid string) string {
	uid = strings.ToLower(strings.TrimSpace(uid))
	return strings.TrimPrefix(uid, "urn:uuid:")
}

// groupCard is a card of a group.
type groupCard struct {
	card vcard.Card
	name string
}

// group puts the members of a card that is a group into it (RFC 6350, section 6.6.5).
func (r *reader) group(g groupCard, byUID, byEmail map[string]int) {
	for _, m := range slices.Concat(g.card.Values(vcard.FieldMember), g.card.Values("X-ADDRESSBOOKSERVER-MEMBER")) {
		m = value(m)
		email := ""
		if len(m) > 7 && strings.EqualFold(m[:7], "mailto:") {
			email = address(m)
		}
		at, ok := byUID[uidKey(m)]
		if !ok && email != "" {
			if at, ok = byEmail[strings.ToLower(email)]; !ok && r.add(mailbox.Card{Emails: []string{email}}, 0) {
				at, ok = len(r.file.Cards)-1, true
				byEmail[strings.ToLower(email)] = at
			}
		}
		if ok {
			addGroup(&r.file.Cards[at], g.name)
		}
	}
}

// scanner goes through the lines of a text, folded ones joined. It does not copy what is
// not folded.
type scanner struct {
	text string
	pos  int
	at   int // the line that line begins with, from 1
	row  int // that was read last
	line string
}

// physical is the next line as it stands there.
func (s *scanner) physical() (string, bool) {
	if s.pos >= len(s.text) {
		return "", false
	}
	s.row++
	rest := s.text[s.pos:]
	i := strings.IndexByte(rest, '\n')
	if i < 0 {
		s.pos = len(s.text)
		return strings.TrimRight(rest, "\r"), true
	}
	s.pos += i + 1
	return strings.TrimRight(rest[:i], "\r"), true
}

// next reads a line with what is folded behind it. Of a line that is longer than a person
// may be, only the beginning is kept.
func (s *scanner) next() bool {
	l, ok := s.physical()
	s.at = s.row
	s.line = l
	if !ok {
		return false
	}
	var b strings.Builder
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t') {
		more, _ := s.physical()
		if b.Len() == 0 {
			b.WriteString(l)
		}
		if b.Len() <= maxCard {
			b.WriteString(more[1:])
		}
	}
	if b.Len() > 0 {
		s.line = b.String()
	}
	return true
}

// property is a line in parts.
type property struct {
	name  string // in capitals, without a group
	head  string // all before the colon, as version 3.0 has it
	value string
}

// parse reads the line of a scanner, and goes on to the lines that belong to it where it is
// quoted-printable (RFC 2045, section 6.7).
func parse(s *scanner) (p property, ok bool) {
	head, val, ok := cutHead(s.line)
	if !ok || len(head) > 1000 {
		return p, false
	}
	params := strings.Split(head, ";")
	p.name = strings.ToUpper(strings.TrimSpace(params[0]))
	if _, name, grouped := strings.Cut(p.name, "."); grouped {
		p.name = name
	}
	p.head = strings.TrimSpace(params[0])
	if p.name == "" || strings.ContainsFunc(p.head, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-._", r)
	}) {
		return p, false // RFC 6350, section 3.3
	}
	quoted, set := false, ""
	for _, param := range params[1:] {
		key, v, named := strings.Cut(param, "=")
		key = strings.ToUpper(strings.TrimSpace(key))
		switch {
		case key == "QUOTED-PRINTABLE" || key == "ENCODING" && strings.EqualFold(strings.TrimSpace(v), "QUOTED-PRINTABLE"):
			quoted = true
		case key == "CHARSET":
			set = strings.Trim(v, `" `)
		case key == "8BIT", key == "7BIT", key == "ENCODING" && (strings.EqualFold(v, "8BIT") || strings.EqualFold(v, "7BIT")), key == "":
		case !named:
			p.head += ";TYPE=" + clean(key, false) // QUIRK: version 2.1 leaves out the name
		default:
			p.head += ";" + clean(param, false)
		}
	}
	if quoted {
		var b strings.Builder
		for b.WriteString(val); strings.HasSuffix(val, "="); {
			more, there := s.physical()
			if !there {
				break
			}
			val = more
			if b.Len() <= maxCard {
				b.WriteString("\r\n" + val)
			}
		}
		if out, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(b.String()))); err == nil || len(out) > 0 {
			val = string(out)
		} else {
			val = b.String()
		}
	}
	if set != "" || !utf8.ValidString(val) {
		if set == "" {
			set = "windows-1252"
		}
		if in, err := charset.Reader(set, strings.NewReader(val)); err == nil && !strings.EqualFold(set, "utf-8") {
			if out, err := io.ReadAll(in); err == nil {
				val = string(out)
			}
		}
	}
	p.value = strings.ReplaceAll(clean(val, true), "\n", `\n`)
	return p, true
}

// cutHead parts a line at its first colon outside of quotation marks.
func cutHead(line string) (head, value string, ok bool) {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '"':
			quoted = !quoted
		case ':':
			if !quoted {
				return line[:i], line[i+1:], true
			}
		}
	}
	return "", "", false
}

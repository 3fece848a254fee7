package cards

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-vcard"

	"popmail/storage/mailbox"
)

// VCard writes people as vCards of version 3.0 (RFC 2426), which phones and other programs
// read best, and their groups as categories and as Apple's address book has them.
func VCard(list []mailbox.Card) ([]byte, error) {
	var out bytes.Buffer
	members := map[string][]string{} // unique-ids by group
	var names []string
	for i := range list {
		c := &list[i]
		uid := uidOf(c)
		card := base(called(c))
		for j, e := range c.Emails {
			f := &vcard.Field{Value: clean(e, false), Params: vcard.Params{vcard.ParamType: {"INTERNET"}}}
			if j == 0 {
				f.Params.Add(vcard.ParamType, "PREF")
			}
			card.Add(vcard.FieldEmail, f)
		}
		if c.Note != "" {
			card.SetValue(vcard.FieldNote, clean(c.Note, true))
		}
		for _, g := range c.Groups {
			if members[g] == nil {
				names = append(names, g)
			}
			members[g] = append(members[g], uid)
		}
		rest, hasUID, hasName := restOf(c)
		if !hasUID {
			card.SetValue(vcard.FieldUID, uid)
		}
		if hasName {
			delete(card, vcard.FieldName)
		}
		if len(c.Groups) > 0 {
			rest += "CATEGORIES:" + categories(c.Groups) + "\r\n"
		}
		if err := encode(&out, card, rest); err != nil {
			return nil, err
		}
	}
	for _, g := range names {
		card := base(clean(g, false))
		card.SetValue(vcard.FieldUID, "urn:uuid:"+uuid("group\x00"+g))
		card.SetValue("X-ADDRESSBOOKSERVER-KIND", "group")
		for _, uid := range members[g] {
			card.AddValue("X-ADDRESSBOOKSERVER-MEMBER", uid)
		}
		if err := encode(&out, card, ""); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

func called(c *mailbox.Card) string {
	if name := clean(c.Name, false); name != "" || len(c.Emails) == 0 {
		return name
	}
	return clean(c.Emails[0], false)
}

// base is a card with a name alone.
func base(name string) vcard.Card {
	card := vcard.Card{}
	card.SetValue(vcard.FieldVersion, "3.0")
	card.SetValue(vcard.FieldFormattedName, name)
	n := &vcard.Name{GivenName: strings.ReplaceAll(name, ";", ",")}
	if i := strings.LastIndexByte(n.GivenName, ' '); i > 0 {
		n.GivenName, n.FamilyName = n.GivenName[:i], n.GivenName[i+1:]
	}
	card.SetName(n)
	return card
}

// categories are names of groups as the value of CATEGORIES.
func categories(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strings.NewReplacer(`\`, `\\`, ",", `\,`).Replace(clean(n, false))
	}
	return strings.Join(out, ",")
}

// encode writes a card with further lines, long ones folded (RFC 2426, section 2.6).
func encode(out *bytes.Buffer, card vcard.Card, rest string) error {
	var b bytes.Buffer
	if err := vcard.NewEncoder(&b).Encode(card); err != nil {
		return err
	}
	text := strings.TrimSuffix(b.String(), "END:VCARD\r\n") + rest + "END:VCARD\r\n"
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\r\n")
		for most := 75; len(l) > most; most = 74 {
			cut := most
			for cut > 1 && !utf8.RuneStart(l[cut]) {
				cut--
			}
			out.WriteString(l[:cut] + "\r\n ")
			l = l[cut:]
		}
		out.WriteString(l + "\r\n")
	}
	return nil
}

// restOf are the lines of a card that PopMail does not show; its name in parts only while it
// is the name.
func restOf(c *mailbox.Card) (rest string, hasUID, hasName bool) {
	for l := range strings.Lines(c.Rest) {
		l = strings.TrimRight(l, "\r\n")
		head, val, ok := cutHead(l)
		if !ok || strings.ContainsAny(l, "\r\n") {
			continue
		}
		name, _, _ := strings.Cut(head, ";")
		switch strings.ToUpper(name[strings.LastIndexByte(name, '.')+1:]) {
		case "BEGIN", "END", "VERSION", "KIND", "X-ADDRESSBOOKSERVER-KIND":
			continue
		case "UID":
			if hasUID {
				continue
			}
			hasUID = true
		case "N":
			if hasName || !slices.Equal(wordsOf(strings.NewReplacer(";", " ", `\,`, " ", ",", " ").Replace(val)), wordsOf(c.Name)) {
				continue
			}
			hasName = true
		}
		rest += l + "\r\n"
	}
	return rest, hasUID, hasName
}

func wordsOf(s string) []string {
	out := strings.Fields(strings.ToLower(strings.ReplaceAll(s, ",", " ")))
	slices.Sort(out)
	return out
}

// uidOf is the unique-id of a card, which stays the same from one file to the next.
func uidOf(c *mailbox.Card) string {
	for l := range strings.Lines(c.Rest) {
		if head, val, ok := cutHead(strings.TrimRight(l, "\r\n")); ok && strings.EqualFold(head, "UID") {
			return val
		}
	}
	return "urn:uuid:" + uuid(strings.Join(append([]string{c.Name}, c.Emails...), "\x00"))
}

// uuid is a name-based UUID (RFC 9562, version 8).
func uuid(of string) string {
	sum := sha256.Sum256([]byte(of))
	sum[6], sum[8] = sum[6]&0x0F|0x80, sum[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// Table writes people as a table with the columns that Outlook has. No cell is taken for a
// formula by a spreadsheet.
func Table(list []mailbox.Card) ([]byte, error) {
	most := 1
	for i := range list {
		most = max(most, len(list[i].Emails))
	}
	var out bytes.Buffer
	out.WriteString("\uFEFF") // by which spreadsheets know UTF-8
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	row := []string{"Name", "E-mail Address"}
	for i := 2; i <= most; i++ {
		row = append(row, fmt.Sprintf("E-mail %d Address", i))
	}
	if err := w.Write(append(row, "Notes", "Categories")); err != nil {
		return nil, err
	}
	for i := range list {
		c := &list[i]
		row := make([]string, most+3)
		row[0] = guard(clean(c.Name, false))
		for j, e := range c.Emails {
			row[j+1] = guard(clean(e, false))
		}
		row[most+1] = guard(clean(c.Note, true))
		row[most+2] = guard(clean(strings.Join(c.Groups, ";"), false))
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// formulas are the signs that a formula begins with.
const formulas = "=+-@\t\r"

// guard marks a cell as text where it would be a formula.
func guard(cell string) string {
	if cell != "" && strings.ContainsRune(formulas, rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// unguard is the reverse.
func unguard(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune(formulas, rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

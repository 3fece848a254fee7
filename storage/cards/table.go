package cards

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode"

	"popmail/storage/mailbox"
)

// maxColumns bounds the columns of a table.
const maxColumns = 500

// kind is what stands in a column.
type kind uint8

const (
	unknown kind = iota // addresses are taken from it
	whole               // the whole name
	given
	middle
	family
	prefix
	suffix
	nick
	company
	note
	group
	phone
	label // says what another column is
)

// heads are names of columns, as Google, Outlook and Thunderbird have them, small letters
// and digits alone.
var heads = map[string]kind{
	"name": whole, "fullname": whole, "displayname": whole, "formattedname": whole, "contactname": whole, "person": whole,
	"firstname": given, "givenname": given, "first": given,
	"middlename": middle, "additionalname": middle,
	"lastname": family, "familyname": family, "surname": family, "last": family,
	"nameprefix": prefix, "honorificprefix": prefix, "namesuffix": suffix, "honorificsuffix": suffix, "suffix": suffix,
	"nickname": nick, "fileas": nick,
	"company": company, "organization": company, "organizationname": company, "organization1name": company,
	"notes": note, "note": note, "comment": note, "comments": note, "description": note,
	"labels": group, "groupmembership": group, "categories": group, "group": group, "groups": group, "category": group,
}

// headOf is what a column with a name holds.
func headOf(name string) kind {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
	if k, ok := heads[name]; ok {
		return k
	}
	switch {
	case strings.HasPrefix(name, "yomi") || strings.HasPrefix(name, "phonetic"):
		return label
	case strings.HasSuffix(name, "label") || strings.HasSuffix(name, "type"):
		return label
	case strings.Contains(name, "phone") || strings.HasPrefix(name, "mobile") || strings.HasPrefix(name, "cell"):
		return phone
	}
	return unknown
}

// maxStray is how many quotation marks that nobody closes are mended in a table.
const maxStray = 50

// table reads a table whose columns are parted by commas, semicolons or tabs.
func (r *reader) table(text string) {
	sep := comma(text)
	open := func(text string) *csv.Reader {
		in := csv.NewReader(strings.NewReader(text))
		in.Comma, in.LazyQuotes, in.FieldsPerRecord, in.ReuseRecord = sep, true, -1, true
		return in
	}
	in := open(text)
	var columns []kind
	named := false      // a column is known for one with names
	line, stray := 1, 0 // of what comes next
	for first := true; ; {
		start := in.InputOffset()
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		part := text[start:in.InputOffset()]
		if l, _, several := strings.Cut(strings.TrimSuffix(part, "\n"), "\n"); several && strings.TrimSpace(l) != "" && stray < maxStray && len(row) < len(columns) {
			// QUIRK: a quotation mark that begins a cell and is not closed would take in all
			// that follows. The line is read by itself.
			stray++
			row, err = open(strings.ReplaceAll(l, `"`, "")).Read()
			part = text[start : start+int64(len(l))+1]
			text = text[start+int64(len(part)):]
			in = open(text)
		}
		at := line + strings.Count(part, "\n") - strings.Count(strings.TrimLeft(part, "\r\n"), "\n") // behind empty lines
		line += strings.Count(part, "\n")
		switch {
		case err != nil || len(row) > maxColumns:
			r.skip(at, mailbox.SkipBroken)
			var bad *csv.ParseError
			if err != nil && !errors.As(err, &bad) {
				return
			}
			continue
		case first:
			first = false
			if columns, named = header(row); columns != nil {
				continue
			}
		}
		if blank(row) {
			continue
		}
		c, big := person(row, columns, named)
		if big {
			r.skip(at, mailbox.SkipBig)
			continue
		}
		if !named && len(c.Emails) == 0 {
			r.skip(at, mailbox.SkipNobody) // any text is a table of one column
			continue
		}
		r.add(c, at)
	}
}

// comma is what parts the columns: what the first line has most of.
func comma(text string) rune {
	line := text[:min(len(text), 4096)]
	if i := strings.IndexAny(line, "\r\n"); i > 0 {
		line = line[:i]
	}
	best, most := ',', 0
	for _, c := range ",;\t" {
		n, quoted := 0, false
		for _, x := range line {
			switch {
			case x == '"':
				quoted = !quoted
			case x == c && !quoted:
				n++
			}
		}
		if n > most {
			best, most = c, n
		}
	}
	return best
}

// header reads the first row as names of columns; nil: it is a person. named: one of the
// columns has names of people.
func header(row []string) (columns []kind, named bool) {
	columns = make([]kind, len(row))
	for i, name := range row {
		if addresses(name) != nil {
			return nil, false
		}
		columns[i] = headOf(name)
		named = named || columns[i] > unknown && columns[i] < note
	}
	return columns, named
}

func blank(row []string) bool {
	for _, c := range row {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// addresses are those that stand in a cell.
func addresses(cell string) (out []string) {
	if !strings.Contains(cell, "@") || len(cell) > 8<<10 {
		return nil
	}
	for _, w := range strings.FieldsFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(";,<>()|", r) }) {
		if a := address(w); a != "" {
			out = append(out, a)
		}
	}
	return out
}

// person reads a row; big: it is too big for one.
func person(row []string, columns []kind, named bool) (c mailbox.Card, big bool) {
	var part [label + 1]string
	size := 0
	var loose []string // cells before the first address, where no column is known to have names
	for i, cell := range row {
		if size += len(cell); size > maxCard {
			return c, true
		}
		k := unknown
		if i < len(columns) {
			k = columns[i]
		}
		cell = unguard(cell)
		text := clean(cell, k == note)
		switch {
		case text == "" || k == label:
		case k == unknown:
			found := addresses(cell)
			for _, a := range found {
				addAddress(&c, a)
			}
			if !named && found == nil && len(c.Emails) == 0 && len(loose) < 2 && strings.ContainsFunc(text, unicode.IsLetter) {
				loose = append(loose, text)
			}
		case k == group:
			for _, g := range strings.FieldsFunc(strings.ReplaceAll(text, ":::", ";"), func(r rune) bool { return r == ';' || r == ',' && !strings.Contains(text, ";") }) {
				addGroup(&c, g)
			}
		case k == phone:
			for _, n := range strings.Split(text, ":::") {
				if n = strings.TrimSpace(n); n != "" {
					c.Rest += "TEL:" + strings.NewReplacer(`\`, `\\`, ",", `\,`, "\n", " ").Replace(n) + "\r\n"
				}
			}
		case k == note && part[k] != "":
			part[k] += "\n" + text
		case part[k] == "":
			part[k] = text
		}
	}
	c.Note = part[note]
	c.Name = part[whole]
	for _, k := range []kind{prefix, given, middle, family, suffix} {
		if part[whole] == "" && part[k] != "" {
			c.Name = strings.TrimSpace(c.Name + " " + part[k])
		}
	}
	for _, other := range []string{strings.Join(loose, " "), part[nick], part[company]} {
		if c.Name == "" {
			c.Name = other
		}
	}
	if found := addresses(c.Name); found != nil { // QUIRK: programs put the address where they know no name
		c.Name = ""
		for _, a := range found {
			addAddress(&c, a)
		}
	}
	return c, false
}

package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"unicode/utf8"

	"popmail/account"
	"popmail/storage/mailbox"
)

// finder looks for the rows of a damaged file.
type finder struct {
	p     *pages
	owner []uint8             // of each page, see ofTable
	found map[string][]uint32 // the pages with rows of each shape; those of its tree are last

	octets   map[int64]cell
	pieces   map[int64]map[int64]cell // by message and number
	bodies   map[int64]cell
	pictures map[int64]cell
	messages map[int64]messageRow
	accounts map[int64]accountRow
	emails   map[int64]string // of accounts, by the index of their addresses
	folders  map[int64]folderRow
	uids     map[int64]uidRow // by message
	letters  map[int64]rescuedLetter
	junkOff  bool            // new mail is not judged
	quotas   map[int64]int64 // what mailboxes may hold, by account
	wishes   map[int64]bool  // messages of which a person has said when they go from their server

	sequences map[string]int64 // the last numbers that tables have given

	now    map[int64]account.ID       // accounts in the new file, by their old numbers
	to     map[int64]mailbox.FolderID // folders
	placed map[int64]mailbox.ID       // messages
}

func newFinder(p *pages) *finder {
	return &finder{
		p: p, found: map[string][]uint32{},
		octets: map[int64]cell{}, pieces: map[int64]map[int64]cell{}, bodies: map[int64]cell{}, pictures: map[int64]cell{}, messages: map[int64]messageRow{},
		accounts: map[int64]accountRow{}, emails: map[int64]string{}, folders: map[int64]folderRow{}, uids: map[int64]uidRow{}, letters: map[int64]rescuedLetter{}, quotas: map[int64]int64{}, wishes: map[int64]bool{},
		sequences: map[string]int64{}, now: map[int64]account.ID{}, to: map[int64]mailbox.FolderID{}, placed: map[int64]mailbox.ID{},
	}
}

// shape is how the rows of a table, or of an index, look.
type shape struct {
	name  string
	kind  byte // of its leaves
	kinds string
	most  int                    // fields; 0: as many as kinds
	check func(row []value) bool // nil: the kinds say enough
	// weak: other rows look the same. Its rows are taken from pages of its own tree, and with
	// lone, which is check for them, from those that no tree leads to.
	weak bool
	lone func(row []value) bool // nil: none are
	// other: the rows of a table of likeShapes look the same. They are not taken from its tree.
	other bool
	note  func(f *finder, c cell, id int64, row []value)
}

// shapes are the tables that are rescued. TestFatesOfTables names all others, and why they
// are not.
var shapes = []shape{
	{name: "octets", kind: tableLeaf, kinds: "niibb", check: sumIn(3), note: func(f *finder, c cell, id int64, _ []value) { f.octets[id] = c }},
	{name: "pieces", kind: tableLeaf, kinds: "nib", most: 4, other: true, note: func(f *finder, c cell, id int64, row []value) {
		m := f.pieces[number(row, 1)]
		if m == nil {
			m = map[int64]cell{}
			f.pieces[number(row, 1)] = m
		}
		m[id] = c
	}},
	{name: "bodies", kind: tableLeaf, kinds: "nbiib", check: sumIn(1), note: func(f *finder, c cell, id int64, _ []value) { f.bodies[id] = c }},
	{name: "messages", kind: tableLeaf, kinds: "n.iiiiii", note: (*finder).noteMessage},
	{name: "letters", kind: tableLeaf, kinds: "niti..ittttttb..", most: 17, check: isLetter, note: (*finder).noteLetter},
	{name: "draft_versions", kind: tableLeaf, kinds: "niiiibb", most: 9},
	{name: "accounts", kind: tableLeaf, kinds: "ntttttittttti..i", most: 99, check: func(row []value) bool { return strings.Contains(text(row, 1), "@") }, note: (*finder).noteAccount},
	{name: "sqlite_autoindex_accounts_1", kind: indexLeaf, kinds: "ti", weak: true, note: func(f *finder, _ cell, _ int64, row []value) { f.emails[number(row, 1)] = text(row, 0) }},
	{name: "session_notes", kind: tableLeaf, kinds: "nb", check: func(row []value) bool { return quotaIn(row) > 0 }, note: func(f *finder, _ cell, id int64, row []value) { f.quotas[id] = quotaIn(row) }},
	{name: "folders", kind: tableLeaf, kinds: "n.tttii", most: 12, note: (*finder).noteFolder},
	{name: "sqlite_sequence", kind: tableLeaf, kinds: "ti", check: func(row []value) bool {
		return slices.Contains([]string{"accounts", "folders", "contacts", "contact_groups", "searches", "rules"}, text(row, 0)) && number(row, 1) < maxRescuedID
	}, note: func(f *finder, _ cell, _ int64, row []value) {
		f.sequences[text(row, 0)] = max(f.sequences[text(row, 0)], number(row, 1))
	}},
	{name: "state", kind: tableLeaf, kinds: "niiiiiiiiiii", most: 99, weak: true, note: func(f *finder, _ cell, _ int64, row []value) { f.junkOff = number(row, 11) != 0 }},
	{name: "whence", kind: tableLeaf, kinds: "ni"},
	{name: "snoozes", kind: tableLeaf, kinds: "ni.i", weak: true, check: func(row []value) bool { return number(row, 1) > 1e12 }},
	{name: "reminders", kind: tableLeaf, kinds: "niii", weak: true, check: func(row []value) bool { return number(row, 3)|1 == 1 }},
	{name: "unique_ids", kind: indexLeaf, kinds: "ibiibii.", most: 13, check: sumIn(4), note: (*finder).noteUID},
	{name: "pictures", kind: tableLeaf, kinds: "nbb", check: sumIn(1), note: func(f *finder, c cell, id int64, _ []value) { f.pictures[id] = c }},
	{name: "message_pictures", kind: indexLeaf, kinds: "it."},
	{name: "picture_senders", kind: indexLeaf, kinds: "ti", weak: true, lone: func(row []value) bool {
		return isAddress(text(row, 0)) && number(row, 1) > 1e12 // milliseconds; where a number of a row stands, it is smaller
	}},
	{name: "senders", kind: indexLeaf, kinds: "tii", check: func(row []value) bool {
		return isAddress(text(row, 0)) && number(row, 1)|1 == 1 && number(row, 2) > 1e12
	}},
	{name: "list_refusals", kind: indexLeaf, kinds: "ti", weak: true, lone: func(row []value) bool {
		return text(row, 0) != "" && !strings.ContainsAny(text(row, 0), "@ ") && number(row, 1) > 1e12
	}},
	{name: "contacts", kind: tableLeaf, kinds: "nttt"},
	{name: "contact_addresses", kind: indexLeaf, kinds: "tiit", check: func(row []value) bool { return addressKey(text(row, 3)) == text(row, 0) }},
	{name: "forgotten_addresses", kind: indexLeaf, kinds: "t", weak: true, lone: func(row []value) bool { return isAddress(text(row, 0)) }},
	{name: "contact_groups", kind: tableLeaf, kinds: "nt"},
	{name: "searches", kind: tableLeaf, kinds: "ntt", check: func(row []value) bool { return text(row, 1) != "" && text(row, 2) != "" }},
	{name: "rules", kind: tableLeaf, kinds: "niti.iiii", check: func(row []value) bool {
		return text(row, 2) != "" && number(row, 3) < 128 && number(row, 5)|1 == 1 && number(row, 6) > 1e12
	}},
	{name: "contact_members", kind: indexLeaf, kinds: "ii", weak: true},
	{name: "elsewhere", kind: indexLeaf, kinds: "bb", weak: true, lone: func(row []value) bool { // see mailboxKey
		host, user, ok := bytes.Cut(octets(row, 0), []byte("\n"))
		return ok && len(host) > 0 && len(user) > 0 && utf8.Valid(host) && utf8.Valid(user)
	}},
	{name: "carried", kind: indexLeaf, kinds: "bi", weak: true},
}

// likeShapes are tables of which nothing is rescued, with rows that look like those of a shape.
var likeShapes = []string{"junk_letters"}

// fits reports whether a row is one of the shape.
func (s *shape) fits(row []value) bool {
	return len(row) <= max(s.most, len(s.kinds)) && is(row, s.kinds) && (s.check == nil || s.check(row))
}

// has reports whether a row on a page of owner is one of the table with number i.
func (s *shape) has(i int, owner uint8, row []value) bool {
	if !s.fits(row) || s.other && owner == ofOther {
		return false
	}
	return !s.weak || owner == uint8(ofTable+i) || owner == ofNobody && s.lone != nil && s.lone(row)
}

// sumIn checks that a field is a SHA-256.
func sumIn(i int) func(row []value) bool {
	return func(row []value) bool { return len(octets(row, i)) == sha256.Size }
}

func number(row []value, i int) int64 {
	if i >= len(row) {
		return 0
	}
	v, _ := row[i].(int64)
	return v
}

func text(row []value, i int) string {
	if i >= len(row) {
		return ""
	}
	v, _ := row[i].(string)
	if !utf8.ValidString(v) {
		v = strings.ToValidUTF8(v, "\uFFFD")
	}
	return v
}

func octets(row []value, i int) []byte {
	if i >= len(row) {
		return nil
	}
	v, _ := row[i].([]byte)
	return v
}

// is reports whether fields have the types that kinds names: n null, i number, t text, b octets, . any.
func is(row []value, kinds string) bool {
	if len(row) < len(kinds) {
		return false
	}
	for i, k := range kinds {
		switch row[i].(type) {
		case nil:
			if k != 'n' && k != '.' {
				return false
			}
		case int64:
			if k != 'i' && k != '.' {
				return false
			}
		case string:
			if k != 't' && k != '.' {
				return false
			}
		case []byte:
			if k != 'b' && k != '.' {
				return false
			}
		}
	}
	return true
}

// look goes over all pages once: first over those that no tree leads to, which may hold
// what was changed since, so that what the trees say is the last word.
func (f *finder) look(ctx context.Context) error {
	if err := f.trees(ctx); err != nil {
		return err
	}
	b := make([]byte, pageSize)
	for _, sure := range []bool{false, true} {
		for n := uint32(1); n <= f.p.count; n++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			if owner := f.owner[n]; owner == ofFree || sure != (owner >= ofTable) || f.p.page(n, b) != nil {
				continue
			}
			for _, c := range cells(n, b) {
				if id, row, err := f.p.row(c, b); err == nil {
					f.note(c, id, row)
				}
			}
		}
	}
	return nil
}

// note writes down a row, or where it is.
func (f *finder) note(c cell, id int64, row []value) {
	for i := range shapes {
		s := &shapes[i]
		if (s.kind == tableLeaf) != (c.kind == tableLeaf) || !s.has(i, f.owner[c.page], row) {
			continue
		}
		if list := f.found[s.name]; len(list) == 0 || list[len(list)-1] != c.page {
			f.found[s.name] = append(list, c.page)
		}
		if s.note != nil {
			s.note(f, c, id, row)
		}
		return
	}
}

// rows calls fn for the rows of a table.
func (f *finder) rows(ctx context.Context, table string, fn func(id int64, row []value) error) error {
	b := make([]byte, pageSize)
	for i := range shapes {
		s := &shapes[i]
		if s.name != table {
			continue
		}
		for _, n := range f.found[table] {
			if err := ctx.Err(); err != nil {
				return err
			}
			if f.p.page(n, b) != nil {
				continue
			}
			for _, c := range cells(n, b) {
				if (s.kind == tableLeaf) != (c.kind == tableLeaf) {
					continue
				}
				id, row, err := f.p.row(c, b)
				if err != nil || !s.has(i, f.owner[n], row) {
					continue
				}
				if err := fn(id, row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// cell reads a row whose place is known.
func (f *finder) cell(c cell) ([]value, error) {
	b := make([]byte, pageSize)
	if err := f.p.page(c.page, b); err != nil {
		return nil, err
	}
	_, row, err := f.p.row(c, b)
	return row, err
}

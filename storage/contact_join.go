package storage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"popmail/storage/mailbox"
)

// MergeContacts makes one entry of several people. The first has the name; addresses, notes
// and groups of all are joined.
func (s *Store) MergeContacts(ctx context.Context, list []mailbox.Contact) (id mailbox.ContactID, was mailbox.ContactEdit, err error) {
	was, err = s.editContacts(ctx, func(b *book) error {
		var whole mailbox.Card
		groups := map[mailbox.GroupID]bool{}
		var gone []mailbox.ContactID
		for _, c := range list {
			card := &mailbox.Card{Name: c.Name, Emails: c.Emails, Note: c.Note}
			if c.ID != 0 {
				if card, err = b.contact(c.ID); err != nil {
					return err
				}
				if card == nil {
					return fmt.Errorf("contact %d: %w", c.ID, mailbox.ErrNotFound)
				}
				in, err := column[mailbox.GroupID](b.t.query("SELECT contact_group FROM contact_members WHERE contact = ?", c.ID))
				if err != nil {
					return err
				}
				for _, g := range in {
					groups[g] = true
				}
				gone = append(gone, c.ID)
			}
			joinCard(&whole, card)
		}
		if whole, err = cleanCard(whole); err != nil {
			return err
		}
		for _, g := range gone {
			if err := b.remove(g); err != nil {
				return err
			}
		}
		if len(gone) > 0 {
			id = gone[0] // it stays the same entry
		}
		if id, err = b.put(id, &whole); err != nil {
			return err
		}
		for _, g := range slices.Sorted(maps.Keys(groups)) {
			if err := b.join(g, id); err != nil {
				return err
			}
		}
		return b.forget(false, whole.Emails...)
	})
	return id, was, err
}

// joinCard adds to a card what another has; it reports whether that was anything.
func joinCard(c *mailbox.Card, with *mailbox.Card) (more bool) {
	if c.Name == "" && with.Name != "" {
		c.Name, more = with.Name, true
	}
	for _, e := range with.Emails {
		if !slices.ContainsFunc(c.Emails, func(x string) bool { return addressKey(x) == addressKey(e) }) {
			c.Emails, more = append(c.Emails, e), true
		}
	}
	for l := range strings.SplitSeq(with.Note, "\n") {
		if strings.TrimSpace(l) != "" && len(c.Note)+len(l) < maxContactText && !hasLine(c.Note, l) {
			c.Note, more = strings.TrimPrefix(c.Note+"\n"+l, "\n"), true
		}
	}
	if rest := joinRest(c.Rest, with.Rest); rest != c.Rest {
		c.Rest, more = rest, true
	}
	return more
}

// hasLine reports whether a text has a line.
func hasLine(text, line string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], line)
		if i < 0 {
			return false
		}
		at += i + len(line)
		if start := at - len(line); (start == 0 || text[start-1] == '\n') && (at == len(text) || text[at] == '\n' || text[at] == '\r') {
			return true
		}
	}
}

// once are the properties that a card has once at most (RFC 6350, section 6).
var once = []string{"N", "UID", "BDAY", "ANNIVERSARY", "GENDER", "REV", "PRODID"}

// joinRest adds lines of a vCard to others. A property that a card has once at most stays as
// it is.
func joinRest(rest, with string) string {
	have := map[string]bool{}
	for l := range strings.Lines(with) {
		l = strings.TrimRight(l, "\r\n")
		if l == "" || len(rest)+len(l)+2 > maxContactText || hasLine(rest, l) {
			continue
		}
		if p := propertyOf(l); slices.Contains(once, p) {
			if len(have) == 0 {
				for l := range strings.Lines(rest) {
					have[propertyOf(l)] = true
				}
				have[""] = true
			}
			if have[p] {
				continue
			}
			have[p] = true
		}
		rest += l + "\r\n"
	}
	return rest
}

// propertyOf is the name of the property that a line of a vCard begins with.
func propertyOf(line string) string {
	if i := strings.IndexAny(line, ";:"); i >= 0 {
		line = line[:i]
	}
	if i := strings.IndexByte(line, '.'); i >= 0 {
		line = line[i+1:]
	}
	return strings.ToUpper(line)
}

package storage

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"popmail/assets/plain"
	"popmail/storage/junk"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// poses is what is needed to see whether a sender's name misleads, in memory: the names of the
// address book with their addresses, and the person's own addresses.
type poses struct {
	mu       sync.Mutex
	loaded   bool
	contacts int64 // the state of the address book
	edits    int64
	names    map[string]map[string]bool
	own      map[string]bool

	shared func(host string) bool // see Options
}

// addressInName finds what looks like an address in a name.
var addressInName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[\pL\pN._%+-]+@([\pL\pN-]+(?:\.[\pL\pN-]+)+)`) })

// sayPoses notes in rows how the names of their senders mislead.
func (s *Store) sayPoses(ctx context.Context, rows map[mailbox.ID]mailbox.Summary) error {
	p := &s.poses
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.update(ctx, s.r); err != nil {
		return err
	}
	for id, m := range rows {
		if m.Pose = p.of(m.From); m.Pose != mailbox.NoPose {
			rows[id] = m
		}
	}
	return nil
}

func (p *poses) update(ctx context.Context, r *sql.DB) error {
	var contacts, edits int64
	if err := r.QueryRowContext(ctx, "SELECT contacts, edits FROM state").Scan(&contacts, &edits); err != nil {
		return err
	}
	if p.loaded && contacts == p.contacts && edits == p.edits {
		return nil
	}
	if !p.loaded || contacts != p.contacts {
		names := map[string]map[string]bool{}
		rows, err := r.QueryContext(ctx, "SELECT c.name, a.address FROM contacts c JOIN contact_addresses a ON a.contact = c.id WHERE c.name <> ''")
		err = each(rows, err, func(rows *sql.Rows) error {
			var name, address string
			err := rows.Scan(&name, &address)
			if key := poseKey(name); key != "" {
				if names[key] == nil {
					names[key] = map[string]bool{}
				}
				names[key][query.AddressKey(address)] = true
			}
			return err
		})
		if err != nil {
			return err
		}
		p.names, p.contacts = names, contacts
	}
	own, err := column[string](r.QueryContext(ctx, "SELECT email FROM accounts WHERE removed = 0"))
	if err != nil {
		return err
	}
	p.own = map[string]bool{}
	for _, a := range own {
		p.own[query.AddressKey(a)] = true
	}
	p.edits, p.loaded = edits, true
	return nil
}

// seenName is a name as people read it: without what is not seen, and each sign in the form of those that it
// looks like.
func seenName(name string) string { return norm.NFKC.String(plain.Line(name, plain.Any)) }

// poseKey is a name as it is compared: its words in order, whatever their case; empty for one of
// a single word, which many people may have.
func poseKey(name string) string {
	words := strings.Fields(query.Fold(seenName(name)))
	if len(words) < 2 {
		return ""
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// of tells how the name of a sender misleads. That it comes from an address of the person's own
// excuses no other address in it: anybody can put theirs down as the sender.
func (p *poses) of(from mailbox.Address) mailbox.Pose {
	email := query.AddressKey(from.Email)
	if email == "" || from.Name == "" {
		return mailbox.NoPose
	}
	name := seenName(from.Name)
	for _, found := range addressInName().FindAllStringSubmatch(name[:min(len(name), 1000)], 4) {
		if p.own[email] && p.own[query.AddressKey(found[0])] {
			continue // the person, from another account
		}
		if !p.sameHouse(query.AddressKey(found[0]), email) {
			return mailbox.PoseAddress
		}
	}
	if there := p.names[poseKey(from.Name)]; len(there) > 0 && !there[email] && !p.own[email] {
		return mailbox.PoseKnown
	}
	return mailbox.NoPose
}

// sameHouse reports whether two addresses, as query.AddressKey, belong to one person or to people of one house.
// At a host that strangers share the addresses themselves have to be one.
func (p *poses) sameHouse(shown, email string) bool {
	host := junk.Host(email)
	if !query.SameHost(junk.Host(shown), host) {
		return false
	}
	return p.shared == nil || !p.shared(host) || mailboxOf(shown) == mailboxOf(email)
}

// mailboxOf is an address without what leads into the same mailbox with it as without: what follows a plus sign
// (RFC 5233), and dots where Gmail keeps it.
func mailboxOf(email string) string {
	local, host, _ := strings.Cut(email, "@")
	local, _, _ = strings.Cut(local, "+")
	if host == "gmail.com" || host == "googlemail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + host
}

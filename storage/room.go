package storage

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"popmail/storage/mailbox"
)

// roomSteps parts messages by size, in octets.
var roomSteps = []int64{0, 100_000, 1_000_000, 5_000_000, 10_000_000, 25_000_000}

// Room tells what takes the room: by sender, the largest most of them, by year of the date
// that searches ask for, and by size. Messages in Trash and Junk, which searches leave out,
// are counted apart.
func (s *Store) Room(ctx context.Context, most int) (mailbox.Room, error) {
	var r mailbox.Room
	names := map[string]map[string]int{} // how many messages a sender wrote under each name
	senders, years, sizes := map[string]*mailbox.Taken{}, map[int]*mailbox.Taken{}, map[int64]*mailbox.Taken{}
	loc := s.now().Location()
	var who mailbox.Address
	var size, whole, date int64
	var role mailbox.Role
	rows, err := s.r.QueryContext(ctx, `SELECT h.from_name, h.from_email, m.size, `+wholeSize+`, `+ownDate+`, f.role
		FROM messages m JOIN headers h ON h.message = m.id JOIN folders f ON f.id = m.folder`)
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&who.Name, &who.Email, &size, &whole, &date, &role); err != nil {
			return err
		}
		switch role {
		case mailbox.Trash:
			r.Trash.Add(size)
			return nil
		case mailbox.Junk:
			r.Junk.Add(size)
			return nil
		}
		r.All.Add(size)
		if who.Email != "" {
			key := addressKey(who.Email)
			taken(senders, key, func(t *mailbox.Taken) {
				t.Who.Email, names[key] = who.Email, map[string]int{}
			}).Add(size)
			names[key][who.Name]++
		}
		year := time.UnixMilli(date).In(loc).Year()
		taken(years, year, func(t *mailbox.Taken) { t.Year = year }).Add(size)
		at, _ := slices.BinarySearch(roomSteps, whole) // as searches find it, also where only its beginning takes room here; sizes that are a step belong below it
		at = max(at-1, 0)
		taken(sizes, roomSteps[at], func(t *mailbox.Taken) {
			t.Over = roomSteps[at]
			if at+1 < len(roomSteps) {
				t.UpTo = roomSteps[at+1]
			}
		}).Add(size)
		return nil
	})
	if err != nil {
		return r, problem(err)
	}
	for key, t := range senders {
		t.Who.Name = nameOfMost(names[key], t.Messages)
	}
	r.Senders = sorted(senders, func(a, b mailbox.Taken) int {
		return cmp.Or(cmp.Compare(b.Octets, a.Octets), cmp.Compare(a.Who.Email, b.Who.Email))
	})
	r.Senders = r.Senders[:min(len(r.Senders), most)]
	r.Years = sorted(years, func(a, b mailbox.Taken) int { return cmp.Compare(b.Year, a.Year) })
	r.Sizes = sorted(sizes, func(a, b mailbox.Taken) int { return cmp.Compare(b.Over, a.Over) })
	return r, nil
}

// nameOfMost is the name that most of so many messages have; empty: there is none, as where one address sends in
// the name of many.
func nameOfMost(names map[string]int, messages int) string {
	for name, n := range names {
		if 2*n > messages {
			return name
		}
	}
	return ""
}

// taken is the count of a key; fresh fills a new one.
func taken[K comparable](m map[K]*mailbox.Taken, key K, fresh func(t *mailbox.Taken)) *mailbox.Taken {
	t := m[key]
	if t == nil {
		t = &mailbox.Taken{}
		fresh(t)
		m[key] = t
	}
	return t
}

func sorted[K comparable](m map[K]*mailbox.Taken, order func(a, b mailbox.Taken) int) []mailbox.Taken {
	out := make([]mailbox.Taken, 0, len(m))
	for t := range maps.Values(m) {
		out = append(out, *t)
	}
	slices.SortFunc(out, order)
	return out
}

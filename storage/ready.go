package storage

import (
	"context"
	"database/sql"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"popmail/account/spool"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const (
	waitingNamed = 3                    // messages that Readiness names
	tripLetters  = 40                   // the newest messages with a calendar that are looked at for a journey
	tripAge      = 365 * 24 * time.Hour // older ones are not
	tripOctets   = 4 << 20
)

// Readiness tells what is here of the mail.
func (s *Store) Readiness(ctx context.Context) (r mailbox.Readiness, err error) {
	if err := s.r.QueryRowContext(ctx, "SELECT coalesce(sum(total), 0) FROM folders").Scan(&r.Messages); err != nil {
		return r, problem(err)
	}
	if st, err := os.Stat(s.path); err == nil {
		r.Room = st.Size()
	}
	if r.Free, err = spool.Room(s.dir); err != nil {
		r.Free = -1
	}
	rows, err := s.r.QueryContext(ctx, `SELECT m.id, h.from_name, h.from_email, h.subject, max(-u.listed - u.size, 0) AS more FROM unique_ids u JOIN messages m ON m.id = u.message JOIN headers h ON h.message = m.id
		WHERE u.begun > 0 AND u.gone = 0 ORDER BY more DESC LIMIT ?`, waitingNamed)
	err = each(rows, err, func(rows *sql.Rows) error {
		var w mailbox.Waiting
		err := rows.Scan(&w.ID, &w.From.Name, &w.From.Email, &w.Subject, &w.Octets)
		r.Waiting = append(r.Waiting, w)
		return err
	})
	if err != nil {
		return r, problem(err)
	}
	if err := s.r.QueryRowContext(ctx, "SELECT count(*) FROM picture_senders").Scan(&r.Senders); err != nil {
		return r, problem(err)
	}
	trusted, err := s.sendersAmong(ctx, "SELECT DISTINCT h.from_email FROM message_pictures p JOIN headers h ON h.message = p.message", "SELECT address FROM picture_senders WHERE address")
	if err != nil {
		return r, problem(err)
	}
	if err := s.r.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(length(octets)), 0) FROM pictures WHERE id IN (SELECT p.picture FROM message_pictures p JOIN headers h ON h.message = p.message
		WHERE h.from_email IN (SELECT value FROM json_each(?)))`, textList(trusted)).Scan(&r.Pictures, &r.PictureOctets); err != nil {
		return r, problem(err)
	}
	err = s.nextRemoval(ctx, &r)
	return r, err
}

// sendersAmong are those addresses of senders, as their letters write them, that a table knows: senders
// lists them, and known, which ends where an address is asked for, has the small letters of one (see
// query.AddressForms). SQLite's lower knows ASCII alone.
func (s *Store) sendersAmong(ctx context.Context, senders, known string, args ...any) ([]string, error) {
	all, err := column[string](s.r.QueryContext(ctx, senders, args...))
	if err != nil {
		return nil, err
	}
	forms := map[string][]string{}
	var asked []string
	for _, email := range all {
		for _, f := range query.AddressForms(email) {
			if forms[f] == nil {
				asked = append(asked, f)
			}
			forms[f] = append(forms[f], email)
		}
	}
	found, err := column[string](s.r.QueryContext(ctx, known+" IN (SELECT value FROM json_each(?))", textList(asked)))
	var out []string
	for _, f := range found {
		out = append(out, forms[f]...)
	}
	return out, err
}

// nextRemoval finds out when the next message goes from its server.
func (s *Store) nextRemoval(ctx context.Context, r *mailbox.Readiness) error {
	list, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	for _, a := range list {
		rows, err := s.r.QueryContext(ctx, "SELECT stored, goes, deleted, message IS NULL FROM unique_ids WHERE account = ? AND gone = 0 AND replaced = 0 AND listed >= 0", a.ID)
		err = each(rows, err, func(rows *sql.Rows) error {
			var stored, goes, deleted int64
			var purged bool
			if err := rows.Scan(&stored, &goes, &deleted, &purged); err != nil {
				return err
			}
			g := a.Goes(keptOf(stored, goes, deleted, purged), now)
			switch {
			case g.Never():
			case g.Due(now):
				r.Due++
			case r.Removes.IsZero() || g.At.Before(r.Removes):
				r.Removes = g.At
			}
			return nil
		})
		if err != nil {
			return problem(err)
		}
	}
	return nil
}

// tripWords are words by which an event is a journey, in the languages of the window; none of them
// says anything else in another one (as “lot” would, a flight in Polish).
var tripWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, w := range query.Words(`
		flight flights ferry boarding departure airport train cruise
		flug abflug rückflug hinflug flughafen fähre fährüberfahrt zug zugfahrt bahnfahrt kreuzfahrt
		vol vols traversée embarquement aéroport croisière
		vuelo vuelos tren ferri transbordador embarque aeropuerto crucero
		volo voli treno traghetto imbarco aeroporto crociera
		voo voos trem comboio balsa cruzeiro
		vlucht veerboot veerpont trein treinreis luchthaven
		odlot lotu samolot lotnisko pociąg pociągiem promem rejs
		рейс рейса вылет самолёт аэропорт поезд поездом паром
		виліт літак аеропорт потяг потягом поїзд пором
		uçuş uçuşu uçak havalimanı feribot treni kalkış
		رحلة الرحلة طيران الطيران قطار القطار عبارة العبارة مطار المطار`) {
		words[w] = true
	}
	return words
})

// tripParts are such words of languages that put no spaces between theirs.
var tripParts = []string{"フライト", "飛行機", "新幹線", "列車", "フェリー", "搭乗", "空港", "航班", "飞机", "火车", "高铁", "列车", "渡轮", "轮渡", "登机", "机场"}

// Trip finds the next journey that begins before a time, in the calendars of the newest messages
// that have one; false: there is none.
func (s *Store) Trip(ctx context.Context, before time.Time) (trip mailbox.Trip, ok bool, err error) {
	now := s.now()
	ids, err := column[mailbox.ID](s.r.QueryContext(ctx, `SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder
		WHERE m.date >= ? AND m.attachments > 0 AND m.size < ? AND f.role NOT IN ('junk', 'trash', 'drafts', 'outbox', 'sent')
		AND EXISTS (SELECT 1 FROM parts p WHERE p.message = m.id AND (p.type = 'text/calendar' OR p.name LIKE '%.ics'))
		ORDER BY m.date DESC LIMIT ?`, now.Add(-tripAge).UnixMilli(), tripOctets, tripLetters))
	if err != nil {
		return trip, false, problem(err)
	}
	for _, id := range ids {
		m, row, err := s.Message(ctx, id)
		if err != nil {
			continue // it can't be read, which is told where it is opened
		}
		for i := range m.Events {
			e := &m.Events[i]
			at := e.Start.Time
			over := at
			switch {
			case e.AllDay:
				at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, now.Location())
				over = at.AddDate(0, 0, 1)
			case e.Start.Floating: // the hour counts where one is
				at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, now.Location())
				over = at
			}
			if !isTrip(e) || !over.After(now) || !at.Before(before) || ok && !at.Before(trip.Start) {
				continue
			}
			trip, ok = mailbox.Trip{ID: id, Subject: row.Subject, Title: e.Summary, Location: e.Location, Start: at, Floating: e.Start.Floating}, true
		}
	}
	return trip, ok, ctx.Err()
}

// isTrip reports whether an event is a journey, by its words.
func isTrip(e *eml.Event) bool {
	if e.Task || e.Canceled || e.Method == "CANCEL" {
		return false
	}
	for _, text := range []string{e.Summary, e.Location, e.Description} {
		text = text[:min(len(text), 2000)]
		if slices.ContainsFunc(query.Words(text), func(w string) bool { return tripWords()[w] }) ||
			slices.ContainsFunc(tripParts, func(w string) bool { return strings.Contains(text, w) }) {
			return true
		}
	}
	return false
}

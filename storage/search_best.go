package storage

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"

	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// bestAmong is how many hits are compared with each other, the newest of all: what it costs to
// compare grows with their number, and what is older than that many is rarely what is looked for.
const bestAmong = 5000

// begunAmong is likewise, where a word has only been begun and more than bestAmong are hits: the
// index would put the lists of all words that begin so together once more for each thing that is
// asked, so what stands in the rows of these is looked at instead.
const begunAmong = 2000

// SearchBest is Search with the hits that fit best first: by BM25, where a word in the subject
// counts more than one in names, and that more than one in the text. Of hits that fit about as
// well the newer comes first. Result.Best says how many were compared; the others follow, newest
// first. Where the query has no words to compare by, all come newest first.
func (s *Store) SearchBest(ctx context.Context, q *query.Query, limit int) (mailbox.Result, error) {
	return s.search(ctx, q, limit, bestHits)
}

// bestOf lists hits in the order of SearchBest.
func (e *search) bestOf(q *query.Query, hits set, limit int, r *mailbox.Result) (err error) {
	var places []int
	for i := range e.cat.rows {
		if hits.has(i) && !e.hidden[e.cat.rows[i].folder] {
			places = append(places, i)
		}
	}
	r.Total = len(places)
	if r.Best, err = e.best(q, places); err != nil {
		return err
	}
	if limit > 0 && len(places) > limit {
		places = places[:limit]
	}
	for _, i := range places {
		r.Entries = append(r.Entries, e.cat.entry(i))
	}
	return nil
}

// best puts hits, which are places in the catalog with the newest first, into the order of
// SearchBest, and returns how many were compared.
func (e *search) best(q *query.Query, hits []int) (int, error) {
	terms, begun := q.Sought(), []*query.Term(nil)
	some := hits[:min(len(hits), bestAmong)]
	if len(hits) > bestAmong {
		if terms, begun = takeBegun(terms); len(begun) > 0 {
			some = hits[:begunAmong]
		}
	}
	exprs := make([]string, 0, len(terms))
	for _, t := range terms {
		if expr := index.Match(t); expr != "" {
			exprs = append(exprs, expr)
		}
	}
	if len(exprs)+len(begun) == 0 || len(hits) < 2 {
		return 0, nil
	}
	scores := make([]float64, len(some))
	var err error
	if len(exprs) > 0 {
		scores, err = e.scores(terms, index.Any(exprs), some)
	}
	if err == nil && len(begun) > 0 {
		err = e.scoreBegun(begun, some, scores)
	}
	if err != nil {
		return 0, err
	}
	type hit struct{ place, step int }
	sorted := make([]hit, len(some))
	for i, place := range some {
		sorted[i] = hit{place, step(scores[i])}
	}
	slices.SortStableFunc(sorted, func(a, b hit) int { return cmp.Compare(b.step, a.step) })
	for i, h := range sorted {
		hits[i] = h.place
	}
	return len(some), nil
}

// takeBegun parts the terms whose last word has been begun, and is long enough for the index to
// put together the lists of all words that begin so, from the others.
func takeBegun(terms []*query.Term) (whole, begun []*query.Term) {
	for _, t := range terms {
		if index.Begun(t) > 0 {
			begun = append(begun, t)
		} else {
			whole = append(whole, t)
		}
	}
	return whole, begun
}

// scoreBegun adds how well hits fit terms of which they hold each, or one of several, by whether
// it stands in their subject or their names; else it stands elsewhere.
func (e *search) scoreBegun(terms []*query.Term, hits []int, scores []float64) error {
	finders := make([]index.Finder, 0, len(terms))
	for _, t := range terms {
		if f, ok := index.Find(t); ok {
			finders = append(finders, f)
		}
	}
	ids := make([]mailbox.ID, len(hits))
	for i, h := range hits {
		ids[i] = e.cat.rows[h].id
	}
	var id mailbox.ID
	var m eml.Digested
	m.From = make([]mailbox.Address, 1)
	var to, cc sql.RawBytes
	// A context that can end would cost a goroutine for each row.
	rows, err := e.conn.QueryContext(context.WithoutCancel(e.ctx), "SELECT message, from_name, from_email, recipients, cc, subject FROM headers WHERE message IN (SELECT value FROM json_each(?))", idList(ids))
	return each(rows, err, func(rows *sql.Rows) (err error) {
		if err := rows.Scan(&id, &m.From[0].Name, &m.From[0].Email, &to, &cc, &m.Subject); err != nil {
			return err
		}
		if m.To, err = parsePeople(to); err != nil {
			return err
		}
		if m.Cc, err = parsePeople(cc); err != nil {
			return err
		}
		if i, ok := slices.BinarySearch(hits, e.cat.place(id)); ok {
			words := index.Of(&m)
			for k := range finders {
				scores[i] += finders[k].Fits(words)
			}
		}
		return e.ctx.Err()
	})
}

// step is how well a hit fits, in steps of a tenth: within one of them the newer hit comes first.
func step(score float64) int {
	if score <= 0 {
		return math.MinInt
	}
	return int(math.Floor(math.Log(score) / math.Log(1.1)))
}

// scores tells how well some hits fit, in their order; hits are sorted.
func (e *search) scores(terms []*query.Term, expr string, hits []int) ([]float64, error) {
	out := make([]float64, len(hits))
	ids := make([]mailbox.ID, len(hits))
	low, high := mailbox.ID(math.MaxInt64), mailbox.ID(0)
	for i, h := range hits {
		ids[i] = e.cat.rows[h].id
		low, high = min(low, ids[i]), max(high, ids[i])
	}
	add := func(id mailbox.ID, score float64) {
		if i, ok := slices.BinarySearch(hits, e.cat.place(id)); ok {
			out[i] += score
		}
	}
	var found, scores sql.RawBytes
	rows, err := e.conn.QueryContext(e.ctx, index.Rank, expr, low, high, idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&found, &scores); err != nil {
			return err
		}
		parts := numbers[int64](scores)
		for i, id := range numbers[mailbox.ID](found) {
			add(id, float64(parts[i])/index.RankUnit)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, e.scoreOthers(terms, hits, out, add)
}

// scoreOthers adds what words are worth that stand in attached files, and those of hits whose
// words are not in the index yet, which are few.
func (e *search) scoreOthers(terms []*query.Term, hits []int, scores []float64, add func(id mailbox.ID, score float64)) error {
	waiting := map[mailbox.ID]int{} // places in unindexed
	for k, id := range e.unindexed.ids {
		if i, ok := slices.BinarySearch(hits, e.cat.place(id)); ok && scores[i] == 0 {
			waiting[id] = k
		}
	}
	var all int64
	if err := e.conn.QueryRowContext(e.ctx, "SELECT coalesce(sum(total), 0) FROM folders").Scan(&all); err != nil {
		return err
	}
	for _, t := range terms {
		expr, inFile := index.Match(t), index.MatchFile(t)
		if expr == "" {
			continue
		}
		worth, err := e.waitingWorth(t, waiting)
		if err != nil {
			return err
		}
		if inFile != "" {
			files, err := column[mailbox.ID](e.conn.QueryContext(e.ctx, "SELECT DISTINCT f.message FROM words_files JOIN message_files f ON f.text = words_files.rowid WHERE words_files MATCH ?", inFile))
			if err != nil {
				return err
			}
			for _, id := range files {
				worth[id] = index.WeightAttached
			}
		}
		if len(worth) == 0 {
			continue
		}
		var with int64
		if err := e.conn.QueryRowContext(e.ctx, "SELECT count(*) FROM words WHERE words MATCH ?", expr).Scan(&with); err != nil {
			return err
		}
		rarity := index.Rarity(all, with+int64(len(worth)))
		for id, w := range worth {
			add(id, w*rarity)
		}
	}
	return nil
}

// waitingWorth is how well messages fit a term whose words are not in the index; waiting are their
// places in unindexed.
func (e *search) waitingWorth(t *query.Term, waiting map[mailbox.ID]int) (map[mailbox.ID]float64, error) {
	worth := map[mailbox.ID]float64{}
	var ids []mailbox.ID
	for id, k := range waiting {
		if found := e.unindexed.hits[t]; k>>6 < len(found) && found.has(k) {
			ids = append(ids, id)
		}
	}
	finder, ok := index.Find(t)
	if len(ids) == 0 || !ok {
		return worth, nil
	}
	var id mailbox.ID
	var words sql.RawBytes
	// A context that can end would cost a goroutine for each row.
	rows, err := e.conn.QueryContext(context.WithoutCancel(e.ctx), "SELECT message, words FROM unindexed WHERE message IN (SELECT value FROM json_each(?))", idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&id, &words); err != nil {
			return err
		}
		worth[id] = finder.Fits(index.Words(words))
		return e.ctx.Err()
	})
	return worth, err
}

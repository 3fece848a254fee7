package index

import (
	"fmt"
	"math"
)

// How much a word counts by where it stands, for BM25. The beginnings of words that stand in
// people, subject and names of files (see short.go) count as one in names.
const (
	weightSender  = 6
	weightPeople  = 4
	weightSubject = 20
	weightBody    = 1
	weightFiles   = 4
	weightShort   = 4
)

// WeightAttached is how much a word counts that stands in an attached file, beside one in the text.
const WeightAttached = 0.8

// Rank is a query for how well messages fit an expression; its arguments are that, the lowest
// and the highest number of a message, and a JSON list of those that are asked for. It returns
// their numbers and how well they fit, in parts of RankUnit, as two texts of numbers parted by spaces.
// A word in every tenth message is worth about two, one in every second next to nothing. bm25 works where the index is gone through, not
// in what sums up over it, so the rows are put down first.
var Rank = fmt.Sprintf(`WITH ranked (id, score) AS MATERIALIZED (SELECT rowid, cast(-%d * bm25(words, %d, %d, %d, %d, %d, %d) AS INTEGER)
		FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?)))
	SELECT coalesce(group_concat(id, ' '), ''), coalesce(group_concat(score, ' '), '') FROM ranked`,
	RankUnit, weightSender, weightPeople, weightSubject, weightBody, weightFiles, weightShort)

// RankUnit is how many parts are one.
const RankUnit = 1_000_000_000_000

// Any is an expression for what any of some select.
func Any(exprs []string) string { return join(exprs, "OR") }

// Rarity is what a word is worth that is in with of all rows, as FTS5 counts it.
func Rarity(all, with int64) float64 {
	return max(math.Log((float64(all-with)+0.5)/(float64(with)+0.5)), 1e-6)
}

// Fits is how well words that are not in the index fit a term that they hold, beside its Rarity:
// as bm25 would tell if it stood once in a message of usual length.
func (f *Finder) Fits(w Words) float64 {
	weight := float64(weightBody)
	for n, of := range [columns]float64{columnSender: weightSender, columnPeople: weightPeople, columnSubject: weightSubject, columnBody: weightBody, columnFiles: weightFiles} {
		in := *f
		in.column = n
		if (f.column < 0 || f.column == n) && of > weight && in.In(w) {
			weight = of
		}
	}
	const k = 1.2 // as in FTS5
	return weight * (k + 1) / (weight + k)
}

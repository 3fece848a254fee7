package junk

import (
	"cmp"
	"math"
	"slices"
)

// Count is in how many letters a word stood.
type Count struct{ Junk, Good int }

// Learned is how many letters were learned.
type Learned = Count

// What a judgment needs and what it takes.
const (
	// Before so many letters of each kind are known nothing is said: a filter that saw junk alone
	// calls everything junk.
	EnoughJunk = 20
	EnoughGood = 100
	// From so many on letters are moved, before they are only marked.
	MoveJunk = 50
	MoveGood = 250
	// Line is the points of 1 from which on a letter is junk.
	Line = 0.9

	strongest = 150 // words that count
	weakness  = 0.3 // weight of not knowing, in letters (Robinson's s)
	unknown   = 0.5 // what is thought of a word never seen (Robinson's x)
	least     = 0.2 // words nearer to unknown than this say nothing
)

// Ready reports whether enough was learned for a judgment.
func Ready(l Learned) bool { return l.Junk >= EnoughJunk && l.Good >= EnoughGood }

// Moves reports whether enough was learned for moving letters by themselves.
func Moves(l Learned) bool { return l.Junk >= MoveJunk && l.Good >= MoveGood }

// Clue is a word and what it says.
type Clue struct {
	Word string
	Count
	Junk1 float64 // probability of junk, from 0 to 1
}

// Verdict is what was thought of a letter.
type Verdict struct {
	Points float64 // 0: surely good, 1: surely junk, 0.5: not known
	// The words that say most, strongest first.
	Against, For []Clue
}

// Junk reports whether the letter is junk.
func (v *Verdict) Junk() bool { return v.Points >= Line }

// probability is how likely a letter with a word is junk (Robinson's f(w)). What is not known counts
// as letters with the word too, as many of each kind as were learned: a word seen in one letter
// alone says much where that kind is rare, and little where nearly all letters are of it.
func probability(c Count, l Learned) float64 {
	if c == (Count{}) {
		return unknown
	}
	not := weakness / float64(l.Junk+l.Good)
	bad, good := not+float64(c.Junk)/float64(max(l.Junk, 1)), not+float64(c.Good)/float64(max(l.Good, 1))
	return bad / (bad + good)
}

// Judge weighs the words of a letter. counts returns what was learned of a word.
func Judge(words []string, l Learned, counts func(word string) Count) Verdict {
	clues := make([]Clue, 0, len(words))
	for _, w := range words {
		c := counts(w)
		if p := probability(c, l); math.Abs(p-unknown) >= least {
			clues = append(clues, Clue{Word: w, Count: c, Junk1: p})
		}
	}
	slices.SortFunc(clues, func(a, b Clue) int {
		return cmp.Or(-cmp.Compare(math.Abs(a.Junk1-unknown), math.Abs(b.Junk1-unknown)),
			-cmp.Compare(a.Count.Junk+a.Count.Good, b.Count.Junk+b.Count.Good), cmp.Compare(a.Word, b.Word))
	})
	clues = clues[:min(len(clues), strongest)]
	v := Verdict{Points: unknown}
	var bad, good float64 // sums of logarithms
	for _, c := range clues {
		bad += math.Log(1 - c.Junk1)
		good += math.Log(c.Junk1)
		if c.Junk1 > unknown {
			v.Against = append(v.Against, c)
		} else {
			v.For = append(v.For, c)
		}
	}
	if n := 2 * len(clues); n > 0 {
		v.Points = (1 + chi2(-2*good, n) - chi2(-2*bad, n)) / 2
	}
	return v
}

// chi2 is the probability that a chi-square of n degrees of freedom, which is even, is x or more.
func chi2(x float64, n int) float64 {
	m := x / 2
	// Logarithms: exp(-m) alone is 0 for a long letter.
	sum, term := math.Inf(-1), -m
	for i := 1; ; i++ {
		hi, lo := max(sum, term), min(sum, term)
		sum = hi + math.Log1p(math.Exp(lo-hi))
		if i >= n/2 {
			break
		}
		term += math.Log(m) - math.Log(float64(i))
	}
	return min(1, math.Exp(sum))
}

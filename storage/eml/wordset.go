package eml

import "math/rand/v2"

// wordSet holds hashes of words, at most maxWords: a table in which a word stands at the
// place that its hash gives it, or at the next one that is free.
type wordSet struct {
	places []uint64 // a power of two of them; 0 is free
	shift  int      // from a hash to a place
	n      int
}

const maxWords = 1 << 17

// spread makes places out of hashes. Nobody outside knows it, so no message can have words
// that all want the same place.
var spread = rand.Uint64() | 1

// newWordSet is a set with room for about n words.
func newWordSet(n int) *wordSet {
	w := &wordSet{}
	w.resize(6)
	for 3*len(w.places)/4 < n {
		w.resize(65 - w.shift)
	}
	return w
}

func (w *wordSet) resize(bits int) {
	old := w.places
	w.places, w.shift = make([]uint64, 1<<bits), 64-bits
	for _, hash := range old {
		if hash != 0 {
			w.places[w.find(hash)] = hash
		}
	}
}

// find is the place of a hash, or the one that is free for it.
func (w *wordSet) find(hash uint64) int {
	for i := int(hash * spread >> w.shift); ; i = (i + 1) & (len(w.places) - 1) {
		if at := w.places[i]; at == hash || at == 0 {
			return i
		}
	}
}

// add takes a word in; false where it was there.
func (w *wordSet) add(hash uint64) bool {
	hash |= uint64(b2i(hash == 0))
	i := w.find(hash)
	if w.places[i] == hash {
		return false
	}
	if w.n < maxWords {
		w.places[i] = hash
		if w.n++; w.n > 3*len(w.places)/4 {
			w.resize(65 - w.shift)
		}
	}
	return true
}

func (w *wordSet) has(hash uint64) bool {
	hash |= uint64(b2i(hash == 0))
	return w.places[w.find(hash)] == hash
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func wordsOf(bud *budget, s string) *wordSet {
	set := newWordSet(min(len(s)/8, 4096))
	eachWord(bud, s, func(h uint64) bool {
		set.add(h)
		return set.n < maxWords
	})
	return set
}

// without counts the words that other has not.
func (w *wordSet) without(other *wordSet) int {
	n := 0
	for _, h := range w.places {
		if h != 0 && !other.has(h) {
			n++
		}
	}
	return n
}

package junk_test

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"popmail/storage/eml"
	"popmail/storage/junk"
)

type letter struct {
	words []string
	junk  bool
}

func corpus(t testing.TB) []letter {
	root := "../../../shared/corpora/list"
	if _, err := os.Stat(root); err != nil {
		t.Skip("../shared/corpora is absent")
	}
	var out []letter
	for _, kind := range []string{"easy_ham", "easy_ham_2", "hard_ham", "spam"} {
		names, err := filepath.Glob(filepath.Join(root, kind, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			h, err := eml.Open(context.Background(), raw)
			if err != nil {
				t.Fatal(err)
			}
			m, err := h.Message(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, letter{junk.Words(raw, m), kind == "spam"})
		}
	}
	return out
}

type memory struct {
	words map[string]junk.Count
	all   junk.Learned
}

func (m *memory) learn(l letter) {
	for _, w := range l.words {
		c := m.words[w]
		if l.junk {
			c.Junk++
		} else {
			c.Good++
		}
		m.words[w] = c
	}
	if l.junk {
		m.all.Junk++
	} else {
		m.all.Good++
	}
}

// TestFiveFold: each fifth of the corpus is judged by what the other four taught.
func TestFiveFold(t *testing.T) {
	all := corpus(t)
	r := rand.New(rand.NewPCG(1, uint64(seed)))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	caught, lost, bad, good := 0, 0, 0, 0
	for fold := range 5 {
		m := &memory{words: map[string]junk.Count{}}
		for i, l := range all {
			if i%5 != fold {
				m.learn(l)
			}
		}
		for i, l := range all {
			if i%5 != fold {
				continue
			}
			v := junk.Judge(l.words, m.all, func(w string) junk.Count { return m.words[w] })
			switch {
			case l.junk:
				bad++
				if v.Junk() {
					caught++
				}
			default:
				good++
				if v.Junk() {
					lost++
					t.Logf("good mail called junk: %.4f %v", v.Points, v.Against[:min(8, len(v.Against))])
				}
			}
		}
	}
	t.Logf("caught %d of %d, lost %d of %d", caught, bad, lost, good)
	if caught*10 < bad*9 || lost > 0 {
		t.Error("the goal is 90 % caught and nothing lost")
	}
}

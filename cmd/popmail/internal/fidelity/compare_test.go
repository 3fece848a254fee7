package main

import (
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	at := func(s string, x, y float64) word { return word{Word: s, X: x, Y: y, W: 10, H: 20} }
	theirs := []word{at("a", 0, 0), at("b", 20, 0), at("a", 0, 500), at("c", 0, 980)}
	for _, c := range []struct {
		name string
		ours []word
		want score
	}{
		{"same", theirs, score{4, 4, 0, 4, 1}},
		{"none", nil, score{4, 0, 0, 0, 0.001}},
		{"one moved across", []word{at("a", 13, 0), at("b", 20, 0), at("a", 0, 500), at("c", 0, 980)}, score{4, 4, 0, 3, 1}},
		{"one moved down", []word{at("a", 0, 0), at("b", 20, 31), at("a", 0, 500), at("c", 0, 980)}, score{4, 4, 0, 3, 1}},
		{"moved a little", []word{at("a", 12, 0), at("b", 20, 29), at("a", 0, 471), at("c", 0, 980)}, score{4, 4, 0, 4, 1}},
		{"missing and extra", []word{at("a", 0, 0), at("d", 20, 0), at("a", 0, 500), at("c", 0, 980)}, score{4, 3, 1, 3, 1}},
		{"half as high", []word{at("a", 0, 0), at("b", 20, 0), at("a", 0, 250), at("c", 0, 480)}, score{4, 4, 0, 4, 0.5}},
	} {
		if got := compare(theirs, c.ours); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestPrepared(t *testing.T) {
	const sheet = `<style>html{font-family:"Noto Sans"}</style>`
	for _, c := range [][2]string{
		{"<p>a", sheet + "<p>a"},
		{"<!DOCTYPE html><p>a", "<!DOCTYPE html>" + sheet + "<p>a"},
		{" <!-- a -->\n<!doctype html PUBLIC 'x'>b", " <!-- a -->\n<!doctype html PUBLIC 'x'>" + sheet + "b"},
		{"<script>x</script>a<SCRIPT src=b></SCRIPT>c", sheet + "ac"},
	} {
		if got := prepared(c[0]); got != c[1] {
			t.Errorf("%q becomes %q, want %q", c[0], got, c[1])
		}
	}
}

func TestTell(t *testing.T) {
	var b strings.Builder
	tell(&b, []result{
		{page: page{"x", "x/good", ""}, width: 480, score: score{10, 10, 0, 10, 1}, cpu: 2},
		{page: page{"x", "x/bad", ""}, width: 480, score: score{10, 9, 1, 5, 1.5}, cpu: 4},
		{page: page{"x", "x/bad", ""}, width: 700, score: score{10, 9, 1, 6, 1.5}, cpu: 4},
	}, 5)
	got := b.String()
	for _, want := range []string{"x                 3       30   93.33%   6.67%     70.0%      33%", "6 lost  x/bad at 480: drawn 9 of 10, extra 1, in place 50.0 %"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "good at") || strings.Contains(got, "bad at 700") {
		t.Errorf("a page is told that is not among the worst, or twice:\n%s", got)
	}
}

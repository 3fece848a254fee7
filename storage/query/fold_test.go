package query_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"popmail/storage/query"
)

func TestFold(t *testing.T) {
	long := strings.Repeat("x", 100)
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{" ,;", ""},
		{"Hello, World! 42", "hello world 42"},
		{"Größe ÖL Œuvre Æther smørrebrød Łódź ĐÀ", "grosse ol oeuvre aether smorrebrod lodz da"},
		{"ﬁnance ＡＢＣ１２ m² № ™", "finance abc12 m2 no tm"},
		{"½ ①", "1 2 1"},
		{"İstanbul ılık DİYARBAKIR", "istanbul ilik diyarbakir"},
		{"Привет, Йод ёлка", "привет иод елка"},
		{"Ὀδυσσεύς ΟΔΥΣΣΕΎΣ", "οδυσσευσ οδυσσευσ"},
		{"مَرْحَبًا العـــربية أحمد", "مرحبا العربيه احمد"},
		{"שָׁלוֹם", "שלום"},
		{"٢٠٢٥ २०२५", "2025 2025"},
		{"भारत में", "भारत में"},
		{"東京タワー", "東 京 タ ワ ー"},
		{"abc東京def", "abc 東 京 def"},
		{"ﾊﾞｰ ﾊﾟ", "バ ー パ"},
		{norm.NFD.String("がぱ"), "が ぱ"},
		{"한국어", "한 국 어"},
		{norm.NFD.String("한국어"), "한 국 어"},
		{"ภาษาไทย", "ภ า ษ า ไ ท ย"},
		{"㈱東", "株 東"},
		{"party🎉🎈 👍🏽 👨‍👩‍👧", "party 🎉 🎈 👍 👨 👩 👧"},
		{"maria.lopez@example.org", "maria lopez example org"},
		{"https://example.org/a_b?c=d", "https example org a b c d"},
		{"l’été don't", "l ete don t"},
		{"пʼять п’ять п'ять Марʼяна", "п ять п ять п ять мар яна"},
		{"Hawaiʻi oʻzbek ʿAlī ʾamīr donʼt", "hawai i o zbek ali amir don t"},
		{"so\u00ADft zero\u200Bwidth \u202Eabc\u202C", "soft zero width abc"},
		{"a\xffb\xc3", "a b"},
		{"──── ••• €5", "5"},
		{norm.NFD.String("Zoë Müller"), "zoe muller"},
		{long, long[:64]},
		{long + " " + long + ".y", long[:64] + " " + long[:64] + " y"},
		{strings.Repeat("é", 100), strings.Repeat("e", 64)},
		{strings.Repeat("я", 100) + " b", strings.Repeat("я", 64) + " b"},
	} {
		if got := query.Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestAppendIndex(t *testing.T) {
	for _, c := range []struct{ dst, in, want string }{
		{"", "a", "a"}, {"a", "b", "a b"}, {"a ", "b", "a b"}, {"a", "", "a"}, {"a", "東", "a 東"}, {"a", "é", "a e"}, {"é", ",", "é"},
	} {
		if got := string(query.AppendIndex([]byte(c.dst), c.in)); got != c.want {
			t.Errorf("AppendIndex(%q, %q) = %q", c.dst, c.in, got)
		}
	}
}

func TestMarks(t *testing.T) {
	for _, c := range []struct{ text, terms, want string }{
		{"The Spare Room is spare.", "spare room|spare", "The [Spare Room] is [spare]."},
		{"Größe und GROSSE", "grosse", "[Größe] und [GROSSE]"},
		{"ferryman ferry offerry", "ferr", "[ferr]yman [ferr]y offerry"},
		{"東京タワーへ", "京 タ", "東[京タ]ワーへ"},
		{"cafe\u0301 x", "cafe", "[cafe\u0301] x"},
		{"a\xffmaria", "maria", "a\xff[maria]"},
		{"ＡＢＣ", "ab", "[ＡＢ]Ｃ"},
		{"ßa", "s", "[ß]a"},
		{strings.Repeat("x", 80) + " maria", "maria", strings.Repeat("x", 80) + " [maria]"},
		{"nothing", "", "nothing"},
		{"Your gift card; we care, carry. A car for hire", "car |hire", "Your gift card; we care, carry. A [car] for [hire]"},
		{"winter win Wins WIN", "win ", "winter [win] Wins [WIN]"},
		{"spare rooms, spare room", "spare room ", "spare rooms, [spare room]"},
		{"cat catalogue", "cat |catal", "[cat] [catal]ogue"},
		{"東京タワーへ", "京 タ ", "東[京タ]ワーへ"},
		{"carré car", "carre ", "[carré] car"},
	} {
		out, at := "", 0
		for _, m := range query.Marks(c.text, strings.Split(c.terms, "|")) {
			out += c.text[at:m.Start] + "[" + c.text[m.Start:m.End] + "]"
			at = m.End
		}
		if out += c.text[at:]; out != c.want {
			t.Errorf("Marks(%q, %q) = %q, want %q", c.text, c.terms, out, c.want)
		}
	}
}

func FuzzAppendIndex(f *testing.F) {
	for _, s := range []string{"Größe 東京 ﾊﾞ \u1112\u1161\u11ab x", "\xff\xc3", strings.Repeat("a", 70) + "é", "½㈱🎉"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := query.AppendIndex(nil, s)
		if !utf8.Valid(out) {
			t.Fatalf("not UTF-8: %q", out)
		}
		for _, w := range strings.Split(string(out), " ") {
			if n := utf8.RuneCountInString(w); n > query.MaxWord || n == 0 && len(out) > 0 {
				t.Fatalf("word %q of %q", w, out)
			}
		}
		if again := query.AppendIndex(nil, string(out)); string(again) != string(out) {
			t.Fatalf("folded twice: %q, once: %q", again, out)
		}
		at := 0
		for _, m := range query.Marks(s, []string{string(out[:min(len(out), 3)]), "a"}) {
			if m.Start < at || m.End < m.Start || m.End > len(s) {
				t.Fatalf("mark %v", m)
			}
			at = m.End
		}
	})
}

func BenchmarkAppendIndex(b *testing.B) {
	for name, s := range map[string]string{
		"ascii":    strings.Repeat("The quick brown fox jumps over the lazy dog, 1234 times.\n", 1000),
		"german":   strings.Repeat("Die Größe der Öfen überrascht jeden Gast im schönen Haus.\n", 1000),
		"russian":  strings.Repeat("Съешь же ещё этих мягких французских булок, да выпей чаю.\n", 500),
		"japanese": strings.Repeat("東京タワーへ行く予定を確認してください。", 500),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			var dst []byte
			for b.Loop() {
				dst = query.AppendIndex(dst[:0], s)
			}
		})
	}
}

func TestFirst(t *testing.T) {
	alphabet := []string{"a", "b", "ab", "é", "Ä", "ﬁ", "ß", "か\u3099", "会", "。", "а", "\u0301", " ", " ", "-", "\n", "😀", strings.Repeat("x", 70)}
	r := rand.New(rand.NewPCG(11, 29))
	text := func(n int) string {
		var b strings.Builder
		for range r.IntN(n) {
			b.WriteString(alphabet[r.IntN(len(alphabet))])
		}
		return b.String()
	}
	found := 0
	for range 20_000 {
		s := text(60)
		if r.IntN(8) == 0 {
			s = text(3000)
		}
		terms := []string{query.Fold(text(4)), query.Fold(text(6))}
		if len(s) > 500 {
			terms = []string{query.Fold(text(12)), query.Fold(text(20))}
		}
		for i := range terms {
			if r.IntN(2) == 0 {
				terms[i] += " "
			}
		}
		want := -1
		if all := query.Marks(s, terms); len(all) > 0 {
			want, found = all[0].Start, found+1
		}
		if got := query.First(s, terms); got != want {
			t.Fatalf("First(%q, %q) = %d, want %d", s, terms, got, want)
		}
		const before = "before "
		folded, places := query.AppendPlaces([]byte(before), s)
		if got := string(query.AppendIndex([]byte(before), s)); got != string(folded) {
			t.Fatalf("AppendPlaces of %q is %q, want %q", s, folded, got)
		}
		if got := places.First(s, folded[len(before):], terms); got != want {
			t.Fatalf("First(%q, %q) with places = %d, want %d", s, terms, got, want)
		}
	}
	if found < 1000 {
		t.Errorf("only %d texts held a term", found)
	}
}

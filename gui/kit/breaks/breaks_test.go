package breaks

import (
	"strings"
	"testing"
	"time"
)

// marked is text with | where a line may end, ¶ where it must, ~ after a soft hyphen.
func marked(text string) string {
	var b strings.Builder
	at := 0
	for _, br := range Lines(text) {
		b.WriteString(text[at:br.At])
		switch {
		case br.Must:
			b.WriteString("¶")
		case br.Soft:
			b.WriteString("~")
		default:
			b.WriteString("|")
		}
		at = br.At
	}
	return b.String() + text[at:]
}

// The places are those at which Chromium 156 breaks.
func TestBreaks(t *testing.T) {
	for _, want := range []string{
		"", "one", "one |two  |three", " |one", "one\n¶two", "one\r\n¶\r\n¶two", "one \n¶ |two", "one\n",
		"to |be-|or |not", "a |-5 |b-|5", "-|-|all", "x-", "non-|breaking\u00a0space", "mail@host.example/a/b?|c=d&e=f", "what?|(yes)", "\"what?\" |he |said",
		"x[1] |y.|(2) |f(x)", "10,000.50 |€ |5 |%", "$5 |and |5$", "Bonjour |!", "« |mot |»", "“quoted” |(x)", "ö |) |y",
		"soft\u00ad~hyphen", "zero\u200b|width", "word\u2060joiner", "a\u2028¶b", "a\u0085¶b",
		"敬|启|者，|感|谢。|他", "「一|二」|三", "こ|ん|に|ち|は", "안|녕 |여|러",
		"mot |– |suite", "a–|b", "Wort… |weiter", "👨‍👩‍👧|👨‍👩‍👧", "👍🏽|👍", "🇦🇹|🇩🇪", "שלום |לכם", "السلام |عليكم",
		"naïve-|text |(ö) |x", "https://example.org/|ä/b", "\ufffc|\ufffc", "(|\ufffc|)", "“|\ufffc|”|\ufffc|.", "a\u00a0|\ufffc|\u00a0b", "x\u2060\ufffc|-|\ufffc",
	} {
		text := strings.NewReplacer("|", "", "¶", "", "~", "").Replace(want)
		if got := marked(text); got != want {
			t.Errorf("%q is broken as %q, want %q", text, got, want)
		}
	}
}

// No text takes the square of its length, which would be minutes.
func TestBreaksInTime(t *testing.T) {
	const n = 1 << 20
	for _, unit := range []string{"a", "a ", "ä", "ä ", " ", "\n", "-", "一", "\u0301", "👨‍", "\u00ad", "(", "\u200d", "א", "¡ ", "« "} {
		text := strings.Repeat(unit, n/len(unit))
		start := time.Now()
		Lines(text)
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%d times %+q: %v", n/len(unit), unit, d)
		}
	}
}

// TestSyllables: lines of scripts without white space between words end between syllables.
func TestSyllables(t *testing.T) {
	for _, want := range []string{
		"ประเทศ|ไทย|เป็น|ประเทศ|ที่|มีวัฒนธรรมอันยาวนาน|และ|มีอาหาร|ที่|อร่อยมากมาย|หลาย|ชนิด|ให้|เลือกรับประทาน",
		"จันทร์|ที่|แล้ว", "ต่าง |ๆ |นา", "น้ำ|แข็ง", "เร็วๆ|นี้", "ผักฯลฯ", "(ไทย)", "สิทธิ์|ของ|คุณ", "ศูนย์",
		"ສະ|ບາຍດີ |ປະ|ເທດລາວ", "ភា|សា|ខ្មែរ|ជា|ភា|សា|មួយ", "မြန်|မာ|နိုင်|ငံ", "တက္က|သိုလ်", "สวัสดี|ครับanna", "Hello |สวัสดี",
	} {
		text := strings.ReplaceAll(want, "|", "")
		if got := marked(text); got != want {
			t.Errorf("%s\n got %s", want, got)
		}
	}
}

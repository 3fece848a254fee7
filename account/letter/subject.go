package letter

import (
	"strings"
	"unicode"
)

// answers and forwards are what programs of many languages put before the subject of a
// message that is answered or passed on, in lower case.
var (
	answers  = set("re r aw sv vs antw antwort odp ynt res rif réf ant aw ad atb cev 回复 回覆 答复 返信 답장 回信 ответ отв відп απ σχετ תשובה השב رد پاسخ bvs hä svar vastaus válasz vá odpoveď odpověď răspuns atsakymas")
	forwards = set("fw fwd wg tr rv enc i fs vb vl doorst pd vid továb továbbítás továbbítva ilt iletildi přep preposlané přeposláno vidaresänt weitergeleitet inoltra transf reenv 转发 轉寄 轉發 転送 전달 пересл пересл. переслано πρθ προώθ הועבר")
)

func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// Re is the subject of an answer: "Re: " once, in the place of what was put before it.
func Re(subject string) string { return prefixed("Re: ", bare(line(subject), answers)) }

// Fwd is the subject of a message that is passed on.
func Fwd(subject string) string { return prefixed("Fwd: ", bare(line(subject), forwards)) }

// WithoutRe is a subject without what answering has put before it.
func WithoutRe(subject string) string { return bare(line(subject), answers) }

// Topic is a subject without all that is put before it by answering, passing on and mailing lists;
// answer reports whether some of that says that it answers another message.
func Topic(subject string) (topic string, answer bool) {
	topic = line(subject)
	for {
		if end := strings.IndexByte(topic, ']'); end > 0 && end < 40 && end < len(topic)-1 && topic[0] == '[' {
			topic = strings.TrimSpace(topic[end+1:])
		}
		before := topic
		if topic = bare(topic, answers); topic != before {
			answer = true
		}
		if topic = bare(topic, forwards); topic == before {
			return topic, answer
		}
	}
}

func prefixed(p, s string) string { return strings.TrimSpace(p + s) }

// bare is a subject without the words of a set at its beginning, such as "AW: " and
// "Re[2]: ".
func bare(s string, known map[string]bool) string {
	for {
		i := strings.IndexAny(s, ":：")
		if i <= 0 || i > 40 {
			return s
		}
		word := strings.ToLower(strings.TrimSpace(s[:i]))
		if j := strings.IndexAny(word, "[(*^"); j > 0 && strings.Trim(word[j:], "[]()*^ 0123456789") == "" {
			word = strings.TrimSpace(word[:j])
		}
		if !known[word] {
			return s
		}
		s = strings.TrimLeftFunc(s[i:], func(r rune) bool { return unicode.IsSpace(r) || r == ':' || r == '：' })
	}
}

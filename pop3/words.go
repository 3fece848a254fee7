package pop3

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// chinese are words of which one stands in nearly every refusal of a Chinese server.
var chinese = []string{"密码", "密碼", "错误", "登录", "登陆", "用户", "服务", "邮箱", "授权", "失败", "帐号", "账号", "账户", "系统", "连接", "稍后", "邮件"}

// readable is what a server has said, as UTF-8.
//
// QUIRK: answers are ASCII (RFC 1939, section 3) or UTF-8 (RFC 6856); servers write them in the
// charset of their country. Which one that is nobody tells: Chinese is known by its words, Cyrillic by
// words that have no letter of ASCII; the others have single letters with accents.
func readable(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	if s, ok := decoded(simplifiedchinese.GB18030, text); ok {
		for _, word := range chinese {
			if strings.Contains(s, word) {
				return s
			}
		}
	}
	high, low, longest, run := 0, 0, 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 0xe0:
			high++
			run++
		case c >= 0xc0:
			low++
			run++
		default:
			run = 0
		}
		longest = max(longest, run)
	}
	charset := charmap.Windows1252
	if longest >= 4 && low > high {
		charset = charmap.KOI8R // its small letters stand where others have capital ones
	} else if longest >= 4 {
		charset = charmap.Windows1251
	}
	s, _ := decoded(charset, text)
	return s
}

// decoded reads text in a charset; ok: all of it is in it.
func decoded(e encoding.Encoding, text string) (s string, ok bool) {
	s, err := e.NewDecoder().String(text)
	return s, err == nil && !strings.ContainsRune(s, utf8.RuneError)
}

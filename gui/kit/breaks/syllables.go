package breaks

import (
	"strings"
	"unicode/utf8"
)

// Thai, Lao, Khmer and Burmese have no white space between words (class SA of UAX 14), and
// their words only a dictionary tells. Lines end between syllables here, where a rule tells
// that one begins, and around words that are met in nearly every sentence.

// Letters of Thai. Those of Lao stand 0x80 above them.
const (
	thaiFirst, thaiLast = 0x0e01, 0x0e2e // consonants
	thaiAgain           = 0x0e46         // repeats the word before it
	thaiEtc             = 0x0e2f
	thaiSilent          = 0x0e4c // the consonant below it is not spoken
)

// leads are syllables that are hardly ever a word by themselves.
var leads = []string{"ประ", "กระ", "ตระ"}

// common are words of Thai that no longer word is likely to hold.
var common = strings.Fields("ที่ ได้ ไม่ นี้ นั้น ให้ ว่า ซึ่ง หรือ เพื่อ ด้วย แล้ว อยู่ ต้อง ของ ความ และ กับ จาก ครับ ค่ะ คุณ ท่าน เป็น จะ ใน ตาม สำหรับ " +
	"กรุณา ขอบคุณ สวัสดี โดย แต่ ถ้า เมื่อ ทั้ง ชื่อ ข้อมูล อีเมล บริการ ลูกค้า บริษัท จำกัด โปรด ติดต่อ เวลา ประเทศ ไทย อย่าง หลาย สามารถ เรา ผม ฉัน วันที่ เดือน บัญชี รหัส")

// syllable reports whether a syllable that can begin a line begins at i.
func syllable(s string, i int) bool {
	r, n := utf8.DecodeRuneInString(s[i:])
	p, _ := utf8.DecodeLastRuneInString(s[:i])
	next, _ := utf8.DecodeRuneInString(s[i+n:])
	switch {
	case r < 0x0e01 || r > 0x17b3:
	case r <= 0x0eff && p >= 0x0e01 && p <= 0x0eff:
		if r >= 0x0e80 {
			return thai(s, i, n, r-0x80, p-0x80, next-0x80)
		}
		return thai(s, i, n, r, p, next)
	case r >= 0x1780 && p >= 0x1780 && p <= 0x17ff:
		// Khmer: a consonant with a vowel or another consonant of its own.
		return p != 0x17d2 && next >= 0x17b6 && next <= 0x17d2
	case r >= 0x1000 && (r <= 0x102a || r == 0x103f) && p >= 0x1000 && p <= 0x109f:
		// Burmese: a consonant that neither ends a syllable nor stands above or below another.
		if next == 0x1037 {
			next, _ = utf8.DecodeRuneInString(s[i+n+utf8.RuneLen(next):])
		}
		return p != 0x1039 && next != 0x1039 && next != 0x103a
	}
	return false
}

// thai is syllable for Thai and Lao, of which r, p and next are letters of Thai.
func thai(s string, i, n int, r, p, next rune) bool {
	vowel := func(r rune) bool { return r >= 0x0e40 && r <= 0x0e44 } // that stands before its consonant
	if !vowel(r) && (r < thaiFirst || r > thaiLast) || vowel(p) {
		return false
	}
	if next == thaiSilent || (next == 0x0e34 || next == 0x0e38) && strings.HasPrefix(s[i+n+utf8.RuneLen(next):], string(rune(thaiSilent))) {
		return false
	}
	for _, lead := range leads {
		if strings.HasSuffix(s[:i], lead) {
			return false
		}
	}
	switch {
	case vowel(r), p == 0x0e30, p == 0x0e33, p == 0x0e45, p == thaiAgain:
		return true
	case p == thaiEtc:
		return r != 'ล' // as in ฯลฯ
	case p == thaiSilent:
		return next >= thaiFirst && next < thaiSilent
	}
	for _, w := range common {
		if strings.HasPrefix(s[i:], w) || strings.HasSuffix(s[:i], w) {
			return true
		}
	}
	return false
}

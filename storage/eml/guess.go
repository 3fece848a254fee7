package eml

import (
	"bytes"
	"sort"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding/japanese"
)

// guess finds the charset that b is most likely in. It is never nil.
func guess(bud *budget, b []byte) *codec {
	if good, bad := countUTF8(b); bad == 0 || good > 2*bad {
		return utf8Codec
	}
	sample := highSample(b)
	// The detector is by far the slowest of all readers.
	if !bud.spend(10_000+100*len(sample)) || !bud.make(16<<10+24*len(sample)) {
		return windows1252
	}
	if high, letters := highAndLetters(sample); high*8 < letters {
		return windows1252 // a few signs and accents
	}
	results, err := chardet.NewTextDetector().DetectAll(sample)
	if err != nil {
		return windows1252
	}
	// The detector's order of equals is that of its goroutines, and all charsets of two
	// octets are equals to it for up to ten characters.
	usual := map[string]int{}
	for _, r := range results {
		usual[r.Charset] = usualShare(r.Charset, sample)
	}
	sort.Slice(results, func(i, j int) bool {
		if results[i].Confidence != results[j].Confidence {
			return results[i].Confidence > results[j].Confidence
		}
		if a, b := usual[results[i].Charset], usual[results[j].Charset]; a != b {
			return a > b
		}
		return results[i].Charset+results[i].Language < results[j].Charset+results[j].Language
	})
	for _, r := range results {
		if r.Confidence < 10 {
			break
		}
		switch r.Charset {
		case "UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "ISO-8859-1", "windows-1252",
			"IBM420_ltr", "IBM420_rtl", "IBM424_ltr", "IBM424_rtl":
			continue
		case "GB18030", "Big5", "EUC-JP", "EUC-KR", "Shift_JIS", "KOI8-R", "windows-1251", "ISO-8859-5":
		default:
			// Other single octet charsets are told apart by words that a short
			// text has too few of.
			if r.Confidence < 35 {
				continue
			}
		}
		if c := lookupCodec(bud, r.Charset); c != nil && plausible(c, sample, r.Confidence) {
			return c
		}
	}
	return windows1252
}

// usualRows are the first octets of the characters that text in a charset of two octets
// mostly consists of, from and to. Where two have all of a text, the one with fewer rows
// says more.
var usualRows = map[string][2][2]byte{
	"EUC-KR":    {{0xB0, 0xC8}},               // Hangul
	"GB18030":   {{0xB0, 0xD7}},               // the first level
	"EUC-JP":    {{0xA4, 0xA5}, {0xB0, 0xCF}}, // kana and the first level
	"Big5":      {{0xA4, 0xC6}},               // the first level
	"Shift_JIS": {{0x82, 0x83}, {0x88, 0x97}}, // kana and the first level
}

// usualShare tells how much of b is of the usual rows of a charset, and how few those
// are; 0 for other charsets.
func usualShare(charset string, b []byte) int {
	rows, ok := usualRows[charset]
	if !ok {
		return 0
	}
	all, hits, count := 0, 0, 0
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		all++
		if charset == "Shift_JIS" && b[i] >= 0xA1 && b[i] <= 0xDF {
			continue // halfwidth kana
		}
		for _, row := range rows {
			if b[i] >= row[0] && b[i] <= row[1] {
				hits++
				break
			}
		}
		i++
	}
	for _, row := range rows {
		count += int(row[1]-row[0]) + 1
	}
	return hits*100/max(all, 1)*100 - count
}

// highSample shortens b for the detector.
func highSample(b []byte) []byte {
	const most = 8 << 10
	if i := firstHigh(b); i < len(b) {
		b = b[max(0, i-200):]
	}
	return b[:min(len(b), most)]
}

// plausible reports whether b reads as text in c. Charsets of two octets need
// that nothing is left over; KOI8-R and the like that the letters are mostly not
// ASCII, since accents in Latin text are few.
func plausible(c *codec, b []byte, confidence int) bool {
	high, letters := highAndLetters(b)
	if c.kind == kindEncoding {
		out := c.appendUTF8(nil, b)
		bad := bytes.Count(out, []byte("\uFFFD"))
		if c.enc == japanese.ShiftJIS && halfwidth(out)*2 > high/2 {
			return false // halfwidth kana are rare, and anything reads as them
		}
		// In Latin text, octets that are not ASCII hardly ever stand together;
		// here nearly all do, or at least half where the second may be ASCII.
		p := pairs(b)
		return bad*20 <= high && high >= 4 && (p*100 >= high*85 || p*2 >= high && high >= letters)
	}
	return high*2 >= letters || confidence >= 60
}

// highAndLetters counts octets that are not ASCII, and ASCII letters.
func highAndLetters(b []byte) (high, letters int) {
	for _, x := range b {
		if x >= 0x80 {
			high++
		} else if x|0x20 >= 'a' && x|0x20 <= 'z' {
			letters++
		}
	}
	return high, letters
}

// halfwidth counts halfwidth kana.
func halfwidth(utf []byte) int {
	n := 0
	for _, r := range string(utf) {
		if r >= 0xFF61 && r <= 0xFF9F {
			n++
		}
	}
	return n
}

// pairs counts high octets that stand next to another one.
func pairs(b []byte) int {
	n := 0
	for i := range b {
		if b[i] >= 0x80 && (i > 0 && b[i-1] >= 0x80 || i+1 < len(b) && b[i+1] >= 0x80) {
			n++
		}
	}
	return n
}

// shiftedKorean turns ISO-2022-KR (RFC 1557) into EUC-KR.
func shiftedKorean(b []byte) []byte {
	out := make([]byte, 0, len(b))
	shifted := false
	b = bytes.ReplaceAll(b, []byte("\x1b$)C"), nil)
	for _, c := range b {
		switch {
		case c == 0x0E:
			shifted = true
		case c == 0x0F:
			shifted = false
		case c == '\n':
			shifted = false
			out = append(out, c)
		case shifted && c > ' ':
			out = append(out, c|0x80)
		default:
			out = append(out, c)
		}
	}
	return out
}

package archive

import (
	"archive/zip"
	"context"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"popmail/storage/eml"
)

// Names in a zip file are UTF-8 where it says so. Windows and older programs write them in the code page of
// the consoles of their country, or in that of its windows, and do not say which: it is the one in which they look most
// like words. The same goes for names that an old Linux has written.

// zipPages are the code pages that names may be in; of two that fit alike the first is taken.
var zipPages = []string{"cp850", "cp866", "cp852", "windows-1252", "windows-1251", turkish, "cp932", "cp949", "cp936", "cp950"}

// turkish is the code page of the consoles of Turkey, which is cp850 but for some letters.
const turkish = "cp857"

var turkishLetters = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("ì", "ı", "ÿ", "İ", "×", "Ş", "ƒ", "ş", "ª", "Ğ", "º", "ğ", "ð", "º", "Ð", "ª", "Þ", "×", "ý", "ì", "Ý", "ÿ",
		"ı", "\uFFFD", "þ", "\uFFFD", "‗", "\uFFFD")
})

// inPage is a name that is written in a code page.
func inPage(ctx context.Context, name, page string) string {
	if page == turkish {
		return turkishLetters().Replace(eml.Decoded(ctx, []byte(name), "cp850"))
	}
	return eml.Decoded(ctx, []byte(name), page)
}

// asTurkish counts the letters of a name that are Turkish beside one that is nothing else: where that would be
// "č" of another page, they would not stand beside it.
func asTurkish(name string) (n int) {
	if !strings.ContainsAny(name, "şŞ") {
		return 0
	}
	for _, r := range name {
		if strings.ContainsRune("çöüÇÖÜ", r) {
			n++
		}
	}
	return n
}

// wideRows are the first octets of the characters that text in a code page of two octets mostly consists of.
func wideRows(page string) [][2]byte {
	switch page {
	case "cp932":
		return [][2]byte{{0x82, 0x83}, {0x88, 0x97}}
	case "cp949":
		return [][2]byte{{0xB0, 0xC8}}
	case "cp936":
		return [][2]byte{{0xB0, 0xD7}}
	case "cp950":
		return [][2]byte{{0xA4, 0xC6}}
	}
	return nil
}

// mostNames is how many octets of names are looked at to find their code page.
const mostNames = 64 << 10

// pageOfNames is the code page of names that are not UTF-8.
func pageOfNames(ctx context.Context, names []string) (best string) {
	most := 0
	for i, page := range zipPages {
		sum, seen := 0, 0
		for _, name := range names {
			if seen += len(name); seen > mostNames {
				break
			}
			in := inPage(ctx, name, page)
			sum += likely(in) + inRows(name, wideRows(page))
			if page == turkish {
				sum += asTurkish(in)
			}
		}
		if i == 0 || sum > most {
			best, most = page, sum
		}
	}
	return best
}

// likely says how much a name looks like words, by its letters that are not ASCII: they stand among letters of
// their own kind, and capitals at the beginning.
func likely(name string) (n int) {
	script := func(r rune) *unicode.RangeTable {
		for _, s := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Greek} {
			if unicode.Is(s, r) {
				return s
			}
		}
		return nil
	}
	wide := func(s *unicode.RangeTable) bool {
		return s == unicode.Han || s == unicode.Hiragana || s == unicode.Katakana || s == unicode.Hangul
	}
	first, before := ' ', ' '
	for _, r := range name {
		of, was := script(r), script(before)
		if r >= utf8.RuneSelf {
			switch {
			case r == utf8.RuneError || unicode.IsControl(r):
				n -= 20
			case r >= 0xFF61 && r <= 0xFF9F: // half a letter wide, of Japanese
				n -= 4
			case r == '×' && (unicode.IsDigit(before) || before == ' ' && unicode.IsDigit(first)): // "13 × 18"
				n += 2
			case !unicode.IsLetter(r), r == 'ƒ': // which is the sign of a coin
				n -= 6
			case of == unicode.Latin && before >= utf8.RuneSelf && was == unicode.Latin: // accents are rare
				n -= 3
			default:
				n += 2
			}
		}
		if of != nil && was != nil && (r >= utf8.RuneSelf || before >= utf8.RuneSelf) {
			if of != was && !(wide(of) && wide(was)) {
				n -= 4
			}
			if unicode.IsUpper(r) && unicode.IsLower(before) {
				n -= 4
			}
			if unicode.IsLower(r) && unicode.IsUpper(before) && unicode.IsLetter(first) {
				n -= 3
			}
		}
		first, before = before, r
	}
	return n
}

// inRows says how many characters of two octets are among rows.
func inRows(name string, rows [][2]byte) (n int) {
	if rows == nil {
		return 0
	}
	for i := 0; i < len(name); i++ {
		if name[i] < 0x80 {
			continue
		}
		if slices.ContainsFunc(rows, func(r [2]byte) bool { return name[i] >= r[0] && name[i] <= r[1] }) {
			n++
		} else {
			n -= 2
		}
		i++
	}
	return n
}

// zipNames gives the names of the files in a zip file as UTF-8, in the order of the files.
func zipNames(ctx context.Context, files []*zip.File) []string {
	out := make([]string, len(files))
	var odd []string
	for i, e := range files {
		// QUIRK: some programs write Windows' separators.
		if out[i] = strings.ReplaceAll(e.Name, `\`, "/"); !utf8.ValidString(e.Name) {
			odd = append(odd, e.Name)
		}
	}
	if odd == nil {
		return out
	}
	page := pageOfNames(ctx, namesAlone(odd))
	for i, e := range files {
		if !utf8.ValidString(e.Name) {
			out[i] = strings.ReplaceAll(inPage(ctx, e.Name, page), `\`, "/")
		}
	}
	return out
}

// namesAlone are the parts of paths that are not UTF-8, each once.
func namesAlone(paths []string) (out []string) {
	seen := map[string]bool{}
	for _, p := range paths {
		for part := range strings.SplitSeq(p, "/") {
			part = strings.TrimSuffix(part, path.Ext(part))
			if !utf8.ValidString(part) && !seen[part] {
				seen[part] = true
				out = append(out, part)
			}
		}
	}
	return out
}

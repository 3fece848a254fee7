package query

import (
	"strings"
	"unicode"
)

// Fold folds s: lower case, no marks, one width.
func Fold(s string) string { return strings.Join(Words(s), " ") }

// Words returns the folded index words of text.
func Words(text string) []string {
	return strings.Fields(string(AppendIndex(nil, text)))
}

// AppendIndex appends the folded words of text to dst, joined by single spaces.
// Where dst is not empty and does not end with a space, one is put between.
func AppendIndex(dst []byte, text string) []byte {
	space := len(dst) > 0 && dst[len(dst)-1] != ' '
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			space = len(dst) > 0 && dst[len(dst)-1] != ' '
			continue
		}
		if space {
			dst = append(dst, ' ')
			space = false
		}
		dst = append(dst, string(unicode.ToLower(r))...)
	}
	return dst
}

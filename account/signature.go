package account

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a signature. RFC 3676, section 4.3, and custom ask for far less.
const (
	MaxSignatureLines = 20
	MaxSignature      = 2000 // characters
)

// TidySignature is a signature as it is kept: lines that end with \n but for the last one,
// without blanks at their ends, without empty lines around them, and without the line "-- "
// that some people type before it, as that is written by itself.
func TidySignature(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	var lines []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.TrimRightFunc(l, unicode.IsSpace); len(lines) > 0 || l != "" && l != "--" {
			lines = append(lines, l)
		}
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// SignatureFits reports whether a tidy signature is within the limits.
func SignatureFits(s string) bool {
	return strings.Count(s, "\n") < MaxSignatureLines && utf8.RuneCountInString(s) <= MaxSignature
}

func (a *Account) validateSignature() error {
	if a.Signature = TidySignature(a.Signature); !SignatureFits(a.Signature) {
		return fmt.Errorf("%w: the signature is longer than %d lines or %d characters", ErrInvalid, MaxSignatureLines, MaxSignature)
	}
	return nil
}

package profiles

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/adrg/xdg"

	"popmail/account"
)

// maxSignature bounds a file of a signature, in octets.
const maxSignature = 16 << 10

// readSignature takes the signature from its file, if that is one of plain text. A link
// stands, in Evolution, for a program that writes one.
func (s *Settings) readSignature() {
	file := filepath.FromSlash(s.signature)
	if file == "" {
		return
	}
	s.signature = ""
	if rest, ok := strings.CutPrefix(file, "~"+string(filepath.Separator)); ok {
		file = filepath.Join(xdg.Home, rest)
	} else if !filepath.IsAbs(file) {
		file = filepath.Join(s.Profile, file)
	}
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSignature {
		return
	}
	f, err := os.Open(file)
	if err != nil {
		return
	}
	defer f.Close()
	if data, err := io.ReadAll(io.LimitReader(f, maxSignature)); err == nil {
		s.Account.Signature = usable(strings.TrimPrefix(string(data), "\ufeff"))
	}
}

// usable is a signature that can be taken over as it is; empty: it is not plain text, such as
// a page or a program, or too long.
func usable(text string) string {
	low := strings.ToLower(text)
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || strings.Contains(low, "</") || strings.Contains(low, "<br") || strings.HasPrefix(low, "{\\rtf") || strings.HasPrefix(low, "#!") {
		return ""
	}
	if text = account.TidySignature(text); !account.SignatureFits(text) {
		return ""
	}
	return text
}

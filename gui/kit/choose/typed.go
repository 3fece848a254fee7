package choose

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
)

// meant is the path that a typed or pasted text stands for, as seen from a folder: a name, a
// path, one in quotes, one that begins in the home folder with ~, or a file: address. It is
// empty where nothing is typed.
func meant(dir, text string) string {
	text = strings.TrimSpace(text)
	if n := len(text); n > 2 && (text[0] == '"' || text[0] == '\'') && text[0] == text[n-1] {
		text = text[1 : n-1] // as Windows copies them
	}
	if u, err := url.Parse(text); err == nil && u.Scheme == "file" && (u.Host == "" || u.Host == "localhost") && u.Path != "" {
		if text = filepath.FromSlash(u.Path); runtime.GOOS == "windows" {
			text = strings.TrimPrefix(text, `\`) // before the letter of the drive
		}
	}
	if rest, ok := strings.CutPrefix(text, "~"); ok && (rest == "" || isSeparator(rest[0])) {
		text = filepath.Join(home(), rest)
	}
	switch {
	case text == "":
		return ""
	case filepath.IsAbs(text):
		return filepath.Clean(text)
	}
	return filepath.Join(dir, text)
}

func isSeparator(b byte) bool { return b == '/' || b == filepath.Separator }

// narrowing reports whether a typed text narrows the list down: a piece of a name.
func narrowing(text string) bool {
	return text != "" && text[0] != '~' && text[0] != '"' && text[0] != '\'' && !strings.ContainsFunc(text, func(r rune) bool { return r < 0x80 && isSeparator(byte(r)) })
}

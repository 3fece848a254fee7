// Package locale gives the program a language that Fyne can read. Where a Unix
// system names none ("C", "C.UTF-8", nothing at all), Fyne complains on standard
// error while the program starts, in each command. It does so in the init of its
// package lang (2.7.4: AddTranslationsFS, updateLocalizer), before main, and has no
// way to be given a language; to be initialised first by being imported, this package
// would have to be one that Fyne imports. So it does its work in an init too, and
// comes first because it needs next to nothing: Go initialises of all packages whose
// imports are done the first by import path, and lang waits for text/template, which
// comes after this one (https://go.dev/ref/spec#Program_initialization). TestQuiet of
// cmd/popmail tells when that is no longer so; GODEBUG=inittrace=1 shows the order.
package locale

import (
	"os"
	"runtime"
	"strings"
)

// english is the language for a system without one.
const english = "en_US.UTF-8"

func init() {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return
	}
	if name := unusable(os.Getenv); name != "" {
		_ = os.Setenv(name, english)
	}
	if l := os.Getenv("LANGUAGE"); l != "" && !names(l) {
		_ = os.Unsetenv("LANGUAGE")
	}
}

// unusable returns the variable that decides the language of messages (POSIX.1,
// chapter 8.2) when it names no language, else "".
func unusable(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			if names(value) {
				return ""
			}
			return name
		}
	}
	return "LANG"
}

// names reports whether a locale such as "de_AT.UTF-8@euro" begins with the code
// of a language, two or three letters. Of a list parted by colons each has to.
func names(locale string) bool {
	for l := range strings.SplitSeq(locale, ":") {
		if i := strings.IndexAny(l, "_-.@"); i >= 0 {
			l = l[:i]
		}
		if len(l) < 2 || len(l) > 3 || strings.Trim(strings.ToLower(l), "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return true
}
